//! The sweep: from results back to the variables, the derivatives of the results by every place on the
//! tape, its adjoints, are handed on from each operation to its operands.

use std::ops::Range;

use super::{Node, Recording, Rule, appendix, with, with_adjoints};
use crate::scalar::dual::edge;
use crate::scalar::{Real, Var};

impl<T: Real> Recording<T> {
    /// The derivatives of a result by the variables.
    #[inline]
    pub(crate) fn gradient(&self, y: Var<T>, out: &mut [T]) {
        self.adjoints([y], |adjoints| {
            for (g, [w]) in out.iter_mut().zip(adjoints) {
                *g = *w;
            }
        });
    }

    /// As [`gradient`](Self::gradient), over numbers with derivatives, where pieces of the function meet.
    ///
    /// How the slopes of `hypot` at the origin move is not known, but they are bounded: what they are
    /// multiplied with moves with them where it is zero.
    pub(crate) fn gradient_of_piece(&self, y: Var<T>, out: &mut [T]) {
        let zero = T::of(0.0);
        let Some((last, slope)) = self.place(y) else {
            return out.fill(zero);
        };
        let first = self.first();
        let mut adjoints = vec![zero; first.max(last + 1)];
        adjoints[last] = slope;
        appendix::<T, _>(|rest| {
            let events = rest.events.borrow();
            let mut bounded = events[self.events..]
                .iter()
                .rev()
                .filter(|e| T::LANES > 0 && matches!(e.rule, Rule::Hypot));
            let mut next = bounded.next();
            let mut w = slope;
            self.nodes(|nodes| {
                for (k, node) in nodes[..adjoints.len() - first].iter().enumerate().rev() {
                    let place = self.start as usize + first + k;
                    while next.is_some_and(|event| event.node as usize > place) {
                        next = bounded.next();
                    }
                    let is_bounded = next.is_some_and(|event| event.node as usize == place);
                    if !node.goes_on() {
                        w = adjoints[first + k];
                    }
                    for (slope, operand) in node.slopes.into_iter().zip(node.places()) {
                        let term = if is_bounded {
                            w.times_at_edge(slope)
                        } else {
                            slope.product(w)
                        };
                        let sum = &mut adjoints[(operand - self.start) as usize];
                        *sum = *sum + term;
                    }
                }
            });
        });
        out.copy_from_slice(&adjoints[1..first]);
    }

    /// The derivatives of `L` results by the variables, in one sweep.
    #[inline(always)]
    pub(crate) fn adjoints<R, const L: usize>(
        &self,
        y: [Var<T>; L],
        f: impl FnOnce(&[[T; L]]) -> R,
    ) -> R {
        with_adjoints(|adjoints| {
            self.sweep_from(y, adjoints);
            let (adjoints, _) = adjoints.as_chunks::<L>();
            f(&adjoints[1..self.first()])
        })
    }

    /// The sweep itself, compiled once for all that is done with the derivatives.
    #[inline]
    fn sweep_from<const L: usize>(&self, y: [Var<T>; L], adjoints: &mut Vec<T>) {
        let first = self.first();
        let places = y.map(|y| self.place(y));
        let last = places.iter().flatten().map(|(place, _)| place + 1).max();
        let count = last.unwrap_or(0).max(first);
        adjoints.clear();
        adjoints.resize(count * L, T::of(0.0));
        let (adjoints, _) = adjoints.as_chunks_mut::<L>();
        for (lane, place) in places.iter().enumerate() {
            if let Some((place, slope)) = *place {
                adjoints[place][lane] = slope;
            }
        }
        self.nodes(|nodes| sweep(nodes, self.start, first, adjoints));
    }

    /// Adds the derivatives of the results of a block to those of the variables, which follow the place of
    /// constants in `adjoints`. The range of the variables that come in.
    #[inline]
    pub(crate) fn accumulate(&self, results: &[Var<T>], adjoints: &mut Vec<T>) -> Range<usize> {
        let first = self.first();
        let mut used = Used::among(first);
        adjoints.truncate(first);
        adjoints.resize(first + self.operations(), T::of(0.0));
        for y in results {
            if let Some((place, slope)) = self.place(*y) {
                adjoints[place] = adjoints[place] + slope;
                used.note(place);
            }
        }
        let (adjoints, _) = adjoints.as_chunks_mut::<1>();
        self.nodes(|nodes| {
            sweep(nodes, self.start, first, adjoints);
            for node in nodes {
                for operand in node.places() {
                    used.note((operand - self.start) as usize);
                }
            }
        });
        used.range()
    }
}

/// The range of the variables that are used.
struct Used {
    first: usize,
    low: usize,
    high: usize,
}

impl Used {
    /// Of variables that stand before the place `first`.
    fn among(first: usize) -> Self {
        Self {
            first,
            low: first,
            high: 0,
        }
    }

    /// Notes a place, if it is that of a variable; without a branch.
    #[inline(always)]
    fn note(&mut self, place: usize) {
        let is_variable = (place > 0) & (place < self.first);
        self.low = self.low.min(if is_variable { place } else { self.first });
        self.high = self.high.max(if is_variable { place } else { 0 });
    }

    fn range(&self) -> Range<usize> {
        if self.high == 0 {
            0..0
        } else {
            self.low - 1..self.high
        }
    }
}

/// Sweeps the nodes of a recording that begins at `start`, from the last of the `adjoints` to its
/// variables. There are adjoints of all places from `start` on: that of constants, those of the variables,
/// and those of as many nodes as matter.
///
/// Written plainly, for every node from the last to the first:
///
/// ```text
/// w = adjoints[node];  adjoints[a] += p w;  adjoints[b] += q w
/// ```
///
/// where an operation of many terms has one `w` for all its nodes.
///
/// Two things are done differently. A sum of many terms is a chain of nodes of which each is the operand
/// of the next; what goes to the next node is handed on in a register then, for to store it and load it
/// again takes longer than the arithmetic. And places are not checked against the length, which would
/// cost up to a sixth of a gradient's time.
// w_a += p w,  w_b += q w
#[inline(always)]
#[allow(unsafe_code)]
fn sweep<T: Real, const L: usize>(
    nodes: &[Node<T>],
    start: u32,
    first: usize,
    adjoints: &mut [[T; L]],
) {
    let nodes = &nodes[..adjoints.len() - first];
    let Some(mut here) = adjoints.last().copied() else {
        return;
    };
    let mut w = here;
    for (k, node) in nodes.iter().enumerate().rev() {
        let below = first + k - 1;
        if node.goes_on() {
            // The rare case: with a branch, those that wait for `w` wait for nothing else.
            edge();
        } else {
            w = here;
        }
        // SAFETY: `k` is less than the number of these nodes, `adjoints.len() - first`, and `first` is 1
        // at least.
        let mut next = unsafe { *adjoints.get_unchecked(below) };
        for (slope, operand) in node.slopes.into_iter().zip(node.places()) {
            debug_assert!(operand >= start && ((operand - start) as usize) < first + k);
            let operand = (operand - start) as usize;
            if operand == below {
                add(&mut next, slope, w);
            } else {
                // SAFETY: an operand stands in the same recording, so not before `start`, and before the
                // node that has it: `Tape::push`, `push_sum` and `push_event` write down no places but those
                // that they or `Recording::variable` have given out in this recording, and `start`.
                add(unsafe { adjoints.get_unchecked_mut(operand) }, slope, w);
            }
        }
        here = next;
    }
    // What was handed on to the place before the first node.
    if !nodes.is_empty() {
        adjoints[first - 1] = here;
    }
}

/// `sum += slope w`, in every lane.
#[inline(always)]
fn add<T: Real, const L: usize>(sum: &mut [T; L], slope: T, w: [T; L]) {
    for (sum, w) in sum.iter_mut().zip(w) {
        *sum = *sum + slope * w;
    }
}

/// The largest derivative of a number by the variables of the recording under way, NaN aside, by a sweep.
///
/// # Panics
///
/// If it is a variable of another recording.
pub(crate) fn largest_derivative<T: Real>(y: Var<T>) -> f64 {
    let largest = |adjoints: &[[T; 1]]| {
        let magnitudes = adjoints.iter().map(|[p]| p.largest());
        magnitudes.fold(0.0, f64::max)
    };
    derivatives_so_far(y, largest).unwrap_or(0.0)
}

/// Whether all derivatives of a number by the variables of the recording under way are zero, by a sweep.
///
/// # Panics
///
/// If it is a variable of another recording.
pub(crate) fn is_stationary<T: Real>(y: Var<T>) -> bool {
    let all_zero = |adjoints: &[[T; 1]]| adjoints.iter().all(|[p]| p.is_zero());
    derivatives_so_far(y, all_zero).unwrap_or(y.is_constant())
}

/// Hands over the derivatives of a number in the midst of a recording, unless it is a constant or the tape
/// does not hold all.
fn derivatives_so_far<T: Real, R>(y: Var<T>, f: impl FnOnce(&[[T; 1]]) -> R) -> Option<R> {
    if y.is_constant() {
        return None;
    }
    with::<T, _>(|tape| {
        let under_way = tape.under_way.get();
        if !tape.has(y) {
            tape.refuse(y.recording);
        }
        let (start, first) = (under_way.start, under_way.variables as usize + 1);
        let place = (y.index - start) as usize;
        let mut adjoints = vec![[T::of(0.0)]; first.max(place + 1)];
        adjoints[place] = [y.slope];
        tape.nodes(|nodes| sweep(nodes, start, first, &mut adjoints))?;
        Some(f(&adjoints[1..first]))
    })
}
