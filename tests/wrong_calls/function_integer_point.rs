use partials::{Function, function};

fn main() {
    function!(|x| x[0] * x[0]).gradient(&[1, 2]);
}
