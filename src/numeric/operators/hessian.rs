//! The numerical [`Hessian`] from values, by polarisation.

use nalgebra::{DMatrix, Dim};

use super::axis::Axis;
use super::direction::Direction;
use super::evaluation::{Evaluate, value_at};
use super::field::laplacian;
use super::gradient::along_axes;
use super::kind::Numeric;
use super::product::product;
use super::pursuit::{Sampled, pursue};
use super::rounds::{Lanes, Rounds, Workspace};
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::search::Search;
use crate::operator::{GradientKind, Hessian, HessianKind, Progress, Returns};
use crate::point::{Matrix, Point, mirror};

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
pub(super) type HessianOf<X> = <X as Point>::Matrix<<X as Point>::Dimension>;

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

    fn estimates<X>(&self, x: &X) -> Result<HessianEstimate<X>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind, x);
        let mut estimate = empty(x);
        polarise(&mut rounds, lanes, None, |i, j, found| {
            place(&mut estimate, i, j, found);
        })?;
        estimate.evaluations = rounds.progress.evaluations;
        Ok(estimate)
    }
}

#[diagnostic::do_not_recommend]
impl<F, W, R: Returns, H: Fn(Progress)> HessianKind<F, f64> for Numeric<W, R, H>
where
    W: Evaluate<F, f64, R>,
{
    type Workspace = Workspace;
    type Value = f64;

    fn workspace(&self, n: usize) -> Workspace {
        Workspace::new(n)
    }

    fn value(&self, f: &F, x: &[f64]) -> Result<f64, R::Error> {
        value_at::<W, F, f64, R>(f, x)
    }

    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Workspace,
        gradient: &mut [f64],
        hessian: &mut impl Matrix<f64>,
    ) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let (mut rounds, lanes) = workspace.open(f, self, x);
        polarise(&mut rounds, lanes, Some(gradient), |i, j, found| {
            mirror(hessian, (i, j), found.value);
        })
    }

    fn value_and_hessian<X>(&self, f: &F, x: &X) -> Result<(f64, HessianOf<X>), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(f, self, x);
        let mut hessian = x.zeros(x.dimension());
        let value = polarise(&mut rounds, lanes, None, |i, j, found| {
            mirror(&mut hessian, (i, j), found.value);
        })?;
        Ok((value, hessian))
    }

    /// As [`Gradient::numeric`](crate::Gradient::numeric) has them.
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(f64, X::Gradient), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        GradientKind::value_and_gradient(self, f, x)
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        product(f, self, x, v).map(|found| found.value)
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        laplacian(f, self, x).map(|found| found.value)
    }
}

pub(super) fn empty<X>(x: &X) -> HessianEstimate<X>
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
pub(super) fn place<M: Matrix<f64>>(
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

/// The entries up to the diagonal, each handed to `take`; returns f(x). The gradient too, where it is wanted,
/// for which most of the values are known.
pub(super) fn polarise<F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    gradient: Option<&mut [f64]>,
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
        samples,
        ends,
        ..
    } = lanes;
    axes.clear();
    samples.clear();
    ends.clear();
    let ways = along_axes(&settings, n);
    pursue(rounds, &ways, &mut Some(value), searches, |i, search| {
        take(i, i, search.answer());
        axes.push(Axis::new(i, settings.coordinate(i).bounds, search));
        if gradient.is_some() {
            samples.extend_from_slice(search.samples());
            ends.push(samples.len());
        }
    })?;
    if let Some(gradient) = gradient {
        let settings = settings.clone().order(1);
        let ways = Sampled {
            settings: &settings,
            samples,
            ends,
        };
        rounds.progress.entries += n;
        pursue(rounds, &ways, &mut Some(value), searches, |i, search| {
            gradient[i] = search.answer().value;
        })?;
    }

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
            |_, y, values| values.push(*y),
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
