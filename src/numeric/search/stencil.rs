//! A single difference with a fixed step: no search, and no error estimate.

use super::domain::{Domain, floor_power_of_two};
use crate::numeric::settings::{Coordinate, Step};
use crate::numeric::weights::{at_any_scale, half_of_reach};

/// The most points a stencil has: order 4, accuracy 8, on one side.
pub(crate) const POINTS: usize = 12;

const HIGHEST_ORDER: usize = 4;

/// The abscissae of a difference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stencil {
    points: [f64; POINTS],
    len: usize,
}

impl Stencil {
    /// The difference of the settings' order with this accuracy, inside the bounds. None where
    /// they leave no room.
    pub(crate) fn new(
        settings: &Coordinate,
        domain: &Domain,
        step: Step,
        accuracy: usize,
    ) -> Option<Self> {
        let x = domain.x;
        let order = settings.order;
        let spacing = (x.abs().next_up() - x.abs()).max(settings.resolution);
        let h = length(settings, domain, step, accuracy).max(2.0 * spacing);
        let half_width = order.div_ceil(2) + accuracy.div_ceil(2) - 1;
        let width = order + accuracy - 1;

        let central = h.min(domain.room() / half_width as f64);
        let is_central = domain.side == 0.0 && central >= h / 16.0;
        let (side, h) = if is_central {
            (0.0, central)
        } else {
            let preferred = if domain.side != 0.0 {
                domain.side
            } else if domain.room_on(1.0) >= domain.room_on(-1.0) {
                1.0
            } else {
                -1.0
            };
            let fits = |side: f64| h.min(domain.room_on(side) / width as f64);
            let side = if fits(preferred) > 0.0 {
                preferred
            } else {
                -preferred
            };
            (side, fits(side))
        };
        if h.is_nan() || h <= spacing {
            return None;
        }

        let mut stencil = Self {
            points: [0.0; POINTS],
            len: 0,
        };
        if side == 0.0 {
            for k in (1..=half_width).rev() {
                stencil.push(x - k as f64 * h);
            }
            if order.is_multiple_of(2) {
                stencil.push(x);
            }
            for k in 1..=half_width {
                stencil.push(x + k as f64 * h);
            }
        } else {
            for k in 0..=width {
                stencil.push(x + side * (k as f64 * h));
            }
        }
        // Rounding may have put the outermost point past the bound.
        for point in &mut stencil.points[..stencil.len] {
            *point = domain.clamp(*point);
        }
        Some(stencil)
    }

    pub(crate) fn points(&self) -> &[f64] {
        &self.points[..self.len]
    }

    /// 0 if there are points on both sides of x, 1 if only above, -1 if only below.
    pub(crate) fn side(&self, x: f64) -> f64 {
        let on = |below: bool| self.points().iter().any(|t| *t != x && (*t < x) == below);
        f64::from(u8::from(on(false))) - f64::from(u8::from(on(true)))
    }

    fn push(&mut self, point: f64) {
        self.points[self.len] = point;
        self.len += 1;
    }
}

/// Stands in for |x| near 0.
pub(crate) const LEAST_SCALE: f64 = 1e-2;

fn length(settings: &Coordinate, domain: &Domain, step: Step, accuracy: usize) -> f64 {
    match step {
        Step::Absolute(h) => h,
        Step::Relative(fraction) => fraction * domain.length,
        Step::Automatic => {
            let scale = settings.scale.unwrap_or(domain.x.abs().max(LEAST_SCALE));
            let exponent = 1.0 / (settings.order + accuracy) as f64;
            floor_power_of_two(f64::EPSILON.powf(exponent) * scale)
        }
    }
}

/// The derivative at x of the polynomial through the samples; NaN if there are too few, or if
/// they are not finite. Weights are those of the points as rounded, not as meant.
pub(crate) fn difference(x: f64, samples: &[(f64, f64)], order: usize) -> f64 {
    if samples.len() <= order {
        return f64::NAN;
    }
    let (mut nodes, mut table) = ([0.0; POINTS], [0.0; POINTS * (HIGHEST_ORDER + 1)]);
    let n = samples.len().min(POINTS);
    for (node, sample) in nodes.iter_mut().zip(samples) {
        *node = sample.0 - x;
    }
    let nodes = &mut nodes[..n];
    at_any_scale(nodes, half_of_reach(nodes), 0.0, order, &mut table);
    let weights = &table[order * n..(order + 1) * n];
    // Differences from one value keep a large constant in f from costing digits.
    let reference = samples[n / 2].1;
    let terms = weights.iter().zip(samples);
    terms.map(|(w, (_, value))| w * (value - reference)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{FiniteDifference, Side};

    fn stencil(
        settings: &FiniteDifference,
        x: f64,
        step: Step,
        accuracy: usize,
    ) -> Option<Stencil> {
        let settings = settings.coordinate(0);
        Stencil::new(&settings, &Domain::new(x, &settings), step, accuracy)
    }

    #[test]
    fn sizes() {
        let central = FiniteDifference::new();
        for (order, accuracy, points) in [(1, 2, 2), (1, 4, 4), (2, 2, 3), (3, 2, 4), (4, 8, 11)] {
            let settings = central.clone().order(order);
            let found = stencil(&settings, 1.0, Step::Absolute(0.1), accuracy).unwrap();
            assert_eq!(found.points().len(), points);
        }
        let forward = central.order(4).side(Side::Forward);
        let found = stencil(&forward, 1.0, Step::Absolute(0.1), 8).unwrap();
        assert_eq!(found.points().len(), POINTS);
    }

    #[test]
    fn exact_for_polynomials_of_its_accuracy() {
        for order in 1..=4_usize {
            for side in [Side::Central, Side::Forward, Side::Backward] {
                let settings = FiniteDifference::new().order(order).side(side);
                let found = stencil(&settings, 0.5, Step::Absolute(0.1), 4).unwrap();
                let samples: Vec<_> = found.points().iter().map(|&t| (t, t.powi(4))).collect();
                let exact = [0.5, 3.0, 12.0, 24.0][order - 1];
                let value = difference(0.5, &samples, order);
                assert!((value - exact).abs() < 1e-9, "{order} {side:?}: {value}");
            }
        }
    }

    #[test]
    fn stays_within_bounds() {
        for (lower, upper) in [
            (1.0, 1.3),
            (0.0, 1.0),
            (1.0 - 1e-3, 1.0 + 1e-3),
            (0.999, 5.0),
        ] {
            let settings = FiniteDifference::new().order(2).bounds((lower, upper));
            let found = stencil(&settings, 1.0, Step::Absolute(0.1), 4).unwrap();
            assert!(found.points().iter().all(|t| (lower..=upper).contains(t)));
        }
        let nowhere = FiniteDifference::new().bounds((1.0, 1.0));
        assert!(stencil(&nowhere, 1.0, Step::Absolute(0.1), 2).is_none());
    }

    #[test]
    fn uneven_points_have_their_own_weights() {
        let samples: Vec<_> = [0.9, 1.0, 1.25].map(|t: f64| (t, t * t)).into();
        assert!((difference(1.0, &samples, 1) - 2.0).abs() < 1e-14);
        assert!(difference(1.0, &samples[..1], 1).is_nan());
    }
}
