//! One function, every derivative: [`Function`] and [`VectorFunction`], whose methods choose the kind, the
//! macros [`function!`](crate::function!) and [`vector_function!`](crate::vector_function!), and what
//! optimisers take, [`Objective`] and [`Residuals`].
//!
//! An operator such as [`Gradient::new`] takes a closure on one type of number. A function that is to be
//! evaluated, differentiated in several ways and checked is written for all numbers at once:
//!
//! ```
//! use partials::{Function, function};
//!
//! let f = function!(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
//! let x = [0.0, 1.0];
//! assert_eq!(f.value(&x), 101.0);
//! assert_eq!(f.gradient(&x), [-2.0, 200.0]);
//! assert_eq!(f.hessian(&x), nalgebra::matrix![-398.0, 0.0; 0.0, 200.0]);
//! assert_eq!(f.hvp(&x, &[1.0, 0.5]), [-398.0, 100.0]);
//! assert!(f.check(&[0.7, 1.9]).passed());
//! ```
//!
//! The same function as a type of its own, with data:
//!
//! ```
//! use partials::{Function, Scalar};
//!
//! struct Distance {
//!     from: Vec<f64>,
//! }
//!
//! impl Function for Distance {
//!     fn eval<S: Scalar>(&self, x: &[S]) -> S {
//!         x.iter().zip(&self.from).map(|(x, c)| (x - c).powi(2)).sum::<S>().sqrt()
//!     }
//! }
//!
//! let f = Distance { from: vec![1.0, 2.0] };
//! assert_eq!(f.gradient(&[1.0, 6.0]), [0.0, 1.0]);
//! ```
//!
//! | text | where it serves |
//! |---|---|
//! | `function!(\|x\| ..)` | at hand, with everything around it captured by reference; `function!(move \|x\| ..)` owns it |
//! | `function!(f)` | a generic function `fn f<S: Scalar>(x: &[S]) -> S` |
//! | `impl Function for Model` | a type with a name, to be stored, returned, sent to threads |
//! | `Gradient::new(\|x\| ..)` | one derivative of one closure |
//!
//! # Which kind
//!
//! [`Mode::Automatic`] takes the faster one, as measured: a gradient by forward mode up to twelve variables and by
//! reverse mode beyond; a directional derivative by forward mode; a Hessian by forward over reverse mode from two
//! variables on, and its product with a vector from four on. [`by`](Function::by) says another one: at kinks
//! forward mode has the slope to the right along every variable, and reverse mode the derivatives of
//! [one of the pieces](mod@crate::exact#in-reverse-mode) that meet there. With the feature `compiled`, `compile`
//! makes machine code, which pays for a function that is called hundreds of times.

mod by_hand;
mod check;
#[cfg(feature = "compiled")]
mod compiled;
mod mode;
mod objective;
mod operators;
mod residuals;
mod same;
mod stamped;
mod vector;

pub use by_hand::ByHand;
pub use check::Agreement;
#[cfg(feature = "compiled")]
pub use compiled::CompiledFunction;
pub use mode::{By, Mode};
pub use objective::{Failure, Objective};
pub use operators::ByJacobian;
pub use residuals::Residuals;
pub use stamped::{Call, Closure, VectorCall, VectorClosure};
#[doc(hidden)]
pub use stamped::{Many, One, Returned, Traced, listed};
pub use vector::VectorFunction;

use nalgebra::Dim;

use crate::operator::{Gradient, Hessian};
use crate::point::Point;
use crate::scalar::Scalar;

/// Value, gradient and Hessian at a point.
type AllOf<X> = (
    f64,
    <X as Point>::Gradient,
    <X as Point>::Matrix<<X as Point>::Dimension>,
);

/// A function `ℝⁿ → ℝ` for every number.
///
/// One method is written, [`eval`](Self::eval), or all of it by [`function!`](crate::function!); the others
/// follow. Points are those of [`Point`] over `f64`, and answers come in their container.
///
/// Every function is an [`Objective`].
///
/// ```
/// use partials::{Function, function};
///
/// /// A step of Newton's method towards the minimum of a function of two variables.
/// fn newton(f: &impl Function, x: [f64; 2]) -> [f64; 2] {
///     let (_, g, h) = f.value_gradient_hessian(&x);
///     let step = h.try_inverse().unwrap() * nalgebra::Vector2::from(g);
///     [x[0] - step[0], x[1] - step[1]]
/// }
/// let bowl = function!(|x| (x[0] - 1.0).powi(2) + 2.0 * (x[1] + 2.0).powi(2));
/// assert_eq!(newton(&bowl, [0.0, 0.0]), [1.0, -2.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function for every number",
    label = "a closure is one for a single number",
    note = "write the closure as `function!(|x| ..)`, and a generic function `f` as `function!(f)`",
    note = "or implement `Function` for a type of your own, with one method `eval`"
)]
pub trait Function {
    /// The value at `x`, for whatever number.
    ///
    /// ```
    /// use partials::{Function, Scalar};
    ///
    /// struct Product;
    ///
    /// impl Function for Product {
    ///     fn eval<S: Scalar>(&self, x: &[S]) -> S {
    ///         x.iter().copied().product()
    ///     }
    /// }
    /// assert_eq!((Product.eval(&[2.0, 3.0]), Product.gradient(&[2.0, 3.0])), (6.0, [3.0, 2.0]));
    /// ```
    fn eval<S: Scalar>(&self, x: &[S]) -> S;

    /// How derivatives are taken, unless [`by`](Self::by) says something else.
    ///
    /// ```
    /// use partials::function::Mode;
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[1]);
    /// assert_eq!((f.mode(), f.by(Mode::Reverse).mode()), (Mode::Automatic, Mode::Reverse));
    /// ```
    #[inline]
    fn mode(&self) -> Mode {
        Mode::Automatic
    }

    /// The same function with derivatives taken another way.
    ///
    /// ```
    /// use partials::function::Mode;
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[1]);
    /// assert_eq!(f.by(Mode::Reverse).gradient(&[2.0, 3.0]), [3.0, 2.0]);
    /// ```
    #[inline]
    fn by(&self, mode: Mode) -> By<&Self> {
        By::new(self, mode)
    }

    /// `f(x)`.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).value(&[2.0, 3.0]), 6.0);
    /// ```
    fn value<X>(&self, x: &X) -> f64
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        match x.contiguous() {
            Some(x) => self.eval(x),
            None => self.eval(x.buffer(|i| x.coordinate(i)).as_ref()),
        }
    }

    /// The gradient `∇f(x)`. Cost: see [`Gradient::at`].
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).gradient(&vec![2.0, 3.0]), [3.0, 2.0]);
    /// ```
    fn gradient<X>(&self, x: &X) -> X::Gradient
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(Mode::GRADIENT, x) {
            Gradient::new(|x| self.eval(x)).at(x)
        } else {
            Gradient::reverse(|x| self.eval(x)).at(x)
        }
    }

    /// The value and the gradient, for the price of the gradient.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).value_and_gradient(&[2.0, 3.0]), (6.0, [3.0, 2.0]));
    /// ```
    fn value_and_gradient<X>(&self, x: &X) -> (f64, X::Gradient)
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(Mode::GRADIENT, x) {
            Gradient::new(|x| self.eval(x)).value_and_gradient(x)
        } else {
            Gradient::reverse(|x| self.eval(x)).value_and_gradient(x)
        }
    }

    /// The derivative along a direction, `∇f(x) · v`. Cost: one evaluation on dual numbers.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`](crate::Error::Length) if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).jvp(&[2.0, 3.0], &[1.0, -1.0]), 1.0);
    /// ```
    fn jvp<X, V>(&self, x: &X, v: &V) -> f64
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(usize::MAX, x) {
            Gradient::new(|x| self.eval(x)).jvp(x, v)
        } else {
            Gradient::reverse(|x| self.eval(x)).jvp(x, v)
        }
    }

    /// The Hessian. Cost: see [`Hessian::at`].
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let h = function!(|x| x[0] * x[0] * x[1]).hessian(&[1.0, 2.0]);
    /// assert_eq!(h, nalgebra::matrix![4.0, 2.0; 2.0, 0.0]);
    /// ```
    fn hessian<X>(&self, x: &X) -> X::Matrix<X::Dimension>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.value_gradient_hessian(x).2
    }

    /// The value, the gradient and the Hessian, for the price of the Hessian.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let (value, gradient, h) = function!(|x| x[0].exp() * x[1]).value_gradient_hessian(&[0.0, 3.0]);
    /// assert_eq!((value, gradient, h[(0, 1)]), (3.0, [3.0, 1.0], 1.0));
    /// ```
    fn value_gradient_hessian<X>(&self, x: &X) -> AllOf<X>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(Mode::HESSIAN, x) {
            Hessian::new(|x| self.eval(x)).value_gradient_hessian(x)
        } else {
            Hessian::reverse(|x| self.eval(x)).value_gradient_hessian(x)
        }
    }

    /// The Hessian times a vector, `H(x) v`, without the Hessian. Cost: see [`Hessian::hvp`].
    ///
    /// # Panics
    ///
    /// With [`Error::Length`](crate::Error::Length) if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[0] * x[1]);
    /// assert_eq!(f.hvp(&[1.0, 2.0], &[1.0, 1.0]), [6.0, 2.0]);
    /// ```
    fn hvp<X, V>(&self, x: &X, v: &V) -> X::Gradient
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(Mode::PRODUCT, x) {
            Hessian::new(|x| self.eval(x)).hvp(x, v)
        } else {
            Hessian::reverse(|x| self.eval(x)).hvp(x, v)
        }
    }

    /// Holds the gradients by dual numbers, by a tape and, with the feature `compiled`, by machine code
    /// against finite differences of the values, and so the Hessian of up to a dozen variables: what cuts a
    /// derivative in one of them shows. See [`check`](mod@crate::check).
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let right = function!(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);
    /// assert!(right.passed(), "{right}");
    /// let cut = function!(|x| x[0] * x[1].re().sin()).check(&[0.7, 1.9]);
    /// assert!(!cut.passed());
    /// ```
    fn check<X>(&self, x: &X) -> Agreement
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        Agreement::of(self, x)
    }

    /// Machine code for points of `n` variables, for a function that is called often. It is made at the first
    /// call, or ahead of it by [`compile_for`](CompiledFunction::compile_for).
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)).compile(2);
    /// assert_eq!(f.gradient(&[0.0, 1.0]), [-2.0, 200.0]);
    /// ```
    #[cfg(feature = "compiled")]
    fn compile(self, n: usize) -> CompiledFunction<Self>
    where
        Self: Sized,
    {
        CompiledFunction::new(self, n)
    }

    // Without the feature, a call is refused with its name: see `features`.
    #[cfg(not(feature = "compiled"))]
    #[doc(hidden)]
    fn compile(self, _: usize) -> Self
    where
        Self: Sized + crate::features::compiled::NeedsCompiled,
    {
        self
    }
}

impl<F: Function + ?Sized> Function for &F {
    #[inline]
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        (**self).eval(x)
    }
    #[inline]
    fn mode(&self) -> Mode {
        (**self).mode()
    }
}

/// The number of variables of a point.
fn variables<X>(x: &X) -> usize
where
    X: Point + ?Sized,
{
    x.dimension().value()
}
