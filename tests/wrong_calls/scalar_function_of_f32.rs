use partials::Scalar;

fn cost<S: Scalar>(x: &[S]) -> S {
    2.0 * x[0]
}

fn main() {
    cost(&[1.0f32]);
    cost(&[1, 2]);
}
