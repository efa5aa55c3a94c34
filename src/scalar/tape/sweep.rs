//! The sweep: from results back to the variables, the derivatives of the results by every place on the
//! tape, its adjoints, are handed on from each operation to its operands.

use super::{Node, Recording, Rule, appendix, with};
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
            self.nodes(|nodes| {
                for (k, node) in nodes[..adjoints.len() - first].iter().enumerate().rev() {
                    let place = self.start as usize + first + k;
                    while next.is_some_and(|event| event.node as usize > place) {
                        next = bounded.next();
                    }
                    let is_bounded = next.is_some_and(|event| event.node as usize == place);
                    let w = adjoints[first + k];
                    for (slope, operand) in node.slopes.into_iter().zip(node.operands) {
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
        let first = self.first();
        let places = y.map(|y| self.place(y));
        let last = places.iter().flatten().map(|(place, _)| place + 1).max();
        let count = last.unwrap_or(0).max(first);
        appendix::<T, _>(|rest| {
            let mut adjoints = rest.adjoints.borrow_mut();
            adjoints.clear();
            adjoints.resize(count * L, T::of(0.0));
            let (adjoints, _) = adjoints.as_chunks_mut::<L>();
            for (lane, place) in places.iter().enumerate() {
                if let Some((place, slope)) = *place {
                    adjoints[place][lane] = slope;
                }
            }
            self.nodes(|nodes| sweep(nodes, self.start, first, adjoints));
            f(&adjoints[1..first])
        })
    }
}

/// Sweeps the nodes of a recording that begins at `start`, from the last of the `adjoints` to its
/// variables. There are adjoints of all places from `start` on: that of constants, those of the variables,
/// and those of as many nodes as matter.
///
/// Places are not checked against the length, which would cost up to a sixth of a gradient's time.
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
    for (k, node) in nodes.iter().enumerate().rev() {
        // SAFETY: `k` is less than the number of these nodes, `adjoints.len() - first`.
        let w = unsafe { *adjoints.get_unchecked(first + k) };
        for (slope, operand) in node.slopes.into_iter().zip(node.operands) {
            debug_assert!(operand >= start && ((operand - start) as usize) < first + k);
            // SAFETY: an operand stands in the same recording, so not before `start`, and before the
            // node that has it: `Tape::push` and `Tape::push_event` write down no places but those that
            // they or `Recording::variable` have given out in this recording, and `start` itself.
            let sums = unsafe { adjoints.get_unchecked_mut((operand - start) as usize) };
            for (sum, w) in sums.iter_mut().zip(w) {
                *sum = *sum + slope.product(w);
            }
        }
    }
}

/// The largest derivative of a number by the variables of the recording under way, by a sweep.
///
/// # Panics
///
/// If it is a variable of another recording.
pub(crate) fn largest_derivative<T: Real>(y: Var<T>) -> f64 {
    if y.is_constant() {
        return 0.0;
    }
    with::<T, _>(|tape| {
        let under_way = tape.under_way.get();
        if y.recording != under_way.recording {
            tape.refuse(y.recording);
        }
        let (start, first) = (under_way.start, under_way.variables as usize + 1);
        let place = (y.index - start) as usize;
        let mut adjoints = vec![[T::of(0.0)]; first.max(place + 1)];
        adjoints[place] = [y.slope];
        tape.nodes(|nodes| sweep(nodes, start, first, &mut adjoints));
        let by_variables = adjoints[1..first].iter();
        by_variables.fold(0.0, |largest, [p]| p.largest().max(largest))
    })
}
