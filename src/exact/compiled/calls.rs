//! Functions for machine code to call, beside those of the rules table. They take what the code has: numbers
//! and addresses in its frame and its memory.

use crate::scalar::{Exponentials, Real, log_sum_exp};

/// `a % b`
pub(super) extern "C" fn remainder(a: f64, b: f64) -> f64 {
    a % b
}

/// `a b + c`, with one rounding.
pub(super) extern "C" fn mul_add(a: f64, b: f64, c: f64) -> f64 {
    a.mul_add(b, c)
}

/// Returns the sine and writes the cosine.
#[allow(unsafe_code)]
pub(super) extern "C" fn sin_cos(x: f64, cosine: *mut f64) -> f64 {
    let (s, c) = Real::sin_cos(x);
    // SAFETY: the code hands over the address of a number in its frame.
    unsafe { cosine.write(c) };
    s
}

/// The logarithm of a sum of exponentials.
#[allow(unsafe_code)]
pub(super) extern "C" fn log_sum_exp_of(x: *const f64, len: usize) -> f64 {
    // SAFETY: the code hands over a list in its memory, which it has written, and its length.
    log_sum_exp(unsafe { std::slice::from_raw_parts(x, len) })
}

/// Writes the shares in that sum.
#[allow(unsafe_code)]
pub(super) extern "C" fn softmax_of(x: *const f64, len: usize, shares: *mut f64) {
    // SAFETY: two lists in its memory, which do not overlap; the second is written here.
    let (x, shares) = unsafe {
        (
            std::slice::from_raw_parts(x, len),
            std::slice::from_raw_parts_mut(shares.cast::<std::mem::MaybeUninit<f64>>(), len),
        )
    };
    for (share, w) in shares.iter_mut().zip(f64::softmax(x)) {
        share.write(w);
    }
}

/// The sum of all shares but one.
#[allow(unsafe_code)]
pub(super) extern "C" fn rest(shares: *const f64, len: usize, one: usize) -> f64 {
    // SAFETY: a list in its memory that `softmax_of` has written.
    let shares = unsafe { std::slice::from_raw_parts(shares, len) };
    let others = shares.iter().enumerate().filter(|(i, _)| *i != one);
    others.map(|(_, share)| share).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sine_and_cosine_together_are_those_alone_to_the_bit() {
        let angles = (0..200_000).map(|i| f64::from(i) * 0.000_37 - 31.0);
        for x in angles.chain([0.0, -0.0, 1e-300, 1e5, 1e22, f64::MAX]) {
            let mut cosine = 0.0;
            let sine = sin_cos(x, &mut cosine);
            let alone = [std::hint::black_box(x).sin(), std::hint::black_box(x).cos()];
            assert_eq!(
                [sine, cosine].map(f64::to_bits),
                alone.map(f64::to_bits),
                "{x}"
            );
        }
    }
}
