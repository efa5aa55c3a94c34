//! The functions of a [`Series`] that have kinks, and steps. At a kink the first coefficients that
//! differ decide: those of the function to the right.

use super::{Coefficient, ENDLESS, Series};
use crate::scalar::Real;
use crate::scalar::kinks::{Order, check_limits};
use crate::scalar::relation::Relation;

// Plain form: `pub fn floor(self) -> Self { Self::constant(self.value().floor()) }`
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident)*) => {
        /// The functions that are constant between jumps.
        impl<T: Coefficient, const N: usize> Series<T, N> {
            $($(#[$doc])*
            #[inline]
            #[must_use]
            pub fn $name(self) -> Self {
                Self::constant(self.value().$name())
            })*
        }
    };
}
steps! {
    /// Largest integer not above `x`. The other coefficients are 0, at the jumps too.
    floor
    /// Smallest integer not below `x`. The other coefficients are 0, at the jumps too.
    ceil
    /// Nearest integer, halves away from 0. The other coefficients are 0, at the jumps too.
    round
    /// Integer part, rounded towards 0. The other coefficients are 0, at the jumps too.
    trunc
}

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// Fractional part, `x - trunc(x)`. The other coefficients are those of `x`, at the jumps too.
    #[inline]
    #[must_use]
    pub fn fract(self) -> Self {
        self.with_value(self.value().fract()).settled()
    }

    /// Absolute value. At `±0` the first coefficient that is not zero decides: `|-t + t²|` is `t - t²`.
    #[inline]
    #[must_use]
    pub fn abs(self) -> Self {
        let size = self.value().abs();
        match self.sign_to_the_right() {
            Some(sign) if sign.is_nan() => self.unknown(size),
            Some(sign) if sign.is(Relation::Less, 0.0) => self.negated().with_value(size),
            _ => self.with_value(size),
        }
    }

    /// The first coefficient that is not zero, if there is one.
    #[inline]
    fn sign_to_the_right(&self) -> Option<T> {
        self.lowest().map(|m| self.coefficients[m])
    }

    /// Sign: `1` from `+0` up, `-1` from `-0` down. At `±0` the other coefficients are 0 if the sign of the
    /// zero is that to the right of it; if not there is a jump, and the first is infinite.
    #[inline]
    #[must_use]
    pub fn signum(self) -> Self {
        if self.value().is_zero() {
            Self::of(1.0).copysign(self)
        } else {
            Self::constant(self.value().signum())
        }
    }

    /// `|self|` with the sign of `sign`. Edges as for [`abs`](Self::abs) and [`signum`](Self::signum).
    #[must_use]
    pub fn copysign(self, sign: impl Into<Self>) -> Self {
        let sign = sign.into();
        let origin = self.joined(sign);
        let size = self.abs();
        let signed = |negative: bool| if negative { size.negated() } else { size };
        let here = signed(sign.is_sign_negative());
        let right = match sign.sign_to_the_right() {
            None if sign.is_polynomial() => Some(sign.is_sign_negative()),
            Some(s) if !s.is_nan() => Some(s.is(Relation::Less, 0.0)),
            _ => None,
        };
        let result = match right {
            Some(negative) if negative == sign.is_sign_negative() => here,
            Some(negative) if size.value().is_zero() => signed(negative).with_value(here.value()),
            Some(negative) => {
                // A jump.
                let mut result = sign.unknown(here.value());
                let jump = signed(negative).value() - here.value();
                if let Some(c) = result.coefficients.get_mut(1) {
                    *c = jump.scale(f64::INFINITY);
                }
                result
            }
            // Nothing is known of the sign to the right: all is well if there is nothing to be signed.
            None if size.is_constant() && size.value().is_zero() => here,
            None => sign.unknown(here.value()),
        };
        Self { origin, ..result }
    }

    /// The larger of two numbers. A NaN loses. In a tie the first coefficients that differ decide.
    #[inline]
    #[must_use]
    pub fn max(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self > other {
            self.among(other)
        } else if self < other {
            other.among(self)
        } else {
            Self::tie(Order::Larger, self, other)
        }
    }

    /// The smaller of two numbers. A NaN loses. In a tie the first coefficients that differ decide.
    #[inline]
    #[must_use]
    pub fn min(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self < other {
            self.among(other)
        } else if self > other {
            other.among(self)
        } else {
            Self::tie(Order::Smaller, self, other)
        }
    }

    /// This number, chosen among two that belong to one evaluation.
    #[inline]
    fn among(self, other: Self) -> Self {
        self.joined(other);
        self
    }

    /// The one of two numbers of equal value that is wanted; of numbers that are not in order the one
    /// that is a number.
    #[cold]
    fn tie(wanted: Order, a: Self, b: Self) -> Self {
        let origin = a.joined(b);
        if a.is_nan() || b.is_nan() {
            return if a.is_nan() { b } else { a };
        }
        let (left, right) = match wanted {
            Order::Larger => (a, b),
            Order::Smaller => (b, a),
        };
        let [l, r, x, y] = [&left, &right, &a, &b].map(|s| &s.coefficients[..]);
        let chosen = T::lead(l, r, x, y);
        let mut result = Self { origin, ..a };
        result.coefficients.copy_from_slice(&chosen);
        // Both are polynomials, and the one that comes out is one of them.
        result.degree = a.degree.max(b.degree);
        if a.coefficients
            .iter()
            .zip(&b.coefficients)
            .any(|(a, b)| a.is_nan() || b.is_nan())
        {
            result.degree = ENDLESS;
        }
        result
    }

    /// `self` limited to `[low, high]`, `self.max(low).min(high)`. A NaN stays NaN.
    ///
    /// # Panics
    ///
    /// If `low > high` or one of them is NaN, as `f64::clamp` does.
    #[inline]
    #[must_use]
    pub fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        let (low, high) = (low.into(), high.into());
        check_limits(low, high);
        if low < self && self < high || self.is_nan() {
            self
        } else {
            self.max(low).min(high)
        }
    }
}
