//! Curvilinear grids against exact derivatives: rotated, sheared, stretched and polar ones.

use nalgebra::DMatrix;
use ndarray::{Array2, s};
use partials::Error;
use partials::sampled::{Differences, Edge, Grid, gradient_curvilinear, gradient_curvilinear_into};

type Map = fn(f64, f64) -> [f64; 2];

const MAPS: [(&str, Map); 4] = [
    ("rotated", |u, v| [0.6 * u - 0.8 * v, 0.8 * u + 0.6 * v]),
    ("sheared", |u, v| [u + 0.7 * v, 1.3 * v - 0.2 * u]),
    ("stretched", |u, v| [u + 0.1 * u * v, v + 0.1 * (u * u)]),
    ("polar", |u, v| [(1.0 + u) * v.cos(), (1.0 + u) * v.sin()]),
];

fn grid(map: Map, n: usize) -> [Array2<f64>; 2] {
    let of = |k: usize| {
        Array2::from_shape_fn((n, n + 3), |(i, j)| {
            map(i as f64 / n as f64, 1.5 * j as f64 / n as f64)[k]
        })
    };
    [of(0), of(1)]
}

/// The largest error of both derivatives of sin(x) cos(2y), relative to their size.
fn error(differences: &Differences<'_>, map: Map, n: usize) -> f64 {
    let [x, y] = grid(map, n);
    let f = Array2::from_shape_fn(x.raw_dim(), |at| x[at].sin() * (2.0 * y[at]).cos());
    let [by_x, by_y] = differences.gradient_curvilinear(&f, &x, &y).unwrap();
    let mut worst = 0.0_f64;
    for (at, x) in x.indexed_iter() {
        let y = y[at];
        worst = worst.max((by_x[at] - x.cos() * (2.0 * y).cos()).abs());
        worst = worst.max((by_y[at] + 2.0 * x.sin() * (2.0 * y).sin()).abs());
    }
    worst
}

#[test]
fn every_grid_converges_with_the_order_of_accuracy() {
    for (name, map) in MAPS {
        for accuracy in [2, 4, 6] {
            let differences = Differences::new().accuracy(accuracy).edge(Edge::Matching);
            let (coarse, fine) = (error(&differences, map, 24), error(&differences, map, 48));
            let order = (coarse / fine).log2();
            assert!(
                order > accuracy as f64 - 0.7,
                "{name} {accuracy}: {coarse:e} {fine:e}"
            );
        }
        // One-sided ends of first order.
        let (coarse, fine) = (
            error(&Differences::new(), map, 24),
            error(&Differences::new(), map, 48),
        );
        assert!((coarse / fine).log2() > 0.7, "{name}: {coarse:e} {fine:e}");
    }
}

#[test]
fn a_grid_around_a_pole_is_periodic() {
    let (rings, n) = (12, 60);
    let angle = |j: usize| std::f64::consts::TAU * j as f64 / n as f64;
    let radius = |i: usize| 1.0 + 0.1 * i as f64;
    let x = Array2::from_shape_fn((rings, n), |(i, j)| radius(i) * angle(j).cos());
    let y = Array2::from_shape_fn((rings, n), |(i, j)| radius(i) * angle(j).sin());
    let f = &x * &x + 3.0 * &y;
    let around = Differences::new()
        .accuracy(6)
        .edges([Edge::Matching, Edge::Periodic]);
    let [by_x, by_y] = around.gradient_curvilinear(&f, &x, &y).unwrap();
    for (at, x) in x.indexed_iter() {
        assert!(
            (by_x[at] - 2.0 * x).abs() < 1e-5 && (by_y[at] - 3.0).abs() < 1e-5,
            "{at:?}"
        );
    }
}

#[test]
fn containers_and_kinds() {
    let [x, y] = grid(MAPS[1].1, 6);
    let f = 2.0 * &x - 5.0 * &y;
    let expected = gradient_curvilinear(&f, &x, &y).unwrap();
    let mut out = [Array2::zeros(f.raw_dim()), Array2::zeros(f.raw_dim())];
    gradient_curvilinear_into(&f, &x, &y, &mut out).unwrap();
    assert_eq!(out, expected);
    assert!(expected[0].iter().all(|d| (d - 2.0).abs() < 1e-12));
    let flat: Vec<f64> = f.iter().copied().collect();
    let [a, _] = gradient_curvilinear(&Grid::new(&flat, [6, 9]).unwrap(), &x, &y).unwrap();
    assert_eq!(a, expected[0].iter().copied().collect::<Vec<f64>>());
    let matrix = DMatrix::from_fn(6, 9, |i, j| f[[i, j]]);
    let [_, b] = gradient_curvilinear(&matrix, &x, &y).unwrap();
    assert!((b[(3, 4)] - expected[1][[3, 4]]).abs() < 1e-15);
    // Single precision, integers, views.
    let single = f.mapv(|v| v as f32);
    let [a, b] = gradient_curvilinear(&single, &x.mapv(|v| v as f32), &y).unwrap();
    assert!(a.iter().all(|d| (d - 2.0).abs() < 1e-4) && b.iter().all(|d| (d + 5.0).abs() < 1e-4));
    let whole = Array2::from_shape_fn((4, 4), |(i, j)| (1_i64 << 60) + (i + 2 * j) as i64);
    let [u, v] = [
        Array2::from_shape_fn((4, 4), |(i, _)| i as i64),
        Array2::from_shape_fn((4, 4), |(_, j)| j as i64),
    ];
    let [a, b] = gradient_curvilinear(&whole, &u, &v).unwrap();
    assert!(a.iter().all(|d| *d == 1.0) && b.iter().all(|d| *d == 2.0));
    let part = s![1..5;2, 2..];
    let [a, _] = gradient_curvilinear(&f.slice(part), &x.slice(part), &y.slice(part)).unwrap();
    assert!(a.iter().all(|d| (d - 2.0).abs() < 1e-12));
}

#[test]
fn what_is_wrong_is_said() {
    let [mut x, y] = grid(MAPS[0].1, 6);
    let f = Array2::<f64>::zeros(x.raw_dim());
    // Two rows are one, then a coordinate is no number.
    let flat = Array2::from_shape_fn((4, 4), |(i, j)| (i + j) as f64);
    let error = gradient_curvilinear(&flat, &flat, &(2.0 * &flat)).unwrap_err();
    assert_eq!(error, Error::Cell { row: 0, column: 0 });
    assert!(error.to_string().contains("row 0, column 0"), "{error}");
    x[[3, 2]] = f64::NAN;
    assert_eq!(
        gradient_curvilinear(&f, &x, &y).unwrap_err(),
        Error::Cell { row: 3, column: 2 }
    );
    let other = Array2::<f64>::zeros((3, 3));
    assert!(matches!(
        gradient_curvilinear(&f, &other, &y),
        Err(Error::OutputShape { .. })
    ));
    for settings in [
        Differences::new().order(2),
        Differences::new().spacing(2.0),
        Differences::new().axes(0),
    ] {
        let error = settings.gradient_curvilinear(&f, &y, &y);
        assert!(matches!(error, Err(Error::Combination { .. })), "{error:?}");
    }
}
