//! A table with its slopes inside a function that is differentiated: a custom rule.
//!
//! The drag of a ball is looked up by its Mach number: a cubic through tabulated coefficients, in code
//! that knows nothing of derivatives but has the slope of its own curve. The terminal speed of a fall and how
//! it depends on the air are computed around it, and a check holds the whole against finite differences.
//!
//! `cargo run --release --example table_lookup`

use partials::{Gradient, Scalar, custom};

/// Drag coefficients of a sphere, from Mach 0 on in steps of 0.2.
const DRAG: [f64; 9] = [0.47, 0.48, 0.50, 0.55, 0.66, 0.82, 0.92, 0.97, 1.00];
const STEP: f64 = 0.2;

/// The coefficient and its slope at a Mach number: cubic Hermite pieces (Catmull and Rom).
fn drag(mach: f64) -> (f64, f64) {
    let place = (mach / STEP).clamp(1.0, DRAG.len() as f64 - 2.0 - 1e-9);
    let (k, t) = (place as usize, mach / STEP - place.floor());
    let [a, b, c, d] = [DRAG[k - 1], DRAG[k], DRAG[k + 1], DRAG[k + 2]];
    let (p, q) = (c - a, 2.0 * a - 5.0 * b + 4.0 * c - d);
    let r = 3.0 * (b - c) + d - a;
    let value = b + 0.5 * t * (p + t * (q + t * r));
    let slope = 0.5 * (p + t * (2.0 * q + t * 3.0 * r)) / STEP;
    (value, slope)
}

/// How fast a ball slows down, in m/s², given its speed, the density of the air and its temperature.
fn deceleration<S: Scalar>(x: &[S]) -> S {
    let (speed, density, temperature) = (x[0], x[1], x[2]);
    let mach = speed / (1.4 * 287.05 * temperature).sqrt();
    let coefficient = custom(&[mach], |x| {
        let (value, slope) = drag(x[0]);
        (value, [slope])
    });
    let (radius, mass) = (0.05_f64, 4.1);
    let area = std::f64::consts::PI * radius.powi(2);
    0.5 * density * speed * speed * coefficient * area / mass
}

fn main() {
    println!(
        "{:>6} {:>8} {:>12} {:>12} {:>12}  check",
        "m/s", "a", "da/dspeed", "da/ddensity", "da/dtemp"
    );
    for speed in [120.0, 210.0, 300.0, 345.0, 400.0, 470.0] {
        let x = [speed, 1.225, 288.15];
        let f = Gradient::reverse(deceleration);
        let (a, g) = f.value_and_gradient(&x);
        let report = f.check(&x);
        println!(
            "{speed:>6} {a:>8.3} {:>12.6} {:>12.5} {:>12.6}  {}",
            g[0],
            g[1],
            g[2],
            report.verdict()
        );
        assert!(report.passed(), "{report}");
    }

    // The same with a slope per step of the table, a popular slip.
    let slip = Gradient::new(|x| custom(x, |x| (drag(x[0]).0, [drag(x[0]).1 * STEP])));
    let report = slip.check(&[0.9]);
    println!("\nWith the slope in steps of the table:\n\n{report}");
    assert!(!report.passed());
}
