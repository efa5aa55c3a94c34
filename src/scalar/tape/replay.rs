//! The tape read forward: with dual numbers it does once more what the function did, and where the
//! function met a kink or a singular point their rules say what becomes of it.

use super::{Event, Node, Recording, appendix};
use crate::scalar::dual::each;
use crate::scalar::kinks::Order;
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
                            let moves = each(|i| a[i].times_at_edge(p) + b[i].times_at_edge(q));
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
                Dual::new(y.value, each(|i| moves[i].times_at_edge(slope)))
            }
        }
    }

    /// Decides at every kink which piece of the function counts: the one that is active a little further
    /// on along a fixed direction, in which every variable grows. Where the function is smooth, although
    /// its pieces are not, all of them have its gradient (Khan and Barton, Optim. Methods Softw. 30,
    /// 2015).
    pub(crate) fn decide(&self) {
        appendix::<T, _>(|rest| {
            let events = rest.events.borrow();
            let events = &events[self.events..];
            let (Some(last), true) = (events.last(), events.iter().any(|e| e.rule.is_kink()))
            else {
                return;
            };
            let mut lanes = vec![[T::of(0.0)]];
            lanes.extend((0..self.variables).map(|i| [T::of(generic(i))]));
            let mut events = events.iter().peekable();
            let mut goes_on = false;
            let count = (last.node - self.start) as usize + 1 - self.first();
            self.nodes(|nodes| {
                for (k, node) in nodes[..count].iter_mut().enumerate() {
                    let place = self.start as usize + self.first() + k;
                    let moves = match events.next_if(|event| event.node as usize == place) {
                        Some(event) => event.decide(self.start, &lanes, node),
                        None => {
                            let [a, b] = node.places().map(|i| lanes[(i - self.start) as usize][0]);
                            let [p, q] = node.slopes;
                            let moves = a.times_at_edge(p) + b.times_at_edge(q);
                            if goes_on {
                                lanes[lanes.len() - 1][0] + moves
                            } else {
                                moves
                            }
                        }
                    };
                    lanes.push([moves]);
                    goes_on = node.goes_on();
                }
            });
        });
    }
}

impl<T: Real> Event<T> {
    /// The operation, given how everything before it moves.
    fn replay<const N: usize>(&self, start: u32, lanes: &[[T; N]]) -> Dual<T, N> {
        let [a, b] = self.moving(start, lanes);
        self.rule.apply(a, b)
    }

    /// The operands, given how everything before them moves.
    fn moving<const N: usize>(&self, start: u32, lanes: &[[T; N]]) -> [Dual<T, N>; 2] {
        self.operands.map(|x| {
            if x.is_constant() {
                return Dual::constant(x.value);
            }
            let moves = lanes[(x.index - start) as usize];
            Dual::new(x.value, each(|i| moves[i].times_at_edge(x.slope)))
        })
    }

    /// How the result moves. At a kink the node gets the slopes of the piece that this shows.
    fn decide(&self, start: u32, lanes: &[[T; 1]], node: &mut Node<T>) -> T {
        let [a, b] = self.moving(start, lanes);
        let [moves] = self.rule.apply(a, b).partials;
        if self.rule.is_kink() {
            let [p, q] = self.rule.active(a, b);
            let [a, b] = self.operands;
            node.slopes = [p.product(a.slope), q.product(b.slope)];
        }
        moves
    }
}

impl<T: Real> super::Rule<T> {
    /// The slopes of the piece that is active where the operands move to.
    fn active(self, a: Dual<T, 1>, b: Dual<T, 1>) -> [T; 2] {
        let ([h], [k]) = (a.partials, b.partials);
        let (zero, one) = (T::of(0.0), T::of(1.0));
        let first = |wanted: bool| if wanted { [one, zero] } else { [zero, one] };
        if h.is_nan() || k.is_nan() {
            return [T::of(f64::NAN); 2];
        }
        match self {
            Self::Abs => [sign(a), zero],
            Self::Tie(Order::Larger) => first(h >= k),
            Self::Tie(Order::Smaller) => first(h <= k),
            Self::Hypot => {
                let r = h.hypot(k);
                if r.is_zero() {
                    [zero; 2]
                } else {
                    [h / r, k / r]
                }
            }
            Self::Copysign => {
                // Of a number that is not zero the result jumps where the sign moves: there is no piece,
                // and what the slope is along each variable is known to forward mode, which an infinite
                // one asks. By the number itself it is that of the value.
                if !k.is_zero() && a.value.re() != 0.0 {
                    let side = T::of(if b.is_sign_negative() { -1.0 } else { 1.0 });
                    return [side * sign(a), T::of(f64::INFINITY)];
                }
                [sign(b) * sign(a), zero]
            }
            _ => [one, zero],
        }
    }
}

/// The sign of a number that moves away from zero, or has left it.
fn sign<T: Real>(x: Dual<T, 1>) -> T {
    let leading = if x.value.is_zero() && !x.partials[0].is_zero() {
        x.partials[0]
    } else {
        x.value
    };
    leading.signum()
}

/// The coordinate `i` of a direction along which no two different functions of many variables move
/// alike but by chance: between 1 and 2, by the golden ratio.
fn generic(i: u32) -> f64 {
    1.0 + (f64::from(i + 1) * 0.618_033_988_749_894_9).fract()
}
