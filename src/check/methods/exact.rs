//! Checks of exact operators.

use nalgebra::Dim;

use crate::check::diagnosis::Kind;
use crate::check::hand::{HandMatrix, of_matrix, of_vector};
use crate::check::subject::{Dense, Subject};
use crate::check::{Check, Report};
use crate::exact::ExactKind;
use crate::operator::{Derivative, Gradient, Hessian, Jacobian};
use crate::output::Output;
use crate::point::Point;
use crate::scalar::Dual;

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
const NONE: Option<fn(&[f64]) -> Vec<f64>> = None;
const NO_MATRIX: Option<fn(&[f64]) -> nalgebra::DMatrix<f64>> = None;

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

impl<F, K: ExactKind<Scalar = f64>> Gradient<F, K>
where
    F: Fn(&[Dual<f64>]) -> K::Outcome<Dual<f64>>,
{
    exact_checks!([] NONE, Output<f64>,
        "use partials::Gradient;\n\n\
         let report = Gradient::new(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");\n\n\
         // `re` takes out a plain number, and the derivative is lost.\n\
         let cut = Gradient::new(|x| x[0] * x[1].re().sin()).check(&[0.7, 1.9]);\n\
         assert!(!cut.passed());",
        "use partials::Gradient;\n\n\
         let f = Gradient::new(|x| x[0] * x[1].sin());\n\
         let report = f.check_against(|x| [x[1].sin(), x[0] * x[1].cos()], &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: Output<f64>>(
        &'a self,
        hand: Option<impl Fn(&[f64]) -> G + 'a>,
    ) -> Subject<'a, K::Error> {
        Subject {
            kind: Kind::Gradient,
            order: 1,
            values: Box::new(|x| {
                let x: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
                Ok(vec![K::result((self.f)(&x))?.value])
            }),
            own: None,
            exact: Some(Box::new(|x| K::result(self.at(x)).map(Dense::row))),
            exact_along: Some(Box::new(|x, v| Ok(vec![K::result(self.jvp(x, v))?]))),
            hand: hand.map(|hand| -> Box<dyn Fn(&[f64]) -> Dense + 'a> {
                Box::new(move |x| of_vector(&hand(x)))
            }),
        }
    }
}

impl<F, K: ExactKind<Scalar = f64>> Jacobian<F, K> {
    exact_checks!([R] NO_MATRIX, HandMatrix,
        "use partials::Jacobian;\n\n\
         let report = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).check(&[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");",
        "use partials::Jacobian;\n\n\
         let f = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]);\n\
         let report = f.check_against(|x| [[x[1], x[0]], [x[0].cos(), 0.0]], &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: HandMatrix, R>(
        &'a self,
        hand: Option<impl Fn(&[f64]) -> G + 'a>,
    ) -> Subject<'a, K::Error>
    where
        F: Fn(&[Dual<f64>]) -> K::Outcome<R>,
        R: Output<Dual<f64>>,
    {
        Subject {
            kind: Kind::Jacobian,
            order: 1,
            values: Box::new(|x| {
                let x: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
                let y: R = K::result((self.f)(&x))?;
                let m = y.rows().value();
                Ok((0..m).map(|i| y.value(i).value).collect())
            }),
            own: None,
            exact: Some(Box::new(|x| {
                K::result(self.at::<_, R>(x)).map(|matrix| Dense::of(&matrix))
            })),
            exact_along: Some(Box::new(|x, v| {
                // The derivative by t of f(x + t v).
                let along = |t: Dual<f64>| {
                    let mut point: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
                    for (x, v) in point.iter_mut().zip(v) {
                        *x += *v * t;
                    }
                    point
                };
                let y: R = K::result((self.f)(&along(Dual::variable(0.0, 0))))?;
                let m = y.rows().value();
                Ok((0..m).map(|i| y.value(i).partials[0]).collect())
            })),
            hand: hand.map(|hand| -> Box<dyn Fn(&[f64]) -> Dense + 'a> {
                Box::new(move |x| of_matrix(&hand(x)))
            }),
        }
    }
}

impl<F, K: ExactKind<Scalar = f64>> Hessian<F, K>
where
    F: Fn(&[Dual<Dual<f64>, 1>]) -> K::Outcome<Dual<Dual<f64>, 1>>,
{
    exact_checks!([] NO_MATRIX, HandMatrix,
        "use partials::Hessian;\n\n\
         let report = Hessian::new(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");",
        "use partials::Hessian;\n\n\
         let f = Hessian::new(|x| x[0] * x[0] * x[1]);\n\
         let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];\n\
         let report = f.check_against(hand, &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: HandMatrix>(
        &'a self,
        hand: Option<impl Fn(&[f64]) -> G + 'a>,
    ) -> Subject<'a, K::Error> {
        Subject {
            kind: Kind::Hessian,
            order: 2,
            values: Box::new(|x| {
                let constant = |x: &f64| Dual::constant(Dual::constant(*x));
                let x: Vec<_> = x.iter().map(constant).collect();
                Ok(vec![K::result((self.f)(&x))?.value.value])
            }),
            own: None,
            exact: Some(Box::new(|x| {
                K::result(self.at(x)).map(|matrix| Dense::of(&matrix))
            })),
            exact_along: Some(Box::new(|x, v| {
                let product = K::result(self.hvp(x, v))?;
                Ok(vec![product.iter().zip(v).map(|(p, v)| p * v).sum()])
            })),
            hand: hand.map(|hand| -> Box<dyn Fn(&[f64]) -> Dense + 'a> {
                Box::new(move |x| of_matrix(&hand(x)))
            }),
        }
    }
}

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
    /// let kink = Derivative::new(|x| x.abs()).check(0.0);
    /// assert!(matches!(kink.verdict(), Verdict::Undecided(_)));
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
            exact_along: Some(Box::new(|x, v| Ok(vec![K::result(self.at(x[0]))? * v[0]]))),
            hand: hand.map(|hand| -> Box<dyn Fn(&[f64]) -> Dense> {
                Box::new(move |x| Dense::row(vec![hand(x[0])]))
            }),
        };
        K::outcome(subject.check_all(settings, points.into_iter().map(|x| vec![x])))
    }
}
