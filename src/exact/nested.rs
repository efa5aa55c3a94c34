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

use crate::scalar::notes::{Looking, NOTES, STATE};

/// An operator is at work.
const ACTIVE: u8 = 1;
/// Another one ran inside it.
const NESTED: u8 = 2;
/// And returned NaN, so that a stain would prove nothing. NaN is not silent either.
const UNCLEAR: u8 = 4;
/// The variables of this operator, or of one around it, are stained.
const STAINED: u8 = 8;
/// The operator about to start is this one again, to evaluate at a stained point.
const AGAIN: u8 = 16;

/// One operator at work, from its first evaluation to its last.
pub(super) struct Level {
    outside: u8,
    /// While an evaluation looks for structure at singular points.
    pub(super) looking: Option<Looking>,
}

impl Level {
    #[inline(always)]
    pub(super) fn enter() -> Self {
        let outside = STATE.replace(ACTIVE);
        if outside != 0 {
            STATE.set(ACTIVE | outside & STAINED);
        }
        Self {
            outside,
            looking: None,
        }
    }

    /// Whether this is the evaluation at a stained point.
    #[inline(always)]
    pub(super) fn is_stained(&self) -> bool {
        self.outside & AGAIN != 0
    }

    /// Whether the numbers have left notes since [`notes`](Self::notes) took them.
    #[inline(always)]
    pub(super) fn has_notes(&self) -> bool {
        STATE.get() & NOTES != 0
    }

    /// Takes the notes of the numbers.
    #[cold]
    pub(super) fn notes(&self) -> u8 {
        let state = STATE.get();
        STATE.set(state & !NOTES);
        state & NOTES
    }

    /// Hands notes on to the operator around this one.
    #[cold]
    pub(super) fn pass_on(&mut self, notes: u8) {
        if self.outside & ACTIVE != 0 {
            self.outside |= notes;
        }
    }

    /// To be told whether there is NaN among the derivatives found.
    ///
    /// # Panics
    ///
    /// If they come from a stained variable of an operator around.
    #[inline(always)]
    pub(super) fn found(&mut self, nan: impl FnOnce() -> bool) {
        if self.outside != 0 && nan() {
            assert!(
                self.outside & STAINED == 0,
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
        if STATE.get() & (NESTED | UNCLEAR) == NESTED {
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
        if self.outside & ACTIVE != 0 {
            STATE.set(self.outside | NESTED | inside & UNCLEAR);
        }
    }
}
