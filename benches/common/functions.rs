//! The functions that are differentiated, on the numbers of this crate and of num-dual.

use num_dual::DualNum;

/// One text per function, on the numbers of either crate: `Clone` because the dynamic numbers of
/// num-dual are not `Copy`. Every measurement has its own `COPY` of the text, compiled into its
/// closure, as in a program with this one gradient.
pub trait Function: Copy {
    const NAME: &'static str;
    fn value<D: DualNum<Primitive = f64> + Clone, const COPY: usize>(x: &[D]) -> D;
}

/// Rosenbrock's valley, chained: polynomials only.
#[derive(Clone, Copy)]
pub struct Rosenbrock;

impl Function for Rosenbrock {
    const NAME: &'static str = "rosenbrock";
    #[inline(always)]
    fn value<D: DualNum<Primitive = f64> + Clone, const COPY: usize>(x: &[D]) -> D {
        if let [x] = x {
            return (-x.clone() + 1.0).powi(2);
        }
        let term = |p: &[D]| {
            let valley = p[1].clone() - p[0].clone() * &p[0];
            (-p[0].clone() + 1.0).powi(2) + valley.powi(2) * 100.0
        };
        x.windows(2).map(term).sum()
    }
}

/// Ackley's function: a cosine per variable, two exponentials in all.
#[derive(Clone, Copy)]
pub struct Ackley;

impl Function for Ackley {
    const NAME: &'static str = "ackley";
    #[inline(always)]
    fn value<D: DualNum<Primitive = f64> + Clone, const COPY: usize>(x: &[D]) -> D {
        let n = x.len() as f64;
        let squares: D = x.iter().map(|v| v.clone() * v).sum();
        let cosines: D = x
            .iter()
            .map(|v| (v.clone() * std::f64::consts::TAU).cos())
            .sum();
        let (a, b) = ((squares / n).sqrt() * -0.2, cosines / n);
        a.exp() * -20.0 - b.exp() + 20.0 + std::f64::consts::E
    }
}

/// A Helmholtz energy: a logarithm and a division per variable, two inner products.
#[derive(Clone, Copy)]
pub struct Helmholtz;

impl Function for Helmholtz {
    const NAME: &'static str = "helmholtz";
    #[inline(always)]
    fn value<D: DualNum<Primitive = f64> + Clone, const COPY: usize>(x: &[D]) -> D {
        let b = 0.5 / x.len() as f64;
        let volume: D = x.iter().map(|v| v.clone() * b).sum();
        let free = -volume.clone() + 1.0;
        let mixing: D = x.iter().map(|v| v.clone() * (v.clone() / &free).ln()).sum();
        let pair = |p: &[D]| p[0].clone() * &p[1];
        let pairs: D = x.windows(2).map(pair).sum::<D>() + x[0].clone() * &x[0];
        let root = 2f64.sqrt();
        let ratio = (volume.clone() * (1.0 + root) + 1.0) / (volume.clone() * (1.0 - root) + 1.0);
        mixing - pairs / (volume * 8f64.sqrt()) * ratio.ln()
    }
}

/// A coordinate of the point where derivatives are taken.
pub fn point(i: usize) -> f64 {
    0.3 + 0.4 * (0.7 * i as f64).sin()
}
