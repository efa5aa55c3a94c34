//! Gradients of sums of many terms: how the terms are shared out, and their gradients added.
//!
//! The terms are cut into [`PARTS`] parts, whose sums are added one after the other, whoever computed
//! them: so the result is the same to the bit on one thread and on many. A part has a vector of its own
//! for the gradient and knows which range of it has been touched, so that a part of terms that touch few
//! variables costs nothing for the others.

use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::forward::sweep::all_beside;
use crate::error::Error;
use crate::operator::Progress;
use crate::point::Point;
use crate::scalar::Real;

/// How many parts a sum has at most: enough to keep the threads of a large machine busy, and few enough
/// that adding them up is no work.
const PARTS: usize = 64;

/// How many terms a part has at least, so that its beginning is no work either.
const TERMS: usize = 16;

/// How many parts there are of so many terms.
pub(super) fn parts(terms: usize) -> usize {
    PARTS.min(terms.div_ceil(TERMS))
}

/// The terms of a part.
pub(super) fn part(terms: usize, k: usize) -> Range<usize> {
    let parts = parts(terms);
    // Without overflow: the first `rest` parts have a term more.
    let (size, rest) = (terms / parts, terms % parts);
    let start = |k: usize| k * size + k.min(rest);
    start(k)..start(k + 1)
}

/// The gradient of a part. The first entry belongs to nothing.
#[derive(Clone, Debug)]
pub(super) struct Sums<T> {
    /// One number more than there are variables; what comes after them is anybody's.
    pub(super) entries: Vec<T>,
    /// The variables that have been touched.
    touched: Range<usize>,
}

/// No variables, as the start of a search for the first and the last.
const NOTHING: Range<usize> = Range {
    start: usize::MAX,
    end: 0,
};

impl<T> Default for Sums<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            touched: NOTHING,
        }
    }
}

impl<T: Real> Sums<T> {
    /// Nothing yet, of `n` variables.
    pub(super) fn clear(&mut self, n: usize) {
        self.entries.clear();
        self.entries.resize(n + 1, T::of(0.0));
        self.touched = NOTHING;
    }

    /// Notes that a range of variables is touched.
    #[inline(always)]
    pub(super) fn touch(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            let (start, end) = (self.touched.start, self.touched.end);
            self.touched = start.min(range.start)..end.max(range.end);
        }
    }

    /// Adds to the derivative by the variable `i`.
    #[inline(always)]
    pub(super) fn add(&mut self, i: usize, g: T) {
        self.entries[i + 1] = self.entries[i + 1] + g;
    }

    /// The derivatives that are not zero for lack of a term, and where they begin; forgets them.
    pub(super) fn take<R>(&mut self, f: impl FnOnce(usize, &[T]) -> R) -> R {
        let touched = std::mem::replace(&mut self.touched, NOTHING);
        let start = touched.start.min(touched.end);
        let entries = &mut self.entries[start + 1..=touched.end];
        let result = f(start, entries);
        entries.fill(T::of(0.0));
        result
    }
}

/// The memory of a gradient of a sum, kept from one call to the next.
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::sum(3, |i, x| (x[0] - i as f64).powi(2));
/// let (mut workspace, mut gradient) = (f.workspace(1), [0.0]);
/// assert_eq!(f.at_into(&[1.0], &mut workspace, &mut gradient), 2.0);
/// assert_eq!(gradient, [0.0]);
/// ```
#[derive(Clone, Debug)]
pub struct SumWorkspace<T, M> {
    point: Vec<T>,
    memory: M,
}

impl<T: Real, M: Default> SumWorkspace<T, M> {
    pub(super) fn new(n: usize) -> Self {
        Self {
            point: Vec::with_capacity(n),
            memory: M::default(),
        }
    }

    /// Has the parts added up at the point `x`, with the gradient in `out`; beside a value that is not
    /// finite no finite derivative is handed out.
    pub(super) fn gradient<X, E>(
        &mut self,
        x: &X,
        out: &mut [T],
        add_up: impl FnOnce(&[T], &mut M, &mut [T]) -> Result<T, E>,
    ) -> Result<T, E>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let n = x.dimension().value();
        Error::check_length("the output", n, out.len());
        self.point.clear();
        self.point.extend((0..n).map(|i| x.coordinate(i)));
        let value = add_up(&self.point, &mut self.memory, out)?;
        all_beside(value, out);
        Ok(value)
    }
}

/// Takes the value of a part, and its gradient with the place where that begins.
pub(super) type Take<'a, T> = &'a mut dyn FnMut(T, usize, &[T]);

/// What a kind of sum is of beside its fields: number, outcome, and schedule.
pub(super) type Marker<T, R, W> = PhantomData<fn() -> (T, R, W)>;

/// A sum whose parts are added up.
pub trait Parts {
    /// The number type of the point.
    type Scalar: Real;
    /// What a term can fail with.
    type Error;
    /// The memory for a run of parts.
    type Memory: Default;

    /// How many terms there are.
    fn terms(&self) -> usize;

    /// Computes the parts of a range one after the other, and hands over the value of each, and its
    /// gradient with the place where that begins.
    fn compute(
        &self,
        parts: Range<usize>,
        memory: &mut Self::Memory,
        take: Take<'_, Self::Scalar>,
    ) -> Result<(), Self::Error>;
}

/// Where the parts of a sum are computed.
pub trait Schedule<S: Parts> {
    /// Adds up the values and, in `out`, the gradients of all parts.
    fn add_up(
        sum: &S,
        memory: &mut S::Memory,
        out: &mut [S::Scalar],
        hook: &dyn Fn(Progress),
    ) -> Result<S::Scalar, S::Error>;
}

/// Parts are computed one after the other.
///
/// ```
/// use partials::exact::{InTurn, Sum};
/// use partials::operator::Plain;
/// use partials::{Gradient, Var};
///
/// let f: Gradient<fn(usize, &[Var]) -> Var, Sum<f64, Plain, InTurn>> =
///     Gradient::sum(3, |i, x| x[0] * i as f64);
/// assert_eq!(f.at(&[5.0]), [3.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InTurn;

impl<S: Parts> Schedule<S> for InTurn {
    fn add_up(
        sum: &S,
        memory: &mut S::Memory,
        out: &mut [S::Scalar],
        hook: &dyn Fn(Progress),
    ) -> Result<S::Scalar, S::Error> {
        let mut total = Total::new(sum.terms(), out);
        let count = parts(sum.terms());
        sum.compute(0..count, memory, &mut |value, start, gradient| {
            total.add(value, start, gradient);
            hook(total.progress);
        })?;
        Ok(total.value)
    }
}

/// Parts are computed on rayon's threads.
///
/// ```
/// use partials::exact::{OnThreads, Sum};
/// use partials::operator::Plain;
/// use partials::{Gradient, Var};
///
/// let f: Gradient<fn(usize, &[Var]) -> Var, Sum<f64, Plain, OnThreads>> =
///     Gradient::sum(3, (|i, x| x[0] * i as f64) as fn(usize, &[Var]) -> Var).parallel();
/// assert_eq!(f.at(&[5.0]), [3.0]);
/// ```
#[cfg(feature = "rayon")]
#[derive(Clone, Copy, Debug)]
pub struct OnThreads;

#[cfg(feature = "rayon")]
impl<S> Schedule<S> for OnThreads
where
    S: Parts<Scalar: Send, Error: Send> + Sync,
{
    fn add_up(
        sum: &S,
        _: &mut S::Memory,
        out: &mut [S::Scalar],
        hook: &dyn Fn(Progress),
    ) -> Result<S::Scalar, S::Error> {
        use rayon::prelude::*;

        /// How often the threads meet, and the hook is called.
        const ROUNDS: usize = 8;
        let mut total = Total::new(sum.terms(), out);
        let count = parts(sum.terms());
        let threads = rayon::current_num_threads();
        for round in 0..ROUNDS {
            let range = round * count / ROUNDS..(round + 1) * count / ROUNDS;
            // A run of parts for each thread, which sets up its variables once.
            let run = |t: usize| {
                let start = |t: usize| range.start + t * range.len() / threads;
                let mut found = Vec::new();
                let mut memory = S::Memory::default();
                sum.compute(
                    start(t)..start(t + 1),
                    &mut memory,
                    &mut |value, start, gradient| {
                        found.push((value, start, gradient.to_vec()));
                    },
                )?;
                Ok(found)
            };
            let runs: Vec<Result<Vec<_>, S::Error>> =
                (0..threads).into_par_iter().map(run).collect();
            for run in runs {
                for (value, start, gradient) in run? {
                    total.add(value, start, &gradient);
                }
            }
            hook(total.progress);
        }
        Ok(total.value)
    }
}

/// What has been added up.
struct Total<'a, T> {
    value: T,
    out: &'a mut [T],
    progress: Progress,
    parts: usize,
}

impl<'a, T: Real> Total<'a, T> {
    fn new(terms: usize, out: &'a mut [T]) -> Self {
        out.fill(T::of(0.0));
        Self {
            value: T::of(0.0),
            out,
            progress: Progress {
                entries: terms,
                ..Progress::default()
            },
            parts: 0,
        }
    }

    fn add(&mut self, value: T, start: usize, gradient: &[T]) {
        self.value = self.value + value;
        for (sum, g) in self.out[start..].iter_mut().zip(gradient) {
            *sum = *sum + *g;
        }
        let terms = part(self.progress.entries, self.parts).end;
        self.parts += 1;
        self.progress.finished = terms;
        self.progress.evaluations = terms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_all_terms_in_order() {
        for terms in [1, 2, 63, 64, 65, 1000, 123_457] {
            let mut next = 0;
            for k in 0..parts(terms) {
                let range = part(terms, k);
                assert_eq!(range.start, next);
                assert!(!range.is_empty());
                next = range.end;
            }
            assert_eq!(next, terms);
        }
    }
}
