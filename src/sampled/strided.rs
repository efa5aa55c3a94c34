//! Arrays that are not compact, such as the inside of a larger one, every other sample, a reversed axis or
//! results in another layout: lines are brought together where that makes vectors.

use ndarray::{
    ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Dimension, IntoDimension, Slice, Zip,
    indices,
};

use super::kernel;
use super::pass::{Pass, with_table};
use super::rule::{MAX_NODES, Rule};
use super::store::Store;
use super::{Accumulator, Sample, Value};

/// How many samples are brought together at a time.
const PACKED: usize = 2048;
/// How many of them are side by side.
const WIDTH: usize = 64;

/// Lines that are long enough to be brought together alone.
const LONG_LINE: usize = 64;

/// The derivative along an axis of arrays of any strides.
pub(super) fn lines_into<A: Sample, W: Accumulator<A::Out>, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    mut out: ArrayViewMut<'_, A::Out, D>,
    axis: Axis,
) {
    let bytes = out.len() * size_of::<A::Out>();
    let contiguous = f.stride_of(axis) == 1 && out.stride_of(axis) == 1;
    with_table(rule, f.len() / rule.n, |table| {
        let pass = |store| Pass::new::<A, W>(rule, table, store);
        if contiguous && !pass(Store::cached()).has_short_lines() {
            return Store::with(bytes, |store| {
                let pass = pass(store);
                Zip::from(out.lanes_mut(axis))
                    .and(f.lanes(axis))
                    .for_each(|mut out, f| {
                        if let (Some(f), Some(out)) = (f.to_slice(), out.as_slice_mut()) {
                            pass.group::<A, W>(f, out, 0..rule.n);
                        }
                    });
            });
        }
        let pass = pass(Store::cached());
        let mut workspace = Workspace {
            samples: [*f.first().expect("arrays without samples are done"); PACKED],
            results: [A::Out::ZERO; PACKED],
        };
        // Planes of lines that are near to each other, one at a time; a long line whose samples are nearer
        // than other lines is a plane of its own.
        let side = (0..f.ndim()).rev().map(Axis).find(|side| *side != axis);
        let side = side.filter(|side| axis < *side || rule.n < LONG_LINE);
        let mut planes = f.raw_dim();
        planes[axis.index()] = 1;
        if let Some(side) = side {
            planes[side.index()] = 1;
        }
        for plane in indices(planes) {
            let (mut f, mut out) = (f.view(), out.view_mut());
            for (k, &i) in plane.into_dimension().slice().iter().enumerate() {
                if k != axis.index() && Some(Axis(k)) != side {
                    f.collapse_axis(Axis(k), i);
                    out.collapse_axis(Axis(k), i);
                }
            }
            workspace.plane::<W, D>(&pass, f, out, axis, side);
        }
    });
}

/// Samples that are near to each other, and their results, row by row across the axis.
struct Workspace<A: Sample> {
    samples: [A; PACKED],
    results: [A::Out; PACKED],
}

impl<A: Sample> Workspace<A> {
    fn plane<W: Accumulator<A::Out>, D: Dimension>(
        &mut self,
        pass: &Pass<'_>,
        f: ArrayView<'_, A, D>,
        mut out: ArrayViewMut<'_, A::Out, D>,
        axis: Axis,
        side: Option<Axis>,
    ) {
        let Some(side) = side else {
            return self.strip::<W, D>(pass, f, out, axis, axis);
        };
        // At least as many rows of results as of their neighbours at both ends.
        let width = (PACKED / (4 * pass.rule.radius())).clamp(1, WIDTH);
        for start in (0..f.len_of(side)).step_by(width) {
            let columns = Slice::from(start..f.len_of(side).min(start + width));
            let out = out.slice_axis_mut(side, columns);
            self.strip::<W, D>(pass, f.slice_axis(side, columns), out, axis, side);
        }
    }

    /// Lines side by side, as many as can be brought together.
    fn strip<W: Accumulator<A::Out>, D: Dimension>(
        &mut self,
        pass: &Pass<'_>,
        f: ArrayView<'_, A, D>,
        mut out: ArrayViewMut<'_, A::Out, D>,
        axis: Axis,
        side: Axis,
    ) {
        let rule = pass.rule;
        let (n, radius) = (rule.n, rule.radius());
        let width = f.len() / n;
        let most = PACKED / width;
        if n <= most {
            pack(&mut self.samples, f, side);
            let results = &mut self.results[..n * width];
            pass.across::<A, W>(&self.samples[..n * width], results, width, 0);
            return unpack(results, out, side);
        }
        // Without room for more rows than are needed for one, it is one by one.
        let (inside, step) = match most.saturating_sub(2 * radius) {
            0 => (n..n, 1),
            step => (rule.interior_range(), step),
        };
        for start in inside.clone().step_by(step) {
            let end = inside.end.min(start + step);
            let rows = Slice::from(start - radius..end + radius);
            pack(&mut self.samples, f.slice_axis(axis, rows), side);
            let results = &mut self.results[..(end - start) * width];
            pass.inside::<A, W>(&self.samples, results, width, start);
            unpack(
                results,
                out.slice_axis_mut(axis, Slice::from(start..end)),
                side,
            );
        }
        let mut scratch = [0.0; MAX_NODES];
        for i in (0..inside.start).chain(inside.end..n) {
            let row = rule.row(i, &mut scratch);
            for (mut out, f) in out.lanes_mut(axis).into_iter().zip(f.lanes(axis)) {
                out[i] = kernel::single::<A, W>(row, n, |k| f[k]);
            }
        }
    }
}

/// Brings the samples of some rows together.
fn pack<A: Sample, D: Dimension>(to: &mut [A], from: ArrayView<'_, A, D>, side: Axis) {
    let rows = to.chunks_exact_mut(from.len_of(side));
    for (to, from) in rows.zip(from.lanes(side)) {
        ArrayViewMut1::from(to).assign(&from);
    }
}

/// Hands out the results of some rows.
fn unpack<T: Value, D: Dimension>(from: &[T], mut to: ArrayViewMut<'_, T, D>, side: Axis) {
    let rows = from.chunks_exact(to.len_of(side));
    for (mut to, from) in to.lanes_mut(side).into_iter().zip(rows) {
        to.assign(&ArrayView1::from(from));
    }
}
