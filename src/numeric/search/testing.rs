//! Noise for the tests.

/// Deterministic noise, uniform on [-1, 1): the bits of x, well mixed (the SplitMix64 finaliser).
pub(crate) fn noise_at(x: f64) -> f64 {
    let mut bits = x.to_bits().wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}
