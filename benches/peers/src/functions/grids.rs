//! Functionals of a field on a square grid, discretised: sums of local terms, sparse Hessians.

use super::{Lcg, ScalarFunction};
use crate::number::{Number, sum};

/// The energy of Bratu's problem `Δu + λ eᵘ = 0` on a grid of `m × m` points.
pub struct Bratu(pub usize);

impl Bratu {
    /// The term of a point with its neighbours below and to the right, without them on the rim.
    #[inline(always)]
    fn term<N: Number>(&self, u: &[N], row: usize, column: usize) -> N {
        let m = self.0;
        let step = 1.0 / (m as f64 + 1.0);
        let center = &u[row * m + column];
        let source = center.clone().exp() * (6.8 * step * step);
        if row + 1 < m && column + 1 < m {
            let down = u[(row + 1) * m + column].clone() - center;
            let right = u[row * m + column + 1].clone() - center;
            (down.square() + right.square()) * 0.5 - source
        } else {
            center.clone().square() * 0.5 - source
        }
    }
}

impl ScalarFunction for Bratu {
    const NAME: &'static str = "bratu";

    fn point(&self) -> Vec<f64> {
        Lcg::take(10, self.0 * self.0, |u| u)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let m = self.0;
        let row = |i| sum((0..m).map(move |j| self.term(x, i, j)));
        sum((0..m).map(row))
    }
}

/// The area of a surface over the unit square, given by its heights on a grid of `m × m` points.
pub struct MinimalSurface(pub usize);

impl MinimalSurface {
    /// The area over one cell.
    #[inline(always)]
    fn term<N: Number>(&self, u: &[N], row: usize, column: usize) -> N {
        let m = self.0;
        let cell = 1.0 / ((m - 1) * (m - 1)) as f64;
        let corner = row * m + column;
        let falling = u[corner].clone() - &u[corner + m + 1];
        let rising = u[corner + m].clone() - &u[corner + 1];
        ((falling.square() + rising.square()) * (0.5 / cell) + 1.0).sqrt() * cell
    }
}

impl ScalarFunction for MinimalSurface {
    const NAME: &'static str = "minimal surface";

    fn point(&self) -> Vec<f64> {
        Lcg::take(11, self.0 * self.0, |u| u)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let cells = self.0 - 1;
        let row = |i| sum((0..cells).map(move |j| self.term(x, i, j)));
        sum((0..cells).map(row))
    }
}
