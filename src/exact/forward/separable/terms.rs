//! The terms of a partially separable function, evaluated on small dual numbers.

use std::marker::PhantomData;
use std::ops::Range;

use crate::exact::forward::nested::Level;
use crate::exact::forward::sweep::{
    self, Chunks, Lanes, OrResolve, Stain, Sweep, Width, any_nan, beside, passes,
};
use crate::exact::sum::{Parts, Sums, Take, part};
use crate::operator::Returns;
use crate::scalar::{Dual, Real};

/// What a run of parts needs.
#[derive(Clone, Debug)]
pub struct Memory<T>(Sums<T>);

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(Sums::default())
    }
}

/// A sum at a point.
pub struct SeparableAt<'a, F, V, T, const K: usize, R> {
    pub(super) f: &'a F,
    pub(super) variables: &'a V,
    pub(super) x: &'a [T],
    pub(super) terms: usize,
    pub(super) marker: PhantomData<fn() -> R>,
}

impl<F, V, T, const K: usize, R> SeparableAt<'_, F, V, T, K, R>
where
    T: Real,
    R: Returns,
    V: Fn(usize) -> [usize; K],
    F: Fn(usize, &[Dual<T, K>; K]) -> R::Outcome<Dual<T, K>>,
{
    /// Evaluates terms and nothing else: no derivative inside another one, and no singular point is
    /// looked after. Whether there was none of that, and the value.
    #[inline(always)]
    fn plainly(&self, terms: Range<usize>, sums: &mut Sums<T>) -> Result<Option<T>, R::Error> {
        let level = Level::enter();
        if T::LEVELS > 0 || !level.is_alone() {
            return Ok(None);
        }
        let mut value = T::of(0.0);
        let (mut low, mut high) = (usize::MAX, 0);
        for i in terms {
            let which = (self.variables)(i);
            let mut seeds = [Dual::constant(T::of(0.0)); K];
            for (k, seed) in seeds.iter_mut().enumerate() {
                *seed = Dual::variable(self.x[which[k]], k);
            }
            let y = R::result((self.f)(i, &seeds))?;
            value = value + y.value;
            for (j, p) in which.into_iter().zip(y.partials) {
                sums.add(j, p);
                (low, high) = (low.min(j), high.max(j + 1));
            }
        }
        sums.touch(low..high);
        Ok(level.is_quiet().then_some(value))
    }

    /// Evaluates terms with all that [`Gradient::new`](crate::Gradient::new) does.
    #[cold]
    #[inline(never)]
    fn carefully(&self, terms: Range<usize>, sums: &mut Sums<T>) -> Result<T, R::Error> {
        let mut value = T::of(0.0);
        for i in terms {
            let which = (self.variables)(i);
            let (y, partials) = self.term(i, which.map(|j| self.x[j]))?;
            value = value + y;
            for (j, p) in which.into_iter().zip(partials) {
                sums.add(j, p);
                sums.touch(j..j + 1);
            }
        }
        Ok(value)
    }

    /// The value and the partial derivatives of a term.
    fn term(&self, i: usize, x: [T; K]) -> Result<(T, [T; K]), R::Error> {
        in_all_lanes(&|x: &[Dual<T, K>; K]| R::result((self.f)(i, x)), x)
    }
}

/// The value and the partial derivatives of a function of an array, on numbers with as many lanes as there
/// are variables.
#[inline]
pub(in crate::exact) fn in_all_lanes<T: Real, const K: usize, E>(
    f: &impl Fn(&[Dual<T, K>; K]) -> Result<Dual<T, K>, E>,
    x: [T; K],
) -> Result<(T, [T; K]), E> {
    let mut seeds = x.map(Dual::constant);
    let mut term = Term {
        chunks: Chunks::from(0),
        value: T::of(0.0),
        partials: [T::of(0.0); K],
    };
    let on_slice = |x: &[Dual<T, K>]| f(x.try_into().expect("there are K variables"));
    let again = || in_all_lanes(f, x).map(drop);
    let swept = passes(&mut seeds, &mut term, on_slice, again);
    swept.or_resolve(|| (term.value, term.partials), || in_all_lanes(f, x))
}

/// The derivative of a function of an array along a direction.
#[inline]
pub(in crate::exact) fn along<T: Real, const K: usize, E>(
    f: &impl Fn(&[Dual<T, K>; K]) -> Result<Dual<T, K>, E>,
    x: [T; K],
    v: [T; K],
) -> Result<T, E> {
    // The point moves along v in the first lane.
    let line = |t: &[Dual<T, K>; K]| {
        let moved = |i: usize| Dual::constant(x[i]) + t[0] * Dual::constant(v[i]);
        f(&std::array::from_fn(moved))
    };
    let (_, slopes) = in_all_lanes(&line, [T::of(0.0); K])?;
    Ok(slopes.first().copied().unwrap_or(T::of(0.0)))
}

impl<F, V, T, const K: usize, R> Parts for SeparableAt<'_, F, V, T, K, R>
where
    T: Real,
    R: Returns,
    V: Fn(usize) -> [usize; K],
    F: Fn(usize, &[Dual<T, K>; K]) -> R::Outcome<Dual<T, K>>,
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
        let sums = &mut memory.0;
        sums.clear(self.x.len());
        for k in parts {
            let terms = part(self.terms, k);
            let value = match self.plainly(terms.clone(), sums)? {
                Some(value) => value,
                None => {
                    sums.take(|_, _| ());
                    self.carefully(terms, sums)?
                }
            };
            sums.take(|start, gradient| take(value, start, gradient));
        }
        Ok(())
    }
}

/// All partial derivatives of a term at once.
pub(in crate::exact) struct AllOf<const K: usize>;

impl<const K: usize> Width for AllOf<K> {
    const LANES: usize = K;
    const SINGLE: bool = true;
}

/// The partial derivatives of a term.
struct Term<T, const K: usize> {
    chunks: Chunks<AllOf<K>>,
    value: T,
    partials: [T; K],
}

impl<T: Real, const K: usize> Sweep for Term<T, K> {
    type Scalar = T;
    type Number = Dual<T, K>;
    type Values = Dual<T, K>;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Dual<T, K>], lanes: Lanes) -> Option<Range<usize>> {
        self.chunks.next(seeds, lanes, |x| &mut x.partials)
    }
    #[inline(always)]
    fn take(&mut self, chunk: Range<usize>, y: Dual<T, K>) {
        self.value = y.value;
        for (g, p) in self.partials[chunk].iter_mut().zip(y.partials) {
            *g = beside(y.value, p);
        }
    }
    fn take_value(&mut self, y: Dual<T, K>) {
        self.value = y.value;
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &Dual<T, K>) -> bool {
        any_nan(y, K)
    }
    fn stain(x: &mut Dual<T, K>, stain: Stain) {
        sweep::stain(x, stain);
    }
    fn spoil(&self, seeds: &mut [Dual<T, K>], chunk: Option<&Range<usize>>) {
        sweep::spoil(seeds, chunk, |x| &mut x.partials);
    }
}
