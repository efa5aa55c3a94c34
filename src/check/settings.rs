//! [`Check`]: how a derivative is to be checked.

use crate::numeric::FiniteDifference;
use crate::numeric::requirement::Requirement;

/// Settings of a check; the same for all operators.
///
/// ```
/// use partials::{Check, Gradient};
///
/// let settings = Check::new().random(0.5, 10, 7);
/// let report = Gradient::new(|x| x[0].sin() * x[1]).check_with(&settings, &[0.3, 1.2]);
/// assert!(report.passed() && report.points() == 10, "{report}");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    pub(super) finite_difference: Option<FiniteDifference>,
    pub(super) tolerance: f64,
    pub(super) random: Option<Random>,
    pub(super) directions: Option<Directions>,
}

/// Points around the given one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Random {
    pub(super) radius: f64,
    pub(super) count: usize,
    pub(super) seed: u64,
}

/// Directions instead of entries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Directions {
    pub(super) count: usize,
    pub(super) seed: u64,
}

impl Check {
    /// Every entry, at the given point, without a tolerance.
    ///
    /// ```
    /// use partials::{Check, Derivative};
    ///
    /// let f = Derivative::new(|x| x.sin());
    /// assert_eq!(f.check_with(&Check::new(), 0.7), f.check(0.7));
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How the numerical derivative is taken: scales, bounds, noise, budget. Its order is that of
    /// the derivative under test, whatever is said here. A fixed step has no error bar, and then
    /// nothing can agree.
    ///
    /// A numerical operator keeps the settings it was given by `with` unless there are some here;
    /// with these it calls its function point by point.
    ///
    /// ```
    /// use partials::check::Reason;
    /// use partials::{Check, FiniteDifference, Gradient, Verdict};
    ///
    /// let f = Gradient::new(|x| x[0].sqrt() * x[1]);
    /// let inside = FiniteDifference::new().bounds((0.0, 9.0));
    /// assert!(f.check_with(&Check::new().finite_difference(inside), &[4.0, 9.0]).passed());
    /// let unknown = f.check_with(&Check::new().finite_difference(FiniteDifference::fast()), &[4.0, 9.0]);
    /// assert_eq!(unknown.verdict(), Verdict::Undecided(Reason::NoErrorBar));
    /// ```
    #[must_use]
    pub fn finite_difference(mut self, settings: FiniteDifference) -> Self {
        self.finite_difference = Some(settings);
        self
    }

    /// A difference that does not matter, in absolute terms. An entry that does not agree, but
    /// differs by no more, is excused: it is left out of the verdict on the whole. It does not
    /// count as agreeing, and a report in which everything is excused has not passed.
    ///
    /// # Panics
    ///
    /// If it is negative, infinite or NaN.
    ///
    /// ```
    /// use partials::{Check, Gradient};
    ///
    /// let f = Gradient::new(|x| 2.0 * x[0] + 3.0 * x[1]);
    /// let rough = |_: &[f64]| [2.0, 3.1];
    /// assert!(!f.check_against(rough, &[0.5, 0.7]).passed());
    /// let tolerant = Check::new().tolerance(0.2);
    /// assert!(f.check_against_with(&tolerant, rough, &[0.5, 0.7]).passed());
    /// assert!(!f.check_against_with(&tolerant, |_| [2.1, 3.1], &[0.5, 0.7]).passed());
    /// ```
    #[must_use]
    #[track_caller]
    pub fn tolerance(mut self, absolute: f64) -> Self {
        Requirement::Amount.check("the tolerance", absolute);
        self.tolerance = absolute;
        self
    }

    /// Checks at `count` points, drawn uniformly from the box of half-width `radius` around the
    /// given point (and within the bounds of [`finite_difference`](Self::finite_difference)), in
    /// place of the point itself. The same seed gives the same points.
    ///
    /// A wrong formula may be right at one point, and most easily at 0, at 1 and where coordinates
    /// are equal. Points drawn at random are none of these.
    ///
    /// # Panics
    ///
    /// Unless the radius is positive and finite, and `count` at least 1.
    ///
    /// ```
    /// use partials::{Check, Gradient};
    ///
    /// let f = Gradient::new(|x| x[0] * x[1].powi(2));
    /// let hand = |x: &[f64]| [x[1], 2.0 * x[0] * x[1]]; // right where x[1] is 0 or 1
    /// assert!(f.check_against(hand, &[2.0, 1.0]).passed());
    /// let around = Check::new().random(0.5, 10, 7);
    /// assert!(!f.check_against_with(&around, hand, &[2.0, 1.0]).passed());
    /// ```
    #[must_use]
    #[track_caller]
    pub fn random(mut self, radius: f64, count: usize, seed: u64) -> Self {
        Requirement::Length.check("the radius around the point", radius);
        assert!(count > 0, "a check needs at least one point");
        self.random = Some(Random {
            radius,
            count,
            seed,
        });
        self
    }

    /// Checks the slopes along `count` random directions in place of every entry: for many
    /// variables. Cost: about `13 count` evaluations and as many products of the derivative with a
    /// vector, whatever the number of variables.
    ///
    /// Components of a direction are ±1/4, ±1/2, ±3/4 or ±1 times the scale of their coordinate (a
    /// power of two below |x|, or 1), each with probability 1/8. Of a gradient or Jacobian that is
    /// wrong in an entry, by more than 8 times the bar divided by that scale, a direction shows
    /// nothing with probability 1/8 at most: given all other components, no two of the eight
    /// values can hide it. For a Hessian, checked by `vᵀHv`, it is 1/4. The report
    /// [states the confidence](super::Report::confidence).
    ///
    /// # Panics
    ///
    /// If `count` is 0.
    ///
    /// ```
    /// use partials::{Check, Gradient};
    ///
    /// let f = Gradient::new(|x| x.iter().map(|v| v.sin()).sum());
    /// let report = f.check_with(&Check::new().directions(4, 7), &vec![0.7; 1000]);
    /// assert!(report.passed() && report.evaluations() < 100, "{report}");
    /// assert!(report.confidence().unwrap() > 0.999);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn directions(mut self, count: usize, seed: u64) -> Self {
        assert!(count > 0, "a check needs at least one direction");
        self.directions = Some(Directions { count, seed });
        self
    }

    /// The same for one point.
    pub(super) fn only(mut self) -> Self {
        self.random = None;
        self
    }
}

impl Random {
    /// The points around `center`.
    pub(super) fn points(self, limits: &FiniteDifference, center: &[f64]) -> Vec<Vec<f64>> {
        limits.check(center);
        let mut random = fastrand::Rng::with_seed(self.seed);
        let mut coordinate = |(i, x): (usize, &f64)| {
            let (lower, upper) = limits.coordinate(i).bounds;
            let (from, to) = ((x - self.radius).max(lower), (x + self.radius).min(upper));
            from + (to - from) * random.f64()
        };
        (0..self.count)
            .map(|_| center.iter().enumerate().map(&mut coordinate).collect())
            .collect()
    }
}
