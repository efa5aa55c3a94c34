//! Reverse mode: the closure runs on [`Var`]s, a tape records what it does, and one sweep back over the
//! tape gives the derivatives of a result by all variables.
//!
//! The tape itself belongs to the number ([`scalar`](crate::scalar)). A file for each operator says what
//! is recorded and swept, [`adjoints`] what becomes of kinks and singular points.

use std::fmt;
use std::marker::PhantomData;

mod adjoints;
mod gradient;
mod hessian;
mod jacobian;
mod sum;

pub use hessian::ReverseHessianWorkspace;
pub use sum::Sum;

use crate::operator::debug::type_name;
use crate::operator::{Fallible, IsExact, Kind, Plain, Returns, returns};
use crate::scalar::{Real, Var};

/// The kind of an operator made by `reverse`: the closure runs on [`Var`]s over `T`, the number type of
/// the point, and is recorded.
///
/// A gradient costs a small multiple of one evaluation, whatever the number of variables, and memory in
/// proportion to what the function computes: 32 bytes for every operation that joins two variables. The
/// closure is called once, and twice where the tape has to grow.
///
/// ```
/// use partials::exact::Reverse;
/// use partials::{Gradient, Var};
///
/// struct Model {
///     loss: Gradient<fn(&[Var]) -> Var, Reverse<f64>>,
/// }
/// let model = Model { loss: Gradient::reverse(|x| x.iter().map(|v| v * v).sum()) };
/// assert_eq!(model.loss.at(&vec![0.5; 1000])[999], 1.0);
/// ```
pub struct Reverse<T, R = Plain> {
    /// How many bytes the tape may take up, if not the share of memory that it has by itself.
    limit: Option<usize>,
    marker: PhantomData<fn() -> (T, R)>,
}

/// The kind of an operator made by `try_reverse`: the closure returns a `Result`, and so does every
/// method of the operator.
///
/// ```
/// use partials::exact::TryReverse;
/// use partials::{Gradient, Var};
///
/// type Failing = Gradient<fn(&[Var]) -> Result<Var, String>, TryReverse<f64, String>>;
/// let f: Failing = Gradient::try_reverse(|x| x.first().map(|v| v * v).ok_or("no variable".into()));
/// assert_eq!(f.at(&[3.0]), Ok([6.0]));
/// ```
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

impl<T, R> fmt::Debug for Reverse<T, R> {
    /// With the limit of the tape, if it has one of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = type_name::<Self>();
        match self.limit {
            None => f.write_str(&name),
            Some(bytes) => f.debug_struct(&name).field("tape_limit", &bytes).finish(),
        }
    }
}

impl<T, R> Clone for Reverse<T, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, R> Copy for Reverse<T, R> {}
