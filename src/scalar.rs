//! Numbers: [`Scalar`], what a generic function may use of its argument, and [`Dual`], the number
//! that carries derivatives.

use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Rem, RemAssign, Sub, SubAssign};

mod angles;
mod arithmetic;
mod by_hand;
mod component;
mod dot;
mod dual;
mod functions;
#[cfg(feature = "compiled")]
pub(crate) mod graph;
mod interop;
mod kinks;
mod levels;
mod log_sum_exp;
pub(crate) mod notes;
mod operators;
mod real;
mod relation;
mod rules;
mod series;
mod special;
pub(crate) mod tape;
#[cfg(feature = "compiled")]
mod trace;
mod var;

pub use dot::{dot, weighted_sum};
pub use dual::{CHUNK, Dual};
#[cfg(feature = "compiled")]
pub(crate) use log_sum_exp::Exponentials;
pub use log_sum_exp::log_sum_exp;
pub use real::Real;
pub use series::{Coefficient, Series};
pub(crate) use series::{confused, new_origin};
#[cfg(feature = "compiled")]
pub use trace::Trace;
pub use var::Var;

/// A number that a function to be differentiated may compute with.
///
/// A function written over it can be called with plain numbers and given to every operator:
///
/// ```
/// use partials::{Gradient, Hessian, Scalar};
///
/// fn rosenbrock<S: Scalar>(x: &[S]) -> S {
///     (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
/// }
///
/// assert_eq!(rosenbrock(&[0.0, 1.0]), 101.0);
/// assert_eq!(Gradient::new(rosenbrock).at(&[0.0, 1.0]), [-2.0, 200.0]);
/// assert_eq!(Hessian::new(rosenbrock).at(&[0.0, 1.0])[(1, 1)], 200.0);
/// ```
///
/// Arithmetic works among `S`, with `f64` on either side, and with references to both. The
/// elementary functions are those of [`Real`], documented there with their slopes and edges; what a
/// derivative is at a kink or a pole, and what cuts one, is on the page of [`exact`](mod@crate::exact).
/// Where nalgebra's functions are not to be trusted with variables, and what to write instead, is said
/// in [`linalg`](crate::linalg) and [`rotation`](mod@crate::rotation).
/// `f64` is a `Scalar`, and so is every [`Dual`], also over `f32`; a bare `f32` is not, since
/// `2.0 * x` has no meaning for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that derivatives can pass through",
    label = "expected an `f64` or a `Dual` here",
    note = "a constant becomes one with `S::from(c)`; `f32` and integers are converted first: `f64::from(c)`",
    note = "derivatives of a function over `Scalar` can be taken at `f32` points; called by itself it takes `f64`"
)]
pub trait Scalar:
    Real
    + PartialOrd<f64>
    + From<f64>
    + Numeric<f64>
    + for<'a> Numeric<&'a f64>
    + for<'a> Numeric<&'a Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + RemAssign
    + AddAssign<f64>
    + SubAssign<f64>
    + MulAssign<f64>
    + DivAssign<f64>
    + RemAssign<f64>
    + for<'a> AddAssign<&'a Self>
    + for<'a> SubAssign<&'a Self>
    + for<'a> MulAssign<&'a Self>
    + for<'a> DivAssign<&'a Self>
    + Sum
    + Product
    + for<'a> Sum<&'a Self>
    + for<'a> Product<&'a Self>
    // `2.0 * x`, with the literal on the left.
    + Implies<f64, Is: LeftOperand<Self>>
    // `&x * &y`, `&x * y` and `&x * 2.0`, so that `x.iter().map(|v| v * v)` compiles.
    + for<'a> Implies<&'a Self, Is: ReferenceOperand<Self>>
{
}

impl Scalar for f64 {}

/// `self op R` for the five operators, with the result in `Self`.
#[doc(hidden)]
pub trait Numeric<R>:
    Add<R, Output = Self>
    + Sub<R, Output = Self>
    + Mul<R, Output = Self>
    + Div<R, Output = Self>
    + Rem<R, Output = Self>
    + Sized
{
}
impl<T, R> Numeric<R> for T where
    T: Add<R, Output = T>
        + Sub<R, Output = T>
        + Mul<R, Output = T>
        + Div<R, Output = T>
        + Rem<R, Output = T>
{
}

/// `f64 op S` and `f64 op &S`. Both have to be listed: a bound is preferred to an impl, and with
/// the first form alone `k * k * x` would take its first product for one with `S`.
#[doc(hidden)]
pub trait LeftOperand<S>:
    Add<S, Output = S>
    + Sub<S, Output = S>
    + Mul<S, Output = S>
    + Div<S, Output = S>
    + for<'a> Add<&'a S, Output = S>
    + for<'a> Sub<&'a S, Output = S>
    + for<'a> Mul<&'a S, Output = S>
    + for<'a> Div<&'a S, Output = S>
{
}
impl<S> LeftOperand<S> for f64 where
    f64: Add<S, Output = S>
        + Sub<S, Output = S>
        + Mul<S, Output = S>
        + Div<S, Output = S>
        + for<'a> Add<&'a S, Output = S>
        + for<'a> Sub<&'a S, Output = S>
        + for<'a> Mul<&'a S, Output = S>
        + for<'a> Div<&'a S, Output = S>
{
}

/// `&S op S`, `&S op &S` and `&S op f64`.
#[doc(hidden)]
pub trait ReferenceOperand<S>:
    Sized
    + Add<S, Output = S>
    + Sub<S, Output = S>
    + Mul<S, Output = S>
    + Div<S, Output = S>
    + for<'b> Add<&'b S, Output = S>
    + for<'b> Sub<&'b S, Output = S>
    + for<'b> Mul<&'b S, Output = S>
    + for<'b> Div<&'b S, Output = S>
    + Add<f64, Output = S>
    + Sub<f64, Output = S>
    + Mul<f64, Output = S>
    + Div<f64, Output = S>
{
}
impl<'a, S> ReferenceOperand<S> for &'a S where
    &'a S: Add<S, Output = S>
        + Sub<S, Output = S>
        + Mul<S, Output = S>
        + Div<S, Output = S>
        + for<'b> Add<&'b S, Output = S>
        + for<'b> Sub<&'b S, Output = S>
        + for<'b> Mul<&'b S, Output = S>
        + for<'b> Div<&'b S, Output = S>
        + Add<f64, Output = S>
        + Sub<f64, Output = S>
        + Mul<f64, Output = S>
        + Div<f64, Output = S>
{
}

/// Makes a bound on a foreign type part of a trait.
///
/// `f64: Mul<S>` cannot be a supertrait of `Scalar`, so a generic function would have to repeat it.
/// But bounds on an associated type are implied, and `Implies<f64>::Is` is `f64`.
#[doc(hidden)]
pub trait Implies<U: ?Sized>: ImpliesInner<U, Is = U> {}
impl<T: ?Sized, U: ?Sized> Implies<U> for T {}

#[doc(hidden)]
pub trait ImpliesInner<U: ?Sized> {
    type Is: ?Sized;
}
impl<T: ?Sized, U: ?Sized> ImpliesInner<U> for T {
    type Is = U;
}
