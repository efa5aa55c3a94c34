//! Numerical divergence and curl of a vector field, and the Laplacian of a function: sums of derivatives
//! along the axes.

use nalgebra::Dim;

use super::evaluation::Evaluate;
use super::gradient::along_axes;
use super::jacobian::{AlongAxes, columns};
use super::kind::{A_GRADIENT, Numeric, OfGradient};
use super::pursuit::{Axes, pursue};
use super::rounds::Workspace;
use super::total::{Total, nothing};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::operator::{Hessian, Jacobian, Progress, Returns};
use crate::output::Output;
use crate::point::Point;

impl<F, W, R: Returns, H: Fn(Progress)> Jacobian<F, Numeric<W, R, H>> {
    /// The divergence `Σ ∂fᵢ/∂xᵢ` of a vector field with a bound on its error, the sum of the bounds of its
    /// terms.
    ///
    /// Cost: some ten evaluations per variable, as the gradient of a number.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Field`] if the function does not return as many
    /// values as there are variables.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let found = Jacobian::numeric(|x| [x[0] * x[1], x[1].exp()]).estimate_divergence(&[2.0, 0.0]);
    /// assert!((found.value - 1.0).abs() <= found.error && found.error < 1e-11);
    /// ```
    pub fn estimate_divergence<X, Y>(&self, x: &X) -> R::Outcome<Estimate<f64>>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        R::outcome(divergence(&self.f, &self.kind, x))
    }

    /// The curl `∇ × f` of a vector field in three dimensions with a bound on the error of each component.
    ///
    /// Cost: that of the three columns of the Jacobian.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Field`] unless the function takes three variables
    /// and returns three values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let spin = Jacobian::numeric(|x| [-x[1], x[0], 0.0]).estimate_curl(&[1.0, 2.0, 3.0]);
    /// assert!((spin.value[2] - 2.0).abs() <= spin.error[2]);
    /// ```
    pub fn estimate_curl<X, Y>(&self, x: &X) -> R::Outcome<Estimate<[f64; 3], [Status; 3]>>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        R::outcome(curl(&self.f, &self.kind, x))
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    /// The Laplacian `Σ ∂²f/∂xᵢ²` with a bound on its error, the sum of the bounds of its terms.
    ///
    /// Cost: some 13 evaluations per variable.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let found = Hessian::numeric(|x| x[0].exp() + x[1].powi(3)).estimate_laplacian(&[0.0, 2.0]);
    /// assert!((found.value - 13.0).abs() <= found.error && found.error < 1e-8);
    /// ```
    pub fn estimate_laplacian<X>(&self, x: &X) -> R::Outcome<Estimate<f64>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        R::outcome(laplacian(&self.f, &self.kind, x))
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, OfGradient<W, R, H>> {
    /// The Laplacian `Σ ∂²f/∂xᵢ²` with a bound on its error: the divergence of the gradient.
    ///
    /// Cost: some ten gradients per variable.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::numeric_of_gradient(|x| [x[0].exp(), 3.0 * x[1] * x[1]]);
    /// let found = f.estimate_laplacian(&[0.0, 2.0]);
    /// assert!((found.value - 13.0).abs() <= found.error && found.error < 1e-10);
    /// ```
    pub fn estimate_laplacian<X, Y>(&self, x: &X) -> R::Outcome<Estimate<f64>>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        R::outcome(trace(&self.f, &self.kind.0, x, A_GRADIENT))
    }
}

/// The sum of the diagonal of the Jacobian.
pub(super) fn divergence<Y, F, W, R: Returns, H: Fn(Progress), X>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
) -> Result<Estimate<f64>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    trace(f, kind, x, "divergence")
}

/// The same, of something that is called `what`.
pub(super) fn trace<Y, F, W, R: Returns, H: Fn(Progress), X>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
    what: &'static str,
) -> Result<Estimate<f64>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let n = rounds.x.len();
    rounds.progress.entries = n;
    let ways = Axes {
        settings: &kind.settings,
        count: n,
        read: |i, y: &Y| {
            Error::check_square(what, n, y.rows().value());
            y.value(i)
        },
    };
    if n == 0 {
        let value: Y = rounds.centre()?;
        Error::check_square(what, n, value.rows().value());
    }
    let mut total = Total::default();
    pursue(
        &mut rounds,
        &ways,
        &mut None,
        &mut lanes.searches,
        |_, search| {
            total.add(search.answer());
        },
    )?;
    Ok(total.estimate(rounds.progress.evaluations))
}

/// The curl of a field.
pub(super) fn curl<Y, F, W, R: Returns, H: Fn(Progress), X>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
) -> Result<Estimate<[f64; 3], [Status; 3]>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let n = rounds.x.len();
    let mut d = [[nothing(); 3]; 3];
    let ways = AlongAxes(&kind.settings, n);
    let rows = columns(
        &mut rounds,
        lanes,
        &ways,
        &mut None,
        |j, rows: Y::Rows, column| {
            Error::check_curl(n, rows.value());
            for (i, row) in d.iter_mut().enumerate() {
                row[j] = column.answer(i);
            }
        },
    )?;
    Error::check_curl(n, rows.value());
    let evaluations = rounds.progress.evaluations;
    let turn = |i: usize, j: usize| {
        let mut total = Total::default();
        total.add(d[i][j]);
        total.add_times(-1.0, d[j][i]);
        total.estimate(evaluations)
    };
    let turns = [turn(2, 1), turn(0, 2), turn(1, 0)];
    Ok(Estimate {
        value: turns.map(|t| t.value),
        error: turns.map(|t| t.error),
        span: turns.map(|t| t.span),
        evaluations,
        status: turns.map(|t| t.status),
    })
}

/// The sum of the second derivatives along the axes.
pub(super) fn laplacian<F, W, R: Returns, H: Fn(Progress), X>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
) -> Result<Estimate<f64>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, f64, R>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let settings = kind.settings.clone().order(2);
    let ways = along_axes(&settings, rounds.x.len());
    rounds.progress.entries = ways.count;
    let mut total = Total::default();
    pursue(
        &mut rounds,
        &ways,
        &mut None,
        &mut lanes.searches,
        |_, search| {
            total.add(search.answer());
        },
    )?;
    if rounds.progress.evaluations == 0 {
        // Of no variables: exactly 0, where there is a function.
        let value: f64 = rounds.centre()?;
        total.add(super::directional::without_line(
            &super::line::Lines::Zero,
            value,
        ));
    }
    Ok(total.estimate(rounds.progress.evaluations))
}
