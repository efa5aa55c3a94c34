//! Where nothing may be said, and how long that takes.

use super::*;

#[test]
fn nothing_wrong_nothing_said() {
    for subject in every_subject() {
        assert_eq!(subject.with(|_| ()), []);
    }
}

/// With bars as wide as the derivative, nearly every mistake fits: nothing may be said.
#[test]
fn wide_bars_support_nothing() {
    for mut subject in gradients() {
        let largest = subject.right.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        subject.error.fill(0.4 * largest);
        for factor in [-1.0, 2.0, 3.0, PI] {
            let found = subject.with(multiply(factor));
            let named = |d: &Diagnosis| !matches!(d, Diagnosis::Confined { .. });
            assert!(!found.iter().any(named), "{factor}: {found:?}");
        }
    }
}

/// A derivative of something else entirely has no shape.
#[test]
fn unrelated_numbers_have_no_shape() {
    let mut state = 1_u64;
    let mut random = move || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let mut shaped = 0;
    for _ in 0..100 {
        for subject in every_subject() {
            let claimed: Vec<f64> = subject.right.iter().map(|_| 3.0 * random()).collect();
            shaped += usize::from(!subject.diagnose(&claimed, false).is_empty());
        }
    }
    assert_eq!(shaped, 0);
}

/// What is quadratic in the number of entries would take minutes here.
#[test]
fn long_gradients_take_no_time() {
    let n = 100_000;
    let reference: Vec<f64> = (0..n).map(|i| (i as f64).sin() + 2.0).collect();
    let subject = Subject {
        kind: Kind::Gradient,
        shape: (1, n),
        right: reference.clone(),
        error: vec![1e-12; n],
        status: vec![Status::Converged; n],
        value: Some(1.3),
        point: vec![1.5; n],
        reference,
    };
    let start = std::time::Instant::now();
    assert!(matches!(
        subject.with(multiply(1.01))[..],
        [Diagnosis::Factor { .. }]
    ));
    let found = subject.with(|g| g.rotate_right(1));
    assert!(
        matches!(found[..], [Diagnosis::Shifted { .. }]),
        "{found:?}"
    );
    assert_eq!(subject.with(|g| g.reverse()), []);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
