//! Stochastic simulators: with fresh random numbers at every call, where noise is all that a difference
//! can be limited by, and with common random numbers, where it is kinks and steps.
//!
//! `cargo test --release --test simulators -- --nocapture` prints how often bars hold.

use std::cell::RefCell;

use partials::{Derivative, Dual, Scalar, Status, Verdict};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const PATHS: usize = 2000;

fn normal(random: &mut SmallRng) -> f64 {
    let (u, v): (f64, f64) = (random.random_range(1e-16..1.0), random.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// The price of a call option with strike 1, a year and a volatility of 0.3, by so many paths.
fn option<S: Scalar>(spot: S, random: &mut SmallRng) -> S {
    let mut total = S::from(0.0);
    for _ in 0..PATHS {
        let end = spot * (0.3 * normal(random) - 0.045).exp();
        total += (end - 1.0).max(S::from(0.0));
    }
    total / PATHS as f64
}

fn delta(spot: f64) -> f64 {
    let d = (spot.ln() + 0.045) / 0.3;
    0.5 * partials::scalar::Real::erfc(-d / 2_f64.sqrt())
}

/// The mean waiting time of the first customers of a queue, by Lindley's recursion.
fn queue<S: Scalar>(service: S, random: &mut SmallRng) -> S {
    let (mut wait, mut total) = (S::from(0.0), S::from(0.0));
    for _ in 0..PATHS {
        let exponential = |random: &mut SmallRng| -random.random_range(1e-16..1.0_f64).ln();
        let (served, arrived) = (exponential(random), exponential(random));
        wait = (wait + service * served - arrived).max(S::from(0.0));
        total += wait;
    }
    total / PATHS as f64
}

/// The share of normal numbers below x: a staircase.
fn share(x: f64, random: &mut SmallRng) -> f64 {
    (0..PATHS).filter(|_| normal(random) < x).count() as f64 / PATHS as f64
}

fn seeded(seed: u64) -> SmallRng {
    SmallRng::seed_from_u64(seed)
}

/// How often the estimate is within its bar, of so many seeds and points.
fn within(name: &str, count: u64, estimate: impl Fn(u64, f64) -> (f64, f64, f64)) -> f64 {
    let (mut within, mut errors) = (0, Vec::new());
    for seed in 0..count {
        let x = 0.7 + 0.6 * ((seed as f64 * 0.618_034) % 1.0);
        let (value, error, truth) = estimate(seed, x);
        within += usize::from((value - truth).abs() <= error);
        errors.push((value - truth).abs());
    }
    errors.sort_by(f64::total_cmp);
    println!(
        "{name}: {within} of {count} within the bar, median error {:.1e}",
        errors[errors.len() / 2]
    );
    within as f64 / count as f64
}

#[test]
fn fresh_seeds() {
    let limited = RefCell::new(0);
    let held = within("option, fresh seeds", 100, |seed, x| {
        let random = RefCell::new(seeded(seed));
        let f = |spot: f64| option(spot, &mut random.borrow_mut());
        let found = Derivative::numeric(f).estimate(x);
        *limited.borrow_mut() += usize::from(found.status == Status::NoiseLimited);
        (found.value, found.error, delta(x))
    });
    assert!(held >= 0.96, "{held}");
    assert!(limited.into_inner() >= 90);
}

#[test]
fn fresh_seeds_accuse_nothing() {
    for seed in 0..50 {
        let x = 0.7 + 0.6 * ((seed as f64 * 0.618_034) % 1.0);
        let random = RefCell::new(seeded(seed));
        let f = |spot: f64| option(spot, &mut random.borrow_mut());
        let report = Derivative::numeric(f).check_against(delta, x);
        assert!(report.verdict() != Verdict::Disagree, "{x}\n{report}");
    }
}

#[test]
fn common_random_numbers_accuse_nothing() {
    type D = Dual<f64, 1>;
    for seed in 0..50 {
        let x = 0.7 + 0.25 * ((seed as f64 * 0.618_034) % 1.0);
        let report = Derivative::new(|x: D| option(x, &mut seeded(seed))).check(x);
        assert!(report.verdict() != Verdict::Disagree, "{report}");
        let report = Derivative::new(|x: D| queue(x, &mut seeded(seed))).check(x);
        assert!(report.verdict() != Verdict::Disagree, "{report}");
    }
    // What is wrong by a fifth is found: a control.
    let found = (0..50).filter(|seed| {
        let wrong = |x: f64| 1.2 * Derivative::new(|x: D| queue(x, &mut seeded(*seed))).at(x);
        let report =
            Derivative::numeric(|x| queue(x, &mut seeded(*seed))).check_against(wrong, 0.8);
        report.verdict() == Verdict::Disagree
    });
    let found = found.count();
    println!("{found} of 50 wrong derivatives of a queue found");
    assert!(found >= 40, "{found}");
}

#[test]
fn common_random_numbers_have_bars() {
    type D = Dual<f64, 1>;
    let held = within("option, common seeds", 100, |seed, x| {
        let found = Derivative::numeric(|x| option(x, &mut seeded(seed))).estimate(x);
        let exact = Derivative::new(|x: D| option(x, &mut seeded(seed))).at(x);
        (found.value, found.error, exact)
    });
    assert!(held >= 0.96, "{held}");
}

#[test]
fn a_share_is_a_staircase() {
    let held = within("share below x, common seeds", 100, |seed, x| {
        let found = Derivative::numeric(|x| share(x, &mut seeded(seed))).estimate(x);
        let density = (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
        (found.value, found.error, density)
    });
    assert!(held >= 0.9, "{held}");
}
