//! One axis: the derivative along it, written in one pass.

use ndarray::{ArrayView, ArrayViewMut, Axis, Dimension};

use super::compact::{Pass, with_table};
use super::layout::{Blocks, memory_order};
use super::store::Store;
use super::{strided, threads, wide};
use crate::sampled::rule::Rule;
use crate::sampled::sample::{Accumulator, Sample, Value};

/// A row of this many bytes, its neighbours and its result stay in the cache nearest to the core.
const STRIP_BYTES: usize = 2 << 20;

/// Arrays of so many samples are copied if they are not compact. Memory that is not needed takes longer to
/// prepare than a very small one.
const FEW: usize = 128;
const SMALL: usize = 1024;

/// The derivative of `f` along `axis` into `out`, of the same shape.
pub(in crate::sampled) fn axis_into<A: Sample, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    out: ArrayViewMut<'_, A::Out, D>,
    axis: usize,
) {
    if rule.is_derivative() && wide::is_any(&f) {
        wide::axis_into(rule, f, out, axis);
    } else if rule.narrow {
        ordered::<A, A::Out, D>(rule, f, out, axis);
    } else {
        ordered::<A, <A::Out as Value>::Wide, D>(rule, f, out, axis);
    }
}

fn ordered<A: Sample, W: Accumulator<A::Out>, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    mut out: ArrayViewMut<'_, A::Out, D>,
    axis: usize,
) {
    // The usual case, without sorting axes.
    if let (Some(f_slice), Some(out)) = (f.to_slice(), out.as_slice_mut()) {
        return compact::<A, W>(rule, f_slice, out, Blocks::new(f.shape(), axis));
    }
    let order = memory_order(&f);
    let axis = order.slice().iter().position(|&k| k == axis);
    let axis = axis.expect("the order holds every axis");
    let f = f.permuted_axes(order.clone());
    let mut out = out.permuted_axes(order);
    match (f.to_slice(), out.as_slice_mut()) {
        (Some(f_slice), Some(out)) => {
            compact::<A, W>(rule, f_slice, out, Blocks::new(f.shape(), axis));
        }
        _ if f.len() <= FEW => copied::<A, W, D, FEW>(rule, f, out, axis),
        _ if f.len() <= SMALL => copied::<A, W, D, SMALL>(rule, f, out, axis),
        _ => strided::lines_into::<A, W, D>(rule, f, out, Axis(axis)),
    }
}

/// Of so few samples that a compact copy is the fastest way to go on.
fn copied<A: Sample, W: Accumulator<A::Out>, D: Dimension, const SIZE: usize>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    mut out: ArrayViewMut<'_, A::Out, D>,
    axis: usize,
) {
    let any = *f.first().expect("arrays without samples are done");
    let samples = &mut [any; SIZE][..f.len()];
    let results = &mut [A::Out::ZERO; SIZE][..f.len()];
    let shape = f.raw_dim();
    let copy = ArrayViewMut::from_shape(shape.clone(), &mut *samples);
    copy.expect("as many samples").assign(&f);
    compact::<A, W>(rule, samples, results, Blocks::new(f.shape(), axis));
    out.assign(&ArrayView::from_shape(shape, &*results).expect("as many results"));
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
    let bytes = size_of_val(out);
    let lines = if inner == 1 { f.len() / n } else { 0 };
    with_table(rule, lines, |table| {
        threads::slices([out], unit, |start, [out]| {
            Store::with(bytes, |store| {
                let pass = Pass::new::<A, W>(rule, table, store);
                if inner > 1 {
                    strips::<A, W>(&pass, f, out, inner, start);
                } else if unit == 1 {
                    pass.group::<A, W>(f, out, start..start + out.len());
                } else {
                    pass.lines::<A, W>(&f[start..][..out.len()], out);
                }
            });
        });
    });
}

/// Rows of `inner` samples across the axis, in strips that leave a row's neighbours in the cache.
fn strips<A: Sample, W: Accumulator<A::Out>>(
    pass: &Pass<'_>,
    f: &[A],
    out: &mut [A::Out],
    inner: usize,
    start: usize,
) {
    let strip = (STRIP_BYTES / size_of::<A>()).max(64);
    if inner <= strip {
        return pass.across::<A, W>(f, out, inner, start);
    }
    for column in (0..inner).step_by(strip) {
        let columns = column..inner.min(column + strip);
        for (k, out) in out.chunks_exact_mut(inner).enumerate() {
            let start = start + k * inner + column;
            pass.across::<A, W>(f, &mut out[columns.clone()], inner, start);
        }
    }
}
