use partials::{Function, function};

fn main() {
    let f = function!(|x| 2 * x[0]);
    f.gradient(&[1.0]);
}
