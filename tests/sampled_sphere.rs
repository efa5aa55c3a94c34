//! Fields on a sphere: against MetPy's values and formulas in numpy (`tests/data/sampled.py`), and against
//! exact derivatives of spherical functions.

use nalgebra::DMatrix;
use ndarray::{Array2, Array3, Axis, array};
use partials::Error;
use partials::sampled::{Differences, Edge, Grid, Sphere};
use serde_json::Value;

fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().unwrap().iter();
    values.map(|v| v.as_f64().unwrap()).collect()
}

fn close(what: &str, found: &Array2<f64>, expected: &Array2<f64>, tolerance: f64) {
    let size = expected.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    for (at, found) in found.indexed_iter() {
        let off = (found - expected[at]).abs();
        assert!(
            off <= tolerance * size,
            "{what} {at:?}: {found:e} {:e}",
            expected[at]
        );
    }
}

#[test]
fn metpy_and_numpy() {
    let reference: Value = serde_json::from_str(include_str!("data/sampled.json")).unwrap();
    let cases = reference["sphere"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let (latitude, longitude) = (numbers(&case["latitude"]), numbers(&case["longitude"]));
        let radius = case["radius"].as_f64().unwrap();
        assert_eq!(radius, Sphere::EARTH_RADIUS);
        let shape = (latitude.len(), longitude.len());
        let array = |values: &Value| Array2::from_shape_vec(shape, numbers(values)).unwrap();
        let [f, u, v] = ["f", "u", "v"].map(|name| array(&case[name]));
        let sphere = Sphere::new(&latitude, &longitude);
        let second = Differences::new().edge(Edge::Second);
        let [east, north] = second.gradient_on_sphere(&f, &sphere).unwrap();
        let wind = [u.clone(), v.clone()];
        let divergence = second.divergence_on_sphere(&wind, &sphere).unwrap();
        let vorticity = second.vorticity_on_sphere(&wind, &sphere).unwrap();
        for (name, found) in [
            ("east", &east),
            ("north", &north),
            ("divergence", &divergence),
            ("vorticity", &vorticity),
        ] {
            close(name, found, &array(&case["formula"][name]), 1e-13);
        }
        for (name, found) in [("east", &east), ("north", &north)] {
            close(name, found, &array(&case["metpy"][name]), 1e-11);
        }
        // MetPy differentiates 1 / cos φ where we have its derivative: with that, it is the same.
        let secant: Vec<f64> = latitude
            .iter()
            .map(|p| 1.0 / p.to_radians().cos())
            .collect();
        let slope = second
            .clone()
            .spacing(&latitude)
            .derivative(&secant)
            .unwrap();
        let apart = Array2::from_shape_fn(shape, |(i, _)| {
            let tangent = latitude[i].to_radians().tan() / radius;
            tangent - slope[i] / secant[i] / radius.to_radians()
        });
        close(
            "divergence",
            &(divergence + &v * &apart),
            &array(&case["metpy"]["divergence"]),
            1e-11,
        );
        close(
            "vorticity",
            &(vorticity - &u * &apart),
            &array(&case["metpy"]["vorticity"]),
            1e-11,
        );
    }
}

/// Latitudes, longitudes, and samples of a function of both in radians.
fn map(
    rows: usize,
    columns: usize,
    f: impl Fn(f64, f64) -> f64,
) -> (Vec<f64>, Vec<f64>, Array2<f64>) {
    let latitude: Vec<f64> = (0..rows)
        .map(|i| 80.0 - 160.0 * i as f64 / (rows - 1) as f64)
        .collect();
    let longitude: Vec<f64> = (0..columns)
        .map(|j| 360.0 * j as f64 / columns as f64)
        .collect();
    let f = Array2::from_shape_fn((rows, columns), |(i, j)| {
        f(latitude[i].to_radians(), longitude[j].to_radians())
    });
    (latitude, longitude, f)
}

#[test]
fn spherical_functions_converge_with_the_order_of_accuracy() {
    // A harmonic of degree 2: its Laplacian is -6 f.
    let harmonic = |p: f64, l: f64| p.cos().powi(2) * (2.0 * l).cos();
    for (accuracy, expected) in [(2, 1.8), (4, 3.6)] {
        let worst = |rows: usize| {
            let (latitude, longitude, f) = map(rows, 2 * rows, harmonic);
            let sphere = Sphere::new(&latitude, &longitude).radius(2.0);
            let around = Differences::new()
                .accuracy(accuracy)
                .edges([Edge::Matching, Edge::Period(360.0)]);
            let laplacian = around.laplacian_on_sphere(&f, &sphere).unwrap();
            let gradient = around.gradient_on_sphere(&f, &sphere).unwrap();
            let divergence = around.divergence_on_sphere(&gradient, &sphere).unwrap();
            let curl = around.vorticity_on_sphere(&gradient, &sphere).unwrap();
            let mut worst = [0.0_f64; 5];
            for ((i, j), f) in f.indexed_iter() {
                let (p, l) = (latitude[i].to_radians(), longitude[j].to_radians());
                let exact = [
                    -2.0 * p.cos() * (2.0 * l).sin() / 2.0,
                    -2.0 * p.sin() * p.cos() * (2.0 * l).cos() / 2.0,
                ];
                for (k, off) in [
                    gradient[0][[i, j]] - exact[0],
                    gradient[1][[i, j]] - exact[1],
                    laplacian[[i, j]] + 6.0 / 4.0 * f,
                    divergence[[i, j]] + 6.0 / 4.0 * f,
                    curl[[i, j]],
                ]
                .into_iter()
                .enumerate()
                {
                    // A divergence of gradients takes an order from the ends.
                    let is_inside = (rows / 6..rows - rows / 6).contains(&i);
                    worst[k] = worst[k].max(if k < 3 || is_inside { off.abs() } else { 0.0 });
                }
            }
            worst
        };
        let (coarse, fine) = (worst(33), worst(65));
        for k in 0..5 {
            let order = (coarse[k] / fine[k]).log2();
            assert!(
                order > expected || fine[k] < 1e-12,
                "{accuracy} {k}: {coarse:?} {fine:?}"
            );
        }
    }
}

#[test]
fn longitudes_close_and_pass_their_seam() {
    let (latitude, longitude, f) = map(9, 24, |p, l| p.cos() * l.sin());
    let sphere = Sphere::new(&latitude, &longitude).radius(1.0);
    let around = Differences::new().edges([Edge::Second, Edge::Period(360.0)]);
    let [east, _] = around.gradient_on_sphere(&f, &sphere).unwrap();
    // Turned by a third and written from -180 to 180, it is the same field.
    let turned = |j: usize| (j + 8) % 24;
    let seam: Vec<f64> = (0..24)
        .map(|j| (longitude[turned(j)] + 180.0).rem_euclid(360.0) - 180.0)
        .collect();
    let g = Array2::from_shape_fn((9, 24), |(i, j)| f[[i, turned(j)]]);
    let other = Sphere::new(&latitude, &seam).radius(1.0);
    let [found, _] = around.gradient_on_sphere(&g, &other).unwrap();
    for ((i, j), found) in found.indexed_iter() {
        assert!((found - east[[i, turned(j)]]).abs() < 1e-13);
    }
    // Open, across the date line; a control without the line has the same values.
    let part = Array2::from_shape_fn((9, 5), |(i, j)| f[[i, j]]);
    let date_line = [150.0, 165.0, 180.0, -165.0, -150.0];
    let plain = [0.0, 15.0, 30.0, 45.0, 60.0];
    let open = |longitude: &[f64]| {
        let sphere = Sphere::new(&latitude, longitude);
        Differences::new()
            .gradient_on_sphere(&part, &sphere)
            .unwrap()
    };
    assert_eq!(open(&date_line), open(&plain));
    // Columns and rows the other way round are the other way round.
    let back = f.slice(ndarray::s![..;-1, ..;-1]);
    let rising: Vec<f64> = latitude.iter().rev().copied().collect();
    let west: Vec<f64> = longitude.iter().rev().copied().collect();
    let reversed = Sphere::new(&rising, &west).radius(1.0);
    let found = around.gradient_on_sphere(&back, &reversed).unwrap();
    let expected = around.gradient_on_sphere(&f, &sphere).unwrap();
    for k in 0..2 {
        let found = found[k].slice(ndarray::s![..;-1, ..;-1]);
        assert!((&found - &expected[k]).iter().all(|d| d.abs() < 1e-13));
    }
}

#[test]
fn poles_have_no_east() {
    let latitude = [-90.0_f64, -89.999_999, 0.0, 89.999_999, 90.0];
    let longitude = [0.0, 10.0, 20.0, 30.0];
    let f = Array2::from_shape_fn((5, 4), |(i, j)| (i + j) as f64);
    let sphere = Sphere::new(&latitude, &longitude).radius(1.0);
    let plain = Differences::new();
    let [east, north] = plain.gradient_on_sphere(&f, &sphere).unwrap();
    let wind = [f.clone(), f.clone()];
    for found in [
        &east,
        &plain.divergence_on_sphere(&wind, &sphere).unwrap(),
        &plain.vorticity_on_sphere(&wind, &sphere).unwrap(),
        &plain.laplacian_on_sphere(&f, &sphere).unwrap(),
    ] {
        for ((i, _), d) in found.indexed_iter() {
            assert_eq!(d.is_nan(), i == 0 || i == 4, "{found}");
        }
    }
    assert!(north.iter().all(|d| d.is_finite()));
    // Beside a pole the length of a degree keeps its digits: sin 10⁻⁶°.
    let exact = 0.1 / 1e-6_f64.to_radians() / 1_f64.to_radians();
    for i in [1, 3] {
        let colatitude = 90.0 - latitude[i].abs();
        let expected = 0.1 / colatitude.to_radians().sin() / 1_f64.to_radians();
        assert!((east[[i, 1]] / expected - 1.0).abs() < 1e-14);
        assert!((east[[i, 1]] / exact - 1.0).abs() < 1e-8);
    }
}

#[test]
fn gaps_axes_containers_and_kinds() {
    let (latitude, longitude, f) = map(9, 24, |p, l| p.sin() + p.cos() * l.cos());
    let sphere = Sphere::new(&latitude, &longitude);
    let settings = Differences::new().accuracy(4);
    let expected = settings.gradient_on_sphere(&f, &sphere).unwrap();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-5 * (1e-7 + b.abs());
    // Levels above levels, longitudes first, flat, nalgebra, single precision.
    let levels = Array3::from_shape_fn((2, 9, 24), |(k, i, j)| f[[i, j]] + k as f64);
    let found = settings.gradient_on_sphere(&levels, &sphere).unwrap();
    for k in 0..2 {
        for level in found[k].axis_iter(Axis(0)) {
            assert!(level.iter().zip(&expected[k]).all(|(a, b)| near(*a, *b)));
        }
    }
    let turned = settings
        .clone()
        .axes([1, 0])
        .gradient_on_sphere(&f.t(), &sphere)
        .unwrap();
    assert_eq!(turned.map(|a| a.reversed_axes()), expected);
    let flat: Vec<f64> = f.iter().copied().collect();
    let [east, _] = settings
        .gradient_on_sphere(&Grid::new(&flat, [9, 24]).unwrap(), &sphere)
        .unwrap();
    assert_eq!(east, expected[0].iter().copied().collect::<Vec<f64>>());
    let matrix = DMatrix::from_fn(9, 24, |i, j| f[[i, j]]);
    let [_, north] = settings.gradient_on_sphere(&matrix, &sphere).unwrap();
    assert!(near(north[(3, 5)], expected[1][[3, 5]]));
    let single = f.mapv(|v| v as f32);
    let [east, _] = Differences::new()
        .gradient_on_sphere(&single, &sphere)
        .unwrap();
    assert!((f64::from(east[[4, 6]]) / expected[0][[4, 6]] - 1.0).abs() < 0.02);
    let long = f.mapv(|v| (1_i64 << 60) + (1e6 * v) as i64);
    let [_, north] = settings.gradient_on_sphere(&long, &sphere).unwrap();
    assert!((north[[4, 6]] / 1e6 / expected[1][[4, 6]] - 1.0).abs() < 1e-4);
    // Land in the ocean.
    let mut gaps = f.clone();
    gaps[[4, 6]] = f64::NAN;
    let found = settings
        .clone()
        .bridge_missing()
        .gradient_on_sphere(&gaps, &sphere)
        .unwrap();
    for k in 0..2 {
        for (at, d) in found[k].indexed_iter() {
            assert_eq!(d.is_nan(), at == (4, 6));
            assert!(
                at == (4, 6) || (d - expected[k][at]).abs() < 2e-8,
                "{k} {at:?}"
            );
        }
    }
    // Directions of a wind, in degrees: a field on a circle.
    let direction = Array2::from_shape_fn((9, 24), |(i, j)| (350.0 + 3.0 * (i + j) as f64) % 360.0);
    let [_, north] = Differences::new()
        .circular(360.0)
        .gradient_on_sphere(&direction, &sphere)
        .unwrap();
    let expected = -3.0 / (20.0 * Sphere::EARTH_RADIUS.to_radians());
    assert!(north.iter().all(|d| (d / expected - 1.0).abs() < 1e-12));
}

#[test]
fn what_does_not_fit_is_an_error() {
    let f = Array2::<f64>::zeros((3, 4));
    let (latitude, longitude) = ([10.0, 20.0, 30.0], [0.0, 1.0, 2.0, 3.0]);
    let sphere = || Sphere::new(&latitude, &longitude);
    let plain = Differences::new();
    let message = |differences: &Differences<'_>, sphere: &Sphere<'_>| {
        let error = differences.gradient_on_sphere(&f, sphere).unwrap_err();
        let also = differences.laplacian_on_sphere(&f, sphere).unwrap_err();
        let wind = [f.clone(), f.clone()];
        assert_eq!(
            differences.divergence_on_sphere(&wind, sphere).unwrap_err(),
            error
        );
        assert_eq!(
            differences.vorticity_on_sphere(&wind, sphere).unwrap_err(),
            error
        );
        assert!(also == error || matches!(also, Error::TooShort { .. }));
        error.to_string()
    };
    for (radius, problem) in [
        (0.0, "zero"),
        (-1.0, "negative"),
        (f64::NAN, "not a number"),
        (f64::INFINITY, "infinite"),
        (f64::NEG_INFINITY, "infinite"),
    ] {
        assert_eq!(
            message(&plain, &sphere().radius(radius)),
            format!("the radius of the sphere is {problem}")
        );
    }
    let far = [70.0, 80.0, 91.0];
    assert_eq!(
        message(&plain, &Sphere::new(&far, &longitude)),
        "coordinate 2 of axis 0 is a latitude beyond a pole: latitudes are in degrees, from -90 to 90"
    );
    let unknown = [70.0, f64::NAN, 90.0];
    assert!(
        message(&plain, &Sphere::new(&unknown, &longitude))
            .starts_with("coordinate 1 of axis 0 is not a number")
    );
    assert_eq!(
        message(&plain, &Sphere::new(&longitude, &latitude)),
        "axis 0 has 3 samples, but 4 coordinates were given: one for each sample, and not their differences"
    );
    assert!(
        message(&plain, &Sphere::new(1.0, &longitude)).starts_with("a step cannot be combined")
    );
    assert!(message(&plain.clone().spacing(2.0), &sphere()).starts_with("a spacing cannot"));
    assert!(message(&plain.clone().order(2), &sphere()).starts_with("a derivative order cannot"));
    assert!(
        message(&plain.clone().axes(0), &sphere())
            .starts_with("a derivative on a sphere is along 2 axes, but 1 axis is chosen")
    );
    assert!(
        message(&plain.clone().edge(Edge::Period(360.0)), &sphere())
            .starts_with("a periodic edge cannot be combined with latitudes")
    );
    assert!(
        message(
            &plain.clone().edges([Edge::First, Edge::Periodic]),
            &sphere()
        )
        .contains("circumference with Edge::Period")
    );
    let line = plain.gradient_on_sphere(&[1.0, 2.0, 3.0], &sphere());
    assert!(matches!(line, Err(Error::Axis { .. })));
    let other = [f.clone(), Array2::zeros((4, 3))];
    assert!(matches!(
        plain.vorticity_on_sphere(&other, &sphere()),
        Err(Error::OutputShape {
            what: "component",
            ..
        })
    ));
    let wind = [f.clone(), f.clone()];
    assert!(matches!(
        plain
            .clone()
            .circular(360.0)
            .divergence_on_sphere(&wind, &sphere()),
        Err(Error::Combination { .. })
    ));
    // No samples along an axis that is not chosen are no work, and no error.
    let empty = Array3::<f64>::zeros((0, 3, 4));
    assert_eq!(
        plain.gradient_on_sphere(&empty, &sphere()).unwrap()[0],
        empty
    );
}

/// Two columns are a strip as well, wherever the seam is.
#[test]
fn two_longitudes_across_the_seam() {
    let f = array![[0.0_f64, 20.0], [0.0, 20.0]];
    let east = |longitudes: [f64; 2]| {
        let sphere = Sphere::new(&[0.0, 10.0], &longitudes).radius(1.0);
        let [east, _] = Differences::new().gradient_on_sphere(&f, &sphere).unwrap();
        east
    };
    let found = east([170.0, -170.0]);
    assert!((found[[0, 0]] - 180.0 / std::f64::consts::PI).abs() < 1e-13);
    assert_eq!(found, east([170.0, 190.0]));
    assert_eq!(east([-170.0, 170.0]), -found);
    assert_eq!(east([359.0, 1.0]), east([-1.0, 1.0]));
    // Up to half a turn they are taken as they are.
    assert_eq!(east([0.0, 180.0]), east([-180.0, 0.0]));
}
