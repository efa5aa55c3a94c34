#[path = "../tests/generated/problems.rs"]
mod problems;
use partials::*;
fn main() {
    for p in problems::MULTIVARIATE {
        let e = Gradient::numeric(|x| (p.f)(x))
            .with(FiniteDifference::new().reach(f64::INFINITY))
            .estimate(p.x);
        for i in 0..p.x.len() {
            let off = (e.value[i] - p.gradient[i]).abs();
            if off > 1e-11 * p.gradient.iter().fold(0.0f64, |m, g| m.max(g.abs())) {
                println!(
                    "{} [{i}] x {:e} {} for {} ± {:e} {:?}",
                    p.name, p.x[i], e.value[i], p.gradient[i], e.error[i], e.status[i]
                );
            }
        }
    }
}
