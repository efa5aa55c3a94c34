//! [`Checked`]: what a check gets to see of an operator.

use super::subject::Subject;

mod exact;
mod numeric;

/// An operator that can be checked, or that a derivative written by hand can be held against: every
/// exact one, and the numerical ones that are made from values of their function.
///
/// `Y` is what the closure of a [`Jacobian`](crate::Jacobian) returns, or that of a Hessian of a gradient.
///
/// ```
/// use partials::check::Checked;
/// use partials::{Gradient, Report};
///
/// /// For exact operators and numerical ones.
/// fn hold<F, K>(f: &Gradient<F, K>, hand: impl Fn(&[f64]) -> [f64; 2]) -> K::Outcome<Report>
/// where
///     K: partials::operator::Kind<Scalar = f64>,
///     Gradient<F, K>: Checked<Error = K::Error>,
/// {
///     f.check_against(hand, &[0.7, 1.9])
/// }
/// assert!(hold(&Gradient::new(|x| x[0] * x[1]), |x| [x[1], x[0]]).passed());
/// assert!(!hold(&Gradient::numeric(|x| x[0] * x[1]), |x| [x[0], x[1]]).passed());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checked",
    label = "not an operator on a function over `f64` whose values can be had",
    note = "a Hessian made from a gradient knows the gradient alone: hold a matrix by hand against it"
)]
pub trait Checked<Y = ()> {
    /// What the closure can fail with.
    type Error;

    /// The function and what the operator says of its derivative, with nothing by hand.
    #[doc(hidden)]
    fn subject(&self) -> Subject<'_, Self::Error>;
}
