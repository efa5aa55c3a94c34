//! Random functions of one variable beside values of 25 digits: are the error bars true?
//!
//! `cargo test --release --test random_trees -- --nocapture` prints how often they are, and with
//! `PARTIALS_CASES` set every function for which they are not.

#[path = "common/trees.rs"]
mod trees;

use partials::{Derivative, FiniteDifference};
use trees::{Tree, trees};

/// What came out for one function.
struct Outcome {
    tree: &'static str,
    x: f64,
    off: f64,
    bar: f64,
    exact: f64,
    evaluations: usize,
    reliable: bool,
    told: String,
}

impl Outcome {
    fn new(tree: &Tree, order: usize) -> Self {
        let settings = FiniteDifference::new().order(order);
        let found = Derivative::numeric(|x| tree.value(x))
            .with(settings)
            .estimate(tree.x);
        let exact = tree.exact[order - 1];
        Self {
            tree: tree.text,
            x: tree.x,
            off: (found.value - exact).abs(),
            bar: found.error,
            exact,
            evaluations: found.evaluations,
            reliable: found.status.is_reliable(),
            told: found.to_string(),
        }
    }

    /// Within so many bars, and the rounding of the answer. What promises nothing is.
    fn is_within(&self, bars: f64) -> bool {
        self.off.is_nan() || self.off <= bars * self.bar + f64::EPSILON * self.exact.abs()
    }

    /// Wrong by a thousandth, with a bar far below.
    fn is_silent(&self) -> bool {
        self.off > 1e-3 * self.exact.abs().max(1e-300) && self.bar < 1e-3 * self.off
    }
}

fn measure(order: usize) -> Vec<Outcome> {
    trees()
        .iter()
        .map(|tree| Outcome::new(tree, order))
        .collect()
}

fn share(outcomes: &[Outcome], holds: impl Fn(&Outcome) -> bool) -> f64 {
    outcomes.iter().filter(|o| holds(o)).count() as f64 / outcomes.len() as f64
}

struct Summary {
    within: f64,
    within_ten: f64,
    silent: usize,
    evaluations: f64,
}

fn summary(order: usize) -> Summary {
    let outcomes = measure(order);
    let n = outcomes.len() as f64;
    let summary = Summary {
        within: share(&outcomes, |o| o.is_within(1.0)),
        within_ten: share(&outcomes, |o| o.is_within(10.0)),
        silent: outcomes.iter().filter(|o| o.is_silent()).count(),
        evaluations: outcomes.iter().map(|o| o.evaluations as f64).sum::<f64>() / n,
    };
    let mut errors: Vec<f64> = outcomes
        .iter()
        .map(|o| o.off / o.exact.abs().max(1e-300))
        .map(|e| if e.is_nan() { f64::INFINITY } else { e })
        .collect();
    errors.sort_by(f64::total_cmp);
    let mut bars: Vec<f64> = outcomes
        .iter()
        .filter(|o| o.off > 0.0)
        .map(|o| o.bar / o.off)
        .collect();
    bars.sort_by(f64::total_cmp);
    println!(
        "order {order}, {n} functions: {:.4} within the bar, {:.5} within ten, {} silent, {:.2} evaluations, {:.3} reliable; error median {:.1e}, 9 of 10 {:.1e}; bar over error median {:.0}",
        summary.within,
        summary.within_ten,
        summary.silent,
        summary.evaluations,
        share(&outcomes, |o| o.reliable),
        errors[errors.len() / 2],
        errors[errors.len() * 9 / 10],
        bars[bars.len() / 2],
    );
    if std::env::var("PARTIALS_CASES").is_ok() {
        for o in outcomes.iter().filter(|o| !o.is_within(1.0)) {
            println!(
                "{:7.1} bars: {} for {:e} at {:?}: {}",
                o.off / o.bar,
                o.told,
                o.exact,
                o.x,
                o.tree
            );
        }
    }
    summary
}

#[test]
fn first_derivatives_are_within_their_bars() {
    let found = summary(1);
    assert!(found.within >= 0.998, "{}", found.within);
    assert!(found.within_ten >= 0.9997, "{}", found.within_ten);
    assert!(found.silent <= 1, "{}", found.silent);
    assert!(found.evaluations <= 13.0, "{}", found.evaluations);
}

#[test]
fn second_derivatives_are_within_their_bars() {
    let found = summary(2);
    assert!(found.within >= 0.997, "{}", found.within);
    assert!(found.within_ten >= 0.9997, "{}", found.within_ten);
}
