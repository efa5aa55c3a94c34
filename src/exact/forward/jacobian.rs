//! `Jacobian`: the matrix of partial derivatives of a vector-valued function.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::directional::{Along, along};
use super::sweep::{self, Chunks, Lanes, OrResolve, Stain, Sweep, Workspace, beside, passes};
use crate::error::Error;
use crate::exact::ExactKind;
use crate::operator::{Callable, GradientKind, JacobianKind};
use crate::output::{Output, weighted_sum};
use crate::point::{Matrix, Point, Rows};
use crate::scalar::{Dual, Real};

/// Values and Jacobian.
type BothOf<X, R, T> = (
    <R as Output<Dual<T>>>::Vector<T>,
    <X as Point>::Matrix<<R as Output<Dual<T>>>::Rows>,
);

impl<F, K, R> JacobianKind<F, R> for K
where
    K: ExactKind,
    F: Callable<Dual<K::Scalar>, K, R>,
    R: Output<Dual<K::Scalar>>,
{
    type Workspace = Workspace<Dual<K::Scalar>>;

    fn workspace(&self, n: usize) -> Self::Workspace {
        Workspace::new(n)
    }

    fn values(&self, f: &F, x: &[K::Scalar]) -> Result<R::Vector<K::Scalar>, K::Error> {
        let x: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
        f.call(&x).map(|y| y.map(|y| y.value))
    }

    #[inline]
    fn values_and_jacobian<X>(&self, f: &F, x: &X) -> Result<BothOf<X, R, K::Scalar>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let mut answer = None;
        let take = |chunk: Range<usize>, y: R| {
            let (values, matrix) =
                answer.get_or_insert_with(|| (y.map(|y| y.value), x.zeros(y.rows())));
            if chunk.is_empty() {
                *values = y.map(|y| y.value);
            }
            for (lane, j) in (0..X::Dimension::LANES).zip(chunk) {
                for i in 0..y.rows().value() {
                    matrix[(i, j)] = partial(&y.value(i), lane);
                }
            }
        };
        let again = || self.values_and_jacobian(f, x).map(drop);
        let swept = sweep::<K, X::Dimension, _, _>(f, seeds.as_mut(), take, again);
        let found = || answer.expect("there is at least one chunk");
        swept.or_resolve(found, || self.values_and_jacobian(f, x))
    }

    #[inline]
    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        out: &mut impl Matrix<K::Scalar>,
    ) -> Result<R::Vector<K::Scalar>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let seeds = workspace.fill(x, Dual::constant);
        let n = seeds.len();
        let mut values = None;
        let take = |chunk: Range<usize>, y: R| {
            let (rows, is_value) = (y.rows().value(), chunk.is_empty());
            Error::check_shape("Jacobian", (rows, n), out.shape());
            for (lane, j) in (0..X::Dimension::LANES).zip(chunk) {
                for i in 0..rows {
                    out[(i, j)] = partial(&y.value(i), lane);
                }
            }
            if values.is_none() || is_value {
                values = Some(y.map(|y| y.value));
            }
        };
        let again = || self.values_and_jacobian(f, x).map(drop);
        let swept = sweep::<K, X::Dimension, _, _>(f, seeds, take, again);
        let found = || values.expect("there is at least one chunk");
        swept.or_resolve(found, || self.jacobian_into(f, x, workspace, out))
    }

    #[inline]
    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<R::Vector<K::Scalar>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        let again = || JacobianKind::jvp(self, f, x, v).map(drop);
        let mut product = Along::<_, R>::default();
        let swept = passes(along(x, v).as_mut(), &mut product, |x| f.call(x), again);
        swept.or_resolve(|| product.product(), || JacobianKind::jvp(self, f, x, v))
    }

    #[inline]
    fn values_and_jvp<X, V>(
        &self,
        f: &F,
        x: &X,
        v: &V,
    ) -> Result<(R::Vector<K::Scalar>, R::Vector<K::Scalar>), K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        let again = || self.values_and_jvp(f, x, v).map(drop);
        let seen = Cell::new(None);
        let values = |x: &[_]| {
            f.call(x)
                .inspect(|y: &R| seen.set(Some(y.map(|y| y.value))))
        };
        let mut product = Along::<_, R>::default();
        let swept = passes(along(x, v).as_mut(), &mut product, values, again);
        let found = || {
            let values = seen.take().expect("there is one pass");
            (values, product.product())
        };
        swept.or_resolve(found, || self.values_and_jvp(f, x, v))
    }

    #[inline]
    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        U: Point<Scalar = K::Scalar> + ?Sized,
    {
        let sum = |y: R| weighted_sum(&y, u, Dual::constant);
        let weighted = |x: &[Dual<K::Scalar>]| K::outcome(f.call(x).map(sum));
        self.gradient(&weighted, x)
    }

    #[inline]
    fn divergence<X>(&self, f: &F, x: &X) -> Result<K::Scalar, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let n = seeds.as_ref().len();
        let mut sum = K::Scalar::of(0.0);
        let take = |chunk: Range<usize>, y: R| {
            let rows = y.rows().value();
            Error::check_square("divergence", n, rows);
            for (lane, i) in (0..X::Dimension::LANES).zip(chunk) {
                sum = sum + partial(&y.value(i), lane);
            }
        };
        let again = || self.divergence(f, x).map(drop);
        let swept = sweep::<K, X::Dimension, _, _>(f, seeds.as_mut(), take, again);
        swept.or_resolve(|| sum, || self.divergence(f, x))
    }

    #[inline]
    fn curl<X>(&self, f: &F, x: &X) -> Result<[K::Scalar; 3], K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let n = seeds.as_ref().len();
        let mut curl = [K::Scalar::of(0.0); 3];
        let take = |chunk: Range<usize>, y: R| {
            let rows = y.rows().value();
            Error::check_curl(n, rows);
            // The derivatives of two values by the third variable each; a chunk holds any of them.
            for (lane, j) in chunk.enumerate() {
                let d = |i: usize| partial(&y.value(i), lane);
                let (after, before) = ((j + 1) % 3, (j + 2) % 3);
                curl[before] = curl[before] + d(after);
                curl[after] = curl[after] - d(before);
            }
        };
        let again = || self.curl(f, x).map(drop);
        let swept = sweep::<K, X::Dimension, _, _>(f, seeds.as_mut(), take, again);
        swept.or_resolve(|| curl, || self.curl(f, x))
    }
}

/// Hands the values of every chunk to `take`, always as many; the numbers' notes come back.
#[inline(always)]
pub(super) fn sweep<K: ExactKind, D: Rows, F, R>(
    f: &F,
    seeds: &mut [Dual<K::Scalar>],
    mut take: impl FnMut(Range<usize>, R),
    again: impl FnOnce() -> Result<(), K::Error>,
) -> Result<u16, K::Error>
where
    F: Callable<Dual<K::Scalar>, K, R>,
    R: Output<Dual<K::Scalar>>,
{
    let mut columns = Columns::<_, D, _, _>::new(Chunks::from(0), &mut take);
    passes(seeds, &mut columns, |x| f.call(x), again)
}

/// The partial derivatives of all values, a chunk of variables at a time. With an empty chunk
/// `take` gets the values alone.
pub(super) struct Columns<'a, T, D, R, G> {
    chunks: Chunks<D>,
    rows: Option<usize>,
    take: &'a mut G,
    types: PhantomData<fn(T) -> R>,
}

impl<'a, T, D, R, G> Columns<'a, T, D, R, G> {
    #[inline(always)]
    pub(super) fn new(chunks: Chunks<D>, take: &'a mut G) -> Self {
        Self {
            chunks,
            rows: None,
            take,
            types: PhantomData,
        }
    }
}

impl<T, D, R, G> Sweep for Columns<'_, T, D, R, G>
where
    T: Real,
    D: Rows,
    R: Output<Dual<T>>,
    G: FnMut(Range<usize>, R),
{
    type Scalar = T;
    type Number = Dual<T>;
    type Values = R;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Dual<T>], lanes: Lanes) -> Option<Range<usize>> {
        self.chunks.next(seeds, lanes, |x| &mut x.partials)
    }
    #[inline(always)]
    fn take(&mut self, chunk: Range<usize>, y: R) {
        let rows = y.rows().value();
        Error::check_value_count(*self.rows.get_or_insert(rows), rows);
        (self.take)(chunk, y);
    }
    fn take_value(&mut self, y: R) {
        self.take(0..0, y);
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &R) -> bool {
        any_nan(y, D::LANES)
    }
    #[inline(always)]
    fn stain(x: &mut Dual<T>, stain: Stain) {
        sweep::stain(x, stain);
    }
    #[inline(always)]
    fn spoil(&self, seeds: &mut [Dual<T>], chunk: Option<&Range<usize>>) {
        sweep::spoil(seeds, chunk, |x| &mut x.partials);
    }
}

/// A partial derivative of one value, as it is handed out.
#[inline(always)]
pub(super) fn partial<T: Real>(y: &Dual<T>, lane: usize) -> T {
    beside(y.value, y.partials[lane])
}

/// Whether one of the values has a spoiled derivative among the first `lanes`.
pub(super) fn any_nan<T: Real>(y: &impl Output<Dual<T>>, lanes: usize) -> bool {
    (0..y.rows().value()).any(|i| sweep::any_nan(&y.value(i), lanes))
}
