//! Sensitivities of a differential equation in three ways: by a stepper written over `Scalar`, forward and in
//! reverse, and by the adjoint equation.
//!
//! Predators and prey, u' = a u - b u v and v' = c u v - d v. Wanted is the gradient of a misfit to
//! observations by the four rates and the two populations at the start. The stepper is the classical
//! Runge-Kutta method; differentiated as a program it has the gradient of what it computes, to rounding.
//! The adjoint equation, integrated backwards by the same method, has the gradient of the exact solution but
//! for its own error, which is of the order of the step's fourth power: the two meet as steps get short.
//!
//! `cargo run --release --example ode_sensitivities`

use partials::{Gradient, Jacobian, Scalar, Var};

const END: f64 = 6.0;
const OBSERVED: [[f64; 2]; 3] = [[0.9, 0.4], [2.6, 1.9], [0.5, 1.2]];

/// The right-hand side, at rates `p` and populations `y`.
fn rates<S: Scalar>(p: &[S], y: [S; 2]) -> [S; 2] {
    let met = y[0] * y[1];
    [p[0] * y[0] - p[1] * met, p[2] * met - p[3] * y[1]]
}

/// One step of the classical Runge-Kutta method for `M` numbers.
fn step<S: Scalar, const M: usize>(f: impl Fn([S; M]) -> [S; M], y: [S; M], h: f64) -> [S; M] {
    let along = |k: [S; M], h: f64| std::array::from_fn(|i| y[i] + h * k[i]);
    let k1 = f(y);
    let k2 = f(along(k1, h / 2.0));
    let k3 = f(along(k2, h / 2.0));
    let k4 = f(along(k3, h));
    std::array::from_fn(|i| y[i] + h / 6.0 * (k1[i] + 2.0 * (k2[i] + k3[i]) + k4[i]))
}

/// The populations at the times of the observations, from rates and populations at the start.
fn observed<S: Scalar>(x: &[S], steps: usize) -> Vec<[S; 2]> {
    let mut y = [x[4], x[5]];
    let each = steps / OBSERVED.len();
    let h = END / steps as f64;
    let mut at_times = Vec::new();
    for _ in OBSERVED {
        for _ in 0..each {
            y = step(|y| rates(&x[..4], y), y, h);
        }
        at_times.push(y);
    }
    at_times
}

fn misfit<S: Scalar>(x: &[S], steps: usize) -> S {
    let pairs = observed(x, steps).into_iter().zip(OBSERVED);
    pairs
        .map(|(y, seen)| (y[0] - seen[0]).powi(2) + (y[1] - seen[1]).powi(2))
        .sum()
}

/// The gradient by the adjoint equation `λ' = -λ ∂f/∂y`, with `λ` jumping by the residual where something is observed
/// and `-∫ λ ∂f/∂p` gathered on the way. The populations are integrated backwards with it.
fn adjoint(x: &[f64], steps: usize) -> [f64; 6] {
    let at_times = observed(x, steps);
    let h = END / steps as f64;
    // y, λ, and the integral for each of the rates; the products λ ∂f are those of a Jacobian.
    let backwards = |z: [f64; 8]| {
        let f = |q: &[Var]| rates(&q[..4], [q[4], q[5]]);
        let point = [x[0], x[1], x[2], x[3], z[0], z[1]];
        let along = Jacobian::reverse(f).vjp(&point, &[z[2], z[3]]);
        let [u, v] = rates(&x[..4], [z[0], z[1]]);
        [
            u, v, -along[4], -along[5], -along[0], -along[1], -along[2], -along[3],
        ]
    };
    let mut z = [0.0; 8];
    for (y, seen) in at_times.iter().zip(OBSERVED).rev() {
        (z[0], z[1]) = (y[0], y[1]);
        z[2] += 2.0 * (y[0] - seen[0]);
        z[3] += 2.0 * (y[1] - seen[1]);
        for _ in 0..steps / OBSERVED.len() {
            z = step(backwards, z, -h);
        }
    }
    [z[4], z[5], z[6], z[7], z[2], z[3]]
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f64::max)
}

fn main() {
    let x = [1.1, 0.8, 0.6, 0.9, 1.2, 0.5];
    let steps = 120;
    let forward = Gradient::new(|x| misfit(x, steps)).at(&x);
    let reverse = Gradient::reverse(|x| misfit(x, steps)).at(&x);
    let by_equation = adjoint(&x, steps);
    println!(
        "{steps} steps\n\n{:>10} {:>16} {:>16} {:>16}",
        "", "forward", "reverse", "adjoint equation"
    );
    for (i, name) in ["a", "b", "c", "d", "u(0)", "v(0)"].iter().enumerate() {
        println!(
            "{name:>10} {:>16.12} {:>16.12} {:>16.12}",
            forward[i], reverse[i], by_equation[i]
        );
    }
    assert!(largest_difference(&forward, &reverse) < 1e-11);

    println!(
        "\n{:>10} {:>16} {:>24}",
        "steps", "reverse, forward", "reverse, adjoint equation"
    );
    let mut before = f64::INFINITY;
    for steps in [30, 60, 120, 240] {
        let forward = Gradient::new(|x| misfit(x, steps)).at(&x);
        let reverse = Gradient::reverse(|x| misfit(x, steps)).at(&x);
        let apart = largest_difference(&reverse, &adjoint(&x, steps));
        println!(
            "{steps:>10} {:>16.1e} {apart:>24.1e}",
            largest_difference(&forward, &reverse)
        );
        assert!(apart < before / 8.0);
        before = apart;
    }
}
