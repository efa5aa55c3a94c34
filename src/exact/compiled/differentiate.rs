//! Derivatives of a graph, as a graph: reverse and forward accumulation over its operations. What they
//! compute stands in the same graph as the values, so that nothing is computed twice.

mod forward;
mod reverse;
mod signed;

use crate::scalar::Trace;
use crate::scalar::graph::{Graph, Recording, recorder};
use forward::{along, columns};
use reverse::Reverse;

/// What to derive from a traced function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The gradient of the first result.
    Gradient,
    /// All derivatives of all results.
    Jacobian,
    /// The derivatives of all results along a direction, which follows the variables.
    Jvp,
    /// The gradient of the sum of the results with weights, which follow the variables.
    Vjp,
    /// Gradient and Hessian of the first result.
    Hessian,
    /// The derivatives of the gradient along a direction.
    Hvp,
}

impl Wanted {
    /// All of them, in order.
    pub(super) const ALL: [Self; 6] = [
        Self::Gradient,
        Self::Jacobian,
        Self::Jvp,
        Self::Vjp,
        Self::Hessian,
        Self::Hvp,
    ];

    /// Of which order the derivatives are.
    pub(super) fn order(self) -> u32 {
        match self {
            Self::Hessian | Self::Hvp => 2,
            _ => 1,
        }
    }

    /// Its name in statistics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gradient => "gradient",
            Self::Jacobian => "jacobian",
            Self::Jvp => "jvp",
            Self::Vjp => "vjp",
            Self::Hessian => "hessian",
            Self::Hvp => "hvp",
        }
    }
}

/// A graph with derivatives.
pub(super) struct Derived {
    pub(super) graph: Graph,
    /// How many operations the function itself has.
    pub(super) plain: usize,
    /// The derivatives that are not zero everywhere, each with its row and column.
    pub(super) entries: Vec<Entry>,
    /// The gradient beside a Hessian.
    pub(super) gradient: Vec<Entry>,
}

/// A derivative: where it belongs, and where the graph has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) node: u32,
}

/// Derives what is wanted, with at most so many operations.
pub(super) fn derive(graph: &Graph, wanted: Wanted, limit: usize) -> Option<Derived> {
    let (n, plain) = (graph.variables, graph.ops.len());
    let results = graph.results.clone();
    let recording = Recording::go_on(graph.clone(), limit);
    let y = |i: usize| recorder(|recorder| recorder.at(results[i]));
    let mut gradient = vec![];
    let numbers: Vec<(usize, usize, Trace)> = match wanted {
        Wanted::Gradient => row(0, Reverse::new().adjoints(y(0), usize::MAX)),
        Wanted::Jacobian => smaller(
            || rows((0..results.len()).map(|i| (i, y(i), usize::MAX))),
            || columns(&(0..results.len()).map(y).collect::<Vec<_>>(), n),
            plain.saturating_mul(n.min(results.len())),
        ),
        Wanted::Jvp => {
            let ys: Vec<_> = (0..results.len()).map(y).collect();
            along(&ys, n)
        }
        Wanted::Vjp => {
            let weights = (0..results.len()).map(|i| recording.variable(n + i, f64::NAN));
            let weighted = weights
                .enumerate()
                .map(|(i, w)| w * y(i))
                .collect::<Vec<_>>();
            let sum = weighted.into_iter().reduce(|sum, term| sum + term);
            let gradient = sum.map(|sum| Reverse::new().adjoints(sum, usize::MAX));
            let of_variables = |(j, _): &(usize, Trace)| *j < n;
            let gradient = gradient
                .unwrap_or_default()
                .into_iter()
                .filter(of_variables);
            row(0, gradient.collect())
        }
        Wanted::Hessian => {
            let first = Reverse::new().adjoints(y(0), usize::MAX);
            gradient = row(0, first.clone());
            let moving: Vec<Trace> = {
                let mut moving = vec![Trace::constant(0.0); n];
                first.iter().for_each(|(i, g)| moving[*i] = *g);
                moving
            };
            let size = recorder(|recorder| recorder.graph().ops.len());
            smaller(
                || rows(first.iter().map(|(i, g)| (*i, *g, *i))),
                || {
                    let all = columns(&moving, n);
                    all.into_iter().filter(|(i, j, _)| j <= i).collect()
                },
                size.saturating_mul(n),
            )
        }
        Wanted::Hvp => {
            let first = Reverse::new().adjoints(y(0), usize::MAX);
            let (places, gradient): (Vec<_>, Vec<_>) = first.into_iter().unzip();
            let products = along(&gradient, n).into_iter();
            products
                .map(|(i, _, product)| (0, places[i], product))
                .collect()
        }
    };
    let numbers = match wanted {
        Wanted::Gradient | Wanted::Vjp | Wanted::Hvp => filled(numbers, n, |j| (0, j)),
        Wanted::Jvp => filled(numbers, results.len(), |i| (i, 0)),
        Wanted::Jacobian | Wanted::Hessian => numbers,
    };
    let gradient = if wanted == Wanted::Hessian {
        filled(gradient, n, |j| (0, j))
    } else {
        vec![]
    };
    let entries = |numbers: Vec<(usize, usize, Trace)>| -> Vec<Entry> {
        let entry = |(row, column, number)| Entry {
            row,
            column,
            node: recorder(|recorder| recorder.place(number)),
        };
        numbers.into_iter().map(entry).collect()
    };
    let (entries, gradient) = (entries(numbers), entries(gradient));
    let mut graph = recording.end(&[]).ok()?;
    graph.results = results;
    graph.guards.truncate(self::guards(&graph, plain));
    Some(Derived {
        graph,
        plain,
        entries,
        gradient,
    })
}

/// How many guards the function itself has.
fn guards(graph: &Graph, plain: usize) -> usize {
    graph
        .guards
        .partition_point(|guard| (guard.test as usize) < plain)
}

/// All entries of a vector, those that are zero everywhere too.
fn filled(
    numbers: Vec<(usize, usize, Trace)>,
    len: usize,
    place: impl Fn(usize) -> (usize, usize),
) -> Vec<(usize, usize, Trace)> {
    let mut numbers = numbers.into_iter().peekable();
    (0..len)
        .map(|i| {
            let (row, column) = place(i);
            let found = numbers.next_if(|(r, c, _)| (*r, *c) == (row, column));
            found.unwrap_or((row, column, Trace::constant(0.0)))
        })
        .collect()
}

/// Derivatives of one result with the row of it.
fn row(i: usize, gradient: Vec<(usize, Trace)>) -> Vec<(usize, usize, Trace)> {
    gradient.into_iter().map(|(j, g)| (i, j, g)).collect()
}

/// The rows, by a reverse sweep for each: of row `i` the columns up to the last wanted one.
fn rows(results: impl Iterator<Item = (usize, Trace, usize)>) -> Vec<(usize, usize, Trace)> {
    let mut reverse = Reverse::new();
    results
        .flat_map(|(i, y, last)| row(i, reverse.adjoints(y, last)))
        .collect()
}

/// What two ways lead to, by the one that needs fewer operations; the first one only, if finding out would
/// take too long.
fn smaller(
    first: impl FnOnce() -> Vec<(usize, usize, Trace)>,
    second: impl FnOnce() -> Vec<(usize, usize, Trace)>,
    effort: usize,
) -> Vec<(usize, usize, Trace)> {
    /// Steps that take some 20 ms.
    const AFFORDABLE: usize = 1 << 20;
    let found = first();
    // The second one may not use up what is left for operations either.
    let room = recorder(|recorder| recorder.room());
    if effort > AFFORDABLE || effort.saturating_mul(4) > room {
        return found;
    }
    let other = second();
    let size = |numbers: &[(usize, usize, Trace)]| {
        recorder(|recorder| {
            let places: Vec<u32> = numbers.iter().map(|(.., x)| recorder.place(*x)).collect();
            recorder
                .graph()
                .needed(places)
                .iter()
                .filter(|needed| **needed)
                .count()
        })
    };
    if size(&other) < size(&found) {
        other
    } else {
        found
    }
}
