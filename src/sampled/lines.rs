//! Line by line: with missing samples, across gaps, around circles. The samples that belong together are
//! brought together, with the positions they have, and differentiated as an axis of their own.

use std::ops::Range;

use ndarray::{ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Dimension, Zip, s};

use super::coordinates::Coordinates;
use super::differences::{Differences, Missing};
use super::estimate::{magnitude, next_accuracy};
use super::pass::kernel::wrapped;
use super::pass::{single, wide};
use super::resolve::steps;
use super::rule::{Stencil, Steps};
use super::spacing::Spacing;
use super::{Accumulator, Edge, Sample, Value};
use crate::error::Error;

/// Samples that belong together: a run of present ones, or all that are present.
struct Chain {
    /// Their places along the line, counted on where the axis is a circle.
    places: Vec<isize>,
    /// After the last one comes the first.
    is_closed: bool,
}

impl Differences<'_> {
    /// Whether lines are differentiated one by one.
    pub(super) fn is_line_by_line(&self) -> bool {
        self.missing != Missing::AreNone || self.circle.is_some()
    }

    /// The derivative along the chosen axis number `k`.
    pub(super) fn lines_into<A: Sample, D: Dimension>(
        &self,
        k: usize,
        axis: usize,
        f: ArrayView<'_, A, D>,
        mut out: ArrayViewMut<'_, A::Out, D>,
    ) -> Result<(), Error> {
        self.check_circle::<A>()?;
        Zip::from(out.lanes_mut(Axis(axis)))
            .and(f.lanes(Axis(axis)))
            .for_each(|out, f| self.line(k, f, out, |i| self.is_present(f[i])));
        Ok(())
    }

    /// Complex samples are not on a circle.
    pub(super) fn check_circle<A: Sample>(&self) -> Result<(), Error> {
        if self.circle.is_some() && !A::Out::IS_REAL {
            return Err(Error::Combination {
                what: "samples on a circle",
                with: "complex samples: take their arguments",
            });
        }
        Ok(())
    }

    pub(super) fn is_present<A: Sample>(&self, f: A) -> bool {
        self.missing == Missing::AreNone || !f.value().is_nan()
    }

    /// The derivative of one line.
    pub(super) fn line<A: Sample>(
        &self,
        k: usize,
        f: ArrayView1<'_, A>,
        mut out: ArrayViewMut1<'_, A::Out>,
        present: impl Fn(usize) -> bool,
    ) {
        let n = f.len();
        if self.circle.is_none() && (0..n).all(&present) {
            return single::axis_into(&self.rule(k, n), f, out, 0);
        }
        out.fill(A::Out::NAN);
        if self.circle.is_none() && self.missing != Missing::AreBridged && !self.is_periodic(k) {
            return runs(n, present).for_each(|run| self.run(k, f, &mut out, run));
        }
        let ends = self.ends_of_chains(k);
        for chain in self.chains(k, n, present) {
            let Some(found) = self.chain(k, f, &chain, ends) else {
                continue;
            };
            for (place, slope) in chain.places.iter().zip(found.slopes) {
                out[wrapped(*place, 0, n)] = slope;
            }
        }
    }

    /// A run of present samples, where they are.
    fn run<A: Sample>(
        &self,
        k: usize,
        f: ArrayView1<'_, A>,
        out: &mut ArrayViewMut1<'_, A::Out>,
        run: Range<usize>,
    ) {
        if let Some(rule) = self.run_rule(k, run.clone()) {
            let out = out.slice_mut(s![run.clone()]);
            single::axis_into(&rule, f.slice(s![run]), out, 0);
        }
    }

    /// The derivative of one line, and its errors: infinite where there are too few samples to compare
    /// two accuracies.
    pub(super) fn line_estimate<A: Sample>(
        &self,
        k: usize,
        f: ArrayView1<'_, A>,
        mut out: ArrayViewMut1<'_, A::Out>,
        mut error: ArrayViewMut1<'_, <A::Out as Value>::Real>,
        present: impl Fn(usize) -> bool,
    ) {
        self.line(k, f, out.view_mut(), &present);
        error.fill(<A::Out as Value>::Real::NAN);
        let n = f.len();
        for chain in self.chains(k, n, present) {
            let Some(found) = self.chain(k, f, &chain, self.ends_of_chains(k)) else {
                continue;
            };
            let mut other = self.clone();
            other.accuracy = next_accuracy(found.accuracy);
            let comparison = other.chain(k, f, &chain, Edge::Matching);
            let comparison = comparison.filter(|found| found.accuracy == other.accuracy);
            for (j, place) in chain.places.iter().enumerate() {
                let i = wrapped(*place, 0, n);
                error[i] = match &comparison {
                    Some(other) => out[i].uncertainty(other.slopes[j], found.terms[j]),
                    None => out[i].uncertainty(A::Out::ZERO, f64::INFINITY),
                };
            }
        }
    }

    /// The samples of a line that belong together.
    fn chains(&self, k: usize, n: usize, present: impl Fn(usize) -> bool) -> Vec<Chain> {
        let is_closed = self.is_periodic(k);
        let all = 0..n as isize;
        let is_whole = (0..n).all(&present);
        if is_whole || self.missing == Missing::AreBridged {
            let places = all.filter(|&i| present(i as usize)).collect();
            return vec![Chain { places, is_closed }];
        }
        // On a circle a run may pass the seam: it is looked for from a missing sample on.
        let start = match is_closed {
            true => (0..n).find(|&i| !present(i)).unwrap_or(0),
            false => 0,
        };
        let chain = |run: Range<usize>| Chain {
            places: run.map(|i| (start + i) as isize).collect(),
            is_closed: false,
        };
        runs(n, |i| present((start + i) % n)).map(chain).collect()
    }

    /// The derivative along a chain with all the accuracy that it allows, if any; `edge` is for the ends
    /// of an open one.
    fn chain<A: Sample>(
        &self,
        k: usize,
        f: ArrayView1<'_, A>,
        chain: &Chain,
        edge: Edge,
    ) -> Option<Found<A::Out>> {
        let count = chain.places.len();
        // A closed chain goes on for as long as the weights of its ends reach: on a circle of any
        // circumference. The last ones are never used.
        let (beyond, accuracy, edge) = if chain.is_closed {
            let ring = match self.even_step(k, &chain.extended(1, f.len())) {
                Some(_) => Edge::Periodic,
                None => Edge::Period(0.0),
            };
            let lower = (2..=self.accuracy).rev().step_by(2);
            let mut fitting = lower.filter(|&p| self.needed(p, ring) <= count);
            let accuracy = fitting.next()?;
            let beyond = Stencil::uneven_radius(self.order, accuracy);
            (beyond, accuracy, Edge::First)
        } else {
            let (accuracy, edge) = self.affordable(edge, count)?;
            (0, accuracy, edge)
        };
        let places = chain.extended(beyond, f.len());
        let x = Coordinates::from_places(&places, self.position(k, f.len()));
        let samples = self.samples(f, &places);
        let steps = match self.even_step(k, &places) {
            Some(step) => Steps::Even(step),
            None => steps(x.nodes(0..places.len())),
        };
        let rule = self.rule_at(places.len(), steps, accuracy, edge);
        let mut slopes = vec![A::Out::ZERO; places.len()];
        single::axis_into(
            &rule,
            ArrayView1::from(&samples),
            (&mut slopes[..]).into(),
            0,
        );
        let mut scratch = rule.scratch();
        let terms = (beyond..beyond + count).map(|i| {
            let row = rule.row(i, &mut scratch);
            magnitude(row, samples.len(), |k| samples[k].magnitude())
        });
        Some(Found {
            terms: terms.collect(),
            slopes: slopes[beyond..beyond + count].to_vec(),
            accuracy,
        })
    }

    /// The ends of what is open, also where the axis is not.
    fn ends_of_chains(&self, k: usize) -> Edge {
        if self.is_periodic(k) {
            self.open_edge()
        } else {
            self.edge_of(k)
        }
    }

    /// The step from place to place, if it is a constant one: their positions would round it.
    fn even_step(&self, k: usize, places: &[isize]) -> Option<f64> {
        let (Spacing::Step(step), [first, second, ..]) = (self.spacing_of(k), places) else {
            return None;
        };
        let apart = second - first;
        let is_even = places.windows(2).all(|pair| pair[1] - pair[0] == apart);
        is_even.then_some(apart as f64 * step)
    }

    /// Where a place is, as the exact sum of a high and a low part.
    fn position(&self, k: usize, n: usize) -> impl Fn(isize) -> (f64, f64) {
        let spacing = self.spacing_of(k);
        let circumference = match (self.edge_of(k), spacing) {
            (Edge::Period(period), Spacing::Coordinates(x)) => {
                period.abs().copysign(x.nodes(0..n).between(0, n - 1))
            }
            _ => 0.0,
        };
        move |place| match spacing {
            Spacing::Step(step) => (place as f64 * step, 0.0),
            Spacing::Coordinates(x) => {
                let (i, turn) = (place.rem_euclid(n as isize), place.div_euclid(n as isize));
                let (high, low) = x.parts(i as usize);
                (high + turn as f64 * circumference, low)
            }
        }
    }

    /// The samples at these places: unrolled if they are on a circle, and counted from the first one if
    /// they are integers that are too long.
    fn samples<A: Sample>(&self, f: ArrayView1<'_, A>, places: &[isize]) -> Vec<A::Out> {
        let n = f.len();
        let at = |place: &isize| f[wrapped(*place, 0, n)];
        let Some(first) = places.first().map(at) else {
            return Vec::new();
        };
        if let Some(period) = self.circle {
            type Wide<A> = <<A as Sample>::Out as Value>::Wide;
            let mut sum = Wide::<A>::load(A::Out::ZERO);
            let numbers = places.iter().map(at).find(|v| !v.value().is_nan());
            let mut before = numbers.unwrap_or(first);
            let unrolled = places.iter().map(|place| {
                let step = at(place).minus_sample(before).short_way(period);
                if step.is_nan() {
                    // It spoils its neighbours, not all that follow.
                    return A::Out::NAN;
                }
                before = at(place);
                sum = sum.plus(Wide::<A>::load(step));
                sum.store()
            });
            return unrolled.collect();
        }
        if wide::is_any(&f) {
            return places.iter().map(|p| at(p).minus_sample(first)).collect();
        }
        places.iter().map(|place| at(place).value()).collect()
    }
}

impl Chain {
    /// The places with so many more on either side, around a line of `n` samples.
    fn extended(&self, beyond: usize, n: usize) -> Vec<isize> {
        let count = self.places.len();
        let around = |j: usize| {
            let j = j as isize - beyond as isize;
            let turn = j.div_euclid(count as isize);
            self.places[j.rem_euclid(count as isize) as usize] + turn * n as isize
        };
        (0..count + 2 * beyond).map(around).collect()
    }
}

/// The derivative of a chain.
struct Found<T> {
    slopes: Vec<T>,
    /// The sums of the absolute terms that they were made of.
    terms: Vec<f64>,
    accuracy: usize,
}

/// The runs of present places.
fn runs(n: usize, present: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = (end..n).find(|&i| present(i))?;
        end = (start..n).find(|&i| !present(i)).unwrap_or(n);
        Some(start..end)
    })
}
