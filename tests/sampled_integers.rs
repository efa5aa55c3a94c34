//! Integers that are too long for an `f64`, as samples and as coordinates: differences are exact.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use ndarray::{Array1, Array2, Axis, array, s};
use partials::sampled::{Differences, Edge, SavitzkyGolay, gradient, gradient_axis};
use proptest::prelude::*;

/// Nanoseconds since 1970.
const NOW: i64 = 1_796_000_000_123_456_789;

#[test]
fn time_stamps_as_coordinates() {
    for step in [1_000_000, 10_000, 1_000, 7] {
        // Jittered, so that the axis is not even.
        let stamps: Vec<i64> = (0..50).map(|k| NOW + step * k + k * k % 3).collect();
        let f: Vec<f64> = stamps.iter().map(|t| 3.0 * (t - NOW) as f64).collect();
        for accuracy in [2, 4, 8] {
            let slope = Differences::new().spacing(&stamps).accuracy(accuracy);
            for found in slope.derivative(&f).unwrap() {
                assert!((found - 3.0).abs() < 1e-10, "{step} {accuracy}: {found}");
            }
            let estimate = &slope.estimate(&f).unwrap()[0];
            for (found, error) in estimate.value.iter().zip(&estimate.error) {
                assert!(
                    (found - 3.0).abs() <= *error && *error < 1e-8,
                    "{found} {error}"
                );
            }
        }
        let unsigned: Vec<u64> = stamps.iter().map(|t| *t as u64).collect();
        let sizes: Vec<usize> = stamps.iter().map(|t| *t as usize).collect();
        let long: Vec<i128> = stamps.iter().map(|t| i128::from(*t) << 40).collect();
        let expected = gradient(&f, &stamps).unwrap();
        assert_eq!(gradient(&f, &unsigned).unwrap(), expected);
        assert_eq!(gradient(&f, &sizes).unwrap(), expected);
        let scale = (1_u64 << 40) as f64;
        let scaled = gradient(&f, &long).unwrap();
        assert!(scaled.iter().zip(&expected).all(|(a, b)| a * scale == *b));
    }
}

#[test]
fn spans_beyond_what_is_exact() {
    // Ten years of microsecond steps at both ends, in nanoseconds: the span needs 59 bits.
    let late = NOW + 315_360_000_000_000_000;
    let stamps = [
        NOW,
        NOW + 1001,
        NOW + 2000,
        NOW + 3001,
        late,
        late + 1003,
        late + 2000,
    ];
    let f: Vec<i64> = stamps.iter().map(|t| 2 * (t - NOW)).collect();
    for accuracy in [2, 4] {
        let slope = Differences::new().spacing(&stamps).accuracy(accuracy);
        for found in slope.derivative(&f).unwrap() {
            assert!((found - 2.0).abs() < 1e-9, "{accuracy}: {found}");
        }
    }
    let ends = [
        i64::MIN,
        i64::MIN + 2,
        i64::MIN + 3,
        -1,
        1,
        i64::MAX - 1,
        i64::MAX,
    ];
    let f: Vec<i128> = ends.iter().map(|t| 5 * i128::from(*t)).collect();
    for found in gradient(&f, &ends).unwrap() {
        assert!((found - 5.0).abs() < 1e-9, "{found}");
    }
}

#[test]
fn long_samples_in_every_container_and_order() {
    let start = 1_u64 << 60;
    let f = [start, start + 1, start + 2, start + 4];
    assert_eq!(gradient(&f, ()).unwrap(), [1.0, 1.0, 1.5, 2.0]);
    assert_eq!(
        gradient(&Array1::from(f.to_vec()), ()).unwrap().to_vec(),
        [1.0, 1.0, 1.5, 2.0]
    );
    let falling = [u64::MAX, u64::MAX - 3, u64::MAX - 5];
    assert_eq!(gradient(&falling, 0.5).unwrap(), [-6.0, -5.0, -4.0]);
    let ends = [i64::MIN, 0, i64::MAX];
    assert_eq!(
        gradient(&ends, ()).unwrap(),
        [9_223_372_036_854_775_808.0; 3]
    );
    let second = Differences::new()
        .order(2)
        .derivative(&[start, start + 1, start + 4, start + 9]);
    assert_eq!(second.unwrap(), [2.0; 4]);
    let around = Differences::new().edge(Edge::Periodic);
    assert_eq!(around.derivative(&f).unwrap(), [-1.5, 1.0, 1.5, -1.0]);
    // Along both axes, of views, and above the size of one pass.
    let big = Array2::from_shape_fn((400, 300), |(i, j)| start + (3 * i + 7 * j) as u64);
    let [down, across] = gradient(&big, ()).unwrap();
    assert!(down.iter().all(|d| *d == 3.0) && across.iter().all(|d| *d == 7.0));
    let view = big.slice(s![..;2, 1..;3]);
    let across = gradient_axis(&view, 1, ()).unwrap();
    assert!(across.iter().all(|d| *d == 21.0));
    let masked = Differences::new()
        .gradient_where(&f, &[true, true, false, true])
        .unwrap();
    assert_eq!(masked[0][..2], [1.0, 1.0]);
    let filter = SavitzkyGolay::new(5, 2).unwrap();
    let line: Vec<i64> = (0..9).map(|k| NOW + 11 * k).collect();
    for found in filter.derivative(&line, 0).unwrap() {
        assert!((found - 11.0).abs() < 1e-12, "{found}");
    }
    // Smoothing is no difference.
    let smooth = filter.order(0).derivative(&line, 0).unwrap();
    assert!((smooth[4] - line[4] as f64).abs() <= 512.0);
    let error = &Differences::new().estimate(&f).unwrap_err().to_string();
    assert!(error.contains("needs"), "{error}");
}

#[test]
fn what_fits_is_numpys() {
    // The same numbers as `i64` and as `f64`, to the bit.
    let f: Vec<i64> = (0..40).map(|k| (k * k * 37 - 11 * k) % 1009).collect();
    let x: Vec<i64> = (0..40).map(|k| 7 * k + k * k % 5).collect();
    let [g, y] = [&f, &x].map(|v| v.iter().map(|v| *v as f64).collect::<Vec<f64>>());
    for accuracy in [2, 4, 6] {
        let [a, b] = [
            Differences::new()
                .spacing(&x)
                .accuracy(accuracy)
                .derivative(&f),
            Differences::new()
                .spacing(&y)
                .accuracy(accuracy)
                .derivative(&g),
        ];
        assert_eq!(a.unwrap(), b.unwrap());
    }
    let table = array![[1_i64, 5, 9], [2, 7, 12]];
    assert_eq!(
        gradient_axis(&table, Axis(1), ()).unwrap(),
        array![[4.0, 4.0, 4.0], [5.0, 5.0, 5.0]]
    );
}

proptest! {
    #![proptest_config(config(256))]

    /// A long offset changes nothing at all, where the numbers without it are exact.
    #[test]
    fn an_offset_changes_nothing(
        f in prop::collection::vec(-1_000_000_i64..1_000_000, 8..30),
        steps in prop::collection::vec(1_i64..1_000_000, 30),
        offset in prop::sample::select(vec![1_i64 << 54, NOW, -NOW, i64::MAX / 2]),
    ) {
        let x: Vec<i64> = steps.iter().take(f.len()).scan(0, |x, s| { *x += s; Some(*x) }).collect();
        let [far, later] = [&f, &x].map(|v| v.iter().map(|v| v + offset).collect::<Vec<i64>>());
        // From the first on, as the offset ones are counted.
        let [f, x] = [&f, &x].map(|v| v.iter().map(|w| w - v[0]).collect::<Vec<i64>>());
        for accuracy in [2, 4] {
            let settings = Differences::new().accuracy(accuracy);
            let near = settings.clone().spacing(&x).derivative(&f).unwrap();
            prop_assert_eq!(&settings.spacing(&later).derivative(&far).unwrap(), &near);
        }
    }
}
