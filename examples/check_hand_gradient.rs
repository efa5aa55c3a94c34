//! A gradient written by hand, with a mistake: found, named, corrected.
//!
//! Logistic regression: y = ±1 labels the measurements a, and the negative log-likelihood of the
//! weights w is Σ ln(1 + exp(-y a·w)) + (λ/2) |w|².
//!
//! `cargo run --release --example check_hand_gradient`

use partials::{Gradient, Scalar};

/// Measurements, the last component being 1 for the offset, and their labels.
const DATA: [([f64; 4], f64); 6] = [
    ([0.5, -1.2, 0.3, 1.0], 1.0),
    ([1.1, 0.4, -0.7, 1.0], -1.0),
    ([-0.3, 0.8, 1.9, 1.0], 1.0),
    ([2.2, -0.5, 0.1, 1.0], -1.0),
    ([0.1, 0.6, -1.4, 1.0], 1.0),
    ([-1.6, 1.3, 0.9, 1.0], -1.0),
];
const PENALTY: f64 = 0.1;

fn loss<S: Scalar>(w: &[S]) -> S {
    let fit = DATA.iter().map(|(a, y)| {
        let margin: S = a.iter().zip(w).map(|(a, w)| *w * *a).sum();
        (margin * -y).exp().ln_1p()
    });
    let size: S = w.iter().map(|w| w * w).sum();
    fit.sum::<S>() + size * (0.5 * PENALTY)
}

/// Σ -y σ(-y a·w) a, and the gradient of the penalty, which somebody forgot.
fn without_penalty(w: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; w.len()];
    for (a, y) in DATA {
        let margin: f64 = a.iter().zip(w).map(|(a, w)| a * w).sum();
        let weight = -y / (1.0 + (y * margin).exp());
        for (g, a) in gradient.iter_mut().zip(a) {
            *g += weight * a;
        }
    }
    gradient
}

fn by_hand(w: &[f64]) -> Vec<f64> {
    let mut gradient = without_penalty(w);
    for (g, w) in gradient.iter_mut().zip(w) {
        *g += PENALTY * w;
    }
    gradient
}

fn main() {
    let f = Gradient::new(loss);
    let w = [0.4, -0.7, 0.9, 0.2];

    println!("The first attempt:\n");
    let report = f.check_against(without_penalty, &w);
    println!("{report}");
    assert!(!report.passed() && !report.diagnoses().is_empty());

    println!("Corrected, at the worst of 20 random points:\n");
    let settings = partials::Check::new().random(1.0, 20, 1);
    let report = f.check_against_with(&settings, by_hand, &w);
    println!("{report}");
    assert!(report.passed());
}
