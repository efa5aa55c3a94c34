//! [`Var`]: a value that a tape knows how it came about.

use std::fmt;
use std::marker::PhantomData;

mod arithmetic;
mod component;
mod kinks;

use super::Real;
use super::dual::{Chain, Zero};
use super::tape::{self, Rule};

/// A variable of reverse mode: a value, and its place on a tape that records what was computed from
/// what.
///
/// The operators made by `reverse` make these numbers and sweep the tape; a closure only computes with
/// them, as it would with `f64` or [`Dual`](crate::Dual): all functions and operators are the same.
///
/// A number that depends on one other alone carries its slope along, so that `(2.0 * x).sin()` writes
/// nothing down; only where two variables meet does the tape grow, by 32 bytes over `f64`. Constants
/// cost nothing.
///
/// * `T` is `f64`, `f32`, or a number of an enclosing derivative.
/// * A variable lives within one call of the function, on its thread: used in another recording, after
///   its own, or on another thread, it panics with a message. The constants among them go anywhere.
///
/// Order, and equality with an `f64`, look at the value alone, so branches are taken as they are for
/// plain numbers. At a kink, where a dual number gives every partial derivative its own side, one
/// sweep has one answer for all: that of the piece of the function which is active a little further on
/// along a fixed direction, in which every variable grows. See [`exact`](mod@crate::exact).
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::reverse(|x| x.iter().map(|v| v * v).sum());
/// let x: Vec<f64> = (0..1000).map(f64::from).collect();
/// assert_eq!(f.at(&x)[999], 1998.0);
/// ```
#[doc = "\n"]
#[doc = include_str!("traits.md")]
#[derive(Clone, Copy)]
pub struct Var<T = f64> {
    /// The value.
    pub value: T,
    /// The derivative by the place on the tape; of a constant, nothing or a mark.
    pub(super) slope: T,
    /// The place on the tape.
    pub(super) index: u32,
    /// The recording it belongs to, 0 for a constant.
    pub(super) recording: u32,
    /// Makes the type invariant in `T`, as [`Dual`](crate::Dual) is.
    invariant: PhantomData<fn(T) -> T>,
}

impl<T: Real> Var<T> {
    /// A number that depends on no variable.
    ///
    /// ```
    /// use partials::{Gradient, Var};
    ///
    /// let f = Gradient::reverse(|x| x[0] * Var::constant(3.0));
    /// assert_eq!(f.at(&[2.0]), [3.0]);
    /// ```
    #[inline(always)]
    pub fn constant(value: T) -> Self {
        Self::on_tape(value, T::of(0.0), 0, 0)
    }

    /// A constant that carries a mark in place of a slope.
    #[inline]
    pub(super) fn constant_marked(value: T, mark: T) -> Self {
        Self::on_tape(value, mark, 0, 0)
    }

    /// The mark of a constant.
    #[inline]
    pub(super) fn mark(self) -> Option<T> {
        self.is_constant().then_some(self.slope)
    }

    #[inline(always)]
    pub(super) fn on_tape(value: T, slope: T, index: u32, recording: u32) -> Self {
        Self {
            value,
            slope,
            index,
            recording,
            invariant: PhantomData,
        }
    }

    /// `c` in the number type of `self`, to which it is a constant: a plain number, or a variable of a
    /// derivative further out, by up to three levels. What is of this type already comes back as it is.
    ///
    /// It makes the point of an inner derivative whose function also uses `self`: at `x.lift(1.0)`
    /// the inner numbers are of another type than `x`, and no derivative can be mistaken.
    ///
    /// ```
    /// use partials::{Derivative, Gradient};
    ///
    /// // d/dx (x · d/dy (x + y)) = 1
    /// let outer = Gradient::reverse(|x| x[0] * Derivative::new(|y| x[0] + y).at(x[0].lift(1.0)));
    /// assert_eq!(outer.at(&[2.0]), [1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn lift(self, c: impl Into<Self>) -> Self {
        c.into()
    }

    /// Whether it depends on no variable.
    #[inline(always)]
    pub(crate) fn is_constant(&self) -> bool {
        self.recording == 0
    }

    /// The same with another value.
    #[inline]
    pub(super) fn with_value(self, value: T) -> Self {
        Self { value, ..self }
    }

    /// The same at another place on the tape.
    #[inline]
    pub(super) fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// Whether the two have the same derivatives, as far as is known.
    #[inline(always)]
    pub(super) fn moves_as(self, other: Self) -> bool {
        let together = self.recording == other.recording && self.index == other.index;
        together && self.slope == other.slope
            || self.has_zero_derivatives() && other.has_zero_derivatives()
    }

    /// Whether every partial derivative is finite, as far as is known.
    #[inline]
    pub(super) fn has_finite_derivatives(self) -> bool {
        self.slope.is_finite()
    }

    /// Whether every partial derivative is zero: asked of a number that is zero, which is rare enough for a
    /// sweep.
    pub(super) fn is_stationary(self) -> bool {
        self.has_zero_derivatives() || tape::is_stationary(self)
    }

    /// Whether every partial derivative is zero, as far as is known.
    #[inline]
    pub(super) fn has_zero_derivatives(self) -> bool {
        self.is_constant() || self.slope.is_zero()
    }

    /// `p h + q k`, where `h` and `k` are the derivatives of two numbers that the slopes are by: one
    /// place on the tape if both have the same, else a new one.
    #[inline(always)]
    fn linear(self, other: Self, value: T, p: T, q: T) -> Self {
        if self.index == other.index && self.recording == other.recording {
            Self::on_tape(value, p + q, self.index, self.recording)
        } else {
            tape::join(value, [p, q], self, other)
        }
    }

    /// The sum of the derivatives of two numbers, with a given value.
    #[inline(always)]
    pub(super) fn join(self, other: Self, value: T) -> Self {
        self.linear(other, value, self.slope, other.slope)
    }

    /// The chain rule for one argument: `f(a + h) ~ f(a) + f'(a) h`.
    #[inline(always)]
    pub(crate) fn chain(self, value: T, slope: T) -> Self {
        // If the product is finite the slope is.
        let product = self.slope * slope;
        if product.is_finite() && !value.is_nan() {
            Self {
                value,
                slope: product,
                ..self
            }
        } else {
            self.chain_at_edge(value, slope)
        }
    }

    #[cold]
    #[inline(never)]
    fn chain_at_edge(self, value: T, slope: T) -> Self {
        if slope.is_finite() && !value.is_nan() {
            return Self {
                value,
                slope: self.slope.product(slope),
                ..self
            };
        }
        let slope = if value.is_nan() { value } else { slope };
        self.edge(Rule::Chain(value, slope), value, slope)
    }

    /// The chain rule for two: `f(a + h, b + k) ~ f(a, b) + f_a h + f_b k`.
    #[inline(always)]
    pub(crate) fn chain2(self, other: Self, value: T, slope: T, other_slope: T) -> Self {
        let (p, q) = (self.slope * slope, other.slope * other_slope);
        if p.is_finite() && q.is_finite() && !value.is_nan() {
            self.linear(other, value, p, q)
        } else {
            self.chain2_at_edge(other, value, slope, other_slope)
        }
    }

    #[cold]
    #[inline(never)]
    fn chain2_at_edge(self, other: Self, value: T, slope: T, other_slope: T) -> Self {
        if slope.is_finite() && other_slope.is_finite() && !value.is_nan() {
            let (p, q) = (self.slope.product(slope), other.slope.product(other_slope));
            return self.linear(other, value, p, q);
        }
        let slopes = [slope, other_slope];
        self.edge2(other, Rule::Chain2(value, slopes), value, slopes)
    }

    /// As [`chain`](Self::chain), for a function with a root or a logarithm at the ends of its domain,
    /// where `zero` says what that makes of a derivative that vanishes.
    #[inline(always)]
    pub(super) fn chain_singular(self, value: T, slope: T, zero: Zero) -> Self {
        let is_inside = slope.has_finite_value() && self.value.has_finite_value();
        if is_inside || value.is_nan() {
            self.chain(value, slope)
        } else {
            self.edge(Rule::Singular(value, slope, zero), value, slope)
        }
    }

    /// As [`chain2`](Self::chain2), likewise.
    pub(super) fn chain2_singular(
        self,
        other: Self,
        value: T,
        slope: T,
        other_slope: T,
        zero: Zero,
    ) -> Self {
        let all = [self.value, other.value, slope, other_slope];
        if value.is_nan() || all.iter().all(|v| v.has_finite_value()) {
            return self.chain2(other, value, slope, other_slope);
        }
        let slopes = [slope, other_slope];
        self.edge2(other, Rule::Singular2(value, slopes, zero), value, slopes)
    }

    /// The value, with derivatives that are NaN, also by variables that it does not move with here.
    pub(super) fn unknown(self) -> Self {
        self.edge(Rule::Unknown, self.value, T::of(f64::NAN))
    }

    /// An operation at an edge, of one argument.
    #[cold]
    #[inline(never)]
    fn edge(self, rule: Rule<T>, value: T, slope: T) -> Self {
        let none = Self::constant(T::of(0.0));
        tape::event(value, [slope, T::of(0.0)], rule, self, none)
    }

    /// An operation at an edge, of two arguments.
    #[cold]
    #[inline(never)]
    fn edge2(self, other: Self, rule: Rule<T>, value: T, slopes: [T; 2]) -> Self {
        tape::event(value, slopes, rule, self, other)
    }
}

/// The product, where what is exactly zero stays zero beside an infinite factor: such a factor is looked
/// for only if the result is not finite.
#[inline(always)]
fn product<T: Real>(a: T, b: T) -> T {
    let product = a * b;
    if T::LEVELS == 0 || product.is_finite() {
        product
    } else {
        a.product(b)
    }
}

impl<T: Real> Chain<T> for Var<T> {
    #[inline(always)]
    fn chain(self, value: T, slope: T) -> Self {
        self.chain(value, slope)
    }
    #[inline(always)]
    fn chain_guess(self, value: T, slope: T) -> Self {
        self.chain_singular(value, slope, Zero::Guess)
    }
}

impl<T: fmt::Debug> fmt::Debug for Var<T> {
    /// The value, and where it stands on the tape.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut var = f.debug_struct("Var");
        var.field("value", &self.value);
        if self.recording != 0 {
            var.field("slope", &self.slope).field("index", &self.index);
        }
        var.finish()
    }
}

impl<T: fmt::Display> fmt::Display for Var<T> {
    /// The value; its derivatives are known to the tape alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)
    }
}
