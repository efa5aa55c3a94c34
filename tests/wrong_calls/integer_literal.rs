use partials::Gradient;

fn main() {
    Gradient::new(|x| 2 * x[0]).at(&[1.0]);
    Gradient::new(|x| x[0] * 2).at(&[1.0]);
    Gradient::new(|x| x[0] + x.len()).at(&[1.0]);
}
