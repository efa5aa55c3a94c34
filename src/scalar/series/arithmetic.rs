//! The rules of arithmetic for [`Series`]; the spellings of [`operators`](crate::scalar::operators) all
//! lead here.

use super::recurrence::folded;
use super::{Coefficient, Series, capped};
use crate::scalar::Real;
use crate::scalar::dual::each;

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// The polynomials of two numbers, of which the coefficients are combined one by one.
    #[inline(always)]
    fn termwise(self, b: Self, term: impl Fn(T, T) -> T) -> Self {
        let (u, v) = (&self.coefficients, &b.coefficients);
        let degree = self.degree.max(b.degree);
        Self::made(each(|k| term(u[k], v[k])), degree, self.joined(b)).settled()
    }

    /// Every coefficient by itself, where the function of zero is zero.
    #[inline(always)]
    pub(super) fn each_term(self, term: impl Fn(T) -> T) -> Self {
        let u = &self.coefficients;
        Self::made(each(|k| term(u[k])), self.degree, self.origin).settled()
    }

    /// The number with another value: where that is a constant plus or minus this one.
    #[inline(always)]
    fn moved(self, value: T) -> Self {
        self.with_value(value).settled()
    }

    // (a + b)_k = a_k + b_k
    #[inline(always)]
    pub(in crate::scalar) fn plus(self, b: Self) -> Self {
        self.termwise(b, |a, b| a + b)
    }

    // (a - b)_k = a_k - b_k
    #[inline(always)]
    pub(in crate::scalar) fn minus(self, b: Self) -> Self {
        self.termwise(b, |a, b| a - b)
    }

    // (a b)_k = Σ a_j b_(k-j),  j = 0 .. k
    #[inline]
    pub(in crate::scalar) fn times(self, b: Self) -> Self {
        if b.is_constant() {
            return self.scaled(b.value());
        }
        if self.is_constant() {
            return b.scaled(self.value());
        }
        let (u, v) = (&self.coefficients, &b.coefficients);
        let degree = self.degree.saturating_add(b.degree);
        let product = each(|k| folded(u, v, k, 0..=k));
        Self::made(product, capped::<N>(degree), self.joined(b)).settled()
    }

    /// The product with a constant. With zero it no longer depends on anything, unless a coefficient is
    /// infinite.
    #[inline]
    fn scaled(self, c: T) -> Self {
        let product = self.each_term(|a| a * c);
        if c.is_zero() && product.has_finite_coefficients() {
            Self::constant(product.value())
        } else {
            product
        }
    }

    // q = a / b,  a = q b:  q_k = (a_k - Σ b_j q_(k-j)) / b_0,  j = 1 .. k
    #[inline]
    pub(in crate::scalar) fn over(self, b: Self) -> Self {
        let divisor = b.value();
        if b.is_constant() {
            return self.each_term(|a| a / divisor);
        }
        let origin = self.joined(b);
        let quotient = b.function(self.value() / divisor, |q| {
            let (u, v) = (&self.coefficients, &b.coefficients);
            for k in 1..N {
                q[k] = (u[k] - folded(v, q, k, 1..=k)) / divisor;
            }
        });
        Self { origin, ..quotient }
    }

    // a % b = a - n b,  n = trunc(a / b)
    #[inline]
    pub(in crate::scalar) fn modulo(self, b: Self) -> Self {
        self.remainder(b, self.value() % b.value())
    }

    /// The remainder with a given value: so many times `b` less.
    #[inline]
    pub(super) fn remainder(self, b: Self, value: T) -> Self {
        // Not `trunc(a / b)`: the quotient may be rounded up to the next integer.
        let times = ((self.value() - value) / b.value()).round();
        if b.is_constant() || times.is_zero() {
            self.joined(b);
            return self.moved(value);
        }
        self.termwise(b, |a, b| a - times * b).moved(value)
    }

    #[inline(always)]
    pub(in crate::scalar) fn negated(self) -> Self {
        self.each_term(|a| -a)
    }

    #[inline(always)]
    pub(in crate::scalar) fn plus_constant(self, c: f64) -> Self {
        self.moved(self.value() + T::of(c))
    }

    #[inline(always)]
    pub(in crate::scalar) fn minus_constant(self, c: f64) -> Self {
        self.moved(self.value() - T::of(c))
    }

    #[inline(always)]
    pub(in crate::scalar) fn times_constant(self, c: f64) -> Self {
        self.scaled(T::of(c))
    }

    #[inline(always)]
    pub(in crate::scalar) fn over_constant(self, c: f64) -> Self {
        let c = T::of(c);
        self.each_term(|a| a / c)
    }

    #[inline(always)]
    pub(in crate::scalar) fn modulo_constant(self, c: f64) -> Self {
        self.modulo(Self::of(c))
    }

    #[inline(always)]
    pub(in crate::scalar) fn constant_minus(self, c: f64) -> Self {
        self.negated().moved(T::of(c) - self.value())
    }

    #[inline]
    pub(in crate::scalar) fn constant_over(self, c: f64) -> Self {
        Self::of(c).over(self)
    }

    #[inline]
    pub(in crate::scalar) fn constant_modulo(self, c: f64) -> Self {
        Self::of(c).modulo(self)
    }

    /// `self · a + b` with one rounding of the value.
    #[inline]
    #[must_use]
    pub fn mul_add(self, a: impl Into<Self>, b: impl Into<Self>) -> Self {
        let (a, b) = (a.into(), b.into());
        let value = self.value().mul_add(a.value(), b.value());
        self.times(a).plus(b).moved(value)
    }

    /// Remainder in `[0, |b|)`, `a - b ⌊a/b⌋` for positive `b`. At the jumps the coefficients are those of
    /// `a` less as many times those of `b`.
    #[inline]
    #[must_use]
    pub fn rem_euclid(self, b: impl Into<Self>) -> Self {
        let b = b.into();
        self.remainder(b, self.value().rem_euclid(b.value()))
    }
}
