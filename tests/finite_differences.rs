//! Accuracy on a benchmark of functions with known derivatives, as a table and as assertions.
//!
//! `cargo test --release --test finite_differences -- --nocapture` prints the table.

#[path = "generated/problems.rs"]
mod problems;

use std::cell::Cell;

use partials::numeric::HessianEstimate;
use partials::{Derivative, Estimate, FiniteDifference, Gradient, Hessian, Jacobian, Status};
use problems::{MULTIVARIATE, Multivariate, UNIVARIATE, Univariate};

fn derivative(f: impl Fn(f64) -> f64, x: f64, settings: &FiniteDifference) -> Estimate<f64> {
    Derivative::numeric(f).with(settings.clone()).estimate(x)
}

/// Steps as large as they need to be: these functions make sense far away from their points.
fn far() -> FiniteDifference {
    FiniteDifference::new().reach(f64::INFINITY)
}

/// The largest of some numbers, to divide by.
fn max_norm<'a>(entries: impl Iterator<Item = &'a f64>) -> f64 {
    let norm = entries.fold(0.0_f64, |m, e| m.max(e.abs()));
    if norm == 0.0 { 1.0 } else { norm }
}

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

    fn of_entry(name: &'static str, value: f64, error: f64, exact: f64, norm: f64) -> Self {
        Self {
            name,
            true_error: (value - exact).abs() / norm,
            reported: error / norm,
            evaluations: 0,
        }
    }

    /// The largest errors of the entries of one answer.
    fn worst_of(name: &'static str, entries: &[Self], evaluations: usize) -> Self {
        let largest = |f: fn(&Self) -> f64| entries.iter().map(f).fold(0.0, f64::max);
        Self {
            name,
            true_error: largest(|o| o.true_error),
            reported: largest(|o| o.reported),
            evaluations,
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
    /// Prints itself.
    fn new(label: &'static str, outcomes: Vec<Outcome>) -> Self {
        let row = Self { outcomes, label };
        row.print();
        row
    }

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
    Row::new(label, outcomes)
}

const NICE: [&str; 5] = ["basic", "ndtests", "scipytests", "poly", "special"];

#[test]
fn first_derivatives() {
    print_header();
    let settings = far();
    let all = measure("accurate", 1, &settings, |_| true);
    assert_eq!(all.outcomes.len(), 109);
    assert!(all.error(0.5) <= 1e-14);
    assert!(all.error(0.75) <= 2e-13);
    assert!(all.error(0.9) <= 1e-9);
    assert!(all.error(1.0) <= 5e-2);
    assert!(all.share(|o| o.true_error < 1e-6) >= 0.96);
    assert!(all.evaluations(0.5) <= 14.0);
    assert!(all.mean_evaluations() <= 15.0);
    assert!(all.evaluations(1.0) <= 61.0);
    assert!(all.within(1.0) >= 0.98);
    assert_eq!(all.within(10.0), 1.0);
    assert!(all.pessimism() <= 19.0);
    assert_eq!(all.silent(), 0);
    assert!(!all.has_nan());

    // Nearer than |x|, where a few points hardly differ from 0, little is to be seen; bars hold.
    let near = measure("within |x|", 1, &FiniteDifference::new(), |_| true);
    assert!(near.error(0.5) <= 1e-14 && near.error(0.9) <= 1e-9);
    assert!(near.within(1.0) >= 0.98 && near.within(10.0) == 1.0);
    assert_eq!(near.silent(), 0);

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
    let targets = [(2, 2e-12, 17.0), (3, 2e-10, 19.0), (4, 2e-8, 21.0)];
    for (order, median, evaluations) in targets {
        let label = [
            "second derivatives",
            "third derivatives",
            "fourth derivatives",
        ][order - 2];
        let row = measure(label, order, &far(), |_| true);
        assert!(row.error(0.5) <= median);
        assert!(row.mean_evaluations() <= evaluations);
        assert!(row.within(1.0) >= 0.97);
        // One rounded output has a fourth derivative that is 1.3e-3 off, with a bar of 9e-4.
        assert!(row.silent() <= usize::from(order == 4));
    }
}

#[test]
fn noise_given() {
    print_header();
    let mut outcomes = Vec::new();
    for problem in UNIVARIATE.iter().filter(|p| p.kind == "noise") {
        let settings = far().noise(problem.noise);
        let found = derivative(problem.f, problem.x, &settings);
        let exact = problem.derivatives[0].unwrap();
        outcomes.push(Outcome::new(problem.name, found, exact, problem.scale));
    }
    let row = Row::new("noise given", outcomes);
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
fn gradients() {
    print_header();
    let (mut norms, mut components, mut calls) = (vec![], vec![], 0);
    for problem in MULTIVARIATE {
        let counted = Cell::new(0);
        let gradient = Gradient::numeric(|x| {
            counted.set(counted.get() + 1);
            (problem.f)(x)
        });
        let gradient = gradient.with(far());
        let found = gradient.estimate(problem.x);
        assert_eq!(found.evaluations, counted.get(), "{}", problem.name);
        assert_eq!(gradient.at(problem.x), found.value);
        calls += found.evaluations;
        let norm = max_norm(problem.gradient.iter());
        let entries = problem.gradient.iter().enumerate().map(|(i, exact)| {
            let (value, error) = (found.value[i], found.error[i]);
            Outcome::of_entry(problem.name, value, error, *exact, norm)
        });
        let entries: Vec<_> = entries.collect();
        norms.push(Outcome::worst_of(problem.name, &entries, found.evaluations));
        components.extend(entries);
    }
    let components = Row::new("gradient components", components);
    let norms = Row::new("gradient max norms", norms);
    let per_coordinate = calls as f64 / components.outcomes.len() as f64;
    println!("{per_coordinate:.1} evaluations per coordinate");
    assert_eq!(norms.outcomes.len(), 25);
    assert!(norms.error(0.5) <= 2e-14);
    assert!(norms.error(0.9) <= 1e-12);
    assert!(norms.error(1.0) <= 1e-11);
    assert!(per_coordinate <= 10.5);
    assert!(components.within(1.0) >= 0.95);
    assert_eq!(components.silent(), 0);
}

#[test]
fn fast_gradients() {
    print_header();
    let mut components = Vec::new();
    for problem in MULTIVARIATE {
        let counted = Cell::new(0);
        let gradient = Gradient::numeric(|x| {
            counted.set(counted.get() + 1);
            (problem.f)(x)
        });
        let found = gradient.with(FiniteDifference::fast()).estimate(problem.x);
        assert_eq!(counted.get(), 2 * problem.x.len(), "{}", problem.name);
        assert_eq!(found.evaluations, counted.get());
        assert!(found.status.iter().all(|s| *s == Status::FixedStep));
        assert!(found.error.iter().all(|e| *e == f64::INFINITY));
        let norm = max_norm(problem.gradient.iter());
        let entries = found.value.iter().zip(&found.error).zip(problem.gradient);
        components.extend(entries.map(|((value, error), exact)| {
            Outcome::of_entry(problem.name, *value, *error, *exact, norm)
        }));
    }
    let row = Row::new("fast gradients", components);
    assert!(row.error(0.5) <= 1e-10);
    assert!(row.error(0.9) <= 1e-8);
}

/// The rows of a table of Hessians: its entries up to the diagonal, and their worst.
fn hessians(
    labels: [&'static str; 2],
    estimate: impl Fn(&Multivariate) -> HessianEstimate<[f64]>,
) -> (Row, Row, usize) {
    let (mut norms, mut entries, mut calls) = (vec![], vec![], 0);
    for problem in MULTIVARIATE {
        let found = estimate(problem);
        calls += found.evaluations;
        let norm = max_norm(problem.hessian.iter().flat_map(|row| row.iter()));
        let mut own = Vec::new();
        for (i, row) in problem.hessian.iter().enumerate() {
            for (j, exact) in row.iter().enumerate() {
                assert_eq!(found.value[(i, j)].to_bits(), found.value[(j, i)].to_bits());
                assert_eq!(found.error[(i, j)].to_bits(), found.error[(j, i)].to_bits());
                assert_eq!(found.status[(i, j)], found.status[(j, i)]);
                let (value, error) = (found.value[(i, j)], found.error[(i, j)]);
                own.push(Outcome::of_entry(problem.name, value, error, *exact, norm));
            }
        }
        norms.push(Outcome::worst_of(problem.name, &own, found.evaluations));
        entries.extend(own);
    }
    let [entries_label, norms_label] = labels;
    let entries = Row::new(entries_label, entries);
    (entries, Row::new(norms_label, norms), calls)
}

#[test]
fn hessians_from_values() {
    print_header();
    let labels = ["Hessian entries", "Hessian max norms"];
    let (entries, norms, calls) = hessians(labels, |problem| {
        let counted = Cell::new(0);
        let hessian = Hessian::numeric(|x| {
            counted.set(counted.get() + 1);
            (problem.f)(x)
        });
        let hessian = hessian.with(far());
        let found = hessian.estimate(problem.x);
        assert_eq!(found.evaluations, counted.get(), "{}", problem.name);
        found
    });
    let per_entry = calls as f64 / entries.outcomes.len() as f64;
    println!("{per_entry:.1} evaluations per entry");
    assert!(norms.error(0.5) <= 1e-13);
    assert!(norms.error(0.9) <= 2e-11);
    assert!(per_entry <= 18.0);
    assert!(entries.within(1.0) >= 0.97);
    assert_eq!(entries.silent(), 0);
}

/// Differences of the exact gradient: first derivatives again, with their accuracy.
#[test]
fn hessians_from_exact_gradients() {
    print_header();
    let labels = ["of gradient: entries", "of gradient: max norms"];
    let (entries, norms, calls) = hessians(labels, |problem| {
        Hessian::numeric_of_gradient(|x| (problem.dual)(x).1).estimate(problem.x)
    });
    let coordinates: usize = MULTIVARIATE.iter().map(|p| p.x.len()).sum();
    println!(
        "{:.1} gradients per variable",
        calls as f64 / coordinates as f64
    );
    assert!(norms.error(0.5) <= 2e-14);
    assert!(norms.error(0.9) <= 1e-12);
    assert!(calls <= 15 * coordinates);
    assert!(entries.within(1.0) >= 0.97);
    assert_eq!(entries.silent(), 0);
}

/// The 20 × 4 residuals of Brown and Dennis, of which each column shares its points.
#[test]
fn a_jacobian_shares_its_points() {
    let calls = Cell::new(0);
    let residuals = |x: &[f64]| -> [f64; 20] {
        calls.set(calls.get() + 1);
        std::array::from_fn(|i| {
            let t = (i + 1) as f64 / 5.0;
            let a = x[0] + t * x[1] - t.exp();
            let b = x[2] + t.sin() * x[3] - t.cos();
            a * a + b * b
        })
    };
    let x = [25.0, 5.0, -5.0, -1.0];
    let found = Jacobian::numeric(residuals).estimate(&x);
    println!("Jacobian 20 × 4: {} calls", calls.get());
    assert_eq!(found.evaluations, calls.get());
    assert!(calls.get() <= 30);
    for i in 0..20 {
        let t = (i + 1) as f64 / 5.0;
        let a = x[0] + t * x[1] - t.exp();
        let b = x[2] + t.sin() * x[3] - t.cos();
        let exact = [2.0 * a, 2.0 * a * t, 2.0 * b, 2.0 * b * t.sin()];
        for (j, exact) in exact.into_iter().enumerate() {
            let off = (found.value[(i, j)] - exact).abs();
            assert!(off <= found.error[(i, j)], "({i}, {j}): {exact}");
            assert!(off <= 1e-10 * exact.abs(), "({i}, {j}): {exact}");
        }
    }
    calls.set(0);
    let _ = Jacobian::numeric(residuals)
        .with(FiniteDifference::fast())
        .at(&x);
    assert_eq!(calls.get(), 8);
}

/// Dual numbers on the same functions: exact but for the rounding inside f.
#[test]
fn dual_numbers_agree() {
    /// Functions that lose digits by cancellation before any derivative is taken.
    const CANCELLING: [(&str, f64); 3] = [
        ("canc_1mcos", 1e-3),
        ("canc_poly7", 1e-10),
        ("canc_exp", 1e-8),
    ];
    const ACCURACY: f64 = 1e-12;
    let mut count = 0;
    for problem in UNIVARIATE {
        let (Some(dual), Some(exact)) = (problem.dual, problem.derivatives[0]) else {
            continue;
        };
        count += 1;
        let (value, slope) = dual(problem.x);
        let expected = (problem.f)(problem.x);
        assert!(
            (value - expected).abs() <= ACCURACY * expected.abs(),
            "{}: {value}, not {expected}",
            problem.name
        );
        let exception = CANCELLING.iter().find(|c| c.0 == problem.name);
        let off = (slope - exact).abs() / problem.scale;
        match exception {
            Some((name, accuracy)) => assert!(ACCURACY < off && off <= *accuracy, "{name}"),
            None => assert!(off <= ACCURACY, "{}: {slope}, not {exact}", problem.name),
        }
    }
    assert_eq!(count, 97, "functions with a generic form");
    for problem in MULTIVARIATE {
        let (value, gradient, hessian) = (problem.dual)(problem.x);
        let expected = (problem.f)(problem.x);
        let near = |found: f64, exact: f64, norm: f64| {
            let off = (found - exact).abs();
            assert!(
                off <= ACCURACY * norm,
                "{}: {found}, not {exact}",
                problem.name
            );
        };
        near(value, expected, expected.abs());
        let norm = max_norm(problem.gradient.iter());
        for (found, exact) in gradient.iter().zip(problem.gradient) {
            near(*found, *exact, norm);
        }
        let norm = max_norm(problem.hessian.iter().flat_map(|row| row.iter()));
        for (i, row) in problem.hessian.iter().enumerate() {
            for (j, exact) in row.iter().enumerate() {
                near(hessian[(i, j)], *exact, norm);
            }
        }
    }
}
