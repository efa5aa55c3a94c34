//! Exact derivatives on several threads: every chunk of variables has an evaluation of its own.

mod gradient;
mod hessian;
mod jacobian;

use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

use crate::exact::{Exact, Reverse};
use crate::operator::{Gradient, Hessian, IsExact, Jacobian, Kind, PlainNumber, Returns};
use crate::scalar::Real;
pub(super) use hessian::{Columns, HessianColumns};
pub(super) use jacobian::Slab;

/// The kind of an exact operator made by `parallel`: as `K`, with its chunks of variables shared out over
/// rayon's threads.
///
/// ```
/// use partials::exact::{Exact, Parallel};
/// use partials::{Dual, Gradient};
///
/// let f: Gradient<fn(&[Dual]) -> Dual, Parallel<Exact<f64>>> =
///     Gradient::new((|x| x[0] * x[1]) as fn(&[Dual]) -> Dual).parallel();
/// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
/// ```
#[derive(Clone, Copy)]
pub struct Parallel<K>(K);

impl<K: fmt::Debug> fmt::Debug for Parallel<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parallel").field(&self.0).finish()
    }
}

impl<K: Returns> Returns for Parallel<K> {
    type Error = K::Error;
    type Outcome<V> = K::Outcome<V>;

    fn result<V>(outcome: K::Outcome<V>) -> Result<V, K::Error> {
        K::result(outcome)
    }
    fn outcome<V>(result: Result<V, K::Error>) -> K::Outcome<V> {
        K::outcome(result)
    }
}

impl<K: Kind> Kind for Parallel<K> {
    type Scalar = K::Scalar;
    type Number = K::Number;

    fn for_another_function(self) -> Self {
        Self(self.0.for_another_function())
    }
}

impl<K: IsExact> IsExact for Parallel<K> {}

/// The pieces of `n` variables, of `lanes` each; one for no variables too, which gives the value.
fn pieces(n: usize, lanes: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    let count = n.div_ceil(lanes).max(1);
    let piece = move |k: usize| k * lanes..n.min((k + 1) * lanes);
    (0..count).into_par_iter().map(piece)
}

// `parallel` of an operator. Plain form:
//
//     impl<F: Sync, T: Real + PlainNumber, R: Returns> Gradient<F, Exact<T, R>> {
//         pub fn parallel(self) -> Gradient<F, Parallel<Exact<T, R>>> { .. }
//     }
macro_rules! parallel {
    ($Operator:ident, $Kind:ident, $new:literal, $f:literal) => {
        impl<F: Sync, T: Real + PlainNumber, R: Returns> $Operator<F, $Kind<T, R>> {
            /// Evaluates the chunks of variables on rayon's threads, for functions that take their time. The
            /// result is the same to the bit. Not inside another derivative, whose numbers stay on their thread.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            #[doc = concat!("let f = ", stringify!($Operator), "::", $new, "(", $f, ");")]
            /// let x = vec![0.5; 30];
            /// assert_eq!(f.parallel().at(&x), f.at(&x));
            /// ```
            #[must_use]
            pub fn parallel(self) -> $Operator<F, Parallel<$Kind<T, R>>> {
                let (f, kind) = (self.f, Parallel(self.kind));
                $Operator { f, kind }
            }
        }
    };
}
parallel!(
    Gradient,
    Exact,
    "new",
    "|x| x.iter().map(|v| v.sin()).product()"
);
parallel!(
    Jacobian,
    Exact,
    "new",
    "|x| x.windows(2).map(|w| w[0] * w[1]).collect::<Vec<_>>()"
);
parallel!(
    Hessian,
    Exact,
    "new",
    "|x| x.iter().map(|v| v.sin()).product()"
);
parallel!(
    Hessian,
    Reverse,
    "reverse",
    "|x| x.iter().map(|v| v.sin()).product()"
);
