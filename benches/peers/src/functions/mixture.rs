//! The logarithmic likelihood of a Gaussian mixture.

use std::f64::consts::TAU;

use super::{Lcg, ScalarFunction};
use crate::number::{Number, sum};

/// The fit of `k` Gaussians to `points` points in `d` dimensions.
///
/// Its variables: a weight per Gaussian, `k` centres, and for each Gaussian the triangular root of
/// its inverse covariance, diagonal first and in logarithms, then the entries below it by column.
pub struct Mixture {
    d: usize,
    k: usize,
    points: Vec<f64>,
}

/// Variables of one triangular root.
fn triangle(d: usize) -> usize {
    d * (d + 1) / 2
}

impl Mixture {
    pub fn new(d: usize, k: usize, points: usize) -> Self {
        Self {
            d,
            k,
            points: Lcg::take(6, d * points, |u| 2.0 * u - 1.0),
        }
    }
}

/// `ln Σ exp aᵢ`, shifted by the largest.
#[inline(always)]
fn log_sum_exp<N: Number>(a: &[N]) -> N {
    let larger = |m: N, v: &N| if v.exceeds(&m) { v.clone() } else { m };
    let largest = a[1..].iter().fold(a[0].clone(), larger);
    sum(a.iter().map(|v| (v.clone() - &largest).exp())).ln() + largest
}

impl ScalarFunction for Mixture {
    const NAME: &'static str = "mixture";

    fn point(&self) -> Vec<f64> {
        let n = self.k * (1 + self.d + triangle(self.d));
        Lcg::take(7, n, |u| 0.6 * (u - 0.5))
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let (d, k) = (self.d, self.k);
        let (weights, rest) = x.split_at(k);
        let (centres, roots) = rest.split_at(k * d);
        let roots: Vec<&[N]> = roots.chunks_exact(triangle(d)).collect();
        let diagonals: Vec<Vec<N>> = roots
            .iter()
            .map(|root| root[..d].iter().map(|v| v.clone().exp()).collect())
            .collect();
        let logarithms: Vec<N> = roots
            .iter()
            .map(|root| sum(root[..d].iter().cloned()))
            .collect();

        let mut scaled: Vec<N> = x[..d].to_vec();
        let mut exponents: Vec<N> = weights.to_vec();
        let likelihood = sum(self.points.chunks_exact(d).map(|point| {
            for i in 0..k {
                let centre = &centres[i * d..(i + 1) * d];
                let offset = |j: usize| centre[j].clone().rsub(point[j]);
                for (j, entry) in scaled.iter_mut().enumerate() {
                    *entry = offset(j) * &diagonals[i][j];
                }
                let mut below = roots[i][d..].iter();
                for column in 0..d {
                    let offset = offset(column);
                    for entry in &mut scaled[column + 1..] {
                        let l = below.next().expect("an entry below the diagonal");
                        *entry = entry.clone() + offset.clone() * l;
                    }
                }
                let distance = sum(scaled.iter().map(|v| v.clone().square()));
                exponents[i] = weights[i].clone() + &logarithms[i] - distance * 0.5;
            }
            log_sum_exp(&exponents)
        }));

        let prior = sum(diagonals.iter().zip(&roots).map(|(diagonal, root)| {
            let entries = diagonal.iter().chain(&root[d..]);
            sum(entries.map(|v| v.clone().square())) * 0.5
        }));
        let count = (self.points.len() / d) as f64;
        let constant = -count * d as f64 * 0.5 * TAU.ln() + (d + 1) as f64 * 0.1;
        likelihood - log_sum_exp(weights) * count + prior + constant
    }
}
