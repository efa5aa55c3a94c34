//! Value, gradient and Hessian of Himmelblau's function at a point.
//!
//! `cargo run --release --example quickstart` starts at (1, 1); two numbers after `--` choose
//! another point: `cargo run --release --example quickstart -- 3 2`.

use std::process::ExitCode;

use partials::{Gradient, Hessian, Scalar};

/// Four minima, all of value 0; one is at (3, 2).
fn himmelblau<S: Scalar>(x: &[S]) -> S {
    (x[0] * x[0] + x[1] - 11.0).powi(2) + (x[0] + x[1] * x[1] - 7.0).powi(2)
}

fn point(arguments: &[String]) -> Result<[f64; 2], String> {
    let number = |text: &String| {
        text.parse()
            .map_err(|_| format!("`{text}` is not a number"))
    };
    match arguments {
        [] => Ok([1.0, 1.0]),
        [a, b] => Ok([number(a)?, number(b)?]),
        others => Err(format!("expected two numbers, got {}", others.len())),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let x = match point(&arguments) {
        Ok(x) => x,
        Err(mistake) => {
            eprintln!("{mistake}\nusage: cargo run --release --example quickstart -- 3 2");
            return ExitCode::FAILURE;
        }
    };

    println!("f(x) = (x0² + x1 - 11)² + (x0 + x1² - 7)²");
    println!("at x = ({}, {})\n", x[0], x[1]);
    println!("value     {:>12.6}", himmelblau(&x));

    let [gx, gy] = Gradient::new(himmelblau).at(&x);
    println!("gradient  {gx:>12.6} {gy:>12.6}");

    let h = Hessian::new(himmelblau).at(&x);
    println!("Hessian   {:>12.6} {:>12.6}", h[(0, 0)], h[(0, 1)]);
    println!("          {:>12.6} {:>12.6}", h[(1, 0)], h[(1, 1)]);
    ExitCode::SUCCESS
}
