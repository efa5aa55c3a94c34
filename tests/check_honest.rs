//! Verdicts where a derivative's own formula, or the values of the function, are at their limits: a
//! right derivative is not accused, and one that is wrong at the point alone is found.

#[path = "common/trees.rs"]
mod trees;

use nalgebra::Matrix2;
use partials::check::{Diagnosis, Reason};
use partials::{Check, Derivative, Dual, FiniteDifference, Gradient, Hessian, Report, Verdict};

type D = Dual<f64, 12>;

#[track_caller]
fn assert_verdict(report: &Report, want: Verdict) {
    assert_eq!(report.verdict(), want, "\n{report}");
}

#[track_caller]
fn assert_alone(report: &Report) {
    assert_verdict(report, Verdict::Disagree);
    let told = report.diagnoses();
    let alone = |d: &Diagnosis| matches!(d, Diagnosis::AtThisPointAlone { .. });
    assert!(told.iter().any(alone), "{report}");
    let extracted = |d: &Diagnosis| {
        matches!(
            d,
            Diagnosis::DerivativeCut { .. } | Diagnosis::DerivativePartlyCut { .. }
        )
    };
    assert!(!told.iter().any(extracted), "{report}");
}

#[test]
fn wrong_at_this_point_alone_is_wrong() {
    let product = |x: &[D]| {
        let mut p = D::from(1.0);
        for v in x {
            p *= *v;
            if p == 0.0 {
                break;
            }
        }
        p
    };
    assert_alone(&Gradient::new(product).check(&[2.0, 0.0, 3.0]));
    let hole = |x: Dual<f64, 1>| if x == 1.5 { 2.25.into() } else { x * x };
    assert_alone(&Derivative::new(hole).check(1.5));
    let hand = |x: f64| if x == 1.5 { 0.0 } else { 2.0 * x };
    assert_alone(&Derivative::numeric(|x| x * x).check_against(hand, 1.5));
    // Wrong everywhere is something else.
    let report = Derivative::numeric(|x| x * x).check_against(|x| 3.0 * x, 1.5);
    assert_verdict(&report, Verdict::Disagree);
    let alone = |d: &Diagnosis| matches!(d, Diagnosis::AtThisPointAlone { .. });
    assert!(!report.diagnoses().iter().any(alone), "{report}");
}

#[test]
fn a_formula_that_cancels_is_not_accused() {
    type Function = fn(Dual<f64, 1>) -> Dual<f64, 1>;
    let cancelled: [(&str, Function, f64); 3] = [
        (
            "2x / sinh x",
            |x| (x + x) / x.sinh(),
            7.006_226_537_775_891e-6,
        ),
        ("x / tan x", |x| x / x.tan(), 1.286_389_018_844_240_8e-6),
        ("sin x / x", |x| x.sin() / x, 7e-5),
    ];
    for (name, f, x) in cancelled {
        let report = Derivative::new(f).check(x);
        assert!(report.verdict() != Verdict::Disagree, "{name}\n{report}");
        // A slope that is wrong by more than the formula loses is found: a control.
        let values = |x: f64| f(Dual::constant(x)).value;
        let wrong = |x: f64| 2.0 * Derivative::new(f).at(x);
        let report = Derivative::numeric(values).check_against(wrong, x);
        assert_verdict(&report, Verdict::Disagree);
    }
    // Seen through larger steps, which the point does not suggest.
    let far = Check::new().finite_difference(FiniteDifference::new().reach(1.0));
    let report = Derivative::new(|x| x.sin() / x).check_with(&far, 7e-5);
    assert_verdict(&report, Verdict::Undecided(Reason::Cancelled));
}

#[test]
fn a_function_that_rounding_makes_constant_accuses_nothing() {
    let log_softmax = |x: &[D]| {
        let m = x[0].max(x[1]);
        x[0] - (m + ((x[0] - m).exp() + (x[1] - m).exp()).ln())
    };
    let report = Gradient::new(log_softmax).check(&[37.429_947_750_237_05, 0.0]);
    assert!(report.verdict() != Verdict::Disagree, "{report}");
}

#[test]
fn a_few_roundings_of_its_neighbours_are_zero() {
    let qr = |x: &[Dual<D, 1>]| {
        let r = Matrix2::new(x[0], x[1], x[2], x[3]).qr().r();
        r[(0, 0)] * r[(1, 1)]
    };
    let report = Hessian::new(qr).check(&[2.0, 1.0, 0.5, 5.0]);
    assert!(report.verdict() != Verdict::Disagree, "{report}");
    let f = Gradient::numeric(|x| 2.0 * x[0] + 0.0 * x[1]);
    assert!(f.check_against(|_| [2.0, 1e-17], &[0.7, 0.3]).passed());
    assert!(!f.check_against(|_| [2.0, 1e-9], &[0.7, 0.3]).passed());
}

#[test]
fn periods_hide_nothing_from_a_verdict() {
    let rastrigin = |x: f64| {
        let phase = std::f64::consts::TAU * (x % 1.0);
        x * x - 10.0 * phase.cos()
    };
    let f = Derivative::numeric(rastrigin);
    let right = |x: f64| {
        let tau = std::f64::consts::TAU;
        2.0 * x + 10.0 * tau * (tau * (x % 1.0)).sin()
    };
    let wrong = f.check_against(|x| 2.0 * x, 2000.3);
    assert_verdict(&wrong, Verdict::Disagree);
    let report = f.check_against(right, 2000.3);
    assert!(report.verdict() != Verdict::Disagree, "{report}");
}

#[test]
fn periods_hide_nothing_along_random_directions() {
    let tau = std::f64::consts::TAU;
    let rastrigin = |x: &[f64]| -> f64 {
        let term = |x: &f64| x * x - 10.0 * (tau * (x % 1.0)).cos();
        x.iter().map(term).sum()
    };
    let right = |x: &[f64]| -> Vec<f64> {
        let slope = |x: &f64| 2.0 * x + 10.0 * tau * (tau * (x % 1.0)).sin();
        x.iter().map(slope).collect()
    };
    let without_waves = |x: &[f64]| -> Vec<f64> { x.iter().map(|x| 2.0 * x).collect() };
    let along = Check::new().directions(5, 1);
    for at in [0.3, 17.7, 40.25, 2000.3] {
        let x: Vec<f64> = (0..20).map(|k| at + 0.01 * f64::from(k)).collect();
        let f = Gradient::numeric(rastrigin);
        for settings in [&along, &Check::new()] {
            let report = f.check_against_with(settings, without_waves, &x[..]);
            assert_verdict(&report, Verdict::Disagree);
            let report = f.check_against_with(settings, right, &x[..]);
            assert!(report.verdict() != Verdict::Disagree, "{report}");
        }
    }
}

/// Right derivatives of random functions, to 25 digits: none is accused, few are in doubt.
#[test]
fn right_derivatives_are_not_accused() {
    let (mut accused, mut undecided, mut count) = (Vec::new(), 0, 0);
    for tree in trees::trees().iter().step_by(4) {
        count += 1;
        let right = |_: f64| tree.exact[0];
        let report = Derivative::numeric(|x| tree.value(x)).check_against(right, tree.x);
        match report.verdict() {
            Verdict::Disagree => accused.push(format!("{}\n{report}", tree.text)),
            Verdict::Undecided(_) => undecided += 1,
            Verdict::Agree => {}
        }
        // Each is wrong by a thousandth, or by ten bars: a control.
        let found = &report.entries()[0];
        if found.status.is_reliable() && found.error < 1e-5 * tree.exact[0].abs() {
            let wrong = |_: f64| 1.001 * tree.exact[0];
            let report = Derivative::numeric(|x| tree.value(x)).check_against(wrong, tree.x);
            assert_eq!(
                report.verdict(),
                Verdict::Disagree,
                "{}\n{report}",
                tree.text
            );
        }
    }
    println!(
        "{} accused, {undecided} undecided of {count}",
        accused.len()
    );
    assert!(accused.len() <= 1, "{}", accused.join("\n"));
}
