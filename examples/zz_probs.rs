#[path = "../tests/generated/problems.rs"]
mod problems;
use partials::*;
fn main() {
    let order: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let far = std::env::args().nth(2).is_some();
    for p in problems::UNIVARIATE {
        let mut s = FiniteDifference::new().order(order);
        if far {
            s = s.reach(f64::INFINITY);
        }
        let e = Derivative::numeric(p.f).with(s).estimate(p.x);
        println!(
            "{} {:.3e} {:.1e} {:.1e} {} {:?}",
            p.name,
            e.value,
            e.error,
            (e.value - p.derivatives[order - 1].unwrap_or(f64::NAN)).abs()
                / p.derivatives[order - 1]
                    .unwrap_or(f64::NAN)
                    .abs()
                    .max(1e-300),
            e.evaluations,
            e.status
        );
    }
}
