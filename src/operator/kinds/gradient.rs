//! What a kind does for a [`Gradient`].

use nalgebra::Dim;

use super::Kind;
#[cfg(doc)]
use crate::operator::Gradient;
use crate::point::Point;
use crate::scalar::Real;

/// What a kind does for a [`Gradient`].
///
/// ```
/// use partials::Gradient;
/// use partials::operator::GradientKind;
///
/// /// A step downhill, with derivatives of any kind.
/// fn step<F, K>(f: &Gradient<F, K>, x: [f64; 2]) -> K::Outcome<[f64; 2]>
/// where
///     K: GradientKind<F, Scalar = f64>,
/// {
///     K::outcome(K::result(f.at(&x)).map(|g| [x[0] - 0.5 * g[0], x[1] - 0.5 * g[1]]))
/// }
/// assert_eq!(step(&Gradient::new(|x| x[0] * x[1]), [2.0, 3.0]), [0.5, 2.0]);
/// assert_eq!(step(&Gradient::numeric(|x| x[0] * x[1]), [2.0, 3.0]), [0.5, 2.0]);
/// ```
pub trait GradientKind<F>: Kind {
    /// The memory it needs.
    type Workspace;

    /// The memory for points of `n` variables.
    fn workspace(&self, n: usize) -> Self::Workspace;

    /// `f(x)`.
    fn value(&self, f: &F, x: &[Self::Scalar]) -> Result<Self::Scalar, Self::Error>;

    /// The value and the gradient. Without anything better, in a workspace of its own.
    #[inline]
    fn value_and_gradient<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Self::Scalar, X::Gradient), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
    {
        let mut out = x.repeat(Self::Scalar::of(0.0));
        let mut workspace = self.workspace(x.dimension().value());
        let value = self.gradient_into(f, x, &mut workspace, out.as_mut())?;
        Ok((value, x.gathered(out)))
    }

    /// The gradient, where it may be had for less without the value.
    #[inline]
    fn gradient<X>(&self, f: &F, x: &X) -> Result<X::Gradient, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
    {
        self.value_and_gradient(f, x).map(|(_, gradient)| gradient)
    }

    /// Writes the gradient into `out`, whose length is the kind's to check, and returns the value.
    fn gradient_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        out: &mut [Self::Scalar],
    ) -> Result<Self::Scalar, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized;

    /// The derivative of `f(x + t v)` by `t` at 0, where `v` is as long as `x`.
    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Self::Scalar, Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
        V: Point<Scalar = Self::Scalar> + ?Sized;

    /// The value and that derivative. Without anything better, by an evaluation for the value.
    fn value_and_jvp<X, V>(
        &self,
        f: &F,
        x: &X,
        v: &V,
    ) -> Result<(Self::Scalar, Self::Scalar), Self::Error>
    where
        X: Point<Scalar = Self::Scalar> + ?Sized,
        V: Point<Scalar = Self::Scalar> + ?Sized,
    {
        let at = x.buffer(|i| x.coordinate(i));
        Ok((self.value(f, at.as_ref())?, self.jvp(f, x, v)?))
    }

    /// Writes the gradient and a bound on the error of every component, and returns the value. Without
    /// anything better the bounds are zero: exact but for rounding.
    fn gradient_and_error_into(
        &self,
        f: &F,
        x: &[Self::Scalar],
        gradient: &mut [Self::Scalar],
        error: &mut [Self::Scalar],
    ) -> Result<Self::Scalar, Self::Error> {
        error.fill(Self::Scalar::of(0.0));
        self.gradient_into(f, x, &mut self.workspace(x.len()), gradient)
    }
}
