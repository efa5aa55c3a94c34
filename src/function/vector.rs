//! [`VectorFunction`]: a vector-valued function for every number.

use super::{Agreement, By, Mode, variables};
use crate::operator::Jacobian;
use crate::point::Point;
use crate::scalar::Scalar;
use nalgebra::Dyn;

/// A function `ℝⁿ → ℝᵐ` for every number.
///
/// One method is written, [`eval`](Self::eval), or all of it by
/// [`vector_function!`](crate::vector_function!). Points are those of [`Point`] over `f64`; the Jacobian is an
/// `Array2` for points of ndarray, a `Mat` for those of faer, otherwise a `DMatrix`.
///
/// Every one is a [`Residuals`](super::Residuals).
///
/// ```
/// use partials::{VectorFunction, vector_function};
///
/// let f = vector_function!(|x| [x[0] * x[1], x[0].sin()]);
/// assert_eq!(f.value(&[0.0, 2.0]), [0.0, 0.0]);
/// assert_eq!(f.jacobian(&[0.0, 2.0]), nalgebra::dmatrix![2.0, 0.0; 1.0, 0.0]);
/// assert_eq!(f.jvp(&[0.0, 2.0], &[1.0, 1.0]), [2.0, 1.0]);
/// assert_eq!(f.vjp(&[0.0, 2.0], &[1.0, 1.0]), [3.0, 0.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a vector-valued function for every number",
    label = "a closure is one for a single number",
    note = "write the closure as `vector_function!(|x| [..])`",
    note = "or implement `VectorFunction` for a type of your own, with one method `eval`"
)]
pub trait VectorFunction {
    /// The values at `x`, for whatever number.
    fn eval<S: Scalar>(&self, x: &[S]) -> Vec<S>;

    /// How derivatives are taken, unless [`by`](Self::by) says something else.
    #[inline]
    fn mode(&self) -> Mode {
        Mode::Automatic
    }

    /// The same function with derivatives taken another way.
    #[inline]
    fn by(&self, mode: Mode) -> By<&Self> {
        By::new(self, mode)
    }

    /// `f(x)`.
    fn value<X>(&self, x: &X) -> Vec<f64>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        match x.contiguous() {
            Some(x) => self.eval(x),
            None => self.eval(x.buffer(|i| x.coordinate(i)).as_ref()),
        }
    }

    /// The Jacobian, `m × n`. By itself by reverse mode where that needs fewer sweeps: with more than twelve
    /// variables and at most a quarter as many values. Cost: see [`Jacobian::at`].
    fn jacobian<X>(&self, x: &X) -> X::Matrix<Dyn>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.value_and_jacobian(x).1
    }

    /// The values and the Jacobian. In [`Mode::Automatic`] the shape of the function has to be known first,
    /// where there are more than twelve variables: that is one more evaluation.
    fn value_and_jacobian<X>(&self, x: &X) -> (Vec<f64>, X::Matrix<Dyn>)
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let is_forward = match self.mode() {
            Mode::Automatic => {
                variables(x) <= Mode::GRADIENT || 4 * self.value(x).len() > variables(x)
            }
            mode => mode == Mode::Forward,
        };
        if is_forward {
            Jacobian::new(|x| self.eval(x)).value_and_jacobian(x)
        } else {
            Jacobian::reverse(|x| self.eval(x)).value_and_jacobian(x)
        }
    }

    /// The derivatives along a direction, `J(x) v`. Cost: one evaluation on dual numbers.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`](crate::Error::Length) if `v` is not as long as `x`.
    fn jvp<X, V>(&self, x: &X, v: &V) -> Vec<f64>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(usize::MAX, x) {
            Jacobian::new(|x| self.eval(x)).jvp(x, v)
        } else {
            Jacobian::reverse(|x| self.eval(x)).jvp(x, v)
        }
    }

    /// The gradient of `Σ uᵢ fᵢ`, which is `Jᵀ(x) u`. Cost: that of a gradient.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`](crate::Error::Length) if `u` is not as long as the values.
    fn vjp<X, U>(&self, x: &X, u: &U) -> X::Gradient
    where
        X: Point<Scalar = f64> + ?Sized,
        U: Point<Scalar = f64> + ?Sized,
    {
        if self.mode().is_forward(Mode::GRADIENT, x) {
            Jacobian::new(|x| self.eval(x)).vjp(x, u)
        } else {
            Jacobian::reverse(|x| self.eval(x)).vjp(x, u)
        }
    }

    /// Holds the Jacobians by dual numbers, by a tape and, with the feature `compiled`, by machine code against
    /// finite differences of the values.
    fn check<X>(&self, x: &X) -> Agreement
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        Agreement::of_vector(self, x)
    }
}

impl<F: VectorFunction + ?Sized> VectorFunction for &F {
    #[inline]
    fn eval<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        (**self).eval(x)
    }
    #[inline]
    fn mode(&self) -> Mode {
        (**self).mode()
    }
}
