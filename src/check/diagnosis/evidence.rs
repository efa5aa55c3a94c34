//! What a diagnosis is made from: the derivative under test, the reference and its error bars.

use super::kind::Kind;
use crate::numeric::Status;

/// A difference is sharp if the bar is at most this fraction of it.
const SHARP: f64 = 0.1;

/// What is compared with what, row by row: a gradient is 1 × n, a derivative 1 × 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence<'a> {
    /// Rows and columns.
    pub shape: (usize, usize),
    pub kind: Kind,
    /// The derivative under test: written by hand, or the exact one.
    pub claimed: &'a [f64],
    /// The numerical derivative it is held against.
    pub reference: &'a [f64],
    /// Error bar of the reference, plus rounding of the claimed.
    pub error: &'a [f64],
    pub status: &'a [Status],
    /// f(x) of a scalar function, where known.
    pub value: Option<f64>,
    pub point: &'a [f64],
    /// Which entries are another at this point than beside it, where they are right.
    pub alone: &'a [bool],
    /// Whether `claimed` comes from dual numbers rather than from a hand.
    pub exact_is_under_test: bool,
}

impl Evidence<'_> {
    /// The entries that are beyond doubt not what they should be.
    pub(super) fn disagreeing(&self) -> Vec<usize> {
        (0..self.reference.len())
            .filter(|&i| {
                if self.claimed[i].is_finite() {
                    self.is_comparable(i) && !self.is_within(i, self.claimed[i])
                } else {
                    self.status[i].is_reliable() && self.reference[i].is_finite()
                }
            })
            .collect()
    }

    /// Whether the reference says anything about entry `i`.
    pub(super) fn is_comparable(&self, i: usize) -> bool {
        let missing = matches!(
            self.status[i],
            Status::Kink | Status::Jump | Status::Unresolved | Status::NotFinite | Status::NoRoom
        );
        !missing && self.reference[i].is_finite() && self.error[i].is_finite()
    }

    /// Whether entry `i` may be `value`, a finite number.
    pub(super) fn is_within(&self, i: usize, value: f64) -> bool {
        let rounding = 4.0 * f64::EPSILON * value.abs();
        value.is_finite() && (value - self.reference[i]).abs() <= self.error[i] + rounding
    }

    /// Whether nothing speaks against entry `i` being `value`.
    pub(super) fn allows(&self, i: usize, value: f64) -> bool {
        !self.is_comparable(i) || self.is_within(i, value)
    }

    /// Whether entry `i` disagrees by much more than its bar, so that a value within the bar is
    /// hardly there by accident.
    pub(super) fn is_sharp(&self, i: usize) -> bool {
        self.error[i] <= SHARP * (self.claimed[i] - self.reference[i]).abs()
    }

    /// Whether entry `i` is zero, or as good as, on both sides.
    pub(super) fn is_nothing(&self, i: usize) -> bool {
        self.allows(i, 0.0) && self.allows(i, self.claimed[i])
    }

    pub(super) fn position(&self, i: usize) -> (usize, usize) {
        (i / self.shape.1, i % self.shape.1)
    }

    pub(super) fn index(&self, row: usize, column: usize) -> usize {
        row * self.shape.1 + column
    }

    /// How many of `indices` are independent witnesses: entries whose sizes differ.
    pub(super) fn witnesses(&self, indices: &[usize]) -> usize {
        let mut sizes: Vec<(f64, f64)> = indices
            .iter()
            .map(|&i| (self.reference[i].abs(), self.error[i]))
            .collect();
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let apart = |w: &&[(f64, f64)]| w[1].0 - w[0].0 > w[0].1 + w[1].1;
        indices.len().min(1) + sizes.windows(2).filter(apart).count()
    }
}

/// The numbers that every one of some intervals contains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    pub(super) const ALL: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// The numbers between `a` and `b`, with an allowance for the rounding of both.
    pub(super) fn between(a: f64, b: f64) -> Self {
        let slack = 4.0 * f64::EPSILON * a.abs().max(b.abs());
        Self {
            low: a.min(b) - slack,
            high: a.max(b) + slack,
        }
    }

    /// What both contain, if anything.
    pub(super) fn common(self, other: Self) -> Option<Self> {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        (low <= high).then_some(Self { low, high })
    }

    pub(super) fn contains(self, number: f64) -> bool {
        self.low <= number && number <= self.high
    }

    pub(super) fn width(self) -> f64 {
        self.high - self.low
    }

    /// The number with the fewest digits.
    pub(super) fn roundest(self) -> f64 {
        let middle = self.low / 2.0 + self.high / 2.0;
        (0..17)
            .filter_map(|digits| format!("{middle:.digits$e}").parse().ok())
            .find(|&number| self.contains(number))
            .unwrap_or(middle)
    }
}
