//! A check from its first evaluation to its report.

use std::convert::identity;

use super::diagnosis::{Diagnosis, Evidence, Kind, diagnose};
use super::report::{Entry, Report};
use super::rounding;
use super::settings::Check;
use super::subject::{Dense, Measured, Subject};
use super::verdict::{Claim, Compared, Reference, Verdict, judge};
use crate::error::Error;
use crate::numeric::Status;

/// Claims and measurement, in one layout.
struct Material {
    measured: Measured,
    exact: Option<Vec<Claim>>,
    hand: Option<Vec<Claim>>,
}

impl<E> Subject<'_, E> {
    /// The report on several points is that on the worst of them.
    pub(crate) fn check_all(
        &self,
        settings: &Check,
        points: impl IntoIterator<Item = Vec<f64>>,
    ) -> Result<Report, E> {
        let mut worst: Option<Report> = None;
        let (mut count, mut evaluations) = (0, 0);
        for x in points {
            let found = match settings.random {
                Some(random) => {
                    let limits = self.settings(settings.finite_difference.as_ref());
                    self.check_all(&settings.clone().only(), random.points(&limits, &x))
                }
                None => self.check_at(settings, &x),
            }?;
            count += found.points;
            evaluations += found.evaluations;
            if worst
                .as_ref()
                .is_none_or(|worst| found.is_worse_than(worst))
            {
                worst = Some(found);
            }
        }
        let mut report = worst.unwrap_or_else(|| Report::empty(self.kind));
        (report.points, report.evaluations) = (count, evaluations);
        Ok(report)
    }

    fn check_at(&self, settings: &Check, x: &[f64]) -> Result<Report, E> {
        let values = (self.values)(x)?;
        let material = self.material(settings, x, values.len())?;
        let sizes = self.sizes(settings, x, &values);
        let mut entries = self.compare(settings, x, &sizes, &material);
        if settings.directions.is_none() {
            self.doubt_cancelled(settings, x, &mut entries);
        }
        let verdict = Verdict::overall(entries.iter().map(|entry| entry.verdict));
        let directions = settings.directions.map(|directions| directions.count);
        let value = (self.kind != Kind::Jacobian).then(|| values[0]);
        let diagnoses = if directions.is_some() {
            Vec::new()
        } else {
            self.diagnoses(&entries, material.measured.value.shape, value, x)
        };
        Ok(Report {
            kind: self.kind,
            point: x.to_vec(),
            value,
            shape: material.measured.value.shape,
            entries,
            verdict,
            diagnoses,
            evaluations: material.measured.evaluations + 2,
            points: 1,
            directions,
        })
    }

    /// Entries that disagree by no more than their own formula loses here are in doubt.
    fn doubt_cancelled(&self, settings: &Check, x: &[f64], entries: &mut [Entry]) {
        const LOSSES: f64 = 8.0;
        if !entries
            .iter()
            .any(|e| e.verdict == Verdict::Disagree && !e.is_alone)
        {
            return;
        }
        let limits = self.settings(settings.finite_difference.as_ref());
        let bounds = |i: usize| limits.coordinate(i).bounds;
        let columns = x.len();
        let row = |k: usize| match self.kind {
            Kind::Jacobian => k / columns,
            _ => 0,
        };
        let values = |x: &[f64]| (self.values)(x).ok();
        let of = |at: &dyn Fn(&[f64]) -> Option<Dense>| {
            let entries = |x: &[f64]| at(x).map(|entries| entries.values);
            rounding::cancellation(x, bounds, row, values, entries)
        };
        let exact = of(&|x| self.exact(x).ok().and_then(identity));
        let hand = of(&|x| self.hand(x));
        for (k, entry) in entries.iter_mut().enumerate() {
            let loss = |losses: &Option<Vec<f64>>| {
                losses
                    .as_ref()
                    .and_then(|losses| losses.get(k))
                    .copied()
                    .unwrap_or(0.0)
            };
            let lost = LOSSES * (loss(&exact) + loss(&hand));
            // At a kink it is the derivative itself that is another at the points around.
            let is_steady = !entry.is_alone && entry.backward.is_none();
            if entry.verdict == Verdict::Disagree && is_steady && entry.difference <= lost {
                entry.verdict = Verdict::Undecided(super::Reason::Cancelled);
            }
        }
    }

    fn material(&self, settings: &Check, x: &[f64], values: usize) -> Result<Material, E> {
        let given = settings.finite_difference.as_ref();
        let limits = self.settings(given);
        limits.check(x);
        let bounds = |i: usize| limits.coordinate(i).bounds;
        let claims = |entries: Dense, at: &dyn Fn(&[f64]) -> Option<Dense>| {
            let at = |x: &[f64]| at(x).map(|entries| entries.values);
            let spread = rounding::spread(&entries.values, x, bounds, at);
            let claim = |(value, spread): (f64, rounding::Spread)| Claim {
                value,
                spread: spread.size,
                beside: spread.beside,
            };
            entries.values.into_iter().zip(spread).map(claim).collect()
        };
        if let Some(directions) = settings.directions {
            if let Some(hand) = self.hand(x) {
                self.check_shape(&hand, self.shape(x.len(), values));
            }
            let mut slopes = self.slopes(x, &limits, directions)?;
            let (exact, hand) = (slopes.exact.take(), slopes.hand.take());
            let exact = exact.map(|entries| {
                claims(entries, &|x| {
                    self.exact_slopes(x, &slopes).ok().and_then(identity)
                })
            });
            let hand = hand.map(|entries| claims(entries, &|x| self.hand_slopes(x, &slopes)));
            let measured = slopes.measured;
            return Ok(Material {
                measured,
                exact,
                hand,
            });
        }
        let hand = self.hand(x);
        if let Some(hand) = &hand {
            self.check_shape(hand, self.shape(x.len(), values));
        }
        Ok(Material {
            measured: self.measure(x, given)?,
            exact: self
                .exact(x)?
                .map(|entries| claims(entries, &|x| self.exact(x).ok().and_then(identity))),
            hand: hand.map(|entries| claims(entries, &|x| self.hand(x))),
        })
    }

    /// How large the values of the function are, at `x` or a little away from it: any one of them
    /// may vanish.
    fn sizes(&self, settings: &Check, x: &[f64], values: &[f64]) -> Vec<f64> {
        /// A fraction of the coordinate that is not special, different for each.
        const AWAY: f64 = 0.061;
        let limits = self.settings(settings.finite_difference.as_ref());
        let away = |(i, x): (usize, &f64)| {
            let (lower, upper) = limits.coordinate(i).bounds;
            let size = if *x == 0.0 { 1.0 } else { x.abs() };
            let share = AWAY / (1.0 + 0.1 * (i % 7) as f64);
            (x + share * size).max(lower).min(upper)
        };
        let near: Vec<f64> = x.iter().enumerate().map(away).collect();
        let there = (self.values)(&near).unwrap_or_default();
        let finite = |v: f64| if v.is_finite() { v.abs() } else { 0.0 };
        let mut sizes: Vec<f64> = values.iter().map(|v| finite(*v)).collect();
        for (size, there) in sizes.iter_mut().zip(there) {
            *size = size.max(finite(there));
        }
        sizes
    }

    /// The shape of the derivative.
    fn shape(&self, n: usize, values: usize) -> (usize, usize) {
        match self.kind {
            Kind::Derivative | Kind::Gradient => (1, n),
            Kind::Jacobian => (values, n),
            Kind::Hessian => (n, n),
        }
    }

    fn check_shape(&self, hand: &Dense, expected: (usize, usize)) {
        match self.kind {
            Kind::Derivative | Kind::Gradient => {
                Error::check_length("the hand-derived gradient", expected.1, hand.shape.1);
            }
            Kind::Jacobian | Kind::Hessian => Error::check_hand(expected, hand.shape),
        }
    }

    fn diagnoses(
        &self,
        entries: &[Entry],
        shape: (usize, usize),
        value: Option<f64>,
        x: &[f64],
    ) -> Vec<Diagnosis> {
        let mut found = Vec::new();
        for exact_is_under_test in [true, false] {
            let claim = |entry: &Entry| {
                if exact_is_under_test {
                    entry.exact
                } else {
                    entry.hand
                }
            };
            let Some(claimed) = entries.iter().map(claim).collect::<Option<Vec<f64>>>() else {
                continue;
            };
            let references: Vec<(f64, f64)> =
                entries.iter().map(|entry| entry.reference()).collect();
            let (reference, error): (Vec<f64>, Vec<f64>) = references.into_iter().unzip();
            let alone: Vec<bool> = entries.iter().map(|entry| entry.is_alone).collect();
            let status: Vec<Status> = entries.iter().map(Entry::basis).collect();
            let further = diagnose(&Evidence {
                shape,
                kind: self.kind,
                claimed: &claimed,
                reference: &reference,
                error: &error,
                status: &status,
                value,
                point: x,
                alone: &alone,
                exact_is_under_test,
            });
            for diagnosis in further {
                if !found.contains(&diagnosis) {
                    found.push(diagnosis);
                }
            }
        }
        found
    }

    /// Entry by entry.
    fn compare(
        &self,
        settings: &Check,
        x: &[f64],
        sizes: &[f64],
        material: &Material,
    ) -> Vec<Entry> {
        let kind = self.kind;
        let Material {
            measured,
            exact,
            hand,
        } = material;
        let columns = measured.value.shape.1;
        let reach = |j: usize| match x.get(j) {
            Some(x) if *x != 0.0 && settings.directions.is_none() => x.abs(),
            _ => 1.0,
        };
        // By how much the function changes over the reach of the coordinates, and with higher derivatives
        // over that of several of them.
        let power = |row: usize, column: usize| match kind {
            Kind::Hessian if settings.directions.is_none() => reach(row) * reach(column),
            _ => reach(column).powi(self.order as i32),
        };
        // Of what did not settle nothing is known, least of all how large it is.
        let seen = |k: usize| match measured.error[k].is_finite() {
            true => measured.value.values[k].abs(),
            false => 0.0,
        };
        let changes: Vec<f64> = (0..measured.value.values.len())
            .map(|k| seen(k) * power(k / columns, k % columns))
            .collect();
        let largest = |row: usize| {
            let own = match kind {
                Kind::Hessian => &changes[..],
                _ => &changes[row * columns..(row + 1) * columns],
            };
            own.iter().copied().fold(0.0, f64::max)
        };
        (0..measured.value.values.len())
            .map(|k| {
                let (row, column) = (k / columns, k % columns);
                let size = sizes[if kind == Kind::Hessian { 0 } else { row }];
                let reference = Reference {
                    value: measured.value.values[k],
                    error: measured.error[k],
                    status: measured.status[k],
                    backward: measured.backward[k],
                    order: self.order,
                    scale: largest(row).max(size) / power(row, column),
                };
                let of = |claims: &Option<Vec<Claim>>| claims.as_ref().map(|claims| claims[k]);
                let (exact, hand) = (of(exact), of(hand));
                let mut claims = [exact, hand].into_iter().flatten();
                let is_alone = claims.any(|claim| claim.is_alone(reference));
                let Compared {
                    mut verdict,
                    with_exact,
                    difference,
                    bar,
                } = judge(exact, hand, reference);
                if verdict.is_excused(difference, settings.tolerance) {
                    verdict = Verdict::Undecided(super::Reason::Excused);
                }
                Entry {
                    row,
                    column,
                    exact: exact.map(|claim| claim.value),
                    hand: hand.map(|claim| claim.value),
                    numerical: reference.value,
                    error: reference.error,
                    status: reference.status,
                    backward: reference.backward.map(|slope| slope.value),
                    difference,
                    bar,
                    with_exact,
                    is_alone,
                    verdict,
                }
            })
            .collect()
    }
}
