//! The one table of elementary functions.
//!
//! A row is the function's documentation, its expansion for a small `h`, and a block that
//! returns the value and the slope at `x`. Everything else is stamped from the rows: the
//! declarations in [`Real`](super::Real), the plain `f32` and `f64` versions, the methods of
//! [`Dual`](super::Dual), and the tests that walk through the table.
//!
//! Slopes are written for any [`Real`](super::Real), so the slope of a slope comes from the
//! same row: a row has to stay accurate under differentiation, not only at its own order.
//! Where the textbook form does not (`1 - x^2` near 1, `1 + x^2` at 1e200), the row branches.
//!
//! Where a function behaves like a root or a logarithm, at 0 or at infinity, its slope is a `Singular`
//! one: there a partial derivative of the argument that is zero because it vanishes makes the result's
//! NaN, not zero.

use super::Real;
use super::relation::Relation;

/// Functions whose `f64` form is a method of the standard library.
///
/// `$stamp!` receives the rows, behind what it is given `before` them. A row `name(x) { block }` reads, in plain Rust:
///
/// ```ignore
/// pub fn name(self) -> Self {
///     let x = self.value;
///     let (value, slope) = { block };
///     self.chain(value, slope)
/// }
/// ```
macro_rules! unary_rules {
    ($stamp:ident $($before:tt)*) => {
        $stamp! {
            $($before)*
            /// Reciprocal, `1 / x`, with slope `-1 / x²`.
            ///
            /// At `±0` the value is `±inf` and the slope `-inf`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.recip()).at(2.0), -0.25);
            /// ```
            // 1 / (a + h) ~ 1/a - h / a^2
            recip(x) { let r = T::of(1.0) / x; (r, -(r * r)) }

            /// Cube root, with slope `1 / (3 ∛x²)`.
            ///
            /// At 0 the slope is `+inf`, and NaN of a number that vanishes there with its slope, as
            /// `x³` does: 1, 0 and infinite would all be possible.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert!((Derivative::new(|x| x.cbrt()).at(8.0_f64) - 1.0 / 12.0).abs() < 1e-14);
            /// ```
            // cbrt(a + h) ~ cbrt(a) + h / (3 cbrt(a)^2)
            cbrt(x) { let r = x.cbrt(); let s = T::of(1.0) / r; (r, Singular((s * s) / T::of(3.0))) }

            /// Exponential, `eˣ`, its own slope.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.exp()).value_and_derivative(0.0), (1.0, 1.0));
            /// ```
            // exp(a + h) ~ exp(a) + exp(a) h
            exp(x) { let e = x.exp(); (e, e) }

            /// `2ˣ`, with slope `2ˣ ln 2`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::LN_2;
            ///
            /// assert_eq!(Derivative::new(|x| x.exp2()).value_and_derivative(3.0), (8.0, 8.0 * LN_2));
            /// ```
            // 2^(a + h) ~ 2^a + 2^a ln(2) h
            exp2(x) { let e = x.exp2(); (e, e.scale(LN_2)) }

            /// `eˣ - 1` without cancellation near 0, with slope `eˣ`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.exp_m1()).value_and_derivative(1e-20), (1e-20, 1.0));
            /// ```
            // expm1(a + h) ~ expm1(a) + exp(a) h
            exp_m1(x) { (x.exp_m1(), x.exp()) }

            /// Natural logarithm, with slope `1 / x`.
            ///
            /// At 0 the value is `-inf` and the slope `+inf`; below 0 both are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.ln()).at(2.0), 0.5);
            /// assert_eq!(Derivative::new(|x| x.ln()).at(0.0), f64::INFINITY);
            /// ```
            // ln(a + h) ~ ln(a) + h / a
            ln(x) { (x.ln(), Singular(T::of(1.0) / x)) }

            /// Logarithm to base 2, with slope `1 / (x ln 2)`. Edges as for `ln`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::LOG2_E;
            ///
            /// assert_eq!(Derivative::new(|x| x.log2()).value_and_derivative(4.0), (2.0, LOG2_E / 4.0));
            /// ```
            // log2(a + h) ~ log2(a) + h / (a ln(2))
            log2(x) { (x.log2(), Singular(T::of(LOG2_E) / x)) }

            /// Logarithm to base 10, with slope `1 / (x ln 10)`. Edges as for `ln`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::LOG10_E;
            ///
            /// assert_eq!(Derivative::new(|x| x.log10()).value_and_derivative(100.0), (2.0, LOG10_E / 100.0));
            /// ```
            // log10(a + h) ~ log10(a) + h / (a ln(10))
            log10(x) { (x.log10(), Singular(T::of(LOG10_E) / x)) }

            /// `ln(1 + x)` without cancellation near 0, with slope `1 / (1 + x)`.
            ///
            /// At -1 the value is `-inf` and the slope `+inf`; below both are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.ln_1p()).value_and_derivative(1e-20), (1e-20, 1.0));
            /// ```
            // ln(1 + a + h) ~ ln(1 + a) + h / (1 + a)
            ln_1p(x) { (x.ln_1p(), Singular(T::of(1.0) / (T::of(1.0) + x))) }

            /// Sine of an angle in radians, with slope `cos x`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.sin()).value_and_derivative(0.0), (0.0, 1.0));
            /// ```
            // sin(a + h) ~ sin(a) + cos(a) h
            sin(x) { let (s, c) = x.sin_cos(); (s, c) }

            /// Cosine of an angle in radians, with slope `-sin x`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::FRAC_PI_2;
            ///
            /// assert_eq!(Derivative::new(|x| x.cos()).at(FRAC_PI_2), -1.0);
            /// ```
            // cos(a + h) ~ cos(a) - sin(a) h
            cos(x) { let (s, c) = x.sin_cos(); (c, -s) }

            /// Tangent of an angle in radians, with slope `1 + tan² x`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::FRAC_PI_4;
            ///
            /// assert!((Derivative::new(|x| x.tan()).at(FRAC_PI_4) - 2.0).abs() < 1e-15);
            /// ```
            // tan(a + h) ~ tan(a) + (1 + tan(a)^2) h
            tan(x) { let t = x.tan(); (t, T::of(1.0) + t * t) }

            /// Arcsine, with slope `1 / √(1 - x²)`.
            ///
            /// At ±1 the slope is `+inf`, and NaN of a number that is stationary there, as `1 - x²`;
            /// outside `[-1, 1]` value and slope are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert!((Derivative::new(|x| x.asin()).at(0.6_f64) - 1.25).abs() < 1e-14);
            /// ```
            // asin(a + h) ~ asin(a) + h / sqrt(1 - a^2)
            asin(x) { (x.asin(), Singular(T::of(1.0) / one_minus_square(x).sqrt())) }

            /// Arccosine, with slope `-1 / √(1 - x²)`.
            ///
            /// At ±1 the slope is `-inf`, and NaN of a number that is stationary there, as `1 - x²`;
            /// outside `[-1, 1]` value and slope are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert!((Derivative::new(|x| x.acos()).at(0.6_f64) + 1.25).abs() < 1e-14);
            /// ```
            // acos(a + h) ~ acos(a) - h / sqrt(1 - a^2)
            acos(x) { (x.acos(), Singular(T::of(-1.0) / one_minus_square(x).sqrt())) }

            /// Arctangent, with slope `1 / (1 + x²)`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.atan()).at(1.0), 0.5);
            /// ```
            // atan(a + h) ~ atan(a) + h / (1 + a^2)
            atan(x) { (x.atan(), recip_one_plus_square(x)) }

            /// Hyperbolic sine, with slope `cosh x`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.sinh()).value_and_derivative(0.0), (0.0, 1.0));
            /// ```
            // sinh(a + h) ~ sinh(a) + cosh(a) h
            sinh(x) { (x.sinh(), x.cosh()) }

            /// Hyperbolic cosine, with slope `sinh x`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.cosh()).value_and_derivative(0.0), (1.0, 0.0));
            /// ```
            // cosh(a + h) ~ cosh(a) + sinh(a) h
            cosh(x) { (x.cosh(), x.sinh()) }

            /// Hyperbolic tangent, with slope `1 - tanh² x`.
            ///
            /// The slope keeps full relative accuracy while `tanh x` rounds to ±1.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// let (value, slope) = Derivative::new(|x| x.tanh()).value_and_derivative(20.0);
            /// assert!(value == 1.0 && (slope / (4.0 * (-40_f64).exp()) - 1.0).abs() < 1e-14);
            /// ```
            // tanh(a + h) ~ tanh(a) + h / cosh(a)^2
            tanh(x) { let t = x.tanh(); (t, sech_square(x, t)) }

            /// Inverse hyperbolic sine, with slope `1 / √(1 + x²)`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert!((Derivative::new(|x| x.asinh()).at(0.75_f64) - 0.8).abs() < 1e-14);
            /// ```
            // asinh(a + h) ~ asinh(a) + h / sqrt(1 + a^2)
            asinh(x) { (x.asinh(), Singular(T::of(1.0) / x.hypot(T::of(1.0)))) }

            /// Largest integer not above `x`. The slope is 0, at the jumps too.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.floor()).value_and_derivative(-2.5), (-3.0, 0.0));
            /// ```
            // floor(a + h) ~ floor(a)
            floor(x) { (x.floor(), T::of(0.0)) }

            /// Smallest integer not below `x`. The slope is 0, at the jumps too.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.ceil()).value_and_derivative(-2.5), (-2.0, 0.0));
            /// ```
            // ceil(a + h) ~ ceil(a)
            ceil(x) { (x.ceil(), T::of(0.0)) }

            /// Nearest integer, halves away from 0. The slope is 0, at the jumps too.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.round()).value_and_derivative(-2.5), (-3.0, 0.0));
            /// ```
            // round(a + h) ~ round(a)
            round(x) { (x.round(), T::of(0.0)) }

            /// Integer part, rounded towards 0. The slope is 0, at the jumps too.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.trunc()).value_and_derivative(-2.5), (-2.0, 0.0));
            /// ```
            // trunc(a + h) ~ trunc(a)
            trunc(x) { (x.trunc(), T::of(0.0)) }

            /// Fractional part, `x - trunc(x)`. The slope is 1, at the jumps too.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.fract()).value_and_derivative(-2.75), (-0.75, 1.0));
            /// ```
            // fract(a + h) ~ fract(a) + h
            fract(x) { (x.fract(), T::of(1.0)) }

            /// Radians to degrees, with slope `180 / π`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::PI;
            ///
            /// assert_eq!(Derivative::new(|x| x.to_degrees()).value_and_derivative(PI), (180.0, 180.0 / PI));
            /// ```
            // deg(a + h) ~ deg(a) + (180 / pi) h
            to_degrees(x) { (x.to_degrees(), T::of(1.0_f64.to_degrees())) }

            /// Degrees to radians, with slope `π / 180`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::PI;
            ///
            /// assert_eq!(Derivative::new(|x| x.to_radians()).value_and_derivative(180.0), (PI, PI / 180.0));
            /// ```
            // rad(a + h) ~ rad(a) + (pi / 180) h
            to_radians(x) { (x.to_radians(), T::of(1.0_f64.to_radians())) }
        }
    };
}

/// Functions whose `f64` form comes from elsewhere: special functions, which the standard library
/// does not have, and two that lose their digits there near ±1. Same rows.
macro_rules! special_rules {
    ($stamp:ident $($before:tt)*) => {
        $stamp! {
            $($before)*
            /// Inverse hyperbolic cosine, with slope `1 / √(x² - 1)`.
            ///
            /// At 1 the slope is `+inf`, and NaN of a number that is stationary there, as `1 + x²`;
            /// below 1 value and slope are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert!((Derivative::new(|x| x.acosh()).at(1.25_f64) - 4.0 / 3.0).abs() < 1e-14);
            /// ```
            // acosh(a + h) ~ acosh(a) + h / sqrt(a^2 - 1)
            acosh(x) {
                let root = (x - T::of(1.0)).sqrt() * (x + T::of(1.0)).sqrt();
                (x.acosh(), Singular(T::of(1.0) / root))
            }

            /// Inverse hyperbolic tangent, with slope `1 / (1 - x²)`.
            ///
            /// At ±1 the value is `±inf` and the slope `+inf`; outside `[-1, 1]` both are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert!((Derivative::new(|x| x.atanh()).at(0.5_f64) - 4.0 / 3.0).abs() < 1e-14);
            /// ```
            // atanh(a + h) ~ atanh(a) + h / (1 - a^2)
            atanh(x) { (x.atanh(), Singular(T::of(1.0) / one_minus_square(x))) }

            /// Error function, `2/√π ∫₀ˣ exp(-t²) dt`, with slope `2/√π exp(-x²)`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::FRAC_2_SQRT_PI;
            ///
            /// assert_eq!(Derivative::new(|x| x.erf()).value_and_derivative(0.0), (0.0, FRAC_2_SQRT_PI));
            /// ```
            // erf(a + h) ~ erf(a) + 2 exp(-a^2) h / sqrt(pi)
            erf(x) { (x.erf(), exp_minus_square(x).scale(FRAC_2_SQRT_PI)) }

            /// Complementary error function, `1 - erf x` without cancellation, with slope
            /// `-2/√π exp(-x²)`.
            ///
            /// ```
            /// use partials::Derivative;
            /// use std::f64::consts::FRAC_2_SQRT_PI;
            ///
            /// assert_eq!(Derivative::new(|x| x.erfc()).value_and_derivative(0.0), (1.0, -FRAC_2_SQRT_PI));
            /// ```
            // erfc(a + h) ~ erfc(a) - 2 exp(-a^2) h / sqrt(pi)
            erfc(x) { (x.erfc(), exp_minus_square(x).scale(-FRAC_2_SQRT_PI)) }

            /// Gamma function `Γ(x)`, with slope `Γ(x) ψ(x)`.
            ///
            /// At `±0` the value is `±inf` and the slope NaN; at negative integers both are NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// let (value, slope) = Derivative::new(|x| x.gamma()).value_and_derivative(5.0_f64);
            /// assert!(value == 24.0 && (slope - 36.146824042363204).abs() < 1e-12); // 4! ψ(5)
            /// ```
            // gamma(a + h) ~ gamma(a) + gamma(a) psi(a) h
            gamma(x) { let g = x.gamma(); (g, g * x.polygamma(0)) }

            /// Logarithm of `|Γ(x)|`, with slope `ψ(x)`, the digamma function.
            ///
            /// At 0 and the negative integers the value is `+inf` and the slope NaN.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// let slope = Derivative::new(|x| x.ln_gamma()).at(1.0_f64);
            /// assert!((slope + 0.5772156649015329).abs() < 1e-15); // Euler's constant
            /// ```
            // ln|gamma(a + h)| ~ ln|gamma(a)| + psi(a) h
            ln_gamma(x) { (x.ln_gamma(), Singular(x.polygamma(0))) }

            /// Logistic function, `1 / (1 + e⁻ˣ)`, with slope `1 / (4 cosh² x/2)`.
            ///
            /// Below 0 it goes down to the smallest number, as `eˣ` does; from 37 on it rounds to 1,
            /// while the slope keeps full relative accuracy. At `-inf` it is 0 and at `+inf` 1, with
            /// slope 0. `1 - logistic(x)` without cancellation is `logistic(-x)`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.logistic()).value_and_derivative(0.0), (0.5, 0.25));
            /// ```
            // s(a + h) ~ s(a) + s(a) s(-a) h
            #[doc(alias = "sigmoid")]
            #[doc(alias = "expit")]
            logistic(x) { (x.logistic(), logistic_slope(x)) }

            /// Softplus, `ln(1 + eˣ)`, with slope `logistic(x)`.
            ///
            /// It is `eˣ` far below 0, to full relative accuracy, and `x` far above, and overflows
            /// nowhere. At `-inf` it is 0 with slope 0, at `+inf` `+inf` with slope 1. The logarithm
            /// of `logistic(x)` is `-softplus(-x)`.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.softplus()).value_and_derivative(1000.0), (1000.0, 1.0));
            /// ```
            // ln(1 + exp(a + h)) ~ ln(1 + exp(a)) + s(a) h
            #[doc(alias = "ln_1p_exp")]
            #[doc(alias = "log1pexp")]
            #[doc(alias = "log1p_exp")]
            softplus(x) { (x.softplus(), x.logistic()) }

            /// `sin x / x`, not normalised by π, with slope `(cos x - sin x / x) / x`.
            ///
            /// At 0 the value is 1 and every derivative right; at `±inf` value and slope are their
            /// limits, 0. The spherical Bessel function of order 0.
            ///
            /// ```
            /// use partials::Derivative;
            ///
            /// assert_eq!(Derivative::new(|x| x.sinc()).value_and_derivative(0.0), (1.0, 0.0));
            /// ```
            // sinc(a + h) ~ sinc(a) + (cos(a) - sinc(a)) h / a
            #[doc(alias = "sph_j0")]
            sinc(x) { (x.sinc(), sinc_slope(x)) }
        }
    };
}

pub(crate) use {special_rules, unary_rules};

/// What the rows name. Whoever stamps them imports all of it: a row that needs another helper names it here.
pub(in crate::scalar) mod names {
    pub(in crate::scalar) use std::f64::consts::{FRAC_2_SQRT_PI, LN_2, LOG2_E, LOG10_E};

    pub(in crate::scalar) use super::{
        exp_minus_square, logistic_slope, one_minus_square, recip_one_plus_square, sech_square,
        sinc_slope,
    };
    pub(in crate::scalar) use crate::scalar::dual::{Singular, Slope};
}

/// `|x| < c`.
#[inline(always)]
pub(super) fn is_within<T: Real>(x: T, c: f64) -> bool {
    x.is(Relation::Less, c) && x.is(Relation::Greater, -c)
}

/// `|x| <= c`.
#[inline(always)]
pub(super) fn is_within_or_on<T: Real>(x: T, c: f64) -> bool {
    x.is(Relation::LessEqual, c) && x.is(Relation::GreaterEqual, -c)
}

/// Whether the value is infinite.
#[inline(always)]
pub(super) fn is_infinite<T: Real>(x: T) -> bool {
    !x.has_finite_value() && !x.is_nan()
}

/// `1 - x²`: the product keeps the digits near ±1, the square keeps those of the slope near 0.
#[inline]
pub(super) fn one_minus_square<T: Real>(x: T) -> T {
    let one = T::of(1.0);
    if is_within(x, 0.5) {
        one - x * x
    } else {
        (one - x) * (one + x)
    }
}

/// `1 / (1 + x²)`, also where `x²` overflows.
#[inline]
pub(super) fn recip_one_plus_square<T: Real>(x: T) -> T {
    let one = T::of(1.0);
    // From 2^27 on, 1 + x^2 rounds to x^2.
    if is_within(x, 1.35e8) {
        one / (one + x * x)
    } else {
        let r = one / x;
        r * r
    }
}

/// `1 / cosh² x`, given `t = tanh x`: `1 - t²` cancels as soon as `t` comes near ±1, and
/// `cosh² x` overflows; `4u / (1 + u)²` with `u = exp(-2|x|)` does neither.
#[inline]
pub(super) fn sech_square<T: Real>(x: T, t: T) -> T {
    let one = T::of(1.0);
    if is_within(t, 0.75) {
        one - t * t
    } else {
        // Not `x` times its sign, whose derivative, 0, would be multiplied with an infinite `x`.
        let sign = if x.is(Relation::Greater, 0.0) {
            -2.0
        } else {
            2.0
        };
        let u = x.scale(sign).exp();
        let v = one + u;
        u.scale(4.0) / (v * v)
    }
}

/// `1 / (4 cosh² x/2)`, in which no two numbers cancel: `s (1 - s)` would for large `x`, and the
/// slope of `s(x) s(-x)` near 0.
#[inline]
pub(super) fn logistic_slope<T: Real>(x: T) -> T {
    let half = x.scale(0.5);
    sech_square(half, half.tanh()).scale(0.25)
}

/// `(cos x - sin x / x) / x`. Near 0, where it cancels, and its slopes more so, it is `-x` times an
/// entire function of `x²`; far away the square would lose digits of the phase.
#[inline]
pub(super) fn sinc_slope<T: Real>(x: T) -> T {
    if is_within(x, 2.5) {
        -(x * (x * x).cos_sqrt(2))
    } else if is_infinite(x) {
        T::of(0.0)
    } else {
        let (s, c) = x.sin_cos();
        (c - s / x) / x
    }
}

/// `exp(-x²)`. The exponential would blow up what the square loses by rounding, so that is put
/// back: `x² = s + r` exactly, and `exp(-x²) ~ exp(-s) (1 - r)`.
#[inline]
pub(super) fn exp_minus_square<T: Real>(x: T) -> T {
    let s = x * x;
    let e = (-s).exp();
    if s.is(Relation::Less, 1000.0) {
        e * (T::of(1.0) - x.mul_add(x, -s))
    } else {
        e
    }
}

/// The slopes of `r = √(a² + b²)`, `a / r` and `b / r`.
///
/// Written with the ratio `t` of the smaller to the larger, since the slope of `a / r` itself
/// would be `(1 - a²/r²) / r`, all cancellation where `b` is small.
#[inline]
pub(super) fn direction<T: Real>(a: T, b: T) -> (T, T) {
    // a / r = ±1 / s,  b / r = b / (|a| s),  s = sqrt(1 + t^2),  t = b / a
    let slopes = |large: T, small: T| {
        let (t, sign) = (small / large, right_sign(large));
        let s = sign * (T::of(1.0) + t * t).sqrt();
        (T::of(1.0) / s, small / (large * s))
    };
    if a.outweighs(b) {
        slopes(a, b)
    } else {
        let (by_b, by_a) = slopes(b, a);
        (by_a, by_b)
    }
}

/// `a / r²` and `b / r²` with `r = √(a² + b²)`, written as [`direction`] is.
#[inline]
pub(super) fn inverse_point<T: Real>(a: T, b: T) -> (T, T) {
    let one = T::of(1.0);
    // a / r^2 = 1 / (a + t b),  b / r^2 = t a / r^2,  t = b / a
    if a.outweighs(b) {
        let t = b / a;
        let c = one / (a + t * b);
        (c, t * c)
    } else {
        let t = a / b;
        let c = one / (b + t * a);
        (t * c, c)
    }
}

/// `xᶜ⁻¹`, given `power = xᶜ`.
///
/// For small `c` the difference `c - 1` is rounded, which a large or small `x` blows up; then it is
/// `xᶜ / x`. Elsewhere it is not, for its slope would cancel as `c` comes near 1.
#[inline]
pub(super) fn power_below<T: Real>(x: T, c: f64, power: T) -> T {
    let below = c - 1.0;
    if below + 1.0 == c || x.is(Relation::Equal, 0.0) || is_infinite(x) {
        x.powf(below)
    } else {
        power / x
    }
}

/// The right-hand slope of `|x|`: `-1` below 0, `+1` from `±0` up, NaN at NaN.
#[inline]
pub(super) fn right_sign<T: Real>(x: T) -> T {
    T::of(if x.is(Relation::Less, 0.0) {
        -1.0
    } else if x.is(Relation::GreaterEqual, 0.0) {
        1.0
    } else {
        f64::NAN
    })
}

#[cfg(test)]
mod tests {
    const DATA: [(&str, &str); 2] = [
        (
            "elementary.txt",
            include_str!("../../tests/data/elementary.txt"),
        ),
        ("taylor.txt", include_str!("../../tests/data/taylor.txt")),
    ];

    macro_rules! names {
        ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
            &[$(stringify!($name)),*]
        };
    }

    #[test]
    fn every_function_of_the_table_has_exact_values() {
        let (unary, special): (&[&str], &[&str]) = (unary_rules!(names), special_rules!(names));
        for name in unary.iter().chain(special) {
            for (file, data) in DATA {
                let rows = data
                    .lines()
                    .filter(|line| line.split([' ', ':']).next() == Some(name))
                    .count();
                assert!(rows >= 5, "{name} has {rows} rows in tests/data/{file}");
            }
        }
    }
}
