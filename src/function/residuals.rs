//! [`Residuals`]: what a least-squares solver takes.

use nalgebra::DMatrix;

use super::VectorFunction;
use super::objective::Failure;
use crate::error::Error;

/// A function `ℝⁿ → ℝᵐ` with its Jacobian, as a least-squares solver takes it: object-safe.
///
/// It is implemented by every [`VectorFunction`], by a [`Jacobian`](crate::Jacobian) of whatever kind through
/// [`residuals`](crate::Jacobian::residuals), and by [`ByHand`](super::ByHand). A solver takes these methods; who
/// calls a function at hand takes [`value_and_jacobian`](VectorFunction::value_and_jacobian), at a point of any
/// container and without a `Result`.
///
/// ```
/// use nalgebra::{DMatrix, DVector};
/// use partials::function::Residuals;
/// use partials::{Jacobian, vector_function};
///
/// /// Gauss and Newton.
/// fn fit(f: &dyn Residuals, x: &[f64]) -> DVector<f64> {
///     let mut x = DVector::from_column_slice(x);
///     for _ in 0..20 {
///         let (r, j) = f.residuals_and_jacobian(x.as_slice()).unwrap();
///         x -= j.svd(true, true).solve(&DVector::from_vec(r), 1e-12).unwrap();
///     }
///     x
/// }
///
/// let t = [0.0, 1.0, 2.0];
/// let y = t.map(|t: f64| 3.0 * (-0.5 * t).exp());
/// let by_text = vector_function!(|x| [0, 1, 2].map(|i| x[0] * (-x[1] * t[i]).exp() - y[i]));
/// let by_numbers = Jacobian::numeric(|x| [0, 1, 2].map(|i| x[0] * (-x[1] * t[i]).exp() - y[i]));
/// let all: [&dyn Residuals; 2] = [&by_text, &by_numbers.residuals()];
/// for f in all {
///     let x = fit(f, &[1.0, 1.0]);
///     assert!((x[0] - 3.0).abs() < 1e-9 && (x[1] - 0.5).abs() < 1e-9);
/// }
/// ```
pub trait Residuals {
    /// The values.
    ///
    /// # Errors
    ///
    /// Where the closure fails.
    ///
    /// ```
    /// use partials::function::Residuals;
    /// use partials::vector_function;
    ///
    /// let f: &dyn Residuals = &vector_function!(|x| [x[0] - 1.0, x[0] * x[1]]);
    /// assert_eq!(f.residuals(&[2.0, 3.0]).unwrap(), [1.0, 6.0]);
    /// ```
    fn residuals(&self, x: &[f64]) -> Result<Vec<f64>, Failure>;

    /// The values, and the Jacobian written into a matrix `m × n`.
    ///
    /// # Errors
    ///
    /// Where the closure fails.
    ///
    /// # Panics
    ///
    /// With [`Error::Shape`] if the matrix has another shape.
    ///
    /// ```
    /// use partials::function::Residuals;
    /// use partials::vector_function;
    ///
    /// let f: &dyn Residuals = &vector_function!(|x| [x[0] - 1.0, x[0] * x[1]]);
    /// let mut j = nalgebra::DMatrix::zeros(2, 2);
    /// assert_eq!(f.jacobian_into(&[2.0, 3.0], &mut j).unwrap(), [1.0, 6.0]);
    /// assert_eq!(j, nalgebra::dmatrix![1.0, 0.0; 3.0, 2.0]);
    /// ```
    fn jacobian_into(&self, x: &[f64], jacobian: &mut DMatrix<f64>) -> Result<Vec<f64>, Failure>;

    /// The values and the Jacobian.
    ///
    /// # Errors
    ///
    /// Where the closure fails.
    ///
    /// ```
    /// use partials::function::Residuals;
    /// use partials::vector_function;
    ///
    /// let f: &dyn Residuals = &vector_function!(|x| [x[0] - 1.0, x[0] * x[1]]);
    /// let (values, j) = f.residuals_and_jacobian(&[2.0, 3.0]).unwrap();
    /// assert_eq!((values, j), (vec![1.0, 6.0], nalgebra::dmatrix![1.0, 0.0; 3.0, 2.0]));
    /// ```
    fn residuals_and_jacobian(&self, x: &[f64]) -> Result<(Vec<f64>, DMatrix<f64>), Failure>;
}

impl<F: VectorFunction> Residuals for F {
    fn residuals(&self, x: &[f64]) -> Result<Vec<f64>, Failure> {
        Ok(self.eval(x))
    }

    fn jacobian_into(&self, x: &[f64], jacobian: &mut DMatrix<f64>) -> Result<Vec<f64>, Failure> {
        let (values, found) = self.value_and_jacobian(x);
        Error::check_shape("Jacobian", found.shape(), jacobian.shape());
        jacobian.copy_from(&found);
        Ok(values)
    }

    fn residuals_and_jacobian(&self, x: &[f64]) -> Result<(Vec<f64>, DMatrix<f64>), Failure> {
        Ok(self.value_and_jacobian(x))
    }
}
