//! Matrices as points: every container through every operator, the order of the entries, and directions of
//! another shape or order.

use nalgebra::{DMatrix, DMatrixView, Matrix2x3, Matrix2xX, MatrixXx3, SMatrix, dmatrix, matrix};
use ndarray::{Array2, Array3, ArrayView2, Axis, Ix2, array, s};
use partials::scalar::Real;
use partials::{Dual, Gradient, Hessian, Jacobian, Point, Scalar, Status};

#[allow(dead_code)] // Other files have the other scenarios.
mod common;
#[path = "common/exact.rs"]
mod exact;
use common::panics::message_of;
use common::scenarios::{Refused, Scenario};
use exact::{Kinds, OfAnyNumber, OfFloats, numbers};

/// `Σ (i + 1) xᵢ² + x₀ x₅` at (1, ..., 6): every entry counts differently, so that an order that is
/// mistaken shows.
struct Six;
impl Scenario<6> for Six {
    const POINT: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    const VALUE: f64 = 441.0 + 6.0;
    const GRADIENT: [f64; 6] = [8.0, 8.0, 18.0, 32.0, 50.0, 73.0];
    const HESSIAN: [[f64; 6]; 6] = {
        let mut h = [[0.0; 6]; 6];
        let mut i = 0;
        while i < 6 {
            h[i][i] = 2.0 * (i as f64 + 1.0);
            i += 1;
        }
        h[0][5] = 1.0;
        h[5][0] = 1.0;
        h
    };

    fn function<S: Scalar>(x: &[S]) -> S {
        let squares = |(i, x): (usize, &S)| (i as f64 + 1.0) * x * x;
        x.iter().enumerate().map(squares).sum::<S>() + x[0] * x[5]
    }
    fn field<S: Scalar>(x: &[S]) -> [S; 6] {
        let mut field: [S; 6] = std::array::from_fn(|i| 2.0 * (i as f64 + 1.0) * x[i]);
        field[0] += x[5];
        field[5] += x[0];
        field
    }
}

/// Column by column for nalgebra and faer, row by row for ndarray.
fn every_container<T: Real + nalgebra::RealField, K: Kinds<T>>() {
    let point = Six::POINT.map(T::of);
    fn by_columns<M: std::ops::Index<(usize, usize), Output = T>, T: Copy>(m: M) -> Vec<T> {
        (0..3).flat_map(|j| [m[(0, j)], m[(1, j)]]).collect()
    }

    let fixed = Matrix2x3::from_column_slice(&point);
    K::every_operator::<Six, 6, _>(&fixed, |g: Matrix2x3<T>| by_columns(g));
    let dynamic = DMatrix::from_column_slice(2, 3, &point);
    K::every_operator::<Six, 6, _>(&dynamic, |g: DMatrix<T>| by_columns(g));
    let wide = Matrix2xX::from_column_slice(&point);
    K::every_operator::<Six, 6, _>(&wide, |g: Matrix2xX<T>| by_columns(g));
    let tall = MatrixXx3::from_column_slice(&point);
    K::every_operator::<Six, 6, _>(&tall, |g: MatrixXx3<T>| by_columns(g));
    // Parts of a larger matrix, and every second row and column of it.
    let mut frame = DMatrix::repeat(5, 7, T::of(99.0));
    frame.view_mut((1, 2), (2, 3)).copy_from(&dynamic);
    K::every_operator::<Six, 6, _>(&frame.view((1, 2), (2, 3)), |g: DMatrix<T>| by_columns(g));
    let part = frame.fixed_view::<2, 3>(1, 2);
    K::every_operator::<Six, 6, _>(&part, |g: Matrix2x3<T>| by_columns(g));
    let mut frame = DMatrix::repeat(4, 6, T::of(99.0));
    frame
        .view_with_steps_mut((0, 0), (2, 3), (1, 1))
        .copy_from(&dynamic);
    let steps = frame.view_with_steps((0, 0), (2, 3), (1, 1));
    K::every_operator::<Six, 6, _>(&steps, |g: DMatrix<T>| by_columns(g));

    let by_rows = |g: Array2<T>| g.iter().copied().collect::<Vec<_>>();
    let owned = Array2::from_shape_vec((2, 3), point.to_vec()).unwrap();
    K::every_operator::<Six, 6, _>(&owned, by_rows);
    K::every_operator::<Six, 6, _>(&owned.view(), by_rows);
    // In memory column by column, backwards, and with gaps: the logical order is what counts.
    let fortran = owned.t().as_standard_layout().into_owned().reversed_axes();
    assert!(fortran.as_slice().is_none());
    K::every_operator::<Six, 6, _>(&fortran, by_rows);
    let mut reversed = owned.clone();
    reversed.invert_axis(Axis(0));
    let backwards = reversed.as_standard_layout().into_owned();
    K::every_operator::<Six, 6, _>(&backwards.slice(s![..;-1, ..]), by_rows);
    let mut frame = Array2::from_elem((4, 7), T::of(99.0));
    frame.slice_mut(s![..;2, 1..;2]).assign(&owned);
    K::every_operator::<Six, 6, _>(&frame.slice(s![..;2, 1..;2]), by_rows);
    K::every_operator::<Six, 6, _>(&owned.to_shared(), by_rows);
    let three = Array3::from_shape_vec((1, 3, 2), point.to_vec()).unwrap();
    K::every_operator::<Six, 6, _>(&three, |g: Array3<T>| {
        assert_eq!(g.dim(), (1, 3, 2));
        g.iter().copied().collect()
    });
    K::every_operator::<Six, 6, _>(&three.clone().into_dyn(), |g: ndarray::ArrayD<T>| {
        g.iter().copied().collect()
    });

    #[cfg(feature = "faer")]
    {
        let of = |g: faer::Mat<T>| by_columns(g);
        let owned = faer::Mat::from_fn(2, 3, |i, j| point[i + 2 * j]);
        K::every_operator::<Six, 6, _>(&owned, of);
        K::every_operator::<Six, 6, _>(&owned.as_ref(), of);
        let turned = faer::Mat::from_fn(3, 2, |i, j| point[j + 2 * i]);
        K::every_operator::<Six, 6, _>(&turned.transpose(), of);
        let column = faer::Col::from_fn(6, |i| point[i]);
        K::every_operator::<Six, 6, _>(&column.as_ref(), |g: faer::Col<T>| {
            g.iter().copied().collect()
        });
    }
}

#[test]
fn every_container_through_every_operator() {
    every_container::<f64, OfAnyNumber>();
    every_container::<f64, OfFloats>();
    every_container::<f32, OfAnyNumber>();
    every_container::<Dual<f64, 1>, OfAnyNumber>();
}

/// All sizes that are named: the gradient of `Σ k xₖ` counts the entries in their order.
#[test]
fn static_matrices_of_every_size() {
    fn counted<X: Point<Scalar = f64>>(x: &X) -> X::Gradient {
        Gradient::new(|x| (1..).zip(x).map(|(k, x)| f64::from(k) * x).sum()).at(x)
    }
    macro_rules! sizes {
        ($($r:literal: $($c:literal)*),*) => {$($({
            let g = counted(&SMatrix::<f64, $r, $c>::zeros());
            assert_eq!(g, SMatrix::<f64, $r, $c>::from_fn(|i, j| (1 + i + j * $r) as f64));
            let h: SMatrix<f64, { $r * $c }, { $r * $c }> =
                Hessian::new(|x| x.iter().map(|x| x * x).sum()).at(&g);
            assert_eq!(h, DMatrix::identity($r * $c, $r * $c) * 2.0);
        })*)*};
    }
    sizes!(2: 2 3 4 5 6, 3: 2 3 4 5 6, 4: 2 3 4 5 6, 5: 2 3 4 5 6, 6: 2 3 4 5 6);
    // A larger one is taken as a view.
    let large = SMatrix::<f64, 8, 3>::repeat(1.0);
    let g: DMatrix<f64> = counted(&large.view((0, 0), (8, 3)));
    assert_eq!(g[(7, 2)], 24.0);
}

/// A single row or column is a matrix where its type says so, and a vector otherwise.
#[test]
fn matrices_of_one_row_or_column() {
    let square = |x: &[Dual]| x.iter().map(|x| x * x).sum::<Dual>();
    let column: DMatrix<f64> = Gradient::new(square).at(&dmatrix![1.0; 2.0]);
    assert_eq!(column, dmatrix![2.0; 4.0]);
    let row: DMatrix<f64> = Gradient::new(square).at(&DMatrix::from_row_slice(1, 2, &[1.0, 2.0]));
    assert_eq!(row, dmatrix![2.0, 4.0]);
    let row: Array2<f64> = Gradient::new(square).at(&array![[1.0, 2.0]]);
    assert_eq!(row, array![[2.0, 4.0]]);
    let none: Array2<f64> = Gradient::new(square).at(&Array2::zeros((0, 3)));
    assert_eq!(none.dim(), (0, 3));
    let none: DMatrix<f64> = Gradient::new(square).at(&DMatrix::zeros(0, 3));
    assert_eq!(none.shape(), (0, 3));
}

/// The loss of a linear layer, `|W v - y|²/2`, has the gradient `(W v - y) vᵀ`, by every kind, with the
/// slice seen as a matrix again.
#[test]
fn the_slice_is_seen_as_a_matrix_again() {
    let (v, y) = ([1.0, 2.0, 3.0], [0.5, -1.0]);
    let rest = [1.0 - 0.5, 5.0 + 1.0];
    let expected = DMatrix::from_fn(2, 3, |i, j| rest[i] * v[j]);
    let w = dmatrix![1.0, 0.0, 0.0; 0.0, 1.0, 1.0];
    fn of_nalgebra<S: Scalar + nalgebra::RealField>(w: &[S], v: &[f64; 3], y: &[f64; 2]) -> S {
        let v = nalgebra::Vector3::from(v.map(S::from));
        let y = nalgebra::Vector2::from(y.map(S::from));
        let r = DMatrixView::from_slice(w, 2, 3) * v - y;
        r.dot(&r) * S::from(0.5)
    }
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let g: DMatrix<f64> = Gradient::$new(|w| of_nalgebra(w, &v, &y)).at(&w);
            assert!((g - &expected).abs().max() < 1e-12);
            // The same by rows.
            let f = Gradient::$new(|w| {
                let w = ArrayView2::from_shape((2, 3), w).unwrap();
                let r = [0, 1].map(|i| w[[i, 0]] + w[[i, 1]] * v[1] + w[[i, 2]] * v[2] - y[i]);
                (r[0] * r[0] + r[1] * r[1]) * 0.5
            });
            let g: Array2<f64> = f.at(&array![[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]);
            let same = g.indexed_iter().all(|(at, g)| (g - expected[at]).abs() < 1e-12);
            assert!(same, "{g}");
        )*};
    }
    kinds!(new reverse numeric);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

#[test]
fn estimates_have_the_shape_of_the_point() {
    let f = Gradient::numeric(Six::function);
    let x = Array2::from_shape_vec((2, 3), Six::POINT.to_vec()).unwrap();
    let found = f.estimate(&x);
    let expected = Array2::from_shape_vec((2, 3), Six::GRADIENT.to_vec()).unwrap();
    assert!(
        (&found.value - &expected)
            .iter()
            .zip(&found.error)
            .all(|(d, e)| d.abs() <= *e)
    );
    assert_eq!((found.value.dim(), found.error.dim()), ((2, 3), (2, 3)));
    assert_eq!(found.status, [Status::Converged; 6]);
    let j = Jacobian::numeric(|x| [x[0] * x[3], x[5]]).at(&matrix![1.0, 2.0; 3.0, 4.0; 5.0, 6.0]);
    let _: SMatrix<f64, 2, 6> = j;
    assert!((j[(0, 3)] - 1.0).abs() < 1e-12 && (j[(1, 5)] - 1.0).abs() < 1e-12);
    let report = Gradient::new(Six::function).check_against(|_| Six::GRADIENT, &x);
    assert!(report.passed(), "{report}");
}

/// Neither another shape of as many entries, nor the same shape in another order, is taken for a direction.
#[test]
fn directions_of_another_arrangement_are_refused() {
    let x = DMatrix::from_column_slice(2, 3, &Six::POINT);
    let turned = DMatrix::from_column_slice(3, 2, &Six::POINT);
    let by_rows = Array2::from_shape_vec((2, 3), Six::POINT.to_vec()).unwrap();
    let f = Gradient::new(Six::function);
    assert_eq!(
        message_of(|| f.jvp(&x, &turned)),
        "the direction is a 3x2 matrix by columns, but the point is a 2x3 matrix by columns"
    );
    assert_eq!(
        message_of(|| f.jvp(&x, &by_rows)),
        "the direction is a 2x3 array by rows, but the point is a 2x3 matrix by columns"
    );
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let f = Hessian::$new(Six::function);
            assert!(message_of(|| f.hvp(&x, &turned)).contains("the direction is a 3x2"));
            assert!(message_of(|| f.hvp(&by_rows, &x)).contains("the point is a 2x3 array by rows"));
            let f = Jacobian::$new(Six::field);
            assert!(message_of(|| f.jvp(&x, &turned)).contains("the direction is a 3x2"));
            // Vectors, and a static matrix of the same shape and order, are.
            let v = Matrix2x3::from_column_slice(&Six::POINT);
            assert_eq!(f.jvp(&x, &v), f.jvp(&x, &Six::POINT));
            assert_eq!(f.jvp(&Six::POINT, &by_rows), f.jvp(&x, &x));
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

/// Failures and nested derivatives pass through matrices as through vectors.
#[test]
fn failures_and_nested_derivatives() {
    let f = Gradient::try_new(|x| {
        if x[0] > 0.0 {
            Ok(x[0] * x[3])
        } else {
            Err(Refused)
        }
    });
    assert_eq!(
        f.at(&matrix![1.0, 2.0; 3.0, 4.0]),
        Ok(matrix![4.0, 0.0; 0.0, 1.0])
    );
    assert_eq!(f.at(&matrix![-1.0, 2.0; 3.0, 4.0]), Err(Refused));
    let outer = Gradient::new(|x| {
        let m = ndarray::ArrayView::<_, Ix2>::from_shape((1, 2), x).unwrap();
        let inner = Gradient::new(|y| y[0] * y[0] * y[1]).at(&m);
        inner[[0, 0]]
    });
    assert_eq!(outer.at(&array![[2.0, 3.0]]), array![[6.0, 4.0]]);
    assert_eq!(numbers(&[outer.jvp(&[2.0, 3.0], &[1.0, 1.0])]), [10.0]);
}
