//! [`Series`] as a number of the crate, and as a component of others: derivatives inside a function
//! that is expanded.

use std::cmp::Ordering;
use std::fmt;

use super::{Coefficient, ENDLESS, Series};
use crate::scalar::component::{forward_functions, forward_rules};
use crate::scalar::dual::{Dual, each};
use crate::scalar::levels::{Levels, Parts};
use crate::scalar::real::sealed::Sealed;
use crate::scalar::relation::Relation;
use crate::scalar::rules::{is_infinite, is_within, is_within_or_on};
use crate::scalar::{Real, Scalar};

impl<T: Coefficient, const N: usize> Sealed for Series<T, N> {}

impl<T: Coefficient, const N: usize> Scalar for Series<T, N> {}

impl<T: Coefficient, const N: usize> Default for Series<T, N> {
    /// The constant 0.
    #[inline]
    fn default() -> Self {
        Self::of(0.0)
    }
}

impl<T: Coefficient, const N: usize> From<f64> for Series<T, N> {
    /// The constant `c`.
    #[inline]
    fn from(c: f64) -> Self {
        Self::of(c)
    }
}

/// Questions about the value.
impl<T: Coefficient, const N: usize> Series<T, N> {
    /// The value as `f64`.
    ///
    /// A number built from it is a constant: use it to decide or to print, not to compute the result.
    #[inline]
    #[must_use]
    pub fn re(self) -> f64 {
        self.value().into()
    }

    /// Whether all coefficients are finite.
    #[inline]
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.value().is_finite() && self.has_finite_coefficients()
    }

    /// Whether all coefficients but the value are finite.
    #[inline]
    pub(super) fn has_finite_coefficients(&self) -> bool {
        self.coefficients[1..].iter().all(|c| c.is_finite())
    }

    /// Whether the value is NaN.
    #[inline]
    #[must_use]
    pub fn is_nan(self) -> bool {
        self.value().is_nan()
    }

    /// Whether the value is infinite.
    #[inline]
    #[must_use]
    pub fn is_infinite(self) -> bool {
        is_infinite(self.value())
    }

    /// Whether the sign bit of the value is clear: true for `+0`.
    #[inline]
    #[must_use]
    pub fn is_sign_positive(self) -> bool {
        !self.value().has_sign()
    }

    /// Whether the sign bit of the value is set: true for `-0`.
    #[inline]
    #[must_use]
    pub fn is_sign_negative(self) -> bool {
        self.value().has_sign()
    }
}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<T: Coefficient, const N: usize> Real for Series<T, N> {
    const EXPONENT: i32 = T::EXPONENT;
    const LEVELS: i32 = N as i32;

    #[inline]
    fn of(c: f64) -> Self {
        Self::constant(T::of(c))
    }
    #[inline(always)]
    fn peek(self) -> f64 {
        self.value().into()
    }
    #[inline(always)]
    fn is(self, relation: Relation, c: f64) -> bool {
        self.value().is(relation, c)
    }
    #[inline(always)]
    fn outweighs(self, other: Self) -> bool {
        self.value().outweighs(other.value())
    }
    #[inline(always)]
    fn has_finite_value(self) -> bool {
        self.value().is_finite()
    }
    #[inline(always)]
    fn has_sign(self) -> bool {
        self.value().has_sign()
    }
    #[inline(always)]
    fn product(self, other: Self) -> Self {
        self.times(other)
    }
    #[inline]
    fn scale(self, c: f64) -> Self {
        self.times_constant(c)
    }
    #[inline]
    fn is_normal(self) -> bool {
        // As for `Dual`: every order of a reciprocal has one more power.
        let range = const { f64::from_bits(((1023 + T::EXPONENT / (N as i32 + 2)) as u64) << 52) };
        is_within(self.value(), range)
            && !is_within_or_on(self.value(), range.recip())
            && self.has_finite_coefficients()
    }
    #[inline]
    fn is_zero(self) -> bool {
        self.lowest().is_none()
    }

    forward_functions!();
}

impl<T: Coefficient, const N: usize> PartialEq for Series<T, N> {
    /// Whether all coefficients are equal: what is 0 here and moves is not the constant 0. With an `f64`,
    /// `==` looks at the value.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.coefficients == other.coefficients
    }
}

impl<T: Coefficient, const N: usize> PartialEq<f64> for Series<T, N> {
    #[inline(always)]
    fn eq(&self, other: &f64) -> bool {
        self.value().is(Relation::Equal, *other)
    }
}

impl<T: Coefficient, const N: usize> PartialOrd for Series<T, N> {
    /// Compares the values, so that branches are taken as they are for plain numbers.
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value().partial_cmp(&other.value())
    }
}

impl<T: Coefficient, const N: usize> fmt::Display for Series<T, N> {
    /// The value, then the other coefficients in brackets; a precision applies to each number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)?;
        f.write_str(" [")?;
        for (k, c) in self.coefficients.iter().enumerate().skip(1) {
            if k > 1 {
                f.write_str(", ")?;
            }
            fmt::Display::fmt(c, f)?;
        }
        f.write_str("]")
    }
}

/// The coefficients of several numbers, order by order: as they decide.
fn by_order<T: Coefficient, const N: usize>(parts: &[Series<T, N>]) -> Parts<T> {
    let order = |k: usize| parts.iter().map(move |part| part.coefficients[k]);
    (0..N).flat_map(order).collect()
}

impl<T: Coefficient, const N: usize> Levels for Series<T, N> {
    const LANES: usize = 0;

    fn lane(self, _: usize) -> f64 {
        0.0
    }
    fn with_lane(self, _: usize, _: Self) -> Self {
        self
    }
    fn times_at_edge(self, slope: Self) -> Self {
        if self.is_zero() {
            return self;
        }
        let (u, v) = (&self.coefficients, &slope.coefficients);
        let product = each(|k| {
            let terms = (0..=k).map(|j| u[j].times_at_edge(v[k - j]));
            terms.fold(T::of(0.0), |sum, term| sum + term)
        });
        Self::made(product, ENDLESS, self.joined(slope))
    }
    fn times_singular(self, slope: Self, _: Self, centred: bool) -> Self {
        match (self.is_zero(), centred) {
            (false, _) => self.times(slope),
            (true, true) if self.is_polynomial() => self,
            (true, true) => self.unknown(self.value()),
            (true, false) => Self::of(f64::NAN),
        }
    }
    /// Every coefficient of a number that moves counts as one that depends on its variable.
    fn dependence(self) -> Self {
        let moves = T::of(if self.is_constant() { 0.0 } else { 1.0 });
        let all = Self::made([moves; N], self.degree, self.origin);
        all.with_value(self.value().dependence())
    }
    fn spoiled(self, wrong: fn(f64) -> bool) -> Self {
        let c = &self.coefficients;
        Self::made(each(|k| c[k].spoiled(wrong)), ENDLESS, self.origin)
    }
    fn underived(self) -> Self {
        if self.is_constant() {
            self
        } else {
            self.unknown(self.value())
        }
    }
    fn largest(self) -> f64 {
        let sizes = self.coefficients.iter().map(|c| c.largest());
        sizes.fold(0.0, f64::max)
    }
    fn lead(left: &[Self], right: &[Self], a: &[Self], b: &[Self]) -> Parts<Self> {
        let [l, r, x, y] = [left, right, a, b].map(by_order);
        let found = T::lead(&l, &r, &x, &y);
        let all = [left, right, a, b].into_iter().flatten();
        let origin = all.copied().reduce(|a, b| Self {
            origin: a.joined(b),
            ..a
        });
        let count = a.len();
        let part = |j: usize| {
            let coefficients = each(|k| found[k * count + j]);
            Self::made(coefficients, ENDLESS, origin.map_or(0, |x| x.origin))
        };
        (0..count).map(part).collect()
    }
    /// Both are zero, and if they stay so the derivatives are those along each lane. If they do not, what
    /// they do first is not told apart from what the lanes do.
    fn hypot_at_origin<const M: usize>(a: Dual<Self, M>, b: Dual<Self, M>) -> Dual<Self, M> {
        let stays = |x: Self| x.is_zero() && x.is_polynomial();
        let value = a.value.hypot(b.value);
        if stays(a.value) && stays(b.value) {
            Dual::new(value, each(|i| a.partials[i].hypot(b.partials[i])))
        } else {
            Dual::new(value, [Self::of(f64::NAN); M])
        }
    }
}
