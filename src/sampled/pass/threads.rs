//! Sharing a pass among the threads of rayon's current pool, if the feature `rayon` is on.

use std::array;

/// Results smaller than this are cheaper to make on one thread.
#[cfg(feature = "rayon")]
const WORTHWHILE_BYTES: usize = 1 << 20;

/// Calls `work` with parts of `whole`, whose results have so many bytes. `halve` divides what can be divided.
#[cfg(not(feature = "rayon"))]
#[inline]
pub(super) fn share<W>(
    whole: W,
    _bytes: usize,
    _halve: impl Fn(W) -> (W, Option<W>),
    work: impl Fn(W),
) {
    work(whole);
}

#[cfg(feature = "rayon")]
#[inline]
pub(super) fn share<W: Send>(
    whole: W,
    bytes: usize,
    halve: impl Fn(W) -> (W, Option<W>) + Sync,
    work: impl Fn(W) + Sync,
) {
    let threads = rayon::current_num_threads();
    if threads == 1 || bytes < WORTHWHILE_BYTES {
        work(whole);
    } else {
        parts(whole, 4 * threads, &halve, &work);
    }
}

#[cfg(feature = "rayon")]
fn parts<W: Send>(
    whole: W,
    count: usize,
    halve: &(impl Fn(W) -> (W, Option<W>) + Sync),
    work: &(impl Fn(W) + Sync),
) {
    if count == 1 {
        return work(whole);
    }
    match halve(whole) {
        (whole, None) => work(whole),
        (first, Some(second)) => {
            rayon::join(
                || parts(first, count / 2, halve, work),
                || parts(second, count - count / 2, halve, work),
            );
        }
    }
}

/// Calls `work` with the same part of several outputs of equal length, and its offset, which is a multiple
/// of `unit`. Empty outputs stay empty.
#[inline]
pub(super) fn slices<T: Send, const M: usize>(
    out: [&mut [T]; M],
    unit: usize,
    work: impl Fn(usize, [&mut [T]; M]) + Sync,
) {
    let bytes = out.iter().map(|out| size_of_val(*out)).sum();
    share(
        (0, out),
        bytes,
        |(start, out)| {
            let units = out[0].len() / unit;
            if units < 2 {
                return ((start, out), None);
            }
            let middle = units / 2 * unit;
            let mut first = array::from_fn(|_| Default::default());
            let mut second = array::from_fn(|_| Default::default());
            for (k, out) in out.into_iter().enumerate() {
                (first[k], second[k]) = out.split_at_mut(middle.min(out.len()));
            }
            ((start, first), Some((start + middle, second)))
        },
        |(start, out)| work(start, out),
    );
}
