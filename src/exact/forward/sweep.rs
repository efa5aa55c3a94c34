//! The evaluations behind a result: the point seeded chunk by chunk, the function called once for
//! each, and the memory for that.

mod chunks;
mod resolve;

use std::ops::Range;

use nalgebra::Dim;

use super::nested::{CAREFUL, Level, PROBE, SEEDLESS, SINGLE};
use crate::point::Point;
use crate::scalar::{Dual, Real};
pub(in crate::exact) use chunks::{Chunks, Once, Width};
pub(in crate::exact) use resolve::{OrResolve, resolve};

/// The memory an operator needs for a point of dynamic size, kept from one call to the next.
///
/// Made by the operators' `workspace`; `at_into` allocates nothing while the point is not longer
/// than the workspace was made for, and grows it otherwise.
///
/// ```
/// use partials::{Dual, Gradient, Workspace};
///
/// let f = Gradient::new(|x| x[0] * x[1]);
/// let (mut workspace, mut gradient): (Workspace<Dual>, _) = (f.workspace(2), [0.0; 2]);
/// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut gradient), 6.0);
/// assert_eq!(gradient, [3.0, 2.0]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Workspace<D> {
    seeds: Vec<D>,
}

impl<D: Copy + Default> Workspace<D> {
    pub(in crate::exact) fn new(n: usize) -> Self {
        Self {
            seeds: vec![D::default(); n],
        }
    }

    /// The memory itself.
    pub(in crate::exact) fn memory(&mut self) -> &mut Vec<D> {
        &mut self.seeds
    }

    /// One number per coordinate of `x`, made by `f`.
    #[inline]
    pub(in crate::exact) fn fill<X>(&mut self, x: &X, mut f: impl FnMut(X::Scalar) -> D) -> &mut [D]
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
pub(in crate::exact) trait Sweep {
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

    /// Spoils the seeds of an evaluation that are not zero. An operator that knows which these are
    /// says so: seeds that are read here stay in memory, also in evaluations that spoil nothing.
    #[inline(always)]
    fn spoil(&self, seeds: &mut [Self::Number], _: Option<&Self::Pass>) {
        seeds.iter_mut().for_each(|x| Self::stain(x, Stain::Seeded));
    }
}

/// How many partial derivatives an evaluation carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::exact) enum Lanes {
    /// As many as there is room for.
    Together,
    /// One, so that no other decides a tie.
    Single,
}

/// What becomes of the partial derivatives of a seed.
#[derive(Clone, Copy, Debug)]
pub enum Stain {
    /// All of them are NaN.
    All,
    /// Those that are not zero are NaN.
    Seeded,
    /// All of them are zero.
    Nothing,
}

/// Evaluates `f` pass by pass. If the numbers have left notes, they come back: then the result is not
/// to be used, but that of [`resolve`]. `again` is the operator itself, for the guard of
/// [`nested`](super::nested).
///
/// There is a single call of `f` here, and there are no others in an operator's method: a closure
/// called from one place only is compiled into it, and then partial derivatives that nobody reads
/// cost nothing. That is why both start the operator anew instead of calling `f`.
#[inline(always)]
pub(in crate::exact) fn passes<S: Sweep, E>(
    seeds: &mut [S::Number],
    sweep: &mut S,
    f: impl Fn(&[S::Number]) -> Result<S::Values, E>,
    again: impl FnOnce() -> Result<(), E>,
) -> Result<u16, E> {
    let mut level = Level::enter();
    // Where the point's numbers carry no derivatives themselves, lanes never meet, and no value has
    // derivatives that could be wrong.
    let is_nested = S::Scalar::LEVELS > 0;
    let lanes = if is_nested && level.is_careful(SINGLE) {
        Lanes::Single
    } else {
        Lanes::Together
    };
    let mut is_seedless = false;
    loop {
        let pass = sweep.next(seeds, lanes);
        if pass.is_none() {
            if is_seedless || !is_nested || !level.is_careful(SEEDLESS) {
                break;
            }
            is_seedless = true;
            seeds.iter_mut().for_each(|x| S::stain(x, Stain::Nothing));
        }
        if level.is_stained() {
            seeds.iter_mut().for_each(|x| S::stain(x, Stain::All));
        } else if level.is_careful(PROBE) {
            sweep.spoil(seeds, pass.as_ref());
        }
        let y = f(seeds)?;
        if let Some(pass) = pass {
            level.found(|| sweep.is_spoiled(&y));
            sweep.take(pass, y);
        } else {
            sweep.take_value(y);
            break;
        }
        if level.is_stained() {
            return Ok(0);
        }
    }
    level.check(again)?;
    Ok(if level.is_careful(CAREFUL) {
        0
    } else {
        level.notes()
    })
}

/// Spoils the seeds of a chunk.
#[inline(always)]
pub(in crate::exact) fn spoil<D, T: Real, const N: usize>(
    seeds: &mut [D],
    chunk: Option<&Range<usize>>,
    partials: impl Fn(&mut D) -> &mut [T; N],
) {
    let chunk = chunk.cloned().unwrap_or_default();
    for (lane, x) in seeds[chunk].iter_mut().enumerate() {
        partials(x)[lane] = T::of(f64::NAN);
    }
}

/// Spoils or clears the partial derivatives of a number.
#[inline(always)]
pub(in crate::exact) fn stain<T: Real, const N: usize>(x: &mut Dual<T, N>, stain: Stain) {
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
pub(in crate::exact) fn any_nan<T: Real, const N: usize>(y: &Dual<T, N>, lanes: usize) -> bool {
    y.partials[..lanes].iter().any(|p| p.is_nan())
}

/// A derivative as it is handed out: beside a value that is infinite or NaN there is none, by no
/// variable, and no finite number is taken for one.
#[inline(always)]
pub(in crate::exact) fn beside<T: Real>(value: T, derivative: T) -> T {
    if value.has_finite_value() || !derivative.has_finite_value() {
        derivative
    } else {
        T::of(f64::NAN)
    }
}

/// As [`beside`], for all derivatives of one value.
#[inline]
pub(in crate::exact) fn all_beside<T: Real>(value: T, derivatives: &mut [T]) {
    if !value.has_finite_value() {
        for derivative in derivatives {
            *derivative = beside(value, *derivative);
        }
    }
}
