use partials::numeric::{FiniteDifference, Search};
#[path = "../tests/generated/problems.rs"]
mod problems;
use std::f64::consts::TAU;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let x: f64 = a[2].parse().unwrap_or_else(|_| {
        problems::UNIVARIATE
            .iter()
            .find(|p| p.name == a[1])
            .unwrap()
            .x
    });
    let order: usize = a[3].parse().unwrap();
    let f = |x: f64| -> f64 {
        match a[1].as_str() {
            "n2" => {
                (3.0 * x).sin().exp()
                    + 0.03 * {
                        let mut b = x.to_bits().wrapping_add(
                            a[4].parse::<u64>()
                                .unwrap()
                                .wrapping_mul(0x9E37_79B9_7F4A_7C15),
                        );
                        b = (b ^ (b >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                        b = (b ^ (b >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                        b ^= b >> 31;
                        (b >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
                    }
            }
            "max1" => (1.0 - x).max(0.0).powi(2) + x.powi(4),
            "third" => (TAU * ((x / (1.0 / 3.0)) % 1.0)).sin(),
            "p64" => (TAU * ((x / 64.0) % 1.0)).sin(),
            "multi" => {
                let p = problems::MULTIVARIATE
                    .iter()
                    .find(|p| p.name == a[4])
                    .unwrap();
                let i: usize = a[6].parse().unwrap();
                let mut v = p.x.to_vec();
                v[i] = x;
                (p.f)(&v)
            }
            "sin1" => (TAU * (x % 1.0)).sin(),
            "p07" => (TAU * ((x / 7.0) % 1.0)).sin(),
            "p05" => (TAU * ((x / 0.5) % 1.0)).sin(),
            "p02" => (TAU * ((x / 0.2) % 1.0)).sin(),
            "relu" => x.max(0.0).powi(2),
            "xabsx" => x * x.abs(),
            "xabsxe" => x * x.abs() * x.exp(),
            "acos1" => (1.0 - x).acos(),
            "sqrtabs1" => ((1.0 + x) - 1.0).abs().sqrt(),
            "xlnx" => {
                if x == 0.0 {
                    0.0
                } else {
                    x * x.ln()
                }
            }
            "xlnabs" => {
                if x == 0.0 {
                    0.0
                } else {
                    x * x.abs().ln()
                }
            }
            "x09" => x.powf(0.9),
            "mild" => x.max(a[4].parse::<f64>().unwrap() * x).exp(),
            "mild1" => (x + (x - 1.0).max(a[4].parse::<f64>().unwrap() * (x - 1.0))).exp(),
            "para" => 100.0 * x * x + x.max(a[4].parse::<f64>().unwrap() * x),
            "f32" => f64::from((x as f32).sin()),
            "sqrtabs" => x.abs().sqrt(),
            n => (problems::UNIVARIATE.iter().find(|p| p.name == n).unwrap().f)(x),
        }
    };
    let mut s = Search::new(
        &FiniteDifference::new()
            .order(order)
            .side(match a.get(5).map(|s| s.as_str()) {
                Some("b") => partials::Side::Backward,
                Some("f") => partials::Side::Forward,
                _ => partials::Side::Central,
            }),
        0,
        x,
    );
    while !s.ask().is_empty() {
        let v: Vec<f64> = s.ask().iter().map(|t| f(*t)).collect();
        for (t, v) in s.ask().iter().zip(&v) {
            print!("  {:+.4e}:{:+.14e}", t - x, v);
        }
        println!();
        s.tell(&v);
    }
    println!("{}", s.estimate().unwrap());
}
