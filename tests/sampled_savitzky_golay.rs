//! Fitted polynomials on uneven coordinates, across gaps and around circles, against exact least squares
//! in rational numbers and against scipy: see `tests/data/sampled.py`.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use nalgebra::{DMatrix, DVector};
use ndarray::{Array, Array2, Array3, Axis, s};
use partials::Error;
use partials::sampled::{Grid, SavitzkyGolay, Spacing};
use proptest::prelude::*;
use serde_json::Value;

const NAN: f64 = f64::NAN;

fn reference() -> Value {
    serde_json::from_str(include_str!("data/sampled.json")).unwrap()
}

/// Numbers, and NaN where there is none.
fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().unwrap().iter();
    values.map(|v| v.as_f64().unwrap_or(NAN)).collect()
}

fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// The filter of a case, without a spacing.
fn filter(case: &Value) -> SavitzkyGolay {
    let filter = SavitzkyGolay::new(size(&case["window"]), size(&case["degree"])).unwrap();
    filter.order(size(&case["order"]))
}

/// The largest distance in relation to the largest value; infinite where only one is not a number.
fn apart(found: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let largest = expected
        .iter()
        .filter(|v| !v.is_nan())
        .fold(1e-300, |m: f64, v| m.max(v.abs()));
    let each = found.iter().zip(expected).map(|(a, b)| {
        if a.is_nan() != b.is_nan() {
            f64::INFINITY
        } else if a.is_nan() {
            0.0
        } else {
            (a - b).abs() / largest
        }
    });
    each.fold(0.0, f64::max)
}

#[test]
fn uneven_gaps_and_circles_are_exact_least_squares() {
    let mut worst = 0.0_f64;
    for case in reference()["savitzky_golay"]["uneven"].as_array().unwrap() {
        let (x, f) = (numbers(&case["x"]), numbers(&case["f"]));
        let on = filter(case).coordinates(&x);
        let present: Vec<bool> = case["present"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_bool().unwrap())
            .collect();
        let with_gaps: Vec<f64> = f
            .iter()
            .zip(&present)
            .map(|(f, p)| if *p { *f } else { NAN })
            .collect();
        let gaps = on.clone().bridge_missing();
        let around = on.clone().period(case["period"].as_f64().unwrap());
        for (found, expected) in [
            (on.derivative(&f, 0).unwrap(), &case["open"]),
            (gaps.derivative(&with_gaps, 0).unwrap(), &case["gaps"]),
            (on.derivative_where(&f, 0, &present).unwrap(), &case["gaps"]),
            (around.derivative(&f, 0).unwrap(), &case["circle"]),
        ] {
            // Fits of the full degree to few samples far to one side amplify rounding.
            let found = apart(&found, &numbers(expected));
            assert!(
                found < 1e-11,
                "{found:e}: window {}, degree {}",
                case["window"],
                case["degree"]
            );
            worst = worst.max(found);
        }
        // A control: the coordinates matter.
        let even = filter(case).derivative(&f, 0).unwrap();
        assert!(size(&case["order"]) == 0 || apart(&even, &numbers(&case["open"])) > 1e-3);
    }
    println!("largest distance to the exact least squares: {worst:.1e}");
}

#[test]
fn even_steps_are_those_of_scipy_and_of_even_coordinates() {
    for case in reference()["savitzky_golay"]["even"].as_array().unwrap() {
        let f = numbers(&case["f"]);
        let step = case["step"].as_f64().unwrap();
        let found = filter(case).step(step).derivative(&f, 0).unwrap();
        assert!(apart(&found, &numbers(&case["scipy"])) < 1e-12);
        let x: Vec<f64> = (0..f.len()).map(|i| 7.0 + step * i as f64).collect();
        let on = filter(case).coordinates(&x);
        assert_eq!(on.derivative(&f, 0).unwrap(), found, "to the bit");
        let whole = on.clone().bridge_missing().derivative(&f, 0).unwrap();
        assert_eq!(whole, found);
        let circle = on.period(step * f.len() as f64).derivative(&f, 0).unwrap();
        let periodic = filter(case).step(step).periodic().derivative(&f, 0);
        assert_eq!(circle, periodic.unwrap());
        // With a step, a gap is bridged as with coordinates that are all but even.
        let mut gap = f.clone();
        (gap[0], gap[9], gap[10]) = (NAN, NAN, NAN);
        let mut near = x.clone();
        near[23] += 1e-13;
        let with_step = filter(case).step(step).bridge_missing();
        let with_places = filter(case).coordinates(&near).bridge_missing();
        let (a, b) = (
            with_step.derivative(&gap, 0).unwrap(),
            with_places.derivative(&gap, 0).unwrap(),
        );
        assert!(apart(&a, &b) < 1e-11);
        // Far from the gap nothing changes.
        assert_eq!(a[17..], found[17..]);
    }
}

#[test]
fn containers_layouts_and_kinds() {
    let x: Vec<f64> = (0..12)
        .map(|i| f64::from(i) + 0.3 * f64::from(i % 3))
        .collect();
    let filter = SavitzkyGolay::new(5, 2).unwrap().coordinates(&x);
    let line: Vec<f64> = x.iter().map(|x| 0.5 * x * x - x).collect();
    let expected = filter.derivative(&line, 0).unwrap();
    assert!(
        x.iter()
            .zip(&expected)
            .all(|(x, d)| (d - (x - 1.0)).abs() < 1e-12)
    );
    let array: [f64; 12] = line[..].try_into().unwrap();
    assert_eq!(filter.derivative(&array, 0).unwrap()[..], expected[..]);
    assert_eq!(filter.derivative(&line[..], 0).unwrap(), expected);
    let vector = DVector::from_vec(line.clone());
    assert_eq!(
        filter.derivative(&vector, 0).unwrap().as_slice(),
        &expected[..]
    );
    let matrix = DMatrix::from_fn(12, 3, |i, _| line[i]);
    let down = filter.derivative(&matrix, 0).unwrap();
    assert!((0..3).all(|j| apart(down.column(j).as_slice(), &expected) < 1e-15));
    let flat: Vec<f64> = [&line[..], &line[..]].concat();
    let rows = filter
        .derivative(&Grid::new(&flat, [2, 12]).unwrap(), 1)
        .unwrap();
    assert!(apart(&rows[12..], &expected) < 1e-15);
    // Rows short and long across the axis, views, many lines, in any order of the axes.
    for others in [[1, 1], [2, 3], [30, 5], [40, 30]] {
        let f = Array3::from_shape_fn((others[0], 12, others[1]), |(a, i, b)| {
            line[i] + (a + 2 * b) as f64
        });
        let mut out = Array3::zeros((others[1], others[0], 12));
        let turned = f.view().permuted_axes([2, 0, 1]);
        filter.derivative_into(&turned, -1, &mut out).unwrap();
        let direct = filter.derivative(&f, 1).unwrap();
        assert_eq!(direct.view().permuted_axes([2, 0, 1]), out);
        let skipped = filter.derivative(&f.slice(s![..;-1, .., ..]), 1).unwrap();
        assert_eq!(skipped.slice(s![..;-1, .., ..]), direct);
        for lane in direct.lanes(Axis(1)) {
            assert!(apart(&lane.to_vec(), &expected) < 1e-12);
        }
        // The gaps of each line are its own.
        let mut gaps = f.clone();
        gaps[[0, 4, 0]] = NAN;
        let bridged = filter
            .clone()
            .bridge_missing()
            .derivative(&gaps, 1)
            .unwrap();
        for ((a, i, b), found) in bridged.indexed_iter() {
            if (a, i, b) == (0, 4, 0) {
                assert!(found.is_nan());
            } else {
                assert!((found - expected[i]).abs() < 1e-11, "{a} {i} {b} {found}");
            }
        }
        // A control: without the setting the gap spoils its windows.
        assert!(filter.derivative(&gaps, 1).unwrap()[[0, 5, 0]].is_nan());
    }
    // Single precision, complex, and integers that no f64 holds.
    let single: Vec<f32> = line.iter().map(|v| *v as f32).collect();
    let found = filter.derivative(&single, 0).unwrap();
    assert!(
        found
            .iter()
            .zip(&expected)
            .all(|(a, b)| (f64::from(*a) - b).abs() < 1e-5)
    );
    let complex: Vec<_> = line
        .iter()
        .map(|v| nalgebra::Complex::new(*v, -v))
        .collect();
    let found = filter.derivative(&complex, 0).unwrap();
    assert!(
        found
            .iter()
            .zip(&expected)
            .all(|(a, b)| (a - nalgebra::Complex::new(*b, -b)).norm_sqr() < 1e-24)
    );
    let stamps = [0_i64, 1, 2, 4, 5, 7, 8].map(|k| (1_i64 << 61) + k);
    let long = [0_i64, 1, 2, 4, 5, 7, 8].map(|k| (1_i64 << 60) + 3 * k);
    let filter = SavitzkyGolay::new(5, 1).unwrap().coordinates(&stamps);
    let found = filter.derivative(&long, 0).unwrap();
    assert!(found.iter().all(|d| (d - 3.0).abs() < 1e-14), "{found:?}");
    let mask = [true, true, false, true, true, true, true];
    let mut spoiled = long;
    spoiled[2] = i64::MIN;
    let found = filter.derivative_where(&spoiled, 0, &mask).unwrap();
    for (i, d) in found.iter().enumerate() {
        assert!(if i == 2 {
            d.is_nan()
        } else {
            (d - 3.0).abs() < 1e-14
        });
    }
}

#[test]
fn what_a_window_does_not_determine_is_nan() {
    let f = [1.0, NAN, NAN, 2.0, NAN, NAN, 7.0, 8.0, 9.0];
    let found = SavitzkyGolay::new(3, 1)
        .unwrap()
        .bridge_missing()
        .derivative(&f, 0)
        .unwrap();
    let spoiled: Vec<bool> = found.iter().map(|d| d.is_nan()).collect();
    assert_eq!(
        spoiled,
        [true, true, true, true, true, true, false, false, false]
    );
    assert!(found[6..].iter().all(|d| (d - 1.0).abs() < 1e-14));
    // Two samples are a line; infinities spoil their windows, as they do without gaps.
    let found = SavitzkyGolay::new(3, 1)
        .unwrap()
        .bridge_missing()
        .derivative(&[0.0, NAN, 4.0, 6.0, f64::INFINITY, 0.0], 0)
        .unwrap();
    assert!((found[0] - 2.0).abs() < 1e-14 && (found[2] - 2.0).abs() < 1e-14);
    assert!(found[1].is_nan() && !found[3].is_finite());
    // Nothing at all, and complex samples of which a part is missing.
    let none = SavitzkyGolay::new(3, 1)
        .unwrap()
        .bridge_missing()
        .derivative(&[NAN; 5], 0)
        .unwrap();
    assert!(none.iter().all(|d| d.is_nan()));
    let half = [nalgebra::Complex::new(0.0, NAN); 3];
    let found = SavitzkyGolay::new(3, 1).unwrap().bridge_missing();
    assert!(
        found
            .derivative(&half, 0)
            .unwrap()
            .iter()
            .all(|d| d.is_nan())
    );
    // Coordinates that f64 cannot tell apart beside those that are far away.
    let x = [0.0, 1e-14, 2e-14, 3e-14, 1.0];
    let found = SavitzkyGolay::new(5, 3)
        .unwrap()
        .coordinates(&x)
        .derivative(&[0.0_f64, 1.0, 2.0, 3.0, 4.0], 0)
        .unwrap();
    assert!(found.iter().all(|d| d.is_nan()), "{found:?}");
    // Smoothing keeps what a constant is, whatever the window.
    let flat = SavitzkyGolay::new(5, 0)
        .unwrap()
        .order(0)
        .coordinates(&x)
        .derivative(&[3.0_f64; 5], 0)
        .unwrap();
    assert!(flat.iter().all(|v| (v - 3.0).abs() < 1e-14));
}

#[test]
fn what_does_not_fit_is_an_error() {
    let filter = SavitzkyGolay::new(5, 2).unwrap();
    let f = [0.0; 7];
    let message = |filter: SavitzkyGolay| filter.derivative(&f, 0).unwrap_err().to_string();
    let x = [0.0, 1.0, 2.0, 3.0, 4.5, 5.0, 6.0];
    assert_eq!(
        message(filter.clone().coordinates(&x[..6])),
        "axis 0 has 7 samples, but 6 coordinates were given: one for each sample, and not their differences"
    );
    let mut back = x;
    back[3] = 1.5;
    assert!(
        message(filter.clone().coordinates(&back)).starts_with("coordinate 3 of axis 0 turns back")
    );
    back[3] = NAN;
    assert!(
        message(filter.clone().coordinates(&back))
            .starts_with("coordinate 3 of axis 0 is not a number")
    );
    assert!(
        message(filter.clone().coordinates(&x).periodic()).contains("circumference with period")
    );
    assert!(message(filter.clone().period(3.0)).starts_with("a period cannot be combined"));
    assert_eq!(
        message(filter.clone().coordinates(&x).period(6.0)),
        "the period of axis 0 is not longer than from the first to the last coordinate: leave out the \
             last one, which repeats the first"
    );
    assert_eq!(
        message(filter.clone().coordinates(&x).period(NAN)),
        "the period of axis 0 is not a number"
    );
    assert!(matches!(
        filter.derivative_where(&f, 0, &[true; 6]),
        Err(Error::OutputShape { what: "mask", .. })
    ));
    // Longitudes that pass the seam are unrolled, in both directions.
    let east = [170.0, 175.0, -178.0, -170.0, -160.0, -155.0, -151.0];
    for sign in [-1.0, 1.0] {
        let longitude = east.map(|x| sign * x);
        let around = filter.clone().coordinates(&longitude).period(-360.0);
        let place = [170.0_f64, 175.0, 182.0, 190.0, 200.0, 205.0, 209.0].map(|x| 0.5 * sign * x);
        let slope = around.order(1).derivative(&place, 0).unwrap();
        assert!(
            slope[2..5].iter().all(|d| (d - 0.5).abs() < 1e-12),
            "{slope:?}"
        );
    }
    // A number is a step, and the last one said counts.
    let squares: Vec<f64> = (0..7).map(|i| f64::from(i * i)).collect();
    let by_step = filter.clone().step(0.5).derivative(&squares, 0);
    let by_number = filter.clone().coordinates(0.5).derivative(&squares, 0);
    let last = filter
        .clone()
        .coordinates(&x)
        .step(0.5)
        .derivative(&squares, 0);
    assert_eq!(by_step, by_number);
    assert_eq!(by_step, last);
    // No samples are no work, and no error.
    let empty = Array2::<f64>::zeros((0, 7));
    let found = filter.coordinates(&x).bridge_missing();
    assert_eq!(found.derivative(&empty, 1).unwrap(), empty);
    assert!(matches!(
        found.derivative(&empty, 0),
        Err(Error::CoordinateCount { .. })
    ));
}

#[test]
fn long_windows_and_long_lines() {
    // Windows for which no table of weights has room, and blocks of a line that is longer than a table.
    for (window, n, degree) in [(1601, 1610, 1), (101, 1000, 3), (31, 3000, 3)] {
        let mut x = Vec::with_capacity(n);
        for i in 0..n {
            x.push(i as f64 + 0.4 * (i as f64).sin());
        }
        let at = |x: f64| x / n as f64;
        let f: Vec<f64> = x.iter().map(|x| at(*x).powi(degree)).collect();
        let filter = SavitzkyGolay::new(window, degree as usize)
            .unwrap()
            .coordinates(&x);
        let found = filter.derivative(&f, 0).unwrap();
        for (x, d) in x.iter().zip(&found) {
            let expected = f64::from(degree) * at(*x).powi(degree - 1) / n as f64;
            assert!(
                (d - expected).abs() < 1e-11 / window as f64,
                "{window} {d} {expected}"
            );
        }
        let two = Array::from_shape_fn((n, 2), |(i, k)| f[i] + k as f64);
        let down = filter.derivative(&two, 0).unwrap();
        let sideways = filter.derivative(&two.t(), 1).unwrap();
        assert_eq!(down.t(), sideways);
        assert!(apart(&down.column(0).to_vec(), &found) < 1e-12);
    }
}

#[test]
fn coordinates_are_kept() {
    let filter = {
        let x = vec![0.0, 1.0, 2.0, 4.0];
        SavitzkyGolay::new(3, 2).unwrap().coordinates(&x)
    };
    let other = SavitzkyGolay::new(3, 2)
        .unwrap()
        .coordinates(Spacing::from(vec![0.0, 1.0, 2.0, 4.0]));
    assert_eq!(filter, other);
    assert_eq!(
        filter.weights(),
        SavitzkyGolay::new(3, 2).unwrap().weights()
    );
}

proptest! {
    #![proptest_config(config(256))]

    /// Whatever is missing, as long as there is an answer.
    #[test]
    fn polynomials_of_the_degree_are_exact(
        steps in prop::collection::vec(0.1_f64..2.0, 20..40),
        present in prop::collection::vec(prop::bool::weighted(0.8), 40),
        c in prop::collection::vec(-1.0_f64..1.0, 5),
        half in 2_usize..8,
        degree in 1_usize..5,
        order in 0_usize..4,
        offset in prop::sample::select(vec![0.0, 1e3, -1e6]),
        falls in any::<bool>(),
    ) {
        prop_assume!(order <= degree && degree < 2 * half + 1);
        let sign = if falls { -1.0 } else { 1.0 };
        let t: Vec<f64> = steps.iter().scan(0.0, |t, s| { *t += s / 10.0; Some(sign * *t) }).collect();
        let x: Vec<f64> = t.iter().map(|t| offset + t).collect();
        // From the coordinates as they are rounded.
        let at = |x: f64| x - offset;
        let polynomial = |t: f64, order: usize| -> f64 {
            let term = |k: usize| c[k] * (k - order + 1..=k).map(|j| j as f64).product::<f64>() * t.powi((k - order) as i32);
            (order..=degree).map(term).sum()
        };
        let f: Vec<f64> = x.iter().zip(&present).map(|(x, p)| if *p { polynomial(at(*x), 0) } else { NAN }).collect();
        let filter = SavitzkyGolay::new(2 * half + 1, degree).unwrap().order(order).coordinates(&x).bridge_missing();
        let found = filter.derivative(&f, 0).unwrap();
        let size = f.iter().filter(|v| !v.is_nan()).fold(1.0_f64, |m, v| m.max(v.abs()));
        let (n, width) = (x.len(), 2 * half + 1);
        for i in 0..n {
            let first = i.saturating_sub(half).min(n - width);
            let window: Vec<usize> = (first..first + width).filter(|&k| present[k]).collect();
            if !present[i] || window.len() <= degree {
                prop_assert!(found[i].is_nan());
                continue;
            }
            // How a change of the samples by rounding grows: to the power of the order by the steps, and to
            // that of the degree where all are on one side.
            let nearest = window.windows(2).map(|w| (x[w[1]] - x[w[0]]).abs()).fold(f64::INFINITY, f64::min);
            let reach = window.iter().map(|&k| (x[k] - x[i]).abs()).fold(0.0, f64::max);
            let growth = (reach / nearest).powi(degree as i32) / nearest.powi(order as i32);
            let tolerance = 1e-13 * size * growth.max(1.0) + 1e-12;
            let expected = polynomial(at(x[i]), order);
            prop_assert!((found[i] - expected).abs() <= tolerance, "{i}: {} instead of {expected}", found[i]);
        }
    }
}

/// Windows whose weights no memory holds are refused before it is asked for.
#[test]
fn windows_beyond_all_measure() {
    for (window, is_ok) in [
        (usize::MAX, false),
        (usize::MAX / 2, false),
        (4097, false),
        (1025, true),
    ] {
        let found = SavitzkyGolay::new(window, 1);
        let is_refused = matches!(found, Err(Error::Setting { what: "window", .. }));
        assert!(found.is_ok() == is_ok && is_refused != is_ok, "{window}");
    }
}
