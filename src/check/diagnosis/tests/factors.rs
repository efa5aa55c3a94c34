//! Signs and constant factors.

use super::*;

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

/// One entry is off by some factor, always: only those that mistakes make are named.
#[test]
fn derivatives_of_one_variable() {
    type Pair = (fn(Dual<f64, 1>) -> Dual<f64, 1>, fn(f64) -> f64);
    let cases: [Pair; 3] = [
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
