//! Checks of derivatives of functions with several values: curves and tensors.

use crate::check::{Check, Report, check_columns, check_matrix};
use crate::exact::{Curve, VectorHessian};
use crate::operator::{Derivative, Hessian, Returns};
use crate::output::{Output, listed};
use crate::point::{Point, coordinates};
use crate::scalar::Dual;

impl<F, R: Returns> Derivative<F, Curve<f64, R>> {
    /// Holds the derivatives of all values against finite differences of the same closure, evaluated at
    /// constants; see [`check`](crate::check). The report is on a Jacobian of one column.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let report = Derivative::vector(|t| [t.cos(), t.sin()]).check(0.7);
    /// assert!(report.passed(), "{report}");
    /// let cut = Derivative::vector(|t| [t.cos(), t.re().sin() * t]).check(0.7);
    /// assert!(cut.entries()[0].verdict == partials::Verdict::Agree && !cut.passed());
    /// ```
    pub fn check<Y>(&self, t: f64) -> R::Outcome<Report>
    where
        F: Fn(Dual<f64, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<f64, 1>>,
    {
        self.check_with(&Check::new(), t)
    }

    /// As [`check`](Self::check), with settings.
    ///
    /// ```
    /// use partials::{Check, Derivative};
    ///
    /// let circle = Derivative::vector(|t| [t.cos(), t.sin()]);
    /// assert!(circle.check_with(&Check::new().random(1.0, 5, 7), 0.7).passed());
    /// ```
    pub fn check_with<Y>(&self, settings: &Check, t: f64) -> R::Outcome<Report>
    where
        F: Fn(Dual<f64, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<f64, 1>>,
    {
        let values = |x: &[f64]| {
            let y = R::result((self.f)(Dual::constant(x[0])))?;
            Ok(listed::<_, Vec<_>>(&y)
                .into_iter()
                .map(|y| y.value)
                .collect())
        };
        let velocity = |x: &[f64]| R::result(self.at(x[0])).map(|v| listed(&v));
        R::outcome(check_columns(settings, t, values, velocity))
    }
}

impl<F, R: Returns> Hessian<F, VectorHessian<f64, R>> {
    /// Holds the Hessians of all values against finite differences of the same closure, evaluated at
    /// constants; see [`check`](crate::check). The report is on the worst of them.
    ///
    /// Cost: that of a check of each value.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let report = Hessian::vector(|x| [x[0] * x[1].sin(), x[0].powi(3)]).check(&[0.7, 1.9]);
    /// assert!(report.passed(), "{report}");
    /// let cut = Hessian::vector(|x| [x[0] * x[1], x[0] * x[1].re()]).check(&[0.7, 1.9]);
    /// assert!(!cut.passed());
    /// ```
    pub fn check<X, Y>(&self, x: &X) -> R::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        F: Fn(&[Dual<Dual, 1>]) -> R::Outcome<Y>,
        Y: Output<Dual<Dual, 1>>,
    {
        self.check_with(&Check::new(), x)
    }

    /// As [`check`](Self::check), with settings.
    ///
    /// ```
    /// use partials::{Check, Hessian};
    ///
    /// let f = Hessian::vector(|x| [x[0] * x[1].sin()]);
    /// assert!(f.check_with(&Check::new().random(0.3, 3, 7), &[0.7, 1.9]).passed());
    /// ```
    pub fn check_with<X, Y>(&self, settings: &Check, x: &X) -> R::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        F: Fn(&[Dual<Dual, 1>]) -> R::Outcome<Y>,
        Y: Output<Dual<Dual, 1>>,
    {
        R::outcome(self.check_all(settings, coordinates(x)))
    }

    fn check_all<Y>(&self, settings: &Check, x: Vec<f64>) -> Result<Report, R::Error>
    where
        F: Fn(&[Dual<Dual, 1>]) -> R::Outcome<Y>,
        Y: Output<Dual<Dual, 1>>,
    {
        let values = |x: &[f64]| {
            let constant = |x: &f64| Dual::constant(Dual::constant(*x));
            let x: Vec<_> = x.iter().map(constant).collect();
            let y = R::result((self.f)(&x))?;
            Ok(listed::<_, Vec<_>>(&y)
                .into_iter()
                .map(|y| y.value.value)
                .collect::<Vec<_>>())
        };
        let of_value = |k: usize| {
            let hessian = |x: &[f64]| R::result(self.at(x)).map(|mut all| all.swap_remove(k));
            check_matrix(settings, x.clone(), |x| Ok(values(x)?[k]), hessian)
        };
        let m = values(&x)?.len();
        let reports: Result<Vec<Report>, R::Error> = (0..m).map(of_value).collect();
        reports.map(Report::on_worst)
    }
}
