//! Checks of a [`Gradient`].

use crate::check::{Check, Checked, Report};
use crate::operator::{Gradient, GradientKind, IsExact, Kind};
use crate::output::Output;
use crate::point::{Point, coordinates};

impl<F, K> Gradient<F, K>
where
    K: GradientKind<F, Scalar = f64> + IsExact,
{
    /// Holds the exact gradient against finite differences of the same closure, evaluated at
    /// constants; see [`check`](crate::check).
    ///
    /// Cost: that of the numerical derivative, and five exact ones.
    ///
    /// # Panics
    ///
    /// Where the closure panics.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let report = Gradient::new(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    ///
    /// // `re` takes out a plain number, and the derivative is lost.
    /// let cut = Gradient::new(|x| x[0] * x[1].re().sin()).check(&[0.7, 1.9]);
    /// assert!(!cut.passed());
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
    /// use partials::{Check, Gradient};
    ///
    /// let f = Gradient::new(|x| x.iter().map(|v| v.exp()).sum());
    /// let report = f.check_with(&Check::new().directions(3, 7), &vec![0.5; 200]);
    /// assert!(report.passed() && report.entries().len() == 3, "{report}");
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
    /// use partials::Gradient;
    ///
    /// let f = Gradient::new(|x| x[0] * x[1].max(1.0).re()); // cut where x[1] is above 1
    /// let report = f.check_many([&[0.7, 0.4], &[0.7, 1.9]]);
    /// assert!(!report.passed() && report.point() == [0.7, 1.9], "{report}");
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
    /// use partials::Gradient;
    ///
    /// let report = Gradient::new(|x| x[0] * x[1].sin()).check_random(&[0.7, 1.9], 0.5, 20, 7);
    /// assert!(report.passed() && report.points() == 20, "{report}");
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

impl<F, K: Kind<Scalar = f64>> Gradient<F, K> {
    /// Holds a gradient written by hand against this one: against an exact one and finite
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
    /// use partials::Gradient;
    ///
    /// let hand = |x: &[f64]| [x[1].sin(), x[0] * x[1].cos()];
    /// let report = Gradient::new(|x| x[0] * x[1].sin()).check_against(hand, &[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    ///
    /// let report = Gradient::numeric(|x| x[0] * x[1].sin()).check_against(hand, &[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check_against<X, G>(&self, hand: impl Fn(&[f64]) -> G, x: &X) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        G: Output<f64>,
        Self: Checked<Error = K::Error>,
    {
        self.check_against_with(&Check::new(), hand, x)
    }

    /// As [`check_against`](Self::check_against), with settings. Along directions, and with finite
    /// differences set there, the function is called point by point.
    ///
    /// ```
    /// use partials::{Check, Gradient};
    ///
    /// let hand = |x: &[f64]| [x[1], 1.0]; // right where x[0] is 1
    /// let f = Gradient::new(|x| x[0] * x[1]);
    /// let around = Check::new().random(0.5, 10, 7);
    /// assert!(!f.check_against_with(&around, hand, &[1.0, 2.0]).passed());
    /// ```
    pub fn check_against_with<X, G>(
        &self,
        settings: &Check,
        hand: impl Fn(&[f64]) -> G,
        x: &X,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        G: Output<f64>,
        Self: Checked<Error = K::Error>,
    {
        let subject = self.subject().against_vector(hand);
        K::outcome(subject.check_all(settings, [coordinates(x)]))
    }

    /// As [`check_against`](Self::check_against), at several points. The report is on the worst of
    /// them.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let hand = |x: &[f64]| [x[1], 1.0]; // right where x[0] is 1
    /// let f = Gradient::new(|x| x[0] * x[1]);
    /// assert!(f.check_against(hand, &[1.0, 2.0]).passed());
    /// assert_eq!(f.check_against_many(hand, [&[1.0, 2.0], &[3.0, 2.0]]).point(), [3.0, 2.0]);
    /// ```
    pub fn check_against_many<'a, X, G>(
        &self,
        hand: impl Fn(&[f64]) -> G,
        points: impl IntoIterator<Item = &'a X>,
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized + 'a,
        G: Output<f64>,
        Self: Checked<Error = K::Error>,
    {
        let subject = self.subject().against_vector(hand);
        let points = points.into_iter().map(coordinates);
        K::outcome(subject.check_all(&Check::new(), points))
    }
}
