//! Checks of a [`Mixed`] derivative.

use crate::check::{Check, Report, check_along};
use crate::error::Error;
use crate::exact::{ExactKind, Mixed, Nested, Order};
use crate::operator::Callable;
use crate::point::{Point, coordinates};
use crate::scalar::Dual;

impl<F, K: ExactKind> Mixed<F, K>
where
    F: Callable<Dual<K::Scalar, 1>, K, Dual<K::Scalar, 1>>,
{
    /// Holds the derivative by the variables `by` against finite differences, order by order from the end of
    /// the list: the last derivative against differences of the function, the one before against differences
    /// of that, and so on. The report is on the worst of them, along the variable in question.
    ///
    /// Cost: some 13 evaluations for every order, and five exact derivatives. See [`check`](crate::check).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use partials::Mixed;
    ///
    /// let report = Mixed::new(|x| x[0].sin() * x[1].exp()).check(&[0.7, 1.9], [0, 0, 1]);
    /// assert!(report.passed(), "{report}");
    /// // A factor that has lost its derivatives.
    /// let cut = Mixed::new(|x| x[0].sin() * x[1].re()).check(&[0.7, 1.9], [0, 1]);
    /// assert!(!cut.passed());
    /// ```
    #[track_caller]
    pub fn check<X, const D: usize>(&self, x: &X, by: [usize; D]) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        Order<D>: Nested<f64, Number = Dual<K::Scalar, 1>>,
    {
        self.check_with(&Check::new(), x, by)
    }

    /// As [`check`](Self::check), with settings.
    ///
    /// ```
    /// use partials::{Check, Mixed};
    ///
    /// let f = Mixed::new(|x| x[0].sin() * x[1].exp());
    /// let report = f.check_with(&Check::new().random(0.1, 3, 7), &[0.7, 1.9], [0, 1]);
    /// assert!(report.passed(), "{report}");
    /// ```
    #[track_caller]
    pub fn check_with<X, const D: usize>(
        &self,
        settings: &Check,
        x: &X,
        by: [usize; D],
    ) -> K::Outcome<Report>
    where
        X: Point<Scalar = f64> + ?Sized,
        Order<D>: Nested<f64, Number = Dual<K::Scalar, 1>>,
    {
        let x = coordinates(x);
        by.iter().for_each(|i| Error::check_coordinate(x.len(), *i));
        let of_order = |without: usize| {
            let i = by[without];
            let along = |without: usize| {
                let x = &x;
                move |t: f64| {
                    let mut x = x.clone();
                    x[i] = t;
                    self.of_lower_order(&x, by, without)
                }
            };
            check_along(settings, (i, x[i]), 1, along(without + 1), along(without))
        };
        let reports: Result<Vec<Report>, K::Error> = (0..D).rev().map(of_order).collect();
        K::outcome(reports.map(Report::on_worst))
    }
}
