use partials::numeric::*;
use partials::*;
fn noise_at(x: f64, salt: u64) -> f64 {
    let mut bits = x
        .to_bits()
        .wrapping_add(salt.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}
fn main() {
    let order: usize = std::env::args().nth(1).map_or(1, |a| a.parse().unwrap());
    let verbose = std::env::args().nth(2).is_some();
    let fs: [(&str, fn(f64) -> f64, fn(f64, usize) -> f64); 4] = [
        ("exp", |x| x.exp(), |x, _| x.exp()),
        (
            "sin3",
            |x| (3.0 * x).sin(),
            |x, k| {
                if k == 1 {
                    3.0 * (3.0 * x).cos()
                } else {
                    -9.0 * (3.0 * x).sin()
                }
            },
        ),
        (
            "ratio",
            |x| 1.0 / (1.0 + x * x),
            |x, k| {
                let d = 1.0 + x * x;
                if k == 1 {
                    -2.0 * x / (d * d)
                } else {
                    (6.0 * x * x - 2.0) / (d * d * d)
                }
            },
        ),
        (
            "quad",
            |x| x * x - x,
            |x, k| if k == 1 { 2.0 * x - 1.0 } else { 2.0 },
        ),
    ];
    for level in [1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 3e-2, 1e-1] {
        let (mut errs, mut errs7, mut honest, mut evals, mut count, mut worst) =
            (vec![], vec![], 0, 0, 0, 0);
        let mut small = 0;
        let mut bad = 0;
        for (name, f, d) in &fs {
            for k in 0..100u64 {
                let x = -3.0 + 6.0 * ((k as f64 * 0.618034) % 1.0);
                let g = |t: f64| f(t) + level * noise_at(t, k + 1000);
                let exact = d(x, order);
                let scale = exact.abs().max(0.1);
                let e = Derivative::numeric(g)
                    .with(FiniteDifference::new().order(order))
                    .estimate(x);
                let e7 = Derivative::numeric(g)
                    .with(FiniteDifference::new().order(order).budget(7))
                    .estimate(x);
                let off = (e.value - exact).abs();
                let off7 = (e7.value - exact).abs();
                errs.push(off / scale);
                errs7.push(off7 / scale);
                count += 1;
                evals += e.evaluations;
                honest += usize::from(off <= e.error);
                if off > e.error * 10.0 {
                    worst += 1
                }
                if e.error > 3.0 * off.max(1e-300) * 1e2 {
                    small += 1;
                }
                if off > 30.0 * off7.max(level) {
                    bad += 1;
                    if verbose {
                        println!(
                            "   {name} {k} x={x} level {level}: {e}  exact {exact}, budget 7: {e7}"
                        );
                    }
                }
            }
        }
        let med = |v: &mut Vec<f64>| {
            v.sort_by(f64::total_cmp);
            (v[v.len() / 2], v[v.len() * 9 / 10])
        };
        println!(
            "level {level:8.0e}: err {:?}  budget7 {:?} honest {:.3} >10bars {worst} wide {small} bad {bad} evals {:.1}",
            med(&mut errs),
            med(&mut errs7),
            honest as f64 / count as f64,
            evals as f64 / count as f64
        );
    }
}
