//! Taylor coefficients where a function has a kink, a root, a pole or an end.

use std::f64::consts::{FRAC_PI_2, SQRT_2};

use partials::{Series, Taylor, log_sum_exp};

type T6 = Series<f64, 6>;

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;
const NEG_INFINITY: f64 = f64::NEG_INFINITY;

/// Equal, and NaN where the other is.
#[track_caller]
fn same(got: [f64; 6], expected: [f64; 6]) {
    let is_same = |(a, b): (&f64, &f64)| a == b || a.is_nan() && b.is_nan();
    assert!(
        got.iter().zip(&expected).all(is_same),
        "{got:?} instead of {expected:?}"
    );
}

/// Equal up to rounding, and NaN where the other is.
#[track_caller]
fn near(got: [f64; 6], expected: [f64; 6]) {
    let is_near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-15 || a.is_nan() && b.is_nan();
    assert!(
        got.iter().zip(&expected).all(is_near),
        "{got:?} instead of {expected:?}"
    );
}

/// The coefficients at 0.
fn at_zero(f: impl Fn(T6) -> T6) -> [f64; 6] {
    Taylor::new(f).coefficients(0.0)
}

const NONE: [f64; 5] = [NAN; 5];

fn only(value: f64) -> [f64; 6] {
    let [a, b, c, d, e] = NONE;
    [value, a, b, c, d, e]
}

#[test]
fn a_root_of_a_power_is_a_power_where_it_is_one() {
    let line = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    same(at_zero(|t| (t * t).sqrt()), line);
    same(at_zero(|t| (t * t * t).cbrt()), line);
    same(at_zero(|t| t.powi(3).cbrt()), line);
    same(at_zero(|t| (-(t * t * t)).cbrt()), line.map(|c| 0.0 - c));
    same(
        at_zero(|t| (t * t).powf(1.5)),
        [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| (4.0 * t * t + 4.0 * t * t * t).sqrt()),
        [0.0, 2.0, 1.0, -0.25, 0.125, -0.078125],
    );
    same(at_zero(|t| (t * t).powd(0.5)), line);
    // No real power, and a number beside 1/3.
    same(at_zero(|t| (-(t * t)).sqrt()), only(0.0));
    same(
        at_zero(|t| (t * t * t).powf(1.0 / 3.0)),
        [0.0, INFINITY, NAN, NAN, NAN, NAN],
    );
}

#[test]
fn a_root_that_is_no_power_stops_where_it_is_none() {
    same(at_zero(|t| t.sqrt()), [0.0, INFINITY, NAN, NAN, NAN, NAN]);
    same(
        at_zero(|t| (-t).cbrt()),
        [0.0, NEG_INFINITY, NAN, NAN, NAN, NAN],
    );
    same(
        at_zero(|t| t.powf(2.5)),
        [0.0, 0.0, 0.0, INFINITY, NAN, NAN],
    );
    same(
        at_zero(|t| (t * t * t).sqrt()),
        [0.0, 0.0, INFINITY, NAN, NAN, NAN],
    );
    same(
        at_zero(|t| t.powf(2.5) + t.sin()),
        [0.0, 1.0, 0.0, INFINITY, NAN, NAN],
    );
    same(
        at_zero(|t| (1.0 - t).acos()),
        [0.0, INFINITY, NAN, NAN, NAN, NAN],
    );
    same(at_zero(|t| (1.0 + t).acos()), only(0.0));
}

#[test]
fn what_is_not_carried_is_unknown_unless_it_is_zero() {
    // sin²t is known up to t⁵, and so its root up to t⁴.
    near(
        at_zero(|t| t.sin().powi(2).sqrt()),
        [0.0, 1.0, 0.0, -1.0 / 6.0, 0.0, NAN],
    );
    // Of t⁸ only that it is no larger than t⁶, and not whether it is above zero.
    same(at_zero(|t| t.powi(8).sqrt()), only(0.0));
    same(at_zero(|t| t.powi(8).signum()), only(1.0));
    same(
        at_zero(|t| t.powi(8).cbrt()),
        [0.0, 0.0, NAN, NAN, NAN, NAN],
    );
    same(at_zero(|t| t.powi(8).abs()), [0.0; 6]);
    same(at_zero(|t| t.powi(8).xlogy(t)), [0.0; 6]);
    // What is zero by itself is known to stay so.
    same(
        at_zero(|t| (t - t).sqrt() + T6::from(0.0).sqrt() + t),
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| (0.0 * t.exp()).sqrt() + t),
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
}

#[test]
fn inverse_functions_at_the_ends_of_their_domains() {
    // acos(1 - t²) = 2 asin(t/√2) and acosh(1 + t²) = 2 asinh(t/√2)
    let (first, third, fifth) = (SQRT_2, SQRT_2 / 12.0, SQRT_2 * 3.0 / 160.0);
    near(
        at_zero(|t| (1.0 - t * t).acos()),
        [0.0, first, 0.0, third, 0.0, fifth],
    );
    near(
        at_zero(|t| (1.0 - t * t).asin()),
        [FRAC_PI_2, -first, 0.0, -third, 0.0, -fifth],
    );
    near(
        at_zero(|t| (t * t - 1.0).asin()),
        [-FRAC_PI_2, first, 0.0, third, 0.0, fifth],
    );
    near(
        at_zero(|t| (1.0 + t * t).acosh()),
        [0.0, first, 0.0, -third, 0.0, fifth],
    );
    same(at_zero(|t| (t - 1.0).atanh()), only(NEG_INFINITY));
}

#[test]
fn at_a_kink_the_first_coefficients_that_differ_decide() {
    same(
        at_zero(|t| (t * t - t).abs()),
        [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
    );
    same(at_zero(|t| (-t).abs()), [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    same(at_zero(|t| t.max(t * t)), [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    same(at_zero(|t| t.min(t * t)), [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    same(
        at_zero(|t| (t + t * t).max(t)),
        [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
    );
    same(at_zero(|t| (-t).max(0.0)), [0.0; 6]);
    same(
        at_zero(|t| t.clamp(0.0, 1.0)),
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| (1.0 + t).clamp(0.0, 1.0)),
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| (3.0 * t).hypot(-4.0 * t)),
        [0.0, 5.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| t.hypot(t * t)),
        [0.0, 1.0, 0.0, 0.5, 0.0, -0.125],
    );
    // What is not known cannot decide.
    same(
        at_zero(|t| t.sqrt().max(t)),
        [0.0, INFINITY, NAN, NAN, NAN, NAN],
    );
    // A NaN loses.
    same(
        at_zero(|t| t.max(t.ln() * 0.0)),
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
}

#[test]
fn a_jump_has_an_infinite_coefficient() {
    same(at_zero(|t| t.signum()), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    same(
        at_zero(|t| (-t - 0.0).signum()),
        [-1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| (0.0 - t).signum()),
        [1.0, NEG_INFINITY, NAN, NAN, NAN, NAN],
    );
    same(
        at_zero(|t| t.copysign(0.0 - t * t)),
        [0.0, -1.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| (1.0 + t).copysign(0.0 - t * t)),
        [1.0, NEG_INFINITY, NAN, NAN, NAN, NAN],
    );
    // Steps are constant, as they are said to be.
    same(
        at_zero(|t| (2.0 - t).floor() + t.fract()),
        [2.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
}

#[test]
fn beside_what_is_not_finite_there_are_no_coefficients() {
    same(at_zero(|t| t.ln()), only(NEG_INFINITY));
    same(at_zero(|t| 1.0 / t), only(INFINITY));
    same(at_zero(|t| t.sin() / t), only(NAN));
    same(at_zero(|t| 1.0 / (1.0 / t)), only(0.0));
    same(at_zero(|t| (-1.0 / (t * t)).exp()), only(0.0));
    same(at_zero(|t| t.ln().exp()), only(0.0));
    same(at_zero(|t| t.gamma()), only(INFINITY));
    same(at_zero(|_| NAN.into()), only(NAN));
    same(at_zero(|_| INFINITY.into()), only(INFINITY));
    same(at_zero(|t| t.atan2(t * t)), only(0.0));
    same(Taylor::new(|x| x.exp()).coefficients(1e3), only(INFINITY));
    // An infinite constant that does not come out is no reason.
    same(
        at_zero(|t| t.min(INFINITY).max(NEG_INFINITY)),
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
    near(
        at_zero(|t| t.sinc()),
        [1.0, 0.0, -1.0 / 6.0, 0.0, 1.0 / 120.0, 0.0],
    );
}

#[test]
fn powers_and_logarithms_of_zero() {
    same(
        at_zero(|t| t.xlogy(t)),
        [0.0, NEG_INFINITY, NAN, NAN, NAN, NAN],
    );
    same(
        at_zero(|t| (t * t).xlogy(3.0 * t)),
        [0.0, 0.0, NEG_INFINITY, NAN, NAN, NAN],
    );
    same(at_zero(|t| t.xlogy(-t)), only(0.0));
    same(at_zero(|t| T6::from(0.0).xlogy(t)), [0.0; 6]);
    same(at_zero(|t| t.powd(t)), only(1.0));
    same(at_zero(|t| t.powd(t * t)), [1.0, 0.0, NAN, NAN, NAN, NAN]);
    same(at_zero(|t| t.powd(2.0 + t)), [0.0, 0.0, 1.0, NAN, NAN, NAN]);
    same(at_zero(|t| (-t).powd(2.0 + t)), only(0.0));
    same(at_zero(|t| T6::from(0.0).powd(2.0 + t)), [0.0; 6]);
    same(
        at_zero(|t| t.powi(0) + t.powf(0.0)),
        [2.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(
        at_zero(|t| t.powi(3) + t.powf(1.0)),
        [0.0, 1.0, 0.0, 1.0, 0.0, 0.0],
    );
    same(at_zero(|t| t.powi(-2)), only(INFINITY));
    same(
        at_zero(|t| (t - 2.0).powf(3.0)),
        [-8.0, 12.0, -6.0, 1.0, 0.0, 0.0],
    );
    same(at_zero(|t| (t - 2.0).powf(2.5)), only(NAN));
}

#[test]
fn small_and_large_powers_lose_nothing() {
    let c = Taylor::new(|x| x.powi(3)).coefficients::<4>(1e-160_f64);
    assert_eq!(c, [0.0, 3e-320, 3e-160, 1.0]);
    let c = Taylor::new(|x| x.powf(1.5)).coefficients::<2>(1e-300_f64);
    assert!((c[1] / 1.5e-150 - 1.0).abs() < 1e-15, "{c:?}");
    let c = Taylor::new(|x| x.hypot(1e-10)).coefficients::<3>(1.0_f64);
    assert!((c[2] / 5e-21 - 1.0).abs() < 1e-14, "{c:?}");
    let c = Taylor::new(|x| x.asinh()).coefficients::<3>(1e200_f64);
    assert!((c[1] / 1e-200 - 1.0).abs() < 1e-15, "{c:?}");
}

#[test]
fn sums_of_exponentials() {
    let f = Taylor::new(|x| log_sum_exp(&[x, 0.0.into()]) - x.softplus());
    for x in [-40.0, -1.0, 0.0, 3.0, 40.0] {
        let c: [f64; 8] = f.coefficients(x);
        assert!(
            c.iter().all(|c| c.abs() < 4e-16 * (1.0 + x.abs())),
            "{x} {c:?}"
        );
    }
    // exp(-50) to its last digits beside 1
    let [.., c] = Taylor::new(|x| log_sum_exp(&[50.0.into(), x])).coefficients::<3>(0.0_f64);
    assert!((c / ((-50f64).exp() / 2.0) - 1.0).abs() < 1e-14, "{c}");
    same(
        at_zero(|t| log_sum_exp(&[t, NEG_INFINITY.into()])),
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    );
    same(at_zero(|_| log_sum_exp(&[])), only(NEG_INFINITY));
}
