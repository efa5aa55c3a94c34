//! Forward mode: the closure runs on dual numbers, which carry derivatives from the variables to the
//! result.
//!
//! A file for each operator says which seeds its evaluations have; [`sweep`] evaluates, and
//! [`nested`] watches over derivatives inside derivatives.

mod array;
mod derivative;
mod directional;
mod gradient;
mod hessian;
mod jacobian;
pub(in crate::exact) mod nested;
mod separable;
pub(super) mod sweep;

pub use array::Fixed;
pub use separable::PartiallySeparable;
pub use sweep::Workspace;
