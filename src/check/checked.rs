//! [`Checked`]: what a check gets to see of an operator.

use super::subject::Subject;

mod exact;
mod numeric;

/// An operator that can be checked, or that a derivative written by hand can be held against: every
/// exact one, and the numerical ones that are made from values of their function.
///
/// `Y` is what the closure of a [`Jacobian`](crate::Jacobian) returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checked",
    label = "not an operator on a function over `f64` whose values can be had",
    note = "a Hessian made from a gradient does not know the function: check the gradient's `Jacobian`"
)]
pub trait Checked<Y = ()> {
    /// What the closure can fail with.
    type Error;

    /// The function and what the operator says of its derivative, with nothing by hand.
    #[doc(hidden)]
    fn subject(&self) -> Subject<'_, Self::Error>;
}
