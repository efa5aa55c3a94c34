//! The paths of a function that have been traced, with their code: found without a lock by every thread.
//!
//! ```text
//! fast:  for every path, the latest first: run its code; if everything was as it assumes, done
//! slow:  if that was no comparison, and those of the path come out as they should: it stands at an edge: the
//!        other kinds on its graph
//!        else trace the function here; keep it as a path if there is room, compile, run
//!        else the other kinds on the graph
//! ```

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::code::Miss;
use super::differentiate::Wanted;
use super::program::{Optimize, Program};
use super::statistics::{CodeStatistics, PathStatistics, Statistics};
use crate::error::Error;
use crate::scalar::Trace;
use crate::scalar::graph::{Fault, Graph, Recording};

/// How many paths are kept.
const PATHS: usize = 8;

/// Why a path is not compiled that could be.
const NOT_KEPT: &str =
    "the way at this point depends on more than comparisons, or there are too many ways";

/// The traced paths of one function.
#[derive(Default)]
pub(super) struct Paths {
    kept: [OnceLock<Path>; PATHS],
    /// The one that was right last.
    latest: AtomicUsize,
    /// Held by who adds a path.
    adding: Mutex<()>,
    counts: Counts,
}

/// How often it went another way than through compiled code.
#[derive(Default)]
struct Counts {
    traced: AtomicUsize,
    edges: AtomicUsize,
    evaluated: AtomicUsize,
}

/// A way through the function.
pub(super) struct Path {
    pub(super) graph: Graph,
    trace: Duration,
    made: [OnceLock<Result<Program, String>>; Wanted::ALL.len()],
}

/// What a kind wants to know at a point.
pub(super) trait Question {
    /// What it gets.
    type Answer;

    /// Which derivatives.
    const WANTED: Wanted;

    /// By code, if the point is on its path and at no edge.
    fn run(
        &mut self,
        path: &Path,
        program: &Program,
        optimize: Optimize,
    ) -> Result<Self::Answer, Miss>;

    /// By evaluating the graph, at whatever point it holds.
    fn evaluate(&mut self, graph: &Graph) -> Self::Answer;
}

/// Settings of a compiled operator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) optimize: Optimize,
    /// The largest number of operations of a graph.
    pub(super) limit: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // Better code takes as long to make as some thousand calls of the quick one.
            optimize: Optimize::After(2_000),
            // Two seconds of work for the compiler, and half a gigabyte.
            limit: 1 << 21,
        }
    }
}

impl Path {
    fn new(graph: Graph, trace: Duration) -> Self {
        Self {
            graph,
            trace,
            made: Default::default(),
        }
    }

    /// The code for what is wanted, made when it is wanted first.
    fn program(&self, wanted: Wanted, settings: Settings) -> Option<&Program> {
        let made = self.made[wanted as usize].get_or_init(|| {
            let built = Program::build(&self.graph, wanted, settings.limit, settings.optimize);
            match built {
                Ok(Some(program)) => Ok(program),
                Ok(None) => Err(format!("more than {} operations", settings.limit)),
                Err(unsupported) => Err(unsupported.0),
            }
        });
        made.as_ref().ok()
    }
}

impl Paths {
    /// The answer at the point `x`, where `f` is traced if need be.
    #[inline]
    pub(super) fn ask<Q: Question, E>(
        &self,
        settings: Settings,
        x: &[f64],
        question: &mut Q,
        f: impl FnOnce(&[Trace]) -> Result<Vec<Trace>, E>,
    ) -> Result<Q::Answer, E> {
        let latest = self.latest.load(Ordering::Relaxed);
        match self.run(latest, settings, x.len(), question) {
            Ok(answer) => Ok(answer),
            Err(miss) => self.ask_others((latest, miss), settings, x, question, f),
        }
    }

    /// By the code of one path. One that has none yet may be that of the point.
    #[inline]
    fn run<Q: Question>(
        &self,
        path: usize,
        settings: Settings,
        n: usize,
        question: &mut Q,
    ) -> Result<Q::Answer, Miss> {
        let path = self.kept[path].get().ok_or(Miss::Path)?;
        if path.graph.variables != n {
            return Err(Miss::Path);
        }
        let made = path.made[Q::WANTED as usize].get().ok_or(Miss::Edge)?;
        let program = made.as_ref().map_err(|_| Miss::Edge)?;
        question.run(path, program, settings.optimize)
    }

    #[cold]
    #[inline(never)]
    fn ask_others<Q: Question, E>(
        &self,
        (latest, miss): (usize, Miss),
        settings: Settings,
        x: &[f64],
        question: &mut Q,
        f: impl FnOnce(&[Trace]) -> Result<Vec<Trace>, E>,
    ) -> Result<Q::Answer, E> {
        let mut misses = [Miss::Path; PATHS];
        misses[latest] = miss;
        for path in (0..PATHS).filter(|path| *path != latest) {
            match self.run(path, settings, x.len(), question) {
                Ok(answer) => {
                    self.latest.store(path, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(miss) => misses[path] = miss,
            }
        }
        let may_hold = |path: usize| misses[path] == Miss::Edge;
        if let Some(path) = self.path_at(x, may_hold) {
            return Ok(self.on_path(path, settings, question));
        }
        match self.traced(Q::WANTED, settings, x, f)? {
            Ok(Ok(path)) => Ok(self.on_path(path, settings, question)),
            Ok(Err(graph)) => {
                self.counts.evaluated.fetch_add(1, Ordering::Relaxed);
                Ok(question.evaluate(&graph))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// The answer on a path that the point is on.
    fn on_path<Q: Question>(&self, path: usize, settings: Settings, question: &mut Q) -> Q::Answer {
        let kept = self.kept[path].get().expect("the path is kept");
        let program = kept.program(Q::WANTED, settings);
        if let Some(answer) =
            program.and_then(|program| question.run(kept, program, settings.optimize).ok())
        {
            self.latest.store(path, Ordering::Relaxed);
            return answer;
        }
        let count = if program.is_some() {
            &self.counts.edges
        } else {
            &self.counts.evaluated
        };
        count.fetch_add(1, Ordering::Relaxed);
        question.evaluate(&kept.graph)
    }

    /// The kept path that a point is on, of those that may be.
    fn path_at(&self, x: &[f64], may_hold: impl Fn(usize) -> bool) -> Option<usize> {
        (0..PATHS).filter(|path| may_hold(*path)).find(|path| {
            let path = self.kept[*path].get();
            path.is_some_and(|path| path.graph.variables == x.len() && path.graph.holds_at(x))
        })
    }

    /// Traces the function at `x` and keeps the path, or hands back its graph.
    fn traced<E>(
        &self,
        wanted: Wanted,
        settings: Settings,
        x: &[f64],
        f: impl FnOnce(&[Trace]) -> Result<Vec<Trace>, E>,
    ) -> Result<Result<Result<usize, Box<Graph>>, Error>, E> {
        let start = Instant::now();
        let graph = trace(x, settings.limit, wanted.order(), f)?;
        Ok(graph.map(|graph| {
            self.counts.traced.fetch_add(1, Ordering::Relaxed);
            self.keep(graph, start.elapsed(), x)
        }))
    }

    /// Keeps a path, if it holds elsewhere and there is room.
    fn keep(&self, graph: Graph, time: Duration, x: &[f64]) -> Result<usize, Box<Graph>> {
        if !graph.is_regular {
            return Err(Box::new(graph));
        }
        let has_room = || (0..PATHS).find(|path| self.kept[*path].get().is_none());
        if has_room().is_none() {
            return Err(Box::new(graph));
        }
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have traced the same one.
        if let Some(path) = self.path_at(x, |_| true) {
            return Ok(path);
        }
        match has_room() {
            Some(free) => {
                self.kept[free].get_or_init(|| Path::new(graph, time));
                Ok(free)
            }
            None => Err(Box::new(graph)),
        }
    }

    /// Traces and compiles ahead of the first call at `x`.
    pub(super) fn prepare<E>(
        &self,
        wanted: Wanted,
        settings: Settings,
        x: &[f64],
        f: impl FnOnce(&[Trace]) -> Result<Vec<Trace>, E>,
    ) -> Result<Result<(), Error>, E> {
        let path = match self.path_at(x, |_| true) {
            Some(path) => path,
            None => match self.traced(wanted, settings, x, f)? {
                Ok(Ok(path)) => path,
                Ok(Err(_)) => return Ok(Err(Error::NotCompiled(NOT_KEPT.into()))),
                Err(error) => return Ok(Err(error)),
            },
        };
        let kept = self.kept[path].get().expect("the path is kept");
        kept.program(wanted, settings);
        let made = kept.made[wanted as usize]
            .get()
            .expect("the program has been made");
        self.latest.store(path, Ordering::Relaxed);
        Ok(made
            .as_ref()
            .map(|_| ())
            .map_err(|reason| Error::NotCompiled(reason.clone())))
    }

    /// The graph of the kept path that holds at `x`, and the code for what is wanted.
    pub(super) fn path_with(
        &self,
        wanted: Wanted,
        settings: Settings,
        x: &[f64],
    ) -> Option<(&Graph, Option<&Program>)> {
        let path = self.kept[self.path_at(x, |_| true)?].get()?;
        Some((&path.graph, path.program(wanted, settings)))
    }

    pub(super) fn statistics(&self) -> Statistics {
        let paths = self
            .kept
            .iter()
            .filter_map(OnceLock::get)
            .map(|path| PathStatistics {
                variables: path.graph.variables,
                operations: path.graph.ops.len(),
                guards: path.graph.guards.len(),
                trace: path.trace,
                code: Wanted::ALL
                    .into_iter()
                    .filter_map(|wanted| Some((wanted, path.made[wanted as usize].get()?)))
                    .map(|(wanted, made)| CodeStatistics {
                        what: wanted.name(),
                        made: made.as_ref().map(Program::statistics).map_err(Clone::clone),
                    })
                    .collect(),
            });
        Statistics {
            paths: paths.collect(),
            traced: self.counts.traced.load(Ordering::Relaxed),
            edges: self.counts.edges.load(Ordering::Relaxed),
            evaluated: self.counts.evaluated.load(Ordering::Relaxed),
        }
    }
}

/// The graph of a function at a point, or what makes it useless.
fn trace<E>(
    x: &[f64],
    limit: usize,
    order: u32,
    f: impl FnOnce(&[Trace]) -> Result<Vec<Trace>, E>,
) -> Result<Result<Graph, Error>, E> {
    let recording = Recording::begin(x.len(), limit, order);
    let variables: Vec<Trace> = x
        .iter()
        .enumerate()
        .map(|(i, x)| recording.variable(i, *x))
        .collect();
    let y = f(&variables)?;
    Ok(recording.end(&y).map_err(|fault| match fault {
        Fault::PlainNumber(method) => Error::NotReplayable { method },
        Fault::Limit => Error::GraphLimit { most: limit },
    }))
}
