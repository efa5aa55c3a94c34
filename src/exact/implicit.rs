//! Solutions of equations: `y(x)` with `g(x, y) = 0`, found by any solver, with the derivatives that the
//! equation gives them.
//!
//! A solver run on numbers with derivatives has those of its last steps, which are late by a step or more,
//! or none where it starts at the solution; one of other code has none at all. The implicit function
//! theorem has them from the equation alone, with `J = ∂g/∂y` at the solution:
//!
//! ```text
//! ∂y/∂xᵢ     = -J⁻¹ ∂g/∂xᵢ
//! ∂²y/∂xᵢ∂xⱼ = -J⁻¹ d²g/dxᵢdxⱼ,   along x + h, y + y′ h
//! ```
//! So the solver runs on plain numbers, once, and the
//! equation is evaluated a few times on numbers of second order, whatever number the function around it runs
//! on; in reverse mode nothing of either is on the tape but the solution. Third derivatives are NaN.
//!
//! | `y` is | given by | functions |
//! |---|---|---|
//! | a root | `g(x, y) = 0` | [`implicit`], [`implicit_vector`] |
//! | a fixed point | `y = φ(x, y)` | [`fixed_point`], [`fixed_point_vector`] |
//! | a minimum | `h(x, y)` is smallest | [`argmin`](fn@argmin), [`argmin_vector`] |
//!
//! # The equation
//!
//! runs on numbers of a type of their own, [`Jet2`] or [`Jet3`], so all that the solution depends on goes in by
//! `inputs`: another variable inside the closure is refused by the compiler, and not taken for a
//! constant. A function over [`Scalar`] can be given as it is.
//!
//! # Where there is no derivative
//!
//! The value is the solver's, to the bit, so that what is computed from it is as exact as the solver is. The
//! derivatives are those at the solution next to it, which a few steps of Newton's method find where the
//! solver has stopped early. They are NaN, all of them, where they could be wrong:
//!
//! * the solver returned NaN, or something that Newton's method moves by more than a thousandth, near zero by
//!   more than 1e-8;
//! * `J` is singular: solutions meet or end there, as `y² = x` at 0. Close to such a place, where the rounding
//!   of `x` and `y` leaves fewer than four digits of `J`, likewise;
//! * the equation has a kink or a singular point at the solution. A kink in its first derivative leaves the
//!   first derivatives of the solution and makes the second NaN;
//! * a minimum is none, because the Hessian by `y` is not positive definite.
//!
//! The derivatives are those of the solution that was found. One that jumps from one branch to another as
//! `x` moves has them on every branch, and [`check`](crate::check) sees the jump.

mod system;
mod theorem;

use system::{Kind, Residual, System};

use super::custom::{of_inputs, plain};
use crate::output::{Output, listed};
use crate::scalar::{Dual, Real, Scalar};

/// The number of second order that equations are evaluated on.
// Its lanes are not those of any operator, so that no variable of one is taken for one of these.
pub type Jet2 = Dual<Dual<f64, 7>, 4>;

/// The number of third order that what is to be smallest is evaluated on.
pub type Jet3 = Dual<Jet2, 1>;

/// The number `y` with `g(x, y) = 0`, where `x` are the `inputs`, found by `solve` on plain numbers.
///
/// Its slopes are `-(∂g/∂xᵢ) / (∂g/∂y)`; second derivatives are right too, third ones NaN. All derivatives
/// are NaN where the solver has failed, where `∂g/∂y` is zero or nearly so, and where `g` has a kink:
/// see [`implicit`](mod@crate::exact::implicit).
///
/// Cost: one call of `solve` for each evaluation, and on numbers with derivatives two or three evaluations of
/// `g` on numbers of second order, 40 components each, for up to three inputs, or a few more if the solver has
/// stopped early; with second derivatives another two.
///
/// ```
/// use partials::{Derivative, implicit};
///
/// // Kepler's equation E - e sin E = M, by any solver.
/// let anomaly = |m: f64| (0..50).fold(m, |e, _| m + 0.3 * e.sin());
/// let f = Derivative::new(|m| implicit(&[m], |m| anomaly(m[0]), |m, e| e - 0.3 * e.sin() - m[0]));
/// let e = anomaly(1.0);
/// let [value, first, second] = f.up_to_second(1.0);
/// let slope = 1.0 / (1.0 - 0.3 * e.cos());
/// assert!(value == e && (first - slope).abs() < 1e-14);
/// assert!((second + 0.3 * e.sin() * slope.powi(3)).abs() < 1e-14);
/// ```
#[doc(alias = "root")]
#[must_use]
pub fn implicit<S: Scalar>(
    inputs: &[S],
    solve: impl FnOnce(&[f64]) -> f64,
    g: impl Fn(&[Jet2], Jet2) -> Jet2,
) -> S {
    solution(inputs, |x| [solve(x)], Kind::Root, &|x, y| vec![g(x, y[0])])[0]
}

/// As [`implicit`], of several numbers: as many equations as unknowns. The numbers come in a container like
/// that of the solution.
///
/// Cost: one call of `solve` for each evaluation, and on numbers with derivatives
/// `⌈(m + n)/4⌉ + k ⌈(m + n)/11⌉` evaluations of `g` for `m` unknowns, `n` inputs and `k - 1` steps of
/// Newton's method, none or one if the solver is exact; with second derivatives about `n²/28` more, two up to four inputs.
///
/// # Panics
///
/// If `g` returns another number of values than there are unknowns.
///
/// ```
/// use partials::{Jacobian, implicit_vector};
///
/// // Where the line y₀ + y₁ = s meets the hyperbola y₀ y₁ = p.
/// let solve = |x: &[f64]| {
///     let root = (x[0] * x[0] / 4.0 - x[1]).sqrt();
///     [x[0] / 2.0 + root, x[0] / 2.0 - root]
/// };
/// let j = Jacobian::new(|x| {
///     implicit_vector(x, solve, |x, y| [y[0] + y[1] - x[0], y[0] * y[1] - x[1]])
/// });
/// assert_eq!(j.at(&[5.0, 6.0]), nalgebra::matrix![3.0, -1.0; -2.0, 1.0]);
/// ```
#[must_use]
pub fn implicit_vector<S: Scalar, Y: Output<f64>, R: Output<Jet2>>(
    inputs: &[S],
    solve: impl FnOnce(&[f64]) -> Y,
    g: impl Fn(&[Jet2], &[Jet2]) -> R,
) -> Y::Vector<S> {
    solution(inputs, solve, Kind::Root, &|x, y| listed(&g(x, y)))
}

/// The number `y` with `y = φ(x, y)`, where `x` are the `inputs`, found by `solve` on plain numbers, by
/// iteration or otherwise.
///
/// It is [`implicit`] with `g = φ - y`: the slopes are `(∂φ/∂xᵢ) / (1 - ∂φ/∂y)`, and do not ask
/// whether an iteration of `φ` converges.
///
/// ```
/// use partials::{Derivative, fixed_point};
///
/// let solve = |x: &[f64]| (0..200).fold(0.5, |y: f64, _| (x[0] * y).cos());
/// let f = Derivative::new(|x| fixed_point(&[x], solve, |x, y| (x[0] * y).cos()));
/// let (y, slope): (f64, f64) = f.value_and_derivative(1.0);
/// assert!((slope + y * y.sin() / (1.0 + y.sin())).abs() < 1e-14);
/// ```
#[must_use]
pub fn fixed_point<S: Scalar>(
    inputs: &[S],
    solve: impl FnOnce(&[f64]) -> f64,
    phi: impl Fn(&[Jet2], Jet2) -> Jet2,
) -> S {
    implicit(inputs, solve, |x, y| phi(x, y) - y)
}

/// As [`fixed_point`], of several numbers.
///
/// # Panics
///
/// If `phi` returns another number of values than there are unknowns.
#[must_use]
pub fn fixed_point_vector<S: Scalar, Y: Output<f64>, R: Output<Jet2>>(
    inputs: &[S],
    solve: impl FnOnce(&[f64]) -> Y,
    phi: impl Fn(&[Jet2], &[Jet2]) -> R,
) -> Y::Vector<S> {
    let residual = |x: &[Jet2], y: &[Jet2]| {
        let next: Vec<Jet2> = listed(&phi(x, y));
        let differences = next.iter().zip(y).map(|(next, y)| *next - *y);
        differences.collect::<Vec<_>>()
    };
    implicit_vector(inputs, solve, residual)
}

/// The number `y` at which `h(x, y)` is smallest, where `x` are the `inputs`, found by `minimize` on plain numbers.
///
/// It is [`implicit`] with `g = ∂h/∂y`, taken exactly: the slopes are `-(∂²h/∂xᵢ∂y) / (∂²h/∂y²)`. The
/// derivatives are NaN unless the second derivative by `y` is positive, so at a maximum, a saddle, a minimum that is
/// flat, and one on the border of a region.
///
/// Cost: as [`implicit`], with numbers of 80 components.
///
/// ```
/// use partials::{Derivative, argmin};
///
/// // The smallest of y⁴/4 - x y is at ∛x.
/// let f = Derivative::new(|x| argmin(&[x], |x| x[0].cbrt(), |x, y| y.powi(4) / 4.0 - x[0] * y));
/// assert!((f.at(8.0) - 1.0 / 12.0_f64).abs() < 1e-15);
/// ```
#[must_use]
pub fn argmin<S: Scalar>(
    inputs: &[S],
    minimize: impl FnOnce(&[f64]) -> f64,
    h: impl Fn(&[Jet3], Jet3) -> Jet3,
) -> S {
    let h = |x: &[Jet3], y: &[Jet3]| h(x, y[0]);
    let residual = |x: &[Jet2], y: &[Jet2]| gradient_by_unknowns(&h, x, y);
    solution(inputs, |x| [minimize(x)], Kind::Minimum, &residual)[0]
}

/// As [`argmin`](fn@argmin), of several numbers: `h` is evaluated once for each, for every evaluation of an equation of
/// [`implicit_vector`], and its Hessian by `y` has to be positive definite.
///
/// ```
/// use partials::{Jacobian, argmin_vector};
///
/// // The point of the plane y₀ + y₁ + y₂ = 0 that is nearest to x, by two of its coordinates.
/// let project = |x: &[f64]| {
///     let mean = (x[0] + x[1] + x[2]) / 3.0;
///     [x[0] - mean, x[1] - mean]
/// };
/// let j = Jacobian::new(|x| {
///     argmin_vector(x, project, |x, y| {
///         let y = [y[0], y[1], -y[0] - y[1]];
///         y.iter().zip(x).map(|(y, x)| (*y - *x).powi(2)).sum()
///     })
/// });
/// assert!((j.at(&[1.0, 2.0, 4.0])[(0, 0)] - 2.0 / 3.0_f64).abs() < 1e-15);
/// ```
#[must_use]
pub fn argmin_vector<S: Scalar, Y: Output<f64>>(
    inputs: &[S],
    minimize: impl FnOnce(&[f64]) -> Y,
    h: impl Fn(&[Jet3], &[Jet3]) -> Jet3,
) -> Y::Vector<S> {
    let residual = |x: &[Jet2], y: &[Jet2]| gradient_by_unknowns(&h, x, y);
    solution(inputs, minimize, Kind::Minimum, &residual)
}

/// `∂h/∂yₖ` for every unknown.
fn gradient_by_unknowns(h: &dyn Fn(&[Jet3], &[Jet3]) -> Jet3, x: &[Jet2], y: &[Jet2]) -> Vec<Jet2> {
    let x: Vec<Jet3> = x.iter().map(|x| Jet3::constant(*x)).collect();
    let m = y.len();
    let mut y: Vec<Jet3> = y.iter().map(|y| Jet3::constant(*y)).collect();
    let slope = |k: usize| {
        y[k].partials[0] = Jet2::of(1.0);
        let slope = h(&x, &y).partials[0];
        y[k].partials[0] = Jet2::of(0.0);
        slope
    };
    (0..m).map(slope).collect()
}

/// The solution with its derivatives, on any number.
fn solution<S: Scalar, Y: Output<f64>>(
    inputs: &[S],
    solve: impl FnOnce(&[f64]) -> Y,
    kind: Kind,
    residual: &Residual,
) -> Y::Vector<S> {
    let x = plain(inputs);
    let found = solve(&x);
    if S::order() == 0 {
        return found.map(S::from);
    }
    let y: Vec<f64> = listed(&found);
    let system = System {
        kind,
        unknowns: y.len(),
        residual,
    };
    let numbers: Vec<S> = theorem::expansions(&system, &x, &y, S::order())
        .into_iter()
        .map(|expansion| of_inputs(inputs, expansion))
        .collect();
    Y::from_fn(y.len(), |k| numbers[k])
}
