//! **partials** differentiates functions and lets you trust the result.
//!
//! Write a function once, as an ordinary closure, and get its exact derivative: the closure runs on
//! [`Dual`] numbers, which carry derivatives along and are used like `f64`.
//!
//! ```
//! use partials::{Derivative, Gradient, Hessian, Jacobian};
//!
//! assert_eq!(Gradient::new(|x| x[0] * x[0] + 1.0).at(&[1.0]), [2.0]);
//! assert_eq!(Derivative::new(|x| x.sin()).at(0.0), 1.0);
//!
//! let j = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).at(&[0.0, 2.0]);
//! assert_eq!(j[(0, 0)], 2.0);
//! let h = Hessian::new(|x| x[0] * x[0] * x[1]).at(&[1.0, 2.0]);
//! assert_eq!(h[(0, 1)], 2.0);
//! ```
//!
//! A function that is not written for that, a simulation or a call into other code, has a
//! numerical derivative, which says how far off it may be: see [`numeric`].
//!
//! ```
//! use partials::Gradient;
//!
//! let simulation = |x: &[f64]| (x[0] * x[1]).sin();
//! let g = Gradient::numeric(simulation).estimate(&[0.5, 2.0]);
//! assert!((g.value[1] - 0.5 * 1_f64.cos()).abs() <= g.error[1] && g.error[1] < 1e-12);
//! ```
//!
//! [`check`] holds derivatives against each other, dual numbers, finite differences and what was
//! derived by hand, and gives a verdict:
//!
//! ```
//! use partials::Gradient;
//!
//! let hand = |x: &[f64]| [2.0 * x[0] * x[1], x[0] * x[0]];
//! let report = Gradient::new(|x| x[0] * x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
//! assert!(report.passed(), "{report}");
//! ```
//!
//! Data that was sampled, with no function to ask again, is the business of [`sampled`].
//!
//! # Operators
//!
//! | operator | function | point | result | cost in evaluations |
//! |---|---|---|---|---|
//! | [`Derivative::at`] | $\mathbb R \to \mathbb R$ | `T` | `T` | 1 |
//! | [`Derivative::second`], [`third`](Derivative::third) | $\mathbb R \to \mathbb R$ | `T` | `T` | 1, on nested numbers |
//! | [`Gradient::at`] | $\mathbb R^n \to \mathbb R$ | vector of `n` | vector of `n` | ⌈n/12⌉ |
//! | [`Gradient::jvp`] | $\mathbb R^n \to \mathbb R$ | vector, direction | `T` | 1 |
//! | [`Jacobian::at`] | $\mathbb R^n \to \mathbb R^m$ | vector of `n` | matrix, `m × n` | ⌈n/12⌉ |
//! | [`Jacobian::jvp`] | $\mathbb R^n \to \mathbb R^m$ | vector, direction | vector of `m` | 1 |
//! | [`Jacobian::divergence`] | $\mathbb R^n \to \mathbb R^n$ | vector of `n` | `T` | ⌈n/12⌉ |
//! | [`Jacobian::curl`] | $\mathbb R^3 \to \mathbb R^3$ | vector of 3 | `[T; 3]` | 1 |
//! | [`Hessian::at`] | $\mathbb R^n \to \mathbb R$ | vector of `n` | matrix, `n × n` | n up to 12 variables, about n²/24 for many |
//! | [`Hessian::hvp`] | $\mathbb R^n \to \mathbb R$ | vector, direction | vector of `n` | ⌈n/12⌉ |
//! | [`Hessian::laplacian`] | $\mathbb R^n \to \mathbb R$ | vector of `n` | `T` | n |
//!
//! Vectors are arrays, slices, `Vec`s, or vectors of nalgebra, ndarray and faer, over `f64`, `f32` or
//! `Dual`, and the answer comes in the container of the point: see [`Point`]. `value_and_...`
//! methods return the function's value too, `at_into` methods allocate nothing, and operators made
//! by `try_new` take closures that return a `Result`. Operators made by `numeric` have the same
//! `at`, `value_and_...` and `at_into`, for points over `f64`, and `estimate`, which adds the error
//! of every entry, what became of it, and the number of evaluations.
//!
//! # What a closure may contain
//!
//! Everything of plain Rust: branches, loops, iterators, captured data. Arithmetic mixes with `f64`
//! on either side; the methods are those of `f64`, see [`Dual`]. A function to be used with several
//! number types is generic over [`Scalar`]; functions written for num-dual's `DualNum`, nalgebra's
//! `RealField` or num-traits' `Float` are accepted as they are, so nalgebra's solvers, factorisations
//! and transformations differentiate inside a closure. At special points, a singular or diagonal matrix,
//! a rotation by no angle, they are NaN or wrong: [`linalg`] and [`rotation`](mod@rotation) list
//! where, and have functions that are right there.
//!
//! A derivative may be taken inside another one, at the outer variable or at `x.lift(1.0)`. Where
//! the two could be mistaken for each other, the call panics and says how to write it instead.
//!
//! What cuts a derivative without a word: a plain `f64` taken out of the variable, by `x.re()` or
//! `x.value`; a branch on equality; an iteration that starts at its solution; bisection; a series of too
//! low an order. The page of [`exact`] has each with its cure, and [`check`] finds it. That page
//! also says what a derivative is where there is none: at kinks, poles and ends of a domain.
//!
//! # Speed
//!
//! Closures are compiled into the operators. A program gains from `codegen-units = 1` in its release
//! profile, and from `target-cpu=native`, since dual numbers are short vectors.
#![deny(missing_docs, unsafe_code)]

pub mod check;
pub mod error;
pub mod exact;
pub mod linalg;
pub mod numeric;
pub mod operator;
pub mod output;
pub mod point;
pub mod rotation;
pub mod sampled;
pub mod scalar;

pub use check::{Check, Report, Verdict};
pub use error::Error;
pub use exact::Workspace;
pub use numeric::{Estimate, FiniteDifference, Search, Side, Status};
pub use operator::{Derivative, Gradient, Hessian, Jacobian};
pub use point::Point;
pub use scalar::{Dual, Scalar, Var, dot, log_sum_exp};

/// The snippets of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
