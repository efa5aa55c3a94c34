//! Mixed second derivatives and Hessians of sampled fields, against numpy and against exact ones.

use nalgebra::DMatrix;
use ndarray::{Array, Array2, Array3, ArrayD, Axis, IxDyn};
use partials::Error;
use partials::sampled::{Differences, Edge, Grid, Spacing};
use serde_json::Value;

fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().unwrap().iter();
    values.map(|v| v.as_f64().unwrap()).collect()
}

fn sizes(values: &Value) -> Vec<usize> {
    numbers(values).iter().map(|v| *v as usize).collect()
}

fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    values.into_iter().map(|v| v.to_bits()).collect()
}

#[test]
fn numpys_gradient_of_the_gradient_to_the_bit() {
    let reference: Value = serde_json::from_str(include_str!("data/sampled.json")).unwrap();
    let mut pairs = 0;
    for case in reference["mixed"].as_array().unwrap() {
        let shape = sizes(&case["shape"]);
        let f = ArrayD::from_shape_vec(shape.clone(), numbers(&case["f"])).unwrap();
        let spacings: Vec<Spacing> = case["spacings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| match s.as_f64() {
                Some(step) => step.into(),
                None => numbers(s).into(),
            })
            .collect();
        let edge = match case["edge_order"].as_u64() {
            Some(1) => Edge::First,
            _ => Edge::Second,
        };
        // The second differences of the Hessian need more samples than the shortest axis has.
        let all = Differences::new().spacing(&spacings[..]).edge(edge);
        let hessian = all.hessian(&f);
        assert_eq!(hessian.is_err(), edge == Edge::Second && shape.contains(&3));
        for mixed in case["mixed"].as_array().unwrap() {
            let axes = sizes(&mixed["axes"]);
            let (a, b) = (axes[0], axes[1]);
            let pick = |a: usize, b: usize| {
                let two = vec![spacings[a].clone(), spacings[b].clone()];
                Differences::new().axes([a, b]).spacing(two).edge(edge)
            };
            let expected = bits(&numbers(&mixed["values"]));
            let found = pick(a, b).mixed(&f).unwrap();
            assert_eq!(bits(&found), expected, "{shape:?} {axes:?}");
            assert_eq!(bits(&pick(b, a).mixed(&f).unwrap()), expected);
            if let Ok(hessian) = &hessian {
                assert_eq!(bits(&hessian[a][b]), expected);
                assert_eq!(bits(&hessian[b][a]), expected);
            }
            pairs += 1;
        }
    }
    assert!(pairs >= 10);
}

/// The largest errors of ∂²f/∂x∂y of sin(x) cos(2y) + x²y: inside, and in all.
fn errors(differences: &Differences<'_>, n: usize, uneven: bool) -> [f64; 2] {
    let places = |n: usize| -> Vec<f64> {
        let at = |i: usize| i as f64 / (n - 1) as f64;
        let bend = if uneven { 0.1 } else { 0.0 };
        (0..n)
            .map(|i| at(i) + bend * (std::f64::consts::PI * at(i)).sin())
            .collect()
    };
    let (x, y) = (places(n), places(2 * n - 1));
    let f = Array2::from_shape_fn((n, 2 * n - 1), |(i, j)| {
        x[i].sin() * (2.0 * y[j]).cos() + x[i] * x[i] * y[j]
    });
    let found = differences
        .clone()
        .spacing((x.clone(), y.clone()))
        .mixed(&f)
        .unwrap();
    let mut worst = [0.0_f64; 2];
    for ((i, j), found) in found.indexed_iter() {
        let off = (found + 2.0 * x[i].cos() * (2.0 * y[j]).sin() - 2.0 * x[i]).abs();
        let middle = |k: usize, n: usize| (n / 5..n - n / 5).contains(&k);
        let is_inside = middle(i, n) && middle(j, 2 * n - 1);
        worst[0] = worst[0].max(if is_inside { off } else { 0.0 });
        worst[1] = worst[1].max(off);
    }
    worst
}

#[test]
fn orders_of_accuracy_inside_and_at_the_edges() {
    for uneven in [false, true] {
        for (differences, inside, edges) in [
            (Differences::new(), 2.0, 1.0),
            (Differences::new().edge(Edge::Second), 2.0, 2.0),
            (Differences::new().accuracy(4), 4.0, 4.0),
            (Differences::new().accuracy(4).edge(Edge::First), 4.0, 1.0),
        ] {
            let (coarse, fine) = (
                errors(&differences, 25, uneven),
                errors(&differences, 49, uneven),
            );
            for (k, expected) in [inside, edges].into_iter().enumerate() {
                let order = (coarse[k] / fine[k]).log2();
                assert!(
                    order > expected - 0.35,
                    "{k} {expected}: {coarse:?} {fine:?}"
                );
            }
            // A control: where the edge is worse than the interior, it shows.
            if edges < inside {
                assert!((coarse[1] / fine[1]).log2() < edges + 0.5);
            }
        }
    }
}

#[test]
fn a_hessian_is_symmetric_and_its_trace_the_laplacian() {
    let f = Array3::from_shape_fn((6, 7, 8), |(i, j, k)| {
        ((i * i + 3 * j + 2 * k) as f64).sin() + (i * k) as f64
    });
    let x = [0.0, 1.0, 1.5, 3.0, 3.25, 4.0];
    for differences in [
        Differences::new().spacing((&x, 0.5, 2.0)),
        Differences::new().accuracy(4).edge(Edge::First),
        Differences::new().spacing(0.25).edge(Edge::Periodic),
    ] {
        let hessian = differences.hessian(&f).unwrap();
        let pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];
        for (a, b) in pairs {
            assert_eq!(bits(&hessian[a][b]), bits(&hessian[b][a]));
        }
        let trace = &hessian[0][0] + &hessian[1][1] + &hessian[2][2];
        assert_eq!(bits(&trace), bits(&differences.laplacian(&f).unwrap()));
        // Transposed samples with the axes in the order of before.
        let turned = f.view().permuted_axes([2, 0, 1]);
        let chosen = differences
            .clone()
            .axes([1, 2, 0])
            .hessian(&turned)
            .unwrap();
        for (a, b) in pairs {
            let back = chosen[a][b].view().permuted_axes([1, 2, 0]);
            assert!((&back - &hessian[a][b]).iter().all(|d| d.abs() < 1e-12));
        }
    }
    // Of one axis it is the second derivative, of none nothing.
    let line = [0.0, 1.0, 8.0, 27.0, 64.0];
    let second = Differences::new().hessian(&line).unwrap();
    assert_eq!((second.len(), second[0].len()), (1, 1));
    assert_eq!(
        second[0][0],
        Differences::new().order(2).derivative(&line).unwrap()
    );
    let none: &[i32] = &[];
    assert!(
        Differences::new()
            .axes(none)
            .hessian(&f)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn gaps_circles_and_poles() {
    // A plane wave of products: ∂²(xy)/∂x∂y = 1 wherever there is an answer.
    let mut f = Array2::from_shape_fn((7, 8), |(i, j)| (i * j) as f64);
    f[[3, 4]] = f64::NAN;
    f[[0, 0]] = f64::NAN;
    let plain = Differences::new().mixed(&f).unwrap();
    assert!(plain[[2, 3]].is_nan() && plain[[2, 5]].is_nan());
    for settings in [
        Differences::new().skip_missing(),
        Differences::new().bridge_missing(),
    ] {
        let found = settings.mixed(&f).unwrap();
        for ((i, j), d) in found.indexed_iter() {
            if f[[i, j]].is_nan() {
                assert!(d.is_nan());
            } else {
                assert!((d - 1.0).abs() < 1e-12, "{i} {j}: {d}");
            }
        }
        let hessian = settings.hessian(&f).unwrap();
        assert!(hessian[0][1][[3, 4]].is_nan() && hessian[1][1][[3, 4]].is_nan());
        assert!((hessian[1][1][[3, 2]]).abs() < 1e-12);
    }
    // Headings that pass north: 350, 355, 0, ...
    let angle = Array2::from_shape_fn((5, 6), |(i, j)| (340.0 + (i * j) as f64 * 5.0) % 360.0);
    let turn = Differences::new().circular(360.0);
    let found = turn.mixed(&angle).unwrap();
    assert!(found.iter().all(|d| (d - 5.0).abs() < 1e-12), "{found}");
    assert!(
        turn.hessian(&angle).unwrap()[0][0]
            .iter()
            .all(|d| d.abs() < 1e-11)
    );
    // A control: without the circle the seam shows.
    assert!(
        Differences::new()
            .mixed(&angle)
            .unwrap()
            .iter()
            .any(|d| (d - 5.0).abs() > 1.0)
    );
}

#[test]
fn containers_kinds_and_integers() {
    let product = |i: usize, j: usize| (i * j + 2 * i) as i64;
    let start = 1_i64 << 60;
    let long = Array2::from_shape_fn((4, 5), |(i, j)| start + product(i, j));
    assert_eq!(
        Differences::new().mixed(&long).unwrap(),
        Array2::from_elem((4, 5), 1.0)
    );
    let single = long.mapv(|v| (v - start) as f32);
    assert_eq!(
        Differences::new().mixed(&single).unwrap(),
        Array2::from_elem((4, 5), 1.0_f32)
    );
    let complex = single.mapv(|v| nalgebra::Complex::new(f64::from(v), -2.0 * f64::from(v)));
    let found = Differences::new().mixed(&complex).unwrap();
    assert!(
        found
            .iter()
            .all(|d| *d == nalgebra::Complex::new(1.0, -2.0))
    );
    let flat: Vec<i64> = long.iter().copied().collect();
    let grid = Grid::new(&flat, [4, 5]).unwrap();
    assert_eq!(Differences::new().mixed(&grid).unwrap(), vec![1.0; 20]);
    let matrix = DMatrix::from_fn(4, 5, product);
    assert_eq!(
        Differences::new().mixed(&matrix).unwrap(),
        DMatrix::from_element(4, 5, 1.0)
    );
    let columns = long.t();
    let found = Differences::new().mixed(&columns).unwrap();
    assert!(found.iter().all(|d| *d == 1.0));
    // Large enough to be shared among threads.
    let large = Array::from_shape_fn((3, 400, 500), |(k, i, j)| (k * i * j) as f64);
    let found = Differences::new().axes([-1, -2]).mixed(&large).unwrap();
    for (k, plane) in found.axis_iter(Axis(0)).enumerate() {
        assert!(plane.iter().all(|d| *d == k as f64));
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let f = Array3::<f64>::zeros((4, 4, 4));
    assert_eq!(
        Differences::new().mixed(&f).unwrap_err().to_string(),
        "a mixed derivative is along 2 axes, but 3 axes are chosen: choose two with `axes`, or take the `hessian`"
    );
    assert_eq!(
        Differences::new()
            .mixed(&[1.0, 2.0])
            .unwrap_err()
            .to_string(),
        "a mixed derivative is along 2 axes, but 1 axis is chosen: choose two with `axes`, or take the `hessian`"
    );
    let twice = Differences::new().axes([1, 1]).mixed(&f);
    assert!(matches!(twice, Err(Error::RepeatedAxis { axis: 1 })));
    let second = Differences::new().order(2);
    assert!(matches!(second.mixed(&f), Err(Error::Combination { .. })));
    assert!(matches!(second.hessian(&f), Err(Error::Combination { .. })));
    assert!(matches!(
        Differences::new().hessian(&Array2::<f64>::zeros((3, 9))),
        Err(Error::TooShort { axis: 0, .. })
    ));
    // No samples along an axis that is not chosen are no work, and no error.
    let empty = ArrayD::<f64>::zeros(IxDyn(&[4, 0, 5]));
    let ends = Differences::new().axes([0, 2]);
    assert_eq!(ends.mixed(&empty).unwrap(), empty);
    assert_eq!(ends.hessian(&empty).unwrap()[1][0], empty);
}
