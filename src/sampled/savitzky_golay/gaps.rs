//! Gaps in the windows of a fitted polynomial: where a sample of a window is missing, the polynomial is
//! fitted to those that are present.

use ndarray::{ArrayView1, ArrayViewMut1};

use crate::sampled::pass::kernel::{single, wrapped};
use crate::sampled::rule::{Fit, Method, Row, Rule};
use crate::sampled::{Sample, Value};

/// Corrects the derivative of a line, found as if nothing were missing, in the windows that have a gap.
pub(super) fn bridge<A: Sample>(
    fit: &Fit<'_>,
    f: ArrayView1<'_, A>,
    mut out: ArrayViewMut1<'_, A::Out>,
    present: impl Fn(usize) -> bool,
) {
    let n = f.len();
    if (0..n).all(&present) {
        return;
    }
    let rule = Rule {
        n,
        method: Method::Fit(*fit),
        narrow: false,
    };
    let mut scratch = rule.scratch();
    // The last gap before the end of the window, as windows move on.
    let width = 2 * fit.radius + 1;
    let mut gap = None;
    let mut seen = fit.first(n, 0);
    for i in 0..n {
        let first = fit.first(n, i);
        for k in seen.max(first)..first + width as isize {
            if !present(wrapped(k, 0, n)) {
                gap = Some(k);
            }
        }
        seen = first + width as isize;
        if !present(i) {
            out[i] = A::Out::NAN;
        } else if gap.is_some_and(|gap| gap >= first) {
            let row = fit.row_where(n, i, &present, &mut scratch);
            out[i] = sum(row, f, i, fit.order > 0);
        }
    }
}

/// The sum of a row. If its weights have the sum 0, the sample itself is subtracted from all, which
/// leaves integers all their digits.
fn sum<A: Sample>(row: Row<'_>, f: ArrayView1<'_, A>, i: usize, is_derivative: bool) -> A::Out {
    type Wide<A> = <<A as Sample>::Out as Value>::Wide;
    if is_derivative {
        single::<A::Out, Wide<A>>(row, f.len(), |k| f[k].minus_sample(f[i]))
    } else {
        single::<A, Wide<A>>(row, f.len(), |k| f[k])
    }
}
