//! An equation that uses a variable which is not among its inputs.

use partials::{Gradient, implicit};

fn main() {
    let f = Gradient::new(|x| implicit(&[x[0]], |p| p[0].sqrt(), |p, y| y * y - p[0] * x[1]));
    f.at(&[1.0, 2.0]);
}
