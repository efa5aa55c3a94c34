//! Functions that are known at one point alone, of [`Series`]: composed as far as their derivatives go.

use super::{Coefficient, ENDLESS, Series};
use crate::scalar::dual::each;
use crate::scalar::expansion::{By, Expansion, Expansions};

impl<T: Coefficient, const N: usize> Expansions for Series<T, N> {
    fn order() -> usize {
        N.saturating_sub(1)
    }

    // f(a + h) ~ f(a) + Σ f_i h_i + Σ f_ij h_i h_j / 2, where every h is a power series without a constant
    fn expanded(known: &Expansion, by: &[u32], x: &[Self]) -> Self {
        let derivative = |further: &[u32]| {
            let mut all: By = by.into();
            all.extend_from_slice(further);
            T::of(known.derivative(&all))
        };
        let moving: Vec<(u32, &Self)> = (0..).zip(x).filter(|(_, x)| !x.is_constant()).collect();
        let Some(origin) = moving.iter().map(|(_, x)| **x).reduce(joined) else {
            return Self::constant(derivative(&[]));
        };
        let displacement = |x: &Self, k: usize| {
            if k == 0 {
                T::of(0.0)
            } else {
                x.coefficients[k]
            }
        };
        // Of order p + 1 nothing is known: it begins with that power of the lowest displacement.
        let lowest = |x: &Self| (1..N).find(|k| !x.coefficients[*k].is_zero());
        let first = moving.iter().filter_map(|(_, x)| lowest(x)).min();
        let unknown = first.unwrap_or(N) * (known.order().saturating_sub(by.len()) + 1);
        let coefficient = |k: usize| {
            if k == 0 {
                return derivative(&[]);
            }
            if k >= unknown {
                return T::of(f64::NAN);
            }
            let mut sum = T::of(0.0);
            for (i, x) in &moving {
                sum = sum + derivative(&[*i]) * displacement(x, k);
            }
            if k < 2 * first.unwrap_or(N) {
                return sum;
            }
            for (i, x) in &moving {
                for (j, y) in &moving {
                    let products = (1..k).map(|a| displacement(x, a) * displacement(y, k - a));
                    let product = products.fold(T::of(0.0), |sum, term| sum + term);
                    sum = sum + derivative(&[*i, *j]) * product * T::of(0.5);
                }
            }
            sum
        };
        Self::made(each(coefficient), ENDLESS, origin.origin).beside_its_value()
    }
}

/// A number that depends on what both depend on.
fn joined<T: Coefficient, const N: usize>(a: Series<T, N>, b: Series<T, N>) -> Series<T, N> {
    Series {
        origin: a.joined(b),
        ..a
    }
}
