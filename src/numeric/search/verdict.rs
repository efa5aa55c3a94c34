//! What becomes of a ladder that ended: validated and accepted, or replaced.

use super::domain::{Rejected, floor_power_of_two};
use super::judgement::trail::Break;
use super::judgement::validation::{Finding, Validation};
use super::ladder::Reading;
use super::ladder::noise;
use super::phase::{End, Phase, Purpose};
use super::{Accepted, FIRST_SHRINK, Search};
use crate::numeric::estimate::Status;

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
                    self.blind = None;
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

    pub(super) fn validate(&mut self, reading: &Reading, end: End) {
        let validation = Validation::of(&self.ladder, reading, self.domain.smallest_step);
        match validation {
            Some(validation) if self.can_afford(1) => {
                self.request(self.domain.x + validation.offset());
                self.phase = Phase::Glance(validation, end);
            }
            // What nothing has confirmed is not called an answer.
            Some(_) => self.accept(reading, End::OutOfBudget),
            None => self.accept(reading, end),
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
        /// A bar so wide is not what a ladder that settles ends with.
        const VAGUE: f64 = 0.03;
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
        let is_vague = self.trail.len > 0 && reading.total_error() > VAGUE * reading.value.abs();
        if is_vague && self.take_widest(reading.total_error()) {
            return;
        }
        self.take(*reading, end);
    }

    pub(super) fn take(&mut self, reading: Reading, end: End) {
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
}
