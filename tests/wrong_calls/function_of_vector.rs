use partials::{Function, function};

fn main() {
    let f = function!(|x| [x[0], x[1]]);
    f.gradient(&[1.0, 2.0]);
}
