//! Sharing a pass among the threads of rayon's current pool, if the feature `rayon` is on.

/// Results smaller than this are cheaper to make on one thread.
#[cfg(feature = "rayon")]
const WORTHWHILE_BYTES: usize = 1 << 20;

/// Calls `work` with parts of `out` and their offsets, which are multiples of `unit`.
#[cfg(not(feature = "rayon"))]
#[inline]
pub(super) fn chunks<T>(out: &mut [T], _unit: usize, work: impl Fn(usize, &mut [T])) {
    work(0, out);
}

#[cfg(feature = "rayon")]
pub(super) fn chunks<T: Send>(out: &mut [T], unit: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    use rayon::iter::{IndexedParallelIterator, ParallelIterator};
    use rayon::slice::ParallelSliceMut;

    let parts = parts(size_of_val(out));
    if parts == 1 {
        return work(0, out);
    }
    let chunk = (out.len() / unit).div_ceil(parts) * unit;
    out.par_chunks_mut(chunk)
        .enumerate()
        .for_each(|(k, out)| work(k * chunk, out));
}

/// Into how many parts a result of this size is divided.
#[cfg(feature = "rayon")]
fn parts(bytes: usize) -> usize {
    let threads = rayon::current_num_threads();
    if threads == 1 || bytes < WORTHWHILE_BYTES {
        1
    } else {
        4 * threads
    }
}

/// Calls `work` with the same part of several outputs of equal length, and its offset. Empty outputs
/// stay empty.
#[cfg(not(feature = "rayon"))]
#[inline]
pub(super) fn split<T, const M: usize>(
    out: [&mut [T]; M],
    _unit: usize,
    work: impl Fn(usize, [&mut [T]; M]),
) {
    work(0, out);
}

#[cfg(feature = "rayon")]
pub(super) fn split<T: Send, const M: usize>(
    out: [&mut [T]; M],
    unit: usize,
    work: impl Fn(usize, [&mut [T]; M]) + Sync,
) {
    let bytes = out.iter().map(|out| size_of_val(*out)).sum();
    halves(out, unit, 0, parts(bytes), &work);
}

#[cfg(feature = "rayon")]
fn halves<T: Send, const M: usize>(
    mut out: [&mut [T]; M],
    unit: usize,
    start: usize,
    parts: usize,
    work: &(impl Fn(usize, [&mut [T]; M]) + Sync),
) {
    let units = out[0].len() / unit;
    if parts <= 1 || units <= 1 {
        return work(start, out);
    }
    let middle = units / 2 * unit;
    let mut left: [&mut [T]; M] = std::array::from_fn(|_| Default::default());
    for (left, out) in left.iter_mut().zip(&mut out) {
        let whole = std::mem::take(out);
        (*left, *out) = whole.split_at_mut(middle.min(whole.len()));
    }
    rayon::join(
        || halves(left, unit, start, parts / 2, work),
        || halves(out, unit, start + middle, parts - parts / 2, work),
    );
}
