use partials::sampled::gradient;

fn main() {
    let rows = vec![vec![1.0, 2.0], vec![3.0, 4.0]];
    let _ = gradient(&rows, ());
}
