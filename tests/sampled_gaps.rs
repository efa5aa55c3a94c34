//! Missing samples: runs between gaps, gaps that are bridged, gaps on a circle, and errors that know them.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use ndarray::Array2;
use partials::sampled::{Differences, Edge, gradient};
use proptest::prelude::*;

const NAN: f64 = f64::NAN;

fn same(found: &[f64], expected: &[f64], tolerance: f64) {
    let is = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance || a.is_nan() && b.is_nan();
    let all = found.len() == expected.len() && found.iter().zip(expected).all(is);
    assert!(all, "{found:?} instead of {expected:?}");
}

#[test]
fn a_gap_is_bridged_with_the_coordinates_that_are_present() {
    let x = [0.0, 1.0, 2.5, 3.0, 4.5, 6.0, 7.0];
    let f = [0.0, NAN, 4.0, NAN, 16.0];
    let bridge = Differences::new().bridge_missing();
    same(
        &bridge.derivative(&f).unwrap(),
        &[2.0, NAN, 4.0, NAN, 6.0],
        0.0,
    );
    // By the runs, nothing is left.
    same(
        &Differences::new().skip_missing().derivative(&f).unwrap(),
        &[NAN; 5],
        0.0,
    );
    // A parabola on coordinates, exactly, also at the ends.
    let slope = |x: f64| 2.0 * x - 3.0;
    let f = x.map(|x| {
        if x == 2.5 || x == 4.5 {
            NAN
        } else {
            x * x - 3.0 * x
        }
    });
    let found = bridge
        .clone()
        .spacing(&x)
        .edge(Edge::Second)
        .derivative(&f)
        .unwrap();
    same(
        &found,
        &x.map(|x| if x == 2.5 || x == 4.5 { NAN } else { slope(x) }),
        1e-13,
    );
    // Too few for anything.
    same(
        &bridge.derivative(&[NAN, 3.0, NAN]).unwrap(),
        &[NAN; 3],
        0.0,
    );
    same(
        &bridge.derivative(&[NAN, 3.0, 5.0]).unwrap(),
        &[NAN, 2.0, 2.0],
        0.0,
    );
    // A mask says the same as NaN, also of integers.
    let masked = bridge
        .gradient_where(&[0, 99, 4, 99, 16], &[true, false, true, false, true])
        .unwrap();
    same(&masked[0], &[2.0, NAN, 4.0, NAN, 6.0], 0.0);
    // Both axes of two.
    let table = Array2::from_shape_fn((4, 5), |(i, j)| {
        if (i, j) == (1, 2) {
            NAN
        } else {
            (3 * i + 7 * j) as f64
        }
    });
    let both = bridge.gradient(&table).unwrap();
    for (k, expected) in [3.0, 7.0].into_iter().enumerate() {
        for (at, found) in both[k].indexed_iter() {
            assert!(
                if at == (1, 2) {
                    found.is_nan()
                } else {
                    (found - expected).abs() < 1e-12
                },
                "{at:?} {found}"
            );
        }
    }
}

#[test]
fn without_gaps_nothing_is_another() {
    let f: Vec<f64> = (0..20).map(|k| (0.3 * f64::from(k)).sin()).collect();
    let x: Vec<f64> = (0..20)
        .map(|k| f64::from(k) + 0.1 * f64::from(k % 3))
        .collect();
    for accuracy in [2, 4] {
        for edge in [Edge::First, Edge::Second, Edge::Matching] {
            let plain = Differences::new().spacing(&x).accuracy(accuracy).edge(edge);
            let expected = plain.derivative(&f).unwrap();
            assert_eq!(
                plain.clone().bridge_missing().derivative(&f).unwrap(),
                expected
            );
            assert_eq!(plain.skip_missing().derivative(&f).unwrap(), expected);
        }
    }
}

#[test]
fn gaps_on_a_circle() {
    let n = 40;
    let angle = |i: usize| std::f64::consts::TAU * i as f64 / n as f64;
    let f: Vec<f64> = (0..n).map(|i| angle(i).sin()).collect();
    let step = angle(1);
    let around = Differences::new().spacing(step).edge(Edge::Periodic);
    let whole = around.derivative(&f).unwrap();
    // Without a gap it is the periodic derivative.
    for settings in [
        around.clone().skip_missing(),
        around.clone().bridge_missing(),
    ] {
        same(&settings.derivative(&f).unwrap(), &whole, 1e-14);
    }
    let mut gaps = f.clone();
    (gaps[7], gaps[8], gaps[20]) = (NAN, NAN, NAN);
    let runs = around.clone().skip_missing().derivative(&gaps).unwrap();
    // The seam is inside a run: its ends are like the interior of the whole.
    same(
        &[runs[0], runs[39], runs[5], runs[22]],
        &[whole[0], whole[39], whole[5], whole[22]],
        1e-14,
    );
    // Its ends are one-sided.
    assert!((runs[6] - (f[6] - f[5]) / step).abs() < 1e-14);
    let bridged = around
        .bridge_missing()
        .accuracy(4)
        .derivative(&gaps)
        .unwrap();
    for (i, found) in bridged.iter().enumerate() {
        if gaps[i].is_nan() {
            assert!(found.is_nan());
        } else {
            assert!((found - angle(i).cos()).abs() < 2e-3, "{i}: {found}");
        }
    }
    // With coordinates.
    let x: Vec<f64> = (0..n)
        .map(|i| angle(i) + 0.02 * f64::from(i as u32 % 2))
        .collect();
    let mut g: Vec<f64> = x.iter().map(|x| x.cos()).collect();
    (g[0], g[39]) = (NAN, NAN);
    let circle = Differences::new()
        .spacing(&x)
        .edge(Edge::Period(std::f64::consts::TAU))
        .accuracy(4);
    let found = circle.bridge_missing().derivative(&g).unwrap();
    for i in 1..39 {
        assert!((found[i] + x[i].sin()).abs() < 2e-3, "{i}");
    }
}

#[test]
fn errors_know_the_gap() {
    let x: Vec<f64> = (0..30).map(|k| 0.1 * f64::from(k)).collect();
    let mut f: Vec<f64> = x.iter().map(|x| (2.0 * x).sin()).collect();
    for gap in [10, 11, 12, 20] {
        f[gap] = NAN;
    }
    let bridge = Differences::new().spacing(&x).bridge_missing();
    let found = &bridge.estimate(&f).unwrap()[0];
    let mut held = 0;
    for i in 0..30 {
        if f[i].is_nan() {
            assert!(found.value[i].is_nan() && found.error[i].is_nan());
        } else {
            held +=
                usize::from((found.value[i] - 2.0 * (2.0 * x[i]).cos()).abs() <= found.error[i]);
        }
    }
    assert!(held >= 24, "{held} of 26");
    // Beside the gap it is worse than it would be without.
    let whole: Vec<f64> = x.iter().map(|x| (2.0 * x).sin()).collect();
    let plain = &Differences::new().spacing(&x).estimate(&whole).unwrap()[0];
    assert!(found.error[9] > 2.0 * plain.error[9] && found.error[13] > 2.0 * plain.error[13]);
    same(&found.value, &bridge.derivative(&f).unwrap(), 0.0);
    // A run too short for a comparison says so.
    let runs = &Differences::new()
        .skip_missing()
        .estimate(&[0.0, 1.0, 4.0, NAN, 16.0, 25.0])
        .unwrap()[0];
    assert!(runs.error[..3].iter().all(|e| *e == f64::INFINITY));
    assert_eq!(runs.value[..3], [1.0, 2.0, 3.0]);
    // Long runs have the errors they have without gaps.
    let smooth: Vec<f64> = (0..12).map(|k| f64::from(k).powi(2)).collect();
    let mut with_gap = smooth.clone();
    with_gap.extend([NAN, 1.0, 2.0]);
    let [a, b] = [
        Differences::new().estimate(&smooth).unwrap(),
        Differences::new()
            .skip_missing()
            .estimate(&with_gap)
            .unwrap(),
    ];
    assert_eq!(a[0].value, b[0].value[..12]);
    assert!(
        a[0].error
            .iter()
            .zip(&b[0].error)
            .all(|(a, b)| (a - b).abs() <= 1e-12)
    );
}

#[test]
fn a_row_that_a_table_has_twice() {
    let f = [0.0, 1.0, 1.0, 4.0];
    let twice = [0.0, 0.1, 0.1 + 1e-16, 0.4];
    let error = gradient(&f, &twice).unwrap_err().to_string();
    assert!(
        error.contains("coordinate 2 of axis 0") && error.contains("but for rounding"),
        "{error}"
    );
    let late = [1e9, 1e9 + 1.0, 1e9 + 1.0 + 2e-7, 1e9 + 3.0];
    assert!(gradient(&f, &late).is_err());
    assert!(
        Differences::new()
            .spacing(&late)
            .permissive()
            .derivative(&f)
            .is_ok()
    );
    // At the ends too.
    assert!(gradient(&f[..3], &[0.5, 0.5 + 1e-16, 0.7]).is_err());
    assert!(gradient(&f[..3], &[0.1, 0.7, 0.7 + 2e-16]).is_err());
    // An axis of steps that small, and one over many powers of ten, are as they are.
    let fine: Vec<f64> = (0..5).map(|k| 1.0 + f64::EPSILON * f64::from(k)).collect();
    assert!(gradient(&[0.0, 1.0, 2.0, 3.0, 4.0], &fine).is_ok());
    let decades: Vec<f64> = (0..40).map(|k| 10_f64.powi(k - 30)).collect();
    let f: Vec<f64> = decades.iter().map(|x| 2.0 * x).collect();
    assert!(
        gradient(&f, &decades)
            .unwrap()
            .iter()
            .all(|d| (d - 2.0).abs() < 1e-12)
    );
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| v.to_bits()).collect()
}

/// The least number of samples on a circle, and up to five more.
fn rings() -> impl Strategy<Value = (usize, usize, usize)> {
    (1..=4_usize, 1..=4_usize, 0..5_usize).prop_map(|(order, half, more)| {
        let least = 2 * (order.div_ceil(2) + half - 1) + 1;
        (order, 2 * half, least + more)
    })
}

proptest! {
    #![proptest_config(config(256))]

    /// On a circle of steps, from the least number of samples on.
    #[test]
    fn with_nothing_missing_a_circle_has_the_plain_derivative(
        (order, accuracy, n) in rings(),
        samples in prop::collection::vec(-10.0..10.0, 20),
        step in prop_oneof![0.05..2.0_f64, -2.0..-0.05],
    ) {
        let f: &[f64] = &samples[..n];
        let plain = Differences::new().spacing(step).order(order).accuracy(accuracy);
        let plain = plain.edge(Edge::Periodic);
        let expected = plain.derivative(f).unwrap();
        prop_assert!(expected.iter().all(|d| d.is_finite()));
        let all = vec![true; n];
        let same = [
            plain.clone().skip_missing().derivative(f).unwrap(),
            plain.clone().bridge_missing().derivative(f).unwrap(),
            plain.gradient_where(f, &all).unwrap().remove(0),
            plain.clone().skip_missing().estimate(f).unwrap().remove(0).value,
        ];
        for found in same {
            prop_assert_eq!(bits(&found), bits(&expected));
        }
        // Unrolled from the first sample on, which rounds.
        let unrolled = plain.clone().circular(100.0).derivative(f).unwrap();
        let tolerance = 1e-11 / step.abs().powi(order as i32);
        for (a, b) in unrolled.iter().zip(&expected) {
            prop_assert!((a - b).abs() <= tolerance, "{a} is not {b}");
        }
        // The control: the circle matters.
        let open = plain.edge(Edge::First).skip_missing().derivative(f).unwrap();
        prop_assert_ne!(bits(&open), bits(&expected));
    }

    /// Also in single precision, whose sums are not those of `f64`.
    #[test]
    fn estimates_are_of_what_the_derivative_is(
        samples in prop::collection::vec(prop_oneof![4 => -10.0..10.0_f32, 1 => Just(f32::NAN)], 16..30),
        gaps in prop::collection::vec(0.1..1.0_f64, 30),
        (order, half) in (1..=2_usize, 1..=3_usize),
        way in 0..3,
    ) {
        let x: Vec<f64> = gaps.iter().take(samples.len()).scan(0.0, |x, gap| { *x += gap; Some(*x) }).collect();
        let plain = Differences::new().order(order).accuracy(2 * half);
        for settings in [
            plain.clone().spacing(0.1),
            plain.clone().spacing(&x),
            plain.clone().spacing(0.1).edge(Edge::Periodic),
        ] {
            let settings = match way {
                0 => settings.skip_missing(),
                1 => settings.bridge_missing(),
                _ => settings.circular(100.0),
            };
            let expected = settings.derivative(&samples).unwrap();
            let found = &settings.estimate(&samples).unwrap()[0];
            for (a, b) in found.value.iter().zip(&expected) {
                prop_assert!(a == b || a.is_nan() && b.is_nan(), "{a} is not {b}");
            }
        }
    }

    /// Polynomials below the order of accuracy, across any gaps.
    #[test]
    fn polynomials_are_exact_across_gaps(
        present in prop::collection::vec(prop::bool::weighted(0.7), 12..40),
        steps in prop::collection::vec(0.2_f64..2.0, 40),
        accuracy in prop::sample::select(vec![2_usize, 4]),
    ) {
        let x: Vec<f64> = steps.iter().take(present.len()).scan(0.0, |x, s| { *x += s; Some(*x / 10.0) }).collect();
        let f: Vec<f64> = x.iter().zip(&present).map(|(x, p)| if *p { 1.0 - 2.0 * x + 3.0 * x * x } else { NAN }).collect();
        prop_assume!(present.iter().filter(|p| **p).count() >= 3);
        let settings = Differences::new().spacing(&x).accuracy(accuracy).edge(Edge::Matching);
        let found = settings.bridge_missing().derivative(&f).unwrap();
        for (i, found) in found.iter().enumerate() {
            if present[i] {
                prop_assert!((found - (6.0 * x[i] - 2.0)).abs() < 1e-8, "{i}: {found}");
            } else {
                prop_assert!(found.is_nan());
            }
        }
    }
}
