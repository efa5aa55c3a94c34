//! [`Composed`]: functions of f, whose gradients are taken for that of f.

use std::fmt;

/// A function g whose derivative g'(f) ∇f was given instead of ∇f.
///
/// ```
/// use partials::Gradient;
/// use partials::check::{Composed, Diagnosis};
///
/// let squared = |x: &[f64]| [2.0 * x[0] * x[1] * x[1], 2.0 * x[0] * x[0] * x[1]];
/// let report = Gradient::new(|x| x[0] * x[1]).check_against(squared, &[0.7, 1.9]);
/// let Diagnosis::DerivativeOf { function, .. } = report.diagnoses()[0] else { panic!("{report}") };
/// assert_eq!(function, Composed::Square);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Composed {
    /// f², with 2 f ∇f.
    Square,
    /// f²/2, with f ∇f.
    HalfSquare,
    /// √f, with ∇f / (2 √f).
    SquareRoot,
    /// ln f, with ∇f / f.
    Logarithm,
    /// 1/f, with -∇f / f².
    Reciprocal,
    /// exp f, with exp(f) ∇f.
    Exponential,
}

impl Composed {
    pub(super) const ALL: [Self; 6] = [
        Self::Logarithm,
        Self::Square,
        Self::HalfSquare,
        Self::SquareRoot,
        Self::Reciprocal,
        Self::Exponential,
    ];

    /// g'(f).
    pub(super) fn factor(self, f: f64) -> f64 {
        match self {
            Self::Square => 2.0 * f,
            Self::HalfSquare => f,
            Self::SquareRoot => 0.5 / f.sqrt(),
            Self::Logarithm => 1.0 / f,
            Self::Reciprocal => -1.0 / (f * f),
            Self::Exponential => f.exp(),
        }
    }
}

impl fmt::Display for Composed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Square => "f²",
            Self::HalfSquare => "f²/2",
            Self::SquareRoot => "√f",
            Self::Logarithm => "ln f",
            Self::Reciprocal => "1/f",
            Self::Exponential => "exp f",
        })
    }
}
