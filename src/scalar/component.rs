//! [`Dual`] as a component of another `Dual`: derivatives of derivatives.

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
    #[inline]
    fn re(self) -> f64 {
        Dual::re(self)
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
    fn is_finite(self) -> bool {
        Dual::is_finite(self)
    }
    #[inline]
    fn is_normal(self) -> bool {
        let x = self.re().abs();
        // Every level of partials holds one more power of a reciprocal: x^2, x^3, ...
        let range = const { f64::from_bits(((1023 + T::EXPONENT / (T::LEVELS + 2)) as u64) << 52) };
        x * range > 1.0 && x < range && self.partials.iter().all(|p| p.is_finite())
    }
    #[inline]
    fn is_nan(self) -> bool {
        Dual::is_nan(self)
    }
    #[inline]
    fn is_zero(self) -> bool {
        self.value.is_zero() && self.partials.iter().all(|p| p.is_zero())
    }

    unary_rules!(forward);
    special_rules!(forward);

    #[inline]
    fn powi(self, n: i32) -> Self {
        Dual::powi(self, n)
    }
    #[inline]
    fn powf(self, c: f64) -> Self {
        Dual::powf(self, c)
    }
    #[inline]
    fn powd(self, y: Self) -> Self {
        Dual::powd(self, y)
    }
    #[inline]
    fn log(self, base: f64) -> Self {
        Dual::log(self, base)
    }
    #[inline]
    fn sin_cos(self) -> (Self, Self) {
        Dual::sin_cos(self)
    }
    #[inline]
    fn hypot(self, y: Self) -> Self {
        Dual::hypot(self, y)
    }
    #[inline]
    fn atan2(self, x: Self) -> Self {
        Dual::atan2(self, x)
    }
    #[inline]
    fn max(self, other: Self) -> Self {
        Dual::max(self, other)
    }
    #[inline]
    fn min(self, other: Self) -> Self {
        Dual::min(self, other)
    }
    #[inline]
    fn clamp(self, low: Self, high: Self) -> Self {
        Dual::clamp(self, low, high)
    }
    #[inline]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Dual::mul_add(self, a, b)
    }
    #[inline]
    fn copysign(self, sign: Self) -> Self {
        Dual::copysign(self, sign)
    }
    #[inline]
    fn rem_euclid(self, b: Self) -> Self {
        Dual::rem_euclid(self, b)
    }
    #[inline]
    fn polygamma(self, m: u32) -> Self {
        Dual::polygamma(self, m)
    }
}
