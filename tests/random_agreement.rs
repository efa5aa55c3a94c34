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

/// The largest magnitude of what is finite, numbers near the smallest aside.
fn size(numbers: &[f64]) -> f64 {
    let finite = numbers.iter().filter(|x| x.is_finite());
    finite.fold(1e-290, |size, e| size.max(e.abs()))
}

/// As [`size`], where what has cancelled in another order is not compared with zero.
#[cfg(feature = "compiled")]
fn rounding(numbers: &[f64]) -> f64 {
    size(numbers).max(1e-3)
}

/// By how much of `size` the two differ; what is not finite is not in both.
fn difference(got: &[f64], expected: &[f64], size: f64) -> f64 {
    assert_eq!(got.len(), expected.len());
    let part = |(g, e): (&f64, &f64)| match (g - e).abs() / size {
        _ if g == e || !g.is_finite() && !e.is_finite() => 0.0,
        part if part.is_nan() => f64::INFINITY,
        part => part,
    };
    got.iter().zip(expected).map(part).fold(0.0, f64::max)
}

/// How many came out differently, and of how many.
#[derive(Default)]
struct Tally {
    count: usize,
    differ: usize,
    far: usize,
    refused: usize,
}

impl Tally {
    fn add(&mut self, what: &dyn std::fmt::Debug, got: &[f64], expected: &[f64], size: f64) {
        self.count += 1;
        let by = difference(got, expected, size);
        if by.is_infinite() {
            println!("{got:?} instead of {expected:?} of {what:?}");
            self.refused += 1;
        } else {
            self.differ += usize::from(by > 1e-12);
            self.far += usize::from(by > 1e-6);
        }
    }

    /// Sums of terms that cancel round differently in different orders: rarely, at most one in `rarely`, and
    /// seldom by much. Of a thousand one kind alone may refuse so many.
    #[track_caller]
    fn judge(&self, rarely: usize, refused: usize) {
        println!(
            "of {} {} differ by more than 1e-12, {} by more than 1e-6, {} are refused by one alone",
            self.count, self.differ, self.far, self.refused
        );
        assert!(rarely * self.differ <= self.count && 1000 * self.far <= self.count);
        assert!(1000 * self.refused <= refused * self.count);
    }
}

#[test]
fn gradients() {
    let mut tally = Tally::default();
    #[cfg(feature = "compiled")]
    let mut of_code = Tally::default();
    for place in places(cases(4000), 21) {
        let Place { f, x } = &place;
        let (value, g) = Gradient::new(|x| f.at(x)).value_and_gradient(x);
        let (reverse, h) = Gradient::reverse(|x| f.at(x)).value_and_gradient(x);
        assert_eq!(value.to_bits(), reverse.to_bits(), "{place:?}");
        tally.add(&place, &h, &g, size(&g));
        let v: Vec<f64> = (0..x.len()).map(|i| 1.0 - 0.3 * i as f64).collect();
        let jvp = Gradient::new(|x| f.at(x)).jvp(x, &v);
        let reverse = Gradient::reverse(|x| f.at(x)).jvp(x, &v);
        tally.add(&place, &[reverse], &[jvp], size(&g));
        #[cfg(feature = "compiled")]
        {
            let f = Gradient::compiled(|x| f.at(x));
            let (compiled, h) = f.value_and_gradient(x);
            assert_eq!(value.to_bits(), compiled.to_bits(), "{place:?}");
            of_code.add(&place, &h, &g, rounding(&g));
            of_code.add(&place, &[f.jvp(x, &v)], &[jvp], rounding(&g));
        }
    }
    tally.judge(300, 0);
    // A factor that is a constant 0 is known to be one in a graph, and more is known beside a singular point.
    #[cfg(feature = "compiled")]
    of_code.judge(200, 1);
}

#[test]
fn hessians() {
    let mut tally = Tally::default();
    #[cfg(feature = "compiled")]
    let mut of_code = Tally::default();
    for place in places(cases(2000), 22) {
        let Place { f, x } = &place;
        let new = Hessian::new(|x| f.at(x));
        let reverse = Hessian::reverse(|x| f.at(x));
        let (value, g, h) = new.value_gradient_hessian(x);
        let (also, k, l) = reverse.value_gradient_hessian(x);
        assert_eq!(value.to_bits(), also.to_bits(), "{place:?}");
        tally.add(&place, &k, &g, size(&g));
        let size_of_all = size(h.as_slice());
        tally.add(&place, l.as_slice(), h.as_slice(), size_of_all);
        let ((value, alone), (also, k)) =
            (new.value_and_gradient(x), reverse.value_and_gradient(x));
        assert_eq!(value.to_bits(), also.to_bits(), "{place:?}");
        tally.add(&place, &alone, &g, size(&g));
        tally.add(&place, &k, &g, size(&g));
        let v: Vec<f64> = (0..x.len()).map(|i| 1.0 - 0.3 * i as f64).collect();
        tally.add(&place, &reverse.hvp(x, &v), &new.hvp(x, &v), size_of_all);
        tally.add(
            &place,
            &[reverse.laplacian(x)],
            &[new.laplacian(x)],
            size_of_all,
        );
        #[cfg(feature = "compiled")]
        {
            let compiled = Hessian::compiled(|x| f.at(x));
            let (also, k, l) = compiled.value_gradient_hessian(x);
            assert_eq!(value.to_bits(), also.to_bits(), "{place:?}");
            of_code.add(&place, &k, &g, rounding(&g));
            of_code.add(&place, l.as_slice(), h.as_slice(), size_of_all.max(1e-3));
            of_code.add(
                &place,
                &compiled.hvp(x, &v),
                &new.hvp(x, &v),
                size_of_all.max(1e-3),
            );
        }
    }
    // At singular points the one refuses, now and then, what the other has.
    tally.judge(300, 10);
    #[cfg(feature = "compiled")]
    of_code.judge(200, 1);
}

#[test]
fn jacobians() {
    let mut tally = Tally::default();
    #[cfg(feature = "compiled")]
    let mut of_code = Tally::default();
    for (fs, x) in systems(cases(1000), 23) {
        let new = Jacobian::new(|x| fs.iter().map(|f| f.at(x)).collect::<Vec<_>>()).at(&x);
        let reverse = Jacobian::reverse(|x| fs.iter().map(|f| f.at(x)).collect::<Vec<_>>()).at(&x);
        #[cfg(feature = "compiled")]
        let compiled =
            Jacobian::compiled(|x| fs.iter().map(|f| f.at(x)).collect::<Vec<_>>()).at(&x);
        for (i, f) in fs.iter().enumerate() {
            let row = |j: &nalgebra::DMatrix<f64>| j.row(i).iter().copied().collect::<Vec<f64>>();
            let (got, expected) = (row(&reverse), row(&new));
            tally.add(&(f, &x), &got, &expected, size(&expected));
            #[cfg(feature = "compiled")]
            of_code.add(&(f, &x), &row(&compiled), &expected, rounding(&expected));
        }
    }
    tally.judge(300, 0);
    // A factor that is a constant 0 is known to be one in a graph, and more is known beside a singular point.
    #[cfg(feature = "compiled")]
    of_code.judge(200, 1);
}
