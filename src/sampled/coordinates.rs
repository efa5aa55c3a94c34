//! [`Coordinates`]: one position per sample, so that differences of neighbours are right to the last bit
//! also where the positions themselves are too long for an `f64`.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

/// Positions of samples along an axis.
///
/// `f64` in contiguous memory is borrowed, everything else is converted once. Integers beyond 2⁵³ (time
/// stamps in nanoseconds since 1970) are counted from the first one, which is subtracted as an integer.
///
/// ```
/// use partials::sampled::{Spacing, gradient};
/// use std::time::Duration;
///
/// let times = [0, 1, 3].map(Duration::from_secs);
/// let Spacing::Coordinates(seconds) = Spacing::from(&times) else { unreachable!() };
/// assert_eq!(seconds.rounded(), [0.0, 1.0, 3.0]);
/// assert_eq!(gradient(&[0.0, 2.0, 6.0], &times)?, [2.0, 2.0, 2.0]);
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinates<'a> {
    high: Cow<'a, [f64]>,
    /// What `high` is rounded by, if it is at all.
    low: Option<Box<Rest>>,
}

/// As many numbers as there are coordinates, behind one pointer, since hardly anyone has them.
#[derive(Clone, Debug, PartialEq)]
struct Rest(Vec<f64>);

/// A number that can be a coordinate: `f32`, `f64`, an integer of any size, or a
/// [`Duration`], which counts in seconds.
///
/// ```
/// use partials::sampled::{Coordinate, gradient};
///
/// fn speed<T: Coordinate>(positions: &[f64], times: &[T]) -> Vec<f64> {
///     gradient(positions, times).unwrap()
/// }
/// assert_eq!(speed(&[0.0, 2.0, 4.0], &[0.0, 0.5, 1.0]), [4.0, 4.0, 4.0]);
/// // Nanoseconds since 1970, which no `f64` holds.
/// let start = 1_764_000_000_000_000_000_i64;
/// assert_eq!(speed(&[0.0, 2.0, 4.0], &[start, start + 1, start + 2]), [2.0, 2.0, 2.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no coordinate",
    label = "the coordinates of an axis are numbers or `Duration`s",
    note = "convert dates to `Duration`s, to seconds as `f64`, or to integers: nanoseconds since any day keep all their digits"
)]
pub trait Coordinate: Copy + sealed::Sealed {
    /// These coordinates.
    ///
    /// ```
    /// use partials::sampled::Coordinate;
    /// use std::borrow::Cow;
    ///
    /// let x = i32::of(Cow::Borrowed(&[1, 2, 4]));
    /// assert_eq!(x.rounded(), [1.0, 2.0, 4.0]);
    /// ```
    fn of(x: Cow<'_, [Self]>) -> Coordinates<'_>
    where
        Self: Clone;
}

mod sealed {
    pub trait Sealed {}
}

impl Coordinates<'_> {
    /// How many there are.
    ///
    /// ```
    /// use partials::sampled::Coordinate;
    /// use std::borrow::Cow;
    ///
    /// assert_eq!(f64::of(Cow::Borrowed(&[0.0, 0.5, 2.0])).len(), 3);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.high.len()
    }

    /// Whether there are none.
    ///
    /// ```
    /// use partials::sampled::Coordinate;
    /// use std::borrow::Cow;
    ///
    /// assert!(f64::of(Cow::Borrowed(&[])).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.high.is_empty()
    }

    /// The positions, rounded: from the first one on if that is an integer beyond 2⁵³.
    ///
    /// ```
    /// use partials::sampled::Coordinate;
    /// use std::borrow::Cow;
    ///
    /// let start = 1_764_000_000_000_000_000_i64;
    /// assert_eq!(i64::of(Cow::Borrowed(&[start, start + 3])).rounded(), [0.0, 3.0]);
    /// assert_eq!(i64::of(Cow::Borrowed(&[5, 8])).rounded(), [5.0, 8.0]);
    /// ```
    #[must_use]
    pub fn rounded(&self) -> &[f64] {
        &self.high
    }

    /// Position number `i`, as a number and what it is rounded by.
    pub(super) fn parts(&self, i: usize) -> (f64, f64) {
        (
            self.high[i],
            self.low.as_ref().map_or(0.0, |rest| rest.0[i]),
        )
    }

    /// The positions of these places.
    pub(super) fn from_places(
        places: &[isize],
        position: impl Fn(isize) -> (f64, f64),
    ) -> Coordinates<'static> {
        let (high, low): (Vec<f64>, Vec<f64>) = places.iter().map(|&place| position(place)).unzip();
        Self::of_parts(high, low)
    }

    fn of_parts(high: Vec<f64>, low: Vec<f64>) -> Coordinates<'static> {
        let is_exact = low.iter().all(|low| *low == 0.0);
        Coordinates {
            high: high.into(),
            low: (!is_exact).then(|| Box::new(Rest(low))),
        }
    }

    /// The same, in memory of their own.
    pub(super) fn into_owned(self) -> Coordinates<'static> {
        Coordinates {
            high: self.high.into_owned().into(),
            low: self.low,
        }
    }

    /// These of the samples in `run`.
    pub(super) fn nodes(&self, run: Range<usize>) -> Nodes<'_> {
        Nodes {
            high: &self.high[run.clone()],
            low: self.low.as_ref().map_or(&[], |rest| &rest.0[run]),
        }
    }
}

impl<'a> From<Cow<'a, [f64]>> for Coordinates<'a> {
    fn from(high: Cow<'a, [f64]>) -> Self {
        Self { high, low: None }
    }
}

/// Positions as the rules see them: only their differences count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nodes<'x> {
    high: &'x [f64],
    /// Empty, or as long.
    low: &'x [f64],
}

impl<'x> Nodes<'x> {
    pub fn len(&self) -> usize {
        self.high.len()
    }

    /// From one to another.
    #[inline(always)]
    pub fn between(&self, from: usize, to: usize) -> f64 {
        let high = self.high[to] - self.high[from];
        if self.low.is_empty() {
            high
        } else {
            high + (self.low[to] - self.low[from])
        }
    }

    /// The positions, if they are not rounded.
    pub fn exact(&self) -> Option<&'x [f64]> {
        self.low.is_empty().then_some(self.high)
    }
}

impl sealed::Sealed for f64 {}
impl Coordinate for f64 {
    fn of(x: Cow<'_, [f64]>) -> Coordinates<'_> {
        x.into()
    }
}

macro_rules! converted {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl Coordinate for $t {
            fn of(x: Cow<'_, [Self]>) -> Coordinates<'_> {
                let x: Vec<f64> = x.iter().map(|&v| v.into()).collect();
                Cow::<[f64]>::Owned(x).into()
            }
        }
    )*};
}
converted!(f32 i8 i16 i32 u8 u16 u32);

macro_rules! long_integers {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl Coordinate for $t {
            fn of(x: Cow<'_, [Self]>) -> Coordinates<'_> {
                const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
                let is_exact = |v: &$t| v.abs_diff(0) as u128 <= EXACT;
                if x.iter().all(is_exact) {
                    let x: Vec<f64> = x.iter().map(|&v| v as f64).collect();
                    return Cow::<[f64]>::Owned(x).into();
                }
                from_the_first(&x, |v, first| (v < first, v.abs_diff(first) as u128))
            }
        }
    )*};
}
long_integers!(i64 u64 isize usize i128 u128);

/// Positions counted from the first one: `distance` tells sign and size.
fn from_the_first<T: Copy>(
    x: &[T],
    distance: impl Fn(T, T) -> (bool, u128),
) -> Coordinates<'static> {
    let part = |&v: &T| {
        let (is_before, size) = distance(v, x[0]);
        let high = size as f64;
        let rounded = high as u128;
        let low = if rounded > size {
            -((rounded - size) as f64)
        } else {
            (size - rounded) as f64
        };
        let sign = if is_before { -1.0 } else { 1.0 };
        (sign * high, sign * low)
    };
    let (high, low): (Vec<f64>, Vec<f64>) = x.iter().map(part).unzip();
    Coordinates::of_parts(high, low)
}

impl sealed::Sealed for Duration {}
impl Coordinate for Duration {
    /// Seconds from the first one.
    fn of(x: Cow<'_, [Self]>) -> Coordinates<'_> {
        const SECOND: f64 = 1e9;
        let mut found = from_the_first(&x, |v, first| {
            (v < first, v.as_nanos().abs_diff(first.as_nanos()))
        });
        found.high.to_mut().iter_mut().for_each(|v| *v /= SECOND);
        if let Some(rest) = &mut found.low {
            rest.0.iter_mut().for_each(|v| *v /= SECOND);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_long_integers_are_exact() {
        let start = 1_764_000_000_000_000_000_i64;
        let stamps: Vec<i64> = (0..5).map(|k| start + 1_000_003 * k).collect();
        let x = i64::of(Cow::Borrowed(&stamps));
        assert_eq!(
            x.rounded(),
            [0.0, 1_000_003.0, 2_000_006.0, 3_000_009.0, 4_000_012.0]
        );
        let ends = [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX];
        let x = i64::of(Cow::Borrowed(&ends));
        let nodes = x.nodes(0..6);
        assert_eq!(
            [(0, 1), (2, 3), (4, 5)].map(|(a, b)| nodes.between(a, b)),
            [1.0; 3]
        );
        assert!(nodes.exact().is_none());
        let large = [u64::MAX, u64::MAX - 3];
        assert_eq!(
            u64::of(Cow::Borrowed(&large)).nodes(0..2).between(0, 1),
            -3.0
        );
        let huge = [u128::MAX - 7, u128::MAX];
        assert_eq!(
            u128::of(Cow::Borrowed(&huge)).nodes(0..2).between(0, 1),
            7.0
        );
        // What fits is as it is.
        assert_eq!(i64::of(Cow::Borrowed(&[-3, 5])).rounded(), [-3.0, 5.0]);
    }

    #[test]
    fn durations_are_seconds() {
        let times = [1_764_000_000_u64, 1_764_000_001].map(Duration::from_secs);
        assert_eq!(Duration::of(Cow::Borrowed(&times)).rounded(), [0.0, 1.0]);
    }
}
