//! Random points near a given one.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// `count` points near `x` where `f` is finite.
pub fn points_near(x: &[f64], f: impl Fn(&[f64]) -> f64, count: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut near = |radius: f64| -> Vec<f64> {
        let mut moved = |x: &f64| {
            let size = if *x == 0.0 { 1.0 } else { x.abs() };
            x + radius * size * random.random_range(-1.0..1.0)
        };
        x.iter().map(&mut moved).collect()
    };
    let mut point = || {
        // A tenth of the radius where the domain of f is narrow.
        (1..=4)
            .map(|k| near(10_f64.powi(-k)))
            .find(|x| f(x).is_finite())
            .expect("f is finite near its point")
    };
    (0..count).map(|_| point()).collect()
}
