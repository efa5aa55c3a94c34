//! The methods of [`Gradient`].

use super::Gradient;
use super::direction::check_direction;
use super::kinds::{GradientKind, Kind};
#[cfg(doc)]
use crate::error::Error;
use crate::point::Point;

impl<F, K: Kind> Gradient<F, K> {
    /// The gradient at `x`, in a container of the same kind as `x`.
    ///
    /// Cost: `⌈n/12⌉` evaluations, and points of static size need no heap; in reverse mode a small multiple
    /// of one evaluation; for a numerical gradient some ten evaluations per variable, as [`estimate`](Self::estimate), which tells what it is
    /// worth.
    ///
    /// # Panics
    ///
    /// Where the closure panics, for example by indexing past the point. An exact gradient also
    /// inside another derivative, if the closure mixes both levels in one number type; a numerical
    /// one if the settings list a different number of coordinates, or `x` is outside its bounds.
    ///
    /// ```
    /// use partials::{FiniteDifference, Gradient};
    ///
    /// let f = Gradient::new(|x| 2.0 * x[0].sin() + x[1]);
    /// let g: Vec<f64> = f.at(&vec![0.0, 2.0]);
    /// assert_eq!(g, [2.0, 1.0]);
    ///
    /// let f = Gradient::numeric(|x| x[0] * x[1]);
    /// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
    /// let g: Vec<f64> = f.with(FiniteDifference::fast()).at(&vec![2.0, 3.0]);
    /// assert_eq!(g, [3.0, 2.0]);
    /// ```
    #[inline]
    pub fn at<X>(&self, x: &X) -> K::Outcome<X::Gradient>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: GradientKind<F>,
    {
        K::outcome(self.kind.gradient(&self.f, x))
    }

    /// The value and the gradient at `x`, for the price of the gradient. Only fixed-step
    /// differences need one more evaluation for the value.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let (value, gradient) = Gradient::new(|x| x[0] * x[1]).value_and_gradient(&[2.0, 3.0]);
    /// assert_eq!((value, gradient), (6.0, [3.0, 2.0]));
    /// ```
    #[inline]
    pub fn value_and_gradient<X>(&self, x: &X) -> K::Outcome<(K::Scalar, X::Gradient)>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: GradientKind<F>,
    {
        K::outcome(self.kind.value_and_gradient(&self.f, x))
    }

    /// Writes the gradient at `x` into `out` and returns the value, without any allocation; that of
    /// a numerical gradient after the first call, see
    /// [its workspace](crate::numeric::Workspace).
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `out` is not as long as `x`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::new(|x| x.iter().map(|v| v * v).sum());
    /// let x = vec![1.0, 2.0, 3.0];
    /// let (mut workspace, mut gradient) = (f.workspace(3), vec![0.0; 3]);
    /// let value = f.at_into(&x, &mut workspace, &mut gradient);
    /// assert_eq!((value, gradient), (14.0, vec![2.0, 4.0, 6.0]));
    /// ```
    #[inline]
    pub fn at_into<X>(
        &self,
        x: &X,
        workspace: &mut K::Workspace,
        out: &mut [K::Scalar],
    ) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K: GradientKind<F>,
    {
        K::outcome(self.kind.gradient_into(&self.f, x, workspace, out))
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::reverse(|x| x.iter().map(|v| v * v).sum());
    /// let (mut workspace, mut gradient) = (f.workspace(2), [0.0; 2]);
    /// for x in [[1.0, 2.0], [3.0, 4.0]] {
    ///     f.at_into(&x, &mut workspace, &mut gradient);
    ///     assert_eq!(gradient, [2.0 * x[0], 2.0 * x[1]]);
    /// }
    /// ```
    pub fn workspace(&self, n: usize) -> K::Workspace
    where
        K: GradientKind<F>,
    {
        self.kind.workspace(n)
    }

    /// The directional derivative `∇f(x) · v`, a Jacobian-vector product.
    ///
    /// Cost: one evaluation; for a numerical gradient some 13, as
    /// [`estimate_jvp`](Self::estimate_jvp), which tells what it is worth.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::new(|x| x[0] * x[1]).jvp(&[2.0, 3.0], &[1.0, -1.0]), 1.0);
    /// let many = Gradient::numeric(|x| x.iter().map(|v| v * v).sum());
    /// assert!((many.jvp(&[0.5; 100], &[1.0; 100]) - 100.0).abs() < 1e-10);
    /// ```
    #[inline]
    pub fn jvp<X, V>(&self, x: &X, v: &V) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
        K: GradientKind<F>,
    {
        check_direction(x, v);
        K::outcome(self.kind.jvp(&self.f, x, v))
    }

    /// The value and the directional derivative, `(f(x), ∇f(x) · v)`.
    ///
    /// Cost: as [`jvp`](Self::jvp). Compiled gradients, those of arrays and of sums, and fixed-step
    /// differences take one more evaluation for the value.
    ///
    /// # Panics
    ///
    /// As [`jvp`](Self::jvp).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::new(|x| x[0] * x[1]);
    /// assert_eq!(f.value_and_jvp(&[2.0, 3.0], &[1.0, -1.0]), (6.0, 1.0));
    /// ```
    #[inline]
    pub fn value_and_jvp<X, V>(&self, x: &X, v: &V) -> K::Outcome<(K::Scalar, K::Scalar)>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
        K: GradientKind<F>,
    {
        check_direction(x, v);
        K::outcome(self.kind.value_and_jvp(&self.f, x, v))
    }
}
