//! Random functions of several variables through `check`: right derivatives are not accused.
#[path = "common/forest.rs"]
mod forest;

use forest::{Place, places};
use partials::{Gradient, Verdict};

#[test]
fn right_gradients() {
    let count = std::env::var("PARTIALS_CASES")
        .ok()
        .and_then(|v| v.parse().ok())
        .unwrap_or(500);
    let (mut asked, mut accused, mut undecided) = (0, 0, std::collections::BTreeMap::new());
    let t = std::time::Instant::now();
    for Place { f, x } in places(count, 1) {
        let right = |x: &[f64]| Gradient::new(|x: &[partials::Dual<f64, 12>]| f.at(x)).at(x);
        if !right(&x[..])
            .iter()
            .all(|g| g.is_finite() && g.abs() < 1e60)
        {
            continue;
        }
        asked += 1;
        let report = Gradient::numeric(|x: &[f64]| f.at(x)).check_against(right, &x[..]);
        match report.verdict() {
            Verdict::Agree => {}
            Verdict::Disagree => {
                accused += 1;
                println!("ACCUSED {:?}\n{report}", f.tokens);
            }
            Verdict::Undecided(r) => {
                *undecided.entry(r.to_string()).or_insert(0) += 1;
                println!("undecided {:?}\n{report}", f.tokens);
            }
        }
    }
    println!(
        "{asked} asked, {accused} accused, undecided {undecided:?} {:?}",
        t.elapsed()
    );
}
