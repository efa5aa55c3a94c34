//! The gradient of a partially separable function: a sum of terms that touch a few variables each, and
//! say which. Small dual numbers are pushed through every term, and nothing is recorded.

use std::fmt;
use std::marker::PhantomData;

pub(super) mod terms;

use crate::exact::sum::{InTurn, Marker, Schedule, SumWorkspace};
use crate::operator::debug::type_name;
use crate::operator::{
    Fallible, Gradient, GradientKind, IsExact, Kind, Plain, Progress, Returns, returns,
};
use crate::point::Point;
use crate::scalar::{Dual, Real};
use terms::{Memory, SeparableAt, along};

/// The kind of an operator made by [`Gradient::partially_separable`]: terms of `K` variables each.
///
/// `V` says which, `W` where terms are computed, `R` what the closure returns, `H` is the hook of
/// `on_round`.
///
/// ```
/// use partials::exact::PartiallySeparable;
/// use partials::{Dual, Gradient};
///
/// type Pair = Dual<f64, 2>;
/// type Chain = Gradient<
///     fn(usize, &[Pair; 2]) -> Pair,
///     PartiallySeparable<fn(usize) -> [usize; 2], f64, 2>,
/// >;
/// let chain: Chain = Gradient::partially_separable(2, |i| [i, i + 1], |_, x| (x[1] - x[0]).powi(2));
/// assert_eq!(chain.at(&[0.0, 1.0, 3.0]), [-2.0, -2.0, 4.0]);
/// ```
#[derive(Clone, Copy)]
pub struct PartiallySeparable<V, T, const K: usize, R = Plain, W = InTurn, H = fn(Progress)> {
    terms: usize,
    variables: V,
    hook: H,
    marker: Marker<T, R, W>,
}

impl<V, T, const K: usize, R, W, H> fmt::Debug for PartiallySeparable<V, T, K, R, W, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the hook.
        let name = type_name::<PartiallySeparable<V, T, K, R, W>>();
        let mut shown = f.debug_struct(&name);
        shown.field("terms", &self.terms);
        shown.finish_non_exhaustive()
    }
}

impl<F, V, T: Real, const K: usize> Gradient<F, PartiallySeparable<V, T, K>>
where
    V: Fn(usize) -> [usize; K],
    F: Fn(usize, &[Dual<T, K>; K]) -> Dual<T, K>,
{
    /// The exact gradient of a partially separable function: a sum of terms, each of `K` variables,
    /// `f(x) = Σᵢ fᵢ(x[v₁(i)], .., x[v_K(i)])` for `i` below `terms`.
    ///
    /// `variables` says which variables a term touches, and `f` gets the index of the term and those
    /// variables in that order. Every term is evaluated once, on dual numbers with `K` lanes: the
    /// gradient costs a few evaluations whatever the number of variables, and no memory beside the
    /// gradient. A variable may come twice, if a term has fewer. With the feature `rayon`,
    /// `parallel` shares the terms out over threads; the result is the same to
    /// the bit on any number of them.
    ///
    /// Discretised energies, chained residuals and finite elements are of this kind (Griewank and Toint,
    /// *Partitioned variable metric updates for large structured optimization problems*, 1982).
    ///
    /// # Panics
    ///
    /// Its methods panic if a variable is beyond the point.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let n = 1000;
    /// let chain = Gradient::partially_separable(
    ///     n - 1,
    ///     |i| [i, i + 1],
    ///     |_, x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2),
    /// );
    /// let g = chain.at(&vec![0.0; n]);
    /// assert_eq!((g[0], g[1], g[n - 1]), (-2.0, -2.0, 0.0));
    /// ```
    pub fn partially_separable(terms: usize, variables: V, f: F) -> Self {
        let kind = PartiallySeparable::new(terms, variables);
        Self { f, kind }
    }
}

impl<F, V, T: Real, const K: usize, E> Gradient<F, PartiallySeparable<V, T, K, Fallible<E>>>
where
    V: Fn(usize) -> [usize; K],
    F: Fn(usize, &[Dual<T, K>; K]) -> Result<Dual<T, K>, E>,
{
    /// As [`partially_separable`](Gradient::partially_separable), for a closure that can fail. Every
    /// method then returns a `Result` with the first term's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let springs = Gradient::try_partially_separable(
    ///     2,
    ///     |i| [i, i + 1],
    ///     |_, x| if x[1] > x[0] { Ok((x[1] - x[0]).powi(2)) } else { Err("out of order") },
    /// );
    /// assert_eq!(springs.at(&[0.0, 1.0, 3.0]), Ok([-2.0, -2.0, 4.0]));
    /// assert_eq!(springs.at(&[0.0, 3.0, 1.0]), Err("out of order"));
    /// ```
    pub fn try_partially_separable(terms: usize, variables: V, f: F) -> Self {
        let kind = PartiallySeparable::new(terms, variables);
        Self { f, kind }
    }
}

impl<V, T, const K: usize, R> PartiallySeparable<V, T, K, R> {
    fn new(terms: usize, variables: V) -> Self {
        Self {
            terms,
            variables,
            hook: |_| {},
            marker: PhantomData,
        }
    }
}

impl<V, T, const K: usize, R, W, H> PartiallySeparable<V, T, K, R, W, H> {
    /// The same elsewhere, or with another hook.
    fn change<W2, H2>(self, hook: impl FnOnce(H) -> H2) -> PartiallySeparable<V, T, K, R, W2, H2> {
        PartiallySeparable {
            terms: self.terms,
            variables: self.variables,
            hook: hook(self.hook),
            marker: PhantomData,
        }
    }
}

impl<F, V, T, const K: usize, R, W, H> Gradient<F, PartiallySeparable<V, T, K, R, W, H>> {
    /// Calls `hook` after every part of the terms, a sixty-fourth of them, or on threads an eighth, to
    /// show that there is progress: [`Progress::finished`] terms of [`Progress::entries`].
    ///
    /// ```
    /// use partials::Gradient;
    /// use std::cell::Cell;
    ///
    /// let finished = Cell::new(0);
    /// let chain = Gradient::partially_separable(99, |i| [i, i + 1], |_, x| x[0] * x[1])
    ///     .on_round(|progress| finished.set(progress.finished));
    /// assert_eq!(chain.at(&vec![1.0; 100])[50], 2.0);
    /// assert_eq!(finished.get(), 99);
    /// ```
    #[must_use]
    pub fn on_round<G: Fn(Progress)>(
        self,
        hook: G,
    ) -> Gradient<F, PartiallySeparable<V, T, K, R, W, G>> {
        Gradient {
            f: self.f,
            kind: self.kind.change(|_| hook),
        }
    }
}

#[cfg(feature = "rayon")]
impl<F: Sync, V: Sync, T, const K: usize, R, H>
    Gradient<F, PartiallySeparable<V, T, K, R, InTurn, H>>
{
    /// Computes the terms on rayon's threads. Results are the same to the bit.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let chain = Gradient::partially_separable(99, |i| [i, i + 1], |_, x| (x[0] - x[1]).sin());
    /// let x: Vec<f64> = (0..100).map(|i| 0.1 * f64::from(i)).collect();
    /// assert_eq!(chain.at(&x), chain.parallel().at(&x));
    /// ```
    #[must_use]
    pub fn parallel(
        self,
    ) -> Gradient<F, PartiallySeparable<V, T, K, R, crate::exact::OnThreads, H>> {
        Gradient {
            f: self.f,
            kind: self.kind.change(|hook| hook),
        }
    }
}

impl<V, T: Real, const K: usize, R: Returns, W, H> IsExact
    for PartiallySeparable<V, T, K, R, W, H>
{
}

impl<V, T: Real, const K: usize, R: Returns, W, H> Kind for PartiallySeparable<V, T, K, R, W, H> {
    type Scalar = T;
    type Number = Dual<T, K>;
}

returns!([V, T, const K: usize, R: Returns, W, H] PartiallySeparable<V, T, K, R, W, H>);

impl<F, V, T, const K: usize, R, W, H> GradientKind<F> for PartiallySeparable<V, T, K, R, W, H>
where
    T: Real,
    R: Returns,
    V: Fn(usize) -> [usize; K],
    F: Fn(usize, &[Dual<T, K>; K]) -> R::Outcome<Dual<T, K>>,
    W: for<'a> Schedule<SeparableAt<'a, F, V, T, K, R>>,
    H: Fn(Progress),
{
    type Workspace = SumWorkspace<T, Memory<T>>;

    fn workspace(&self, n: usize) -> Self::Workspace {
        SumWorkspace::new(n)
    }

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        let mut sum = T::of(0.0);
        for i in 0..self.terms {
            let x = (self.variables)(i).map(|j| Dual::constant(x[j]));
            sum = sum + R::result(f(i, &x))?.value;
        }
        Ok(sum)
    }

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
        workspace.gradient(x, out, |x, memory, out| {
            let sum = SeparableAt {
                f,
                variables: &self.variables,
                x,
                terms: self.terms,
                marker: PhantomData,
            };
            W::add_up(&sum, memory, out, &self.hook)
        })
    }

    /// The sum of the derivatives of all terms along `v`.
    fn jvp<X, D>(&self, f: &F, x: &X, v: &D) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        D: Point<Scalar = T> + ?Sized,
    {
        let mut sum = T::of(0.0);
        for i in 0..self.terms {
            let which = (self.variables)(i);
            let f = |x: &[Dual<T, K>; K]| R::result(f(i, x));
            let (at, direction) = (
                which.map(|j| x.coordinate(j)),
                which.map(|j| v.coordinate(j)),
            );
            sum = sum + along(&f, at, direction)?;
        }
        Ok(sum)
    }
}
