//! Second derivatives along diagonals, from which the mixed ones of a Hessian follow.

use super::axis::Axis;
use super::probe::Probe;
use super::total::worse;
use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::numeric::settings::{Coordinate, FiniteDifference, Method, Side, Step};

/// What becomes of the second derivative along a diagonal.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    /// Along a₁e₁ + a₂e₂, to be continued.
    Sum,
    /// Along a₁e₁ - a₂e₂: with the one before it gives the entry.
    Difference,
    /// Along a₁e₁ + a₂e₂, on one side of x: with the entries on the diagonal it gives the entry.
    OneSided,
}

/// A diagonal of the rectangle that two axes span.
#[derive(Clone, Copy, Debug)]
pub(super) struct Direction {
    axes: [Axis; 2],
    role: Role,
}

impl Direction {
    /// The diagonals needed for the entry of two axes.
    pub(super) fn of_entry(a: &Axis, b: &Axis) -> impl Iterator<Item = Self> + use<> {
        let roles = if a.one_sided || b.one_sided {
            [Some(Role::OneSided), None]
        } else {
            [Some(Role::Sum), Some(Role::Difference)]
        };
        let axes = [*a, *b];
        let direction = move |role| Self { axes, role };
        roles.into_iter().flatten().map(direction)
    }

    fn signs(&self) -> [f64; 2] {
        [
            1.0,
            if self.role == Role::Difference {
                -1.0
            } else {
                1.0
            },
        ]
    }

    /// The point at t along the diagonal.
    pub(super) fn probe(&self, t: f64) -> Probe {
        let [a, b] = &self.axes;
        let [sign_a, sign_b] = self.signs();
        Probe::in_plane(a.at(t, sign_a), b.at(t, sign_b))
    }

    /// Whether its end is the end of an entry.
    pub(super) fn completes(&self) -> bool {
        self.role != Role::Sum
    }

    /// The search along the diagonal, whose unit of length is the diagonal.
    pub(super) fn search(&self, settings: &FiniteDifference, value: f64) -> Search {
        /// Searches start at an eighth of the scale: at the corners of the rectangle.
        const SCALE: f64 = 8.0;
        let [a, b] = &self.axes;
        let [sign_a, sign_b] = self.signs();
        let (room_a, room_b) = (a.room(sign_a), b.room(sign_b));
        let spacing = |axis: &Axis| (axis.x.abs().next_up() - axis.x.abs()) / axis.step.abs();
        let settings = settings.coordinate(a.i);
        let reach = |axis: &Axis| axis.reach / axis.step.abs();
        let along = Coordinate {
            scale: Some(SCALE),
            reach: Some(reach(a).min(reach(b))),
            bounds: (room_a.0.max(room_b.0), room_a.1.min(room_b.1)),
            side: if self.role == Role::OneSided {
                Side::Forward
            } else {
                Side::Central
            },
            method: match settings.method {
                Method::Adaptive => Method::Adaptive,
                Method::Fixed { accuracy, .. } => Method::Fixed {
                    step: Step::Absolute(1.0),
                    accuracy,
                },
            },
            resolution: spacing(a).max(spacing(b)),
            ..settings
        };
        Search::start(along, 0.0, Some(value))
    }

    /// The entry (i, j) that this diagonal completes. `sum` keeps the first of two.
    pub(super) fn entry(
        &self,
        found: Estimate<f64>,
        sum: &mut Option<Estimate<f64>>,
    ) -> Option<(usize, usize, Estimate<f64>)> {
        let [a, b] = &self.axes;
        let found = Estimate {
            span: found.span * a.step.abs().max(b.step.abs()),
            ..found
        };
        // One step after the other: their product may leave the range of numbers.
        let per_area = |v: f64| v / a.step / b.step;
        let entry = match (self.role, sum.take()) {
            (Role::Sum, _) => {
                *sum = Some(found);
                return None;
            }
            (Role::Difference, sum) => {
                let sum = sum?;
                Estimate {
                    value: per_area(sum.value - found.value) / 4.0,
                    error: per_area(sum.error + found.error).abs() / 4.0,
                    span: sum.span.max(found.span),
                    status: worse(sum.status, found.status),
                    ..found
                }
            }
            (Role::OneSided, _) => {
                let ratio = a.step / b.step;
                let (value_a, value_b) = (a.second.value * ratio, b.second.value / ratio);
                let error = per_area(found.error).abs()
                    + (a.second.error * ratio).abs()
                    + (b.second.error / ratio).abs();
                let axes = worse(a.second.status, b.second.status);
                Estimate {
                    value: (per_area(found.value) - value_a - value_b) / 2.0,
                    error: error / 2.0,
                    status: worse(found.status, axes),
                    ..found
                }
            }
        };
        let promised = entry.value.is_finite() && !entry.error.is_nan();
        let error = if promised { entry.error } else { f64::INFINITY };
        Some((a.i, b.i, Estimate { error, ..entry }))
    }
}
