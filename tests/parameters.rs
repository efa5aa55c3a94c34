//! Structs of parameters: to a slice and back, their names, and as points of every kind.

use nalgebra::{DMatrix, DVector, SMatrix, SVector, dmatrix, dvector, matrix, vector};
use ndarray::{Array1, Array2, array};
use partials::{Gradient, Hessian, Jacobian, Parameters, Scalar, Status, parameters};

#[path = "common/panics.rs"]
mod panics;
use panics::message_of;

parameters! {
    /// One layer.
    #[derive(Clone, Debug, PartialEq)]
    struct Layer<S> {
        weights: [[S; 2]; 2],
        bias: S,
    }
}

parameters! {
    /// Every container that a field may be.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Model<S = f64> {
        pub rate: S,
        /// Some of them.
        layers: Vec<Layer<S>>,
        ragged: Vec<Vec<S>>,
        pair: [Layer<S>; 2],
        vector: SVector<S, 2>,
        matrix: SMatrix<S, 2, 2>,
        dynamic: DVector<S>,
        large: DMatrix<S>,
        list: Array1<S>,
        table: Array2<S>,
        last: S,
    }
}

/// All numbers are their places, from 1 on.
fn model() -> Model {
    let layer = |c: f64| Layer {
        weights: [[c, c + 1.0], [c + 2.0, c + 3.0]],
        bias: c + 4.0,
    };
    Model {
        rate: 1.0,
        layers: vec![layer(2.0), layer(7.0)],
        ragged: vec![vec![12.0], vec![], vec![13.0, 14.0]],
        pair: [layer(15.0), layer(20.0)],
        vector: vector![25.0, 26.0],
        matrix: matrix![27.0, 29.0; 28.0, 30.0],
        dynamic: dvector![31.0, 32.0],
        large: dmatrix![33.0, 35.0; 34.0, 36.0],
        list: array![37.0, 38.0],
        table: array![[39.0, 40.0], [41.0, 42.0]],
        last: 43.0,
    }
}

/// `Σ k² pₖ²/2`, reached through the fields.
fn cost<S: Scalar>(p: &Model<S>) -> S {
    let all = p.numbers();
    let squares = |(k, x): (i32, &S)| x * x * f64::from(k * k) * 0.5;
    let sum: S = (1..)
        .zip(&all[1..42])
        .map(|(k, x)| squares((k + 1, x)))
        .sum();
    sum + squares((1, &p.rate)) + squares((43, &p.last))
}

#[test]
fn numbers_come_in_the_order_of_the_fields() {
    let places: Vec<f64> = (1..=43).map(f64::from).collect();
    assert_eq!(model().numbers(), places);
    assert_eq!(model().count(), 43);
    assert_eq!(model().with_numbers(&places), model());
    let twice: Vec<f64> = places.iter().map(|x| 2.0 * x).collect();
    let doubled: Model = model().with_numbers(&twice);
    assert_eq!(
        (doubled.rate, doubled.table[[1, 0]], doubled.last),
        (2.0, 82.0, 86.0)
    );
    assert_eq!(doubled.ragged, [vec![24.0], vec![], vec![26.0, 28.0]]);
    let single: Model<f32> = model().with_numbers(&[0.5f32; 43]);
    assert_eq!(single.last, 0.5f32);
}

#[test]
fn every_number_has_a_name() {
    let names = model().names();
    let expected = [
        (0, "rate"),
        (1, "layers[0].weights[0][0]"),
        (4, "layers[0].weights[1][1]"),
        (5, "layers[0].bias"),
        (6, "layers[1].weights[0][0]"),
        (11, "ragged[0][0]"),
        (13, "ragged[2][1]"),
        (18, "pair[0].bias"),
        (23, "pair[1].bias"),
        (25, "vector[1]"),
        (27, "matrix[(1, 0)]"),
        (28, "matrix[(0, 1)]"),
        (31, "dynamic[1]"),
        (33, "large[(1, 0)]"),
        (36, "list[0]"),
        (39, "table[[0, 1]]"),
        (40, "table[[1, 0]]"),
        (42, "last"),
    ];
    for (i, name) in expected {
        assert_eq!(names[i], name);
    }
    assert_eq!(names.len(), 43);
    let mut distinct = names.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 43);
}

#[test]
fn gradients_come_back_as_the_struct() {
    let x = model();
    let expected: Vec<f64> = (1..=43).map(|k| f64::from(k * k * k)).collect();
    macro_rules! kinds {
        ($($new:ident)*) => {$(
            let f = Gradient::$new(|p| cost(&x.with_numbers(p)));
            let gradient: Model = f.at(&x);
            assert_eq!(gradient.numbers(), expected);
            assert_eq!((gradient.pair[1].bias, gradient.matrix[(1, 0)]), (13824.0, 21952.0));
            assert_eq!(f.jvp(&x, &x), (1..=43).map(|k| f64::from(k).powi(4)).sum::<f64>());
            let mut out = [0.0; 43];
            f.at_into(&x, &mut f.workspace(43), &mut out);
            assert_eq!(out, expected[..]);
            let report = f.check(&x);
            assert!(report.passed(), "{report}");

            let f = Hessian::$new(|p| cost(&x.with_numbers(p)));
            let squares: Model = f.hvp(&x, &[1.0; 43]);
            assert_eq!((squares.rate, squares.last), (1.0, 43.0 * 43.0));
            assert_eq!(f.at(&x)[(2, 2)], 9.0);

            let f = Jacobian::$new(|p| {
                let p: Model<_> = x.with_numbers(p);
                [p.rate * p.last, p.table[[0, 1]]]
            });
            let (values, j) = f.value_and_jacobian(&x);
            assert_eq!((values, j.shape()), ([43.0, 40.0], (2, 43)));
            assert_eq!((j[(0, 0)], j[(0, 42)], j[(1, 39)], j.sum()), (43.0, 1.0, 1.0, 45.0));
            let back: Model = f.vjp(&x, &[1.0, 2.0]);
            assert_eq!((back.rate, back.table[[0, 1]], back.list[0]), (43.0, 2.0, 0.0));
        )*};
    }
    kinds!(new reverse);
    #[cfg(feature = "compiled")]
    kinds!(compiled);
}

#[test]
fn numerical_gradients_have_errors_as_the_struct() {
    let x = model();
    let found = Gradient::numeric(|p| cost(&x.with_numbers(p))).estimate(&x);
    for (k, i) in (1..=43).zip(0..) {
        let off = (found.value.number(i) - f64::from(k * k * k)).abs();
        assert!(off <= found.error.number(i), "{}", x.names()[i]);
    }
    assert_eq!(found.status, [Status::Converged; 43]);
}

/// Single precision, and a derivative inside a derivative.
#[test]
fn other_numbers() {
    parameters! {
        #[derive(Debug, PartialEq)]
        struct Pair<S> {
            a: S,
            b: S,
        }
    }
    let x = Pair { a: 2.0f32, b: 3.0 };
    let f = Gradient::new(|p| {
        let p = x.with_numbers(p);
        p.a * p.a * p.b
    });
    assert_eq!(f.at(&x), Pair { a: 12.0f32, b: 4.0 });
    let outer = Gradient::new(|p| {
        let p = Pair { a: p[0], b: p[1] };
        let inner = Gradient::new(|q| {
            let q = p.with_numbers(q);
            q.a * q.a * q.b
        });
        inner.at(&p).a
    });
    assert_eq!(outer.at(&[2.0, 3.0]), [6.0, 4.0]);
}

#[test]
fn other_counts_are_refused() {
    let x = model();
    let too_many = message_of(|| x.with_numbers(&[1.0; 44]));
    assert_eq!(
        too_many,
        "there are 43 parameters, but 44 numbers were given"
    );
    let none = message_of(|| x.with_numbers::<f64>(&[]));
    assert_eq!(none, "there are 43 parameters, but 0 numbers were given");
    // A struct of other lengths is not the point of this closure, nor a direction.
    let mut shorter = x.clone();
    shorter.layers.pop();
    let f = Gradient::new(|p| cost(&x.with_numbers(p)));
    let message = message_of(|| f.at(&shorter));
    assert_eq!(
        message,
        "there are 43 parameters, but 38 numbers were given"
    );
    let message = message_of(|| f.jvp(&x, &shorter));
    assert!(message.contains("the direction has length 38"), "{message}");
    assert!(message_of(|| x.number(43)).contains("there is no parameter 43"));
    let mut name = String::new();
    assert!(message_of(|| x.push_name(43, &mut name)).contains("there is no parameter 43"));
}

/// A check that looks at the wrong field is no check: a wrong entry is found under its name.
#[test]
fn a_wrong_entry_is_found_under_its_name() {
    let x = model();
    let f = Gradient::new(|p| cost(&x.with_numbers(p)));
    let hand = |p: &[f64]| {
        let mut g: Vec<f64> = (1..).zip(p).map(|(k, p)| f64::from(k * k) * p).collect();
        g[18] += 1.0;
        g
    };
    let report = f.check_against(hand, &x);
    assert!(!report.passed());
    let names = x.names();
    let is_wrong = |e: &&partials::check::Entry| e.verdict != partials::Verdict::Agree;
    let wrong: Vec<_> = report.entries().iter().filter(is_wrong).collect();
    let wrong: Vec<_> = wrong.iter().map(|e| names[e.column].as_str()).collect();
    assert_eq!(wrong, ["pair[0].bias"]);
}

#[test]
fn empty_lists() {
    let mut x = model();
    x.layers.clear();
    x.large = DMatrix::zeros(0, 3);
    x.table = Array2::zeros((2, 0));
    assert_eq!(x.count(), 43 - 10 - 4 - 4);
    assert_eq!(x.names()[1], "ragged[0][0]");
    assert_eq!(x.with_numbers(&x.numbers()), x);
}
