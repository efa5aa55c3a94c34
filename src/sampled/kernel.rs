//! The inner loops, on slices of equal length that the compiler turns into vector instructions: those
//! of the processor at hand, not only those that every processor of its kind has. No operation is
//! contracted or reordered, so that every processor gives the same bits.

use super::rule::{Row, Table, Weights};
use super::{Accumulator, Sample};

/// How many partial sums are kept at a time.
const BLOCK: usize = 128;

/// Runs a loop with the widest vectors of the processor.
///
/// The compiler knows the lengths of slices inside only if they are cut inside.
#[inline(always)]
pub(super) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// `out[k] = (high[k] − low[k]) / over`
#[inline(always)]
pub(super) fn difference<A: Sample, W: Accumulator<A::Out>>(
    out: &mut [A::Out],
    low: &[A],
    high: &[A],
    over: f64,
) {
    let spans = low.iter().zip(high).map(|(low, high)| {
        // Samples are subtracted in their own precision, as in numpy.
        let (low, high) = (low.value(), high.value());
        W::load(<A::Out as Accumulator<A::Out>>::minus(high, low))
    });
    // Multiplying by a power of two is as exact as dividing by one, and several times faster.
    if let Some(factor) = exact_reciprocal(over) {
        vectorised(|| {
            for (out, span) in out.iter_mut().zip(spans) {
                *out = span.times(factor).store();
            }
        });
    } else {
        vectorised(|| {
            for (out, span) in out.iter_mut().zip(spans) {
                *out = span.over(over).store();
            }
        });
    }
}

/// 1/x, for the powers of two whose reciprocal is a power of two in `f32` as well.
fn exact_reciprocal(x: f64) -> Option<f64> {
    const MANTISSA: u64 = (1 << 52) - 1;
    let power = x.to_bits() & MANTISSA == 0 && (1e-30..1e30).contains(&x.abs());
    power.then(|| 1.0 / x)
}

/// `out[k] = Σ_j weights[j] · samples(j)[k]`, summed in the order of `j`.
#[inline(always)]
pub(super) fn sum<'f, A: Sample, W: Accumulator<A::Out>>(
    out: &mut [A::Out],
    weights: Weights<'_>,
    samples: impl Fn(usize) -> &'f [A],
) {
    if let ([a, b, c], false) = (weights.values, weights.skip_zeros) {
        let (x, y, z) = (samples(0), samples(1), samples(2));
        return vectorised(|| {
            let n = out.len();
            let out = &mut out[..n];
            let (x, y, z) = (&x[..n], &y[..n], &z[..n]);
            for k in 0..n {
                out[k] = three::<A, W>([*a, *b, *c], [x[k], y[k], z[k]]);
            }
        });
    }
    vectorised(|| blocks::<A, W>(out, weights, samples));
}

/// A block at a time, whose partial sums stay in the cache.
#[inline(always)]
fn blocks<'f, A: Sample, W: Accumulator<A::Out>>(
    out: &mut [A::Out],
    weights: Weights<'_>,
    samples: impl Fn(usize) -> &'f [A],
) {
    let mut start = 0;
    for out in out.chunks_mut(BLOCK) {
        let mut total = [W::load(<A::Out as super::Value>::ZERO); BLOCK];
        let total = &mut total[..out.len()];
        let mut fresh = true;
        for (j, &weight) in weights.values.iter().enumerate() {
            if weights.skip_zeros && weight == 0.0 {
                continue;
            }
            let samples = &samples(j)[start..][..out.len()];
            if fresh {
                for (total, f) in total.iter_mut().zip(samples) {
                    *total = W::load(f.value()).times(weight);
                }
            } else {
                for (total, f) in total.iter_mut().zip(samples) {
                    *total = total.plus(W::load(f.value()).times(weight));
                }
            }
            fresh = false;
        }
        for (out, total) in out.iter_mut().zip(total) {
            *out = total.store();
        }
        start += out.len();
    }
}

/// `out[k] = Σ_j table[j][k] · f[k + j]` for at most a block of samples.
#[inline(always)]
pub(super) fn different<A: Sample, W: Accumulator<A::Out>>(
    out: &mut [A::Out],
    f: &[A],
    table: &Table<'_>,
) {
    let mut columns = table.columns();
    if let ([Some(a), Some(b), Some(c)], 0) =
        (std::array::from_fn(|_| columns.next()), columns.len())
    {
        return vectorised(|| {
            let n = out.len();
            let out = &mut out[..n];
            let (a, b, c) = (&a[..n], &b[..n], &c[..n]);
            let (x, y, z) = (&f[..n], &f[1..][..n], &f[2..][..n]);
            for k in 0..n {
                out[k] = three::<A, W>([a[k], b[k], c[k]], [x[k], y[k], z[k]]);
            }
        });
    }
    vectorised(|| {
        for (b, out) in out.chunks_mut(BLOCK).enumerate() {
            let start = b * BLOCK;
            let mut total = [W::load(<A::Out as super::Value>::ZERO); BLOCK];
            let total = &mut total[..out.len()];
            for (j, weights) in table.columns().enumerate() {
                let terms = f[start + j..].iter().zip(&weights[start..]);
                for (total, (f, &w)) in total.iter_mut().zip(terms) {
                    let term = W::load(f.value()).times(w);
                    *total = if j == 0 { term } else { total.plus(term) };
                }
            }
            for (out, total) in out.iter_mut().zip(total) {
                *out = total.store();
            }
        }
    });
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
pub(super) fn single<A: Sample, W: Accumulator<A::Out>>(
    row: Row<'_>,
    n: usize,
    f: impl Fn(usize) -> A,
) -> A::Out {
    match row {
        Row::Difference { low, high, over } => {
            let span = <A::Out as Accumulator<A::Out>>::minus(f(high).value(), f(low).value());
            W::load(span).over(over).store()
        }
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
            total.map_or(<A::Out as super::Value>::ZERO, W::store)
        }
    }
}

/// The position `first + j` on an axis of `n` samples, around the circle.
#[inline(always)]
pub(super) fn wrapped(first: isize, j: usize, n: usize) -> usize {
    let k = first + j as isize;
    if 0 <= k && k < n as isize {
        k as usize
    } else {
        k.rem_euclid(n as isize) as usize
    }
}
