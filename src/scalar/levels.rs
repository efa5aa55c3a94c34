//! What a number does at kinks and singular points, level by level.
//!
//! A nested number is a polynomial in one infinitesimal per level and lane. Away from kinks every
//! rule works with it as a whole; here its coefficients are looked at one by one. Those of the
//! deepest level belong to lanes that never meet, so that each lane may decide a tie for itself.
//! The levels above are shared by all deeper lanes and decide before them, the outermost first: its
//! infinitesimal is the largest. So the pieces that are chosen belong to one nearby point, and sums
//! and products of them fit together (lexicographic derivatives: Khan and Barton, Optim. Methods
//! Softw. 30, 2015).

use std::cmp::Ordering;

use smallvec::{SmallVec, smallvec};

use super::dual::{Dual, Zero, each};
use super::notes::{self, CONFLICT, VALUE};
use super::real::Real;
use super::relation::Relation;
use super::rules::{direction, is_infinite};

/// Coefficients, in the order in which they decide.
pub type Parts<T> = SmallVec<[T; 4]>;

/// A component of a number at its edges.
pub trait Levels: Sized {
    /// How many lanes there are, if they are those of a single level; else 0.
    const LANES: usize;

    /// The derivative along one of them.
    fn lane(self, lane: usize) -> f64;

    /// With the derivative along one of them that another number has.
    fn with_lane(self, lane: usize, other: Self) -> Self;

    /// `self · slope`, coefficient by coefficient, where what is exactly zero stays zero.
    fn times_at_edge(self, slope: Self) -> Self;

    /// As [`times_at_edge`](Self::times_at_edge), at a finite value with an infinite slope. `depends`
    /// is not zero in the partial derivatives that depend on their variable. Of those a zero is kept
    /// at first order if `centred`, and is NaN otherwise and at every higher order.
    fn times_singular(self, slope: Self, depends: Self, centred: bool) -> Self;

    /// 1 in the partial derivatives that depend on their variable.
    fn dependence(self) -> Self;

    /// NaN in place of every number that is `wrong`.
    fn spoiled(self, wrong: fn(f64) -> bool) -> Self;

    /// The value, with derivatives that are NaN.
    fn underived(self) -> Self;

    /// The largest magnitude among the value and all derivatives, NaN aside.
    fn largest(self) -> f64;

    /// The coefficients of one of two functions: of `a` where the coefficients `left` come before
    /// `right` (the first that differs is larger) or are equal, of `b` where they come after.
    ///
    /// The functions have equal values, or there is a jump and the slope across it is infinite.
    fn lead(left: &[Self], right: &[Self], a: &[Self], b: &[Self]) -> Parts<Self>;

    /// `aᵇ lnᵏ a` at `a = 0`: the `k`-th derivative of the power by its exponent, which for `b > 0` is 0 in the
    /// limit. A number that is itself recorded or a series knows that only where `a` stays zero.
    fn power_times_log_at_zero(a: Self, b: Self, k: i32) -> Self
    where
        Self: Real,
    {
        if a.is_zero() && b > Self::of(0.0) {
            Self::of(0.0)
        } else {
            a.powd(b) * a.ln().powi(k)
        }
    }

    /// `hypot` of two numbers that are zero.
    fn hypot_at_origin<const N: usize>(a: Dual<Self, N>, b: Dual<Self, N>) -> Dual<Self, N>;
}

macro_rules! impl_levels {
    ($($Float:ident)*) => {
        $(impl Levels for $Float {
            const LANES: usize = 0;

            fn lane(self, _: usize) -> f64 {
                0.0
            }
            fn with_lane(self, _: usize, _: Self) -> Self {
                self
            }
            #[inline]
            fn times_at_edge(self, slope: Self) -> Self {
                if self == 0.0 { self } else { self * slope }
            }
            fn times_singular(self, slope: Self, _: Self, centred: bool) -> Self {
                match (self == 0.0, centred) {
                    (false, _) => self * slope,
                    (true, true) => self,
                    (true, false) => Self::NAN,
                }
            }
            fn dependence(self) -> Self {
                0.0
            }
            fn spoiled(self, wrong: fn(f64) -> bool) -> Self {
                if wrong(self.into()) { Self::NAN } else { self }
            }
            fn underived(self) -> Self {
                self
            }
            fn largest(self) -> f64 {
                f64::from(self).abs()
            }
            fn lead(left: &[Self], right: &[Self], a: &[Self], b: &[Self]) -> Parts<Self> {
                let Some(k) = (0..left.len()).find(|&k| left[k] != right[k]) else {
                    return a.into();
                };
                let jump = b[0] - a[0];
                let decided = |j: usize| match left[k].partial_cmp(&right[k]) {
                    Some(Ordering::Greater) => a[j],
                    Some(_) if jump == 0.0 => b[j],
                    Some(_) if j == k => jump * Self::INFINITY,
                    _ => Self::NAN,
                };
                (0..a.len()).map(|j| if j < k { a[j] } else { decided(j) }).collect()
            }
            fn power_times_log_at_zero(a: Self, b: Self, k: i32) -> Self {
                if b > 0.0 { 0.0 } else { a.powf(b) * a.ln().powi(k) }
            }
            /// The partial derivatives of each lane are a direction, `hypot(h t, k t) = hypot(h, k) t`.
            fn hypot_at_origin<const N: usize>(a: Dual<Self, N>, b: Dual<Self, N>) -> Dual<Self, N> {
                Dual::new(0.0, each(|i| a.partials[i].hypot(b.partials[i])))
            }
        })*
    };
}
impl_levels!(f32 f64);

impl<T: Real, const N: usize> Levels for Dual<T, N> {
    const LANES: usize = if T::LEVELS == 0 { N } else { 0 };

    fn lane(self, lane: usize) -> f64 {
        self.partials[lane].peek()
    }
    fn with_lane(mut self, lane: usize, other: Self) -> Self {
        self.partials[lane] = other.partials[lane];
        self
    }
    fn times_at_edge(self, slope: Self) -> Self {
        let (h, k) = (self.partials, slope.partials);
        let term = |i: usize| {
            let first = h[i].times_at_edge(slope.value);
            if k[i].is_zero() {
                first
            } else {
                first + self.value.times_at_edge(k[i])
            }
        };
        Self::new(self.value.times_at_edge(slope.value), each(term))
    }

    fn times_singular(self, slope: Self, depends: Self, centred: bool) -> Self {
        let product = self.product(slope);
        let (value, lanes) = (self.value, self.partials);
        let higher = |i: usize| {
            if depends.partials[i].is_zero() && lanes[i].is_zero() {
                lanes[i]
            } else {
                product.partials[i].spoiled(f64::is_finite)
            }
        };
        let first = value.times_singular(slope.value, depends.value, centred);
        Self::new(first, each(higher))
    }

    fn dependence(self) -> Self {
        let below = self.value.dependence();
        Self::new(below, each(|i| depends(self.partials[i])))
    }

    fn spoiled(self, wrong: fn(f64) -> bool) -> Self {
        Self::new(
            self.value.spoiled(wrong),
            each(|i| self.partials[i].spoiled(wrong)),
        )
    }

    fn underived(self) -> Self {
        let none = self.value.spoiled(|_| true);
        Self::new(self.value.underived(), [none; N])
    }

    fn largest(self) -> f64 {
        let lanes = self.partials.iter().map(|p| p.largest());
        lanes.fold(self.value.largest(), f64::max)
    }

    fn lead(left: &[Self], right: &[Self], a: &[Self], b: &[Self]) -> Parts<Self> {
        let all = [left, right, a, b];
        let values = all.map(|parts| coefficients(parts, &[]));
        let [l, r, x, y] = &values;
        let alone = T::lead(l, r, x, y);
        let along = |lanes: &[usize]| {
            let [l, r, x, y] = all.map(|parts| coefficients(parts, lanes));
            T::lead(&l, &r, &x, &y)
        };
        let mut result: Parts<Self> = alone.iter().map(|&value| Self::constant(value)).collect();
        let count = a.len();
        if T::LEVELS == 0 {
            let mut sides = [None; N];
            for (lane, side) in sides.iter_mut().enumerate() {
                let lists = all.map(|parts| coefficients(parts, &[lane]));
                let [l, r, x, y] = &lists;
                let found = T::lead(l, r, x, y);
                for (part, p) in result.iter_mut().zip(&found[count..]) {
                    part.partials[lane] = *p;
                }
                *side = side_of_mixed(&lists);
            }
            // What decides before mixed derivatives do are those along the shared levels alone, of second order
            // too, which these numbers do not have. Lanes that disagree say that some of them are wrong.
            if sides.contains(&Some(Ordering::Greater)) && sides.contains(&Some(Ordering::Less)) {
                for (part, (a, b)) in result.iter_mut().zip(a.iter().zip(b)).skip(1) {
                    for (lane, side) in sides.iter().enumerate() {
                        if side.is_some() && a.partials[lane] != b.partials[lane] {
                            part.partials[lane] = T::of(f64::NAN);
                        }
                    }
                }
            }
            return result;
        }
        // Deeper lanes share these: one decision for all, by the lanes in their order.
        let lanes: SmallVec<[usize; 12]> = (0..N).collect();
        let found = along(&lanes);
        for (k, part) in result.iter_mut().enumerate() {
            part.value = found[k];
            part.partials = each(|lane| found[(lane + 1) * count + k]);
        }
        if result
            .iter()
            .zip(&alone)
            .any(|(part, value)| part.value != *value)
        {
            notes::note(VALUE);
        }
        let differs = |lane: usize| along(&[lane])[count].peek() != result[0].partials[lane].peek();
        if N > 1 && (0..N).any(differs) {
            notes::note(CONFLICT);
        }
        result
    }

    // (a + h)^(b + i) ln^k(a + h) ~ .. + a^(b-1) (b ln^k(a) + k ln^(k-1)(a)) h + a^b ln^(k+1)(a) i
    fn power_times_log_at_zero(a: Self, b: Self, k: i32) -> Self {
        let (x, y) = (a.value, b.value);
        let below = y - T::of(1.0);
        let leading = y * T::power_times_log_at_zero(x, below, k);
        // Where both terms are infinite, that with more logarithms counts.
        let by_base = if k == 0 || is_infinite(leading) {
            leading
        } else {
            leading + T::power_times_log_at_zero(x, below, k - 1).scale(f64::from(k))
        };
        let value = T::power_times_log_at_zero(x, y, k);
        let by_exponent = T::power_times_log_at_zero(x, y, k + 1);
        a.chain2_singular(b, value, by_base, by_exponent, Zero::Guess)
    }

    /// Along the first lane that leaves the origin: `hypot(h t + a, k t + b)` is, to first order in
    /// `a` and `b`, `hypot(h, k) t + (h a + k b) / hypot(h, k)`.
    fn hypot_at_origin<const M: usize>(a: Dual<Self, M>, b: Dual<Self, M>) -> Dual<Self, M> {
        let leaves = |lane: &usize| {
            !a.partials[*lane].is(Relation::Equal, 0.0)
                || !b.partials[*lane].is(Relation::Equal, 0.0)
        };
        let mut leaving = (0..M).filter(leaves);
        let Some(lane) = leaving.next() else {
            return Self::hypot_of_order_two(a, b);
        };
        notes::note(VALUE);
        if leaving.next().is_some() {
            notes::note(CONFLICT);
        }
        let (h, k) = (a.partials[lane], b.partials[lane]);
        let r = h.hypot(k);
        let (by_h, by_k) = direction(h, k);
        let along = |a: Self, b: Self| by_h * a + by_k * b;
        // What leaves that line is of second order over t: it does not exist at the origin.
        let across = h * b.value - k * a.value;
        let wrong = (across * across).spoiled(|c| c != 0.0);
        let value = along(a.value, b.value) + wrong;
        // Whatever the derivatives are, the value is 0: a comparison comes out as it does on plain numbers.
        let value = if value.has_finite_value() {
            value
        } else {
            Self::of(0.0).underived()
        };
        // The direction (h, k) that turns as it is moved: of r the curvature is `(h dk - k dh)² / r³`, of which a
        // number without its own powers has lost a part. So third derivatives are known only of what goes
        // straight or turns along one of its levels, and beyond the third nothing is.
        let turn = h * Self::of(k.peek()) - k * Self::of(h.peek());
        let further = (turn * turn * (a.value + b.value + h + k).exp()).spoiled(|c| c != 0.0);
        let slope = |i: usize| {
            if i == lane {
                r + further
            } else {
                along(a.partials[i], b.partials[i])
            }
        };
        Dual::new(value, each(slope))
    }
}

impl<T: Real, const N: usize> Dual<T, N> {
    /// `hypot` where every lane of the level above leaves the two numbers zero: the lanes of this
    /// level move them, each by itself, and the level above moves the lanes.
    fn hypot_of_order_two<const M: usize>(a: Dual<Self, M>, b: Dual<Self, M>) -> Dual<Self, M> {
        let nothing = |x: Dual<Self, M>| x.is_zero();
        if T::LEVELS > 0 && !(nothing(a) && nothing(b)) {
            // Without this level they are numbers that are zero, once more.
            return Dual::new(a.value.hypot(b.value), [Self::of(f64::NAN); M]);
        }
        let mut result = Dual::constant(Self::of(0.0));
        for lane in 0..N {
            let of = |x: Dual<Self, M>| {
                Dual::<T, M>::new(
                    x.value.partials[lane],
                    each(|i| x.partials[i].partials[lane]),
                )
            };
            let r = of(a).hypot(of(b));
            result.value.partials[lane] = r.value;
            for i in 0..M {
                result.partials[i].partials[lane] = r.partials[i];
            }
        }
        // As in `lead`: numbers that leave the origin together do so in one direction.
        for (i, found) in result.partials.iter_mut().enumerate() {
            let leaving = |lane: &usize| result.value.partials[*lane].is_zero();
            let direction = |lane: usize| [a, b].map(|x| x.partials[i].partials[lane]);
            let mut lanes = (0..N).filter(leaving).map(direction);
            let moves = |d: &[T; 2]| !d.iter().all(|c| c.is_zero());
            let Some([h, k]) = lanes.find(moves) else {
                continue;
            };
            let turns = |[p, q]: [T; 2]| h * q != k * p || h * p + k * q < T::of(0.0);
            if lanes.any(turns) {
                found.partials = [T::of(f64::NAN); N];
            }
        }
        result
    }
}

/// On which side two functions of the same value are, if nothing but a mixed derivative tells: of the parts
/// compared, and of those chosen from, the coefficients without a lane come first, then those along it.
fn side_of_mixed<T: Real>([left, right, a, b]: &[Parts<T>; 4]) -> Option<Ordering> {
    let first = (0..left.len()).find(|&k| left[k] != right[k])?;
    let is_mixed = first > left.len() / 2 && a[0] == b[0];
    is_mixed.then(|| left[first].partial_cmp(&right[first]))?
}

/// 1 for a partial derivative that depends on its variable.
pub(super) fn depends<T: Real>(p: T) -> T {
    let asked = notes::depends(p.is_nan());
    T::of(if asked || !p.is_zero() { 1.0 } else { 0.0 })
}

/// The values of all parts, then the partial derivatives of all parts, lane by lane.
fn coefficients<T: Real, const N: usize>(parts: &[Dual<T, N>], lanes: &[usize]) -> Parts<T> {
    let mut all: Parts<T> = smallvec![];
    all.extend(parts.iter().map(|part| part.value));
    for &lane in lanes {
        all.extend(parts.iter().map(|part| part.partials[lane]));
    }
    all
}
