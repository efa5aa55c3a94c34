use ndarray::array;
use partials::sampled::{Differences, gradient_axis};

fn main() {
    let f = array![[1.0, 2.0], [3.0, 4.0]];
    let _ = gradient_axis(&f, 1.0, ());
    let _ = Differences::new().axes((1, 0)).gradient(&f);
}
