//! [`Dual`] as a component of another `Dual`: derivatives of derivatives.

use super::interop::forward_with;
use super::real::sealed::Sealed;
use super::rules::{special_rules, unary_rules};
use super::{Dual, Real};

impl<T: Real, const N: usize> Sealed for Dual<T, N> {}

// Plain form: `fn sqrt(self) -> Self { Dual::sqrt(self) }`
macro_rules! forward {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        $(#[inline] fn $name(self) -> Self { Dual::$name(self) })*
    };
}

// Kept out of the compiler's suggestions: who gives an integer does not look for this type.
#[diagnostic::do_not_recommend]
impl<T: Real, const N: usize> Real for Dual<T, N> {
    const EXPONENT: i32 = T::EXPONENT;
    const LEVELS: i32 = T::LEVELS + 1;

    #[inline]
    fn of(c: f64) -> Self {
        Self::constant(T::of(c))
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
        let x = self.re().abs();
        // Every level of partials holds one more power of a reciprocal: x^2, x^3, ...
        let range = const { f64::from_bits(((1023 + T::EXPONENT / (T::LEVELS + 2)) as u64) << 52) };
        x * range > 1.0 && x < range && self.partials.iter().all(|p| p.is_finite())
    }
    #[inline]
    fn is_zero(self) -> bool {
        self.value.is_zero() && self.partials.iter().all(|p| p.is_zero())
    }

    unary_rules!(forward);
    special_rules!(forward);
    forward_with! {
        re() -> f64;
        is_finite() -> bool;
        is_nan() -> bool;
        sqrt() -> Self;
        abs() -> Self;
        signum() -> Self;
        powi(n: i32) -> Self;
        powf(c: f64) -> Self;
        powd(y: Self) -> Self;
        log(base: f64) -> Self;
        sin_cos() -> (Self, Self);
        hypot(y: Self) -> Self;
        atan2(x: Self) -> Self;
        max(other: Self) -> Self;
        min(other: Self) -> Self;
        clamp(low: Self, high: Self) -> Self;
        mul_add(a: Self, b: Self) -> Self;
        copysign(sign: Self) -> Self;
        rem_euclid(b: Self) -> Self;
        polygamma(m: u32) -> Self;
        xlogy(y: Self) -> Self;
        bessel_j(n: u32) -> Self;
        bessel_y(n: u32) -> Self;
    }
}
