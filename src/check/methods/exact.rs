//! Checks of exact operators.

mod derivative;
mod gradient;
mod hessian;
mod jacobian;

use nalgebra::Dim;

use crate::point::Point;

/// The coordinates of a point.
pub(super) fn coordinates<X>(x: &X) -> Vec<f64>
where
    X: Point<Scalar = f64> + ?Sized,
{
    (0..x.dimension().value())
        .map(|i| x.coordinate(i))
        .collect()
}

/// No derivative by hand.
const NO_VECTOR: Option<Closure<Vec<f64>>> = None;
const NO_MATRIX: Option<Closure<nalgebra::DMatrix<f64>>> = None;

/// A closure that there is none of.
type Closure<G> = fn(&[f64]) -> G;

macro_rules! exact_checks {
    ([$($R:ident)?] $none:ident, $Hand:path, $check:literal, $against:literal) => {
        /// Holds the derivative by dual numbers against finite differences of the same closure,
        /// evaluated at constants; see [`check`](crate::check).
        ///
        /// Cost: that of the numerical derivative, and five exact ones.
        ///
        /// # Panics
        ///
        /// Where the closure panics.
        ///
        /// ```
        #[doc = $check]
        /// ```
        pub fn check<X $(, $R)?>(&self, x: &X) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            self.check_with(&Check::new(), x)
        }

        /// As [`check`](Self::check), with settings: a tolerance, random points, random
        /// directions, finite differences.
        pub fn check_with<X $(, $R)?>(&self, settings: &Check, x: &X) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            K::outcome(self.subject($none).check_all(settings, [coordinates(x)]))
        }

        /// As [`check`](Self::check), at several points. The report is on the worst of them.
        pub fn check_many<'a, X $(, $R)?>(
            &self,
            points: impl IntoIterator<Item = &'a X>,
        ) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized + 'a,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            let points = points.into_iter().map(coordinates);
            K::outcome(self.subject($none).check_all(&Check::new(), points))
        }

        /// As [`check`](Self::check), at `count` random points of the box of half-width `radius`
        /// around `center`; see [`Check::random`].
        pub fn check_random<X $(, $R)?>(
            &self,
            center: &X,
            radius: f64,
            count: usize,
            seed: u64,
        ) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            self.check_with(&Check::new().random(radius, count, seed), center)
        }

        /// Holds a derivative written by hand against dual numbers and finite differences.
        ///
        /// `hand` takes the point as a slice. Cost: that of [`check`](Self::check), and five
        /// evaluations of `hand`.
        ///
        /// # Panics
        ///
        /// Where a closure panics, and if `hand` returns something of another shape than the
        /// derivative: then both shapes are in the message.
        ///
        /// ```
        #[doc = $against]
        /// ```
        pub fn check_against<X, G $(, $R)?>(
            &self,
            hand: impl Fn(&[f64]) -> G,
            x: &X,
        ) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            G: $Hand,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            self.check_against_with(&Check::new(), hand, x)
        }

        /// As [`check_against`](Self::check_against), with settings.
        pub fn check_against_with<X, G $(, $R)?>(
            &self,
            settings: &Check,
            hand: impl Fn(&[f64]) -> G,
            x: &X,
        ) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            G: $Hand,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            K::outcome(self.subject(Some(hand)).check_all(settings, [coordinates(x)]))
        }

        /// As [`check_against`](Self::check_against), at several points. The report is on the
        /// worst of them.
        pub fn check_against_many<'a, X, G $(, $R)?>(
            &self,
            hand: impl Fn(&[f64]) -> G,
            points: impl IntoIterator<Item = &'a X>,
        ) -> K::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized + 'a,
            G: $Hand,
            $(F: Fn(&[Dual<f64>]) -> K::Outcome<$R>, $R: Output<Dual<f64>>,)?
        {
            let points = points.into_iter().map(coordinates);
            K::outcome(self.subject(Some(hand)).check_all(&Check::new(), points))
        }
    };
}

use exact_checks;
