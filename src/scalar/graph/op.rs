//! [`Op`]: an operation of a graph.

use smallvec::{SmallVec, smallvec};

use super::families::{Binary, Indexed, Unary};

/// An operation: operands are places in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// A variable.
    Variable(u32),
    /// A constant, by its bits.
    Constant([u32; 2]),
    Add(u32, u32),
    Sub(u32, u32),
    Mul(u32, u32),
    Div(u32, u32),
    Rem(u32, u32),
    Neg(u32),
    /// `a b + c`, with one rounding.
    MulAdd(u32, u32, u32),
    /// A function of one argument.
    Of(Unary, u32),
    /// Its derivative of first or second order, computed by its rule on numbers.
    Slope(Unary, u8, u32),
    /// A function of a family, by its index.
    Indexed(Indexed, u32, u32),
    /// A function of two arguments.
    Of2(Binary, u32, u32),
    /// Its derivative, of the given orders by either argument, computed by its rule on numbers.
    Partial(Binary, [u8; 2], u32, u32),
    /// 1 where the first is larger, else 0.
    Step(u32, u32),
    /// The logarithm of a sum of exponentials of a list.
    LogSumExp(u32),
    /// The shares of each of them in that sum: no number by itself.
    Shares(u32),
    /// One of those shares.
    Softmax(u32, u32),
    /// The sum of all others.
    Rest(u32, u32),
    /// A number of which no derivative is known.
    Unknown(u32),
    /// A derivative, by number, of a function of a list that is known at this point alone.
    Known(u32, u32),
    /// A comparison.
    Test(Test, u32, u32),
}

/// What can be asked of numbers; of one number the second counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a == b`
    Equal,
    IsFinite,
    IsNan,
    IsNormal,
    /// Whether the sign bit is set.
    HasSign,
}

impl Test {
    /// Whether it holds of two numbers.
    #[inline]
    pub(crate) fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Self::Less => a < b,
            Self::LessEqual => a <= b,
            Self::Equal => a == b,
            Self::IsFinite => a.is_finite(),
            Self::IsNan => a.is_nan(),
            Self::IsNormal => a.is_normal(),
            Self::HasSign => a.is_sign_negative(),
        }
    }
}

impl Op {
    /// A constant.
    pub(crate) fn constant(c: f64) -> Self {
        let bits = c.to_bits();
        Self::Constant([bits as u32, (bits >> 32) as u32])
    }

    /// The constant that it is, if it is one.
    pub(crate) fn as_constant(self) -> Option<f64> {
        match self {
            Self::Constant([low, high]) => {
                Some(f64::from_bits(u64::from(high) << 32 | u64::from(low)))
            }
            _ => None,
        }
    }

    /// The operands, but for those of lists.
    pub(crate) fn operands(self) -> SmallVec<[u32; 3]> {
        match self {
            Self::Variable(_)
            | Self::Constant(_)
            | Self::LogSumExp(_)
            | Self::Shares(_)
            | Self::Known(..) => smallvec![],
            Self::Neg(a)
            | Self::Of(_, a)
            | Self::Slope(_, _, a)
            | Self::Indexed(_, _, a)
            | Self::Softmax(a, _)
            | Self::Rest(a, _)
            | Self::Unknown(a) => smallvec![a],
            Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b)
            | Self::Rem(a, b)
            | Self::Of2(_, a, b)
            | Self::Partial(_, _, a, b)
            | Self::Step(a, b)
            | Self::Test(_, a, b) => smallvec![a, b],
            Self::MulAdd(a, b, c) => smallvec![a, b, c],
        }
    }
}
