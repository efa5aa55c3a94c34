//! Inverse circular and hyperbolic functions of a [`Series`].
//!
//! At the ends of their domains some are roots. There they are those of a root, `acos u = 2 asin
//! √((1-u)/2)`, so that `acos(1 - t²)` has its coefficients, and `acos(1 - t)` is seen to have none.

use super::{Coefficient, Series};
use crate::scalar::Real;
use crate::scalar::relation::Relation;
use crate::scalar::rules::{one_minus_square, recip_one_plus_square};

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// Arcsine. As [`Real::asin`].
    ///
    /// At ±1 it is a root: `asin(1 - t²)` is `π/2 - √2 t - ..`, and of `asin(1 - t)` the first
    /// coefficient is infinite.
    #[inline]
    #[must_use]
    pub fn asin(self) -> Self {
        self.arc(self.value().asin())
    }

    /// Arccosine. As [`Real::acos`], at ±1 as [`asin`](Self::asin).
    #[inline]
    #[must_use]
    pub fn acos(self) -> Self {
        let value = self.value().acos();
        self.beyond(value, || -self.arc(self.value().asin()))
    }

    /// The arcsine, with its value.
    // √(1 - u^2) y' = u';  asin u = π/2 - 2 asin √((1-u)/2) = -asin(-u)
    #[inline]
    fn arc(self, value: T) -> Self {
        let u = self.value();
        if u.is(Relation::Equal, 1.0) {
            self.beyond(value, || self.half_arc().scale(-2.0))
        } else if u.is(Relation::Equal, -1.0) {
            self.beyond(value, || (-self).half_arc().scale(2.0))
        } else {
            self.with_inverse_slope(value, || one_minus_square(self).sqrt())
        }
    }

    /// `asin √((1-u)/2)`.
    #[cold]
    fn half_arc(self) -> Self {
        self.constant_minus(1.0).scale(0.5).sqrt().asin()
    }

    /// Arctangent. As [`Real::atan`].
    #[inline]
    #[must_use]
    pub fn atan(self) -> Self {
        // y' = u' / (1 + u^2)
        self.with_slope(self.value().atan(), || recip_one_plus_square(self))
    }

    /// Inverse hyperbolic sine. As [`Real::asinh`].
    #[inline]
    #[must_use]
    pub fn asinh(self) -> Self {
        // √(1 + u^2) y' = u'
        self.with_inverse_slope(self.value().asinh(), || self.hypot(1.0))
    }

    /// Inverse hyperbolic cosine. As [`Real::acosh`].
    ///
    /// At 1 it is a root: `acosh(1 + t²)` is `√2 t - ..`, and of `acosh(1 + t)` the first coefficient is
    /// infinite.
    // √(u - 1) √(u + 1) y' = u';  acosh u = 2 asinh √((u-1)/2)
    #[inline]
    #[must_use]
    pub fn acosh(self) -> Self {
        let (value, below) = (self.value().acosh(), self.minus_constant(1.0));
        if below.value().is_zero() {
            return self.beyond(value, || below.scale(0.5).sqrt().asinh().scale(2.0));
        }
        self.with_inverse_slope(value, || below.sqrt() * self.plus_constant(1.0).sqrt())
    }

    /// Inverse hyperbolic tangent. As [`Real::atanh`]. At ±1 the value is infinite and there are no
    /// coefficients.
    #[inline]
    #[must_use]
    pub fn atanh(self) -> Self {
        // (1 - u^2) y' = u'
        self.with_inverse_slope(self.value().atanh(), || one_minus_square(self))
    }
}
