//! From the settings to the [`Rule`] of each axis.

use std::ops::Range;

use super::coordinates::Nodes;
use super::differences::Differences;
use super::rule::{Classic, Ends, Method, Rule, Stencil, Steps};
use super::spacing::{Spacing, Spacings};
use super::{Edge, axes};
use crate::error::Error;

impl Differences<'_> {
    /// How many axes are chosen.
    pub(super) fn count(&self, dimensions: usize) -> usize {
        self.axes.as_ref().map_or(dimensions, |axes| axes.0.len())
    }

    /// The position of the chosen axis number `k`.
    pub(super) fn position_of(&self, k: usize, dimensions: usize) -> Result<usize, Error> {
        match &self.axes {
            Some(chosen) => axes::resolve(chosen.0[k], dimensions),
            None => Ok(k),
        }
    }

    pub(super) fn spacing_of(&self, k: usize) -> &Spacing<'_> {
        match &self.spacing {
            Spacings::Same(spacing) => spacing,
            Spacings::Each(each) => &each[k],
        }
    }

    pub(super) fn edge_of(&self, k: usize) -> Edge {
        match self.edges[..] {
            [] => self.open_edge(),
            [edge] => edge,
            _ => self.edges[k],
        }
    }

    /// What an open axis gets where nothing was said about its ends.
    pub(super) fn open_edge(&self) -> Edge {
        if self.order == 1 && self.accuracy == 2 {
            Edge::First
        } else {
            Edge::Matching
        }
    }

    pub(super) fn is_periodic(&self, k: usize) -> bool {
        matches!(self.edge_of(k), Edge::Periodic | Edge::Period(_))
    }

    /// The rule for the chosen axis number `k`, of `n` samples, after a [`check`](Self::check).
    pub(super) fn rule(&self, k: usize, n: usize) -> Rule<'_> {
        self.rule_on(k, 0..n, self.accuracy, self.edge_of(k))
    }

    /// The rule for a run of present samples, with all the accuracy they allow.
    pub(super) fn run_rule(&self, k: usize, run: Range<usize>) -> Option<Rule<'_>> {
        let (accuracy, edge) = self.affordable(self.edge_of(k), run.len())?;
        Some(self.rule_on(k, run, accuracy, edge))
    }

    /// The accuracy and the edge that so many samples allow, if any: those asked for at best.
    pub(super) fn affordable(&self, edge: Edge, count: usize) -> Option<(usize, Edge)> {
        let lower = (2..=self.accuracy).rev().step_by(2);
        let fallbacks = lower.map(|accuracy| (accuracy, Edge::Matching));
        std::iter::once((self.accuracy, edge))
            .chain(fallbacks)
            .chain([(2, Edge::First)])
            .find(|&(accuracy, edge)| self.needed(accuracy, edge) <= count)
    }

    /// How many samples the axis must have.
    pub(super) fn needed(&self, accuracy: usize, edge: Edge) -> usize {
        match edge {
            Edge::First => self.order + 1,
            Edge::Second => self.order + 2,
            Edge::Matching => self.order + accuracy,
            Edge::Periodic => 2 * Stencil::radius(self.order, accuracy) + 1,
            Edge::Period(_) => 2 * Stencil::uneven_radius(self.order, accuracy) + 1,
        }
    }

    /// The rule for `n` samples with these steps, and open ends.
    pub(super) fn rule_at<'x>(
        &self,
        n: usize,
        steps: Steps<'x>,
        accuracy: usize,
        edge: Edge,
    ) -> Rule<'x> {
        self.assembled(n, steps, None, (accuracy, edge), false)
    }

    fn rule_on(&self, k: usize, run: Range<usize>, accuracy: usize, edge: Edge) -> Rule<'_> {
        let n = run.len();
        let (steps, coordinates, narrow) = match self.spacing_of(k) {
            Spacing::Step(step) => (Steps::Even(*step), None, true),
            Spacing::Coordinates(x) => {
                let x = x.nodes(run);
                (steps(x), Some(x), false)
            }
        };
        // The distance from the last sample to the first one, around the circle.
        let gap = match (edge, coordinates, steps) {
            (Edge::Period(period), Some(x), _) => {
                let span = x.between(0, n - 1);
                Some(period.abs().copysign(span) - span)
            }
            (Edge::Periodic, _, Steps::Even(step)) => Some(step),
            _ => None,
        };
        let steps = match (steps, coordinates, gap) {
            // Even coordinates with another gap are not even around the circle.
            (Steps::Even(step), Some(x), Some(gap)) if gap != step => Steps::Uneven(x),
            _ => steps,
        };
        self.assembled(n, steps, gap, (accuracy, edge), narrow)
    }

    /// The rule for `n` samples, on a circle if there is a `gap` from the last to the first.
    fn assembled<'x>(
        &self,
        n: usize,
        steps: Steps<'x>,
        gap: Option<f64>,
        (accuracy, edge): (usize, Edge),
        narrow: bool,
    ) -> Rule<'x> {
        let is_classic = self.order == 1 && accuracy == 2;
        if is_classic && (self.permissive || !is_extreme(steps, gap)) {
            let ends = match (edge, gap) {
                (_, Some(gap)) => Ends::Periodic(gap),
                (Edge::First, _) => Ends::First,
                _ => Ends::Second,
            };
            let method = Method::Classic(Classic { steps, ends });
            return Rule { n, method, narrow };
        }
        let edge_accuracy = match edge {
            Edge::First => 1,
            Edge::Second => 2,
            _ => accuracy,
        };
        let period = gap.map(|gap| match steps {
            Steps::Even(step) => step * n as f64,
            Steps::Uneven(x) => x.between(0, n - 1) + gap,
        });
        let stencil = Stencil::new(self.order, accuracy, edge_accuracy, steps, period);
        Rule {
            n,
            method: Method::Stencil(stencil),
            narrow: false,
        }
    }
}

/// Whether products of the distances of rising or falling coordinates may leave the range of `f64`:
/// numpy's formula for unequal steps would silently give 0 or NaN.
fn is_extreme(steps: Steps<'_>, gap: Option<f64>) -> bool {
    // The square of the former is finite. Outside of the latter, which holds their origin, different
    // coordinates are at least 1e-136 apart, and the square of that has all its digits.
    const FAR: f64 = 1e150;
    const NEAR: f64 = 1e-120;
    let Steps::Uneven(x) = steps else {
        return false;
    };
    let Some(x @ [first, .., last]) = x.exact() else {
        return false;
    };
    let sign = (last - first).signum();
    let start = x.partition_point(|x| sign * x < -NEAR);
    let end = x.partition_point(|x| sign * x <= NEAR);
    let size = first.abs().max(last.abs()).max(gap.unwrap_or(0.0).abs());
    size > FAR || end > start + 1
}

/// A constant step, if the differences of the coordinates are exactly equal, as in numpy.
pub(super) fn steps(x: Nodes<'_>) -> Steps<'_> {
    let step = x.between(0, 1);
    let is_even = match x.exact() {
        Some(x) => x.windows(2).all(|pair| pair[1] - pair[0] == step),
        None => (1..x.len()).all(|i| x.between(i - 1, i) == step),
    };
    if is_even {
        Steps::Even(step)
    } else {
        Steps::Uneven(x)
    }
}
