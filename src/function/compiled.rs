//! [`CompiledFunction`]: a function with machine code for its derivatives.

use nalgebra::{DMatrix, Dim};
use std::fmt;

use super::objective::{Failure, Objective};
use super::{Function, variables};
use crate::error::Error;
use crate::exact::compiled::{Compiled, Statistics};
use crate::operator::{Gradient, GradientKind, Hessian, HessianKind};
use crate::point::Point;
use crate::scalar::Trace;

/// A [`Function`] whose derivatives are machine code: see [`Function::compile`] and
/// [`compiled`](mod@crate::exact::compiled). It is an [`Objective`], can be sent to threads and called from
/// several at once if the function can.
///
/// ```
/// use partials::function::CompiledFunction;
/// use partials::{Function, Scalar};
///
/// struct Energy;
///
/// impl Function for Energy {
///     fn eval<S: Scalar>(&self, x: &[S]) -> S {
///         x[0].cos() + 0.5 * x[1] * x[1]
///     }
/// }
///
/// struct Controller {
///     energy: CompiledFunction<Energy>,
/// }
///
/// let controller = Controller { energy: Energy.compile(2) };
/// controller.energy.compile_for(&[0.0, 0.0]).unwrap();
/// assert_eq!(controller.energy.gradient(&[0.0, 3.0]), [0.0, 3.0]);
/// ```
#[derive(Clone)]
pub struct CompiledFunction<F> {
    function: F,
    variables: usize,
    first: Compiled,
    second: Compiled,
}

impl<F> fmt::Debug for CompiledFunction<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("CompiledFunction");
        shown
            .field("variables", &self.variables)
            .finish_non_exhaustive()
    }
}

impl<F: Function> CompiledFunction<F> {
    pub(super) fn new(function: F, variables: usize) -> Self {
        Self {
            function,
            variables,
            first: Compiled::new(),
            second: Compiled::new(),
        }
    }

    /// The function itself.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[1]).compile(2);
    /// assert_eq!(f.function().gradient(&[2.0, 3.0]), f.gradient(&[2.0, 3.0]));
    /// ```
    pub fn function(&self) -> &F {
        &self.function
    }

    /// Traces and compiles gradient and Hessian ahead of the first call, on the way that the function takes at
    /// `x`.
    ///
    /// # Errors
    ///
    /// As [`Gradient::compile_for`].
    ///
    /// ```
    /// use partials::{Error, Function, function};
    ///
    /// let f = function!(|x| x[0] * x[1]).compile(2);
    /// assert_eq!(f.compile_for(&[2.0, 3.0]), Ok(()));
    /// assert_eq!(f.statistics().map(|made| made.traced), [1, 1]);
    /// let cut = function!(|x| x[0] * x[1].re()).compile(2);
    /// assert_eq!(cut.compile_for(&[2.0, 3.0]), Err(Error::NotReplayable { method: "re" }));
    /// ```
    pub fn compile_for<X>(&self, x: &X) -> Result<(), Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.check_length(x);
        let f = |x: &[Trace]| self.function.eval(x);
        Gradient {
            f,
            kind: self.first.clone(),
        }
        .compile_for(x)?;
        Hessian {
            f,
            kind: self.second.clone(),
        }
        .compile_for(x)
    }

    /// `f(x)`.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).compile(2).value(&[2.0, 3.0]), 6.0);
    /// ```
    pub fn value<X>(&self, x: &X) -> f64
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.check_length(x);
        self.function.value(x)
    }

    /// The gradient.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).compile(2).gradient(&[2.0, 3.0]), [3.0, 2.0]);
    /// ```
    pub fn gradient<X>(&self, x: &X) -> X::Gradient
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.value_and_gradient(x).1
    }

    /// The value and the gradient.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[1]).compile(2);
    /// assert_eq!(f.value_and_gradient(&[2.0, 3.0]), (6.0, [3.0, 2.0]));
    /// ```
    pub fn value_and_gradient<X>(&self, x: &X) -> (f64, X::Gradient)
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.check_length(x);
        let f = |x: &[Trace]| self.function.eval(x);
        let found = GradientKind::value_and_gradient(&self.first, &f, x);
        found.unwrap_or_else(|never| match never {})
    }

    /// The derivative along a direction.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert_eq!(function!(|x| x[0] * x[1]).compile(2).jvp(&[2.0, 3.0], &[1.0, -1.0]), 1.0);
    /// ```
    pub fn jvp<X, V>(&self, x: &X, v: &V) -> f64
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        self.check_length(x);
        Error::check_length("the direction", self.variables, v.dimension().value());
        let found = self.first.jvp(&|x: &[Trace]| self.function.eval(x), x, v);
        found.unwrap_or_else(|never| match never {})
    }

    /// The Hessian.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let h = function!(|x| x[0] * x[0] * x[1]).compile(2).hessian(&[1.0, 2.0]);
    /// assert_eq!(h, nalgebra::matrix![4.0, 2.0; 2.0, 0.0]);
    /// ```
    pub fn hessian<X>(&self, x: &X) -> X::Matrix<X::Dimension>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.value_gradient_hessian(x).2
    }

    /// The value, the gradient and the Hessian.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0].exp() * x[1]).compile(2);
    /// let (value, gradient, h) = f.value_gradient_hessian(&[0.0, 3.0]);
    /// assert_eq!((value, gradient, h[(0, 1)]), (3.0, [3.0, 1.0], 1.0));
    /// ```
    pub fn value_gradient_hessian<X>(&self, x: &X) -> (f64, X::Gradient, X::Matrix<X::Dimension>)
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.check_length(x);
        let f = |x: &[Trace]| self.function.eval(x);
        let found = self.second.value_gradient_hessian(&f, x);
        found.unwrap_or_else(|never| match never {})
    }

    /// The Hessian times a vector.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[0] * x[1]).compile(2);
    /// assert_eq!(f.hvp(&[1.0, 2.0], &[1.0, 1.0]), [6.0, 2.0]);
    /// ```
    pub fn hvp<X, V>(&self, x: &X, v: &V) -> X::Gradient
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        self.check_length(x);
        Error::check_length("the direction", self.variables, v.dimension().value());
        let found = HessianKind::hvp(&self.second, &|x: &[Trace]| self.function.eval(x), x, v);
        found.unwrap_or_else(|never| match never {})
    }

    /// What has been compiled for the gradient, and for second derivatives.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let f = function!(|x| x[0] * x[1]).compile(2);
    /// assert_eq!(f.gradient(&[2.0, 3.0]), [3.0, 2.0]);
    /// let [first, second] = f.statistics();
    /// assert_eq!((first.traced, second.traced), (1, 0));
    /// ```
    #[must_use]
    pub fn statistics(&self) -> [Statistics; 2] {
        [self.first.statistics(), self.second.statistics()]
    }

    fn check_length<X>(&self, x: &X)
    where
        X: Point + ?Sized,
    {
        Error::check_length(
            "a point of the compiled function",
            self.variables,
            variables(x),
        );
    }
}

impl<F: Function> Objective for CompiledFunction<F> {
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        Ok(self.value(x))
    }

    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        self.check_length(x);
        Error::check_length("the gradient", x.len(), gradient.len());
        let f = |x: &[Trace]| self.function.eval(x);
        let mut workspace = GradientKind::<fn(&[Trace]) -> Trace>::workspace(&self.first, x.len());
        Ok(self.first.gradient_into(&f, x, &mut workspace, gradient)?)
    }

    fn has_hessian(&self) -> bool {
        true
    }

    fn hessian_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        hessian: &mut DMatrix<f64>,
    ) -> Result<f64, Failure> {
        self.check_length(x);
        Error::check_length("the gradient", x.len(), gradient.len());
        Error::check_shape("Hessian", (x.len(), x.len()), hessian.shape());
        let f = |x: &[Trace]| self.function.eval(x);
        let mut workspace =
            HessianKind::<fn(&[Trace]) -> Trace, f64>::workspace(&self.second, x.len());
        Ok(self
            .second
            .hessian_into(&f, x, &mut workspace, gradient, hessian)?)
    }

    fn hvp_into(&self, x: &[f64], v: &[f64], product: &mut [f64]) -> Result<(), Failure> {
        Error::check_length("the product", x.len(), product.len());
        product.copy_from_slice(&self.hvp(x, v));
        Ok(())
    }
}
