//! Checks of a [`Jacobian`].

use crate::check::{Check, Checked, HandMatrix, Report};
use crate::operator::{IsExact, Jacobian, JacobianKind, Kind};
use crate::output::Output;
use crate::point::{Point, coordinates};

impl<F, K: Kind<Scalar = f64>> Jacobian<F, K> {
    /// Holds the exact Jacobian against finite differences of the same closure, evaluated at
    /// constants; see [`check`](crate::check).
    ///
    /// Cost: that of the numerical derivative, and five exact ones.
    ///
    /// # Panics
    ///
    /// Where the closure panics.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let report = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).check(&[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check<X, Y>(&self, x: &X) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y> + IsExact,
    {
        self.check_with::<X, Y>(&Check::new(), x)
    }

    /// As [`check`](Self::check), with settings: a tolerance, random points, random directions,
    /// finite differences.
    ///
    /// ```
    /// use partials::{Check, Jacobian};
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]);
    /// let report = f.check_with(&Check::new().random(0.5, 5, 7), &[0.7, 1.9]);
    /// assert!(report.passed() && report.points() == 5, "{report}");
    /// ```
    pub fn check_with<X, Y>(&self, settings: &Check, x: &X) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y> + IsExact,
    {
        K::outcome(Checked::<Y>::subject(self).check_all(settings, [coordinates(x)]))
    }

    /// As [`check`](Self::check), at several points. The report is on the worst of them.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]);
    /// let report = f.check_many([&[0.7, 1.9], &[-0.3, 0.4]]);
    /// assert!(report.passed() && report.points() == 2, "{report}");
    /// ```
    pub fn check_many<'a, X, Y>(
        &self,
        points: impl IntoIterator<Item = &'a X>,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized + 'a,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y> + IsExact,
    {
        let points = points.into_iter().map(coordinates);
        K::outcome(Checked::<Y>::subject(self).check_all(&Check::new(), points))
    }

    /// As [`check`](Self::check), at `count` random points of the box of half-width `radius` around
    /// `center`; see [`Check::random`].
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]);
    /// let report = f.check_random(&[0.7, 1.9], 0.5, 5, 7);
    /// assert!(report.passed() && report.points() == 5, "{report}");
    /// ```
    pub fn check_random<X, Y>(
        &self,
        center: &X,
        radius: f64,
        count: usize,
        seed: u64,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y> + IsExact,
    {
        self.check_with::<X, Y>(&Check::new().random(radius, count, seed), center)
    }

    /// Holds a Jacobian written by hand against this one: against an exact one and finite
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
    /// use partials::Jacobian;
    ///
    /// let hand = |x: &[f64]| [[x[1], x[0]], [x[0].cos(), 0.0]];
    /// let report = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).check_against(hand, &[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    ///
    /// let f = Jacobian::numeric(|x| [x[0] * x[1], x[0].sin()]);
    /// let report = f.check_against(hand, &[0.7, 1.9]);
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
    /// use partials::{Check, Jacobian};
    ///
    /// let transposed = |x: &[f64]| [[x[1], 1.0], [x[0], 1.0]];
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0] + x[1]]);
    /// assert!(f.check_against(transposed, &[1.0, 2.0]).passed()); // symmetric where x[0] is 1
    /// let around = Check::new().random(0.5, 5, 7);
    /// assert!(!f.check_against_with(&around, transposed, &[1.0, 2.0]).passed());
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
        let subject = Checked::<Y>::subject(self).against_matrix(hand);
        K::outcome(subject.check_all(settings, [coordinates(x)]))
    }

    /// As [`check_against`](Self::check_against), at several points. The report is on the worst of
    /// them.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let transposed = |x: &[f64]| [[x[1], 1.0], [x[0], 1.0]];
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0] + x[1]]);
    /// let report = f.check_against_many(transposed, [&[1.0, 2.0], &[3.0, 2.0]]);
    /// assert_eq!(report.point(), [3.0, 2.0]);
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
        let subject = Checked::<Y>::subject(self).against_matrix(hand);
        let points = points.into_iter().map(coordinates);
        K::outcome(subject.check_all(&Check::new(), points))
    }
}
