//! Ties: what is decided at a kink before a sweep, which has one answer for all variables.

use super::{Event, Node, Recording, Rule, appendix};
use crate::scalar::kinks::Order;
use crate::scalar::relation::Relation;
use crate::scalar::{Dual, Real, Var};

impl<T: Real> Recording<T> {
    /// Decides at every kink which piece of the function counts: the one that is active a little further
    /// on along a fixed direction, in which every variable grows. Where the function is smooth, although
    /// its pieces are not, all of them have its gradient (Khan and Barton, Optim. Methods Softw. 30,
    /// 2015).
    ///
    /// With a `lane` of the recorded numbers it is the piece a little further on along that lane, and of
    /// those that stay together there the one along the fixed direction. That is the piece whose values
    /// and slopes the lane has seen: the gradient then moves along it as that of the piece does.
    pub(crate) fn decide(&self, lane: Option<usize>) {
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
                    let event = events.next_if(|event| event.node as usize == place);
                    let moves = match event {
                        Some(event) if T::LEVELS == 0 => event.decide(self.start, &lanes, node),
                        _ => {
                            if let Some(event) = event {
                                event.decide_nested(self.start, &lanes, node, lane);
                            }
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

    /// Whether pieces of the function meet.
    pub(crate) fn has_kinks(&self) -> bool {
        appendix::<T, _>(|rest| {
            let events = rest.events.borrow();
            events[self.events..].iter().any(|e| e.rule.is_kink())
        })
    }

    /// Whether an operation had an infinite operand: a slope of zero there is no answer, since what it is
    /// multiplied with may be infinite, or have been so before it was rounded.
    pub(crate) fn has_infinities(&self) -> bool {
        appendix::<T, _>(|rest| {
            let events = rest.events.borrow();
            let is_infinite = |x: &Var<T>| x.value.peek().is_infinite();
            let mut events = events[self.events..].iter();
            events.any(|e| !e.rule.is_kink() && e.operands.iter().any(is_infinite))
        })
    }

    /// Whether pieces of the function meet, of which none jumps.
    pub(crate) fn has_pieces(&self) -> bool {
        appendix::<T, _>(|rest| {
            let events = &rest.events.borrow()[self.events..];
            let jumps = |e: &Event<T>| {
                matches!(e.rule, Rule::Copysign) && !e.operands[0].value.is(Relation::Equal, 0.0)
            };
            events.iter().any(|e| e.rule.is_kink()) && !events.iter().any(jumps)
        })
    }
}

impl<T: Real> Event<T> {
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

    /// At a kink gives the node the slopes of the piece that a lane of the numbers shows, or else how the
    /// result moves. Where no single lane is followed it is not known how they move.
    fn decide_nested(&self, start: u32, lanes: &[[T; 1]], node: &mut Node<T>, lane: Option<usize>) {
        if !self.rule.is_kink() {
            return;
        }
        let [a, b] = self.moving(start, lanes);
        let along = |x: Dual<T, 1>| [lane.map_or(0.0, |i| x.value.lane(i)), x.partials[0].peek()];
        let [p, q] = self
            .rule
            .active_along(a.value.peek(), along(a), b.value.peek(), along(b));
        // What neither direction tells, squares decide, which these numbers do not have.
        let stays = |x: Dual<T, 1>| x.value.is(Relation::Equal, 0.0) && along(x) == [0.0; 2];
        let is_told = match self.rule {
            Rule::Tie(_) => along(a) != along(b) || self.operands[0] == self.operands[1],
            Rule::Abs => !stays(a),
            Rule::Copysign => !stays(a) && !stays(b),
            _ => true,
        };
        // The slopes of `hypot` turn where both operands move or the other one does; where this one alone
        // does, it stays the largest.
        let is_known = |own: Dual<T, 1>, other: Dual<T, 1>| {
            let is_smooth = !matches!(self.rule, Rule::Hypot);
            lane.is_some()
                && is_told
                && (is_smooth || along(own)[0] != 0.0 && along(other)[0] == 0.0)
        };
        let slope = |s: f64, is_known: bool| {
            if is_known {
                T::of(s)
            } else {
                [a, b]
                    .iter()
                    .fold(T::of(s), |s, x| s + x.value.underived().scale(0.0))
            }
        };
        let (p, q) = (slope(p, is_known(a, b)), slope(q, is_known(b, a)));
        let [x, y] = self.operands;
        node.slopes = [p.product(x.slope), q.product(y.slope)];
    }
}

impl<T: Real> Rule<T> {
    /// The slopes of the piece that is active where the operands, of values `a` and `b`, move to: first
    /// along one direction, and if that does not tell, along another.
    fn active_along(self, a: f64, h: [f64; 2], b: f64, k: [f64; 2]) -> [f64; 2] {
        let lead = |moves: [f64; 2]| if moves[0] == 0.0 { moves[1] } else { moves[0] };
        let sign = |value: f64, moves: [f64; 2]| match lead(moves) {
            moves if value == 0.0 && moves != 0.0 => moves.signum(),
            _ => value.signum(),
        };
        let first = |wanted: bool| if wanted { [1.0, 0.0] } else { [0.0, 1.0] };
        if h.iter().chain(&k).any(|x| x.is_nan()) {
            return [f64::NAN; 2];
        }
        match self {
            Self::Abs => [sign(a, h), 0.0],
            Self::Tie(Order::Larger) => first(h >= k),
            Self::Tie(Order::Smaller) => first(h <= k),
            Self::Hypot => {
                let i = usize::from(h[0] == 0.0 && k[0] == 0.0);
                let r = h[i].hypot(k[i]);
                if r == 0.0 {
                    [0.0; 2]
                } else {
                    [h[i] / r, k[i] / r]
                }
            }
            Self::Copysign => [sign(b, k) * sign(a, h), 0.0],
            _ => [1.0, 0.0],
        }
    }

    /// The same for plain numbers and one direction.
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
                if !k.is_zero() && !a.value.is(Relation::Equal, 0.0) {
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
