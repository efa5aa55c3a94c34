//! The functions, each written once for all numbers, with the points they are differentiated at.
//!
//! `cpp/functions.hpp` has the same functions in C++, `expressions.py` for arrays, with the same
//! points and data: change them together. The norms of the answers in the tables must agree.

mod energies;
mod grids;
mod mixture;
mod network;
mod residuals;
mod scalable;

pub use energies::{Ackley, Helmholtz};
pub use grids::{Bratu, MinimalSurface};
pub use mixture::Mixture;
pub use network::{Network, NetworkByDots};
pub use residuals::{Broyden, Kowalik, Osborne2, Snavely};
pub use scalable::{Rosenbrock, SelfWeightedLogit, Speelpenning};

use crate::number::Number;

/// A function of many variables with one value.
pub trait ScalarFunction {
    const NAME: &'static str;
    fn point(&self) -> Vec<f64>;
    fn value<N: Number>(&self, x: &[N]) -> N;
}

/// A partially separable function: a sum of terms of `K` variables each.
pub trait Terms<const K: usize>: ScalarFunction {
    /// How many terms there are.
    fn count(&self) -> usize;
    /// The variables of a term.
    fn variables(&self, i: usize) -> [usize; K];
    /// The term of those variables.
    fn term_of<N: Number>(&self, i: usize, x: &[N; K]) -> N;
}

/// A function with many values, by number.
pub trait VectorFunction {
    const NAME: &'static str;
    fn point(&self) -> Vec<f64>;
    fn values<N: Number>(&self, x: &[N]) -> impl Iterator<Item = N>;
}

/// Knuth's linear congruential generator: the same points in every language.
struct Lcg(u64);

impl Lcg {
    fn new(seed: u64) -> Self {
        Self(
            seed.wrapping_mul(2862933555777941757)
                .wrapping_add(3037000493),
        )
    }

    /// Uniform in `[0, 1)`, from the upper 53 bits.
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// `n` numbers, each mapped from a uniform one.
    fn take(seed: u64, n: usize, map: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut lcg = Self::new(seed);
        (0..n).map(|_| map(lcg.next())).collect()
    }
}
