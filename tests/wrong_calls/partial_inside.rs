use partials::Gradient;

fn main() {
    Gradient::new(|x| Gradient::new(|y| y[0] * y[1]).partial(x, [0]).at(&[x[0]])[0]).at(&[1.0, 2.0]);
}
