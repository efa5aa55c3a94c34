//! Division by a constant, as a product that is rounded like the quotient.
//!
//! A vector of quotients takes the processor several times as long as a vector of products. With a fused
//! multiply-add, `x / y` is `x · high + x · low`, where `high + low` are 1/y to twice the digits, and this
//! is the correctly rounded quotient for every `x` but at most one, which is known beforehand: for most
//! `y` it turns out right as well. The others are divided.
//!
//! N. Brisebarre, J.-M. Muller, S. K. Raina, *Accelerating correctly rounded floating-point division when
//! the divisor is known in advance*, IEEE Trans. Comput. 53 (2004) 1069–1072.

/// How to divide by a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Division {
    /// By a division.
    By(f64),
    /// By a product with the reciprocal, of a power of two.
    Times(f64),
    /// By two products. In single precision, all three numbers are.
    Pair { by: f64, high: f64, low: f64 },
}

impl Division {
    /// The fastest way to divide numbers of 24 or 53 digits by `y`.
    pub fn new(y: f64, digits: u32) -> Self {
        const MANTISSA: u64 = (1 << 52) - 1;
        let power = y.to_bits() & MANTISSA == 0;
        if power && (1e-30..1e30).contains(&y.abs()) {
            return Self::Times(1.0 / y);
        }
        let pair = match digits {
            _ if !has_fused_multiply_add() => None,
            24 => single::reciprocal(y as f32),
            _ => double::reciprocal(y),
        };
        pair.map_or(Self::By(y), |(high, low)| Self::Pair { by: y, high, low })
    }
}

/// Whether `mul_add` is an instruction in vectorised loops, not a call.
fn has_fused_multiply_add() -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return is_x86_feature_detected!("fma") && is_x86_feature_detected!("avx2");
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    return cfg!(target_arch = "aarch64");
}

/// The only dividend that `x · high + x · low` can round to the wrong side, for a divisor of `digits`
/// digits, as integers.
///
/// Scale both to [1, 2) and let u = 2^−digits. `high` is off 1/y by at most u/2, so the rounding errors
/// of `low` and of `x · low` move the sum by less than u². They matter where a midpoint m of two
/// neighbouring results is as near to x/y, that is where the integer `2X/u − my` (in units of u², with
/// the integers of x, y and m) is smaller than 2. It is never 0. For x ≥ y even 1 is too far. For x < y
/// it is ±1, so `m` is ± the inverse of `y` modulo 2^(digits + 1), and one of the two is in range.
fn critical_dividend(divisor: u64, digits: u32) -> Option<u64> {
    if divisor.is_multiple_of(2) {
        return None;
    }
    // Newton's iteration doubles the digits of the inverse, of which an odd number knows three.
    let mut inverse = divisor;
    for _ in 0..5 {
        let error = divisor.wrapping_mul(inverse).wrapping_sub(2);
        inverse = inverse.wrapping_mul(error.wrapping_neg());
    }
    let modulus = 1_u64 << (digits + 1);
    let inverse = inverse % modulus;
    let product = |m: u64| u128::from(m) * u128::from(divisor);
    let multiple = if inverse > modulus / 2 {
        product(inverse) - 1
    } else {
        product(modulus - inverse) + 1
    };
    Some((multiple >> (digits + 1)) as u64)
}

macro_rules! precision {
    ($module:ident, $t:ty, $bits:ty, $doubt:ty, $digits:literal, $divisors:expr) => {
        pub(in crate::sampled) mod $module {
            /// The exponent of the least sure dividend, 2⁻⁵¹² or 2⁻⁶⁴, without the sign: the next half of all
            /// exponents are sure as well.
            const LEAST: $bits = (<$t>::MAX_EXP as $bits / 2 - 1) << $digits;

            /// The two parts of 1/y, if they divide everything.
            pub fn reciprocal(y: $t) -> Option<(f64, f64)> {
                // A negative divisor would turn the sign of zeros around.
                if !$divisors.contains(&y) {
                    return None;
                }
                let high = 1.0 / y;
                let low = (-high).mul_add(y, 1.0) / y;
                let significand = |x: $t| {
                    const FRACTION: $bits = (1 << ($digits - 1)) - 1;
                    u64::from(x.to_bits() & FRACTION | (FRACTION + 1))
                };
                if let Some(critical) = super::critical_dividend(significand(y), $digits) {
                    let x = critical as $t;
                    if x.mul_add(high, x * low) != x / y {
                        return None;
                    }
                }
                Some((high.into(), low.into()))
            }

            /// The quotient, and a negative number if it is in doubt: if `x` is so large or so small that a
            /// rounding error is not what it should be, or −0, which could become +0.
            #[inline(always)]
            pub fn quotient(x: $t, high: f64, low: f64) -> ($t, $doubt) {
                let bits = x.to_bits();
                let above = (bits << 1).wrapping_sub(LEAST);
                let doubt = if bits == 0 { 0 } else { above };
                let quotient = x.mul_add(high as $t, x * low as $t);
                (quotient, doubt.cast_signed())
            }
        }
    };
}
precision!(double, f64, u64, i64, 53, (1e-30..1e30));
precision!(single, f32, u32, i32, 24, (1e-6_f32..1e6));

#[cfg(test)]
mod tests {
    use super::*;

    /// Significands next to 1, next to 2 and anywhere.
    fn significands(digits: u32, count: u32) -> impl Iterator<Item = u64> {
        let one = 1_u64 << (digits - 1);
        let mut random = fastrand::Rng::with_seed(7);
        let any = (0..count).map(move |_| one + random.u64(..one));
        let ends = (0..20).flat_map(move |k| [one + k, 2 * one - 1 - k]);
        ends.chain(any)
    }

    #[test]
    fn quotients_are_those_of_a_division() {
        let mut pairs = 0;
        for y in significands(53, 300) {
            let critical = critical_dividend(y, 53).unwrap_or(2);
            let y = y as f64 * 1e-15;
            let Some((high, low)) = double::reciprocal(y) else {
                continue;
            };
            pairs += 1;
            let dividends = significands(53, 100).chain([critical, critical - 1, critical + 1]);
            for x in dividends
                .map(|x| x as f64)
                .flat_map(|x| [x, -x, x * 1e-130])
            {
                let (quotient, doubt) = double::quotient(x, high, low);
                assert!(quotient == x / y && doubt >= 0, "{x} / {y}");
            }
        }
        assert!(pairs > 250);
    }

    #[test]
    fn every_dividend_of_some_single_divisors_is_divided() {
        for y in [3.0_f32, 0.2, 1.999_999_9, 1.000_000_1, 0.7, 1234.567, 0.001] {
            let pair = single::reciprocal(y);
            let wrong = |(high, low): (f64, f64)| {
                (1_u32 << 23..1 << 24)
                    .map(|x| x as f32)
                    .filter(|&x| single::quotient(x, high, low).0 != x / y)
                    .count()
            };
            match pair {
                Some(pair) => assert_eq!(wrong(pair), 0, "{y}"),
                // Then the only wrong one is the critical one.
                None => {
                    let high = 1.0 / y;
                    let low = (-high).mul_add(y, 1.0) / y;
                    assert_eq!(wrong((high.into(), low.into())), 1, "{y}");
                }
            }
        }
    }

    #[test]
    fn divisors_with_a_wrong_quotient_are_found() {
        let wrong = |y: &u64| {
            let y = *y as f64;
            let high = 1.0 / y;
            let low = (-high).mul_add(y, 1.0) / y;
            critical_dividend(y as u64, 53).is_some_and(|x| {
                let x = x as f64;
                x.mul_add(high, x * low) != x / y
            })
        };
        let some: Vec<u64> = significands(53, 2000).filter(wrong).collect();
        assert!(!some.is_empty());
        assert!(some.iter().all(|&y| double::reciprocal(y as f64).is_none()));
    }

    #[test]
    fn what_could_be_wrong_is_not_sure() {
        let (high, low) = double::reciprocal(0.2).unwrap();
        let sure = |x: f64| double::quotient(x, high, low).1 >= 0;
        assert!(sure(0.0) && sure(1.0) && sure(-1e150));
        for x in [-0.0, 1e-300, -5e-324, 1e300, f64::INFINITY, f64::NAN] {
            assert!(!sure(x), "{x}");
        }
        assert_eq!(double::quotient(0.0, high, low).0.to_bits(), 0);
        assert_eq!(double::reciprocal(-0.2), None);
        assert_eq!(Division::new(0.25, 53), Division::Times(4.0));
    }
}
