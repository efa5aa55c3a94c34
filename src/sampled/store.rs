//! How results reach memory: through the caches, or past them.
//!
//! A processor that writes a line of memory reads it first. Results that do not fit into the caches are
//! better streamed, a whole line at a time, which spares the reading and leaves the caches to the samples:
//! a third of the traffic of one axis, almost half of that of three axes at once.

use super::Value;

/// A line of memory, which is read and written as a whole.
const LINE_BYTES: usize = 64;
/// Results larger than this are not in the cache when they are used.
const LARGE_BYTES: usize = 32 << 20;
/// How many results are made before they are streamed: what keeps both reading and writing busy.
const STREAMED: usize = 64;
/// How many results are made at a time otherwise.
const STORED: usize = 256;
/// The longest block.
pub(super) const LONGEST: usize = STORED;

/// The way results are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Store {
    streams: bool,
}

/// Streams take whole lines of memory, and read what they write only if it is aligned as they are.
#[repr(align(64))]
struct Aligned<T>([T; STREAMED]);

impl Store {
    /// Runs `work` with the way to write a call's results of so many bytes.
    pub fn with<R>(bytes: usize, work: impl FnOnce(Self) -> R) -> R {
        let streams = bytes > LARGE_BYTES && cfg!(target_arch = "x86_64");
        let result = work(Self { streams });
        if streams {
            finish();
        }
        result
    }

    /// Fills `out` block by block: `fill` gets the position and the place of a block.
    #[inline(always)]
    pub fn blocks<T: Value>(self, out: &mut [T], mut fill: impl FnMut(usize, &mut [T])) {
        let mut buffer = Aligned([T::ZERO; STREAMED]);
        let size = if self.streams { STREAMED } else { STORED };
        let mut start = 0;
        // The first block ends where a line does.
        let mut end = match out.as_ptr().align_offset(LINE_BYTES) {
            head @ 1..STREAMED if self.streams => head.min(out.len()),
            _ => size.min(out.len()),
        };
        while start < end {
            let block = if self.streams {
                &mut buffer.0[..end - start]
            } else {
                &mut out[start..end]
            };
            fill(start, block);
            if self.streams {
                stream(&buffer.0[..end - start], &mut out[start..end]);
            }
            start = end;
            end = out.len().min(end + size);
        }
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
    let to: &mut [__m128i] = bytemuck::cast_slice_mut(to);
    for (to, from) in to
        .iter_mut()
        .zip(bytemuck::cast_slice::<T, [u8; 16]>(&from[..whole]))
    {
        let from = bytemuck::must_cast(*from);
        // SAFETY: `to` is an exclusive reference to 16 aligned bytes, and every processor of this
        // architecture has the instruction. Nobody reads or writes the bytes before `finish`, because
        // the borrow of the results outlives `Store::with`.
        unsafe { _mm_stream_si128(to, from) };
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&from[whole..]);
    }
}

/// Makes what was streamed visible to all.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
fn finish() {
    // SAFETY: every processor of this architecture has the instruction.
    unsafe { std::arch::x86_64::_mm_sfence() }
}

#[cfg(not(target_arch = "x86_64"))]
fn stream<T: Value>(from: &[T], to: &mut [T]) {
    to.copy_from_slice(from);
}
#[cfg(not(target_arch = "x86_64"))]
fn finish() {}
