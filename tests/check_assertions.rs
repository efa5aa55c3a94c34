//! The assertions for tests: silent where all is well, otherwise the table.

#[path = "common/panics.rs"]
mod panics;

use panics::message_of;
#[cfg(feature = "compiled")]
use partials::Verdict;
use partials::{Check, Gradient, Hessian, Jacobian, Scalar};
use partials::{assert_derivative, assert_gradient, assert_hessian, assert_jacobian};

fn f<S: Scalar>(x: &[S]) -> S {
    x[0] * x[0] * x[1]
}

fn gradient(x: &[f64]) -> [f64; 2] {
    [2.0 * x[0] * x[1], x[0] * x[0]]
}

fn wrong(x: &[f64]) -> [f64; 2] {
    [x[0] * x[1], x[0] * x[0]]
}

const X: [f64; 2] = [0.7, 1.9];

#[test]
fn right_ones_are_silent() {
    let around = Check::new().random(0.5, 5, 1);
    assert_gradient!(f, gradient, at & X);
    assert_gradient!(f, gradient, at & X, with & around);
    assert_gradient!(f, at & X);
    assert_gradient!(f, at & X, with & around,);
    assert_gradient!(numeric f::<f64>, gradient, at &X);
    assert_gradient!(
        numeric | x | 2.0 * f(x) - f(x),
        gradient,
        at & vec![0.7, 1.9],
        with & around
    );
    assert_jacobian!(|x| [f(x), x[0]], |x| [gradient(x), [1.0, 0.0]], at & X);
    assert_jacobian!(numeric | x | [f(x)], |x| [gradient(x)], at & X);
    assert_jacobian!(|x| [f(x)], at & X);
    let hessian = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];
    assert_hessian!(f, hessian, at & X);
    assert_hessian!(numeric f::<f64>, hessian, at &X);
    assert_hessian!(f, at & X);
    assert_derivative!(|x| x.sin(), |x| x.cos(), at 0.7);
    assert_derivative!(|x| x.sin(), at 0.7, with &around);
    assert_derivative!(numeric |x| x.sin(), |x| x.cos(), at 0.7);
}

#[test]
fn wrong_ones_fail_with_the_table() {
    let messages = [
        message_of(|| assert_gradient!(f, wrong, at & X)),
        message_of(|| assert_gradient!(numeric f::<f64>, wrong, at &X)),
        message_of(|| assert_jacobian!(|x| [f(x)], |x| [wrong(x)], at & X)),
        message_of(|| assert_hessian!(f, |_| [[0.0; 2]; 2], at & X)),
        message_of(|| assert_derivative!(|x| x.sin(), |x| -x.cos(), at 0.7)),
        message_of(|| assert_derivative!(|x| x.re().sin() + 0.0 * x, at 0.7)),
        message_of(|| {
            let settings = Check::new().random(0.1, 3, 1);
            assert_gradient!(f, wrong, at & X, with & settings);
        }),
    ];
    for message in messages {
        assert!(
            message.contains("DISAGREE (") && message.contains("numerical"),
            "{message}"
        );
        assert!(message.contains("look at: "), "{message}");
    }
}

/// A check asks the operator, of whatever kind it is.
#[test]
fn operators_of_other_kinds_are_checked() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            assert!(Gradient::$new(f).check(&X).passed());
            assert!(Hessian::$new(f).check(&X).passed());
            assert!(Jacobian::$new(|x| [f(x), x[0]]).check(&X).passed());
            assert!(Gradient::$new(f).check_against(gradient, &X).passed());
            assert!(!Gradient::$new(f).check_against(wrong, &X).passed());
            let around = Check::new().random(0.5, 5, 1);
            assert!(Gradient::$new(f).check_with(&around, &X).passed());
            assert!(!Gradient::$new(f).check_against_with(&around, wrong, &X).passed());
            let hessian = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];
            assert!(Hessian::$new(f).check_against(hessian, &X).passed());
            assert!(!Hessian::$new(f).check_against(|_| [[0.0; 2]; 2], &X).passed());
        )*};
    }
    kinds!(reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
    // A derivative that is cut is found.
    assert!(
        !Gradient::reverse(|x| x[0].re().sin() * x[1])
            .check(&X)
            .passed()
    );
}

/// What a closure reads when it is traced is a constant of its code from then on.
#[cfg(feature = "compiled")]
#[test]
fn a_number_that_changes_after_compilation_is_found() {
    let k = std::cell::Cell::new(2.0);
    let g = Gradient::compiled(|x| k.get() * x[0] * x[0] * x[1]);
    assert!(g.check(&X).passed());
    let h = Hessian::compiled(|x| k.get() * x[0] * x[0] * x[1]);
    assert!(h.check(&X).passed());
    let j = Jacobian::compiled(|x| [k.get() * x[0], x[1]]);
    assert!(j.check(&X).passed());
    k.set(3.0);
    assert_eq!(g.check(&X).verdict(), Verdict::Disagree);
    assert_eq!(h.check(&X).verdict(), Verdict::Disagree);
    assert_eq!(j.check(&X).verdict(), Verdict::Disagree);
}

/// What is in doubt does not pass.
#[test]
fn doubt_fails() {
    let message = message_of(|| assert_derivative!(|x| x.signum(), at 0.0));
    assert!(message.contains("undecided: jump"), "{message}");
}
