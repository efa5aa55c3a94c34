//! Every container and element type gives the same derivative, in a container of its own kind.

// Coordinates are given by reference and by value on purpose.
#![allow(clippy::needless_borrows_for_generic_args)]

use nalgebra::{Complex, DMatrix, DVector, Matrix3x4, RowDVector, SVector};
use ndarray::{Array1, Array2, Array3, ArrayD, ShapeBuilder, array};
use partials::sampled::{Differences, Grid, gradient, gradient_axis, gradient_axis_into};

const F: [f64; 6] = [1.0, 2.0, 4.0, 7.0, 11.0, 16.0];
const SLOPE: [f64; 6] = [1.0, 1.5, 2.5, 3.5, 4.5, 5.0];

#[test]
fn one_axis() {
    let array: [f64; 6] = gradient(&F, ()).unwrap();
    let slice: Vec<f64> = gradient(&F[..], ()).unwrap();
    let vec: Vec<f64> = gradient(&F.to_vec(), 1).unwrap();
    let nd: Array1<f64> = gradient(&Array1::from(F.to_vec()), 1.0).unwrap();
    let dynamic: Vec<ArrayD<f64>> = gradient(&nd.clone().into_dyn(), ()).unwrap();
    let column: DVector<f64> = gradient(&DVector::from_row_slice(&F), 1.0).unwrap();
    let row: RowDVector<f64> = gradient(&RowDVector::from_row_slice(&F), 1.0).unwrap();
    let fixed: SVector<f64, 6> = gradient(&SVector::from(F), 1.0_f32).unwrap();
    assert_eq!(array, SLOPE);
    assert_eq!(slice, SLOPE);
    assert_eq!(vec, SLOPE);
    assert_eq!(nd.to_vec(), SLOPE);
    assert_eq!(dynamic.len(), 1);
    assert_eq!(column.as_slice(), SLOPE);
    assert_eq!(row.as_slice(), SLOPE);
    assert_eq!(fixed.as_slice(), SLOPE);
}

#[test]
fn two_axes() {
    let value = |i: usize, j: usize| (3 * i * i + 5 * j + i * j * j) as f64;
    let nd = Array2::from_shape_fn((3, 4), |(i, j)| value(i, j));
    let [down, across] = gradient(&nd, (0.5, 2.0)).unwrap();

    let flat: Vec<f64> = nd.iter().copied().collect();
    let grid = Grid::new(&flat, [3, 4]).unwrap();
    let [grid_down, grid_across] = gradient(&grid, (0.5, 2.0)).unwrap();
    assert_eq!(grid_down, down.iter().copied().collect::<Vec<_>>());
    assert_eq!(grid_across, across.iter().copied().collect::<Vec<_>>());

    let dynamic = DMatrix::from_fn(3, 4, value);
    let [matrix_down, matrix_across]: [DMatrix<f64>; 2] = gradient(&dynamic, (0.5, 2.0)).unwrap();
    let fixed = Matrix3x4::from_fn(value);
    let [fixed_down, fixed_across]: [Matrix3x4<f64>; 2] = gradient(&fixed, (0.5, 2.0)).unwrap();
    for i in 0..3 {
        for j in 0..4 {
            assert_eq!(matrix_down[(i, j)], down[[i, j]]);
            assert_eq!(matrix_across[(i, j)], across[[i, j]]);
            assert_eq!(fixed_down[(i, j)], down[[i, j]]);
            assert_eq!(fixed_across[(i, j)], across[[i, j]]);
        }
    }
    // Contiguous views.
    let tall = nalgebra::SMatrix::<f64, 3, 6>::from_fn(value);
    let columns = tall.fixed_columns::<4>(1);
    let shifted = gradient_axis(&columns.clone_owned(), 0, 0.5).unwrap();
    assert_eq!(gradient_axis(&columns, 0, 0.5).unwrap(), shifted);
    // A flat output is filled row by row.
    let mut out = vec![0.0; 12];
    gradient_axis_into(&dynamic, 0, 0.5, &mut out).unwrap();
    assert_eq!(out, grid_down);
}

#[test]
fn element_types() {
    macro_rules! integers {
        ($($t:ty)*) => {$({
            let f: [$t; 6] = F.map(|v| v as $t);
            assert_eq!(gradient(&f, ()).unwrap(), SLOPE);
        })*};
    }
    integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f64);
    let single: [f32; 6] = gradient(&F.map(|v| v as f32), ()).unwrap();
    assert_eq!(single, SLOPE.map(|v| v as f32));
    // No difference wraps around.
    assert_eq!(
        gradient(&[255_u8, 0, 255], ()).unwrap(),
        [-255.0, 0.0, 255.0]
    );
    let ends = [i64::MIN, i64::MAX];
    assert_eq!(gradient(&ends, ()).unwrap(), [2.0_f64.powi(64); 2]);
    // Complex numbers by their parts: infinities stay in theirs.
    let x = [0.0, 0.5, 1.5, 2.0, 4.0, 5.0];
    let imaginary = F.map(|v| v * v);
    let complex: Vec<Complex<f64>> = (0..6).map(|i| Complex::new(F[i], imaginary[i])).collect();
    for accuracy in [2, 4] {
        let differences = Differences::new().spacing(&x).accuracy(accuracy);
        let both = differences.derivative(&complex).unwrap();
        let (re, im) = (
            differences.derivative(&F),
            differences.derivative(&imaginary),
        );
        assert_eq!(both.iter().map(|z| z.re).collect::<Vec<_>>(), re.unwrap());
        assert_eq!(both.iter().map(|z| z.im).collect::<Vec<_>>(), im.unwrap());
    }
    let infinite = [Complex::new(f32::INFINITY, 0.0), Complex::new(0.0, 1.0)];
    let slope = gradient(&infinite, 1.0).unwrap()[0];
    assert_eq!(slope, Complex::new(f32::NEG_INFINITY, 1.0));
}

#[test]
fn memory_order_is_kept() {
    let c = Array3::<f64>::zeros((4, 5, 6));
    let f = Array3::<f64>::zeros((4, 5, 6).f());
    let permuted = Array3::<f64>::zeros((4, 5, 6)).permuted_axes([1, 2, 0]);
    for array in [c, f, permuted] {
        for out in gradient(&array, ()).unwrap() {
            assert_eq!(out.strides(), array.strides());
        }
        // Compact, whatever the samples were.
        let part = array.slice(ndarray::s![..;-1, 1.., ..;2]);
        let out = gradient_axis(&part, 1, ()).unwrap();
        assert!(out.as_slice_memory_order().is_some());
    }
}

#[test]
fn spacings_of_every_container() {
    let f = array![1.0, 2.0, 4.0, 7.0];
    let x = [0.0, 1.0, 1.5, 3.5];
    let expected = gradient(&f, &x).unwrap();
    assert_eq!(gradient(&f, &x[..]).unwrap(), expected);
    assert_eq!(gradient(&f, x.to_vec()).unwrap(), expected);
    assert_eq!(gradient(&f, &x.to_vec()).unwrap(), expected);
    assert_eq!(gradient(&f, &Array1::from(x.to_vec())).unwrap(), expected);
    assert_eq!(gradient(&f, &x.map(|v| v as f32)).unwrap(), expected);
    let doubled: [i64; 4] = [0, 2, 3, 7];
    assert_eq!(gradient(&f, &doubled).unwrap(), expected / 2.0);
    let spread = Array2::from_shape_fn((4, 2), |(i, _)| x[i]);
    let view = spread.column(0);
    assert_eq!(gradient(&f, &view).unwrap(), gradient(&f, &x).unwrap());
}
