//! The optimisers of the ecosystem on every [`Objective`] and [`Residuals`], each behind a feature of its name.
//!
//! | feature | crate | what it solves | here |
//! |---|---|---|---|
//! | `argmin` | argmin 0.11 | descent, L-BFGS, nonlinear conjugate gradients, trust regions, .. | [`Problem`] |
//! | `levenberg-marquardt` | levenberg-marquardt 0.15 | nonlinear least squares | [`LeastSquares`] |
//! | `optimization-engine` | optimization_engine 0.12 | minima within bounds, by PANOC | [`Bounded`] |
//!
//! Points are slices and `Vec<f64>`, so that it is of no matter which version of nalgebra or ndarray an
//! optimiser was built with. Each crate is handed on, [`argmin`](mod@argmin) by its name, for its types in the
//! version that is meant.
//!
//! An optimiser is as good as its derivatives: run it with an exact gradient, and with a
//! [numerical](crate::numeric) one, and with the one that was derived by hand; all of them are an objective.

#[cfg(feature = "argmin")]
mod argmin_problem;
#[cfg(feature = "optimization-engine")]
mod bounded;
#[cfg(feature = "levenberg-marquardt")]
mod least_squares;

#[cfg(feature = "argmin")]
pub use ::argmin;
#[cfg(feature = "argmin")]
pub use argmin_problem::Problem;
#[cfg(feature = "optimization-engine")]
pub use bounded::{Bounded, Minimum};
#[cfg(feature = "levenberg-marquardt")]
pub use least_squares::{Fit, LeastSquares};
#[cfg(feature = "optimization-engine")]
pub use optimization_engine;

#[cfg(doc)]
use crate::function::{Objective, Residuals};
