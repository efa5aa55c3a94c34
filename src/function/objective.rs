//! [`Objective`]: what an optimiser takes.

use std::error::Error as StdError;

use nalgebra::DMatrix;

use super::Function;
use crate::error::Error;

/// What an evaluation can fail with.
///
/// ```
/// use partials::Gradient;
/// use partials::function::{Failure, Objective};
///
/// let f = Gradient::try_new(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
/// let failure: Failure = f.evaluate(&[-1.0]).unwrap_err();
/// assert_eq!(failure.to_string(), "no logarithm");
/// ```
pub type Failure = Box<dyn StdError + Send + Sync>;

/// A function `ℝⁿ → ℝ` with its derivatives, as an optimiser takes it: object-safe, gradients and
/// products written into slices, and Hessians into a `DMatrix`.
///
/// It is implemented by every [`Gradient`](crate::Gradient) and [`Hessian`](crate::Hessian) of whatever kind,
/// exact, reverse, compiled and numerical, by every [`Function`], and by
/// [`ByHand`](super::ByHand), the pair of closures of who has derived the gradient. So an optimiser can be
/// tried with each of them:
///
/// ```
/// use partials::function::{ByHand, Objective};
/// use partials::{Gradient, Hessian, function};
///
/// /// Steepest descent.
/// fn minimise(f: &dyn Objective, mut x: Vec<f64>) -> Vec<f64> {
///     let mut gradient = vec![0.0; x.len()];
///     for _ in 0..100 {
///         f.gradient_into(&x, &mut gradient).unwrap();
///         x.iter_mut().zip(&gradient).for_each(|(x, g)| *x -= 0.1 * g);
///     }
///     x
/// }
///
/// let all: Vec<Box<dyn Objective>> = vec![
///     Box::new(function!(|x| (x[0] - 1.0).powi(2) + (x[1] + 2.0).powi(2))),
///     Box::new(Gradient::reverse(|x| (x[0] - 1.0).powi(2) + (x[1] + 2.0).powi(2))),
///     Box::new(Hessian::new(|x| (x[0] - 1.0).powi(2) + (x[1] + 2.0).powi(2))),
///     Box::new(Gradient::numeric(|x| (x[0] - 1.0).powi(2) + (x[1] + 2.0).powi(2))),
///     Box::new(ByHand::new(
///         |x| (x[0] - 1.0).powi(2) + (x[1] + 2.0).powi(2),
///         |x, g| {
///             g[0] = 2.0 * (x[0] - 1.0);
///             g[1] = 2.0 * (x[1] + 2.0);
///         },
///     )),
/// ];
/// for f in &all {
///     let x = minimise(&**f, vec![0.0, 0.0]);
///     assert!((x[0] - 1.0).abs() < 1e-8 && (x[1] + 2.0).abs() < 1e-8);
/// }
/// ```
///
/// # Errors
///
/// The methods fail where the closure does, and with [`Error::NotProvided`] where there is no such derivative.
pub trait Objective {
    /// `f(x)`.
    ///
    /// ```
    /// use partials::{Gradient, Objective};
    ///
    /// let f: &dyn Objective = &Gradient::new(|x| x[0] * x[1]);
    /// assert_eq!(f.evaluate(&[2.0, 3.0]).unwrap(), 6.0);
    /// ```
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure>;

    /// Writes the gradient and returns the value.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`] if `gradient` is not as long as `x`.
    ///
    /// ```
    /// use partials::{Gradient, Objective};
    ///
    /// let f: &dyn Objective = &Gradient::new(|x| x[0] * x[1]);
    /// let mut gradient = [0.0; 2];
    /// assert_eq!(f.gradient_into(&[2.0, 3.0], &mut gradient).unwrap(), 6.0);
    /// assert_eq!(gradient, [3.0, 2.0]);
    /// ```
    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure>;

    /// As [`gradient_into`](Self::gradient_into), with a bound on the error of every component: that of finite
    /// differences, or zero, where the gradient is exact but for rounding.
    ///
    /// ```
    /// use partials::{Gradient, Objective};
    ///
    /// let f = Gradient::numeric(|x| x[0].exp() * x[1]);
    /// let (mut gradient, mut error) = ([0.0; 2], [0.0; 2]);
    /// assert_eq!(f.gradient_and_error_into(&[0.0, 3.0], &mut gradient, &mut error).unwrap(), 3.0);
    /// assert!((gradient[0] - 3.0).abs() <= error[0] && error[0] > 0.0 && error[0] < 1e-11);
    /// ```
    fn gradient_and_error_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        error: &mut [f64],
    ) -> Result<f64, Failure> {
        Error::check_length("the error", x.len(), error.len());
        error.fill(0.0);
        self.gradient_into(x, gradient)
    }

    /// Whether there are second derivatives.
    ///
    /// ```
    /// use partials::{Gradient, Objective, function};
    ///
    /// assert!(function!(|x| x[0] * x[1]).has_hessian());
    /// assert!(!Gradient::new(|x| x[0] * x[1]).has_hessian());
    /// ```
    fn has_hessian(&self) -> bool {
        false
    }

    /// Writes the gradient and the Hessian, `n × n`, and returns the value.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`] or [`Error::Shape`] if there is not as much room as needed.
    ///
    /// ```
    /// use partials::{Objective, function};
    ///
    /// let f = function!(|x| x[0] * x[0] * x[1]);
    /// let (mut gradient, mut h) = ([0.0; 2], nalgebra::DMatrix::zeros(2, 2));
    /// assert_eq!(f.hessian_into(&[1.0, 2.0], &mut gradient, &mut h).unwrap(), 2.0);
    /// assert_eq!((gradient, h), ([4.0, 1.0], nalgebra::dmatrix![4.0, 2.0; 2.0, 0.0]));
    /// ```
    fn hessian_into(
        &self,
        _x: &[f64],
        _gradient: &mut [f64],
        _hessian: &mut DMatrix<f64>,
    ) -> Result<f64, Failure> {
        Err(Error::NotProvided { what: "Hessian" }.into())
    }

    /// Writes the product of the Hessian with a direction, `H(x) v`.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`] if `v` or `product` is not as long as `x`.
    ///
    /// ```
    /// use partials::{Gradient, Objective, function};
    ///
    /// let mut product = [0.0; 2];
    /// let f = function!(|x| x[0] * x[0] * x[1]);
    /// f.hvp_into(&[1.0, 2.0], &[1.0, 1.0], &mut product).unwrap();
    /// assert_eq!(product, [6.0, 2.0]);
    /// let first = Gradient::new(|x| x[0] * x[1]);
    /// assert!(first.hvp_into(&[1.0, 2.0], &[1.0, 1.0], &mut product).is_err()); // no second derivatives
    /// ```
    fn hvp_into(&self, _x: &[f64], _v: &[f64], _product: &mut [f64]) -> Result<(), Failure> {
        Err(Error::NotProvided { what: "Hessian" }.into())
    }
}

impl<F: Function> Objective for F {
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        Ok(self.eval(x))
    }

    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        Error::check_length("the gradient", x.len(), gradient.len());
        let (value, found) = self.value_and_gradient(x);
        gradient.copy_from_slice(&found);
        Ok(value)
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
        Error::check_length("the gradient", x.len(), gradient.len());
        Error::check_shape("Hessian", (x.len(), x.len()), hessian.shape());
        let (value, slopes, found) = self.value_gradient_hessian(x);
        gradient.copy_from_slice(&slopes);
        hessian.copy_from(&found);
        Ok(value)
    }

    fn hvp_into(&self, x: &[f64], v: &[f64], product: &mut [f64]) -> Result<(), Failure> {
        Error::check_length("the product", x.len(), product.len());
        product.copy_from_slice(&self.hvp(x, v));
        Ok(())
    }
}
