//! What a kind does for a [`Jacobian`].

use super::Kind;
#[cfg(doc)]
use crate::operator::Jacobian;
use crate::output::Output;
use crate::point::{Matrix, Point};

/// What a kind does for a [`Jacobian`], of a closure that returns the container `Y`.
///
/// ```
/// use partials::Jacobian;
/// use partials::operator::JacobianKind;
/// use partials::output::Output;
///
/// /// By how much areas grow, with derivatives of any kind.
/// fn growth<F, K, Y>(map: &Jacobian<F, K>, x: &[f64; 2]) -> K::Outcome<f64>
/// where
///     Y: Output<K::Number>,
///     K: JacobianKind<F, Y, Scalar = f64>,
/// {
///     let matrix = K::result(map.at(x));
///     K::outcome(matrix.map(|j| j[(0, 0)] * j[(1, 1)] - j[(0, 1)] * j[(1, 0)]))
/// }
/// assert_eq!(growth(&Jacobian::new(|x| [2.0 * x[0], x[0] * x[1]]), &[3.0, 1.0]), 6.0);
/// assert_eq!(growth(&Jacobian::numeric(|x| [2.0 * x[0], x[0] * x[1]]), &[3.0, 1.0]), 6.0);
/// ```
pub trait JacobianKind<F, Y: Output<Self::Number>>: Kind {
    /// The memory it needs.
    type Workspace;

    /// The memory for points of `n` variables.
    fn workspace(&self, n: usize) -> Self::Workspace;

    /// `f(x)`.
    fn values(&self, f: &F, x: &[Self::Scalar]) -> Result<Y::Vector<Self::Scalar>, Self::Error>;

    /// The values and the Jacobian.
    #[allow(clippy::type_complexity)]
    fn values_and_jacobian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Y::Vector<Self::Scalar>, X::Matrix<Y::Rows>), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;

    /// The Jacobian, where it may be had for less without the values.
    #[inline]
    fn jacobian<X>(&self, f: &F, x: &X) -> Result<X::Matrix<Y::Rows>, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
    {
        self.values_and_jacobian(f, x).map(|(_, jacobian)| jacobian)
    }

    /// The derivatives of `f(x + t v)` by `t` at 0, where `v` is as long as `x`.
    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Y::Vector<Self::Scalar>, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
        V: Point<Scalar = Self::Scalar> + ?Sized;

    /// The values and those derivatives. Without anything better, by an evaluation for the values.
    #[allow(clippy::type_complexity)]
    fn values_and_jvp<X, V>(
        &self,
        f: &F,
        x: &X,
        v: &V,
    ) -> Result<(Y::Vector<Self::Scalar>, Y::Vector<Self::Scalar>), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
        V: Point<Scalar = Self::Scalar> + ?Sized,
    {
        let at = x.buffer(|i| x.coordinate(i));
        Ok((self.values(f, at.as_ref())?, self.jvp(f, x, v)?))
    }

    /// The gradient of `Σ uᵢ fᵢ`. That `u` is as long as the values is the kind's to check.
    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
        U: Point<Scalar = Self::Scalar> + ?Sized;

    /// The sum of the diagonal. That the matrix is square is the kind's to check.
    fn divergence<X>(&self, f: &F, x: &X) -> Result<Self::Scalar, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;

    /// The curl. That there are three variables and values is the kind's to check.
    fn curl<X>(&self, f: &F, x: &X) -> Result<[Self::Scalar; 3], Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;

    /// Writes the Jacobian into `out`, whose shape is the kind's to check, and returns the values.
    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        out: &mut impl Matrix<Self::Scalar>,
    ) -> Result<Y::Vector<Self::Scalar>, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;
}
