//! [`Var`] as a component of another number: derivatives in a function that reverse mode records.

use std::cell::Cell;
use std::cmp::Ordering;

use smallvec::SmallVec;

use crate::scalar::dot::Products;
use crate::scalar::dual::{Dual, each};
use crate::scalar::levels::{Levels, Parts};
use crate::scalar::log_sum_exp::{Exponentials, List};
use crate::scalar::relation::Relation;
use crate::scalar::tape;
use crate::scalar::{Real, Var};

impl<T: Real> Exponentials for Var<T> {
    // ln Σ exp(a_i + h_i) ~ ln Σ exp(a_i) + Σ w_i h_i
    fn ln_sum_of_exp(x: &[Self]) -> Self {
        let values: List<T> = x.iter().map(|x| x.value).collect();
        let weights = T::softmax(&values);
        Self::combine(T::ln_sum_of_exp(&values), &weights, x)
    }

    // w_i(a + h) ~ w_i + w_i Σ w_j (h_i - h_j)
    fn softmax(x: &[Self]) -> List<Self> {
        let values: List<T> = x.iter().map(|x| x.value).collect();
        let weights = T::softmax(&values);
        let mean = Self::combine(T::of(0.0), &weights, x);
        let weight = |i: usize| {
            let change = if weights[i].is(Relation::Greater, 0.5) {
                // Near 1 the mean is all but the number itself: without it, Σ w_j (h_i - h_j).
                let differences: List<Self> = x.iter().map(|&x_j| x[i] - x_j).collect();
                Self::combine(T::of(0.0), &weights, &differences)
            } else {
                x[i] - mean
            };
            change.chain(weights[i], weights[i])
        };
        (0..x.len()).map(weight).collect()
    }
}

impl<T: Real> Products for Var<T> {
    // Σ (a_i + h_i) (b_i + k_i) ~ Σ a_i b_i + Σ (b_i h_i + a_i k_i)
    #[inline]
    fn inner_product(x: &[Self], y: &[Self]) -> Self {
        let value = Cell::new(T::of(-0.0));
        let pairs = x.iter().zip(y).map(|(x, y)| {
            value.set(value.get() + x.value * y.value);
            ([x.slope * y.value, y.slope * x.value], [*x, *y])
        });
        tape::sum(pairs, || value.get())
    }

    // Σ w_i (a_i + h_i) ~ Σ w_i a_i + Σ w_i h_i
    #[inline]
    fn sum_with_weights(weights: &[f64], x: &[Self]) -> Self {
        if !weights.iter().fold(true, |all, w| all & w.is_finite()) {
            // A slope that is not finite is an event, which one operation for all has no place for.
            return x.iter().zip(weights).map(|(x, w)| x * w).sum();
        }
        let value = Cell::new(T::of(-0.0));
        let term = |x: &Self, w: f64| {
            let term = x.times_constant(w);
            value.set(value.get() + term.value);
            (term.slope, term)
        };
        let (weights, x) = (weights.chunks(2), x.chunks(2));
        let pairs = weights.zip(x).map(|(w, x)| match (w, x) {
            ([v, w], [x, y]) => {
                let ((p, x), (q, y)) = (term(x, *v), term(y, *w));
                ([p, q], [x, y])
            }
            _ => {
                let (p, x) = term(&x[0], w[0]);
                ([p, T::of(0.0)], [x, Self::constant(x.value)])
            }
        });
        tape::sum(pairs, || value.get())
    }

    #[inline(always)]
    fn add_scaled(&mut self, x: Self, w: f64) {
        *self += x * w;
    }
}

impl<T: Real> Var<T> {
    /// A number of the given value that is `Σ slopes[i] h_i` to first order.
    pub(crate) fn combine(value: T, slopes: &[T], x: &[Self]) -> Self {
        let pairs = slopes.chunks(2).zip(x.chunks(2)).map(|(p, x)| {
            let (first, last) = (x[0], x[x.len() - 1]);
            let second = if x.len() > 1 {
                p[1] * last.slope
            } else {
                T::of(0.0)
            };
            ([p[0] * first.slope, second], [first, last])
        });
        tape::sum(pairs, || value)
    }

    /// This number, with derivatives that are NaN by whatever one of `others` depends on: as they move it
    /// may be another. A constant is no exception.
    fn spoiled_by(self, others: impl IntoIterator<Item = Self>) -> Self {
        let others = others.into_iter().filter(|x| !x.is_constant());
        others.fold(self, |sum, x| sum.plus(x.underived().times_constant(0.0)))
    }
}

/// What the other numbers read off derivatives is not known while a function is recorded. Where it
/// would matter, the answer is NaN.
impl<T: Real> Levels for Var<T> {
    const LANES: usize = 0;

    fn lane(self, _: usize) -> f64 {
        0.0
    }
    fn with_lane(self, _: usize, _: Self) -> Self {
        self
    }
    fn times_at_edge(self, slope: Self) -> Self {
        if Real::is_zero(self) {
            return self;
        }
        let value = self.value.times_at_edge(slope.value);
        if slope.value.is_finite() {
            self.chain2(slope, value, slope.value, self.value)
        } else {
            self.product(slope)
        }
    }

    fn times_singular(self, slope: Self, depends: Self, centred: bool) -> Self {
        let value = self
            .value
            .times_singular(slope.value, depends.value, centred);
        let own = self.value.is_zero() && self.has_zero_derivatives();
        if own {
            let depends = (!depends.has_zero_derivatives()).then_some(depends);
            Self::constant(value).spoiled_by(depends)
        } else {
            let result = self.product(slope);
            Self { value, ..result }.underived().spoiled_by([depends])
        }
    }

    fn dependence(self) -> Self {
        let below = self.value.dependence();
        if self.is_constant() {
            Self::constant(below)
        } else {
            // Marked: what depends on it is known by a slope that is not zero.
            Self {
                value: below,
                slope: T::of(1.0),
                ..self
            }
        }
    }

    fn spoiled(self, wrong: fn(f64) -> bool) -> Self {
        let value = self.value.spoiled(wrong);
        if value.is_nan() {
            Self::constant(value)
        } else {
            Self { value, ..self }
        }
    }

    fn underived(self) -> Self {
        if self.is_constant() {
            return self;
        }
        Self {
            value: self.value.underived(),
            slope: T::of(f64::NAN),
            ..self
        }
    }

    /// The value, and all derivatives by the variables of the recording, which costs a sweep.
    fn largest(self) -> f64 {
        crate::scalar::tape::largest_derivative(self).max(self.value.largest())
    }

    fn lead(left: &[Self], right: &[Self], a: &[Self], b: &[Self]) -> Parts<Self> {
        let values = |parts: &[Self]| -> Parts<T> { parts.iter().map(|x| x.value).collect() };
        let (l, r) = (values(left), values(right));
        let leads = T::lead(&l, &r, &values(a), &values(b));
        // The first coefficients that differ decide, as long as those before stay together.
        let together = |k: usize| l[k].partial_cmp(&r[k]) == Some(Ordering::Equal);
        let differ = (0..l.len()).find(|&k| !together(k));
        let chosen = match differ {
            Some(k) if l[k] < r[k] => b,
            _ => a,
        };
        let before = differ.unwrap_or(l.len());
        let apart = (0..before).filter(|&k| left[k] != right[k]);
        let apart: Parts<Self> = apart.map(|k| left[k].minus(right[k])).collect();
        let part = |k: usize| {
            let part = Self {
                value: leads[k],
                ..chosen[k]
            };
            if a[k] == b[k] {
                part
            } else {
                part.spoiled_by(apart.iter().copied())
            }
        };
        (0..a.len()).map(part).collect::<SmallVec<_>>()
    }

    fn hypot_at_origin<const N: usize>(a: Dual<Self, N>, b: Dual<Self, N>) -> Dual<Self, N> {
        let moving = [a.value, b.value].map(|x| (!x.has_zero_derivatives()).then_some(x));
        let r = |a: Self, b: Self| a.hypot(b).spoiled_by(moving.into_iter().flatten());
        Dual::new(
            r(a.value, b.value),
            each(|i| r(a.partials[i], b.partials[i])),
        )
    }
}
