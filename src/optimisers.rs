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
//! [numerical](crate::numeric) one, and with the one that was derived by hand; all of them are an objective. The
//! example `convergence_plot` does so with L-BFGS and Rosenbrock's function of fifty variables:
//!
#![cfg_attr(doc, doc = include_str!("../docs/convergence.svg"))]
//!
//! All take some 280 iterations, and the time is that of 610 gradients. Machine code takes about
//! a millisecond to be made, which all later minimisations share.

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
