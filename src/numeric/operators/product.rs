//! The numerical Hessian times a vector.
//!
//! Component `i` of `H v` is the mixed second derivative along the axis `eᵢ` and along `v`. As an entry of
//! the Hessian, it follows from the second derivatives along the two diagonals of the parallelogram that
//! they span.

use super::axis::Axis;
use super::directional::{slopes_along, without_line};
use super::evaluation::Evaluate;
use super::gradient::{GradientEstimate, Known, along_axes};
use super::hessian::polarise;
use super::kind::{A_GRADIENT, Numeric, OfGradient};
use super::line::{Line, Lines};
use super::pursuit::pursue;
use super::rounds::{Lanes, Rounds, Workspace};
use super::total::{Total, nothing};
use crate::error::Error;
use crate::numeric::estimate::Estimate;
use crate::operator::{Hessian, Progress, Returns, check_direction};
use crate::output::Output;
use crate::point::Point;

/// With so many variables or fewer, all entries of the Hessian cost less.
const FEW: usize = 3;

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    /// The Hessian times a vector, `H(x) v`, with a bound on the error of each component.
    ///
    /// As an entry of [`estimate`](Self::estimate), component `i` is the mixed derivative along `eᵢ` and
    /// `v`, from second derivatives along the diagonals of the parallelogram that they span; up to three
    /// variables it is the sum of the entries. Along a zero direction it is exactly 0 where `f(x)` is finite,
    /// along one that is not finite NaN.
    ///
    /// Cost: some 40 evaluations per variable, where the whole Hessian takes 17 for each entry. With a
    /// gradient at hand, [`numeric_of_gradient`](Hessian::numeric_of_gradient) needs 13 of it.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::numeric(|x| x[0] * x[0] * x[1]);
    /// let found = f.estimate_hvp(&[1.0, 2.0], &[1.0, 1.0]);
    /// assert!((found.value[0] - 6.0).abs() <= found.error[0]);
    /// assert!((found.value[1] - 2.0).abs() <= found.error[1]);
    /// ```
    pub fn estimate_hvp<X, V>(&self, x: &X, v: &V) -> R::Outcome<GradientEstimate<X>>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        check_direction(x, v);
        R::outcome(product(&self.f, &self.kind, x, v))
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, OfGradient<W, R, H>> {
    /// The Hessian times a vector, `H(x) v`, with a bound on the error of each component: the derivative of
    /// the gradient along `v`, as [`Jacobian::estimate_jvp`](crate::Jacobian::estimate_jvp).
    ///
    /// Cost: some 13 gradients, whatever the number of variables.
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::numeric_of_gradient(|x| [2.0 * x[0] * x[1], x[0] * x[0]]);
    /// let found = f.estimate_hvp(&[1.0, 2.0], &[1.0, 1.0]);
    /// assert!((found.value[0] - 6.0).abs() <= found.error[0] && found.error[0] < 1e-10);
    /// ```
    pub fn estimate_hvp<X, V, Y>(&self, x: &X, v: &V) -> R::Outcome<GradientEstimate<X>>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        check_direction(x, v);
        R::outcome(slope_of_gradient(&self.f, &self.kind.0, x, v))
    }
}

/// The derivative of the gradient along `v`.
pub(super) fn slope_of_gradient<Y, F, W, R: Returns, H: Fn(Progress), X, V>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
    v: &V,
) -> Result<GradientEstimate<X>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    V: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let (_, slopes) = slopes_along::<Y, F, W, R, H, X, V>(f, kind, x, v)?;
    let mut found = Known::new(x);
    let n = found.len();
    Error::check_square(A_GRADIENT, n, slopes.value.len());
    for i in 0..n {
        found.set(
            i,
            Estimate {
                value: slopes.value[i],
                error: slopes.error[i],
                span: slopes.span[i],
                evaluations: 0,
                status: slopes.status[i],
            },
        );
    }
    Ok(found.estimate(x, slopes.evaluations))
}

/// The Hessian times `v`, from values.
pub(super) fn product<F, W, R: Returns, H: Fn(Progress), X, V>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
    v: &V,
) -> Result<GradientEstimate<X>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    V: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, f64, R>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let n = rounds.x.len();
    let first = kind.settings.clone().order(1);
    let totals = match Lines::new(&first, rounds.x, |i| v.coordinate(i)) {
        Lines::Sum(_) if n <= FEW => from_entries(&mut rounds, lanes, v)?,
        Lines::Sum(lines) => {
            let lines: Vec<Line> = lines.into_iter().map(|line| line.order(2)).collect();
            from_diagonals(&mut rounds, lanes, &lines)?
        }
        none => {
            let found = without_line(&none, rounds.centre()?);
            let mut total = Total::default();
            total.add(found);
            vec![total; n]
        }
    };
    let mut found = Known::new(x);
    let evaluations = rounds.progress.evaluations;
    for (i, total) in totals.into_iter().enumerate() {
        found.set(i, total.estimate(evaluations));
    }
    Ok(found.estimate(x, evaluations))
}

/// As sums of entries.
fn from_entries<F, W, R: Returns, H: Fn(Progress), V>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    v: &V,
) -> Result<Vec<Total>, R::Error>
where
    V: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, f64, R>,
{
    let mut totals = vec![Total::default(); rounds.x.len()];
    polarise(rounds, lanes, None, |i, j, found| {
        totals[i].add_times(v.coordinate(j), found);
        if i != j {
            totals[j].add_times(v.coordinate(i), found);
        }
    })?;
    Ok(totals)
}

/// As mixed derivatives along every axis and every line.
fn from_diagonals<F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    lines: &[Line],
) -> Result<Vec<Total>, R::Error>
where
    W: Evaluate<F, f64, R>,
{
    let n = rounds.x.len();
    rounds.progress.entries = n + lines.len();
    let settings = rounds.kind.settings.clone().order(2);
    let mut value = Some(rounds.centre()?);
    let Lanes { searches, axes, .. } = lanes;
    axes.clear();
    let ways = along_axes(&settings, n);
    pursue(rounds, &ways, &mut value, searches, |i, search| {
        axes.push(Axis::new(i, settings.coordinate(i).bounds, search));
    })?;
    let mut along = Vec::with_capacity(lines.len());
    pursue(rounds, lines, &mut value, searches, |_, search| {
        along.push(Axis::new(0, (0.0, 0.0), search));
    })?;
    let mut totals = vec![Total::default(); n];
    for (line, along) in lines.iter().zip(&along) {
        for chunk in axes.chunks(W::TOGETHER.div_ceil(2)) {
            let pairs: Vec<Pair> = chunk
                .iter()
                .map(|axis| Pair::new(line, along, axis))
                .collect();
            let diagonals: Vec<Line> = pairs.iter().flat_map(Pair::diagonals).cloned().collect();
            rounds.progress.entries += diagonals.len();
            let mut answers = Vec::with_capacity(diagonals.len());
            pursue(rounds, &diagonals[..], &mut value, searches, |k, search| {
                let found = search.answer();
                let span = diagonals[k].distance(found.span);
                answers.push(Estimate { span, ..found });
            })?;
            let mut answers = answers.into_iter();
            for pair in &pairs {
                let found = pair.mixed(&mut answers);
                totals[pair.axis.i].add(line.along_direction_once(found));
            }
        }
    }
    Ok(totals)
}

/// An axis and a line, and the diagonals of the parallelogram that they span.
struct Pair<'a> {
    along: &'a Axis,
    axis: &'a Axis,
    /// The rate of the line, if it is the axis itself.
    same: Option<f64>,
    is_one_sided: bool,
    sum: Option<Line>,
    difference: Option<Line>,
}

impl<'a> Pair<'a> {
    fn new(line: &Line, along: &'a Axis, axis: &'a Axis) -> Self {
        let same = line
            .only()
            .and_then(|(i, rate)| (i == axis.i).then_some(rate));
        let is_one_sided = axis.one_sided || along.one_sided;
        let tilted = |step: f64| match same {
            None => line.tilted(step, axis, is_one_sided),
            Some(_) => None,
        };
        Self {
            along,
            axis,
            same,
            is_one_sided,
            sum: tilted(along.step),
            difference: if is_one_sided {
                None
            } else {
                tilted(-along.step)
            },
        }
    }

    fn diagonals(&self) -> impl Iterator<Item = &Line> {
        self.sum.iter().chain(&self.difference)
    }

    /// The mixed derivative, from the second derivatives along the diagonals, by their units.
    fn mixed(&self, answers: &mut impl Iterator<Item = Estimate<f64>>) -> Estimate<f64> {
        if let Some(rate) = self.same {
            let mut total = Total::default();
            total.add_times(rate, self.axis.second);
            return total.estimate(0);
        }
        // Along a diagonal that is no line there is no change.
        let mut next = |line: &Option<Line>| match line {
            Some(_) => answers.next().unwrap_or_else(nothing),
            None => Total::default().estimate(0),
        };
        // One step after the other: their product may leave the range of numbers.
        let (a, b) = (self.axis.step, self.along.step);
        let per_area = |found: Estimate<f64>| Estimate {
            value: found.value / a / b,
            error: (found.error / a / b).abs(),
            ..found
        };
        let mut total = Total::default();
        let sum = per_area(next(&self.sum));
        if self.is_one_sided {
            total.add_times(0.5, sum);
            total.add_times(-0.5 * (a / b), self.axis.second);
            total.add_times(-0.5 * (b / a), self.along.second);
        } else {
            total.add_times(0.25, sum);
            total.add_times(-0.25, per_area(next(&self.difference)));
        }
        total.estimate(0)
    }
}
