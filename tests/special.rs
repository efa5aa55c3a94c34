//! The special functions at their edges: zero, infinities, NaN, and where a formula written by hand
//! overflows or cancels. Each test is a sentence of the documentation. Their ordinary values are
//! rows of `tests/elementary.rs`.

// A function by its path would serve one number, and the text of a closure is stamped for both.
#![allow(clippy::redundant_closure)]

use partials::scalar::Real;
use partials::{Derivative, Dual, Gradient, Hessian, Scalar, Var, log_sum_exp};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

type Third = Dual<Dual<Dual<f64, 1>, 1>, 1>;

/// Value and three derivatives as the numbers carry them, also beside an infinite value.
fn orders(f: impl Fn(Third) -> Third, x: f64) -> [f64; 4] {
    let y = f(Dual::variable(Dual::variable(Dual::variable(x, 0), 0), 0));
    [
        y.value.value.value,
        y.value.value.partials[0],
        y.value.partials[0].partials[0],
        y.partials[0].partials[0].partials[0],
    ]
}

/// The same by reverse mode, over numbers that carry two derivatives, by compiled code up to the second
/// order, and by forward mode.
macro_rules! both {
    ($f:expr, $x:expr) => {{
        let x: f64 = $x;
        let forward = orders($f, x);
        let f = Gradient::reverse(|x: &[Var<Dual<Dual<f64, 1>, 1>>]| $f(x[0]));
        let (y, [g]) = f.value_and_gradient(&[Dual::variable(Dual::variable(x, 0), 0)]);
        let value = y.value.value;
        if value.is_finite() {
            let orders = [
                value,
                g.value.value,
                g.value.partials[0],
                g.partials[0].partials[0],
            ];
            close_or_same(&orders, &forward);
        }
        #[cfg(feature = "compiled")]
        {
            let f = Hessian::compiled(|x| $f(x[0]));
            // Traced at another point, too.
            for beside in [x, 0.7, x] {
                let (value, [slope], h) = f.value_gradient_hessian(&[beside]);
                if beside != 0.7 && value.is_finite() {
                    close_or_same(&[value, slope, h[(0, 0)]], &forward[..3]);
                }
            }
        }
        forward
    }};
}

/// Equal to the last digits.
#[track_caller]
fn close_or_same(got: &[f64], expected: &[f64]) {
    let alike = |(g, e): (&f64, &f64)| {
        g == e || g.is_nan() && e.is_nan() || (g - e).abs() <= 1e-14 * e.abs() + 1e-300
    };
    assert!(
        got.iter().zip(expected).all(alike),
        "{got:?} instead of {expected:?}"
    );
}

/// Equal, zeros of either sign alike, and NaN equal to NaN.
#[track_caller]
fn same<const N: usize>(got: [f64; N], expected: [f64; N]) {
    let equal = |(a, b): (f64, f64)| a == b || (a.is_nan() && b.is_nan());
    assert!(
        got.into_iter().zip(expected).all(equal),
        "{got:?} instead of {expected:?}"
    );
}

/// Within `ulps` units of the last place of each.
#[track_caller]
fn close(got: &[f64], expected: &[f64], ulps: f64) {
    for (g, e) in got.iter().zip(expected) {
        let ulp = e.abs().next_up() - e.abs();
        assert!(
            (g - e).abs() <= ulps * ulp,
            "{got:?} instead of {expected:?}"
        );
    }
    assert_eq!(got.len(), expected.len());
}

#[test]
fn the_logistic_function_rounds_to_one_while_its_slope_does_not_round_to_zero() {
    same(both!(Real::logistic, INF), [1.0, 0.0, 0.0, 0.0]);
    same(both!(Real::logistic, -INF), [0.0; 4]);
    same(both!(Real::logistic, NAN), [NAN; 4]);
    same(both!(Real::logistic, f64::MAX), [1.0, 0.0, 0.0, 0.0]);
    same(both!(Real::logistic, f64::MIN), [0.0; 4]);
    same(both!(Real::logistic, 0.0), [0.5, 0.25, 0.0, -0.125]);
    for x in [37.0, 40.0, 700.0, 708.0] {
        let e = (-x).exp();
        close(&both!(Real::logistic, x), &[1.0, e, -e, e], 4.0);
        close(&both!(Real::logistic, -x), &[e, e, e, e], 4.0);
    }
    // Beyond 709 a written-out exp(x) is infinite, and beyond 745 exp(-x) is 0.
    for x in [710.0, 740.0, 745.0, 746.0, 1e4] {
        let e = (-x).exp();
        same(both!(Real::logistic, x), [1.0, e, -e, e]);
        same(both!(Real::logistic, -x), [e, e, e, e]);
    }
}

#[test]
fn softplus_is_the_exponential_below_and_the_identity_above() {
    same(both!(Real::softplus, INF), [INF, 1.0, 0.0, 0.0]);
    same(both!(Real::softplus, -INF), [0.0; 4]);
    same(both!(Real::softplus, NAN), [NAN; 4]);
    same(both!(Real::softplus, f64::MAX), [f64::MAX, 1.0, 0.0, 0.0]);
    same(both!(Real::softplus, f64::MIN), [0.0; 4]);
    same(both!(Real::softplus, 0.0), [2f64.ln(), 0.5, 0.25, 0.0]);
    for x in [37.0, 40.0, 700.0, 710.0, 745.0, 746.0, 1e4] {
        let e = (-x).exp();
        close(&both!(Real::softplus, x), &[x, 1.0, e, -e], 4.0);
        close(&both!(Real::softplus, -x), &[e; 4], 4.0);
    }
    // Both are one: ln logistic(x) = -softplus(-x), and x = softplus(x) - softplus(-x).
    for x in [-30.0, -1.0, 0.0, 0.3, 5.0, 30.0] {
        let difference = orders(|x| x.softplus() - (-x).softplus(), x);
        assert!((difference[0] - x).abs() <= 1e-15 * x.abs());
        close(&difference[1..2], &[1.0], 1.0);
    }
    // What an operator hands out beside an infinite value is not finite.
    assert!(!Derivative::new(|x| x.softplus()).at(INF).is_finite());
}

#[test]
fn sinc_is_smooth_through_zero_and_vanishes_at_infinity() {
    for zero in [0.0, -0.0] {
        same(both!(Real::sinc, zero), [1.0, 0.0, -1.0 / 3.0, 0.0]);
    }
    for x in [INF, -INF] {
        same(both!(Real::sinc, x), [0.0; 4]);
    }
    same(both!(Real::sinc, NAN), [NAN; 4]);
    let [value, slope, ..] = orders(Real::sinc, f64::MAX);
    assert!(value.abs() < 1e-308 && slope.abs() < 1e-308);
    // Written out, sin(x) / x is NaN at 0, and the slope is all rounding beside it.
    assert!(orders(|x| x.sin() / x, 0.0)[0].is_nan());
    let tiny = 1e-9;
    close(&both!(Real::sinc, tiny)[1..2], &[-tiny / 3.0], 2.0);
    assert!((orders(|x| x.sin() / x, tiny)[1] + tiny / 3.0).abs() > 1e-12);
}

#[test]
fn zero_times_a_logarithm_is_zero() {
    let f = |x: f64, y: f64| {
        let f = |x: &[Dual]| x[0].xlogy(x[1]);
        let (value, [a, b]) = Gradient::new(f).value_and_gradient(&[x, y]);
        #[cfg(feature = "compiled")]
        {
            let f = Gradient::compiled(|x| x[0].xlogy(x[1]));
            for at in [[x, y], [0.3, 1.7], [x, y]] {
                let (also, [c, d]) = f.value_and_gradient(&at);
                if at != [0.3, 1.7] {
                    same([also, c, d], [value, a, b]);
                }
            }
        }
        [value, a, b]
    };
    same(f(0.0, 2.0), [0.0, 2f64.ln(), 0.0]);
    same(f(-0.0, 2.0), [0.0, 2f64.ln(), 0.0]);
    same(f(0.0, 0.0), [0.0, -INF, 0.0]);
    same(f(0.0, -1.0), [0.0, NAN, 0.0]);
    same(f(0.0, INF), [0.0, INF, 0.0]);
    same(f(0.0, NAN), [NAN, NAN, NAN]);
    same(f(NAN, 2.0), [NAN, NAN, NAN]);
    same(f(2.0, -1.0), [NAN, NAN, NAN]);
    // Written out it is NaN, and so is every slope.
    let g = Gradient::new(|x| x[0] * x[1].ln());
    assert!(g.at(&[0.0, 0.0]).iter().any(|g| g.is_nan()));
    // Second derivatives at x = 0: 0, 1/y, -x/y² = 0.
    let h = Hessian::new(|x| x[0].xlogy(x[1])).at(&[0.0, 4.0]);
    same(
        [h[(0, 0)], h[(0, 1)], h[(1, 0)], h[(1, 1)]],
        [0.0, 0.25, 0.25, 0.0],
    );
    // At x = y = 0 the lower orders stand beside a higher one that does not exist.
    macro_rules! second {
        ($($new:ident)*) => {$(
            let f = Hessian::$new(|x| x[0].xlogy(x[1]));
            let (value, gradient, h) = f.value_gradient_hessian(&[0.0, 0.0]);
            same([value, gradient[0], gradient[1]], [0.0, -INF, 0.0]);
            same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [NAN, INF, 0.0]);
        )*};
    }
    second!(new);
    #[cfg(feature = "compiled")]
    second!(compiled);
    // A constant x = 0 has no derivative by y of any order.
    same(orders(|y| Third::of(0.0).xlogy(y), 0.0), [0.0; 4]);
    same(orders(|y| Third::of(0.0).xlogy(y), 3.0), [0.0; 4]);
}

#[test]
fn entropy_has_the_slope_of_its_limit() {
    // p ln p: the slope at 0 is -inf, of w² ln w² it is 0.
    let entropy = |p: Dual<f64, 1>| p.xlogy(p);
    same(
        Derivative::new(entropy).value_and_derivative(0.0).into(),
        [0.0, -INF],
    );
    let in_weights = |w: Dual<f64, 1>| (w * w).xlogy(w * w);
    same(
        Derivative::new(in_weights).value_and_derivative(0.0).into(),
        [0.0, 0.0],
    );
    // Divergence Σ p ln(p / q) with an empty class.
    let q = [0.25, 0.25, 0.5];
    let divergence = |p: &[Dual]| -> Dual { p.iter().zip(q).map(|(p, q)| p.xlogy(*p / q)).sum() };
    let (value, gradient) = Gradient::new(divergence).value_and_gradient(&[0.5, 0.5, 0.0]);
    assert_eq!(value, 2f64.ln());
    assert_eq!(gradient, [2f64.ln() + 1.0, 2f64.ln() + 1.0, -INF]);
}

#[test]
fn bessel_functions_at_their_edges() {
    same(both!(|x| Real::bessel_j(x, 0), 0.0), [1.0, 0.0, -0.5, 0.0]);
    same(
        both!(|x| Real::bessel_j(x, 1), 0.0),
        [0.0, 0.5, 0.0, -0.375],
    );
    for n in 0..4 {
        same(both!(|x| Real::bessel_j(x, n), INF), [0.0; 4]);
        same(both!(|x| Real::bessel_j(x, n), -INF), [0.0; 4]);
        same(both!(|x| Real::bessel_j(x, n), NAN), [NAN; 4]);
        same(both!(|x| Real::bessel_y(x, n), INF), [0.0; 4]);
        same(both!(|x| Real::bessel_y(x, n), NAN), [NAN; 4]);
        same(both!(|x| Real::bessel_y(x, n), -1.0), [NAN; 4]);
        assert_eq!(0f64.bessel_y(n), -INF);
        assert!(!Derivative::new(|x| x.bessel_y(n)).at(0.0).is_finite());
    }
    // Far away they are waves: J₀² + Y₀² is 2/(πx).
    for x in [1e20, 1e100, 1e300] {
        let amplitude = (std::f64::consts::FRAC_2_PI / x).sqrt();
        let (j, y) = (x.bessel_j(0), x.bessel_y(0));
        assert!((j.hypot(y) / amplitude - 1.0).abs() < 1e-14, "{x}");
        assert!((both!(|x| Real::bessel_j(x, 0), x)[2] + j).abs() < 1e-15 * amplitude);
    }
    // The determinant of Wronski, J₁ Y₀ - J₀ Y₁ = 2/(πx).
    for x in [1e-8, 0.3, 2.0, 17.0, 1e4] {
        let w = x.bessel_j(1) * x.bessel_y(0) - x.bessel_j(0) * x.bessel_y(1);
        assert!(
            (w * std::f64::consts::FRAC_PI_2 * x - 1.0).abs() < 2e-15,
            "{x}"
        );
    }
}

#[test]
fn f32_has_the_same_functions() {
    for x in [
        -90.0_f32, -20.0, -1.5, -1e-3, 0.0, 1e-20, 0.7, 3.0, 17.5, 89.0,
    ] {
        let check = |name: &str,
                     f: fn(Dual<f32, 1>) -> Dual<f32, 1>,
                     exact: fn(Dual<f64, 1>) -> Dual<f64, 1>| {
            let got = f(Dual::variable(x, 0));
            let exact = exact(Dual::variable(x.into(), 0));
            let relative = |got: f32, exact: f64| {
                let difference = (f64::from(got) - exact).abs();
                if difference < 1e-44 {
                    0.0
                } else {
                    difference / exact.abs()
                }
            };
            let errors = [
                relative(got.value, exact.value),
                relative(got.partials[0], exact.partials[0]),
            ];
            assert!(errors.iter().all(|e| *e < 2e-6), "{name} {x} {errors:?}");
        };
        check("logistic", |x| x.logistic(), |x| x.logistic());
        check("softplus", |x| x.softplus(), |x| x.softplus());
        check("sinc", |x| x.sinc(), |x| x.sinc());
        check("bessel_j", |x| x.bessel_j(0), |x| x.bessel_j(0));
        if x > 1e-10 {
            check("xlogy", |x| x.xlogy(x), |x| x.xlogy(x));
            check("bessel_y", |x| x.bessel_y(1), |x| x.bessel_y(1));
        }
        let lse = |x: Dual<f32, 1>| log_sum_exp(&[x, Dual::of(1.0)]);
        check("log_sum_exp", lse, |x| log_sum_exp(&[x, Dual::of(1.0)]));
    }
    assert_eq!(log_sum_exp(&[1.0_f32]), 1.0);
    assert_eq!(Real::logistic(0.0_f32), 0.5);
}

#[test]
fn the_sum_of_one_exponential_is_that_one_and_of_none_nothing() {
    assert_eq!(log_sum_exp::<f64>(&[]), -INF);
    assert_eq!(log_sum_exp::<Dual>(&[]).value, -INF);
    for x in [-1e308, -745.0, -0.1, 0.0, 1e-300, 709.0, 1e308] {
        same(orders(|x| log_sum_exp(&[x]), x), [x, 1.0, 0.0, 0.0]);
    }
}

#[test]
fn infinite_terms_of_a_sum() {
    let f = |x: [f64; 3]| {
        let y = log_sum_exp(&[0, 1, 2].map(|i| Dual::<f64, 3>::variable(x[i], i)));
        (y.value, y.partials)
    };
    let third = 1.0 / 3.0;
    assert_eq!(f([0.0, -INF, 0.0]), (2f64.ln(), [0.5, 0.0, 0.5]));
    assert_eq!(f([1.0, -INF, -INF]), (1.0, [1.0, 0.0, 0.0]));
    assert_eq!(f([-INF; 3]), (-INF, [third; 3]));
    assert_eq!(f([INF, 1.0, -INF]), (INF, [1.0, 0.0, 0.0]));
    assert_eq!(f([INF, 1.0, INF]), (INF, [0.5, 0.0, 0.5]));
    assert!(f([NAN, 1.0, INF]).0.is_nan() && f([1.0, INF, NAN]).0.is_nan());
    // An operator hands out nothing finite beside the infinite value, and all beside a masked term.
    macro_rules! both {
        ($($new:ident)*) => {$(
            let g = Gradient::$new(log_sum_exp);
            assert!(g.at(&[INF, 1.0]).iter().all(|g| !g.is_finite()));
            assert_eq!(g.at(&[-INF, 1.0]), [0.0, 1.0]);
        )*};
    }
    both!(new reverse);
    macro_rules! hessian {
        ($($new:ident)*) => {$(
            let h = Hessian::$new(log_sum_exp).at(&[-INF, 1.0, 1.0]);
            assert_eq!(
                h.iter().copied().collect::<Vec<_>>(),
                [0.0, 0.0, 0.0, 0.0, 0.25, -0.25, 0.0, -0.25, 0.25]
            );
        )*};
    }
    hessian!(new);
    #[cfg(feature = "compiled")]
    {
        both!(compiled);
        hessian!(compiled);
    }
    // Of NaN there is no slope, except by what does not occur.
    let nan = log_sum_exp(&[Dual::<f64, 2>::constant(NAN), Dual::variable(1.0, 0)]);
    assert!(nan.partials[0].is_nan() && nan.partials[1] == 0.0);
}

#[test]
fn nothing_overflows_and_no_small_term_is_lost() {
    assert_eq!(log_sum_exp(&[1e308, 1e308]), 1e308);
    assert_eq!(log_sum_exp(&[-1e308, 1e308]), 1e308);
    assert_eq!(log_sum_exp(&[-1000.0, -1000.0]), -1000.0 + 2f64.ln());
    close(&[log_sum_exp(&[0.0, -40.0])], &[(-40f64).exp()], 1.0);
    close(
        &[log_sum_exp(&[-40.0, 0.0, -700.0])],
        &[(-40f64).exp()],
        1.0,
    );
    // Ties and every order of the arguments.
    let n = 1000;
    let x = vec![3.25; n];
    macro_rules! both {
        ($($new:ident)*) => {$(
            let (value, g) = Gradient::$new(log_sum_exp).value_and_gradient(&x[..]);
            close(&[value], &[3.25 + 1000f64.ln()], 1.0);
            assert!(g.iter().all(|&g| g == 1e-3));
        )*};
    }
    both!(new);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

/// With two numbers it is softplus: by every order, and from either place.
#[test]
fn with_zero_it_is_softplus() {
    for x in [
        -1e308, -745.2, -720.0, -100.0, -37.0, -2.2, -1e-8, 0.0, 1e-8, 0.3, 2.2, 36.9, 100.0,
        709.9, 1e308,
    ] {
        let exact = orders(Real::softplus, x);
        let zero = Third::of(0.0);
        let forms: [fn(Third, Third) -> Third; 2] =
            [|x, z| log_sum_exp(&[x, z]), |x, z| log_sum_exp(&[z, x])];
        for f in forms {
            let got = orders(|x| f(x, zero), x);
            // The third derivative crosses zero at the tie, where it is a difference of two weights.
            let granted = [exact[0], exact[1], exact[2], exact[3].abs() + exact[2]];
            for (k, got) in got.iter().enumerate() {
                let error = (got - exact[k]).abs();
                assert!(
                    error <= 3e-15 * granted[k].abs() + 2e-323,
                    "{x} {k} {got} {exact:?}"
                );
            }
        }
    }
}

/// Where nothing cancels or overflows, it is what is written with `exp` and `ln`.
#[test]
fn of_several_numbers_it_is_the_logarithm_of_the_sum() {
    for x in [-1.3, -0.2, 0.0, 0.4, 1.1] {
        let terms = |x: Third| [x, x * x - 0.5, 1.0 - 2.0 * x, x.sin()];
        let got = orders(|x| log_sum_exp(&terms(x)), x);
        let written = |x: Third| terms(x).iter().map(|t| t.exp()).sum::<Third>().ln();
        for (got, exact) in got.iter().zip(orders(written, x)) {
            assert!(
                (got - exact).abs() < 1e-14 * (1.0 + exact.abs()),
                "{x} {got} {exact}"
            );
        }
    }
}

/// Second derivatives `w_i (δ_ij - w_j)` to full relative accuracy where one weight is nearly 1.
#[test]
fn second_derivatives_of_a_sure_class_do_not_cancel() {
    second_derivatives_of_a_sure_class(Hessian::new(log_sum_exp).at(&SURE));
    #[cfg(feature = "compiled")]
    second_derivatives_of_a_sure_class(Hessian::compiled(log_sum_exp).at(&SURE));
    // The same written with ln and exp: the variance of the sure class is lost.
    let naive = |x: &[Dual<Dual, 1>]| {
        let sum: Dual<Dual, 1> = x.iter().map(|x| (*x - 50.0).exp()).sum();
        sum.ln() + 50.0
    };
    let h = Hessian::new(naive).at(&SURE);
    let (e, all) = sure();
    assert!((h[(0, 0)] / (e[2] / (all * all)) - 1.0).abs() > 1e-3);
}

const SURE: [f64; 4] = [50.0, 0.0, 13.0, -20.0];

/// The weights beside the largest, and the sum of all.
fn sure() -> ([f64; 4], f64) {
    let e = SURE.map(|x| (x - 50.0).exp());
    (e, 1.0 + (e[1] + e[2] + e[3]))
}

#[track_caller]
fn second_derivatives_of_a_sure_class(h: nalgebra::Matrix4<f64>) {
    let (e, all) = sure();
    for i in 0..4 {
        for j in 0..4 {
            let exact = if i == j {
                let others: f64 = (0..4).filter(|&k| k != i).map(|k| e[k]).sum();
                e[i] * others / (all * all)
            } else {
                -e[i] * e[j] / (all * all)
            };
            assert!(
                (h[(i, j)] / exact - 1.0).abs() < 2e-15,
                "{i} {j} {} {exact}",
                h[(i, j)]
            );
        }
    }
}

/// A function over `Scalar` has them all, for plain numbers and every order.
#[test]
fn generic_functions_have_them() {
    fn loss<S: Scalar>(x: &[S]) -> S {
        x[0].logistic() + x[1].softplus() + x[0].sinc() + x[0].xlogy(x[1]) + log_sum_exp(x)
            - x[1].bessel_j(0) * x[1].bessel_y(1)
    }
    let plain = loss(&[0.3, 1.7]);
    let (value, gradient) = Gradient::new(loss).value_and_gradient(&[0.3, 1.7]);
    assert_eq!(value, plain);
    let reverse = Gradient::reverse(loss).at(&[0.3, 1.7]);
    close_or_same(&reverse, &gradient);
    let h = Hessian::new(loss).at(&[0.3, 1.7]);
    close_or_same(
        Hessian::reverse(loss).at(&[0.3, 1.7]).as_slice(),
        h.as_slice(),
    );
    #[cfg(feature = "compiled")]
    {
        close_or_same(&Gradient::compiled(loss).at(&[0.3, 1.7]), &gradient);
        let compiled = Hessian::compiled(loss).at(&[0.3, 1.7]);
        close_or_same(compiled.as_slice(), h.as_slice());
    }
    let numeric = Gradient::numeric(|x: &[f64]| loss(x)).estimate(&[0.3, 1.7]);
    for (i, g) in gradient.iter().enumerate() {
        let bar = numeric.error[i] + 1e-14;
        assert!((g - numeric.value[i]).abs() <= bar);
    }
    assert!(Hessian::new(loss).check(&[0.3, 1.7]).passed());
}
