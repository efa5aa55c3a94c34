use partials::Gradient;

fn main() {
    Gradient::new(|w| w[0] * w[23]).at(&nalgebra::SMatrix::<f64, 8, 3>::zeros());
}
