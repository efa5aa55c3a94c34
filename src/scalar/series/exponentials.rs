//! Exponentials and logarithms of a [`Series`], and what is made of them.

use std::f64::consts::{LN_2, LN_10};

use super::recurrence::{folded, integral, stretched};
use super::{Coefficient, Series};
use crate::scalar::Real;
use crate::scalar::relation::Relation;
use crate::scalar::rules::sech_square;

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// Exponential, `eˣ`. As [`Real::exp`].
    #[inline]
    #[must_use]
    pub fn exp(self) -> Self {
        self.exponential(self.value().exp(), 1.0)
    }

    /// `2ˣ`. As [`Real::exp2`].
    #[inline]
    #[must_use]
    pub fn exp2(self) -> Self {
        self.exponential(self.value().exp2(), LN_2)
    }

    /// `eˣ - 1` without cancellation near 0. As [`Real::exp_m1`].
    #[inline]
    #[must_use]
    pub fn exp_m1(self) -> Self {
        self.beyond(self.value().exp_m1(), || self.exp())
    }

    /// The function with `y' = c y u'`.
    // k y_k = c Σ j u_j y_(k-j),  j = 1 .. k
    #[inline]
    pub(super) fn exponential(self, value: T, c: f64) -> Self {
        self.function(value, |y| {
            let v = stretched(&self.coefficients).map(|v| v.scale(c));
            for k in 1..N {
                y[k] = integral(&v, y, k);
            }
        })
    }

    /// Natural logarithm. As [`Real::ln`].
    ///
    /// At 0 the value is `-inf` and there are no coefficients.
    #[inline]
    #[must_use]
    pub fn ln(self) -> Self {
        // u y' = u'
        self.with_inverse_slope(self.value().ln(), || self)
    }

    /// Logarithm to base 2. As [`ln`](Self::ln).
    #[inline]
    #[must_use]
    pub fn log2(self) -> Self {
        self.with_inverse_slope(self.value().log2(), || self.scale(LN_2))
    }

    /// Logarithm to base 10. As [`ln`](Self::ln).
    #[inline]
    #[must_use]
    pub fn log10(self) -> Self {
        self.with_inverse_slope(self.value().log10(), || self.scale(LN_10))
    }

    /// Logarithm to a constant base. As [`ln`](Self::ln).
    #[inline]
    #[must_use]
    pub fn log(self, base: f64) -> Self {
        self.with_inverse_slope(self.value().log(base), || self.scale(base.ln()))
    }

    /// `ln(1 + x)` without cancellation near 0. As [`Real::ln_1p`].
    #[inline]
    #[must_use]
    pub fn ln_1p(self) -> Self {
        // (1 + u) y' = u'
        self.with_inverse_slope(self.value().ln_1p(), || self.plus_constant(1.0))
    }

    /// Hyperbolic sine. As [`Real::sinh`].
    #[inline]
    #[must_use]
    pub fn sinh(self) -> Self {
        self.sinh_cosh().0
    }

    /// Hyperbolic cosine. As [`Real::cosh`].
    #[inline]
    #[must_use]
    pub fn cosh(self) -> Self {
        self.sinh_cosh().1
    }

    #[inline]
    fn sinh_cosh(self) -> (Self, Self) {
        self.pair([self.value().sinh(), self.value().cosh()], [1.0, 1.0])
    }

    /// Two functions of which each is a multiple of the slope of the other: `y' = c z u'`, `z' = d y u'`.
    // k y_k = c Σ j u_j z_(k-j),  k z_k = d Σ j u_j y_(k-j),  j = 1 .. k
    #[inline]
    pub(super) fn pair(self, [a, b]: [T; 2], [c, d]: [f64; 2]) -> (Self, Self) {
        let mut other = [b; N];
        let first = self.function(a, |y| {
            let v = stretched(&self.coefficients);
            for k in 1..N {
                let (p, q) = (integral(&v, &other, k), integral(&v, y, k));
                (y[k], other[k]) = (p.scale(c), q.scale(d));
            }
        });
        (first, self.function(b, |z| *z = other))
    }

    /// Hyperbolic tangent. As [`Real::tanh`]: the coefficients keep their relative accuracy where the
    /// value rounds to ±1.
    // y' = s u',  s = 1 / cosh(u)^2,  s' = -2 p u',  p = y s
    #[inline]
    #[must_use]
    pub fn tanh(self) -> Self {
        let value = self.value().tanh();
        self.function(value, |y| {
            let v = stretched(&self.coefficients);
            let mut s = [sech_square(self.value(), value); N];
            let mut p = [value * s[0]; N];
            for k in 1..N {
                y[k] = integral(&v, &s, k);
                s[k] = integral(&v, &p, k).scale(-2.0);
                p[k] = folded(y, &s, k, 0..=k);
            }
        })
    }

    /// Logistic function, `1 / (1 + e⁻ˣ)`. As [`Real::logistic`].
    // 1 / (1 + e^-u) = (1 + tanh(u/2)) / 2
    #[doc(alias = "sigmoid")]
    #[doc(alias = "expit")]
    #[inline]
    #[must_use]
    pub fn logistic(self) -> Self {
        self.beyond(self.value().logistic(), || {
            self.scale(0.5).tanh().scale(0.5)
        })
    }

    /// Softplus, `ln(1 + eˣ)`. As [`Real::softplus`].
    #[doc(alias = "ln_1p_exp")]
    #[doc(alias = "log1pexp")]
    #[doc(alias = "log1p_exp")]
    #[inline]
    #[must_use]
    pub fn softplus(self) -> Self {
        self.with_slope(self.value().softplus(), || self.logistic())
    }

    /// `x ln y`, where `x` is `self`, and 0 at `x = 0`. As [`Real::xlogy`].
    ///
    /// At `x = y = 0` the coefficients below the order of `x` are zero, the next is infinite, and there are
    /// no others. Where `y` goes below 0 there are none.
    #[inline]
    #[must_use]
    pub fn xlogy(self, y: impl Into<Self>) -> Self {
        let y = y.into();
        let (a, b) = (self.value(), y.value());
        let (value, origin) = (a.xlogy(b), self.joined(y));
        if self.is_constant() && (a.is_zero() || y.is_constant()) {
            return Self::constant(value);
        }
        let result = if b.is(Relation::Greater, 0.0) {
            self * y.ln()
        } else if a.is_zero() && b.is_zero() {
            self.zero_times_logarithm(y)
        } else {
            self.unknown(value)
        };
        Self { origin, ..result }.with_value(value).settled()
    }

    // t^m a ln(t^n b) = t^m a (n ln t + ln b)
    #[cold]
    fn zero_times_logarithm(self, y: Self) -> Self {
        let sign = y.lowest().map(|n| y.coefficients[n]);
        let goes_above = sign.is_some_and(|c| c.is(Relation::Greater, 0.0));
        if !goes_above {
            return self.unknown(T::of(0.0));
        }
        let first = self.lowest().unwrap_or(N);
        let mut result = Self::new([T::of(0.0); N]);
        for (k, c) in result.coefficients.iter_mut().enumerate().skip(first) {
            *c = if k == first {
                self.coefficients[k].scale(f64::NEG_INFINITY)
            } else {
                T::of(f64::NAN)
            };
        }
        result
    }
}
