//! Exact derivatives: operators that evaluate a closure on dual numbers.

use std::convert::Infallible;
use std::marker::PhantomData;

mod derivative;
mod directional;
mod gradient;
mod hessian;
mod jacobian;
mod nested;
mod sweep;

pub use derivative::Derivative;
pub use gradient::Gradient;
pub use hessian::Hessian;
pub use jacobian::Jacobian;
pub use sweep::Workspace;

use crate::scalar::Real;

/// The kind of an operator made by `new`: the closure runs on dual numbers over `T`, the number
/// type of the point, and returns its result.
pub struct Exact<T>(PhantomData<fn() -> T>);

/// The kind of an operator made by `try_new`: the closure returns a `Result`, and so does every
/// method of the operator.
pub struct TryExact<T, E>(PhantomData<fn() -> (T, E)>);

/// What tells [`Exact`] and [`TryExact`] apart: what a closure and a method hand back.
pub trait ExactKind {
    /// The number type of the point.
    type Scalar: Real;
    /// What a closure can fail with.
    type Error;
    /// `V` itself, or a `Result` of it.
    type Outcome<V>;

    /// What a closure returned, as a `Result`.
    fn result<V>(outcome: Self::Outcome<V>) -> Result<V, Self::Error>;
    /// What a method returns.
    fn outcome<V>(result: Result<V, Self::Error>) -> Self::Outcome<V>;
}

impl<T: Real> ExactKind for Exact<T> {
    type Scalar = T;
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

impl<T: Real, E> ExactKind for TryExact<T, E> {
    type Scalar = T;
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
