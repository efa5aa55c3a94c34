//! Accuracy on a benchmark of functions with known derivatives, as a table and as assertions.
//!
//! `cargo test --release --test finite_differences -- --nocapture` prints the table.

#[path = "generated/problems.rs"]
mod problems;

use std::cell::Cell;

use partials::numeric::{Column, Estimate, FiniteDifference, Search, derivative, run};
use problems::{MULTIVARIATE, UNIVARIATE, Univariate};

/// One answer beside the truth.
struct Outcome {
    name: &'static str,
    /// True and reported error, relative to the derivative.
    true_error: f64,
    reported: f64,
    evaluations: usize,
}

impl Outcome {
    fn new(name: &'static str, found: Estimate<f64>, exact: f64, scale: f64) -> Self {
        Self {
            name,
            true_error: (found.value - exact).abs() / scale,
            reported: found.error / scale,
            evaluations: found.evaluations,
        }
    }

    fn is_within(&self, factor: f64) -> bool {
        self.true_error <= factor * self.reported + f64::EPSILON
    }

    fn is_silent(&self) -> bool {
        self.true_error > 1e-3 && self.reported < 1e-3
    }
}

struct Row {
    outcomes: Vec<Outcome>,
    label: &'static str,
}

impl Row {
    fn quantile(mut values: Vec<f64>, q: f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let place = q * (values.len() - 1) as f64;
        let (low, high) = (
            values[place.floor() as usize],
            values[place.ceil() as usize],
        );
        if low == high {
            low
        } else {
            low + (high - low) * place.fract()
        }
    }

    fn error(&self, q: f64) -> f64 {
        Self::quantile(self.outcomes.iter().map(|o| o.true_error).collect(), q)
    }

    fn evaluations(&self, q: f64) -> f64 {
        Self::quantile(
            self.outcomes.iter().map(|o| o.evaluations as f64).collect(),
            q,
        )
    }

    fn mean_evaluations(&self) -> f64 {
        let sum: usize = self.outcomes.iter().map(|o| o.evaluations).sum();
        sum as f64 / self.outcomes.len() as f64
    }

    fn share(&self, predicate: impl Fn(&Outcome) -> bool) -> f64 {
        let count = self.outcomes.iter().filter(|o| predicate(o)).count();
        count as f64 / self.outcomes.len() as f64
    }

    fn within(&self, factor: f64) -> f64 {
        self.share(|o| o.is_within(factor))
    }

    fn silent(&self) -> usize {
        self.outcomes.iter().filter(|o| o.is_silent()).count()
    }

    /// Median of reported over true error.
    fn pessimism(&self) -> f64 {
        let erring = self.outcomes.iter().filter(|o| o.true_error > 0.0);
        Self::quantile(erring.map(|o| o.reported / o.true_error).collect(), 0.5)
    }

    fn has_nan(&self) -> bool {
        self.outcomes
            .iter()
            .any(|o| o.true_error.is_nan() || o.reported.is_nan())
    }

    fn print(&self) {
        println!(
            "{:<24} {:>4} {:>8.1e} {:>8.1e} {:>8.1e} {:>8.1e} | {:>4} {:>5.1} {:>3} | {:>6.3} {:>6.3} {:>7.1} {:>3}",
            self.label,
            self.outcomes.len(),
            self.error(0.5),
            self.error(0.75),
            self.error(0.9),
            self.error(1.0),
            self.evaluations(0.5),
            self.mean_evaluations(),
            self.evaluations(1.0),
            self.within(1.0),
            self.within(10.0),
            self.pessimism(),
            self.silent(),
        );
        for outcome in self.outcomes.iter().filter(|o| !o.is_within(1.0)) {
            println!(
                "    {}: off by {:.1e}, reported {:.1e}",
                outcome.name, outcome.true_error, outcome.reported
            );
        }
    }
}

fn print_header() {
    println!(
        "{:<24} {:>4} {:>8} {:>8} {:>8} {:>8} | {:>4} {:>5} {:>3} | {:>6} {:>6} {:>7} {:>3}",
        "set",
        "n",
        "median",
        "p75",
        "p90",
        "worst",
        "med",
        "mean",
        "max",
        "honest",
        "10x",
        "pess",
        "sil"
    );
}

fn measure(
    label: &'static str,
    order: usize,
    settings: &FiniteDifference,
    predicate: impl Fn(&Univariate) -> bool,
) -> Row {
    let settings = settings.clone().order(order);
    let mut outcomes = Vec::new();
    for problem in UNIVARIATE.iter().filter(|p| predicate(p)) {
        let Some(exact) = problem.derivatives[order - 1] else {
            continue;
        };
        let scale = if order == 1 {
            problem.scale
        } else if exact == 0.0 {
            1.0
        } else {
            exact.abs()
        };
        let found = derivative(problem.f, problem.x, &settings);
        outcomes.push(Outcome::new(problem.name, found, exact, scale));
    }
    let row = Row { outcomes, label };
    row.print();
    row
}

const NICE: [&str; 5] = ["basic", "ndtests", "scipytests", "poly", "special"];

#[test]
fn first_derivatives() {
    print_header();
    let settings = FiniteDifference::new();
    let all = measure("accurate", 1, &settings, |_| true);
    assert_eq!(all.outcomes.len(), 109);
    assert!(all.error(0.5) <= 1e-14);
    assert!(all.error(0.75) <= 2e-13);
    assert!(all.error(0.9) <= 1e-9);
    assert!(all.error(1.0) <= 5e-2);
    assert!(all.share(|o| o.true_error < 1e-6) >= 0.96);
    assert!(all.evaluations(0.5) <= 13.0);
    assert!(all.mean_evaluations() <= 15.0);
    assert!(all.evaluations(1.0) <= 61.0);
    assert!(all.within(1.0) >= 0.98);
    assert_eq!(all.within(10.0), 1.0);
    assert!(all.pessimism() <= 15.0);
    assert_eq!(all.silent(), 0);
    assert!(!all.has_nan());

    let nice = measure("accurate, nice", 1, &settings, |p| NICE.contains(&p.kind));
    assert_eq!(nice.outcomes.len(), 44);
    assert!(nice.error(0.5) <= 8e-15);
    assert!(nice.error(0.9) <= 3e-13);
    assert!(nice.mean_evaluations() <= 13.0);

    let balanced = measure("tolerance 1e-8", 1, &settings.tolerance(1e-8), |_| true);
    assert!(balanced.error(0.5) <= 5e-14);
    assert!(balanced.error(0.9) <= 5e-9);
    assert!(balanced.mean_evaluations() <= 13.0);
    assert!(balanced.within(1.0) >= 0.98);
}

#[test]
fn fast_first_derivatives() {
    let fast = FiniteDifference::fast();
    // One side of x is not finite for two of these functions, which a fixed step does not notice.
    let row = measure("fast", 1, &fast, |_| true);
    assert!(
        row.outcomes
            .iter()
            .all(|o| o.evaluations == 2 && o.reported == f64::INFINITY)
    );
    assert!(row.error(0.5) <= 6e-11);
}

#[test]
fn higher_derivatives() {
    print_header();
    let targets = [(2, 2e-12, 16.0), (3, 2e-10, 18.0), (4, 2e-8, 18.0)];
    for (order, median, evaluations) in targets {
        let label = [
            "second derivatives",
            "third derivatives",
            "fourth derivatives",
        ][order - 2];
        let row = measure(label, order, &FiniteDifference::new(), |_| true);
        assert!(row.error(0.5) <= median);
        assert!(row.mean_evaluations() <= evaluations);
        assert!(row.within(1.0) >= 0.97);
        assert_eq!(row.silent(), 0);
    }
}

#[test]
fn noise_given() {
    print_header();
    let mut outcomes = Vec::new();
    for problem in UNIVARIATE.iter().filter(|p| p.kind == "noise") {
        let settings = FiniteDifference::new().noise(problem.noise);
        let found = derivative(problem.f, problem.x, &settings);
        let exact = problem.derivatives[0].unwrap();
        outcomes.push(Outcome::new(problem.name, found, exact, problem.scale));
    }
    let row = Row {
        outcomes,
        label: "noise given",
    };
    row.print();
    assert!(row.error(0.5) <= 5e-7);
    assert!(row.mean_evaluations() <= 12.0);
    assert!(row.within(1.0) >= 0.97);
}

/// The truth where f has a side is one-sided; asking for the side or bounding it must work too.
#[test]
fn sides_and_bounds() {
    for problem in UNIVARIATE.iter().filter(|p| p.side != 0) {
        let bounds = if problem.side > 0 {
            (problem.x, f64::INFINITY)
        } else {
            (f64::NEG_INFINITY, problem.x)
        };
        let found = derivative(
            |t| {
                assert!(
                    t >= bounds.0 && t <= bounds.1,
                    "{}: evaluated at {t}",
                    problem.name
                );
                (problem.f)(t)
            },
            problem.x,
            &FiniteDifference::new().bounds(bounds),
        );
        let exact = problem.derivatives[0].unwrap();
        assert!(
            (found.value - exact).abs() <= found.error,
            "{}",
            problem.name
        );
        assert!(found.error <= 1e-8, "{}", problem.name);
    }
}

#[test]
fn bounds_hold_everywhere() {
    for problem in UNIVARIATE {
        let width = problem.x.abs().max(1e-3);
        for (below, above) in [
            (0.0, 1.0),
            (1.0, 0.0),
            (0.3, 1e-4),
            (1e-9, 1e-2),
            (1e-12, 1e-12),
        ] {
            let bounds = (problem.x - below * width, problem.x + above * width);
            for order in 1..=4 {
                for base in [FiniteDifference::new(), FiniteDifference::fast()] {
                    let settings = base.order(order).bounds(bounds);
                    let found = derivative(
                        |t| {
                            assert!(t >= bounds.0 && t <= bounds.1, "{} at {t}", problem.name);
                            (problem.f)(t)
                        },
                        problem.x,
                        &settings,
                    );
                    assert!(!found.error.is_nan());
                    assert!(found.evaluations <= 61);
                }
            }
        }
    }
}

#[test]
fn gradients_share_the_value() {
    print_header();
    let settings = FiniteDifference::new();
    let (mut norms, mut components, mut calls, mut coordinates) = (vec![], vec![], 0, 0);
    for problem in MULTIVARIATE {
        let value = (problem.f)(problem.x);
        let norm = problem.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        let norm = if norm == 0.0 { 1.0 } else { norm };
        calls += 1;
        let (mut worst, mut reported) = (0.0_f64, 0.0_f64);
        for (i, exact) in problem.gradient.iter().enumerate() {
            let mut search = Search::with_value(&settings, i, problem.x[i], value);
            let mut point = problem.x.to_vec();
            let found = run(&mut search, |t| {
                point[i] = t;
                (problem.f)(&point)
            });
            calls += found.evaluations;
            coordinates += 1;
            let outcome = Outcome::new(problem.name, found, *exact, norm);
            worst = worst.max(outcome.true_error);
            reported = reported.max(outcome.reported);
            components.push(outcome);
        }
        norms.push(Outcome {
            name: problem.name,
            true_error: worst,
            reported,
            evaluations: 0,
        });
    }
    let components = Row {
        outcomes: components,
        label: "gradient components",
    };
    let norms = Row {
        outcomes: norms,
        label: "gradient max norms",
    };
    components.print();
    norms.print();
    let per_coordinate = calls as f64 / f64::from(coordinates);
    println!("{per_coordinate:.1} evaluations per coordinate");
    assert!(norms.error(0.5) <= 2e-14);
    assert!(norms.error(0.9) <= 1e-12);
    assert!(norms.error(1.0) <= 1e-11);
    assert!(per_coordinate <= 10.5);
    assert!(components.within(1.0) >= 0.95);
}

/// Off-diagonal entries from second derivatives along the diagonals of a box whose sides are the
/// steps the searches along the axes accepted.
#[test]
fn hessians_by_polarisation() {
    print_header();
    let settings = FiniteDifference::new().order(2);
    let (mut outcomes, mut entries, mut calls) = (vec![], vec![], 0);
    for problem in MULTIVARIATE {
        let x = problem.x;
        let value = (problem.f)(x);
        let counted = Cell::new(1);
        let f = |point: &[f64]| {
            counted.set(counted.get() + 1);
            (problem.f)(point)
        };
        let rows = problem.hessian.iter();
        let norm = rows
            .flat_map(|r| r.iter())
            .fold(0.0_f64, |m, h| m.max(h.abs()));
        let (mut worst, mut reported) = (0.0_f64, 0.0_f64);
        let mut record = |found: Estimate<f64>, exact: f64| {
            let outcome = Outcome::new(problem.name, found, exact, norm);
            worst = worst.max(outcome.true_error);
            reported = reported.max(outcome.reported);
            entries.push(outcome);
        };
        let mut steps = Vec::new();
        for i in 0..x.len() {
            let mut search = Search::with_value(&settings, i, x[i], value);
            let mut point = x.to_vec();
            let found = run(&mut search, |t| {
                point[i] = t;
                f(&point)
            });
            steps.push(search.accepted_step().unwrap_or(x[i].abs().max(1e-3)));
            record(found, problem.hessian[i][i]);
        }
        let along = settings.clone().scale(8.0);
        for i in 0..x.len() {
            for j in 0..i {
                let [plus, minus] = [1.0, -1.0].map(|sign| {
                    let mut search = Search::with_value(&along, 0, 0.0, value);
                    run(&mut search, |t| {
                        let mut point = x.to_vec();
                        point[i] += t * steps[i];
                        point[j] += sign * t * steps[j];
                        f(&point)
                    })
                });
                let unit = 4.0 * steps[i] * steps[j];
                let found = Estimate {
                    value: (plus.value - minus.value) / unit,
                    error: (plus.error + minus.error) / unit,
                    ..plus
                };
                record(found, problem.hessian[i][j]);
            }
        }
        calls += counted.get();
        outcomes.push(Outcome {
            name: problem.name,
            true_error: worst,
            reported,
            evaluations: 0,
        });
    }
    let entries = Row {
        outcomes: entries,
        label: "Hessian entries",
    };
    let norms = Row {
        outcomes,
        label: "Hessian max norms",
    };
    entries.print();
    norms.print();
    let per_entry = f64::from(calls) / entries.outcomes.len() as f64;
    println!("{per_entry:.1} evaluations per entry");
    assert!(norms.error(0.5) <= 1e-13);
    assert!(norms.error(0.9) <= 2e-11);
    assert!(per_entry <= 18.0);
    assert!(entries.within(1.0) >= 0.97);
}

/// The 20 × 4 residuals of Brown and Dennis, of which each column shares its points.
#[test]
fn a_jacobian_shares_its_points() {
    let residuals = |x: &[f64; 4]| -> Vec<f64> {
        (1..=20)
            .map(|i| {
                let t = f64::from(i) / 5.0;
                let a = x[0] + t * x[1] - t.exp();
                let b = x[2] + t.sin() * x[3] - t.cos();
                a * a + b * b
            })
            .collect()
    };
    let x = [25.0, 5.0, -5.0, -1.0];
    let value = residuals(&x);
    let mut calls = 1;
    for j in 0..4 {
        let mut column = Column::new(&FiniteDifference::new(), j, x[j], &value);
        while !column.ask().is_empty() {
            let values: Vec<f64> = column
                .ask()
                .iter()
                .flat_map(|t| {
                    let mut point = x;
                    point[j] = *t;
                    residuals(&point)
                })
                .collect();
            column.tell(&values);
        }
        calls += column.evaluations();
        for (i, found) in column.estimates().enumerate() {
            let t = (i + 1) as f64 / 5.0;
            let a = x[0] + t * x[1] - t.exp();
            let b = x[2] + t.sin() * x[3] - t.cos();
            let exact = 2.0 * [a, a * t, b, b * t.sin()][j];
            let off = (found.value - exact).abs();
            assert!(
                off <= found.error && off <= 1e-10 * exact.abs(),
                "({i}, {j}): {found}"
            );
        }
    }
    println!("Jacobian 20 × 4: {calls} calls");
    assert!(calls <= 30);
}
