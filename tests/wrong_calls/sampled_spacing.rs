use partials::sampled::gradient;

fn main() {
    let x = [0.0, 0.5, 2.0];
    let _ = gradient(&[1.0, 2.0, 4.0], Some(0.5));
    let _ = gradient(&[1.0, 2.0, 4.0], &(0.5, &x));
}
