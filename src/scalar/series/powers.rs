//! Roots and powers of a [`Series`].
//!
//! Where the base is zero, `tᵐ v` with `v` not zero, a power is `tᵐᶜ vᶜ`: see
//! [`power_at_zero`](Series::power_at_zero).

use super::recurrence::folded;
use super::{Coefficient, Series};
use crate::scalar::Real;
use crate::scalar::relation::Relation;

/// Up to here a power is a product of so many factors: exact where they are, and as good as a recurrence.
const FEW: u32 = 8;

/// Beside a whole power the terms of the recurrence cancel but for a share of this size, and the power is
/// the product of the whole one and the rest. Twice or half as large is a matter of one binary digit.
const NEAR: f64 = 0.1;

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// Reciprocal, `1 / x`.
    #[inline]
    #[must_use]
    pub fn recip(self) -> Self {
        self.constant_over(1.0)
    }

    /// Square root.
    ///
    /// At 0 it is that of the function to the right: `√(t²)` is `t`, and of `√t` the first coefficient is
    /// infinite. Of a number that goes below 0 there are no coefficients.
    // y^2 = u:  y_k = (u_k - Σ y_j y_(k-j)) / (2 y_0),  j = 1 .. k-1
    #[inline]
    #[must_use]
    pub fn sqrt(self) -> Self {
        let value = self.value().sqrt();
        if value.is_zero() {
            return self.power_at_zero(value, |m| (m as f64 / 2.0, m % 2 == 0), Self::sqrt);
        }
        self.function(value, |y| {
            let twice = value + value;
            for k in 1..N {
                y[k] = (self.coefficients[k] - folded(y, y, k, 1..=k - 1)) / twice;
            }
        })
    }

    /// Cube root.
    ///
    /// At 0 it is that of the function to the right: `∛(t³)` is `t`, and of `∛t` the first coefficient is
    /// infinite.
    #[inline]
    #[must_use]
    pub fn cbrt(self) -> Self {
        let value = self.value().cbrt();
        if value.is_zero() {
            return self.power_at_zero(value, |m| (m as f64 / 3.0, m % 3 == 0), Self::cbrt);
        }
        self.power(value, |j, rest| (j - 3.0 * rest) / 3.0)
    }

    /// `uᶜ` by its recurrence, where `weight` is `c j - i` of `j` and `i`.
    // u y' = c u' y:  k u_0 y_k = Σ (c j - (k-j)) u_j y_(k-j),  j = 1 .. k
    #[inline]
    fn power(self, value: T, weight: impl Fn(f64, f64) -> f64) -> Self {
        self.function(value, |y| {
            let u = &self.coefficients;
            // The polynomial's other coefficients are zero.
            let last = (self.degree as usize).min(N - 1);
            for k in 1..N {
                let mut sum = T::of(0.0);
                for j in 1..=k.min(last) {
                    let c = weight(j as f64, (k - j) as f64);
                    sum = sum + (u[j] * y[k - j]).scale(c);
                }
                y[k] = sum / u[0].scale(k as f64);
            }
        })
    }

    /// Integer power, `xⁿ`. As [`Real::powi`].
    #[inline]
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        let value = self.value().powi(n);
        match n {
            0 => Self::constant(T::of(1.0)),
            1 => self,
            2 => self * self,
            _ if n > 0 && (n.unsigned_abs() <= FEW || !value.is_normal()) => self
                .multiplied(n.unsigned_abs())
                .with_value(value)
                .settled(),
            _ => self.real_power(value, n.into()),
        }
    }

    /// The product of `n` factors, by squaring.
    fn multiplied(self, mut n: u32) -> Self {
        let (mut square, mut product) = (self, Self::of(1.0));
        loop {
            if n % 2 == 1 {
                product *= square;
            }
            n /= 2;
            if n == 0 {
                return product;
            }
            square = square * square;
        }
    }

    /// Power with a constant exponent, `xᶜ`.
    ///
    /// At 0 it is that of the function to the right: `t^2.5` has the coefficients 0 up to the second, of which
    /// the third is infinite and the others are NaN; `(t²)^1.5` is `t³`. For a negative base value and
    /// coefficients are those of the real power if `c` is an integer, else NaN.
    #[inline]
    #[must_use]
    pub fn powf(self, c: f64) -> Self {
        // As it is rounded for the value.
        let c: f64 = T::of(c).into();
        if c == 0.0 {
            return Self::constant(T::of(1.0));
        }
        if c == 1.0 {
            return self;
        }
        let value = self.value().powf(c);
        let whole = c.round();
        // Of a line the recurrence has one term, and nothing cancels.
        let is_near = (c - whole).abs() < NEAR && (1.0..=f64::from(FEW)).contains(&whole);
        if is_near && self.degree > 1 && !value.is_zero() {
            let rest = self.real_power(self.value().powf(c - whole), c - whole);
            let power = self.multiplied(whole as u32);
            return self.beyond(value, || power * rest);
        }
        self.real_power(value, c)
    }

    fn real_power(self, value: T, c: f64) -> Self {
        let u = self.value();
        if c == 0.0 {
            return Self::constant(value);
        }
        if u.is_zero() && c > 0.0 {
            let order = |m: usize| {
                let p = c * m as f64;
                // Whether p is that product, and not a number next to it.
                (p, p.fract() == 0.0 && c.mul_add(m as f64, -p) == 0.0)
            };
            return self.power_at_zero(value, order, |v| v.powf(c));
        }
        if value.is_normal() {
            return self.power(value, |j, rest| c * j - rest);
        }
        // What underflows or overflows has slopes that need not: each is computed by itself.
        self.composed(|k| {
            let binomial = (0..k).fold(1.0, |p, i| p * (c - i as f64) / (i as f64 + 1.0));
            let power = if k == 0 { value } else { u.powf(c - k as f64) };
            power.scale(binomial)
        })
    }

    /// Power whose exponent is a series too, `xʸ`. As [`Real::powd`].
    ///
    /// At `x = 0` the coefficients are those of `x` to the power of the value of `y`, up to where
    /// `(y - y₀) ln x` sets in.
    // u^w = u^(w_0) exp((w - w_0) ln u)
    #[doc(alias = "pow")]
    #[must_use]
    pub fn powd(self, y: impl Into<Self>) -> Self {
        let y = y.into();
        let (a, b) = (self.value(), y.value());
        let origin = self.joined(y);
        let value = a.powd(b);
        let base = self.powf(b.into());
        if y.is_constant() {
            return base.with_value(value);
        }
        let moving = y.with_value(T::of(0.0));
        let result = if a.is(Relation::Greater, 0.0) {
            base * (moving * self.ln()).exp()
        } else if a.is_zero() && value.is_finite() {
            self.zero_to_moving_power(base, moving)
        } else {
            self.unknown(value)
        };
        Self { origin, ..result }.with_value(value).settled()
    }

    /// `xʸ` at `x = 0`, given `x` to the value of `y` and `y` less its value: the factor of the former is
    /// `1 + y_n tⁿ ln x + ..`.
    fn zero_to_moving_power(self, base: Self, moving: Self) -> Self {
        let value = base.value();
        let goes_above = |m: usize| self.coefficients[m].is(Relation::Greater, 0.0);
        match self.lowest() {
            // A base that stays zero; but 0 to the power of 0 is followed by another value.
            None if self.is_polynomial() && value.is_zero() => base,
            Some(m) if goes_above(m) => {
                let order = if value.is_zero() {
                    base.lowest()
                } else {
                    Some(0)
                };
                let first = order.unwrap_or(N) + moving.lowest().unwrap_or(N);
                let mut result = Self::new(base.coefficients);
                let none = result.coefficients.iter_mut().skip(first.max(1));
                none.for_each(|c| *c = T::of(f64::NAN));
                result
            }
            _ => moving.unknown(value),
        }
    }

    /// `√(x² + y²)` without overflow. As [`Real::hypot`].
    ///
    /// At the origin it is that of the functions to the right: `hypot(t, t²)` is `t √(1 + t²)`.
    #[inline]
    #[must_use]
    pub fn hypot(self, y: impl Into<Self>) -> Self {
        let y = y.into();
        let origin = self.joined(y);
        let (a, b) = (self.value(), y.value());
        let value = a.hypot(b);
        if self.is_constant() && y.is_constant() {
            return Self::constant(value);
        }
        if !value.is_finite() {
            return Self {
                origin,
                ..self.unknown(value)
            };
        }
        let result = if value.is_zero() {
            self.hypot_at_origin(y)
        } else if a.outweighs(b) {
            self.hypot_of_ratio(y, value)
        } else {
            y.hypot_of_ratio(self, value)
        };
        Self { origin, ..result }.with_value(value)
    }

    /// `|x| √(1 + (y/x)²)`, in which nothing cancels where `y` is small; and where it is not
    /// `√(x² + y²)`, with fewer products that do.
    #[inline]
    fn hypot_of_ratio(self, small: Self, value: T) -> Self {
        let (a, b) = (self.value(), small.value());
        if b.scale(2.0).outweighs(a) {
            let unit = |x: Self| x.each_term(|c| c / value);
            let (x, y) = (unit(self), unit(small));
            return (x * x + y * y).sqrt().each_term(|c| c * value);
        }
        let ratio = small / self;
        let r = self * (ratio * ratio).plus_constant(1.0).sqrt();
        if a.is(Relation::Less, 0.0) { -r } else { r }
    }

    // hypot(t^m a, t^m b) = t^m hypot(a, b)
    #[cold]
    fn hypot_at_origin(self, y: Self) -> Self {
        let starts = [self, y].into_iter().filter_map(|c| c.lowest());
        match starts.min() {
            Some(m) => self.lowered(m).hypot(y.lowered(m)).raised(m),
            None if self.is_polynomial() && y.is_polynomial() => Self::of(0.0),
            // Of order N.
            None => Self::new([T::of(0.0); N]),
        }
    }
}
