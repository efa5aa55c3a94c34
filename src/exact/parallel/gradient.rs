//! [`Gradient`](crate::Gradient): a piece of it from every thread.

use std::ops::Range;

use nalgebra::Dim;
use rayon::prelude::*;

use super::{Parallel, pieces};
use crate::error::Error;
use crate::exact::Exact;
use crate::exact::forward::nested::is_idle;
use crate::operator::{Callable, GradientKind, PlainNumber, Returns};
use crate::point::{Point, coordinates};
use crate::scalar::{CHUNK, Dual, Real};

impl<F, T, R> GradientKind<F> for Parallel<Exact<T, R>>
where
    F: Callable<Dual<T>, Exact<T, R>, Dual<T>> + Sync,
    T: Real + PlainNumber,
    R: Returns<Error: Send>,
{
    type Workspace = ();

    fn workspace(&self, _: usize) {}

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        GradientKind::value(&self.0, f, x)
    }

    fn gradient_into<X>(&self, f: &F, x: &X, (): &mut (), out: &mut [T]) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        Error::check_length("the output", x.dimension().value(), out.len());
        let kind = &self.0;
        if !is_idle() {
            let workspace = &mut GradientKind::<F>::workspace(kind, out.len());
            return kind.gradient_into(f, x, workspace, out);
        }
        let x = coordinates(x);
        let of_piece = |piece: Range<usize>| kind.gradient_piece(f, &x, piece);
        let found: Result<Vec<_>, _> = pieces(x.len(), CHUNK).map(of_piece).collect();
        let found = found?;
        for (slopes, (_, piece)) in out.chunks_mut(CHUNK).zip(&found) {
            slopes.copy_from_slice(piece);
        }
        Ok(found[found.len() - 1].0)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        GradientKind::jvp(&self.0, f, x, v)
    }

    fn value_and_jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<(T, T), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        GradientKind::value_and_jvp(&self.0, f, x, v)
    }
}
