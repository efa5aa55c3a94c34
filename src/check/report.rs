//! [`Report`]: what a check has found.

use super::diagnosis::{Diagnosis, Kind};
use super::verdict::{Reason, Verdict};
use crate::numeric::Status;

/// What a check has found: a verdict, the entries it rests on, and what a mistake looks like.
///
/// [`Display`](std::fmt::Display) prints it as a table, the worst rows first; in a test,
/// `assert!(report.passed(), "{report}")`. With the feature `serde` it can be serialised.
///
/// ```
/// use partials::Gradient;
///
/// let report = Gradient::new(|x| x[0] * x[1]).check_against(|x| [x[1], -x[0]], &[0.7, 1.9]);
/// let text = report.to_string();
/// assert!(text.starts_with("gradient at ") && text.contains("DISAGREE"));
/// assert!(text.contains("entry 1 has the wrong sign"));
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Report {
    #[cfg_attr(feature = "serde", serde(serialize_with = "as_name"))]
    pub(super) kind: Kind,
    pub(super) point: Vec<f64>,
    pub(super) value: Option<f64>,
    pub(super) shape: (usize, usize),
    pub(super) entries: Vec<Entry>,
    pub(super) verdict: Verdict,
    #[cfg_attr(feature = "serde", serde(serialize_with = "as_sentences"))]
    pub(super) diagnoses: Vec<Diagnosis>,
    pub(super) evaluations: usize,
    pub(super) points: usize,
    pub(super) directions: Option<usize>,
}

/// One entry of a derivative, as each source has it.
///
/// ```
/// use partials::Gradient;
///
/// let report = Gradient::new(|x| x[0] * x[1]).check_against(|x| [x[1], -x[0]], &[0.5, 2.0]);
/// let entry = report.entries()[1];
/// assert_eq!((entry.row, entry.column), (0, 1));
/// assert_eq!((entry.exact, entry.hand), (Some(0.5), Some(-0.5)));
/// assert!((entry.numerical - 0.5).abs() <= entry.error && entry.difference > entry.bar);
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Its row: the value of a vector function; 0 for a gradient or a derivative.
    pub row: usize,
    /// Its column: the variable; along random directions, which of them.
    pub column: usize,
    /// By dual numbers, unless the operator is a numerical one.
    pub exact: Option<f64>,
    /// By hand, if there was something to check.
    pub hand: Option<f64>,
    /// By finite differences; of first order at a kink, by forward ones.
    pub numerical: f64,
    /// The error bar of `numerical`.
    pub error: f64,
    /// How the search for `numerical` ended.
    pub status: Status,
    /// At a kink, the slope by backward differences, where `numerical` is that by forward ones:
    /// both sides settled, and a first derivative may agree with the right one.
    pub backward: Option<f64>,
    /// The difference that `verdict` is about: of the exact or hand-derived entry from the
    /// numerical one; or of the hand-derived entry from the exact one, where finite differences do
    /// not contradict that.
    pub difference: f64,
    /// How large the difference may be: six error bars, ten for second derivatives, and the measured rounding of what is held
    /// against them. Between a hand-derived and an exact entry, rounding alone.
    pub bar: f64,
    /// Whether `bar` is that between the hand-derived and the exact entry.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) with_exact: bool,
    /// Whether a claim is another at this point than everywhere around it, where it is right.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) is_alone: bool,
    /// What it comes to.
    pub verdict: Verdict,
}

impl Entry {
    /// The difference in units of the bar: above 1 where the entry disagrees.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let right = Derivative::new(|x| x.sin()).check(0.7);
    /// assert!(right.entries()[0].ratio() <= 1.0);
    /// let wrong = Derivative::new(|x| x.sin()).check_against(|x| -x.cos(), 0.7);
    /// assert!(wrong.entries()[0].ratio() > 1e6);
    /// ```
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.difference == 0.0 {
            0.0
        } else {
            self.difference / self.bar
        }
    }

    /// Worse entries come first.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        // A NaN is worse than anything.
        let key = |entry: &Self| {
            let ratio = entry.ratio();
            (
                entry.verdict.badness(),
                if ratio.is_nan() { f64::INFINITY } else { ratio },
            )
        };
        let (a, b) = (key(self), key(other));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
    }

    /// What the entry is held against, for a diagnosis: at a kink that decided, one side.
    pub(super) fn basis(&self) -> Status {
        match self.verdict {
            Verdict::Agree | Verdict::Disagree if self.backward.is_some() => Status::OneSided,
            _ => self.status,
        }
    }

    /// What a claim is held against, and how far it may be off, for a diagnosis. An infinite bar
    /// where nothing is known.
    pub(super) fn reference(&self) -> (f64, f64) {
        match (self.verdict, self.exact) {
            (Verdict::Undecided(_), _) => (self.numerical, f64::INFINITY),
            (_, Some(exact)) if self.with_exact => (exact, self.bar),
            _ => (self.numerical, self.bar),
        }
    }
}

impl Report {
    /// Without any point.
    pub(super) fn empty(kind: Kind) -> Self {
        Self {
            kind,
            point: Vec::new(),
            value: None,
            shape: (0, 0),
            entries: Vec::new(),
            verdict: Verdict::Undecided(Reason::Empty),
            diagnoses: Vec::new(),
            evaluations: 0,
            points: 0,
            directions: None,
        }
    }

    /// Whether everything agrees. Neither disagreement nor doubt passes.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert!(Derivative::new(|x| x.sin()).check(0.7).passed());
    /// assert!(!Derivative::new(|x| x.signum()).check(0.0).passed()); // in doubt at the jump
    /// ```
    #[must_use]
    pub fn passed(&self) -> bool {
        self.verdict == Verdict::Agree
    }

    /// The verdict on the whole: the worst of the entries', leaving out what is excused.
    ///
    /// ```
    /// use partials::check::Reason;
    /// use partials::{Derivative, Verdict};
    ///
    /// let report = Derivative::new(|x| x.signum()).check(0.0);
    /// assert_eq!(report.verdict(), Verdict::Undecided(Reason::Jump));
    /// ```
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// All entries, row by row.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let report = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).check(&[0.7, 1.9]);
    /// let places: Vec<_> = report.entries().iter().map(|entry| (entry.row, entry.column)).collect();
    /// assert_eq!(places, [(0, 0), (0, 1), (1, 0), (1, 1)]);
    /// ```
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with the worst verdict, and of these the one with the largest
    /// [`ratio`](Entry::ratio). There is none if the point has no coordinates.
    ///
    /// ```
    /// use partials::{Gradient, Verdict};
    ///
    /// let report = Gradient::new(|x| x[0] * x[1]).check_against(|x| [x[1], -x[0]], &[0.7, 1.9]);
    /// let worst = report.worst().unwrap();
    /// assert_eq!((worst.column, worst.verdict), (1, Verdict::Disagree));
    /// ```
    #[must_use]
    pub fn worst(&self) -> Option<&Entry> {
        self.entries.iter().min_by(|a, b| a.order(b))
    }

    /// What the mistake looks like, if it has a shape. Empty if nothing disagrees.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let report = Derivative::new(|x| x * x).check_against(|x| x, 0.7);
    /// assert!(report.diagnoses()[0].to_string().contains("1/2 times"));
    /// assert!(Derivative::new(|x| x * x).check(0.7).diagnoses().is_empty());
    /// ```
    #[must_use]
    pub fn diagnoses(&self) -> &[Diagnosis] {
        &self.diagnoses
    }

    /// The point; of several, the worst.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let hand = |x: f64| 3.0 * x; // right at 3
    /// let report = Derivative::new(|x| x * x * x / 3.0).check_against_many(hand, [3.0, 1.0]);
    /// assert_eq!(report.point(), [1.0]);
    /// ```
    #[must_use]
    pub fn point(&self) -> &[f64] {
        &self.point
    }

    /// How many points were checked. The report is on the worst of them.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.sin()).check_many([0.3, 0.7, 1.9]).points(), 3);
    /// ```
    #[must_use]
    pub fn points(&self) -> usize {
        self.points
    }

    /// Evaluations of the function for the numerical derivative, at all points.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::new(|x| x[0].sin() * x[1]);
    /// let once = f.check(&[0.7, 1.9]).evaluations();
    /// assert!(once > 2 * 5);
    /// assert_eq!(f.check_many([&[0.7, 1.9], &[0.7, 1.9]]).evaluations(), 2 * once);
    /// ```
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// With which probability a check along random directions would have seen a wrong entry; see
    /// [`Check::directions`](super::Check::directions). `None` where every entry was compared.
    ///
    /// ```
    /// use partials::{Check, Gradient};
    ///
    /// let f = Gradient::new(|x| x.iter().map(|v| v * v).sum());
    /// let report = f.check_with(&Check::new().directions(2, 7), &vec![0.7; 100]);
    /// assert_eq!(report.confidence(), Some(1.0 - 1.0 / 64.0));
    /// assert_eq!(f.check(&[0.7]).confidence(), None);
    /// ```
    #[must_use]
    pub fn confidence(&self) -> Option<f64> {
        self.chance().map(|chance| 1.0 - chance)
    }

    /// The probability that random directions all miss a wrong entry.
    pub(super) fn chance(&self) -> Option<f64> {
        let each: f64 = if self.kind == Kind::Hessian {
            0.25
        } else {
            0.125
        };
        let count = i32::try_from(self.directions?).unwrap_or(i32::MAX);
        Some(each.powi(count))
    }

    pub(super) fn is_worse_than(&self, other: &Self) -> bool {
        let badness = |report: &Self| report.verdict.badness();
        let ratio = |report: &Self| report.worst().map_or(0.0, Entry::ratio);
        (badness(self), ratio(self)) > (badness(other), ratio(other))
    }

    /// The worst of several, with the evaluations of all; of none, an empty one.
    pub(crate) fn on_worst(reports: Vec<Self>) -> Self {
        let evaluations = reports.iter().map(|report| report.evaluations).sum();
        let worse = |a: Self, b: Self| if b.is_worse_than(&a) { b } else { a };
        let worst = reports.into_iter().reduce(worse);
        let worst = worst.unwrap_or_else(|| Self::empty(Kind::Derivative));
        Self {
            evaluations,
            ..worst
        }
    }

    /// The entries, worst first.
    pub(super) fn ranked(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by(|a, b| a.order(b));
        entries
    }
}

/// What is differentiated, in a word.
pub(super) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Derivative => "derivative",
        Kind::Gradient => "gradient",
        Kind::Jacobian => "Jacobian",
        Kind::Hessian => "Hessian",
    }
}

#[cfg(feature = "serde")]
fn as_name<S: serde::Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name(*kind))
}

#[cfg(feature = "serde")]
fn as_sentences<S: serde::Serializer>(
    diagnoses: &[Diagnosis],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(diagnoses.iter().map(ToString::to_string))
}
