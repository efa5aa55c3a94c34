//! Checks of a [`Hessian`].

use crate::check::{Check, Checked, HandMatrix, Report};
use crate::operator::{Hessian, HessianKind, IsExact, Kind};
use crate::point::{Point, coordinates};

impl<F, K> Hessian<F, K>
where
    K: HessianKind<F, f64, Scalar = f64, Value = f64> + IsExact,
{
    /// Holds the exact Hessian against finite differences of the same closure, evaluated at
    /// constants; see [`check`](crate::check).
    ///
    /// Cost: that of the numerical derivative, and five exact ones.
    ///
    /// # Panics
    ///
    /// Where the closure panics.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let report = Hessian::new(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check<X>(&self, x: &X) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.check_with(&Check::new(), x)
    }

    /// As [`check`](Self::check), with settings: a tolerance, random points, random directions,
    /// finite differences.
    ///
    /// ```
    /// use partials::{Check, Hessian};
    ///
    /// let f = Hessian::new(|x| x[0].exp() * x[1]);
    /// let report = f.check_with(&Check::new().random(0.5, 5, 7), &[0.7, 1.9]);
    /// assert!(report.passed() && report.points() == 5, "{report}");
    /// ```
    pub fn check_with<X>(&self, settings: &Check, x: &X) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        K::outcome(self.subject().check_all(settings, [coordinates(x)]))
    }

    /// As [`check`](Self::check), at several points. The report is on the worst of them.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0].exp() * x[1].sin());
    /// let report = f.check_many([&[0.7, 1.9], &[-0.3, 0.4]]);
    /// assert!(report.passed() && report.points() == 2, "{report}");
    /// ```
    pub fn check_many<'a, X>(&self, points: impl IntoIterator<Item = &'a X>) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized + 'a,
    {
        let points = points.into_iter().map(coordinates);
        K::outcome(self.subject().check_all(&Check::new(), points))
    }

    /// As [`check`](Self::check), at `count` random points of the box of half-width `radius` around
    /// `center`; see [`Check::random`].
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let report = Hessian::new(|x| x[0].exp() * x[1].sin()).check_random(&[0.7, 1.9], 0.5, 5, 7);
    /// assert!(report.passed() && report.points() == 5, "{report}");
    /// ```
    pub fn check_random<X>(
        &self,
        center: &X,
        radius: f64,
        count: usize,
        seed: u64,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.check_with(&Check::new().random(radius, count, seed), center)
    }
}

impl<F, K: Kind<Scalar = f64>> Hessian<F, K> {
    /// Holds a Hessian written by hand against this one: against an exact one and finite
    /// differences of its closure, or a numerical one within its error bars. See
    /// [`check`](crate::check).
    ///
    /// `hand` takes the point as a slice. Cost: that of the numerical derivative, of five exact ones
    /// where this is exact, and of five evaluations of `hand`.
    ///
    /// # Panics
    ///
    /// Where a closure panics, and if `hand` returns something of another shape than the
    /// derivative: then both shapes are in the message.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];
    /// let report = Hessian::new(|x| x[0] * x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    ///
    /// let report = Hessian::numeric(|x| x[0] * x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    ///
    /// // Of a gradient: its Jacobian, row by row.
    /// let gradient = |x: &[f64]| [2.0 * x[0] * x[1], x[0] * x[0]];
    /// let report = Hessian::numeric_of_gradient(gradient).check_against(hand, &[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check_against<X, G, Y>(&self, hand: impl Fn(&[f64]) -> G, x: &X) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        G: HandMatrix,
        Self: Checked<Y, Error = K::Error>,
    {
        self.check_against_with(&Check::new(), hand, x)
    }

    /// As [`check_against`](Self::check_against), with settings. Along directions, and with finite
    /// differences set there, the function is called point by point.
    ///
    /// ```
    /// use partials::{Check, Hessian};
    ///
    /// let hand = |x: &[f64]| [[2.0, 0.0], [0.0, 6.0 * x[0]]]; // right where x[0] is x[1]
    /// let f = Hessian::new(|x| x[0].powi(2) + x[1].powi(3));
    /// assert!(f.check_against(hand, &[0.7, 0.7]).passed());
    /// let around = Check::new().random(0.2, 5, 7);
    /// assert!(!f.check_against_with(&around, hand, &[0.7, 0.7]).passed());
    /// ```
    pub fn check_against_with<X, G, Y>(
        &self,
        settings: &Check,
        hand: impl Fn(&[f64]) -> G,
        x: &X,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        G: HandMatrix,
        Self: Checked<Y, Error = K::Error>,
    {
        let subject = self.subject().against_matrix(hand);
        K::outcome(subject.check_all(settings, [coordinates(x)]))
    }

    /// As [`check_against`](Self::check_against), at several points. The report is on the worst of
    /// them.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let hand = |x: &[f64]| [[2.0, 0.0], [0.0, 6.0 * x[0]]]; // right where x[0] is x[1]
    /// let f = Hessian::new(|x| x[0].powi(2) + x[1].powi(3));
    /// assert_eq!(f.check_against_many(hand, [&[0.7, 0.7], &[0.7, 1.9]]).point(), [0.7, 1.9]);
    /// ```
    pub fn check_against_many<'a, X, G, Y>(
        &self,
        hand: impl Fn(&[f64]) -> G,
        points: impl IntoIterator<Item = &'a X>,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized + 'a,
        G: HandMatrix,
        Self: Checked<Y, Error = K::Error>,
    {
        let subject = self.subject().against_matrix(hand);
        let points = points.into_iter().map(coordinates);
        K::outcome(subject.check_all(&Check::new(), points))
    }
}
