use partials::sampled::gradient;

fn main() {
    let _ = gradient(&[true, false], ());
}
