//! What numbers tell the operator that made them, beside their values: a few bits per thread.
//!
//! At a kink or a singular point a number cannot always know by itself which derivative is right, and
//! leaves a note: the operator then evaluates its function once more, in a way that tells. The other
//! bits belong to the operators and their guard against confusion.
//!
//! The question that needs more than numbers is this one: a partial derivative is exactly zero, and
//! the slope it would be multiplied with is infinite. If the variable does not occur in the
//! argument at all, the product is zero; if it does, and its partial derivative merely vanishes
//! here, the product is a guess: `cbrt(x₀) + x₁` at 0 has the gradient (inf, 1), `cbrt(x³)` has the
//! slope 1. So the operator evaluates its function again, at a point whose seeds are NaN, which
//! multiplication with zero does not remove; every singular point on the way writes down which of
//! its partial derivatives are NaN ([`Frame::Probe`]). A last evaluation, at the point as it was,
//! reads that ([`Frame::Replay`]).

use std::cell::{Cell, RefCell};

thread_local! {
    /// What is known of the innermost operator at work on this thread.
    pub(crate) static STATE: Cell<u16> = const { Cell::new(0) };
    /// The evaluations under way that look for structure, the outermost first.
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
}

/// A singular point was met: whether zero partial derivatives are structure matters.
pub(crate) const SINGULAR: u16 = 1 << 8;
/// A tie would be decided one way along one lane and the other way along another.
pub(crate) const CONFLICT: u16 = 1 << 9;
/// A tie was decided by the lanes for the value too, whose own levels would decide otherwise.
pub(crate) const VALUE: u16 = 1 << 10;
/// All notes.
pub(crate) const NOTES: u16 = SINGULAR | CONFLICT | VALUE;

/// Adds to the notes of the operator at work.
#[cold]
pub(super) fn note(bits: u16) {
    STATE.set(STATE.get() | bits);
}

/// An evaluation that looks for structure.
enum Frame {
    /// At NaN seeds: for every question in turn, whether the partial derivative is NaN.
    Probe(Vec<bool>),
    /// At the point itself: the answers, and how many have been read.
    Replay(Vec<bool>, usize),
}

/// Whether a partial derivative, `nan` or not, depends on its variable, as far as is known. While
/// nothing is known the answer is no, and the note asks for a better one.
#[cold]
pub(super) fn depends(nan: bool) -> bool {
    note(SINGULAR);
    FRAMES.with_borrow_mut(|frames| {
        frames.iter_mut().fold(false, |known, frame| match frame {
            Frame::Probe(found) => {
                found.push(nan);
                known
            }
            Frame::Replay(found, next) => {
                *next += 1;
                // Past the end the evaluation has taken another path: nothing is known.
                known | found.get(*next - 1).is_none_or(|depends| *depends)
            }
        })
    })
}

/// Whether a product with the constant zero is to be seen as a constant: while an evaluation looks
/// for structure, where its NaN would look like dependence.
#[cold]
#[inline(never)]
pub(super) fn no_longer_depends() -> bool {
    FRAMES.with_borrow(|frames| matches!(frames.last(), Some(Frame::Probe(_))))
}

/// The frame of one evaluation, taken off again when this goes out of scope.
pub(crate) struct Looking(());

impl Looking {
    /// An evaluation at NaN seeds.
    pub(crate) fn probe() -> Self {
        Self::push(Frame::Probe(Vec::new()))
    }

    /// An evaluation that knows what `probe` has found; with nothing found every partial derivative
    /// counts as dependent.
    pub(crate) fn replay(found: Vec<bool>) -> Self {
        Self::push(Frame::Replay(found, 0))
    }

    fn push(frame: Frame) -> Self {
        FRAMES.with_borrow_mut(|frames| frames.push(frame));
        Self(())
    }

    /// What a probe has found.
    pub(crate) fn found(&self) -> Vec<bool> {
        FRAMES.with_borrow(|frames| match frames.last() {
            Some(Frame::Probe(found)) => found.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether a replay has asked for just what was found.
    pub(crate) fn is_all(&self) -> bool {
        FRAMES.with_borrow(|frames| match frames.last() {
            Some(Frame::Replay(found, next)) => *next == found.len(),
            _ => true,
        })
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        FRAMES.with_borrow_mut(|frames| frames.pop());
    }
}
