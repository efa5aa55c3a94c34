//! The rules of arithmetic for [`Dual`].

use super::dual::{each, edge};
use super::notes::no_longer_depends;
use super::relation::Relation;
use super::{Dual, Real};

/// The rules. Each is applied to `value + partials`; the spellings of [`operators`](super::operators) all lead here.
impl<T: Real, const N: usize> Dual<T, N> {
    // (a + h) + (b + k) ~ a + b + h + k
    #[inline(always)]
    pub(super) fn plus(self, b: Self) -> Self {
        Self::new(
            self.value + b.value,
            each(|i| self.partials[i] + b.partials[i]),
        )
    }

    // (a + h) - (b + k) ~ a - b + h - k
    #[inline(always)]
    pub(super) fn minus(self, b: Self) -> Self {
        Self::new(
            self.value - b.value,
            each(|i| self.partials[i] - b.partials[i]),
        )
    }

    // (a + h) (b + k) ~ a b + b h + a k
    #[inline(always)]
    pub(super) fn times(self, b: Self) -> Self {
        if T::LEVELS > 0 {
            return self.product(b);
        }
        // Without a check for infinite factors, which would cost more than the product.
        let (h, k) = (self.partials, b.partials);
        Self::new(
            self.value * b.value,
            each(|i| h[i] * b.value + k[i] * self.value),
        )
    }

    // (a + h) / (b + k) ~ q + (h - q k) / b,  q = a / b
    #[inline(always)]
    pub(super) fn over(self, b: Self) -> Self {
        let (h, k) = (self.partials, b.partials);
        let q = self.value / b.value;
        let inverse = T::of(1.0) / b.value;
        let partials = if inverse.is_normal() && q.is_finite() {
            each(|i| (h[i] - q * k[i]) * inverse)
        } else {
            // `1 / b` is 0, subnormal, infinite or NaN: divide once per partial. No slope is taken
            // from a NaN value.
            edge();
            let divisor = if q.is_nan() { q } else { b.value };
            each(|i| divide(h[i] - k[i].times_at_edge(q), divisor))
        };
        Self::new(q, partials)
    }

    // (a + h) % (b + k) ~ a % b + h - trunc(a / b) k
    #[inline(always)]
    pub(super) fn modulo(self, b: Self) -> Self {
        let value = self.value % b.value;
        // Not `trunc(a / b)`: the quotient may be rounded up to the next integer.
        let times = ((self.value - value) / b.value).round();
        self.chain2(b, value, T::of(1.0), -times)
    }

    // -(a + h) ~ -a - h
    #[inline(always)]
    pub(super) fn negated(self) -> Self {
        Self::new(-self.value, each(|i| -self.partials[i]))
    }

    #[inline(always)]
    pub(super) fn plus_constant(self, c: f64) -> Self {
        Self::new(self.value + T::of(c), self.partials)
    }

    #[inline(always)]
    pub(super) fn minus_constant(self, c: f64) -> Self {
        Self::new(self.value - T::of(c), self.partials)
    }

    // (a + h) c ~ a c + c h
    #[inline(always)]
    pub(super) fn times_constant(self, c: f64) -> Self {
        if c.is_finite() && (c != 0.0 || !no_longer_depends()) {
            Self::new(self.value.scale(c), each(|i| self.partials[i].scale(c)))
        } else if c == 0.0 {
            Self::constant(self.value.scale(c))
        } else {
            self.chain(self.value.scale(c), T::of(c))
        }
    }

    // (a + h) / c ~ a / c + h / c
    #[inline(always)]
    pub(super) fn over_constant(self, c: f64) -> Self {
        let inverse = c.recip();
        if inverse.is_normal() {
            let partials = each(|i| self.partials[i].scale(inverse));
            Self::new(self.value / T::of(c), partials)
        } else {
            self.over(Self::of(c))
        }
    }

    #[inline(always)]
    pub(super) fn modulo_constant(self, c: f64) -> Self {
        self.modulo(Self::of(c))
    }

    #[inline(always)]
    pub(super) fn constant_minus(self, c: f64) -> Self {
        Self::new(T::of(c) - self.value, each(|i| -self.partials[i]))
    }

    #[inline(always)]
    pub(super) fn constant_over(self, c: f64) -> Self {
        Self::of(c).over(self)
    }

    #[inline(always)]
    pub(super) fn constant_modulo(self, c: f64) -> Self {
        Self::of(c).modulo(self)
    }
}

/// `p / divisor`, where what is exactly zero stays zero.
#[inline(always)]
fn divide<T: Real>(p: T, divisor: T) -> T {
    if p.is_zero() {
        p
    } else if T::LEVELS == 0 || !divisor.is(Relation::Equal, 0.0) && divisor.has_finite_value() {
        p / divisor
    } else {
        p.times_at_edge(T::of(1.0) / divisor)
    }
}
