//! The guard against perturbation confusion.
//!
//! In `Derivative::new(|x| x * Derivative::new(|y| x + y).at(1.0)).at(1.0)` both closures compute
//! with the same number type, so the inner derivative takes the perturbation of `x` for its own,
//! and what it returns has forgotten that it depends on `x` (Siskind and Pearlmutter, 2005). At a
//! `Dual` point the types keep the levels apart and nothing is lost. Otherwise an operator that
//! runs inside another one evaluates its function once more at constants: whatever derivative the
//! result then has came in from outside.

use std::cell::Cell;

use crate::scalar::{Dual, Real};

thread_local! {
    /// How many operators are at work on this thread.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Counts an operator in while it lives.
pub(super) struct Level {
    nested: bool,
}

impl Level {
    #[inline]
    pub(super) fn enter() -> Self {
        let outside = DEPTH.get();
        DEPTH.set(outside + 1);
        Self {
            nested: outside > 0,
        }
    }

    /// Inside another operator, panics if `leak` finds a derivative in what the function returns
    /// at constants close to those in `seeds`.
    #[inline]
    pub(super) fn guard<T: Real, const N: usize>(
        &self,
        seeds: &[Dual<T, N>],
        leak: impl FnOnce(&[Dual<T, N>]) -> bool,
    ) {
        if self.nested {
            refuse_if(leak(&probes(seeds)));
        }
    }
}

impl Drop for Level {
    #[inline]
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

#[cold]
fn refuse_if(leak: bool) {
    assert!(
        !leak,
        "perturbation confusion: the function differentiated here also uses a variable of an \
         enclosing derivative, and both carry their derivatives in the same number type, so the \
         result would be wrong. Take the inner derivative at a point of the outer variable's type, \
         which keeps the two apart: instead of `.at(1.0)` write `.at(x.lift(1.0))`, where `x` is \
         the outer variable"
    );
}

/// Constants close to a point.
///
/// At the point itself a leak can hide: `x * y` at `y = 0` does not depend on `x` there, but its
/// derivative does. Each coordinate is moved by another amount, so that differences do not vanish.
fn probes<T: Real, const N: usize>(seeds: &[Dual<T, N>]) -> Vec<Dual<T, N>> {
    const STEP: f64 = 1.0 / 1048576.0;
    let near = |(i, x): (usize, &Dual<T, N>)| {
        let size = x.re().abs();
        let size = if size == 0.0 { 1.0 } else { size };
        let part = 0.5 + 0.5 * (i as f64 * 0.618).fract();
        Dual::constant(x.value + T::of(size * STEP * part))
    };
    seeds.iter().enumerate().map(near).collect()
}

/// Whether a number evaluated at constants depends on anything.
pub(super) fn leaks<T: Real, const N: usize>(y: Dual<T, N>) -> bool {
    y.partials.iter().any(|p| !p.is_zero())
}
