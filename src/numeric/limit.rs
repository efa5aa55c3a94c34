//! The limit of a function at a point where it cannot be evaluated.

mod approach;

use std::fmt;

use super::estimate::Estimate;
use super::requirement::Requirement;
use super::search::domain::Domain;
use super::settings::{FiniteDifference, Side};
use approach::Approach;

/// The limit of f(t) for t → x, from values near x alone.
///
/// From both sides (the default) the mean of f(x+h) and f(x-h) is extrapolated, a series in h²,
/// and the two must approach each other; from one side f(x±h) itself, a series in h. At infinity
/// f(1/h) is extrapolated. One more value, between the steps, must lie on the polynomial.
///
/// ```
/// use partials::numeric::{Limit, Side};
///
/// let sinc = Limit::new(|x: f64| x.sin() / x).estimate(0.0);
/// assert!((sinc.value - 1.0).abs() <= sinc.error && sinc.error < 1e-12);
///
/// let right = Limit::new(|x: f64| (x - 1.0).abs() / (x - 1.0)).side(Side::Forward);
/// assert_eq!(right.at(1.0), 1.0);
/// ```
#[derive(Clone)]
pub struct Limit<F> {
    f: F,
    side: Side,
    scale: Option<f64>,
}

impl<F> fmt::Debug for Limit<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Limit");
        shown.field("side", &self.side).field("scale", &self.scale);
        shown.finish_non_exhaustive()
    }
}

impl<F: Fn(f64) -> f64> Limit<F> {
    /// The two-sided limit of `f`.
    ///
    /// ```
    /// use partials::numeric::Limit;
    ///
    /// let slope = Limit::new(|x: f64| x.exp_m1() / x).estimate(0.0);
    /// assert!((slope.value - 1.0).abs() <= slope.error);
    /// ```
    #[must_use]
    pub fn new(f: F) -> Self {
        Self {
            f,
            side: Side::Central,
            scale: None,
        }
    }

    /// From which side.
    ///
    /// ```
    /// use partials::Side;
    /// use partials::numeric::Limit;
    ///
    /// let step = |x: f64| x / x.abs();
    /// assert_eq!(Limit::new(step).side(Side::Backward).at(0.0), -1.0);
    /// assert_eq!(Limit::new(step).side(Side::Forward).at(0.0), 1.0);
    /// ```
    #[must_use]
    pub fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// The distance over which f changes appreciably; |x|, or 1 at 0, unless told.
    ///
    /// # Panics
    ///
    /// Unless the scale is positive and finite.
    ///
    /// ```
    /// use partials::numeric::Limit;
    ///
    /// let fast = Limit::new(|x: f64| (1e6 * x).sin() / (1e6 * x)).scale(1e-6);
    /// assert!((fast.at(0.0) - 1.0).abs() < 1e-10);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn scale(mut self, scale: f64) -> Self {
        Requirement::Length.check("the scale", scale);
        self.scale = Some(scale);
        self
    }

    /// The limit alone.
    ///
    /// ```
    /// use partials::numeric::Limit;
    ///
    /// let compound = Limit::new(|x: f64| (1.0 + 1.0 / x).powf(x));
    /// assert!((compound.at(f64::INFINITY) - 1.0_f64.exp()).abs() < 1e-8);
    /// ```
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        self.estimate(x).value
    }

    /// The limit with its error. Where there is none the error is infinite, or half the jump.
    ///
    /// ```
    /// use partials::Status;
    /// use partials::numeric::Limit;
    ///
    /// let found = Limit::new(|x: f64| (1.0 - x.cos()) / (x * x)).estimate(0.0);
    /// assert!((found.value - 0.5).abs() <= found.error && found.error < 1e-8);
    /// let jump = Limit::new(f64::signum).estimate(0.0);
    /// assert!(jump.status == Status::Jump && jump.error >= 1.0);
    /// ```
    #[must_use]
    pub fn estimate(&self, x: f64) -> Estimate<f64> {
        let mut settings = FiniteDifference::new().side(self.side);
        if let Some(scale) = self.scale {
            settings = settings.scale(scale);
        }
        if x.is_infinite() {
            let along = Domain::new(0.0, &settings.side(Side::Forward).coordinate(0));
            let inverse = |t: f64| (self.f)(x.signum() / t);
            return Approach::new(inverse, along).run();
        }
        Approach::new(&self.f, Domain::new(x, &settings.coordinate(0))).run()
    }
}

#[cfg(test)]
mod tests {
    use super::super::estimate::Status;
    use super::*;

    type Function = fn(f64) -> f64;

    #[test]
    fn removable_singularities() {
        let cases: [(Function, f64, f64); 6] = [
            (|x| x.sin() / x, 0.0, 1.0),
            (|x| (1.0 - x.cos()) / (x * x), 0.0, 0.5),
            (|x| x.exp_m1() / x, 0.0, 1.0),
            (|x| (x * x - 1.0) / (x - 1.0), 1.0, 2.0),
            (|x| x.ln() / (x - 1.0), 1.0, 1.0),
            (|x| (x.tan() - x) / x.powi(3), 0.0, 1.0 / 3.0),
        ];
        for (i, (f, x, exact)) in cases.into_iter().enumerate() {
            for side in [Side::Central, Side::Forward, Side::Backward] {
                let found = Limit::new(f).side(side).estimate(x);
                let error = (found.value - exact).abs();
                let promise = if side == Side::Central { 1e-8 } else { 1e-4 };
                assert!(
                    error <= found.error && found.error < promise,
                    "{i} {side:?}: {found}"
                );
            }
        }
    }

    #[test]
    fn one_sided_limits() {
        let forward = |f: fn(f64) -> f64| Limit::new(f).side(Side::Forward).estimate(0.0);
        for (f, exact) in [
            ((|x: f64| (-1.0 / x).exp()) as Function, 0.0),
            (|x: f64| x.powf(x), 1.0),
            (|x: f64| x.sqrt(), 0.0),
            (|x: f64| x * x.ln(), 0.0),
        ] {
            let found = forward(f);
            assert!((found.value - exact).abs() <= found.error, "{found}");
        }
    }

    #[test]
    fn at_infinity() {
        let found = Limit::new(|x: f64| (1.0 + 1.0 / x).powf(x)).estimate(f64::INFINITY);
        assert!((found.value - 1.0_f64.exp()).abs() <= found.error && found.error < 1e-8);
        let found = Limit::new(|x: f64| (3.0 * x + 1.0) / (x - 4.0)).estimate(f64::NEG_INFINITY);
        assert!((found.value - 3.0).abs() <= found.error);
    }

    #[test]
    fn agreement_by_chance_is_noticed() {
        // At steps 1/4, 1/8, 1/16 this is -1/2, -1/3, -1/4 over ln 2, on which lines agree.
        let slow = Limit::new(|x: f64| 1.0 / x.ln())
            .side(Side::Forward)
            .estimate(0.0);
        assert!(slow.value.abs() <= slow.error, "{slow}");
        let steep = Limit::new(|x: f64| (1000.0 * x).tan() / x).estimate(0.0);
        assert!((steep.value - 1000.0).abs() <= steep.error, "{steep}");
        let rounded = Limit::new(|x: f64| (1e8 * x.sin() / x).round() / 1e8).estimate(0.0);
        assert!((rounded.value - 1.0).abs() <= rounded.error, "{rounded}");
        assert!(rounded.error < 1e-6);
    }

    #[test]
    fn where_there_is_none() {
        let jump = Limit::new(f64::signum).estimate(0.0);
        assert_eq!(jump.status, Status::Jump);
        assert!(jump.error >= 1.0 && jump.error < 2.0);
        let pole = Limit::new(f64::recip).estimate(0.0);
        assert_eq!(pole.error, f64::INFINITY);
        for f in [
            (|x: f64| 1.0 / (x * x)) as Function,
            |x| x.abs().ln(),
            |x| (1.0 / x).sin(),
        ] {
            let found = Limit::new(f).estimate(0.0);
            assert!(found.error == f64::INFINITY || found.error > 0.1, "{found}");
        }
        let nowhere = Limit::new(|_| f64::NAN).estimate(1.0);
        assert_eq!(
            (nowhere.status, nowhere.error),
            (Status::NotFinite, f64::INFINITY)
        );
    }
}
