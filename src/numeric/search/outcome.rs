//! The ways in which a search finishes, and what it then has to say.

use super::Search;
use super::judgement::kink::slope_jump;
use super::judgement::trail::Break;
use super::phase::{End, Phase};
use super::stencil::{POINTS, Stencil, difference};
use crate::numeric::estimate::{Estimate, Status};

impl Search {
    pub(super) fn finish(&mut self, value: f64, error: f64, status: Status) {
        let x = self.domain.x;
        let samples = self.samples.as_slice().iter();
        let distances = samples.map(|s| (s.0 - x).abs()).filter(|d| !d.is_nan());
        let promised = value.is_finite() && !error.is_nan();
        let error = if promised { error } else { f64::INFINITY };
        // A promise is a number and a bar; sums of extreme values overflow both.
        let kept = error.is_finite() || !status.is_reliable();
        self.phase = Phase::Finished(Estimate {
            value,
            error,
            span: distances.fold(0.0, f64::max),
            evaluations: self.samples.len(),
            status: if kept { status } else { Status::Unresolved },
        });
    }

    pub(super) fn finish_without_value(&mut self, status: Status) {
        self.asked.len = 0;
        self.finish(f64::NAN, f64::INFINITY, status);
    }

    pub(super) fn finish_accepted(&mut self) {
        let Some(accepted) = &self.accepted else {
            return self.give_up();
        };
        let status = match accepted.end {
            End::Noisy => Status::NoiseLimited,
            End::Converged | End::Stalled if self.is_limited_by_told_noise() => {
                Status::NoiseLimited
            }
            End::OutOfBudget => Status::OutOfBudget,
            End::Stalled | End::SmallestStep => Status::Stalled,
            _ if self.domain.side != 0.0 => Status::OneSided,
            _ => Status::Converged,
        };
        if let Some(error) = self.half_a_kink() {
            return self.finish(accepted.value, accepted.error.max(error), Status::Kink);
        }
        // If it was no step of a staircase but a piece between kinks, its slope is the right one.
        const NEAR: f64 = 16.0;
        /// The slope on a step has nothing of the staircase's own: so near to it is that of a table's interval.
        const ALIKE: f64 = 0.25;
        const MARGIN: f64 = 1.1;
        let apart = self
            .on_a_piece
            .map_or(0.0, |value| (value - accepted.value).abs());
        let is_near = apart <= NEAR * accepted.error || apart <= ALIKE * accepted.value.abs();
        let error = if is_near {
            accepted.error.max(MARGIN * apart)
        } else {
            accepted.error
        };
        self.finish(accepted.value, error, status);
    }

    /// Half the jump of the slope at x, if that is more than the error of an answer that was not found at
    /// once: the ladders that were unsettled may have been so by a kink which the last one did not see.
    fn half_a_kink(&self) -> Option<f64> {
        const HALF: f64 = 0.55;
        let error = self.accepted.as_ref()?.error;
        if self.settings.order != 1 || self.domain.side != 0.0 || self.trail.len == 0 {
            return None;
        }
        let (samples, noise) = (self.samples.as_slice(), self.settings.noise);
        let half = HALF * slope_jump(samples, self.domain.x, self.centre?, noise)?;
        (half > error).then_some(half)
    }

    /// Whether the noise that was told makes most of the error.
    fn is_limited_by_told_noise(&self) -> bool {
        self.settings.noise > 0.0
            && self
                .accepted
                .as_ref()
                .is_some_and(|accepted| 2.0 * accepted.reading.noise > accepted.error)
    }

    /// No ladder settled: the last one's answer, or a plain difference of the nearest points.
    pub(super) fn give_up(&mut self) {
        const SEVERAL: usize = 3;
        // What is as rough at the smallest steps there are is noise.
        if let Some(blind) = self.blind
            && blind.sigma < self.noise_at_most
            && self.descent.h <= 4.0 * self.domain.smallest_step
            && self.ladder.rungs.scatter_by(blind.sigma)
        {
            return self.look_back(blind);
        }
        if self.take_widest(f64::INFINITY) {
            return;
        }
        let Some(latest) = self.trail.latest() else {
            return self.finish_crude(Status::OutOfBudget);
        };
        let status = if self.trail.len >= SEVERAL || self.can_afford(self.points_needed()) {
            Status::Unresolved
        } else {
            Status::OutOfBudget
        };
        let settles = latest.jump.is_none() && !self.trail.is_singular;
        let error = if settles && self.trail.contracts() {
            self.slope_change(latest.error)
        } else {
            f64::INFINITY
        };
        self.finish(latest.value, error, status);
    }

    pub(super) fn finish_broken(&mut self, found: Break) {
        let Some(latest) = self.trail.latest() else {
            return self.give_up();
        };
        let value = latest.value;
        match found {
            Break::Kink if self.settings.order == 1 => {
                self.finish(value, self.slope_change(latest.error), Status::Kink);
            }
            Break::Kink => {
                const HALF: f64 = 0.55;
                let half = latest.jump.map_or(f64::INFINITY, |jump| HALF * jump);
                self.finish(value, latest.error.max(half), Status::Kink);
            }
            Break::Jump => self.finish(value, f64::INFINITY, Status::Jump),
        }
    }

    /// At least half the difference between the slopes on both sides, for a first derivative;
    /// a little more, since what surrounds a kink bends as well.
    pub(super) fn slope_change(&self, error: f64) -> f64 {
        const HALF: f64 = 0.505;
        match self.trail.latest() {
            Some(latest) if self.settings.order == 1 && self.domain.side == 0.0 => {
                let bend = latest.rung.bend(self.ladder.subject().centre);
                error.max(HALF * (bend / latest.rung.h).abs())
            }
            _ => error,
        }
    }

    pub(super) fn finish_stencil(&mut self, stencil: &Stencil, status: Status) {
        let mut samples = [(0.0, 0.0); POINTS];
        let points = stencil.points();
        for (sample, point) in samples.iter_mut().zip(points) {
            let value = if *point == self.domain.x {
                self.centre.or_else(|| self.known(*point))
            } else {
                self.known(*point)
            };
            *sample = (*point, value.unwrap_or(f64::NAN));
        }
        let value = difference(self.domain.x, &samples[..points.len()], self.settings.order);
        let status = if value.is_finite() {
            status
        } else {
            Status::NotFinite
        };
        self.finish(value, f64::INFINITY, status);
    }

    /// The difference of the points nearest to x, with nothing to say for its error.
    pub(super) fn finish_crude(&mut self, status: Status) {
        let x = self.domain.x;
        let mut nearest = [(f64::INFINITY, 0.0); POINTS];
        let wanted = self.settings.order + 1;
        let centre = self.centre.map(|f| (x, f));
        let known = self.samples.as_slice().iter().copied().filter(|s| s.0 != x);
        let mut count = 0;
        for sample in centre.into_iter().chain(known).filter(|s| s.1.is_finite()) {
            let place =
                nearest[..count].partition_point(|n| (n.0 - x).abs() <= (sample.0 - x).abs());
            if place < wanted {
                nearest[place..wanted].rotate_right(1);
                nearest[place] = sample;
                count = (count + 1).min(wanted);
            }
        }
        let value = difference(x, &nearest[..count], self.settings.order);
        let status = if value.is_finite() {
            status
        } else {
            Status::NotFinite
        };
        self.finish(value, f64::INFINITY, status);
    }
}
