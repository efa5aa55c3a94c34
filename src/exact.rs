//! Exact derivatives: operators that evaluate a closure on dual numbers, record it on a tape, or, with the
//! feature `compiled`, make machine code of it. [How it works](crate::how_it_works) has the first two, line by
//! line.
#![doc = include_str!("../docs/where-there-is-none.md")]

use std::marker::PhantomData;

#[cfg(feature = "compiled")]
pub mod compiled;
pub mod custom;
mod forward;
pub mod implicit;
mod reverse;
mod sum;
mod writing;

pub use forward::{Fixed, PartiallySeparable, Workspace};
pub use reverse::{Reverse, ReverseHessianWorkspace, Sum, TryReverse};
#[cfg(feature = "rayon")]
pub use sum::OnThreads;
pub use sum::{InTurn, SumWorkspace};

use crate::operator::{Fallible, IsExact, Kind, Plain, Returns, returns};
use crate::scalar::{Dual, Real};

/// The kind of an operator made by `new`: the closure runs on dual numbers over `T`, the number
/// type of the point, and returns its result.
#[derive(Debug)]
pub struct Exact<T, R = Plain>(PhantomData<fn() -> (T, R)>);

/// The kind of an operator made by `try_new`: the closure returns a `Result`, and so does every
/// method of the operator.
pub type TryExact<T, E> = Exact<T, Fallible<E>>;

/// [`Exact`] and [`TryExact`].
pub trait ExactKind: IsExact + Kind<Number = Dual<<Self as Kind>::Scalar>> + Copy {}

impl<T: Real, R: Returns> ExactKind for Exact<T, R> {}

impl<T: Real, R: Returns> IsExact for Exact<T, R> {}

impl<T: Real, R: Returns> Kind for Exact<T, R> {
    type Scalar = T;
    type Number = Dual<T>;
}

returns!([T, R: Returns] Exact<T, R>);

impl<T, R> Clone for Exact<T, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, R> Copy for Exact<T, R> {}
