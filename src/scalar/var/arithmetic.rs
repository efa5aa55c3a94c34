//! The rules of arithmetic for [`Var`].

use super::product;
use crate::scalar::tape::Rule;
use crate::scalar::{Real, Var};

/// The rules. Each gives the slopes by its operands; the spellings of
/// [`operators`](crate::scalar::operators) all lead here.
impl<T: Real> Var<T> {
    // (a + h) + (b + k) ~ a + b + h + k
    #[inline(always)]
    pub(in crate::scalar) fn plus(self, b: Self) -> Self {
        self.linear(b, self.value + b.value, self.slope, b.slope)
    }

    // (a + h) - (b + k) ~ a - b + h - k
    #[inline(always)]
    pub(in crate::scalar) fn minus(self, b: Self) -> Self {
        self.linear(b, self.value - b.value, self.slope, -b.slope)
    }

    // (a + h) (b + k) ~ a b + b h + a k
    #[inline(always)]
    pub(in crate::scalar) fn times(self, b: Self) -> Self {
        let (p, q) = (product(self.slope, b.value), product(b.slope, self.value));
        self.linear(b, product(self.value, b.value), p, q)
    }

    // (a + h) / (b + k) ~ q + (h - q k) / b,  q = a / b
    #[inline(always)]
    pub(in crate::scalar) fn over(self, b: Self) -> Self {
        let q = self.value / b.value;
        let inverse = T::of(1.0) / b.value;
        if inverse.is_normal() && q.is_finite() {
            let (p, k) = (self.slope * inverse, b.slope * -(q * inverse));
            self.linear(b, q, p, k)
        } else {
            // Beside NaN there is no slope.
            let by_a = if q.is_nan() { q } else { inverse };
            self.edge2(b, Rule::Over, q, [by_a, -(q * inverse)])
        }
    }

    // (a + h) % (b + k) ~ a % b + h - trunc(a / b) k
    #[inline(always)]
    pub(in crate::scalar) fn modulo(self, b: Self) -> Self {
        let value = self.value % b.value;
        // Not `trunc(a / b)`: the quotient may be rounded up to the next integer.
        let times = ((self.value - value) / b.value).round();
        self.chain2(b, value, T::of(1.0), -times)
    }

    // -(a + h) ~ -a - h
    #[inline(always)]
    pub(in crate::scalar) fn negated(self) -> Self {
        Self {
            value: -self.value,
            slope: -self.slope,
            ..self
        }
    }

    #[inline(always)]
    pub(in crate::scalar) fn plus_constant(self, c: f64) -> Self {
        Self {
            value: self.value + T::of(c),
            ..self
        }
    }

    #[inline(always)]
    pub(in crate::scalar) fn minus_constant(self, c: f64) -> Self {
        Self {
            value: self.value - T::of(c),
            ..self
        }
    }

    // (a + h) c ~ a c + c h
    #[inline(always)]
    pub(in crate::scalar) fn times_constant(self, c: f64) -> Self {
        if c.is_finite() && c != 0.0 {
            Self {
                value: self.value.scale(c),
                slope: self.slope.scale(c),
                ..self
            }
        } else if c == 0.0 {
            self.times_zero(c)
        } else {
            self.chain(self.value.scale(c), T::of(c))
        }
    }

    /// The product with zero no longer depends on anything, unless the derivative is infinite.
    #[inline]
    fn times_zero(self, c: f64) -> Self {
        let (value, slope) = (self.value.scale(c), self.slope.scale(c));
        if slope.is_zero() {
            Self::constant(value)
        } else {
            Self {
                value,
                slope,
                ..self
            }
        }
    }

    // (a + h) / c ~ a / c + h / c
    #[inline(always)]
    pub(in crate::scalar) fn over_constant(self, c: f64) -> Self {
        let inverse = c.recip();
        if inverse.is_normal() {
            Self {
                value: self.value / T::of(c),
                slope: self.slope.scale(inverse),
                ..self
            }
        } else {
            self.over(Self::of(c))
        }
    }

    #[inline(always)]
    pub(in crate::scalar) fn modulo_constant(self, c: f64) -> Self {
        self.modulo(Self::of(c))
    }

    #[inline(always)]
    pub(in crate::scalar) fn constant_minus(self, c: f64) -> Self {
        Self {
            value: T::of(c) - self.value,
            slope: -self.slope,
            ..self
        }
    }

    // c / (a + h) ~ q - q h / a,  q = c / a
    #[inline(always)]
    pub(in crate::scalar) fn constant_over(self, c: f64) -> Self {
        Self::of(c).over(self)
    }

    #[inline(always)]
    pub(in crate::scalar) fn constant_modulo(self, c: f64) -> Self {
        Self::of(c).modulo(self)
    }
}
