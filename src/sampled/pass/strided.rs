//! Arrays that are not compact, such as the inside of a larger one, every other sample, a reversed axis or
//! results in another layout: lines are brought together where that makes vectors.

use ndarray::{
    ArrayBase, ArrayView, ArrayView1, ArrayView2, ArrayViewMut, ArrayViewMut1, ArrayViewMut2, Axis,
    Dimension, IntoDimension, Ix2, RawData, Zip, indices, s,
};

use super::compact::{Pass, with_table};
use super::kernel;
use super::store::Store;
use super::threads;
use crate::sampled::rule::Rule;
use crate::sampled::sample::{Accumulator, Sample, Value};

/// How many samples are brought together at a time.
const PACKED: usize = 2048;
/// How many of them are side by side.
const WIDTH: usize = 64;

/// So many lines that are near to each other need no others.
const MANY: usize = 16;
/// Lines that are long enough to be brought together alone.
const LONG_LINE: usize = 64;

/// The derivative along an axis of arrays of any strides.
pub(super) fn lines_into<A: Sample, W: Accumulator<A::Out>, D: Dimension>(
    rule: &Rule<'_>,
    f: ArrayView<'_, A, D>,
    out: ArrayViewMut<'_, A::Out, D>,
    axis: Axis,
) {
    let bytes = out.len() * size_of::<A::Out>();
    with_table(rule, f.len() / rule.n, |table| {
        let rows = beside(&f, axis).filter(|side| has_rows(&f, &out, *side));
        let divisible = |side: &Axis| *side != axis && Some(*side) != rows;
        threads::share(
            (f, out),
            bytes,
            |(f, out)| {
                let mut sides = (0..f.ndim()).map(Axis).filter(divisible);
                let Some(side) = sides.find(|side| f.len_of(*side) > 1) else {
                    return ((f, out), None);
                };
                let middle = f.len_of(side) / 2;
                let (f, rest_of_f) = f.split_at(side, middle);
                let (out, rest) = out.split_at(side, middle);
                ((f, out), Some((rest_of_f, rest)))
            },
            |(f, out)| {
                Store::with(bytes, |store| {
                    let pass = Pass::new::<A, W>(rule, table, store);
                    lines::<A, W, D>(&pass, f, out, axis);
                });
            },
        );
    });
}

/// Whether rows are contiguous and long enough to be differentiated as they are.
fn has_rows<A, T, D: Dimension>(
    f: &ArrayView<'_, A, D>,
    out: &ArrayViewMut<'_, T, D>,
    side: Axis,
) -> bool {
    f.stride_of(side) == 1 && out.stride_of(side) == 1 && f.len_of(side) >= LONG_LINE
}

fn lines<A: Sample, W: Accumulator<A::Out>, D: Dimension>(
    pass: &Pass<'_>,
    f: ArrayView<'_, A, D>,
    mut out: ArrayViewMut<'_, A::Out, D>,
    axis: Axis,
) {
    let contiguous = f.stride_of(axis) == 1 && out.stride_of(axis) == 1;
    if contiguous && !pass.has_short_lines() {
        let lines = Zip::from(out.lanes_mut(axis)).and(f.lanes(axis));
        return lines.for_each(|mut out, f| {
            if let (Some(f), Some(out)) = (f.to_slice(), out.as_slice_mut()) {
                pass.group::<A, W>(f, out, 0..pass.rule.n);
            }
        });
    }
    let side = beside(&f, axis);
    if side.is_some_and(|side| has_rows(&f, &out, side)) {
        return planes(f, out, axis, side, |f, out| rows::<A, W>(pass, f, out));
    }
    let mut workspace = Workspace::new(*f.first().expect("arrays without samples are done"));
    planes(f, out, axis, side, |f, out| {
        workspace.strips::<W>(pass, f, out);
    });
}

/// The axis whose lines are brought together, if it is not one line at a time.
fn beside<A, D: Dimension>(f: &ArrayView<'_, A, D>, axis: Axis) -> Option<Axis> {
    let others = || (0..f.ndim()).map(Axis).filter(|other| *other != axis);
    let near = others().rev().find(|other| f.len_of(*other) >= MANY);
    let side = near.or_else(|| others().max_by_key(|other| f.len_of(*other)));
    // The samples of a long line may be nearer than other lines.
    side.filter(|side| axis < *side || f.len_of(axis) < LONG_LINE)
}

/// The planes with rows along `axis` and columns along `side`, one for each place among the other axes.
fn planes<A: Sample, D: Dimension>(
    f: ArrayView<'_, A, D>,
    mut out: ArrayViewMut<'_, A::Out, D>,
    axis: Axis,
    side: Option<Axis>,
    mut work: impl FnMut(ArrayView2<'_, A>, ArrayViewMut2<'_, A::Out>),
) {
    let mut others = f.raw_dim();
    for axis in side.into_iter().chain([axis]) {
        others[axis.index()] = 1;
    }
    for place in indices(others) {
        let place = place.into_dimension();
        let f = plane(f.view(), place.slice(), axis, side);
        work(f, plane(out.view_mut(), place.slice(), axis, side));
    }
}

/// The plane at a place among the axes other than `axis` and `side`.
fn plane<S: RawData, D: Dimension>(
    array: ArrayBase<S, D>,
    place: &[usize],
    axis: Axis,
    side: Option<Axis>,
) -> ArrayBase<S, Ix2> {
    let mut plane = array.into_dyn();
    for (k, &i) in place.iter().enumerate().rev() {
        if Axis(k) != axis && Some(Axis(k)) != side {
            plane = plane.index_axis_move(Axis(k), i);
        }
    }
    match side {
        None => plane = plane.insert_axis(Axis(1)),
        Some(side) if side < axis => plane.swap_axes(0, 1),
        Some(_) => {}
    }
    plane.into_dimensionality().expect("two axes are left")
}

/// Contiguous rows, as they are.
fn rows<A: Sample, W: Accumulator<A::Out>>(
    pass: &Pass<'_>,
    f: ArrayView2<'_, A>,
    out: ArrayViewMut2<'_, A::Out>,
) {
    let row = |k| f.index_axis(Axis(0), k).to_slice().expect("contiguous");
    let bytes = out.len() * size_of::<A::Out>();
    threads::share(
        (0, out),
        bytes,
        |(first, out)| {
            if out.nrows() < 2 {
                return ((first, out), None);
            }
            let middle = out.nrows() / 2;
            let (out, rest) = out.split_at(Axis(0), middle);
            ((first, out), Some((first + middle, rest)))
        },
        |(first, mut out)| {
            pass.store.part(|| {
                for (k, mut out) in out.rows_mut().into_iter().enumerate() {
                    let out = out.as_slice_mut().expect("contiguous");
                    pass.row::<A, W>(row, out, first + k);
                }
            });
        },
    );
}

/// Samples that are near to each other, and their results, row by row across the axis.
struct Workspace<A: Sample> {
    samples: [A; PACKED],
    results: [A::Out; PACKED],
}

impl<A: Sample> Workspace<A> {
    fn new(any: A) -> Self {
        Self {
            samples: [any; PACKED],
            results: [A::Out::ZERO; PACKED],
        }
    }

    fn strips<W: Accumulator<A::Out>>(
        &mut self,
        pass: &Pass<'_>,
        f: ArrayView2<'_, A>,
        mut out: ArrayViewMut2<'_, A::Out>,
    ) {
        let mut pass = *pass;
        pass.store = Store::cached();
        // At least as many rows of results as of their neighbours at both ends, or all rows.
        let width = (PACKED / (4 * pass.rule.radius())).clamp(1, WIDTH);
        let width = width.max(PACKED / pass.rule.n);
        for start in (0..f.ncols()).step_by(width) {
            let columns = start..f.ncols().min(start + width);
            let out = out.slice_mut(s![.., columns.clone()]);
            self.strip::<W>(&pass, f.slice(s![.., columns]), out);
        }
    }

    /// Lines side by side, as many rows at a time as there is room for.
    fn strip<W: Accumulator<A::Out>>(
        &mut self,
        pass: &Pass<'_>,
        f: ArrayView2<'_, A>,
        mut out: ArrayViewMut2<'_, A::Out>,
    ) {
        let rule = pass.rule;
        let (n, radius) = (rule.n, rule.radius());
        let width = f.ncols();
        let most = PACKED / width;
        if n <= most {
            pack(&mut self.samples, f);
            let results = &mut self.results[..n * width];
            pass.across::<A, W>(&self.samples[..n * width], results, width, 0);
            return unpack(results, out);
        }
        // Without room for more rows than are needed for one, it is one by one.
        let (inside, step) = match most.saturating_sub(2 * radius) {
            0 => (n..n, 1),
            step => (rule.interior_range(), step),
        };
        for start in inside.clone().step_by(step) {
            let end = inside.end.min(start + step);
            pack(
                &mut self.samples,
                f.slice(s![start - radius..end + radius, ..]),
            );
            let results = &mut self.results[..(end - start) * width];
            pass.inside::<A, W>(&self.samples, results, width, start);
            unpack(results, out.slice_mut(s![start..end, ..]));
        }
        let mut scratch = rule.scratch();
        for i in (0..inside.start).chain(inside.end..n) {
            let row = rule.row(i, &mut scratch);
            for (out, f) in out.row_mut(i).iter_mut().zip(f.columns()) {
                *out = kernel::single::<A, W>(row, n, |k| f[k]);
            }
        }
    }
}

/// Brings the samples of some rows together.
fn pack<A: Sample>(to: &mut [A], from: ArrayView2<'_, A>) {
    if from.ncols() == 1 {
        return ArrayViewMut1::from(&mut to[..from.len()]).assign(&from.column(0));
    }
    for (to, from) in to.chunks_exact_mut(from.ncols()).zip(from.rows()) {
        ArrayViewMut1::from(to).assign(&from);
    }
}

/// Hands out the results of some rows.
fn unpack<T: Value>(from: &[T], mut to: ArrayViewMut2<'_, T>) {
    if to.ncols() == 1 {
        return to.column_mut(0).assign(&ArrayView1::from(from));
    }
    for (from, mut to) in from.chunks_exact(to.ncols()).zip(to.rows_mut()) {
        to.assign(&ArrayView1::from(from));
    }
}
