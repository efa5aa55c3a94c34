//! Numerical derivatives along a direction: one search, whatever the number of variables.

use nalgebra::Dim;

use super::evaluation::Evaluate;
use super::gradient::{GradientEstimate, Known};
use super::kind::Numeric;
use super::line::{Line, Lines};
use super::pursuit::{Axes, pursue};
use super::rounds::{Lanes, Rounds, Workspace};
use super::total::{Total, nothing};
#[cfg(doc)]
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::operator::{Gradient, Jacobian, Progress, Returns, check_direction};
use crate::output::{Output, weighted_sum};
use crate::point::{Point, coordinates};

/// The values of a function and their derivatives along a direction.
pub(super) type Slopes<Y> = (Option<Y>, Estimate<Vec<f64>, Vec<Status>>);

impl<F, W, R: Returns, H: Fn(Progress)> Gradient<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    /// The directional derivative `∇f(x) · v` with a bound on its error.
    ///
    /// It is that of `f(x + t v)` by `t` at 0: of the [order](crate::FiniteDifference::order) in the settings,
    /// and on the [side](crate::Side) that `v` points to, if there is one in the settings. Bounds, scales and
    /// reaches are those of all coordinates that move, whatever the size of `v`; a fixed step is that of the
    /// coordinate that moves fastest. `span` is how far that was moved. Along a zero direction it is exactly
    /// 0 where `f(x)` is finite, along one that is not finite NaN.
    ///
    /// Cost: some 13 evaluations, whatever the number of variables. Coordinates that differ by more than
    /// 2¹⁶ in how far they are from 0, compared with `v`, have a search each such group; so have, in a
    /// corner of the bounds, those that may move along `v` and those that may not.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::numeric(|x| x.iter().map(|v| v.exp()).sum());
    /// let slope = f.estimate_jvp(&[0.0; 100], &[1.0; 100]);
    /// assert!((slope.value - 100.0).abs() <= slope.error && slope.evaluations < 30);
    /// ```
    pub fn estimate_jvp<X, V>(&self, x: &X, v: &V) -> R::Outcome<Estimate<f64>>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        check_direction(x, v);
        R::outcome(slope_along(&self.f, &self.kind, x, v).map(|(_, found)| found))
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Jacobian<F, Numeric<W, R, H>> {
    /// The Jacobian times a vector, `J(x) v`, with a bound on the error of each component. As
    /// [`Gradient::estimate_jvp`], for all values at once: a vector that the function returned serves them
    /// all.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::numeric(|x| [x[0] * x[1], x[0].exp()]);
    /// let found = f.estimate_jvp(&[0.0, 2.0], &[1.0, 5.0]);
    /// assert!((found.value[0] - 2.0).abs() <= found.error[0]);
    /// assert!((found.value[1] - 1.0).abs() <= found.error[1]);
    /// ```
    pub fn estimate_jvp<X, V, Y>(
        &self,
        x: &X,
        v: &V,
    ) -> R::Outcome<Estimate<Y::Vector<f64>, Vec<Status>>>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        check_direction(x, v);
        let found = slopes_along::<Y, F, W, R, H, X, V>(&self.f, &self.kind, x, v);
        let vector = |list: Vec<f64>| Y::from_fn(list.len(), |i| list[i]);
        R::outcome(found.map(|(_, found)| Estimate {
            value: vector(found.value),
            error: vector(found.error),
            span: vector(found.span),
            evaluations: found.evaluations,
            status: found.status,
        }))
    }

    /// A vector times the Jacobian, `uᵀ J(x)`, with a bound on the error of each component: the gradient of
    /// `Σ uᵢ fᵢ`, as by [`Gradient::estimate`] and at its cost. A noise that is told counts `Σ |uᵢ|` times,
    /// and so does the rounding of values that cancel in the sum.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Length`] if `u` is not as long as the values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::numeric(|x| [x[0] * x[1], x[0].exp()]);
    /// let found = f.estimate_vjp(&[0.0, 2.0], &[1.0, -1.0]);
    /// assert!((found.value[0] - 1.0).abs() <= found.error[0] && found.value[1].abs() <= found.error[1]);
    /// ```
    pub fn estimate_vjp<X, U, Y>(&self, x: &X, u: &U) -> R::Outcome<GradientEstimate<X>>
    where
        X: Point<Scalar = f64> + ?Sized,
        U: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        R::outcome(weighted_gradient(&self.f, &self.kind, x, u))
    }
}

/// The derivative of one number along `v`, and f(x) if it was evaluated.
pub(super) fn slope_along<F, W, R: Returns, H: Fn(Progress), X, V>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
    v: &V,
) -> Result<(Option<f64>, Estimate<f64>), R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    V: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, f64, R>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    rounds.progress.entries = 1;
    let lines = match Lines::new(&kind.settings, rounds.x, |i| v.coordinate(i)) {
        Lines::Sum(lines) => lines,
        none => {
            let value: f64 = rounds.centre()?;
            let found = without_line(&none, value);
            let evaluations = rounds.progress.evaluations;
            return Ok((
                Some(value),
                Estimate {
                    evaluations,
                    ..found
                },
            ));
        }
    };
    rounds.progress.entries = lines.len();
    let (mut value, mut total) = (None, Total::default());
    pursue(
        &mut rounds,
        &lines[..],
        &mut value,
        &mut lanes.searches,
        |k, search| {
            total.add(lines[k].along_direction(search.answer()));
        },
    )?;
    Ok((value, total.estimate(rounds.progress.evaluations)))
}

/// The derivative along a direction that has no line.
pub(super) fn without_line(lines: &Lines, value: f64) -> Estimate<f64> {
    match lines {
        Lines::Zero if value.is_finite() => Total::default().estimate(0),
        _ => nothing(),
    }
}

/// The derivatives of all values along `v`, and f(x) if it was evaluated.
pub(super) fn slopes_along<Y, F, W, R: Returns, H: Fn(Progress), X, V>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
    v: &V,
) -> Result<Slopes<Y>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    V: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let mut value = None;
    let found: Vec<Estimate<f64>> = match Lines::new(&kind.settings, rounds.x, |i| v.coordinate(i))
    {
        Lines::Sum(lines) => columns_along(&mut rounds, lanes, &lines, &mut value)?,
        none => {
            let value: &Y = value.insert(rounds.centre()?);
            let rows = 0..value.rows().value();
            rows.map(|i| without_line(&none, value.value(i))).collect()
        }
    };
    let list = |part: fn(&Estimate<f64>) -> f64| found.iter().map(part).collect();
    let slopes = Estimate {
        value: list(|e| e.value),
        error: list(|e| e.error),
        span: list(|e| e.span),
        evaluations: rounds.progress.evaluations,
        status: found.iter().map(|e| e.status).collect(),
    };
    Ok((value, slopes))
}

/// The sums over all lines of the derivatives of each value.
fn columns_along<Y, F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    lines: &[Line],
    value: &mut Option<Y>,
) -> Result<Vec<Estimate<f64>>, R::Error>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut totals: Vec<Total> = Vec::new();
    let ways = super::jacobian::AlongLines(lines);
    super::jacobian::columns(rounds, lanes, &ways, value, |k, rows, column| {
        totals.resize(rows.value(), Total::default());
        for (i, total) in totals.iter_mut().enumerate() {
            total.add(lines[k].along_direction(column.answer(i)));
        }
    })?;
    let evaluations = rounds.progress.evaluations;
    Ok(totals
        .into_iter()
        .map(|t| t.estimate(evaluations))
        .collect())
}

/// The gradient of `Σ uᵢ fᵢ`.
pub(super) fn weighted_gradient<Y, F, W, R: Returns, H: Fn(Progress), X, U>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
    u: &U,
) -> Result<GradientEstimate<X>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    U: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let weights = Weights::of(u);
    let value: Y = rounds.centre()?;
    let at_x = weighted_sum(&value, &weights.list[..], |u| u);
    let mut found = Known::new(x);
    if weights.are_zero {
        let one = without_line(&Lines::Zero, at_x);
        for i in 0..rounds.x.len() {
            found.set(i, one);
        }
        return Ok(found.estimate(x, rounds.progress.evaluations));
    }
    let settings = kind.settings.clone();
    let settings = settings.with_noise(|level| weights.noise(level, &value, at_x));
    rounds.progress.entries = rounds.x.len();
    let ways = Axes {
        settings: &settings,
        count: rounds.x.len(),
        read: |_, y: &Y| weighted_sum(y, &weights.list[..], |u| u),
    };
    pursue(
        &mut rounds,
        &ways,
        &mut Some(value),
        &mut lanes.searches,
        |i, search| {
            found.set(i, weights.unscaled(search.answer()));
        },
    )?;
    Ok(found.estimate(x, rounds.progress.evaluations))
}

/// The weights of a sum, divided by a power of two so that the largest is near 1.
struct Weights {
    list: Vec<f64>,
    exponent: i32,
    are_zero: bool,
}

impl Weights {
    fn of<U: Point<Scalar = f64> + ?Sized>(u: &U) -> Self {
        let list = coordinates(u);
        let largest = list.iter().fold(0.0, |most: f64, u| most.max(u.abs()));
        let is_usual = largest > 0.0 && largest.is_finite();
        let exponent = if is_usual {
            largest.log2().floor() as i32
        } else {
            0
        };
        Self {
            are_zero: list.iter().all(|u| *u == 0.0),
            list: list
                .iter()
                .map(|u| super::line::times_power(*u, -exponent))
                .collect(),
            exponent,
        }
    }

    /// The noise of the sum: that of all its terms, and their rounding where they cancel.
    fn noise<Y: Output<f64>>(&self, level: f64, value: &Y, sum: f64) -> f64 {
        let terms = || self.list.iter().enumerate();
        let total: f64 = terms().map(|(_, u)| u.abs()).sum();
        let size: f64 = terms().map(|(i, u)| (u * value.value(i)).abs()).sum();
        let rounding = if size > 4.0 * sum.abs() {
            0.5 * f64::EPSILON * size
        } else {
            0.0
        };
        let noise = level * total + rounding;
        if noise.is_finite() { noise } else { level }
    }

    /// A derivative of the sum with the weights as they were.
    fn unscaled(&self, found: Estimate<f64>) -> Estimate<f64> {
        super::line::per_power(found, -self.exponent)
    }
}
