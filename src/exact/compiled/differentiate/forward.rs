//! Forward accumulation over the graph under way, along several directions or along one.

use super::row;
use super::signed::Signed;
use crate::exact::compiled::slopes::{Slopes, slopes};
use crate::scalar::Trace;
use crate::scalar::graph::{Op, recorder};

/// The derivatives of a place along some directions, by their numbers, in order.
type Tangents = Vec<(usize, Signed)>;

/// The derivatives of every `y`, with its number and that of the direction, where the variables move as they are
/// said to: forward accumulation over everything that is needed.
///
/// ```text
/// for every place: its tangent = factor · Σ slope · tangent of the operand
/// ```
fn forward(y: &[Trace], seed: impl Fn(usize) -> Tangents) -> Vec<(usize, usize, Trace)> {
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
    let tangents = places.iter().map(|&place| tangents[place as usize].iter());
    let numbered = |(i, tangents): (usize, std::slice::Iter<'_, (usize, Signed)>)| {
        row(
            i,
            tangents
                .map(|(j, tangent)| (*j, tangent.number()))
                .collect(),
        )
    };
    tangents.enumerate().flat_map(numbered).collect()
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
pub(super) fn columns(y: &[Trace], n: usize) -> Vec<(usize, usize, Trace)> {
    let seed = |i: usize| {
        if i < n {
            vec![(i, Signed::of(Trace::constant(1.0)))]
        } else {
            vec![]
        }
    };
    forward(y, seed)
}

/// The derivatives of all `y` along the direction that follows the variables.
pub(super) fn along(y: &[Trace], n: usize) -> Vec<(usize, usize, Trace)> {
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
    forward(y, seed)
}
