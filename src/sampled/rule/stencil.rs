//! Derivatives of any order and accuracy: Fornberg's weights on the nearest samples.

use super::{Interior, MAX_NODES, Row, Steps, Weights};
use crate::numeric::weights::at_any_scale;

/// The derivative of the polynomial through the nearest samples.
#[derive(Clone, Copy, Debug)]
pub(in crate::sampled) struct Stencil<'x> {
    order: usize,
    /// The interior uses this many samples on either side.
    pub radius: usize,
    /// How many samples a one-sided sum uses.
    edge_nodes: usize,
    steps: Steps<'x>,
    /// The signed circumference of a periodic axis.
    period: Option<f64>,
    /// The weights of the interior, if the steps are even.
    center: [f64; MAX_NODES],
}

impl<'x> Stencil<'x> {
    /// A derivative of this order. A periodic axis has no use for `edge_accuracy`.
    pub fn new(
        order: usize,
        accuracy: usize,
        edge_accuracy: usize,
        steps: Steps<'x>,
        period: Option<f64>,
    ) -> Self {
        let radius = match steps {
            Steps::Even(_) => Self::radius(order, accuracy),
            Steps::Uneven(_) => Self::uneven_radius(order, accuracy),
        };
        let mut stencil = Self {
            order,
            radius,
            edge_nodes: order + edge_accuracy,
            steps,
            period,
            center: [0.0; MAX_NODES],
        };
        if let Steps::Even(step) = steps {
            let mut center = [0.0; MAX_NODES];
            stencil.even(radius, 2 * radius + 1, step, &mut center);
            // Exactly what symmetry says, so that the sample itself can be left out.
            let odd = !order.is_multiple_of(2);
            let sign = if odd { -1.0 } else { 1.0 };
            for j in 0..=radius {
                center[2 * radius - j] = sign * center[j];
            }
            if odd {
                center[radius] = 0.0;
            }
            stencil.center = center;
        }
        stencil
    }

    /// The symmetry of even steps is worth a sample for derivatives of even order.
    pub fn radius(order: usize, accuracy: usize) -> usize {
        order.div_ceil(2) + accuracy / 2 - 1
    }

    /// At least `order + accuracy` samples.
    pub fn uneven_radius(order: usize, accuracy: usize) -> usize {
        (order + accuracy) / 2
    }

    /// The weights of `count` even samples, of which number `at` has the derivative.
    fn even(&self, at: usize, count: usize, step: f64, weights: &mut [f64]) {
        let node = |j: usize| j as f64 - at as f64;
        self.fornberg(count, node, weights);
        let unit = step.powi(self.order as i32);
        weights[..count].iter_mut().for_each(|w| *w /= unit);
    }

    /// The weights at 0 of `count` nodes.
    fn fornberg(&self, count: usize, node: impl Fn(usize) -> f64, weights: &mut [f64]) {
        let mut nodes = [0.0; MAX_NODES];
        for (j, value) in nodes[..count].iter_mut().enumerate() {
            *value = node(j);
        }
        let mut table = [0.0; MAX_NODES * 5];
        // They rise or fall.
        let half_of_reach = 0.5 * nodes[count - 1] - 0.5 * nodes[0];
        let nodes = &mut nodes[..count];
        at_any_scale(nodes, half_of_reach, 0.0, self.order, &mut table);
        weights[..count].copy_from_slice(&table[self.order * count..][..count]);
    }

    pub fn row<'a>(&'a self, n: usize, i: usize, scratch: &'a mut [f64]) -> Row<'a> {
        let inside = self.radius <= i && i + self.radius < n;
        let (first, count) = if inside || self.period.is_some() {
            (i as isize - self.radius as isize, 2 * self.radius + 1)
        } else {
            (one_sided(n, i, self.edge_nodes) as isize, self.edge_nodes)
        };
        let values = match self.steps {
            Steps::Even(_) if inside || self.period.is_some() => &self.center[..count],
            Steps::Even(step) => {
                self.even(i - first as usize, count, step, scratch);
                &scratch[..count]
            }
            Steps::Uneven(x) => {
                let period = self.period.unwrap_or(0.0);
                let node = |j: usize| {
                    let k = first + j as isize;
                    let turns = k.div_euclid(n as isize) as f64;
                    x.between(i, k.rem_euclid(n as isize) as usize) + turns * period
                };
                self.fornberg(count, node, scratch);
                &scratch[..count]
            }
        };
        Row::Sum {
            first,
            weights: Weights {
                values,
                skip_zeros: matches!(self.steps, Steps::Even(_)),
            },
        }
    }

    #[inline]
    pub fn interior(&self) -> Interior<'_> {
        let width = 2 * self.radius + 1;
        match self.steps {
            Steps::Even(_) => Interior::Same(Weights {
                values: &self.center[..width],
                skip_zeros: true,
            }),
            Steps::Uneven(_) => Interior::Different { width },
        }
    }
}

/// The first of the `count` samples nearest to sample `i`, the same from either end.
fn one_sided(n: usize, i: usize, count: usize) -> usize {
    let from = |i: usize| i.saturating_sub((count - 1) / 2).min(n - count);
    if i < n / 2 {
        from(i)
    } else {
        n - count - from(n - 1 - i)
    }
}

/// Weights that were found beforehand, for even steps.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sampled) struct Taps {
    pub radius: usize,
    /// Whether it is a derivative, and not the function itself.
    pub is_derivative: bool,
    /// `2 · radius + 1` weights.
    pub interior: Vec<f64>,
    /// As many weights for each of the first `radius` samples, on the first samples; empty if the axis
    /// is periodic. The last samples use them mirrored.
    pub head: Vec<f64>,
    /// The same for the last `radius` samples, on the last samples.
    pub tail: Vec<f64>,
}

impl Taps {
    pub fn row(&self, n: usize, i: usize) -> Row<'_> {
        let width = 2 * self.radius + 1;
        let central = (i as isize - self.radius as isize, &self.interior[..]);
        let (first, values) = if self.head.is_empty() {
            central
        } else if i < self.radius {
            (0, &self.head[i * width..][..width])
        } else if i + self.radius >= n {
            let k = i + self.radius - n;
            ((n - width) as isize, &self.tail[k * width..][..width])
        } else {
            central
        };
        Row::Sum {
            first,
            weights: Weights {
                values,
                skip_zeros: true,
            },
        }
    }
}
