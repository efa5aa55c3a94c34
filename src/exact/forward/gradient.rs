//! [`Gradient`]: the vector of partial derivatives of a scalar function.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::Range;

use super::directional::{Along, along};
use super::sweep::{
    self, Chunks, Lanes, OrResolve, Stain, Sweep, Workspace, any_nan, beside, passes, resolve,
};
use crate::error::Error;
use crate::exact::{Exact, ExactKind, TryExact};
use crate::operator::{Callable, Gradient, GradientKind};
use crate::point::{Point, Rows};
use crate::scalar::{Dual, Real};

impl<F, T: Real> Gradient<F, Exact<T>>
where
    F: Fn(&[Dual<T>]) -> Dual<T>,
{
    /// The exact gradient of a closure `|x| ...`, where `x[i]` is used like an `f64`.
    ///
    /// The closure is evaluated `⌈n/12⌉` times for `n` variables, on [`Dual`] numbers over the number
    /// type of the point: nothing has to be annotated, not even the `f32` or `Dual` of a point.
    /// Generic functions are passed by name. One closure value serves one number type.
    ///
    /// What the compiler says about a closure that cannot be differentiated, and what to write:
    ///
    /// | message | remedy |
    /// |---|---|
    /// | expected `Dual`, found `f64` or floating-point number | a constant result is `c.into()`; a number taken out of `x` has lost its derivatives |
    /// | expected closure signature `fn(&[Dual])`, found `fn(&[f64])` | `\|x\|` without annotation; a named function becomes generic, `fn f<S: Scalar>(x: &[S]) -> S` |
    /// | cannot multiply `{integer}`, `usize` or `f32` by `Dual` | a float literal, `2.0 * x[0]`; for variables `n as f64`, `f64::from(k)` |
    /// | expected `Dual`, found `Result` | [`try_new`](Gradient::try_new) |
    ///
    /// ```
    /// use partials::{Gradient, Scalar};
    ///
    /// assert_eq!(Gradient::new(|x| x[0] * x[1]).at(&[2.0, 3.0]), [3.0, 2.0]);
    ///
    /// fn squares<S: Scalar>(x: &[S]) -> S {
    ///     x.iter().map(|v| *v * *v).sum()
    /// }
    /// assert_eq!(Gradient::new(squares).at(&vec![1.0, 2.0, 3.0]), [2.0, 4.0, 6.0]);
    /// assert_eq!(Gradient::new(squares).at(&[0.5_f32]), [1.0_f32]);
    /// ```
    pub fn new(f: F) -> Self {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, T: Real, E> Gradient<F, TryExact<T, E>>
where
    F: Fn(&[Dual<T>]) -> Result<Dual<T>, E>,
{
    /// As [`new`](Gradient::new), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::try_new(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("not positive") });
    /// assert_eq!(g.at(&[2.0]), Ok([0.5]));
    /// assert_eq!(g.at(&[-2.0]), Err("not positive"));
    /// ```
    pub fn try_new(f: F) -> Self {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

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
