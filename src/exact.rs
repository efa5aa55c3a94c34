//! Exact derivatives: operators that evaluate a closure on dual numbers, record it on a tape, or, with the
//! feature `compiled`, make machine code of it. [How it works](crate::how_it_works) has the first two, line by
//! line.
#![doc = include_str!("../docs/where-there-is-none.md")]

use std::marker::PhantomData;

// In the order in which a documentation page lists their methods.
mod forward;
mod reverse;

#[cfg(feature = "compiled")]
pub mod compiled;
pub mod custom;
pub mod implicit;
#[cfg(feature = "rayon")]
mod parallel;
mod sum;
mod writing;

pub use forward::{
    Curve, Fixed, Mixed, Nested, OfOrder, Order, PartiallySeparable, VectorHessian, Workspace,
};
#[cfg(feature = "rayon")]
pub use parallel::Parallel;
pub use reverse::{Reverse, ReverseHessianWorkspace, Sum, TryReverse};
#[cfg(feature = "rayon")]
pub use sum::OnThreads;
pub use sum::{InTurn, SumWorkspace};

use crate::operator::{Fallible, IsExact, Kind, Plain, Returns, by_name, returns};
use crate::scalar::{Dual, Real};

/// The kind of an operator made by `new`: the closure runs on dual numbers over `T`, the number
/// type of the point, and returns its result.
///
/// ```
/// use partials::exact::Exact;
/// use partials::{Dual, Gradient};
///
/// struct Model {
///     energy: Gradient<fn(&[Dual]) -> Dual, Exact<f64>>,
/// }
/// let model = Model { energy: Gradient::new(|x| x[0] * x[1]) };
/// assert_eq!(model.energy.at(&[2.0, 3.0]), [3.0, 2.0]);
/// ```
pub struct Exact<T, R = Plain>(PhantomData<fn() -> (T, R)>);

/// The kind of an operator made by `try_new`: the closure returns a `Result`, and so does every
/// method of the operator.
///
/// ```
/// use partials::exact::TryExact;
/// use partials::{Derivative, Dual};
///
/// type Slope = Dual<f64, 1>;
/// type Failing = Derivative<fn(Slope) -> Result<Slope, &'static str>, TryExact<f64, &'static str>>;
/// let f: Failing = Derivative::try_new(|x| if x > 0.0 { Ok(x.ln()) } else { Err("no logarithm") });
/// assert_eq!((f.at(0.5), f.at(-0.5)), (Ok(2.0), Err("no logarithm")));
/// ```
pub type TryExact<T, E> = Exact<T, Fallible<E>>;

/// [`Exact`] and [`TryExact`].
///
/// ```
/// use partials::Gradient;
/// use partials::exact::ExactKind;
/// use partials::operator::GradientKind;
///
/// /// By forward mode, whether the closure can fail or not.
/// fn at_origin<F, K>(f: &Gradient<F, K>) -> K::Outcome<[f64; 2]>
/// where
///     K: ExactKind + GradientKind<F, Scalar = f64>,
/// {
///     f.at(&[0.0; 2])
/// }
/// assert_eq!(at_origin(&Gradient::new(|x| x[0].sin() + 2.0 * x[1])), [1.0, 2.0]);
/// ```
pub trait ExactKind: IsExact + Kind<Number = Dual<<Self as Kind>::Scalar>> + Copy {}

impl<T, R> Exact<T, R> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Real, R: Returns> ExactKind for Exact<T, R> {}

impl<T: Real, R: Returns> IsExact for Exact<T, R> {}

impl<T: Real, R: Returns> Kind for Exact<T, R> {
    type Scalar = T;
    type Number = Dual<T>;
}

by_name!([T, R] Exact<T, R>);
returns!([T, R: Returns] Exact<T, R>);
