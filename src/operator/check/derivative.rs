//! Checks of a [`Derivative`].

use crate::check::{Check, Checked, Report};
use crate::operator::{Derivative, ExactDerivative, IsExact, Kind};

impl<F, K> Derivative<F, K>
where
    K: ExactDerivative<F, Scalar = f64> + IsExact,
{
    /// Holds the exact derivative against finite differences of the same closure, evaluated at
    /// constants; see [`check`](crate::check).
    ///
    /// ```
    /// use partials::{Derivative, Verdict};
    ///
    /// let report = Derivative::new(|x| x.sin()).check(0.7);
    /// assert!(report.passed(), "{report}");
    /// // At a kink the derivative is the slope to the right, and agrees with the forward difference.
    /// let kink = Derivative::new(|x| x.abs()).check(0.0);
    /// assert!(kink.passed() && kink.entries()[0].backward == Some(-1.0), "{kink}");
    /// let jump = Derivative::new(|x| x.signum()).check(0.0);
    /// assert!(matches!(jump.verdict(), Verdict::Undecided(_)));
    /// ```
    pub fn check(&self, x: f64) -> K::Outcome<Report> {
        self.check_with(&Check::new(), x)
    }

    /// As [`check`](Self::check), with settings: a tolerance, random points, finite differences.
    ///
    /// ```
    /// use partials::{Check, Derivative, FiniteDifference};
    ///
    /// let measured = Derivative::new(|x| x.sqrt());
    /// let positive = Check::new().finite_difference(FiniteDifference::new().bounds((0.0, 2.0)));
    /// assert!(measured.check_with(&positive, 2.0).passed());
    /// ```
    pub fn check_with(&self, settings: &Check, x: f64) -> K::Outcome<Report> {
        K::outcome(self.subject().check_all(settings, [vec![x]]))
    }

    /// As [`check`](Self::check), at several points. The report is on the worst of them.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| if x < 1.0 { x * x } else { x.re() * x }); // cut above 1
    /// let report = f.check_many([0.3, 0.7, 1.9]);
    /// assert!(!report.passed() && report.point() == [1.9], "{report}");
    /// ```
    pub fn check_many(&self, points: impl IntoIterator<Item = f64>) -> K::Outcome<Report> {
        let points = points.into_iter().map(|x| vec![x]);
        K::outcome(self.subject().check_all(&Check::new(), points))
    }

    /// As [`check`](Self::check), at `count` random points within `radius` of `center`; see
    /// [`Check::random`].
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let report = Derivative::new(|x| x.sin().exp()).check_random(0.0, 2.0, 20, 7);
    /// assert!(report.passed() && report.points() == 20, "{report}");
    /// ```
    pub fn check_random(
        &self,
        center: f64,
        radius: f64,
        count: usize,
        seed: u64,
    ) -> K::Outcome<Report> {
        self.check_with(&Check::new().random(radius, count, seed), center)
    }
}

impl<F, K: Kind<Scalar = f64>> Derivative<F, K> {
    /// Holds a derivative written by hand against this one: against an exact one and finite
    /// differences of its closure, or a numerical one within its error bar, which is the derivative
    /// of the operator's [`order`](Self::order). See [`check`](crate::check).
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let hand = |x: f64| x.cos().powi(-2);
    /// let report = Derivative::new(|x| x.tan()).check_against(hand, 0.7);
    /// assert!(report.passed(), "{report}");
    ///
    /// let report = Derivative::numeric(|x| x.tan()).check_against(hand, 0.7);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check_against(&self, hand: impl Fn(f64) -> f64, x: f64) -> K::Outcome<Report>
    where
        Self: Checked<Error = K::Error>,
    {
        self.check_against_with(&Check::new(), hand, x)
    }

    /// As [`check_against`](Self::check_against), with settings.
    ///
    /// ```
    /// use partials::{Check, Derivative};
    ///
    /// let f = Derivative::new(|x| x * x * x);
    /// let hand = |x: f64| 3.0 * x; // right at 1
    /// assert!(f.check_against(hand, 1.0).passed());
    /// assert!(!f.check_against_with(&Check::new().random(0.5, 10, 7), hand, 1.0).passed());
    /// ```
    pub fn check_against_with(
        &self,
        settings: &Check,
        hand: impl Fn(f64) -> f64,
        x: f64,
    ) -> K::Outcome<Report>
    where
        Self: Checked<Error = K::Error>,
    {
        let subject = self.subject().against_number(hand);
        K::outcome(subject.check_all(settings, [vec![x]]))
    }

    /// As [`check_against`](Self::check_against), at several points. The report is on the worst
    /// of them.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::numeric(|x| x.powi(3));
    /// let hand = |x: f64| 3.0 * x; // right at 1
    /// assert!(f.check_against_many(hand, [1.0]).passed());
    /// assert_eq!(f.check_against_many(hand, [1.0, 2.0]).point(), [2.0]);
    /// ```
    pub fn check_against_many(
        &self,
        hand: impl Fn(f64) -> f64,
        points: impl IntoIterator<Item = f64>,
    ) -> K::Outcome<Report>
    where
        Self: Checked<Error = K::Error>,
    {
        let subject = self.subject().against_number(hand);
        let points = points.into_iter().map(|x| vec![x]);
        K::outcome(subject.check_all(&Check::new(), points))
    }
}
