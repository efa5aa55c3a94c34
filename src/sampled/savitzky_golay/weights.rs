//! The weights for a constant step, which are found when a setting changes.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::{Circle, SavitzkyGolay};
use crate::sampled::Spacing;
use crate::sampled::rule::Taps;

impl SavitzkyGolay {
    /// The step, and 1 if there are coordinates.
    pub(super) fn constant_step(&self) -> f64 {
        match self.spacing {
            Spacing::Step(step) => step,
            Spacing::Coordinates(_) => 1.0,
        }
    }

    /// Fits a polynomial to a window of this step and finds the weights of its derivative at each place.
    pub(super) fn taps(&self, step: f64) -> Taps {
        let radius = self.taps.radius;
        let window = 2 * radius + 1;
        // The window reaches from -1 to 1, which keeps the powers apart from each other.
        let place = |j: usize| (j as f64 - radius as f64) / radius as f64;
        let powers = DMatrix::from_fn(window, self.degree + 1, |j, k| place(j).powi(k as i32));
        let (q, r) = powers.qr().unpack();
        let triangle = r.transpose();
        let unit = (radius as f64 * step).powi(self.order as i32);
        let weights = &|i: usize| -> Vec<f64> {
            let derivative =
                DVector::from_fn(self.degree + 1, |k, _| monomial(place(i), k, self.order));
            let solved = triangle.solve_lower_triangular(&derivative);
            let solved = solved.expect("different places make the powers independent");
            (&q * solved).iter().map(|w| w / unit).collect()
        };
        let rows = |range: Range<usize>| range.flat_map(weights).collect();
        let ends = if self.circle == Circle::Open {
            radius
        } else {
            0
        };
        Taps {
            radius,
            is_derivative: self.order > 0,
            interior: rows(radius..radius + 1),
            head: rows(0..ends),
            tail: rows(window - ends..window),
        }
    }
}

/// The derivative of `x^k`.
fn monomial(x: f64, k: usize, order: usize) -> f64 {
    if order > k {
        return 0.0;
    }
    let falling: f64 = (k - order + 1..=k).map(|j| j as f64).product();
    falling * x.powi((k - order) as i32)
}
