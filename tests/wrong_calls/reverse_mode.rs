use partials::{Gradient, Hessian, Jacobian};

fn f(x: &[f64]) -> f64 {
    x[0] * x[0]
}

fn main() {
    Gradient::reverse(|_| 4.0).at(&[1.0]);
    Gradient::reverse(f).at(&[1.0]);
    Gradient::reverse(|x| 2 * x[0]).at(&[1.0]);
    Jacobian::reverse(|x| [x[0], 1.0]).at(&[1.0]);
    Hessian::reverse(|x| x[0] * x[0]).at(&[1, 2]);
    Gradient::sum(3, |x| x[0]).at(&[1.0]);
    Gradient::partially_separable(3, |i| vec![i], |_, x| x[0]).at(&[1.0]);
}
