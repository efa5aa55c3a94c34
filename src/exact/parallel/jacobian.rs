//! [`Jacobian`](crate::Jacobian): a slab of columns from every thread.

use std::ops::Range;

use nalgebra::Dim;
use rayon::prelude::*;

use super::{Parallel, pieces};
use crate::error::Error;
use crate::exact::Exact;
use crate::exact::forward::nested::is_idle;
use crate::operator::{Callable, JacobianKind, PlainNumber, Returns};
use crate::output::Output;
use crate::point::{Matrix, Point, coordinates};
use crate::scalar::{CHUNK, Dual, Real};

impl<F, T, R, Y> JacobianKind<F, Y> for Parallel<Exact<T, R>>
where
    F: Callable<Dual<T>, Exact<T, R>, Y> + Sync,
    T: Real + PlainNumber,
    R: Returns<Error: Send>,
    Y: Output<Dual<T>>,
{
    type Workspace = ();

    fn workspace(&self, _: usize) {}

    fn values(&self, f: &F, x: &[T]) -> Result<Y::Vector<T>, R::Error> {
        self.0.values(f, x)
    }

    #[allow(clippy::type_complexity)]
    fn values_and_jacobian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Y::Vector<T>, X::Matrix<Y::Rows>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        if !is_idle() {
            return self.0.values_and_jacobian(f, x);
        }
        let slabs = self.slabs::<F, X, Y>(f, x)?;
        let mut jacobian = x.zeros(slabs[0].rows);
        fill(&slabs, &mut jacobian);
        Ok((values::<T, Y>(&slabs), jacobian))
    }

    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        (): &mut (),
        out: &mut impl Matrix<T>,
    ) -> Result<Y::Vector<T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let n = x.dimension().value();
        if !is_idle() {
            let workspace = &mut JacobianKind::<F, Y>::workspace(&self.0, n);
            return self.0.jacobian_into(f, x, workspace, out);
        }
        let slabs = self.slabs::<F, X, Y>(f, x)?;
        Error::check_shape("Jacobian", (slabs[0].rows.value(), n), out.shape());
        fill(&slabs, out);
        Ok(values::<T, Y>(&slabs))
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Y::Vector<T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::jvp(&self.0, f, x, v)
    }

    #[allow(clippy::type_complexity)]
    fn values_and_jvp<X, V>(
        &self,
        f: &F,
        x: &X,
        v: &V,
    ) -> Result<(Y::Vector<T>, Y::Vector<T>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        self.0.values_and_jvp(f, x, v)
    }

    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        U: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::vjp(&self.0, f, x, u)
    }

    fn divergence<X>(&self, f: &F, x: &X) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::divergence(&self.0, f, x)
    }

    fn curl<X>(&self, f: &F, x: &X) -> Result<[T; 3], R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::curl(&self.0, f, x)
    }
}

impl<T: Real + PlainNumber, R: Returns<Error: Send>> Parallel<Exact<T, R>> {
    /// The columns, chunk by chunk, and how many rows they have.
    fn slabs<F, X, Y>(&self, f: &F, x: &X) -> Result<Vec<Slab<T, Y::Rows>>, R::Error>
    where
        F: Callable<Dual<T>, Exact<T, R>, Y> + Sync,
        X: Point<Scalar = T> + ?Sized,
        Y: Output<Dual<T>>,
    {
        let x = coordinates(x);
        let of_piece = |piece: Range<usize>| self.0.jacobian_piece::<F, Y>(f, &x, piece);
        let found: Result<Vec<_>, _> = pieces(x.len(), CHUNK).map(of_piece).collect();
        let slabs: Vec<Slab<T, Y::Rows>> = found?;
        for slab in &slabs {
            Error::check_value_count(slabs[0].rows.value(), slab.rows.value());
        }
        Ok(slabs)
    }
}

/// Some columns of a Jacobian, and the values.
pub(in crate::exact) struct Slab<T, N> {
    pub(in crate::exact) values: Vec<T>,
    /// How many values there are, as a type.
    pub(in crate::exact) rows: N,
    /// One column after the other.
    pub(in crate::exact) entries: Vec<T>,
}

/// The values, in their own container.
fn values<T: Real, Y: Output<Dual<T>>>(slabs: &[Slab<T, Y::Rows>]) -> Y::Vector<T> {
    let values = &slabs[slabs.len() - 1].values;
    Y::from_fn(values.len(), |i| values[i])
}

/// Writes the columns into a matrix.
fn fill<T: Copy, N>(slabs: &[Slab<T, N>], out: &mut impl Matrix<T>) {
    let mut columns = 0..;
    for slab in slabs {
        let rows = slab.values.len().max(1);
        for (column, j) in slab.entries.chunks(rows).zip(&mut columns) {
            for (i, entry) in column.iter().enumerate() {
                out[(i, j)] = *entry;
            }
        }
    }
}
