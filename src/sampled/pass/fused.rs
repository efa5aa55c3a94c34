//! All axes in one pass: the samples are read from memory once, however many derivatives are written.
//! For results that stay in the cache, one pass per axis is faster.

use std::ops::Range;

use ndarray::{ArrayView, Dimension};

use super::compact::{Pass, has_room, with_table};
use super::layout::memory_order;
use super::store::{Store, is_large};
use super::{threads, wide};
use crate::error::Error;
use crate::sampled::rule::{Rule, Table};
use crate::sampled::sample::{Accumulator, Sample, Value};
use crate::sampled::samples::SamplesMut;

/// The most derivatives written in one pass.
const MOST: usize = 6;
/// Lines shorter than this cost more to address than to differentiate.
const SHORTEST_LINE: usize = 64;
/// Lines handled together: long enough a stretch of memory to be fetched ahead, and small enough to stay
/// in the cache from one derivative to the next.
const GROUP_BYTES: usize = 256 * 1024;
/// The neighbouring planes of a tile stay in the second cache.
const TILE_BYTES: usize = 6 << 20;

/// A derivative whose neighbours are `inner` samples apart.
#[derive(Clone, Copy)]
struct Job<'r> {
    pass: Pass<'r>,
    inner: usize,
}

/// Fills all outputs, if memory allows: otherwise none, and the answer is false. `along` gives the axis
/// of an output and its rule.
pub(in crate::sampled) fn all_into<'r, A, D, O>(
    along: impl Fn(usize) -> Result<(usize, Rule<'r>), Error>,
    f: &ArrayView<'_, A, D>,
    out: &mut [O],
) -> Result<bool, Error>
where
    A: Sample,
    D: Dimension,
    O: SamplesMut<A::Out, D>,
{
    if wide::is_any(f) {
        return Ok(false);
    }
    let order = memory_order(f);
    let sorted = f.view().permuted_axes(order.clone());
    let Some(samples) = sorted.to_slice() else {
        return Ok(false);
    };
    let dimensions = sorted.ndim();
    let line = sorted.shape()[dimensions - 1];
    let bytes = out.len() * f.len() * size_of::<A::Out>();
    if !is_large(bytes) || out.len() > MOST || line < SHORTEST_LINE {
        return Ok(false);
    }
    let mut rules: [Option<(Rule<'_>, usize)>; MOST] = [None; MOST];
    let mut outputs: [&mut [A::Out]; MOST] = Default::default();
    for (k, out) in out.iter_mut().enumerate() {
        let (axis, rule) = along(k)?;
        let position = order.slice().iter().position(|&a| a == axis);
        let position = position.expect("the order holds every axis");
        let inner = sorted.shape()[position + 1..].iter().product();
        if !rule.has_cheap_rows() || inner == 1 && !has_room(&rule) {
            return Ok(false);
        }
        rules[k] = Some((rule, inner));
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
    let nearest = rules.iter().flatten().find(|(_, inner)| *inner == 1);
    let work = |table: Option<&Table<'_>>| {
        threads::slices(outputs, plane * line, |start, outputs| {
            Store::with(bytes, |store| {
                let jobs = rules.each_ref().map(|rule| {
                    let (rule, inner) = rule.as_ref()?;
                    let pass = if rule.narrow {
                        Pass::new::<A, A::Out>(rule, table, store)
                    } else {
                        Pass::new::<A, <A::Out as Value>::Wide>(rule, table, store)
                    };
                    Some(Job {
                        pass,
                        inner: *inner,
                    })
                });
                pass(&jobs, samples, line, plane, start / line, outputs);
            });
        });
    };
    match nearest {
        Some((rule, _)) => with_table(rule, samples.len() / line, work),
        None => work(None),
    }
    Ok(true)
}

/// The lines from `first` on, plane by plane within tiles of lines.
fn pass<A: Sample>(
    jobs: &[Option<Job<'_>>; MOST],
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
    jobs: &[Option<Job<'_>>; MOST],
    f: &[A],
    line: usize,
    first: usize,
    range: Range<usize>,
    out: &mut [&mut [A::Out]; MOST],
) {
    let lines = (GROUP_BYTES / (line * size_of::<A>())).max(1);
    for start in range.clone().step_by(lines) {
        let group = start * line..range.end.min(start + lines) * line;
        let position = first * line + group.start;
        for (job, out) in jobs.iter().zip(out.iter_mut()) {
            let Some(Job { pass, inner }) = job else {
                break;
            };
            let out = &mut out[group.clone()];
            if pass.rule.narrow {
                piece::<A, A::Out>(pass, f, *inner, position, out);
            } else {
                piece::<A, <A::Out as Value>::Wide>(pass, f, *inner, position, out);
            }
        }
    }
}

/// One derivative, from a position on.
fn piece<A: Sample, W: Accumulator<A::Out>>(
    pass: &Pass<'_>,
    f: &[A],
    inner: usize,
    position: usize,
    out: &mut [A::Out],
) {
    if inner == 1 {
        pass.lines::<A, W>(&f[position..][..out.len()], out);
    } else {
        pass.across::<A, W>(f, out, inner, position);
    }
}
