//! [`Trace`]: a value that knows where it stands in the graph of the function.

use std::fmt;

mod arithmetic;
mod component;
mod expansion;
mod functions;
mod order;

use super::graph::{Binary, Fault, Op, recorder};

/// A traced number: a value, and its place in the graph that is built while the closure runs.
///
/// The operators made by `compiled` make these numbers; a closure only computes with them, as it would
/// with `f64` or [`Dual`](crate::Dual): all functions and operators are the same.
///
/// * A comparison is remembered with its outcome. Compiled code that meets another outcome says so, and
///   the closure is traced again there.
/// * [`max`](Self::max), [`min`](Self::min), [`abs`](Self::abs), [`clamp`](Self::clamp),
///   [`floor`](Self::floor) and the like are operations: they are not comparisons, and hold everywhere.
/// * A plain number cannot be taken out: what would be computed from it would be a constant in compiled
///   code. [`re`](Self::re) and conversions make the operator refuse the closure, with
///   [`Error::NotReplayable`](crate::Error::NotReplayable).
/// * A traced number lives within one call of the function, on its thread: used elsewhere it panics with
///   a message. The constants among them go anywhere.
///
/// See the page of [compiled derivatives](crate::exact::compiled) for what tracing means, what is guarded,
/// and what it costs.
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::compiled(|x| x[0] * x[1].sin());
/// assert_eq!(f.at(&[2.0, 0.0]), [0.0, 2.0]);
/// ```
#[doc = "\n"]
#[doc = include_str!("traits.md")]
#[derive(Clone, Copy)]
pub struct Trace {
    /// The value at the point where the function is traced.
    pub(super) value: f64,
    /// The place in the graph.
    pub(super) node: u32,
    /// The recording it belongs to, 0 for a constant.
    pub(super) recording: u32,
}

/// The place of a marked constant.
const MARK: u32 = 1;

impl Trace {
    /// A number that depends on no variable.
    ///
    /// ```
    /// use partials::{Gradient, Trace};
    ///
    /// let f = Gradient::compiled(|x| x[0] * Trace::constant(3.0));
    /// assert_eq!(f.at(&[2.0]), [3.0]);
    /// ```
    #[inline(always)]
    pub fn constant(value: f64) -> Self {
        Self::traced(value, 0, 0)
    }

    #[inline(always)]
    pub(super) fn traced(value: f64, node: u32, recording: u32) -> Self {
        Self {
            value,
            node,
            recording,
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
    /// let outer = Gradient::compiled(|x| x[0] * Derivative::new(|y| x[0] + y).at(x[0].lift(1.0)));
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

    /// A constant that carries a mark.
    pub(super) fn marked(value: f64) -> Self {
        Self::traced(value, MARK, 0)
    }

    pub(super) fn is_marked(self) -> bool {
        self.is_constant() && self.node == MARK
    }

    /// A function of this number and another one.
    pub(crate) fn operation(self, f: Binary, b: Self) -> Self {
        self.function2(f, b)
    }

    /// The magnitude of the value, of which nothing is remembered.
    pub(super) fn magnitude(self) -> f64 {
        self.value.abs()
    }

    /// The number itself, of which no derivative is known: nor is it at any other point.
    pub(super) fn unknown(self) -> Self {
        self.decided();
        self.unary(self.value, Op::Unknown)
    }

    /// The largest derivative by a variable, which costs a gradient of the graph so far.
    pub(super) fn largest_derivative(self) -> f64 {
        recorder(|recorder| recorder.graph_of(&[self])).largest_derivative()
    }

    /// Whether it is the same number of the graph, so that no derivative of any order tells them apart.
    pub(super) fn is_one_with(self, other: Self) -> bool {
        if self.is_constant() && other.is_constant() {
            return self.value.to_bits() == other.value.to_bits();
        }
        self.node == other.node && self.recording == other.recording
    }

    /// Whether it is the constant `c`, to the bit.
    #[inline]
    pub(super) fn is_exactly(&self, c: f64) -> bool {
        self.is_constant() && self.value.to_bits() == c.to_bits()
    }

    /// An operation on one number that comes to `value`.
    #[inline]
    pub(super) fn unary(self, value: f64, op: impl FnOnce(u32) -> Op) -> Self {
        if self.is_constant() {
            return Self::constant(value);
        }
        recorder(|recorder| {
            let a = recorder.place(self);
            recorder.write(op(a), value)
        })
    }

    /// An operation on two numbers that comes to `value`.
    #[inline]
    pub(super) fn binary(self, b: Self, value: f64, op: impl FnOnce(u32, u32) -> Op) -> Self {
        if self.is_constant() && b.is_constant() {
            return Self::constant(value);
        }
        recorder(|recorder| {
            let (a, b) = (recorder.place(self), recorder.place(b));
            recorder.write(op(a, b), value)
        })
    }

    /// The value, to be returned from an evaluation on constants.
    pub(crate) fn peeked(self) -> f64 {
        self.value
    }

    /// The value of a constant.
    pub(crate) fn plain_constant(self) -> f64 {
        debug_assert!(self.is_constant());
        self.value
    }

    /// The value, which leaves the graph here: only of a constant is that no fault.
    pub(super) fn plain(self, method: &'static str) -> f64 {
        if !self.is_constant() {
            recorder(|recorder| recorder.fail(self, Fault::PlainNumber(method)));
        }
        self.value
    }

    /// Notes a decision that a guard cannot tell.
    pub(super) fn decided(self) {
        if !self.is_constant() {
            recorder(|recorder| recorder.leave_regular(self));
        }
    }
}

impl fmt::Debug for Trace {
    /// The value, and where it stands in the graph.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut trace = f.debug_struct("Trace");
        trace.field("value", &self.value);
        if !self.is_constant() {
            trace.field("node", &self.node);
        }
        trace.finish()
    }
}

impl fmt::Display for Trace {
    /// The value at the point where the function is traced.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)
    }
}
