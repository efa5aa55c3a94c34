//! partials
#![deny(missing_docs, unsafe_code)]

pub mod error;
pub mod exact;
pub mod numeric;
pub mod operator;
pub mod output;
pub mod point;
pub mod scalar;

pub use error::Error;
pub use exact::Workspace;
pub use numeric::{Estimate, FiniteDifference, Search, Side, Status};
pub use operator::{Derivative, Gradient, Hessian, Jacobian};
pub use point::Point;
pub use scalar::{Dual, Scalar};
