use partials::Gradient;

fn main() {
    Gradient::new(|x| x[0] * x[0]).at(&nalgebra::vector![1, 2]);
    Gradient::new(|x| x[0] * x[0]).at(&vec![1, 2]);
}
