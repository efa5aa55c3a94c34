//! The numerical [`Gradient`]: a search per coordinate, all sharing the value at x.

use super::evaluation::{Evaluate, value_at};
use super::kind::Numeric;
use super::probe::Probe;
use super::rounds::{Lanes, Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::search::Search;
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
        let [mut value, mut error, mut span] = [0; 3].map(|_| x.repeat(0.0));
        let mut status = x.repeat(Status::NotFinite);
        rounds.progress.entries = rounds.x.len();
        let settings = &self.kind.settings;
        along_axes(
            &mut rounds,
            settings,
            &mut None,
            &mut lanes.searches,
            |i, search| {
                let found = search.answer();
                value.as_mut()[i] = found.value;
                error.as_mut()[i] = found.error;
                span.as_mut()[i] = found.span;
                status.as_mut()[i] = found.status;
            },
        )?;
        Ok(Estimate {
            value: x.gathered(value),
            error: x.gathered(error),
            span: x.gathered(span),
            evaluations: rounds.progress.evaluations,
            status,
        })
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
        let settings = &self.settings;
        let searches = &mut lanes.searches;
        along_axes(
            &mut rounds,
            settings,
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
    let settings = &rounds.kind.settings;
    let take = |i: usize, search: &Search| out[i] = search.answer().value;
    along_axes(rounds, settings, &mut value, &mut lanes.searches, take)
}

/// A search along every axis, each handed to `take` when it is over. `value` is f(x), evaluated
/// once and only if a search needs it.
pub(super) fn along_axes<F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    settings: &FiniteDifference,
    value: &mut Option<f64>,
    searches: &mut Vec<Search>,
    mut take: impl FnMut(usize, &Search),
) -> Result<(), R::Error>
where
    W: Evaluate<F, f64, R>,
{
    let n = rounds.x.len();
    for first in (0..n).step_by(W::TOGETHER) {
        searches.clear();
        for i in first..n.min(first + W::TOGETHER) {
            let x = rounds.x[i];
            if value.is_none() {
                let search = Search::new(settings, i, x);
                if !search.ask().contains(&x) {
                    searches.push(search);
                    continue;
                }
            }
            let value = match *value {
                Some(value) => value,
                None => *value.insert(rounds.centre()?),
            };
            searches.push(Search::with_value(settings, i, x, value));
        }
        rounds.lead(
            searches,
            |lane, t| Probe::along_axis(first + lane, t),
            |y, values| values.push(*y),
            |searches| searches.iter().filter(|s| s.estimate().is_some()).count(),
        )?;
        for (i, search) in searches.iter().enumerate() {
            take(first + i, search);
        }
    }
    Ok(())
}
