use partials::numeric::*;
use partials::scalar::Real;
fn trace(x: f64, order: usize, f: impl Fn(f64) -> f64) {
    let mut s = Search::new(&FiniteDifference::new().order(order), 0, x);
    let c = f(x);
    println!("c {c}");
    while !s.ask().is_empty() {
        let v: Vec<f64> = s.ask().iter().map(|t| f(*t)).collect();
        println!(
            "  {:?}",
            s.ask()
                .iter()
                .zip(&v)
                .map(|(t, v)| format!("{:.5e}: {:.7e}", t - x, *v - c))
                .collect::<Vec<_>>()
        );
        s.tell(&v);
    }
    println!("{} top {:?}", s.estimate().unwrap(), s.accepted_step());
}
fn main() {
    let x1 = -2.562282484496364f64;
    trace(3.0, 1, |x: f64| {
        (x / 2.0 + x1 + 0.137 + 1.31099 * x1 + 4.0).cbrt()
            / Real::atanh((-1.5787233281967783 + x.exp_m1()).tanh())
    });
    trace(3.0, 1, |x: f64| {
        Real::atanh((-1.5787233281967783 + x.exp_m1()).tanh())
    });
}
