//! Derivatives of a graph, as a graph: reverse and forward accumulation over its operations. What they
//! compute stands in the same graph as the values, so that nothing is computed twice.

use std::collections::BinaryHeap;

use super::slopes::{Slopes, slopes};
use crate::scalar::Trace;
use crate::scalar::graph::{Graph, Op, Recording, recorder};

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

/// A number or its negative: a sign is only computed where a sum does not absorb it.
#[derive(Clone, Copy)]
struct Signed {
    number: Trace,
    is_negative: bool,
}

impl Signed {
    fn of(number: Trace) -> Self {
        match number.negative_of() {
            Some(number) => Self {
                number,
                is_negative: true,
            },
            None => Self {
                number,
                is_negative: false,
            },
        }
    }

    fn number(self) -> Trace {
        if self.is_negative {
            -self.number
        } else {
            self.number
        }
    }

    fn times(self, slope: Trace) -> Self {
        let product = Self::of(self.number * slope);
        Self {
            is_negative: self.is_negative != product.is_negative,
            ..product
        }
    }

    fn plus(self, other: Self) -> Self {
        let number = if self.is_negative == other.is_negative {
            self.number + other.number
        } else if self.is_negative {
            return other.plus(self);
        } else {
            self.number - other.number
        };
        Self { number, ..self }
    }
}

/// Reverse accumulation, with memory kept from one sweep to the next.
struct Reverse {
    /// The adjoints of places.
    adjoints: Vec<Option<Signed>>,
    /// The first variable that a place depends on.
    lowest: Vec<u32>,
}

impl Reverse {
    fn new() -> Self {
        let mut reverse = Self {
            adjoints: vec![],
            lowest: vec![],
        };
        reverse.look();
        reverse
    }

    /// Looks at what has been recorded since.
    fn look(&mut self) {
        recorder(|recorder| {
            let graph = recorder.graph();
            for place in self.lowest.len()..graph.ops.len() {
                let op = graph.ops[place];
                self.lowest.push(match op {
                    Op::Variable(i) => i,
                    _ => {
                        let operands = graph.operands(op);
                        operands
                            .map(|a| self.lowest[a as usize])
                            .min()
                            .unwrap_or(u32::MAX)
                    }
                });
            }
            self.adjoints.resize(self.lowest.len(), None);
        });
    }

    /// The derivatives of `y` by the variables up to the last wanted one, in order.
    ///
    /// ```text
    /// adjoint of y = 1
    /// for every place, from y down: for every operand: its adjoint += (adjoint of the place · factor) · slope
    /// ```
    ///
    /// Only places with an adjoint are met, and of those only the ones that depend on a wanted variable.
    fn adjoints(&mut self, y: Trace, last: usize) -> Vec<(usize, Trace)> {
        let mut found = vec![];
        if y.is_constant() {
            return found;
        }
        let top = recorder(|recorder| recorder.place(y));
        if self.lowest.len() <= top as usize {
            self.look();
        }
        let mut waiting = BinaryHeap::from([top]);
        self.adjoints[top as usize] = Some(Signed::of(Trace::constant(1.0)));
        while let Some(place) = waiting.pop() {
            let Some(adjoint) = self.adjoints[place as usize].take() else {
                continue;
            };
            if let Op::Variable(i) = recorder(|recorder| recorder.graph().ops[place as usize]) {
                if i as usize <= last {
                    found.push((i as usize, adjoint.number()));
                }
                continue;
            }
            let Slopes { by, factor } = slopes(place);
            let adjoint = adjoint.times(factor);
            for (operand, slope) in by {
                let is_wanted = self.lowest[operand as usize] as usize <= last;
                if !is_wanted || self.lowest[operand as usize] == u32::MAX {
                    continue;
                }
                let term = adjoint.times(slope);
                let sum = &mut self.adjoints[operand as usize];
                *sum = Some(match *sum {
                    Some(sum) => sum.plus(term),
                    None => {
                        waiting.push(operand);
                        term
                    }
                });
            }
        }
        found.sort_by_key(|(i, _)| *i);
        found
    }
}

/// The derivatives of a place along some directions, by their numbers, in order.
type Tangents = Vec<(usize, Signed)>;

/// Forward accumulation over everything that `y` needs, where the variables move as they are said to.
///
/// ```text
/// for every place: its tangent = factor · Σ slope · tangent of the operand
/// ```
fn forward(y: &[Trace], seed: impl Fn(usize) -> Tangents) -> Vec<Tangents> {
    let places: Vec<u32> = y
        .iter()
        .map(|y| recorder(|recorder| recorder.place(*y)))
        .collect();
    let needed = recorder(|recorder| recorder.graph().needed(places.iter().copied()));
    let mut tangents: Vec<Tangents> = vec![vec![]; needed.len()];
    for place in (0..needed.len()).filter(|place| needed[*place]) {
        let op = recorder(|recorder| recorder.graph().ops[place]);
        if let Op::Variable(i) = op {
            tangents[place] = seed(i as usize);
            continue;
        }
        let moves = recorder(|recorder| {
            let graph = recorder.graph();
            // A share moves as the list does that it is of.
            let source = match op {
                Op::Softmax(shares, _) | Op::Rest(shares, _) => graph.ops[shares as usize],
                op => op,
            };
            let mut operands = graph.operands(source);
            operands.any(|operand| !tangents[operand as usize].is_empty())
        });
        if !moves {
            continue;
        }
        let Slopes { by, factor } = slopes(place as u32);
        let mut sum = vec![];
        for (operand, slope) in by {
            sum = added(sum, &tangents[operand as usize], slope);
        }
        for (_, tangent) in &mut sum {
            *tangent = tangent.times(factor);
        }
        tangents[place] = sum;
    }
    places
        .iter()
        .map(|&place| tangents[place as usize].clone())
        .collect()
}

fn unsigned(tangents: Tangents) -> Vec<(usize, Trace)> {
    tangents
        .into_iter()
        .map(|(i, tangent)| (i, tangent.number()))
        .collect()
}

/// `sum + slope · tangents`, direction by direction.
fn added(sum: Tangents, tangents: &Tangents, slope: Trace) -> Tangents {
    let mut result = Vec::with_capacity(sum.len().max(tangents.len()));
    let mut sum = sum.into_iter().peekable();
    for &(direction, tangent) in tangents {
        while let Some(before) = sum.next_if(|(d, _)| *d < direction) {
            result.push(before);
        }
        let term = tangent.times(slope);
        let term = match sum.next_if(|(d, _)| *d == direction) {
            Some((_, sum)) => sum.plus(term),
            None => term,
        };
        result.push((direction, term));
    }
    result.extend(sum);
    result
}

/// All derivatives of all `y`, column by column.
fn columns(y: &[Trace], n: usize) -> Vec<(usize, usize, Trace)> {
    let seed = |i: usize| {
        if i < n {
            vec![(i, Signed::of(Trace::constant(1.0)))]
        } else {
            vec![]
        }
    };
    let tangents = forward(y, seed).into_iter().enumerate();
    tangents
        .flat_map(|(i, tangents)| row(i, unsigned(tangents)))
        .collect()
}

/// The derivatives of all `y` along the direction that follows the variables.
fn along(y: &[Trace], n: usize) -> Vec<(usize, usize, Trace)> {
    let direction = |i: usize| {
        let op = Op::Variable((n + i) as u32);
        recorder(|recorder| recorder.write(op, f64::NAN))
    };
    let seed = |i: usize| {
        if i < n {
            vec![(0, Signed::of(direction(i)))]
        } else {
            vec![]
        }
    };
    let tangents = forward(y, seed).into_iter().enumerate();
    tangents
        .flat_map(|(i, tangents)| row(i, unsigned(tangents)))
        .collect()
}
