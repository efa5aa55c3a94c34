//! Nonlinear regressions of NIST's Statistical Reference Datasets, fitted with derivatives of every kind from both
//! starting points: certified parameters and sums of squares to the digits that are printed, with
//! `cargo test --all-features --test strd -- --nocapture`.
#![cfg(feature = "levenberg-marquardt")]

use std::f64::consts::PI;

use nalgebra::DMatrix;
use partials::function::{ByHand, Residuals};
use partials::optimisers::LeastSquares;
use partials::{Jacobian, Scalar, vector_function};

/// A data set as its file has it.
struct Set {
    starts: [Vec<f64>; 2],
    certified: Vec<f64>,
    deviations: Vec<f64>,
    sum_of_squares: f64,
    /// Predictor and response.
    data: Vec<(f64, f64)>,
}

impl Set {
    fn read(text: &str) -> Self {
        let numbers = |line: &str| -> Vec<f64> {
            line.split_whitespace()
                .filter_map(|word| word.parse().ok())
                .collect()
        };
        let mut set = Self {
            starts: [vec![], vec![]],
            certified: vec![],
            deviations: vec![],
            sum_of_squares: f64::NAN,
            data: vec![],
        };
        let mut is_data = false;
        for line in text.lines() {
            let found = numbers(line);
            if let Some((name, values)) = line.split_once('=')
                && name.trim().starts_with('b')
                && numbers(values).len() == 4
            {
                let values = numbers(values);
                set.starts[0].push(values[0]);
                set.starts[1].push(values[1]);
                set.certified.push(values[2]);
                set.deviations.push(values[3]);
            } else if line.starts_with("Residual Sum of Squares") {
                set.sum_of_squares = found[0];
            } else if is_data && found.len() == 2 {
                set.data.push((found[1], found[0]));
            }
            is_data |= line.starts_with("Data:") && line.contains(" y ");
        }
        set
    }
}

/// A model: its response at parameters and a predictor.
trait Model {
    fn response<S: Scalar>(b: &[S], x: f64) -> S;
}

// Plain form: `struct Misra1a; impl Model for Misra1a { fn response<S: Scalar>(b: &[S], x: f64) -> S { .. } }`
macro_rules! models {
    ($($Name:ident |$b:ident, $x:ident| $response:expr;)*) => {
        $(#[allow(clippy::upper_case_acronyms)] // As they are named in the data.
        struct $Name;
        impl Model for $Name {
            fn response<S: Scalar>($b: &[S], $x: f64) -> S {
                $response
            }
        })*

        /// Every one with its name and data.
        fn all() -> Vec<(&'static str, Set, fn(&str, &Set))> {
            vec![$((
                stringify!($Name),
                Set::read(include_str!(concat!("data/strd/", stringify!($Name), ".dat"))),
                fits::<$Name>,
            )),*]
        }
    };
}

models! {
    Misra1a |b, x| b[0] * (1.0 - (-b[1] * x).exp());
    Thurber |b, x| {
        (b[0] + b[1] * x + b[2] * x.powi(2) + b[3] * x.powi(3))
            / (1.0 + b[4] * x + b[5] * x.powi(2) + b[6] * x.powi(3))
    };
    MGH09 |b, x| b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]);
    Rat43 |b, x| b[0] / (1.0 + (b[1] - b[2] * x).exp()).powd(1.0 / b[3]);
    Eckerle4 |b, x| (b[0] / b[1]) * (-0.5 * ((x - b[2]) / b[1]).powi(2)).exp();
    Hahn1 |b, x| {
        (b[0] + b[1] * x + b[2] * x.powi(2) + b[3] * x.powi(3))
            / (1.0 + b[4] * x + b[5] * x.powi(2) + b[6] * x.powi(3))
    };
    ENSO |b, x| {
        let wave = |period: S, c: S, s: S| {
            let angle = 2.0 * PI * x / period;
            c * angle.cos() + s * angle.sin()
        };
        b[0] + wave(S::from(12.0), b[1], b[2]) + wave(b[3], b[4], b[5]) + wave(b[6], b[7], b[8])
    };
}

fn residuals<M: Model, S: Scalar>(b: &[S], data: &[(f64, f64)]) -> Vec<S> {
    data.iter().map(|(x, y)| M::response(b, *x) - y).collect()
}

/// To how many digits a number is another.
fn digits(got: f64, certified: f64) -> f64 {
    (-((got - certified) / certified).abs().max(1e-16).log10()).max(0.0)
}

/// Fits by every kind from both starting points and prints a line for each.
fn fits<M: Model>(name: &str, set: &Set) {
    let data = &set.data;
    let function = vector_function!(|b| residuals::<M, Real>(b, data));
    let reverse = Jacobian::reverse(|b| residuals::<M, _>(b, data)).residuals();
    let numeric = Jacobian::numeric(|b| residuals::<M, f64>(b, data)).residuals();
    #[cfg(feature = "compiled")]
    let compiled = Jacobian::compiled(|b| residuals::<M, _>(b, data)).residuals();
    let kinds: Vec<(&str, &dyn Residuals)> = vec![
        ("forward", &function),
        ("reverse", &reverse),
        #[cfg(feature = "compiled")]
        ("compiled", &compiled),
        ("numeric", &numeric),
    ];
    for (kind, f) in kinds {
        for (k, start) in set.starts.iter().enumerate() {
            let fit = LeastSquares::new()
                .patience(1_000)
                .minimise(f, start)
                .unwrap();
            let of_parameters = fit
                .x
                .iter()
                .zip(&set.certified)
                .map(|(got, b)| digits(*got, *b));
            let of_parameters = of_parameters.fold(f64::INFINITY, f64::min);
            let of_sum = digits(fit.residual_sum_of_squares, set.sum_of_squares);
            println!(
                "{name:>9} {kind:>9} start {} {:>5} evaluations  {of_parameters:>5.1} digits of the \
                 parameters  {of_sum:>5.1} of the sum of squares",
                k + 1,
                fit.evaluations
            );
            assert!(fit.converged, "{name} by {kind}: {}", fit.reason);
            // The gradient of a sum of squares is as exact at its minimum as the Jacobian.
            let enough = if kind == "numeric" { 4.5 } else { 6.0 };
            assert!(of_parameters > enough && of_sum > 9.0, "{name} by {kind}");
        }
    }
}

#[test]
fn certified_values_are_found_by_every_kind() {
    for (name, set, fits) in all() {
        fits(name, &set);
    }
}

#[test]
fn the_files_are_read_as_they_are() {
    let sizes = all()
        .iter()
        .map(|(_, set, _)| (set.certified.len(), set.data.len()))
        .collect::<Vec<_>>();
    assert_eq!(
        sizes,
        [
            (2, 14),
            (7, 37),
            (4, 11),
            (4, 15),
            (3, 35),
            (7, 236),
            (9, 168)
        ]
    );
}

#[test]
fn standard_deviations_follow_from_the_jacobian() {
    for (name, set, _) in all() {
        let errors = match name {
            "Misra1a" => errors::<Misra1a>(&set),
            "Thurber" => errors::<Thurber>(&set),
            "MGH09" => errors::<MGH09>(&set),
            "Rat43" => errors::<Rat43>(&set),
            "Eckerle4" => errors::<Eckerle4>(&set),
            "Hahn1" => errors::<Hahn1>(&set),
            "ENSO" => errors::<ENSO>(&set),
            _ => unreachable!("{name}"),
        };
        assert_eq!(errors.len(), set.deviations.len());
        for (got, certified) in errors.iter().zip(&set.deviations) {
            let digits = digits(*got, *certified);
            println!("{name:>9} {got:>12.5e} {digits:>5.1} digits");
            assert!(digits > 5.0, "{name}: {got} instead of {certified}");
        }
    }
}

/// The standard errors where the fit ends.
fn errors<M: Model>(set: &Set) -> Vec<f64> {
    let f = vector_function!(|b| residuals::<M, Real>(b, &set.data));
    let solver = LeastSquares::new().patience(1_000);
    let fit = solver.minimise(&f, &set.starts[1]).unwrap();
    fit.standard_errors(&f).unwrap()
}

/// Units of the parameters apart by 40 orders make no matrix singular; what cannot be told apart does.
#[test]
fn covariances_are_not_a_number_where_nothing_can_be_said() {
    let y = [0.0, 1.0, 1.0, 2.0];
    let fitted = |f: &dyn Residuals, n: usize| {
        let fit = LeastSquares::new().minimise(f, &vec![0.5; n]).unwrap();
        fit.covariance(f).unwrap()
    };
    let line = |a: f64, b: f64| {
        let f = vector_function!(|x| {
            let y = |i: usize| x[0] * a + x[1] * b * (i as f64 - 1.0) - y[i];
            [0, 1, 2, 3].map(y)
        });
        fitted(&f, 2)
    };
    let (even, apart) = (line(1.0, 1.0), line(1e20, 1e-20));
    assert!((even[(0, 0)] - 0.03).abs() < 1e-14 && (even[(1, 1)] - 0.02).abs() < 1e-14);
    assert!((apart[(0, 0)] * 1e40 - 0.03).abs() < 1e-12, "{apart}");
    assert!((apart[(1, 1)] * 1e-40 - 0.02).abs() < 1e-12, "{apart}");

    let all_nan = |covariance: DMatrix<f64>, n: usize| {
        covariance.shape() == (n, n) && covariance.iter().all(|entry| entry.is_nan())
    };
    let sum = vector_function!(|x| [0, 1, 2, 3].map(|i| 3.0 * x[0] + 7.0 * x[1] - y[i]));
    assert!(all_nan(fitted(&sum, 2), 2));
    let unused = vector_function!(|x| [0, 1, 2, 3].map(|i| x[0] + 0.0 * x[1] - y[i]));
    assert!(all_nan(fitted(&unused, 2), 2));
    let without_freedom = vector_function!(|x| [x[0] - 1.0, x[0] * x[1] - 2.0]);
    assert!(all_nan(fitted(&without_freedom, 2), 2));
}

#[test]
fn a_wrong_derivative_by_hand_needs_longer_or_fails() {
    let set = Set::read(include_str!("data/strd/Misra1a.dat"));
    let right = |b: &[f64], j: &mut DMatrix<f64>| {
        for (i, (x, _)) in set.data.iter().enumerate() {
            let e = (-b[1] * x).exp();
            j[(i, 0)] = 1.0 - e;
            j[(i, 1)] = b[0] * x * e;
        }
    };
    let wrong = |b: &[f64], j: &mut DMatrix<f64>| {
        right(b, j);
        j.column_mut(1).scale_mut(0.5);
    };
    let values = |b: &[f64]| residuals::<Misra1a, f64>(b, &set.data);
    let solver = LeastSquares::new().patience(1_000);
    let by_hand = solver
        .minimise(&ByHand::residuals(values, right), &set.starts[0])
        .unwrap();
    let exact = vector_function!(|b| residuals::<Misra1a, Real>(b, &set.data));
    let exact = solver.minimise(&exact, &set.starts[0]).unwrap();
    let wrong = solver
        .minimise(&ByHand::residuals(values, wrong), &set.starts[0])
        .unwrap();
    assert!(exact.evaluations <= by_hand.evaluations + 2);
    assert!(wrong.evaluations > 2 * exact.evaluations || !wrong.converged);
}

/// A Jacobian costs many evaluations of a black box: it is taken where a step was accepted, not at every trial.
#[test]
fn a_rejected_step_costs_no_jacobian() {
    let set = Set::read(include_str!("data/strd/MGH09.dat"));
    let jacobians = std::cell::Cell::new(0);
    let exact = vector_function!(|b| residuals::<MGH09, Real>(b, &set.data));
    let counted = ByHand::residuals(
        |b| exact.residuals(b).unwrap(),
        |b, j| {
            jacobians.set(jacobians.get() + 1);
            exact.jacobian_into(b, j).unwrap();
        },
    );
    let solver = LeastSquares::new().patience(1_000);
    let fit = solver.minimise(&counted, &set.starts[1]).unwrap();
    assert!(fit.converged);
    assert!(
        jacobians.get() < fit.evaluations,
        "{jacobians:?} of {}",
        fit.evaluations
    );
}
