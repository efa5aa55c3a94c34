//! Noise or structure? What becomes of a ladder that is not what it seems: f is asked close to x, and
//! the ladder stands, gives way to a closer one, or to the widest.

use super::judgement::correlation::{Correlation, PROBES, Scatter};
use super::ladder::Reading;
use super::ladder::noise;
use super::ladder::rungs::{Extent, ROUNDING};
use super::phase::{End, Look, Phase, Purpose};
use super::{Blind, Search};

impl Search {
    /// If f is flat now but was seen on a lattice of values before, the widest ladder is the
    /// best there is, and the lattice's spacing its noise.
    pub(super) fn accept_quantised(&mut self) -> bool {
        let centre = self.ladder.subject().centre;
        let quantum = noise::quantum(self.samples.as_slice(), centre);
        let Some(reading) = quantum.and_then(|quantum| self.read_widest(quantum)) else {
            return false;
        };
        self.accept(&reading, End::Noisy);
        true
    }

    /// Asks for the points that tell whether what is `size` at the distance `coarse` is noise. False
    /// if there is no room or no budget for them.
    pub(super) fn doubt(&mut self, coarse: f64, size: f64, end: End) -> bool {
        let domain = &self.domain;
        let correlation = Correlation::new(
            coarse,
            size,
            domain.side,
            domain.length,
            domain.smallest_step,
        );
        match correlation {
            Some(correlation) if self.can_afford(PROBES) => {
                for offset in correlation.offsets() {
                    self.request(self.domain.x + offset);
                }
                self.phase = Phase::Doubt(correlation, end);
                true
            }
            _ => false,
        }
    }

    pub(super) fn judge(&mut self, correlation: &Correlation, end: End) {
        /// What is still hidden after so many ladders stays so.
        const MOST_LADDERS: usize = 12;
        let Some(reading) = self.descent.reading else {
            return self.give_up();
        };
        let values = correlation
            .offsets()
            .map(|offset| self.known(self.domain.x + offset).unwrap_or(f64::NAN));
        let centre = self.ladder.subject().centre;
        let jitter = ROUNDING * (self.domain.x * self.ladder.slope()).abs();
        let expected = correlation
            .offsets()
            .map(|offset| self.ladder.change(offset));
        let scatter = correlation.judge(centre, values, expected, jitter);
        if let Scatter::Structure { noise, .. } = scatter {
            self.noise_at_most = self.noise_at_most.min(noise);
        }
        match (scatter, end) {
            (Scatter::Noise(sigma), End::Unresolved) => self.read_again(sigma, &reading),
            (Scatter::Noise(sigma), _) => {
                self.accept_noise(sigma.max(reading.sigma).max(correlation.size()));
            }
            (Scatter::Flat, _) if self.accept_quantised() => {}
            (Scatter::Structure { .. } | Scatter::Flat, End::Unresolved) => {
                self.descend_further(&reading);
            }
            (Scatter::Structure { h, .. }, _) if self.trail.len < MOST_LADDERS => {
                let blind = Blind {
                    rungs: self.ladder.rungs.extent(),
                    sigma: correlation.size(),
                    slope: self.ladder.slope(),
                    has_seen: false,
                };
                self.blind.get_or_insert(blind);
                self.restart(h, &reading);
            }
            (Scatter::Structure { .. }, _) => {
                self.trail.push(&self.ladder, &reading);
                self.give_up();
            }
            (Scatter::Flat, _) => {
                const STEPS: f64 = 4.0;
                let quantum = noise::quantum(self.samples.as_slice(), centre);
                let step = quantum.unwrap_or(STEPS * correlation.size());
                self.accept_noise(step.max(reading.sigma));
            }
        }
    }

    /// Goes back to a ladder whose values are known.
    fn climb_again(&mut self, extent: Extent) {
        self.ladder.clear();
        for h in extent.steps() {
            if let Look::Known(rung) = self.look(h) {
                self.ladder.push(rung);
            }
        }
    }

    /// Goes back to the widest ladder, and reads it with noise of this size.
    fn read_widest(&mut self, sigma: f64) -> Option<Reading> {
        let widest = self.trail.widest?;
        self.climb_again(widest);
        self.ladder.known_noise = sigma;
        Some(self.ladder.read())
    }

    /// The ladder's answer, where f has noise of this size.
    pub(super) fn accept_noise(&mut self, sigma: f64) {
        self.ladder.known_noise = self.ladder.known_noise.max(sigma);
        let reading = self.ladder.read();
        self.accept(&reading, End::Noisy);
    }

    /// What did not settle is noise of this size, if the ladder settles with it.
    pub(super) fn read_again(&mut self, sigma: f64, reading: &Reading) {
        /// By chance the noise of a few values is so much smaller than that of others.
        const CHANCE: f64 = 32.0;
        if reading.explanation <= CHANCE * sigma {
            self.accept_noise(sigma.max(reading.explanation));
        } else {
            self.descend_further(reading);
        }
    }

    /// What a blind ladder overlooked is a staircase of rounding inside f: noise after all.
    pub(super) fn look_back(&mut self, blind: Blind) {
        self.blind = None;
        self.climb_again(blind.rungs);
        self.ladder.residual = Some(blind.sigma);
        self.accept_noise(blind.sigma);
    }

    /// Whether the structure that a ladder overlooked has been seen. One that starts close to x and
    /// sees a straight line may be on a step of a staircase: larger steps tell.
    pub(super) fn is_seen(&mut self, reading: &Reading, end: End) -> bool {
        /// How much larger.
        const LARGER: f64 = 16.0;
        const ROUGHEST: f64 = 1e-3;
        /// So many steps of a staircase would be seen, and so few perhaps.
        const SEVERAL: f64 = 4.0;
        const PERHAPS: f64 = 0.2;
        let centre = self.ladder.subject().centre;
        let Some(blind) = &mut self.blind else {
            return true;
        };
        if end == End::Noisy && blind.is_like(reading) {
            let blind = *blind;
            self.look_back(blind);
            return false;
        }
        let coarsest = self.ladder.rungs.coarsest().h;
        let stairs = blind.stairs(coarsest, self.ladder.slope());
        if self.ladder.shows_more_than_a_line() || stairs > SEVERAL {
            self.blind = None;
            return true;
        }
        // Rounding inside f is small beside f.
        if blind.sigma > ROUGHEST * self.ladder.rungs.finest().magnitude(centre) {
            self.blind = None;
            return true;
        }
        blind.has_seen = true;
        self.on_a_piece.get_or_insert(reading.value);
        let blind = *blind;
        let farthest = blind.rungs.finest() / 4.0;
        let h = (LARGER * coarsest).min(farthest);
        if h > 2.0 * coarsest && self.can_afford(self.points_needed() + 1) {
            self.start_ladder(h, Purpose::Find);
        } else if stairs > PERHAPS {
            self.blind = None;
            return true;
        } else {
            self.look_back(blind);
        }
        false
    }

    /// Another ladder from `h` down, since this one is blind.
    pub(super) fn restart(&mut self, h: f64, reading: &Reading) {
        self.trail.push(&self.ladder, reading);
        self.last_swing = None;
        self.start_ladder(h, Purpose::Find);
    }

    /// Takes the widest ladder, if this one stands on a step of stairs that rounding makes.
    pub(super) fn take_stairs(&mut self) -> bool {
        let (x, centre) = (self.domain.x, self.ladder.subject().centre);
        let moves = self.ladder.rungs.coarsest().swing(centre) > 0.0;
        if self.accepted.is_some() || moves {
            return false;
        }
        let height = noise::stairs(self.samples.as_slice(), x, centre);
        let Some(reading) = height.and_then(|height| self.read_widest(height)) else {
            return false;
        };
        self.take(reading, End::Noisy);
        true
    }

    /// Takes the widest ladder, if what all samples show is noise with which its bar is below `error`.
    pub(super) fn take_widest(&mut self, error: f64) -> bool {
        const BETTER: f64 = 0.25;
        if self.accepted.is_some() {
            return false;
        }
        let scatter = noise::scatter(self.samples.as_slice(), self.domain.x);
        let scatter = scatter.filter(|sigma| *sigma <= self.noise_at_most);
        let (rungs, known_noise) = (self.ladder.rungs.extent(), self.ladder.known_noise);
        let Some(reading) = scatter.and_then(|sigma| self.read_widest(sigma)) else {
            return false;
        };
        let is_better = reading.total_error() < BETTER * error;
        if is_better {
            self.take(reading, End::Noisy);
        } else {
            self.climb_again(rungs);
            self.ladder.known_noise = known_noise;
        }
        is_better
    }
}
