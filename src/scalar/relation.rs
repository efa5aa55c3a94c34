//! [`Relation`]: what a number can be asked beside a constant.

/// An order relation between a number and a constant. None holds for NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `x < c`
    Less,
    /// `x <= c`
    LessEqual,
    /// `x == c`
    Equal,
    /// `x >= c`
    GreaterEqual,
    /// `x > c`
    Greater,
}

impl Relation {
    /// Whether it holds between plain numbers.
    #[inline(always)]
    pub(crate) fn holds(self, x: f64, c: f64) -> bool {
        match self {
            Self::Less => x < c,
            Self::LessEqual => x <= c,
            Self::Equal => x == c,
            Self::GreaterEqual => x >= c,
            Self::Greater => x > c,
        }
    }
}
