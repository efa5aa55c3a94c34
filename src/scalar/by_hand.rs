//! Short functions that overflow, cancel or divide zero by zero when they are written by hand, for
//! plain numbers. Their slopes are in the rules table.

/// `1 / (1 + e⁻ˣ)`. Below 0 it is `eˣ / (1 + eˣ)`: `e⁻ˣ` overflows where `eˣ` is still a number.
pub(super) fn logistic(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x < 0.0 {
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + e)
    }
}

/// `ln(1 + eˣ)`, without overflow, and without loss of a small `eˣ` beside 1.
pub(super) fn softplus(x: f64) -> f64 {
    let small = (-x.abs()).exp().ln_1p();
    if x > 0.0 { x + small } else { small }
}

/// `sin x / x`.
pub(super) fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        x.sin() / x
    }
}

/// `x ln y`, and 0 at `x = 0`.
pub(super) fn xlogy(x: f64, y: f64) -> f64 {
    if x == 0.0 && !y.is_nan() {
        0.0
    } else {
        x * y.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_is_no_number_of_any_of_them() {
        for f in [logistic, softplus, sinc] {
            assert!(f(f64::NAN).is_nan());
        }
        assert!(xlogy(0.0, f64::NAN).is_nan() && xlogy(f64::NAN, 0.0).is_nan());
    }
}
