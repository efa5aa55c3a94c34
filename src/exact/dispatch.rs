//! Runs a computation with the widest vector instructions of the processor.
//!
//! A crate is compiled for the oldest processor of its target. Dual numbers are short vectors, so
//! for long computations it pays to compile them once more for wider registers and to choose at
//! run time. Results are the same to the bit: products are not contracted to fused ones.

/// From how many variables on the choice pays: below, everything fits in a few registers.
pub(super) const WORTHWHILE: usize = 3;

/// `f()`, compiled for AVX2 as well and run so where the processor has it.
#[inline]
pub(super) fn widest<R>(variables: usize, f: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if variables >= WORTHWHILE && std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as just asked.
        #[allow(unsafe_code)]
        return unsafe { with_avx2(f) };
    }
    f()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<R>(f: impl FnOnce() -> R) -> R {
    f()
}
