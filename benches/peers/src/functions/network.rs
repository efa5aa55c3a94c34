//! The loss of a neural network by its weights.

use super::{Lcg, ScalarFunction};
use crate::number::{Number, sum};

/// A perceptron with layers of 64, 96, 32 and 10 nodes, cross entropy over a batch of eight: 9,674
/// variables, layer by layer its matrix by rows, then its bias.
pub struct Network {
    inputs: Vec<f64>,
}

const LAYERS: [usize; 4] = [64, 96, 32, 10];
const BATCH: usize = 8;

impl Network {
    pub fn new() -> Self {
        Self {
            inputs: Lcg::take(8, BATCH * LAYERS[0], |u| 2.0 * u - 1.0),
        }
    }

    /// The right class of an input.
    fn class(input: usize) -> usize {
        input * 3 % LAYERS[3]
    }
}

/// The matrix and the bias of a layer, and the variables of those after it.
fn layer<N>(x: &[N], from: usize, to: usize) -> (&[N], &[N], &[N]) {
    let (matrix, rest) = x.split_at(from * to);
    let (bias, rest) = rest.split_at(to);
    (matrix, bias, rest)
}

/// `W h + b`
#[inline(always)]
fn affine<N: Number>(
    matrix: &[N],
    bias: &[N],
    h: &[N],
    dot: impl Fn(&[N], &[N]) -> Option<N>,
) -> impl Iterator<Item = N> {
    let rows = matrix.chunks_exact(h.len()).zip(bias);
    rows.map(move |(row, b)| {
        if let Some(sum) = dot(row, h) {
            return sum + b;
        }
        let products = row.iter().zip(h).map(|(w, h)| w.clone() * h);
        products.fold(b.clone(), |sum, product| sum + product)
    })
}

/// The same with its inner products written as such, where a crate has them.
pub struct NetworkByDots(pub Network);

impl ScalarFunction for NetworkByDots {
    const NAME: &'static str = "network by dots";

    fn point(&self) -> Vec<f64> {
        self.0.point()
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let first = |row: &[N], input: &[f64]| N::weighted_sum(input, row);
        self.0.loss(x, first, N::dot)
    }
}

impl ScalarFunction for Network {
    const NAME: &'static str = "network";

    fn point(&self) -> Vec<f64> {
        let n = LAYERS.windows(2).map(|l| (l[0] + 1) * l[1]).sum();
        Lcg::take(9, n, |u| 0.3 * (u - 0.5))
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        self.loss(x, |_, _| None, |_, _| None)
    }
}

impl Network {
    /// The loss, with sums of products in the layers that are one operation where there is one.
    #[inline(always)]
    fn loss<N: Number>(
        &self,
        x: &[N],
        with_constants: impl Fn(&[N], &[f64]) -> Option<N>,
        dot: impl Fn(&[N], &[N]) -> Option<N>,
    ) -> N {
        let (w1, b1, rest) = layer(x, LAYERS[0], LAYERS[1]);
        let (w2, b2, rest) = layer(rest, LAYERS[1], LAYERS[2]);
        let (w3, b3, _) = layer(rest, LAYERS[2], LAYERS[3]);
        let inputs = self.inputs.chunks_exact(LAYERS[0]).enumerate();
        let loss = sum(inputs.map(|(i, input)| {
            let rows = w1.chunks_exact(LAYERS[0]).zip(b1);
            let first = rows.map(|(row, b)| {
                if let Some(sum) = with_constants(row, input) {
                    return sum + b;
                }
                let products = row.iter().zip(input).map(|(w, &c)| w.clone() * c);
                products.fold(b.clone(), |sum, product| sum + product)
            });
            let first: Vec<N> = first.map(N::tanh).collect();
            let second: Vec<N> = affine(w2, b2, &first, &dot).map(N::tanh).collect();
            let third: Vec<N> = affine(w3, b3, &second, &dot).collect();
            sum(third.iter().map(|v| v.clone().exp())).ln() - &third[Self::class(i)]
        }));
        loss * (1.0 / BATCH as f64)
    }
}
