//! [`Rule`]: which weights a derivative along one axis has at each sample.
//!
//! Every derivative here is banded: sample `i` of the result is a short weighted sum of samples near
//! `i`. A rule names the sum for any `i`, and says what the interior has in common, so that the kernels
//! can run over it without asking again.

use std::ops::Range;
use std::slice::{ChunksExact, ChunksExactMut};

use smallvec::{SmallVec, smallvec};

use super::coordinates::Nodes;

mod classic;
mod fit;
mod stencil;

pub(super) use classic::{Classic, Ends, middle};
pub(super) use fit::Fit;
pub(super) use stencil::{Stencil, Taps};

/// The longest sum with weights of its own at each sample: a fourth derivative of accuracy 8 on
/// uneven coordinates.
pub(super) const MAX_NODES: usize = 13;
/// Where the weights of a row are made.
pub(super) type Scratch = SmallVec<[f64; MAX_NODES]>;

/// Weights for a block of samples: all first ones, all second ones, ...
pub(super) struct Table<'t> {
    weights: &'t mut [f64],
    /// How many samples it has weights for.
    pub block: usize,
}

impl<'t> Table<'t> {
    /// A table for sums of `width` terms in this memory.
    pub fn new(memory: &'t mut [f64], width: usize) -> Self {
        let block = memory.len() / width;
        Self {
            weights: &mut memory[..block * width],
            block,
        }
    }

    pub fn columns(&self) -> ChunksExact<'_, f64> {
        self.weights.chunks_exact(self.block)
    }

    pub fn columns_mut(&mut self) -> ChunksExactMut<'_, f64> {
        self.weights.chunks_exact_mut(self.block)
    }
}

/// Where the samples of an axis sit, after its coordinates were found to be even or not.
#[derive(Clone, Copy, Debug)]
pub(super) enum Steps<'x> {
    Even(f64),
    Uneven(Nodes<'x>),
}

/// The derivative along an axis of `n` samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule<'x> {
    pub n: usize,
    pub method: Method<'x>,
    /// Whether sums are formed in the precision of the samples, not in `f64`.
    pub narrow: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Method<'x> {
    Classic(Classic<'x>),
    Stencil(Stencil<'x>),
    Taps(&'x Taps),
    Fit(Fit<'x>),
}

/// One sample of the result.
#[derive(Clone, Copy, Debug)]
pub(super) enum Row<'w> {
    /// `(f[high] − f[low]) / over`
    Difference { low: usize, high: usize, over: f64 },
    /// `Σ weights[j] · f[first + j]`, the index modulo `n`.
    Sum { first: isize, weights: Weights<'w> },
}

/// The weights of a sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights<'w> {
    pub values: &'w [f64],
    /// Whether a sample of weight 0 takes no part, even if it is infinite or not a number.
    pub skip_zeros: bool,
}

/// What all samples of the interior have in common.
#[derive(Clone, Copy, Debug)]
pub(super) enum Interior<'w> {
    /// `(f[i + 1] − f[i − 1]) / over`
    Difference { over: f64 },
    /// The same weights around each sample.
    Same(Weights<'w>),
    /// As many weights, different at each sample.
    Different { width: usize },
}

impl Rule<'_> {
    /// Memory for [`row`](Self::row), on the heap only for long windows on coordinates.
    #[inline]
    pub fn scratch(&self) -> Scratch {
        match &self.method {
            Method::Fit(fit) => smallvec![0.0; fit.memory()],
            _ => Scratch::from_buf([0.0; MAX_NODES]),
        }
    }

    /// The sum for sample `i`, made in [`scratch`](Self::scratch).
    #[inline]
    pub fn row<'a>(&'a self, i: usize, scratch: &'a mut [f64]) -> Row<'a> {
        match &self.method {
            Method::Classic(classic) => classic.row(self.n, i, scratch),
            Method::Stencil(stencil) => stencil.row(self.n, i, scratch),
            Method::Taps(taps) => taps.row(self.n, i),
            Method::Fit(fit) => fit.row(self.n, i, scratch),
        }
    }

    /// Whether the weights of every sum have the sum 0: not if it smooths.
    pub fn is_derivative(&self) -> bool {
        match &self.method {
            Method::Taps(taps) => taps.is_derivative,
            Method::Fit(fit) => fit.order > 0,
            _ => true,
        }
    }

    /// How many samples each side of the interior have.
    #[inline]
    pub fn radius(&self) -> usize {
        match &self.method {
            Method::Classic(_) => 1,
            Method::Stencil(stencil) => stencil.radius,
            Method::Taps(taps) => taps.radius,
            Method::Fit(fit) => fit.radius,
        }
    }

    /// The samples that have `radius` neighbours on both sides.
    #[inline]
    pub fn interior_range(&self) -> Range<usize> {
        let start = self.radius().min(self.n);
        start..self.n.saturating_sub(self.radius()).max(start)
    }

    #[inline]
    pub fn interior(&self) -> Interior<'_> {
        match &self.method {
            Method::Classic(classic) => classic.interior(),
            Method::Stencil(stencil) => stencil.interior(),
            Method::Taps(taps) => Interior::Same(Weights {
                values: &taps.interior,
                skip_zeros: true,
            }),
            Method::Fit(fit) => Interior::Different {
                width: 2 * fit.radius + 1,
            },
        }
    }

    /// The coordinates, if the formula is numpy's for unequal steps and they are not rounded.
    pub fn uneven(&self) -> Option<&[f64]> {
        match &self.method {
            Method::Classic(Classic {
                steps: Steps::Uneven(x),
                ..
            }) => x.exact(),
            _ => None,
        }
    }

    /// Whether the sum for a sample costs less than using it.
    pub fn has_cheap_rows(&self) -> bool {
        match &self.method {
            Method::Stencil(stencil) => matches!(stencil.interior(), Interior::Same(_)),
            Method::Fit(_) => false,
            _ => true,
        }
    }

    /// The weights of interior samples `first .. first + count`, at most a block.
    #[inline]
    pub fn fill(&self, first: usize, count: usize, table: &mut Table<'_>) {
        match &self.method {
            Method::Classic(classic) => classic.fill(first, count, table),
            _ => {
                let mut scratch = self.scratch();
                for k in 0..count {
                    if let Row::Sum { weights, .. } = self.row(first + k, &mut scratch) {
                        for (column, &w) in table.columns_mut().zip(weights.values) {
                            column[k] = w;
                        }
                    }
                }
            }
        }
    }
}
