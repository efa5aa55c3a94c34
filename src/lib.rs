//! **partials** differentiates functions and lets you trust the result.
//!
//! Write a function once, as an ordinary closure, and get its exact derivative: the closure runs on
//! numbers that are used like `f64`, and either carry derivatives along, [`Dual`], or write on a tape what
//! is done with them, [`Var`]. [How it works](how_it_works) follows one function through both.
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
//!
//! let f = Gradient::reverse(|x| x.iter().map(|v| v * v).sum()); // many variables: reverse mode
//! assert_eq!(f.at(&vec![0.5; 1000])[999], 1.0);
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
//! [`check`] holds derivatives against each other, exact ones, finite differences and what was derived by
//! hand, and gives a verdict:
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
//! [Recipes](guide::recipes) for what is more than a formula, tours for [who
//! minimises](guide::tour_optimiser), [who checks](guide::tour_checker) and [who has data](guide::tour_data),
//! pages for those who come from [another library](guide), and the [limits](guide::limits) are in [`guide`].
//!
//! # Which kind when
//!
//! | function | variables n | values m | constructor | cost in evaluations |
//! |---|---|---|---|---|
//! | of one variable | 1 | any | [`Derivative::new`], [`Jacobian::new`] | 1 |
//! | a closure of an array, `\|[x, y]\| ..` | 1 to 6, known when compiling | 1 | [`Gradient::array`], [`Hessian::array`] | 1, on numbers with as many lanes |
//! | a closure | up to about twenty | any | [`Gradient::new`], [`Jacobian::new`] | ⌈n/12⌉, on numbers of 12 lanes |
//! | a closure | more | 1 | [`Gradient::reverse`] | 3 to 5, of bare sums and products up to 20 |
//! | a closure | more | fewer than n | [`Jacobian::reverse`] | the same, and a sweep for every 8 values |
//! | a closure | more | n or more | [`Jacobian::new`] | ⌈n/12⌉ |
//! | a closure that writes its values, `\|x, out\| ..` | any | any | [`Jacobian::new_into`], [`reverse_into`](Jacobian::reverse_into), `compiled_into`, [`numeric_into`](Jacobian::numeric_into) | as for one that returns them |
//! | a sum of many terms, such as a loss over data | any | 1 | [`Gradient::sum`] | as `Gradient::reverse`, in the memory of a few terms, on threads too |
//! | a sum of terms of a few known variables each | any | 1 | [`Gradient::partially_separable`] | 3 to 8, without a tape |
//! | second derivatives | up to six, known when compiling | 1 | [`Hessian::array`], or [`Hessian::new`] | 1, or n on numbers of 26 components |
//! | second derivatives | more | 1 | [`Hessian::reverse`] | 3 to 6 gradients for a product (`hvp`), n/4 times that for all |
//! | higher derivatives, of one variable or along a line | any | 1 | [`Taylor::new`], [`Taylor::along`] | 1, on numbers of as many coefficients |
//! | a closure that is called hundreds of times | any, in up to 100,000 operations or so | any | `Gradient::compiled`, `Jacobian::compiled`, `Hessian::compiled` | 1 to 3 once compiled, at a microsecond an operation |
//! | a black box on `f64` | any | any | [`Gradient::numeric`] and its like | 10 to 15 for each variable |
//!
//! `new` is forward mode, by dual numbers, and `reverse` is reverse mode, by a tape. They have the same
//! methods, so to change from one to the other is to change a word. A gradient takes as long in either at
//! twelve to twenty variables; with a thousand reverse mode takes a fortieth, or less. Forward mode needs no memory
//! for a tape, and at a kink it has the slope to the right along every variable. `compiled`, behind the feature of
//! that name, traces the closure once and makes machine code of it and its derivatives, with the answers of forward
//! mode: its page is `exact::compiled`. For many calls at points
//! of dynamic size there is `at_into`, which allocates nothing.
//!
//! # Operators
//!
//! How often the closure is evaluated: by `new` on dual numbers of 12 lanes or nested ones, by `reverse` in
//! recordings, each of them with its sweep a gradient, and by `numeric` on `f64`.
//!
//! | operator | function | point | result | `new` | `reverse` | `numeric` |
//! |---|---|---|---|---|---|---|
//! | [`Derivative::at`] | ℝ → ℝ | `T` | `T` | 1 | | 13 |
//! | [`Derivative::second`], [`third`](Derivative::third) | ℝ → ℝ | `T` | `T` | 1, nested | | 13, by [`order`](Derivative::order) |
//! | [`Derivative::vector`] | ℝ → ℝᵐ | `T` | vector of `m` | 1 | | as a `Jacobian` |
//! | [`Gradient::at`] | ℝⁿ → ℝ | vector of `n` | vector of `n` | ⌈n/12⌉ | 1 | 10 n |
//! | [`Gradient::jvp`] | ℝⁿ → ℝ | vector, direction | `T` | 1 | 1 | 13 |
//! | [`Jacobian::at`] | ℝⁿ → ℝᵐ | vector of `n` | matrix, `m × n` | ⌈n/12⌉ | 1, ⌈m/8⌉ sweeps | 10 n |
//! | [`Jacobian::jvp`] | ℝⁿ → ℝᵐ | vector, direction | vector of `m` | 1 | 1 | 13 |
//! | [`Jacobian::vjp`] | ℝⁿ → ℝᵐ | vector, vector of `m` | vector of `n` | ⌈n/12⌉ | 1 | 10 n |
//! | [`Jacobian::divergence`] | ℝⁿ → ℝⁿ | vector of `n` | `T` | ⌈n/12⌉ | as `at` | 10 n |
//! | [`Jacobian::curl`] | ℝ³ → ℝ³ | vector of 3 | `[T; 3]` | 1 | as `at` | 30 |
//! | [`Hessian::at`] | ℝⁿ → ℝ | vector of `n` | matrix, `n × n` | n up to 12 variables, n²/24 for many | ⌈n/4⌉ | 13 n² and more |
//! | [`Hessian::value_and_gradient`] | ℝⁿ → ℝ | vector of `n` | `T`, vector of `n` | ⌈n/12⌉, nested | 1 | 10 n |
//! | [`Hessian::hvp`] | ℝⁿ → ℝ | vector, direction | vector of `n` | ⌈n/12⌉ | 1 | 40 n, of a gradient 13 |
//! | [`Hessian::laplacian`] | ℝⁿ → ℝ | vector of `n` | `T` | n | ⌈n/4⌉ | 13 n |
//! | [`Hessian::vector`] | ℝⁿ → ℝᵐ | vector of `n` | `m` matrices, `n × n` | as `at` | | |
//! | [`Mixed::at`], [`along`](Mixed::along) | ℝⁿ → ℝ | vector, variables or directions | `T` | 1, nested | | |
//! | [`Taylor::new`] | ℝ → ℝ | `T` | `[T; N]`, the Taylor coefficients | 1, of some N² operations | | |
//! | [`Taylor::along`] | ℝⁿ → ℝ | vector, direction | `[T; N]` | 1, of some N² operations | | |
//!
//! Every operator has `value_and_...` methods, which return the function's value too, and `check`. Numerical ones
//! have an `estimate` of each, [`estimate`](Gradient::estimate), [`estimate_jvp`](Gradient::estimate_jvp) and so on,
//! which adds the error of every entry, what became of it, and the number of evaluations. A column without a number
//! is a way that there is not.
//!
//! In time, by evaluations of the plain function on `f64`: from a chain of elementary functions for every variable,
//! 50 ns each, to bare products, which take 1.5 ns each since the plain function is compiled to vectors. The search
//! for steps of the numerical kinds has work of its own, some 100 ns for an evaluation. `cargo bench --bench costs
//! --features compiled` prints this, and the other operators.
//!
//! | operator | kind | n = 12 | n = 100 | n = 1000 |
//! |---|---|---|---|---|
//! | [`Gradient::at`] | `new` | 1.7 to 11 | 14 to 76 | 120 to 720 |
//! | | `reverse` | 1.8 to 11 | 1.8 to 9 | 1.9 to 20 |
//! | | `compiled` | 1.3 to 1.9 | 1.3 to 2 | 2.7 to 3.2 |
//! | | `numeric` | 260 to 980 | 1000 to 2900 | 9100 to 15,000 |
//! | | `numeric`, [`fast`](FiniteDifference::fast) | 33 to 260 | 170 to 500 | 2100 to 3200 |
//! | [`Gradient::jvp`] | `new` | 1.8 to 12 | 1.2 to 12 | 1.6 to 19 |
//! | | `numeric` | 19 to 310 | 11 to 110 | 32 to 180 |
//! | [`Jacobian::vjp`] | `new` | 2.5 to 20 | 19 to 210 | 110 to 1600 |
//! | | `reverse` | 2.5 to 22 | 1.8 to 39 | 1.5 to 30 |
//! | [`Hessian::at`] | `new` | 64 to 690 | 1500 to 30,000 | |
//! | | `reverse` | 12 to 150 | 100 to 1300 | |
//! | | `compiled` | 2.3 to 4.5 | 16 to 64 | |
//! | | `numeric` | 1800 to 14,000 | 64,000 to 140,000 | |
//! | [`Hessian::hvp`] | `new` | 5.6 to 72 | 47 to 720 | 330 to 5500 |
//! | | `reverse` | 4.4 to 53 | 2.8 to 60 | 3.7 to 51 |
//! | | `compiled` | 1.7 to 6.1 | 1.2 to 4.8 | 4.1 to 4.6 |
//! | | `numeric` | 550 to 5600 | 2500 to 8800 | |
//! | [`Hessian::laplacian`] | `new` | 37 to 680 | 310 to 4800 | |
//! | | `reverse` | 7.1 to 130 | 62 to 840 | |
//! | [`Mixed::at`], third order | `new` | 4.8 to 130 | 3.7 to 65 | 7.8 to 95 |
//!
//! So a Hessian is best taken in reverse mode from a few variables on, which is what [`Function`](trait@Function)
//! does; by an array of up to six, [`Hessian::array`] is as fast or faster.
//!
//! Vectors are arrays, slices, `Vec`s, or vectors of nalgebra, ndarray and faer, over `f64`, `f32` or the
//! numbers of an enclosing derivative, and the answer comes in the container of the point: see [`Point`].
//! Matrices are points too, whose gradient is a matrix, and so are structs of numbers declared by
//! [`parameters!`](macro@parameters), whose gradient is such a struct. [`Gradient::partial`] and its like hold
//! all coordinates fixed but a few.
//! `at_into` methods allocate nothing, and operators made by `try_new`, `try_reverse` and `try_numeric` take
//! closures that return a `Result`. A black box that changes something of its own, `FnMut`, is taken by
//! `numeric_mut`. With the feature `rayon`, `parallel` shares evaluations among threads.
//!
//! # One function, every derivative
//!
//! [`function!`] makes of the text of a closure a [`Function`](trait@Function) for every number, whose methods
//! choose the kind; it and every operator is an [`Objective`], what optimisers take. See
//! [`function`](mod@function).
//!
//! ```
//! use partials::{Function, function};
//!
//! let f = function!(|x| x[0] * x[0] * x[1]);
//! assert_eq!(f.gradient(&[1.0, 2.0]), [4.0, 1.0]);
//! assert_eq!(f.hessian(&[1.0, 2.0])[(0, 1)], 2.0);
//! ```
//!
//! # What a closure may contain
//!
//! Everything of plain Rust: branches, loops, iterators, captured data. Arithmetic mixes with `f64`
//! on either side; the methods are those of `f64`, see [`Dual`], and a power with a variable exponent, xʸ, is
//! `x.powd(y)`, where `powi` and `powf` take a constant one. A function to be used with several
//! number types is generic over [`Scalar`]; functions written for num-dual's `DualNum`, nalgebra's
//! `RealField` or num-traits' `Float` are accepted as they are, so nalgebra's solvers, factorisations
//! and transformations differentiate inside a closure. At special points, a singular or diagonal matrix,
//! a rotation by no angle, they are NaN or wrong: [`linalg`] and [`rotation`](mod@rotation) list
//! where, and have functions that are right there.
//!
//! Code that is not generic takes part with derivatives of its own, by [`custom`], and the solution of an
//! equation, a fixed point or a minimum with those of the equation, by [`implicit`], [`fixed_point`] and
//! [`argmin`](fn@argmin); a solver that is differentiated step by step has those of its steps.
//!
//! A derivative may be taken inside another one, at the outer variable or at `x.lift(1.0)`; outer variables come
//! into the inner function by `y.lift(x)`. Where
//! the two could be mistaken for each other, the call panics and says how to write it instead.
//!
//! What cuts a derivative without a word: a plain `f64` taken out of the variable, by `x.re()` or
//! `x.value`; a branch on equality; an iteration that starts at its solution; bisection; a series of too
//! low an order. The page of [`exact`] has each with its cure, and [`check`] finds it; what else does not
//! work is listed under [limits](guide::limits). That page also says what a derivative is where there is none: at kinks, poles and ends of a domain.
//!
//! # Features
//!
//! All are off by default. An item says which feature it is behind, and the compiler names the feature where a
//! method of one that is not enabled is called.
//!
//! | feature | what it adds | packages, on top of 32 |
//! |---|---|---|
//! | `compiled` | machine code: `Gradient::compiled` and its like, `Function::compile`, `Trace`; needs Rust 1.95 | 31, cranelift |
//! | `rayon` | threads: `.parallel()`, `at_rows_parallel`, large arrays of `sampled` | 6 |
//! | `faer` | vectors and matrices of faer as points and constants | 25 |
//! | `serde` | `Serialize` for reports of `check` | 3 |
//! | `argmin` | `optimisers::Problem`: descent, L-BFGS, trust regions | 6 |
//! | `levenberg-marquardt` | `optimisers::LeastSquares` | 5, a nalgebra of its own among them |
//! | `optimization-engine` | `optimisers::Bounded`: minima within bounds | 7 |
//!
//! # Speed
//!
//! Closures are compiled into the operators. A program gains from `codegen-units = 1` in its release
//! profile, and often from `target-cpu=native`, since dual numbers are short vectors: measure it. A tape
//! is memory, and is kept for the next call on the same thread. Inner products are best written as
//! [`dot`] and [`weighted_sum`], which are one operation on a tape, and products with a matrix of constants
//! as [`matvec`].
// The documentation on the web says of every item which feature it is behind.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs, unsafe_code)]

// First, so that its methods are the first on the pages of the operators.
pub mod operator;

pub mod check;
pub mod error;
pub mod exact;
mod features;
pub mod function;
pub mod guide;
pub mod how_it_works;
pub mod linalg;
pub mod numeric;
#[cfg(any(
    feature = "argmin",
    feature = "levenberg-marquardt",
    feature = "optimization-engine"
))]
pub mod optimisers;
pub mod output;
pub mod parameters;
pub mod point;
pub mod rotation;
pub mod sampled;
pub mod scalar;
pub mod taylor;

pub use check::{Check, Report, Verdict};
pub use error::Error;
pub use exact::custom::{custom, custom_vector};
pub use exact::implicit::{
    argmin, argmin_vector, fixed_point, fixed_point_vector, implicit, implicit_vector,
};
pub use exact::{Mixed, Workspace};
pub use function::{Function, Objective, Residuals, VectorFunction};
pub use linalg::matvec;
pub use numeric::{Estimate, FiniteDifference, Search, Side, Status};
pub use operator::{Derivative, Gradient, Hessian, Jacobian};
pub use parameters::Parameters;
pub use point::Point;
#[cfg(feature = "compiled")]
pub use scalar::Trace;
pub use scalar::{Dual, Scalar, Series, Var, dot, log_sum_exp, weighted_sum};
pub use taylor::Taylor;

/// The snippets of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
