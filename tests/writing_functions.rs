//! Jacobians of functions that write their values into a slice: every method of every kind, what is left
//! unwritten, failures, and storing the operator.

use nalgebra::{DMatrix, DVector, dmatrix, vector};
use ndarray::{Array1, Array2, array};
use partials::exact::Exact;
use partials::operator::Writing;
use partials::{Dual, FiniteDifference, Gradient, Jacobian, Scalar, Status};

#[allow(dead_code)] // Other files have the other scenarios.
mod common;
use common::panics::message_of;
use common::scenarios::{Cubic, Long, Refused, Scenario};

/// The values of a scenario's field, written.
fn write<P: Scenario<N>, const N: usize, S: Scalar>(x: &[S], out: &mut [S]) {
    out.copy_from_slice(&P::field(x));
}

fn same<const N: usize>(matrix: &DMatrix<f64>, expected: &[[f64; N]; N]) {
    assert_eq!(*matrix, DMatrix::from_fn(N, N, |i, j| expected[i][j]));
}

macro_rules! every_method {
    ($($new_into:ident)*) => {$({
        fn check<P: Scenario<N>, const N: usize>() {
            let f = Jacobian::$new_into(N, write::<P, N, _>);
            let x = P::POINT;
            let v: [f64; N] = std::array::from_fn(|i| i as f64 - 2.0);
            same(&f.at(&x), &P::HESSIAN);
            let (values, j) = f.value_and_jacobian(&x);
            assert_eq!(values, P::GRADIENT);
            same(&j, &P::HESSIAN);
            let mut j = DMatrix::repeat(N, N, f64::NAN);
            assert_eq!(f.at_into(&x, &mut f.workspace(N), &mut j), P::GRADIENT);
            same(&j, &P::HESSIAN);
            let along = P::HESSIAN.map(|row| row.iter().zip(&v).map(|(h, v)| h * v).sum::<f64>());
            assert_eq!(f.jvp(&x, &v), along);
            // The matrix is symmetric.
            assert_eq!(f.vjp(&x, &v), along);
            let trace: f64 = (0..N).map(|i| P::HESSIAN[i][i]).sum();
            assert_eq!(f.divergence(&x), trace);
            if N == 3 {
                assert_eq!(f.curl(&x), [0.0; 3]);
            }
            let report = f.check(&x);
            assert!(report.passed(), "{report}");
        }
        check::<Cubic, 3>();
        check::<Long, 11>();
    })*};
}

#[test]
fn every_method_of_every_exact_kind() {
    every_method!(new_into reverse_into);
    #[cfg(feature = "compiled")]
    every_method!(compiled_into);
}

#[test]
fn every_method_of_the_numerical_kind() {
    let f = Jacobian::numeric_into(3, write::<Cubic, 3, _>);
    let expected = DMatrix::from_fn(3, 3, |i, j| Cubic::HESSIAN[i][j]);
    let found = f.estimate(&Cubic::POINT);
    assert!((&found.value - &expected).abs() <= found.error);
    assert!(found.error.max() < 1e-9, "{}", found.error);
    let (values, j) = f.value_and_jacobian(&Cubic::POINT);
    assert_eq!(values, Cubic::GRADIENT);
    assert!((j - &expected).abs().max() < 1e-9);
    let mut j = DMatrix::zeros(3, 3);
    f.at_into(&Cubic::POINT, &mut f.workspace(3), &mut j);
    assert!((j - &expected).abs().max() < 1e-9);
    let hand = |_: &[f64]| Cubic::HESSIAN;
    let report = f.check_against(hand, &Cubic::POINT);
    assert!(report.passed(), "{report}");

    let fast = f.clone().with(FiniteDifference::fast()).at(&Cubic::POINT);
    assert!((fast - &expected).abs().max() < 1e-5);
    #[cfg(feature = "rayon")]
    assert_eq!(f.clone().parallel().at(&Cubic::POINT), f.at(&Cubic::POINT));
}

/// A wrong matrix by hand is found, so that the checks above are not empty.
#[test]
fn a_wrong_hand_matrix_is_found() {
    let mut wrong = Cubic::HESSIAN;
    wrong[1][2] += 1e-3;
    let f = Jacobian::new_into(3, write::<Cubic, 3, _>);
    assert!(!f.check_against(|_| wrong, &Cubic::POINT).passed());
    let f = Jacobian::numeric_into(3, write::<Cubic, 3, _>);
    assert!(!f.check_against(|_| wrong, &Cubic::POINT).passed());
}

/// Nothing is annotated, constants are `into()`, and the container of the point is that of the answer.
#[test]
fn closures_need_no_annotation() {
    macro_rules! kinds {
        ($($new_into:ident)*) => {$({
            let rate = 3.0;
            let f = Jacobian::$new_into(3, |x, out| {
                out[0] = rate * x[0] * x[1];
                out[1] = x[0].sin();
                out[2] = 1.0.into();
                out[0] += x[1];
            });
            let expected = dmatrix![6.0, 1.0; 1.0, 0.0; 0.0, 0.0];
            assert_eq!(f.at(&[0.0, 2.0]), expected);
            assert_eq!(f.at(&vec![0.0, 2.0]), expected);
            assert_eq!(f.at(&vector![0.0, 2.0]), expected);
            assert_eq!(f.at(&DVector::from_vec(vec![0.0, 2.0])), expected);
            let j: Array2<f64> = f.at(&array![0.0, 2.0]);
            assert_eq!(j, array![[6.0, 1.0], [1.0, 0.0], [0.0, 0.0]]);
            let g: Array1<f64> = f.vjp(&array![0.0, 2.0], &[1.0, 1.0, 1.0]);
            assert_eq!(g, array![7.0, 1.0]);
        })*};
    }
    kinds!(new_into reverse_into);
    #[cfg(feature = "compiled")]
    kinds!(compiled_into);

    let f = Jacobian::numeric_into(2, |x, out| {
        out[0] = x[0] * x[1];
        out[1] = 1.0;
    });
    let j = f.at(&[3.0, 2.0]);
    assert!((j - dmatrix![2.0, 3.0; 0.0, 0.0]).abs().max() < 1e-12);
    // Points of other numbers: single precision, and inside another derivative.
    let f = Jacobian::new_into(1, |x, out| out[0] = x[0] * x[0]);
    assert_eq!(f.at(&[3.0f32])[(0, 0)], 6.0f32);
    let outer = Gradient::new(|x| {
        let inner = Jacobian::new_into(1, |y, out| out[0] = y[0].powi(3));
        inner.at(&[x[0]])[(0, 0)]
    });
    assert_eq!(outer.at(&[2.0]), [12.0]);
}

#[test]
fn what_is_left_unwritten_is_nan() {
    macro_rules! kinds {
        ($($new_into:ident)*) => {$({
            let f = Jacobian::$new_into(3, |x, out| {
                out[0] = x[0] * x[1];
                out[2] = x[1];
            });
            let (values, j) = f.value_and_jacobian(&[2.0f64, 3.0]);
            assert_eq!((values[0], values[2]), (6.0, 3.0));
            assert!(values[1].is_nan());
            assert_eq!(j.row(0), dmatrix![3.0, 2.0].row(0));
            assert!(j.row(1).iter().all(|d| d.is_nan()), "{j}");
            assert_eq!(j.row(2), dmatrix![0.0, 1.0].row(0));
            assert!(f.jvp(&[2.0f64, 3.0], &[1.0, 1.0])[1].is_nan());
            assert!(f.vjp(&[2.0f64, 3.0], &[1.0, 1.0, 1.0])[0].is_nan());
            // Adding to what was never written is no way to a number either.
            let f = Jacobian::$new_into(1, |x, out| out[0] += x[0]);
            assert!(f.at(&[2.0f64])[(0, 0)].is_nan());
            let f = Jacobian::$new_into(1, |_, _| {});
            assert!(!f.check(&[2.0f64]).passed());
        })*};
    }
    kinds!(new_into reverse_into);
    #[cfg(feature = "compiled")]
    kinds!(compiled_into);

    let f = Jacobian::numeric_into(2, |x, out| out[0] = x[0]);
    let found = f.estimate(&[2.0f64]);
    assert!(found.value[(1, 0)].is_nan());
    assert_eq!(found.status[(0, 0)], Status::Converged);
    assert_eq!(found.status[(1, 0)], Status::NotFinite);
}

#[test]
fn writing_past_the_values_panics() {
    macro_rules! kinds {
        ($($new_into:ident)*) => {$(
            let f = Jacobian::$new_into(1, |x, out| out[1] = x[0]);
            let message = message_of(|| f.at(&[1.0]));
            assert!(message.contains("index out of bounds"), "{message}");
        )*};
    }
    kinds!(new_into reverse_into numeric_into);
    #[cfg(feature = "compiled")]
    kinds!(compiled_into);
}

#[test]
fn failures_are_what_every_method_returns() {
    macro_rules! kinds {
        ($($try_new_into:ident)*) => {$({
            let f = Jacobian::$try_new_into(1, |x, out| {
                if x[0] > 0.0 {
                    out[0] = x[0] * x[0];
                    Ok(())
                } else {
                    Err(Refused)
                }
            });
            let j = f.at(&[3.0f64]).map(|j| j[(0, 0)]);
            assert!((j.clone().unwrap_or(0.0) - 6.0).abs() < 1e-9, "{j:?}");
            assert_eq!(f.at(&[-3.0]).map(|_| ()), Err(Refused));
            assert_eq!(f.value_and_jacobian(&[-3.0]).map(|_| ()), Err(Refused));
            let (mut j, mut workspace) = (DMatrix::zeros(1, 1), f.workspace(1));
            let failed = f.at_into(&[-3.0], &mut workspace, &mut j);
            assert_eq!(failed, Err(Refused));
        })*};
    }
    kinds!(try_new_into try_reverse_into try_numeric_into);
    #[cfg(feature = "compiled")]
    kinds!(try_compiled_into);
}

/// No values, and no variables.
#[test]
fn empty_shapes() {
    macro_rules! kinds {
        ($($new_into:ident)*) => {$(
            let f = Jacobian::$new_into(0, |_, out| assert!(out.is_empty()));
            assert_eq!(f.at(&[1.0, 2.0]).shape(), (0, 2));
            let f = Jacobian::$new_into(2, |_, out| out.fill(1.0.into()));
            let none: [f64; 0] = [];
            let (values, j) = f.value_and_jacobian(&none[..]);
            assert_eq!((values, j.shape()), (vec![1.0, 1.0], (2, 0)));
        )*};
    }
    kinds!(new_into reverse_into numeric_into);
    #[cfg(feature = "compiled")]
    kinds!(compiled_into);
}

/// The type of the function has a name, so that a struct without parameters can hold the operator.
#[test]
fn the_operator_can_be_stored() {
    type Function = fn(&[Dual], &mut [Dual]);
    #[derive(Clone)]
    struct System {
        jacobian: Jacobian<Writing<Function>, Exact<f64>>,
    }
    let f: Function = |x, out| out[0] = x[0] * x[0];
    let system = System {
        jacobian: Jacobian::new_into(1, f),
    };
    assert_eq!(system.clone().jacobian.at(&[2.0])[(0, 0)], 4.0);
}

/// The compiled closure is not called again, and its settings and reports are there.
#[cfg(feature = "compiled")]
#[test]
fn the_methods_of_the_compiled_kind() {
    let calls = std::cell::Cell::new(0);
    let f = Jacobian::compiled_into(2, |x, out| {
        calls.set(calls.get() + 1);
        out[0] = x[0] * x[1];
        out[1] = x[1];
    });
    assert_eq!(f.compile_for(&[1.0, 2.0]), Ok(()));
    let traced = calls.get();
    for k in 0..10 {
        assert_eq!(f.at(&[f64::from(k), 2.0])[(0, 1)], f64::from(k));
    }
    assert_eq!(calls.get(), traced);
    assert_eq!(f.pattern(&[1.0, 2.0]).unwrap(), [(0, 0), (0, 1), (1, 1)]);
    assert_eq!(f.statistics().traced, 1);
    let j = f.at_rows(&array![[1.0, 2.0], [3.0, 4.0]]);
    assert_eq!((j[[1, 0, 0]], j[[1, 1, 1]]), (4.0, 1.0));
}
