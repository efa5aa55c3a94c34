//! Right derivatives must pass: the 25 problems in several variables, at 20 random points each.
//! None may disagree. A few are in doubt: entries that no value of the function shows, such as a
//! slope of 1e-12 beside one of 1e9.
//!
//! `cargo test --release --test check_agreement -- --nocapture` prints the counts.

#[path = "common/nearby.rs"]
mod nearby;
#[path = "generated/problems.rs"]
mod problems;

use nearby::points_near;
use partials::{Check, Gradient, Hessian, Report, Verdict};
use problems::MULTIVARIATE;

#[derive(Default)]
struct Tally {
    reports: usize,
    passed: usize,
    undecided: usize,
    entries: usize,
    entries_undecided: usize,
}

impl Tally {
    fn add(&mut self, name: &str, report: &Report) {
        assert_ne!(report.verdict(), Verdict::Disagree, "{name}: {report}");
        assert!(report.diagnoses().is_empty(), "{name}: {report}");
        self.reports += 1;
        if report.passed() {
            self.passed += 1;
        } else {
            self.undecided += 1;
            println!("{name}: {report}");
        }
        let undecided = |v: Verdict| matches!(v, Verdict::Undecided(_));
        self.entries += report.entries().len();
        let entries = report.entries().iter();
        self.entries_undecided += entries.filter(|e| undecided(e.verdict)).count();
    }

    /// Prints the counts; no more than `share` of the reports may be in doubt.
    fn conclude(&self, what: &str, share: f64) {
        println!(
            "{what}: {} of {} passed, {} undecided; entries: {} of {} undecided",
            self.passed, self.reports, self.undecided, self.entries_undecided, self.entries
        );
        assert!(self.undecided as f64 <= share * self.reports as f64);
    }
}

#[test]
fn gradients_by_dual_numbers() {
    let mut tally = Tally::default();
    for problem in MULTIVARIATE {
        for x in points_near(problem.x, problem.f, 20, 4) {
            tally.add(problem.name, &(problem.check)(&Check::new(), &x));
        }
        tally.add(problem.name, &(problem.check)(&Check::new(), problem.x));
    }
    tally.conclude("gradients", 0.05);
}

#[test]
fn hessians_by_dual_numbers() {
    let mut tally = Tally::default();
    for problem in MULTIVARIATE {
        for x in points_near(problem.x, problem.f, 4, 4) {
            tally.add(problem.name, &(problem.check_hessian)(&Check::new(), &x));
        }
    }
    tally.conclude("Hessians", 0.1);
}

/// Against the exact values of the data, which come from elsewhere.
#[test]
fn gradients_and_hessians_of_the_data() {
    let (mut gradients, mut hessians) = (Tally::default(), Tally::default());
    for problem in MULTIVARIATE {
        let hand = |_: &[f64]| problem.gradient.to_vec();
        let report = Gradient::numeric(problem.f).check_against(hand, problem.x);
        gradients.add(problem.name, &report);
        let n = problem.x.len();
        let hand = |_: &[f64]| {
            nalgebra::DMatrix::from_fn(n, n, |i, j| problem.hessian[i.max(j)][i.min(j)])
        };
        let report = Hessian::numeric(problem.f).check_against(hand, problem.x);
        hessians.add(problem.name, &report);
    }
    gradients.conclude("gradients of the data", 0.1);
    hessians.conclude("Hessians of the data", 0.1);
}

/// The same with random directions in place of entries.
#[test]
fn directions() {
    let mut tally = Tally::default();
    let settings = Check::new().directions(4, 9);
    for problem in MULTIVARIATE {
        for x in points_near(problem.x, problem.f, 5, 4) {
            tally.add(problem.name, &(problem.check)(&settings, &x));
            tally.add(problem.name, &(problem.check_hessian)(&settings, &x));
        }
    }
    tally.conclude("directions", 0.02);
}
