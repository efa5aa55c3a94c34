//! Straight lines through x along which a search can be led, of any direction, within the bounds, scales and
//! reaches of all coordinates.
//!
//! A search measures along a line in a unit of the line's own, in which no coordinate moves further than its
//! scale (or |x|, or 1 at 0) and one of them at least half as far: the direction may have any size. The
//! rates of the coordinates are those of the direction times a power of two, so that nothing is rounded.
//!
//! Where coordinates of a direction have too little in common, it is taken apart, since a first derivative
//! along a sum is the sum of the derivatives: those that could move at most by rounding while others move
//! freely have a line of their own, and in the corner of a box those that may only move back.

use super::axis::Axis;
use super::probe::Probe;
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::search::domain::floor_power_of_two;
use crate::numeric::search::stencil::LEAST_SCALE;
use crate::numeric::settings::{Coordinate, FiniteDifference, Method, Side, Step};

/// A coordinate that moves along a line.
#[derive(Clone, Copy, Debug)]
struct Moving {
    i: usize,
    x: f64,
    /// How far it moves in a unit of the line.
    rate: f64,
    bounds: (f64, f64),
    reach: f64,
}

/// A line through x.
#[derive(Clone, Debug)]
pub(super) struct Line {
    x: Vec<f64>,
    moving: Vec<Moving>,
    /// The rates are the direction times 2 to this power.
    exponent: i32,
    /// Where x is on the line. Numbers near it are as far apart as points that the rounding of coordinates
    /// can tell apart, so that a search sees on the line what there is to see of its points.
    origin: f64,
    settings: Coordinate,
}

/// What there is along a direction.
#[derive(Debug)]
pub(super) enum Lines {
    /// The direction is zero.
    Zero,
    /// The direction, or x along it, is not finite.
    Nowhere,
    /// The derivative is the sum of those along these.
    Sum(Vec<Line>),
}

/// A coordinate of a direction.
#[derive(Clone, Copy, Debug)]
struct Part {
    moving: Moving,
    /// The logarithm, to base 2, of how many directions there are in the scale of the coordinate.
    room: f64,
    is_blocked_ahead: bool,
    is_blocked_behind: bool,
}

/// Coordinates are on one line if the room of each is at most 2 to this power times the least. The slope of
/// one with so much more room is measured with so many of its 53 bits less.
const SPREAD: f64 = 16.0;

/// A bound that leaves less than this fraction of the scale blocks the way.
const BLOCKED: f64 = 1.0 / 1024.0;

impl Lines {
    /// The lines from `x` along `v`.
    pub(super) fn new(settings: &FiniteDifference, x: &[f64], v: impl Fn(usize) -> f64) -> Self {
        let mut parts = Vec::new();
        for (i, x) in x.iter().enumerate() {
            let v = v(i);
            if v == 0.0 {
                continue;
            }
            if !v.is_finite() || !x.is_finite() {
                return Self::Nowhere;
            }
            parts.push(Part::new(settings.coordinate(i), i, *x, v));
        }
        let Some(first) = parts.first() else {
            return Self::Zero;
        };
        let shared = settings.coordinate(first.moving.i);
        // A second derivative has mixed terms; and a kink has one-sided derivatives that do not add up.
        let groups = if shared.order == 1 && shared.side == Side::Central {
            groups(parts)
        } else {
            vec![parts]
        };
        let line = |parts: Vec<Part>| Line::new(shared, x, &parts);
        Self::Sum(groups.into_iter().map(line).collect())
    }
}

impl Part {
    fn new(settings: Coordinate, i: usize, x: f64, v: f64) -> Self {
        let natural = match settings.method {
            Method::Fixed {
                step: Step::Automatic,
                ..
            } => x.abs().max(LEAST_SCALE),
            _ if x.abs() > 1e-140 => x.abs(),
            _ => 1.0,
        };
        let scale = settings.scale.unwrap_or(natural);
        let reach = settings.reach.unwrap_or(scale);
        let length = scale.min(reach);
        let (lower, upper) = settings.bounds;
        let (ahead, behind) = if v > 0.0 {
            (upper - x, x - lower)
        } else {
            (x - lower, upper - x)
        };
        Self {
            moving: Moving {
                i,
                x,
                rate: v,
                bounds: settings.bounds,
                reach,
            },
            room: length.log2() - v.abs().log2(),
            is_blocked_ahead: ahead < BLOCKED * length,
            is_blocked_behind: behind < BLOCKED * length,
        }
    }
}

/// The parts that can share a line.
fn groups(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let is_corner = parts.iter().any(|p| p.is_blocked_ahead)
        && parts
            .iter()
            .any(|p| p.is_blocked_behind && !p.is_blocked_ahead);
    let (mut rest, back): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|p| !(is_corner && p.is_blocked_ahead));
    let mut groups = Vec::new();
    for side in [&mut rest, &mut { back }] {
        side.sort_by(|a, b| a.room.total_cmp(&b.room));
        let mut rest = &side[..];
        while let Some(least) = rest.first() {
            let end = rest.partition_point(|p| p.room <= least.room + SPREAD);
            groups.push(rest[..end].to_vec());
            rest = &rest[end..];
        }
    }
    groups
}

impl Line {
    fn new(settings: Coordinate, x: &[f64], parts: &[Part]) -> Self {
        let least = parts.iter().map(|p| p.room).fold(f64::INFINITY, f64::min);
        let exponent = least.floor() as i32;
        let moving = parts.iter().map(|p| Moving {
            rate: times_power(p.moving.rate, exponent),
            ..p.moving
        });
        let moving: Vec<_> = moving.filter(|m| m.rate != 0.0).collect();
        let fastest = fastest(&moving);
        let method = match settings.method {
            Method::Fixed {
                step: Step::Absolute(h),
                accuracy,
            } => Method::Fixed {
                step: Step::Absolute(h / fastest),
                accuracy,
            },
            other => other,
        };
        let settings = Coordinate {
            scale: Some(1.0),
            method,
            ..settings
        };
        Self::of(x.to_vec(), moving, exponent, settings)
    }

    /// The line whose unit goes `step` along this one and along the axis as far as its step, for a second
    /// derivative. None if both cancel.
    pub(super) fn tilted(&self, step: f64, axis: &Axis, is_one_sided: bool) -> Option<Self> {
        /// Searches start at an eighth of the scale: at the corners of the rectangle.
        const SCALE: f64 = 8.0;
        let mut moving = self.moving.clone();
        for m in &mut moving {
            m.rate *= step;
        }
        match moving.iter_mut().find(|m| m.i == axis.i) {
            Some(m) => m.rate += axis.step,
            None => moving.push(Moving {
                i: axis.i,
                x: axis.x,
                rate: axis.step,
                bounds: axis.bounds,
                reach: axis.reach,
            }),
        }
        moving.retain(|m| m.rate != 0.0);
        if moving.is_empty() {
            return None;
        }
        let settings = Coordinate {
            scale: Some(SCALE),
            side: if is_one_sided {
                Side::Forward
            } else {
                Side::Central
            },
            method: match self.settings.method {
                Method::Adaptive => Method::Adaptive,
                Method::Fixed { accuracy, .. } => Method::Fixed {
                    step: Step::Absolute(1.0),
                    accuracy,
                },
            },
            ..self.settings
        };
        Some(Self::of(self.x.clone(), moving, self.exponent, settings))
    }

    /// With the bounds and reaches of the coordinates that move, in the place of those of the settings.
    fn of(x: Vec<f64>, moving: Vec<Moving>, exponent: i32, settings: Coordinate) -> Self {
        let spacing = |m: &Moving| m.x.abs().next_up() - m.x.abs();
        let widest = moving.iter().map(spacing).fold(0.0, f64::max) / fastest(&moving);
        let origin = floor_power_of_two(widest / f64::EPSILON);
        let reach = |m: &Moving| m.reach / m.rate.abs();
        let mut bounds = (f64::NEG_INFINITY, f64::INFINITY);
        for m in &moving {
            let to = |bound: f64| origin + (bound - m.x) / m.rate;
            let (a, b) = (to(m.bounds.0), to(m.bounds.1));
            bounds = (bounds.0.max(a.min(b)), bounds.1.min(a.max(b)));
        }
        let settings = Coordinate {
            reach: Some(moving.iter().map(reach).fold(f64::INFINITY, f64::min)),
            bounds,
            resolution: widest,
            ..settings
        };
        Self {
            x,
            moving,
            exponent,
            origin,
            settings,
        }
    }

    /// The settings of a search along the line, and where x is on it.
    pub(super) fn start(&self) -> (Coordinate, f64) {
        (self.settings, self.origin)
    }

    /// The same line for derivatives of another order.
    pub(super) fn order(mut self, order: usize) -> Self {
        self.settings.order = order;
        self
    }

    /// The point at `t`. Rounding may put it past a bound, where it must not be.
    pub(super) fn probe(&self, t: f64) -> Probe {
        let mut point = self.x.clone();
        for m in &self.moving {
            let moved = m.x + (t - self.origin) * m.rate;
            point[m.i] = moved.max(m.bounds.0).min(m.bounds.1);
        }
        Probe::Whole(point)
    }

    /// The coordinate that moves, if it is the only one, and its rate.
    pub(super) fn only(&self) -> Option<(usize, f64)> {
        match &self.moving[..] {
            [m] => Some((m.i, m.rate)),
            _ => None,
        }
    }

    /// What was found along the line, by its unit, as the derivative along the direction.
    pub(super) fn along_direction(&self, found: Estimate<f64>) -> Estimate<f64> {
        let order = self.settings.order as i32;
        Estimate {
            span: self.distance(found.span),
            ..per_power(found, order * self.exponent)
        }
    }

    /// The same of a derivative by the line and another by something else.
    pub(super) fn along_direction_once(&self, found: Estimate<f64>) -> Estimate<f64> {
        per_power(found, self.exponent)
    }

    /// How far the coordinates move, at the most.
    pub(super) fn distance(&self, t: f64) -> f64 {
        t * fastest(&self.moving)
    }
}

fn fastest(moving: &[Moving]) -> f64 {
    moving.iter().map(|m| m.rate.abs()).fold(0.0, f64::max)
}

/// By a unit that is so much smaller. What leaves the range of numbers is not promised.
pub(super) fn per_power(found: Estimate<f64>, exponent: i32) -> Estimate<f64> {
    let value = times_power(found.value, -exponent);
    if !value.is_finite() {
        return Estimate {
            value,
            error: f64::INFINITY,
            status: match found.status {
                status if status.is_reliable() => Status::NotFinite,
                status => status,
            },
            ..found
        };
    }
    let error = times_power(found.error, -exponent);
    let is_exact = found.error == 0.0 && times_power(value, exponent) == found.value;
    Estimate {
        value,
        error: if is_exact { 0.0 } else { error.max(5e-324) },
        ..found
    }
}

/// `x · 2^exponent`, which may be far out of the range of numbers itself.
pub(super) fn times_power(mut x: f64, mut exponent: i32) -> f64 {
    while exponent != 0 && x != 0.0 && x.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        x *= 2.0_f64.powi(step);
        exponent -= step;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(settings: &FiniteDifference, x: &[f64], v: &[f64]) -> Vec<Line> {
        match Lines::new(settings, x, |i| v[i]) {
            Lines::Sum(lines) => lines,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn directions_of_any_size_have_a_unit_of_the_size_of_x() {
        for size in [5e-324, 1e-300, 1.0, 1e300, f64::MAX] {
            let found = lines(&FiniteDifference::new(), &[3.0, 5.0], &[size, size]);
            assert_eq!(found.len(), 1);
            let rate = found[0].moving[0].rate;
            assert!((1.5..=3.0).contains(&rate), "{size}: {rate}");
            assert_eq!(times_power(rate, -found[0].exponent), size);
        }
    }

    #[test]
    fn what_has_nothing_in_common_is_taken_apart() {
        let settings = FiniteDifference::new();
        assert_eq!(lines(&settings, &[1.0, 1e-4], &[1.0, 1.0]).len(), 1);
        assert_eq!(lines(&settings, &[1.0, 1e-9], &[1.0, 1.0]).len(), 2);
        assert_eq!(lines(&settings, &[1.0, 1e-9], &[1.0, 1e-9]).len(), 1);
        let second = settings.order(2);
        assert_eq!(lines(&second, &[1.0, 1e-9], &[1.0, 1.0]).len(), 1);
        let boxed = FiniteDifference::new().bounds((0.0, 1.0));
        assert_eq!(lines(&boxed, &[0.0, 0.0], &[1.0, 1.0]).len(), 1);
        assert_eq!(lines(&boxed, &[0.0, 0.0], &[1.0, -1.0]).len(), 2);
    }

    #[test]
    fn nothing_and_nowhere() {
        let of = |x: &[f64], v: &[f64]| Lines::new(&FiniteDifference::new(), x, |i| v[i]);
        assert!(matches!(of(&[], &[]), Lines::Zero));
        assert!(matches!(of(&[1.0, f64::NAN], &[0.0, -0.0]), Lines::Zero));
        assert!(matches!(of(&[1.0, 1.0], &[0.0, f64::NAN]), Lines::Nowhere));
        assert!(matches!(of(&[f64::INFINITY], &[1.0]), Lines::Nowhere));
    }
}
