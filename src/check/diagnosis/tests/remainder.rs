//! Missing entries and terms, dual numbers cut short, points without a derivative.

use super::*;

#[test]
fn missing_and_copied() {
    for subject in gradients() {
        let sentence = subject.sentence(|g| g[1] = 0.0);
        assert!(sentence.starts_with("entry 1 is zero"), "{sentence}");
        let found = subject.with(|g| g[1] = g[2]);
        let (copy, original) = (Place::Component(1), Place::Component(2));
        assert_eq!(found, [Diagnosis::Copied { copy, original }]);
        let sentence = subject.sentence(|g| g.fill(0.0));
        assert!(sentence.starts_with("every entry is zero"), "{sentence}");
    }
    for subject in jacobians() {
        let (rows, n) = subject.shape;
        let found = subject.with(|j| (0..rows).for_each(|i| j[i * n] = j[i * n + 1]));
        let (copy, original) = (Place::Column(0), Place::Column(1));
        assert_eq!(found, [Diagnosis::Copied { copy, original }]);
        let found = subject.with(|j| j.copy_within(..n, n));
        let (copy, original) = (Place::Row(1), Place::Row(0));
        assert_eq!(found, [Diagnosis::Copied { copy, original }]);
        let sentence = subject.sentence(|j| j[..n].fill(0.0));
        assert!(sentence.starts_with("row 0 is zero"), "{sentence}");
    }
    for subject in hessians() {
        let sentence = subject.sentence(|h| h[0] = h[1]);
        assert_eq!(&sentence[..39], "entry (0, 0) is a copy of entry (0, 1):");
    }
}

#[test]
fn terms_too_many_or_too_few() {
    for subject in gradients() {
        // Different from any known factor and from every other entry.
        let found = subject.with(|g| g[2] += 0.0371 * g[2] + 0.01);
        let place = Place::Component(2);
        assert_eq!(found, [Diagnosis::Confined { place }]);
        assert!(
            found[0]
                .to_string()
                .contains("a term that depends on x[2] alone")
        );

        let found = subject.with(|g| g.iter_mut().for_each(|g| *g += 0.25));
        assert!(
            matches!(found[..], [Diagnosis::Offset { offset: 0.25, .. }]),
            "{found:?}"
        );

        let x = subject.point.clone();
        let found = subject.with(|g| g.iter_mut().zip(&x).for_each(|(g, x)| *g -= 0.2 * x));
        assert_eq!(found, [Diagnosis::QuadraticTerm { factor: 0.2 }]);
    }
    for subject in jacobians() {
        let n = subject.shape.1;
        let found = subject.with(|j| (0..n).for_each(|k| j[k] = j[k] * 1.07 + 0.3 + k as f64));
        let place = Place::Row(0);
        assert_eq!(found, [Diagnosis::Confined { place }]);
    }
}

#[test]
fn several_mistakes() {
    for subject in gradients() {
        let found = subject.with(|g| {
            g[0] = -g[0];
            g[1] = 0.0;
        });
        assert!(matches!(found[0], Diagnosis::WrongSign { .. }), "{found:?}");
        assert!(matches!(found[1], Diagnosis::Missing { .. }), "{found:?}");
        assert_eq!(found.len(), 2);
    }
}

#[test]
fn not_finite() {
    for subject in gradients() {
        for nonsense in [f64::NAN, f64::INFINITY] {
            let sentence = subject.sentence(|g| g[1] = nonsense);
            assert!(
                sentence.starts_with("entry 1 is NaN or infinite"),
                "{sentence}"
            );
        }
    }
}

#[test]
fn cut_derivatives() {
    type Cut = fn(&[Dual]) -> Dual;
    let cases: [(Cut, Plain); 3] = [
        (
            |x| x[0] * x[0] + x[1].value.sin(),
            |x| x[0] * x[0] + x[1].sin(),
        ),
        (|x| x[0].sin() * x[1].value, |x| x[0].sin() * x[1]),
        (
            |x| (x[1].value * 2.0).exp() + x[0],
            |x| (x[1] * 2.0).exp() + x[0],
        ),
    ];
    for (f, plain) in cases {
        let subject = gradient(f, plain, &[0.7, 0.4]);
        let found = subject.diagnose(&subject.right, true);
        assert_eq!(found.len(), 1);
        let sentence = found[0].to_string();
        assert!(
            sentence.starts_with("entry 1 is exactly zero by dual numbers"),
            "{sentence}"
        );
        assert!(
            sentence.ends_with("was a value extracted to f64?"),
            "{sentence}"
        );
    }
    let cases: [(Cut, Plain); 3] = [
        (|x| x[0] * x[1] * x[1].value, |x| x[0] * x[1] * x[1]),
        (
            |x| x[0] + (x[1] + x[1].value.ln()).sin(),
            |x| x[0] + (x[1] + x[1].ln()).sin(),
        ),
        (
            |x| x[0] - x[1] / x[1].value.exp(),
            |x| x[0] - x[1] / x[1].exp(),
        ),
    ];
    for (f, plain) in cases {
        let subject = gradient(f, plain, &[0.7, 0.4]);
        let found = subject.diagnose(&subject.right, true);
        assert!(
            matches!(&found[..], [Diagnosis::DerivativePartlyCut { entries }] if entries.positions() == [(0, 1)]),
            "{found:?}"
        );
    }
}

#[test]
fn no_derivative_to_disagree_with() {
    type Pair = (fn(&[Dual]) -> Dual, Plain, Status);
    let cases: [Pair; 3] = [
        (
            |x| x[0] + (x[1] - 1.0).abs(),
            |x| x[0] + (x[1] - 1.0).abs(),
            Status::Kink,
        ),
        (
            |x| x[0] * x[1].max(1.0),
            |x| x[0] * x[1].max(1.0),
            Status::Kink,
        ),
        (
            |x| x[0] + if x[1] >= 1.0 { 3.0 } else { 2.0 },
            |x| x[0] + if x[1] >= 1.0 { 3.0 } else { 2.0 },
            Status::Jump,
        ),
    ];
    for (f, plain, expected) in cases {
        let subject = gradient(f, plain, &[0.7, 1.0]);
        // Whatever is claimed of the entry.
        for claimed in [0.0, 17.0, -0.7] {
            let found = subject.with(|g| g[1] = claimed);
            assert!(
                matches!(&found[..], [Diagnosis::NotDifferentiable { entries, status }]
                    if entries.positions() == [(0, 1)] && *status == expected),
                "{found:?}"
            );
        }
        // A mistake elsewhere is told first.
        let found = subject.with(|g| g[0] = -g[0]);
        assert!(matches!(found[0], Diagnosis::WrongSign { .. }), "{found:?}");
        assert_eq!(found.len(), 2);
    }
}
