//! What a numerical derivative comes back as.

use std::fmt;

mod digits;
mod display;

pub(super) use digits::Digits;
pub use display::Statuses;
pub(crate) use display::write_aligned;

/// A value, how far it may be from the truth, and what it took.
///
/// `error` is meant as a promise: the true error is below it, rounding and noise of the function
/// included. It is infinite where nothing can be promised; it is never NaN and never negative.
/// `V` is a number for a scalar derivative and a container for gradients and matrices, with `S`
/// the matching container of statuses.
///
/// ```
/// use partials::Derivative;
///
/// let slope = Derivative::numeric(|x| x.exp()).estimate(0.0);
/// assert!((slope.value - 1.0).abs() <= slope.error && slope.error < 1e-12);
/// assert!(slope.span <= 1.0 && slope.evaluations < 20);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate<V, S = Status> {
    /// The derivative.
    pub value: V,
    /// Bound on its absolute error.
    pub error: V,
    /// How far from x the function was asked for, at the most: never further than the
    /// [reach](super::FiniteDifference::reach). For an entry of a Hessian beside the diagonal, the
    /// larger of the distances along its two axes.
    pub span: V,
    /// Calls of the function.
    pub evaluations: usize,
    /// How the search ended.
    pub status: S,
}

/// How the search for a derivative ended.
///
/// ```
/// use partials::{Derivative, Status};
///
/// assert_eq!(Derivative::numeric(|x| x.sin()).estimate(1.0).status, Status::Converged);
/// assert_eq!(Derivative::numeric(|x| x.signum()).estimate(0.0).status, Status::Jump);
/// assert_eq!(Derivative::numeric(|x| x.ln()).estimate(-1.0).status, Status::NotFinite);
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Successive approximations agree to rounding, or to the tolerance asked for.
    Converged,
    /// The error estimate stopped falling before it reached rounding level. The value is as good
    /// as `error` says; another scale may do better.
    Stalled,
    /// The function carries noise above rounding, and that noise sets the error. Passing the
    /// noise level, or a scale over which the function really changes, saves evaluations.
    NoiseLimited,
    /// Only one side of x could be used, by request, by the bounds, or because the function is
    /// not finite on the other. Accurate to about 1e-12 rather than 1e-15.
    OneSided,
    /// The derivatives on the two sides of x differ: there is none. The value is their mean, the
    /// error at least half their difference.
    Kink,
    /// The function jumps at x: there is no derivative, and the error is infinite.
    Jump,
    /// No step was small enough for the differences to settle. The function may be singular,
    /// oscillate or be mostly noise at x; a scale or a noise level may help.
    Unresolved,
    /// The budget ran out first.
    OutOfBudget,
    /// The function is not finite at x, or nowhere finite next to it.
    NotFinite,
    /// The bounds exclude x, or leave no room for a step.
    NoRoom,
    /// A fixed step was asked for: a single difference, with no error estimate.
    FixedStep,
}

impl Status {
    /// Whether the derivative exists as far as the search could see, and `error` is a measured
    /// bound on its error.
    ///
    /// ```
    /// use partials::Status;
    ///
    /// assert!(Status::NoiseLimited.is_reliable()); // its error bar says how much the noise leaves
    /// assert!(!Status::Kink.is_reliable() && !Status::FixedStep.is_reliable());
    /// ```
    #[must_use]
    pub fn is_reliable(self) -> bool {
        matches!(
            self,
            Self::Converged | Self::Stalled | Self::NoiseLimited | Self::OneSided
        )
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Converged => "converged",
            Self::Stalled => "stalled",
            Self::NoiseLimited => "limited by noise",
            Self::OneSided => "one-sided",
            Self::Kink => "kink",
            Self::Jump => "jump",
            Self::Unresolved => "unresolved",
            Self::OutOfBudget => "out of budget",
            Self::NotFinite => "not finite",
            Self::NoRoom => "no room within bounds",
            Self::FixedStep => "fixed step",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_read_well_and_say_what_they_are_worth() {
        assert_eq!(Status::NoiseLimited.to_string(), "limited by noise");
        assert!(Status::Converged.is_reliable());
        assert!(!Status::Kink.is_reliable());
    }
}
