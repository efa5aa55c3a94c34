//! Integers that an `f64` does not hold: they are subtracted as integers, line by line.

use ndarray::{ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Dimension, Zip};

use super::kernel::single as single_row;
use super::single;
use crate::sampled::rule::{Row, Rule};
use crate::sampled::sample::{Sample, Value};

/// Whether there is any among these samples.
pub(in crate::sampled) fn is_any<A: Sample, D: Dimension>(f: &ArrayView<'_, A, D>) -> bool {
    !A::EXACT && f.iter().any(|f| !f.is_exact())
}

/// The derivative along `axis`, whose weights have the sum 0.
pub(super) fn axis_into<A: Sample, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    mut out: ArrayViewMut<'_, A::Out, D>,
    axis: usize,
) {
    Zip::from(out.lanes_mut(Axis(axis)))
        .and(f.lanes(Axis(axis)))
        .for_each(|out, f| line_into(rule, f, out));
}

/// From the first sample on every other is a distance, which fits in most cases.
fn line_into<A: Sample>(rule: &Rule<'_>, f: ArrayView1<'_, A>, mut out: ArrayViewMut1<'_, A::Out>) {
    const EXACT: f64 = (1_u64 << f64::MANTISSA_DIGITS) as f64;
    let distances = f.mapv(|v| v.minus_sample(f[0]));
    if distances.iter().all(|d| d.magnitude() <= EXACT) {
        return single::axis_into(rule, distances.view(), out, 0);
    }
    let n = f.len();
    let mut scratch = rule.scratch();
    for i in 0..n {
        let row = rule.row(i, &mut scratch);
        let near = match row {
            Row::Difference { low, .. } => low,
            Row::Sum { .. } => i,
        };
        out[i] = single_row::<A::Out, A::Out>(row, n, |k| f[k].minus_sample(f[near]));
    }
}
