//! What a kind must do for each operator. An operator's methods, its documentation and its checks are
//! written once, on these traits: to add a kind is to implement them.
//!
//! | operator | trait |
//! |---|---|
//! | [`Derivative`] | [`DerivativeKind`]; of exact kinds [`ExactDerivative`], [`SecondDerivative`], [`ThirdDerivative`] |
//! | [`Gradient`] | [`GradientKind`] |
//! | [`Jacobian`] | [`JacobianKind`] |
//! | [`Hessian`] | [`HessianKind`] |
//!
//! `F` is the closure. It is handed to every method, so that a kind is what it knows beside it:
//! settings, or nothing. An exact kind says so by [`IsExact`].

mod derivative;
mod gradient;
mod hessian;
mod jacobian;

use super::Returns;
#[cfg(doc)]
use super::{Derivative, Gradient, Hessian, Jacobian};
use crate::scalar::Real;
pub use derivative::{DerivativeKind, ExactDerivative, SecondDerivative, ThirdDerivative};
pub use gradient::GradientKind;
pub use hessian::HessianKind;
pub use jacobian::JacobianKind;

/// A way to differentiate: the second parameter of an operator, chosen by its constructor.
///
/// ```
/// use partials::Gradient;
/// use partials::operator::Kind;
///
/// /// The number that the closure of an operator computes with.
/// fn number<F, K: Kind>(_: &Gradient<F, K>) -> &'static str {
///     std::any::type_name::<K::Number>()
/// }
/// let f = Gradient::numeric(|x| x[0] * x[1]);
/// assert_eq!(number(&f), "f64");
/// ```
pub trait Kind: Returns {
    /// The number type of the point.
    type Scalar: Real;

    /// The number that the closure of a gradient or Jacobian computes with.
    type Number;

    /// This kind for another function, without what it has learnt of this one.
    #[doc(hidden)]
    #[must_use]
    fn for_another_function(self) -> Self
    where
        Self: Sized,
    {
        self
    }
}

/// A kind whose derivatives are exact but for rounding, so that they need no error bars.
///
/// It is named together with the trait of an operator where a numerical kind has something else under the
/// same name, since of a trait without parameters the compiler knows that no numerical kind implements it.
///
/// ```
/// use partials::Gradient;
/// use partials::operator::{GradientKind, IsExact};
///
/// /// Takes no operator that would need an error bar.
/// fn is_stationary<F, K>(f: &Gradient<F, K>, x: &[f64]) -> bool
/// where
///     K: GradientKind<F, Scalar = f64, Outcome<Vec<f64>> = Vec<f64>> + IsExact,
/// {
///     f.at(x).iter().all(|g| *g == 0.0)
/// }
/// assert!(is_stationary(&Gradient::new(|x| x[0] * x[1]), &[0.0, 0.0]));
/// ```
pub trait IsExact: Kind {}
