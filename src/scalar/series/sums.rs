//! Sums of products and of exponentials of [`Series`].

use super::recurrence::{folded, integral, stretched};
use super::{Coefficient, Series};
use crate::scalar::dot::Products;
use crate::scalar::dual::each;
use crate::scalar::log_sum_exp::{Exponentials, List};

impl<T: Coefficient, const N: usize> Products for Series<T, N> {
    #[inline]
    fn inner_product(x: &[Self], y: &[Self]) -> Self {
        x.iter().zip(y).map(|(x, y)| *x * *y).sum()
    }
    #[inline]
    fn sum_with_weights(weights: &[f64], x: &[Self]) -> Self {
        x.iter()
            .zip(weights)
            .map(|(x, w)| x.times_constant(*w))
            .sum()
    }
    #[inline]
    fn add_scaled(&mut self, x: Self, w: f64) {
        *self += x.times_constant(w);
    }
}

impl<T: Coefficient, const N: usize> Exponentials for Series<T, N> {
    fn ln_sum_of_exp(x: &[Self]) -> Self {
        let value = T::ln_sum_of_exp(&values(x));
        let Some((all, reference)) = among(x) else {
            return Self::constant(value);
        };
        // y = u_r + ln Σ exp(u_i - u_r)
        let u = &x[reference].coefficients;
        all.function(value, |y| {
            let shares = Shares::new(x, reference);
            *y = each(|k| u[k] + shares.excess[k]);
            y[0] = value;
        })
    }

    fn softmax(x: &[Self]) -> List<Self> {
        let weights = T::softmax(&values(x));
        let Some((all, reference)) = among(x) else {
            return weights.iter().map(|&w| Self::constant(w)).collect();
        };
        let shares = Shares::new(x, reference);
        let share = |w: &[T; N]| all.function(w[0], |y| *y = *w);
        shares.weights.iter().map(share).collect()
    }
}

fn values<T: Coefficient, const N: usize>(x: &[Series<T, N>]) -> List<T> {
    x.iter().map(|x| x.value()).collect()
}

/// A number that depends on what all of them depend on, unless they are constants, and the place of the
/// largest.
fn among<T: Coefficient, const N: usize>(x: &[Series<T, N>]) -> Option<(Series<T, N>, usize)> {
    let moving = x.iter().filter(|x| !x.is_constant());
    let all = moving.copied().reduce(|a, b| Series {
        origin: a.joined(b),
        ..a
    })?;
    let larger = |a: usize, b: usize| if x[b] > x[a] { b } else { a };
    let reference = (0..x.len()).reduce(larger)?;
    Some((all, reference))
}

/// `w_i = exp(u_i) / Σ exp(u_j)`, and the excess `d = ln Σ exp(u_j - u_r)` of the whole over the largest
/// of the terms, `r`.
struct Shares<T, const N: usize> {
    weights: List<[T; N]>,
    excess: [T; N],
}

impl<T: Coefficient, const N: usize> Shares<T, N> {
    /// By the differences `v_i = u_i - u_r`, since those from the mean, of which the weights are made,
    /// cancel where one weight is nearly 1:
    // d' = Σ w_i v_i',  w_i' = w_i (v_i' - d')
    fn new(x: &[Series<T, N>], reference: usize) -> Self {
        let largest = &x[reference].coefficients;
        let difference = |x: &Series<T, N>| stretched(&each(|k| x.coefficients[k] - largest[k]));
        let moves: List<[T; N]> = x.iter().map(difference).collect();
        let mut from_mean = moves.clone();
        let mut weights: List<[T; N]> = T::softmax(&values(x)).iter().map(|&w| [w; N]).collect();
        let mut excess = [T::of(0.0); N];
        for k in 1..N {
            // The largest of them does not move.
            let others = (0..x.len()).filter(|&i| i != reference);
            let change = others.fold(T::of(0.0), |sum, i| {
                sum + folded(&moves[i], &weights[i], k, 1..=k)
            });
            excess[k] = change / T::of(k as f64);
            for (v, w) in from_mean.iter_mut().zip(&mut weights) {
                v[k] = v[k] - change;
                w[k] = integral(v, w, k);
            }
        }
        Self { weights, excess }
    }
}
