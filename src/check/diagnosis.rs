//! [`Diagnosis`]: what a mistake looks like.

use crate::numeric::Status;

/// What is differentiated, and so what its entries are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Derivative,
    Gradient,
    Jacobian,
    Hessian,
}

/// What is compared with what, row by row: a gradient is 1 × n, a derivative 1 × 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence<'a> {
    /// Rows and columns.
    pub shape: (usize, usize),
    pub kind: Kind,
    /// The derivative under test: written by hand, or the exact one.
    pub claimed: &'a [f64],
    /// The numerical derivative it is held against.
    pub reference: &'a [f64],
    /// Error bar of the reference, plus rounding of the claimed.
    pub error: &'a [f64],
    pub status: &'a [Status],
    /// f(x) of a scalar function, where known.
    pub value: Option<f64>,
    pub point: &'a [f64],
    /// Whether `claimed` comes from dual numbers rather than from a hand.
    pub exact_is_under_test: bool,
}

/// What a mistake looks like, and what to look at.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Diagnosis {}

impl std::fmt::Display for Diagnosis {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

/// The shapes that the evidence supports, the most telling first. Empty if nothing disagrees, or
/// the disagreement has no shape.
pub(crate) fn diagnose(_: &Evidence) -> Vec<Diagnosis> {
    Vec::new()
}
