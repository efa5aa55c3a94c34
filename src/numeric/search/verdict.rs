//! What becomes of a ladder that ended: validated and accepted, or replaced.

use super::phase::{End, Phase, Purpose};
use super::{Accepted, Blind, FIRST_SHRINK, Search};
use crate::numeric::correlation::{Correlation, PROBES, Scatter};
use crate::numeric::domain::{Rejected, floor_power_of_two};
use crate::numeric::estimate::Status;
use crate::numeric::ladder::Reading;
use crate::numeric::noise;
use crate::numeric::rungs::ROUNDING;
use crate::numeric::trail::Break;
use crate::numeric::validation::{Finding, Validation};

impl Search {
    pub(super) fn found(&mut self, end: End) {
        if let End::NotFinite(rejected) = end {
            return self.step_back(rejected);
        }
        let Some(reading) = self.descent.reading else {
            return self.give_up();
        };
        if reading.swing == 0.0 && self.domain.side == 0.0 && self.accept_quantised() {
            return;
        }
        if let (Some(blind), End::Unresolved | End::Noisy) = (self.blind, end)
            && blind.has_seen
            && (end == End::Unresolved || blind.is_like(&reading))
        {
            return self.look_back(blind);
        }
        if end == End::Unresolved {
            let h = self.ladder.rungs.finest().h;
            let has_shape = reading.jump.is_some() || reading.singular;
            let asked = has_shape || std::mem::replace(&mut self.is_correlated, true);
            if !asked && self.doubt(h, reading.swing, end) {
                return;
            }
            return self.descend_further(&reading);
        }
        self.validate(&reading, end);
    }

    /// After a point where f is not finite: smaller steps, or the other side.
    pub(super) fn step_back(&mut self, rejected: Rejected) {
        let side = self.domain.side;
        match self.domain.retreat(self.descent.h, rejected) {
            None if self.trail.len == 0 => self.finish_without_value(Status::NotFinite),
            None => self.give_up(),
            Some(first) => {
                if self.domain.side != side {
                    self.shrink = FIRST_SHRINK;
                    self.last_swing = None;
                    // Its rungs have points on both sides.
                    self.trail.widest = None;
                }
                self.start_ladder(first, Purpose::Find);
            }
        }
    }

    /// After an unresolved ladder: a much smaller one, unless f is broken at x, or moves so
    /// little, and no less at smaller steps, that it must be noise.
    pub(super) fn descend_further(&mut self, reading: &Reading) {
        const NEGLIGIBLE: f64 = 0.1;
        const MOST: f64 = 1024.0;
        let centre = self.ladder.subject().centre;
        let finest = *self.ladder.rungs.finest();
        let keeps_moving = self
            .last_swing
            .is_some_and(|last| reading.swing > last / 3.0);
        let may_be_noise = reading.explanation < self.noise_at_most;
        if keeps_moving && may_be_noise && reading.swing < NEGLIGIBLE * finest.magnitude(centre) {
            return self.validate(reading, End::Noisy);
        }
        self.trail.push(&self.ladder, reading);
        if reading.jump.is_some() {
            self.blind = None;
        }
        if self.domain.side == 0.0
            && let Some(found) =
                self.trail
                    .break_at_x(self.settings.order, centre, self.domain.length)
        {
            return self.finish_broken(found);
        }
        self.last_swing = Some(reading.swing);
        if reading.jump.is_some() {
            // Nothing happens between here and there, if it is at x.
            let shrink = if self.settings.order == 1 {
                512.0
            } else {
                32.0
            };
            return self.start_ladder(finest.h / shrink, Purpose::Find);
        }
        let first = finest.h / self.shrink;
        self.shrink = (2.0 * self.shrink).min(MOST);
        self.start_ladder(first, Purpose::Find);
    }

    /// If f is flat now but was seen on a lattice of values before, the widest ladder is the
    /// best there is, and the lattice's spacing its noise.
    pub(super) fn accept_quantised(&mut self) -> bool {
        let centre = self.ladder.subject().centre;
        let Some(widest) = self.trail.widest else {
            return false;
        };
        let Some(quantum) = noise::quantum(self.samples.as_slice(), centre) else {
            return false;
        };
        self.ladder.restore(&widest);
        self.ladder.known_noise = quantum;
        let reading = self.ladder.read();
        self.accept(&reading, End::Noisy);
        true
    }

    pub(super) fn validate(&mut self, reading: &Reading, end: End) {
        let validation = Validation::of(&self.ladder, reading, self.domain.smallest_step);
        match validation {
            Some(validation) if self.can_afford(1) => {
                self.request(self.domain.x + validation.offset());
                self.phase = Phase::Glance(validation, end);
            }
            _ => self.accept(reading, end),
        }
    }

    pub(super) fn glance(&mut self, validation: Validation, end: End) {
        /// Structure smaller than this fraction of f is not looked for.
        const LEAST: f64 = 1e-12;
        let Some(reading) = self.descent.reading else {
            return self.give_up();
        };
        let (finest, centre) = (*self.ladder.rungs.finest(), self.ladder.subject().centre);
        let offset = validation.offset();
        let value = self.known(self.domain.x + offset).unwrap_or(f64::NAN);
        match validation.judge(&self.ladder, value) {
            Finding::Sound(residual) => {
                self.ladder.residual = Some(residual);
                let reading = self.ladder.read();
                self.descent.reading = Some(reading);
                self.inspect_grain(&reading, end);
            }
            Finding::Rounding(off) => self.accept_noise(off),
            Finding::Missing => self.restart(offset.abs() / 8.0, &reading),
            // So little is rounding in the terms of f, which close to x looks like a staircase.
            Finding::Doubt(size) if size <= LEAST * finest.magnitude(centre) => {
                self.ladder.known_noise = size.max(reading.sigma);
                let reading = self.ladder.read();
                self.accept(&reading, end);
            }
            Finding::Doubt(size) => {
                if let Some(blind) = self.blind.filter(|blind| blind.has_seen) {
                    return self.look_back(blind);
                }
                if !self.doubt(offset.abs(), size, end) {
                    self.accept_noise(size);
                }
            }
        }
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
                    rungs: self.ladder.rungs,
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

    /// The ladder's answer, where f has noise of this size.
    fn accept_noise(&mut self, sigma: f64) {
        self.ladder.known_noise = self.ladder.known_noise.max(sigma);
        let reading = self.ladder.read();
        self.accept(&reading, End::Noisy);
    }

    /// What did not settle is noise of this size, if the ladder settles with it.
    fn read_again(&mut self, sigma: f64, reading: &Reading) {
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
        self.ladder.restore(&blind.rungs);
        self.ladder.residual = Some(blind.sigma);
        self.accept_noise(blind.sigma);
    }

    /// Whether the structure that a ladder overlooked has been seen. One that starts close to x and
    /// sees a straight line may be on a step of a staircase: larger steps tell.
    fn is_seen(&mut self, reading: &Reading, end: End) -> bool {
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
        let farthest = blind.rungs.finest().h / 4.0;
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
    fn restart(&mut self, h: f64, reading: &Reading) {
        self.trail.push(&self.ladder, reading);
        self.last_swing = None;
        self.start_ladder(h, Purpose::Find);
    }

    /// A ladder that settled after others did not may have climbed a staircase: close to x, the
    /// steps of quantised output can line up by chance. One point within a step tells.
    pub(super) fn inspect_grain(&mut self, reading: &Reading, end: End) {
        let centre = self.ladder.subject().centre;
        let spacing = (self.trail.len > 0)
            .then(|| noise::quantum(self.samples.as_slice(), centre))
            .flatten();
        let Some(spacing) = spacing else {
            return self.accept(reading, end);
        };
        let h = floor_power_of_two(0.5 * spacing / self.ladder.slope().abs());
        let fits = h >= self.domain.smallest_step && h < self.ladder.rungs.finest().h;
        if fits && self.can_afford(1) {
            let side = if self.domain.side == 0.0 {
                1.0
            } else {
                self.domain.side
            };
            self.request(self.domain.x + side * h);
            self.phase = Phase::Grain {
                h: side * h,
                spacing,
                end,
            };
        } else {
            self.accept(reading, end);
        }
    }

    pub(super) fn judge_grain(&mut self, h: f64, spacing: f64, end: End) {
        const CLOSE: f64 = 0.1;
        let Some(reading) = self.descent.reading else {
            return self.give_up();
        };
        let centre = self.ladder.subject().centre;
        let value = self.known(self.domain.x + h).unwrap_or(f64::NAN);
        let steps = (value - centre).abs() / spacing;
        let is_staircase = (steps - steps.round()).abs() <= CLOSE;
        if !(is_staircase && self.accept_quantised()) {
            self.accept(&reading, end);
        }
    }

    pub(super) fn accept(&mut self, reading: &Reading, end: End) {
        // What grew without bound, and then not at all or like noise, has been rounded away.
        if end == End::Noisy && self.domain.side == 0.0 && self.ladder.rungs.are_two_levels() {
            self.trail.push(&self.ladder, reading);
            return self.finish_broken(Break::Jump);
        }
        // A jump seen further out is still there if it would not be seen here.
        if let Some(jump) = self.trail.latest().and_then(|latest| latest.jump)
            && self.ladder.would_hide(jump)
        {
            return self.finish_broken(Break::Kink);
        }
        if !self.is_seen(reading, end) {
            return;
        }
        if self.trail.len > 0 && self.domain.side == 0.0 && self.take_stairs() {
            return;
        }
        // Noise hides how a slope goes on, unless it is that small beside it.
        let least = if end == End::Noisy { 1e-6 } else { 1e-2 };
        let is_fine = end != End::Unresolved
            && reading.error <= least * reading.value.abs()
            && self.ladder.rungs.len() > 2;
        if reading.singular || self.trail.is_singular && !is_fine {
            self.trail.push(&self.ladder, reading);
            return self.give_up();
        }
        /// A bar so wide is not what a ladder that settles ends with.
        const VAGUE: f64 = 0.03;
        let is_vague = self.trail.len > 0 && reading.total_error() > VAGUE * reading.value.abs();
        if is_vague && self.take_widest(reading.total_error()) {
            return;
        }
        self.take(*reading, end);
    }

    fn take(&mut self, reading: Reading, end: End) {
        self.accepted = Some(Accepted {
            rungs: self.ladder.rungs,
            reading,
            known_noise: self.ladder.known_noise,
            value: reading.value,
            error: reading.total_error(),
            end,
            growths: 0,
            fell_back: false,
        });
        self.grow();
    }

    /// Takes the widest ladder, if this one stands on a step of stairs that rounding makes.
    fn take_stairs(&mut self) -> bool {
        if self.accepted.is_some()
            || self
                .ladder
                .rungs
                .coarsest()
                .swing(self.ladder.subject().centre)
                > 0.0
        {
            return false;
        }
        let (x, centre) = (self.domain.x, self.ladder.subject().centre);
        let found = noise::stairs(self.samples.as_slice(), x, centre);
        let (Some(sigma), Some(widest)) = (found, self.trail.widest) else {
            return false;
        };
        self.ladder.restore(&widest);
        self.ladder.known_noise = sigma;
        let reading = self.ladder.read();
        self.take(reading, End::Noisy);
        true
    }

    /// Takes the widest ladder, if what all samples show is noise with which its bar is below `error`.
    pub(super) fn take_widest(&mut self, error: f64) -> bool {
        const BETTER: f64 = 0.25;
        let scatter = noise::scatter(self.samples.as_slice(), self.domain.x);
        let (Some(sigma), Some(widest)) = (scatter, self.trail.widest) else {
            return false;
        };
        if self.accepted.is_some() || sigma > self.noise_at_most {
            return false;
        }
        let (rungs, known_noise) = (self.ladder.rungs, self.ladder.known_noise);
        self.ladder.restore(&widest);
        self.ladder.known_noise = sigma;
        let reading = self.ladder.read();
        let is_better = reading.total_error() < BETTER * error;
        if is_better {
            self.take(reading, End::Noisy);
        } else {
            self.ladder.restore(&rungs);
            self.ladder.known_noise = known_noise;
        }
        is_better
    }
}
