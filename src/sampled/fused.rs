//! All axes in one pass: the samples are read from memory once, however many derivatives are written.

use std::ops::Range;

use ndarray::{ArrayView, Dimension};

use super::differences::Differences;
use super::layout::memory_order;
use super::rule::Rule;
use super::single::{lines, row};
use super::{Accumulator, Sample, SamplesMut, Value, threads};
use crate::error::Error;

/// The most derivatives written in one pass.
const MOST: usize = 6;
/// Lines shorter than this cost more to address than to differentiate.
const SHORTEST_LINE: usize = 64;
/// Lines handled together, so that they share the weights along themselves.
const GROUP: usize = 8;
/// The neighbouring planes of a tile stay in the second cache.
const TILE_BYTES: usize = 384 * 1024;

/// The rule of a derivative, and how many lines its neighbours are apart: 0 along the lines.
type Job<'r> = Option<(Rule<'r>, usize)>;

/// Fills all outputs, if memory allows: otherwise none, and the answer is false.
pub(super) fn all_into<A, D, O>(
    differences: &Differences<'_>,
    f: &ArrayView<'_, A, D>,
    out: &mut [O],
) -> Result<bool, Error>
where
    A: Sample,
    D: Dimension,
    O: SamplesMut<A::Out, D>,
{
    let order = memory_order(f);
    let sorted = f.view().permuted_axes(order.clone());
    let Some(samples) = sorted.to_slice() else {
        return Ok(false);
    };
    let dimensions = sorted.ndim();
    let line = sorted.shape()[dimensions - 1];
    if out.len() > MOST || line < SHORTEST_LINE {
        return Ok(false);
    }
    let mut jobs: [Job<'_>; MOST] = [None; MOST];
    let mut outputs: [&mut [A::Out]; MOST] = Default::default();
    for (k, out) in out.iter_mut().enumerate() {
        let axis = differences.axis(k, dimensions)?;
        let rule = differences.rule(k, f.shape()[axis]);
        if !rule.has_cheap_rows() {
            return Ok(false);
        }
        let position = order.slice().iter().position(|&a| a == axis);
        let position = position.expect("the order holds every axis");
        let stride = match position + 1 {
            last if last == dimensions => 0,
            next => sorted.shape()[next..dimensions - 1].iter().product(),
        };
        jobs[k] = Some((rule, stride));
        let view = out.as_array_mut(f.raw_dim())?.permuted_axes(order.clone());
        match view.into_slice() {
            Some(slice) => outputs[k] = slice,
            None => return Ok(false),
        }
    }
    // The lines of a plane; two-dimensional samples are a plane of single lines.
    let plane = match dimensions {
        2 => 1,
        _ => sorted.shape()[dimensions - 2],
    };
    threads::split(outputs, plane * line, |start, outputs| {
        pass(&jobs, samples, line, plane, start / line, outputs);
    });
    Ok(true)
}

/// The lines from `first` on, plane by plane within tiles of lines.
fn pass<A: Sample>(
    jobs: &[Job<'_>; MOST],
    f: &[A],
    line: usize,
    plane: usize,
    first: usize,
    mut out: [&mut [A::Out]; MOST],
) {
    let count = out[0].len() / line;
    if plane == 1 {
        return some_lines(jobs, f, line, first, 0..count, &mut out);
    }
    let tile = (TILE_BYTES / (3 * line * size_of::<A>())).clamp(4, plane.max(4));
    for start in (0..plane).step_by(tile) {
        let end = plane.min(start + tile);
        for origin in (0..count).step_by(plane) {
            some_lines(jobs, f, line, first, origin + start..origin + end, &mut out);
        }
    }
}

/// All derivatives on consecutive lines, counted from line `first` of the samples.
fn some_lines<A: Sample>(
    jobs: &[Job<'_>; MOST],
    f: &[A],
    line: usize,
    first: usize,
    range: Range<usize>,
    out: &mut [&mut [A::Out]; MOST],
) {
    for start in range.clone().step_by(GROUP) {
        let group = start..range.end.min(start + GROUP);
        for (job, out) in jobs.iter().zip(out.iter_mut()) {
            let Some((rule, stride)) = job else { break };
            let out = &mut out[group.start * line..group.end * line];
            let l = first + group.start;
            if rule.narrow {
                group_lines::<A, A::Out>(rule, f, line, *stride, l, out);
            } else {
                group_lines::<A, <A::Out as Value>::Wide>(rule, f, line, *stride, l, out);
            }
        }
    }
}

/// One derivative on the lines from `first` on.
fn group_lines<A: Sample, W: Accumulator<A::Out>>(
    rule: &Rule<'_>,
    f: &[A],
    line: usize,
    stride: usize,
    first: usize,
    out: &mut [A::Out],
) {
    if stride == 0 {
        return lines::<A, W>(rule, &f[first * line..][..out.len()], out);
    }
    let inner = stride * line;
    let block = rule.n * inner;
    for (k, out) in out.chunks_exact_mut(line).enumerate() {
        let l = first + k;
        let f = &f[l / (stride * rule.n) * block..][..block];
        row::<A, W>(rule, f, out, inner, l / stride % rule.n, l % stride * line);
    }
}
