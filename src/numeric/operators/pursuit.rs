//! Searches along several lines through x at once, a number of the function's result for each.

use super::evaluation::Evaluate;
use super::line::Line;
use super::probe::Probe;
use super::rounds::Rounds;
use crate::numeric::search::Search;
use crate::numeric::settings::{Coordinate, FiniteDifference};
use crate::operator::{Progress, Returns};

/// Lines through x, and what is searched along each.
pub(super) trait Ways<Y> {
    /// How many there are.
    fn count(&self) -> usize;

    /// The settings of a search along way `k`, and where x is on it.
    fn start(&self, k: usize, x: &[f64]) -> (Coordinate, f64);

    /// The point at `t` on way `k`.
    fn probe(&self, k: usize, t: f64) -> Probe;

    /// The number that counts for way `k`.
    fn read(&self, k: usize, y: &Y) -> f64;

    /// Values on way `k` that are known already.
    fn known(&self, _: usize) -> &[(f64, f64)] {
        &[]
    }
}

/// The axes, with a number of the result for each, which `read` takes from it.
pub(super) struct Axes<'a, G> {
    pub(super) settings: &'a FiniteDifference,
    pub(super) count: usize,
    pub(super) read: G,
}

impl<Y, G: Fn(usize, &Y) -> f64> Ways<Y> for Axes<'_, G> {
    fn count(&self) -> usize {
        self.count
    }
    fn start(&self, k: usize, x: &[f64]) -> (Coordinate, f64) {
        (self.settings.coordinate(k), x[k])
    }
    fn probe(&self, k: usize, t: f64) -> Probe {
        Probe::along_axis(k, t)
    }
    fn read(&self, k: usize, y: &Y) -> f64 {
        (self.read)(k, y)
    }
}

/// The axes, of a function that has been sampled along them for another derivative.
pub(super) struct Sampled<'a> {
    pub(super) settings: &'a FiniteDifference,
    pub(super) samples: &'a [(f64, f64)],
    /// Where those of an axis end.
    pub(super) ends: &'a [usize],
}

impl Ways<f64> for Sampled<'_> {
    fn count(&self) -> usize {
        self.ends.len()
    }
    fn start(&self, k: usize, x: &[f64]) -> (Coordinate, f64) {
        (self.settings.coordinate(k), x[k])
    }
    fn probe(&self, k: usize, t: f64) -> Probe {
        Probe::along_axis(k, t)
    }
    fn read(&self, _: usize, y: &f64) -> f64 {
        *y
    }
    fn known(&self, k: usize) -> &[(f64, f64)] {
        let start = k.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.samples[start..self.ends[k]]
    }
}

/// Lines, along which the function is a number.
impl Ways<f64> for [Line] {
    fn count(&self) -> usize {
        self.len()
    }
    fn start(&self, k: usize, _: &[f64]) -> (Coordinate, f64) {
        self[k].start()
    }
    fn probe(&self, k: usize, t: f64) -> Probe {
        self[k].probe(t)
    }
    fn read(&self, _: usize, y: &f64) -> f64 {
        *y
    }
}

/// A search along every way, each handed to `take` when it is over. `value` is f(x), evaluated
/// once and only if a search needs it.
pub(super) fn pursue<Y, F, W, R: Returns, H: Fn(Progress)>(
    rounds: &mut Rounds<'_, F, W, R, H>,
    ways: &(impl Ways<Y> + ?Sized),
    value: &mut Option<Y>,
    searches: &mut Vec<Search>,
    mut take: impl FnMut(usize, &Search),
) -> Result<(), R::Error>
where
    W: Evaluate<F, Y, R>,
{
    let n = ways.count();
    for first in (0..n).step_by(W::TOGETHER) {
        searches.clear();
        for k in first..n.min(first + W::TOGETHER) {
            let (settings, x) = ways.start(k, rounds.x);
            if value.is_none() {
                let search = Search::start(settings, x, None);
                if !search.ask().contains(&x) {
                    searches.push(search);
                    continue;
                }
            }
            let value = match value {
                Some(value) => value,
                None => value.insert(rounds.centre()?),
            };
            let mut search = Search::start(settings, x, Some(ways.read(k, value)));
            search.recall(ways.known(k));
            searches.push(search);
        }
        rounds.lead(
            searches,
            |lane, t| ways.probe(first + lane, t),
            |lane, y, values| values.push(ways.read(first + lane, y)),
            |searches| searches.iter().filter(|s| s.estimate().is_some()).count(),
        )?;
        for (k, search) in searches.iter().enumerate() {
            take(first + k, search);
        }
    }
    Ok(())
}
