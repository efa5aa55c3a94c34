//! Derivatives of functions with several values: curves (`Derivative::vector`) and tensors
//! (`Hessian::vector`), beside the operators of one value.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/panics.rs"]
mod panics;

use cases::config;
use nalgebra::{DMatrix, DVector, SMatrix, Vector2, dmatrix, matrix};
use ndarray::{Array1, array};
use panics::message_of;
use partials::{Derivative, Hessian, Jacobian, Scalar};
use proptest::prelude::*;

/// A curve with kinks, poles and ends of domains among its values.
fn curve<S: Scalar>(t: S) -> [S; 6] {
    [
        t.sin() * t,
        (t - 1.0).abs().powi(3),
        1.0 / t,
        (2.0 - t).sqrt(),
        t.max(0.5).powi(2),
        S::from(4.0),
    ]
}

fn same(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan()
}

fn field<S: Scalar>(x: &[S]) -> [S; 3] {
    let sum = x.iter().fold(S::from(0.0), |sum, v| sum + *v);
    [
        sum.sin(),
        x.iter()
            .fold(S::from(1.0), |product, v| product * (*v + 2.0)),
        x[0].max(x[x.len() - 1]).powi(3) + x[0],
    ]
}

fn field_of<S: Scalar>(i: usize, x: &[S]) -> S {
    field(x)[i]
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn a_curve_is_its_values_one_by_one(t in prop::sample::select(vec![-1.5, -0.0, 0.0, 0.5, 0.7, 1.0, 2.0, 3.0])) {
        let [y, v, a, j] = Derivative::vector(curve).up_to_third(t);
        prop_assert_eq!(Derivative::vector(curve).at(t).map(f64::to_bits), v.map(f64::to_bits));
        prop_assert_eq!(Derivative::vector(curve).second(t).map(f64::to_bits), a.map(f64::to_bits));
        prop_assert_eq!(Derivative::vector(curve).third(t).map(f64::to_bits), j.map(f64::to_bits));
        let (value, velocity) = Derivative::vector(curve).value_and_derivative(t);
        prop_assert_eq!(value.map(f64::to_bits), y.map(f64::to_bits));
        prop_assert_eq!(velocity.map(f64::to_bits), v.map(f64::to_bits));
        for i in 0..6 {
            let alone = Derivative::new(|t| curve(t)[i]).up_to_third(t);
            for (found, expected) in [y[i], v[i], a[i], j[i]].iter().zip(alone) {
                prop_assert!(same(*found, expected), "value {} at {}: {} and {}", i, t, found, expected);
            }
        }
    }

    #[test]
    fn a_tensor_is_its_values_one_by_one(
        n in 1usize..16,
        numbers in prop::collection::vec(prop::sample::select(vec![-1.0, 0.0, 0.3, 1.0]), 16),
    ) {
        let x = numbers[..n].to_vec();
        let (values, jacobian, hessians) = Hessian::vector(field).value_jacobian_hessians(&x);
        prop_assert_eq!(hessians.len(), 3);
        let of_jacobian: DMatrix<f64> = Jacobian::new(field).at(&x);
        for (i, hessian) in hessians.iter().enumerate() {
            let (value, gradient, alone) =
                Hessian::new(|x| field_of(i, x)).value_gradient_hessian(&x);
            prop_assert_eq!(value, values[i]);
            prop_assert_eq!(hessian, &alone);
            for j in 0..n {
                prop_assert_eq!(gradient[j], jacobian[(i, j)]);
                prop_assert!((of_jacobian[(i, j)] - jacobian[(i, j)]).abs() < 1e-12);
            }
        }
        prop_assert_eq!(Hessian::vector(field).at(&x), hessians);
    }
}

#[test]
fn a_curve_comes_in_its_own_container() {
    let [a, b]: [f64; 2] = Derivative::vector(|t| [t, t * t]).at(3.0);
    assert_eq!((a, b), (1.0, 6.0));
    let v: Vec<f64> = Derivative::vector(|t| vec![t, t * t]).second(3.0);
    assert_eq!(v, [0.0, 2.0]);
    let v: Vector2<f64> = Derivative::vector(|t| Vector2::new(t, t * t)).at(3.0);
    assert_eq!(v, Vector2::new(1.0, 6.0));
    let v: DVector<f64> = Derivative::vector(|t| DVector::from_vec(vec![t, t * t])).third(3.0);
    assert_eq!(v.as_slice(), [0.0, 0.0]);
    let v: Array1<f64> = Derivative::vector(|t| array![t, t * t]).at(3.0);
    assert_eq!(v, array![1.0, 6.0]);
    let none: Vec<f64> = Derivative::vector(|t| if t > 0.0 { Vec::new() } else { vec![t] }).at(3.0);
    assert!(none.is_empty());
    let single: [f32; 1] = Derivative::vector(|t| [t * t]).at(3.0_f32);
    assert_eq!(single, [6.0]);
}

#[test]
fn tensors_in_their_containers() {
    let square: Vec<SMatrix<f64, 1, 1>> = Hessian::vector(|x| [x[0] * x[0]]).at(&[3.0]);
    assert_eq!(square, [matrix![2.0]]);
    let square: Vec<DMatrix<f64>> = Hessian::vector(|x| vec![x[0] * x[0]]).at(&vec![3.0]);
    assert_eq!(square, [dmatrix![2.0]]);
    let square = Hessian::vector(|x| array![x[0] * x[0]]).at(&array![3.0]);
    assert_eq!(square, [array![[2.0]]]);
    let none: Vec<f64> = Vec::new();
    let of_none = Hessian::vector(|_| [1.0.into(), 2.0.into()]).at(&none);
    assert_eq!(of_none, vec![DMatrix::zeros(0, 0); 2]);
}

#[test]
fn inside_other_derivatives() {
    // d/da of the acceleration of (cos at, sin at) at t = 0: (-2a, 0)
    let outer = Jacobian::new(|a| {
        Derivative::vector(|t| [(t * t.lift(a[0])).cos(), (t * t.lift(a[0])).sin()])
            .second(a[0].lift(0.0))
    });
    assert_eq!(outer.at(&[3.0]), matrix![-6.0; 0.0]);
    let confused = || {
        Derivative::vector(|x| {
            let inner = Derivative::vector(|y| [x * y]).at(1.0);
            [x * inner[0]]
        })
        .at(3.0)
    };
    assert!(message_of(confused).contains("perturbation confusion"));
    let outer = Derivative::new(|a| {
        let h = Hessian::vector(|x| [x[0].lift(a) * x[0] * x[0], x[0].lift(a * a) * x[0] * x[1]]);
        let h = h.at(&[a.lift(1.0), a.lift(2.0)]);
        h[0][(0, 0)] + h[1][(1, 0)]
    });
    assert_eq!(outer.at(3.0), 8.0);
}

#[test]
fn failures_are_handed_on() {
    let curve = Derivative::try_vector(|t| {
        if t > 0.0 {
            Ok([t.ln()])
        } else {
            Err("too early")
        }
    });
    assert_eq!(
        (curve.second(0.5), curve.second(-0.5)),
        (Ok([-4.0]), Err("too early"))
    );
    let field = Hessian::try_vector(|x| {
        if x[0] > 0.0 {
            Ok([x[0].ln()])
        } else {
            Err("no")
        }
    });
    assert_eq!(field.at(&[0.5]), Ok(vec![matrix![-4.0]]));
    assert_eq!(field.at(&[-0.5]), Err("no"));
}

#[test]
fn a_length_that_changes_is_refused() {
    let changing = std::cell::Cell::new(0);
    let f = Hessian::vector(|x| {
        changing.set(changing.get() + 1);
        vec![x[0]; changing.get()]
    });
    let message = message_of(|| f.at(&vec![1.0; 3]));
    assert!(message.contains("values"), "{message}");
}
