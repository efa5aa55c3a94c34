//! [`Hessian`](crate::Hessian): columns of its lower triangle from every thread.

use std::ops::Range;

use nalgebra::Dim;
use rayon::prelude::*;

use super::{Parallel, pieces};
use crate::exact::forward::nested::is_idle;
use crate::operator::{HessianKind, PlainNumber};
use crate::point::{Matrix, Point, coordinates, mirror};
use crate::scalar::Real;

/// Some columns of the lower triangle of a Hessian.
pub struct Columns<T> {
    pub(in crate::exact) value: T,
    /// The gradient at the columns, in their order.
    pub(in crate::exact) slopes: Vec<T>,
    /// Row, column and entry.
    pub(in crate::exact) entries: Vec<(usize, usize, T)>,
}

/// A kind that can compute some columns of a Hessian.
pub trait HessianColumns<F, T>: HessianKind<F, T, Scalar = T, Value = T> {
    /// How many columns are best computed together.
    const LANES: usize;

    /// The columns of a piece.
    fn columns(&self, f: &F, x: &[T], piece: Range<usize>) -> Result<Columns<T>, Self::Error>;
}

impl<F, T, K> HessianKind<F, T> for Parallel<K>
where
    F: Sync,
    T: Real + PlainNumber,
    K: HessianColumns<F, T, Error: Send> + Sync,
{
    type Workspace = ();
    type Value = T;

    fn workspace(&self, _: usize) {}

    fn value(&self, f: &F, x: &[T]) -> Result<T, K::Error> {
        HessianKind::value(&self.0, f, x)
    }

    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        (): &mut (),
        gradient: &mut [T],
        hessian: &mut impl Matrix<T>,
    ) -> Result<T, K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let kind = &self.0;
        if !is_idle() {
            let workspace = &mut HessianKind::workspace(kind, x.dimension().value());
            return kind.hessian_into(f, x, workspace, gradient, hessian);
        }
        let x = coordinates(x);
        let of_piece = |piece: Range<usize>| kind.columns(f, &x, piece);
        let found: Result<Vec<_>, _> = pieces(x.len(), K::LANES).map(of_piece).collect();
        let found = found?;
        for (slopes, columns) in gradient.chunks_mut(K::LANES).zip(&found) {
            slopes.copy_from_slice(&columns.slopes);
            for &(i, j, entry) in &columns.entries {
                mirror(hessian, (i, j), entry);
            }
        }
        Ok(found[found.len() - 1].value)
    }

    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(T, X::Gradient), K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        HessianKind::value_and_gradient(&self.0, f, x)
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        self.0.hvp(f, x, v)
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<T, K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        self.0.laplacian(f, x)
    }
}
