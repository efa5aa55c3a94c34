//! What is done about the notes that numbers leave in the passes of an operator: it is started again, until
//! nothing is open.

use crate::exact::forward::nested::{PROBE, SEEDLESS, SINGLE, careful, pass_on};
use crate::scalar::notes::{CONFLICT, Looking, SINGULAR, VALUE};

/// What to do about the notes of an operator's numbers, in full in [`notes`](crate::scalar::notes):
/// `again` is the operator itself, whose result is given here: that of the last time it was started.
#[cold]
#[inline(never)]
pub(in crate::exact) fn resolve<V, E>(
    notes: u16,
    mut again: impl FnMut() -> Result<V, E>,
) -> Result<V, E> {
    let mut last = None;
    start_until_resolved(notes, &mut || {
        last = Some(again()?);
        Ok(())
    })?;
    Ok(last.expect("it was started"))
}

/// The same for all results, which is compiled once for a type of errors.
fn start_until_resolved<E>(
    mut notes: u16,
    again: &mut dyn FnMut() -> Result<(), E>,
) -> Result<(), E> {
    let mut ways = 0;
    loop {
        if notes & CONFLICT != 0 {
            ways |= SINGLE;
        }
        if notes & VALUE != 0 {
            ways |= SEEDLESS;
        }
        let probe = Looking::probe();
        careful(ways | PROBE, &mut *again)?;
        let found = probe.found();
        drop(probe);
        let left = replay(found, ways, again)?;
        // What a first evaluation did not show, ties among lanes, a careful one may.
        let further = left & (CONFLICT | VALUE) & !notes;
        if further == 0 || ways & SINGLE != 0 {
            pass_on(if ways & SINGLE == 0 {
                left
            } else {
                left | notes & SINGULAR
            });
            return Ok(());
        }
        notes |= further;
    }
}

/// The result of [`passes`](super::passes), or what becomes of its notes.
pub(in crate::exact) trait OrResolve<E> {
    fn or_resolve<V>(
        self,
        found: impl FnOnce() -> V,
        again: impl FnMut() -> Result<V, E>,
    ) -> Result<V, E>;
}

impl<E> OrResolve<E> for Result<u16, E> {
    #[inline(always)]
    fn or_resolve<V>(
        self,
        found: impl FnOnce() -> V,
        again: impl FnMut() -> Result<V, E>,
    ) -> Result<V, E> {
        match self? {
            0 => Ok(found()),
            notes => resolve(notes, again),
        }
    }
}

/// Evaluates at the point itself, with what a probe has found; the notes that are left.
fn replay<E>(
    found: Vec<bool>,
    ways: u16,
    again: &mut dyn FnMut() -> Result<(), E>,
) -> Result<u16, E> {
    let replay = Looking::replay(found);
    let ((), left) = careful(ways, &mut *again)?;
    let is_all = replay.is_all();
    drop(replay);
    if is_all {
        return Ok(left);
    }
    // Another path was taken: every zero counts as a derivative that vanishes.
    let _doubt = Looking::replay(Vec::new());
    careful(ways, again).map(|((), left)| left)
}
