//! The implicit function theorem, and the doubts about what it is applied to.
//!
//! ```text
//! step     y by Newton's method until it no longer moves
//! judge    has it stayed near the solver's answer? do the derivatives hold along the negative axes too, and
//!          J as the solution moves by what is not known of it? (of a minimum: is it one?)
//! first    Y = -J⁻¹ ∂g/∂x
//! second   Y_ij = -J⁻¹ d²g along x + h, y + Y h
//! ```

use nalgebra::{DMatrix, DVector, Dyn, LU};
use smallvec::smallvec;

use super::system::{Kind, System};
use crate::scalar::Expansion;

/// Steps of Newton's method. Each doubles the digits: from three of the solver's to all takes four.
const STEPS: usize = 8;

/// What a number may be off in its last place by; twice as much changes nothing but how near to a
/// singular point derivatives end.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// By which part of itself a solution may be off as the solver returns it, and, near zero, by which part of
/// its changes with the inputs, or of 1: tolerances of solvers are smaller, and answers that are none are
/// farther off.
const OFF: (f64, f64) = (1e-3, 1e-8);

/// The part of `J` that may depend on what is not known of the solution: four digits are left.
const UNCERTAIN: f64 = 1e-4;

/// How often a matrix is squared to find its largest eigenvalue: the 32nd power of four digits is within the
/// range of numbers, and the 32nd root of different units is near 1.
const SQUARINGS: u32 = 5;

/// The part of the largest derivative of an equation by which others may differ from side to side: rounding.
const ALIKE: f64 = 1e-12;

/// The unknowns with their derivatives by the inputs `x`, up to an order of 1 or more. The value is the
/// solver's `y`.
pub(super) fn expansions(system: &System, x: &[f64], y: &[f64], order: usize) -> Vec<Expansion> {
    if y.is_empty() {
        return Vec::new();
    }
    let found = Solution::near(system, x, y).filter(|found| found.is_certain(system, x, y));
    let Some(found) = found else {
        let unknown = |y: &f64| Expansion::new(*y, smallvec![f64::NAN; x.len()], None);
        return y.iter().map(unknown).collect();
    };
    let mut seconds = if order > 1 {
        found.second(system)
    } else {
        None
    };
    let expansion = |(k, y): (usize, &f64)| {
        let gradient = found.slopes.row(k).iter().copied().collect();
        let hessian = seconds
            .as_mut()
            .map(|seconds| std::mem::take(&mut seconds[k]));
        Expansion::new(*y, gradient, hessian)
    };
    y.iter().enumerate().map(expansion).collect()
}

/// A solution of the equations.
struct Solution {
    /// The unknowns, then the inputs.
    point: Vec<f64>,
    /// The first derivatives of the equations there.
    equations: DMatrix<f64>,
    /// `J`, factorised.
    by_unknowns: LU<f64, Dyn, Dyn>,
    /// `Y = ∂y/∂x`.
    slopes: DMatrix<f64>,
    /// By how much Newton's method would still move the unknowns.
    step: DVector<f64>,
    /// The size of each unknown and of its changes with the inputs.
    scale: Vec<f64>,
}

impl Solution {
    /// Where Newton's method ends that starts at `y`.
    fn near(system: &System, x: &[f64], y: &[f64]) -> Option<Self> {
        let mut point = [y, x].concat();
        let mut before = f64::INFINITY;
        for _ in 0..STEPS {
            let here = Self::at(system, point, x)?;
            let sizes = here.step.iter().zip(&here.scale);
            let part = |(step, scale): (&f64, &f64)| {
                if *step == 0.0 {
                    0.0
                } else {
                    step.abs() / scale
                }
            };
            let size = sizes.map(part).fold(0.0, f64::max);
            if size <= ROUNDING || size > before / 2.0 {
                return Some(here);
            }
            before = size;
            point = here.point;
            for (y, step) in point.iter_mut().zip(&here.step) {
                *y -= step;
            }
        }
        None
    }

    /// The theorem applied at a point. `None` if `J` is singular, or something is not finite.
    fn at(system: &System, point: Vec<f64>, x: &[f64]) -> Option<Self> {
        let (m, n) = (system.unknowns, x.len());
        let (values, equations) = system.slopes(&point)?;
        let by_unknowns = equations.columns(0, m).into_owned().lu();
        let step = by_unknowns.solve(&values)?;
        let slopes = -by_unknowns.solve(&equations.columns(m, n))?;
        let is_finite = |x: &f64| x.is_finite();
        if !(step.iter().all(is_finite) && slopes.iter().all(is_finite)) {
            return None;
        }
        let change = |k: usize| {
            x.iter()
                .enumerate()
                .map(|(i, x)| (slopes[(k, i)] * x).abs())
                .sum::<f64>()
        };
        let scale = (0..m).map(|k| point[k].abs() + change(k)).collect();
        Some(Self {
            point,
            equations,
            by_unknowns,
            slopes,
            step,
            scale,
        })
    }

    /// Whether it is the one that the solver found, and its derivatives can be trusted.
    fn is_certain(&self, system: &System, x: &[f64], y: &[f64]) -> bool {
        let (m, n) = (y.len(), x.len());
        let is_near = (0..m).all(|k| {
            let off = (self.point[k] - y[k]).abs() + self.step[k].abs();
            off <= f64::max(OFF.0 * self.point[k].abs(), OFF.1 * self.scale[k].max(1.0))
        });
        if !is_near || system.kind == Kind::Minimum && !self.is_minimum(m) {
            return false;
        }
        // What is not known of the unknowns; the inputs are what they are.
        let doubt = |k: usize| self.step[k].abs() + ROUNDING * self.scale[k];
        let doubt: Vec<f64> = (0..m + n)
            .map(|k| if k < m { doubt(k) } else { 0.0 })
            .collect();
        let Some((backward, change)) = system.curvature(&self.point, &doubt) else {
            return false;
        };
        are_alike(&self.equations, &-backward)
            && self.is_regular(&change.columns(0, m).into_owned())
    }

    /// Whether `J` is far from singular in comparison with a change of it.
    fn is_regular(&self, change: &DMatrix<f64>) -> bool {
        let Some(mut part) = self.by_unknowns.solve(change) else {
            return false;
        };
        // J + change = J (1 + part) is singular where an eigenvalue of the part is -1. The largest one
        // is no more than the norm of a power gives, and of a high power that does not depend on the
        // units of the unknowns.
        for _ in 0..SQUARINGS {
            part = &part * &part;
        }
        let limit = UNCERTAIN.powi(1 << SQUARINGS);
        part.iter().all(|entry| entry.abs() <= limit)
    }

    /// Whether `J`, a Hessian, is positive definite.
    fn is_minimum(&self, m: usize) -> bool {
        self.equations
            .columns(0, m)
            .into_owned()
            .cholesky()
            .is_some()
    }

    /// The second derivatives of every unknown, row by row.
    fn second(&self, system: &System) -> Option<Vec<Vec<f64>>> {
        let (m, n) = self.slopes.shape();
        let directions = DMatrix::from_fn(m + n, n, |k, i| match k.checked_sub(m) {
            None => self.slopes[(k, i)],
            Some(input) => f64::from(u8::from(input == i)),
        });
        let mut bends = system.bends(&self.point, &directions, 1.0)?;
        let backward = system.bends(&self.point, &directions, -1.0)?;
        for (bend, backward) in bends.iter_mut().zip(&backward) {
            if !are_alike(bend, backward) {
                bend.fill(f64::NAN);
            }
        }
        // A column for every pair of inputs.
        let along = DMatrix::from_fn(m, n * n, |k, pair| bends[k][(pair / n, pair % n)]);
        let seconds = self.by_unknowns.solve(&along)?;
        let of = |k: usize| seconds.row(k).iter().map(|second| -second).collect();
        Some((0..m).map(of).collect())
    }
}

/// Whether derivatives to one side are those to the other, equation by equation: the numbers of the two differ
/// by their signs alone, so that nothing but a kink makes a difference.
fn are_alike(forward: &DMatrix<f64>, backward: &DMatrix<f64>) -> bool {
    let mut equations = forward.row_iter().zip(backward.row_iter());
    equations.all(|(forward, backward)| {
        let tolerance = ALIKE * forward.amax();
        let mut pairs = forward.iter().zip(backward.iter());
        pairs.all(|(a, b)| (a - b).abs() <= tolerance)
    })
}
