//! [`Trace`] as a number of the crate, and as a component of others: derivatives in a function that is
//! traced.

use crate::scalar::angles::Angles;
use crate::scalar::component::{forward_functions, forward_rules};
use crate::scalar::dot::Products;
use crate::scalar::dual::{Dual, each};
use crate::scalar::graph::{Indexed, Op, Test, recorder};
use crate::scalar::levels::{Levels, Parts};
use crate::scalar::log_sum_exp::{Exponentials, List};
use crate::scalar::real::sealed::Sealed;
use crate::scalar::relation::Relation;
use crate::scalar::{Real, Scalar, Trace};

impl Sealed for Trace {}

impl Scalar for Trace {}

impl Default for Trace {
    /// The constant 0.
    #[inline]
    fn default() -> Self {
        Self::constant(0.0)
    }
}

impl From<f64> for Trace {
    /// The constant `c`.
    #[inline]
    fn from(c: f64) -> Self {
        Self::constant(c)
    }
}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl Real for Trace {
    const EXPONENT: i32 = <f64 as Real>::EXPONENT;
    const LEVELS: i32 = 1;

    #[inline]
    fn of(c: f64) -> Self {
        Self::constant(c)
    }
    #[inline]
    fn peek(self) -> f64 {
        self.decided();
        self.value
    }
    #[inline]
    fn is(self, relation: Relation, c: f64) -> bool {
        let c = Self::constant(c);
        match relation {
            Relation::Less => self < c,
            Relation::LessEqual => self <= c,
            Relation::Equal => self.test(Test::Equal, c),
            Relation::GreaterEqual => self >= c,
            Relation::Greater => self > c,
        }
    }
    #[inline]
    fn outweighs(self, other: Self) -> bool {
        self.abs() >= other.abs()
    }
    #[inline]
    fn has_finite_value(self) -> bool {
        self.is_finite()
    }
    #[inline]
    fn has_sign(self) -> bool {
        self.is_sign_negative()
    }
    #[inline]
    fn product(self, other: Self) -> Self {
        self.times(other)
    }
    #[inline]
    fn scale(self, c: f64) -> Self {
        self.times_constant(c)
    }
    #[inline]
    fn is_normal(self) -> bool {
        self.ask(Test::IsNormal)
    }
    fn is_zero(self) -> bool {
        self == Self::constant(0.0)
    }

    forward_functions!();
}

impl Angles for Trace {
    fn cos_sqrt(self, k: u32) -> Self {
        self.family(Indexed::CosSqrt, k)
    }
    fn atan_sqrt(self, n: u32) -> Self {
        self.family(Indexed::AtanSqrt, n)
    }
}

impl Exponentials for Trace {
    fn ln_sum_of_exp(x: &[Self]) -> Self {
        let values: List<f64> = x.iter().map(|x| x.value).collect();
        let value = f64::ln_sum_of_exp(&values);
        if x.iter().all(Self::is_constant) {
            return Self::constant(value);
        }
        recorder(|recorder| {
            let list = recorder.list(x);
            recorder.write(Op::LogSumExp(list), value)
        })
    }
    fn softmax(x: &[Self]) -> List<Self> {
        let values: List<f64> = x.iter().map(|x| x.value).collect();
        let weights = f64::softmax(&values);
        if x.iter().all(Self::is_constant) {
            return weights.iter().map(|&w| Self::constant(w)).collect();
        }
        recorder(|recorder| {
            let list = recorder.list(x);
            let shares = recorder.write(Op::Shares(list), f64::NAN);
            let shares = recorder.place(shares);
            let share = |(i, &w)| recorder.write(Op::Softmax(shares, i), w);
            (0..).zip(&weights).map(share).collect()
        })
    }
}

impl Products for Trace {
    fn inner_product(x: &[Self], y: &[Self]) -> Self {
        x.iter().zip(y).map(|(x, y)| *x * *y).sum()
    }
    fn sum_with_weights(weights: &[f64], x: &[Self]) -> Self {
        x.iter().zip(weights).map(|(x, w)| *x * *w).sum()
    }
    fn add_scaled(&mut self, x: Self, w: f64) {
        *self += x * w;
    }
}

impl Trace {
    /// This number, with derivatives that are NaN by whatever `others` depend on: as they move it may be
    /// another.
    fn spoiled_by(self, others: impl IntoIterator<Item = Self>) -> Self {
        let others = others.into_iter().filter(|x| !x.is_constant());
        others.fold(self, |sum, x| sum.plus(x.unknown().times_constant(0.0)))
    }
}

/// What the other numbers read off derivatives is not known while a function is traced. Where it would
/// matter, the answer is NaN: zeros and ties count as such only if they are there by structure.
impl Levels for Trace {
    const LANES: usize = 0;

    fn lane(self, _: usize) -> f64 {
        0.0
    }
    fn with_lane(self, _: usize, _: Self) -> Self {
        self
    }
    fn times_at_edge(self, slope: Self) -> Self {
        if self.is_constant() && self.value == 0.0 {
            self
        } else {
            self * slope
        }
    }
    fn times_singular(self, slope: Self, depends: Self, centred: bool) -> Self {
        match (self.is(Relation::Equal, 0.0), centred) {
            (false, _) => (self * slope).spoiled_by([self, depends]),
            (true, true) => Self::constant(self.value).spoiled_by([self, depends]),
            (true, false) => Self::constant(f64::NAN),
        }
    }
    fn dependence(self) -> Self {
        Self::constant(0.0).spoiled_by([self])
    }
    fn spoiled(self, wrong: fn(f64) -> bool) -> Self {
        if wrong(self.peek()) {
            Self::constant(f64::NAN)
        } else {
            self
        }
    }
    fn underived(self) -> Self {
        if self.is_constant() {
            self
        } else {
            self.unknown()
        }
    }
    /// The value, and all derivatives by the variables, which costs a gradient of the graph so far.
    fn largest(self) -> f64 {
        if self.is_constant() {
            return self.value.abs();
        }
        self.decided();
        self.largest_derivative().max(self.value.abs())
    }
    fn lead(left: &[Self], right: &[Self], a: &[Self], b: &[Self]) -> Parts<Self> {
        // The first coefficients that differ decide, as long as those before stay together.
        let together = |k: &usize| left[*k].test(Test::Equal, right[*k]);
        let decides = (0..left.len()).find(|k| !together(k));
        let apart = (0..decides.unwrap_or(left.len())).filter(|&k| !left[k].is_one_with(right[k]));
        let apart: Parts<Self> = apart.map(|k| left[k].minus(right[k])).collect();
        let (is_first, is_second) = match decides {
            Some(k) => (left[k] > right[k], left[k] < right[k]),
            None => (true, false),
        };
        let jump = b[0].minus(a[0]);
        let jumps = is_second && jump != 0.0;
        let decided = |j: usize| match decides {
            _ if is_first => a[j],
            _ if is_second && !jumps => b[j],
            Some(k) if j < k => a[j],
            Some(k) if j == k && jumps => jump * f64::INFINITY,
            _ => Self::constant(f64::NAN),
        };
        let part = |j: usize| {
            if a[j].is_one_with(b[j]) {
                a[j]
            } else {
                decided(j).spoiled_by(apart.iter().copied())
            }
        };
        (0..a.len()).map(part).collect()
    }
    fn hypot_at_origin<const N: usize>(a: Dual<Self, N>, b: Dual<Self, N>) -> Dual<Self, N> {
        let moving = [a.value, b.value];
        let r = |a: Self, b: Self| a.hypot(b).spoiled_by(moving);
        Dual::new(
            Self::constant(0.0).spoiled_by(moving),
            each(|i| r(a.partials[i], b.partials[i])),
        )
    }
}
