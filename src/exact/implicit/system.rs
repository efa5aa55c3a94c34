//! The equations, evaluated around one point on numbers of second order.
//!
//! A point is the unknowns followed by the inputs, and a number has lanes of two levels: [`OUTER`] times
//! [`INNER`] mixed second derivatives, or as many first ones as both together, come from one evaluation.

use nalgebra::{DMatrix, DVector};

use super::Jet2;
use crate::exact::forward::nested::aside;
use crate::scalar::Dual;

/// The lanes of the outer level.
pub(super) const OUTER: usize = 4;
/// The lanes of the inner one: with those above, second derivatives by up to four inputs and all first ones
/// of a system of up to eleven numbers take an evaluation each.
pub(super) const INNER: usize = 7;
const _: () = assert!(size_of::<Jet2>() == (1 + OUTER) * (1 + INNER) * size_of::<f64>());

/// What a solution is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Root,
    /// The equations are a gradient, of which the derivative has to be positive definite.
    Minimum,
}

/// What is zero, given inputs and unknowns.
pub(super) type Residual<'a> = dyn Fn(&[Jet2], &[Jet2]) -> Vec<Jet2> + 'a;

/// As many equations as unknowns.
pub(super) struct System<'a> {
    pub(super) kind: Kind,
    pub(super) unknowns: usize,
    pub(super) residual: &'a Residual<'a>,
}

impl System<'_> {
    /// The equations, where the numbers are moved by `outer` and `inner`, a lane of a number each. `None` if
    /// a kink or a singular point was met that one evaluation does not settle.
    fn evaluate(
        &self,
        point: &[f64],
        outer: impl Fn(usize, usize) -> f64,
        inner: impl Fn(usize, usize) -> f64,
    ) -> Option<Vec<Jet2>> {
        let number = |k: usize| {
            let value = Dual::new(point[k], std::array::from_fn(|lane| inner(lane, k)));
            Jet2::new(
                value,
                std::array::from_fn(|lane| Dual::constant(outer(lane, k))),
            )
        };
        let numbers: Vec<Jet2> = (0..point.len()).map(number).collect();
        let (y, x) = numbers.split_at(self.unknowns);
        let (residual, notes) = aside(|| (self.residual)(x, y));
        let (m, found) = (self.unknowns, residual.len());
        assert!(m == found, "{found} equations for {m} unknowns");
        (notes == 0).then_some(residual)
    }

    /// What the equations come to, and their first derivatives, a column for every number of the point.
    pub(super) fn slopes(&self, point: &[f64]) -> Option<(DVector<f64>, DMatrix<f64>)> {
        let mut values = DVector::zeros(self.unknowns);
        let mut slopes = DMatrix::zeros(self.unknowns, point.len());
        for start in (0..point.len()).step_by(OUTER + INNER) {
            let is = |number: usize, k: usize| f64::from(u8::from(number == k));
            let residual = self.evaluate(
                point,
                |lane, k| is(start + lane, k),
                |lane, k| is(start + OUTER + lane, k),
            )?;
            for (row, r) in residual.iter().enumerate() {
                values[row] = r.value.value;
                let outer = r.partials.iter().map(|p| p.value);
                let lanes = outer.chain(r.value.partials);
                for (column, slope) in (start..point.len()).zip(lanes) {
                    slopes[(row, column)] = slope;
                }
            }
        }
        Some((values, slopes))
    }

    /// The first derivatives along the negative axes, and how the first derivatives change as the point moves
    /// along `direction`.
    pub(super) fn curvature(
        &self,
        point: &[f64],
        direction: &[f64],
    ) -> Option<(DMatrix<f64>, DMatrix<f64>)> {
        let mut backward = DMatrix::zeros(self.unknowns, point.len());
        let mut change = backward.clone();
        for start in (0..point.len()).step_by(OUTER) {
            let residual = self.evaluate(
                point,
                |lane, k| if start + lane == k { -1.0 } else { 0.0 },
                |lane, k| if lane == 0 { direction[k] } else { 0.0 },
            )?;
            for (row, r) in residual.iter().enumerate() {
                for (column, p) in (start..point.len()).zip(&r.partials) {
                    backward[(row, column)] = p.value;
                    change[(row, column)] = -p.partials[0];
                }
            }
        }
        Some((backward, change))
    }

    /// The mixed second derivatives of every equation, where the point moves along a linear combination of
    /// the columns of `directions`, times `sign`.
    pub(super) fn bends(
        &self,
        point: &[f64],
        directions: &DMatrix<f64>,
        sign: f64,
    ) -> Option<Vec<DMatrix<f64>>> {
        let n = directions.ncols();
        let mut bends = vec![DMatrix::zeros(n, n); self.unknowns];
        let entry = |k: usize, column: usize| {
            if column < n {
                sign * directions[(k, column)]
            } else {
                0.0
            }
        };
        for i in (0..n).step_by(OUTER) {
            // Those above the diagonal are those below.
            for j in (0..n.min(i + OUTER)).step_by(INNER) {
                let residual = self.evaluate(
                    point,
                    |lane, k| entry(k, i + lane),
                    |lane, k| entry(k, j + lane),
                )?;
                for (bend, r) in bends.iter_mut().zip(&residual) {
                    for (row, p) in (i..n).zip(&r.partials) {
                        for (column, second) in (j..=row).zip(p.partials) {
                            bend[(row, column)] = second;
                            bend[(column, row)] = second;
                        }
                    }
                }
            }
        }
        Some(bends)
    }
}
