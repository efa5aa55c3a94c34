//! Reverse mode: the closure runs on [`Var`]s, a tape records what it does, and one sweep back over the
//! tape gives the derivatives of a result by all variables.
//!
//! The tape itself belongs to the number ([`scalar`](crate::scalar)). A file for each operator says what
//! is recorded and swept, [`adjoints`] what becomes of kinks and singular points.

use std::marker::PhantomData;

mod adjoints;
mod gradient;
mod hessian;
mod jacobian;
mod sum;

pub use hessian::ReverseHessianWorkspace;
pub use sum::Sum;

use crate::operator::{Fallible, IsExact, Kind, Plain, Returns, returns};
use crate::scalar::{Real, Var};

/// The kind of an operator made by `reverse`: the closure runs on [`Var`]s over `T`, the number type of
/// the point, and is recorded.
///
/// A gradient costs a small multiple of one evaluation, whatever the number of variables, and memory in
/// proportion to what the function computes: 32 bytes for every operation that joins two variables. The
/// closure is called once, and twice where the tape has to grow.
#[derive(Debug)]
pub struct Reverse<T, R = Plain> {
    /// How many bytes the tape may take up, if not the share of memory that it has by itself.
    limit: Option<usize>,
    marker: PhantomData<fn() -> (T, R)>,
}

/// The kind of an operator made by `try_reverse`: the closure returns a `Result`, and so does every
/// method of the operator.
pub type TryReverse<T, E> = Reverse<T, Fallible<E>>;

impl<T, R> Reverse<T, R> {
    pub(super) fn new() -> Self {
        Self::limited(None)
    }

    fn limited(limit: Option<usize>) -> Self {
        Self {
            limit,
            marker: PhantomData,
        }
    }

    fn with_limit(self, bytes: usize) -> Self {
        Self {
            limit: Some(bytes),
            ..self
        }
    }
}

impl<T: Real, R: Returns> IsExact for Reverse<T, R> {}

impl<T: Real, R: Returns> Kind for Reverse<T, R> {
    type Scalar = T;
    type Number = Var<T>;
}

returns!([T, R: Returns] Reverse<T, R>);

impl<T, R> Clone for Reverse<T, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, R> Copy for Reverse<T, R> {}
