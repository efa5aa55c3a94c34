use partials::numeric::*;
use partials::scalar::Real;
use partials::*;
fn trace(x: f64, f: impl Fn(f64) -> f64) {
    let mut s = Search::new(&FiniteDifference::new(), 0, x);
    while !s.ask().is_empty() {
        let v: Vec<f64> = s.ask().iter().map(|t| f(*t)).collect();
        println!(
            "  {:?}",
            s.ask()
                .iter()
                .zip(&v)
                .map(|(t, v)| (t - x, *v))
                .collect::<Vec<_>>()
        );
        s.tell(&v);
    }
    println!("{}", s.estimate().unwrap());
}
fn main() {
    trace(-2.992283646503254, |x| (x - 100.0).ln_gamma());
    let x1 = -0.3893040055694672f64;
    trace(-1.8776457297709683, |x| {
        ((2.984950445118959f64.hypot(x)) * x1.recip() * 1.8777702862222676).ln_gamma()
    });
    println!();
    trace(0.0, |x| {
        let s = 3.0f64.sinh() + 9.0;
        s * s
            - (0.0313411066141412f64.tanh().atan2(1.0) * 0.0
                - Real::ln_gamma(0.0313411066141412f64.tanh() - x.atan2(-0.580078932307277)))
    });
}
