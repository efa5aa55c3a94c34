//! The elementary functions as methods of every number: those of one argument stamped from the rules
//! table, and those of two arguments and their kin.

use std::cmp::Ordering;

use super::dual::Zero;
use super::relation::Relation;
use super::rules::names::*;
use super::rules::{inverse_point, is_infinite, power_below, special_rules, unary_rules};
use super::{Dual, Real, Var};

// Plain form of a row's stamp, for `exp`:
//
//     pub fn exp(self) -> Self {
//         let x = self.value;
//         let (value, slope) = { let e = x.exp(); (e, e) };
//         slope.chain(self, value)
//     }
macro_rules! of_one_argument {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        /// The elementary functions of one argument, stamped from the rules table.
        impl<T: Real, const N: usize> Dual<T, N> {
            $($(#[$doc])*
            #[inline]
            #[must_use]
            pub fn $name(self) -> Self {
                let $x = self.value;
                let (value, slope) = $rule;
                slope.chain(self, value)
            })*
        }

        /// The elementary functions of one argument, stamped from the rules table.
        impl<T: Real> Var<T> {
            $($(#[$doc])*
            #[inline]
            #[must_use]
            pub fn $name(self) -> Self {
                let $x = self.value;
                let (value, slope) = $rule;
                slope.chain(self, value)
            })*
        }
    };
}
unary_rules!(of_one_argument);
special_rules!(of_one_argument);

// The others. Plain form: `impl<T: Real, const N: usize> Dual<T, N> { .. }`
macro_rules! of_several_arguments {
    ([$($generics:tt)*] $Number:ty) => {
/// The elementary functions of two arguments and their kin. Where an argument may be a constant
/// it can be given as an `f64`: `x.max(0.0)`.
impl<$($generics)*> $Number {
    /// The value without any derivative, at every level of nesting, as `f64`.
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
    #[inline]
    #[must_use]
    pub fn re(self) -> f64 {
        self.value.re()
    }

    /// Whether the value and every partial derivative are finite.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x: Dual<f64, 1> = Dual::variable(0.0, 0);
    /// assert!(x.is_finite() && !x.sqrt().is_finite()); // the value is 0, its slope infinite
    /// ```
    #[inline]
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.value.is_finite() && self.has_finite_derivatives()
    }

    /// Whether the value is NaN.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x: Dual<f64, 1> = Dual::variable(-1.0, 0);
    /// assert!(x.sqrt().is_nan() && !x.is_nan());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_nan(self) -> bool {
        self.value.is_nan()
    }

    /// Whether the value is infinite.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x: Dual<f64, 1> = Dual::variable(0.0, 0);
    /// assert!(x.ln().is_infinite() && !x.sqrt().is_infinite());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_infinite(self) -> bool {
        is_infinite(self.value)
    }

    /// Whether the sign bit of the value is clear: true for `+0`.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let zero: Dual<f64, 1> = Dual::constant(0.0);
    /// assert!(zero.is_sign_positive() && !(-zero).is_sign_positive());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_sign_positive(self) -> bool {
        !self.value.has_sign()
    }

    /// Whether the sign bit of the value is set: true for `-0`.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let zero: Dual<f64, 1> = Dual::constant(0.0);
    /// assert!((-zero).is_sign_negative() && !zero.is_sign_negative());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_sign_negative(self) -> bool {
        self.value.has_sign()
    }

    /// Square root, with slope `1 / (2 √x)`.
    ///
    /// At 0 the slope is `+inf`; below 0 value and slope are NaN. The root of a number that vanishes
    /// at 0 with its slope, such as `√(x²)`, has the slope 0, the centre of the subgradients (write
    /// `x.abs()` or `hypot` for the one-sided slope); its second derivative is NaN.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.sqrt()).at(4.0), 0.25);
    /// assert_eq!(Derivative::new(|x| (x * x).sqrt()).at(0.0), 0.0); // between -1 and 1
    /// ```
    // sqrt(a + h) ~ sqrt(a) + h / (2 sqrt(a))
    #[inline]
    #[must_use]
    pub fn sqrt(self) -> Self {
        let r = self.value.sqrt();
        self.chain_singular(r, T::of(0.5) / r, Zero::Centre)
    }

    /// Integer power, `xⁿ`, with slope `n xⁿ⁻¹`.
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
    // (a + h)^n ~ a^n + n a^(n-1) h
    #[inline]
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        let x = self.value;
        match n {
            0 => Self::constant(T::of(1.0)),
            1 => self,
            // The commonest of all, and as cheap as a product.
            2 => self * self,
            i32::MIN => self.powf(f64::from(n)),
            _ => self.chain(x.powi(n), x.powi(n - 1).scale(f64::from(n))),
        }
    }

    /// Power with a constant exponent, `xᶜ`, with slope `c xᶜ⁻¹`.
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
    // (a + h)^c ~ a^c + c a^(c-1) h
    #[inline]
    #[must_use]
    pub fn powf(self, c: f64) -> Self {
        let x = self.value;
        if c == 0.0 {
            return Self::constant(T::of(1.0));
        }
        let power = x.powf(c);
        let slope = power_below(x, c, power).scale(c);
        if c.abs() < 1.0 {
            self.chain_singular(power, slope, Zero::of_power(T::of(c)))
        } else {
            self.chain(power, slope)
        }
    }

    /// Power whose exponent carries derivatives too, `xʸ`, with slopes `y xʸ⁻¹` by the base and
    /// `xʸ ln x` by the exponent.
    ///
    /// At `x = 0` and `y > 0` the second slope is its limit, 0, and so are its own slopes where they have
    /// one. For `x < 0` it is NaN, but the first is finite for integer `y`, and a constant exponent asks
    /// for the first alone.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].powd(x[1])).at(&[2.0, 3.0]);
    /// assert_eq!(g, [12.0, 8.0 * 2f64.ln()]);
    /// ```
    // (a + h)^(b + k) ~ a^b + b a^(b-1) h + a^b ln(a) k
    #[doc(alias = "pow")]
    #[inline]
    #[must_use]
    pub fn powd(self, y: impl Into<Self>) -> Self {
        let y = y.into();
        let (a, b) = (self.value, y.value);
        let value = a.powd(b);
        let below = b - T::of(1.0);
        let exact = (below + T::of(1.0)).partial_cmp(&b) == Some(Ordering::Equal);
        let is_zero = b.is(Relation::Equal, 0.0);
        let by_base = if is_zero || exact || a.is(Relation::Equal, 0.0) || is_infinite(a) {
            let power = a.powd(below);
            // An exponent of zero makes zero of any power, and one that does not move keeps its zeros.
            if is_zero || !power.has_finite_value() && b.dependence().is_zero() {
                b.times_at_edge(power)
            } else {
                b * power
            }
        } else {
            // As in `power_below`.
            b * (value / a)
        };
        let by_exponent = if a.is(Relation::Equal, 0.0) && b > T::of(0.0) {
            T::power_times_log_at_zero(a, b, 1)
        } else {
            value * a.ln()
        };
        self.chain2_singular(y, value, by_base, by_exponent, Zero::of_power(b))
    }

    /// Logarithm to a constant base, with slope `1 / (x ln b)`. Edges as for [`ln`](Self::ln).
    ///
    /// ```
    /// use partials::Derivative;
    /// use std::f64::consts::LN_2;
    ///
    /// assert!((Derivative::new(|x| x.log(2.0)).at(4.0) - 0.25 / LN_2).abs() < 1e-15);
    /// ```
    // log_b(a + h) ~ log_b(a) + h / (a ln(b))
    #[inline]
    #[must_use]
    pub fn log(self, base: f64) -> Self {
        let x = self.value;
        let slope = T::of(base.ln().recip()) / x;
        self.chain_singular(x.log(base), slope, Zero::Guess)
    }

    /// Sine and cosine together.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| <[_; 2]>::from(x[0].sin_cos()));
    /// assert_eq!(f.value_and_jacobian(&[0.0]), ([0.0, 1.0], nalgebra::matrix![1.0; 0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn sin_cos(self) -> (Self, Self) {
        let (s, c) = self.value.sin_cos();
        (self.chain(s, c), self.chain(c, -s))
    }

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
    // atan2(b + k, a + h) ~ atan2(b, a) + (a k - b h) / r^2,  r = hypot(a, b)
    #[inline]
    #[must_use]
    pub fn atan2(self, x: impl Into<Self>) -> Self {
        let x = x.into();
        let (b, a) = (self.value, x.value);
        let (by_y, minus_by_x) = inverse_point(a, b);
        self.chain2_singular(x, b.atan2(a), by_y, -minus_by_x, Zero::Guess)
    }

    /// `self · a + b` with one rounding of the value.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].mul_add(x[1], x[2])).at(&[2.0, 3.0, 4.0]);
    /// assert_eq!(g, [3.0, 2.0, 1.0]);
    /// ```
    // (x + h) (a + k) + (b + l) ~ x a + b + a h + x k + l
    #[inline]
    #[must_use]
    pub fn mul_add(self, a: impl Into<Self>, b: impl Into<Self>) -> Self {
        let (a, b) = (a.into(), b.into());
        let product = self.chain2(a, self.value.mul_add(a.value, b.value), a.value, self.value);
        product.join(b, product.value)
    }

    /// Remainder in `[0, |b|)`, `a - b ⌊a/b⌋` for positive `b`, with slope 1 by `self` and
    /// `-⌊a/b⌋` by `b`. At the jumps the slopes are the same.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let (value, g) = Gradient::new(|x| x[0].rem_euclid(x[1])).value_and_gradient(&[7.5, 2.0]);
    /// assert_eq!((value, g), (1.5, [1.0, -3.0]));
    /// ```
    // rem(a + h, b + k) ~ rem(a, b) + h - q k,  q the whole number of times b goes into a
    #[inline]
    #[must_use]
    pub fn rem_euclid(self, b: impl Into<Self>) -> Self {
        let b = b.into();
        let value = self.value.rem_euclid(b.value);
        let times = ((self.value - value) / b.value).round();
        self.chain2(b, value, T::of(1.0), -times)
    }

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
    // psi_m(a + h) ~ psi_m(a) + psi_(m+1)(a) h
    #[inline]
    #[must_use]
    pub fn polygamma(self, m: u32) -> Self {
        self.chain(self.value.polygamma(m), self.value.polygamma(m + 1))
    }

    /// `x ln y`, where `x` is `self`, with slopes `ln y` by `x` and `x / y` by `y`; 0 at `x = 0`, also
    /// where `ln y` is infinite or not a number, unless `y` is NaN.
    ///
    /// So `-p ln p` and `p ln (p / q)`, entropies and likelihoods, need no case for `p = 0`. There the
    /// slope by `y` is 0. At `x = y = 0` the slopes are `-inf` and 0; a number `x` that vanishes there
    /// with its slope, as `w²`, has the product 0 in the limit. For `y < 0` the slope by `x` is NaN.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].xlogy(x[1])).at(&[0.0, 2.0]);
    /// assert_eq!(g, [2f64.ln(), 0.0]);
    /// ```
    // (a + h) ln(b + k) ~ a ln(b) + ln(b) h + a k / b
    #[inline]
    #[must_use]
    pub fn xlogy(self, y: impl Into<Self>) -> Self {
        let y = y.into();
        let (a, b) = (self.value, y.value);
        let by_y = if a.is_zero() && !b.is_nan() {
            a
        } else if a.is(Relation::Equal, 0.0) && b.is(Relation::Equal, 0.0) {
            // Zero, and of its derivatives nothing is known: inf - inf is NaN.
            let unknown = (a - T::of(0.0)).sqrt();
            (a + unknown) - unknown - a
        } else {
            a / b
        };
        let zero = if b.is(Relation::Equal, 0.0) {
            Zero::Centre
        } else {
            Zero::Guess
        };
        self.chain2_singular(y, a.xlogy(b), b.ln(), by_y, zero)
    }

    /// The Bessel function of the first kind `Jₙ(x)`, with slope `(Jₙ₋₁(x) - Jₙ₊₁(x)) / 2`, that of
    /// `J₀` being `-J₁(x)`.
    ///
    /// Values are within a few rounding errors of the amplitude, `√(2/πx)` for large `x`; for small
    /// `x` they have full relative accuracy.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// // J₀′ = -J₁
    /// assert_eq!(Derivative::new(|x| x.bessel_j(0)).at(0.0), 0.0);
    /// assert_eq!(Derivative::new(|x| x.bessel_j(1)).at(0.0), 0.5);
    /// ```
    // J_n(a + h) ~ J_n(a) + (J_(n-1)(a) - J_(n+1)(a)) h / 2
    #[inline]
    #[must_use]
    pub fn bessel_j(self, n: u32) -> Self {
        let x = self.value;
        let above = x.bessel_j(n + 1);
        let slope = if n == 0 {
            -above
        } else {
            (x.bessel_j(n - 1) - above).scale(0.5)
        };
        self.chain(x.bessel_j(n), slope)
    }

    /// The Bessel function of the second kind `Yₙ(x)`, with slope `(Yₙ₋₁(x) - Yₙ₊₁(x)) / 2`, that of
    /// `Y₀` being `-Y₁(x)`. Accuracy as for [`bessel_j`](Self::bessel_j).
    ///
    /// At 0 the value is `-inf`; below 0 value and slope are NaN.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// // J₁ Y₀ - J₀ Y₁ = 2/πx, with Y₁ = -Y₀′.
    /// let (y, slope) = Derivative::new(|x| x.bessel_y(0)).value_and_derivative(2.0);
    /// let (j, j_slope) = Derivative::new(|x| x.bessel_j(0)).value_and_derivative(2.0);
    /// assert!((j * slope - j_slope * y - 1.0 / std::f64::consts::PI).abs() < 1e-14);
    /// ```
    // Y_n(a + h) ~ Y_n(a) + (Y_(n-1)(a) - Y_(n+1)(a)) h / 2
    #[inline]
    #[must_use]
    pub fn bessel_y(self, n: u32) -> Self {
        let x = self.value;
        let above = x.bessel_y(n + 1);
        let slope = if n == 0 {
            -above
        } else {
            (x.bessel_y(n - 1) - above).scale(0.5)
        };
        // At 0 it is a logarithm or a pole; at infinity it vanishes.
        if x.is(Relation::Equal, 0.0) {
            self.chain_singular(x.bessel_y(n), slope, Zero::Guess)
        } else {
            self.chain(x.bessel_y(n), slope)
        }
    }
}
    };
}
of_several_arguments!([T: Real, const N: usize] Dual<T, N>);
of_several_arguments!([T: Real] Var<T>);
