//! Short lines along the axis, and short rows across it: many of them together make vectors.

use super::kernel;
use super::pass::{Pass, SMALL_TABLE};
use super::rule::{Interior, Table};
use super::store::Store;
use super::{Accumulator, Sample, Value};

/// Lines shorter than this are turned into columns, for differences and for sums, whose ends take longer.
const SHORT_LINE: usize = 16;
const SHORT_LINE_OF_SUMS: usize = 48;
/// Rows shorter than this get a weight for every sample of theirs.
const SHORT_ROW: usize = 24;
/// How many samples are turned at a time. The memory is on the stack of functions that are not inlined,
/// so that only who needs it has it.
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
    #[inline(never)]
    pub fn short_lines<A: Sample, W: Accumulator<A::Out>>(&self, f: &[A], out: &mut [A::Out]) {
        let n = self.rule.n;
        let mut pass = *self;
        pass.store = Store::cached();
        let size = TURNED / n * n;
        let mut turned = [f[0]; TURNED];
        let mut results = [A::Out::ZERO; TURNED];
        for (f, out) in f.chunks(size).zip(out.chunks_mut(size)) {
            let lines = f.len() / n;
            let turned = &mut turned[..f.len()];
            let results = &mut results[..f.len()];
            for (k, row) in turned.chunks_exact_mut(lines).enumerate() {
                let column = f[k..].iter().step_by(n);
                row.iter_mut()
                    .zip(column)
                    .for_each(|(to, from)| *to = *from);
            }
            pass.across::<A, W>(turned, results, lines, 0);
            for (k, row) in results.chunks_exact(lines).enumerate() {
                let column = out[k..].iter_mut().step_by(n);
                row.iter().zip(column).for_each(|(from, to)| *to = *from);
            }
        }
    }

    /// Whether rows across the axis are short.
    pub fn has_short_rows(&self, inner: usize) -> bool {
        inner < SHORT_ROW
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
