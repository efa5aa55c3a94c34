//! The operators of the numerical kind: how they are made, how they lead their searches, and how
//! they call the function.
//!
//! An operator (`derivative`, `gradient`, `jacobian`, `hessian`) has a search for each of its
//! entries, or a `column` of them where one call gives many values, along an `axis`, the `direction` of a
//! diagonal, or any `line`; a `pursuit` is of several at once. Derivatives along a vector (`directional`,
//! `product`) and of vector fields (`field`) are a `total` of what is found along lines and axes.
//! The `rounds` collect what all of them ask next, each abscissa as a `probe` that moves the point,
//! and have it evaluated as the function wants its points (`evaluation`): one by one, in a batch,
//! or over threads.

mod axis;
mod column;
mod constructors;
mod derivative;
mod direction;
mod directional;
mod evaluation;
mod field;
mod gradient;
mod hessian;
mod hessian_of_gradient;
mod jacobian;
mod kind;
mod line;
mod probe;
mod product;
mod pursuit;
mod rounds;
mod run;
mod stateful;
mod total;

pub use crate::operator::Progress;
pub use column::Column;
#[cfg(feature = "rayon")]
pub use evaluation::Threads;
pub(crate) use evaluation::value_at;
pub use evaluation::{Batch, Evaluate, EvaluateLine, OneByOne};
pub use gradient::GradientEstimate;
pub use hessian::HessianEstimate;
pub use jacobian::JacobianEstimate;
pub use kind::{Numeric, OfGradient};
pub use rounds::Workspace;
pub use run::run;
