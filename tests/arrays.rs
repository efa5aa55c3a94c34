//! Operators on closures that take their variables as an array: the same derivatives as by `new`, on
//! numbers with as many lanes as there are variables.

use nalgebra::{DMatrix, DVector, SVector, matrix};
use partials::{Dual, Gradient, Hessian, Scalar};

#[path = "common/panics.rs"]
mod panics;

use panics::message_of;

/// Smooth functions, kinks, functions that are smooth though their pieces are not, singular points.
const FUNCTIONS: usize = 16;

fn function<S: Scalar>(which: usize, x: &[S]) -> S {
    let (a, b, c) = (x[0], x[1], x[2]);
    match which {
        0 => (1.0 - a).powi(2) + 100.0 * (b - a * a).powi(2) + c,
        1 => (a * b).sin() / (1.0 + c * c) + (b - c).exp(),
        2 => a.max(b) * c + a.min(b) * c,
        3 => a.max(0.0).powi(2) + b.abs() * b + c,
        4 => (a * a + b * b + c * c).sqrt(),
        5 => a.hypot(b).powi(2) + c,
        6 => a.cbrt() + b * c,
        7 => (a * a * a).cbrt() + b,
        8 => (-1.0 / (a * a + b * b)).exp() + c * a,
        9 => a.abs() + b.abs() * c,
        10 => (a - b).abs() + (b - c).max(0.0),
        11 => a.powd(b) + c.ln_1p(),
        12 => 1.0 / a + b * c,
        13 => a.copysign(b) + c,
        14 => a.xlogy(b) + b.xlogy(c),
        _ => c,
    }
}

const POINTS: [[f64; 3]; 7] = [
    [0.7, 1.9, -0.4],
    [0.0, 0.0, 0.0],
    [1.0, 1.0, 1.0],
    [0.0, 1.0, 2.0],
    [-1.0, 0.0, 0.5],
    [2.0, -0.0, 0.0],
    [1e200, 1e-200, 3.0],
];

fn same(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

#[test]
fn gradients_are_those_of_new() {
    for which in 0..FUNCTIONS {
        for x in POINTS {
            let array = Gradient::array(|x: &[_; 3]| function(which, x)).value_and_gradient(&x);
            let new = Gradient::new(|x| function(which, x)).value_and_gradient(&x);
            let agree = array.1.iter().zip(&new.1).all(|(a, b)| same(*a, *b));
            assert!(
                same(array.0, new.0) && agree,
                "{which} at {x:?}: {array:?} {new:?}"
            );
        }
    }
}

#[test]
fn hessians_are_those_of_new() {
    for which in 0..FUNCTIONS {
        for x in POINTS {
            let array = Hessian::array(|x: &[_; 3]| function(which, x)).value_gradient_hessian(&x);
            let new = Hessian::new(|x| function(which, x)).value_gradient_hessian(&x);
            let agree = array.1.iter().zip(&new.1).all(|(a, b)| same(*a, *b))
                && array.2.iter().zip(&new.2).all(|(a, b)| same(*a, *b));
            assert!(
                same(array.0, new.0) && agree,
                "{which} at {x:?}: {array:?} {new:?}"
            );
        }
    }
}

#[test]
fn every_method_is_there() {
    let f = Gradient::array(|[x, y]| x * x * y);
    assert_eq!(f.at(&[2.0, 3.0]), [12.0, 4.0]);
    assert_eq!(f.jvp(&[2.0, 3.0], &[1.0, -1.0]), 8.0);
    let mut out = [0.0; 2];
    assert_eq!(f.at_into(&[2.0, 3.0], &mut f.workspace(2), &mut out), 12.0);
    assert_eq!(out, [12.0, 4.0]);
    assert!(f.check(&[2.0, 3.0]).passed());

    let h = Hessian::array(|[x, y]| x * x * y);
    assert_eq!(h.at(&[2.0, 3.0]), matrix![6.0, 4.0; 4.0, 0.0]);
    assert_eq!(h.hvp(&[2.0, 3.0], &[1.0, 1.0]), [10.0, 4.0]);
    assert_eq!(h.laplacian(&[2.0, 3.0]), 6.0);
    let mut matrix = DMatrix::zeros(2, 2);
    let value = h.at_into(&[2.0, 3.0], &mut h.workspace(2), &mut out, &mut matrix);
    assert_eq!((value, out, matrix[(0, 1)]), (12.0, [12.0, 4.0], 4.0));
    assert!(h.check(&[2.0, 3.0]).passed());

    let f = Gradient::try_array(|[x]| {
        if *x > 0.0 {
            Ok(x.ln())
        } else {
            Err("not positive")
        }
    });
    assert_eq!(f.at(&[2.0]), Ok([0.5]));
    assert_eq!(f.at(&[-2.0]), Err("not positive"));
    let h = Hessian::try_array(|[x]| if *x > 0.0 { Ok(*x * *x) } else { Err(()) });
    assert_eq!(
        (h.laplacian(&[2.0]), h.laplacian(&[-2.0])),
        (Ok(2.0), Err(()))
    );

    let one = Hessian::array(|[x]| x.powi(3)).at(&[2.0]);
    assert_eq!(one, matrix![12.0]);
}

#[test]
fn points_of_every_kind_and_number_are_taken() {
    let v = Gradient::array(|[x, y]| x * y).at(&vec![2.0, 3.0]);
    assert_eq!(v, vec![3.0, 2.0]);
    let v = Gradient::array(|[x, y]| x * y).at(&SVector::from([2.0, 3.0]));
    assert_eq!(v, SVector::from([3.0, 2.0]));
    let h = Hessian::array(|[x, y]| x * y).at(&DVector::from_vec(vec![2.0, 3.0]));
    assert_eq!(h[(0, 1)], 1.0);
    assert_eq!(
        Gradient::array(|[x, y]| x * y).at(&[2.0f32, 3.0]),
        [3.0f32, 2.0]
    );
    // Derivatives of derivatives.
    let outer = Gradient::new(|x| Gradient::array(|[y, z]| y * y * z).at(&[x[0], x[1]])[0]);
    assert_eq!(outer.at(&[2.0, 3.0]), [6.0, 4.0]);
    let outer = Gradient::reverse(|x| Hessian::array(|[y]| y.powi(3)).at(&[x[0]])[(0, 0)]);
    assert_eq!(outer.at(&[2.0]), [6.0]);
    #[cfg(feature = "compiled")]
    {
        let outer = Gradient::compiled(|x| Hessian::array(|[y]| y.powi(3)).at(&[x[0]])[(0, 0)]);
        assert_eq!(outer.at(&[2.0]), [6.0]);
    }
}

#[test]
fn other_numbers_of_variables_and_confusion_are_refused() {
    let f = Gradient::array(|[x, y]| x * y);
    let said = message_of(|| f.at(&vec![1.0, 2.0, 3.0]));
    assert_eq!(
        said,
        "the array of the closure has length 2, but the point has length 3"
    );
    let confused = Gradient::array(|[x]: &[Dual<f64, 1>; 1]| {
        Gradient::array(|[y]| *y + *x).at(&[1.0])[0] * *x
    });
    assert!(message_of(|| confused.at(&[1.0])).contains("perturbation confusion"));
}
