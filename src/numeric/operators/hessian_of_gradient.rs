//! The numerical [`Hessian`] from a gradient: the differences of its components.

use nalgebra::Dim;

use super::evaluation::{Evaluate, value_at};
use super::field::trace;
use super::hessian::{HessianEstimate, HessianOf, empty, place};
use super::jacobian::{AlongAxes, columns};
use super::kind::{A_GRADIENT, OfGradient};
use super::product::slope_of_gradient;
use super::rounds::{Lanes, Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::Estimate;
use crate::operator::{Hessian, HessianKind, Progress, Returns};
use crate::output::Output;
use crate::point::{Matrix, Point, mirror};

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, OfGradient<W, R, H>> {
    /// The Hessian at `x` with a bound on the error of each entry, symmetric to the bit: the
    /// Jacobian of the gradient, where of the entries `(i, j)` and `(j, i)` the one with the
    /// smaller error serves both. If they differ by more than their errors, so that the closure is
    /// not the gradient of anything, the error is their difference.
    ///
    /// Cost: some ten evaluations of the gradient per variable.
    ///
    /// # Panics
    ///
    /// As that of the numerical Jacobian, and with [`Error::Field`] unless the closure returns as
    /// many values as there are variables.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let gradient = |x: &[f64]| [x[0].exp() * x[1], x[0].exp()]; // of exp(x₀) x₁
    /// let h = Hessian::numeric_of_gradient(gradient).estimate(&[0.0, 3.0]);
    /// assert!((h.value - nalgebra::matrix![3.0, 1.0; 1.0, 0.0]).abs() <= h.error);
    /// assert!(h.error.max() < 1e-11);
    /// ```
    pub fn estimate<X, Y>(&self, x: &X) -> R::Outcome<HessianEstimate<X>>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        R::outcome(self.estimates(x))
    }

    fn estimates<X, Y>(&self, x: &X) -> Result<HessianEstimate<X>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind.0, x);
        let mut estimate = empty(x);
        symmetric(&mut rounds, lanes, &mut None::<Y>, |i, j, found| {
            place(&mut estimate, i, j, found);
        })?;
        estimate.evaluations = rounds.progress.evaluations;
        Ok(estimate)
    }
}

impl<F, W, R: Returns, H: Fn(Progress), Y> HessianKind<F, Y> for OfGradient<W, R, H>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    type Workspace = Workspace;
    /// The function is not known.
    type Value = ();

    fn workspace(&self, n: usize) -> Workspace {
        Workspace::new(n)
    }

    fn value(&self, _: &F, _: &[f64]) -> Result<(), R::Error> {
        Ok(())
    }

    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Workspace,
        gradient: &mut [f64],
        hessian: &mut impl Matrix<f64>,
    ) -> Result<(), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let (mut rounds, lanes) = workspace.open(f, &self.0, x);
        let value: Y = rounds.centre()?;
        write(&value, gradient);
        symmetric(&mut rounds, lanes, &mut Some(value), |i, j, found| {
            mirror(hessian, (i, j), found.value);
        })
    }

    fn value_and_hessian<X>(&self, f: &F, x: &X) -> Result<((), HessianOf<X>), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(f, &self.0, x);
        let mut hessian = x.zeros(x.dimension());
        symmetric(&mut rounds, lanes, &mut None, |i, j, found| {
            mirror(&mut hessian, (i, j), found.value);
        })?;
        Ok(((), hessian))
    }

    /// What the closure returns.
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<((), X::Gradient), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let at = x.buffer(|i| x.coordinate(i));
        let value = value_at::<W, F, Y, R>(f, at.as_ref())?;
        let mut gradient = x.repeat(0.0);
        write(&value, gradient.as_mut());
        Ok(((), x.gathered(gradient)))
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        slope_of_gradient(f, &self.0, x, v).map(|found| found.value)
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        trace(f, &self.0, x, A_GRADIENT).map(|found| found.value)
    }
}

/// Writes what the closure returned, which is as long as the point if it is a gradient.
fn write<Y: Output<f64>>(value: &Y, gradient: &mut [f64]) {
    Error::check_square(A_GRADIENT, gradient.len(), value.rows().value());
    for (i, slope) in gradient.iter_mut().enumerate() {
        *slope = value.value(i);
    }
}

/// The entries from gradients, each handed to `take` as its mirror image becomes known. `value` is the
/// gradient at x, if it is known.
fn symmetric<F, W, R: Returns, H: Fn(Progress), Y>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    value: &mut Option<Y>,
    mut take: impl FnMut(usize, usize, Estimate<f64>),
) -> Result<(), R::Error>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let n = rounds.x.len();
    let mut above = std::mem::take(&mut lanes.above);
    above.clear();
    let runs = AlongAxes(&rounds.kind.settings, n);
    let rows = columns(rounds, lanes, &runs, value, |j, rows: Y::Rows, column| {
        Error::check_square(A_GRADIENT, n, rows.value());
        // Column by column, the entries below the diagonal wait for those above.
        for i in 0..n {
            let found = column.answer(i);
            if i > j {
                above.push(found);
            } else if i == j {
                take(i, j, found);
            } else {
                // Column i has left n - 1 - i entries, from row i + 1 on.
                let start = i * (n - 1) - i * i.saturating_sub(1) / 2;
                take(j, i, agreed(found, above[start + j - i - 1]));
            }
        }
    })?;
    lanes.above = above;
    Error::check_square(A_GRADIENT, n, rows.value());
    Ok(())
}

/// Two estimates of the same entry as one.
fn agreed(a: Estimate<f64>, b: Estimate<f64>) -> Estimate<f64> {
    let better = if b.error < a.error { b } else { a };
    let difference = (a.value - b.value).abs();
    if difference > a.error + b.error {
        Estimate {
            error: better.error.max(difference),
            ..better
        }
    } else {
        better
    }
}
