//! The guard against perturbation confusion: derivatives inside derivatives are right or refused.
//!
//! In `Derivative::new(|x| x * Derivative::new(|y| x + y).at(1.0)).at(1.0)` both closures compute
//! with the same number type, so the inner derivative takes the perturbation of `x` for its own,
//! and what it returns has forgotten that it depends on `x` (Siskind and Pearlmutter, 2005). At a
//! `Dual` point the types keep the levels apart and nothing is lost.
//!
//! The guard is a stain. An operator that saw another one run inside it runs once more, with every
//! partial derivative of the point set to NaN. Values are as before, so the
//! same path is taken; but whatever uses a variable of this operator now has NaN for a derivative,
//! and an inner operator that finds NaN among its own derivatives was given such a variable. This
//! also finds a leak that the numbers hide: `x * y` at `y = 0`.

use crate::scalar::notes::{NOTES, STATE};

/// An operator is at work.
const ACTIVE: u16 = 1;
/// Another one ran inside it.
const NESTED: u16 = 2;
/// And returned NaN, so that a stain would prove nothing. NaN is not silent either.
const UNCLEAR: u16 = 4;
/// The variables of this operator, or of one around it, are stained.
const STAINED: u16 = 8;
/// The operator about to start is this one again, to evaluate at a stained point.
const AGAIN: u16 = 16;

/// Likewise, to evaluate once more because of the notes of its numbers.
pub(super) const CAREFUL: u16 = 32;
/// Then, at a point whose seeds are NaN;
pub(super) const PROBE: u16 = 64;
/// with one lane at a time;
pub(super) const SINGLE: u16 = 128;
/// and for the value in an evaluation without seeds.
pub(super) const SEEDLESS: u16 = 1 << 11;
const WAYS: u16 = CAREFUL | PROBE | SINGLE | SEEDLESS;

/// What was noted before, noted again when this goes out of scope: a panic of the function must leave nothing
/// behind on its thread.
struct Before(u16);

impl Drop for Before {
    fn drop(&mut self) {
        STATE.set(self.0);
    }
}

/// Starts an operator `again`, in the given `ways`, and tells the notes it leaves.
pub(super) fn careful<V, E>(
    ways: u16,
    again: impl FnOnce() -> Result<V, E>,
) -> Result<(V, u16), E> {
    let mut before = Before(STATE.get());
    STATE.set(before.0 & !(WAYS | NOTES) | CAREFUL | ways);
    let found = again();
    let after = STATE.get();
    // What a probe finds is NaN for a reason.
    if ways & PROBE == 0 {
        before.0 |= after & UNCLEAR;
    }
    drop(before);
    Ok((found?, after & NOTES))
}

/// An operator that is no derivative inside the one at work, but a part of it: it is not guarded, and
/// hands on the notes that its numbers leave.
pub(in crate::exact) fn as_part<V>(operator: impl FnOnce() -> V) -> V {
    let mut before = Before(STATE.get());
    STATE.set(before.0 & !(STAINED | AGAIN | WAYS));
    let found = operator();
    before.0 |= STATE.get() & NOTES;
    found
}

/// What is computed with numbers that have nothing to do with the operator at work, and the notes they leave.
pub(in crate::exact) fn aside<V>(numbers: impl FnOnce() -> V) -> (V, u16) {
    let _before = Before(STATE.replace(0));
    let found = numbers();
    (found, STATE.get() & NOTES)
}

/// Hands notes on to the operator around, if there is one.
pub(super) fn pass_on(notes: u16) {
    if STATE.get() & ACTIVE != 0 {
        STATE.set(STATE.get() | notes);
    }
}

/// Whether no operator is at work on this thread, so that one may be on others.
#[cfg(feature = "rayon")]
pub(in crate::exact) fn is_idle() -> bool {
    STATE.get() == 0
}

/// One operator at work, from its first evaluation to its last.
pub(super) struct Level {
    outside: u16,
}

impl Level {
    #[inline(always)]
    pub(super) fn enter() -> Self {
        let outside = STATE.replace(ACTIVE);
        if outside != 0 {
            STATE.set(ACTIVE | outside & STAINED);
        }
        Self { outside }
    }

    /// Whether this is the evaluation at a stained point.
    #[inline(always)]
    pub(super) fn is_stained(&self) -> bool {
        self.outside & AGAIN != 0
    }

    /// Whether the operator evaluates again because of the notes of its numbers, in one of the
    /// `ways` at least.
    #[inline(always)]
    pub(super) fn is_careful(&self, ways: u16) -> bool {
        self.outside & ways != 0
    }

    /// Whether there is nothing around that asks for anything.
    #[inline(always)]
    pub(super) fn is_alone(&self) -> bool {
        self.outside == 0
    }

    /// Whether no operator has run inside and no number has left a note.
    #[inline(always)]
    pub(super) fn is_quiet(&self) -> bool {
        STATE.get() == ACTIVE
    }

    /// The notes that the numbers have left.
    #[inline(always)]
    pub(super) fn notes(&self) -> u16 {
        STATE.get() & NOTES
    }

    /// To be told whether there is NaN among the derivatives found.
    ///
    /// # Panics
    ///
    /// If they come from a stained variable of an operator around.
    #[inline(always)]
    pub(super) fn found(&mut self, nan: impl FnOnce() -> bool) {
        if self.outside != 0 && !self.is_stained() && nan() {
            assert!(
                self.outside & STAINED == 0 || self.is_careful(CAREFUL),
                "perturbation confusion: the function differentiated here also uses a variable of \
                 an enclosing derivative, and both carry their derivatives in the same number \
                 type, so the result would be wrong. Take the inner derivative at a point of the \
                 outer variable's type, which keeps the two apart: instead of `.at(1.0)` write \
                 `.at(x.lift(1.0))`, where `x` is the outer variable"
            );
            self.outside |= UNCLEAR;
        }
    }

    /// Runs the operator once `again`, at a stained point, if another one ran inside it.
    #[inline(always)]
    pub(super) fn check<E>(&self, again: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        if STATE.get() & (NESTED | UNCLEAR) == NESTED && !self.is_careful(CAREFUL) {
            STATE.set(ACTIVE | STAINED | AGAIN);
            again()
        } else {
            Ok(())
        }
    }
}

impl Drop for Level {
    #[inline(always)]
    fn drop(&mut self) {
        let inside = STATE.replace(self.outside);
        if self.outside & (ACTIVE | CAREFUL) != 0 {
            // One that was started carefully tells its notes to the one that did so.
            let notes = if self.is_careful(CAREFUL) { NOTES } else { 0 };
            STATE.set(self.outside | NESTED | inside & (UNCLEAR | notes));
        }
    }
}
