//! Circles: coordinates that pass the seam, and samples that are directions.

use std::borrow::Cow;

use super::Edge;
use super::coordinates::Coordinates;
use super::differences::Differences;
use super::spacing::{Spacing, Spacings};

/// The difference of two positions on a circle, the short way round: between `-period / 2` and
/// `period / 2`.
pub(super) fn short_way(difference: f64, period: f64) -> f64 {
    difference - period * (difference / period).round()
}

/// Positions on a circle, unrolled: from each to the next it is the short way round. numpy's `unwrap`.
///
/// The first stays as it is. Where two that follow each other are half a turn apart, which way it was
/// cannot be known; what is not a number makes everything after it so. With a period of 0 only
/// the first is a number, with one that is not finite none is.
///
/// ```
/// use partials::sampled::unwrap;
///
/// assert_eq!(unwrap(&[22.0, 23.0, 0.0, 1.5], 24.0), [22.0, 23.0, 24.0, 25.5]);
/// assert_eq!(unwrap(&[-170.0, 175.0, 160.0], 360.0), [-170.0, -185.0, -200.0]);
/// ```
#[must_use]
pub fn unwrap(positions: &[f64], period: f64) -> Vec<f64> {
    let mut turns = 0.0;
    let mut unrolled = Vec::with_capacity(positions.len());
    for (i, &x) in positions.iter().enumerate() {
        if i > 0 {
            let step: f64 = x - positions[i - 1];
            turns -= (step / period).round();
        }
        unrolled.push(x + turns * period);
    }
    unrolled
}

impl<'a> Differences<'a> {
    /// The same with coordinates that pass the seam of their circle unrolled.
    pub(super) fn unrolled(&self) -> Cow<'_, Differences<'a>> {
        let entries = match &self.spacing {
            Spacings::Same(spacing) => std::slice::from_ref(spacing),
            Spacings::Each(each) => &each[..],
        };
        let edge = |k: usize| match self.edges[..] {
            [edge] => Some(edge),
            _ => self.edges.get(k).copied(),
        };
        let needs = |k: usize, spacing: &Spacing<'_>| match (edge(k), spacing) {
            (Some(Edge::Period(period)), Spacing::Coordinates(x)) => {
                (turns_back(x.rounded()) && period.is_finite() && period != 0.0)
                    .then_some(period.abs())
            }
            _ => None,
        };
        if !(0..entries.len()).any(|k| needs(k, &entries[k]).is_some()) {
            return Cow::Borrowed(self);
        }
        let mut unrolled = self.clone();
        let each = |(k, spacing): (usize, &Spacing<'a>)| match (needs(k, spacing), spacing) {
            (Some(period), Spacing::Coordinates(x)) => {
                let x: Cow<'_, [f64]> = unwrap(x.rounded(), period).into();
                Spacing::Coordinates(Coordinates::from(x))
            }
            _ => spacing.clone(),
        };
        unrolled.spacing = match &self.spacing {
            Spacings::Same(spacing) => Spacings::Same(each((0, spacing))),
            Spacings::Each(entries) => {
                Spacings::Each(entries.iter().enumerate().map(each).collect())
            }
        };
        Cow::Owned(unrolled)
    }
}

/// Whether coordinates rise and fall.
pub(super) fn turns_back(x: &[f64]) -> bool {
    let rises = x.windows(2).any(|pair| pair[0] < pair[1]);
    let falls = x.windows(2).any(|pair| pair[0] > pair[1]);
    rises && falls
}
