//! The numerical [`Jacobian`]: a column of searches per coordinate, over shared points.

use nalgebra::{DMatrix, Dim};

use super::column::Column;
use super::directional::{slopes_along, weighted_gradient};
use super::evaluation::{Evaluate, value_at};
use super::field::{curl, divergence};
use super::kind::Numeric;
use super::line::Line;
use super::probe::Probe;
use super::rounds::{Lanes, Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::settings::{Coordinate, FiniteDifference};
use crate::operator::{Jacobian, JacobianKind, Progress, Returns};
use crate::output::Output;
use crate::point::{Matrix, Point};

/// What `Jacobian::estimate` returns: matrices as of `at`, with a matrix of statuses.
///
/// ```
/// use partials::Jacobian;
/// use partials::numeric::JacobianEstimate;
///
/// let f = Jacobian::numeric(|x| [x[0] * x[1], x[0]]);
/// let found: JacobianEstimate<[f64; 2], [f64; 2]> = f.estimate(&[2.0, 3.0]);
/// assert_eq!(found.value, nalgebra::matrix![3.0, 2.0; 1.0, 0.0]);
/// assert_eq!(found.status.shape(), (2, 2));
/// ```
pub type JacobianEstimate<X, Y> = Estimate<JacobianOf<X, Y>, DMatrix<Status>>;

/// The matrix of `Self::at`.
type JacobianOf<X, Y> = <X as Point>::Matrix<<Y as Output<f64>>::Rows>;

/// The vector of values, in the container the function returned, and the matrix.
type ValueAndJacobian<X, Y> = (<Y as Output<f64>>::Vector<f64>, JacobianOf<X, Y>);

/// Two vectors of values, in the container the function returned.
type TwoVectors<Y> = (
    <Y as Output<f64>>::Vector<f64>,
    <Y as Output<f64>>::Vector<f64>,
);

impl<F, W, R: Returns, H: Fn(Progress)> Jacobian<F, Numeric<W, R, H>> {
    /// The Jacobian at `x` with a bound on the error of each entry, both in the kind of matrix
    /// that [`at`](Self::at) returns.
    ///
    /// Every entry is found by steps of its own, but a vector that the function returned serves
    /// all entries of its column: the cost is little more than that of a gradient.
    ///
    /// # Panics
    ///
    /// Where the closure panics; with [`Error::ValueCount`] if it returns vectors of different
    /// lengths; if the settings list a different number of coordinates; and if `x` is outside its
    /// bounds.
    ///
    /// ```
    /// use partials::{Jacobian, Status};
    ///
    /// let j = Jacobian::numeric(|x| [x[0] * x[1], (x[0] - 2.0).abs()]).estimate(&[2.0, 3.0]);
    /// assert!((j.value[(0, 0)] - 3.0).abs() <= j.error[(0, 0)]);
    /// assert_eq!((j.status[(0, 0)], j.status[(1, 0)]), (Status::Converged, Status::Kink));
    /// ```
    pub fn estimate<X, Y>(&self, x: &X) -> R::Outcome<JacobianEstimate<X, Y>>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        R::outcome(self.estimates(x))
    }

    fn estimates<X, Y>(&self, x: &X) -> Result<JacobianEstimate<X, Y>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind, x);
        let n = rounds.x.len();
        let empty = |rows: Y::Rows| Estimate {
            value: x.zeros(rows),
            error: x.zeros(rows),
            span: x.zeros(rows),
            evaluations: 0,
            status: DMatrix::repeat(rows.value(), n, Status::NotFinite),
        };
        let mut estimate = None;
        let ways = AlongAxes(&self.kind.settings, n);
        let rows = columns(&mut rounds, lanes, &ways, &mut None, |j, rows, column| {
            let estimate = estimate.get_or_insert_with(|| empty(rows));
            for i in 0..rows.value() {
                let found = column.answer(i);
                estimate.value[(i, j)] = found.value;
                estimate.error[(i, j)] = found.error;
                estimate.span[(i, j)] = found.span;
                estimate.status[(i, j)] = found.status;
            }
        })?;
        let estimate = estimate.unwrap_or_else(|| empty(rows));
        Ok(Estimate {
            evaluations: rounds.progress.evaluations,
            ..estimate
        })
    }
}

#[diagnostic::do_not_recommend]
impl<F, W, R: Returns, H: Fn(Progress), Y> JacobianKind<F, Y> for Numeric<W, R, H>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    type Workspace = Workspace;

    fn workspace(&self, n: usize) -> Workspace {
        Workspace::new(n)
    }

    fn values(&self, f: &F, x: &[f64]) -> Result<Y::Vector<f64>, R::Error> {
        value_at::<W, F, Y, R>(f, x).map(|y| y.map(|v| v))
    }

    fn values_and_jacobian<X>(&self, f: &F, x: &X) -> Result<ValueAndJacobian<X, Y>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(f, self, x);
        let value: Y = rounds.centre()?;
        let values = value.map(|v| v);
        let jacobian = matrix(&mut rounds, lanes, Some(value), x)?;
        Ok((values, jacobian))
    }

    fn jacobian<X>(&self, f: &F, x: &X) -> Result<JacobianOf<X, Y>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(f, self, x);
        matrix(&mut rounds, lanes, None::<Y>, x)
    }

    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Workspace,
        out: &mut impl Matrix<f64>,
    ) -> Result<Y::Vector<f64>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let (mut rounds, lanes) = workspace.open(f, self, x);
        let value: Y = rounds.centre()?;
        let shape = (value.rows().value(), rounds.x.len());
        Error::check_shape("Jacobian", shape, out.shape());
        let values = value.map(|v| v);
        let ways = AlongAxes(&self.settings, shape.1);
        columns(
            &mut rounds,
            lanes,
            &ways,
            &mut Some(value),
            |j, rows, column| {
                for i in 0..rows.value() {
                    out[(i, j)] = column.answer(i).value;
                }
            },
        )?;
        Ok(values)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Y::Vector<f64>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let (_, found) = slopes_along::<Y, F, W, R, H, X, V>(f, self, x, v)?;
        Ok(Y::from_fn(found.value.len(), |i| found.value[i]))
    }

    fn values_and_jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<TwoVectors<Y>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let (known, found) = slopes_along::<Y, F, W, R, H, X, V>(f, self, x, v)?;
        let product = Y::from_fn(found.value.len(), |i| found.value[i]);
        let values = match known {
            Some(value) => value.map(|y| y),
            None => {
                let at = x.buffer(|i| x.coordinate(i));
                JacobianKind::<F, Y>::values(self, f, at.as_ref())?
            }
        };
        Ok((values, product))
    }

    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        U: Point<Scalar = f64> + ?Sized,
    {
        weighted_gradient(f, self, x, u).map(|found| found.value)
    }

    fn divergence<X>(&self, f: &F, x: &X) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        divergence(f, self, x).map(|found| found.value)
    }

    fn curl<X>(&self, f: &F, x: &X) -> Result<[f64; 3], R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        curl(f, self, x).map(|found| found.value)
    }
}

/// The Jacobian, of which the `value` at `x` may be known.
fn matrix<F, W, R: Returns, H: Fn(Progress), X, Y>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    mut value: Option<Y>,
    x: &X,
) -> Result<JacobianOf<X, Y>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut matrix = None;
    let ways = AlongAxes(&rounds.kind.settings, rounds.x.len());
    let rows = columns(rounds, lanes, &ways, &mut value, |j, rows, column| {
        let matrix = matrix.get_or_insert_with(|| x.zeros(rows));
        for i in 0..rows.value() {
            matrix[(i, j)] = column.answer(i).value;
        }
    })?;
    Ok(matrix.unwrap_or_else(|| x.zeros(rows)))
}

/// Lines through x, along each of which all values are searched.
pub(super) trait Runs {
    /// How many there are.
    fn count(&self) -> usize;

    /// The settings of searches along run `k`, and where x is on it.
    fn start(&self, k: usize, x: &[f64]) -> (Coordinate, f64);

    /// The point at `t` on run `k`.
    fn probe(&self, k: usize, t: f64) -> Probe;
}

/// So many axes.
pub(super) struct AlongAxes<'a>(pub(super) &'a FiniteDifference, pub(super) usize);

impl Runs for AlongAxes<'_> {
    fn count(&self) -> usize {
        self.1
    }
    fn start(&self, k: usize, x: &[f64]) -> (Coordinate, f64) {
        (self.0.coordinate(k), x[k])
    }
    fn probe(&self, k: usize, t: f64) -> Probe {
        Probe::along_axis(k, t)
    }
}

/// Lines of any direction.
pub(super) struct AlongLines<'a>(pub(super) &'a [Line]);

impl Runs for AlongLines<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }
    fn start(&self, k: usize, _: &[f64]) -> (Coordinate, f64) {
        self.0[k].start()
    }
    fn probe(&self, k: usize, t: f64) -> Probe {
        self.0[k].probe(t)
    }
}

/// A column for each run, handed to `take` when it is done, with the number of rows.
/// `value` is f(x), evaluated once and only if it is needed.
pub(super) fn columns<F, Y, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    runs: &impl Runs,
    value: &mut Option<Y>,
    mut take: impl FnMut(usize, Y::Rows, &Column),
) -> Result<Y::Rows, R::Error>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let n = runs.count();
    let mut rows = value.as_ref().map(Output::rows);
    let mut first = 0;
    while first < n {
        // As many searches at a time as for a gradient.
        let together = W::TOGETHER.div_ceil(rows.map_or(1, |rows| rows.value().max(1)));
        let next = n.min(first + together);
        if lanes.columns.len() < next - first {
            lanes.columns.resize_with(next - first, Column::default);
        }
        let columns = &mut lanes.columns[..next - first];
        for (column, i) in columns.iter_mut().zip(first..) {
            let (settings, x) = runs.start(i, rounds.x);
            if value.is_none() {
                column.restart(settings, x, None);
                if !column.ask().contains(&x) {
                    continue;
                }
            }
            let value = match value {
                Some(value) => value,
                None => value.insert(rounds.centre()?),
            };
            let known = value.rows();
            rows = Some(known);
            lanes.centre.clear();
            let components = (0..known.value()).map(|row| value.value(row));
            lanes.centre.extend(components);
            column.restart(settings, x, Some(&lanes.centre));
        }
        rounds.progress.entries = n * rows.map_or(0, |rows| rows.value());
        rounds.lead(
            columns,
            |lane, t| runs.probe(first + lane, t),
            |_, y: &Y, values| {
                let count = y.rows();
                let first = *rows.get_or_insert(count);
                Error::check_value_count(first.value(), count.value());
                values.extend((0..count.value()).map(|row| y.value(row)));
            },
            |columns| columns.iter().flat_map(Column::estimates).count(),
        )?;
        let rows = match rows {
            Some(rows) => rows,
            None => *rows.insert(value.insert(rounds.centre()?).rows()),
        };
        for (column, j) in columns.iter().zip(first..) {
            take(j, rows, column);
        }
        first = next;
    }
    match rows {
        Some(rows) => Ok(rows),
        None => Ok(value.insert(rounds.centre()?).rows()),
    }
}
