//! partials
#![deny(missing_docs, unsafe_code)]

pub mod error;
pub mod exact;
pub mod numeric;
pub mod output;
pub mod point;
pub mod sampled;
pub mod scalar;

pub use error::Error;
pub use exact::{Derivative, Gradient, Hessian, Jacobian, Workspace};
pub use numeric::{Estimate, FiniteDifference, Search, Side, Status};
pub use point::Point;
pub use scalar::{Dual, Scalar};
