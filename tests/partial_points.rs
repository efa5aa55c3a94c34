//! Derivatives by a few coordinates while the others are held fixed: every kind and operator, in any order
//! of the coordinates, and wrong choices.

use std::cell::Cell;

use nalgebra::{DMatrix, DVector, SVector, dmatrix, matrix};
use ndarray::{Array1, Array2, array};
use partials::{Dual, FiniteDifference, Gradient, Hessian, Jacobian};

#[allow(dead_code)] // Other files have the other scenarios.
mod common;
use common::panics::message_of;
use common::scenarios::{Cubic, Long, Refused, Scenario};

/// Two coordinates, not in order, of eleven.
const CHOSEN: [usize; 2] = [10, 0];

fn part() -> ([f64; 2], [f64; 2], nalgebra::Matrix2<f64>) {
    let (x, g, h) = (Long::POINT, Long::GRADIENT, Long::HESSIAN);
    let [i, j] = CHOSEN;
    let h = matrix![h[i][i], h[i][j]; h[j][i], h[j][j]];
    ([x[i], x[j]], [g[i], g[j]], h)
}

#[test]
fn every_method_of_every_exact_kind() {
    let (x, g, h) = part();
    macro_rules! kinds {
        ($($new:ident)*) => {$({
            let f = Gradient::$new(Long::function).partial(&Long::POINT, CHOSEN);
            assert_eq!(f.value_and_gradient(&x), (Long::VALUE, g));
            assert_eq!(f.at(&x.to_vec()), g.to_vec());
            assert_eq!(f.at(&SVector::from(x)), SVector::from(g));
            assert_eq!(f.at(&DVector::from_column_slice(&x)).as_slice(), g);
            let of_array: Array1<f64> = f.at(&Array1::from(x.to_vec()));
            assert_eq!(of_array.to_vec(), g);
            assert_eq!(f.jvp(&x, &[2.0, -1.0]), 2.0 * g[0] - g[1]);
            let mut out = [f64::NAN; 2];
            assert_eq!(f.at_into(&x, &mut f.workspace(2), &mut out), Long::VALUE);
            assert_eq!(out, g);
            let report = f.check(&x);
            assert!(report.passed(), "{report}");

            let f = Hessian::$new(Long::function).partial(&Long::POINT, CHOSEN);
            assert_eq!(f.value_gradient_hessian(&x), (Long::VALUE, g, h));
            assert_eq!(f.hvp(&x, &[2.0, -1.0]), [2.0 * h[0] - h[2], 2.0 * h[1] - h[3]]);
            assert_eq!(f.laplacian(&x), h.trace());
            let of_array: Array2<f64> = f.at(&Array1::from(x.to_vec()));
            assert_eq!(of_array, array![[h[0], h[2]], [h[1], h[3]]]);
            assert!(f.check(&x).passed());

            let f = Jacobian::$new(Long::field).partial(&Long::POINT, CHOSEN);
            let (values, j) = f.value_and_jacobian(&x);
            assert_eq!(values, Long::GRADIENT);
            for i in 0..11 {
                let row = CHOSEN.map(|j| Long::HESSIAN[i][j]);
                assert_eq!([j[(i, 0)], j[(i, 1)]], row);
            }
            assert_eq!(f.jvp(&x, &[1.0, 0.0]), Long::HESSIAN[10]);
            let mut u = [0.0; 11];
            u[0] = 1.0;
            assert_eq!(f.vjp(&x, &u), [1.0, 2.0]);
            let mut out = DMatrix::zeros(11, 2);
            f.at_into(&x, &mut f.workspace(2), &mut out);
            assert_eq!(out, j);
            assert!(f.check(&x).passed());
        })*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

#[test]
fn every_numerical_operator() {
    let (x, g, h) = part();
    let f = Gradient::numeric(Long::function).partial(&Long::POINT, CHOSEN);
    let found = f.estimate(&x);
    let within = |i: usize| (found.value[i] - g[i]).abs() <= found.error[i];
    assert!(within(0) && within(1));
    let found = Hessian::numeric(Long::function)
        .partial(&Long::POINT, CHOSEN)
        .estimate(&x);
    assert!((found.value - h).abs() <= found.error);
    let f = Jacobian::numeric(Long::field).partial(&Long::POINT, CHOSEN);
    let found = f.estimate(&x);
    assert!((found.value[(0, 0)] - 1.0).abs() <= found.error[(0, 0)]);
    // Settings are by the chosen coordinates.
    let settings = || FiniteDifference::new().bounds([(0.0, 20.0), (0.0, 2.0)]);
    let bounded = Gradient::numeric(Long::function)
        .partial(&Long::POINT, CHOSEN)
        .with(settings());
    assert!((bounded.at(&x)[1] - g[1]).abs() < 1e-6);
    let message = message_of(|| {
        Gradient::numeric(Long::function)
            .with(settings())
            .at(&Long::POINT)
    });
    assert!(
        message.contains("the list of bounds has length 2"),
        "{message}"
    );

    let batch = |points: &[&[f64]]| {
        assert!(points.iter().all(|x| x.len() == 11 && x[5] == 6.0));
        points.iter().map(|x| Long::function(x)).collect()
    };
    let batch = Gradient::numeric_batch(batch)
        .partial(&Long::POINT, CHOSEN)
        .at(&x);
    let one_by_one = Gradient::numeric(Long::function).partial(&Long::POINT, CHOSEN);
    assert_eq!(batch, one_by_one.at(&x));
    #[cfg(feature = "rayon")]
    assert_eq!(one_by_one.clone().parallel().at(&x), batch);
}

/// Points off the one that was given: the others stay.
#[test]
fn the_chosen_coordinates_vary_and_the_others_stay() {
    let f = Gradient::new(|x| x[0] * x[1] + x[2].powi(2)).partial(&[2.0, 3.0, 5.0], [2, 0]);
    assert_eq!(f.value_and_gradient(&[1.0, 10.0]), (31.0, [2.0, 3.0]));
    // None at all, and all of them in their order.
    let none: [f64; 0] = [];
    let f = Gradient::new(Cubic::function).partial(&Cubic::POINT, []);
    assert_eq!(f.value_and_gradient(&none), (Cubic::VALUE, []));
    let f = Gradient::new(Cubic::function).partial(&[0.0; 3], vec![0, 1, 2]);
    assert_eq!(f.at(&Cubic::POINT), Cubic::GRADIENT);
    // Twice: of the chosen ones, one.
    let f = Gradient::reverse(Cubic::function).partial(&Cubic::POINT, [2, 0]);
    assert_eq!(f.partial(&[3.0, 1.0], [0]).at(&[3.0]), [54.0]);
    // Single precision, and a matrix.
    let f = Gradient::new(Cubic::function).partial(&Cubic::POINT.map(|x| x as f32), [1]);
    assert_eq!(f.at(&[2.0f32]), [28.0f32]);
    let f =
        Gradient::new(|x| x[0] * x[1] * x[2] * x[3]).partial(&dmatrix![1.0, 3.0; 2.0, 4.0], [2]);
    assert_eq!(f.at(&[3.0]), [8.0]);
}

/// Twelve chosen coordinates of a hundred are one evaluation, and a difference costs what they cost.
#[test]
fn the_cost_is_that_of_the_chosen_coordinates() {
    let calls = Cell::new(0);
    let chosen: Vec<usize> = (0..12).map(|i| 8 * i).collect();
    let x = vec![1.0; 100];
    let f = Gradient::new(|x: &[Dual]| {
        calls.set(calls.get() + 1);
        x.iter().map(|x| x * x).sum()
    });
    let f = f.partial(&x, &chosen);
    assert_eq!(f.at(&[1.0; 12]), [2.0; 12]);
    assert_eq!(calls.get(), 1);
    let all = Gradient::numeric(|x| x.iter().map(|x| x * x).sum());
    let few = all.clone().partial(&x, [3]).estimate(&[1.0]).evaluations;
    assert!(few * 20 < all.estimate(&x).evaluations);
}

/// What a compiled operator has traced is not that of the chosen coordinates.
#[cfg(feature = "compiled")]
#[test]
fn traces_are_of_one_function() {
    let f = Gradient::compiled(Cubic::function);
    assert_eq!(f.at(&Cubic::POINT), Cubic::GRADIENT);
    let first = f.clone().partial(&Cubic::POINT, [2]);
    let second = f.clone().partial(&[1.0, 5.0, 3.0], [2]);
    assert_eq!((first.at(&[3.0]), second.at(&[3.0])), ([54.0], [135.0]));
    let square = Gradient::compiled(|x| x[0] * x[1]);
    assert_eq!(square.at(&[2.0, 3.0]), [3.0, 2.0]);
    let turned = square.clone().partial(&[2.0, 3.0], [1, 0]);
    assert_eq!(turned.at(&[3.0, 2.0]), [2.0, 3.0]);
    assert_eq!(square.at(&[2.0, 3.0]), [3.0, 2.0]);
}

#[test]
fn functions_that_write_their_values() {
    let f = Jacobian::new_into(2, |x, out| {
        out[0] = x[0] * x[1];
        out[1] = x[1] * x[2];
    });
    let f = f.partial(&[2.0, 3.0, 5.0], [2, 1]);
    assert_eq!(f.at(&[5.0, 3.0]), dmatrix![0.0, 2.0; 3.0, 5.0]);
}

#[test]
fn failures_pass_through() {
    macro_rules! kinds {
        ($($try_new:ident)*) => {$(
            let f = |x: [f64; 2]| {
                let f = Gradient::$try_new(|x| if x[1] > 0.0 { Ok(x[0] * x[1]) } else { Err(Refused) });
                f.partial(&x, [0]).at(&[2.0])
            };
            assert_eq!(f([2.0, -3.0]), Err(Refused));
            assert_eq!(f([2.0, 3.0]).map(|g| (g[0] * 1e9).round()), Ok(3e9));
        )*};
    }
    kinds!(try_new try_reverse try_numeric);
    #[cfg(feature = "compiled")]
    kinds!(try_compiled);
}

#[test]
fn wrong_choices_are_refused() {
    let f = || Gradient::new(|x: &[Dual]| x[0]);
    let x = [1.0, 2.0, 3.0, 4.0];
    assert_eq!(
        message_of(|| f().partial(&x, [0, 4])),
        "coordinate 4 is chosen, but the point has 4, counted from 0"
    );
    assert_eq!(
        message_of(|| f().partial(&x, [3, 1, 3])),
        "coordinate 3 is chosen more than once"
    );
    assert!(message_of(|| Hessian::numeric(|x| x[0]).partial(&x, [9])).contains("coordinate 9"));
    assert!(
        message_of(|| Jacobian::numeric(|x| [x[0]]).partial(&x, [1, 1])).contains("coordinate 1")
    );
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let f = Gradient::$new(|x| x[0] * x[1]).partial(&x, [0, 3]);
            assert_eq!(
                message_of(|| f.at(&x)),
                "the point has length 4, but 2 coordinates are chosen: give those alone, in their order"
            );
        )*};
    }
    kinds!(new reverse numeric);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}
