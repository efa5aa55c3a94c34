use partials::numeric::*;
fn noise_at(x: f64, salt: u64) -> f64 {
    let mut bits = x.to_bits().wrapping_add(salt.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}
fn trace(x: f64, f: impl Fn(f64)->f64) {
    let mut s = Search::new(&FiniteDifference::new(), 0, x);
    let c = f(x);
    while !s.ask().is_empty() {
        let v: Vec<f64> = s.ask().iter().map(|t| f(*t)).collect();
        println!("  {:?}", s.ask().iter().zip(&v).map(|(t,v)| format!("{:.2e}: {:.2e}",t-x, *v-c)).collect::<Vec<_>>());
        s.tell(&v);
    }
    println!("{}", s.estimate().unwrap());
}
fn main() {
    for (k, x) in [(35u64, 0.7871400000000008), (58, 2.075831999999977), (65, -1.9667400000000015)] { trace(x, |t| t.exp() + 1e-8*noise_at(t, k+1000)); }
}
