//! How results reach memory: through the caches, or past them.
//!
//! A processor that writes a line of memory reads it first. Results that do not fit into the caches are
//! better streamed, a whole line at a time, which spares the reading and leaves the caches to the samples:
//! a third of the traffic of one axis, almost half of that of three axes at once.

use crate::sampled::sample::{Sample, Value};

/// A line of memory, which is read and written as a whole.
const LINE_BYTES: usize = 64;
/// Results larger than this are not in the cache when they are used.
const LARGE_BYTES: usize = 12 << 20;
/// How far ahead samples are fetched: a page.
#[cfg(target_arch = "x86_64")]
const AHEAD_BYTES: usize = 4096;
/// How many results are made before they are streamed: what keeps both reading and writing busy.
const STREAMED: usize = 32;
/// How many results are made at a time otherwise.
const STORED: usize = 256;
/// The longest block.
pub(super) const LONGEST: usize = STORED;

/// Whether results of so many bytes go past the caches.
pub(super) fn is_large(bytes: usize) -> bool {
    bytes > LARGE_BYTES
}

/// The way results are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Store {
    streams: bool,
}

/// A block on its way to a stream, aligned as its destination: a processor cannot hand on at once what
/// it has stored across lines.
#[repr(align(64))]
struct Aligned<T>([T; STREAMED]);

impl Store {
    /// Runs `work` with the way to write a call's results of so many bytes.
    pub fn with<R>(bytes: usize, work: impl FnOnce(Self) -> R) -> R {
        let streams = is_large(bytes) && cfg!(target_arch = "x86_64");
        let store = Self { streams };
        store.part(|| work(store))
    }

    /// Runs a part of the work that may be on another thread: each thread waits for what it has streamed.
    pub fn part<R>(self, work: impl FnOnce() -> R) -> R {
        let _after = self.streams.then_some(Finish);
        work()
    }

    /// Through the caches.
    pub fn cached() -> Self {
        Self { streams: false }
    }

    /// Whether results go past the caches.
    pub fn streams(self) -> bool {
        self.streams
    }

    /// Fills `out` block by block: `fill` gets the position and the place of a block. The samples that
    /// it needs for the first time are `leading` from that position on.
    #[inline(always)]
    pub fn blocks<A: Sample, T: Value>(
        self,
        out: &mut [T],
        leading: &[A],
        mut fill: impl FnMut(usize, &mut [T]),
    ) {
        if !self.streams {
            for (b, out) in out.chunks_mut(STORED).enumerate() {
                fill(b * STORED, out);
            }
            return;
        }
        fetch_end(out);
        let mut buffer = Aligned([T::ZERO; STREAMED]);
        // The first block ends where a line does.
        let mut start = match out.as_ptr().align_offset(LINE_BYTES) {
            head @ 1..STREAMED => head.min(out.len()),
            _ => 0,
        };
        let first = &mut buffer.0[..start];
        fetch(&leading[..start]);
        fill(0, first);
        out[..start].copy_from_slice(first);
        while let Some(block) = out[start..].first_chunk_mut::<STREAMED>() {
            fetch(&leading[start..start + STREAMED]);
            // Of known length and used nowhere else, so that it can stay in registers.
            let mut results = Aligned([T::ZERO; STREAMED]);
            fill(start, &mut results.0);
            stream(&results.0, block);
            start += STREAMED;
        }
        let rest = &mut out[start..];
        let last = &mut buffer.0[..rest.len()];
        fetch(&leading[start..start + last.len()]);
        fill(start, last);
        stream(last, rest);
    }
}

/// Fetches the place of the last results, and of those that follow them in memory: parts of lines are
/// written through the caches, and what is streamed after them would wait until they have been read.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code)]
fn fetch_end<T>(out: &[T]) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

    let end = out.as_ptr_range().end.cast::<i8>();
    for place in [end.wrapping_sub(1), end.wrapping_add(LINE_BYTES - 1)] {
        // SAFETY: this reads nothing into the program, and is allowed to fail at any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place) };
    }
}

/// Fetches the samples a page further on: processors do not look beyond the end of a page by themselves.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code)]
fn fetch<A>(samples: &[A]) {
    use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};

    for line in (0..size_of_val(samples)).step_by(LINE_BYTES) {
        let ahead = samples
            .as_ptr()
            .cast::<i8>()
            .wrapping_add(AHEAD_BYTES + line);
        // SAFETY: this reads nothing into the program, and is allowed to fail at any address.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(ahead) };
    }
}

/// Copies results past the caches; parts of lines through them.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code)]
fn stream<T: Value>(from: &[T], to: &mut [T]) {
    use std::arch::x86_64::{__m128i, _mm_stream_si128};

    let per_line = LINE_BYTES / size_of::<T>();
    let whole = to.len() / per_line * per_line;
    if whole == 0 || !to.as_ptr().addr().is_multiple_of(LINE_BYTES) {
        return to.copy_from_slice(from);
    }
    let (to, rest) = to.split_at_mut(whole);
    let (from, rest_from) = from.split_at(whole);
    let to: &mut [__m128i] = bytemuck::cast_slice_mut(to);
    for (to, from) in to.iter_mut().zip(bytemuck::cast_slice::<T, [u8; 16]>(from)) {
        let from = bytemuck::must_cast(*from);
        // SAFETY: `to` is an exclusive reference to 16 aligned bytes, and every processor of this
        // architecture has the instruction. Nobody reads or writes the bytes before `Finish` is
        // dropped on this thread, because the borrow of the results outlives `Store::part`.
        unsafe { _mm_stream_si128(to, from) };
    }
    if !rest.is_empty() {
        rest.copy_from_slice(rest_from);
    }
}

/// Makes what was streamed visible to all, whichever way the work ends.
struct Finish;

impl Drop for Finish {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: every processor of this architecture has the instruction.
        unsafe {
            std::arch::x86_64::_mm_sfence();
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn fetch<A>(_: &[A]) {}
#[cfg(not(target_arch = "x86_64"))]
fn fetch_end<T>(_: &[T]) {}
#[cfg(not(target_arch = "x86_64"))]
fn stream<T: Value>(from: &[T], to: &mut [T]) {
    to.copy_from_slice(from);
}

#[cfg(test)]
mod tests {
    use nalgebra::Complex;

    use super::*;

    /// Streams results of every length to every place of a line.
    fn everywhere<T: Value>(number: impl Fn(usize) -> T) {
        let leading = [T::ZERO; 300];
        for length in (0..80).chain([127, 128, 129, 300]) {
            for first in 0..16 {
                let mut memory = vec![T::NAN; length + 32];
                let mut next = 0;
                let out = &mut memory[first..first + length];
                Store { streams: true }.blocks(out, &leading[..length], |start, out| {
                    assert!(out.len() <= LONGEST && start == next);
                    for (k, out) in out.iter_mut().enumerate() {
                        *out = number(start + k);
                    }
                    next += out.len();
                });
                drop(Finish);
                for (k, value) in memory.iter().enumerate() {
                    match k.checked_sub(first) {
                        Some(k) if k < length => assert_eq!(*value, number(k)),
                        _ => assert!(value.is_nan()),
                    }
                }
                assert_eq!(next, length);
            }
        }
    }

    #[test]
    fn streams_write_every_result_and_nothing_else() {
        everywhere(|k| k as f64);
        everywhere(|k| k as f32);
        everywhere(|k| Complex::new(k as f64, 1.0));
        everywhere(|k| Complex::new(k as f32, 1.0));
    }

    #[test]
    fn only_large_results_are_streamed() {
        let streams = |bytes| Store::with(bytes, |store| store.streams);
        assert!(!streams(LARGE_BYTES));
        assert_eq!(streams(LARGE_BYTES + 1), cfg!(target_arch = "x86_64"));
    }
}
