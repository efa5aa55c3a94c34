use partials::sampled::Differences;
use std::time::Instant;
fn main() {
    for (r, n) in [
        (16usize, 400usize),
        (16, 1000),
        (64, 1000),
        (1000, 1000),
        (16, 5000),
        (400, 5000),
        (5000, 5000),
    ] {
        let f = ndarray::Array2::from_shape_fn((r, n), |(i, j)| ((i * n + j) % 1013) as f64 * 0.37);
        let x: Vec<f64> = (0..n).map(|i| i as f64 + 0.3 * (i as f64).sin()).collect();
        let mut o = f.clone();
        for (name, d) in [
            ("step", Differences::new().axes(1).spacing(0.1)),
            ("coord", Differences::new().axes(1).spacing(&x)),
        ] {
            let mut b = f64::INFINITY;
            let reps = (20_000_000 / (r * n)).max(3);
            for _ in 0..5 {
                let t = Instant::now();
                for _ in 0..reps {
                    d.derivative_into(&f, &mut o).unwrap();
                }
                b = b.min(t.elapsed().as_secs_f64() / reps as f64);
            }
            println!("{r}x{n} {name} {:.3} ns/elem", b * 1e9 / (r * n) as f64);
        }
    }
}
