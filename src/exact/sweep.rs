//! The evaluations behind a result: the point seeded chunk by chunk, the function called once for
//! each, and the memory for that.

use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::nested::Level;
use crate::point::{Point, Rows};
use crate::scalar::{Dual, Real};

/// The memory an operator needs for a point of dynamic size, kept from one call to the next.
///
/// Made by the operators' `workspace`; `at_into` allocates nothing while the point is not longer
/// than the workspace was made for, and grows it otherwise.
#[derive(Clone, Debug, Default)]
pub struct Workspace<D> {
    seeds: Vec<D>,
}

impl<D: Copy + Default> Workspace<D> {
    pub(super) fn new(n: usize) -> Self {
        Self {
            seeds: vec![D::default(); n],
        }
    }

    /// One number per coordinate of `x`, made by `f`.
    #[inline]
    pub(super) fn fill<X>(&mut self, x: &X, mut f: impl FnMut(X::Scalar) -> D) -> &mut [D]
    where
        X: Point + ?Sized,
    {
        let n = x.dimension().value();
        if self.seeds.len() < n {
            self.seeds.resize(n, D::default());
        }
        for (i, seed) in self.seeds[..n].iter_mut().enumerate() {
            *seed = f(x.coordinate(i));
        }
        &mut self.seeds[..n]
    }
}

/// Evaluates `f` pass by pass: `next` sets up the seeds and describes the pass, until there is no
/// further one; `take` gets every description with its result.
///
/// `stain` spoils the derivatives of a seed, `nan` looks for such damage in a result, and `again`
/// is the operator itself: the guard of [`nested`](super::nested) needs them.
///
/// There is a single call of `f` here, and there are no others in an operator's method: a closure
/// called from one place only is compiled into it, and then partial derivatives that nobody reads
/// cost nothing. That is why the guard starts the operator anew instead of calling `f`.
#[inline(always)]
pub(super) fn passes<D, P, Y, E>(
    seeds: &mut [D],
    mut next: impl FnMut(&mut [D]) -> Option<P>,
    stain: impl Fn(&mut D),
    f: impl Fn(&[D]) -> Result<Y, E>,
    nan: impl Fn(&P, &Y) -> bool,
    mut take: impl FnMut(P, Y),
    again: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let mut level = Level::enter();
    while let Some(pass) = next(seeds) {
        if level.is_stained() {
            seeds.iter_mut().for_each(&stain);
        }
        let y = f(seeds)?;
        if level.is_stained() {
            take(pass, y);
            return Ok(());
        }
        level.found(|| nan(&pass, &y));
        take(pass, y);
    }
    level.check(again)
}

/// The passes of a gradient: the variables in chunks of `LANES`, each seeded with the identity.
pub(super) struct Chunks<R> {
    chunk: Range<usize>,
    done: bool,
    lanes: PhantomData<R>,
}

impl<R: Rows> Chunks<R> {
    /// For the variables from `first` on, or all of them if they fit.
    #[inline(always)]
    pub(super) fn from(first: usize) -> Self {
        Self {
            chunk: first..first,
            done: false,
            lanes: PhantomData,
        }
    }

    /// Clears the seeds of the last chunk and sets those of the next one, in the `partials` of each
    /// number. Without any variable there is one empty chunk, for the value.
    #[inline(always)]
    pub(super) fn next<D, T: Real, const N: usize>(
        &mut self,
        seeds: &mut [D],
        partials: impl Fn(&mut D) -> &mut [T; N],
    ) -> Option<Range<usize>> {
        let n = seeds.len();
        let mut seed = |chunk: Range<usize>, c: f64| {
            for (lane, x) in seeds[chunk].iter_mut().enumerate() {
                partials(x)[lane] = T::of(c);
            }
        };
        if R::SINGLE {
            let all = 0..R::LANES;
            seed(all.clone(), 1.0);
            return (!std::mem::replace(&mut self.done, true)).then_some(all);
        }
        seed(self.chunk.clone(), 0.0);
        if self.done {
            return None;
        }
        let start = self.chunk.end;
        self.chunk = start..n.min(start + R::LANES);
        self.done = self.chunk.end == n;
        seed(self.chunk.clone(), 1.0);
        Some(self.chunk.clone())
    }
}

/// A single pass over seeds that are set up already.
#[inline(always)]
pub(super) fn once<D>() -> impl FnMut(&mut [D]) -> Option<()> {
    let mut left = Some(());
    move |_| left.take()
}

/// Spoils the derivatives of a number.
#[inline(always)]
pub(super) fn stain<T: Real, const N: usize>(x: &mut Dual<T, N>) {
    x.partials = [T::of(f64::NAN); N];
}

/// Whether one of the first `lanes` derivatives is spoiled.
#[inline(always)]
pub(super) fn any_nan<T: Real, const N: usize>(y: &Dual<T, N>, lanes: usize) -> bool {
    y.partials[..lanes].iter().any(|p| p.is_nan())
}
