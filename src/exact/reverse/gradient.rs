//! The reverse [`Gradient`]: one recording, one sweep.

use nalgebra::Dim;

use super::adjoints;
use crate::error::Error;
use crate::exact::forward::nested::as_part;
use crate::exact::{Reverse, TryReverse, Workspace};
use crate::operator::{Callable, Gradient, GradientKind, Returns};
use crate::point::Point;
use crate::scalar::tape::{record, with_variables};
use crate::scalar::{Dual, Real, Var};

impl<F, T: Real> Gradient<F, Reverse<T>>
where
    F: Fn(&[Var<T>]) -> Var<T>,
{
    /// The exact gradient in reverse mode, for functions of many variables: it costs a small multiple
    /// of one evaluation, whatever their number, where [`new`](Gradient::new) evaluates `⌈n/12⌉` times.
    ///
    /// The closure is written as for `new`, with a [`Var`] in place of a [`Dual`]. It is recorded on a
    /// tape, which takes 32 bytes for every operation that joins two variables: see
    /// [`tape_limit`](Gradient::tape_limit), and [`sum`](Gradient::sum) for a function that is a sum of
    /// many terms. At a kink the answer is the gradient of one of the pieces that meet there: see
    /// [`exact`](mod@crate::exact).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::reverse(|x| x.windows(2).map(|w| (w[1] - w[0] * w[0]).powi(2)).sum());
    /// let g = f.at(&vec![0.5; 1000]);
    /// assert_eq!((g[0], g[500], g[999]), (-0.5, 0.0, 0.5));
    /// ```
    pub fn reverse(f: F) -> Self {
        let kind = Reverse::new();
        Self { f, kind }
    }
}

impl<F, T: Real, E> Gradient<F, TryReverse<T, E>>
where
    F: Fn(&[Var<T>]) -> Result<Var<T>, E>,
{
    /// As [`reverse`](Gradient::reverse), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::try_reverse(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5]), Ok([2.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_reverse(f: F) -> Self {
        let kind = Reverse::new();
        Self { f, kind }
    }
}

impl<F, T: Real, R: Returns> Gradient<F, Reverse<T, R>> {
    /// With a tape of at most so many bytes, in place of half of the machine's memory. A function that
    /// needs more panics with [`Error::TapeLimit`], which says how much.
    ///
    /// ```should_panic
    /// use partials::Gradient;
    ///
    /// let f = Gradient::reverse(|x| x.iter().map(|v| v * v).sum()).tape_limit(1 << 20);
    /// f.at(&vec![1.0; 100_000]);
    /// ```
    #[must_use]
    pub fn tape_limit(self, bytes: usize) -> Self {
        let kind = self.kind.with_limit(bytes);
        Self { kind, ..self }
    }
}

impl<F, T: Real, R: Returns> GradientKind<F> for Reverse<T, R>
where
    F: Callable<Var<T>, R, Var<T>>,
{
    type Workspace = Workspace<Var<T>>;

    fn workspace(&self, n: usize) -> Self::Workspace {
        Workspace::new(n)
    }

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        let x: Vec<_> = x.iter().map(|x| Var::constant(*x)).collect();
        f.call(&x).map(|y| y.value)
    }

    #[inline]
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(T, X::Gradient), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let mut out = x.repeat(T::of(0.0));
        let value = with_variables(|variables| self.swept(f, x, variables, out.as_mut()))?;
        Ok((value, x.gathered(out)))
    }

    #[inline]
    fn gradient_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        out: &mut [T],
    ) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        self.swept(f, x, workspace.memory(), out)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        self.value_and_jvp(f, x, v).map(|(_, slope)| slope)
    }

    /// A pass forward over the tape.
    fn value_and_jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<(T, T), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        let (n, at) = (x.dimension().value(), |i| x.coordinate(i));
        let recorded = with_variables(|v| record(n, at, v, self.limit, |x| f.call(x)));
        let (recording, y) = recorded?;
        let replay = |x: &[Dual<T>]| recording.moving(y, &recording.tangents(x));
        Ok((y.value, as_part(|| Gradient::new(replay).jvp(x, v))))
    }
}

impl<T: Real, R: Returns> Reverse<T, R> {
    /// The value; the gradient goes to `out`.
    #[inline(always)]
    fn swept<F, X>(
        &self,
        f: &F,
        x: &X,
        variables: &mut Vec<Var<T>>,
        out: &mut [T],
    ) -> Result<T, R::Error>
    where
        F: Callable<Var<T>, R, Var<T>>,
        X: Point<Scalar = T> + ?Sized,
    {
        let n = x.dimension().value();
        Error::check_length("the output", n, out.len());
        let at = |i| x.coordinate(i);
        let (recording, y) = record(n, at, variables, self.limit, |x| f.call(x))?;
        adjoints::gradient(&recording, variables, y, out);
        Ok(y.value)
    }
}
