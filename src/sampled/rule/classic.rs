//! First derivatives of accuracy 2: numpy's formulas, in numpy's order of operations.
//!
//! The interior formula for unequal steps is the derivative of the parabola through three samples
//! (A. Quarteroni, R. Sacco, F. Saleri, *Numerical Mathematics*, 10.10); numpy rounds it in the order
//! written here, and so do we.

use super::{Interior, Row, Steps, Table, Weights};
use crate::sampled::pass::kernel::vectorised;

/// The derivative of numpy's `gradient`.
#[derive(Clone, Copy, Debug)]
pub(in crate::sampled) struct Classic<'x> {
    pub steps: Steps<'x>,
    pub ends: Ends,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::sampled) enum Ends {
    First,
    Second,
    /// The distance from the last sample to the first one, around the circle.
    Periodic(f64),
}

impl Classic<'_> {
    #[inline]
    pub fn row<'a>(&self, n: usize, i: usize, scratch: &'a mut [f64]) -> Row<'a> {
        let last = n - 1;
        if 0 < i && i < last {
            return match self.steps {
                Steps::Even(h) => Row::Difference {
                    low: i - 1,
                    high: i + 1,
                    over: 2.0 * h,
                },
                Steps::Uneven(x) => sum(
                    i as isize - 1,
                    middle(x.between(i - 1, i), x.between(i, i + 1)),
                    scratch,
                ),
            };
        }
        match self.ends {
            Ends::First => {
                let low = if i == 0 { 0 } else { last - 1 };
                Row::Difference {
                    low,
                    high: low + 1,
                    over: match self.steps {
                        Steps::Even(h) => h,
                        Steps::Uneven(x) => x.between(low, low + 1),
                    },
                }
            }
            Ends::Second if i == 0 => {
                let weights = match self.steps {
                    Steps::Even(h) => [-1.5 / h, 2.0 / h, -0.5 / h],
                    Steps::Uneven(x) => first(x.between(0, 1), x.between(1, 2)),
                };
                sum(0, weights, scratch)
            }
            Ends::Second => {
                let weights = match self.steps {
                    Steps::Even(h) => [0.5 / h, -2.0 / h, 1.5 / h],
                    Steps::Uneven(x) => {
                        end(x.between(last - 2, last - 1), x.between(last - 1, last))
                    }
                };
                sum(last as isize - 2, weights, scratch)
            }
            Ends::Periodic(gap) => {
                let (low, high) = if i == 0 { (last, 1) } else { (last - 1, 0) };
                match self.steps {
                    Steps::Even(h) => Row::Difference {
                        low,
                        high,
                        over: 2.0 * h,
                    },
                    Steps::Uneven(x) if i == 0 => sum(-1, middle(gap, x.between(0, 1)), scratch),
                    Steps::Uneven(x) => sum(
                        last as isize - 1,
                        middle(x.between(last - 1, last), gap),
                        scratch,
                    ),
                }
            }
        }
    }

    #[inline]
    pub fn interior(&self) -> Interior<'_> {
        match self.steps {
            Steps::Even(h) => Interior::Difference { over: 2.0 * h },
            Steps::Uneven(_) => Interior::Different { width: 3 },
        }
    }

    #[inline]
    pub fn fill(&self, start: usize, count: usize, table: &mut Table<'_>) {
        let Steps::Uneven(x) = self.steps else {
            return;
        };
        let mut columns = table.columns_mut();
        let [Some(a), Some(b), Some(c)] = std::array::from_fn(|_| columns.next()) else {
            return;
        };
        let Some(x) = x.exact() else {
            for k in 0..count {
                let i = start + k;
                [a[k], b[k], c[k]] = middle(x.between(i - 1, i), x.between(i, i + 1));
            }
            return;
        };
        let x = &x[start - 1..];
        vectorised(
            #[inline(always)]
            || {
                let (left, here, right) = (&x[..count], &x[1..][..count], &x[2..][..count]);
                let (a, b, c) = (&mut a[..count], &mut b[..count], &mut c[..count]);
                for k in 0..count {
                    [a[k], b[k], c[k]] = middle(here[k] - left[k], right[k] - here[k]);
                }
            },
        );
    }
}

fn sum(first: isize, weights: [f64; 3], scratch: &mut [f64]) -> Row<'_> {
    scratch[..3].copy_from_slice(&weights);
    Row::Sum {
        first,
        weights: Weights {
            values: &scratch[..3],
            skip_zeros: false,
        },
    }
}

/// Between a left step and a right step.
#[inline(always)]
pub(in crate::sampled) fn middle(l: f64, r: f64) -> [f64; 3] {
    [-r / (l * (l + r)), (r - l) / (l * r), l / (r * (l + r))]
}

/// Before two steps.
fn first(l: f64, r: f64) -> [f64; 3] {
    [
        -(2.0 * l + r) / (l * (l + r)),
        (l + r) / (l * r),
        -l / (r * (l + r)),
    ]
}

/// After two steps.
fn end(l: f64, r: f64) -> [f64; 3] {
    [
        r / (l * (l + r)),
        -(r + l) / (l * r),
        (2.0 * r + l) / (r * (l + r)),
    ]
}
