//! The tape read forward: with dual numbers it does once more what the function did, and where the
//! function met a kink or a singular point their rules say what becomes of it.

use super::{Event, Recording, appendix};
use crate::scalar::dual::each;
use crate::scalar::{Dual, Real, Var};

/// How every place of a recording moves.
pub(crate) struct Tangents<T, const N: usize>(Vec<[T; N]>);

impl<T: Real> Recording<T> {
    /// How every place moves, if the variables move as `x` does.
    // h = p h_a + q h_b
    pub(crate) fn tangents<const N: usize>(&self, x: &[Dual<T, N>]) -> Tangents<T, N> {
        let mut lanes = vec![[T::of(0.0); N]; 1];
        lanes.extend(x.iter().map(|x| x.partials));
        appendix::<T, _>(|rest| {
            let events = rest.events.borrow();
            let mut events = events[self.events..].iter().peekable();
            let mut goes_on = false;
            self.nodes(|nodes| {
                for (k, node) in nodes.iter().enumerate() {
                    let place = self.start as usize + self.first() + k;
                    let moves = match events.next_if(|event| event.node as usize == place) {
                        Some(event) => event.replay(self.start, &lanes).partials,
                        None => {
                            let [a, b] = node.places().map(|i| lanes[(i - self.start) as usize]);
                            let [p, q] = node.slopes;
                            let moves = each(|i| along(a[i], p) + along(b[i], q));
                            if goes_on {
                                let before = lanes[lanes.len() - 1];
                                each(|i| before[i] + moves[i])
                            } else {
                                moves
                            }
                        }
                    };
                    lanes.push(moves);
                    goes_on = node.goes_on();
                }
            });
        });
        Tangents(lanes)
    }

    /// A result as a dual number.
    #[inline]
    pub(crate) fn moving<const N: usize>(
        &self,
        y: Var<T>,
        tangents: &Tangents<T, N>,
    ) -> Dual<T, N> {
        match self.place(y) {
            None => Dual::constant(y.value),
            Some((place, slope)) => {
                let moves = tangents.0[place];
                Dual::new(y.value, each(|i| along(moves[i], slope)))
            }
        }
    }
}

impl<T: Real> Event<T> {
    /// The operation, given how everything before it moves.
    fn replay<const N: usize>(&self, start: u32, lanes: &[[T; N]]) -> Dual<T, N> {
        let [a, b] = self.moving(start, lanes);
        self.rule.apply(a, b)
    }

    /// The operands, given how everything before them moves.
    pub(super) fn moving<const N: usize>(&self, start: u32, lanes: &[[T; N]]) -> [Dual<T, N>; 2] {
        self.operands.map(|x| {
            if x.is_constant() {
                return Dual::constant(x.value);
            }
            let moves = lanes[(x.index - start) as usize];
            Dual::new(x.value, each(|i| along(moves[i], x.slope)))
        })
    }
}

/// A movement times a slope. An infinite slope is that of a product with an infinite number, and is
/// multiplied with zeros too, as in forward mode; that of a number with derivatives may be infinite in a
/// higher order alone.
#[inline(always)]
fn along<T: Real>(moves: T, slope: T) -> T {
    if T::LEVELS == 0 {
        moves.product(slope)
    } else {
        moves.times_at_edge(slope)
    }
}
