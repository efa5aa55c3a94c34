//! The operators. Each is one type for all ways to differentiate; its kind, chosen by the
//! constructor, says which: [`exact`](crate::exact) or [`numeric`](crate::numeric).
//!
//! A function that takes an operator of any kind asks for the trait of the operator:
//!
//! ```
//! use partials::Gradient;
//! use partials::operator::GradientKind;
//!
//! fn descend<F, K>(f: &Gradient<F, K>, x: [f64; 2]) -> K::Outcome<[f64; 2]>
//! where
//!     K: GradientKind<F, Scalar = f64>,
//! {
//!     f.at(&x)
//! }
//! assert_eq!(descend(&Gradient::new(|x| x[0] * x[1]), [2.0, 3.0]), [3.0, 2.0]);
//! assert_eq!(descend(&Gradient::numeric(|x| x[0] * x[1]), [2.0, 3.0]), [3.0, 2.0]);
//! ```

use std::convert::Infallible;
use std::marker::PhantomData;

// In the order in which a documentation page lists their methods: how to make an operator, how to call it.
mod new;

mod derivative;
mod gradient;
mod hessian;
mod jacobian;

mod callable;
mod check;
pub(crate) mod debug;
mod direction;
mod kinds;
mod partial;
mod progress;
mod stateful;
mod writing;

pub use callable::Callable;
pub(crate) use direction::check_direction;
pub use kinds::{
    DerivativeKind, ExactDerivative, GradientKind, HessianKind, IsExact, JacobianKind, Kind,
    SecondDerivative, ThirdDerivative,
};
pub use partial::{Partial, PlainNumber};
pub use progress::Progress;
pub use stateful::Stateful;
pub use writing::Writing;

/// The derivative of a function `f: ℝ → ℝ`.
///
/// ```
/// use partials::Derivative;
///
/// assert_eq!(Derivative::new(|x| x.sin()).at(0.0), 1.0);
///
/// let numerical = Derivative::numeric(|x| x.sin()).estimate(0.0);
/// assert!((numerical.value - 1.0).abs() <= numerical.error);
/// ```
#[derive(Clone, Copy)]
pub struct Derivative<F, K> {
    pub(crate) f: F,
    pub(crate) kind: K,
}

/// The gradient of a function `f: ℝⁿ → ℝ`: the vector of its partial derivatives `∂f/∂xᵢ`.
///
/// ```
/// use partials::Gradient;
///
/// assert_eq!(Gradient::new(|x| x[0] * x[0] + 1.0).at(&[1.0]), [2.0]);
///
/// let numerical = Gradient::numeric(|x| x[0] * x[0] + 1.0).estimate(&[1.0]);
/// assert!((numerical.value[0] - 2.0).abs() <= numerical.error[0]);
/// ```
#[derive(Clone, Copy)]
pub struct Gradient<F, K> {
    pub(crate) f: F,
    pub(crate) kind: K,
}

/// The Jacobian of a function `f: ℝⁿ → ℝᵐ`: the `m × n` matrix of `∂fᵢ/∂xⱼ`.
///
/// ```
/// use nalgebra::matrix;
/// use partials::Jacobian;
///
/// let j = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).at(&[0.0, 2.0]);
/// assert_eq!(j, matrix![2.0, 0.0; 1.0, 0.0]);
///
/// let numerical = Jacobian::numeric(|x| [x[0] * x[1], x[0].sin()]).estimate(&[0.0, 2.0]);
/// assert!((numerical.value - j).abs() <= numerical.error);
/// ```
#[derive(Clone, Copy)]
pub struct Jacobian<F, K> {
    pub(crate) f: F,
    pub(crate) kind: K,
}

/// The Hessian of a function `f: ℝⁿ → ℝ`: the symmetric `n × n` matrix of `∂²f/∂xᵢ∂xⱼ`.
///
/// ```
/// use nalgebra::matrix;
/// use partials::Hessian;
///
/// let h = Hessian::new(|x| x[0] * x[0] * x[1]).at(&[1.0, 2.0]);
/// assert_eq!(h, matrix![4.0, 2.0; 2.0, 0.0]);
///
/// let numerical = Hessian::numeric(|x| x[0] * x[0] * x[1]).estimate(&[1.0, 2.0]);
/// assert!((numerical.value - h).abs() <= numerical.error);
/// ```
#[derive(Clone, Copy)]
pub struct Hessian<F, K> {
    pub(crate) f: F,
    pub(crate) kind: K,
}

// A type that is nothing but a name: copied, and shown by its name, whatever its parameters are. Plain form:
//
//     impl<T, R> Clone for Exact<T, R> {
//         fn clone(&self) -> Self { *self }
//     }
//     impl<T, R> Copy for Exact<T, R> {}
//     impl<T, R> fmt::Debug for Exact<T, R> {
//         fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&type_name::<Self>()) }
//     }
macro_rules! by_name {
    ([$($generics:tt)*] $Marker:ty) => {
        impl<$($generics)*> Clone for $Marker {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$($generics)*> Copy for $Marker {}

        impl<$($generics)*> std::fmt::Debug for $Marker {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::operator::debug::type_name::<Self>())
            }
        }
    };
}
pub(crate) use by_name;

/// What a closure and a method hand back: a value, or a `Result` of it.
///
/// ```
/// use partials::Gradient;
/// use partials::operator::GradientKind;
///
/// /// The length of the gradient, or what the closure failed with.
/// fn steepness<F, K>(f: &Gradient<F, K>, x: &[f64; 2]) -> K::Outcome<f64>
/// where
///     K: GradientKind<F, Scalar = f64>,
/// {
///     K::outcome(K::result(f.at(x)).map(|g| g[0].hypot(g[1])))
/// }
/// assert_eq!(steepness(&Gradient::new(|x| 3.0 * x[0] - 4.0 * x[1]), &[0.0; 2]), 5.0);
/// ```
pub trait Returns {
    /// What a closure can fail with.
    type Error;
    /// `V` itself, or a `Result` of it.
    type Outcome<V>;

    /// What a closure returned, as a `Result`.
    ///
    /// ```
    /// use partials::operator::{Fallible, Plain, Returns};
    ///
    /// assert_eq!(Plain::result(3.0), Ok(3.0));
    /// assert_eq!(Fallible::<&str>::result::<f64>(Err("no value")), Err("no value"));
    /// ```
    fn result<V>(outcome: Self::Outcome<V>) -> Result<V, Self::Error>;
    /// What a method returns.
    ///
    /// ```
    /// use partials::operator::{Fallible, Plain, Returns};
    ///
    /// assert_eq!(Plain::outcome(Ok(3.0)), 3.0);
    /// assert_eq!(Fallible::<&str>::outcome(Ok(3.0)), Ok(3.0));
    /// ```
    fn outcome<V>(result: Result<V, Self::Error>) -> Self::Outcome<V>;
}

/// The closure cannot fail, and neither can a method.
///
/// ```
/// use partials::Derivative;
/// use partials::operator::{Plain, Returns};
///
/// let slope: <Plain as Returns>::Outcome<f64> = Derivative::new(|x| x * x).at(3.0);
/// assert_eq!(slope, 6.0); // a number
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plain;

/// The closure returns a `Result`, and so does every method.
///
/// ```
/// use partials::Derivative;
/// use partials::operator::{Fallible, Returns};
///
/// let f = Derivative::try_new(|x| if x > 0.0 { Ok(x.ln()) } else { Err("no logarithm") });
/// let slope: <Fallible<&str> as Returns>::Outcome<f64> = f.at(0.5);
/// assert_eq!((slope, f.at(-0.5)), (Ok(2.0), Err("no logarithm")));
/// ```
pub struct Fallible<E>(PhantomData<fn() -> E>);

by_name!([E] Fallible<E>);

impl Returns for Plain {
    type Error = Infallible;
    type Outcome<V> = V;

    #[inline]
    fn result<V>(outcome: V) -> Result<V, Infallible> {
        Ok(outcome)
    }
    #[inline]
    fn outcome<V>(result: Result<V, Infallible>) -> V {
        match result {
            Ok(value) => value,
        }
    }
}

impl<E> Returns for Fallible<E> {
    type Error = E;
    type Outcome<V> = Result<V, E>;

    #[inline]
    fn result<V>(outcome: Result<V, E>) -> Result<V, E> {
        outcome
    }
    #[inline]
    fn outcome<V>(result: Result<V, E>) -> Result<V, E> {
        result
    }
}

// A kind that returns what its parameter `R` says. Plain form:
//
//     impl<T, R: Returns> Returns for Exact<T, R> {
//         type Error = R::Error;
//         type Outcome<V> = R::Outcome<V>;
//         fn result<V>(outcome: R::Outcome<V>) -> Result<V, R::Error> { R::result(outcome) }
//         fn outcome<V>(result: Result<V, R::Error>) -> R::Outcome<V> { R::outcome(result) }
//     }
macro_rules! returns {
    ([$($generics:tt)*] $Kind:ty) => {
        impl<$($generics)*> $crate::operator::Returns for $Kind {
            type Error = R::Error;
            type Outcome<Value> = R::Outcome<Value>;

            #[inline]
            fn result<Value>(outcome: R::Outcome<Value>) -> Result<Value, R::Error> {
                R::result(outcome)
            }
            #[inline]
            fn outcome<Value>(result: Result<Value, R::Error>) -> R::Outcome<Value> {
                R::outcome(result)
            }
        }
    };
}
pub(crate) use returns;
