//! The methods of [`Hessian`].

use nalgebra::Dim;

use super::Hessian;
use super::direction::check_direction;
use super::kinds::{HessianKind, Kind};
use crate::error::Error;
use crate::point::{Matrix, Point};

/// The matrix of `Hessian::at`.
type HessianOf<X> = <X as Point>::Matrix<<X as Point>::Dimension>;

/// Value, gradient and Hessian.
type AllOf<X> = (<X as Point>::Scalar, <X as Point>::Gradient, HessianOf<X>);

impl<F, K: Kind> Hessian<F, K> {
    /// The Hessian at `x`, symmetric to the bit: an `SMatrix` for points of static size, an
    /// `Array2` for points of ndarray, otherwise a `DMatrix`.
    ///
    /// Cost: `n` evaluations for up to 12 variables, about `n²/24` for many; in reverse mode `⌈n/4⌉`
    /// recordings, each swept once; for a numerical Hessian
    /// that of [`estimate`](Self::estimate), which tells what it is worth.
    ///
    /// # Panics
    ///
    /// Where the closure panics. An exact Hessian also inside another derivative, if the closure
    /// mixes both levels in one number type; a numerical one if the settings list a different number
    /// of coordinates, or `x` is outside its bounds.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let h = Hessian::new(|x| x[0] * x[0] * x[1]).at(&[1.0, 2.0]);
    /// assert_eq!(h, nalgebra::matrix![4.0, 2.0; 2.0, 0.0]);
    /// let h = Hessian::new(|x| x[0] * x[0] * x[1]).at(&vec![1.0, 2.0]);
    /// assert_eq!(h, nalgebra::dmatrix![4.0, 2.0; 2.0, 0.0]);
    /// ```
    #[inline]
    pub fn at<X, Y>(&self, x: &X) -> K::Outcome<X::Matrix<X::Dimension>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, Y>,
    {
        let found = self.kind.value_and_hessian(&self.f, x);
        K::outcome(found.map(|(_, hessian)| hessian))
    }

    /// The value and the Hessian at `x`, for the price of the Hessian. Not for a Hessian made from a
    /// gradient, which does not know the function.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let (value, h) = Hessian::new(|x| x[0] * x[1]).value_and_hessian(&[2.0, 3.0]);
    /// assert_eq!((value, h), (6.0, nalgebra::matrix![0.0, 1.0; 1.0, 0.0]));
    /// ```
    #[inline]
    pub fn value_and_hessian<X>(&self, x: &X) -> K::Outcome<(K::Scalar, HessianOf<X>)>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, <K as Kind>::Scalar, Value = <K as Kind>::Scalar>,
    {
        K::outcome(self.kind.value_and_hessian(&self.f, x))
    }

    /// The value, the gradient and the Hessian at `x`, for the price of the Hessian; a numerical one takes a
    /// few evaluations per variable more for the gradient.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let (v, g, h) = Hessian::new(|x| x[0].exp() * x[1]).value_gradient_hessian(&[0.0, 3.0]);
    /// assert_eq!((v, g), (3.0, [3.0, 1.0]));
    /// assert_eq!(h, nalgebra::matrix![3.0, 1.0; 1.0, 0.0]);
    /// ```
    #[inline]
    pub fn value_gradient_hessian<X>(&self, x: &X) -> K::Outcome<AllOf<X>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, <K as Kind>::Scalar, Value = <K as Kind>::Scalar>,
    {
        K::outcome(self.kind.value_gradient_hessian(&self.f, x))
    }

    /// The value and the gradient at `x` without the Hessian, for steps that need no more: the search along
    /// the line of a Newton step, say.
    ///
    /// Cost: that of a [`Gradient`](crate::Gradient) of the same kind, times what the larger numbers take: two
    /// where elementary functions dominate, up to six in reverse mode and up to twelve otherwise for bare
    /// products. A compiled Hessian compiles the gradient too, and a numerical one has it from the same search.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0].exp() * x[1]);
    /// assert_eq!(f.value_and_gradient(&[0.0, 3.0]), (3.0, [3.0, 1.0]));
    /// ```
    #[inline]
    pub fn value_and_gradient<X>(&self, x: &X) -> K::Outcome<(K::Scalar, X::Gradient)>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, <K as Kind>::Scalar, Value = <K as Kind>::Scalar>,
    {
        K::outcome(self.kind.value_and_gradient(&self.f, x))
    }

    /// Writes the gradient and the Hessian at `x` and returns the value, or `()` where the closure returns
    /// the gradient. Without any allocation; a numerical Hessian after the first call, see
    /// [its workspace](crate::numeric::Workspace).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at); with [`Error::Length`] if `gradient` is not as long as `x`, and with
    /// [`Error::Shape`] if `hessian` is not `n × n`.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0] * x[1]);
    /// let (mut workspace, mut g, mut h) = (f.workspace(2), [0.0; 2], DMatrix::zeros(2, 2));
    /// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut g, &mut h), 6.0);
    /// assert_eq!(g, [3.0, 2.0]);
    /// assert_eq!(h, nalgebra::dmatrix![0.0, 1.0; 1.0, 0.0]);
    /// ```
    #[inline]
    pub fn at_into<X, Y>(
        &self,
        x: &X,
        workspace: &mut K::Workspace,
        gradient: &mut [K::Scalar],
        hessian: &mut impl Matrix<K::Scalar>,
    ) -> K::Outcome<K::Value>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, Y>,
    {
        let n = x.dimension().value();
        Error::check_length("the gradient", n, gradient.len());
        Error::check_shape("Hessian", (n, n), hessian.shape());
        let found = self
            .kind
            .hessian_into(&self.f, x, workspace, gradient, hessian);
        K::outcome(found)
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0].powi(3));
    /// let (mut workspace, mut g, mut h) = (f.workspace(1), [0.0], DMatrix::zeros(1, 1));
    /// for x in [1.0, 2.0] {
    ///     f.at_into(&[x], &mut workspace, &mut g, &mut h);
    ///     assert_eq!((g[0], h[(0, 0)]), (3.0 * x * x, 6.0 * x));
    /// }
    /// ```
    pub fn workspace<Y>(&self, n: usize) -> K::Workspace
    where
        K: HessianKind<F, Y>,
    {
        self.kind.workspace(n)
    }

    /// The Hessian times a vector, `H(x) v`, without the Hessian. Cost: `⌈n/12⌉` evaluations; in reverse
    /// mode a few gradients, whatever the number of variables; for a numerical Hessian see
    /// [`estimate_hvp`](Self::estimate_hvp).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0] * x[0] * x[1]);
    /// assert_eq!(f.hvp(&[1.0, 2.0], &[1.0, 1.0]), [6.0, 2.0]);
    /// ```
    #[inline]
    pub fn hvp<X, V, Y>(&self, x: &X, v: &V) -> K::Outcome<X::Gradient>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, Y>,
    {
        check_direction(x, v);
        K::outcome(self.kind.hvp(&self.f, x, v))
    }

    /// The Laplacian `Σ ∂²f/∂xᵢ²`. Cost: `n` evaluations; in reverse mode that of the Hessian; for a
    /// numerical Hessian some 13 per variable, as [`estimate_laplacian`](Self::estimate_laplacian).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0].powi(2) + x[1].powi(3));
    /// assert_eq!(f.laplacian(&[5.0, 2.0]), 14.0);
    /// ```
    #[inline]
    pub fn laplacian<X, Y>(&self, x: &X) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: HessianKind<F, Y>,
    {
        K::outcome(self.kind.laplacian(&self.f, x))
    }
}
