use partials::{Gradient, matvec};

fn main() {
    let flat = [1.0, 2.0, 3.0, 4.0];
    Gradient::new(|x| matvec(&flat, x)[0]).at(&[1.0, 2.0]);
}
