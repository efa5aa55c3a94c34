//! When a check agrees, disagrees, and does neither.

#[path = "common/panics.rs"]
mod panics;

use nalgebra::{DVector, dmatrix, matrix};
use panics::message_of;
use partials::check::{Diagnosis, Reason};
use partials::{Check, Derivative, Dual, FiniteDifference, Gradient, Hessian, Jacobian};
use partials::{Scalar, Verdict};

const X: [f64; 3] = [0.7, -1.3, 2.1];

fn f<S: Scalar>(x: &[S]) -> S {
    x[0] * x[0] * x[1] + (x[1] * x[2]).sin() + x[2].exp()
}

fn gradient(x: &[f64]) -> [f64; 3] {
    let c = (x[1] * x[2]).cos();
    [
        2.0 * x[0] * x[1],
        x[0] * x[0] + x[2] * c,
        x[1] * c + x[2].exp(),
    ]
}

fn hessian(x: &[f64]) -> [[f64; 3]; 3] {
    let (s, c) = (x[1] * x[2]).sin_cos();
    let mixed = c - x[1] * x[2] * s;
    [
        [2.0 * x[1], 2.0 * x[0], 0.0],
        [2.0 * x[0], -x[2] * x[2] * s, mixed],
        [0.0, mixed, -x[1] * x[1] * s + x[2].exp()],
    ]
}

/// Between -1 and 1, different for every number.
fn noise(x: f64) -> f64 {
    let mut bits = x.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

fn undecided(verdict: Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Undecided(reason) => Some(reason),
        _ => None,
    }
}

#[test]
fn right_ones_pass() {
    let reports = [
        Gradient::new(f).check(&X),
        Gradient::new(f).check_against(gradient, &X),
        Gradient::numeric(f).check_against(gradient, &X),
        Hessian::new(f).check(&X),
        Hessian::new(f).check_against(hessian, &X),
        Hessian::numeric(f).check_against(hessian, &X),
        Jacobian::new(|x| [f(x), x[0]]).check(&X),
        Jacobian::new(|x| vec![f(x)]).check_against(|x| [gradient(x)], &X),
        Jacobian::numeric(|x| [f(x)]).check_against(|x| [gradient(x)], &X),
        Derivative::new(|x| x.tan()).check(0.3),
        Derivative::new(|x| x.tan()).check_against(|x| 1.0 + x.tan().powi(2), 0.3),
        Derivative::numeric(|x| x.tan()).check_against(|x| 1.0 + x.tan().powi(2), 0.3),
        Derivative::numeric(|x| x.sin())
            .order(2)
            .check_against(|x| -x.sin(), 0.3),
    ];
    for report in &reports {
        assert!(report.passed(), "{report}");
        assert!(report.diagnoses().is_empty() && report.confidence().is_none());
        let entries = report.entries().iter();
        assert!(entries.clone().all(|e| e.verdict == Verdict::Agree));
        assert!(report.evaluations() > 2 * report.entries().len().min(3));
    }
}

/// The same checks with one entry wrong by a part in 10⁶, each of them in turn.
#[test]
fn wrong_ones_do_not() {
    let off = |k: usize| {
        move |x: &[f64]| {
            let mut g = gradient(x);
            g[k] *= 1.0 + 1e-6;
            g
        }
    };
    for k in 0..3 {
        for report in [
            Gradient::new(f).check_against(off(k), &X),
            Gradient::numeric(f).check_against(off(k), &X),
            Jacobian::new(|x| [f(x)]).check_against(|x| [off(k)(x)], &X),
        ] {
            assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
            let worst = report.worst().unwrap();
            assert_eq!((worst.column, worst.verdict), (k, Verdict::Disagree));
            let wrong = report.entries().iter();
            assert_eq!(wrong.filter(|e| e.verdict != Verdict::Agree).count(), 1);
        }
    }
    let off = |x: &[f64]| {
        let mut h = hessian(x);
        h[1][2] *= 1.0 + 1e-4;
        h
    };
    for report in [
        Hessian::new(f).check_against(off, &X),
        Hessian::numeric(f).check_against(off, &X),
    ] {
        assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
        assert_eq!(report.worst().map(|e| (e.row, e.column)), Some((1, 2)));
    }
    let report = Derivative::new(|x| x.tan()).check_against(|x| 1.0 - x.tan().powi(2), 0.3);
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
}

/// Between a hand and dual numbers there is nothing but rounding, and finite differences with
/// noise do not blur that.
#[test]
fn a_part_in_a_billion_is_seen_beside_noise() {
    let noisy = |x: &[Dual]| x[0].exp() * x[1] + 1e-7 * noise(x[0].re());
    let hand = |x: &[f64]| [x[0].exp() * x[1], x[0].exp()];
    let wrong = |x: &[f64]| [x[0].exp() * x[1], x[0].exp() * (1.0 + 1e-9)];
    let report = Gradient::new(noisy).check_against(hand, &[0.3, 1.7]);
    assert!(report.passed(), "{report}");
    let report = Gradient::new(noisy).check_against(wrong, &[0.3, 1.7]);
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
}

#[test]
fn a_cut_derivative_is_found_and_named() {
    let report = Gradient::new(|x| x[0] * x[1].re().sin()).check(&[0.7, 1.9]);
    assert_eq!(report.verdict(), Verdict::Disagree);
    assert!(
        matches!(report.diagnoses(), [Diagnosis::DerivativeCut { .. }]),
        "{report}"
    );
    // The hand is right here, and the report still says that dual numbers are not.
    let hand = |x: &[f64]| [x[1].sin(), x[0] * x[1].cos()];
    let report = Gradient::new(|x| x[0] * x[1].re().sin()).check_against(hand, &[0.7, 1.9]);
    assert_eq!(report.verdict(), Verdict::Disagree);
    assert!(
        matches!(report.diagnoses(), [Diagnosis::DerivativeCut { .. }]),
        "{report}"
    );
}

/// The exact derivative changes at this very point, and the spread of its neighbours excuses
/// nothing.
#[test]
fn a_branch_for_one_point_is_no_rounding() {
    let branch = |x: Dual<f64, 1>| if x == 1.5 { 2.25.into() } else { x * x };
    let report = Derivative::new(branch).check(1.5);
    assert!(!report.passed(), "{report}");
}

#[test]
fn nothing_is_said_at_jumps() {
    let report = Derivative::new(|x| x + x.signum()).check(0.0);
    assert_eq!(undecided(report.verdict()), Some(Reason::Jump), "{report}");
    assert!(matches!(
        report.diagnoses(),
        [Diagnosis::NotDifferentiable { .. }]
    ));
}

#[test]
fn nothing_is_said_without_values_or_bars() {
    let report = Derivative::new(|x| x.ln()).check(-1.0);
    assert_eq!(undecided(report.verdict()), Some(Reason::NotFinite));
    let fast = Check::new().finite_difference(FiniteDifference::fast());
    let report = Gradient::new(f).check_with(&fast, &X);
    assert_eq!(undecided(report.verdict()), Some(Reason::NoErrorBar));
    let poor = Check::new().finite_difference(FiniteDifference::new().budget(3));
    let report = Gradient::new(f).check_with(&poor, &X);
    assert_eq!(undecided(report.verdict()), Some(Reason::OutOfBudget));
    let none: [f64; 0] = [];
    let report = Gradient::new(|_| 1.0.into()).check(&none);
    assert_eq!(undecided(report.verdict()), Some(Reason::Empty), "{report}");
    assert!(report.worst().is_none() && !report.passed());
    let report = Gradient::new(f).check_many(std::iter::empty::<&[f64; 3]>());
    assert_eq!((report.points(), report.passed()), (0, false));
}

/// Noise that hides an entry: any claim within the noise is in doubt, one far outside is wrong.
#[test]
fn noise_is_not_agreement() {
    let f = |x: f64| 1e-3 * x + 1e-3 * noise(x);
    let noisy = Derivative::numeric(f);
    for claim in [1e-3, 0.0, -1e-3] {
        let report = noisy.check_against(|_| claim, 0.8);
        assert!(undecided(report.verdict()).is_some(), "{report}");
    }
    let report = noisy.check_against(|_| 1e3, 0.8);
    assert!(!report.passed(), "{report}");
    // A few roundings beside large entries are a zero: 1 + 1e-20 x cannot be told from 1.
    let report = Gradient::numeric(|x| 1.0 + x[0] + 1e-20 * x[1])
        .check_against(|_| [1.0, 2e-20], &[0.4, 0.6]);
    assert!(report.passed(), "{report}");
}

#[test]
fn zeros_are_entries_too() {
    let g = Gradient::new(|x| x[0] * x[0] + 3.0);
    assert!(g.check(&[0.7, 5.0]).passed());
    let report = g.check_against(|x| [2.0 * x[0], 1e-3], &[0.7, 5.0]);
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
    // A minimum, where everything is zero.
    let at_minimum = Gradient::new(|x| (x[0] - 0.5).powi(2) + x[1].powi(2));
    let report = at_minimum.check(&[0.5, 0.0]);
    assert!(report.passed(), "{report}");
}

#[test]
fn claims_that_are_not_finite_are_wrong() {
    for bad in [f64::NAN, f64::INFINITY] {
        for report in [
            Gradient::numeric(|x| x[0] * x[1]).check_against(|x| [x[1], bad], &[0.7, 1.9]),
            Gradient::new(|x| x[0] * x[1]).check_against(|x| [x[1], bad], &[0.7, 1.9]),
        ] {
            assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
            assert_eq!(report.worst().unwrap().column, 1);
        }
    }
}

#[test]
fn a_tolerance_excuses_and_never_certifies() {
    let f = Gradient::new(|x| 2.0 * x[0] + 3.0 * x[1]);
    let x = [0.5, 0.7];
    let tolerant = Check::new().tolerance(0.2);
    // The second entry is excused, the first agrees.
    let report = f.check_against_with(&tolerant, |_| [2.0, 3.1], &x);
    assert!(report.passed(), "{report}");
    assert_eq!(
        undecided(report.entries()[1].verdict),
        Some(Reason::Excused)
    );
    // Everything is excused, so nothing is known.
    let report = f.check_against_with(&tolerant, |_| [2.1, 3.1], &x);
    assert_eq!(
        undecided(report.verdict()),
        Some(Reason::Excused),
        "{report}"
    );
    assert!(!report.passed());
    // Too large a difference is not excused.
    let report = f.check_against_with(&tolerant, |_| [2.0, 3.3], &x);
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
    // Nor is a jump.
    let report = Derivative::new(|x| x.signum()).check_with(&Check::new().tolerance(1e9), 0.0);
    assert_eq!(undecided(report.verdict()), Some(Reason::Jump), "{report}");
    assert!(message_of(|| Check::new().tolerance(-1.0)).contains("not negative"));
}

#[test]
fn several_points_find_what_one_does_not() {
    let f = Derivative::new(|x| x.powi(3));
    let wrong = |x: f64| 3.0 * x; // x³ has 3x², the same at 0 and 1
    assert!(f.check_against(wrong, 1.0).passed());
    let report = f.check_against_many(wrong, [1.0, 0.5, 2.0]);
    assert_eq!((report.verdict(), report.points()), (Verdict::Disagree, 3));
    let around = Check::new().random(0.5, 5, 1);
    let report = f.check_against_with(&around, wrong, 1.0);
    assert_eq!((report.verdict(), report.points()), (Verdict::Disagree, 5));
    assert!(report.point()[0] != 1.0 && (report.point()[0] - 1.0).abs() <= 0.5);

    let g = Gradient::new(|x| x[0] * x[1] * x[1]);
    assert!(g.check_random(&[0.0, 1.0], 0.5, 8, 3).passed());
    let many = [[0.3, 1.0], [0.2, 2.0]];
    assert_eq!(g.check_many(&many).points(), 2);
    // Symmetric points hide swapped entries, random ones do not.
    let swapped = |x: &[f64]| [2.0 * x[0] * x[1], x[1] * x[1]];
    let symmetric = |x: &[f64]| [x[1] * x[1], 2.0 * x[0] * x[1]];
    assert!(g.check_against(symmetric, &[1.0, 1.0]).passed());
    let settings = Check::new().random(0.5, 3, 8);
    assert!(
        !g.check_against_with(&settings, swapped, &[0.5, 1.0])
            .passed()
    );
    assert!(
        g.check_against_with(&settings, symmetric, &[0.5, 1.0])
            .passed()
    );
}

#[test]
fn random_points_stay_within_bounds_and_repeat() {
    let settings = FiniteDifference::new().bounds([(0.0, 1.0), (-5.0, 5.0)]);
    let settings = Check::new().finite_difference(settings).random(2.0, 10, 5);
    let f = Gradient::try_new(|x| {
        if (0.0..=1.0).contains(&x[0].re()) {
            Ok(x[0].sqrt() * x[1])
        } else {
            Err("out of bounds")
        }
    });
    let report = f.check_with(&settings, &[0.5, 1.0]).unwrap();
    assert!(report.passed(), "{report}");
    assert_eq!(Ok(report), f.check_with(&settings, &[0.5, 1.0]));
}

#[test]
fn failures_are_passed_on() {
    let positive = |x: &[Dual]| match x[0] > 0.0 {
        true => Ok(x[0].ln() * x[1]),
        false => Err("not positive"),
    };
    let f = Gradient::try_new(positive);
    assert!(f.check(&[0.7, 1.9]).unwrap().passed());
    assert_eq!(f.check(&[-0.7, 1.9]).unwrap_err(), "not positive");
    let hand = |x: &[f64]| vec![x[1] / x[0], x[0].ln()];
    assert!(f.check_against(hand, &[0.7, 1.9]).unwrap().passed());
    let j = Jacobian::try_new(|x| positive(x).map(|y| [y]));
    assert!(j.check(&[0.7, 1.9]).unwrap().passed());
    let n = Gradient::try_numeric(|x: &[f64]| if x[0] > 0.0 { Ok(x[0] * x[1]) } else { Err(7) });
    assert!(
        n.check_against(|x| [x[1], x[0]], &[0.7, 1.9])
            .unwrap()
            .passed()
    );
    assert_eq!(n.check_against(|x| [x[1], x[0]], &[-0.7, 1.9]), Err(7));
}

#[test]
fn derivatives_inside() {
    let nested = Gradient::new(|x: &[Dual]| {
        let inner = Derivative::new(|y| x[0] * y.sin());
        inner.at(x[1])
    });
    let report = nested.check_against(|x| [x[1].cos(), -x[0] * x[1].sin()], &[0.7, 1.9]);
    assert!(report.passed(), "{report}");
    let wrong = nested.check_against(|x| [x[1].cos(), x[0] * x[1].sin()], &[0.7, 1.9]);
    assert_eq!(wrong.verdict(), Verdict::Disagree, "{wrong}");
}

#[test]
fn containers() {
    let f = |x: &[Dual]| x[0] * x[1];
    let hand = |x: &[f64]| DVector::from_vec(vec![x[1], x[0]]);
    assert!(
        Gradient::new(f)
            .check_against(hand, &vec![0.7, 1.9])
            .passed()
    );
    let hand = |x: &[f64]| ndarray::array![x[1], x[0]];
    let x = nalgebra::vector![0.7, 1.9];
    assert!(Gradient::new(f).check_against(hand, &x).passed());
    let j = Jacobian::new(|x| [x[0] * x[1], x[1]]);
    let x = ndarray::array![0.7, 1.9];
    let hands = |x: &[f64]| matrix![x[1], x[0]; 0.0, 1.0];
    assert!(j.check_against(hands, &x).passed());
    let hands = |x: &[f64]| dmatrix![x[1], x[0]; 0.0, 1.0];
    assert!(j.check_against(hands, &x.view()).passed());
    let hands = |x: &[f64]| ndarray::array![[x[1], x[0]], [0.0, 1.0]];
    assert!(j.check_against(hands, x.as_slice().unwrap()).passed());
}

#[test]
fn wrong_shapes_are_said() {
    let f = |x: &[Dual]| x[0] * x[1];
    let message = message_of(|| Gradient::new(f).check_against(|_| [1.0; 3], &[0.7, 1.9]));
    assert_eq!(
        message,
        "the hand-derived gradient has length 3, but the point has length 2"
    );
    let j = Jacobian::new(|x| [x[0] * x[1]]);
    let message = message_of(|| j.check_against(|_| [[1.0], [1.0]], &[0.7, 1.9]));
    assert_eq!(
        message,
        "the hand-derived matrix has shape 2x1, but the derivative has shape 1x2"
    );
    let along = Check::new().directions(2, 1);
    let message =
        message_of(|| Gradient::new(f).check_against_with(&along, |_| [1.0], &[0.7, 1.9]));
    assert!(
        message.contains("length 1, but the point has length 2"),
        "{message}"
    );
}

/// A numerical operator keeps its settings and its way to evaluate.
#[test]
fn settings_of_a_numerical_operator() {
    let bounded = Gradient::numeric(|x| {
        assert!(x[0] >= 0.0, "out of bounds");
        x[0].powf(1.5) * x[1]
    })
    .with(FiniteDifference::new().bounds((0.0, 9.0)));
    let hand = |x: &[f64]| [1.5 * x[0].sqrt() * x[1], x[0].powf(1.5)];
    let report = bounded.check_against(hand, &[0.01, 1.9]);
    assert!(report.passed(), "{report}");
    let batch =
        Gradient::numeric_batch(|points: &[&[f64]]| points.iter().map(|x| x[0] * x[1]).collect());
    let hand = |x: &[f64]| [x[1], x[0]];
    assert!(batch.check_against(hand, &[0.7, 1.9]).passed());
    let along = Check::new().directions(3, 2);
    assert!(batch.check_against_with(&along, hand, &[0.7, 1.9]).passed());
}
