//! Where f may be evaluated, and at what distances from x: bounds, the starting step, the
//! smallest step, and the retreat from points where f is not finite.

use crate::numeric::settings::{Coordinate, Method, Side};

/// x and its surroundings.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) x: f64,
    lower: f64,
    upper: f64,
    /// The distance over which f is assumed to change: the scale given, or |x|.
    pub(crate) length: f64,
    /// How far from x f may be asked for.
    pub(crate) reach: f64,
    /// The length to fall back on where x is small and f insensitive: the scale, or 1.
    pub(crate) reference_length: f64,
    /// Below this a step is lost in the spacing of floating-point numbers near x.
    pub(crate) smallest_step: f64,
    /// 0 for both sides, 1 above, -1 below.
    pub(crate) side: f64,
    /// The smallest step at which f was seen not to be finite.
    pub(crate) nearest_gap: f64,
    rejections: i32,
    rejected_below: u32,
    rejected_above: u32,
}

/// Which points of a rung were not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rejected {
    pub(crate) below: bool,
    pub(crate) above: bool,
}

/// The fraction of the length where ladders on both sides, and on one, start.
const CENTRAL_START: f64 = 1.0 / 8.0;
const ONE_SIDED_START: f64 = 1.0 / 4.0;

/// With less room than this fraction of the length on one side, only the other is used.
const ROOM: f64 = 1.0 / 262_144.0;

impl Domain {
    pub(crate) fn new(x: f64, settings: &Coordinate) -> Self {
        const TINY: f64 = 1e-150;
        let natural = if x.abs() > 1e-140 { x.abs() } else { 1.0 };
        let spacing = x.abs().next_up() - x.abs();
        let smallest_step = (64.0 * spacing.max(settings.resolution)).max(TINY);
        let (lower, upper) = settings.bounds;
        // A scale close to the spacing of numbers near x leaves no rungs.
        let length = settings.scale.unwrap_or(natural).max(64.0 * smallest_step);
        Self {
            x,
            lower,
            upper,
            length,
            reach: match settings.method {
                Method::Adaptive => settings.reach.unwrap_or(length),
                Method::Fixed { .. } => f64::INFINITY,
            },
            reference_length: settings.scale.unwrap_or(1.0),
            smallest_step,
            side: settings.side.sign(),
            nearest_gap: f64::INFINITY,
            rejections: 0,
            rejected_below: 0,
            rejected_above: 0,
        }
    }

    pub(crate) fn contains(&self, t: f64) -> bool {
        self.lower <= t && t <= self.upper
    }

    /// The point of the interval nearest to t.
    pub(crate) fn clamp(&self, t: f64) -> f64 {
        t.max(self.lower).min(self.upper)
    }

    /// The largest step on both sides: to the nearer bound, or as far as f may be asked for.
    pub(crate) fn room(&self) -> f64 {
        self.room_on(1.0).min(self.room_on(-1.0))
    }

    pub(crate) fn room_on(&self, side: f64) -> f64 {
        let bound = if side > 0.0 {
            self.upper - self.x
        } else {
            self.x - self.lower
        };
        bound.min(self.reach)
    }

    /// The first step. Chooses the side with more room where one bound is very close.
    pub(crate) fn first_step(&mut self) -> f64 {
        if self.side == 0.0 {
            let step = self.length * CENTRAL_START;
            let room = self.room();
            if room >= step {
                return floor_power_of_two(step);
            }
            if room >= self.length * ROOM && room >= 4.0 * self.smallest_step {
                return floor_power_of_two(room);
            }
            self.side = if self.room_on(1.0) >= self.room_on(-1.0) {
                1.0
            } else {
                -1.0
            };
        }
        self.first_one_sided_step()
    }

    fn first_one_sided_step(&self) -> f64 {
        floor_power_of_two((self.length * ONE_SIDED_START).min(self.room_on(self.side)))
    }

    /// Whether f was ever seen not to be finite.
    pub(crate) fn is_rugged(&self) -> bool {
        self.nearest_gap.is_finite()
    }

    /// Notes that f is not finite at step h.
    pub(crate) fn note_gap(&mut self, h: f64) {
        self.nearest_gap = self.nearest_gap.min(h);
    }

    /// The step to go on with after f was not finite at step h: ever smaller, then on one side,
    /// until there is no hope.
    pub(crate) fn retreat(&mut self, h: f64, rejected: Rejected) -> Option<f64> {
        self.note_gap(h);
        self.rejections += 1;
        self.rejected_below += u32::from(rejected.below);
        self.rejected_above += u32::from(rejected.above);
        if self.side == 0.0 && self.rejections >= 4 {
            self.side = if self.rejected_below >= self.rejected_above {
                1.0
            } else {
                -1.0
            };
            self.rejections = 0;
            return Some(self.first_one_sided_step());
        }
        (self.rejections < 8).then(|| h * 0.25_f64.powi(1 + self.rejections))
    }

    pub(crate) fn side(&self) -> Side {
        if self.side == 0.0 {
            Side::Central
        } else if self.side > 0.0 {
            Side::Forward
        } else {
            Side::Backward
        }
    }
}

/// The largest power of two that does not exceed `step`; 0 for 0 and for numbers too small to
/// matter. Adding a power of two to x is exact, so the step taken is the step meant.
pub(crate) fn floor_power_of_two(step: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    if step.is_finite() {
        f64::from_bits(step.to_bits() & EXPONENT)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::FiniteDifference;

    fn domain(x: f64, lower: f64, upper: f64) -> Domain {
        let settings = FiniteDifference::new().bounds((lower, upper));
        Domain::new(x, &settings.coordinate(0))
    }

    #[test]
    fn steps_are_powers_of_two() {
        assert_eq!(floor_power_of_two(1.0), 1.0);
        assert_eq!(floor_power_of_two(0.99), 0.5);
        assert_eq!(floor_power_of_two(1e-3), 2.0_f64.powi(-10));
        assert_eq!(floor_power_of_two(0.0), 0.0);
        assert_eq!(floor_power_of_two(f64::INFINITY), 0.0);
    }

    #[test]
    fn starts_at_an_eighth_of_x_or_at_the_bound() {
        let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
        assert_eq!(domain(3.0, everywhere.0, everywhere.1).first_step(), 0.25);
        assert_eq!(domain(0.0, everywhere.0, everywhere.1).first_step(), 0.125);
        assert_eq!(domain(1.0, 0.99, 2.0).first_step(), 2.0_f64.powi(-7));
    }

    #[test]
    fn turns_inward_at_a_bound() {
        let mut at_lower = domain(1.0, 1.0, 9.0);
        assert_eq!(at_lower.first_step(), 0.25);
        assert_eq!(at_lower.side(), Side::Forward);
        let mut at_upper = domain(1.0, 0.875, 1.0);
        assert_eq!(at_upper.first_step(), 0.125);
        assert_eq!(at_upper.side(), Side::Backward);
        assert_eq!(domain(1.0, 1.0, 1.0).first_step(), 0.0);
    }

    #[test]
    fn retreats_and_then_turns_to_the_finite_side() {
        let mut domain = domain(1.0, f64::NEG_INFINITY, f64::INFINITY);
        let below = Rejected {
            below: true,
            above: false,
        };
        let mut h = domain.first_step();
        for shrink in [16.0, 64.0, 256.0] {
            let next = domain.retreat(h, below).unwrap();
            assert_eq!(next, h / shrink);
            h = next;
        }
        assert_eq!(domain.retreat(h, below), Some(0.25));
        assert_eq!(domain.side(), Side::Forward);
        let hopeless = (0..20).map_while(|_| domain.retreat(0.1, below)).count();
        assert_eq!(hopeless, 7);
    }
}
