//! Every container of a point through every operator, and the panics for shapes that do not fit.

use nalgebra::{DMatrix, DVector, RowDVector, RowVector3, SMatrix, SVector};
use ndarray::{Array1, Array2, s};
use partials::scalar::Real;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian};

mod common;
#[path = "common/exact.rs"]
mod exact;
use common::panics::message_of;
use common::scenarios::{Cube, Cubic, Long, Refused, Scenario};
use exact::{Kinds, OfAnyNumber, OfFloats, direction, every_operator, numbers, same_matrix};

/// The point of a scenario in the number type `T`.
fn point<P: Scenario<N>, const N: usize, T: Real>() -> [T; N] {
    P::POINT.map(T::of)
}

/// The same with two other numbers after each coordinate, for strided views.
fn spread<P: Scenario<N>, const N: usize, T: Real>() -> Vec<T> {
    let others = |c| [T::of(c), T::of(-7.0), T::of(99.0)];
    P::POINT.iter().flat_map(|&c| others(c)).collect()
}

/// Every container that takes any number of variables. All of them times all kinds and numbers would take minutes
/// to compile: three variables have all, the others one number and the kinds that take any.
fn every_container<P: Scenario<N>, const N: usize, T: Real + nalgebra::RealField, K: Kinds<T>>() {
    let array = point::<P, N, T>();
    let spread = spread::<P, N, T>();

    K::every_operator::<P, N, _>(&array, |g: [T; N]| g.to_vec());
    K::every_operator::<P, N, _>(&array[..], |g: Vec<T>| g);
    K::every_operator::<P, N, _>(&array.to_vec(), |g: Vec<T>| g);

    let vector = SVector::<T, N>::from(array);
    K::every_operator::<P, N, _>(&vector, |g: SVector<T, N>| g.as_slice().to_vec());
    let of_static = |g: SVector<T, N>| g.as_slice().to_vec();
    let inside = DVector::from_iterator(N + 2, spread.iter().copied().take(2).chain(array));
    K::every_operator::<P, N, _>(&inside.fixed_rows::<N>(2), of_static);
    let columns = SMatrix::<T, N, 2>::from_columns(&[SVector::zeros(), vector]);
    K::every_operator::<P, N, _>(&columns.column(1), of_static);

    let of_dynamic = |g: DVector<T>| g.as_slice().to_vec();
    K::every_operator::<P, N, _>(&DVector::from_column_slice(&array), of_dynamic);
    K::every_operator::<P, N, _>(&inside.rows(2, N), of_dynamic);
    let apart = DVector::from_column_slice(&spread);
    K::every_operator::<P, N, _>(&apart.rows_with_step(0, N, 2), of_dynamic);

    let of_row = |g: RowDVector<T>| g.as_slice().to_vec();
    K::every_operator::<P, N, _>(&RowDVector::from_row_slice(&array), of_row);
    let matrix = DMatrix::from_column_slice(3, N, &spread);
    K::every_operator::<P, N, _>(&matrix.row(0), of_row);

    let of_array = |g: Array1<T>| g.to_vec();
    let owned = Array1::from_vec(array.to_vec());
    K::every_operator::<P, N, _>(&owned, of_array);
    K::every_operator::<P, N, _>(&owned.view(), of_array);
    let spread = Array1::from_vec(spread);
    K::every_operator::<P, N, _>(&spread.slice(s![..;3]), of_array);
    let mut reversed = owned.clone();
    reversed.invert_axis(ndarray::Axis(0));
    let backwards = Array1::from_vec(reversed.to_vec());
    K::every_operator::<P, N, _>(&backwards.slice(s![..;-1]), of_array);
    let table = spread.to_shape((N, 3)).unwrap();
    K::every_operator::<P, N, _>(&table.column(0), of_array);
    K::every_operator::<P, N, _>(&owned.to_shared(), of_array);

    #[cfg(feature = "faer")]
    K::every_operator::<P, N, _>(&faer::Col::from_fn(N, |i| array[i]), |g: faer::Col<T>| {
        g.iter().copied().collect()
    });
}

#[test]
fn one_variable() {
    every_container::<Cube, 1, f64, OfAnyNumber>();
}

#[test]
fn three_variables() {
    every_container::<Cubic, 3, f64, OfAnyNumber>();
    every_container::<Cubic, 3, f64, OfFloats>();
    every_container::<Cubic, 3, f32, OfAnyNumber>();
}

#[test]
fn more_than_one_chunk() {
    every_container::<Long, 11, f64, OfAnyNumber>();
}

#[test]
fn static_row_vectors() {
    /// The sum of the squares, weighted by position, at (1, 2, ...).
    struct Squares;
    macro_rules! row {
        ($($n:literal $Row:ident)*) => {$(
            impl Scenario<$n> for Squares {
                const POINT: [f64; $n] = *first(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
                const VALUE: f64 = [5.0, 14.0, 30.0, 55.0, 91.0][$n - 2];
                const GRADIENT: [f64; $n] = *first(&[2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
                const HESSIAN: [[f64; $n]; $n] = twice_identity();
                fn function<S: partials::Scalar>(x: &[S]) -> S {
                    x.iter().map(|x| *x * *x).sum()
                }
                fn field<S: partials::Scalar>(x: &[S]) -> [S; $n] {
                    std::array::from_fn(|i| 2.0 * x[i])
                }
            }
            let row = nalgebra::$Row::from(Squares::POINT);
            every_operator::<Squares, $n, _>(&row, |g: nalgebra::$Row<f64>| g.as_slice().to_vec());
            OfFloats::every_operator::<Squares, $n, _>(&row, |g: nalgebra::$Row<f64>| {
                g.as_slice().to_vec()
            });
            let row = nalgebra::$Row::from(point::<Squares, $n, f32>());
            every_operator::<Squares, $n, _>(&row, |g: nalgebra::$Row<f32>| g.as_slice().to_vec());
        )*};
    }
    const fn first<const N: usize>(all: &[f64; 6]) -> &[f64; N] {
        all.first_chunk().unwrap()
    }
    const fn twice_identity<const N: usize>() -> [[f64; N]; N] {
        let mut h = [[0.0; N]; N];
        let mut i = 0;
        while i < N {
            h[i][i] = 2.0;
            i += 1;
        }
        h
    }
    row!(2 RowVector2 3 RowVector3 4 RowVector4 5 RowVector5 6 RowVector6);

    // A row of a static matrix is strided.
    let matrix = SMatrix::<f64, 2, 3>::from_rows(&[RowVector3::zeros(), Cubic::POINT.into()]);
    let of_row = |g: RowVector3<f64>| g.as_slice().to_vec();
    every_operator::<Cubic, 3, _>(&matrix.row(1), of_row);
    OfFloats::every_operator::<Cubic, 3, _>(&matrix.row(1), of_row);
}

/// The point is a `Dual`: all answers are, and carry the derivatives of the enclosing level.
#[test]
fn dual_points() {
    every_container::<Cubic, 3, Dual<f64, 1>, OfAnyNumber>();
    // d/dt of the gradient at the point moving along the direction: H v.
    let v = direction::<3>();
    let moving: [Dual<f64, 1>; 3] = std::array::from_fn(|i| Dual::new(Cubic::POINT[i], [v[i]]));
    let gradient = Gradient::new(Cubic::function).at(&moving);
    let along = gradient.map(|g| g.partials[0]);
    assert_eq!(along, Hessian::new(Cubic::function).hvp(&Cubic::POINT, &v));
    assert_ne!(along, [0.0; 3]);
}

/// The container a matrix comes back in follows the point and, for a Jacobian, the result.
#[test]
fn kinds_of_matrices() {
    fn kinds<T: Real + nalgebra::RealField>() {
        let array = point::<Cubic, 3, T>();
        let h = Hessian::new(Cubic::function);
        let j = Jacobian::new(|x| [x[0] * x[1], x[2]]);
        let d = Jacobian::new(|x| vec![x[0] * x[1], x[2]]);
        let vector = SVector::<T, 3>::from(array);
        let of_array: SMatrix<T, 3, 3> = h.at(&array);
        let of_vector: SMatrix<T, 3, 3> = h.at(&vector);
        let of_row: SMatrix<T, 3, 3> = h.at(&vector.transpose());
        let of_slice: DMatrix<T> = h.at(&array[..]);
        let of_dynamic: DMatrix<T> = h.at(&DVector::from_column_slice(&array));
        let of_ndarray: Array2<T> = h.at(&Array1::from_vec(array.to_vec()));
        same_matrix(&of_array, &Cubic::HESSIAN);
        assert_eq!((of_vector, of_row), (of_array, of_array));
        assert_eq!(of_slice, of_dynamic);
        same_matrix(&of_ndarray, &Cubic::HESSIAN);
        let fixed: SMatrix<T, 2, 3> = j.at(&array);
        let dynamic: DMatrix<T> = d.at(&array);
        let from_slice: DMatrix<T> = j.at(&array[..]);
        let from_ndarray: Array2<T> = j.at(&ndarray::aview1(&array));
        assert_eq!(
            fixed,
            SMatrix::<T, 2, 3>::from_row_slice(&[2.0, 1.0, 0.0, 0.0, 0.0, 1.0].map(T::of))
        );
        assert_eq!(dynamic, from_slice);
        assert_eq!(dynamic, fixed);
        assert_eq!(from_ndarray.dim(), (2, 3));
        assert_eq!(
            (from_ndarray[(0, 1)], from_ndarray[(1, 2)]),
            (T::of(1.0), T::of(1.0))
        );
        #[cfg(feature = "faer")]
        {
            let col = faer::Col::from_fn(3, |i| array[i]);
            let hessian: faer::Mat<T> = h.at(&col);
            same_matrix(&hessian, &Cubic::HESSIAN);
            let jacobian: faer::Mat<T> = j.at(&col);
            assert_eq!((jacobian.nrows(), jacobian.ncols()), (2, 3));
            assert_eq!(
                (jacobian[(0, 0)], jacobian[(1, 2)]),
                (T::of(2.0), T::of(1.0))
            );
        }
    }
    kinds::<f64>();
    kinds::<f32>();
}

/// The vector of values comes back in the container of the function.
#[test]
fn kinds_of_values() {
    let x = Cubic::POINT;
    let (values, _) = Jacobian::new(|x| [x[0], x[1]]).value_and_jacobian(&x);
    let _: [f64; 2] = values;
    let (values, _) = Jacobian::new(|x| vec![x[0], x[1]]).value_and_jacobian(&x);
    let _: Vec<f64> = values;
    let (values, _) = Jacobian::new(|x| nalgebra::vector![x[0], x[1]]).value_and_jacobian(&x);
    let _: SVector<f64, 2> = values;
    let f = Jacobian::new(|x| DVector::from_column_slice(&x[..2]));
    let values: DVector<f64> = f.value_and_jacobian(&x).0;
    assert_eq!(values.as_slice(), &x[..2]);
    let f = Jacobian::new(|x| Array1::from_vec(x[..2].to_vec()));
    let values: Array1<f64> = f.value_and_jacobian(&x).0;
    assert_eq!(values.to_vec(), &x[..2]);
    let along: Array1<f64> = f.jvp(&x, &[5.0, 7.0, 9.0]);
    assert_eq!(along.to_vec(), [5.0, 7.0]);
}

#[test]
fn derivatives_in_both_precisions() {
    fn check<T: Real>() {
        let (x, answers) = (T::of(2.0), [8.0, 12.0, 12.0, 6.0]);
        let f = |x| Derivative::new(|x: Dual<T, 1>| x.powi(3)).value_and_derivative(x);
        let (value, slope) = f(x);
        assert_eq!([value.re(), slope.re()], answers[..2]);
        assert_eq!(Derivative::new(|x: Dual<T, 1>| x.powi(3)).at(x).re(), 12.0);
        let second = Derivative::new(|x: Dual<Dual<T, 1>, 1>| x.powi(3));
        assert_eq!(second.second(x).re(), 12.0);
        assert_eq!(numbers(&second.up_to_second(x)), answers[..3]);
        let third = Derivative::new(|x: Dual<Dual<Dual<T, 1>, 1>, 1>| x.powi(3));
        assert_eq!(third.third(x).re(), 6.0);
        assert_eq!(numbers(&third.up_to_third(x)), answers);
        let failing = Derivative::try_new(
            |x: Dual<T, 1>| {
                if x > 0.0 { Ok(x.powi(3)) } else { Err(Refused) }
            },
        );
        assert_eq!(failing.at(x).map(Real::re), Ok(12.0));
        assert_eq!(failing.at(T::of(-2.0)), Err(Refused));
        assert_eq!(failing.value_and_derivative(T::of(-2.0)), Err(Refused));
    }
    check::<f64>();
    check::<f32>();
    check::<Dual<f32, 2>>();
}

/// The same into each output; what surrounds a view must stay.
macro_rules! into {
    ($out:ident, $asked:ident) => {
        let (j, f, jw, hw) = &mut $asked;
        j.at_into(&Cubic::POINT, jw, &mut $out);
        same_matrix(&$out, &Cubic::HESSIAN);
        for i in 0..3 {
            for k in 0..3 {
                $out[(i, k)] = f64::NAN;
            }
        }
        f.at_into(&Cubic::POINT, hw, &mut [0.0; 3], &mut $out);
        same_matrix(&$out, &Cubic::HESSIAN);
    };
}

macro_rules! outputs {
    ($j:expr, $f:expr) => {{
        let (j, f) = ($j, $f);
        let (jw, hw) = (j.workspace(3), f.workspace(3));
        let mut asked = (j, f, jw, hw);
        let h = Cubic::HESSIAN;
        let mut owned = SMatrix::<f64, 3, 3>::zeros();
        into!(owned, asked);
        let mut owned = DMatrix::<f64>::zeros(3, 3);
        into!(owned, asked);
        let mut owned = Array2::<f64>::zeros((3, 3));
        into!(owned, asked);

        let mut frame = DMatrix::repeat(5, 5, 1.0);
        {
            let mut view = frame.view_mut((1, 1), (3, 3));
            into!(view, asked);
        }
        assert_eq!(frame.sum(), 16.0 + h.as_flattened().iter().sum::<f64>());

        let mut frame = Array2::from_elem((6, 4), 1.0);
        let mut view = frame.slice_mut(s![..;2, 1..]);
        into!(view, asked);
        assert_eq!(frame.sum(), 15.0 + h.as_flattened().iter().sum::<f64>());

        #[cfg(feature = "faer")]
        {
            let mut owned = faer::Mat::<f64>::zeros(3, 3);
            into!(owned, asked);
        }
    }};
}

/// Matrices to write into: owned and views, of every crate.
#[test]
fn outputs_of_at_into() {
    macro_rules! kinds {
        ($($new:ident)*) => {
            $(outputs!(Jacobian::$new(Cubic::field), Hessian::$new(Cubic::function));)*
        };
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

/// A workspace serves points of any length, and a failure leaves nothing behind in it.
#[test]
fn one_workspace_for_all() {
    macro_rules! kinds {
        ($($try_new:ident)*) => {$(
            let f = Gradient::$try_new(|x| {
                if x[0] > 0.0 {
                    Ok(x.iter().map(|x| x * x).sum())
                } else {
                    Err(Refused)
                }
            });
            let mut workspace = f.workspace(1);
            for n in [1, 20, 3, 9] {
                let (x, mut out) = (vec![3.0; n], vec![f64::NAN; n]);
                assert_eq!(
                    f.at_into(&vec![-1.0; n], &mut workspace, &mut out),
                    Err(Refused)
                );
                assert_eq!(f.at_into(&x, &mut workspace, &mut out), Ok(9.0 * n as f64));
                assert_eq!(out, vec![6.0; n]);
            }
        )*};
    }
    kinds!(try_new try_reverse);
    #[cfg(feature = "compiled")]
    kinds!(try_compiled);
}

#[test]
fn no_variables_at_all() {
    let none: [f64; 0] = [];
    let f = Gradient::new(|x| x.iter().sum::<Dual>() + 2.0);
    assert_eq!(f.value_and_gradient(&none), (2.0, []));
    assert_eq!(f.value_and_gradient(&none[..]), (2.0, vec![]));
    assert_eq!(f.jvp(&none, &none), 0.0);
    let f = Hessian::new(|x| x.iter().sum::<Dual<Dual, 1>>() + 2.0);
    let (value, gradient, hessian) = f.value_gradient_hessian(&none[..]);
    assert_eq!((value, gradient, hessian.shape()), (2.0, vec![], (0, 0)));
    assert_eq!(f.hvp(&none, &none), []);
    assert_eq!(f.laplacian(&none), 0.0);
    let (values, jacobian) =
        Jacobian::new(|_| [2.0.into(), 3.0.into()]).value_and_jacobian(&none[..]);
    assert_eq!((values, jacobian.shape()), ([2.0, 3.0], (2, 0)));
}

/// A function of three variables that returns no value has an empty Jacobian.
#[test]
fn no_values_at_all() {
    let j = Jacobian::new(|_| Vec::<Dual>::new()).at(&Cubic::POINT);
    assert_eq!(j.shape(), (0, 3));
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
fn gradients_of_wrong_lengths() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let x = vec![1.0, 2.0, 3.0];
            let f = Gradient::$new(|x| x[0] * x[1]);
            for length in [2, 4] {
                let found = format!("has length {length}");
                let mut out = vec![0.0; length];
                let at_into = || f.at_into(&x, &mut f.workspace(3), &mut out);
                refused(at_into, &["the output", &found, "the point has length 3"]);
                let v = vec![1.0; length];
                refused(
                    || f.jvp(&x, &v),
                    &["the direction", &found, "the point has length 3"],
                );
            }
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

#[test]
fn hessians_of_wrong_shapes() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let x = [1.0, 2.0, 3.0];
            let f = Hessian::$new(|x| x[0] * x[1]);
            let w = &mut f.workspace(3);
            let square = &mut DMatrix::zeros(3, 3);
            for length in [2, 4] {
                let found = format!("has length {length}");
                let mut out = vec![0.0; length];
                let at_into = || f.at_into(&x, w, &mut out, square);
                refused(at_into, &["the gradient", &found, "the point has length 3"]);
                let v = vec![1.0; length];
                refused(
                    || f.hvp(&x, &v),
                    &["the direction", &found, "the point has length 3"],
                );
            }
            for (rows, columns) in [(2, 3), (3, 4), (9, 1)] {
                let found = format!("{rows}x{columns}");
                let mut out = DMatrix::zeros(rows, columns);
                let at_into = || f.at_into(&x, w, &mut [0.0; 3], &mut out);
                refused(at_into, &["the Hessian has shape 3x3", &found]);
            }
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

#[test]
fn jacobians_of_wrong_shapes() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let x = [1.0, 2.0, 3.0];
            let f = Jacobian::$new(|x| [x[0], x[1]]);
            for (rows, columns) in [(3, 2), (2, 2), (3, 3), (0, 0)] {
                let found = format!("{rows}x{columns}");
                let mut out = Array2::zeros((rows, columns));
                let at_into = || f.at_into(&x, &mut f.workspace(3), &mut out);
                refused(at_into, &["the Jacobian has shape 2x3", &found]);
            }
            refused(
                || f.jvp(&x, &[1.0]),
                &["the direction has length 1", "the point has length 3"],
            );
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

#[test]
fn fields_of_wrong_shapes() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let divergence = ["divergence needs as many values as variables"];
            let f = Jacobian::$new(|x| [x[0], x[1]]);
            refused(|| f.divergence(&[1.0; 3]), &divergence);
            refused(
                || f.divergence(&[1.0; 3]),
                &["takes 3 variables", "returns 2 values"],
            );
            let more = Jacobian::$new(|x| vec![x[0]; 12]);
            refused(
                || more.divergence(&[1.0; 11]),
                &["takes 11 variables", "returns 12 values"],
            );
            refused(
                || f.curl(&[1.0; 3]),
                &["curl needs three variables and three values"],
            );
            refused(
                || f.curl(&[1.0; 3]),
                &["takes 3 variables", "returns 2 values"],
            );
            let flat = Jacobian::$new(|x| [x[0], x[1], x[0]]);
            refused(
                || flat.curl(&[1.0; 2]),
                &["takes 2 variables", "returns 3 values"],
            );
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

/// The second chunk finds another number of values than the first.
#[test]
fn a_jacobian_that_changes_its_length() {
    let evaluations = std::cell::Cell::new(0);
    let f = Jacobian::new(|x| {
        evaluations.set(evaluations.get() + 1);
        vec![x[0]; if evaluations.get() % 2 == 1 { 4 } else { 6 }]
    });
    let x = vec![1.0; 13];
    let parts = ["returned 4 values, then 6 values"];
    refused(|| f.at(&x), &parts);
    refused(|| f.value_and_jacobian(&x), &parts);
    let mut out = DMatrix::zeros(4, 13);
    refused(|| f.at_into(&x, &mut f.workspace(13), &mut out), &parts);
}

/// As slice indexing does.
#[test]
fn a_closure_that_indexes_past_its_point() {
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let past = ["index out of bounds", "len is 2", "index is 2"];
            refused(|| Gradient::$new(|x| x[2]).at(&[1.0, 2.0]), &past);
            refused(|| Hessian::$new(|x| x[2]).at(&[1.0, 2.0]), &past);
            refused(|| Jacobian::$new(|x| [x[2]]).at(&[1.0, 2.0]), &past);
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}
