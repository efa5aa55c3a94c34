//! Compiled derivatives: the closure is traced into a graph, the graph is differentiated, and both become
//! machine code.
#![doc = include_str!("../../docs/compiled.md")]

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use nalgebra::Dim;

mod batch;
mod calls;
mod code;
mod differentiate;
mod emit;
mod gradient;
mod hessian;
mod jacobian;
mod layout;
mod otherwise;
mod paths;
mod program;
mod schedule;
mod slopes;
mod statistics;

pub use program::Optimize;
pub use statistics::{CodeStatistics, Made, PathStatistics, Statistics};

use crate::error::Error;
use crate::operator::{Fallible, IsExact, Kind, Plain, Returns, returns};
use crate::point::{Matrix, Point};
use crate::scalar::Trace;
use differentiate::Wanted;
use paths::{Paths, Settings};
use program::Program;

/// The kind of an operator made by `compiled`: the closure runs on [`Trace`]s once for every way through it,
/// and from then on as machine code together with its derivatives.
///
/// It is shared by clones of the operator, and by threads, which call the code without a lock.
pub struct Compiled<R = Plain> {
    paths: Arc<Paths>,
    settings: Settings,
    marker: PhantomData<fn() -> R>,
}

/// The kind of an operator made by `try_compiled`: the closure returns a `Result`, and so does every
/// method of the operator.
pub type TryCompiled<E> = Compiled<Fallible<E>>;

impl<R> Compiled<R> {
    pub(crate) fn new() -> Self {
        Self {
            paths: Arc::default(),
            settings: Settings::default(),
            marker: PhantomData,
        }
    }

    /// With other settings, and nothing traced yet.
    fn with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings;
        change(&mut settings);
        Self {
            paths: Arc::default(),
            settings,
            ..self
        }
    }
}

/// What operators of every sort are asked beside derivatives, at a point in any container.
impl<R: Returns> Compiled<R> {
    /// Traces `f` and compiles what is wanted ahead of the first call.
    fn prepared<X>(
        &self,
        wanted: Wanted,
        x: &X,
        f: impl FnOnce(&[Trace]) -> Result<Vec<Trace>, R::Error>,
    ) -> R::Outcome<Result<(), Error>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut memory = vec![];
        let x = coordinates(x, &mut memory);
        R::outcome(self.paths.prepare(wanted, self.settings, x, f))
    }

    /// What has been traced and compiled so far.
    pub(crate) fn statistics(&self) -> Statistics {
        self.paths.statistics()
    }

    /// The graph with what is wanted as text, if the way at `x` has been traced.
    fn text<X>(&self, wanted: Wanted, x: &X) -> Option<String>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut memory = vec![];
        let x = coordinates(x, &mut memory);
        let (graph, program) = self.paths.path_with(wanted, self.settings, x)?;
        Some(program.map_or(graph, Program::graph).to_string())
    }

    /// Where what is wanted is not zero everywhere, if the way at `x` has been traced and has code.
    fn pattern<X>(&self, wanted: Wanted, x: &X) -> Option<Vec<(usize, usize)>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut memory = vec![];
        let x = coordinates(x, &mut memory);
        let (_, program) = self.paths.path_with(wanted, self.settings, x)?;
        program.map(Program::pattern)
    }
}

impl<R: Returns> IsExact for Compiled<R> {}

impl<R: Returns> Kind for Compiled<R> {
    type Scalar = f64;
    type Number = Trace;

    fn for_another_function(self) -> Self {
        self.with(|_| {})
    }
}

returns!([R: Returns] Compiled<R>);

impl<R> Clone for Compiled<R> {
    fn clone(&self) -> Self {
        Self {
            paths: Arc::clone(&self.paths),
            settings: self.settings,
            marker: PhantomData,
        }
    }
}

impl<R> fmt::Debug for Compiled<R> {
    /// The statistics.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled")
            .field("settings", &self.settings)
            .field("statistics", &self.paths.statistics())
            .finish()
    }
}

/// The memory that a compiled operator needs: the point, where it is not one slice already.
#[derive(Clone, Debug, Default)]
pub struct CompiledWorkspace {
    point: Vec<f64>,
    gradient: Vec<f64>,
    entries: Vec<f64>,
}

// The settings of all operators. Plain form: `impl<F, R: Returns> Gradient<F, Compiled<R>> { .. }`
macro_rules! settings {
    ($Operator:ident) => {
        impl<F, R: Returns> $Operator<F, Compiled<R>> {
            /// When better code is made than the quick code of the first call. Unless said otherwise, within
            /// the call after 2,000 of them. What has been compiled before is forgotten.
            #[must_use]
            pub fn optimize(self, when: Optimize) -> Self {
                let kind = self.kind.with(|settings| settings.optimize = when);
                Self { kind, ..self }
            }

            /// With graphs of at most so many operations, derivatives among them, in place of two millions. A
            /// function that has more itself panics with [`Error::GraphLimit`]; one whose derivatives have is
            /// evaluated by the other kinds. What has been compiled before is forgotten.
            #[must_use]
            pub fn graph_limit(self, operations: usize) -> Self {
                let kind = self.kind.with(|settings| settings.limit = operations);
                Self { kind, ..self }
            }

            /// What has been traced and compiled so far, and how often code was not the way.
            #[must_use]
            pub fn statistics(&self) -> Statistics {
                self.kind.statistics()
            }
        }
    };
}
use settings;

/// The coordinates of a point one behind the other: where they stand, or copied to `memory`.
#[inline]
fn coordinates<'a, X>(x: &'a X, memory: &'a mut Vec<f64>) -> &'a [f64]
where
    X: Point<Scalar = f64> + ?Sized,
{
    match x.contiguous() {
        Some(x) => x,
        None => {
            memory.clear();
            memory.extend((0..x.dimension().value()).map(|i| x.coordinate(i)));
            memory
        }
    }
}

/// The coordinates of a point, and behind them those of another one.
fn both<X, V>(x: &X, v: &V) -> Vec<f64>
where
    X: Point<Scalar = f64> + ?Sized,
    V: Point<Scalar = f64> + ?Sized,
{
    let first = (0..x.dimension().value()).map(|i| x.coordinate(i));
    first
        .chain((0..v.dimension().value()).map(|i| v.coordinate(i)))
        .collect()
}

/// Lends the entries of a matrix column by column: where they stand, or in `memory`, as zeros, to be copied
/// from there.
#[inline]
fn with_columns<R>(
    matrix: &mut impl Matrix<f64>,
    memory: &mut Vec<f64>,
    write: impl FnOnce(&mut [f64], Found) -> R,
) -> R {
    if let Some(entries) = matrix.by_columns() {
        return write(entries, Found::AsItWas);
    }
    let (rows, columns) = matrix.shape();
    memory.clear();
    memory.resize(rows * columns, 0.0);
    let result = write(memory, Found::Zero);
    for (k, entry) in memory.iter().enumerate() {
        matrix[(k % rows, k / rows)] = *entry;
    }
    result
}

/// What stands in entries that are to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    AsItWas,
    Zero,
}
