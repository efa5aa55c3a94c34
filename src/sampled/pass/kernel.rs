//! The inner loops, on slices of equal length that the compiler turns into vector instructions: those
//! of the processor at hand, not only those that every processor of its kind has. Every
//! operation is rounded as it is written, so that every processor gives the same bits.

use super::division::Division;
use super::store::{LONGEST, Store};
use crate::sampled::rule::{Row, Table, Weights, middle};
use crate::sampled::sample::{Accumulator, Sample, Value};

/// Runs a loop with the widest vectors of the processor.
///
/// The compiler knows the lengths of slices inside only if they are cut inside.
#[inline(always)]
pub(in crate::sampled) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// Fills `out` block by block, in vectors. `fill` has to be inlined, to be made for the same processor.
#[inline(always)]
fn blocks<A: Sample, T: Value>(
    store: Store,
    out: &mut [T],
    leading: &[A],
    fill: impl FnMut(usize, &mut [T]),
) {
    vectorised(
        #[inline(always)]
        || store.blocks(out, leading, fill),
    );
}

/// `out[k] = (high[k] − low[k]) / by`
#[inline(always)]
pub(super) fn difference<A: Sample, W: Accumulator<A::Out>>(
    store: Store,
    out: &mut [A::Out],
    low: &[A],
    high: &[A],
    by: Division,
) {
    match by {
        Division::Times(factor) => every::<A, W>(
            store,
            out,
            low,
            high,
            #[inline(always)]
            |span| span.times(factor),
        ),
        Division::By(by) => every::<A, W>(
            store,
            out,
            low,
            high,
            #[inline(always)]
            |span| span.over(by),
        ),
        Division::Pair {
            by,
            high: first,
            low: second,
        } => {
            blocks(
                store,
                out,
                high,
                #[inline(always)]
                |start, out| {
                    let (low, high) = (&low[start..], &high[start..]);
                    let mut doubts = W::Doubt::default();
                    spans::<A, W>(
                        out,
                        low,
                        high,
                        #[inline(always)]
                        |span: W| {
                            let (quotient, doubt) = span.quotient(first, second);
                            doubts = doubts | doubt;
                            quotient
                        },
                    );
                    if doubts < W::Doubt::default() {
                        spans::<A, W>(
                            out,
                            low,
                            high,
                            #[inline(always)]
                            |span| span.over(by),
                        );
                    }
                },
            );
        }
    }
}

/// `out[k] = of(high[k] − low[k])`, block by block.
#[inline(always)]
fn every<A: Sample, W: Accumulator<A::Out>>(
    store: Store,
    out: &mut [A::Out],
    low: &[A],
    high: &[A],
    of: impl Fn(W) -> W,
) {
    blocks(
        store,
        out,
        high,
        #[inline(always)]
        |start, out| spans::<A, W>(out, &low[start..], &high[start..], &of),
    );
}

/// `out[k] = of(high[k] − low[k])` on one block.
#[inline(always)]
fn spans<A: Sample, W: Accumulator<A::Out>>(
    out: &mut [A::Out],
    low: &[A],
    high: &[A],
    mut of: impl FnMut(W) -> W,
) {
    let n = out.len();
    let (low, high) = (&low[..n], &high[..n]);
    for k in 0..n {
        out[k] = of(span::<A, W>(low[k], high[k])).store();
    }
}

/// `high − low`, subtracted in the precision of the samples, as in numpy.
#[inline(always)]
fn span<A: Sample, W: Accumulator<A::Out>>(low: A, high: A) -> W {
    W::load(<A::Out as Accumulator<A::Out>>::minus(
        high.value(),
        low.value(),
    ))
}

/// `out[k] = Σ_j weights[j] · samples(j)[k]`, summed in the order of `j`.
#[inline(always)]
pub(super) fn sum<'f, A: Sample, W: Accumulator<A::Out>>(
    store: Store,
    out: &mut [A::Out],
    weights: Weights<'_>,
    samples: impl Fn(usize) -> &'f [A],
) {
    let leading = samples(weights.values.len() - 1);
    if let (&[a, b, c], false) = (weights.values, weights.skip_zeros) {
        let (x, y, z) = (samples(0), samples(1), leading);
        return blocks(
            store,
            out,
            leading,
            #[inline(always)]
            |start, out| {
                let n = out.len();
                let (x, y, z) = (&x[start..][..n], &y[start..][..n], &z[start..][..n]);
                for k in 0..n {
                    out[k] = three::<A, W>([a, b, c], [x[k], y[k], z[k]]);
                }
            },
        );
    }
    let terms = weights.values.iter().enumerate();
    let terms = terms.filter(|(_, weight)| !weights.skip_zeros || **weight != 0.0);
    blocks(
        store,
        out,
        leading,
        #[inline(always)]
        |start, out| {
            let mut total = [W::load(A::Out::ZERO); LONGEST];
            let total = &mut total[..out.len()];
            for (term, (j, &weight)) in terms.clone().enumerate() {
                let samples = &samples(j)[start..][..out.len()];
                for (total, f) in total.iter_mut().zip(samples) {
                    let product = W::load(f.value()).times(weight);
                    *total = if term == 0 {
                        product
                    } else {
                        total.plus(product)
                    };
                }
            }
            for (out, total) in out.iter_mut().zip(total) {
                *out = total.store();
            }
        },
    );
}

/// `out[k] = Σ_j table[j][k] · f[k + j · apart]` for at most a block of the table.
#[inline(always)]
pub(super) fn different<A: Sample, W: Accumulator<A::Out>>(
    store: Store,
    out: &mut [A::Out],
    f: &[A],
    table: &Table<'_>,
    apart: usize,
) {
    let mut columns = table.columns();
    let leading = &f[(columns.len() - 1) * apart..];
    if let ([Some(a), Some(b), Some(c)], 0) =
        (std::array::from_fn(|_| columns.next()), columns.len())
    {
        return blocks(
            store,
            out,
            leading,
            #[inline(always)]
            |start, out| {
                let n = out.len();
                let (a, b, c) = (&a[start..][..n], &b[start..][..n], &c[start..][..n]);
                let f = &f[start..];
                let (x, y, z) = (&f[..n], &f[apart..][..n], &f[2 * apart..][..n]);
                for k in 0..n {
                    out[k] = three::<A, W>([a[k], b[k], c[k]], [x[k], y[k], z[k]]);
                }
            },
        );
    }
    blocks(
        store,
        out,
        leading,
        #[inline(always)]
        |start, out| {
            let mut total = [W::load(A::Out::ZERO); LONGEST];
            let total = &mut total[..out.len()];
            for (j, weights) in table.columns().enumerate() {
                let terms = f[start + j * apart..].iter().zip(&weights[start..]);
                for (total, (f, &weight)) in total.iter_mut().zip(terms) {
                    let term = W::load(f.value()).times(weight);
                    *total = if j == 0 { term } else { total.plus(term) };
                }
            }
            for (out, total) in out.iter_mut().zip(total) {
                *out = total.store();
            }
        },
    );
}

/// [`different`] for sums of three neighbours on two lines, which share the loads of their weights.
#[inline(always)]
pub(super) fn abreast<A: Sample, W: Accumulator<A::Out>>(
    out: [&mut [A::Out]; 2],
    f: [&[A]; 2],
    table: &Table<'_>,
) {
    let mut columns = table.columns();
    let columns: [_; 3] = std::array::from_fn(|_| columns.next().expect("three weights"));
    vectorised(
        #[inline(always)]
        || {
            let n = out[0].len();
            let [a, b, c] = columns.map(|column| &column[..n]);
            let [first, second] = out;
            let second = &mut second[..n];
            let [f, g] = f.map(|f| [&f[..n], &f[1..][..n], &f[2..][..n]]);
            for k in 0..n {
                let weights = [a[k], b[k], c[k]];
                first[k] = three::<A, W>(weights, f.map(|f| f[k]));
                second[k] = three::<A, W>(weights, g.map(|g| g[k]));
            }
        },
    );
}

/// The formula for unequal steps, with weights made on the way: `x` and `f` have one more at either end.
#[inline(always)]
pub(super) fn uneven<A: Sample, W: Accumulator<A::Out>>(
    store: Store,
    out: &mut [A::Out],
    f: &[A],
    x: &[f64],
) {
    blocks(
        store,
        out,
        &f[2..],
        #[inline(always)]
        |start, out| {
            let n = out.len();
            let (f, x) = (&f[start..][..n + 2], &x[start..][..n + 2]);
            for k in 0..n {
                let weights = middle(x[k + 1] - x[k], x[k + 2] - x[k + 1]);
                out[k] = three::<A, W>(weights, [f[k], f[k + 1], f[k + 2]]);
            }
        },
    );
}

#[inline(always)]
fn three<A: Sample, W: Accumulator<A::Out>>([a, b, c]: [f64; 3], [x, y, z]: [A; 3]) -> A::Out {
    let left = W::load(x.value())
        .times(a)
        .plus(W::load(y.value()).times(b));
    left.plus(W::load(z.value()).times(c)).store()
}

/// One sample of the result, from anything indexed by position.
#[inline]
pub(in crate::sampled) fn single<A: Sample, W: Accumulator<A::Out>>(
    row: Row<'_>,
    n: usize,
    f: impl Fn(usize) -> A,
) -> A::Out {
    match row {
        Row::Difference { low, high, over } => quotient::<A, W>(f(low), f(high), over),
        Row::Sum { first, weights } => {
            let mut total = None;
            for (j, &weight) in weights.values.iter().enumerate() {
                if weights.skip_zeros && weight == 0.0 {
                    continue;
                }
                let sample = f(wrapped(first, j, n)).value();
                let term = W::load(sample).times(weight);
                total = Some(total.map_or(term, |t: W| t.plus(term)));
            }
            total.map_or(A::Out::ZERO, W::store)
        }
    }
}

/// `(high − low) / over`
#[inline]
pub(super) fn quotient<A: Sample, W: Accumulator<A::Out>>(low: A, high: A, over: f64) -> A::Out {
    span::<A, W>(low, high).over(over).store()
}

/// The position `first + j` on an axis of `n` samples, around the circle.
#[inline(always)]
pub(in crate::sampled) fn wrapped(first: isize, j: usize, n: usize) -> usize {
    let k = first + j as isize;
    if 0 <= k && k < n as isize {
        k as usize
    } else {
        k.rem_euclid(n as isize) as usize
    }
}
