//! How often a wrong gradient is found, and a right one is not suspected: the gradients of 25
//! problems, with mistakes planted.
//!
//! `cargo test --release --test planted_mistakes -- --nocapture` prints the rates.

#[path = "common/mistakes.rs"]
mod mistakes;
#[path = "common/nearby.rs"]
mod nearby;
#[path = "generated/problems.rs"]
mod problems;

use mistakes::{MISTAKES, Plant, scale};
use nearby::points_near;
use partials::{Gradient, Verdict};
use problems::{MULTIVARIATE, Multivariate};

/// Mistakes of these problems beside those of all gradients.
const OWN: [(&str, Plant); 5] = [
    ("factor 1 + 1e-3", |g, _, _, _| scale(g, 1.0 + 1e-3)),
    ("factor 1 + 1e-6 on one", |g, _, _, k| g[k] *= 1.0 + 1e-6),
    ("gradient of f/2", |g, _, _, _| scale(g, 0.5)),
    ("gradient of ln f", |g, _, value, _| scale(g, 1.0 / value)),
    ("wrong exponent", |g, x, _, k| g[k] *= 1.5 * x[k]),
];

#[test]
fn planted_mistakes_are_found() {
    println!(
        "{:<24} {:>7} {:>10} {:>6}",
        "mistake", "planted", "above bars", "found"
    );
    let (mut all, mut all_found) = (0, 0);
    for (name, plant) in MISTAKES.into_iter().chain(OWN) {
        let (mut planted, mut above, mut found) = (0, 0, 0);
        for problem in MULTIVARIATE {
            let mut places = points_near(problem.x, problem.f, 3, 20);
            places.push(problem.x.to_vec());
            for (k, x) in places.iter().enumerate() {
                let (value, right, _) = (problem.dual)(x);
                let mut hand = right.clone();
                plant(&mut hand, x, value, k % x.len());
                if hand == right {
                    continue;
                }
                planted += 1;
                let bars = Gradient::numeric(problem.f).estimate(x).error;
                let beyond = |i: usize| (hand[i] - right[i]).abs() > 10.0 * bars[i];
                if (0..x.len()).any(beyond) {
                    above += 1;
                    found += usize::from(disagrees(problem, &hand, x));
                }
            }
        }
        println!("{name:<24} {planted:>7} {above:>10} {found:>6}");
        // A mistake that is never above the bars would not be measured at all.
        assert!(2 * above > planted, "{name}: {above} of {planted}");
        all += above;
        all_found += found;
    }
    println!("found {all_found} of {all}");
    assert!(100 * all_found >= 99 * all);
}

#[test]
fn right_gradients_are_not_suspected() {
    let (mut asked, mut suspected) = (0, Vec::new());
    for problem in MULTIVARIATE {
        let mut places = points_near(problem.x, problem.f, 20, 20);
        places.push(problem.x.to_vec());
        for x in &places {
            asked += 1;
            if disagrees(problem, &(problem.dual)(x).1, x) {
                suspected.push(format!("{} at {x:?}", problem.name));
            }
        }
    }
    println!("suspected {} of {asked} right gradients", suspected.len());
    assert!(suspected.is_empty(), "{suspected:#?}");
}

/// Whether a gradient is wrong by finite differences.
fn disagrees(problem: &Multivariate, hand: &[f64], x: &[f64]) -> bool {
    let report = Gradient::numeric(problem.f).check_against(|_| hand.to_vec(), x);
    report.verdict() == Verdict::Disagree
}
