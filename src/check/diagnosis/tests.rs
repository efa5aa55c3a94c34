//! Every diagnosis on mistakes planted in the derivatives of several functions, and silence
//! where there is none.

use std::f64::consts::PI;

use super::{Composed, Diagnosis, Evidence, Kind, Place, diagnose};
use crate::numeric::Status;
use crate::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar};

/// A right derivative and its numerical estimate, to plant mistakes in.
#[derive(Clone)]
struct Subject {
    kind: Kind,
    shape: (usize, usize),
    right: Vec<f64>,
    reference: Vec<f64>,
    error: Vec<f64>,
    status: Vec<Status>,
    value: Option<f64>,
    point: Vec<f64>,
}

impl Subject {
    fn diagnose(&self, claimed: &[f64], exact_is_under_test: bool) -> Vec<Diagnosis> {
        let error = self.error.iter().zip(claimed);
        let error: Vec<f64> = error.map(|(e, c)| e + f64::EPSILON * c.abs()).collect();
        let found = diagnose(&Evidence {
            shape: self.shape,
            kind: self.kind,
            claimed,
            reference: &self.reference,
            error: &error,
            status: &self.status,
            value: self.value,
            point: &self.point,
            exact_is_under_test,
        });
        for diagnosis in &found {
            let sentence = diagnosis.to_string();
            assert!(sentence.ends_with(['.', '?']), "{sentence}");
        }
        found
    }

    /// What is said of the right derivative with a mistake planted.
    fn with(&self, plant: impl Fn(&mut [f64])) -> Vec<Diagnosis> {
        let mut claimed = self.right.clone();
        plant(&mut claimed);
        self.diagnose(&claimed, false)
    }

    /// What is said of one sentence, which is all that is said.
    fn sentence(&self, plant: impl Fn(&mut [f64])) -> String {
        let found = self.with(plant);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].to_string()
    }
}

fn product<S: Scalar>(x: &[S]) -> S {
    (x[0] * 0.7).sin() * x[1] + (x[2] * 0.5).exp() * x[1] * x[0]
}

fn valley<S: Scalar>(x: &[S]) -> S {
    let a = x[1] - x[0] * x[0];
    let b = x[2] - x[1] * x[1];
    100.0 * a * a + (x[0] - 1.0).powi(2) + 40.0 * b * b
}

fn distances<S: Scalar>(x: &[S]) -> S {
    (x[0] * x[0] + 3.0 * x[1] * x[1]).sqrt() + (1.0 + (x[2] * x[3] + x[0]).powi(2)).ln()
}

fn gradient(f: fn(&[Dual]) -> Dual, plain: fn(&[f64]) -> f64, x: &[f64]) -> Subject {
    let (value, right) = Gradient::new(f).value_and_gradient(x);
    let found = Gradient::numeric(plain).estimate(x);
    Subject {
        kind: Kind::Gradient,
        shape: (1, x.len()),
        right,
        reference: found.value,
        error: found.error,
        status: found.status,
        value: Some(value),
        point: x.to_vec(),
    }
}

fn gradients() -> [Subject; 3] {
    [
        gradient(product, product, &[0.3, 1.7, 0.9]),
        gradient(valley, valley, &[-1.2, 0.8, 0.4]),
        gradient(distances, distances, &[0.7, -1.1, 2.3, 0.6]),
    ]
}

/// Matrices are stored column by column in nalgebra.
fn by_rows<T: nalgebra::Scalar>(m: &nalgebra::DMatrix<T>) -> Vec<T> {
    m.transpose().as_slice().to_vec()
}

fn hessians() -> [Subject; 3] {
    fn hessian(
        f: fn(&[Dual<Dual, 1>]) -> Dual<Dual, 1>,
        plain: fn(&[f64]) -> f64,
        x: &[f64],
    ) -> Subject {
        let found = Hessian::numeric(plain).estimate(x);
        Subject {
            kind: Kind::Hessian,
            shape: (x.len(), x.len()),
            right: by_rows(&Hessian::new(f).at(x)),
            reference: by_rows(&found.value),
            error: by_rows(&found.error),
            status: by_rows(&found.status),
            value: None,
            point: x.to_vec(),
        }
    }
    [
        hessian(product, product, &[0.3, 1.7, 0.9]),
        hessian(valley, valley, &[-1.2, 0.8, 0.4]),
        hessian(distances, distances, &[0.7, -1.1, 2.3, 0.6]),
    ]
}

fn jacobians() -> [Subject; 3] {
    fn jacobian(f: fn(&[Dual]) -> Vec<Dual>, plain: fn(&[f64]) -> Vec<f64>, x: &[f64]) -> Subject {
        let found = Jacobian::numeric(plain).estimate(x);
        Subject {
            kind: Kind::Jacobian,
            shape: found.value.shape(),
            right: by_rows(&Jacobian::new(f).at(x)),
            reference: by_rows(&found.value),
            error: by_rows(&found.error),
            status: by_rows(&found.status),
            value: None,
            point: x.to_vec(),
        }
    }
    fn all<S: Scalar>(x: &[S]) -> Vec<S> {
        vec![product(x), valley(x), x[0] * 3.0 - x[1] * x[2]]
    }
    fn two<S: Scalar>(x: &[S]) -> Vec<S> {
        vec![
            x[0].cos() * x[1] + x[2] * 0.3,
            (x[0] - 2.0 * x[1]).exp() * x[2],
        ]
    }
    fn four<S: Scalar>(x: &[S]) -> Vec<S> {
        let r = (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]).sqrt();
        vec![
            r,
            x[1].atan2(x[0]),
            x[2] / r,
            x[0] * x[1] + 0.5 * x[2] * x[2],
        ]
    }
    [
        jacobian(all, all, &[0.3, 1.7, 0.9]),
        jacobian(two, two, &[-0.4, 1.3, 2.1]),
        jacobian(four, four, &[1.2, 0.7, -0.6]),
    ]
}

fn every_subject() -> Vec<Subject> {
    [gradients(), hessians(), jacobians()]
        .into_iter()
        .flatten()
        .collect()
}

fn multiply(by: f64) -> impl Fn(&mut [f64]) {
    move |g| g.iter_mut().for_each(|g| *g *= by)
}

#[test]
fn nothing_wrong_nothing_said() {
    for subject in every_subject() {
        assert_eq!(subject.with(|_| ()), []);
    }
}

#[test]
fn signs() {
    for subject in every_subject() {
        let sentence = subject.sentence(multiply(-1.0));
        assert!(
            sentence.starts_with("every entry has the wrong sign"),
            "{sentence}"
        );
    }
    for subject in gradients() {
        let sentence = subject.sentence(|g| g[1] = -g[1]);
        assert!(
            sentence.starts_with("entry 1 has the wrong sign"),
            "{sentence}"
        );
        let sentence = subject.sentence(|g| (g[0], g[2]) = (-g[0], -g[2]));
        assert!(
            sentence.starts_with("entries 0 and 2 have the wrong"),
            "{sentence}"
        );
    }
    for subject in jacobians() {
        let n = subject.shape.1;
        let sentence = subject.sentence(|j| j[..n].iter_mut().for_each(|e| *e = -*e));
        assert!(
            sentence.starts_with("row 0 has the wrong sign"),
            "{sentence}"
        );
        let sentence = subject.sentence(|j| j.iter_mut().step_by(n).for_each(|e| *e = -*e));
        assert!(
            sentence.starts_with("column 0 has the wrong sign"),
            "{sentence}"
        );
    }
}

#[test]
fn factors() {
    for subject in every_subject() {
        for factor in [2.0, 0.5, PI / 180.0, 180.0 / PI, 1.25, 1.000001, 0.37] {
            let found = subject.with(multiply(factor));
            let [
                Diagnosis::Factor {
                    entries,
                    factor: named,
                },
            ] = &found[..]
            else {
                panic!("{factor}: {found:?}");
            };
            assert!(entries.is_every() && *named == factor, "{factor}: {named}");
        }
    }
    for subject in gradients() {
        let found = subject.with(|g| g[1] *= 0.5);
        let [
            Diagnosis::Factor {
                entries,
                factor: 0.5,
            },
        ] = &found[..]
        else {
            panic!("{found:?}");
        };
        assert_eq!(entries.positions(), [(0, 1)]);
        let n = subject.point.len() as f64;
        // One third is an exponent too, so four variables are asked.
        if n == 4.0 {
            continue;
        }
        assert!(matches!(
            subject.with(multiply(5.0))[..],
            [Diagnosis::Factor { factor: 5.0, .. }]
        ));
    }
    // A column in other units.
    for subject in jacobians() {
        let n = subject.shape.1;
        let found = subject.with(|j| j.iter_mut().skip(1).step_by(n).for_each(|e| *e *= 60.0));
        let sentence = found[0].to_string();
        assert!(sentence.starts_with("column 1 is 60 times"), "{found:?}");
    }
}

#[test]
fn as_many_times_as_there_are_variables() {
    fn mean<S: Scalar>(x: &[S]) -> S {
        x.iter().map(|v| v.sin()).sum::<S>() / 5.0
    }
    fn squares<S: Scalar>(x: &[S]) -> S {
        x.iter().map(|v| *v * *v).sum::<S>() / 5.0
    }
    fn logarithm<S: Scalar>(x: &[S]) -> S {
        x.iter().map(|v| v.exp()).sum::<S>().ln()
    }
    let x = [0.3, -0.8, 1.9, 0.4, -1.1];
    for subject in [
        gradient(mean, mean, &x),
        gradient(squares, squares, &x),
        gradient(logarithm, logarithm, &x),
    ] {
        let sentence = subject.sentence(multiply(5.0));
        assert!(
            sentence.starts_with("every entry is n = 5 times"),
            "{sentence}"
        );
        let sentence = subject.sentence(multiply(0.2));
        assert!(
            sentence.starts_with("every entry is 1/n = 1/5 of"),
            "{sentence}"
        );
    }
}

#[test]
fn functions_of_f() {
    for subject in gradients() {
        let value = subject.value.unwrap();
        for function in Composed::ALL {
            let factor = function.factor(value);
            if !factor.is_finite() || factor.abs() > 1e9 {
                continue;
            }
            let found = subject.with(multiply(factor));
            let expected = Diagnosis::DerivativeOf { function, factor };
            assert_eq!(found, [expected]);
        }
        // A matrix has no value to compare with.
        let mut subject = subject;
        subject.value = None;
        let found = subject.with(multiply(2.0 * value));
        assert!(matches!(found[..], [Diagnosis::Factor { .. }]), "{found:?}");
    }
}

#[test]
fn swaps() {
    for subject in gradients() {
        let found = subject.with(|g| g.swap(0, 2));
        let (first, second) = (Place::Component(0), Place::Component(2));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
    }
    for subject in jacobians() {
        let (rows, n) = subject.shape;
        let found = subject.with(|j| (0..rows).for_each(|i| j.swap(i * n, i * n + 1)));
        let (first, second) = (Place::Column(0), Place::Column(1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
        let found = subject.with(|j| (0..n).for_each(|k| j.swap(k, n + k)));
        let (first, second) = (Place::Row(0), Place::Row(1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
        let found = subject.with(|j| j.swap(0, n + 1));
        let (first, second) = (Place::Entry(0, 0), Place::Entry(1, 1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
    }
    for subject in hessians() {
        let n = subject.shape.0;
        let found = subject.with(|h| {
            (0..n).for_each(|i| h.swap(i * n, i * n + 1));
            (0..n).for_each(|k| h.swap(k, n + k));
        });
        let (first, second) = (Place::Variable(0), Place::Variable(1));
        assert_eq!(found, [Diagnosis::Swapped { first, second }]);
    }
    // Equal entries may be swapped: nobody can tell.
    let equal = gradient(|x| x[0] * x[1], |x| x[0] * x[1], &[1.5, 1.5]);
    assert_eq!(equal.with(|g| g.swap(0, 1)), []);
}

#[test]
fn shifts() {
    for subject in gradients() {
        let n = subject.right.len();
        for (by, cyclic) in [(1, true), (-1, true), (1, false), (-1, false)] {
            let found = subject.with(|g| {
                if by > 0 {
                    g.rotate_right(1)
                } else {
                    g.rotate_left(1)
                }
                if !cyclic {
                    g[if by > 0 { 0 } else { n - 1 }] = 0.123;
                }
            });
            let rows = false;
            assert_eq!(found, [Diagnosis::Shifted { rows, by, cyclic }]);
        }
    }
    for subject in jacobians() {
        let (rows, n) = subject.shape;
        let found = subject.with(|j| j.chunks_mut(n).for_each(|row| row.rotate_right(1)));
        let expected = Diagnosis::Shifted {
            rows: false,
            by: 1,
            cyclic: true,
        };
        assert_eq!(found, [expected]);
        if rows > 2 {
            let found = subject.with(|j| j.rotate_left(n));
            let expected = Diagnosis::Shifted {
                rows: true,
                by: -1,
                cyclic: true,
            };
            assert_eq!(found, [expected]);
        }
    }
}

#[test]
fn transposition() {
    for subject in jacobians() {
        let (rows, columns) = subject.shape;
        let right = subject.right.clone();
        let found = subject.with(|j| {
            for (k, entry) in j.iter_mut().enumerate() {
                *entry = right[k % rows * columns + k / rows];
            }
        });
        assert_eq!(found, [Diagnosis::Transposed]);
    }
}

#[test]
fn parts_of_hessians() {
    for subject in hessians() {
        let n = subject.shape.0;
        for factor in [2.0, 0.5] {
            let scale = |diagonal: bool| {
                move |h: &mut [f64]| {
                    let part = |k: &usize| (k / n == k % n) == diagonal;
                    (0..n * n).filter(part).for_each(|k| h[k] *= factor);
                }
            };
            assert_eq!(
                subject.with(scale(false)),
                [Diagnosis::OffDiagonal { factor }]
            );
            assert_eq!(subject.with(scale(true)), [Diagnosis::Diagonal { factor }]);
        }
        // The lower triangle left empty.
        let found = subject.with(|h| {
            (0..n * n)
                .filter(|k| k / n > k % n)
                .for_each(|k| h[k] = 0.0)
        });
        assert!(
            matches!(found[..], [Diagnosis::Asymmetric { .. }]),
            "{found:?}"
        );
        let sentence = subject.sentence(|h| h[1] *= 1.3);
        assert!(
            sentence.starts_with("entry (0, 1) is wrong, but right"),
            "{sentence}"
        );
        let found = subject.with(|h| {
            h[1] *= 1.3;
            h[n] *= 1.3;
        });
        assert!(
            matches!(
                found[..],
                [Diagnosis::Confined {
                    place: Place::Variable(_)
                }]
            ),
            "{found:?}"
        );
    }
}

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
    let cases: [(Cut, fn(&[f64]) -> f64); 3] = [
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
    let cases: [(Cut, fn(&[f64]) -> f64); 3] = [
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
    type Pair = (fn(&[Dual]) -> Dual, fn(&[f64]) -> f64, Status);
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

/// One entry is off by some factor, always: only those that mistakes make are named.
#[test]
fn derivatives_of_one_variable() {
    let cases: [(fn(Dual<f64, 1>) -> Dual<f64, 1>, fn(f64) -> f64); 3] = [
        (|x| x.sin(), |x| x.sin()),
        (|x| x * x * x + 1.7, |x| x * x * x + 1.7),
        (|x| (x * 0.3).exp() * 1.9, |x| (x * 0.3).exp() * 1.9),
    ];
    for (f, plain) in cases {
        let (value, right) = Derivative::new(f).value_and_derivative(0.83);
        let found = Derivative::numeric(plain).estimate(0.83);
        let subject = Subject {
            kind: Kind::Derivative,
            shape: (1, 1),
            right: vec![right],
            reference: vec![found.value],
            error: vec![found.error],
            status: vec![found.status],
            value: Some(value),
            point: vec![0.83],
        };
        for factor in [0.913, 1.0001, 7.7, -3.1, 1.0 + 1e-6] {
            assert_eq!(subject.with(multiply(factor)), []);
        }
        let sentence = subject.sentence(multiply(-1.0));
        assert!(
            sentence.starts_with("the derivative has the wrong sign"),
            "{sentence}"
        );
        let sentence = subject.sentence(multiply(PI / 180.0));
        assert!(
            sentence.contains("π/180 times what it should be: look for degrees"),
            "{sentence}"
        );
        let found = subject.with(multiply(1.0 / value));
        assert!(matches!(
            found[..],
            [Diagnosis::DerivativeOf {
                function: Composed::Logarithm,
                ..
            }]
        ));
        assert!(matches!(
            subject.with(|d| d[0] = 0.0)[..],
            [Diagnosis::Missing { .. }]
        ));
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
