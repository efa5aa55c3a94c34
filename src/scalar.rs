//! Numbers: [`Scalar`], what a generic function may use of its argument, and [`Dual`], the number
//! that carries derivatives.

use std::iter::{Product, Sum};
use std::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign,
};

use num_traits::{One, Zero};

mod angles;
mod arithmetic;
mod by_hand;
mod component;
mod dot;
mod dual;
mod expansion;
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
pub use expansion::Expansion;
pub(crate) use expansion::Slopes;
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
///
/// What the language leaves to be written: a sum starts at `S::zero()`, not at `0.0`, which is an `f64`; and a
/// comparison has the number first, `x > 0.0`.
///
/// `Scalar` is all that matrices of nalgebra and ndarray need for their arithmetic. Their algorithms ask for
/// nalgebra's `RealField` too, whose functions have the same names as ours: say whose is meant.
///
/// ```
/// use nalgebra::{Matrix2, RealField, Vector2};
/// use partials::scalar::Real;
/// use partials::{Gradient, Scalar};
///
/// fn solved<S: Scalar + RealField>(x: &[S]) -> S {
///     let a = Matrix2::new(2.0 + x[0], S::from(1.0), S::from(1.0), 3.0 + Real::exp(x[1]));
///     let b = Vector2::new(x[0], x[1]);
///     a.lu().solve(&b).map_or(S::from(f64::NAN), |y| y[0] * y[1])
/// }
/// assert!(Gradient::new(solved).check(&[0.3, 0.7]).passed());
/// ```
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
    + for<'a> AddAssign<&'a f64>
    + for<'a> SubAssign<&'a f64>
    + for<'a> MulAssign<&'a f64>
    + for<'a> DivAssign<&'a f64>
    // What the arithmetic of nalgebra and ndarray asks of a number.
    + Zero
    + One
    + Sum
    + Product
    + for<'a> Sum<&'a Self>
    + for<'a> Product<&'a Self>
    // `2.0 * x`, with the literal on the left.
    + Implies<f64, Is: LeftOperand<Self>>
    + for<'a> Implies<&'a f64, Is: LeftOperand<Self>>
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
impl<S, C> LeftOperand<S> for C where
    C: Add<S, Output = S>
        + Sub<S, Output = S>
        + Mul<S, Output = S>
        + Div<S, Output = S>
        + for<'a> Add<&'a S, Output = S>
        + for<'a> Sub<&'a S, Output = S>
        + for<'a> Mul<&'a S, Output = S>
        + for<'a> Div<&'a S, Output = S>
{
}

/// `-&S`, `&S op S`, `&S op &S`, `&S op f64` and `&S op &f64`.
#[doc(hidden)]
pub trait ReferenceOperand<S>:
    Sized
    + Neg<Output = S>
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
    + for<'b> Add<&'b f64, Output = S>
    + for<'b> Sub<&'b f64, Output = S>
    + for<'b> Mul<&'b f64, Output = S>
    + for<'b> Div<&'b f64, Output = S>
{
}
impl<'a, S> ReferenceOperand<S> for &'a S where
    &'a S: Neg<Output = S>
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
        + for<'b> Add<&'b f64, Output = S>
        + for<'b> Sub<&'b f64, Output = S>
        + for<'b> Mul<&'b f64, Output = S>
        + for<'b> Div<&'b f64, Output = S>
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
