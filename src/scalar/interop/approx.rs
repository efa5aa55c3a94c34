//! approx: comparison within a tolerance, by value, as `==` and `<` compare.

use approx::{AbsDiffEq, RelativeEq, UlpsEq};

use crate::{Dual, scalar::Real};

impl<T: Real + AbsDiffEq<Epsilon = T>, const N: usize> AbsDiffEq for Dual<T, N> {
    type Epsilon = Self;
    #[inline]
    fn default_epsilon() -> Self {
        Self::constant(T::default_epsilon())
    }
    #[inline]
    fn abs_diff_eq(&self, other: &Self, epsilon: Self) -> bool {
        self.value.abs_diff_eq(&other.value, epsilon.value)
    }
}

impl<T: Real + RelativeEq<Epsilon = T>, const N: usize> RelativeEq for Dual<T, N> {
    #[inline]
    fn default_max_relative() -> Self {
        Self::constant(T::default_max_relative())
    }
    #[inline]
    fn relative_eq(&self, other: &Self, epsilon: Self, max_relative: Self) -> bool {
        self.value
            .relative_eq(&other.value, epsilon.value, max_relative.value)
    }
}

impl<T: Real + UlpsEq<Epsilon = T>, const N: usize> UlpsEq for Dual<T, N> {
    #[inline]
    fn default_max_ulps() -> u32 {
        T::default_max_ulps()
    }
    #[inline]
    fn ulps_eq(&self, other: &Self, epsilon: Self, max_ulps: u32) -> bool {
        self.value.ulps_eq(&other.value, epsilon.value, max_ulps)
    }
}
