//! What optimisers take: every operator of every kind, every function, and closures written by hand, as one
//! [`Objective`] or one [`Residuals`].

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use nalgebra::DMatrix;
use partials::function::{ByHand, Failure, Objective, Residuals};
use partials::{Error, Function, Gradient, Hessian, Jacobian, Scalar, function, vector_function};

fn valley<S: Scalar>(x: &[S]) -> S {
    (1.0 - x[0]).powi(2) + 10.0 * (x[1] - x[0] * x[0]).powi(2)
}

fn by_hand() -> impl Objective {
    let gradient = |x: &[f64], g: &mut [f64]| {
        g[0] = -2.0 * (1.0 - x[0]) - 40.0 * x[0] * (x[1] - x[0] * x[0]);
        g[1] = 20.0 * (x[1] - x[0] * x[0]);
    };
    ByHand::new(valley::<f64>, gradient).with_hessian(|x, h| {
        h[(0, 0)] = 2.0 - 40.0 * (x[1] - 3.0 * x[0] * x[0]);
        h[(0, 1)] = -40.0 * x[0];
        h[(1, 0)] = -40.0 * x[0];
        h[(1, 1)] = 20.0;
    })
}

/// All of them with their names, and whether they have second derivatives.
fn objectives() -> Vec<(&'static str, Box<dyn Objective>, bool)> {
    vec![
        ("forward", Box::new(Gradient::new(valley)), false),
        ("reverse", Box::new(Gradient::reverse(valley)), false),
        ("numeric", Box::new(Gradient::numeric(valley)), false),
        ("Hessian", Box::new(Hessian::new(valley)), true),
        ("reverse Hessian", Box::new(Hessian::reverse(valley)), true),
        ("numeric Hessian", Box::new(Hessian::numeric(valley)), true),
        ("function", Box::new(function!(valley)), true),
        ("by hand", Box::new(by_hand()), true),
        #[cfg(feature = "compiled")]
        ("compiled", Box::new(Gradient::compiled(valley)), false),
        #[cfg(feature = "compiled")]
        (
            "compiled Hessian",
            Box::new(Hessian::compiled(valley)),
            true,
        ),
        #[cfg(feature = "compiled")]
        (
            "compiled function",
            Box::new(function!(valley).compile(2)),
            true,
        ),
        #[cfg(feature = "rayon")]
        (
            "numeric on threads",
            Box::new(Gradient::numeric(valley).parallel()),
            false,
        ),
        (
            "fallible",
            Box::new(Gradient::try_new(|x| Ok::<_, Failure>(valley(x)))),
            false,
        ),
        (
            "sum",
            Box::new(Gradient::sum(2, |i, x| {
                if i == 0 {
                    (1.0 - x[0]).powi(2)
                } else {
                    10.0 * (x[1] - x[0] * x[0]).powi(2)
                }
            })),
            false,
        ),
    ]
}

#[test]
fn all_say_the_same() {
    let x = [0.3, 0.7];
    let (value, gradient, hessian) = Hessian::new(valley).value_gradient_hessian(&x[..]);
    for (name, f, has_hessian) in objectives() {
        let (mut g, mut error) = ([f64::NAN; 2], [f64::NAN; 2]);
        assert_eq!(f.evaluate(&x).unwrap(), value, "{name}");
        assert!(
            (f.gradient_into(&x, &mut g).unwrap() - value).abs() < 1e-14,
            "{name}"
        );
        for (g, expected) in g.iter().zip(&gradient) {
            assert!((g - expected).abs() < 1e-9, "{name}: {g}");
        }
        f.gradient_and_error_into(&x, &mut g, &mut error).unwrap();
        for i in 0..2 {
            assert!(
                (g[i] - gradient[i]).abs() <= error[i] + 1e-14,
                "{name}: {g:?} {error:?}"
            );
            assert_eq!(error[i] > 0.0, name.contains("numeric"), "{name}");
        }
        assert_eq!(f.has_hessian(), has_hessian, "{name}");
        let (mut h, mut product) = (DMatrix::repeat(2, 2, f64::NAN), [f64::NAN; 2]);
        let found = f.hessian_into(&x, &mut g, &mut h);
        let products = f.hvp_into(&x, &[1.0, -2.0], &mut product);
        if has_hessian {
            assert!((found.unwrap() - value).abs() < 1e-14, "{name}");
            assert!((&h - &hessian).abs().max() < 1e-6, "{name}: {h}");
            products.unwrap();
            let expected = &hessian * nalgebra::vector![1.0, -2.0];
            for i in 0..2 {
                assert!(
                    (product[i] - expected[i]).abs() < 1e-6,
                    "{name}: {product:?}"
                );
                assert!((g[i] - gradient[i]).abs() < 1e-9, "{name}: {g:?}");
            }
        } else {
            for failure in [found.unwrap_err(), products.unwrap_err()] {
                let error = failure.downcast_ref::<Error>();
                assert_eq!(
                    error,
                    Some(&Error::NotProvided { what: "Hessian" }),
                    "{name}"
                );
            }
        }
    }
}

/// Newton's method, by the Hessian where there is one and by steepest descent elsewhere.
fn minimise(f: &dyn Objective, x: &mut [f64]) -> usize {
    let n = x.len();
    let (mut g, mut h) = (vec![0.0; n], DMatrix::zeros(n, n));
    for step in 0..20_000 {
        if f.has_hessian() {
            f.hessian_into(x, &mut g, &mut h).unwrap();
            let direction = h
                .clone()
                .lu()
                .solve(&nalgebra::DVector::from_column_slice(&g));
            x.iter_mut()
                .zip(direction.unwrap().iter())
                .for_each(|(x, d)| *x -= d);
        } else {
            f.gradient_into(x, &mut g).unwrap();
            x.iter_mut().zip(&g).for_each(|(x, g)| *x -= 0.01 * g);
        }
        if g.iter().all(|g| g.abs() < 1e-10) {
            return step;
        }
    }
    usize::MAX
}

#[test]
fn an_optimiser_takes_each_of_them() {
    let mut steps = Vec::new();
    for (name, f, has_hessian) in objectives() {
        let mut x = [0.3, 0.7];
        let needed = minimise(&*f, &mut x);
        assert!(
            (x[0] - 1.0).abs() < 1e-7 && (x[1] - 1.0).abs() < 1e-7,
            "{name}: {x:?}"
        );
        steps.push((has_hessian, needed));
    }
    let of_newton = |(has_hessian, n): &&(bool, usize)| *has_hessian && *n < 30;
    assert_eq!(
        steps.iter().filter(of_newton).count(),
        objectives().iter().filter(|o| o.2).count()
    );
}

#[derive(Debug)]
struct Crashed;

impl fmt::Display for Crashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the simulation crashed")
    }
}

impl std::error::Error for Crashed {}

#[test]
fn failures_come_through() {
    let calls = AtomicUsize::new(0);
    let crash = |x: &[f64]| {
        calls.fetch_add(1, Ordering::Relaxed);
        if x[0] > 0.5 { Err(Crashed) } else { Ok(x[0]) }
    };
    let f = Gradient::try_numeric(crash);
    let objective: &dyn Objective = &f;
    let failure = objective.gradient_into(&[0.5], &mut [0.0]).unwrap_err();
    assert_eq!(failure.to_string(), "the simulation crashed");
    assert!(objective.evaluate(&[0.7]).unwrap_err().is::<Crashed>());
    assert_eq!(objective.evaluate(&[0.2]).unwrap(), 0.2);
    assert!(calls.into_inner() > 2);
}

#[test]
fn what_is_forgotten_by_hand_is_no_zero() {
    let f = ByHand::new(
        |x: &[f64]| x[0] * x[1],
        |x: &[f64], g: &mut [f64]| g[0] = x[1],
    );
    let mut g = [0.0; 2];
    f.gradient_into(&[2.0, 3.0], &mut g).unwrap();
    assert!(g[0] == 3.0 && g[1].is_nan());
    let f = f.with_hessian(|_, h| h[(0, 1)] = 1.0);
    let mut h = DMatrix::zeros(2, 2);
    f.hessian_into(&[2.0, 3.0], &mut g, &mut h).unwrap();
    assert!(h[(0, 1)] == 1.0 && h[(0, 0)].is_nan());
}

#[test]
fn wrong_lengths_are_refused() {
    for (name, f, has_hessian) in objectives() {
        let panics = |call: &dyn Fn()| {
            let call = std::panic::AssertUnwindSafe(call);
            std::panic::catch_unwind(call).is_err()
        };
        assert!(
            panics(&|| drop(f.gradient_into(&[0.3, 0.7], &mut [0.0]))),
            "{name}"
        );
        let short = || drop(f.gradient_and_error_into(&[0.3, 0.7], &mut [0.0; 2], &mut [0.0]));
        assert!(panics(&short), "{name}");
        if has_hessian {
            let small =
                || drop(f.hessian_into(&[0.3, 0.7], &mut [0.0; 2], &mut DMatrix::zeros(1, 2)));
            assert!(panics(&small), "{name}");
            let short = || drop(f.hvp_into(&[0.3, 0.7], &[1.0, 0.0], &mut [0.0]));
            assert!(panics(&short), "{name}");
        }
    }
    #[cfg(feature = "compiled")]
    {
        let f = function!(valley).compile(2);
        assert!(std::panic::catch_unwind(|| f.gradient(&[1.0, 2.0, 3.0])).is_err());
    }
}

fn decay<S: Scalar>(x: &[S]) -> Vec<S> {
    (0..4)
        .map(|t| x[0] * (-x[1] * f64::from(t)).exp() - 3.0 * (-0.5 * f64::from(t)).exp())
        .collect()
}

#[test]
fn residuals_of_every_kind_are_the_same() {
    let jacobian = |x: &[f64], j: &mut DMatrix<f64>| {
        for t in 0..4 {
            let e = (-x[1] * t as f64).exp();
            j[(t, 0)] = e;
            j[(t, 1)] = -x[0] * t as f64 * e;
        }
    };
    let all: Vec<(&str, Box<dyn Residuals>)> = vec![
        ("forward", Box::new(Jacobian::new(decay).residuals())),
        ("reverse", Box::new(Jacobian::reverse(decay).residuals())),
        ("numeric", Box::new(Jacobian::numeric(decay).residuals())),
        (
            "array",
            Box::new(Jacobian::new(|x| [0, 1, 2, 3].map(|i| decay(x)[i])).residuals()),
        ),
        ("function", Box::new(vector_function!(decay))),
        (
            "by hand",
            Box::new(ByHand::residuals(decay::<f64>, jacobian)),
        ),
        #[cfg(feature = "compiled")]
        ("compiled", Box::new(Jacobian::compiled(decay).residuals())),
    ];
    let x = [2.0, 0.7];
    let (values, expected) = Jacobian::new(decay).value_and_jacobian(&x[..]);
    for (name, f) in &all {
        assert_eq!(f.residuals(&x).unwrap(), values, "{name}");
        let (r, j) = f.residuals_and_jacobian(&x).unwrap();
        let mut into = DMatrix::repeat(4, 2, f64::NAN);
        assert_eq!(f.jacobian_into(&x, &mut into).unwrap(), r, "{name}");
        for j in [j, into] {
            assert!((&j - &expected).abs().max() < 1e-9, "{name}: {j}");
        }
        let mut small = DMatrix::zeros(3, 2);
        let wrong = std::panic::AssertUnwindSafe(|| drop(f.jacobian_into(&x, &mut small)));
        assert!(std::panic::catch_unwind(wrong).is_err(), "{name}");
    }
}

#[test]
fn functions_of_different_types_stand_in_one_list() {
    let (a, b) = (1.5, vec![1.0, 2.0]);
    let all: Vec<Box<dyn Objective + '_>> = vec![
        Box::new(function!(|x| a * x[0] * x[1])),
        Box::new(function!(|x| b
            .iter()
            .zip(x)
            .map(|(b, x)| b * x)
            .sum::<Real>())),
        Box::new(function!(valley)),
    ];
    let values: Vec<f64> = all
        .iter()
        .map(|f| f.evaluate(&[1.0, 1.0]).unwrap())
        .collect();
    assert_eq!(values, [1.5, 3.0, 0.0]);
    fn is_shared<F: Send + Sync>(_: &F) {}
    is_shared(&function!(valley));
    assert_eq!(function!(|x| x[0]).gradient(&[1.0]), [1.0]);
}
