//! Circles: coordinates that pass the seam, samples that are directions, and both.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use ndarray::{Array2, Axis};
use num_complex::Complex;
use partials::Error;
use partials::sampled::{Differences, Edge, gradient, unwrap};
use proptest::prelude::*;

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    let all = found
        .iter()
        .zip(expected)
        .all(|(a, b)| (a - b).abs() <= tolerance);
    assert!(
        all && found.len() == expected.len(),
        "{found:?} instead of {expected:?}"
    );
}

#[test]
fn coordinates_pass_the_seam() {
    let settings = |x: &[f64]| {
        Differences::new()
            .spacing(x)
            .edge(Edge::Period(360.0))
            .derivative(&[1.0, 2.0, 4.0, 8.0])
            .unwrap()
    };
    let seam = settings(&[160.0, 170.0, -180.0, -170.0]);
    close(&seam, &settings(&[160.0, 170.0, 180.0, 190.0]), 1e-15);
    // Falling, and from 0 to 360.
    close(
        &settings(&[-170.0, 179.0, 170.0, 150.0]),
        &settings(&[190.0, 179.0, 170.0, 150.0]),
        1e-15,
    );
    close(
        &settings(&[350.0, 355.0, 3.0, 20.0]),
        &settings(&[-10.0, -5.0, 3.0, 20.0]),
        1e-15,
    );
    // Several turns are no circle.
    let winding = [0.0, 170.0, -20.0, 150.0];
    let error = Differences::new()
        .spacing(&winding)
        .edge(Edge::Period(360.0))
        .derivative(&[0.0; 4]);
    assert!(matches!(error, Err(Error::Step { .. })), "{error:?}");
    // Without a period they turn back.
    assert!(matches!(
        gradient(&[0.0; 4], &[160.0, 170.0, -180.0, -170.0]),
        Err(Error::Coordinates { .. })
    ));
    // Hours past midnight on an axis that is open.
    let hours = unwrap(&[22.0, 23.5, 0.5, 2.0], 24.0);
    assert_eq!(gradient(&[0.0, 3.0, 5.0, 8.0], &hours).unwrap(), [2.0; 4]);
}

#[test]
fn samples_on_a_circle() {
    let rate = |f: &[f64]| Differences::new().circular(360.0).derivative(f).unwrap();
    close(
        &rate(&[170.0, 175.0, 180.0, -175.0, -170.0]),
        &[5.0; 5],
        1e-12,
    );
    close(&rate(&[10.0, 0.0, 350.0, 340.0]), &[-10.0; 4], 1e-12);
    // As integers, in single precision, and in every accuracy.
    let whole = [170_i16, 175, 180, -175, -170, -165, -160, -155, -150];
    for accuracy in [2, 4, 6] {
        let settings = Differences::new().circular(360.0).accuracy(accuracy);
        close(&settings.derivative(&whole).unwrap(), &[5.0; 9], 1e-11);
        let single: Vec<f32> = whole.iter().map(|v| f32::from(*v)).collect();
        let found: Vec<f64> = settings
            .derivative(&single)
            .unwrap()
            .iter()
            .map(|v| f64::from(*v))
            .collect();
        close(&found, &[5.0; 9], 1e-4);
        let error = &settings.estimate(&whole.map(f64::from)).unwrap_or_default();
        assert!(error.iter().all(|e| {
            e.value
                .iter()
                .zip(&e.error)
                .all(|(v, e)| (v - 5.0).abs() <= *e + 1e-11)
        }));
    }
    // What is not a number spoils its neighbours alone.
    let found = rate(&[170.0, 175.0, 180.0, f64::NAN, -170.0, -165.0, -160.0]);
    let spoiled = found.iter().map(|d| d.is_nan()).collect::<Vec<bool>>();
    assert_eq!(spoiled, [false, false, true, false, true, false, false]);
    close(&[found[1], found[3], found[5]], &[5.0; 3], 1e-12);
    assert_eq!(rate(&[f64::NAN, 175.0, 180.0, -175.0])[2..], [5.0, 5.0]);
    let complex = Differences::new()
        .circular(360.0)
        .derivative(&[Complex::new(1.0, 0.0); 3]);
    assert!(matches!(complex, Err(Error::Combination { .. })));
    for period in [0.0, f64::NAN, f64::INFINITY] {
        assert!(
            Differences::new()
                .circular(period)
                .derivative(&[1.0, 2.0])
                .is_err()
        );
    }
}

#[test]
fn both_and_uneven_and_missing() {
    // A heading that turns once on the way round: its rate is 1 everywhere.
    let x: [f64; 8] = [10.0, 60.0, 100.0, 150.0, -160.0, -120.0, -70.0, -20.0];
    let headings: Vec<f64> = x
        .iter()
        .map(|x| (x + 77.0 + 180.0).rem_euclid(360.0) - 180.0)
        .collect();
    let settings = Differences::new()
        .spacing(&x)
        .edge(Edge::Period(360.0))
        .circular(360.0);
    for accuracy in [2, 4] {
        close(
            &settings
                .clone()
                .accuracy(accuracy)
                .derivative(&headings)
                .unwrap(),
            &[1.0; 8],
            1e-12,
        );
    }
    let mut gaps = headings.clone();
    (gaps[0], gaps[5]) = (f64::NAN, f64::NAN);
    for settings in [
        settings.clone().bridge_missing(),
        settings.clone().skip_missing(),
    ] {
        let found = settings.derivative(&gaps).unwrap();
        for (i, found) in found.iter().enumerate() {
            assert!(
                if i == 0 || i == 5 {
                    found.is_nan()
                } else {
                    (found - 1.0).abs() < 1e-12
                },
                "{i}: {found}"
            );
        }
    }
    // Along the second axis of two.
    let rows = Array2::from_shape_fn((3, 8), |(_, j)| headings[j]);
    let found = settings.axes(1).derivative(&rows).unwrap();
    assert!(
        found
            .lanes(Axis(1))
            .into_iter()
            .all(|row| row.iter().all(|d| (d - 1.0).abs() < 1e-12))
    );
    // An even axis, with a step.
    let phases: Vec<f64> = (0..10)
        .map(|k| (f64::from(k) * 72.0 + 5.0) % 360.0)
        .collect();
    let around = Differences::new()
        .spacing(0.5)
        .edge(Edge::Periodic)
        .circular(360.0);
    close(&around.derivative(&phases).unwrap(), &[144.0; 10], 1e-10);
}

proptest! {
    #![proptest_config(config(256))]

    /// Unrolled by hand, it is the ordinary derivative.
    #[test]
    fn the_short_way_is_that_of_the_unrolled_samples(
        steps in prop::collection::vec(-170.0_f64..170.0, 10..40),
        gaps in prop::collection::vec(0.1_f64..3.0, 40),
        accuracy in prop::sample::select(vec![2_usize, 4]),
        order in 1_usize..3,
    ) {
        let sum = |steps: &[f64]| -> Vec<f64> { steps.iter().scan(0.0, |s, d| { *s += d; Some(*s) }).collect() };
        let smooth = sum(&steps);
        let x = sum(&gaps[..steps.len()]);
        let wrapped: Vec<f64> = smooth.iter().map(|v| (v + 180.0).rem_euclid(360.0) - 180.0).collect();
        let settings = Differences::new().spacing(&x).accuracy(accuracy).order(order);
        let expected = settings.derivative(&smooth).unwrap();
        let found = settings.circular(360.0).derivative(&wrapped).unwrap();
        let size = expected.iter().fold(1e3_f64, |m, v| m.max(v.abs()));
        for (a, b) in found.iter().zip(&expected) {
            prop_assert!((a - b).abs() <= 1e-8 * size, "{a} {b}");
        }
    }
}
