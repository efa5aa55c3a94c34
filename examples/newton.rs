//! Newton's method on Rosenbrock's valley: our gradient and Hessian, nalgebra's Cholesky.
//!
//! `cargo run --release --example newton`

use nalgebra::{Cholesky, SMatrix, SVector};
use partials::{Hessian, Scalar};

const N: usize = 4;

fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    let term = |p: &[S]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
    x.windows(2).map(term).sum()
}

/// The Newton step `-H⁻¹ g`. Where `H` is not positive definite it is shifted until it is, so that
/// the step goes downhill.
fn step(gradient: &SVector<f64, N>, hessian: SMatrix<f64, N, N>) -> SVector<f64, N> {
    let mut shift = 0.0;
    loop {
        let shifted = hessian + SMatrix::identity() * shift;
        match Cholesky::new(shifted) {
            Some(factors) => return -factors.solve(gradient),
            None => shift = f64::max(2.0 * shift, 1e-3 * hessian.norm()),
        }
    }
}

fn main() {
    let hessian = Hessian::new(rosenbrock);
    let mut x = SVector::from([-1.2, 1.0, -1.2, 1.0]);
    println!(
        "{:>4} {:>14} {:>12} {:>8}",
        "step", "f(x)", "|gradient|", "length"
    );
    for iteration in 0.. {
        let (value, gradient, h) = hessian.value_gradient_hessian(&x);
        print!("{iteration:>4} {value:>14.6e} {:>12.3e}", gradient.norm());
        if gradient.norm() < 1e-10 {
            println!("{:>8}", "-");
            break;
        }
        let direction = step(&gradient, h);
        let downhill = gradient.dot(&direction);
        // Halve until the function falls by a share of what the slope promises (Armijo).
        let mut length = 1.0;
        let falls = |length: f64| {
            rosenbrock((x + direction * length).as_slice()) <= value + 1e-4 * length * downhill
        };
        while !falls(length) && length > 1e-10 {
            length /= 2.0;
        }
        println!(" {length:>8.3}");
        x += direction * length;
    }
    let solution: Vec<String> = x.iter().map(|v| format!("{v:.12}")).collect();
    println!("\nminimum at ({})", solution.join(", "));
}
