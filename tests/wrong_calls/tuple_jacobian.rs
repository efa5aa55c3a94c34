use partials::Jacobian;

fn main() {
    Jacobian::new(|x| (x[0] * x[1], x[0])).at(&[1.0, 2.0]);
}
