//! One derivative of compact samples: contiguous lines along the axis, or rows across it.

use std::ops::Range;

use super::division::Division;
use super::kernel::{self, wrapped};
use super::store::Store;
use crate::sampled::rule::{Interior, Row, Rule, Table};
use crate::sampled::sample::{Accumulator, Sample};

/// From samples and `radius` neighbours on either side to their derivatives.
type Kernel<'k, A> = dyn Fn(&[A], &mut [<A as Sample>::Out]) + 'k;

/// How many lines share the weights of a block.
const GROUP: usize = 16;
/// How many weights are on the stack, for one or a few lines and for many.
pub(super) const SMALL_TABLE: usize = 1536;
const LARGE_TABLE: usize = 24576;

/// A rule, ready to run over many samples of one type.
#[derive(Clone, Copy)]
pub(super) struct Pass<'r> {
    pub rule: &'r Rule<'r>,
    pub store: Store,
    /// Of the differences in the interior.
    division: Division,
    /// The weights of the interior, where they are different and there is room for all.
    table: Option<&'r Table<'r>>,
}

/// Whether the weights along an axis are the same for all samples, or few enough for a table.
pub(super) fn has_room(rule: &Rule<'_>) -> bool {
    match rule.interior() {
        Interior::Different { width } => rule.interior_range().len() * width <= LARGE_TABLE,
        _ => true,
    }
}

/// Runs `work` with the weights of an axis for many lines, if they are worth it.
pub(super) fn with_table<R>(
    rule: &Rule<'_>,
    lines: usize,
    work: impl FnOnce(Option<&Table<'_>>) -> R,
) -> R {
    let count = rule.interior_range().len();
    match rule.interior() {
        Interior::Different { width } if lines > 1 && count * width <= SMALL_TABLE => {
            filled::<SMALL_TABLE, R>(rule, count, width, work)
        }
        Interior::Different { width } if lines > 1 && has_room(rule) => {
            filled::<LARGE_TABLE, R>(rule, count, width, work)
        }
        _ => work(None),
    }
}

/// Not inlined, so that only who needs the memory has it on the stack.
#[inline(never)]
fn filled<const SIZE: usize, R>(
    rule: &Rule<'_>,
    count: usize,
    width: usize,
    work: impl FnOnce(Option<&Table<'_>>) -> R,
) -> R {
    let mut memory = [0.0; SIZE];
    let mut table = Table::new(&mut memory[..count * width], width);
    rule.fill(rule.interior_range().start, count, &mut table);
    work(Some(&table))
}

impl<'r> Pass<'r> {
    /// A pass whose sums are formed in `W`.
    pub fn new<A: Sample, W: Accumulator<A::Out>>(
        rule: &'r Rule<'r>,
        table: Option<&'r Table<'r>>,
        store: Store,
    ) -> Self {
        let division = match rule.interior() {
            Interior::Difference { over } => Division::new(over, W::DIGITS),
            _ => Division::By(1.0),
        };
        Self {
            rule,
            store,
            division,
            table,
        }
    }

    /// Whole lines along the contiguous axis.
    pub fn lines<A: Sample, W: Accumulator<A::Out>>(&self, f: &[A], out: &mut [A::Out]) {
        if self.has_short_lines() {
            return self.short_lines::<A, W>(f, out);
        }
        let size = self.rule.n * GROUP;
        for (f, out) in f.chunks(size).zip(out.chunks_mut(size)) {
            self.group::<A, W>(f, out, 0..self.rule.n);
        }
    }

    /// The samples of `range` on each of a few lines; `out` holds these alone.
    pub fn group<A: Sample, W: Accumulator<A::Out>>(
        &self,
        f: &[A],
        out: &mut [A::Out],
        range: Range<usize>,
    ) {
        let rule = self.rule;
        let store = self.store;
        let n = rule.n;
        let inside = match rule.interior() {
            // Without room for the weights of a single row, it is one by one.
            Interior::Different { width } if width > SMALL_TABLE => n..n,
            _ => rule.interior_range(),
        };
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
            Interior::Difference { .. } => each(from, to, &|f, out| {
                kernel::difference::<A, W>(store, out, f, &f[2..], self.division);
            }),
            Interior::Same(weights) => each(from, to, &|f, out| {
                let count = out.len();
                kernel::sum::<A, W>(store, out, weights, |j| &f[j..][..count]);
            }),
            Interior::Different { width } => {
                if let Some(table) = self.table {
                    let samples = f.chunks_exact(n).map(|f| &f[from - radius..to + radius]);
                    let results = out.chunks_exact_mut(range.len());
                    let results = results.map(|out| &mut out[from - range.start..to - range.start]);
                    let mut lines = samples.zip(results);
                    // Streams are written one at a time.
                    let pairs = width == 3 && !store.streams();
                    while let Some((f, out)) = lines.next() {
                        match pairs.then(|| lines.next()).flatten() {
                            Some((g, next)) => {
                                kernel::abreast::<A, W>([out, next], [f, g], table);
                            }
                            None => kernel::different::<A, W>(store, out, f, table, 1),
                        }
                    }
                } else if let (Some(x), true) = (rule.uneven(), f.len() == n) {
                    let x = &x[from - 1..to + 1];
                    each(from, to, &|f, out| {
                        kernel::uneven::<A, W>(store, out, f, x);
                    });
                } else {
                    let mut memory = [0.0; SMALL_TABLE];
                    let mut table = Table::new(&mut memory, width);
                    for start in (from..to).step_by(table.block) {
                        let end = to.min(start + table.block);
                        rule.fill(start, end - start, &mut table);
                        each(start, end, &|f, out| {
                            kernel::different::<A, W>(store, out, f, &table, 1);
                        });
                    }
                }
            }
        }
        // After the interior has brought the lines into the cache.
        let mut scratch = rule.scratch();
        for i in (range.start..from).chain(to..range.end) {
            let row = rule.row(i, &mut scratch);
            let out = out.chunks_exact_mut(range.len());
            for (f, out) in f.chunks_exact(n).zip(out) {
                out[i - range.start] = kernel::single::<A, W>(row, n, |k| f[k]);
            }
        }
    }

    /// The results from position `start` on, across an axis whose neighbours are `inner` apart.
    pub fn across<A: Sample, W: Accumulator<A::Out>>(
        &self,
        f: &[A],
        mut out: &mut [A::Out],
        inner: usize,
        mut start: usize,
    ) {
        let block = self.rule.n * inner;
        let inside = self.rule.interior_range();
        while !out.is_empty() {
            let f = &f[start / block * block..][..block];
            let position = start % block;
            let (i, column) = (position / inner, position % inner);
            let interior = inside.contains(&i);
            let rest_of = |i: usize| (i * inner - position).min(out.len());
            let count = match self.rule.interior() {
                Interior::Different { .. } if interior && column == 0 && out.len() >= inner => {
                    rest_of(inside.end) / inner * inner
                }
                Interior::Different { .. } => rest_of(i + 1),
                _ if interior => rest_of(inside.end),
                _ => rest_of(i + 1),
            };
            let (run, rest) = out.split_at_mut(count);
            if interior {
                let f = &f[position - self.rule.radius() * inner..];
                self.inside::<A, W>(f, run, inner, i);
            } else {
                let samples = |k: usize| &f[k * inner + column..][..count];
                self.row::<A, W>(samples, run, i);
            }
            out = rest;
            start += count;
        }
    }

    /// Results of the interior from row `i` on, from samples that start with the first one needed. Where
    /// weights are different, the results are a part of one row, or whole rows.
    pub fn inside<A: Sample, W: Accumulator<A::Out>>(
        &self,
        f: &[A],
        out: &mut [A::Out],
        inner: usize,
        i: usize,
    ) {
        let count = out.len();
        match self.rule.interior() {
            // Rows with the same weights are one long row.
            Interior::Difference { .. } => {
                let high = &f[2 * inner..];
                kernel::difference::<A, W>(self.store, out, f, high, self.division);
            }
            Interior::Same(weights) => {
                let samples = |j: usize| &f[j * inner..][..count];
                kernel::sum::<A, W>(self.store, out, weights, samples);
            }
            Interior::Different { width }
                if self.has_short_rows(inner, width) && count >= inner =>
            {
                if let (1, Some(x)) = (inner, self.rule.uneven()) {
                    kernel::uneven::<A, W>(self.store, out, f, &x[i - 1..]);
                } else {
                    self.short_rows::<A, W>(f, out, inner, i, width);
                }
            }
            Interior::Different { .. } => {
                let mut scratch = self.rule.scratch();
                for (k, out) in out.chunks_mut(inner).enumerate() {
                    if let Row::Sum { weights, .. } = self.rule.row(i + k, &mut scratch) {
                        let count = out.len();
                        let samples = |j: usize| &f[(k + j) * inner..][..count];
                        kernel::sum::<A, W>(self.store, out, weights, samples);
                    }
                }
            }
        }
    }

    /// Results of row `i`, from the samples of any other row.
    pub fn row<'f, A: Sample, W: Accumulator<A::Out>>(
        &self,
        samples: impl Fn(usize) -> &'f [A],
        out: &mut [A::Out],
        i: usize,
    ) {
        let mut scratch = self.rule.scratch();
        match self.rule.row(i, &mut scratch) {
            Row::Difference { low, high, over } => {
                let by = if self.rule.interior_range().contains(&i) {
                    self.division
                } else {
                    Division::By(over)
                };
                kernel::difference::<A, W>(self.store, out, samples(low), samples(high), by);
            }
            Row::Sum { first, weights } => {
                let samples = |j| samples(wrapped(first, j, self.rule.n));
                kernel::sum::<A, W>(self.store, out, weights, samples);
            }
        }
    }
}
