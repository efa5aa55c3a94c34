//! Checks of a [`Taylor`] series.

use std::convert::Infallible;

use nalgebra::Dim;

use crate::check::{Check, Report, check_along};
use crate::numeric::FiniteDifference;
use crate::point::Point;
use crate::scalar::Series;
use crate::taylor::{Along, OfOne, Taylor};

/// The highest order that finite differences give.
const HIGHEST: usize = 4;

impl<F, const N: usize> Taylor<F, OfOne<f64, N>>
where
    F: Fn(Series<f64, N>) -> Series<f64, N>,
{
    /// Holds the derivatives of order 1 to 4, as far as there are coefficients, against finite differences of
    /// the same closure, evaluated at constants; see [`check`](crate::check). The report is on the worst of
    /// them, as on a derivative. Of orders above there are no finite differences.
    ///
    /// ```
    /// use partials::{Series, Taylor};
    ///
    /// let report = Taylor::new(|x: Series<f64, 4>| x.sin().exp()).check(0.7);
    /// assert!(report.passed(), "{report}");
    /// let cut = Taylor::new(|x: Series<f64, 4>| x * x.re()).check(0.7);
    /// assert!(!cut.passed());
    /// ```
    pub fn check(&self, x: f64) -> Report {
        self.check_with(&Check::new(), x)
    }

    /// As [`check`](Self::check), with settings.
    ///
    /// ```
    /// use partials::{Check, Series, Taylor};
    ///
    /// let f = Taylor::new(|x: Series<f64, 3>| x.sin().exp());
    /// assert!(f.check_with(&Check::new().random(1.0, 5, 7), 0.7).passed());
    /// ```
    pub fn check_with(&self, settings: &Check, x: f64) -> Report {
        let value = |x: f64| self.call(Series::constant(x)).value();
        orders::<N>(settings, x, value, |x| self.derivatives(x))
    }
}

impl<F, const N: usize> Taylor<F, Along<f64, N>>
where
    F: Fn(&[Series<f64, N>]) -> Series<f64, N>,
{
    /// Holds the derivatives of `f(x + t v)` by `t` at 0 against finite differences; as
    /// [`check`](Taylor::check) of one variable.
    ///
    /// # Panics
    ///
    /// As [`coefficients`](Self::coefficients).
    ///
    /// ```
    /// use partials::{Series, Taylor};
    ///
    /// let f = Taylor::along(|x: &[Series<f64, 4>]| (x[0] * x[1]).sin());
    /// let report = f.check(&[0.7, 1.9], &[1.0, -2.0]);
    /// assert!(report.passed(), "{report}");
    /// ```
    pub fn check<X, V>(&self, x: &X, v: &V) -> Report
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let at = |t: f64| -> Vec<f64> {
            let n = x.dimension().value();
            (0..n)
                .map(|i| x.coordinate(i) + t * v.coordinate(i))
                .collect()
        };
        let value = |t: f64| {
            let at: Vec<_> = at(t).into_iter().map(Series::constant).collect();
            self.call(&at).value()
        };
        // As far as a coordinate goes before it has changed by its size.
        let scale = |i: usize| match x.coordinate(i) {
            0.0 => 1.0 / v.coordinate(i).abs(),
            x => (x / v.coordinate(i)).abs(),
        };
        let scales = (0..x.dimension().value().min(v.dimension().value())).map(scale);
        let scale = scales.fold(f64::INFINITY, f64::min);
        let settings = if scale > 0.0 && scale.is_finite() {
            Check::new().finite_difference(FiniteDifference::new().scale(scale))
        } else {
            Check::new()
        };
        orders::<N>(&settings, 0.0, value, |t| self.derivatives(&at(t), v))
    }
}

/// Order by order.
fn orders<const N: usize>(
    settings: &Check,
    x: f64,
    value: impl Fn(f64) -> f64 + Copy,
    derivatives: impl Fn(f64) -> [f64; N] + Copy,
) -> Report {
    let of_order = |order: usize| {
        let value = move |x: f64| Ok::<_, Infallible>(value(x));
        let derivative = move |x: f64| Ok(derivatives(x)[order]);
        match check_along(settings, (0, x), order, value, derivative) {
            Ok(report) => report,
        }
    };
    Report::on_worst((1..N.min(HIGHEST + 1)).map(of_order).collect())
}
