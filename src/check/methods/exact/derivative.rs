//! Checks of the exact [`Derivative`].

use crate::check::diagnosis::Kind;
use crate::check::subject::{Dense, Hand, Subject};
use crate::check::{Check, Report};
use crate::exact::ExactKind;
use crate::operator::Derivative;
use crate::scalar::Dual;

impl<F, K: ExactKind<Scalar = f64>> Derivative<F, K>
where
    F: Fn(Dual<f64, 1>) -> K::Outcome<Dual<f64, 1>>,
{
    /// Holds the derivative by dual numbers against finite differences of the same closure,
    /// evaluated at constants; see [`check`](crate::check).
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
    pub fn check_with(&self, settings: &Check, x: f64) -> K::Outcome<Report> {
        self.check_points(None::<fn(f64) -> f64>, settings, [x])
    }

    /// As [`check`](Self::check), at several points. The report is on the worst of them.
    pub fn check_many(&self, points: impl IntoIterator<Item = f64>) -> K::Outcome<Report> {
        self.check_points(None::<fn(f64) -> f64>, &Check::new(), points)
    }

    /// As [`check`](Self::check), at `count` random points within `radius` of `center`; see
    /// [`Check::random`].
    pub fn check_random(
        &self,
        center: f64,
        radius: f64,
        count: usize,
        seed: u64,
    ) -> K::Outcome<Report> {
        self.check_with(&Check::new().random(radius, count, seed), center)
    }

    /// Holds a derivative written by hand against dual numbers and finite differences.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let report = Derivative::new(|x| x.tan()).check_against(|x| x.cos().powi(-2), 0.7);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check_against(&self, hand: impl Fn(f64) -> f64, x: f64) -> K::Outcome<Report> {
        self.check_against_with(&Check::new(), hand, x)
    }

    /// As [`check_against`](Self::check_against), with settings.
    pub fn check_against_with(
        &self,
        settings: &Check,
        hand: impl Fn(f64) -> f64,
        x: f64,
    ) -> K::Outcome<Report> {
        self.check_points(Some(hand), settings, [x])
    }

    /// As [`check_against`](Self::check_against), at several points. The report is on the worst
    /// of them.
    pub fn check_against_many(
        &self,
        hand: impl Fn(f64) -> f64,
        points: impl IntoIterator<Item = f64>,
    ) -> K::Outcome<Report> {
        self.check_points(Some(hand), &Check::new(), points)
    }

    fn check_points(
        &self,
        hand: Option<impl Fn(f64) -> f64>,
        settings: &Check,
        points: impl IntoIterator<Item = f64>,
    ) -> K::Outcome<Report> {
        let subject = Subject {
            kind: Kind::Derivative,
            order: 1,
            values: Box::new(|x| Ok(vec![K::result((self.f)(Dual::constant(x[0])))?.value])),
            own: None,
            exact: Some(Box::new(|x| {
                Ok(Dense::row(vec![K::result(self.at(x[0]))?]))
            })),
            exact_along: Some(Box::new(|x, v| {
                // f(x + t v), and not f'(x) v: at a kink these differ.
                let line = Derivative {
                    f: |t: Dual<f64, 1>| (self.f)(x[0] + t * v[0]),
                    kind: self.kind,
                };
                Ok(vec![K::result(line.at(0.0))?])
            })),
            hand: hand.map(|hand| -> Hand<'_> { Box::new(move |x| Dense::row(vec![hand(x[0])])) }),
        };
        K::outcome(subject.check_all(settings, points.into_iter().map(|x| vec![x])))
    }
}
