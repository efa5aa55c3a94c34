use partials::Gradient;

fn main() {
    let k: f32 = 3.0;
    Gradient::new(|x| k * x[0]).at(&[1.0]);
    Gradient::new(|x| x[0] * k).at(&[1.0]);
}
