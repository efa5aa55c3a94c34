//! Functions of any number of variables with a few operations each.

use super::{Lcg, ScalarFunction, Terms};
use crate::number::{Number, sum};

/// Rosenbrock's valley, chained: `Σ (1 - xᵢ)² + 100 (xᵢ₊₁ - xᵢ²)²`.
pub struct Rosenbrock(pub usize);

impl Rosenbrock {
    /// The term of two neighbours.
    #[inline(always)]
    fn term<N: Number>(x: &[N]) -> N {
        let valley = x[1].clone() - x[0].clone().square();
        x[0].clone().rsub(1.0).square() + valley.square() * 100.0
    }
}

impl ScalarFunction for Rosenbrock {
    const NAME: &'static str = "rosenbrock";

    fn point(&self) -> Vec<f64> {
        Lcg::take(1, self.0, |u| 0.3 + u)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        sum(x.windows(2).map(Self::term))
    }
}

impl Terms<2> for Rosenbrock {
    fn count(&self) -> usize {
        self.0 - 1
    }
    #[inline(always)]
    fn variables(&self, i: usize) -> [usize; 2] {
        [i, i + 1]
    }
    #[inline(always)]
    fn term_of<N: Number>(&self, _: usize, x: &[N; 2]) -> N {
        Self::term(x)
    }
}

/// The self-weighted logistic function `1 / (1 + exp(-Σ xᵢ²))`: one product per variable.
pub struct SelfWeightedLogit(pub usize);

impl ScalarFunction for SelfWeightedLogit {
    const NAME: &'static str = "logit";

    fn point(&self) -> Vec<f64> {
        let scale = 1.5 / (self.0 as f64).sqrt();
        Lcg::take(3, self.0, |u| scale * (u - 0.3))
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let squares = sum(x.iter().map(|v| v.clone().square()));
        ((-squares).exp() + 1.0).rdiv(1.0)
    }
}

/// Speelpenning's product `Π xᵢ`.
pub struct Speelpenning(pub usize);

impl ScalarFunction for Speelpenning {
    const NAME: &'static str = "speelpenning";

    fn point(&self) -> Vec<f64> {
        Lcg::take(5, self.0, |u| (0.2 * (u - 0.5)).exp())
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        x[1..].iter().fold(x[0].clone(), |product, v| product * v)
    }
}
