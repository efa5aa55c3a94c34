use partials::Jacobian;

fn main() {
    Jacobian::new(|x| [x[0] * x[1], 0.0]).at(&[1.0, 2.0]);
    Jacobian::new(|_| [0.0, 1.0]).at(&[1.0, 2.0]);
}
