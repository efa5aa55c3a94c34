//! Checks of second and third derivatives: right ones pass, cut and mistaken ones do not, and where there is
//! none nothing is accused.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use partials::{Check, Derivative, Scalar, Verdict};
use proptest::prelude::*;

fn one<S: Scalar>(f: usize, x: S) -> S {
    match f % 10 {
        0 => x.exp(),
        1 => x.sin(),
        2 => x.tanh(),
        3 => x * x,
        4 => (x * x + 0.5).sqrt(),
        5 => (x * x + 1.0).ln(),
        6 => x.atan(),
        7 => 1.0 / (x * x + 2.0),
        8 => x.logistic(),
        _ => x.powi(3) - x,
    }
}

/// A chain of functions, with a product.
fn chain<S: Scalar>(chain: [usize; 3], x: S) -> S {
    one(chain[2], one(chain[1], 0.5 * x) * one(chain[0], x))
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn what_is_right_is_never_accused(f in prop::array::uniform3(0usize..10), x in -2.0..2.0) {
        let second = Derivative::new(|x| chain(f, x)).second_order().check(x);
        prop_assert!(second.verdict() != Verdict::Disagree, "{}", second);
        let third = Derivative::new(|x| chain(f, x)).third_order().check(x);
        prop_assert!(third.verdict() != Verdict::Disagree, "{}", third);
    }

    #[test]
    fn what_is_cut_is_found(f in prop::array::uniform3(0usize..10), x in -2.0..2.0) {
        // A factor that forgets that it moves.
        let cut = |x: f64| chain(f, x);
        let second = Derivative::new(|x| (cut(x.re()) + 2.0) * x * x.sin()).second_order();
        let report = second.check_with(&Check::new().random(0.3, 5, 7), x);
        let truth = Derivative::new(|x| (chain(f, x) + 2.0) * x * x.sin()).second_order();
        // Unless the cut makes no difference there.
        prop_assume!((second.at(x) - truth.at(x)).abs() > 1e-3 * (1.0 + truth.at(x).abs()));
        prop_assert!(report.verdict() == Verdict::Disagree, "{}", report);
    }
}

#[test]
fn they_are_the_derivatives_of_that_order() {
    let f = |x: f64| Derivative::new(|x| x.exp() * x.sin()).up_to_third(x);
    for x in [-1.0, 0.0, 0.7] {
        let [value, _, second, third] = f(x);
        let of_second = Derivative::new(|x| x.exp() * x.sin()).second_order();
        assert_eq!(of_second.value_and_derivative(x), (value, second));
        let of_third = Derivative::new(|x| x.exp() * x.sin()).third_order();
        assert_eq!(of_third.value_and_derivative(x), (value, third));
    }
}

#[test]
fn formulas_by_hand() {
    let second = Derivative::new(|x| x.tan()).second_order();
    let hand = |x: f64| 2.0 * x.tan() / x.cos().powi(2);
    assert!(second.check_against(hand, 0.7).passed());
    let twice = second.check_against(|x| 2.0 * hand(x), 0.7);
    assert_eq!(twice.verdict(), Verdict::Disagree);
    assert!(twice.to_string().contains("twice"), "{twice}");
    assert!(second.check_against_many(hand, [-0.5, 0.0, 0.3]).passed());
    let third = Derivative::new(|x| x.powi(5)).third_order();
    assert!(third.check_against(|x| 60.0 * x * x, 1.3).passed());
    assert!(!third.check_against(|x| -60.0 * x * x, 1.3).passed());
}

#[test]
fn at_a_kink_of_the_slope_nothing_is_accused() {
    // x |x| has the second derivative 2 to the right of 0, and -2 to the left.
    let report = Derivative::new(|x| x * x.abs()).second_order().check(0.0);
    assert_ne!(report.verdict(), Verdict::Disagree, "{report}");
    let pole = Derivative::new(|x| x.ln()).second_order().check(0.0);
    assert!(matches!(pole.verdict(), Verdict::Undecided(_)), "{pole}");
}

#[test]
fn failures_are_handed_on() {
    let f = Derivative::try_new(|x| {
        if x > 0.0 {
            Ok(x.ln())
        } else {
            Err("no logarithm")
        }
    });
    let second = f.second_order();
    assert_eq!(
        (second.at(0.5), second.at(-0.5)),
        (Ok(-4.0), Err("no logarithm"))
    );
    assert!(second.check(2.0).unwrap().passed());
    assert!(second.check(-2.0).is_err());
}

#[test]
fn a_matrix_against_differences_of_the_gradient() {
    let gradient = |x: &[f64]| [2.0 * x[0] * x[1], x[0] * x[0] + x[1].cos()];
    let f = partials::Hessian::numeric_of_gradient(gradient);
    let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], -x[1].sin()]];
    let report = f.check_against(hand, &[0.7, 1.9]);
    assert!(report.passed(), "{report}");
    assert!(
        f.check_against_many(hand, [&[0.7, 1.9], &[-1.0, 0.0]])
            .passed()
    );
    let wrong = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], x[1].sin()]];
    let report = f.check_against(wrong, &[0.7, 1.9]);
    assert_eq!(report.verdict(), Verdict::Disagree, "{report}");
    let of_vec = |x: &[f64]| gradient(x).to_vec();
    let f = partials::Hessian::numeric_of_gradient(of_vec);
    assert!(f.check_against(hand, &vec![0.7, 1.9]).passed());
}

#[test]
fn mixed_derivatives_order_by_order() {
    use partials::Mixed;

    fn f<S: Scalar>(x: &[S]) -> S {
        (x[0] * x[1]).sin() * (x[2] + x[0]).exp()
    }
    let x = [0.3, -0.8, 0.5];
    for by in [[0, 0, 0], [0, 1, 2], [2, 1, 1], [1, 0, 1]] {
        let report = Mixed::new(f).check(&x, by);
        assert!(report.passed(), "{by:?}: {report}");
    }
    assert!(Mixed::new(f).check(&x.to_vec(), [0]).passed());
    let listed = partials::FiniteDifference::new().bounds([(0.0, 1.0), (-1.0, 0.0), (0.5, 1.0)]);
    let settings = Check::new().finite_difference(listed);
    assert!(Mixed::new(f).check_with(&settings, &x, [0, 1, 2]).passed());
    // Cut at any level: by one variable, in a part of the product, and entirely.
    let by_one = Mixed::new(|x| f(&[x[0], x[1], x[2].lift(x[2].re())]));
    let verdict = by_one.check(&x, [0, 2]).verdict();
    assert_eq!(verdict, Verdict::Disagree);
    let entirely = Mixed::new(|x| f(&[x[0].re(), x[1].re(), x[2].re()]).into());
    assert_eq!(entirely.check(&x, [0, 1, 2]).verdict(), Verdict::Disagree);
    let in_part = Mixed::new(|x| x[0] * x[0].re() * x[1]);
    assert_eq!(in_part.check(&x, [1, 0, 0]).verdict(), Verdict::Disagree);
    let failing = Mixed::try_new(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no") });
    assert!(failing.check(&[2.0], [0, 0]).unwrap().passed());
    assert!(failing.check(&[-2.0], [0, 0]).is_err());
}

#[test]
fn curves_and_tensors_value_by_value() {
    use partials::Hessian;

    let spiral = Derivative::vector(|t| vec![t * t.cos(), t * t.sin(), 3.0 * t]);
    for t in [-2.0, 0.0, 0.7] {
        let report = spiral.check(t);
        assert!(report.passed() && report.entries().len() == 3, "{report}");
    }
    let cut = Derivative::vector(|t| [t * t.cos(), t * t.re().sin()]).check(0.7);
    let verdicts: Vec<_> = cut.entries().iter().map(|e| e.verdict).collect();
    assert_eq!(verdicts, [Verdict::Agree, Verdict::Disagree], "{cut}");
    let kink = Derivative::vector(|t| [t.abs()]).check(0.0);
    assert_ne!(kink.verdict(), Verdict::Disagree, "{kink}");
    let failing = Derivative::try_vector(|t| if t > 0.0 { Ok([t.ln()]) } else { Err("no") });
    assert!(failing.check(2.0).unwrap().passed());
    assert_eq!(failing.check(-2.0).unwrap_err(), "no");

    let field = Hessian::vector(|x| [x[0] * x[1].sin(), (x[0] - x[1]).exp(), x[0] * x[1]]);
    assert!(field.check(&[0.3, -0.4]).passed());
    assert!(field.check(&vec![0.3, -0.4]).passed());
    let around = Check::new().random(0.3, 3, 7);
    assert!(field.check_with(&around, &[0.3, -0.4]).passed());
    let along = Check::new().directions(3, 7);
    assert!(field.check_with(&along, &[0.3, -0.4]).passed());
    let none = Hessian::vector(|_| Vec::<partials::Dual<partials::Dual, 1>>::new());
    let none = none.check(&[0.3, -0.4]);
    assert!(matches!(none.verdict(), Verdict::Undecided(_)), "{none}");
    let cut = Hessian::vector(|x| [x[0] * x[1], x[0] * x[1].re(), x[0]]);
    assert_eq!(cut.check(&[0.3, -0.4]).verdict(), Verdict::Disagree);
    assert_eq!(
        cut.check_with(&along, &[0.3, -0.4]).verdict(),
        Verdict::Disagree
    );
}

#[test]
fn taylor_series_order_by_order() {
    use partials::{Series, Taylor};

    fn f<S: Scalar>(x: S) -> S {
        (x * x + 0.5).ln() * x.sin()
    }
    for x in [-1.3, 0.0, 0.7] {
        let report = Taylor::new(|x: Series<f64, 6>| f(x)).check(x);
        assert!(report.passed(), "{report}");
    }
    let around = Check::new().random(0.3, 5, 7);
    assert!(
        Taylor::new(|x: Series<f64, 3>| f(x))
            .check_with(&around, 0.7)
            .passed()
    );
    let cut = Taylor::new(|x: Series<f64, 3>| f(x) * x.re());
    assert_eq!(cut.check(0.7).verdict(), Verdict::Disagree);
    // The value alone has nothing to be checked.
    let value = Taylor::new(|x: Series<f64, 1>| f(x)).check(0.7);
    assert!(matches!(value.verdict(), Verdict::Undecided(_)), "{value}");

    let along = Taylor::along(|x: &[Series<f64, 5>]| f(x[0] * x[1]) + x[1]);
    for v in [
        [1.0, 0.0],
        [1.0, -2.0],
        [1e-6, 2e-6],
        [1e5, -3e5],
        [0.0, 0.0],
    ] {
        let report = along.check(&[0.7, 1.9], &v);
        assert_ne!(report.verdict(), Verdict::Disagree, "{v:?}: {report}");
    }
    assert!(along.check(&[0.7, 1.9], &[1.0, -2.0]).passed());
    let cut = Taylor::along(|x: &[Series<f64, 3>]| x[0] * x[1].re());
    assert_eq!(
        cut.check(&vec![0.7, 1.9], &vec![1.0, 1.0]).verdict(),
        Verdict::Disagree
    );
}
