//! What the recurrences among coefficients are made of: sums of products, integrals, compositions, and
//! the power of `t` that a series starts with.
//!
//! Every function `y = f(u)` with a slope `s`, so that `y' = s u'`, has the coefficients
//!
//! ```text
//! k y_k = Σ j u_j s_(k-j),  j = 1 .. k
//! ```
//!
//! and differs from others in how `s` comes about along with `y` (Griewank and Walther, *Evaluating
//! Derivatives*, 2nd edition, 13.2). A coefficient depends on those of its own order and below alone,
//! so what overflows or does not exist spoils nothing below it.

use std::ops::RangeInclusive;

use super::{Coefficient, ENDLESS, Series};
use crate::scalar::Real;

/// `Σ a_j b_(k-j)` over a range of `j`.
#[inline(always)]
pub(super) fn folded<T: Real, const N: usize>(
    a: &[T; N],
    b: &[T; N],
    k: usize,
    range: RangeInclusive<usize>,
) -> T {
    let mut sum: Option<T> = None;
    for j in range {
        let product = a[j] * b[k - j];
        sum = Some(sum.map_or(product, |sum| sum + product));
    }
    sum.unwrap_or(T::of(0.0))
}

/// The coefficients `k u_k`, those of `t u'`.
#[inline(always)]
pub(super) fn stretched<T: Real, const N: usize>(u: &[T; N]) -> [T; N] {
    let mut stretched = *u;
    for (k, c) in stretched.iter_mut().enumerate() {
        *c = c.scale(k as f64);
    }
    stretched
}

/// The coefficient `k` of `∫ s u'`, where `v = t u'`: `1/k Σ v_j s_(k-j)`.
#[inline(always)]
pub(super) fn integral<T: Real, const N: usize>(v: &[T; N], s: &[T; N], k: usize) -> T {
    folded(v, s, k, 1..=k) / T::of(k as f64)
}

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// The function of this number with a value and a slope: `y' = s u'`.
    #[inline]
    pub(super) fn with_slope(self, value: T, slope: impl FnOnce() -> Self) -> Self {
        self.function(value, |y| {
            let (v, s) = (stretched(&self.coefficients), slope().coefficients);
            for (k, y) in y.iter_mut().enumerate().skip(1) {
                *y = integral(&v, &s, k);
            }
        })
    }

    /// The function of this number with a value and a slope `1/r`: `r y' = u'`.
    // k y_k = (k u_k - Σ j y_j r_(k-j)) / r_0,  j = 1 .. k-1
    #[inline]
    pub(super) fn with_inverse_slope(self, value: T, divisor: impl FnOnce() -> Self) -> Self {
        self.function(value, |y| {
            let (u, r) = (&self.coefficients, divisor().coefficients);
            // `j y_j`, which is found along the way.
            let mut w = [T::of(0.0); N];
            for k in 1..N {
                let known = folded(&w, &r, k, 1..=k - 1);
                w[k] = (u[k].scale(k as f64) - known) / r[0];
                y[k] = w[k] / T::of(k as f64);
            }
        })
    }

    /// `f(u)` for a function `f` of which the coefficients at the value of `u` are given by their order, by
    /// Horner's rule.
    // f(u_0 + h) = f_0 + h (f_1 + h (f_2 + ..)),  h = u_1 t + u_2 t^2 + ..
    pub(super) fn composed(self, f: impl Fn(usize) -> T) -> Self {
        self.function(f(0), |y| {
            let u = &self.coefficients;
            if self.degree == 1 {
                let mut power = T::of(1.0);
                for (k, y) in y.iter_mut().enumerate().skip(1) {
                    power = power * u[1];
                    *y = f(k) * power;
                }
                return;
            }
            let mut sum = [T::of(0.0); N];
            for k in (0..N).rev() {
                // Of what is to be multiplied by h another k times, only this much stays.
                for j in (1..N - k).rev() {
                    sum[j] = folded(u, &sum, j, 1..=j);
                }
                sum[0] = f(k);
            }
            *y = sum;
        })
    }

    /// The lowest order of which the coefficient is not zero; NaN is not.
    #[inline]
    pub(super) fn lowest(&self) -> Option<usize> {
        self.coefficients.iter().position(|c| !c.is_zero())
    }

    /// `u / tᵐ`, where the coefficients below order `m` are zero. What was not carried is zero of a
    /// polynomial, and unknown else.
    pub(super) fn lowered(self, m: usize) -> Self {
        let above = if self.is_polynomial() { 0.0 } else { f64::NAN };
        let mut v = [T::of(above); N];
        v[..N - m].copy_from_slice(&self.coefficients[m..]);
        let degree = if self.is_polynomial() {
            self.degree.saturating_sub(m as u32)
        } else {
            ENDLESS
        };
        Self::made(v, degree, self.origin)
    }

    /// `tᵐ u`.
    pub(super) fn raised(self, m: usize) -> Self {
        let mut y = [T::of(0.0); N];
        y[m..].copy_from_slice(&self.coefficients[..N - m]);
        Self::made(y, ENDLESS, self.origin)
    }

    /// `uᶜ` at `u = 0` for a positive exponent: with `u = tᵐ v` it is `tᵖ vᶜ`, where `p = m c`.
    ///
    /// `exponent` tells `p` for `m`, and whether it is an integer. If it is not, the coefficients below
    /// order `p` are zero, that above it is infinite, and there are no others. `power` is `vᶜ`, where `v` is not
    /// zero.
    #[cold]
    pub(super) fn power_at_zero(
        self,
        value: T,
        exponent: impl Fn(usize) -> (f64, bool),
        power: impl FnOnce(Self) -> Self,
    ) -> Self {
        if self.is_constant() {
            return Self::constant(value);
        }
        let Some(m) = self.lowest() else {
            if self.is_polynomial() {
                return Self::constant(value);
            }
            // Of order N, and of unknown sign.
            if power(Self::of(-1.0)).value().is_nan() {
                return self.unknown(value);
            }
            let (p, _) = exponent(N);
            let term = |k: usize| T::of(if (k as f64) < p { 0.0 } else { f64::NAN });
            return self.function(value, |y| (1..N).for_each(|k| y[k] = term(k)));
        };
        let (p, is_integer) = exponent(m);
        let w = power(self.lowered(m)).coefficients;
        if w[0].is_nan() {
            return self.unknown(value);
        }
        self.function(value, |y| {
            for (k, y) in y.iter_mut().enumerate().skip(1) {
                let above = k as f64 - p;
                *y = if above < 0.0 {
                    T::of(0.0)
                } else if is_integer {
                    w[above as usize]
                } else if above < 1.0 {
                    w[0].scale(f64::INFINITY)
                } else {
                    T::of(f64::NAN)
                };
            }
        })
    }
}
