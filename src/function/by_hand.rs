//! [`ByHand`]: closures of who has derived the derivatives.

use nalgebra::DMatrix;
use std::fmt;

use super::objective::{Failure, Objective};
use super::operators::times;
use super::residuals::Residuals;
use crate::error::Error;

/// A function with derivatives written by hand, as an [`Objective`] or as [`Residuals`], so that an optimiser
/// that has been tried with exact or numerical ones can be given it, and it can be checked against them.
///
/// ```
/// use partials::function::{ByHand, Objective};
/// use partials::Gradient;
///
/// let f = |x: &[f64]| x[0] * x[1].sin();
/// let gradient = |x: &[f64], g: &mut [f64]| {
///     g[0] = x[1].sin();
///     g[1] = x[0] * x[1].cos();
/// };
/// let objective = ByHand::new(f, gradient);
/// let mut g = [0.0; 2];
/// assert_eq!(objective.gradient_into(&[2.0, 0.0], &mut g).unwrap(), 0.0);
/// assert_eq!(g, [0.0, 2.0]);
/// assert!(Gradient::numeric(f).check_against(objective.gradient(), &[0.7, 1.9]).passed());
/// ```
#[derive(Clone, Copy)]
pub struct ByHand<F, G, H = ()> {
    value: F,
    derivative: G,
    second: H,
}

impl<F, G, H> fmt::Debug for ByHand<F, G, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByHand")
    }
}

impl<F, G> ByHand<F, G> {
    /// A function, and its gradient, which the closure writes into its second argument. Components that it
    /// forgets are NaN.
    ///
    /// ```
    /// use partials::function::{ByHand, Objective};
    ///
    /// let f = ByHand::new(|x| x[0] * x[0] + x[1], |x, g| g[0] = 2.0 * x[0]); // forgets g[1]
    /// let mut g = [0.0; 2];
    /// assert_eq!(f.gradient_into(&[3.0, 1.0], &mut g).unwrap(), 10.0);
    /// assert!(g[0] == 6.0 && g[1].is_nan());
    /// ```
    pub fn new(value: F, gradient: G) -> Self
    where
        F: Fn(&[f64]) -> f64,
        G: Fn(&[f64], &mut [f64]),
    {
        Self {
            value,
            derivative: gradient,
            second: (),
        }
    }

    /// Residuals, and their Jacobian, which the closure writes into its second argument, `m × n`. Entries that
    /// it forgets are NaN.
    ///
    /// ```
    /// use partials::function::{ByHand, Residuals};
    ///
    /// let f = ByHand::residuals(
    ///     |x| vec![x[0] - 1.0, x[0] * x[1]],
    ///     |x, j| j.copy_from(&nalgebra::matrix![1.0, 0.0; x[1], x[0]]),
    /// );
    /// let (values, j) = f.residuals_and_jacobian(&[2.0, 3.0]).unwrap();
    /// assert_eq!((values, j), (vec![1.0, 6.0], nalgebra::dmatrix![1.0, 0.0; 3.0, 2.0]));
    /// ```
    pub fn residuals(values: F, jacobian: G) -> Self
    where
        F: Fn(&[f64]) -> Vec<f64>,
        G: Fn(&[f64], &mut DMatrix<f64>),
    {
        Self {
            value: values,
            derivative: jacobian,
            second: (),
        }
    }

    /// With the Hessian, which the closure writes.
    ///
    /// ```
    /// use partials::function::{ByHand, Objective};
    ///
    /// let f = ByHand::new(|x| x[0] * x[0], |x, g| g[0] = 2.0 * x[0]);
    /// assert!(!f.has_hessian());
    /// let f = f.with_hessian(|_, h| h[(0, 0)] = 2.0);
    /// let mut product = [0.0];
    /// f.hvp_into(&[1.0], &[3.0], &mut product).unwrap();
    /// assert_eq!(product, [6.0]);
    /// ```
    #[must_use]
    pub fn with_hessian<H>(self, hessian: H) -> ByHand<F, G, H>
    where
        H: Fn(&[f64], &mut DMatrix<f64>),
    {
        ByHand {
            value: self.value,
            derivative: self.derivative,
            second: hessian,
        }
    }
}

impl<F, G, H> ByHand<F, G, H>
where
    G: Fn(&[f64], &mut [f64]),
{
    /// The gradient as a closure, to be [checked](mod@crate::check).
    ///
    /// ```
    /// use partials::Gradient;
    /// use partials::function::ByHand;
    ///
    /// let f = |x: &[f64]| x[0] * x[1];
    /// let wrong = ByHand::new(f, |x, g| g.copy_from_slice(x)); // should be x[1], x[0]
    /// assert_eq!(wrong.gradient()(&[2.0, 3.0]), [2.0, 3.0]);
    /// assert!(!Gradient::numeric(f).check_against(wrong.gradient(), &[2.0, 3.0]).passed());
    /// ```
    pub fn gradient(&self) -> impl Fn(&[f64]) -> Vec<f64> + '_ {
        |x| {
            // What is not written is not known.
            let mut gradient = vec![f64::NAN; x.len()];
            (self.derivative)(x, &mut gradient);
            gradient
        }
    }
}

/// Second derivatives written by hand, or none.
trait Second {
    const IS_THERE: bool;
    fn write(&self, x: &[f64], hessian: &mut DMatrix<f64>) -> Result<(), Failure>;
}

impl Second for () {
    const IS_THERE: bool = false;
    fn write(&self, _: &[f64], _: &mut DMatrix<f64>) -> Result<(), Failure> {
        Err(Error::NotProvided { what: "Hessian" }.into())
    }
}

impl<H: Fn(&[f64], &mut DMatrix<f64>)> Second for H {
    const IS_THERE: bool = true;
    fn write(&self, x: &[f64], hessian: &mut DMatrix<f64>) -> Result<(), Failure> {
        Error::check_shape("Hessian", (x.len(), x.len()), hessian.shape());
        hessian.fill(f64::NAN);
        self(x, hessian);
        Ok(())
    }
}

#[allow(private_bounds)]
impl<F, G, H: Second> Objective for ByHand<F, G, H>
where
    F: Fn(&[f64]) -> f64,
    G: Fn(&[f64], &mut [f64]),
{
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        Ok((self.value)(x))
    }

    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        Error::check_length("the gradient", x.len(), gradient.len());
        gradient.fill(f64::NAN);
        (self.derivative)(x, gradient);
        self.evaluate(x)
    }

    fn has_hessian(&self) -> bool {
        H::IS_THERE
    }

    fn hessian_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        hessian: &mut DMatrix<f64>,
    ) -> Result<f64, Failure> {
        self.second.write(x, hessian)?;
        self.gradient_into(x, gradient)
    }

    fn hvp_into(&self, x: &[f64], v: &[f64], product: &mut [f64]) -> Result<(), Failure> {
        Error::check_length("the direction", x.len(), v.len());
        Error::check_length("the product", x.len(), product.len());
        let mut hessian = DMatrix::zeros(x.len(), x.len());
        self.second.write(x, &mut hessian)?;
        times(&hessian, v, product);
        Ok(())
    }
}

impl<F, G> Residuals for ByHand<F, G>
where
    F: Fn(&[f64]) -> Vec<f64>,
    G: Fn(&[f64], &mut DMatrix<f64>),
{
    fn residuals(&self, x: &[f64]) -> Result<Vec<f64>, Failure> {
        Ok((self.value)(x))
    }

    fn jacobian_into(&self, x: &[f64], jacobian: &mut DMatrix<f64>) -> Result<Vec<f64>, Failure> {
        let values = (self.value)(x);
        Error::check_shape("Jacobian", (values.len(), x.len()), jacobian.shape());
        jacobian.fill(f64::NAN);
        (self.derivative)(x, jacobian);
        Ok(values)
    }

    fn residuals_and_jacobian(&self, x: &[f64]) -> Result<(Vec<f64>, DMatrix<f64>), Failure> {
        let values = (self.value)(x);
        let mut jacobian = DMatrix::repeat(values.len(), x.len(), f64::NAN);
        (self.derivative)(x, &mut jacobian);
        Ok((values, jacobian))
    }
}
