//! The kinds of derivatives.

/// What is differentiated, and so what its entries are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Derivative,
    Gradient,
    Jacobian,
    Hessian,
}
