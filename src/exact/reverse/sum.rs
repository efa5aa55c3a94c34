//! The reverse gradient of a sum, block by block: a few terms are recorded, swept and forgotten, so that
//! the tape stays in the cache, however many terms there are.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use super::{Reverse, adjoints};
use crate::exact::sum::{InTurn, Marker, Parts, Schedule, SumWorkspace, Sums, Take, part};
use crate::operator::debug::type_name;
use crate::operator::{
    Fallible, Gradient, GradientKind, IsExact, Kind, Plain, Progress, Returns, returns,
};
use crate::point::Point;
use crate::scalar::tape::Recording;
use crate::scalar::{Real, Var};

/// How many operations a block has, at least: with the adjoints some 64 KiB, which stay in the cache of
/// a core. Fewer cost more beginnings, and many more come from memory.
const BLOCK: usize = 2048;

/// The kind of an operator made by [`Gradient::sum`]: terms are recorded and swept a few at a time.
///
/// `W` says where, `R` what the closure returns, `H` is the hook of `on_round`.
///
/// ```
/// use partials::exact::Sum;
/// use partials::{Gradient, Var};
///
/// let f: Gradient<fn(usize, &[Var]) -> Var, Sum<f64>> = Gradient::sum(3, |i, x| x[0] * i as f64);
/// assert_eq!(f.at(&[5.0]), [3.0]);
/// ```
#[derive(Clone, Copy)]
pub struct Sum<T, R = Plain, W = InTurn, H = fn(Progress)> {
    terms: usize,
    limit: Option<usize>,
    hook: H,
    marker: Marker<T, R, W>,
}

impl<T, R, W, H> fmt::Debug for Sum<T, R, W, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the hook.
        let mut shown = f.debug_struct(&type_name::<Sum<T, R, W>>());
        shown.field("terms", &self.terms);
        if let Some(bytes) = self.limit {
            shown.field("tape_limit", &bytes);
        }
        shown.finish_non_exhaustive()
    }
}

impl<F, T: Real> Gradient<F, Sum<T>>
where
    F: Fn(usize, &[Var<T>]) -> Var<T>,
{
    /// The exact gradient of a sum of many terms, `f(x) = Σᵢ fᵢ(x)` for `i` below `terms`, in reverse
    /// mode.
    ///
    /// The terms are recorded and swept a few at a time, so that the memory is that of a few terms and
    /// two vectors, and stays in the cache. With the feature `rayon`, `parallel`
    /// shares the terms out over threads. The result is the same to the bit on any number of threads;
    /// from that of [`reverse`](Gradient::reverse) it may differ by rounding, since terms are added in
    /// another order.
    ///
    /// A term that touches a few variables only, which are known, is cheaper still with
    /// [`partially_separable`](Gradient::partially_separable).
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let data = [(0.0, 1.0), (1.0, 3.0), (2.0, 5.5)];
    /// let squares = Gradient::sum(data.len(), |i, x| {
    ///     let (t, y) = data[i];
    ///     (x[0] + x[1] * t - y).powi(2)
    /// });
    /// assert_eq!(squares.value_and_gradient(&[1.0, 2.0]), (0.25, [-1.0, -2.0]));
    /// ```
    pub fn sum(terms: usize, f: F) -> Self {
        let kind = Sum::new(terms);
        Self { f, kind }
    }
}

impl<F, T: Real, E> Gradient<F, Sum<T, Fallible<E>>>
where
    F: Fn(usize, &[Var<T>]) -> Result<Var<T>, E>,
{
    /// As [`sum`](Gradient::sum), for a closure that can fail. Every method then returns a `Result` with
    /// the first term's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::try_sum(3, |i, x| if x[0] > i as f64 { Ok((x[0] - i as f64).ln()) } else { Err(i) });
    /// assert_eq!(f.at(&[4.0]), Ok([0.25 + 1.0 / 3.0 + 0.5]));
    /// assert_eq!(f.at(&[0.5]), Err(1)); // the first term that fails
    /// ```
    pub fn try_sum(terms: usize, f: F) -> Self {
        let kind = Sum::new(terms);
        Self { f, kind }
    }
}

impl<T, R> Sum<T, R> {
    fn new(terms: usize) -> Self {
        Self {
            terms,
            limit: None,
            hook: |_| {},
            marker: PhantomData,
        }
    }
}

impl<F, T: Real, R, W, H> Gradient<F, Sum<T, R, W, H>> {
    /// With a tape of at most so many bytes, for as many terms as are recorded together; as
    /// [`Gradient::tape_limit`].
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// // A million terms in a megabyte, since few are recorded at a time.
    /// let f = Gradient::sum(1_000_000, |_, x| x[0] * x[1]).tape_limit(1 << 20);
    /// assert_eq!(f.at(&[2.0, 3.0]), [3e6, 2e6]);
    /// ```
    #[must_use]
    pub fn tape_limit(self, bytes: usize) -> Self {
        let limit = Some(bytes);
        let kind = Sum { limit, ..self.kind };
        Self { kind, ..self }
    }

    /// Calls `hook` after every part of the terms, a sixty-fourth of them, or on threads an eighth, to
    /// show that there is progress: [`Progress::finished`] terms of [`Progress::entries`].
    ///
    /// ```
    /// use partials::Gradient;
    /// use std::cell::Cell;
    ///
    /// let finished = Cell::new(0);
    /// let f = Gradient::sum(1000, |_, x| x[0] * x[1]).on_round(|progress| finished.set(progress.finished));
    /// assert_eq!(f.at(&[2.0, 3.0]), [3000.0, 2000.0]);
    /// assert_eq!(finished.get(), 1000);
    /// ```
    #[must_use]
    pub fn on_round<G: Fn(Progress)>(self, hook: G) -> Gradient<F, Sum<T, R, W, G>> {
        let Sum { terms, limit, .. } = self.kind;
        let kind = Sum {
            terms,
            limit,
            hook,
            marker: PhantomData,
        };
        Gradient { f: self.f, kind }
    }
}

#[cfg(feature = "rayon")]
impl<F: Sync, T: Real, R, H> Gradient<F, Sum<T, R, InTurn, H>> {
    /// Computes the terms on rayon's threads. Results are the same to the bit.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::sum(1000, |i, x| (x[0] * i as f64).sin() * x[1]);
    /// assert_eq!(f.at(&[2.0, 3.0]), f.parallel().at(&[2.0, 3.0]));
    /// ```
    #[must_use]
    pub fn parallel(self) -> Gradient<F, Sum<T, R, crate::exact::OnThreads, H>> {
        let Sum {
            terms, limit, hook, ..
        } = self.kind;
        let kind = Sum {
            terms,
            limit,
            hook,
            marker: PhantomData,
        };
        Gradient { f: self.f, kind }
    }
}

impl<T: Real, R: Returns, W, H> IsExact for Sum<T, R, W, H> {}

impl<T: Real, R: Returns, W, H> Kind for Sum<T, R, W, H> {
    type Scalar = T;
    type Number = Var<T>;
}

returns!([T, R: Returns, W, H] Sum<T, R, W, H>);

/// What a run of parts needs.
#[derive(Clone, Debug)]
pub struct Memory<T> {
    variables: Vec<Var<T>>,
    /// The results of a block.
    results: Vec<Var<T>>,
    sums: Sums<T>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self {
            variables: Vec::new(),
            results: Vec::new(),
            sums: Sums::default(),
        }
    }
}

/// A sum at a point.
pub struct SumAt<'a, F, T, R> {
    f: &'a F,
    x: &'a [T],
    terms: usize,
    limit: Option<usize>,
    marker: PhantomData<fn() -> R>,
}

impl<F, T, R> Parts for SumAt<'_, F, T, R>
where
    T: Real,
    R: Returns,
    F: Fn(usize, &[Var<T>]) -> R::Outcome<Var<T>>,
{
    type Scalar = T;
    type Error = R::Error;
    type Memory = Memory<T>;

    fn terms(&self) -> usize {
        self.terms
    }

    fn compute(
        &self,
        parts: Range<usize>,
        memory: &mut Memory<T>,
        take: Take<'_, T>,
    ) -> Result<(), R::Error> {
        let Memory {
            variables,
            results,
            sums,
        } = memory;
        let recording = Recording::begin(self.x.len(), self.limit);
        variables.clear();
        let numbered = self.x.iter().enumerate();
        variables.extend(numbered.map(|(i, x)| recording.variable(i, *x)));
        sums.clear(self.x.len());
        for k in parts {
            let mut value = T::of(0.0);
            let mut terms = part(self.terms, k);
            while !terms.is_empty() {
                recording.next_block();
                results.clear();
                let mut block = terms.clone();
                while recording.operations() < BLOCK
                    && let Some(i) = block.next()
                {
                    results.push(R::result((self.f)(i, variables))?);
                }
                let at_edges = (T::LEVELS > 0 || recording.has_events()).then(|| {
                    let zero = Var::constant(T::of(0.0));
                    results.iter().fold(zero, |sum, y| sum + *y)
                });
                if !recording.is_complete(self.limit) {
                    recording.make_room_for_block(self.limit);
                    continue;
                }
                terms = block;
                value = results.iter().fold(value, |sum, y| sum + y.value);
                match at_edges {
                    Some(y) => add_at_edges(&recording, variables, y, sums),
                    None => {
                        let used = recording.accumulate(results, &mut sums.entries);
                        sums.touch(used);
                    }
                }
            }
            sums.take(|start, gradient| take(value, start, gradient));
        }
        Ok(())
    }
}

/// Adds the gradient of a block where kinks or singular points were met.
#[cold]
fn add_at_edges<T: Real>(
    recording: &Recording<T>,
    variables: &[Var<T>],
    y: Var<T>,
    sums: &mut Sums<T>,
) {
    let mut gradient = vec![T::of(0.0); variables.len()];
    adjoints::gradient(recording, variables, y, &mut gradient);
    sums.touch(0..gradient.len());
    for (i, g) in gradient.into_iter().enumerate() {
        sums.add(i, g);
    }
}

impl<F, T, R, W, H> GradientKind<F> for Sum<T, R, W, H>
where
    T: Real,
    R: Returns,
    F: Fn(usize, &[Var<T>]) -> R::Outcome<Var<T>>,
    W: for<'a> Schedule<SumAt<'a, F, T, R>>,
    H: Fn(Progress),
{
    type Workspace = SumWorkspace<T, Memory<T>>;

    fn workspace(&self, n: usize) -> Self::Workspace {
        SumWorkspace::new(n)
    }

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        let x: Vec<_> = x.iter().map(|x| Var::constant(*x)).collect();
        let mut sum = T::of(0.0);
        for i in 0..self.terms {
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
            let sum = SumAt {
                f,
                x,
                terms: self.terms,
                limit: self.limit,
                marker: PhantomData,
            };
            W::add_up(&sum, memory, out, &self.hook)
        })
    }

    /// The whole sum is recorded.
    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        let whole = |x: &[Var<T>]| {
            let mut sum = Var::constant(T::of(0.0));
            for i in 0..self.terms {
                match R::result(f(i, x)) {
                    Ok(y) => sum += y,
                    Err(error) => return R::outcome(Err(error)),
                }
            }
            R::outcome(Ok(sum))
        };
        let kind = Reverse::<T, R>::limited(self.limit);
        kind.jvp(&whole, x, v)
    }
}
