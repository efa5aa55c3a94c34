//! Which variables are seeded in which pass.

use std::marker::PhantomData;
use std::ops::Range;

use super::Lanes;
use crate::point::Rows;
use crate::scalar::Real;

/// The passes of a gradient: the variables in chunks of `LANES`, each seeded with the identity.
pub(in crate::exact) struct Chunks<R> {
    chunk: Range<usize>,
    /// Where the variables end, or later.
    end: usize,
    done: bool,
    single: bool,
    lanes: PhantomData<R>,
}

/// How many variables are seeded at a time.
pub(in crate::exact) trait Width {
    /// The most of them.
    const LANES: usize;
    /// Whether that is all of them, as known to the compiler.
    const SINGLE: bool;
}

impl<R: Rows> Width for R {
    const LANES: usize = R::LANES;
    const SINGLE: bool = R::SINGLE;
}

impl<R: Width> Chunks<R> {
    /// For the variables from `first` on, or all of them if they fit.
    #[inline(always)]
    pub(in crate::exact) fn from(first: usize) -> Self {
        Self::of(first..usize::MAX)
    }

    /// For some of the variables.
    #[inline(always)]
    pub(in crate::exact) fn of(variables: Range<usize>) -> Self {
        let first = variables.start;
        Self {
            chunk: first..first,
            end: variables.end,
            done: false,
            single: false,
            lanes: PhantomData,
        }
    }

    /// Clears the seeds of the last chunk and sets those of the next one, in the `partials` of each
    /// number. Without any variable there is one empty chunk, for the value.
    #[inline(always)]
    pub(in crate::exact) fn next<D, T: Real, const N: usize>(
        &mut self,
        seeds: &mut [D],
        lanes: Lanes,
        partials: impl Fn(&mut D) -> &mut [T; N],
    ) -> Option<Range<usize>> {
        let n = seeds.len().min(self.end);
        let mut seed = |chunk: Range<usize>, c: f64| {
            for (lane, x) in seeds[chunk].iter_mut().enumerate() {
                partials(x)[lane] = T::of(c);
            }
        };
        if R::SINGLE && lanes == Lanes::Together {
            let all = 0..R::LANES;
            seed(all.clone(), 1.0);
            return (!std::mem::replace(&mut self.done, true)).then_some(all);
        }
        if lanes == Lanes::Single && !self.single {
            // From the start of the last chunk.
            seed(if R::SINGLE { 0..n } else { self.chunk.clone() }, 0.0);
            self.chunk.end = self.chunk.start;
            (self.single, self.done) = (true, false);
        } else {
            seed(self.chunk.clone(), 0.0);
        }
        if self.done {
            return None;
        }
        let start = self.chunk.end;
        let width = if self.single { 1 } else { R::LANES };
        self.chunk = start..n.min(start + width);
        self.done = self.chunk.end == n;
        seed(self.chunk.clone(), 1.0);
        Some(self.chunk.clone())
    }
}

/// A single pass over seeds that are set up already, or two where the first has to be done again.
#[derive(Default)]
pub(in crate::exact) struct Once {
    done: bool,
    single: bool,
}

impl Once {
    #[inline(always)]
    pub(in crate::exact) fn next(&mut self, lanes: Lanes) -> Option<()> {
        (self.is_wanted(lanes) || !std::mem::replace(&mut self.done, true)).then_some(())
    }

    /// Whether the pass before has to be done again.
    #[inline(always)]
    pub(in crate::exact) fn is_wanted(&mut self, lanes: Lanes) -> bool {
        lanes == Lanes::Single && !std::mem::replace(&mut self.single, true)
    }
}
