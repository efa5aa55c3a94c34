use partials::{Derivative, Gradient, Hessian};

fn main() {
    Gradient::new(|_| 4.0).at(&[1.0]);
    Hessian::new(|x| if x[0] > 0.0 { x[0] } else { 0.0 }).at(&[1.0]);
    Derivative::new(|_| 4.0).at(1.0);
}
