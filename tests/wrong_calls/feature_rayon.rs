use partials::{Derivative, Gradient};

fn main() {
    Derivative::numeric(|x| x.sin()).parallel().at(1.0);
    Gradient::new(|x| x[0] * x[1]).parallel().at(&[1.0, 2.0]);
    Gradient::sum(10, |i, x| x[0] * i as f64).parallel().at(&[1.0]);
}
