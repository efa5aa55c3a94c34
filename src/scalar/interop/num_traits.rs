//! num-traits: `Float`, `FloatConst`, `Signed` and what they need.

use std::num::FpCategory;

use num_traits::{
    Bounded, Float, FloatConst, FromPrimitive, Inv, MulAdd, Num, NumCast, One, Pow, Signed,
    ToPrimitive, Zero,
};

use super::{constants, forward};
#[cfg(feature = "compiled")]
use crate::scalar::Trace;
use crate::scalar::rules::is_within;
use crate::scalar::{Coefficient, Dual, Real, Series, Var};

// Plain form: `impl<T: Real, const N: usize> .. for Dual<T, N> { .. }`
macro_rules! number {
    ([$($g:tt)*] $Number:ty, $($value:tt)+) => {
impl<$($g)*> Zero for $Number {
    #[inline]
    fn zero() -> Self {
        Self::of(0.0)
    }
    /// Whether the number is the constant 0, as `== Self::zero()` tells: value and every partial
    /// derivative.
    ///
    /// Generic algorithms ask this before they leave work out. What is 0 here and moves is not
    /// nothing: leaving it out would leave out its derivative. `x == 0.0` looks at the value alone.
    #[inline]
    fn is_zero(&self) -> bool {
        Real::is_zero(*self)
    }
}

impl<$($g)*> One for $Number {
    #[inline]
    fn one() -> Self {
        Self::of(1.0)
    }
    /// Whether the number is the constant 1: value and every partial derivative, as for
    /// [`is_zero`](Zero::is_zero).
    #[inline]
    fn is_one(&self) -> bool {
        *self == Self::of(1.0)
    }
}

#[doc(hidden)]
impl<$($g)*> Num for $Number {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
    /// A constant.
    #[inline]
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        <f64 as Num>::from_str_radix(text, radix).map(Self::of)
    }
}

#[doc(hidden)]
impl<$($g)*> Signed for $Number {
    #[inline]
    fn abs(&self) -> Self {
        Self::abs(*self)
    }
    #[inline]
    fn abs_sub(&self, other: &Self) -> Self {
        (*self - *other).max(0.0)
    }
    #[inline]
    fn signum(&self) -> Self {
        Self::signum(*self)
    }
    #[inline]
    fn is_positive(&self) -> bool {
        !self.has_sign()
    }
    #[inline]
    fn is_negative(&self) -> bool {
        self.has_sign()
    }
}

#[doc(hidden)]
impl<$($g)*> Inv for $Number {
    type Output = Self;
    #[inline]
    fn inv(self) -> Self {
        self.recip()
    }
}

#[doc(hidden)]
impl<$($g)*> MulAdd for $Number {
    type Output = Self;
    #[inline]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Self::mul_add(self, a, b)
    }
}

#[doc(hidden)]
impl<$($g)*> Pow<i32> for $Number {
    type Output = Self;
    #[inline]
    fn pow(self, n: i32) -> Self {
        self.powi(n)
    }
}

#[doc(hidden)]
impl<$($g)*> Pow<f64> for $Number {
    type Output = Self;
    #[inline]
    fn pow(self, c: f64) -> Self {
        self.powf(c)
    }
}

#[doc(hidden)]
impl<$($g)*> Pow<$Number> for $Number {
    type Output = Self;
    #[inline]
    fn pow(self, y: Self) -> Self {
        self.powd(y)
    }
}

#[doc(hidden)]
impl<$($g)*> FromPrimitive for $Number {
    #[inline]
    fn from_i64(n: i64) -> Option<Self> {
        Some(Self::of(n as f64))
    }
    #[inline]
    fn from_u64(n: u64) -> Option<Self> {
        Some(Self::of(n as f64))
    }
    #[inline]
    fn from_f64(c: f64) -> Option<Self> {
        Some(Self::of(c))
    }
}

#[doc(hidden)]
impl<$($g)*> ToPrimitive for $Number {
    #[inline]
    fn to_i64(&self) -> Option<i64> {
        self.re().to_i64()
    }
    #[inline]
    fn to_u64(&self) -> Option<u64> {
        self.re().to_u64()
    }
    #[inline]
    fn to_f64(&self) -> Option<f64> {
        Some(self.re())
    }
}

#[doc(hidden)]
impl<$($g)*> NumCast for $Number {
    /// A constant: what is cast leaves its derivatives behind.
    #[inline]
    fn from<C: ToPrimitive>(c: C) -> Option<Self> {
        c.to_f64().map(Self::of)
    }
}

#[doc(hidden)]
impl<$($g)*> Bounded for $Number
where
    T: Real + Bounded,
{
    #[inline]
    fn min_value() -> Self {
        Self::constant(<T as Bounded>::min_value())
    }
    #[inline]
    fn max_value() -> Self {
        Self::constant(<T as Bounded>::max_value())
    }
}

#[doc(hidden)]
impl<$($g)*> FloatConst for $Number
where
    T: Real + FloatConst,
{
    constants! {
        E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2 FRAC_PI_3 FRAC_PI_4 FRAC_PI_6
        FRAC_PI_8 LN_10 LN_2 LOG10_E LOG2_E PI SQRT_2 TAU LOG10_2 LOG2_10
    }
}

#[doc(hidden)]
impl<$($g)*> Float for $Number
where
    T: Real + Float,
{
    constants! {
        nan infinity neg_infinity neg_zero min_positive_value epsilon
    }
    #[inline]
    fn min_value() -> Self {
        Self::constant(<T as Float>::min_value())
    }
    #[inline]
    fn max_value() -> Self {
        Self::constant(<T as Float>::max_value())
    }
    forward! {
        floor ceil round trunc fract abs signum recip sqrt exp exp2 ln log2 log10 to_degrees
        to_radians cbrt sin cos tan asin acos atan exp_m1 ln_1p sinh cosh tanh asinh acosh atanh
    }
    forward! {
        is_nan is_infinite is_sign_positive is_sign_negative powi sin_cos hypot
        atan2 max min clamp mul_add copysign
    }
    /// Whether the value is finite.
    #[inline]
    fn is_finite(self) -> bool {
        Real::has_finite_value(self)
    }
    #[inline]
    fn is_normal(self) -> bool {
        self.classify() == FpCategory::Normal
    }
    #[inline]
    fn classify(self) -> FpCategory {
        let smallest = <T as Float>::min_positive_value().peek();
        if Self::is_nan(self) {
            FpCategory::Nan
        } else if !Real::has_finite_value(self) {
            FpCategory::Infinite
        } else if self == 0.0 {
            FpCategory::Zero
        } else if is_within(self, smallest) {
            FpCategory::Subnormal
        } else {
            FpCategory::Normal
        }
    }
    #[inline]
    fn powf(self, y: Self) -> Self {
        Self::powd(self, y)
    }
    #[inline]
    fn log(self, base: Self) -> Self {
        Self::ln(self) / Self::ln(base)
    }
    #[inline]
    fn abs_sub(self, other: Self) -> Self {
        (self - other).max(0.0)
    }
    #[inline]
    fn integer_decode(self) -> (u64, i16, i8) {
        // Taken out of a traced number, it is a plain one.
        let _ = self.re();
        self.$($value)+.integer_decode()
    }
}
    };
}
number!([T: Real, const N: usize] Dual<T, N>, value);
number!([T: Real] Var<T>, value);
number!([T: Coefficient, const N: usize] Series<T, N>, value());

/// What a traced number carries, by the name that the macro has for it.
#[cfg(feature = "compiled")]
type T = f64;
#[cfg(feature = "compiled")]
number!([] Trace, value);
