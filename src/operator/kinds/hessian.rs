//! What a kind does for a [`Hessian`].

use nalgebra::Dim;

use super::Kind;
#[cfg(doc)]
use crate::operator::Hessian;
use crate::point::{Matrix, Point};
use crate::scalar::Real;

/// What a kind does for a [`Hessian`], of a closure that returns `Y`: a number, or the gradient.
///
/// ```
/// use partials::Hessian;
/// use partials::operator::HessianKind;
///
/// /// The curvature along the first variable, of operators of any kind.
/// fn curvature<F, K, Y>(f: &Hessian<F, K>, x: &[f64; 2]) -> K::Outcome<f64>
/// where
///     K: HessianKind<F, Y, Scalar = f64>,
/// {
///     K::outcome(K::result(f.at(x)).map(|h| h[(0, 0)]))
/// }
/// assert_eq!(curvature(&Hessian::new(|x| x[0] * x[0] * x[1]), &[1.0, 2.0]), 4.0);
/// let numerical = curvature(&Hessian::numeric(|x| x[0] * x[0] * x[1]), &[1.0, 2.0]);
/// assert!((numerical - 4.0).abs() < 1e-9);
/// ```
pub trait HessianKind<F, Y>: Kind {
    /// The memory it needs.
    type Workspace;

    /// What comes with the derivatives: the value, or nothing if the closure returns the gradient and the
    /// function is not known.
    type Value;

    /// The memory for points of `n` variables.
    fn workspace(&self, n: usize) -> Self::Workspace;

    /// `f(x)`, as far as it is known.
    fn value(&self, f: &F, x: &[Self::Scalar]) -> Result<Self::Value, Self::Error>;

    /// Writes gradient and Hessian, of the point's lengths, and returns the value.
    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        gradient: &mut [Self::Scalar],
        hessian: &mut impl Matrix<Self::Scalar>,
    ) -> Result<Self::Value, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;

    /// The value, the gradient and the Hessian. Without anything better, in a workspace of its own.
    #[allow(clippy::type_complexity)]
    fn value_gradient_hessian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Self::Value, X::Gradient, X::Matrix<X::Dimension>), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
    {
        let mut workspace = self.workspace(x.dimension().value());
        let mut gradient = x.repeat(Self::Scalar::of(0.0));
        let mut hessian = x.zeros(x.dimension());
        let out = gradient.as_mut();
        let value = self.hessian_into(f, x, &mut workspace, out, &mut hessian)?;
        Ok((value, x.gathered(gradient), hessian))
    }

    /// The value and the Hessian, where they may be had for less without the gradient.
    #[allow(clippy::type_complexity)]
    #[inline]
    fn value_and_hessian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Self::Value, X::Matrix<X::Dimension>), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
    {
        self.value_gradient_hessian(f, x)
            .map(|(value, _, hessian)| (value, hessian))
    }

    /// The value and the gradient, without the Hessian.
    fn value_and_gradient<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Self::Value, X::Gradient), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;

    /// `H(x) v`, where `v` is as long as `x`.
    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
        V: Point<Scalar = Self::Scalar> + ?Sized;

    /// The sum of the Hessian's diagonal.
    fn laplacian<X>(&self, f: &F, x: &X) -> Result<Self::Scalar, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;
}
