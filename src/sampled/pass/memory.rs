//! Memory for results: zeros that cost nothing before they are written.
//!
//! The operating system hands memory out when it is first written, a page at a time, and that takes longer
//! than any derivative. Pages of 2 MiB instead of 4 KiB make it several times cheaper, but Linux has to be
//! asked for them.

use crate::sampled::sample::Value;

/// Results smaller than this do not fill enough large pages.
#[cfg(target_os = "linux")]
const LARGE_BYTES: usize = 4 << 20;

/// `count` zeros.
pub(in crate::sampled) fn zeros<T: Value>(count: usize) -> Vec<T> {
    let mut zeros = bytemuck::allocation::zeroed_vec(count);
    ask_for_large_pages(&mut zeros);
    zeros
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn ask_for_large_pages<T: Value>(memory: &mut [T]) {
    /// The largest size of ordinary pages.
    const PAGE: usize = if cfg!(target_arch = "x86_64") {
        4 << 10
    } else {
        64 << 10
    };
    if size_of_val(memory) < LARGE_BYTES {
        return;
    }
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(memory);
    let first = bytes.as_ptr().align_offset(PAGE);
    let pages = &mut bytes[first..];
    // SAFETY: the range is a part of an exclusive borrow, and this advice leaves contents alone, also on
    // the rest of the last page. Where it is not understood, nothing happens.
    unsafe { libc::madvise(pages.as_mut_ptr().cast(), pages.len(), libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn ask_for_large_pages<T>(_: &mut [T]) {}
