//! approx: comparison within a tolerance, by value, as `==` and `<` compare.

#[cfg(feature = "compiled")]
use std::cmp::Ordering;

use approx::{AbsDiffEq, RelativeEq, UlpsEq};

#[cfg(feature = "compiled")]
use crate::scalar::Trace;
use crate::scalar::{Coefficient, Dual, Real, Series, Var};

// Plain form: `impl<T: Real, const N: usize> .. for Dual<T, N> { .. }`
macro_rules! compare {
    ([$($g:tt)*] $Number:ty, $($value:tt)+) => {
#[doc(hidden)]
impl<$($g)*> AbsDiffEq for $Number
where
    T: Real + AbsDiffEq<Epsilon = T>,
{
    type Epsilon = Self;
    #[inline]
    fn default_epsilon() -> Self {
        Self::constant(T::default_epsilon())
    }
    #[inline]
    fn abs_diff_eq(&self, other: &Self, epsilon: Self) -> bool {
        self.$($value)+.abs_diff_eq(&other.$($value)+, epsilon.$($value)+)
    }
}

#[doc(hidden)]
impl<$($g)*> RelativeEq for $Number
where
    T: Real + RelativeEq<Epsilon = T>,
{
    #[inline]
    fn default_max_relative() -> Self {
        Self::constant(T::default_max_relative())
    }
    #[inline]
    fn relative_eq(&self, other: &Self, epsilon: Self, max_relative: Self) -> bool {
        self.$($value)+
            .relative_eq(&other.$($value)+, epsilon.$($value)+, max_relative.$($value)+)
    }
}

#[doc(hidden)]
impl<$($g)*> UlpsEq for $Number
where
    T: Real + UlpsEq<Epsilon = T>,
{
    #[inline]
    fn default_max_ulps() -> u32 {
        T::default_max_ulps()
    }
    #[inline]
    fn ulps_eq(&self, other: &Self, epsilon: Self, max_ulps: u32) -> bool {
        self.$($value)+.ulps_eq(&other.$($value)+, epsilon.$($value)+, max_ulps)
    }
}
    };
}
compare!([T: Real, const N: usize] Dual<T, N>, value);
compare!([T: Real] Var<T>, value);
compare!([T: Coefficient, const N: usize] Series<T, N>, value());

/// As those of `f64`; what is asked is remembered.
#[cfg(feature = "compiled")]
#[doc(hidden)]
impl AbsDiffEq for Trace {
    type Epsilon = Self;
    #[inline]
    fn default_epsilon() -> Self {
        Self::constant(f64::default_epsilon())
    }
    #[inline]
    fn abs_diff_eq(&self, other: &Self, epsilon: Self) -> bool {
        (*self - *other).abs() <= epsilon
    }
}

#[cfg(feature = "compiled")]
#[doc(hidden)]
impl RelativeEq for Trace {
    #[inline]
    fn default_max_relative() -> Self {
        Self::constant(f64::default_max_relative())
    }
    fn relative_eq(&self, other: &Self, epsilon: Self, max_relative: Self) -> bool {
        let same = self.partial_cmp(other) == Some(Ordering::Equal);
        let infinite = |x: Self| x.is_infinite();
        if same || infinite(*self) || infinite(*other) {
            return same;
        }
        let (difference, largest) = ((*self - *other).abs(), self.abs().max(other.abs()));
        difference <= epsilon || difference <= largest * max_relative
    }
}

/// Units of the last place are counted on plain numbers, which no guard can follow.
#[cfg(feature = "compiled")]
#[doc(hidden)]
impl UlpsEq for Trace {
    #[inline]
    fn default_max_ulps() -> u32 {
        f64::default_max_ulps()
    }
    #[inline]
    fn ulps_eq(&self, other: &Self, epsilon: Self, max_ulps: u32) -> bool {
        (self.peek()).ulps_eq(&other.peek(), epsilon.peek(), max_ulps)
    }
}
