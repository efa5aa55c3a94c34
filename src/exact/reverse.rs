//! Reverse mode: a recording of the function on a tape, and a sweep back through it.
mod gradient;

use crate::operator::{Gradient, Plain};
use crate::scalar::tape::Recording;
use crate::scalar::{Real, Var};
use std::marker::PhantomData;

/// Reverse kind.
#[derive(Debug)]
pub struct Reverse<T, R = Plain> {
    limit: Option<usize>,
    marker: PhantomData<fn() -> (T, R)>,
}
impl<F, T: Real> Gradient<F, Reverse<T>>
where
    F: Fn(&[Var<T>]) -> Var<T>,
{
    /// r
    pub fn reverse(f: F) -> Self {
        Self {
            f,
            kind: Reverse {
                limit: None,
                marker: PhantomData,
            },
        }
    }
    /// r
    #[inline]
    pub fn zz_into(&self, x: &[T], vars: &mut Vec<Var<T>>, out: &mut [T]) -> T {
        let Ok((recording, y)) =
            crate::scalar::tape::record(x.iter().copied(), vars, self.kind.limit, |x| {
                Ok::<_, std::convert::Infallible>((self.f)(x))
            });
        gradient::gradient(&recording, vars, y, out);
        y.value
    }
}
