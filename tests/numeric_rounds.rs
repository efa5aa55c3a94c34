//! Wherever points are evaluated, results are the same to the bit; failures and progress on the
//! way are reported.

#[path = "generated/problems.rs"]
mod problems;

use std::cell::{Cell, RefCell};

use nalgebra::DMatrix;
use partials::numeric::{Progress, Search};
use partials::{Derivative, Estimate, FiniteDifference, Gradient, Hessian, Jacobian, Status};
use problems::{MULTIVARIATE, UNIVARIATE};

#[path = "common/panics.rs"]
mod panics;
use panics::message_of;

fn all_settings() -> [FiniteDifference; 5] {
    [
        FiniteDifference::new(),
        FiniteDifference::new().tolerance(1e-8),
        FiniteDifference::new().budget(7),
        FiniteDifference::fast(),
        FiniteDifference::relative_step(1e-4).accuracy(4),
    ]
}

type Vectors = Estimate<Vec<f64>, Vec<Status>>;

/// To the bit, so that NaN is NaN and zeros keep their sign.
#[track_caller]
fn same_vectors(a: &Vectors, b: &Vectors) {
    fn bits(numbers: &[f64]) -> Vec<u64> {
        numbers.iter().map(|v| v.to_bits()).collect()
    }
    assert_eq!(bits(&a.value), bits(&b.value));
    assert_eq!(bits(&a.error), bits(&b.error));
    assert_eq!(a.status, b.status);
    assert_eq!(a.evaluations, b.evaluations);
}

type Matrices = Estimate<DMatrix<f64>, DMatrix<Status>>;

#[track_caller]
fn same_matrices(a: &Matrices, b: &Matrices) {
    assert_eq!(a.value.shape(), b.value.shape());
    let of = |e: &Matrices| Estimate {
        value: e.value.as_slice().to_vec(),
        error: e.error.as_slice().to_vec(),
        span: e.span.as_slice().to_vec(),
        evaluations: e.evaluations,
        status: e.status.as_slice().to_vec(),
    };
    same_vectors(&of(a), &of(b));
}

/// The function of a problem with its partial results, as a vector field.
fn field(f: fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
    vec![f(x), x[0] * x[0], f(x).abs().sqrt()]
}

#[test]
fn gradients() {
    for problem in MULTIVARIATE {
        for settings in all_settings() {
            let one = Gradient::numeric(problem.f).with(settings.clone());
            let expected = one.estimate(problem.x);
            let rounds = Cell::new(0);
            let batch = Gradient::numeric_batch(|points| {
                rounds.set(rounds.get() + 1);
                points.iter().map(|x| (problem.f)(x)).collect()
            });
            let found = batch.with(settings.clone()).estimate(problem.x);
            same_vectors(&found, &expected);
            // The longest search has to wait for its own values only.
            assert!(rounds.get() <= 40 && rounds.get() <= expected.evaluations);
            let mut out = vec![f64::NAN; problem.x.len()];
            one.at_into(problem.x, &mut one.workspace(1), &mut out);
            assert!(
                out.iter()
                    .zip(&expected.value)
                    .all(|(a, b)| a.to_bits() == b.to_bits())
            );
            #[cfg(feature = "rayon")]
            same_vectors(&one.parallel().estimate(problem.x), &expected);
        }
    }
}

#[test]
fn jacobians() {
    for problem in MULTIVARIATE {
        for settings in all_settings() {
            let one = Jacobian::numeric(|x| field(problem.f, x)).with(settings.clone());
            let expected = one.estimate(problem.x);
            let batch = Jacobian::numeric_batch(|points| {
                points.iter().map(|x| field(problem.f, x)).collect()
            });
            same_matrices(&batch.with(settings).estimate(problem.x), &expected);
            #[cfg(feature = "rayon")]
            same_matrices(&one.parallel().estimate(problem.x), &expected);
        }
    }
}

#[test]
fn hessians() {
    for problem in MULTIVARIATE {
        for settings in all_settings() {
            let one = Hessian::numeric(problem.f).with(settings.clone());
            let expected = one.estimate(problem.x);
            let batch =
                Hessian::numeric_batch(|points| points.iter().map(|x| (problem.f)(x)).collect());
            same_matrices(&batch.with(settings.clone()).estimate(problem.x), &expected);
            #[cfg(feature = "rayon")]
            {
                same_matrices(&one.parallel().estimate(problem.x), &expected);
                let gradient = |x: &[f64]| (problem.dual)(x).1;
                let one = Hessian::numeric_of_gradient(gradient).with(settings);
                let expected = one.estimate(problem.x);
                same_matrices(&one.parallel().estimate(problem.x), &expected);
            }
        }
    }
}

#[test]
fn derivatives() {
    for problem in UNIVARIATE {
        for settings in all_settings() {
            let one = Derivative::numeric(problem.f).with(settings.clone());
            let expected = one.estimate(problem.x);
            let check = |found: Estimate<f64>| {
                assert_eq!(found.value.to_bits(), expected.value.to_bits());
                assert_eq!(found.error.to_bits(), expected.error.to_bits());
                assert_eq!(found.status, expected.status);
                assert_eq!(found.evaluations, expected.evaluations);
            };
            let batch =
                Derivative::numeric_batch(|x: &[f64]| x.iter().map(|x| (problem.f)(*x)).collect());
            check(batch.with(settings.clone()).estimate(problem.x));
            let mut search = Search::new(&settings, 0, problem.x);
            while !search.ask().is_empty() {
                // Evaluated backwards, as another machine might.
                let backwards = search.ask().iter().rev().map(|x| (problem.f)(*x));
                let mut values: Vec<f64> = backwards.collect();
                values.reverse();
                search.tell(&values);
            }
            check(search.estimate().unwrap());
            #[cfg(feature = "rayon")]
            check(one.parallel().estimate(problem.x));
        }
    }
}

/// The first round, after f(x), holds points of every coordinate; no point comes twice.
#[test]
fn rounds_hold_points_of_every_coordinate() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let rounds = RefCell::new(Vec::<Vec<Vec<f64>>>::new());
    let f = Gradient::numeric_batch(|points| {
        let points: Vec<Vec<f64>> = points.iter().map(|p| p.to_vec()).collect();
        let values = points.iter().map(|p| p.iter().map(|v| v.sin()).sum());
        let values = values.collect();
        rounds.borrow_mut().push(points);
        values
    });
    let found = f.estimate(&x);
    let rounds = rounds.into_inner();
    assert_eq!(rounds[0], [x.to_vec()]);
    for i in 0..4 {
        let moved = rounds[1].iter().filter(|p| p[i] != x[i]);
        assert!(moved.count() >= 2, "coordinate {i}");
    }
    let mut points = rounds.concat();
    assert_eq!(points.len(), found.evaluations);
    points.sort_by(|a, b| a.partial_cmp(b).unwrap());
    points.dedup();
    assert_eq!(points.len(), found.evaluations);
}

#[test]
fn progress_is_shown() {
    fn check(rounds: &RefCell<Vec<Progress>>, evaluations: usize, entries: usize) {
        let rounds = rounds.borrow();
        assert!(rounds.len() > 2);
        for pair in rounds.windows(2) {
            assert!(pair[0].evaluations < pair[1].evaluations);
            assert!(pair[0].finished <= pair[1].finished);
        }
        let last = Progress {
            evaluations,
            finished: entries,
            entries,
        };
        assert_eq!(rounds.last(), Some(&last));
        assert_eq!(rounds[0].finished, 0);
    }
    let rounds = RefCell::new(Vec::new());
    let note = |progress: Progress| rounds.borrow_mut().push(progress);
    let x = [1.0, 2.0, 3.0];
    let f = |x: &[f64]| x[0].exp() * x[1].sin() + x[2].ln();

    let found = Gradient::numeric(f).on_round(note).estimate(&x);
    check(&rounds, found.evaluations, 3);
    rounds.borrow_mut().clear();
    let found = Hessian::numeric(f).on_round(note).estimate(&x);
    check(&rounds, found.evaluations, 6);
    rounds.borrow_mut().clear();
    let batch = Hessian::numeric_batch(|points| points.iter().map(|x| f(x)).collect());
    let found = batch.on_round(note).estimate(&x);
    check(&rounds, found.evaluations, 6);
    rounds.borrow_mut().clear();
    let found = Jacobian::numeric(|x| [f(x), x[0].sqrt()])
        .on_round(note)
        .estimate(&x);
    check(&rounds, found.evaluations, 6);
    rounds.borrow_mut().clear();
    let of = Hessian::numeric_of_gradient(|x| [x[0].exp(), x[1].sin(), x[2]]).on_round(note);
    check(&rounds, of.estimate(&x).evaluations, 9);
    rounds.borrow_mut().clear();
    let found = Derivative::numeric(f64::exp).on_round(note).estimate(1.0);
    check(&rounds, found.evaluations, 1);
}

/// The first failure ends everything, wherever it happens.
#[test]
fn failures() {
    for allowed in 0..30 {
        let calls = Cell::new(0);
        let count = || {
            calls.set(calls.get() + 1);
            if calls.get() > allowed {
                Err(calls.get())
            } else {
                Ok(())
            }
        };
        let x = [1.0, 2.0];
        let gradient = Gradient::try_numeric(|x| count().map(|()| x[0].exp() * x[1]));
        let jacobian = Jacobian::try_numeric(|x| count().map(|()| [x[0].exp() * x[1]]));
        let hessian = Hessian::try_numeric(|x| count().map(|()| x[0].exp() * x[1]));
        let check = |result: Result<usize, i32>| {
            match result {
                Ok(evaluations) => assert!(evaluations as i32 <= allowed),
                Err(call) => assert_eq!((call, calls.get()), (allowed + 1, allowed + 1)),
            }
            calls.set(0);
        };
        check(gradient.estimate(&x).map(|e| e.evaluations));
        check(jacobian.estimate(&x).map(|e| e.evaluations));
        check(hessian.estimate(&x).map(|e| e.evaluations));
        let derivative = Derivative::try_numeric(|x| count().map(|()| x.exp()));
        check(derivative.estimate(1.0).map(|e| e.evaluations));
        let batch = Gradient::try_numeric_batch(|points| {
            let value = |x: &&[f64]| count().map(|()| x[0]);
            points.iter().map(value).collect::<Result<Vec<_>, _>>()
        });
        check(batch.estimate(&x).map(|e| e.evaluations));
    }
    let batch = Derivative::try_numeric_batch(|_| Err("refused"));
    assert_eq!(batch.at(1.0), Err("refused"));
    let batch = Jacobian::try_numeric_batch(|_| Err::<Vec<[f64; 2]>, _>("refused"));
    assert_eq!(batch.at(&[1.0]), Err("refused"));
    let batch = Hessian::try_numeric_batch(|_| Err("refused"));
    assert_eq!(batch.at(&[1.0]), Err("refused"));
    #[cfg(feature = "rayon")]
    {
        // Of several failures in a round, the first in its order.
        let x: Vec<f64> = (1..20).map(f64::from).collect();
        let f = Gradient::try_numeric(|p| {
            let moved = p.iter().zip(&x).position(|(a, b)| a != b);
            moved.map_or(Ok(0.0), Err)
        });
        for _ in 0..20 {
            assert_eq!(f.at(&x).map(|_| ()), Err(0));
        }
        assert_eq!(f.parallel().at(&x).map(|_| ()), Err(0));
    }
}

#[test]
fn batches_of_the_wrong_size() {
    let short = Gradient::numeric_batch(|points| vec![0.0; points.len() - 1]);
    let message = message_of(|| short.at(&[1.0]));
    assert!(
        message.contains("0 values for a batch of 1 points"),
        "{message}"
    );
    let long = Derivative::numeric_batch(|points: &[f64]| vec![0.0; points.len() + 1]);
    let message = message_of(|| long.at(1.0));
    assert!(
        message.contains("6 values for a batch of 5 points"),
        "{message}"
    );
}

/// The batch of a gradient in many variables is no longer than memory allows.
#[test]
fn many_variables() {
    let x = vec![1.0; 5000];
    let longest = Cell::new(0);
    let f = Gradient::numeric_batch(|points| {
        longest.set(longest.get().max(points.len()));
        points.iter().map(|x| x.iter().sum()).collect()
    });
    let g = f.with(FiniteDifference::fast()).at(&x);
    assert!(g.iter().all(|g| (g - 1.0).abs() < 1e-5));
    assert_eq!(longest.get(), 2 * 4096);
}
