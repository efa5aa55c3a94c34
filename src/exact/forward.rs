//! Forward mode: the closure runs on dual numbers, which carry derivatives from the variables to the
//! result.
//!
//! A file for each operator says which seeds its evaluations have; [`sweep`] evaluates, and
//! [`nested`] watches over derivatives inside derivatives.

mod array;
mod curve;
mod derivative;
mod directional;
mod gradient;
mod hessian;
mod jacobian;
mod mixed;
pub(in crate::exact) mod nested;
mod of_order;
mod order;
#[cfg(feature = "rayon")]
mod pieces;
mod separable;
pub(super) mod sweep;
mod tensor;

pub use array::Fixed;
pub use curve::Curve;
pub use mixed::Mixed;
pub use of_order::OfOrder;
pub use order::{Nested, Order};
pub use separable::PartiallySeparable;
pub use sweep::Workspace;
pub use tensor::VectorHessian;
