//! Larger steps for an accepted answer that noise or rounding limits.

use super::Search;
use super::domain::floor_power_of_two;
use super::judgement::growth::{Standing, WORTHWHILE};
use super::phase::{End, Purpose};

impl Search {
    pub(super) fn grow(&mut self) {
        const GROWTHS: u32 = 4;
        let affordable = self.can_afford(self.points_needed());
        let Some(accepted) = &mut self.accepted else {
            return self.give_up();
        };
        if self.domain.side != 0.0 || accepted.growths == GROWTHS || !affordable {
            return self.finish_accepted();
        }
        let standing = Standing {
            rungs: &accepted.rungs,
            reading: &accepted.reading,
            value: accepted.value,
            error: accepted.reading.resolution(),
        };
        let step = standing.larger_step(
            self.ladder.subject(),
            &self.domain,
            self.settings.tolerance,
            !accepted.fell_back,
        );
        accepted.fell_back |= standing.value.abs() <= standing.error;
        accepted.growths += 1;
        match step {
            Some(step) => self.start_growth(step, 0),
            None => self.finish_accepted(),
        }
    }

    pub(super) fn start_growth(&mut self, step: f64, tries: u32) {
        const TRIES: u32 = 4;
        let step = floor_power_of_two(step);
        let Some(accepted) = &self.accepted else {
            return self.give_up();
        };
        let noise = accepted.known_noise;
        let least = if self.is_noisy() { 2.0 } else { WORTHWHILE };
        let worthwhile = step >= least * accepted.rungs.coarsest().h;
        if !worthwhile || tries == TRIES || !self.can_afford(self.points_needed()) {
            return self.finish_accepted();
        }
        self.start_ladder(step, Purpose::Grow { tries });
        self.ladder.known_noise = noise;
    }

    pub(super) fn grown(&mut self, end: End, tries: u32) {
        const AGREEMENT: f64 = 3.0;
        if let End::NotFinite(_) = end {
            let h = self.descent.h;
            self.domain.note_gap(h);
            return self.start_growth(h / 16.0, tries + 1);
        }
        let is_noisy = self.is_noisy();
        let (Some(reading), Some(accepted)) = (self.descent.reading, &mut self.accepted) else {
            return self.finish_accepted();
        };
        if end == End::Unresolved {
            // Against noise every step that is still larger helps, and its values are known.
            let next = if is_noisy {
                0.5 * self.ladder.rungs.coarsest().h
            } else {
                self.ladder.rungs.finest().h / 8.0
            };
            return self.start_growth(next, tries + 1);
        }
        let disagreement = (reading.value - accepted.value).abs();
        // Large steps may be whole periods, and agree on nothing.
        let better = reading.error < accepted.error
            && accepted
                .rungs
                .as_slice()
                .iter()
                .all(|rung| self.ladder.foresees(rung, &reading))
            && disagreement <= AGREEMENT * (accepted.error + reading.error);
        if !better {
            return self.finish_accepted();
        }
        accepted.value = reading.value;
        accepted.error = reading.total_error();
        accepted.reading = reading;
        accepted.rungs = self.ladder.rungs;
        accepted.known_noise = self.ladder.known_noise;
        if self.settings.order == 1 && !self.is_noisy() {
            return self.finish_accepted();
        }
        self.grow();
    }

    /// Whether the accepted answer has met noise of f, above its rounding.
    fn is_noisy(&self) -> bool {
        let centre = self.ladder.subject().centre;
        let accepted = self.accepted.as_ref();
        accepted.is_some_and(|accepted| accepted.reading.shows_noise(centre))
    }
}
