//! The elementary functions of [`Trace`]: those of one argument stamped from the rules table, and those of
//! several. Each is one operation of the graph, with the value that the function has on `f64`.

use crate::scalar::graph::{Binary, Indexed, Op, Test, Unary, recorder};
use crate::scalar::kinks::check_limits;
use crate::scalar::rules::{special_rules, unary_rules};
use crate::scalar::{Real, Trace};

// Plain form: `pub fn exp(self) -> Self { self.function(Unary::exp) }`
macro_rules! of_one_argument {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        /// The elementary functions of one argument, stamped from the rules table.
        impl Trace {
            $($(#[$doc])*
            #[inline]
            #[must_use]
            pub fn $name(self) -> Self {
                self.function(Unary::$name)
            })*
        }
    };
}
unary_rules!(of_one_argument);
special_rules!(of_one_argument);

/// The functions with kinks, which are operations and no comparisons: where two pieces meet, compiled code
/// leaves the answer to forward mode.
impl Trace {
    /// Absolute value. As [`Dual::abs`](crate::Dual::abs).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].abs()).at(&[-2.0]), [-1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn abs(self) -> Self {
        self.function(Unary::abs)
    }

    /// Sign: `1` from `+0` up, `-1` from `-0` down. As [`Dual::signum`](crate::Dual::signum).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0] * x[0].signum()).at(&[-2.0]), [-1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn signum(self) -> Self {
        self.function(Unary::signum)
    }

    /// The larger of two numbers. A NaN loses. As [`Dual::max`](crate::Dual::max).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].max(x[1])).at(&[1.0, 2.0]), [0.0, 1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn max(self, other: impl Into<Self>) -> Self {
        self.chosen(Binary::Max, other.into())
    }

    /// The smaller of two numbers. A NaN loses. As [`Dual::min`](crate::Dual::min).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].min(x[1])).at(&[1.0, 2.0]), [1.0, 0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn min(self, other: impl Into<Self>) -> Self {
        self.chosen(Binary::Min, other.into())
    }

    /// `self` limited to `[low, high]`. As [`Dual::clamp`](crate::Dual::clamp).
    ///
    /// # Panics
    ///
    /// If `low > high` or one of them is NaN, as `f64::clamp` does.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].clamp(0.0, 1.0)).at(&[3.0]), [0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        let (low, high) = (low.into(), high.into());
        check_limits(low, high);
        if self.is_nan() {
            self
        } else {
            self.max(low).min(high)
        }
    }

    /// `|self|` with the sign of `sign`. As [`Dual::copysign`](crate::Dual::copysign).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].copysign(-1.0)).at(&[2.0]), [-1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn copysign(self, sign: impl Into<Self>) -> Self {
        self.function2(Binary::Copysign, sign.into())
    }

    /// `√(x² + y²)` without overflow. As [`Dual::hypot`](crate::Dual::hypot).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].hypot(x[1])).at(&[3.0, 4.0]), [0.6, 0.8]);
    /// ```
    #[inline]
    #[must_use]
    pub fn hypot(self, y: impl Into<Self>) -> Self {
        self.function2(Binary::Hypot, y.into())
    }
}

/// The elementary functions of two arguments and their kin. Where an argument may be a constant
/// it can be given as an `f64`: `x.max(0.0)`.
impl Trace {
    /// The plain value, which makes the operator refuse the closure: compiled code would take what is
    /// computed from it for a constant.
    ///
    /// To decide, compare the number itself, as in `x > 0.0`; to print, print it; where a plain number is
    /// needed, use `Gradient::reverse` in place of `Gradient::compiled`.
    ///
    /// ```
    /// use partials::{Error, Gradient};
    ///
    /// let cut = Gradient::compiled(|x| x[0] * x[1].re());
    /// assert_eq!(cut.compile_for(&[1.0, 2.0]), Err(Error::NotReplayable { method: "re" }));
    /// ```
    #[inline]
    #[must_use]
    pub fn re(self) -> f64 {
        self.plain("re")
    }

    /// Whether the value is finite.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| if x[0].ln().is_finite() { 2.0 * x[0] } else { 0.0 * x[0] });
    /// assert_eq!((f.at(&[1.0]), f.at(&[0.0])), ([2.0], [0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.ask(Test::IsFinite)
    }

    /// Whether the value is NaN.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| if !x[0].ln().is_nan() { 2.0 * x[0] } else { 0.0 * x[0] });
    /// assert_eq!((f.at(&[1.0]), f.at(&[-1.0])), ([2.0], [0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn is_nan(self) -> bool {
        self.ask(Test::IsNan)
    }

    /// Whether the value is infinite.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| if !x[0].ln().is_infinite() { 2.0 * x[0] } else { 0.0 * x[0] });
    /// assert_eq!((f.at(&[1.0]), f.at(&[0.0])), ([2.0], [0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn is_infinite(self) -> bool {
        !self.is_finite() && !self.is_nan()
    }

    /// Whether the sign bit of the value is clear: true for `+0`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| if x[0].is_sign_positive() { 2.0 * x[0] } else { 0.0 * x[0] });
    /// assert_eq!((f.at(&[1.0]), f.at(&[-1.0])), ([2.0], [0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn is_sign_positive(self) -> bool {
        !self.ask(Test::HasSign)
    }

    /// Whether the sign bit of the value is set: true for `-0`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| if !x[0].is_sign_negative() { 2.0 * x[0] } else { 0.0 * x[0] });
    /// assert_eq!((f.at(&[1.0]), f.at(&[-1.0])), ([2.0], [0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn is_sign_negative(self) -> bool {
        self.ask(Test::HasSign)
    }

    /// Square root. As [`Dual::sqrt`](crate::Dual::sqrt).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].sqrt()).at(&[4.0]), [0.25]);
    /// ```
    #[inline]
    #[must_use]
    pub fn sqrt(self) -> Self {
        self.function(Unary::sqrt)
    }

    /// Integer power, `xⁿ`. As [`Dual::powi`](crate::Dual::powi).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].powi(3)).at(&[2.0]), [12.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        match n {
            0 => Self::constant(1.0),
            1 => self,
            2 => self.times(self),
            i32::MIN => self.powf(f64::from(n)),
            _ => self.family(Indexed::Powi, n as u32),
        }
    }

    /// Power with a constant exponent, `xᶜ`. As [`Dual::powf`](crate::Dual::powf).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].powf(1.5)).at(&[4.0]), [3.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn powf(self, c: f64) -> Self {
        if c == 0.0 {
            return Self::constant(1.0);
        }
        self.function2(Binary::Powf, Self::constant(c))
    }

    /// Power whose exponent is traced too, `xʸ`. As [`Dual::powd`](crate::Dual::powd).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].powd(x[1])).at(&[1.0, 3.0]), [3.0, 0.0]);
    /// ```
    #[inline]
    #[must_use]
    #[doc(alias = "pow")]
    pub fn powd(self, y: impl Into<Self>) -> Self {
        self.function2(Binary::Powd, y.into())
    }

    /// Logarithm to a constant base. As [`Dual::log`](crate::Dual::log).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].log(2.0) * 2_f64.ln()).at(&[4.0]), [0.25]);
    /// ```
    #[inline]
    #[must_use]
    pub fn log(self, base: f64) -> Self {
        self.function2(Binary::Log, Self::constant(base))
    }

    /// Sine and cosine together.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled(|x| <[_; 2]>::from(x[0].sin_cos()));
    /// assert_eq!(f.at(&[0.0]), nalgebra::matrix![1.0; 0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn sin_cos(self) -> (Self, Self) {
        (self.sin(), self.cos())
    }

    /// The angle of the point `(x, self)` in `[-π, π]`. As [`Dual::atan2`](crate::Dual::atan2).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].atan2(x[1])).at(&[0.0, 2.0]), [0.5, 0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn atan2(self, x: impl Into<Self>) -> Self {
        self.function2(Binary::Atan2, x.into())
    }

    /// `self · a + b` with one rounding.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| x[0].mul_add(x[1], x[2]));
    /// assert_eq!(f.at(&[2.0, 3.0, 4.0]), [3.0, 2.0, 1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn mul_add(self, a: impl Into<Self>, b: impl Into<Self>) -> Self {
        let (a, b) = (a.into(), b.into());
        let value = self.value.mul_add(a.value, b.value);
        if self.is_constant() && a.is_constant() && b.is_constant() {
            return Self::constant(value);
        }
        recorder(|recorder| {
            let [x, a, b] = [self, a, b].map(|x| recorder.place(x));
            recorder.write(Op::MulAdd(x, a, b), value)
        })
    }

    /// Remainder in `[0, |b|)`. As [`Dual::rem_euclid`](crate::Dual::rem_euclid).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].rem_euclid(2.0)).at(&[-1.5]), [1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn rem_euclid(self, b: impl Into<Self>) -> Self {
        self.function2(Binary::RemEuclid, b.into())
    }

    /// The polygamma function `ψ⁽ᵐ⁾(x)`. As [`Dual::polygamma`](crate::Dual::polygamma).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| 2.0 * x[0] + x[0].polygamma(1).floor()).at(&[1.0]), [2.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn polygamma(self, m: u32) -> Self {
        self.family(Indexed::Polygamma, m)
    }

    /// `x ln y`, where `x` is `self`, and 0 at `x = 0`. As [`Dual::xlogy`](crate::Dual::xlogy).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].xlogy(x[1])).at(&[0.0, 1.0]), [0.0, 0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn xlogy(self, y: impl Into<Self>) -> Self {
        self.function2(Binary::Xlogy, y.into())
    }

    /// The Bessel function of the first kind `Jₙ(x)`. As [`Dual::bessel_j`](crate::Dual::bessel_j).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].bessel_j(0)).at(&[0.0]), [0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn bessel_j(self, n: u32) -> Self {
        self.family(Indexed::BesselJ, n)
    }

    /// The Bessel function of the second kind `Yₙ(x)`. As [`Dual::bessel_y`](crate::Dual::bessel_y).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::compiled(|x| x[0].bessel_y(1).floor() + x[0]).at(&[1.0]), [1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn bessel_y(self, n: u32) -> Self {
        self.family(Indexed::BesselY, n)
    }
}

impl Trace {
    pub(in crate::scalar) fn function(self, f: Unary) -> Self {
        self.unary(f.of(self.value), |a| Op::Of(f, a))
    }

    pub(in crate::scalar) fn family(self, f: Indexed, k: u32) -> Self {
        self.unary(f.of(k, self.value), |a| Op::Indexed(f, k, a))
    }

    /// One of two numbers. Of a number and itself there is no tie to be met, at every point anew.
    fn chosen(self, f: Binary, b: Self) -> Self {
        if self.is_one_with(b) {
            self
        } else {
            self.function2(f, b)
        }
    }

    pub(in crate::scalar) fn function2(self, f: Binary, b: Self) -> Self {
        let value = f.of::<f64>(self.value, b.value, || b.value);
        self.binary(b, value, |a, b| Op::Of2(f, a, b))
    }
}

// `Real` is a bound of the functions that the table's rows call.
const _: fn() = || {
    fn is_real<T: Real>() {}
    is_real::<Trace>();
};
