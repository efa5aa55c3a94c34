//! nalgebra: `RealField` and `ComplexField`, so that factorisations, norms, inverses and rotations
//! differentiate inside a closure.
//!
//! nalgebra's algorithms branch on zeros and on thresholds. `is_zero` and `==` see the derivatives, so
//! LU and its determinant do not leave out what moves. Two kinds of branch remain:
//!
//! * A reflection of a column of zeros (QR, Hessenberg, tridiagonal and bidiagonal forms) is left
//!   out. `to_exp` and `scale` see to it that its length has no derivative, NaN, where the column is
//!   zero or the rounding of zero; on nested numbers it has no value either, since what an iteration
//!   drops later would be missing in second derivatives.
//! * An entry below a threshold is dropped with its derivative in the iterations for singular values
//!   and Schur forms, where products and second derivatives can be wrong: see the table in
//!   [`linalg`](crate::linalg).
//! * A rotation about a scaled axis, `Rotation3::new(w)`, is constant at exactly `w = 0`.
//! * `Matrix::exp` converts to `f64` inside and panics on numbers with derivatives.

use nalgebra::{ComplexField, Field, RealField, SimdValue};
use simba::scalar::SubsetOf;

use super::{constants, forward};
#[cfg(feature = "compiled")]
use crate::scalar::Trace;
use crate::scalar::{Coefficient, Dual, Real, Series, Var, levels::Levels, relation::Relation};

// Every float is a number without derivatives. Plain form, for `f64` and `Dual`:
//
//     fn to_superset(&self) -> Dual<T, N> { Dual::of(*self) }
macro_rules! subset {
    ([$($g:tt)*] $Float:ident, $Number:ty) => {
        #[doc(hidden)]
        impl<$($g)*> SubsetOf<$Number> for $Float {
            fn to_superset(&self) -> $Number {
                <$Number>::of(f64::from(*self))
            }
            fn from_superset_unchecked(element: &$Number) -> $Float {
                element.re() as $Float
            }
            /// Whether no derivative would be lost.
            fn is_in_subset(element: &$Number) -> bool {
                element.is_constant()
            }
        }
    };
}

// Plain form: `impl<T: Real, const N: usize> .. for Dual<T, N> { .. }`
macro_rules! number {
    ([$($g:tt)*] $Number:ty) => {
#[doc(hidden)]
impl<$($g)*> SubsetOf<$Number> for $Number {
    #[inline]
    fn to_superset(&self) -> Self {
        *self
    }
    #[inline]
    fn from_superset_unchecked(element: &Self) -> Self {
        *element
    }
    #[inline]
    fn is_in_subset(_: &Self) -> bool {
        true
    }
}

subset!([$($g)*] f32, $Number);
subset!([$($g)*] f64, $Number);

#[doc(hidden)]
impl<$($g)*> Field for $Number {}

// The trait declares two methods unsafe. With a single lane they do what their safe twins do, and
// no lane number can be out of range.
#[allow(unsafe_code)]
#[doc(hidden)]
impl<$($g)*> SimdValue for $Number {
    const LANES: usize = 1;
    type Element = Self;
    type SimdBool = bool;
    #[inline]
    fn splat(value: Self) -> Self {
        value
    }
    #[inline]
    fn extract(&self, _: usize) -> Self {
        *self
    }
    #[inline]
    unsafe fn extract_unchecked(&self, _: usize) -> Self {
        *self
    }
    #[inline]
    fn replace(&mut self, _: usize, value: Self) {
        *self = value;
    }
    #[inline]
    unsafe fn replace_unchecked(&mut self, _: usize, value: Self) {
        *self = value;
    }
    #[inline]
    fn select(self, condition: bool, other: Self) -> Self {
        if condition { self } else { other }
    }
}

#[doc(hidden)]
impl<$($g)*> ComplexField for $Number
where
    T: Real + RealField,
{
    type RealField = Self;

    forward! {
        floor ceil round trunc fract abs signum recip sin cos tan asin acos atan sinh cosh tanh
        asinh acosh atanh log2 log10 ln ln_1p sqrt exp exp2 exp_m1 cbrt
    }
    forward! {
        powi sin_cos hypot mul_add
    }
    #[inline]
    fn from_real(re: Self) -> Self {
        re
    }
    #[inline]
    fn real(self) -> Self {
        self
    }
    #[inline]
    fn imaginary(self) -> Self {
        Self::of(0.0)
    }
    #[inline]
    fn modulus(self) -> Self {
        Self::abs(self)
    }
    #[inline]
    fn modulus_squared(self) -> Self {
        self * self
    }
    #[inline]
    fn argument(self) -> Self {
        if self >= 0.0 {
            Self::of(0.0)
        } else {
            Self::pi()
        }
    }
    /// The absolute value, and 0 for NaN.
    #[inline]
    fn norm1(self) -> Self {
        // nalgebra's iterations end when this is small; on NaN they would never end.
        if self.is_nan() {
            Self::of(0.0)
        } else {
            Self::abs(self)
        }
    }
    /// The absolute value and the sign; 0 has the sign 1, and itself for an absolute value: the two are
    /// factors of the number, and the kink of one would need the jump of the other.
    #[inline]
    fn to_exp(self) -> (Self, Self) {
        if self < 0.0 {
            (-self, Self::sign_of_exponent(-1.0))
        } else {
            (self, Self::sign_of_exponent(1.0))
        }
    }
    /// The product. The sign of `to_exp` times the length of a column of zeros or of rounding errors is
    /// NaN in its derivatives, and entirely on nested numbers.
    #[inline]
    fn scale(self, factor: Self) -> Self {
        let none = || factor == 0.0 || factor.is_rounding();
        if (self == 1.0 || self == -1.0) && self.is_sign_of_exponent() && none() {
            return if T::LEVELS == 0 {
                factor.of_unknown_derivatives()
            } else {
                Self::of(f64::NAN)
            };
        }
        self * factor
    }
    #[inline]
    fn unscale(self, factor: Self) -> Self {
        self / factor
    }
    #[inline]
    fn conjugate(self) -> Self {
        self
    }
    #[inline]
    fn log(self, base: Self) -> Self {
        Self::ln(self) / Self::ln(base)
    }
    #[inline]
    fn powf(self, y: Self) -> Self {
        Self::powd(self, y)
    }
    #[inline]
    fn powc(self, y: Self) -> Self {
        Self::powd(self, y)
    }
    /// Whether the value is finite, as for a float.
    #[inline]
    fn is_finite(&self) -> bool {
        Real::has_finite_value(*self)
    }
    #[inline]
    fn try_sqrt(self) -> Option<Self> {
        (self >= 0.0).then(|| Self::sqrt(self))
    }
}

#[doc(hidden)]
impl<$($g)*> RealField for $Number
where
    T: Real + RealField,
{
    constants! {
        pi two_pi frac_pi_2 frac_pi_3 frac_pi_4 frac_pi_6 frac_pi_8 frac_1_pi frac_2_pi
        frac_2_sqrt_pi e log2_e log10_e ln_2 ln_10
    }
    forward! {
        atan2 max min clamp copysign
    }
    #[inline]
    fn is_sign_positive(&self) -> bool {
        Self::is_sign_positive(*self)
    }
    #[inline]
    fn is_sign_negative(&self) -> bool {
        Self::is_sign_negative(*self)
    }
    #[inline]
    fn min_value() -> Option<Self> {
        T::min_value().map(Self::constant)
    }
    #[inline]
    fn max_value() -> Option<Self> {
        T::max_value().map(Self::constant)
    }
}
    };
}
number!([T: Real, const N: usize] Dual<T, N>);
number!([T: Real] Var<T>);
number!([T: Coefficient, const N: usize] Series<T, N>);

/// What a traced number carries, by the name that the macro has for it.
#[cfg(feature = "compiled")]
type T = f64;
#[cfg(feature = "compiled")]
number!([] Trace);

/// The derivatives of the sign in `to_exp`: `scale` knows it again, to all others it is 0.
const SIGN: f64 = -0.0;

/// A number whose derivatives are larger than this by its value is a zero, up to rounding.
const ROUNDING: f64 = 1e13;

/// Whether this is the derivative of the sign in `to_exp`.
fn is_sign<T: Real>(p: T) -> bool {
    p.is(Relation::Equal, 0.0) && p.has_sign()
}

impl<T: Real, const N: usize> Dual<T, N> {
    /// Whether there are no derivatives.
    fn is_constant(&self) -> bool {
        self.partials.iter().all(|p| Real::is_zero(*p))
    }

    fn sign_of_exponent(sign: f64) -> Self {
        Self::new(T::of(sign), [T::of(SIGN); N])
    }

    fn of_unknown_derivatives(self) -> Self {
        self.underived()
    }

    fn is_sign_of_exponent(self) -> bool {
        self.partials.iter().all(|p| is_sign(*p))
    }

    /// Whether the value is zero or rounding beside its derivatives.
    fn is_rounding(self) -> bool {
        self.peek().abs() * ROUNDING < self.largest()
    }
}

impl<T: Real> Var<T> {
    fn sign_of_exponent(sign: f64) -> Self {
        Self::constant_marked(T::of(sign), T::of(SIGN))
    }

    fn of_unknown_derivatives(self) -> Self {
        self.unknown()
    }

    fn is_sign_of_exponent(self) -> bool {
        self.mark().is_some_and(is_sign)
    }

    /// Whether the value is zero or rounding beside its derivatives.
    fn is_rounding(self) -> bool {
        self.peek().abs() * ROUNDING < self.largest()
    }
}

impl<T: Coefficient, const N: usize> Series<T, N> {
    fn sign_of_exponent(sign: f64) -> Self {
        Self::marked(sign, SIGN)
    }

    fn of_unknown_derivatives(self) -> Self {
        self.underived()
    }

    fn is_sign_of_exponent(self) -> bool {
        self.is_constant() && self.coefficients()[1..].iter().all(|c| is_sign(*c))
    }

    /// Whether the value is zero or rounding beside its derivatives.
    fn is_rounding(self) -> bool {
        self.peek().abs() * ROUNDING < self.largest()
    }
}

#[cfg(feature = "compiled")]
impl Trace {
    fn sign_of_exponent(sign: f64) -> Self {
        Self::marked(sign)
    }

    fn of_unknown_derivatives(self) -> Self {
        self.unknown()
    }

    fn is_sign_of_exponent(self) -> bool {
        self.is_marked()
    }

    /// Whether the value is zero or rounding beside its derivatives: no guard can tell, but one can tell
    /// that it stays as large as it is here.
    fn is_rounding(self) -> bool {
        if self.is_constant() {
            return false;
        }
        let smallest = self.largest_derivative() / ROUNDING;
        if self.magnitude() < smallest {
            self.decided();
            return true;
        }
        // Far from it nothing is remembered but that.
        let bound = (smallest * 1e3).min(self.magnitude() / 2.0);
        !self.outweighs(Self::constant(bound))
    }
}
