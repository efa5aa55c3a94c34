//! Short lines along the axis, and short rows across it: many of them together make vectors.

use std::array::from_fn;

use super::compact::{Pass, SMALL_TABLE};
use super::kernel;
use super::store::Store;
use crate::sampled::rule::{Interior, Table};
use crate::sampled::sample::{Accumulator, Sample, Value};

/// Lines shorter than this are turned into columns, for differences and for sums, whose ends take longer.
const SHORT_LINE: usize = 16;
const SHORT_LINE_OF_SUMS: usize = 48;
/// Rows shorter than this get a weight for every sample of theirs.
const SHORT_ROW: usize = 24;
/// How many samples are turned at a time, of small arrays and of others. The memory is on the stack of
/// functions that are not inlined, so that only who needs it has it.
const FEW: usize = 128;
const TURNED: usize = 1024;

impl Pass<'_> {
    /// Whether lines along the contiguous axis are short.
    pub fn has_short_lines(&self) -> bool {
        let short = match self.rule.interior() {
            Interior::Same(_) => SHORT_LINE_OF_SUMS,
            _ => SHORT_LINE,
        };
        self.rule.n < short
    }

    /// Lines along the contiguous axis, turned into columns: sample `i` of all of them is a row across.
    pub fn short_lines<A: Sample, W: Accumulator<A::Out>>(&self, f: &[A], out: &mut [A::Out]) {
        // Memory that is not needed takes longer to prepare than a small array.
        if f.len() <= FEW {
            self.turned::<A, W, FEW>(f, out);
        } else {
            self.turned::<A, W, TURNED>(f, out);
        }
    }

    #[inline(never)]
    fn turned<A: Sample, W: Accumulator<A::Out>, const SIZE: usize>(
        &self,
        f: &[A],
        out: &mut [A::Out],
    ) {
        let n = self.rule.n;
        let mut pass = *self;
        pass.store = Store::cached();
        let size = SIZE / n * n;
        let mut turned = [f[0]; SIZE];
        let mut results = [A::Out::ZERO; SIZE];
        for (f, out) in f.chunks(size).zip(out.chunks_mut(size)) {
            let lines = f.len() / n;
            let turned = &mut turned[..f.len()];
            let results = &mut results[..f.len()];
            match n {
                2 => turn_few::<A, 2>(f, turned),
                3 => turn_few::<A, 3>(f, turned),
                4 => turn_few::<A, 4>(f, turned),
                _ => turn(f, turned, n),
            }
            pass.across::<A, W>(turned, results, lines, 0);
            match n {
                2 => turn_few_back::<A::Out, 2>(results, out),
                3 => turn_few_back::<A::Out, 3>(results, out),
                4 => turn_few_back::<A::Out, 4>(results, out),
                _ => turn_back(results, out, n),
            }
        }
    }

    /// Whether rows across the axis are short, and a table has room for one with weights of its own.
    pub fn has_short_rows(&self, inner: usize, width: usize) -> bool {
        inner < SHORT_ROW && inner * width <= SMALL_TABLE
    }

    /// Results of the interior with weights of their own, from row `i` on, in short rows across the axis,
    /// from samples that start with the first one needed.
    #[inline(never)]
    pub fn short_rows<A: Sample, W: Accumulator<A::Out>>(
        &self,
        f: &[A],
        out: &mut [A::Out],
        inner: usize,
        i: usize,
        width: usize,
    ) {
        let mut memory = [0.0; SMALL_TABLE];
        let mut repeated = [0.0; SMALL_TABLE];
        let rows = SMALL_TABLE / width / inner;
        let mut table = Table::new(&mut memory[..rows * width], width);
        let mut repeated = Table::new(&mut repeated[..rows * inner * width], width);
        for (b, out) in out.chunks_mut(rows * inner).enumerate() {
            let (f, i) = (&f[b * rows * inner..], i + b * rows);
            let count = out.len() / inner;
            self.rule.fill(i, count, &mut table);
            for (repeated, weights) in repeated.columns_mut().zip(table.columns()) {
                for k in 0..inner {
                    let column = repeated[k..].iter_mut().step_by(inner);
                    column
                        .zip(&weights[..count])
                        .for_each(|(to, from)| *to = *from);
                }
            }
            kernel::different::<A, W>(self.store, out, f, &repeated, inner);
        }
    }
}

/// Lines of `n` samples become `n` rows.
fn turn<T: Copy>(lines: &[T], rows: &mut [T], n: usize) {
    for (k, row) in rows.chunks_exact_mut(lines.len() / n).enumerate() {
        let column = lines[k..].iter().step_by(n);
        row.iter_mut()
            .zip(column)
            .for_each(|(to, from)| *to = *from);
    }
}

/// `n` rows become lines of `n` samples.
fn turn_back<T: Copy>(rows: &[T], lines: &mut [T], n: usize) {
    for (k, row) in rows.chunks_exact(lines.len() / n).enumerate() {
        let column = lines[k..].iter_mut().step_by(n);
        row.iter().zip(column).for_each(|(from, to)| *to = *from);
    }
}

/// As [`turn`], a line at a time.
fn turn_few<T: Copy, const N: usize>(lines: &[T], rows: &mut [T]) {
    let (lines, _) = lines.as_chunks::<N>();
    let mut rows = rows.chunks_exact_mut(lines.len());
    let rows: [&mut [T]; N] = from_fn(|_| rows.next().expect("a row for each of a line"));
    for (l, line) in lines.iter().enumerate() {
        for k in 0..N {
            rows[k][l] = line[k];
        }
    }
}

/// As [`turn_back`], a line at a time.
fn turn_few_back<T: Copy, const N: usize>(rows: &[T], lines: &mut [T]) {
    let (lines, _) = lines.as_chunks_mut::<N>();
    let mut rows = rows.chunks_exact(lines.len());
    let rows: [&[T]; N] = from_fn(|_| rows.next().expect("a row for each of a line"));
    for (l, line) in lines.iter_mut().enumerate() {
        *line = rows.map(|row| row[l]);
    }
}
