//! What a search along an axis has found out, for second derivatives along other lines.

use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::numeric::settings::Side;

/// What the search along an axis has found out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) i: usize,
    pub(super) x: f64,
    pub(super) bounds: (f64, f64),
    /// How far from x the function may be asked for.
    pub(super) reach: f64,
    /// The side of a rectangle along this axis; signed where only one side of x is used.
    pub(super) step: f64,
    pub(super) one_sided: bool,
    pub(super) second: Estimate<f64>,
}

impl Axis {
    pub(super) fn new(i: usize, bounds: (f64, f64), search: &Search) -> Self {
        let side = search.side();
        Self {
            i,
            x: search.x(),
            bounds,
            reach: search.farthest(),
            step: search.length() * if side == Side::Backward { -1.0 } else { 1.0 },
            one_sided: side != Side::Central,
            second: search.answer(),
        }
    }

    /// The point at t along the axis. Rounding may put it past a bound, where it must not be.
    pub(super) fn at(&self, t: f64, sign: f64) -> (usize, f64) {
        let (lower, upper) = self.bounds;
        let point = self.x + t * (sign * self.step);
        (self.i, point.max(lower).min(upper))
    }

    /// The t at which the bounds are reached.
    pub(super) fn room(&self, sign: f64) -> (f64, f64) {
        let to = |bound: f64| (bound - self.x) / (sign * self.step);
        let (a, b) = (to(self.bounds.0), to(self.bounds.1));
        (a.min(b), a.max(b))
    }
}
