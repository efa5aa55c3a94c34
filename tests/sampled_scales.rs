//! Coordinates in any unit: a derivative by a power of two of the unit is that power times the same.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use partials::sampled::{Differences, Edge, gradient};
use proptest::prelude::*;

const X: [f64; 5] = [0.0, 1.0, 3.0, 4.0, 7.0];

fn edges() -> impl Strategy<Value = Edge> {
    prop::sample::select(vec![
        Edge::First,
        Edge::Second,
        Edge::Matching,
        Edge::Period(40.0),
    ])
}

/// The same derivative, but for the rounding where another formula is taken.
fn check(found: &[f64], expected: &[f64], is_exact: bool) -> Result<(), TestCaseError> {
    let size = expected
        .iter()
        .filter(|d| !d.is_nan())
        .fold(0.0, |s: f64, d| s.max(d.abs()));
    let tolerance = if is_exact { 0.0 } else { 1e-13 * size };
    for (a, b) in found.iter().zip(expected) {
        prop_assert!(
            (a - b).abs() <= tolerance || a.is_nan() && b.is_nan(),
            "{a} is not {b}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn coordinates_of_any_unit(
        gaps in prop::collection::vec(0.5..1.5_f64, 24),
        f in prop::collection::vec(-10.0..10.0_f64, 24),
        falls in any::<bool>(),
        (order, half, edge) in (1..=4_usize, 1..=4_usize, edges()),
        part in -1.0..1.0_f64,
    ) {
        let exponent = (900.0 * part) as i32 / order as i32;
        let unit = 2.0_f64.powi(if falls { -exponent } else { exponent });
        let sign = if falls { -1.0 } else { 1.0 };
        let x: Vec<f64> = gaps.iter().scan(-3.0, |x, gap| { *x += gap; Some(sign * *x) }).collect();
        let scaled: Vec<f64> = x.iter().map(|x| x * unit).collect();
        let scaled_edge = match edge {
            Edge::Period(period) => Edge::Period(period * unit),
            edge => edge,
        };
        let settings = Differences::new().order(order).accuracy(2 * half);
        let plain = settings.clone().spacing(&x).edge(edge).derivative(&f).unwrap();
        let expected: Vec<f64> = plain.iter().map(|d| d / unit.powi(order as i32)).collect();
        let found = settings.spacing(&scaled).edge(scaled_edge).derivative(&f).unwrap();
        check(&found, &expected, order > 1 || half > 1)?;
    }

    #[test]
    fn gaps_in_steps_of_any_unit(
        f in prop::collection::vec(prop_oneof![3 => -10.0..10.0_f64, 1 => Just(f64::NAN)], 24),
        (order, half) in (1..=4_usize, 1..=4_usize),
        bridges in any::<bool>(),
        part in -1.0..1.0_f64,
    ) {
        let unit = 2.0_f64.powi((900.0 * part) as i32 / order as i32);
        let settings = Differences::new().order(order).accuracy(2 * half);
        let settings = if bridges { settings.bridge_missing() } else { settings.skip_missing() };
        let plain = settings.clone().spacing(0.7).derivative(&f).unwrap();
        let expected: Vec<f64> = plain.iter().map(|d| d / unit.powi(order as i32)).collect();
        let found = settings.spacing(0.7 * unit).derivative(&f).unwrap();
        check(&found, &expected, order > 1 || half > 1)?;
    }
}

#[test]
fn slopes_of_lines_on_extreme_coordinates() {
    for unit in [
        1e-300, 1e-200, 1e-100, 1e-41, 1e38, 1e100, 1e155, 1e200, 1e300,
    ] {
        let x = X.map(|x| x * unit);
        let f = x.map(|x| 2.0 * x);
        for accuracy in [2, 4] {
            let found = Differences::new()
                .accuracy(accuracy)
                .spacing(&x)
                .derivative(&f)
                .unwrap();
            assert!(
                found.iter().all(|d| (d - 2.0).abs() < 1e-14),
                "{unit}: {found:?}"
            );
        }
    }
    // Each step ten times the one before, over almost all exponents.
    let decades: Vec<f64> = (0..600).map(|k| 10_f64.powi(k - 305)).collect();
    let f: Vec<f64> = decades.iter().map(|x| 2.0 * x).collect();
    let found = gradient(&f, &decades).unwrap();
    assert!(found.iter().all(|d| (d - 2.0).abs() < 1e-13), "{found:?}");
}

/// The control: numpy's formula, which is kept for those who ask for what numpy does.
#[test]
fn permissive_differences_are_those_of_numpy() {
    let x = X.map(|x| x * 1e200);
    let numpy = Differences::new().spacing(&x).permissive();
    let found = numpy.derivative(&x.map(|x| 2.0 * x)).unwrap();
    assert_eq!(found, [2.0, 0.0, 0.0, 0.0, 2.0]);
}
