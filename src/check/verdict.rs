//! [`Verdict`]: what a comparison says, and when it may say so.

use std::fmt;

use super::kink::Backward;
use crate::numeric::Status;

/// What a comparison says.
///
/// ```
/// use partials::{Derivative, Verdict};
///
/// let f = Derivative::new(|x| x.tan());
/// assert_eq!(f.check_against(|x| x.cos().powi(-2), 0.7).verdict(), Verdict::Agree);
/// assert_eq!(f.check_against(|x| x.cos().powi(2), 0.7).verdict(), Verdict::Disagree);
/// let pole = Derivative::new(|x| x.recip()).check(0.0);
/// assert!(matches!(pole.verdict(), Verdict::Undecided(_)));
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The derivatives are the same as far as the error bar can tell, and the bar is narrow enough
    /// for that to mean something.
    Agree,
    /// They differ by more than the error bar allows.
    Disagree,
    /// Nothing can be said, for this reason.
    Undecided(Reason),
}

/// Why nothing can be said.
///
/// ```
/// use partials::check::Reason;
/// use partials::{Derivative, Verdict};
///
/// let root = Derivative::new(|x| x.sqrt()).check(-1.0);
/// assert_eq!(root.verdict(), Verdict::Undecided(Reason::NotFinite));
/// assert_eq!(root.verdict().to_string(), "undecided: not finite");
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The function has a kink here, and no derivative.
    Kink,
    /// The function jumps here.
    Jump,
    /// The function is not finite here, or nowhere near.
    NotFinite,
    /// No step was small enough for finite differences to settle.
    Unresolved,
    /// The noise of the function hides an entry of this size.
    Noise,
    /// The entry is too small to be seen beside the rounding of the function.
    TooSmall,
    /// The budget for evaluations ran out.
    OutOfBudget,
    /// The bounds leave no room for a step.
    NoRoom,
    /// A difference with a fixed step has no error bar.
    NoErrorBar,
    /// The derivative under test changes by more than the difference when the point is moved by a
    /// rounding error.
    IllConditioned,
    /// The formula of the derivative under test cancels here: its own rounding is as large as the
    /// difference.
    Cancelled,
    /// Not in agreement, but within the tolerance.
    Excused,
    /// There are no entries to compare.
    Empty,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agree => f.pad("agree"),
            Self::Disagree => f.pad("DISAGREE"),
            Self::Undecided(reason) => f.pad(&format!("undecided: {reason}")),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kink => "kink",
            Self::Jump => "jump",
            Self::NotFinite => "not finite",
            Self::Unresolved => "unresolved",
            Self::Noise => "lost in noise",
            Self::TooSmall => "too small to be seen",
            Self::OutOfBudget => "out of budget",
            Self::NoRoom => "no room within bounds",
            Self::NoErrorBar => "no error bar",
            Self::IllConditioned => "ill-conditioned",
            Self::Cancelled => "the derivative's own formula cancels here",
            Self::Excused => "within the tolerance",
            Self::Empty => "nothing to compare",
        })
    }
}

impl Verdict {
    /// The worst comes last.
    pub(super) fn badness(self) -> u8 {
        match self {
            Self::Agree => 0,
            Self::Undecided(Reason::Excused) => 1,
            Self::Undecided(_) => 2,
            Self::Disagree => 3,
        }
    }

    /// Whether a tolerance covers what keeps the entry from agreeing.
    pub(super) fn is_excused(self, difference: f64, tolerance: f64) -> bool {
        use Reason::{Cancelled, IllConditioned, Noise, TooSmall};
        difference <= tolerance
            && matches!(
                self,
                Self::Disagree | Self::Undecided(Noise | TooSmall | IllConditioned | Cancelled)
            )
            && tolerance > 0.0
    }

    /// The verdict on a whole, from those on its parts. What is excused is left out of it, unless
    /// there is nothing else.
    pub(super) fn overall(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        let worst = parts.iter().max_by_key(|verdict| verdict.badness());
        match worst {
            None => Self::Undecided(Reason::Empty),
            Some(Self::Undecided(Reason::Excused)) if parts.contains(&Self::Agree) => Self::Agree,
            Some(worst) => *worst,
        }
    }
}

/// A derivative under test: the entry, and how far it moves when the point does by rounding errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) value: f64,
    pub(super) spread: f64,
    /// The entry beside the point, where it is another everywhere around it.
    pub(super) beside: Option<f64>,
}

/// The numerical entry, and the sizes that it is seen beside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    pub(super) value: f64,
    pub(super) error: f64,
    pub(super) status: Status,
    /// At a kink, the slope to the left, where `value` is that to the right.
    pub(super) backward: Option<Backward>,
    /// The order of the derivative.
    pub(super) order: usize,
    /// The slope by which other entries, or the value of the function, set the scale here.
    pub(super) scale: f64,
}

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    pub(super) verdict: Verdict,
    /// Whether it was the exact derivative that a hand-derived one was held against.
    pub(super) with_exact: bool,
    pub(super) difference: f64,
    pub(super) bar: f64,
}

/// How many error bars a difference may be. The error of a numerical derivative is above its bar in
/// one case of five hundred or so: by a factor of 5 at most in the problems of the tests.
fn bars(order: usize) -> f64 {
    if order == 1 { 6.0 } else { 10.0 }
}

/// How many spreads a difference may be: the spread is the largest of a few samples.
const SPREADS: f64 = 8.0;

/// A spread above this fraction of the scale is no rounding error.
const STEADY: f64 = 1e-6;

/// What changes the function by so little of its size over the whole reach of a coordinate is zero.
const ZERO: f64 = 1e-11;
/// So are a few roundings of the entries beside it, also where they are not seen that well.
const ROUNDINGS: f64 = 16.0 * f64::EPSILON;

/// The widest bar, relative to the entry, within which agreement means something.
const RESOLUTION: f64 = 0.01;

impl Claim {
    /// Whether the claim is wrong at this very point, and right beside it.
    pub(super) fn is_alone(self, reference: Reference) -> bool {
        let bar = bars(reference.order) * reference.error + self.rounding();
        self.beside.is_some_and(|beside| {
            (beside - reference.value).abs() <= bar + RESOLUTION * (self.value - beside).abs()
        })
    }

    fn rounding(self) -> f64 {
        4.0 * f64::EPSILON * self.value.abs()
    }

    /// Holds the claim against the numerical derivative.
    pub(super) fn against(self, reference: Reference) -> Compared {
        let Reference {
            value: numerical,
            error,
            status,
            backward,
            order,
            scale,
        } = reference;
        let narrow = bars(order) * error + self.rounding();
        // What is so at this point alone is no rounding.
        let spread = if self.beside.is_some() {
            0.0
        } else {
            self.spread
        };
        let wide = narrow + SPREADS * spread;
        let difference = (self.value - numerical).abs();
        let size = self.value.abs().max(numerical.abs());
        let steady = SPREADS * spread <= STEADY * size.max(scale);
        let bar = if steady { wide } else { narrow };
        let seen = error <= RESOLUTION * size
            || error <= SPREADS * spread && steady
            || error <= RESOLUTION * scale && self.value.abs() <= ROUNDINGS * scale
            || error.max(size) <= ZERO * scale
            || self.value == 0.0 && numerical == 0.0 && error.is_finite();
        let verdict = if let (Some(reason), None) = (reason(status), backward) {
            Verdict::Undecided(reason)
        } else if !self.value.is_finite() {
            Verdict::Disagree
        } else if difference <= bar && seen {
            Verdict::Agree
        } else if difference <= bar && status == Status::NoiseLimited {
            Verdict::Undecided(Reason::Noise)
        } else if difference <= bar {
            Verdict::Undecided(Reason::TooSmall)
        } else if difference <= wide {
            Verdict::Undecided(Reason::IllConditioned)
        } else {
            Verdict::Disagree
        };
        let verdict = match backward {
            Some(backward) => self.at_kink(verdict, reference, backward),
            None => verdict,
        };
        Compared {
            verdict,
            with_exact: false,
            difference,
            bar,
        }
    }

    /// At a kink, from the verdict on the slope to the right: the slope to the left and what is
    /// between them are subgradients, which nothing says are wrong. Beyond both it is a mistake.
    fn at_kink(self, right: Verdict, reference: Reference, backward: Backward) -> Verdict {
        let side = |value: f64, error: f64| {
            let bar = bars(reference.order) * error + 4.0 * f64::EPSILON * value.abs();
            (value - bar, value + bar)
        };
        let a = side(reference.value, reference.error);
        let b = side(backward.value, backward.error);
        let (low, high) = (a.0.min(b.0), a.1.max(b.1));
        let outside = self.value < low || self.value > high;
        // Neighbours of the point have the slope of either side, and no rounding makes that.
        let steady = self.spread <= 4.0 * (high - low);
        match right {
            Verdict::Agree => Verdict::Agree,
            Verdict::Disagree if outside => Verdict::Disagree,
            Verdict::Undecided(Reason::IllConditioned) if outside && steady => Verdict::Disagree,
            _ => Verdict::Undecided(Reason::Kink),
        }
    }

    /// Holds the claim against the exact derivative, where nothing but rounding may separate them.
    /// There is no answer where either is not known well enough.
    fn against_exact(self, exact: Self, scale: f64) -> Option<Compared> {
        let difference = (self.value - exact.value).abs();
        let rounding = 4.0 * (self.rounding() + exact.rounding());
        let spread = SPREADS * (self.spread + exact.spread);
        let size = self.value.abs().max(exact.value.abs()).max(scale);
        let known = difference.is_finite() && spread <= STEADY * size;
        let bar = rounding + spread;
        let verdict = if difference <= bar {
            Verdict::Agree
        } else {
            Verdict::Disagree
        };
        known.then_some(Compared {
            verdict,
            with_exact: true,
            difference,
            bar,
        })
    }
}

/// Why a search that ended so says nothing.
fn reason(status: Status) -> Option<Reason> {
    match status {
        Status::Converged | Status::Stalled | Status::NoiseLimited | Status::OneSided => None,
        Status::Kink => Some(Reason::Kink),
        Status::Jump => Some(Reason::Jump),
        Status::Unresolved => Some(Reason::Unresolved),
        Status::OutOfBudget => Some(Reason::OutOfBudget),
        Status::NotFinite => Some(Reason::NotFinite),
        Status::NoRoom => Some(Reason::NoRoom),
        Status::FixedStep => Some(Reason::NoErrorBar),
    }
}

/// Holds whatever there is of an exact and a hand-derived entry against the numerical one.
pub(super) fn judge(exact: Option<Claim>, hand: Option<Claim>, reference: Reference) -> Compared {
    let (exact, hand) = match (exact, hand) {
        (Some(exact), Some(hand)) => (exact, hand),
        (Some(one), None) | (None, Some(one)) => return one.against(reference),
        (None, None) => unreachable!("a check has a claim"),
    };
    let confirmed = exact.against(reference);
    let settled = match confirmed.verdict {
        // Where finite differences see too little, the two of them still tell.
        Verdict::Agree
        | Verdict::Undecided(
            Reason::Noise | Reason::TooSmall | Reason::OutOfBudget | Reason::NoErrorBar,
        ) => hand
            .against_exact(exact, reference.scale)
            // Another slope than the exact one may be a subgradient.
            .filter(|found| reference.backward.is_none() || found.verdict == Verdict::Agree),
        _ => None,
    };
    settled.unwrap_or_else(|| {
        let found = hand.against(reference);
        if found.verdict.badness() > confirmed.verdict.badness() {
            found
        } else {
            confirmed
        }
    })
}
