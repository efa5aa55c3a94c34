//! The logarithm of a sum of exponentials, and the softmax that is its gradient.
//!
//! As one rule for all arguments, because in one written with `exp` and `ln` the largest argument's
//! weight is what the others leave of 1, and differences of weights cancel.

use smallvec::SmallVec;

use super::relation::Relation;
use super::{Dual, Real};

/// `ln Σ exp(xᵢ)`, without overflow or loss of the small terms beside the largest.
///
/// The slopes are the weights `exp(xᵢ) / Σ exp(xⱼ)`, the softmax, each to full relative accuracy, as
/// are the second derivatives `wᵢ (δᵢⱼ - wⱼ)`. With two numbers this is logaddexp, with a number and 0
/// it is [`softplus`](Real::softplus). The logarithm of a softmax is `xᵢ - log_sum_exp(x)`.
///
/// One number is returned as it is, and none gives `-inf`, the logarithm of 0. `-inf` has the weight
/// 0; where all are, or some are `+inf`, so is the result, and those share the weight. A NaN gives NaN.
///
/// ```
/// use partials::{Gradient, log_sum_exp};
///
/// assert_eq!(log_sum_exp(&[1000.0, 1000.0]), 1000.0 + 2f64.ln());
/// let g = Gradient::new(|x| log_sum_exp(x)).at(&[1000.0, 1000.0]);
/// assert_eq!(g, [0.5, 0.5]);
/// ```
#[doc(alias = "logsumexp")]
#[doc(alias = "logaddexp")]
#[doc(alias = "softmax")]
#[must_use]
pub fn log_sum_exp<T: Real>(x: &[T]) -> T {
    T::ln_sum_of_exp(x)
}

/// One number for each argument.
pub type List<T> = SmallVec<[T; 8]>;

/// Sums of exponentials of a component of a number.
pub trait Exponentials: Sized {
    /// `ln Σ exp(xᵢ)`.
    fn ln_sum_of_exp(x: &[Self]) -> Self;

    /// `exp(xᵢ) / Σ exp(xⱼ)` for every `i`.
    fn softmax(x: &[Self]) -> List<Self>;
}

macro_rules! impl_exponentials {
    ($($Float:ident)*) => {
        $(impl Exponentials for $Float {
            fn ln_sum_of_exp(x: &[Self]) -> Self {
                let x: List<f64> = x.iter().map(|&x| x.into()).collect();
                Shifted::new(&x).map_or(Self::NEG_INFINITY, |sum| {
                    (sum.largest + sum.others.ln_1p()) as $Float
                })
            }
            fn softmax(x: &[Self]) -> List<Self> {
                let x: List<f64> = x.iter().map(|&x| x.into()).collect();
                let Some(sum) = Shifted::new(&x) else {
                    return List::new();
                };
                let weight = |&x: &f64| (sum.term(x) / (1.0 + sum.others)) as $Float;
                x.iter().map(weight).collect()
            }
        })*
    };
}
impl_exponentials!(f32 f64);

/// `Σ exp(xᵢ - largest)`.
struct Shifted {
    /// The largest of the arguments, or NaN.
    largest: f64,
    /// The sum without the 1 of the largest.
    others: f64,
}

impl Shifted {
    /// `None` for no arguments.
    fn new(x: &[f64]) -> Option<Self> {
        let later = |a: usize, b: usize| if x[b] > x[a] || x[b].is_nan() { b } else { a };
        let place = (0..x.len()).reduce(later)?;
        let mut sum = Self {
            largest: x[place],
            others: 0.0,
        };
        // What a sum of many loses by rounding is carried along (Knuth's two-sum).
        let mut lost = 0.0;
        let mut total = 0.0;
        for (_, &x) in x.iter().enumerate().filter(|(i, _)| *i != place) {
            let term = sum.term(x);
            let next = total + term;
            let part = next - total;
            lost += (total - (next - part)) + (term - part);
            total = next;
        }
        sum.others = total + lost;
        Some(sum)
    }

    /// `exp(x - largest)`, with the rounding error of the difference put back.
    fn term(&self, x: f64) -> f64 {
        if x == self.largest {
            // Infinities too.
            return 1.0;
        }
        let d = x - self.largest;
        let e = d.exp();
        if d > -750.0 {
            // x - largest = d + r exactly (two-sum); exp(d + r) ~ exp(d) (1 + r)
            let part = x - d;
            let r = (x - (d + part)) + (part - self.largest);
            e * (1.0 + r)
        } else {
            e
        }
    }
}

impl<T: Real, const N: usize> Exponentials for Dual<T, N> {
    // ln Σ exp(a_i + h_i) ~ ln Σ exp(a_i) + Σ w_i h_i
    fn ln_sum_of_exp(x: &[Self]) -> Self {
        let values: List<T> = x.iter().map(|x| x.value).collect();
        let weights = T::softmax(&values);
        let mut result = Self::constant(T::ln_sum_of_exp(&values));
        for (x, &w) in x.iter().zip(&weights) {
            for (sum, h) in result.partials.iter_mut().zip(x.partials) {
                *sum = *sum + weighted(h, w);
            }
        }
        result
    }

    /// With `mean = Σ wⱼ hⱼ` the change of a weight is `wᵢ (hᵢ - mean)`. That of a weight over one half
    /// is summed without it, `Σ wⱼ (hᵢ - hⱼ)`: near 1 the mean is all but `hᵢ` itself.
    // w_i(a + h) ~ w_i + w_i Σ w_j (h_i - h_j)
    fn softmax(x: &[Self]) -> List<Self> {
        let values: List<T> = x.iter().map(|x| x.value).collect();
        let weights = T::softmax(&values);
        let mut result: List<Self> = weights.iter().map(|&w| Self::constant(w)).collect();
        let zero = T::of(0.0);
        for lane in 0..N {
            let weighted = |h: T, j: usize| weighted(h, weights[j]);
            let h = |i: usize| x[i].partials[lane];
            let mean = (0..x.len()).fold(zero, |sum, j| sum + weighted(h(j), j));
            for i in 0..x.len() {
                let change = if weights[i].is(Relation::Greater, 0.5) {
                    let others = (0..x.len()).filter(|&j| j != i);
                    others.fold(zero, |sum, j| sum + weighted(h(i) - h(j), j))
                } else {
                    h(i) - mean
                };
                result[i].partials[lane] = weighted(change, i);
            }
        }
        result
    }
}

/// `w h`. A weight of 0 says nothing of a slope that is infinite, such as that of `ln x` at 0, nor of what
/// the other arguments make of it.
fn weighted<T: Real>(h: T, w: T) -> T {
    if w.is(Relation::Equal, 0.0) && !h.has_finite_value() {
        h.spoiled(|_| true)
    } else {
        h.times_at_edge(w)
    }
}
