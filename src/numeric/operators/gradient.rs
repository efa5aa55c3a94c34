//! The numerical [`Gradient`]: a search per coordinate, all sharing the value at x.

use super::evaluation::Evaluate;
use super::kind::{Numeric, Progress};
use super::probe::Probe;
use super::rounds::{Rounds, Workspace};
use crate::error::Error;
use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::search::Search;
use crate::numeric::settings::FiniteDifference;
use crate::operator::{Gradient, Returns};
use crate::point::Point;

/// What `Gradient::estimate` returns: vectors of the point's own kind, with statuses beside them.
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

    /// The gradient at `x`, in a container of the same kind as `x`. Cost and panics: as
    /// [`estimate`](Self::estimate), which tells what it is worth.
    ///
    /// ```
    /// use partials::{FiniteDifference, Gradient};
    ///
    /// let f = Gradient::numeric(|x| x[0] * x[1]);
    /// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
    /// let g: Vec<f64> = f.with(FiniteDifference::fast()).at(&vec![2.0, 3.0]);
    /// assert_eq!(g, [3.0, 2.0]);
    /// ```
    pub fn at<X>(&self, x: &X) -> R::Outcome<X::Gradient>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut gradient = x.repeat(0.0);
        let found = self.fill(x, &mut Workspace::default(), gradient.as_mut(), false);
        R::outcome(found.map(|_| x.vector(gradient.as_ref())))
    }

    /// The value and the gradient at `x`. Only fixed-step differences need one more evaluation
    /// for the value.
    pub fn value_and_gradient<X>(&self, x: &X) -> R::Outcome<(f64, X::Gradient)>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut gradient = x.repeat(0.0);
        let value = self.fill(x, &mut Workspace::default(), gradient.as_mut(), true);
        R::outcome(value.map(|value| (value, x.vector(gradient.as_ref()))))
    }

    /// Writes the gradient at `x` into `out` and returns the value. Allocates nothing after
    /// the first call; see [`Workspace`].
    ///
    /// # Panics
    ///
    /// As [`estimate`](Self::estimate), and with [`Error::Length`] if `out` is not as long as `x`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::numeric(|x| x.iter().map(|v| v * v).sum());
    /// let x = vec![1.0, 2.0, 3.0];
    /// let (mut workspace, mut gradient) = (f.workspace(3), vec![0.0; 3]);
    /// let value = f.at_into(&x, &mut workspace, &mut gradient);
    /// assert_eq!((value, gradient), (14.0, vec![2.0, 4.0, 6.0]));
    /// ```
    pub fn at_into<X>(&self, x: &X, workspace: &mut Workspace, out: &mut [f64]) -> R::Outcome<f64>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        R::outcome(self.fill(x, workspace, out, true))
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    pub fn workspace(&self, n: usize) -> Workspace {
        Workspace::new(n)
    }

    /// Writes the gradient; the value is NaN unless it was wanted or used.
    fn fill<X>(
        &self,
        x: &X,
        workspace: &mut Workspace,
        out: &mut [f64],
        wants_value: bool,
    ) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let (mut rounds, lanes) = workspace.open(&self.f, &self.kind, x);
        Error::check_length("the output", rounds.x.len(), out.len());
        rounds.progress.entries = out.len();
        let mut value = wants_value.then(|| rounds.centre()).transpose()?;
        let settings = &self.kind.settings;
        along_axes(
            &mut rounds,
            settings,
            &mut value,
            &mut lanes.searches,
            |i, search| {
                out[i] = search.answer().value;
            },
        )?;
        Ok(value.unwrap_or(f64::NAN))
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
            value: x.vector(value.as_ref()),
            error: x.vector(error.as_ref()),
            span: x.vector(span.as_ref()),
            evaluations: rounds.progress.evaluations,
            status,
        })
    }
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
