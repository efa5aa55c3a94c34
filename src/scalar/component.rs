//! Numbers as components of other numbers: derivatives of derivatives.

use super::real::sealed::Sealed;
use super::relation::Relation;
use super::rules::{is_within, is_within_or_on};
use super::{Dual, Real, Scalar, Var};

// Plain form: `fn sqrt(self) -> Self { Self::sqrt(self) }`, where inherent methods come first
macro_rules! forward_rules {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        $(#[inline] fn $name(self) -> Self { Self::$name(self) })*
    };
}

// All functions of `Real` that are inherent methods of a number.
macro_rules! forward_functions {
    () => {
        crate::scalar::rules::unary_rules!(forward_rules);
        crate::scalar::rules::special_rules!(forward_rules);
        crate::scalar::interop::forward! {
            re is_finite is_nan sqrt abs signum powi powf log sin_cos polygamma bessel_j bessel_y
        }
        crate::scalar::interop::forward_open! {
            powd hypot atan2 max min clamp mul_add copysign rem_euclid xlogy
        }
    };
}
pub(super) use {forward_functions, forward_rules};

// What every number is. Plain form: `impl<T: Real, const N: usize> Real for Dual<T, N> { .. }`
macro_rules! number {
    ([$($g:tt)*] $Number:ty) => {
impl<$($g)*> Sealed for $Number {}

impl<$($g)*> Scalar for $Number {}

impl<$($g)*> Default for $Number {
    /// The constant 0.
    #[inline]
    fn default() -> Self {
        Self::of(0.0)
    }
}

impl<$($g)*> From<f64> for $Number {
    /// The constant `c`.
    #[inline]
    fn from(c: f64) -> Self {
        Self::of(c)
    }
}

// Kept out of the compiler's suggestions: who gives an integer does not look for this type.
#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<$($g)*> Real for $Number {
    const EXPONENT: i32 = T::EXPONENT;
    const LEVELS: i32 = T::LEVELS + 1;

    #[inline]
    fn of(c: f64) -> Self {
        Self::constant(T::of(c))
    }
    #[inline(always)]
    fn peek(self) -> f64 {
        self.value.peek()
    }
    #[inline(always)]
    fn is(self, relation: Relation, c: f64) -> bool {
        self.value.is(relation, c)
    }
    #[inline(always)]
    fn outweighs(self, other: Self) -> bool {
        self.value.outweighs(other.value)
    }
    #[inline(always)]
    fn has_finite_value(self) -> bool {
        self.value.has_finite_value()
    }
    #[inline(always)]
    fn has_sign(self) -> bool {
        self.value.has_sign()
    }
    #[inline(always)]
    fn product(self, b: Self) -> Self {
        self.chain2(b, self.value.product(b.value), b.value, self.value)
    }
    #[inline]
    fn scale(self, c: f64) -> Self {
        self * c
    }
    #[inline]
    fn is_normal(self) -> bool {
        // Every level of partials holds one more power of a reciprocal: x^2, x^3, ...
        let range = const { f64::from_bits(((1023 + T::EXPONENT / (T::LEVELS + 2)) as u64) << 52) };
        is_within(self.value, range)
            && !is_within_or_on(self.value, range.recip())
            && self.has_finite_derivatives()
    }
    #[inline]
    fn is_zero(self) -> bool {
        self.value.is_zero() && self.is_stationary()
    }

    forward_functions!();
}
    };
}
number!([T: Real, const N: usize] Dual<T, N>);
number!([T: Real] Var<T>);
