use partials::{Derivative, Gradient};

fn f(x: &[f64]) -> f64 {
    x[0] * x[0]
}

fn g(x: f64) -> f64 {
    x * x
}

fn main() {
    Gradient::new(f).at(&[1.0]);
    Derivative::new(g).at(1.0);
}
