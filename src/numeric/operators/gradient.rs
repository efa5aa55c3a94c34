//! The numerical [`Gradient`]: a search per coordinate, all sharing the value at x.

use super::directional::slope_along;
use super::evaluation::{Evaluate, value_at};
use super::kind::Numeric;
use super::pursuit::{Axes, pursue};
use super::rounds::{Lanes, Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::settings::FiniteDifference;
use crate::operator::{Gradient, GradientKind, Progress, Returns};
use crate::point::Point;

/// What `Gradient::estimate` returns: vectors of the point's own kind, with statuses beside them.
///
/// ```
/// use partials::numeric::GradientEstimate;
/// use partials::{Gradient, Status};
///
/// let found: GradientEstimate<Vec<f64>> = Gradient::numeric(|x| x[0] * x[1]).estimate(&vec![2.0, 3.0]);
/// assert_eq!(found.value, [3.0, 2.0]);
/// assert_eq!(found.status, [Status::Converged; 2]);
/// ```
pub type GradientEstimate<X> = Estimate<<X as Point>::Gradient, <X as Point>::Buffer<Status>>;

impl<F, W, R: Returns, H: Fn(Progress)> Gradient<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    /// The gradient at `x` with a bound on the error of each component, both in a container of
    /// the same kind as `x`. The statuses are an array or a `Vec`.
    ///
    /// Cost: some ten evaluations per variable; two with [`FiniteDifference::fast`].
    ///
    /// # Panics
    ///
    /// Where the closure panics; if the settings list a different number of coordinates; and if
    /// `x` is outside its bounds.
    ///
    /// ```
    /// use partials::{FiniteDifference, Gradient, Status};
    ///
    /// let f = Gradient::numeric(|x| x[0].sqrt() * x[1].abs())
    ///     .with(FiniteDifference::new().bounds([(0.0, 9.0), (-9.0, 9.0)]));
    /// let found = f.estimate(&[4.0, 0.0]);
    /// assert_eq!(found.status, [Status::Converged, Status::Kink]);
    /// assert!(found.value[0].abs() <= found.error[0] && found.error[1] >= 2.0);
    /// ```
    pub fn estimate<X>(&self, x: &X) -> R::Outcome<GradientEstimate<X>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        R::outcome(self.estimates(x))
    }

    fn estimates<X>(&self, x: &X) -> Result<GradientEstimate<X>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind, x);
        let mut found = Known::new(x);
        let ways = along_axes(&self.kind.settings, rounds.x.len());
        rounds.progress.entries = ways.count;
        pursue(
            &mut rounds,
            &ways,
            &mut None,
            &mut lanes.searches,
            |i, search| {
                found.set(i, search.answer());
            },
        )?;
        Ok(found.estimate(x, rounds.progress.evaluations))
    }
}

#[diagnostic::do_not_recommend]
impl<F, W, R: Returns, H: Fn(Progress)> GradientKind<F> for Numeric<W, R, H>
where
    W: Evaluate<F, f64, R>,
{
    type Workspace = Workspace;

    fn workspace(&self, n: usize) -> Workspace {
        Workspace::new(n)
    }

    fn value(&self, f: &F, x: &[f64]) -> Result<f64, R::Error> {
        value_at::<W, F, f64, R>(f, x)
    }

    fn gradient<X>(&self, f: &F, x: &X) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(f, self, x);
        let mut gradient = x.repeat(0.0);
        fill(&mut rounds, lanes, None, gradient.as_mut())?;
        Ok(x.gathered(gradient))
    }

    fn gradient_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Workspace,
        out: &mut [f64],
    ) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let (mut rounds, lanes) = workspace.open(f, self, x);
        Error::check_length("the output", rounds.x.len(), out.len());
        rounds.progress.entries = out.len();
        let value = rounds.centre()?;
        fill(&mut rounds, lanes, Some(value), out)?;
        Ok(value)
    }

    fn gradient_and_error_into(
        &self,
        f: &F,
        x: &[f64],
        gradient: &mut [f64],
        error: &mut [f64],
    ) -> Result<f64, R::Error> {
        let mut workspace = Workspace::default();
        let (mut rounds, lanes) = workspace.open(f, self, x);
        rounds.progress.entries = x.len();
        let value = rounds.centre()?;
        let (ways, searches) = (along_axes(&self.settings, x.len()), &mut lanes.searches);
        pursue(
            &mut rounds,
            &ways,
            &mut Some(value),
            searches,
            |i, search| {
                let found = search.answer();
                gradient[i] = found.value;
                error[i] = found.error;
            },
        )?;
        Ok(value)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        slope_along(f, self, x, v).map(|(_, found)| found.value)
    }

    fn value_and_jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<(f64, f64), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let (known, found) = slope_along(f, self, x, v)?;
        let value = match known {
            Some(value) => value,
            None => GradientKind::value(self, f, x.buffer(|i| x.coordinate(i)).as_ref())?,
        };
        Ok((value, found.value))
    }
}

/// Writes the gradient, of which `value` may be known.
fn fill<F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    lanes: &mut Lanes,
    mut value: Option<f64>,
    out: &mut [f64],
) -> Result<(), R::Error>
where
    W: Evaluate<F, f64, R>,
{
    rounds.progress.entries = out.len();
    let ways = along_axes(&rounds.kind.settings, out.len());
    pursue(
        rounds,
        &ways,
        &mut value,
        &mut lanes.searches,
        |i, search| {
            out[i] = search.answer().value;
        },
    )
}

/// The axes, of a function whose result is a number.
pub(super) fn along_axes(
    settings: &FiniteDifference,
    count: usize,
) -> Axes<'_, impl Fn(usize, &f64) -> f64> {
    Axes {
        settings,
        count,
        read: |_, y: &f64| *y,
    }
}

/// The components of a gradient that are known so far.
pub(super) struct Known<X: Point + ?Sized> {
    value: X::Buffer<f64>,
    error: X::Buffer<f64>,
    span: X::Buffer<f64>,
    status: X::Buffer<Status>,
}

impl<X: Point<Scalar = f64> + ?Sized> Known<X> {
    pub(super) fn new(x: &X) -> Self {
        Self {
            value: x.repeat(0.0),
            error: x.repeat(0.0),
            span: x.repeat(0.0),
            status: x.repeat(Status::NotFinite),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.value.as_ref().len()
    }

    pub(super) fn set(&mut self, i: usize, found: Estimate<f64>) {
        self.value.as_mut()[i] = found.value;
        self.error.as_mut()[i] = found.error;
        self.span.as_mut()[i] = found.span;
        self.status.as_mut()[i] = found.status;
    }

    /// All of them, in the container of the point.
    pub(super) fn estimate(self, x: &X, evaluations: usize) -> GradientEstimate<X> {
        Estimate {
            value: x.gathered(self.value),
            error: x.gathered(self.error),
            span: x.gathered(self.span),
            evaluations,
            status: self.status,
        }
    }
}
