use partials::{Function, Scalar, function};

fn sum<S: Scalar>(x: &[S]) -> S {
    x.iter().fold(0.0, |sum, x| sum + x)
}

fn main() {
    function!(sum).gradient(&[1.0]);
}
