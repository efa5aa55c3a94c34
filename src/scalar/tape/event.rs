//! What a recording met that its partial derivatives do not tell: kinks, where several pieces of a
//! function meet, and singular points, where a slope is infinite or is none.
//!
//! The tape remembers the operation itself there. A pass forward over the tape can then do with dual
//! numbers what the function did, and their rules for edges are those of every kind.

use crate::scalar::dual::Zero;
use crate::scalar::kinks::Order;
use crate::scalar::levels::Levels;
use crate::scalar::{Dual, Real, Var};

/// An operation at an edge.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule<T> {
    /// A function of one argument: its value and slope.
    Chain(T, T),
    /// A function of two arguments: its value and slopes.
    Chain2(T, [T; 2]),
    /// A function of one argument with a root or a logarithm there.
    Singular(T, T, Zero),
    /// A function of two arguments, likewise.
    Singular2(T, [T; 2], Zero),
    /// A division where the reciprocal of the divisor is no normal number.
    Over,
    /// `|0|`.
    Abs,
    /// The larger or the smaller of two equal numbers.
    Tie(Order),
    /// `copysign` with the sign of a zero.
    Copysign,
    /// `hypot` at the origin.
    Hypot,
    /// The number itself, of which no derivative is known.
    Unknown,
}

impl<T: Real> Rule<T> {
    /// The operation on dual numbers.
    pub(crate) fn apply<const N: usize>(self, a: Dual<T, N>, b: Dual<T, N>) -> Dual<T, N> {
        match self {
            Self::Chain(value, slope) => a.chain(value, slope),
            Self::Chain2(value, [p, q]) => a.chain2(b, value, p, q),
            Self::Singular(value, slope, zero) => a.chain_singular(value, slope, zero),
            Self::Singular2(value, [p, q], zero) => a.chain2_singular(b, value, p, q, zero),
            Self::Over => a / b,
            Self::Abs => a.abs(),
            Self::Tie(Order::Larger) => a.max(b),
            Self::Tie(Order::Smaller) => a.min(b),
            Self::Copysign => a.copysign(b),
            Self::Hypot => a.hypot(b),
            Self::Unknown => a.underived(),
        }
    }

    /// Whether pieces meet here, of which one has to be chosen.
    pub(crate) fn is_kink(self) -> bool {
        matches!(
            self,
            Self::Abs | Self::Tie(_) | Self::Copysign | Self::Hypot
        )
    }
}

/// An operation at an edge, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<T> {
    /// The node that holds its result.
    pub(crate) node: u32,
    pub(crate) rule: Rule<T>,
    /// Its operands; of one argument the second counts for nothing.
    pub(crate) operands: [Var<T>; 2],
}
