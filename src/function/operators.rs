//! Operators as what optimisers take: gradients and Hessians of every kind are an [`Objective`], a Jacobian
//! of every kind is a [`Residuals`].

use std::fmt;
use std::marker::PhantomData;

use nalgebra::DMatrix;

use super::objective::{Failure, Objective};
use super::residuals::Residuals;
use crate::error::Error;
use crate::numeric::{Evaluate, Numeric};
use crate::operator::{
    Gradient, GradientKind, Hessian, HessianKind, IsExact, Jacobian, JacobianKind, Kind, Progress,
    Returns,
};
use crate::output::{Output, listed};

impl<F, K> Objective for Gradient<F, K>
where
    K: GradientKind<F, Scalar = f64>,
    K::Error: Into<Failure>,
{
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        self.kind.value(&self.f, x).map_err(Into::into)
    }

    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        slopes(&self.kind, &self.f, x, gradient)
    }

    fn gradient_and_error_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        error: &mut [f64],
    ) -> Result<f64, Failure> {
        slopes_and_errors(&self.kind, &self.f, x, gradient, error)
    }
}

/// The value, with the gradient written.
fn slopes<F, K>(kind: &K, f: &F, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure>
where
    K: GradientKind<F, Scalar = f64>,
    K::Error: Into<Failure>,
{
    Error::check_length("the gradient", x.len(), gradient.len());
    let found = kind.gradient_into(f, x, &mut kind.workspace(x.len()), gradient);
    found.map_err(Into::into)
}

/// The value, with the gradient and what is known of its errors written.
fn slopes_and_errors<F, K>(
    kind: &K,
    f: &F,
    x: &[f64],
    gradient: &mut [f64],
    error: &mut [f64],
) -> Result<f64, Failure>
where
    K: GradientKind<F, Scalar = f64>,
    K::Error: Into<Failure>,
{
    Error::check_length("the gradient", x.len(), gradient.len());
    Error::check_length("the error", x.len(), error.len());
    let found = kind.gradient_and_error_into(f, x, gradient, error);
    found.map_err(Into::into)
}

/// Writes the product of a matrix with a vector.
pub(super) fn times(matrix: &DMatrix<f64>, v: &[f64], product: &mut [f64]) {
    for (row, product) in matrix.row_iter().zip(product) {
        *product = row.iter().zip(v).map(|(h, v)| h * v).sum();
    }
}

impl<F, K> Objective for Hessian<F, K>
where
    K: HessianKind<F, f64, Scalar = f64, Value = f64> + IsExact,
    K::Error: Into<Failure>,
{
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        self.kind.value(&self.f, x).map_err(Into::into)
    }

    /// That of [`Hessian::value_and_gradient`].
    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        Error::check_length("the gradient", x.len(), gradient.len());
        let found = self.kind.value_and_gradient(&self.f, x);
        let (value, slopes) = found.map_err(Into::into)?;
        gradient.copy_from_slice(&slopes);
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
        let mut workspace = self.kind.workspace(x.len());
        let found = self
            .kind
            .hessian_into(&self.f, x, &mut workspace, gradient, hessian);
        found.map_err(Into::into)
    }

    fn hvp_into(&self, x: &[f64], v: &[f64], product: &mut [f64]) -> Result<(), Failure> {
        Error::check_length("the direction", x.len(), v.len());
        Error::check_length("the product", x.len(), product.len());
        let found = self.kind.hvp(&self.f, x, v).map_err(Into::into)?;
        product.copy_from_slice(&found);
        Ok(())
    }
}

/// The gradient is that of [`Gradient::numeric`] with the same settings.
impl<F, W, R: Returns, H: Fn(Progress)> Objective for Hessian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
    R::Error: Into<Failure>,
{
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        GradientKind::value(&self.kind, &self.f, x).map_err(Into::into)
    }

    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        slopes(&self.kind, &self.f, x, gradient)
    }

    fn gradient_and_error_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        error: &mut [f64],
    ) -> Result<f64, Failure> {
        slopes_and_errors(&self.kind, &self.f, x, gradient, error)
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
        let mut workspace = HessianKind::<F, f64>::workspace(&self.kind, x.len());
        let found = R::result(self.at_into(x, &mut workspace, gradient, hessian));
        found.map_err(Into::into)
    }

    fn hvp_into(&self, x: &[f64], v: &[f64], product: &mut [f64]) -> Result<(), Failure> {
        Error::check_length("the direction", x.len(), v.len());
        Error::check_length("the product", x.len(), product.len());
        product.copy_from_slice(&R::result(self.hvp(x, v)).map_err(Into::into)?);
        Ok(())
    }
}

/// A [`Jacobian`] as what a least-squares solver takes; see [`Jacobian::residuals`].
///
/// ```
/// use partials::Jacobian;
/// use partials::function::{ByJacobian, Residuals};
///
/// let f: ByJacobian<_, _, [f64; 2]> = Jacobian::numeric(|x| [x[0] - 1.0, x[0] * x[1]]).residuals();
/// assert_eq!(f.residuals(&[2.0, 3.0]).unwrap(), [1.0, 6.0]);
/// ```
pub struct ByJacobian<F, K, Y> {
    operator: Jacobian<F, K>,
    container: PhantomData<fn() -> Y>,
}

impl<F, K: fmt::Debug, Y> fmt::Debug for ByJacobian<F, K, Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ByJacobian").field(&self.operator).finish()
    }
}

impl<F, K: Kind<Scalar = f64>> Jacobian<F, K> {
    /// As [`Residuals`], for a least-squares solver that is handed one. `Y` is the container that the closure
    /// returns.
    ///
    /// ```
    /// use partials::Jacobian;
    /// use partials::function::Residuals;
    ///
    /// let f: Box<dyn Residuals> = Box::new(Jacobian::new(|x| [x[0] - 1.0, x[0] * x[1]]).residuals());
    /// let (values, j) = f.residuals_and_jacobian(&[2.0, 3.0]).unwrap();
    /// assert_eq!((values, j), (vec![1.0, 6.0], nalgebra::dmatrix![1.0, 0.0; 3.0, 2.0]));
    /// ```
    pub fn residuals<Y>(self) -> ByJacobian<F, K, Y>
    where
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        ByJacobian {
            operator: self,
            container: PhantomData,
        }
    }
}

impl<F, K, Y> Residuals for ByJacobian<F, K, Y>
where
    Y: Output<K::Number>,
    K: JacobianKind<F, Y, Scalar = f64>,
    K::Error: Into<Failure>,
{
    fn residuals(&self, x: &[f64]) -> Result<Vec<f64>, Failure> {
        let Jacobian { f, kind } = &self.operator;
        let values = kind.values(f, x).map_err(Into::into)?;
        Ok(listed(&values))
    }

    fn jacobian_into(&self, x: &[f64], jacobian: &mut DMatrix<f64>) -> Result<Vec<f64>, Failure> {
        let Jacobian { f, kind } = &self.operator;
        let mut workspace = kind.workspace(x.len());
        let values = kind.jacobian_into(f, x, &mut workspace, jacobian);
        Ok(listed(&values.map_err(Into::into)?))
    }

    fn residuals_and_jacobian(&self, x: &[f64]) -> Result<(Vec<f64>, DMatrix<f64>), Failure> {
        let Jacobian { f, kind } = &self.operator;
        let (values, jacobian) = kind.values_and_jacobian(f, x).map_err(Into::into)?;
        Ok((listed(&values), jacobian))
    }
}
