//! The numerical [`Jacobian`]: a column of searches per coordinate, over shared points.

use nalgebra::{DMatrix, Dim};

use super::column::Column;
use super::evaluation::{Evaluate, value_at};
use super::kind::Numeric;
use super::probe::Probe;
use super::rounds::{Lanes, Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
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
        let rows = columns(&mut rounds, lanes, &mut None, |j, rows, column| {
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
        columns(&mut rounds, lanes, &mut Some(value), |j, rows, column| {
            for i in 0..rows.value() {
                out[(i, j)] = column.answer(i).value;
            }
        })?;
        Ok(values)
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
    let rows = columns(rounds, lanes, &mut value, |j, rows, column| {
        let matrix = matrix.get_or_insert_with(|| x.zeros(rows));
        for i in 0..rows.value() {
            matrix[(i, j)] = column.answer(i).value;
        }
    })?;
    Ok(matrix.unwrap_or_else(|| x.zeros(rows)))
}

/// The columns of the Jacobian, each handed to `take` when it is done, with the number of rows.
/// `value` is f(x), evaluated once and only if it is needed.
pub(super) fn columns<F, Y, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    value: &mut Option<Y>,
    mut take: impl FnMut(usize, Y::Rows, &Column),
) -> Result<Y::Rows, R::Error>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let settings = &rounds.kind.settings;
    let n = rounds.x.len();
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
            let x = rounds.x[i];
            if value.is_none() {
                column.restart(settings, i, x, None);
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
            column.restart(settings, i, x, Some(&lanes.centre));
        }
        rounds.progress.entries = n * rows.map_or(0, |rows| rows.value());
        rounds.lead(
            columns,
            |lane, t| Probe::along_axis(first + lane, t),
            |y: &Y, values| {
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
