//! The rules of arithmetic for [`Trace`]. What is left out or written otherwise has the same value to the
//! bit: `x + 0` is not, since `-0 + 0` is `0`, nor is `0 x`, which may be `-0` or NaN.

use crate::scalar::Trace;
use crate::scalar::graph::{Op, Unary, recorder};

impl Trace {
    /// The number that this one is the negative of, if it is one.
    pub(crate) fn negative_of(self) -> Option<Self> {
        recorder(|recorder| match recorder.op(self) {
            Some(Op::Neg(a)) => Some(recorder.at(a)),
            _ => None,
        })
    }

    /// Whether it is known not to be `-0`: then `x + 0 = x`.
    fn is_never_negative_zero(self) -> bool {
        recorder(|recorder| match recorder.op(self) {
            Some(Op::Mul(a, b)) => a == b,
            Some(Op::Of(f, _)) => {
                matches!(f, Unary::abs | Unary::exp | Unary::cosh | Unary::logistic)
            }
            _ => false,
        })
    }
}

/// Both places in order, for an operation that has none.
fn in_order(op: impl Fn(u32, u32) -> Op) -> impl Fn(u32, u32) -> Op {
    move |a, b| op(a.min(b), a.max(b))
}

/// The rules; the spellings of [`operators`](crate::scalar::operators) all lead here.
impl Trace {
    // x + -0 = x,  x² + 0 = x²,  a + -b = a - b
    pub(in crate::scalar) fn plus(self, b: Self) -> Self {
        if b.is_exactly(-0.0) {
            return self;
        }
        if self.is_exactly(-0.0) || self.is_exactly(0.0) && b.is_never_negative_zero() {
            return b;
        }
        if b.is_exactly(0.0) && self.is_never_negative_zero() {
            return self;
        }
        match (self.negative_of(), b.negative_of()) {
            (_, Some(b)) => self.minus(b),
            (Some(a), None) => b.minus(a),
            _ => self.binary(b, self.value + b.value, in_order(Op::Add)),
        }
    }

    // x - 0 = x,  -0 - x = -x,  a - -b = a + b
    pub(in crate::scalar) fn minus(self, b: Self) -> Self {
        if b.is_exactly(0.0) {
            return self;
        }
        if self.is_exactly(-0.0) {
            return b.negated();
        }
        match b.negative_of() {
            Some(b) => self.plus(b),
            None => self.binary(b, self.value - b.value, Op::Sub),
        }
    }

    // 1 x = x,  -1 x = -x,  -a b = -(a b)
    pub(in crate::scalar) fn times(self, b: Self) -> Self {
        if b.is_exactly(1.0) {
            return self;
        }
        if self.is_exactly(1.0) {
            return b;
        }
        if b.is_exactly(-1.0) {
            return self.negated();
        }
        if self.is_exactly(-1.0) {
            return b.negated();
        }
        match (self.negative_of(), b.negative_of()) {
            (Some(a), Some(b)) => a.times(b),
            (Some(a), None) => a.times(b).negated(),
            (None, Some(b)) => self.times(b).negated(),
            _ => self.binary(b, self.value * b.value, in_order(Op::Mul)),
        }
    }

    // x / 1 = x,  x / 2ⁿ = 2⁻ⁿ x
    pub(in crate::scalar) fn over(self, b: Self) -> Self {
        if b.is_constant() && is_power_of_two(b.value) {
            return self.times(Self::constant(b.value.recip()));
        }
        self.binary(b, self.value / b.value, Op::Div)
    }

    pub(in crate::scalar) fn modulo(self, b: Self) -> Self {
        self.binary(b, self.value % b.value, Op::Rem)
    }

    // -(-x) = x
    pub(in crate::scalar) fn negated(self) -> Self {
        match self.negative_of() {
            Some(a) => a,
            None => self.unary(-self.value, Op::Neg),
        }
    }

    pub(in crate::scalar) fn plus_constant(self, c: f64) -> Self {
        self.plus(Self::constant(c))
    }

    pub(in crate::scalar) fn minus_constant(self, c: f64) -> Self {
        self.minus(Self::constant(c))
    }

    pub(in crate::scalar) fn times_constant(self, c: f64) -> Self {
        self.times(Self::constant(c))
    }

    pub(in crate::scalar) fn over_constant(self, c: f64) -> Self {
        self.over(Self::constant(c))
    }

    pub(in crate::scalar) fn modulo_constant(self, c: f64) -> Self {
        self.modulo(Self::constant(c))
    }

    pub(in crate::scalar) fn constant_minus(self, c: f64) -> Self {
        Self::constant(c).minus(self)
    }

    pub(in crate::scalar) fn constant_over(self, c: f64) -> Self {
        Self::constant(c).over(self)
    }

    pub(in crate::scalar) fn constant_modulo(self, c: f64) -> Self {
        Self::constant(c).modulo(self)
    }
}

/// Whether the reciprocal is exact and normal.
fn is_power_of_two(c: f64) -> bool {
    const FRACTION: u64 = (1 << 52) - 1;
    c.is_normal() && c.recip().is_normal() && c.to_bits() & FRACTION == 0
}
