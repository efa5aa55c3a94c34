//! A rule of one input whose slope is not in a list.

fn main() {
    let f = partials::Gradient::new(|x| partials::custom(x, |x| (x[0].sin(), x[0].cos())));
    f.at(&[1.0]);
}
