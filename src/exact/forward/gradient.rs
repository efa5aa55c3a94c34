//! `Gradient`: the vector of partial derivatives of a scalar function.

use std::cell::Cell;
use std::ops::Range;

use super::directional::{Along, along};
use super::sweep::{
    self, Chunks, Lanes, OrResolve, Stain, Sweep, Workspace, any_nan, beside, passes, resolve,
};
use crate::error::Error;
use crate::exact::ExactKind;
use crate::operator::{Callable, GradientKind};
use crate::point::{Point, Rows};
use crate::scalar::{Dual, Real};

impl<F, K: ExactKind> GradientKind<F> for K
where
    F: Callable<Dual<K::Scalar>, K, Dual<K::Scalar>>,
{
    type Workspace = Workspace<Dual<K::Scalar>>;

    fn workspace(&self, n: usize) -> Self::Workspace {
        Workspace::new(n)
    }

    fn value(&self, f: &F, x: &[K::Scalar]) -> Result<K::Scalar, K::Error> {
        let x: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
        f.call(&x).map(|y| y.value)
    }

    #[inline]
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(K::Scalar, X::Gradient), K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let mut out = x.repeat(K::Scalar::of(0.0));
        let again = || self.value_and_gradient(f, x).map(drop);
        match sweep::<K, X::Dimension, F>(f, seeds.as_mut(), out.as_mut(), again)? {
            (value, 0) => Ok((value, x.gathered(out))),
            (_, notes) => resolve(notes, || self.value_and_gradient(f, x)),
        }
    }

    #[inline]
    fn gradient_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        out: &mut [K::Scalar],
    ) -> Result<K::Scalar, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let seeds = workspace.fill(x, Dual::constant);
        Error::check_length("the output", seeds.len(), out.len());
        let n = out.len();
        let again = || {
            let (mut workspace, mut out) = (Workspace::new(n), vec![K::Scalar::of(0.0); n]);
            self.gradient_into(f, x, &mut workspace, &mut out).map(drop)
        };
        match sweep::<K, X::Dimension, F>(f, seeds, out, again)? {
            (value, 0) => Ok(value),
            (_, notes) => resolve(notes, || self.gradient_into(f, x, workspace, out)),
        }
    }

    #[inline]
    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<K::Scalar, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        GradientKind::value_and_jvp(self, f, x, v).map(|(_, slope)| slope)
    }

    #[inline]
    fn value_and_jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<(K::Scalar, K::Scalar), K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        let again = || GradientKind::value_and_jvp(self, f, x, v).map(drop);
        let value = Cell::new(K::Scalar::of(0.0));
        let values = |x: &[_]| {
            f.call(x).map(|y| {
                value.set(y.value);
                [y]
            })
        };
        let mut slope = Along::<_, [Dual<K::Scalar>; 1]>::default();
        let swept = passes(along(x, v).as_mut(), &mut slope, values, again);
        let found = || (value.get(), slope.product()[0]);
        swept.or_resolve(found, || GradientKind::value_and_jvp(self, f, x, v))
    }
}

/// The value, and the notes of the numbers; the gradient goes to `out`. `seeds` holds the point as
/// constants.
#[inline(always)]
fn sweep<K: ExactKind, R: Rows, F>(
    f: &F,
    seeds: &mut [Dual<K::Scalar>],
    out: &mut [K::Scalar],
    again: impl FnOnce() -> Result<(), K::Error>,
) -> Result<(K::Scalar, u16), K::Error>
where
    F: Callable<Dual<K::Scalar>, K, Dual<K::Scalar>>,
{
    let mut partials = Partials::<_, R> {
        chunks: Chunks::from(0),
        value: K::Scalar::of(0.0),
        out,
    };
    let notes = passes(seeds, &mut partials, |x| f.call(x), again)?;
    Ok((partials.value, notes))
}

/// The partial derivatives, a chunk at a time.
pub(super) struct Partials<'a, T, R> {
    pub(super) chunks: Chunks<R>,
    pub(super) value: T,
    pub(super) out: &'a mut [T],
}

impl<T: Real, R: Rows> Sweep for Partials<'_, T, R> {
    type Scalar = T;
    type Number = Dual<T>;
    type Values = Dual<T>;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Dual<T>], lanes: Lanes) -> Option<Range<usize>> {
        self.chunks.next(seeds, lanes, |x| &mut x.partials)
    }
    #[inline(always)]
    fn take(&mut self, chunk: Range<usize>, y: Dual<T>) {
        self.value = y.value;
        for (g, p) in self.out[chunk].iter_mut().zip(&y.partials[..R::LANES]) {
            *g = beside(y.value, *p);
        }
    }
    fn take_value(&mut self, y: Dual<T>) {
        self.value = y.value;
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &Dual<T>) -> bool {
        any_nan(y, R::LANES)
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
