//! The functions that have kinks. At a kink every partial derivative is the one-sided
//! derivative along its own seed, `lim (f(x + t e) - f(x)) / t` for `t ↓ 0`.
//!
//! One-sided derivatives obey the chain rule (they are B-derivatives: Scholtes, *Introduction to
//! Piecewise Differentiable Equations*, 2012), so a smooth function put together of pieces with
//! kinks, such as `max(a, b) + min(a, b)`, comes out exactly.

use std::cmp::Ordering;

use super::dual::each;
use super::levels::Levels;
use super::relation::Relation;
use super::rules::direction;
use super::{Dual, Real, Var};

// Plain form: `impl<T: Real, const N: usize> Dual<T, N> { .. }`
macro_rules! kinks {
    ([$($generics:tt)*] $Number:ty) => {
/// The functions with kinks.
impl<$($generics)*> $Number {
    /// Absolute value, with slope `-1` below 0 and `+1` above.
    ///
    /// At the kink, `±0`, a partial derivative `h` becomes `|h|`, the one-sided derivative along its
    /// variable: that of the variable itself is `+1`, that of `-x` is `+1` too.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.abs());
    /// assert_eq!([-2.0, 0.0, 2.0].map(|x| f.at(x)), [-1.0, 1.0, 1.0]);
    /// ```
    // |a + h| ~ |a| + sign(a) h,  |0 + h| = |h|
    #[inline]
    #[must_use]
    pub fn abs(self) -> Self {
        if self > 0.0 {
            self
        } else if self < 0.0 {
            -self
        } else if self.is_nan() {
            self.chain(self.value, self.value)
        } else {
            self.abs_at_kink()
        }
    }

    /// Sign: `1` from `+0` up, `-1` from `-0` down, with slope 0.
    ///
    /// At `±0`, a jump, the slope is 0 along a variable that keeps the sign of the zero, or the zero
    /// itself, and infinite along one that leaves it: then `x · signum(x)` is NaN, not `-|x|`.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.signum()).value_and_derivative(-2.0), (-1.0, 0.0));
    /// assert_eq!(Derivative::new(|x| x.signum()).at(-0.0), f64::INFINITY); // a jump
    /// ```
    // sign(a + h) ~ sign(a)
    #[inline]
    #[must_use]
    pub fn signum(self) -> Self {
        if self == 0.0 {
            Self::of(1.0).copysign(self)
        } else {
            Self::constant(self.value.signum())
        }
    }

    /// The larger of two numbers with its derivatives. A NaN loses.
    ///
    /// In a tie every partial derivative is the larger of the two: the one-sided derivative along its
    /// variable. So `x.max(0.0)` at 0 has the slope 1, and `(-x).max(0.0)` the slope 0.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.max(0.0));
    /// assert_eq!([-2.0, 0.0, 2.0].map(|x| f.at(x)), [0.0, 1.0, 1.0]);
    /// ```
    // max(a + h, a + k) ~ a + max(h, k)
    #[inline]
    #[must_use]
    pub fn max(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self > other {
            self
        } else if self < other {
            other
        } else {
            Self::tie(Order::Larger, self, other)
        }
    }

    /// The smaller of two numbers with its derivatives. A NaN loses.
    ///
    /// In a tie every partial derivative is the smaller of the two: the one-sided derivative along
    /// its variable. So `x.min(0.0)` at 0 has the slope 0, and `(-x).min(0.0)` the slope -1.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.min(0.0));
    /// assert_eq!([-2.0, 0.0, 2.0].map(|x| f.at(x)), [1.0, 0.0, 0.0]);
    /// ```
    // min(a + h, a + k) ~ a + min(h, k)
    #[inline]
    #[must_use]
    pub fn min(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self < other {
            self
        } else if self > other {
            other
        } else {
            Self::tie(Order::Smaller, self, other)
        }
    }

    /// `self` limited to `[low, high]`, `self.max(low).min(high)`.
    ///
    /// On a limit the partial derivatives are those of that tie, the one-sided ones: `x.clamp(0, 1)`
    /// has the slope 1 at 0 and 0 at 1. A NaN stays NaN.
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
    #[inline]
    #[must_use]
    pub fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        let (low, high) = (low.into(), high.into());
        check_limits(low, high);
        if low < self && self < high || self.is_nan() {
            self
        } else {
            self.max(low).min(high)
        }
    }

    /// `|self|` with the sign of `sign`. Its slope by `self` is ±1, by `sign` 0.
    ///
    /// At `self = ±0` a partial derivative `h` becomes `±|h|`. At `sign = ±0` a partial derivative of
    /// `sign` that leaves the sign of the zero flips the result, and where that is a jump the slope
    /// is infinite.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let (value, g) = Gradient::new(|x| x[0].copysign(x[1])).value_and_gradient(&[3.0, -2.0]);
    /// assert_eq!((value, g), (-3.0, [-1.0, 0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn copysign(self, sign: impl Into<Self>) -> Self {
        let sign = sign.into();
        if sign == 0.0 {
            self.copysign_at_zero(sign)
        } else if sign.is_sign_negative() {
            -self.abs()
        } else {
            self.abs()
        }
    }

    /// `√(x² + y²)` without overflow, with slopes `x/√(x² + y²)` and `y/√(x² + y²)`.
    ///
    /// At the origin, a kink, the partial derivatives `h` and `k` become `hypot(h, k)`, the one-sided
    /// derivative along their variable: 1 for each argument. What is smooth in `x² + y²`, such as
    /// `hypot²/2`, has its second derivatives there too; third ones that do not exist are NaN.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::new(|x| x[0].hypot(x[1])).at(&[3.0_f64, 4.0]);
    /// assert!((g[0] - 0.6).abs() < 1e-15 && (g[1] - 0.8).abs() < 1e-15);
    /// assert_eq!(Gradient::new(|x| x[0].hypot(x[1])).at(&[0.0, 0.0]), [1.0, 1.0]);
    /// ```
    // hypot(a + h, b + k) ~ r + (a h + b k) / r,  r = hypot(a, b)
    #[inline]
    #[must_use]
    pub fn hypot(self, y: impl Into<Self>) -> Self {
        let y = y.into();
        let (a, b) = (self.value, y.value);
        let r = a.hypot(b);
        if r.is(Relation::Equal, 0.0) {
            return self.hypot_at_origin(y);
        }
        let (by_x, by_y) = direction(a, b);
        self.chain2(y, r, by_x, by_y)
    }
}
    };
}
kinks!([T: Real, const N: usize] Dual<T, N>);
kinks!([T: Real] Var<T>);

/// Panics unless two numbers are limits in order.
#[inline]
pub(super) fn check_limits<T: Real>(low: T, high: T) {
    assert!(
        low <= high,
        "clamp needs low <= high, but low is {} and high is {}",
        low.peek(),
        high.peek()
    );
}

/// Which of two numbers that tie is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    /// The one with the larger derivatives.
    Larger,
    /// The one with the smaller derivatives.
    Smaller,
}

/// What dual numbers do at a kink: on the lowest level lane by lane and in place, so that lanes that
/// nobody reads cost nothing.
impl<T: Real, const N: usize> Dual<T, N> {
    #[inline(always)]
    fn abs_at_kink(self) -> Self {
        if T::LEVELS == 0 {
            Self::new(self.value.abs(), each(|i| self.partials[i].abs()))
        } else {
            self.abs_at_nested_kink()
        }
    }

    #[inline(always)]
    fn hypot_at_origin(self, y: Self) -> Self {
        if T::LEVELS == 0 {
            let r = self.value.hypot(y.value);
            Self::new(r, each(|i| self.partials[i].hypot(y.partials[i])))
        } else {
            T::hypot_at_origin(self, y)
        }
    }

    /// The one of two numbers of equal value that is wanted; of numbers that are not in order the one
    /// that is a number.
    #[inline(always)]
    fn tie(wanted: Order, a: Self, b: Self) -> Self {
        let (left, right) = match wanted {
            Order::Larger => (a, b),
            Order::Smaller => (b, a),
        };
        let larger = |i: usize| match left.partials[i].partial_cmp(&right.partials[i]) {
            Some(Ordering::Greater | Ordering::Equal) => a.partials[i],
            Some(Ordering::Less) => b.partials[i],
            None => T::of(f64::NAN),
        };
        match (a.is_nan(), b.is_nan()) {
            (true, _) => b,
            (false, true) => a,
            (false, false) if T::LEVELS == 0 => Self::new(a.value, each(larger)),
            (false, false) => Self::lead(&[left], &[right], &[a], &[b])[0],
        }
    }

    #[cold]
    fn abs_at_nested_kink(self) -> Self {
        let negative = self.is_sign_negative();
        // The one with the positive zero comes first: its value is the result's.
        let (a, b) = if negative {
            (-self, self)
        } else {
            (self, -self)
        };
        Self::lead(&[a], &[b], &[a], &[b])[0]
    }

    #[cold]
    fn copysign_at_zero(self, sign: Self) -> Self {
        let size = self.abs();
        let (a, b) = if sign.is_sign_negative() {
            (-size, size)
        } else {
            (size, -size)
        };
        let (left, right) = if sign.is_sign_negative() {
            (-sign, sign)
        } else {
            (sign, -sign)
        };
        Self::lead(&[left], &[right], &[a], &[b])[0]
    }
}
