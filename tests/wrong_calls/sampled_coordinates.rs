use partials::sampled::gradient;

fn main() {
    let days = ["2026-01-01", "2026-01-02", "2026-01-04"];
    let _ = gradient(&[1.0, 2.0, 4.0], &days);
}
