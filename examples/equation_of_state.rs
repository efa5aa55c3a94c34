//! The density of a fluid from its equation of state, solved by Newton's method: an implicit function.
//!
//! The Peng-Robinson equation gives the pressure as a function of temperature and molar volume; the density at
//! a pressure is a root of it. Its derivatives, the isothermal compressibility κ and the thermal
//! expansion α, come from the equation at the root, and are held against the closed form
//! `κ = -1 / (v ∂p/∂v)`, `α = (∂p/∂T) κ`.
//!
//! `cargo run --release --example equation_of_state`

use partials::{Gradient, Hessian, Scalar, implicit};

/// Carbon dioxide: critical temperature in K and pressure in Pa, acentric factor.
const CRITICAL: (f64, f64) = (304.13, 7.3773e6);
const ACENTRIC: f64 = 0.22394;
const GAS_CONSTANT: f64 = 8.314_462_618;

/// The pressure at a temperature and a molar volume.
fn pressure<S: Scalar>(t: S, v: S) -> S {
    let (tc, pc) = CRITICAL;
    let kappa = 0.37464 + 1.54226 * ACENTRIC - 0.26992 * ACENTRIC * ACENTRIC;
    let alpha = (1.0 + kappa * (1.0 - (t / tc).sqrt())).powi(2);
    let a = 0.45724 * (GAS_CONSTANT * tc).powi(2) / pc;
    let b = 0.07780 * GAS_CONSTANT * tc / pc;
    GAS_CONSTANT * t / (v - b) - a * alpha / (v * v + 2.0 * b * v - b * b)
}

/// The molar volume at a pressure and a temperature, from that of the ideal gas on: plain numbers, with a
/// slope by differences that only has to lead there.
fn solve(x: &[f64]) -> f64 {
    let (p, t) = (x[0], x[1]);
    let mut v = GAS_CONSTANT * t / p;
    for _ in 0..100 {
        let slope = (pressure(t, v * 1.0001) - pressure(t, v)) / (v * 0.0001);
        let step = (pressure(t, v) - p) / slope;
        v -= step.clamp(-0.3 * v, 0.3 * v);
        if step.abs() < 1e-9 * v {
            break;
        }
    }
    v
}

/// The molar density at a pressure and a temperature.
fn density<S: Scalar>(x: &[S]) -> S {
    let v = implicit(x, solve, |x, v| pressure(x[1], v) / x[0] - 1.0);
    1.0 / v
}

fn main() {
    println!("Carbon dioxide at 320 K\n");
    println!(
        "{:>7} {:>11} {:>15} {:>15} {:>13} {:>13}",
        "p / bar", "ρ / mol/m³", "κ / 1/Pa", "closed form", "α / 1/K", "closed form"
    );
    for bar in [1.0, 20.0, 60.0, 90.0, 110.0, 150.0, 300.0] {
        let x = [bar * 1e5, 320.0];
        let (rho, g) = Gradient::reverse(density).value_and_gradient(&x);
        let (kappa, alpha) = (g[0] / rho, -g[1] / rho);
        let by_t_and_v = Gradient::new(|x| pressure(x[0], x[1])).at(&[320.0, 1.0 / rho]);
        let closed = -rho / by_t_and_v[1];
        let closed = (closed, by_t_and_v[0] * closed);
        println!(
            "{bar:>7} {rho:>11.3} {kappa:>15.8e} {:>15.8e} {alpha:>13.6e} {:>13.6e}",
            closed.0, closed.1
        );
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-8 * b.abs();
        assert!(near(kappa, closed.0) && near(alpha, closed.1));
    }

    // Of second order too: how the compressibility itself changes.
    let h = Hessian::new(density).at(&[90e5, 320.0]);
    let report = Hessian::new(density).check(&[90e5, 320.0]);
    println!(
        "\nAt 90 bar ∂²ρ/∂p² = {:.6e}, ∂²ρ/∂p∂T = {:.6e}: {}",
        h[(0, 0)],
        h[(0, 1)],
        report.verdict()
    );
    assert!(report.passed(), "{report}");
}
