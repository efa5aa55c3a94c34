use partials::sampled::Differences;

fn main() {
    let mut slope = vec![0.0_f64; 3];
    let _ = Differences::new().derivative_into(&[1.0_f32, 2.0, 4.0], &mut slope);
}
