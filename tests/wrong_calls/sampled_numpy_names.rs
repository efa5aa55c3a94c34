use partials::sampled::Differences;

fn main() {
    let f = [0.0, 1.0, 4.0];
    let _ = Differences::new().edge_order(2).derivative(&f);
    let _ = Differences::new().axis(0).derivative(&f);
}
