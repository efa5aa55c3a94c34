//! The reverse [`Gradient`]: one recording, one sweep.

use crate::operator::Gradient;
use crate::scalar::tape::Recording;
use crate::scalar::{Dual, Real, Var};

/// Writes the derivatives of `y` by the variables `x` of a recording.
#[inline]
pub(super) fn gradient<T: Real>(recording: &Recording<T>, x: &[Var<T>], y: Var<T>, out: &mut [T]) {
    if recording.has_events() {
        at_edges(recording, x, y, out);
    } else {
        recording.gradient(y, out);
    }
    if !y.value.re().is_finite() {
        // Beside such a value no finite number is taken for a derivative.
        for g in out.iter_mut().filter(|g| g.re().is_finite()) {
            *g = T::of(f64::NAN);
        }
    }
}

/// As [`gradient`], where kinks or singular points were met.
///
/// On plain numbers the kinks are decided first. What the sweep then leaves without an answer, where an
/// infinite slope meets a zero, and nested numbers altogether are left to forward mode, which evaluates
/// the tape instead of the function.
#[cold]
#[inline(never)]
fn at_edges<T: Real>(recording: &Recording<T>, x: &[Var<T>], y: Var<T>, out: &mut [T]) {
    if T::LEVELS == 0 {
        recording.decide();
        recording.gradient(y, out);
        if !y.value.is_finite() || out.iter().all(|g| g.is_finite()) {
            return;
        }
    }
    let x: Vec<T> = x.iter().map(|x| x.value).collect();
    let forward = Gradient::new(|x: &[Dual<T>]| recording.replay(x, y)).at(&x);
    for (g, exact) in out.iter_mut().zip(forward) {
        if T::LEVELS > 0 || !g.is_finite() {
            *g = exact;
        }
    }
}
