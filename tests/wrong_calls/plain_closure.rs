use partials::Gradient;

fn main() {
    Gradient::new(|x: &[f64]| x[0] * x[0]).at(&[1.0]);
}
