//! Parts of a derivative that can be computed apart, each with seeds of its own: what
//! [`Parallel`](crate::exact::Parallel) hands to threads.

use std::ops::Range;

use nalgebra::Dyn;

use super::gradient::Partials;
use super::hessian::{self, Second, Triangle};
use super::jacobian::{self, partial};
use super::sweep::{Chunks, OrResolve, passes};
use crate::exact::Exact;
use crate::exact::parallel::{Columns, HessianColumns, Slab};
use crate::operator::{Callable, Returns};
use crate::output::{Output, listed};
use crate::scalar::{CHUNK, Dual, Real};

impl<T: Real, R: Returns> Exact<T, R> {
    /// The value, and the derivatives by some of the variables.
    pub(in crate::exact) fn gradient_piece<F>(
        &self,
        f: &F,
        x: &[T],
        piece: Range<usize>,
    ) -> Result<(T, Vec<T>), R::Error>
    where
        F: Callable<Dual<T>, Self, Dual<T>>,
    {
        let mut seeds: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
        let mut slopes = vec![T::of(0.0); x.len()];
        let mut partials = Partials::<_, Dyn> {
            chunks: Chunks::of(piece.clone()),
            value: T::of(0.0),
            out: &mut slopes,
        };
        let again = || self.gradient_piece(f, x, piece.clone());
        let swept = passes(
            &mut seeds,
            &mut partials,
            |x| f.call(x),
            || again().map(drop),
        );
        let value = partials.value;
        swept.or_resolve(|| (value, slopes[piece.clone()].to_vec()), again)
    }

    /// The values, and the derivatives by a chunk of the variables.
    pub(in crate::exact) fn jacobian_piece<F, Y>(
        &self,
        f: &F,
        x: &[T],
        piece: Range<usize>,
    ) -> Result<Slab<T, Y::Rows>, R::Error>
    where
        F: Callable<Dual<T>, Self, Y>,
        Y: Output<Dual<T>>,
    {
        let mut seeds: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
        let mut found = None;
        let mut take = |chunk: Range<usize>, y: Y| {
            let values: Vec<Dual<T>> = listed(&y);
            let column = |lane: usize| values.iter().map(move |y| partial(y, lane));
            found = Some(Slab {
                values: values.iter().map(|y| y.value).collect(),
                rows: y.rows(),
                entries: (0..chunk.len()).flat_map(column).collect(),
            });
        };
        let chunks = Chunks::of(piece.clone());
        let mut columns = jacobian::Columns::<_, Dyn, _, _>::new(chunks, &mut take);
        let again = || self.jacobian_piece::<F, Y>(f, x, piece.clone());
        let swept = passes(
            &mut seeds,
            &mut columns,
            |x| f.call(x),
            || again().map(drop),
        );
        swept.or_resolve(|| found.expect("there is one chunk"), again)
    }
}

impl<F, T: Real, R: Returns> HessianColumns<F, T> for Exact<T, R>
where
    F: Callable<Second<T>, Self, Second<T>>,
{
    const LANES: usize = CHUNK;

    fn columns(&self, f: &F, x: &[T], piece: Range<usize>) -> Result<Columns<T>, R::Error> {
        let constant = |x: &T| Dual::constant(Dual::constant(*x));
        let mut seeds: Vec<Second<T>> = x.iter().map(constant).collect();
        let mut slopes = vec![T::of(0.0); x.len()];
        let mut entries = Vec::new();
        let mut columns = hessian::Columns::<_, Dyn, _> {
            triangle: Triangle::of(piece.clone(), &mut seeds),
            value: T::of(0.0),
            gradient: &mut slopes,
            put: |i, j, entry| entries.push((i, j, entry)),
        };
        let again = || self.columns(f, x, piece.clone());
        let swept = passes(
            &mut seeds,
            &mut columns,
            |x| f.call(x),
            || again().map(drop),
        );
        let value = columns.value;
        let found = || Columns {
            value,
            slopes: slopes[piece.clone()].to_vec(),
            entries,
        };
        swept.or_resolve(found, again)
    }
}
