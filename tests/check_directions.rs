//! Many variables: random directions in place of entries.

use partials::{Check, Dual, Gradient, Hessian, Jacobian, Scalar, Verdict};

const N: usize = 2000;

/// A chain of Rosenbrock valleys.
fn f<S: Scalar>(x: &[S]) -> S {
    let link = |w: &[S]| (1.0 - w[0]).powi(2) + 5.0 * (w[1] - w[0] * w[0]).powi(2);
    x.windows(2).map(link).sum()
}

fn gradient(x: &[f64]) -> Vec<f64> {
    let mut g = vec![0.0; x.len()];
    for i in 0..x.len() - 1 {
        let valley = x[i + 1] - x[i] * x[i];
        g[i] += -2.0 * (1.0 - x[i]) - 20.0 * valley * x[i];
        g[i + 1] += 10.0 * valley;
    }
    g
}

fn point(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + 0.9 * (1.7 * i as f64).sin()).collect()
}

#[test]
fn right_gradients_pass_at_a_fraction_of_the_cost() {
    let x = point(N);
    let settings = Check::new().directions(8, 1);
    for report in [
        Gradient::new(f).check_with(&settings, &x),
        Gradient::new(f).check_against_with(&settings, gradient, &x),
        Gradient::numeric(f).check_against_with(&settings, gradient, &x),
    ] {
        assert!(report.passed(), "{report}");
        assert!(report.evaluations() < 400, "{}", report.evaluations());
        assert_eq!(report.entries().len(), 8);
        assert_eq!(report.confidence(), Some(1.0 - 0.125_f64.powi(8)));
        assert!(report.to_string().contains("missed with probability 6e-8"));
    }
}

/// Every kind of mistake in one entry or two, each at another place, and each is found.
#[test]
fn mistakes_are_found() {
    let x = point(300);
    let settings = Check::new().directions(8, 1);
    let mut found = 0;
    for k in 0..40 {
        let i = 7 * k + 3;
        let wrong = |x: &[f64]| {
            let mut g = gradient(x);
            match k % 4 {
                0 => g[i] = -g[i],
                1 => g[i] *= 1.0 + 1e-3,
                2 => g.swap(i, i + 1),
                _ => g[i] = 0.0,
            }
            g
        };
        let exact = Gradient::new(f).check_against_with(&settings, wrong, &x);
        let numeric = Gradient::numeric(f).check_against_with(&settings, wrong, &x);
        assert_eq!(exact.verdict(), Verdict::Disagree, "{k}: {exact}");
        found += usize::from(numeric.verdict() == Verdict::Disagree);
    }
    println!("found {found} of 40 by differences alone");
    assert_eq!(found, 40);
}

#[test]
fn a_cut_derivative_among_many() {
    let cut = |x: &[Dual]| f(x) + x[700] * x[701].re();
    let report = Gradient::new(cut).check_with(&Check::new().directions(4, 2), &point(N));
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
}

#[test]
fn jacobians_and_hessians() {
    let x = point(60);
    let settings = Check::new().directions(6, 3);
    let squares = |x: &[Dual]| x.windows(2).map(|w| w[0] * w[1].sin()).collect::<Vec<_>>();
    let report = Jacobian::new(squares).check_with(&settings, &x);
    assert!(
        report.passed() && report.entries().len() == 59 * 6,
        "{report}"
    );
    let hand = |x: &[f64]| {
        nalgebra::DMatrix::from_fn(59, 60, |i, j| match j.wrapping_sub(i) {
            0 => x[j + 1].sin(),
            1 => x[i] * x[j].cos(),
            _ => 0.0,
        })
    };
    let report = Jacobian::new(squares).check_against_with(&settings, hand, &x);
    assert!(report.passed(), "{report}");
    let transposed = |x: &[f64]| {
        let mut j = hand(x);
        j.swap((17, 17), (17, 18));
        j
    };
    let report = Jacobian::new(squares).check_against_with(&settings, transposed, &x);
    assert_eq!(report.verdict(), Verdict::Disagree);
    assert_eq!(report.worst().map(|e| e.row), Some(17), "{report}");

    let report = Hessian::new(f).check_with(&settings, &x);
    assert!(report.passed(), "{report}");
    let wrong = |x: &[f64]| {
        let mut h = Hessian::new(f).at(x);
        h[(20, 21)] *= 2.0;
        h
    };
    let report = Hessian::new(f).check_against_with(&settings, wrong, &x);
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
}

/// The line stays inside the bounds of every coordinate.
#[test]
fn bounds_hold_along_a_direction() {
    let inside = |x: &[f64]| {
        assert!(x.iter().all(|x| (0.0..=1.0).contains(x)), "{x:?}");
        x.iter().map(|x| x * x * x).sum::<f64>()
    };
    let x = [0.9, 0.001, 0.5];
    let limits = partials::FiniteDifference::new().bounds((0.0, 1.0));
    let settings = Check::new().finite_difference(limits).directions(5, 1);
    let hand = |x: &[f64]| x.iter().map(|x| 3.0 * x * x).collect::<Vec<_>>();
    let report = Gradient::numeric(inside).check_against_with(&settings, hand, &x);
    assert!(report.passed(), "{report}");
}
