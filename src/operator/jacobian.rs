//! The methods of [`Jacobian`]. `Y` is the container that the closure returns.

use super::Jacobian;
use super::direction::check_direction;
use super::kinds::{JacobianKind, Kind};
#[cfg(doc)]
use crate::error::Error;
use crate::output::Output;
use crate::point::{Matrix, Point};

/// Values and Jacobian.
type BothOf<X, Y, K> = (
    <Y as Output<<K as Kind>::Number>>::Vector<<K as Kind>::Scalar>,
    <X as Point>::Matrix<<Y as Output<<K as Kind>::Number>>::Rows>,
);

impl<F, K: Kind> Jacobian<F, K> {
    /// The Jacobian at `x`.
    ///
    /// An `SMatrix` if the point is of static size and the function returns an array or a static
    /// vector; an `Array2` for points of ndarray; otherwise a `DMatrix`.
    ///
    /// Cost: `⌈n/12⌉` evaluations; in reverse mode one recording and a sweep for every eight values; for a
    /// numerical Jacobian that of [`estimate`](Self::estimate),
    /// which tells what it is worth.
    ///
    /// # Panics
    ///
    /// Where the closure panics, and with [`Error::ValueCount`] if it returns vectors of different
    /// lengths at one point. An exact Jacobian also inside another derivative, if the closure mixes
    /// both levels in one number type; a numerical one if the settings list a different number of
    /// coordinates, or `x` is outside its bounds.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let j = Jacobian::new(|x| [x[0] * x[1], x[0]]).at(&[2.0, 3.0]);
    /// assert_eq!(j, nalgebra::matrix![3.0, 2.0; 1.0, 0.0]);
    /// let j = Jacobian::new(|x| vec![x[0] * x[1], x[0]]).at(&[2.0, 3.0]);
    /// assert_eq!(j, nalgebra::dmatrix![3.0, 2.0; 1.0, 0.0]);
    /// ```
    #[inline]
    pub fn at<X, Y>(&self, x: &X) -> K::Outcome<X::Matrix<Y::Rows>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        K::outcome(self.kind.jacobian(&self.f, x))
    }

    /// The values and the Jacobian at `x`, for the price of the Jacobian. The values come in the
    /// container that the function returns. Only fixed-step differences need one more evaluation
    /// for them.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let (values, j) = Jacobian::new(|x| [x[0] + x[1], x[0] * x[1]]).value_and_jacobian(&[2.0, 3.0]);
    /// assert_eq!(values, [5.0, 6.0]);
    /// assert_eq!(j[(1, 0)], 3.0);
    /// ```
    #[inline]
    pub fn value_and_jacobian<X, Y>(&self, x: &X) -> K::Outcome<BothOf<X, Y, K>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        K::outcome(self.kind.values_and_jacobian(&self.f, x))
    }

    /// Writes the Jacobian at `x` into `out`, a matrix of nalgebra, ndarray or faer, owned or a
    /// view, and returns the values. Allocates nothing but what the closure does; that of a numerical
    /// Jacobian after the first call, see [its workspace](crate::numeric::Workspace).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Shape`] if `out` is not `m × n`.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1]]);
    /// let (mut workspace, mut j) = (f.workspace(2), DMatrix::zeros(1, 2));
    /// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut j), [6.0]);
    /// assert_eq!(j, nalgebra::dmatrix![3.0, 2.0]);
    /// ```
    #[inline]
    pub fn at_into<X, Y>(
        &self,
        x: &X,
        workspace: &mut K::Workspace,
        out: &mut impl Matrix<K::Scalar>,
    ) -> K::Outcome<Y::Vector<K::Scalar>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        K::outcome(self.kind.jacobian_into(&self.f, x, workspace, out))
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1]]);
    /// let (mut workspace, mut j) = (f.workspace(2), DMatrix::zeros(1, 2));
    /// for x in [[1.0, 2.0], [3.0, 4.0]] {
    ///     f.at_into(&x, &mut workspace, &mut j);
    ///     assert_eq!(j, nalgebra::dmatrix![x[1], x[0]]);
    /// }
    /// ```
    pub fn workspace<Y>(&self, n: usize) -> K::Workspace
    where
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        self.kind.workspace(n)
    }

    /// The Jacobian times a vector, `J(x) v`, in the container that the function returns.
    ///
    /// Cost: one evaluation; for a numerical Jacobian some 13, or what the worst value needs, as
    /// [`estimate_jvp`](Self::estimate_jvp), which tells what it is worth.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0] + x[1]]);
    /// assert_eq!(f.jvp(&[2.0, 3.0], &[1.0, -1.0]), [1.0, 0.0]);
    /// ```
    #[inline]
    pub fn jvp<X, V, Y>(&self, x: &X, v: &V) -> K::Outcome<Y::Vector<K::Scalar>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        check_direction(x, v);
        K::outcome(self.kind.jvp(&self.f, x, v))
    }

    /// The values and the Jacobian times a vector, `(f(x), J(x) v)`, both in the container that the function
    /// returns.
    ///
    /// Cost: as [`jvp`](Self::jvp). A compiled Jacobian and fixed-step differences take one more evaluation
    /// for the values.
    ///
    /// # Panics
    ///
    /// As [`jvp`](Self::jvp).
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0] + x[1]]);
    /// assert_eq!(f.value_and_jvp(&[2.0, 3.0], &[1.0, -1.0]), ([6.0, 5.0], [1.0, 0.0]));
    /// ```
    #[inline]
    #[allow(clippy::type_complexity)]
    pub fn value_and_jvp<X, V, Y>(
        &self,
        x: &X,
        v: &V,
    ) -> K::Outcome<(Y::Vector<K::Scalar>, Y::Vector<K::Scalar>)>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        check_direction(x, v);
        K::outcome(self.kind.values_and_jvp(&self.f, x, v))
    }

    /// A vector times the Jacobian, `uᵀ J(x)`: the gradient of `Σ uᵢ fᵢ`, without the Jacobian, in the
    /// container of the point. Cost: that of a gradient; in reverse mode a small multiple of one
    /// evaluation, whatever the numbers of variables and of values; for a numerical Jacobian see
    /// [`estimate_vjp`](Self::estimate_vjp).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `u` is not as long as the values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::reverse(|x| [x[0] * x[1], x[0] + x[1]]);
    /// assert_eq!(f.vjp(&[2.0, 3.0], &[1.0, -1.0]), [2.0, 1.0]);
    /// ```
    #[inline]
    pub fn vjp<X, U, Y>(&self, x: &X, u: &U) -> K::Outcome<X::Gradient>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        U: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        K::outcome(self.kind.vjp(&self.f, x, u))
    }

    /// The divergence `Σ ∂fᵢ/∂xᵢ` of a vector field. Cost: `⌈n/12⌉` evaluations; for a
    /// numerical Jacobian some ten per variable, as [`estimate_divergence`](Self::estimate_divergence).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Field`] if the function does not return as many
    /// values as there are variables.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// assert_eq!(Jacobian::new(|x| [x[0] * x[1], x[1] * x[1]]).divergence(&[2.0, 3.0]), 9.0);
    /// ```
    #[inline]
    pub fn divergence<X, Y>(&self, x: &X) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        K::outcome(self.kind.divergence(&self.f, x))
    }

    /// The curl `∇ × f` of a vector field in three dimensions. Cost: one evaluation; for a numerical
    /// Jacobian that of [`estimate_curl`](Self::estimate_curl).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Field`] unless the function takes three variables
    /// and returns three values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// // A rigid rotation about the third axis.
    /// let spin = Jacobian::new(|x| [-x[1], x[0], 0.0.into()]);
    /// assert_eq!(spin.curl(&[1.0, 2.0, 3.0]), [0.0, 0.0, 2.0]);
    /// ```
    #[inline]
    pub fn curl<X, Y>(&self, x: &X) -> K::Outcome<[K::Scalar; 3]>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        Y: Output<K::Number>,
        K: JacobianKind<F, Y>,
    {
        K::outcome(self.kind.curl(&self.f, x))
    }
}
