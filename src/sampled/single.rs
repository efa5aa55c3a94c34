//! One axis: the derivative along it, written in one pass.

use std::ops::Range;
use std::slice::{from_mut, from_ref};

use ndarray::{ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Dimension, Zip, s};

use super::kernel::{self, wrapped};
use super::layout::{Blocks, memory_order};
use super::rule::{Interior, MAX_NODES, Row, Rule, Table};
use super::{Accumulator, Sample, Value};

/// From samples and `radius` neighbours on either side to their derivatives.
type Kernel<'k, A> = dyn Fn(&[A], &mut [<A as Sample>::Out]) + 'k;

/// How many lines share the weights of a block.
const GROUP: usize = 16;
/// How many weights are on the stack, for short lines and for long ones.
const SMALL_TABLE: usize = 1536;
const LARGE_TABLE: usize = 6144;
/// A row of this many bytes, its neighbours and its result stay in the cache nearest to the core.
const STRIP_BYTES: usize = 64 * 1024;

/// The derivative of `f` along `axis` into `out`, of the same shape.
pub(super) fn axis_into<A: Sample, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    out: ArrayViewMut<'_, A::Out, D>,
    axis: usize,
) {
    if rule.narrow {
        ordered::<A, A::Out, D>(rule, f, out, axis);
    } else {
        ordered::<A, <A::Out as Value>::Wide, D>(rule, f, out, axis);
    }
}

fn ordered<A: Sample, W: Accumulator<A::Out>, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    out: ArrayViewMut<'_, A::Out, D>,
    axis: usize,
) {
    let order = memory_order(&f);
    let axis = order.slice().iter().position(|&k| k == axis);
    let axis = axis.expect("the order holds every axis");
    let f = f.permuted_axes(order.clone());
    let mut out = out.permuted_axes(order);
    match (f.to_slice(), out.as_slice_mut()) {
        (Some(f_slice), Some(out)) => {
            compact::<A, W>(rule, f_slice, out, Blocks::new(f.shape(), axis));
        }
        _ => Zip::from(out.lanes_mut(Axis(axis)))
            .and(f.lanes(Axis(axis)))
            .for_each(|out, f| lane::<A, W>(rule, f, out)),
    }
}

/// Contiguous data, shared among threads if that is worth it.
fn compact<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: &[A],
    out: &mut [A::Out],
    Blocks { n, inner }: Blocks,
) {
    let unit = match inner {
        1 if f.len() == n => 1,
        1 => n,
        _ => inner,
    };
    super::threads::chunks(out, unit, |start, out| {
        if inner > 1 {
            rows::<A, W>(rule, f, out, inner, start / inner);
        } else if unit == 1 {
            group::<A, W>(rule, f, out, start..start + out.len());
        } else {
            lines::<A, W>(rule, &f[start..][..out.len()], out);
        }
    });
}

/// Whole lines along the contiguous axis.
pub(super) fn lines<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: &[A],
    out: &mut [A::Out],
) {
    let size = rule.n * GROUP;
    for (f, out) in f.chunks(size).zip(out.chunks_mut(size)) {
        group::<A, W>(rule, f, out, 0..rule.n);
    }
}

/// The samples of `range` on each of a few lines; `out` holds these alone.
fn group<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: &[A],
    out: &mut [A::Out],
    range: Range<usize>,
) {
    let n = rule.n;
    let inside = rule.interior_range();
    let from = inside.start.clamp(range.start, range.end);
    let to = inside.end.clamp(from, range.end);
    let radius = rule.radius();
    let mut each = |from: usize, to: usize, kernel: &Kernel<'_, A>| {
        let out = out.chunks_exact_mut(range.len());
        for (f, out) in f.chunks_exact(n).zip(out) {
            kernel(
                &f[from - radius..to + radius],
                &mut out[from - range.start..to - range.start],
            );
        }
    };
    match rule.interior() {
        _ if from == to => {}
        Interior::Difference { over } => each(from, to, &|f, out| {
            kernel::difference::<A, W>(out, f, &f[2..], over);
        }),
        Interior::Same(weights) => each(from, to, &|f, out| {
            let count = out.len();
            kernel::sum::<A, W>(out, weights, |j| &f[j..][..count]);
        }),
        Interior::Different { width } => {
            // Long stretches of several lines are worth more memory than one line or short ones.
            let (mut small, mut large);
            let memory: &mut [f64] = if f.len() == n || to - from <= SMALL_TABLE / width {
                small = [0.0; SMALL_TABLE];
                &mut small
            } else {
                large = [0.0; LARGE_TABLE];
                &mut large
            };
            let mut table = Table::new(memory, width);
            for start in (from..to).step_by(table.block) {
                let end = to.min(start + table.block);
                rule.fill(start, end - start, &mut table);
                each(start, end, &|f, out| {
                    kernel::different::<A, W>(out, f, &table);
                });
            }
        }
    }
    // After the interior has brought the lines into the cache.
    let mut scratch = [0.0; MAX_NODES];
    for i in (range.start..from).chain(to..range.end) {
        let row = rule.row(i, &mut scratch);
        let out = out.chunks_exact_mut(range.len());
        for (f, out) in f.chunks_exact(n).zip(out) {
            out[i - range.start] = kernel::single::<A, W>(row, n, |k| f[k]);
        }
    }
}

/// Rows of `inner` samples across the axis: row `first` and the following ones of all blocks.
fn rows<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: &[A],
    out: &mut [A::Out],
    inner: usize,
    first: usize,
) {
    let n = rule.n;
    let count = out.len() / inner;
    let strip = (STRIP_BYTES / size_of::<A>()).max(64);
    if inner > strip {
        for column in (0..inner).step_by(strip) {
            let columns = column..inner.min(column + strip);
            for k in 0..count {
                let (block, i) = ((first + k) / n, (first + k) % n);
                let f = &f[block * n * inner..][..n * inner];
                let out = &mut out[k * inner..][columns.clone()];
                row::<A, W>(rule, f, out, inner, i, column);
            }
        }
        return;
    }
    let inside = rule.interior_range();
    let mut k = 0;
    while k < count {
        let (block, i) = ((first + k) / n, (first + k) % n);
        let f = &f[block * n * inner..][..n * inner];
        // Rows that follow each other with the same weights are one long row.
        let run = if inside.contains(&i) {
            (inside.end - i).min(count - k)
        } else {
            1
        };
        let low = i.saturating_sub(rule.radius()) * inner;
        let out_run = &mut out[k * inner..][..run * inner];
        k += match rule.interior() {
            Interior::Difference { over } if inside.contains(&i) => {
                kernel::difference::<A, W>(out_run, &f[low..], &f[low + 2 * inner..], over);
                run
            }
            Interior::Same(weights) if inside.contains(&i) => {
                kernel::sum::<A, W>(out_run, weights, |j| &f[low + j * inner..][..run * inner]);
                run
            }
            _ => {
                row::<A, W>(rule, f, &mut out_run[..inner], inner, i, 0);
                1
            }
        };
    }
}

/// Part of row `i` of one block, from a column on.
#[inline]
pub(super) fn row<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: &[A],
    out: &mut [A::Out],
    inner: usize,
    i: usize,
    column: usize,
) {
    let count = out.len();
    let samples = |k: usize| &f[k * inner + column..][..count];
    let mut scratch = [0.0; MAX_NODES];
    match rule.row(i, &mut scratch) {
        Row::Difference { low, high, over } => {
            kernel::difference::<A, W>(out, samples(low), samples(high), over);
        }
        Row::Sum { first, weights } => {
            kernel::sum::<A, W>(out, weights, |j| samples(wrapped(first, j, rule.n)));
        }
    }
}

/// One line of any strides.
fn lane<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: ArrayView1<'_, A>,
    mut out: ArrayViewMut1<'_, A::Out>,
) {
    if let (Some(f), Some(out)) = (f.to_slice(), out.as_slice_mut()) {
        return group::<A, W>(rule, f, out, 0..rule.n);
    }
    let n = rule.n;
    let mut inside = rule.interior_range();
    if let Interior::Difference { over } = rule.interior()
        && !inside.is_empty()
    {
        Zip::from(out.slice_mut(s![inside.clone()]))
            .and(f.slice(s![..n - 2]))
            .and(f.slice(s![2..]))
            .for_each(|out, low, high| {
                kernel::difference::<A, W>(from_mut(out), from_ref(low), from_ref(high), over);
            });
    } else {
        inside = n..n;
    }
    let mut scratch = [0.0; MAX_NODES];
    for i in (0..inside.start).chain(inside.end..n) {
        out[i] = kernel::single::<A, W>(rule.row(i, &mut scratch), n, |k| f[k]);
    }
}
