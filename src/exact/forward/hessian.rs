//! `Hessian`: the matrix of second partial derivatives of a scalar function.

use std::ops::Range;

use super::directional::{Diagonal, Products};
use super::sweep::{
    self, Chunks, Lanes, OrResolve, Stain, Sweep, Workspace, beside, passes, resolve,
};
use crate::exact::ExactKind;
use crate::operator::{Callable, GradientKind, HessianKind};
use crate::point::{Matrix, Point, Rows, mirror};
use crate::scalar::{CHUNK, Dual, Real};

/// The number a Hessian's closure computes with: a chunk of partial derivatives, and along one more
/// direction their derivatives.
pub(super) type Second<T> = Dual<Dual<T>, 1>;

/// Value, gradient and Hessian.
type AllOf<X> = (
    <X as Point>::Scalar,
    <X as Point>::Gradient,
    <X as Point>::Matrix<<X as Point>::Dimension>,
);

impl<F, K: ExactKind> HessianKind<F, K::Scalar> for K
where
    F: Callable<Second<K::Scalar>, K, Second<K::Scalar>>,
{
    type Workspace = Workspace<Second<K::Scalar>>;
    type Value = K::Scalar;

    fn workspace(&self, n: usize) -> Self::Workspace {
        Workspace::new(n)
    }

    fn value(&self, f: &F, x: &[K::Scalar]) -> Result<K::Scalar, K::Error> {
        let constant = |x: &K::Scalar| Dual::constant(Dual::constant(*x));
        let x: Vec<_> = x.iter().map(constant).collect();
        f.call(&x).map(|y| y.value.value)
    }

    #[inline]
    fn value_gradient_hessian<X>(&self, f: &F, x: &X) -> Result<AllOf<X>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(Dual::constant(x.coordinate(i))));
        let mut gradient = x.repeat(K::Scalar::of(0.0));
        let mut hessian = x.zeros(x.dimension());
        let (seeds, slopes) = (seeds.as_mut(), gradient.as_mut());
        let again = || self.value_gradient_hessian(f, x).map(drop);
        match sweep::<K, X::Dimension, F>(f, seeds, slopes, &mut hessian, again)? {
            (value, 0) => Ok((value, x.gathered(gradient), hessian)),
            (_, notes) => resolve(notes, || self.value_gradient_hessian(f, x)),
        }
    }

    #[inline]
    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        gradient: &mut [K::Scalar],
        hessian: &mut impl Matrix<K::Scalar>,
    ) -> Result<K::Scalar, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let seeds = workspace.fill(x, |v| Dual::constant(Dual::constant(v)));
        let again = || self.value_gradient_hessian(f, x).map(drop);
        match sweep::<K, X::Dimension, F>(f, seeds, gradient, hessian, again)? {
            (value, 0) => Ok(value),
            (_, notes) => resolve(notes, || {
                self.hessian_into(f, x, workspace, gradient, hessian)
            }),
        }
    }

    /// By the inner of both levels, with nothing moving at the outer one.
    #[inline]
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(K::Scalar, X::Gradient), K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let first_order = |x: &[Dual<K::Scalar>]| {
            let x: Vec<_> = x.iter().copied().map(Dual::constant).collect();
            K::outcome(f.call(&x).map(|y| y.value))
        };
        GradientKind::value_and_gradient(self, &first_order, x)
    }

    #[inline]
    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| {
            let direction = [Dual::constant(v.coordinate(i))];
            Dual::new(Dual::constant(x.coordinate(i)), direction)
        });
        let mut product = x.repeat(K::Scalar::of(0.0));
        let mut rows = Products::<_, X::Dimension>::new(product.as_mut());
        let again = || self.hvp(f, x, v).map(drop);
        let swept = passes(seeds.as_mut(), &mut rows, |x| f.call(x), again);
        let found = || x.gathered(product);
        swept.or_resolve(found, || self.hvp(f, x, v))
    }

    #[inline]
    fn laplacian<X>(&self, f: &F, x: &X) -> Result<K::Scalar, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(Dual::constant(x.coordinate(i))));
        let mut diagonal = Diagonal::new();
        let again = || self.laplacian(f, x).map(drop);
        let swept = passes(seeds.as_mut(), &mut diagonal, |x| f.call(x), again);
        swept.or_resolve(|| diagonal.sum(), || self.laplacian(f, x))
    }
}

/// Column by column of the lower triangle, mirrored. `seeds` holds the point as constants.
#[inline(always)]
fn sweep<K: ExactKind, D: Rows, F>(
    f: &F,
    seeds: &mut [Second<K::Scalar>],
    gradient: &mut [K::Scalar],
    hessian: &mut impl Matrix<K::Scalar>,
    again: impl FnOnce() -> Result<(), K::Error>,
) -> Result<(K::Scalar, u16), K::Error>
where
    F: Callable<Second<K::Scalar>, K, Second<K::Scalar>>,
{
    let mut columns = Columns::<_, D, _> {
        triangle: Triangle::of(0..usize::MAX, seeds),
        value: K::Scalar::of(0.0),
        gradient,
        put: |i, j, entry| mirror(hessian, (i, j), entry),
    };
    let notes = passes(seeds, &mut columns, |x| f.call(x), again)?;
    Ok((columns.value, notes))
}

/// The columns of the lower triangle, a chunk of rows at a time: along the column's variable moves
/// the outer level, along those of the rows the inner one.
pub(super) struct Triangle<D> {
    pub(super) column: usize,
    /// Where the columns end, or later.
    end: usize,
    rows: Chunks<D>,
}

impl<D: Rows> Triangle<D> {
    /// At the first of some columns. `seeds` holds the point as constants.
    #[inline(always)]
    pub(super) fn of<T: Real>(columns: Range<usize>, seeds: &mut [Second<T>]) -> Self {
        if let Some(x) = seeds.get_mut(columns.start) {
            x.partials = [Dual::of(1.0)];
        }
        Self {
            column: columns.start,
            end: columns.end,
            rows: Chunks::from(columns.start),
        }
    }

    /// Sets up the seeds of the next rows, of this column or the next one.
    #[inline(always)]
    pub(super) fn next<T: Real>(
        &mut self,
        seeds: &mut [Second<T>],
        lanes: Lanes,
    ) -> Option<Range<usize>> {
        if let Some(chunk) = self.rows.next(seeds, lanes, inner_partials) {
            return Some(chunk);
        }
        if self.column + 1 >= seeds.len().min(self.end) {
            return None;
        }
        seeds[self.column].partials = [Dual::of(0.0)];
        self.column += 1;
        seeds[self.column].partials = [Dual::of(1.0)];
        self.rows = Chunks::from(self.column);
        self.rows.next(seeds, lanes, inner_partials)
    }

    /// Spoils the seeds of the column and the rows.
    #[inline(always)]
    pub(super) fn spoil<T: Real>(&self, seeds: &mut [Second<T>], rows: Option<&Range<usize>>) {
        if let (Some(rows), Some(x)) = (rows, seeds.get_mut(self.column)) {
            x.partials = [Dual::of(f64::NAN)];
            sweep::spoil(seeds, Some(rows), inner_partials);
        }
    }
}

/// The entries of the lower triangle, each handed to `put` with its row and column.
pub(super) struct Columns<'a, T, D, P> {
    pub(super) triangle: Triangle<D>,
    pub(super) value: T,
    pub(super) gradient: &'a mut [T],
    pub(super) put: P,
}

impl<T: Real, D: Rows, P: FnMut(usize, usize, T)> Sweep for Columns<'_, T, D, P> {
    type Scalar = T;
    type Number = Second<T>;
    type Values = Second<T>;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Second<T>], lanes: Lanes) -> Option<Range<usize>> {
        self.triangle.next(seeds, lanes)
    }
    #[inline(always)]
    fn take(&mut self, rows: Range<usize>, y: Second<T>) {
        let (value, j) = (y.value.value, self.triangle.column);
        self.value = value;
        // In a tie the inner level follows the outer one, whose slope is that of the column.
        if let Some(slope) = self.gradient.get_mut(j) {
            *slope = beside(value, y.partials[0].value);
        }
        for (lane, i) in (0..D::LANES).zip(rows) {
            if i >= j {
                (self.put)(i, j, beside(value, y.partials[0].partials[lane]));
            }
        }
    }
    fn take_value(&mut self, y: Second<T>) {
        self.value = y.value.value;
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &Second<T>) -> bool {
        any_nan(y, D::LANES)
    }
    #[inline(always)]
    fn stain(x: &mut Second<T>, how: Stain) {
        stain(x, how);
    }
    #[inline(always)]
    fn spoil(&self, seeds: &mut [Second<T>], rows: Option<&Range<usize>>) {
        self.triangle.spoil(seeds, rows);
    }
}

/// The partial derivatives that a chunk seeds.
#[inline(always)]
pub(super) fn inner_partials<T: Real>(x: &mut Second<T>) -> &mut [T; CHUNK] {
    &mut x.value.partials
}

/// Spoils or clears the derivatives of a number, of both orders.
#[inline(always)]
pub(super) fn stain<T: Real>(x: &mut Second<T>, stain: Stain) {
    sweep::stain(x, stain);
    sweep::stain(&mut x.value, stain);
}

/// Whether a derivative of either order is spoiled.
#[inline(always)]
pub(super) fn any_nan<T: Real>(y: &Second<T>, lanes: usize) -> bool {
    sweep::any_nan(y, 1) || sweep::any_nan(&y.value, lanes)
}
