//! What a kind does for a [`Derivative`].

use super::{IsExact, Kind};
#[cfg(doc)]
use crate::operator::Derivative;
use crate::scalar::Real;

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
