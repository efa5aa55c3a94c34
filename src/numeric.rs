//! Derivatives of black boxes: finite differences that find their own steps and say how far off
//! they may be.
//!
//! ```
//! use partials::Derivative;
//!
//! let slope = Derivative::numeric(|x| x.ln()).estimate(2.0);
//! assert!((slope.value - 0.5).abs() <= slope.error);
//! assert!(slope.error < 1e-12 && slope.evaluations < 20);
//! ```
//!
//! # The method
//!
//! A step h is never right: too large, and the difference is not the derivative (truncation);
//! too small, and the subtraction cancels (rounding). The classic compromise, h = u^(1/3) |x|
//! with u = 2^-53, gets ten digits of a first derivative when f happens to vary on the scale of
//! x, and few or none when it does not, or when f carries noise. The method here takes several
//! large steps instead and extrapolates:
//!
#![cfg_attr(doc, doc = include_str!("../docs/step-size.svg"))]
//!
//! The answer is made of the steps marked in blue. Each of them alone is far off; together they
//! beat the best single step by three digits. For the noisy function the classic step is hopeless,
//! and the search finds what can be had and says how much that is; its two smallest steps belong
//! to the validation, which measures the noise. (`examples/step_size_plot.rs` draws this.)
//!
//! **Ladder.** f is evaluated at x ± h for h = H, H/2, H/4, …, where H is the largest power of two
//! below |x|/8. Adding a power of two to x is exact, so the step taken is the step meant. The
//! values give an odd and an even part,
//!
//! ```text
//! y(h) = (f(x+h) - f(x-h)) / 2h           = f′   + f‴/6 h²   + …
//! e(h) = (f(x+h) - 2 f(x) + f(x-h)) / 2h² = f″/2 + f⁗/24 h² + …
//! ```
//!
//! both power series in z = (h/H)², whose coefficients are the derivatives: f^(2m+1) is
//! (2m+1)! / H^2m times coefficient m of y, f^(2m+2) is (2m+2)! / H^2m times that of e. From one
//! side, (f(x+h) - f(x))/h is a series in h/H.
//!
//! **Tableau.** Entry T(k, j) is that coefficient in the polynomial through the j + 1 rungs that
//! end at k. For m = 0 this is Neville's scheme, which on a ladder of halved steps reads
//!
//! ```text
//! T(k, 0) = y(H/2ᵏ)
//! T(k, j) = T(k, j-1) + (T(k, j-1) - T(k-1, j-1)) / (4ʲ - 1)
//! ```
//!
//! and in general it is a sum of samples with Fornberg's [`weights`] w. Rounding may have moved it
//! by N = Σ |wᵢ| rᵢ, where rᵢ bounds the rounding of sample i, and noise of standard deviation
//! σ in f moves it by about σ Q, with
//!
//! ```text
//! Q² = Σ (wᵢ qᵢ)² + (Σ wᵢ cᵢ)²
//! ```
//!
//! where qᵢ and cᵢ are the shares of f(x±h) and of f(x) in sample i.
//!
//! **Error.** An entry is compared with its finer neighbours, whose disagreement d is its error, or
//! with its parents of lower order, whose disagreement bounds it. The entry with the smallest
//! score, d or d/4, plus noise, wins, if the finest rows do not contradict it (coarse samples may agree
//! since their steps are whole periods), and reports
//!
//! ```text
//! error = d + max(N, 3 σ Q) + u/2 |x f′| Σ |wᵢ| qᵢ
//! ```
//!
//! with σ Q of the finer neighbour added to d. The last term allows for the rounding inside f that an argument near x suffers. Rounding in
//! the terms of f, which may be far above that of its value (means and sums of many, small
//! differences), shows as scatter: differences of higher order than the entry, and the value that
//! validates the ladder. There are few of these, and by chance all may be small; so the largest counts
//! 18 times if it is the only one, 10 and 7 times of two and three, 5 times of more.
//!
//! **Noise** of f is read off the tableau: differences that, divided by their gain Q, no longer
//! fall from one order to the next are σ itself. What single ladders take for structure by chance, all
//! samples together may show to be noise: if from one to the next f goes up and down, over small
//! distances as much as over large ones. Then the widest ladder has the best answer.
//!
//! **Settling.** The finest differences of both parts must contract as h halves. If they do not,
//! and noise cannot be the reason, something happens between the points, and a new ladder starts
//! at an eighth of the finest step, the next at a sixteenth of that ladder's, and so on.
//!
//! **Jumps.** The part that holds a derivative of order n averages both sides of x. If it jumps there
//! by J, the other part has a term with |h|ⁿ: J/2h for a slope, J h/4 for a second derivative. From
//! rung to rung its differences change by a half-integer power of z, which nothing smooth does. Seen
//! on two ladders, it is a kink at x, however mild. Ladders whose rise stays the same down to
//! 2^-19 of the scale have found a jump of f itself.
//!
//! **Singular slopes.** Differences that go on with one sign and in a steady ratio (∛x, x ln x), or
//! slopes that grow from ladder to ladder, are no noise and settle nowhere. What then is flat, or
//! scatters, has been rounded away, and nothing is promised.
//!
//! **Validation.** One more value, about 58 times closer to x than the finest rung, must lie on the
//! polynomial. Its distance is no simple fraction of the steps: a function with the period 1, or 2⁻ⁿ,
//! is the same at all of them. If it is off, or the ladder claims noise, three values decide, two as
//! close to x as arithmetic allows and one in between. Noise is as large there; structure is not, and
//! they tell at which steps it can be seen. A ladder there has to see it: a straight line may be a
//! step of a staircase of rounding, and then it was noise after all (and if the slope of that step is
//! near the answer, the bar includes it: it may have been a piece between two kinks). Values that lie on
//! a lattice, rounded or quantised output, have its spacing for noise.
//!
//! **Growth.** If noise or rounding leaves an error above 1e-12, and f is flatter than |x|
//! suggests, a ladder with larger steps is tried, up to the [reach](FiniteDifference::reach), and its
//! answer taken if it is better, agrees, and foresees the values closer to x.
//!
//! # What it is worth
//!
//! On a benchmark of 109 functions (smooth, oscillating, noisy, rounded, near poles and kinks, at
//! the edge of their domain) the relative error of a first derivative is 7e-15 in the median
//! and below 1e-9 for nine in ten, after 12 evaluations in the median and 15 on average; the true
//! error was never above the reported one. Of the second, third and fourth derivatives, with
//! medians of 1e-12, 1e-10 and 1e-8, at least 98 % were within theirs. Of 4,000 random functions of
//! all elementary ones 99.9 % of first and of second derivatives were within their bars and all within
//! ten, after 12.5 evaluations. With noise of up to a tenth of the value 98 % are.
//! `cargo test --release --test finite_differences --test random_trees --test bars -- --nocapture`
//! prints the tables, and
//! `cargo bench --bench numeric` the time: the search itself takes 1 to 4 µs where one ladder is
//! enough, and up to 12 where it takes several.
//!
//! # What to make of a [`Status`]
//!
//! | status | what it says | what to do |
//! |---|---|---|
//! | [`Converged`](Status::Converged) | the last difference is rounding, or below the tolerance | use it |
//! | [`Stalled`](Status::Stalled) | the error stopped falling early, for no reason that could be seen; `error` holds | give a `scale` over which f really changes |
//! | [`NoiseLimited`](Status::NoiseLimited) | the noise of f sets the error | use it if `error` will do; else make f less noisy: tighter tolerances of its solver, more digits of its output. A `noise` that is told saves evaluations |
//! | [`OneSided`](Status::OneSided) | only one side has values; 12 digits at best | use it; with wider `bounds` it might be central |
//! | [`Kink`](Status::Kink) | the derivatives (of the order asked for) on the two sides differ: there is none. `value` is their mean, `error` more than half their difference | ask for one [`Side`] |
//! | [`Jump`](Status::Jump) | f is not continuous at x: no derivative; `error` is infinite | move x, or ask for one [`Side`] |
//! | [`Unresolved`](Status::Unresolved) | differences never settled: f is singular at x, oscillates faster than any step, or is mostly noise | give a `scale`, or the `noise`; look at f near x |
//! | [`OutOfBudget`](Status::OutOfBudget) | the budget ended the search; `error` holds, and is infinite where nothing can be said | raise the `budget`, or be content |
//! | [`NotFinite`](Status::NotFinite) | f has no finite value at x, or none near it | check x and the `bounds`; for f(x) itself there is [`Limit`] |
//! | [`NoRoom`](Status::NoRoom) | the bounds exclude x, or leave no room for a step | widen them |
//! | [`FixedStep`](Status::FixedStep) | a single difference, as asked for, unchecked | nothing is promised |
//!
//! [`Status::is_reliable`] is true of the first four.
//!
//! ```
//! use partials::{Derivative, FiniteDifference, Side, Status};
//!
//! let f = |x: f64| x.max(0.0) + x;
//! let bent = Derivative::numeric(f).estimate(0.0);
//! assert_eq!(bent.status, Status::Kink);
//! assert!((bent.value - 1.5).abs() < 1e-9 && bent.error >= 0.5);
//!
//! let right = FiniteDifference::new().side(Side::Forward);
//! let slope = Derivative::numeric(f).with(right).estimate(0.0);
//! assert_eq!(slope.status, Status::OneSided);
//! assert!((slope.value - 2.0).abs() <= slope.error && slope.error < 1e-9);
//! ```
//!
//! # Limits
//!
//! What no value of f shows cannot be found. An error of f that is smooth in x (an iteration with
//! a fixed number of steps, say) is part of the function as far as differences can tell. A kink
//! within about 2^-19 |x| of x (2^-10 for higher derivatives) is reported as one at x. Structure
//! smaller than 1e-12 of f is taken for rounding. Where the period of an oscillation is so short that
//! the argument's own rounding hides it, as for third derivatives at a billion periods from 0, a
//! `scale` is needed. A one-sided second derivative that is infinite (x^1.5 at 0) may come out as
//! limited by noise, with a bar as large as the value. Values of f that are all equal say no more than that f moves by less than its
//! rounding, which is taken to be that of a term of size 1 at least.
//!
//! # Operators
//!
//! | constructor | closure | cost |
//! |---|---|---|
//! | [`Derivative::numeric`] | `\|x: f64\| -> f64` | about 13 |
//! | [`Gradient::numeric`] | `\|x: &[f64]\| -> f64` | about 10 n |
//! | [`Jacobian::numeric`] | `\|x: &[f64]\| -> [f64; M]`, `Vec`, ... | about 10 n, or what the worst row needs |
//! | [`Hessian::numeric`] | `\|x: &[f64]\| -> f64` | about 17 n(n+1)/2 |
//! | [`Hessian::numeric_of_gradient`] | `\|x: &[f64]\|` to the gradient | about 12 n gradients |
//!
//! `at` returns the derivative in the containers of the exact operators, `estimate` adds the error
//! and a [`Status`] for every entry, and is printed as a table of them. So it is with products with a vector
//! and with vector calculus:
//!
//! | method | with a bound on its error | cost |
//! |---|---|---|
//! | [`Gradient::jvp`], [`Jacobian::jvp`] | [`estimate_jvp`](Gradient::estimate_jvp) | about 13, for any n |
//! | [`Jacobian::vjp`] | [`estimate_vjp`](Jacobian::estimate_vjp) | about 10 n |
//! | [`Jacobian::divergence`] | [`estimate_divergence`](Jacobian::estimate_divergence) | about 10 n |
//! | [`Jacobian::curl`] | [`estimate_curl`](Jacobian::estimate_curl) | about 30 |
//! | [`Hessian::hvp`] | [`estimate_hvp`](Hessian::estimate_hvp) | about 40 n; of a gradient 13, for any n |
//! | [`Hessian::laplacian`] | [`estimate_laplacian`](Hessian::estimate_laplacian) | about 13 n |
//!
//! Over 4,000 random functions their bars held for 99.8 % of all components or more
//! (`PARTIALS_CASES=4000 cargo test --release --test numeric_directions -- --nocapture` prints how often).
//! Settings are a [`FiniteDifference`]:
//!
//! ```
//! use partials::{FiniteDifference, Gradient};
//!
//! let f = Gradient::numeric(|x| x[0].sqrt() + x[1]);
//! let settings = FiniteDifference::new().bounds([(0.0, f64::INFINITY), (-1.0, 1.0)]);
//! let g = f.with(settings).estimate(&[0.0625, 1.0]);
//! assert!((g.value[0] - 2.0).abs() <= g.error[0] && (g.value[1] - 1.0).abs() <= g.error[1]);
//! ```
//!
//! # Where f is evaluated
//!
//! - By `numeric`, one point after the other. A closure that writes into buffers of its own, or counts its
//!   calls (`FnMut`), is for `numeric_mut`.
//! - By `numeric_batch`, all points of a round in one call, among them those of every coordinate
//!   that is not finished: for a function that is vectorised, or distributes its work itself.
//! - After `.parallel()` (feature `rayon`), a round at a time over threads.
//! - On other machines, by MPI or as the jobs of a queue: see [`many_machines`].
//! - Anywhere: a [`Search`] asks for abscissae and is told values, and never calls f;
//!   `examples/external_simulator.rs` has its points evaluated in child processes. [`run`] is its
//!   loop for a closure at hand, [`Column`] shares the values of a vector function between the
//!   searches of its components.
//!
//! Searches do not depend on each other, so results are the same to the bit. `on_round` is told how
//! far things are after every round. Closures that fail are for `try_numeric`: the first failure is
//! returned. A point outside the domain of f is no failure; f is NaN there, and the search goes
//! around it.
//!
//! Those who know numdifftools or scipy find their calls under [`migration`], others in the
//! [`guide`](crate::guide).
//!
//! # Sources
//!
//! L. F. Richardson (1927) and E. H. Neville (1934) for the extrapolation; B. Fornberg (1988,
//! 1998) for the weights; J. N. Lyness and C. B. Moler, *Van der Monde systems and numerical
//! differentiation*, Numer. Math. 8 (1966) 458–464, for the tableau of a series' coefficients; C.
//! J. F. Ridders, *Accurate computation of F'(x) and F'(x)F''(x)*, Adv. Eng. Softw. 4 (1982)
//! 75–76, for judging entries by their neighbours; R. W. Hamming, *Numerical Methods for
//! Scientists and Engineers* (1962), and J. J. Moré and S. M. Wild, *Estimating computational
//! noise*, SIAM J. Sci. Comput. 33 (2011) 1292–1314, for noise from a table of differences.
//! [`neville`] and [`richardson`] are the extrapolations for sequences of one's own, [`Limit`] the
//! limit of f where it cannot be evaluated.

#[cfg(doc)]
use crate::operator::{Derivative, Gradient, Hessian, Jacobian};

#[doc = include_str!("../docs/from-numdifftools.md")]
pub mod migration {}

#[doc = include_str!("../docs/many-machines.md")]
pub mod many_machines {}

mod estimate;
mod extrapolate;
mod limit;
mod operators;
mod per_coordinate;
pub(crate) mod requirement;
mod search;
mod settings;
pub(crate) mod weights;

pub(crate) use estimate::write_aligned;
pub use estimate::{Estimate, Status, Statuses};
pub use extrapolate::{Extrapolation, neville, richardson};
pub use limit::Limit;
#[cfg(feature = "rayon")]
pub use operators::Threads;
pub(crate) use operators::value_at;
pub use operators::{
    Batch, Column, Evaluate, EvaluateLine, GradientEstimate, HessianEstimate, JacobianEstimate,
    Numeric, OfGradient, OneByOne, Progress, Workspace, run,
};
pub use per_coordinate::PerCoordinate;
pub use search::Search;
pub use settings::{FiniteDifference, Side};
pub use weights::weights;
