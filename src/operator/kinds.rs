//! What a kind must do for each operator. An operator's methods, its documentation and its checks are
//! written once, on these traits: to add a kind is to implement them.
//!
//! | operator | trait |
//! |---|---|
//! | [`Derivative`] | [`DerivativeKind`]; of exact kinds [`ExactDerivative`], [`SecondDerivative`], [`ThirdDerivative`] |
//! | [`Gradient`] | [`GradientKind`] |
//! | [`Jacobian`] | [`JacobianKind`] |
//! | [`Hessian`] | [`HessianKind`] |
//!
//! `F` is the closure. It is handed to every method, so that a kind is what it knows beside it:
//! settings, or nothing. An exact kind says so by [`IsExact`].

use nalgebra::Dim;

use super::Returns;
#[cfg(doc)]
use super::{Derivative, Gradient, Hessian, Jacobian};
use crate::output::Output;
use crate::point::{Matrix, Point};
use crate::scalar::Real;

/// A way to differentiate: the second parameter of an operator, chosen by its constructor.
///
/// ```
/// use partials::Gradient;
/// use partials::operator::Kind;
///
/// /// The number that the closure of an operator computes with.
/// fn number<F, K: Kind>(_: &Gradient<F, K>) -> &'static str {
///     std::any::type_name::<K::Number>()
/// }
/// let f = Gradient::numeric(|x| x[0] * x[1]);
/// assert_eq!(number(&f), "f64");
/// ```
pub trait Kind: Returns {
    /// The number type of the point.
    type Scalar: Real;

    /// The number that the closure of a gradient or Jacobian computes with.
    type Number;

    /// This kind for another function, without what it has learnt of this one.
    #[doc(hidden)]
    #[must_use]
    fn for_another_function(self) -> Self
    where
        Self: Sized,
    {
        self
    }
}

/// A kind whose derivatives are exact but for rounding, so that they need no error bars.
///
/// It is named together with the trait of an operator where a numerical kind has something else under the
/// same name, since of a trait without parameters the compiler knows that no numerical kind implements it.
///
/// ```
/// use partials::Gradient;
/// use partials::operator::{GradientKind, IsExact};
///
/// /// Takes no operator that would need an error bar.
/// fn is_stationary<F, K>(f: &Gradient<F, K>, x: &[f64]) -> bool
/// where
///     K: GradientKind<F, Scalar = f64, Outcome<Vec<f64>> = Vec<f64>> + IsExact,
/// {
///     f.at(x).iter().all(|g| *g == 0.0)
/// }
/// assert!(is_stationary(&Gradient::new(|x| x[0] * x[1]), &[0.0, 0.0]));
/// ```
pub trait IsExact: Kind {}

/// What a kind does for a [`Derivative`].
///
/// ```
/// use partials::Derivative;
/// use partials::operator::DerivativeKind;
///
/// /// A step of Newton's method towards a root.
/// fn newton<F, K: DerivativeKind<F, Scalar = f64>>(f: &Derivative<F, K>, x: f64) -> K::Outcome<f64> {
///     K::outcome(K::result(f.value_and_derivative(x)).map(|(y, slope)| x - y / slope))
/// }
/// assert_eq!(newton(&Derivative::new(|x| x * x - 2.0), 1.0), 1.5);
/// assert_eq!(newton(&Derivative::numeric(|x| x * x - 2.0), 1.0), 1.5);
/// ```
pub trait DerivativeKind<F>: Kind {
    /// `f(x)`.
    fn value(&self, f: &F, x: Self::Scalar) -> Result<Self::Scalar, Self::Error>;

    /// `(f(x), f'(x))`.
    fn value_and_derivative(
        &self,
        f: &F,
        x: Self::Scalar,
    ) -> Result<(Self::Scalar, Self::Scalar), Self::Error>;

    /// `f'(x)`, where it may be had for less without the value.
    #[inline]
    fn derivative(&self, f: &F, x: Self::Scalar) -> Result<Self::Scalar, Self::Error> {
        self.value_and_derivative(f, x).map(|(_, slope)| slope)
    }
}

/// What an exact kind does for a [`Derivative`] besides.
///
/// ```
/// use partials::Derivative;
/// use partials::operator::ExactDerivative;
///
/// fn slope<F, K: ExactDerivative<F, Scalar = f64>>(f: &Derivative<F, K>, x: f64) -> K::Outcome<f64> {
///     f.at(x)
/// }
/// assert_eq!(slope(&Derivative::new(|x| x * x), 3.0), 6.0);
/// ```
pub trait ExactDerivative<F>: DerivativeKind<F> + IsExact {
    /// The order of the derivative.
    #[doc(hidden)]
    const ORDER: usize = 1;

    /// The derivative of `f(x + t v)` by `t` at 0. At a kink that is not `f'(x) v`.
    fn jvp(&self, f: &F, x: Self::Scalar, v: Self::Scalar) -> Result<Self::Scalar, Self::Error>;
}

/// Second derivatives, of a closure on numbers that carry two.
///
/// ```
/// use partials::Derivative;
/// use partials::operator::SecondDerivative;
///
/// fn bend<F, K: SecondDerivative<F, Inner = f64>>(f: &Derivative<F, K>, x: f64) -> K::Outcome<f64> {
///     f.second(x)
/// }
/// assert_eq!(bend(&Derivative::new(|x| x * x * x), 2.0), 12.0);
/// ```
pub trait SecondDerivative<F>: Kind {
    /// The number type of the point, one level of derivatives below `Scalar`.
    type Inner: Real;

    /// `[f(x), f'(x), f''(x)]`.
    fn up_to_second(&self, f: &F, x: Self::Inner) -> Result<[Self::Inner; 3], Self::Error>;
}

/// Third derivatives, of a closure on numbers that carry three.
///
/// ```
/// use partials::Derivative;
/// use partials::operator::ThirdDerivative;
///
/// fn jerk<F, K: ThirdDerivative<F, Inner = f64>>(f: &Derivative<F, K>, t: f64) -> K::Outcome<f64> {
///     f.third(t)
/// }
/// assert_eq!(jerk(&Derivative::new(|t| t * t * t), 2.0), 6.0);
/// ```
pub trait ThirdDerivative<F>: Kind {
    /// The number type of the point, two levels of derivatives below `Scalar`.
    type Inner: Real;

    /// `[f(x), f'(x), f''(x), f'''(x)]`.
    fn up_to_third(&self, f: &F, x: Self::Inner) -> Result<[Self::Inner; 4], Self::Error>;
}

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
