//! Mixed derivatives of any order and pattern, along variables and along directions: against closed forms,
//! against the other operators, in every container, at edges, and inside other derivatives.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/panics.rs"]
mod panics;

use cases::config;
use panics::message_of;
use partials::{Derivative, Dual, Gradient, Hessian, Mixed, Scalar, Taylor};
use proptest::prelude::*;

/// `Σ cₖ Π xᵢ^pₖᵢ`.
#[derive(Clone, Debug)]
struct Polynomial(Vec<(f64, [i32; 3])>);

impl Polynomial {
    fn value<S: Scalar>(&self, x: &[S]) -> S {
        let term =
            |(c, p): &(f64, [i32; 3])| *c * x[0].powi(p[0]) * x[1].powi(p[1]) * x[2].powi(p[2]);
        self.0.iter().map(term).fold(S::from(0.0), |sum, t| sum + t)
    }

    /// The derivative by the variables `by`, a polynomial again.
    fn derivative(&self, by: &[usize]) -> Self {
        let terms = self.0.iter().map(|(c, p)| {
            let (mut c, mut p) = (*c, *p);
            for &i in by {
                c *= f64::from(p[i]);
                p[i] = (p[i] - 1).max(0);
            }
            (c, p)
        });
        Self(terms.collect())
    }
}

fn polynomials() -> impl Strategy<Value = Polynomial> {
    let term = (-3i32..4, prop::array::uniform3(0i32..4));
    let terms = prop::collection::vec(term, 1..6);
    terms.prop_map(|terms| Polynomial(terms.into_iter().map(|(c, p)| (c.into(), p)).collect()))
}

/// Smooth in all variables, and every derivative of it is another one.
fn smooth<S: Scalar>(x: &[S]) -> S {
    (x[0] * x[1]).sin() * (x[2] - x[0]).exp() / (x[1] * x[1] + x[2] * x[2] + 1.5)
}

fn points() -> impl Strategy<Value = [f64; 3]> {
    prop::array::uniform3(-1.5..1.5)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-11 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(config(200))]

    /// Small integers throughout, so that answers are exact.
    #[test]
    fn of_polynomials_are_exact(
        f in polynomials(),
        x in prop::array::uniform3(-3i32..4),
        by in prop::array::uniform8(0usize..3),
    ) {
        let x = x.map(f64::from);
        macro_rules! of_order {
            ($($D:literal)*) => {$(
                let some: [usize; $D] = std::array::from_fn(|k| by[k]);
                let expected = f.derivative(&some).value(&x);
                prop_assert_eq!(Mixed::new(|x| f.value(x)).at(&x, some), expected, "{:?}", some);
            )*};
        }
        of_order!(1 2 3 4 5 6 7 8);
    }

    #[test]
    fn do_not_depend_on_the_order_of_variables(x in points(), by in prop::array::uniform4(0usize..3)) {
        let mixed = Mixed::new(smooth);
        let forwards = mixed.at(&x, by);
        let mut other = by;
        other.reverse();
        prop_assert!(near(forwards, mixed.at(&x, other)));
        other.sort_unstable();
        prop_assert!(near(forwards, mixed.at(&x, other)));
    }

    #[test]
    fn are_those_of_the_other_operators(x in points(), v in points(), w in points()) {
        let gradient = Gradient::new(smooth).at(&x);
        let hessian = Hessian::new(smooth).at(&x);
        for i in 0..3 {
            prop_assert!(near(Mixed::new(smooth).at(&x, [i]), gradient[i]));
            for j in 0..3 {
                prop_assert!(near(Mixed::new(smooth).at(&x, [i, j]), hessian[(i, j)]));
            }
        }
        let slope = Mixed::new(smooth).along(&x, [&v]);
        prop_assert!(near(slope, Gradient::new(smooth).jvp(&x, &v)));
        let product = Hessian::new(smooth).hvp(&x, &w);
        let form: f64 = (0..3).map(|i| v[i] * product[i]).sum();
        prop_assert!(near(Mixed::new(smooth).along(&x, [&v, &w]), form));
        let along = Taylor::along(smooth).derivatives::<4>(&x, &v);
        prop_assert!(near(Mixed::new(smooth).along(&x, [&v; 3]), along[3]));
        // Linear in every direction.
        let sum: [f64; 3] = std::array::from_fn(|i| v[i] + 2.0 * w[i]);
        let third = |u: &[f64; 3]| Mixed::new(smooth).along(&x, [u, &v, &w]);
        prop_assert!(near(third(&sum), third(&v) + 2.0 * third(&w)));
    }
}

/// `x₀² x₁` of any vector.
fn simple<S: Scalar>(x: &[S]) -> S {
    x[0] * x[0] * x[1]
}

#[test]
fn points_of_every_container() {
    let (array, by) = ([3.0, 1.0], [0, 0, 1]);
    let mixed = Mixed::new(simple);
    let (v, w) = ([1.0, 0.0], [0.0, 10.0]);
    assert_eq!(mixed.at(&array, by), 2.0);
    assert_eq!(mixed.at(&array[..], by), 2.0);
    assert_eq!(mixed.at(&array.to_vec(), by), 2.0);
    assert_eq!(mixed.at(&nalgebra::vector![3.0, 1.0], by), 2.0);
    assert_eq!(mixed.at(&nalgebra::dvector![3.0, 1.0], by), 2.0);
    assert_eq!(mixed.at(&ndarray::array![3.0, 1.0], by), 2.0);
    assert_eq!(mixed.along(&array.to_vec(), [&v, &v, &w]), 20.0);
    assert_eq!(
        mixed.along(&ndarray::array![3.0, 1.0], [&v[..], &v[..], &w[..]]),
        20.0
    );
    let single = Mixed::new(simple).at(&[3.0_f32, 1.0], by);
    assert_eq!(single, 2.0_f32);
    #[cfg(feature = "faer")]
    assert_eq!(mixed.at(&faer::col![3.0, 1.0], by), 2.0);
}

#[test]
fn wrong_calls_are_refused() {
    let mixed = Mixed::new(simple);
    let message = message_of(|| mixed.at(&[3.0, 1.0], [0, 2]));
    assert!(message.contains('2'), "{message}");
    let message = message_of(|| mixed.along(&[3.0, 1.0], [&[1.0], &[2.0]]));
    assert!(message.contains("direction"), "{message}");
}

#[test]
fn failures_are_handed_on() {
    let f = Mixed::try_new(|x| {
        if x[0] > 0.0 {
            Ok(x[0].powi(3))
        } else {
            Err("not positive")
        }
    });
    assert_eq!(f.at(&[2.0], [0, 0]), Ok(12.0));
    assert_eq!(f.along(&[-2.0], [&[1.0], &[1.0]]), Err("not positive"));
}

#[test]
fn nothing_stands_beside_a_value_that_is_not_finite() {
    let pole = |by: [usize; 2]| -> f64 { Mixed::new(|x| x[1] + x[0].recip()).at(&[0.0, 1.0], by) };
    assert!(!pole([0, 0]).is_finite() && pole([1, 1]).is_nan());
    let outside: f64 = Mixed::new(|x| x[0].ln()).at(&[-1.0], [0, 0, 0]);
    assert!(outside.is_nan());
    let nan = Mixed::new(|x| x[0] * x[1]).at(&[f64::NAN, 1.0], [0, 1]);
    assert!(nan.is_nan());
}

#[test]
fn derivatives_that_do_not_exist_are_infinite_or_nan() {
    assert_eq!(
        Mixed::new(|x| x[0].powf(1.5)).at(&[0.0], [0, 0]),
        f64::INFINITY
    );
    let third: f64 = Mixed::new(|x| x[0].powf(1.5)).at(&[0.0], [0, 0, 0]);
    assert!(!third.is_finite());
}

#[test]
fn at_a_kink_they_are_those_to_the_right() {
    // (max(x, 0))³ + max(x, 0) y at x = 0
    let f = |by: [usize; 2]| {
        Mixed::new(|x| x[0].max(0.0).powi(3) + x[0].max(0.0) * x[1]).at(&[0.0, 1.0], by)
    };
    assert_eq!(
        (f([0, 0]), f([0, 1]), f([1, 0]), f([1, 1])),
        (0.0, 1.0, 1.0, 0.0)
    );
    // Pieces that fit together are smooth: |x|³ as (x²)^(3/2).
    let third = Mixed::new(|x| x[0].abs().powi(4)).at(&[0.0], [0; 4]);
    assert_eq!(third, 24.0);
}

#[test]
fn inside_other_derivatives() {
    // d/dx ∂²/∂y∂z (x² y z) = 2x
    let outer = Derivative::new(|x| {
        let inner = Mixed::new(|y| y[0] * y[1] * y[0].lift(x * x));
        inner.at(&[x.lift(5.0), x.lift(7.0)], [0, 1])
    });
    assert_eq!(outer.at(3.0), 6.0);
    let confused =
        || Derivative::new(|x: Dual<f64, 1>| x * Mixed::new(|y| x * y[0]).at(&[1.0], [0])).at(3.0);
    let message = message_of(confused);
    assert!(message.contains("perturbation confusion"), "{message}");
    // And others inside it.
    let around = Mixed::new(|x| Derivative::new(|y| y * y * x[0] * x[1]).at(x[0]));
    // d/dy (y² x₀ x₁) at x₀ = 2 x₀² x₁
    assert_eq!(around.at(&[3.0, 1.0], [0, 1]), 12.0);
    assert_eq!(
        Mixed::new(|x| Derivative::new(|y| y * y * x[0] * x[1]).at(x[0]))
            .at(&[3.0, 1.0], [0, 0, 1]),
        4.0
    );
}
