//! A value with its error, in as many digits as the error supports: `1.23456789 ± 2.1e-9`.

use std::fmt;

/// Digits that tell any two numbers apart; where the error asks for as many, the shortest that do are
/// written.
const ALL: i32 = 17;

/// Digits that an error is written with.
const OF_ERROR: i32 = 2;

/// A value and its error, as text.
///
/// The error has two digits and the value ends where they end. What the value is rounded by is counted with
/// the error, which is rounded up: what is written holds wherever the numbers do.
pub(in crate::numeric) struct Digits {
    pub(super) value: String,
    pub(super) error: String,
}

impl Digits {
    pub(in crate::numeric) fn of(value: f64, error: f64) -> Self {
        if !value.is_finite() || !error.is_finite() || error == 0.0 {
            return Self {
                value: shortest(value),
                error: if error == 0.0 || !error.is_finite() {
                    error.to_string()
                } else {
                    upwards(error)
                },
            };
        }
        let last = exponent(error) - (OF_ERROR - 1);
        let text = until(value, last);
        let rounded: f64 = text.parse().unwrap_or(value);
        Self {
            value: text,
            error: upwards(error + (rounded - value).abs()),
        }
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ± {}", self.value, self.error)
    }
}

/// The power of ten below a positive number.
fn exponent(x: f64) -> i32 {
    let text = format!("{x:e}");
    let (_, exponent) = text.split_once('e').unwrap_or_default();
    exponent.parse().unwrap_or_default()
}

/// Whether a number of this size is written without an exponent.
fn is_plain(size: f64) -> bool {
    size == 0.0 || (1e-4..1e6).contains(&size) || !size.is_finite()
}

/// In the fewest digits that are this number alone.
fn shortest(x: f64) -> String {
    if is_plain(x.abs()) {
        x.to_string()
    } else {
        format!("{x:e}")
    }
}

/// Down to the digit of 10^`last`.
fn until(x: f64, last: i32) -> String {
    let size = x.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    let after_first = exponent(size) - last;
    if after_first + 1 >= ALL {
        return shortest(x);
    }
    // Nothing is left of a number far below its error.
    if after_first < -1 {
        return "0".to_owned();
    }
    if is_plain(size) && last <= 0 {
        return format!("{x:.*}", last.unsigned_abs() as usize);
    }
    if after_first < 0 {
        // It is rounded to one unit of its last digit, or to none.
        let unit: f64 = format!("1e{last}").parse().unwrap_or(0.0);
        let is_half = size >= 0.5 * unit;
        return if is_half {
            format!("{:e}", unit.copysign(x))
        } else {
            "0".to_owned()
        };
    }
    format!("{x:.*e}", after_first as usize)
}

/// In two digits, not below the number.
fn upwards(error: f64) -> String {
    let text = format!("{error:.1e}");
    match text.parse::<f64>() {
        Ok(shown) if shown < error => {
            let unit: f64 = format!("1e{}", exponent(shown) - 1).parse().unwrap_or(0.0);
            format!("{:.1e}", shown + unit)
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, error: f64) -> String {
        Digits::of(value, error).to_string()
    }

    #[test]
    fn the_value_ends_where_the_error_ends() {
        assert_eq!(shown(1.234567890123, 2.1e-9), "1.2345678901 ± 2.2e-9");
        assert_eq!(shown(2.5, 3.04e-13), "2.50000000000000 ± 3.1e-13");
        assert_eq!(shown(-2.0, 1.0), "-2.0 ± 1.0e0");
        assert_eq!(shown(1234.567, 25.0), "1235 ± 2.6e1");
        assert_eq!(shown(1234567.0, 2500.0), "1.2346e6 ± 2.6e3");
        assert_eq!(shown(6.02214076e23, 1.5e17), "6.0221408e23 ± 1.6e17");
        assert_eq!(shown(123.0, 2500.0), "1e2 ± 2.6e3");
        assert_eq!(shown(3e-17, 2e-9), "0 ± 2.1e-9");
        assert_eq!(shown(-1.5e-7, 2e-12), "-1.500000e-7 ± 2.0e-12");
    }

    #[test]
    fn numbers_at_the_ends_are_written_as_they_are() {
        assert_eq!(shown(0.1, 0.0), "0.1 ± 0");
        assert_eq!(shown(0.1, f64::INFINITY), "0.1 ± inf");
        assert_eq!(shown(f64::NAN, f64::INFINITY), "NaN ± inf");
        assert_eq!(shown(-f64::INFINITY, f64::INFINITY), "-inf ± inf");
        assert_eq!(shown(0.0, 1e-30), "0 ± 1.0e-30");
        assert_eq!(shown(1.0 / 3.0, 5e-324), "0.3333333333333333 ± 4.9e-324");
        assert_eq!(shown(1e300, 1e280), "1e300 ± 1.0e280");
    }

    #[test]
    fn what_is_written_holds() {
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..100_000 {
            let size = 10_f64.powi(random.i32(-300..300));
            let value = (random.f64() - 0.5) * size;
            let error = random.f64() * size * 10_f64.powi(random.i32(-18..3));
            let Digits { value: v, error: e } = Digits::of(value, error);
            let (v, e): (f64, f64) = (v.parse().unwrap(), e.parse().unwrap());
            // All that the numbers allow is within what is written.
            assert!(
                (v - value).abs() + error <= e * (1.0 + 1e-15),
                "{value} ± {error}: {v} ± {e}"
            );
            assert!(
                error == 0.0 || e <= 1.25 * error,
                "{value} ± {error}: {v} ± {e}"
            );
        }
    }
}
