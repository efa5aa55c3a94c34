//! Compiled derivatives: the closure is traced into a graph, the graph is differentiated, and both become
//! machine code.
#![doc = include_str!("../../docs/compiled.md")]

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

mod batch;
mod calls;
mod code;
mod differentiate;
mod emit;
mod gradient;
mod hessian;
mod jacobian;
mod layout;
mod otherwise;
mod paths;
mod program;
mod schedule;
mod slopes;
mod statistics;

pub use program::Optimize;
pub use statistics::{CodeStatistics, Made, PathStatistics, Statistics};

use crate::operator::{Fallible, IsExact, Kind, Plain, Returns, returns};
use crate::scalar::Trace;
use paths::{Paths, Settings};

/// The kind of an operator made by `compiled`: the closure runs on [`Trace`]s once for every way through it,
/// and from then on as machine code together with its derivatives.
///
/// It is shared by clones of the operator, and by threads, which call the code without a lock.
pub struct Compiled<R = Plain> {
    paths: Arc<Paths>,
    settings: Settings,
    marker: PhantomData<fn() -> R>,
}

/// The kind of an operator made by `try_compiled`: the closure returns a `Result`, and so does every
/// method of the operator.
pub type TryCompiled<E> = Compiled<Fallible<E>>;

impl<R> Compiled<R> {
    fn new() -> Self {
        Self {
            paths: Arc::default(),
            settings: Settings::default(),
            marker: PhantomData,
        }
    }

    /// With other settings, and nothing traced yet.
    fn with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings;
        change(&mut settings);
        Self {
            paths: Arc::default(),
            settings,
            ..self
        }
    }
}

impl<R: Returns> IsExact for Compiled<R> {}

impl<R: Returns> Kind for Compiled<R> {
    type Scalar = f64;
    type Number = Trace;
}

returns!([R: Returns] Compiled<R>);

impl<R> Clone for Compiled<R> {
    fn clone(&self) -> Self {
        Self {
            paths: Arc::clone(&self.paths),
            settings: self.settings,
            marker: PhantomData,
        }
    }
}

impl<R> fmt::Debug for Compiled<R> {
    /// The statistics.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled")
            .field("settings", &self.settings)
            .field("statistics", &self.paths.statistics())
            .finish()
    }
}

/// The memory that a compiled operator needs: the point, where it is not one slice already.
#[derive(Clone, Debug, Default)]
pub struct CompiledWorkspace {
    point: Vec<f64>,
    gradient: Vec<f64>,
    entries: Vec<f64>,
}

// The settings of all operators. Plain form: `impl<F, R: Returns> Gradient<F, Compiled<R>> { .. }`
macro_rules! settings {
    ($Operator:ident) => {
        impl<F, R: Returns> $Operator<F, Compiled<R>> {
            /// When better code is made than the quick code of the first call. Unless said otherwise, within
            /// the call after 2,000 of them. What has been compiled before is forgotten.
            #[must_use]
            pub fn optimize(self, when: Optimize) -> Self {
                let kind = self.kind.with(|settings| settings.optimize = when);
                Self { kind, ..self }
            }

            /// With graphs of at most so many operations, derivatives among them, in place of two millions. A
            /// function that has more itself panics with [`Error::GraphLimit`]; one whose derivatives have is
            /// evaluated by the other kinds. What has been compiled before is forgotten.
            #[must_use]
            pub fn graph_limit(self, operations: usize) -> Self {
                let kind = self.kind.with(|settings| settings.limit = operations);
                Self { kind, ..self }
            }

            /// What has been traced and compiled so far, and how often code was not the way.
            #[must_use]
            pub fn statistics(&self) -> Statistics {
                self.kind.paths.statistics()
            }
        }
    };
}
use settings;

/// The coordinates of a point one behind the other: where they stand, or copied to `memory`.
#[inline]
fn coordinates<'a, X>(x: &'a X, memory: &'a mut Vec<f64>) -> &'a [f64]
where
    X: crate::point::Point<Scalar = f64> + ?Sized,
{
    use nalgebra::Dim;
    match x.contiguous() {
        Some(x) => x,
        None => {
            memory.clear();
            memory.extend((0..x.dimension().value()).map(|i| x.coordinate(i)));
            memory
        }
    }
}

/// The coordinates of a point, and behind them those of another one.
fn both<X, V>(x: &X, v: &V) -> Vec<f64>
where
    X: crate::point::Point<Scalar = f64> + ?Sized,
    V: crate::point::Point<Scalar = f64> + ?Sized,
{
    use nalgebra::Dim;
    let first = (0..x.dimension().value()).map(|i| x.coordinate(i));
    first
        .chain((0..v.dimension().value()).map(|i| v.coordinate(i)))
        .collect()
}
