//! [`Gradient`]: the vector of partial derivatives of a scalar function.

use std::marker::PhantomData;
use std::ops::Range;

use super::sweep::{
    self, Chunks, Lanes, Stain, Sweep, Workspace, any_nan, beside, passes, resolve,
};
use crate::error::Error;
use crate::exact::{Exact, ExactKind, TryExact};
use crate::operator::Gradient;
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

impl<F, K: ExactKind> Gradient<F, K>
where
    F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<Dual<K::Scalar>>,
{
    /// The gradient at `x`, in a container of the same kind as `x`.
    ///
    /// Cost: `⌈n/12⌉` evaluations. Points of static size need no heap.
    ///
    /// # Panics
    ///
    /// Where the closure panics, for example by indexing past the point; and inside another
    /// derivative, if the closure mixes both levels in one number type.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::new(|x| 2.0 * x[0].sin() + x[1]);
    /// let g: Vec<f64> = f.at(&vec![0.0, 2.0]);
    /// assert_eq!(g, [2.0, 1.0]);
    /// ```
    #[inline]
    pub fn at<X>(&self, x: &X) -> K::Outcome<X::Gradient>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        K::outcome(self.value_gradient(x).map(|(_, gradient)| gradient))
    }

    /// The value and the gradient at `x`, for the price of the gradient.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let (value, gradient) = Gradient::new(|x| x[0] * x[1]).value_and_gradient(&[2.0, 3.0]);
    /// assert_eq!((value, gradient), (6.0, [3.0, 2.0]));
    /// ```
    #[inline]
    pub fn value_and_gradient<X>(&self, x: &X) -> K::Outcome<(K::Scalar, X::Gradient)>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        K::outcome(self.value_gradient(x))
    }

    /// Writes the gradient at `x` into `out` and returns the value, without any allocation.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `out` is not as long as `x`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::new(|x| x.iter().map(|v| v * v).sum());
    /// let x = vec![1.0, 2.0, 3.0];
    /// let (mut workspace, mut gradient) = (f.workspace(3), vec![0.0; 3]);
    /// let value = f.at_into(&x, &mut workspace, &mut gradient);
    /// assert_eq!((value, gradient), (14.0, vec![2.0, 4.0, 6.0]));
    /// ```
    #[inline]
    pub fn at_into<X>(
        &self,
        x: &X,
        workspace: &mut Workspace<Dual<K::Scalar>>,
        out: &mut [K::Scalar],
    ) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let seeds = workspace.fill(x, Dual::constant);
        Error::check_length("the output", seeds.len(), out.len());
        let n = out.len();
        let swept = self.sweep::<X::Dimension>(seeds, out, || {
            let (mut workspace, mut out) = (self.workspace(n), vec![K::Scalar::of(0.0); n]);
            K::result(self.at_into(x, &mut workspace, &mut out)).map(drop)
        });
        match swept {
            Ok((value, 0)) => K::outcome(Ok(value)),
            Ok((_, notes)) => {
                let again = || K::result(self.at_into(x, workspace, out));
                K::outcome(resolve(notes, again))
            }
            Err(error) => K::outcome(Err(error)),
        }
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    pub fn workspace(&self, n: usize) -> Workspace<Dual<K::Scalar>> {
        Workspace::new(n)
    }

    #[inline]
    fn value_gradient<X>(&self, x: &X) -> Result<(K::Scalar, X::Gradient), K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let mut out = x.repeat(K::Scalar::of(0.0));
        let again = || self.value_gradient(x).map(drop);
        match self.sweep::<X::Dimension>(seeds.as_mut(), out.as_mut(), again)? {
            (value, 0) => Ok((value, x.vector(out.as_ref()))),
            (_, notes) => resolve(notes, || self.value_gradient(x)),
        }
    }

    /// The value, and the notes of the numbers; the gradient goes to `out`. `seeds` holds the point as
    /// constants.
    #[inline(always)]
    fn sweep<R: Rows>(
        &self,
        seeds: &mut [Dual<K::Scalar>],
        out: &mut [K::Scalar],
        again: impl FnOnce() -> Result<(), K::Error>,
    ) -> Result<(K::Scalar, u16), K::Error> {
        let mut partials = Partials::<_, R> {
            chunks: Chunks::from(0),
            value: K::Scalar::of(0.0),
            out,
        };
        let notes = passes(seeds, &mut partials, |x| K::result((self.f)(x)), again)?;
        Ok((partials.value, notes))
    }
}

/// The partial derivatives, a chunk at a time.
struct Partials<'a, T, R> {
    chunks: Chunks<R>,
    value: T,
    out: &'a mut [T],
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
