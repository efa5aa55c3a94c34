//! [`Real`]: what the components of a [`Dual`](super::Dual) may be, and `f32` and `f64` as such.

use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::angles::Angles;
use super::dot::Products;
use super::expansion::Expansions;
use super::levels::Levels;
use super::log_sum_exp::Exponentials;
use super::relation::Relation;
use super::rules::{special_rules, unary_rules};
use super::{by_hand, special};

pub(crate) mod sealed {
    /// Keeps [`Real`](super::Real) closed, so that methods can be added to it.
    pub trait Sealed {}
}

// Plain form of a row's stamp: `fn sqrt(self) -> Self;`
macro_rules! declare {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        $($(#[$doc])* fn $name(self) -> Self;)*
    };
}

/// A real number a [`Dual`](super::Dual) can carry: `f32`, `f64`, or another `Dual`.
///
/// It holds every elementary function of the crate, documented with its slope and its edges.
/// Generic functions of users take [`Scalar`](super::Scalar), which adds arithmetic with `f64`
/// literals. The trait is sealed: the rules of differentiation are the crate's own.
///
/// Where a function has a kink, every partial derivative is the one-sided one along its variable.
/// A slope is never taken from a NaN value: if the value is NaN, so is every partial derivative
/// that is not exactly zero. A partial derivative by a variable that does not occur is zero, even
/// next to an infinite slope: `∛x₀` at 0 has the gradient `(inf, 0)` in two variables. One that
/// vanishes here is NaN there, `∛(x³)` at 0, unless the documentation of the function has a reason
/// for another answer. A product with an infinite factor gives NaN where the other factor's partial
/// derivative is zero, as it does in every forward mode. Tables of all edges are in [`exact`](mod@crate::exact).
///
/// ```
/// use partials::Dual;
/// use partials::scalar::Real;
///
/// /// The mean of two numbers of any kind.
/// fn mean<T: Real>(a: T, b: T) -> T {
///     (a + b).scale(0.5)
/// }
/// assert_eq!((mean(1.0, 2.0), mean(1.0_f32, 2.0)), (1.5, 1.5));
/// assert_eq!(mean(Dual::<f64, 2>::variable(1.0, 0), Dual::variable(2.0, 1)).partials, [0.5, 0.5]);
/// ```
#[diagnostic::on_unimplemented(
    message = "derivatives are taken at `f64` or `f32` numbers (or at `Dual` ones), not at `{Self}`",
    label = "the point holds `{Self}`",
    note = "write float literals: `1.0`, not `1`",
    note = "the variable of a `Derivative` is given by value, `.at(1.0)`; a vector is the point of a `Gradient`"
)]
pub trait Real:
    Copy
    + Debug
    + Display
    + PartialOrd
    + Default
    + Send
    + Sync
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
    + Levels
    + Angles
    + Exponentials
    + Expansions
    + Products
    + sealed::Sealed
    + 'static
{
    /// Binary exponents between `-EXPONENT` and `EXPONENT` are within the range of the float.
    #[doc(hidden)]
    const EXPONENT: i32;

    /// How many levels of partial derivatives there are.
    #[doc(hidden)]
    const LEVELS: i32;

    /// The constant `c`, all partial derivatives zero. In `f32` it is rounded.
    ///
    /// ```
    /// use partials::Dual;
    /// use partials::scalar::Real;
    ///
    /// assert_eq!((f64::of(0.5), f32::of(0.1)), (0.5, 0.1_f32));
    /// assert_eq!(Dual::<f64, 2>::of(0.5).partials, [0.0, 0.0]);
    /// ```
    fn of(c: f64) -> Self;

    /// The value without any partial derivative, as `f64`.
    ///
    /// A number built from it is a constant to every derivative: use it to decide or to print,
    /// not to compute the result.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x * x).at(3.0), 6.0);
    /// assert_eq!(Derivative::new(|x| x * x.re()).at(3.0), 3.0); // one factor is a constant
    /// ```
    fn re(self) -> f64;

    /// The value without any partial derivative, to choose a way of computing by, where the relations
    /// below do not tell enough. A traced number is not compiled then.
    #[doc(hidden)]
    fn peek(self) -> f64;

    /// Whether the value is in a relation to a constant.
    #[doc(hidden)]
    fn is(self, relation: Relation, c: f64) -> bool;

    /// Whether the magnitude of the value is at least that of another.
    #[doc(hidden)]
    fn outweighs(self, other: Self) -> bool;

    /// Whether the value is finite, whatever the partial derivatives are.
    #[doc(hidden)]
    fn has_finite_value(self) -> bool;

    /// Whether the sign bit of the value is set.
    #[doc(hidden)]
    fn has_sign(self) -> bool;

    /// The product, as in a rule: what is exactly zero stays zero beside an infinite factor.
    #[doc(hidden)]
    fn product(self, other: Self) -> Self;

    /// Product with a constant.
    ///
    /// ```
    /// use partials::Derivative;
    /// use partials::scalar::Real;
    ///
    /// assert_eq!(Real::scale(3.0, 2.0), 6.0);
    /// assert_eq!(Derivative::new(|x| Real::scale(x, 2.0)).at(3.0), 2.0);
    /// ```
    fn scale(self, c: f64) -> Self;

    /// Whether the value and every partial derivative are finite.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x: Dual<f64, 1> = Dual::variable(0.0, 0);
    /// assert!(x.is_finite() && !x.sqrt().is_finite()); // the value is 0, its slope infinite
    /// ```
    fn is_finite(self) -> bool;

    /// Whether neither the value nor, with levels of partial derivatives, its powers are zero,
    /// subnormal, infinite or NaN, and every partial derivative is finite.
    ///
    /// ```
    /// use partials::scalar::Real;
    ///
    /// assert!(Real::is_normal(2.0) && !Real::is_normal(0.0) && !Real::is_normal(f64::INFINITY));
    /// ```
    fn is_normal(self) -> bool;

    /// Whether the value is NaN.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x: Dual<f64, 1> = Dual::variable(-1.0, 0);
    /// assert!(x.sqrt().is_nan() && !x.is_nan());
    /// ```
    fn is_nan(self) -> bool;

    /// Whether the value and every partial derivative are exactly zero.
    ///
    /// ```
    /// use partials::Dual;
    /// use partials::scalar::Real;
    ///
    /// let x: Dual<f64, 1> = Dual::variable(0.0, 0);
    /// assert!(!x.is_zero() && (x * x).is_zero()); // x has a slope at 0, x² has none
    /// ```
    fn is_zero(self) -> bool;

    unary_rules!(declare);
    special_rules!(declare);

    /// Square root, with slope `1 / (2 √x)`.
    ///
    /// At 0 the slope is `+inf`; below 0 value and slope are NaN. The root of a number that vanishes
    /// at 0 with its slope, such as `√(x²)`, has the slope 0, the centre of the subgradients.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.sqrt()).at(4.0), 0.25);
    /// assert_eq!(Derivative::new(|x| (x * x).sqrt()).at(0.0), 0.0); // between -1 and 1
    /// ```
    fn sqrt(self) -> Self;

    /// Absolute value, with slope `-1` below 0 and `+1` above. At `±0` a partial derivative `h`
    /// becomes `|h|`.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.abs());
    /// assert_eq!([-2.0, 0.0, 2.0].map(|x| f.at(x)), [-1.0, 1.0, 1.0]);
    /// ```
    fn abs(self) -> Self;

    /// Sign: `1` from `+0` up, `-1` from `-0` down, with slope 0; at `±0` infinite along a variable
    /// that leaves the sign of the zero.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.signum()).value_and_derivative(-2.0), (-1.0, 0.0));
    /// assert_eq!(Derivative::new(|x| x.signum()).at(-0.0), f64::INFINITY); // a jump
    /// ```
    fn signum(self) -> Self;

    /// Integer power, with slope `n xⁿ⁻¹`.
    ///
    /// `x⁰` is 1 with slope 0 everywhere; `x¹` has slope 1 everywhere, at 0 too; a negative
    /// power has an infinite value and slope at 0.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).at(2.0), 12.0);
    /// assert_eq!(Derivative::new(|x| x.powi(1)).at(0.0), 1.0);
    /// ```
    fn powi(self, n: i32) -> Self;

    /// Power with a constant exponent, with slope `c xᶜ⁻¹`.
    ///
    /// At 0 the slope is 0 for `c > 1` or `c = 0`, 1 for `c = 1`, `inf` for `0 < c < 1`. Of a number
    /// that vanishes there with its slope it is 0 from `c = 1/2` on, as for the square root, and NaN
    /// below. For a negative base value and slope are those of the real power if `c` is an integer,
    /// else NaN.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powf(1.5)).at(4.0), 3.0);
    /// assert_eq!(Derivative::new(|x| x.powf(3.0)).at(-2.0), 12.0);
    /// ```
    fn powf(self, c: f64) -> Self;

    /// Power whose exponent carries derivatives too: slopes `y xʸ⁻¹` and `xʸ ln x`.
    ///
    /// At `x = 0` and `y > 0` the second slope is its limit, 0. For `x < 0` it is NaN, but the
    /// first is finite for integer `y`, and a constant exponent asks for the first alone.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].powd(x[1])).at(&[2.0, 3.0]);
    /// assert_eq!(g, [12.0, 8.0 * 2f64.ln()]);
    /// ```
    #[doc(alias = "pow")]
    fn powd(self, y: impl Into<Self>) -> Self;

    /// Logarithm to a constant base, with slope `1 / (x ln b)`. Edges as for `ln`.
    ///
    /// ```
    /// use partials::Derivative;
    /// use std::f64::consts::LN_2;
    ///
    /// assert!((Derivative::new(|x| x.log(2.0)).at(4.0) - 0.25 / LN_2).abs() < 1e-15);
    /// ```
    fn log(self, base: f64) -> Self;

    /// Sine and cosine together.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| <[_; 2]>::from(x[0].sin_cos()));
    /// assert_eq!(f.value_and_jacobian(&[0.0]), ([0.0, 1.0], nalgebra::matrix![1.0; 0.0]));
    /// ```
    fn sin_cos(self) -> (Self, Self);

    /// `√(x² + y²)` without overflow, with slopes `x/√(x² + y²)` and `y/√(x² + y²)`.
    ///
    /// At the origin, a kink, the partial derivatives `h` and `k` become `hypot(h, k)`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].hypot(x[1])).at(&[3.0_f64, 4.0]);
    /// assert!((g[0] - 0.6).abs() < 1e-15 && (g[1] - 0.8).abs() < 1e-15);
    /// assert_eq!(Gradient::new(|x| x[0].hypot(x[1])).at(&[0.0, 0.0]), [1.0, 1.0]);
    /// ```
    fn hypot(self, y: impl Into<Self>) -> Self;

    /// The angle of the point `(x, self)` in `[-π, π]`, with slopes `x/(x² + y²)` by `self` and
    /// `-y/(x² + y²)` by `x`, where `y` is `self`.
    ///
    /// On the axes both are finite; across the negative `x` axis the value jumps by `2π` and the
    /// slopes do not. At the origin the slopes are NaN, also of numbers that vanish there.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::new(|x| x[1].atan2(x[0])).at(&[1.0, 1.0]), [-0.5, 0.5]);
    /// ```
    fn atan2(self, x: impl Into<Self>) -> Self;

    /// The larger of two numbers with its derivatives; in a tie, of each partial derivative the
    /// larger one. A NaN loses.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.max(0.0));
    /// assert_eq!([-2.0, 0.0, 2.0].map(|x| f.at(x)), [0.0, 1.0, 1.0]);
    /// ```
    fn max(self, other: impl Into<Self>) -> Self;

    /// The smaller of two numbers with its derivatives; in a tie, of each partial derivative the
    /// smaller one. A NaN loses.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.min(0.0));
    /// assert_eq!([-2.0, 0.0, 2.0].map(|x| f.at(x)), [1.0, 0.0, 0.0]);
    /// ```
    fn min(self, other: impl Into<Self>) -> Self;

    /// `self` limited to `[low, high]`; on a limit the partial derivatives are the one-sided ones.
    ///
    /// # Panics
    ///
    /// If `low > high` or one of them is NaN, as `f64::clamp` does.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.clamp(0.0, 1.0));
    /// assert_eq!([-2.0, 0.0, 0.5, 1.0, 2.0].map(|x| f.at(x)), [0.0, 1.0, 1.0, 0.0, 0.0]);
    /// ```
    fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self;

    /// `self · a + b` with one rounding of the value.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].mul_add(x[1], x[2])).at(&[2.0, 3.0, 4.0]);
    /// assert_eq!(g, [3.0, 2.0, 1.0]);
    /// ```
    fn mul_add(self, a: impl Into<Self>, b: impl Into<Self>) -> Self;

    /// `|self|` with the sign of `sign`; its slope by `sign` is 0. Edges as for `abs` and `signum`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let (value, g) = Gradient::new(|x| x[0].copysign(x[1])).value_and_gradient(&[3.0, -2.0]);
    /// assert_eq!((value, g), (-3.0, [-1.0, 0.0]));
    /// ```
    fn copysign(self, sign: impl Into<Self>) -> Self;

    /// Remainder in `[0, |b|)`, `self - b·⌊self/b⌋` for positive `b`, with slope 1 by `self` and
    /// `-⌊self/b⌋` by `b`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let (value, g) = Gradient::new(|x| x[0].rem_euclid(x[1])).value_and_gradient(&[7.5, 2.0]);
    /// assert_eq!((value, g), (1.5, [1.0, -3.0]));
    /// ```
    fn rem_euclid(self, b: impl Into<Self>) -> Self;

    /// The polygamma function `ψ⁽ᵐ⁾(x)`, the derivative of order `m + 1` of `ln Γ`; digamma for
    /// `m = 0`. Its slope is `ψ⁽ᵐ⁺¹⁾(x)`. NaN at 0 and the negative integers.
    ///
    /// ```
    /// use partials::Derivative;
    /// use std::f64::consts::PI;
    ///
    /// let slope = Derivative::new(|x| x.polygamma(0)).at(1.0);
    /// assert!((slope - PI * PI / 6.0).abs() < 1e-14);
    /// ```
    fn polygamma(self, m: u32) -> Self;

    /// `x ln y`, where `x` is `self`, with slopes `ln y` by `x` and `x / y` by `y`; 0 at `x = 0` for
    /// every `y` but NaN. At `x = y = 0` the slopes are `-inf` and 0.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::new(|x| x[0].xlogy(x[1])).at(&[3.0, 1.0]), [0.0, 3.0]);
    /// ```
    fn xlogy(self, y: impl Into<Self>) -> Self;

    /// The Bessel function of the first kind `Jₙ(x)`, with slope `(Jₙ₋₁(x) - Jₙ₊₁(x)) / 2`, that of
    /// `J₀` being `-J₁(x)`.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// // J₀′ = -J₁
    /// assert_eq!(Derivative::new(|x| x.bessel_j(0)).at(0.0), 0.0);
    /// assert_eq!(Derivative::new(|x| x.bessel_j(1)).at(0.0), 0.5);
    /// ```
    fn bessel_j(self, n: u32) -> Self;

    /// The Bessel function of the second kind `Yₙ(x)`, with slope `(Yₙ₋₁(x) - Yₙ₊₁(x)) / 2`, that of
    /// `Y₀` being `-Y₁(x)`. At 0 the value is `-inf`; below 0 value and slope are NaN.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// // J₁ Y₀ - J₀ Y₁ = 2/πx, with Y₁ = -Y₀′.
    /// let (y, slope) = Derivative::new(|x| x.bessel_y(0)).value_and_derivative(2.0);
    /// let (j, j_slope) = Derivative::new(|x| x.bessel_j(0)).value_and_derivative(2.0);
    /// assert!((j * slope - j_slope * y - 1.0 / std::f64::consts::PI).abs() < 1e-14);
    /// ```
    fn bessel_y(self, n: u32) -> Self;
}

// Plain form of a row's stamp: `fn sqrt(self) -> f64 { f64::sqrt(self) }`
macro_rules! standard {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        $(#[inline] fn $name(self) -> Self { Self::$name(self) })*
    };
}

macro_rules! impl_real {
    ($Float:ident, $exponent:literal, $erf:ident, $erfc:ident, $lgamma:ident, $acosh:ident, $atanh:ident) => {
        impl sealed::Sealed for $Float {}
        // The message of `Real` names both floats; the compiler's list would show this macro.
        #[diagnostic::do_not_recommend]
        impl Real for $Float {
            const EXPONENT: i32 = $exponent;
            const LEVELS: i32 = 0;

            #[inline]
            fn of(c: f64) -> Self {
                c as $Float
            }
            #[inline]
            fn re(self) -> f64 {
                self.into()
            }
            #[inline(always)]
            fn peek(self) -> f64 {
                self.into()
            }
            #[inline(always)]
            fn is(self, relation: Relation, c: f64) -> bool {
                relation.holds(self.into(), c)
            }
            #[inline(always)]
            fn outweighs(self, other: Self) -> bool {
                Self::abs(self) >= Self::abs(other)
            }
            #[inline(always)]
            fn has_finite_value(self) -> bool {
                Self::is_finite(self)
            }
            #[inline(always)]
            fn has_sign(self) -> bool {
                Self::is_sign_negative(self)
            }
            #[inline(always)]
            fn product(self, other: Self) -> Self {
                self * other
            }
            #[inline]
            fn scale(self, c: f64) -> Self {
                self * c as $Float
            }
            #[inline]
            fn is_finite(self) -> bool {
                Self::is_finite(self)
            }
            #[inline]
            fn is_normal(self) -> bool {
                Self::is_normal(self)
            }
            #[inline]
            fn is_nan(self) -> bool {
                Self::is_nan(self)
            }
            #[inline]
            fn is_zero(self) -> bool {
                self == 0.0
            }

            unary_rules!(standard);

            #[inline]
            fn acosh(self) -> Self {
                libm::$acosh(self)
            }
            #[inline]
            fn atanh(self) -> Self {
                libm::$atanh(self)
            }
            #[inline]
            fn erf(self) -> Self {
                libm::$erf(self)
            }
            #[inline]
            fn erfc(self) -> Self {
                libm::$erfc(self)
            }
            #[inline]
            fn gamma(self) -> Self {
                special::gamma(self.into()) as $Float
            }
            #[inline]
            fn ln_gamma(self) -> Self {
                libm::$lgamma(self)
            }
            #[inline]
            fn sqrt(self) -> Self {
                Self::sqrt(self)
            }
            #[inline]
            fn abs(self) -> Self {
                Self::abs(self)
            }
            #[inline]
            fn signum(self) -> Self {
                Self::signum(self)
            }
            #[inline]
            fn powi(self, n: i32) -> Self {
                // Repeated multiplication loses a digit with every few factors.
                if n.unsigned_abs() <= 5 {
                    Self::powi(self, n)
                } else {
                    let x: f64 = self.into();
                    x.powf(n.into()) as $Float
                }
            }
            #[inline]
            fn powf(self, c: f64) -> Self {
                Self::powf(self, c as $Float)
            }
            #[inline]
            fn powd(self, y: impl Into<Self>) -> Self {
                Self::powf(self, y.into())
            }
            #[inline]
            fn log(self, base: f64) -> Self {
                Self::log(self, base as $Float)
            }
            #[inline]
            fn sin_cos(self) -> (Self, Self) {
                Self::sin_cos(self)
            }
            #[inline]
            fn hypot(self, y: impl Into<Self>) -> Self {
                Self::hypot(self, y.into())
            }
            #[inline]
            fn atan2(self, x: impl Into<Self>) -> Self {
                Self::atan2(self, x.into())
            }
            #[inline]
            fn max(self, other: impl Into<Self>) -> Self {
                Self::max(self, other.into())
            }
            #[inline]
            fn min(self, other: impl Into<Self>) -> Self {
                Self::min(self, other.into())
            }
            #[inline]
            fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
                Self::clamp(self, low.into(), high.into())
            }
            #[inline]
            fn mul_add(self, a: impl Into<Self>, b: impl Into<Self>) -> Self {
                Self::mul_add(self, a.into(), b.into())
            }
            #[inline]
            fn copysign(self, sign: impl Into<Self>) -> Self {
                Self::copysign(self, sign.into())
            }
            #[inline]
            fn rem_euclid(self, b: impl Into<Self>) -> Self {
                Self::rem_euclid(self, b.into())
            }
            #[inline]
            fn polygamma(self, m: u32) -> Self {
                special::polygamma(m, self.into()) as $Float
            }
            #[inline]
            fn logistic(self) -> Self {
                by_hand::logistic(self.into()) as $Float
            }
            #[inline]
            fn softplus(self) -> Self {
                by_hand::softplus(self.into()) as $Float
            }
            #[inline]
            fn sinc(self) -> Self {
                by_hand::sinc(self.into()) as $Float
            }
            #[inline]
            fn xlogy(self, y: impl Into<Self>) -> Self {
                let y: Self = y.into();
                by_hand::xlogy(self.into(), y.into()) as $Float
            }
            #[inline]
            fn bessel_j(self, n: u32) -> Self {
                special::bessel_j(n, self.into()) as $Float
            }
            #[inline]
            fn bessel_y(self, n: u32) -> Self {
                special::bessel_y(n, self.into()) as $Float
            }
        }
    };
}
impl_real!(f64, 1000, erf, erfc, lgamma, acosh, atanh);
impl_real!(f32, 120, erff, erfcf, lgammaf, acoshf, atanhf);
