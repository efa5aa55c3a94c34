//! Every container of a point, and of a function's values, through the numerical operators.

use nalgebra::{DMatrix, DVector, RowDVector, RowVector3, SMatrix, SVector, vector};
use ndarray::{Array1, Array2, array, s};
use partials::point::Matrix;
use partials::{FiniteDifference, Gradient, Hessian, Jacobian, Point, Status};

mod common;
use common::panics::message_of;
use common::scenarios::{Cube, Cubic, Long, Refused, Scenario};

#[track_caller]
fn close(found: f64, exact: f64) {
    assert!(
        (found - exact).abs() <= 1e-8 * exact.abs().max(1.0),
        "{found}, not {exact}"
    );
}

#[track_caller]
fn close_matrix<const N: usize>(found: &impl Matrix<f64>, exact: &[[f64; N]; N]) {
    assert_eq!(found.shape(), (N, N));
    for (i, row) in exact.iter().enumerate() {
        for (j, exact) in row.iter().enumerate() {
            close(found[(i, j)], *exact);
        }
    }
}

/// Entry by entry, the truth is within the error, and the error small.
#[track_caller]
fn honest<const N: usize>(
    value: &impl Matrix<f64>,
    error: &impl Matrix<f64>,
    exact: &[[f64; N]; N],
) {
    close_matrix(value, exact);
    assert_eq!(error.shape(), (N, N));
    for (i, row) in exact.iter().enumerate() {
        for (j, exact) in row.iter().enumerate() {
            let error = error[(i, j)];
            assert!((value[(i, j)] - exact).abs() <= error && error <= 1e-8);
        }
    }
}

/// Asks every operator at `x`, a container of the scenario's point. `plain` reads the elements of
/// the container that gradients come back in.
#[track_caller]
fn every_operator<P: Scenario<N>, const N: usize, X: Point<Scalar = f64> + ?Sized>(
    x: &X,
    plain: impl Fn(X::Gradient) -> Vec<f64>,
) {
    let same = |g: X::Gradient| {
        let g = plain(g);
        assert_eq!(g.len(), N);
        g.iter()
            .zip(P::GRADIENT)
            .for_each(|(g, exact)| close(*g, exact));
        g
    };
    let f = Gradient::numeric(P::function::<f64>);
    let at = same(f.at(x));
    let (value, gradient) = f.value_and_gradient(x);
    assert_eq!((value, same(gradient)), (P::VALUE, at.clone()));
    let mut out = [f64::NAN; N];
    assert_eq!(f.at_into(x, &mut f.workspace(N), &mut out), P::VALUE);
    assert_eq!(out.to_vec(), at);
    let found = f.estimate(x);
    assert_eq!(same(found.value), at);
    for ((value, error), exact) in at.iter().zip(plain(found.error)).zip(P::GRADIENT) {
        assert!((value - exact).abs() <= error && error <= 1e-8);
    }
    assert_eq!(found.status.as_ref(), [Status::Converged; N]);

    let f = Hessian::numeric(P::function::<f64>);
    close_matrix(&f.at(x), &P::HESSIAN);
    let (value, hessian) = f.value_and_hessian(x);
    assert_eq!(value, P::VALUE);
    close_matrix(&hessian, &P::HESSIAN);
    let (value, gradient) = f.value_and_gradient(x);
    assert_eq!((value, plain(gradient)), (P::VALUE, at.clone()));
    let mut out = DMatrix::repeat(N, N, f64::NAN);
    let mut gradient = [f64::NAN; N];
    let value = f.at_into(x, &mut f.workspace(N), &mut gradient, &mut out);
    assert_eq!(value, P::VALUE);
    close_matrix(&out, &P::HESSIAN);
    assert_eq!(
        gradient,
        plain(Gradient::numeric(P::function::<f64>).at(x))[..]
    );
    let found = f.estimate(x);
    honest(&found.value, &found.error, &P::HESSIAN);
    assert_eq!(found.status.shape(), (N, N));

    let v: [f64; N] = std::array::from_fn(|i| 2.0 - i as f64);
    let along = |row: [f64; N]| row.iter().zip(&v).map(|(d, v)| d * v).sum::<f64>();
    let products = P::HESSIAN.map(along);
    let trace: f64 = (0..N).map(|i| P::HESSIAN[i][i]).sum();
    let close_all = |found: Vec<f64>, exact: [f64; N]| {
        assert_eq!(found.len(), N);
        found
            .iter()
            .zip(exact)
            .for_each(|(d, exact)| close(*d, exact));
    };
    close(
        Gradient::numeric(P::function::<f64>).jvp(x, &v),
        along(P::GRADIENT),
    );
    close_all(plain(f.hvp(x, &v)), products);
    close(f.laplacian(x), trace);

    let f = Hessian::numeric_of_gradient(P::field::<f64>);
    close_matrix(&f.at(x), &P::HESSIAN);
    let found = f.estimate(x);
    honest(&found.value, &found.error, &P::HESSIAN);

    let f = Jacobian::numeric(P::field::<f64>);
    close_matrix(&f.at(x), &P::HESSIAN);
    close_matrix(&Jacobian::numeric(P::vector::<f64>).at(x), &P::HESSIAN);
    let (values, jacobian) = f.value_and_jacobian(x);
    assert_eq!(values, P::GRADIENT);
    close_matrix(&jacobian, &P::HESSIAN);
    let mut out = DMatrix::repeat(N, N, f64::NAN);
    let values = f.at_into(x, &mut f.workspace(N), &mut out);
    assert_eq!(values, P::GRADIENT);
    close_matrix(&out, &P::HESSIAN);
    let found = f.estimate(x);
    honest(&found.value, &found.error, &P::HESSIAN);
    assert_eq!(found.status.shape(), (N, N));

    close_all(f.jvp(x, &v).to_vec(), products);
    close_all(plain(f.vjp(x, &v)), products);
    close(f.divergence(x), trace);
    if N == 3 {
        let h = P::HESSIAN;
        let curl = Jacobian::numeric(P::skewed::<f64>).curl(x);
        let exact = [0.0, h[0][2], -h[0][1]];
        curl.iter()
            .zip(exact)
            .for_each(|(d, exact)| close(*d, exact));
    }

    // The same through closures that can fail.
    let f = Gradient::try_numeric(P::function_or_not::<f64>);
    assert_eq!(f.at(x).map(&plain), Ok(at));
    let f = Hessian::try_numeric(P::function_or_not::<f64>);
    close_matrix(&f.at(x).unwrap(), &P::HESSIAN);
    let f = Jacobian::try_numeric(P::field_or_not::<f64>);
    close_matrix(&f.at(x).unwrap(), &P::HESSIAN);
    let f = Gradient::try_numeric(P::no_function::<f64>);
    assert_eq!(f.at(x).map(|_| ()), Err(Refused));
    let f = Hessian::try_numeric(P::no_function::<f64>);
    assert_eq!(f.estimate(x).map(|_| ()), Err(Refused));
    let f = Jacobian::try_numeric(P::no_field::<f64>);
    assert_eq!(f.value_and_jacobian(x).map(|_| ()), Err(Refused));
    let f = Hessian::try_numeric_of_gradient(P::no_field::<f64>);
    assert_eq!(f.at(x).map(|_| ()), Err(Refused));
}

fn every_container<P: Scenario<N>, const N: usize>() {
    let x = P::POINT;
    every_operator::<P, N, _>(&x, |g: [f64; N]| g.to_vec());
    every_operator::<P, N, _>(&x[..], |g: Vec<f64>| g);
    every_operator::<P, N, _>(&x.to_vec(), |g: Vec<f64>| g);
    every_operator::<P, N, _>(&SVector::from(x), |g: SVector<f64, N>| {
        g.as_slice().to_vec()
    });
    let column = DVector::from_column_slice(&x);
    every_operator::<P, N, _>(&column, |g: DVector<f64>| g.as_slice().to_vec());
    let row = RowDVector::from_row_slice(&x);
    every_operator::<P, N, _>(&row, |g: RowDVector<f64>| g.as_slice().to_vec());
    let matrix = DMatrix::from_fn(2, N, |i, j| if i == 0 { x[j] } else { 99.0 });
    every_operator::<P, N, _>(&matrix.row(0), |g: RowDVector<f64>| g.as_slice().to_vec());
    let owned = Array1::from_vec(x.to_vec());
    every_operator::<P, N, _>(&owned, |g: Array1<f64>| g.to_vec());
    let spread: Array1<f64> = x.iter().flat_map(|x| [*x, -7.0]).collect();
    every_operator::<P, N, _>(&spread.slice(s![..;2]), |g: Array1<f64>| g.to_vec());
    #[cfg(feature = "faer")]
    every_operator::<P, N, _>(&faer::Col::from_fn(N, |i| x[i]), |g: faer::Col<f64>| {
        g.iter().copied().collect()
    });
}

#[test]
fn one_variable() {
    every_container::<Cube, 1>();
}

#[test]
fn three_variables() {
    every_container::<Cubic, 3>();
    let row = RowVector3::from(Cubic::POINT);
    every_operator::<Cubic, 3, _>(&row, |g: RowVector3<f64>| g.as_slice().to_vec());
}

#[test]
fn eleven_variables() {
    every_container::<Long, 11>();
}

/// The matrix is static if the point and the values are.
#[test]
fn kinds_of_matrices() {
    let x = [1.0, 2.0];
    let _: SMatrix<f64, 3, 2> = Jacobian::numeric(|x| [x[0], x[1], x[0]]).at(&x);
    let _: SMatrix<f64, 2, 2> = Jacobian::numeric(|x| vector![x[0], x[1]]).at(&x);
    let _: SMatrix<f64, 2, 2> = Hessian::numeric(|x| x[0] * x[1]).at(&x);
    let _: SMatrix<f64, 2, 2> = Hessian::numeric_of_gradient(|x| x.to_vec()).at(&x);
    let j: DMatrix<f64> = Jacobian::numeric(|x| x.to_vec()).at(&x);
    assert_eq!(j.shape(), (2, 2));
    let (values, j): (_, Array2<f64>) =
        Jacobian::numeric(|x| array![x[0] * x[1]]).value_and_jacobian(&array![1.0, 2.0]);
    assert_eq!((values, j.dim()), (array![2.0], (1, 2)));
}

#[test]
fn matrices_to_write_into() {
    let (x, f) = ([2.0, 3.0], Jacobian::numeric(|x| [x[0] * x[1], x[0]]));
    let mut frame = DMatrix::repeat(4, 4, 1.0);
    f.at_into(&x, &mut f.workspace(2), &mut frame.view_mut((1, 1), (2, 2)));
    assert!((frame.sum() - 12.0 - 6.0).abs() < 1e-12);
    let mut frame = Array2::from_elem((4, 2), 1.0);
    f.at_into(&x, &mut f.workspace(2), &mut frame.slice_mut(s![..;2, ..]));
    assert!((frame.sum() - 4.0 - 6.0).abs() < 1e-12);
}

#[test]
fn no_variables_and_no_values() {
    let none: [f64; 0] = [];
    let f = Gradient::numeric(|_| 2.0);
    assert_eq!(f.value_and_gradient(&none), (2.0, []));
    assert_eq!(f.estimate(&none[..]).value, []);
    assert_eq!(
        Hessian::numeric(|_| 2.0)
            .value_and_hessian(&none[..])
            .1
            .shape(),
        (0, 0)
    );
    let f = Jacobian::numeric(|_| [2.0, 3.0]);
    assert_eq!(f.at(&none[..]).shape(), (2, 0));
    for settings in [FiniteDifference::new(), FiniteDifference::fast()] {
        let f = Jacobian::numeric(|_| Vec::<f64>::new()).with(settings);
        assert_eq!(f.at(&[1.0, 2.0]).shape(), (0, 2));
    }
}

/// One workspace serves points of any length and every operator.
#[test]
fn one_workspace_for_all() {
    let f = Gradient::numeric(|x| x.iter().map(|x| x * x).sum());
    let j = Jacobian::numeric(|x| x.iter().map(|x| x * x).collect::<Vec<_>>());
    let mut workspace = f.workspace(1);
    for n in [1, 20, 3, 9] {
        let (x, mut out) = (vec![3.0; n], vec![f64::NAN; n]);
        assert_eq!(f.at_into(&x, &mut workspace, &mut out), 9.0 * n as f64);
        assert!(out.iter().all(|g| (g - 6.0).abs() < 1e-12));
        let mut out = DMatrix::zeros(n, n);
        assert_eq!(j.at_into(&x, &mut workspace, &mut out), vec![9.0; n]);
        assert!((out.trace() - 6.0 * n as f64).abs() < 1e-12);
    }
}

/// Panics whose message has all of `parts`.
#[track_caller]
fn refused<R>(f: impl FnOnce() -> R, parts: &[&str]) {
    let message = message_of(f);
    for part in parts {
        assert!(message.contains(part), "no `{part}` in: {message}");
    }
}

#[test]
fn shapes_that_do_not_fit() {
    let x = vec![1.0, 2.0, 3.0];
    let three = "the point has length 3";
    let f = Gradient::numeric(|x| x[0]);
    let into = || f.at_into(&x, &mut f.workspace(3), &mut [0.0; 2]);
    refused(into, &["the output has length 2", three]);
    let scaled = |n: usize| FiniteDifference::new().scale(vec![1.0; n]);
    let bounded = |n: usize| FiniteDifference::new().bounds(vec![(0.0, 9.0); n]);
    for n in [2, 4] {
        let (scales, bounds) = (
            format!("the list of scales has length {n}"),
            format!("the list of bounds has length {n}"),
        );
        let f = || Gradient::numeric(|x| x[0]);
        refused(|| f().with(scaled(n)).at(&x), &[&scales, three]);
        refused(|| f().with(bounded(n)).estimate(&x), &[&bounds, three]);
        let f = || Jacobian::numeric(|x| [x[0]]);
        refused(|| f().with(scaled(n)).at(&x), &[&scales, three]);
        let f = || Hessian::numeric(|x| x[0]);
        refused(|| f().with(bounded(n)).at(&x), &[&bounds, three]);
        let f = || Hessian::numeric_of_gradient(|x| x.to_vec());
        refused(|| f().with(bounded(n)).at(&x), &[&bounds, three]);
    }
    let f = Hessian::numeric(|x| x[0]);
    let into = |gradient: usize, rows: usize| {
        let (mut gradient, mut out) = (vec![0.0; gradient], DMatrix::zeros(rows, 3));
        f.at_into(&x, &mut f.workspace(3), &mut gradient, &mut out)
    };
    refused(
        || into(3, 2),
        &["the output has shape 2x3", "the Hessian has shape 3x3"],
    );
    refused(|| into(2, 3), &["the gradient has length 2"]);
    let f = Jacobian::numeric(|x| [x[0], x[1]]);
    let into = || f.at_into(&x, &mut f.workspace(3), &mut DMatrix::zeros(3, 2));
    refused(
        into,
        &["the output has shape 3x2", "the Jacobian has shape 2x3"],
    );
    let f = Hessian::numeric_of_gradient(|x| [x[0], x[1]]);
    refused(|| f.at(&x), &["takes 3 variables", "returns 2 values"]);
    let calls = std::cell::Cell::new(0);
    let f = Jacobian::numeric(|x| {
        calls.set(calls.get() + 1);
        vec![x[0]; if calls.get() < 3 { 4 } else { 6 }]
    });
    refused(|| f.at(&x), &["returned 4 values, then 6 values"]);
}

#[test]
fn points_outside_their_bounds() {
    let settings = || FiniteDifference::new().bounds([(0.0, 1.0), (0.0, 1.0)]);
    let f = |_: &[f64]| -> f64 { unreachable!("evaluated outside the bounds") };
    let parts = [
        "coordinate 1 of the point is 5",
        "outside its bounds 0 to 1",
    ];
    refused(
        || Gradient::numeric(f).with(settings()).at(&[0.5, 5.0]),
        &parts,
    );
    refused(
        || Hessian::numeric(f).with(settings()).at(&[0.5, 5.0]),
        &parts,
    );
    let f = Jacobian::numeric(|_| -> [f64; 1] { unreachable!("evaluated outside the bounds") });
    refused(|| f.with(settings()).at(&[0.5, 5.0]), &parts);
}

#[test]
fn operators_whose_closure_can_fail_are_cloned() {
    let positive = |x: &[f64]| {
        if x[0] > 0.0 {
            Ok(x[0] * x[1])
        } else {
            Err(String::new())
        }
    };
    let f = Gradient::try_numeric(positive);
    assert_eq!(f.clone().at(&[2.0, 3.0]), Ok([3.0, 2.0]));
    assert_eq!(
        Hessian::try_numeric(positive).clone().at(&[-2.0, 3.0]),
        Err(String::new())
    );
}
