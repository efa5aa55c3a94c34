//! Random functions of 2 to 6 variables by every exact kind: gradients, Hessians, Jacobians and products.

#[path = "common/forest.rs"]
#[allow(dead_code)]
mod forest;

use forest::{Place, places, systems};
use partials::{Gradient, Hessian, Jacobian};

/// The gate tries the same cases every time, the long mode more.
fn cases(usual: usize) -> usize {
    let cases = std::env::var("PARTIALS_CASES");
    cases.ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Equal but for rounding, beside the largest; what is NaN or infinite is the same.
fn differ(got: &[f64], expected: &[f64], tolerance: f64) -> bool {
    let finite = |x: &&f64| x.is_finite();
    let size = expected
        .iter()
        .filter(finite)
        .fold(0.0_f64, |size, e| size.max(e.abs()));
    let alike = |(g, e): (&f64, &f64)| {
        g == e || g.is_nan() && e.is_nan() || (g - e).abs() <= tolerance * size
    };
    got.len() != expected.len() || !got.iter().zip(expected).all(alike)
}

/// What came out differently, and of how many.
#[derive(Default)]
struct Tally {
    count: usize,
    differ: Vec<String>,
}

impl Tally {
    fn add(&mut self, what: &str, f: &dyn std::fmt::Debug, got: &[f64], expected: &[f64]) {
        self.count += 1;
        if differ(got, expected, 1e-12) {
            self.differ
                .push(format!("{what}: {got:?} instead of {expected:?} of {f:?}"));
        }
    }

    #[track_caller]
    fn judge(self) {
        println!("{} of {} differ", self.differ.len(), self.count);
        assert!(self.differ.is_empty(), "{}", self.differ.join("\n"));
    }
}

#[test]
fn gradients() {
    let mut tally = Tally::default();
    for place in places(cases(4000), 21) {
        let Place { f, x } = &place;
        let (value, g) = Gradient::new(|x| f.at(x)).value_and_gradient(x);
        let (reverse, h) = Gradient::reverse(|x| f.at(x)).value_and_gradient(x);
        assert_eq!(value.to_bits(), reverse.to_bits(), "{place:?}");
        tally.add("gradient", &place, &h, &g);
        let v: Vec<f64> = (0..x.len()).map(|i| 1.0 - 0.3 * i as f64).collect();
        let jvp = Gradient::new(|x| f.at(x)).jvp(x, &v);
        tally.add(
            "jvp",
            &place,
            &[Gradient::reverse(|x| f.at(x)).jvp(x, &v)],
            &[jvp],
        );
    }
    tally.judge();
}

#[test]
fn hessians() {
    let mut tally = Tally::default();
    for place in places(cases(2000), 22) {
        let Place { f, x } = &place;
        let new = Hessian::new(|x| f.at(x));
        let reverse = Hessian::reverse(|x| f.at(x));
        let (value, g, h) = new.value_gradient_hessian(x);
        let (also, k, l) = reverse.value_gradient_hessian(x);
        assert_eq!(value.to_bits(), also.to_bits(), "{place:?}");
        tally.add("gradient", &place, &k, &g);
        tally.add("hessian", &place, l.as_slice(), h.as_slice());
        let v: Vec<f64> = (0..x.len()).map(|i| 1.0 - 0.3 * i as f64).collect();
        tally.add("hvp", &place, &reverse.hvp(x, &v), &new.hvp(x, &v));
        tally.add(
            "laplacian",
            &place,
            &[reverse.laplacian(x)],
            &[new.laplacian(x)],
        );
    }
    tally.judge();
}

#[test]
fn jacobians() {
    let mut tally = Tally::default();
    for (fs, x) in systems(cases(1000), 23) {
        let new = Jacobian::new(|x| fs.iter().map(|f| f.at(x)).collect::<Vec<_>>()).at(&x);
        let reverse = Jacobian::reverse(|x| fs.iter().map(|f| f.at(x)).collect::<Vec<_>>()).at(&x);
        for i in 0..fs.len() {
            let row = |j: &nalgebra::DMatrix<f64>| j.row(i).iter().copied().collect::<Vec<f64>>();
            tally.add("row", &(&fs[i], &x), &row(&reverse), &row(&new));
        }
    }
    tally.judge();
}
