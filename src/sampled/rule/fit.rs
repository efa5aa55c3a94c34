//! [`Fit`]: the derivative of a polynomial fitted to a window by least squares, on any positions.
//!
//! The polynomial is never written in powers. Polynomials that are orthonormal on the positions are
//! made one degree at a time: the last one times x, made orthogonal to all before it. The same steps
//! taken at the sample give their derivatives there. This is the Arnoldi process of the multiplication
//! by x (P. D. Brubeck, Y. Nakatsukasa, L. N. Trefethen, *Vandermonde with Arnoldi*, SIAM Rev. 63 (2021)
//! 405–415): a QR factorization of the powers that never forms them.

use super::{Row, Steps, Weights};
use crate::sampled::pass::kernel::wrapped;

/// Below this part of its length, what is left of a vector made orthogonal has lost half of its digits
/// (2⁻²⁶, the root of the rounding of `f64`). A hundredth of it lets errors of a few per cent through.
const RESOLVED: f64 = 1.0 / (1_u64 << 26) as f64;

/// A polynomial of a degree in a window of `2 · radius + 1` samples.
#[derive(Clone, Copy, Debug)]
pub(in crate::sampled) struct Fit<'x> {
    pub degree: usize,
    /// Of the derivative.
    pub order: usize,
    pub radius: usize,
    pub steps: Steps<'x>,
    /// The signed circumference of a periodic axis.
    pub period: Option<f64>,
}

/// A row in the making, in the memory of [`Fit::memory`] numbers.
struct Workspace<'m> {
    weights: &'m mut [f64],
    nodes: &'m mut [f64],
    /// One orthonormal polynomial after the other, at the nodes.
    basis: &'m mut [f64],
    /// Its derivatives of order 0 to `order` at the sample.
    at: &'m mut [f64],
}

impl Fit<'_> {
    /// Where the window of sample `i` starts, counted on around a circle.
    pub fn first(&self, n: usize, i: usize) -> isize {
        match self.period {
            Some(_) => i as isize - self.radius as isize,
            None => i.saturating_sub(self.radius).min(n - self.width()) as isize,
        }
    }

    fn width(&self) -> usize {
        2 * self.radius + 1
    }

    /// How many numbers a row is made in.
    pub fn memory(&self) -> usize {
        self.width() * (self.degree + 3) + (self.degree + 1) * (self.order + 1)
    }

    pub fn row<'a>(&self, n: usize, i: usize, memory: &'a mut [f64]) -> Row<'a> {
        self.row_where(n, i, |_| true, memory)
    }

    /// The sum over the present samples of the window; not a number if they do not determine the
    /// polynomial.
    pub fn row_where<'a>(
        &self,
        n: usize,
        i: usize,
        present: impl Fn(usize) -> bool,
        memory: &'a mut [f64],
    ) -> Row<'a> {
        let width = self.width();
        let first = self.first(n, i);
        let (weights, memory) = memory.split_at_mut(width);
        let (nodes, memory) = memory.split_at_mut(width);
        let (basis, at) = memory.split_at_mut(width * (self.degree + 1));
        let mut size = 0.0_f64;
        let mut count = 0;
        for j in 0..width {
            let k = first + j as isize;
            let is_present = present(wrapped(first, j, n));
            // What is missing is 0 in every polynomial.
            (nodes[j], basis[j]) = if is_present {
                (self.position(n, i, k), 1.0)
            } else {
                (0.0, 0.0)
            };
            size = size.max(nodes[j].abs());
            count += usize::from(is_present);
        }
        // By a power of two, so that nothing is rounded.
        let unit = match size {
            0.0 => 1.0,
            size => size.log2().ceil().exp2(),
        };
        nodes.iter_mut().for_each(|node| *node /= unit);
        let mut workspace = Workspace {
            weights,
            nodes,
            basis,
            at,
        };
        if count <= self.degree || !self.solve(count, unit, &mut workspace) {
            workspace.weights.fill(f64::NAN);
        }
        Row::Sum {
            first,
            weights: Weights {
                values: weights,
                skip_zeros: true,
            },
        }
    }

    /// From sample `i` to the one in place `k`, counted on around a circle.
    fn position(&self, n: usize, i: usize, k: isize) -> f64 {
        match self.steps {
            Steps::Even(step) => (k - i as isize) as f64 * step,
            Steps::Uneven(x) => {
                let node = x.between(i, wrapped(k, 0, n));
                match self.period {
                    Some(period) => node + k.div_euclid(n as isize) as f64 * period,
                    None => node,
                }
            }
        }
    }

    /// The weights, unless too many nodes are too near to each other to tell the powers apart.
    fn solve(&self, count: usize, unit: f64, workspace: &mut Workspace<'_>) -> bool {
        let (width, orders) = (self.width(), self.order + 1);
        let Workspace {
            weights,
            nodes,
            basis,
            at,
        } = workspace;
        let constant = 1.0 / (count as f64).sqrt();
        basis[..width].iter_mut().for_each(|v| *v *= constant);
        at.fill(0.0);
        at[0] = constant;
        for k in 1..=self.degree {
            let (before, next) = basis.split_at_mut(k * width);
            let next = &mut next[..width];
            let (at_before, at_next) = at.split_at_mut(k * orders);
            let at_next = &mut at_next[..orders];
            // (x p)' = x p' + p, at x = 0.
            for m in 1..orders {
                at_next[m] = m as f64 * at_before[(k - 1) * orders + m - 1];
            }
            for ((next, node), last) in next
                .iter_mut()
                .zip(&**nodes)
                .zip(&before[(k - 1) * width..])
            {
                *next = node * last;
            }
            let length = dot(next, next).sqrt();
            // Twice is enough for orthogonality to rounding.
            for _ in 0..2 {
                for (other, at_other) in before
                    .chunks_exact(width)
                    .zip(at_before.chunks_exact(orders))
                {
                    let along = dot(other, next);
                    subtract(next, along, other);
                    subtract(at_next, along, at_other);
                }
            }
            let rest = dot(next, next).sqrt();
            if rest <= RESOLVED * length || rest.is_nan() {
                return false;
            }
            next.iter_mut().for_each(|v| *v /= rest);
            at_next.iter_mut().for_each(|v| *v /= rest);
        }
        weights.fill(0.0);
        for (polynomial, at) in basis.chunks_exact(width).zip(at.chunks_exact(orders)) {
            subtract(weights, -at[self.order], polynomial);
        }
        let unit = unit.powi(self.order as i32);
        weights.iter_mut().for_each(|w| *w /= unit);
        true
    }
}

/// In four sums side by side, which do not wait for each other.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, rest_of_a) = a.as_chunks::<4>();
    let (b, rest_of_b) = b.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in a.iter().zip(b) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest = rest_of_a.iter().zip(rest_of_b).map(|(a, b)| a * b);
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest.sum::<f64>()
}

/// `a −= factor · b`
fn subtract(a: &mut [f64], factor: f64, b: &[f64]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a -= factor * b;
    }
}
