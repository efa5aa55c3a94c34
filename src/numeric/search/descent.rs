//! Climbing down a ladder, rung by rung, until it settles or is seen not to.

use super::domain::{Rejected, floor_power_of_two};
use super::ladder::Reading;
use super::ladder::part::RUNGS;
use super::ladder::rungs::{ROUNDING, Rung, Subject};
use super::phase::{End, Look, Phase, Purpose};
use super::{Descent, Search};
use crate::numeric::estimate::Status;

impl Search {
    pub(super) fn start_ladder(&mut self, first: f64, purpose: Purpose) {
        /// A search that started so many goes round in circles.
        const MOST: u32 = 100;
        let h = floor_power_of_two(first);
        let has_room = h >= self.domain.smallest_step && self.ladders < MOST;
        if !has_room || !self.can_afford(self.points_needed()) {
            return self.give_up();
        }
        self.ladders += 1;
        let subject = Subject {
            centre: self.centre.unwrap_or(f64::NAN),
            side: self.domain.side,
            ..*self.ladder.subject()
        };
        self.ladder.turn_to(subject);
        self.descent = Descent::from(h);
        self.phase = Phase::Descent(purpose);
    }

    pub(super) fn descend(&mut self, purpose: Purpose) {
        if self.centre.is_none() {
            match self.samples.get(self.domain.x) {
                Some(centre) if centre.is_finite() => {
                    self.centre = Some(centre);
                    let subject = Subject {
                        centre,
                        ..*self.ladder.subject()
                    };
                    self.ladder.turn_to(subject);
                }
                Some(_) => return self.finish_without_value(Status::NotFinite),
                None => self.request(self.domain.x),
            }
        }
        let end = loop {
            let h = self.descent.h;
            if h < self.domain.smallest_step {
                break End::SmallestStep;
            }
            match self.look(h) {
                Look::Missing if self.request_rungs() => return,
                Look::Missing => break End::OutOfBudget,
                Look::NotFinite(rejected) => break End::NotFinite(rejected),
                Look::Known(rung) => self.ladder.push(rung),
            }
            self.descent.h = 0.5 * h;
            if self.ladder.rungs.len() < self.ladder.subject().rungs_needed() {
                continue;
            }
            let reading = self.ladder.glimpse();
            if let Some(end) = self.assess(&reading) {
                break end;
            }
        };
        if let Some(reading) = &mut self.descent.reading {
            self.ladder.complete(reading);
        }
        match purpose {
            Purpose::Find => self.found(end),
            Purpose::Grow { tries } => self.grown(end, tries),
        }
    }

    /// Whether the ladder can end here.
    pub(super) fn assess(&mut self, reading: &Reading) -> Option<End> {
        /// A difference of so many times the noise is noise.
        const NOISE: f64 = 4.0;
        /// A second step that fails to halve the error is the last.
        const STALLS: u32 = 2;
        self.descent.reading = Some(*reading);
        let rungs = self.ladder.rungs.len();
        if reading.jump.is_some() || reading.singular {
            return Some(End::Unresolved);
        }
        if reading.pending && rungs < RUNGS {
            return None;
        }
        if !reading.resolved {
            return Some(if reading.noisy {
                End::Noisy
            } else {
                End::Unresolved
            });
        }
        let subject = self.ladder.subject();
        // Two slopes may agree by chance; the curvatures must then agree as well.
        let magnitude = self.ladder.rungs.finest().magnitude(subject.centre);
        let confirmed = subject.side != 0.0
            || subject.order > 2
            || rungs > 2
            || self.ladder.witness_floor() <= 4.0 * (ROUNDING * magnitude + subject.noise);
        if reading.difference <= NOISE * reading.noise && confirmed {
            return Some(End::Converged);
        }
        let tolerance = self.settings.tolerance * reading.value.abs();
        if tolerance > 0.0 && rungs > subject.rungs_needed() && reading.error <= tolerance {
            return Some(End::Converged);
        }
        let descent = &mut self.descent;
        descent.stalls = if reading.error > 0.5 * descent.smallest_error {
            descent.stalls + 1
        } else {
            0
        };
        descent.smallest_error = descent.smallest_error.min(reading.error);
        (descent.stalls >= STALLS).then_some(End::Stalled)
    }

    pub(super) fn look(&self, h: f64) -> Look {
        let x = self.domain.x;
        let side = self.domain.side;
        let other = if side == 0.0 { Some(-h) } else { None };
        let plus = self.known(x + if side == 0.0 { h } else { side * h });
        let minus = other.map_or(self.centre, |offset| self.known(x + offset));
        let (Some(plus), Some(minus)) = (plus, minus) else {
            return Look::Missing;
        };
        if plus.is_finite() && minus.is_finite() {
            return Look::Known(Rung { h, plus, minus });
        }
        let (above, below) = if side < 0.0 {
            (minus, plus)
        } else {
            (plus, minus)
        };
        Look::NotFinite(Rejected {
            below: !below.is_finite(),
            above: !above.is_finite(),
        })
    }

    /// Asks for the rungs without which the ladder says nothing, or for the next one. Where f was
    /// seen not to be finite they come one by one. False if there is no budget for any.
    pub(super) fn request_rungs(&mut self) -> bool {
        let missing = self.ladder.subject().rungs_needed();
        let missing = missing.saturating_sub(self.ladder.rungs.len());
        let count = if self.domain.is_rugged() {
            1
        } else {
            missing.max(1)
        };
        let (x, side) = (self.domain.x, self.domain.side);
        let mut h = self.descent.h;
        for rung in 0..count {
            let offsets = if side == 0.0 {
                [h, -h]
            } else {
                [side * h, 0.0]
            };
            let points = offsets.map(|offset| x + offset);
            let new = points.iter().filter(|p| self.known(**p).is_none()).count();
            let enough = h >= self.domain.smallest_step && self.can_afford(new);
            if !enough {
                return rung > 0;
            }
            points.into_iter().for_each(|p| self.request(p));
            h *= 0.5;
        }
        true
    }
}
