//! An order of derivatives that does not exist spoils none below it: what comes with a Hessian is what a
//! gradient finds alone, at every edge of every function inside every other.

use partials::{Gradient, Hessian, Mixed, Scalar, log_sum_exp};

/// Functions with edges, of one argument and of two.
const FUNCTIONS: usize = 30;
const ABS: usize = 11;
const HYPOT: usize = 24;
fn function<S: Scalar>(which: usize, a: S, b: S) -> S {
    match which {
        0 => a.exp(),
        1 => a.ln(),
        2 => a.sqrt(),
        3 => a.cbrt(),
        4 => a.sin(),
        5 => a.asin(),
        6 => a.acos(),
        7 => a.acosh(),
        8 => a.atanh(),
        9 => a.ln_1p(),
        10 => a.recip(),
        ABS => a.abs(),
        12 => a.powi(0),
        13 => a.powi(2),
        14 => a.powi(-1),
        15 => a.powf(0.5),
        16 => a.powf(1.5),
        17 => a.powf(-0.5),
        18 => a.powd(S::from(0.5)),
        19 => a.powd(S::from(1.0)),
        20 => a.powd(S::from(2.0)),
        21 => a.powd(b),
        22 => b.powd(a),
        23 => a.atan2(b),
        HYPOT => a.hypot(b),
        25 => a.xlogy(b),
        26 => b.xlogy(a),
        27 => a / b,
        28 => a.sinc(),
        _ => a.powi(3),
    }
}

/// Both of `found` and `expected` within rounding; NaN only beside what is not finite either.
fn agree(found: f64, expected: f64) -> bool {
    if found.is_nan() || expected.is_nan() {
        !expected.is_finite()
    } else {
        found == expected || (found - expected).abs() <= 1e-12 * (1.0 + expected.abs())
    }
}

#[test]
fn gradients_beside_hessians_are_the_gradients() {
    let mut known = 0;
    for (outer, inner) in (0..FUNCTIONS * FUNCTIONS).map(|k| (k / FUNCTIONS, k % FUNCTIONS)) {
        for first in [0.0, -0.0, 1.0, -1.0, 0.5, 1e-320] {
            for second in [0.0, 1.0, 2.5, -1.0] {
                let x: [f64; 2] = [first, second];
                macro_rules! f {
                    () => {
                        |x| function(outer, function(inner, x[0], x[1]), x[1]) + 3.0 * x[1]
                    };
                }
                macro_rules! kinds {
                    ($($new:ident)*) => {$(
                        let (value, gradient) = Gradient::$new(f!()).value_and_gradient(&x);
                        known += gradient.iter().filter(|g| g.is_finite()).count();
                        if (outer == ABS || outer == HYPOT) && !gradient.iter().all(|g| g.is_finite()) {
                            continue; // Where a kink lies in such a number, no side of it is known.
                        }
                        let f = Hessian::$new(f!());
                        let (beside, slopes, _) = f.value_gradient_hessian(&x);
                        for (also, found) in [f.value_and_gradient(&x), (beside, slopes)] {
                            let all = agree(also, value)
                                && found.iter().zip(gradient).all(|(g, h)| agree(*g, h));
                            assert!(all, "{outer} of {inner} at {x:?}: {found:?}, not {gradient:?}");
                        }
                    )*};
                }
                kinds!(new reverse);
            }
        }
    }
    assert!(known > 40_000, "{known}");
}

/// `xʸ` at `x = 0`: by the exponent all derivatives are 0, with every power of the logarithm.
#[test]
fn powers_of_zero() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let f = Hessian::$new(|x| x[0].powd(x[1]));
            for (y, by_base, bend) in [(3.0, 0.0, 0.0), (2.0, 0.0, 2.0), (1.5, 0.0, f64::INFINITY)] {
                let (value, gradient, hessian) = f.value_gradient_hessian(&[0.0, y]);
                assert_eq!((value, gradient), (0.0, [by_base, 0.0]), "{y}");
                assert_eq!(hessian, nalgebra::matrix![bend, 0.0; 0.0, 0.0], "{y}");
                assert_eq!(f.hvp(&[0.0, y], &[0.0, 1.0]), [0.0, 0.0], "{y}");
            }
            // The slope of `x ln x` at 0.
            let (_, gradient, hessian) = f.value_gradient_hessian(&[0.0, 1.0]);
            assert_eq!(gradient, [1.0, 0.0]);
            assert_eq!(hessian, nalgebra::matrix![0.0, f64::NEG_INFINITY; f64::NEG_INFINITY, 0.0]);
            assert_eq!(f.value_and_gradient(&[0.0, 0.2]), (0.0, [f64::INFINITY, 0.0]));
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
    // ∂³/∂x²∂y is xʸ⁻² (2y - 1 + y (y - 1) ln x).
    fn power<S: Scalar>(x: &[S]) -> S {
        x[0].powd(x[1])
    }
    for pattern in [[0, 0, 1], [0, 1, 0], [1, 0, 0]] {
        assert_eq!(Mixed::new(power).at(&[0.0, 3.5], pattern), 0.0);
        let infinite: f64 = Mixed::new(power).at(&[0.0, 2.0], pattern);
        assert!(!infinite.is_finite(), "{pattern:?}: {infinite}");
    }
}

/// A term that vanishes with an infinite slope: no order of its derivatives is known, alone or mixed.
#[test]
fn a_vanishing_term_of_a_sum_of_exponentials() {
    let x = [0.0, 1.0, 0.5];
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let f = Hessian::$new(|x| log_sum_exp(&[x[0].ln(), x[1], x[2]]));
            let h: nalgebra::Matrix3<f64> = f.at(&x);
            assert!((0..3).all(|i| h[(0, i)].is_nan() && h[(i, 0)].is_nan()), "{h}");
            let (_, gradient) = f.value_and_gradient(&x);
            assert!(gradient[0].is_nan() && (gradient[1] + gradient[2] - 1.0).abs() < 1e-15);
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}
