//! Checks of derivatives written by hand against numerical operators.

use nalgebra::Dim;

use super::exact::coordinates;
use crate::check::diagnosis::Kind;
use crate::check::hand::{HandMatrix, of_matrix, of_vector};
use crate::check::subject::{Dense, Measured, Subject};
use crate::check::{Check, Report};
use crate::numeric::{Evaluate, EvaluateLine, Numeric, Progress, value_at};
use crate::operator::{Derivative, Gradient, Hessian, Jacobian, Returns};
use crate::output::Output;
use crate::point::Point;

macro_rules! numeric_checks {
    ([$($Y:ident)?] $Hand:path, $against:literal) => {
        /// Holds a derivative written by hand against this numerical one, within its error bars;
        /// see [`check`](crate::check). `hand` takes the point as a slice.
        ///
        /// # Panics
        ///
        /// Where a closure panics, and if `hand` returns something of another shape than the
        /// derivative: then both shapes are in the message.
        ///
        /// ```
        #[doc = $against]
        /// ```
        pub fn check_against<X, G $(, $Y)?>(
            &self,
            hand: impl Fn(&[f64]) -> G,
            x: &X,
        ) -> R::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            G: $Hand,
            $(W: Evaluate<F, $Y, R>, $Y: Output<f64>,)?
        {
            self.check_against_with(&Check::new(), hand, x)
        }

        /// As [`check_against`](Self::check_against), with settings. Along directions, and with
        /// finite differences set there, the function is called point by point.
        pub fn check_against_with<X, G $(, $Y)?>(
            &self,
            settings: &Check,
            hand: impl Fn(&[f64]) -> G,
            x: &X,
        ) -> R::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized,
            G: $Hand,
            $(W: Evaluate<F, $Y, R>, $Y: Output<f64>,)?
        {
            R::outcome(self.subject(hand).check_all(settings, [coordinates(x)]))
        }

        /// As [`check_against`](Self::check_against), at several points. The report is on the
        /// worst of them.
        pub fn check_against_many<'a, X, G $(, $Y)?>(
            &self,
            hand: impl Fn(&[f64]) -> G,
            points: impl IntoIterator<Item = &'a X>,
        ) -> R::Outcome<Report>
        where
            X: Point<Scalar = f64> + ?Sized + 'a,
            G: $Hand,
            $(W: Evaluate<F, $Y, R>, $Y: Output<f64>,)?
        {
            let points = points.into_iter().map(coordinates);
            R::outcome(self.subject(hand).check_all(&Check::new(), points))
        }
    };
}

impl<F, W, R: Returns, H: Fn(Progress)> Gradient<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    numeric_checks!([] Output<f64>,
        "use partials::Gradient;\n\n\
         let f = Gradient::numeric(|x| x[0] * x[1].sin());\n\
         let report = f.check_against(|x| [x[1].sin(), x[0] * x[1].cos()], &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: Output<f64>>(
        &'a self,
        hand: impl Fn(&[f64]) -> G + 'a,
    ) -> Subject<'a, R::Error> {
        Subject {
            kind: Kind::Gradient,
            order: self.kind.order(),
            values: Box::new(|x| Ok(vec![value_at::<W, F, f64, R>(&self.f, x)?])),
            own: Some((
                Box::new(|x| {
                    let found = R::result(self.estimate(x))?;
                    Ok(Measured {
                        value: Dense::row(found.value),
                        error: found.error,
                        backward: vec![None; found.status.len()],
                        status: found.status,
                        evaluations: found.evaluations,
                    })
                }),
                self.kind.settings(),
            )),
            exact: None,
            exact_along: None,
            hand: Some(Box::new(move |x| of_vector(&hand(x)))),
        }
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Jacobian<F, Numeric<W, R, H>> {
    numeric_checks!([Y] HandMatrix,
        "use partials::Jacobian;\n\n\
         let f = Jacobian::numeric(|x| [x[0] * x[1], x[0].sin()]);\n\
         let report = f.check_against(|x| [[x[1], x[0]], [x[0].cos(), 0.0]], &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: HandMatrix, Y>(
        &'a self,
        hand: impl Fn(&[f64]) -> G + 'a,
    ) -> Subject<'a, R::Error>
    where
        W: Evaluate<F, Y, R>,
        Y: Output<f64>,
    {
        Subject {
            kind: Kind::Jacobian,
            order: self.kind.order(),
            values: Box::new(|x| {
                let y: Y = value_at::<W, F, Y, R>(&self.f, x)?;
                let m = y.rows().value();
                Ok((0..m).map(|i| y.value(i)).collect())
            }),
            own: Some((
                Box::new(|x| {
                    let found = R::result(self.estimate::<_, Y>(x))?;
                    Ok(Measured::of(&found))
                }),
                self.kind.settings(),
            )),
            exact: None,
            exact_along: None,
            hand: Some(Box::new(move |x| of_matrix(&hand(x)))),
        }
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Hessian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    numeric_checks!([] HandMatrix,
        "use partials::Hessian;\n\n\
         let f = Hessian::numeric(|x| x[0] * x[0] * x[1]);\n\
         let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];\n\
         let report = f.check_against(hand, &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: HandMatrix>(
        &'a self,
        hand: impl Fn(&[f64]) -> G + 'a,
    ) -> Subject<'a, R::Error> {
        Subject {
            kind: Kind::Hessian,
            order: 2,
            values: Box::new(|x| Ok(vec![value_at::<W, F, f64, R>(&self.f, x)?])),
            own: Some((
                Box::new(|x| {
                    let found = R::result(self.estimate(x))?;
                    Ok(Measured::of(&found))
                }),
                self.kind.settings(),
            )),
            exact: None,
            exact_along: None,
            hand: Some(Box::new(move |x| of_matrix(&hand(x)))),
        }
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Derivative<F, Numeric<W, R, H>>
where
    W: EvaluateLine<F, R>,
{
    /// Holds a derivative written by hand against this numerical one, within its error bar; see
    /// [`check`](crate::check). It is the derivative of the operator's [`order`](Self::order).
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let report = Derivative::numeric(|x| x.tan()).check_against(|x| x.cos().powi(-2), 0.7);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check_against(&self, hand: impl Fn(f64) -> f64, x: f64) -> R::Outcome<Report> {
        self.check_against_with(&Check::new(), hand, x)
    }

    /// As [`check_against`](Self::check_against), with settings.
    pub fn check_against_with(
        &self,
        settings: &Check,
        hand: impl Fn(f64) -> f64,
        x: f64,
    ) -> R::Outcome<Report> {
        R::outcome(self.subject(hand).check_all(settings, [vec![x]]))
    }

    /// As [`check_against`](Self::check_against), at several points. The report is on the worst
    /// of them.
    pub fn check_against_many(
        &self,
        hand: impl Fn(f64) -> f64,
        points: impl IntoIterator<Item = f64>,
    ) -> R::Outcome<Report> {
        let points = points.into_iter().map(|x| vec![x]);
        R::outcome(self.subject(hand).check_all(&Check::new(), points))
    }

    fn subject<'a>(&'a self, hand: impl Fn(f64) -> f64 + 'a) -> Subject<'a, R::Error> {
        Subject {
            kind: Kind::Derivative,
            order: self.kind.order(),
            values: Box::new(|x| {
                let mut value = [0.0];
                W::evaluate(&self.f, x, &mut value)?;
                Ok(value.to_vec())
            }),
            own: Some((
                Box::new(|x| {
                    let found = R::result(self.estimate(x[0]))?;
                    Ok(Measured {
                        value: Dense::row(vec![found.value]),
                        error: vec![found.error],
                        status: vec![found.status],
                        backward: vec![None],
                        evaluations: found.evaluations,
                    })
                }),
                self.kind.settings(),
            )),
            exact: None,
            exact_along: None,
            hand: Some(Box::new(move |x| Dense::row(vec![hand(x[0])]))),
        }
    }
}
