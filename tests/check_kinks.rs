//! Checks at kinks: an exact derivative is the slope to the right there, and so is the forward
//! difference. What a hand may say is told apart: the right slope, a subgradient, a mistake.

use std::cell::Cell;

use partials::check::{Diagnosis, Reason};
use partials::{
    Check, Derivative, Dual, FiniteDifference, Gradient, Hessian, Jacobian, Report, Side, Status,
    Verdict,
};

const KINK: Verdict = Verdict::Undecided(Reason::Kink);

#[track_caller]
fn assert_verdict(report: &Report, want: Verdict) {
    assert_eq!(report.verdict(), want, "\n{report}");
}

/// Functions of one variable with a kink, and the slopes to its left and right.
type Bent = (fn(Dual<f64, 1>) -> Dual<f64, 1>, f64, [f64; 2]);
const BENT: &[Bent] = &[
    (|x| x.abs(), 0.0, [-1.0, 1.0]),
    (|x| x.max(0.0), 0.0, [0.0, 1.0]),
    (|x| x.min(0.0), 0.0, [1.0, 0.0]),
    (|x| x.clamp(-1.0, 2.0), 2.0, [1.0, 0.0]),
    (|x| (x - 1.5).abs() + x * x, 1.5, [2.0, 4.0]),
    (|x| x.exp().max(1.0 - x), 0.0, [-1.0, 1.0]),
    (|x| x.hypot(0.0) * 3.0 + x, 0.0, [-2.0, 4.0]),
    (|x| -(x - 100.0).abs() * 1e-3, 100.0, [1e-3, -1e-3]),
    (|x| x.sin().abs(), 0.0, [-1.0, 1.0]),
    (|x| 1e8 * x.abs() + 1e8 * x, 0.0, [0.0, 2e8]),
];

#[test]
fn the_exact_derivative_agrees_with_the_forward_difference() {
    for (k, (f, x, [left, right])) in BENT.iter().enumerate() {
        let report = Derivative::new(f).check(*x);
        assert_verdict(&report, Verdict::Agree);
        let [entry] = report.entries() else {
            panic!("one entry")
        };
        assert_eq!(entry.status, Status::Kink, "{k}");
        let near = |got: f64, want: f64| (got - want).abs() <= 1e-9 * want.abs().max(1e-3);
        assert!(near(entry.numerical, *right), "{k}: {report}");
        assert!(near(entry.backward.unwrap(), *left), "{k}: {report}");
        assert!(report.diagnoses().is_empty(), "{k}: {report}");
        let told = report.to_string();
        assert!(
            told.contains("one-sided: the function has a kink here"),
            "{told}"
        );
    }
}

#[test]
fn a_hand_is_right_in_doubt_or_wrong() {
    for (f, x, [left, right]) in BENT {
        let width = (right - left).abs();
        let (low, high) = (left.min(*right), left.max(*right));
        let verdict = |claim: f64| {
            let dual = Derivative::new(f).check_against(|_| claim, *x);
            let values = |x: f64| f(Dual::constant(x)).value;
            let black_box = Derivative::numeric(values).check_against(|_| claim, *x);
            assert_eq!(
                dual.verdict(),
                black_box.verdict(),
                "{claim}\n{dual}{black_box}"
            );
            dual
        };
        assert_verdict(&verdict(*right), Verdict::Agree);
        for subgradient in [*left, 0.5 * (left + right), low + 0.1 * width] {
            let report = verdict(subgradient);
            assert_verdict(&report, KINK);
            let told = report.diagnoses().iter();
            let kinks = told.filter(|d| matches!(d, Diagnosis::NotDifferentiable { .. }));
            assert_eq!(kinks.count(), 1, "{report}");
        }
        for wrong in [low - 0.1 * width, high + 0.1 * width, f64::INFINITY] {
            assert_verdict(&verdict(wrong), Verdict::Disagree);
        }
        assert_verdict(&verdict(f64::NAN), KINK);
    }
}

/// A branch takes the slope of one side: no mistake, and nothing that is confirmed.
#[test]
fn the_left_slope_of_a_branch_is_in_doubt() {
    let branch = |x: Dual<f64, 1>| if x > 0.0 { x } else { -x };
    assert_verdict(&Derivative::new(branch).check(0.0), KINK);
    // Neither: a control.
    let apart = |x: Dual<f64, 1>| if x == 0.0 { 5.0 * x } else { x.abs() };
    assert_verdict(&Derivative::new(apart).check(0.0), Verdict::Disagree);
}

#[test]
fn gradients_agree_entry_by_entry() {
    let x = [1.3, 1.3, 0.4];
    let larger = Gradient::new(|x| x[0].max(x[1]) + x[2]);
    let report = larger.check(&x);
    assert_verdict(&report, Verdict::Agree);
    let bent: Vec<bool> = report
        .entries()
        .iter()
        .map(|e| e.backward.is_some())
        .collect();
    assert_eq!(bent, [true, true, false]);
    assert_verdict(
        &larger.check_against(|_| [1.0, 1.0, 1.0], &x),
        Verdict::Agree,
    );
    assert_verdict(&larger.check_against(|_| [1.0, 0.0, 1.0], &x), KINK);
    assert_verdict(&larger.check_against(|_| [0.5, 0.5, 1.0], &x), KINK);
    for wrong in [[1.5, 0.0, 1.0], [1.0, -0.5, 1.0], [1.0, 0.0, 2.0]] {
        assert_verdict(&larger.check_against(|_| wrong, &x), Verdict::Disagree);
    }
    let smallest = Gradient::new(|x| x.iter().skip(1).fold(x[0], |smallest, x| smallest.min(*x)));
    assert_verdict(&smallest.check(&[0.7; 4]), Verdict::Agree);
}

#[test]
fn rows_of_a_jacobian_bend_each_for_itself() {
    let f = Jacobian::new(|x| [x[0].abs() * x[1], x[0] * x[1], x[0].max(x[1] - 2.0)]);
    let report = f.check(&[0.0, 2.0]);
    assert_verdict(&report, Verdict::Agree);
    let bent = |row: usize, column: usize| report.entries()[2 * row + column].backward;
    assert_eq!(
        [bent(0, 0), bent(0, 1), bent(1, 0)],
        [Some(-2.0), None, None]
    );
    assert_eq!([bent(2, 0), bent(2, 1)], [Some(0.0), Some(0.0)]);
    let hand = |x: &[f64]| [[x[1], 0.0], [x[1], 0.0], [1.0, 1.0]];
    assert_verdict(&f.check_against(hand, &[0.0, 2.0]), Verdict::Agree);
    let hand = |x: &[f64]| [[x[1], 0.0], [x[1], 0.0], [1.0, -1.0]];
    assert_verdict(&f.check_against(hand, &[0.0, 2.0]), Verdict::Disagree);
}

#[test]
fn directions_are_one_sided_too() {
    let along = |seed: u64| Check::new().directions(6, seed);
    let f = Gradient::new(|x| x.iter().map(|x| x.abs()).sum::<Dual>() + x[0] * x[1].cos());
    let g = Jacobian::new(|x| [x[0].hypot(x[1]), x[0].max(x[1]), x[0] + x[1]]);
    let h = Derivative::new(|x| x.max(0.0));
    for seed in 0..20 {
        for x in [[0.0, 0.0], [0.0, 1.3]] {
            assert_verdict(&f.check_with(&along(seed), &x), Verdict::Agree);
            assert_verdict(&g.check_with(&along(seed), &x), Verdict::Agree);
        }
        assert_verdict(&h.check_with(&along(seed), 0.0), Verdict::Agree);
        // |v| along v is no linear function: a hand has none of its own.
        let hand = |x: &[f64]| [1.0 + x[1].cos(), 1.0 - x[0] * x[1].sin()];
        assert_verdict(&f.check_against_with(&along(seed), hand, &[0.0, 0.0]), KINK);
        let wrong = |x: &[f64]| [9.0 + x[1].cos(), 1.0 - x[0] * x[1].sin()];
        let report = f.check_against_with(&along(seed), wrong, &[0.0, 0.0]);
        assert_verdict(&report, Verdict::Disagree);
    }
}

/// A difference cannot be made of both kinds of slopes that a Hessian is made of.
#[test]
fn hessians_are_in_doubt() {
    let f = Hessian::new(|x| x[0].abs() * x[0].abs().sqrt() + x[1] * x[1]);
    assert!(!f.check(&[0.0, 1.0]).passed());
}

/// Where a slope to the right is none, nothing is said.
#[test]
fn no_slope_on_the_right_is_no_verdict() {
    let root = |x: Dual<f64, 1>| x.abs().sqrt();
    for hand in [0.0, 1.0, 1e6] {
        let report = Derivative::new(root).check_against(|_| hand, 0.0);
        assert!(
            matches!(report.verdict(), Verdict::Undecided(_)),
            "{report}"
        );
    }
    // On the left alone: the right one is confirmed, and no other is called wrong.
    let half = |x: f64| if x < 0.0 { (-x).sqrt() } else { 2.0 * x };
    let half = Derivative::numeric(half);
    let verdict = |claim: f64| half.check_against(|_| claim, 0.0).verdict();
    assert_ne!(verdict(2.0), Verdict::Disagree);
    assert!(matches!(verdict(-100.0), Verdict::Undecided(_)));
}

/// Settings of a coordinate hold for its sides.
#[test]
fn bounds_and_scales_hold_on_both_sides() {
    let inside = |x: &[f64]| {
        assert!((-1e-3..=1e-3).contains(&x[1]), "{x:?}");
        (1e4 * x[1]).abs() + x[0]
    };
    let settings = FiniteDifference::new()
        .bounds([(0.0, 9.0), (-1e-3, 1e-3)])
        .scale([1.0, 1e-3]);
    let numeric = Gradient::numeric(inside).with(settings);
    assert_verdict(
        &numeric.check_against(|_| [1.0, 1e4], &[2.0, 0.0]),
        Verdict::Agree,
    );
    // Who asks for one side gets that.
    let left = FiniteDifference::new().side(Side::Backward);
    let settings = Check::new().finite_difference(left);
    let hand = |_: f64| -1.0;
    let report = Derivative::numeric(f64::abs).check_against_with(&settings, hand, 0.0);
    assert_verdict(&report, Verdict::Agree);
    assert_eq!(report.entries()[0].backward, None);
}

#[test]
fn closures_that_fail_fail_at_kinks_too() {
    let calls = Cell::new(0);
    let f = Gradient::try_numeric(|x: &[f64]| {
        calls.set(calls.get() + 1);
        if calls.get() == 100 {
            Err("no")
        } else {
            Ok(x[0].abs())
        }
    });
    let check = || f.check_against(|_| [1.0], &[0.0]);
    assert!(check().unwrap().passed());
    // Two evaluations before the last, on the left side.
    calls.set(100 - (calls.get() - 2));
    assert_eq!(check().unwrap_err(), "no");
}
