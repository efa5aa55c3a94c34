//! Functions of any number of variables with an elementary function for each of them.

use std::f64::consts::{E, TAU};

use super::{Lcg, ScalarFunction};
use crate::number::{Number, sum};

/// Ackley's function: a cosine per variable, two exponentials in all.
pub struct Ackley(pub usize);

impl ScalarFunction for Ackley {
    const NAME: &'static str = "ackley";

    fn point(&self) -> Vec<f64> {
        Lcg::take(2, self.0, |u| 2.0 * u - 1.0)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let share = 1.0 / x.len() as f64;
        let squares = sum(x.iter().map(|v| v.clone().square()));
        let cosines = sum(x.iter().map(|v| (v.clone() * TAU).cos()));
        let (far, near) = ((squares * share).sqrt() * -0.2, cosines * share);
        far.exp() * -20.0 - near.exp() + (20.0 + E)
    }
}

/// A Helmholtz energy of a mixture with a dense matrix: `n` logarithms and `n²` products.
pub struct Helmholtz {
    volumes: Vec<f64>,
    attraction: Vec<f64>,
}

impl Helmholtz {
    pub fn new(n: usize) -> Self {
        let entry = |k: usize| 1.0 / (1 + k / n + k % n) as f64;
        Self {
            volumes: (0..n)
                .map(|i| (0.5 + 0.01 * (i % 7) as f64) / n as f64)
                .collect(),
            attraction: (0..n * n).map(entry).collect(),
        }
    }
}

#[inline(always)]
fn dot<N: Number>(constants: &[f64], x: &[N]) -> N {
    sum(constants.iter().zip(x).map(|(&c, v)| v.clone() * c))
}

impl ScalarFunction for Helmholtz {
    const NAME: &'static str = "helmholtz";

    fn point(&self) -> Vec<f64> {
        Lcg::take(4, self.volumes.len(), |u| 0.2 + 0.6 * u)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let volume = dot(&self.volumes, x);
        let free = volume.clone().rsub(1.0);
        let mixing = sum(x.iter().map(|v| (v.clone() / &free).ln() * v));
        let rows = self.attraction.chunks_exact(x.len());
        let pairs = sum(rows.zip(x).map(|(row, v)| dot(row, x) * v));
        let root = 2f64.sqrt();
        let ratio = (volume.clone() * (1.0 + root) + 1.0) / (volume.clone() * (1.0 - root) + 1.0);
        mixing * 8.314 - pairs / (volume * 8f64.sqrt()) * ratio.ln()
    }
}
