use partials::sampled::Differences;
fn main() {
    let f = ndarray::Array2::from_shape_fn((1000, 1000), |(i, j)| {
        ((i * 1000 + j) % 1013) as f64 * 0.37
    });
    let d = Differences::new().spacing(0.1);
    let t = std::time::Instant::now();
    for _ in 0..500 {
        std::hint::black_box(d.gradient(&f).unwrap());
    }
    println!("{:?}", t.elapsed() / 500);
}
