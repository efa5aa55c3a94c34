//! One more value of f, much closer to x than any rung, must be where the ladder says it is.
//!
//! A ladder that has settled may still be blind: to structure finer than its finest rung, which
//! all its points may happen to miss, and to noise that it mistook for slope. The rungs are powers
//! of two, and so are the periods of many a function; this one point is at no simple fraction of
//! them. Where its value is off, [`correlation`](super::correlation) tells structure from noise.

use crate::numeric::search::ladder::rungs::ROUNDING;
use crate::numeric::search::ladder::{Ladder, Reading};

/// What a validation finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Finding {
    /// f is where the ladder says, up to this.
    Sound(f64),
    /// f is off by what rounding inside it explains.
    Rounding(f64),
    /// f is off, or the ladder has found noise of this size, which may be structure.
    Doubt(f64),
    /// f has no value there.
    Missing,
}

/// A validation under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validation {
    offset: f64,
    /// u |x f'|: what rounding inside f makes of values near x.
    jitter: f64,
    /// More noise than rounding, if the ladder claims it.
    claim: Option<f64>,
    /// Errors of the ladder's odd and even part.
    part_errors: (f64, f64),
}

/// A fraction that is no simple one, times a step: rounded so that it and its half can be added to
/// x exactly, where numbers near x are `smallest_step / 64` apart.
pub(crate) fn odd_fraction(fraction: f64, step: f64, smallest_step: f64) -> f64 {
    let unit = smallest_step / 32.0;
    (fraction * step / unit).round() * unit
}

impl Validation {
    /// How much closer to x than the finest rung: about 1/64.
    const CLOSER: f64 = 0.017_363_9;

    /// The validation a ladder needs; none where the arithmetic has no room for one.
    pub(crate) fn of(ladder: &Ladder, reading: &Reading, smallest_step: f64) -> Option<Self> {
        const NOISE_OVER_ROUNDING: f64 = 50.0;
        let subject = ladder.subject();
        let finest = ladder.rungs.finest();
        let step = finest.h.max(smallest_step / Self::CLOSER);
        let h = odd_fraction(Self::CLOSER, step, smallest_step);
        let jitter = 0.5 * ROUNDING * (subject.x * ladder.slope()).abs();
        let rounding = ROUNDING * finest.magnitude(subject.centre);
        let claims = reading.sigma > NOISE_OVER_ROUNDING * rounding + 16.0 * jitter;
        (h <= finest.h / 4.0).then_some(Self {
            offset: if subject.side < 0.0 { -h } else { h },
            jitter,
            claim: claims.then_some(reading.sigma),
            part_errors: ladder.part_errors(reading.sigma),
        })
    }

    /// The offset from x to evaluate.
    pub(crate) fn offset(&self) -> f64 {
        self.offset
    }

    /// What the value there says.
    pub(crate) fn judge(&self, ladder: &Ladder, value: f64) -> Finding {
        if !value.is_finite() {
            return Finding::Missing;
        }
        let subject = ladder.subject();
        let centre = subject.centre;
        let h = self.offset.abs();
        let change = ladder.change(self.offset);
        let (odd_error, even_error) = self.part_errors;
        let off = ((value - centre) - change).abs();
        let rounding = ROUNDING * (value.abs() + centre.abs());
        let tolerance = 2.0 * rounding + 4.0 * subject.noise + odd_error * h + even_error * h * h;
        let is_flat =
            value == centre && change.abs() > 8.0 * ROUNDING * centre.abs() + 2.0 * subject.noise;
        match self.claim {
            Some(sigma) => Finding::Doubt(sigma.max(off)),
            None if is_flat => Finding::Doubt(off),
            None if off <= tolerance => Finding::Sound(off),
            None if off <= tolerance + 16.0 * self.jitter => Finding::Rounding(off),
            None => Finding::Doubt(off),
        }
    }
}
