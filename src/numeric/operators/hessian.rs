//! The numerical [`Hessian`], from values by polarisation or from a gradient by differences.

use nalgebra::{DMatrix, Dim};

use super::direction::{Axis, Direction};
use super::evaluation::Evaluate;
use super::gradient::along_axes;
use super::jacobian::columns;
use super::kind::{Numeric, OfGradient};
use super::rounds::{Lanes, Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::search::Search;
use crate::operator::{Hessian, HessianKind, Progress, Returns};
use crate::output::Output;
use crate::point::{Matrix, Point};

/// What `Hessian::estimate` returns: matrices as of `at`, with a matrix of statuses.
///
/// ```
/// use partials::Hessian;
/// use partials::numeric::HessianEstimate;
///
/// let found: HessianEstimate<[f64; 2]> = Hessian::numeric(|x| x[0] * x[1]).estimate(&[2.0, 3.0]);
/// assert!((found.value - nalgebra::matrix![0.0, 1.0; 1.0, 0.0]).abs() <= found.error);
/// assert!(found.status.iter().all(|status| status.is_reliable()));
/// ```
pub type HessianEstimate<X> = Estimate<HessianOf<X>, DMatrix<Status>>;

/// The matrix of `Self::at`.
type HessianOf<X> = <X as Point>::Matrix<<X as Point>::Dimension>;

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    /// The Hessian at `x` with a bound on the error of each entry, symmetric to the bit.
    ///
    /// The diagonal consists of second derivatives along the axes. They also find lengths `a`
    /// over which the function is well described by few terms of its Taylor series, and the entry
    /// `(i, j)` follows from second derivatives `D²` along the diagonals of a rectangle with such
    /// sides,
    ///
    /// ```text
    /// 4 aᵢ aⱼ ∂ᵢ∂ⱼ f = D²(aᵢ eᵢ + aⱼ eⱼ) - D²(aᵢ eᵢ - aⱼ eⱼ)
    /// ```
    ///
    /// or, where only one side of `x` can be used, from one of them and the entries on the
    /// diagonal. Errors add up. Cost: below 20 evaluations for each of the `n(n+1)/2` entries.
    ///
    /// # Panics
    ///
    /// Where the closure panics; if the settings list a different number of coordinates; and if
    /// `x` is outside its bounds.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let h = Hessian::numeric(|x| x[0].exp() * x[1]).estimate(&[0.0, 3.0]);
    /// assert!((h.value - nalgebra::matrix![3.0, 1.0; 1.0, 0.0]).abs() <= h.error);
    /// assert!(h.error.max() < 1e-9);
    /// ```
    pub fn estimate<X>(&self, x: &X) -> R::Outcome<HessianEstimate<X>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        R::outcome(self.estimates(x))
    }

    /// The value and the Hessian at `x`, for the price of the Hessian.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let (value, h) = Hessian::numeric(|x| x[0] * x[1]).value_and_hessian(&[2.0, 3.0]);
    /// assert_eq!((value, h[(0, 1)]), (6.0, h[(1, 0)]));
    /// assert!((h[(0, 1)] - 1.0).abs() < 1e-12);
    /// ```
    pub fn value_and_hessian<X>(&self, x: &X) -> R::Outcome<(f64, HessianOf<X>)>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        R::outcome(value_and_matrix(&self.f, &self.kind, x))
    }

    /// Writes the Hessian at `x` into `out` and returns the value. Allocates nothing after the
    /// first call; see [`Workspace`].
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Shape`] if `out` is not `n × n`.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Hessian;
    ///
    /// let f = Hessian::numeric(|x| x[0] * x[1]);
    /// let (mut workspace, mut h) = (f.workspace(2), DMatrix::zeros(2, 2));
    /// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut h), 6.0);
    /// assert!((h - nalgebra::dmatrix![0.0, 1.0; 1.0, 0.0]).abs().max() < 1e-12);
    /// ```
    pub fn at_into<X>(
        &self,
        x: &X,
        workspace: &mut Workspace,
        out: &mut impl Matrix<f64>,
    ) -> R::Outcome<f64>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let n = x.dimension().value();
        Error::check_shape("Hessian", (n, n), out.shape());
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind, x);
        R::outcome(polarise(&mut rounds, lanes, |i, j, found| {
            out[(i, j)] = found.value;
            out[(j, i)] = found.value;
        }))
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Hessian;
    ///
    /// let f = Hessian::numeric(|x| x[0].powi(3));
    /// let (mut workspace, mut h) = (f.workspace(1), DMatrix::zeros(1, 1));
    /// for x in [1.0, 2.0] {
    ///     f.at_into(&[x], &mut workspace, &mut h); // only the first call allocates
    ///     assert!((h[(0, 0)] - 6.0 * x).abs() < 1e-10);
    /// }
    /// ```
    pub fn workspace(&self, n: usize) -> Workspace {
        Workspace::new(n)
    }

    fn estimates<X>(&self, x: &X) -> Result<HessianEstimate<X>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind, x);
        let mut estimate = empty(x);
        polarise(&mut rounds, lanes, |i, j, found| {
            place(&mut estimate, i, j, found);
        })?;
        estimate.evaluations = rounds.progress.evaluations;
        Ok(estimate)
    }
}

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
        R::outcome(symmetric(&self.f, &self.kind.0, x))
    }
}

#[diagnostic::do_not_recommend]
impl<F, W, R: Returns, H: Fn(Progress)> HessianKind<F, f64> for Numeric<W, R, H>
where
    W: Evaluate<F, f64, R>,
{
    fn hessian<X>(&self, f: &F, x: &X) -> Result<HessianOf<X>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        value_and_matrix(f, self, x).map(|(_, hessian)| hessian)
    }
}

impl<F, W, R: Returns, H: Fn(Progress), Y> HessianKind<F, Y> for OfGradient<W, R, H>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    fn hessian<X>(&self, f: &F, x: &X) -> Result<HessianOf<X>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        symmetric(f, &self.0, x).map(|estimate| estimate.value)
    }
}

/// The value and the Hessian from values.
fn value_and_matrix<F, W, R: Returns, H: Fn(Progress), X>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
) -> Result<(f64, HessianOf<X>), R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, f64, R>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let mut hessian = x.zeros(x.dimension());
    let value = polarise(&mut rounds, lanes, |i, j, found| {
        hessian[(i, j)] = found.value;
        hessian[(j, i)] = found.value;
    })?;
    Ok((value, hessian))
}

/// The Hessian from gradients.
fn symmetric<F, W, R: Returns, H: Fn(Progress), X, Y>(
    f: &F,
    kind: &Numeric<W, R, H>,
    x: &X,
) -> Result<HessianEstimate<X>, R::Error>
where
    X: Point<Scalar = f64> + ?Sized,
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    let mut workspace = Workspace::default();
    let (mut rounds, lanes) = workspace.open(f, kind, x);
    let n = rounds.x.len();
    let square = |rows: Y::Rows| {
        let shape = (n, rows.value());
        let expected = "as many values as variables";
        Error::check_field(shape.0 == shape.1, "a gradient", expected, shape);
    };
    let mut estimate = empty(x);
    let mut column_before = DMatrix::repeat(n, n, None);
    let rows = columns(&mut rounds, lanes, &mut None, |j, rows, column| {
        square(rows);
        for i in 0..n {
            let found = column.answer(i);
            column_before[(i, j)] = Some(found);
            if let Some(other) = column_before[(j, i)] {
                place(&mut estimate, i, j, agreed(found, other));
            }
        }
    })?;
    square(rows);
    estimate.evaluations = rounds.progress.evaluations;
    Ok(estimate)
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

fn empty<X>(x: &X) -> HessianEstimate<X>
where
    X: Point<Scalar = f64> + ?Sized,
{
    let n = x.dimension().value();
    Estimate {
        value: x.zeros(x.dimension()),
        error: x.zeros(x.dimension()),
        span: x.zeros(x.dimension()),
        evaluations: 0,
        status: DMatrix::repeat(n, n, Status::NotFinite),
    }
}

/// Writes an entry and its mirror image.
fn place<M: Matrix<f64>>(
    estimate: &mut Estimate<M, DMatrix<Status>>,
    i: usize,
    j: usize,
    found: Estimate<f64>,
) {
    for at in [(i, j), (j, i)] {
        estimate.value[at] = found.value;
        estimate.error[at] = found.error;
        estimate.span[at] = found.span;
        estimate.status[at] = found.status;
    }
}

/// The entries up to the diagonal, each handed to `take`; returns f(x).
fn polarise<F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    mut take: impl FnMut(usize, usize, Estimate<f64>),
) -> Result<f64, R::Error>
where
    W: Evaluate<F, f64, R>,
{
    let n = rounds.x.len();
    rounds.progress.entries = n * (n + 1) / 2;
    let settings = rounds.kind.settings.clone().order(2);
    let value = rounds.centre()?;
    let Lanes {
        searches,
        axes,
        directions,
        ..
    } = lanes;
    axes.clear();
    along_axes(
        rounds,
        &settings,
        &mut Some(value),
        searches,
        |i, search| {
            take(i, i, search.answer());
            axes.push(Axis::new(i, settings.coordinate(i).bounds, search));
        },
    )?;

    let mut pending = (0..n)
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .flat_map(|(i, j)| Direction::of_entry(&axes[i], &axes[j]));
    let mut first_half = None;
    loop {
        directions.clear();
        directions.extend(pending.by_ref().take(W::TOGETHER));
        if directions.is_empty() {
            return Ok(value);
        }
        searches.clear();
        searches.extend(directions.iter().map(|d| d.search(&settings, value)));
        rounds.lead(
            searches,
            |lane, t| directions[lane].probe(t),
            |y, values| values.push(*y),
            |searches| {
                let done = |(d, s): &(&Direction, &Search)| d.completes() && s.estimate().is_some();
                directions.iter().zip(searches).filter(done).count()
            },
        )?;
        for (direction, search) in directions.iter().zip(&*searches) {
            if let Some((i, j, found)) = direction.entry(search.answer(), &mut first_half) {
                take(i, j, found);
            }
        }
    }
}
