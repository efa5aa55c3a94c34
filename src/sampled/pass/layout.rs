//! Memory order: arrays of any layout as rows of contiguous samples.

use std::cmp::Reverse;

use ndarray::{ArrayView, Axis, Dimension};

/// The axes from the farthest apart in memory to the nearest: permuted so, an array of any compact
/// layout is in standard layout.
pub(in crate::sampled) fn memory_order<A, D: Dimension>(f: &ArrayView<'_, A, D>) -> D {
    let mut order = f.raw_dim();
    for (k, axis) in order.slice_mut().iter_mut().enumerate() {
        *axis = k;
    }
    order.slice_mut().sort_unstable_by_key(|&axis| {
        let stride = f.stride_of(Axis(axis)).unsigned_abs();
        (Reverse(stride), axis)
    });
    order
}

/// A compact array around one axis: `outer` blocks of `n` rows of `inner` samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks {
    pub n: usize,
    pub inner: usize,
}

impl Blocks {
    pub fn new(shape: &[usize], axis: usize) -> Self {
        Self {
            n: shape[axis],
            inner: shape[axis + 1..].iter().product(),
        }
    }
}
