//! The evaluations behind a result: the point seeded chunk by chunk, the function called once for
//! each, and the memory for that.

use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::nested::Level;
use crate::point::{Point, Rows};
use crate::scalar::notes::{CONFLICT, Looking, SINGULAR, VALUE};
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

/// How a result comes about from evaluations of the function: an operator's part in [`passes`].
pub(super) trait Sweep {
    /// The number type of the point.
    type Scalar: Real;
    /// The number the function computes with.
    type Number: Copy;
    /// What the function returns.
    type Values;
    /// What an evaluation is for.
    type Pass;

    /// Sets up the seeds of the next evaluation, until there is no further one.
    ///
    /// The first call with [`Lanes::Single`] sets up the evaluation before once more, and it and all
    /// that follow with one lane each.
    fn next(&mut self, seeds: &mut [Self::Number], lanes: Lanes) -> Option<Self::Pass>;

    /// Puts the result of an evaluation where it belongs.
    fn take(&mut self, pass: Self::Pass, y: Self::Values);

    /// Takes the value of the function, and nothing else, from an evaluation without seeds.
    fn take_value(&mut self, y: Self::Values);

    /// Whether there is NaN among the derivatives found, for the guard of [`nested`](super::nested).
    fn is_spoiled(&self, y: &Self::Values) -> bool;

    /// Spoils or clears the seeds of a number.
    fn stain(x: &mut Self::Number, stain: Stain);
}

/// How many partial derivatives an evaluation carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Lanes {
    /// As many as there is room for.
    Together,
    /// One, so that no other decides a tie.
    Single,
}

/// What becomes of the partial derivatives of a seed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stain {
    /// All of them are NaN.
    All,
    /// Those that are not zero are NaN.
    Seeded,
    /// All of them are zero.
    Nothing,
}

/// Evaluates `f` pass by pass; `again` is the operator itself, which the guard of
/// [`nested`](super::nested) needs.
///
/// There is a single call of `f` here, and there are no others in an operator's method: a closure
/// called from one place only is compiled into it, and then partial derivatives that nobody reads
/// cost nothing. That is why the guard starts the operator anew instead of calling `f`, and why
/// what has to be evaluated twice goes round the loop.
#[inline(always)]
pub(super) fn passes<S: Sweep, E>(
    seeds: &mut [S::Number],
    sweep: &mut S,
    f: impl Fn(&[S::Number]) -> Result<S::Values, E>,
    again: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let mut level = Level::enter();
    let mut edges = Edges::new();
    loop {
        let pass = sweep.next(seeds, edges.lanes);
        if pass.is_none() && !edges.wants_value::<S>(seeds) {
            break;
        }
        if level.is_stained() {
            seeds.iter_mut().for_each(|x| S::stain(x, Stain::All));
        }
        let y = loop {
            let y = f(seeds)?;
            let calm = !level.has_notes() && level.looking.is_none();
            if calm || level.is_stained() || edges.accepts::<S>(seeds, &mut level) {
                break y;
            }
        };
        if level.is_stained() {
            if let Some(pass) = pass {
                sweep.take(pass, y);
            }
            return Ok(());
        }
        level.found(|| sweep.is_spoiled(&y));
        match pass {
            Some(_) if edges.begins_again => edges.begins_again = false,
            Some(pass) => sweep.take(pass, y),
            None => {
                sweep.take_value(y);
                break;
            }
        }
    }
    level.check(again)
}

/// What an operator does about the notes of its numbers: see [`notes`](crate::scalar::notes).
struct Edges<D> {
    lanes: Lanes,
    /// The pass just evaluated is to be done again, lane by lane.
    begins_again: bool,
    /// The value is to be had from an evaluation without seeds.
    value: bool,
    /// The seeds of the pass, while they are spoiled.
    saved: Vec<D>,
}

impl<D: Copy> Edges<D> {
    #[inline(always)]
    fn new() -> Self {
        Self {
            lanes: Lanes::Together,
            begins_again: false,
            value: false,
            saved: Vec::new(),
        }
    }

    /// Whether the result of the pass is good, as far as the numbers' notes say; else the seeds are
    /// set up for its next evaluation: at NaN, then at the point again with what was found there.
    #[cold]
    #[inline(never)]
    fn accepts<S: Sweep<Number = D>>(&mut self, seeds: &mut [D], level: &mut Level) -> bool {
        let notes = level.notes();
        let was_at_nan = !self.saved.is_empty();
        match level.looking.take() {
            None if notes & SINGULAR != 0 && !seeds.is_empty() => {
                self.saved = seeds.to_vec();
                seeds.iter_mut().for_each(|x| S::stain(x, Stain::Seeded));
                level.looking = Some(Looking::probe());
                return false;
            }
            None => {}
            Some(probe) if was_at_nan => {
                seeds.copy_from_slice(&self.saved);
                self.saved.clear();
                let (found, _) = probe.found();
                drop(probe);
                level.looking = Some(Looking::replay(found));
                return false;
            }
            Some(replay) => {
                let (read, all) = replay.found();
                drop(replay);
                if !all {
                    // Another path was taken: every zero counts as a derivative that vanishes.
                    level.looking = Some(Looking::replay(read));
                    return false;
                }
            }
        }
        self.value |= notes & VALUE != 0;
        self.begins_again = notes & CONFLICT != 0 && self.lanes == Lanes::Together;
        if self.begins_again {
            self.lanes = Lanes::Single;
        }
        level.pass_on(if self.begins_again {
            notes & !CONFLICT
        } else {
            notes
        });
        true
    }

    /// Whether one more evaluation is needed, for the value; then the seeds are cleared. Only where
    /// the point's numbers carry derivatives themselves has the value any that could be wrong.
    #[inline(always)]
    fn wants_value<S: Sweep<Number = D>>(&mut self, seeds: &mut [D]) -> bool {
        let wanted = S::Scalar::LEVELS > 0 && self.value;
        if wanted {
            seeds.iter_mut().for_each(|x| S::stain(x, Stain::Nothing));
        }
        wanted
    }
}

/// The passes of a gradient: the variables in chunks of `LANES`, each seeded with the identity.
pub(super) struct Chunks<R> {
    chunk: Range<usize>,
    done: bool,
    single: bool,
    lanes: PhantomData<R>,
}

impl<R: Rows> Chunks<R> {
    /// For the variables from `first` on, or all of them if they fit.
    #[inline(always)]
    pub(super) fn from(first: usize) -> Self {
        Self {
            chunk: first..first,
            done: false,
            single: false,
            lanes: PhantomData,
        }
    }

    /// Clears the seeds of the last chunk and sets those of the next one, in the `partials` of each
    /// number. Without any variable there is one empty chunk, for the value.
    #[inline(always)]
    pub(super) fn next<D, T: Real, const N: usize>(
        &mut self,
        seeds: &mut [D],
        lanes: Lanes,
        partials: impl Fn(&mut D) -> &mut [T; N],
    ) -> Option<Range<usize>> {
        let n = seeds.len();
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
pub(super) struct Once {
    done: bool,
    single: bool,
}

impl Once {
    #[inline(always)]
    pub(super) fn next(&mut self, lanes: Lanes) -> Option<()> {
        (self.is_wanted(lanes) || !std::mem::replace(&mut self.done, true)).then_some(())
    }

    /// Whether the pass before has to be done again.
    #[inline(always)]
    pub(super) fn is_wanted(&mut self, lanes: Lanes) -> bool {
        lanes == Lanes::Single && !std::mem::replace(&mut self.single, true)
    }
}

/// Spoils or clears the partial derivatives of a number.
#[inline(always)]
pub(super) fn stain<T: Real, const N: usize>(x: &mut Dual<T, N>, stain: Stain) {
    for p in &mut x.partials {
        *p = match stain {
            Stain::Seeded if p.is_zero() => *p,
            Stain::Nothing => T::of(0.0),
            Stain::All | Stain::Seeded => T::of(f64::NAN),
        };
    }
}

/// Whether one of the first `lanes` derivatives is spoiled.
#[inline(always)]
pub(super) fn any_nan<T: Real, const N: usize>(y: &Dual<T, N>, lanes: usize) -> bool {
    y.partials[..lanes].iter().any(|p| p.is_nan())
}

/// A derivative as it is handed out: beside a value that is infinite or NaN there is none, by no
/// variable, and no finite number is taken for one.
#[inline(always)]
pub(super) fn beside<T: Real>(value: T, derivative: T) -> T {
    if value.re().is_finite() || !derivative.re().is_finite() {
        derivative
    } else {
        T::of(f64::NAN)
    }
}
