//! One more value of f, much closer to x than any rung, must be where the ladder says it is.
//!
//! A ladder that has settled may still be blind: to structure finer than its finest rung, which
//! all its points may happen to miss, and to noise that it mistook for slope. Where the value is
//! off, three more decide between the two: two fine slopes that agree with each other but not with
//! the ladder are structure, and the search goes on from there; the rest is noise, and its size is
//! that of the residuals.

use super::domain::floor_power_of_two;
use super::ladder::{Ladder, Reading};
use super::rungs::ROUNDING;

/// What a validation finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Finding {
    /// f is where the ladder says.
    Sound,
    /// f is noisier than the ladder thought.
    Noise(f64),
    /// The ladder overlooked something that shows at this step.
    Structure(f64),
    /// One value is not enough to tell.
    Doubt,
}

/// A validation under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validation {
    h: f64,
    side: f64,
    /// u |x f'|: what rounding inside f makes of values near x.
    jitter: f64,
    /// The ladder claims more noise than rounding; is it really there, or was it structure?
    claims_noise: bool,
    /// Errors of the ladder's odd and even part.
    part_errors: (f64, f64),
    /// The noise that a first look, further from x, found.
    found: Option<f64>,
}

/// f at a validation point against the ladder's model of it.
#[derive(Clone, Copy)]
struct Residual {
    value: f64,
    residual: f64,
    tolerance: f64,
    /// f equals f(x) to the bit, where the model has it move by many roundings.
    flat: bool,
}

impl Validation {
    /// How much closer to x than the finest rung.
    const CLOSER: f64 = 64.0;

    /// The validation a ladder needs; none where the arithmetic has no room for one, or where the
    /// noise the ladder found is just what rounding inside f explains.
    pub(crate) fn of(ladder: &Ladder, reading: &Reading, smallest_step: f64) -> Option<Self> {
        const NOISE_OVER_ROUNDING: f64 = 50.0;
        let subject = ladder.subject();
        let finest = ladder.rungs.finest();
        let h = floor_power_of_two((finest.h / Self::CLOSER).max(smallest_step));
        let jitter = 0.5 * ROUNDING * (subject.x * ladder.slope()).abs();
        let rounding = ROUNDING * finest.magnitude(subject.centre);
        let claims_noise = reading.sigma > NOISE_OVER_ROUNDING * rounding;
        let explained = claims_noise && reading.sigma <= 16.0 * jitter;
        (h <= finest.h / 4.0 && !explained).then_some(Self {
            h,
            side: subject.side,
            jitter,
            claims_noise,
            part_errors: ladder.part_errors(reading.sigma),
            found: None,
        })
    }

    /// The first offset from x to evaluate.
    pub(crate) fn first(&self) -> f64 {
        if self.side == 0.0 {
            self.h
        } else {
            self.side * self.h
        }
    }

    /// All offsets that decide a doubt, the first included: a fine rung or two.
    pub(crate) fn all(&self) -> impl Iterator<Item = f64> + Clone + use<> {
        let first = self.first();
        let both = self.side == 0.0;
        [first, -first, 0.5 * first, -0.5 * first]
            .into_iter()
            .enumerate()
            .filter(move |(i, _)| both || i % 2 == 0)
            .map(|(_, offset)| offset)
    }

    /// A second look where the first confirmed a noise so large that f seems to hold nothing
    /// else: a fast oscillation looks the same until the points resolve it.
    pub(crate) fn closer(&self, ladder: &Ladder, sigma: f64, smallest_step: f64) -> Option<Self> {
        const OVERWHELMING: f64 = 0.05;
        let swing = ladder.rungs.coarsest().swing(ladder.subject().centre);
        let h = self.h / Self::CLOSER;
        let needed = self.claims_noise && self.found.is_none() && sigma >= OVERWHELMING * swing;
        (needed && h >= 2.0 * smallest_step).then_some(Self {
            h,
            found: Some(sigma),
            ..*self
        })
    }

    fn residual(&self, ladder: &Ladder, offset: f64, value: f64) -> Residual {
        let subject = ladder.subject();
        let centre = subject.centre;
        let h = offset.abs();
        let (odd, even) = ladder.model(h);
        let (odd_error, even_error) = self.part_errors;
        let rounding = ROUNDING * (value.abs() + centre.abs());
        Residual {
            value,
            residual: (value - centre) - (offset.signum() * odd + even),
            tolerance: 2.0 * rounding + 4.0 * subject.noise + odd_error * h + even_error * h * h,
            flat: value == centre
                && odd.abs() > 8.0 * ROUNDING * centre.abs() + 2.0 * subject.noise,
        }
    }

    /// Whether the points of a doubt are far enough from x.
    pub(crate) fn may_go_on(&self, smallest_step: f64) -> bool {
        0.5 * self.h >= smallest_step
    }

    /// What the first value says.
    pub(crate) fn glance(&self, ladder: &Ladder, value: f64) -> Finding {
        if !value.is_finite() {
            return Finding::Structure(self.h);
        }
        let first = self.residual(ladder, self.first(), value);
        let off = first.residual.abs();
        if first.flat || self.claims_noise {
            Finding::Doubt
        } else if off <= first.tolerance {
            Finding::Sound
        } else if off <= first.tolerance + 16.0 * self.jitter {
            Finding::Noise(off)
        } else {
            Finding::Doubt
        }
    }

    /// The noise to assume where a doubt cannot be resolved.
    pub(crate) fn assume(&self, ladder: &Ladder, value: f64) -> f64 {
        self.residual(ladder, self.first(), value).residual.abs()
    }

    /// What all values, in the order of `all`, say together.
    pub(crate) fn judge(&self, ladder: &Ladder, reading: &Reading, values: &[f64]) -> Finding {
        if values.iter().any(|v| !v.is_finite()) {
            return Finding::Structure(self.h);
        }
        let blank = Residual {
            value: 0.0,
            residual: 0.0,
            tolerance: 0.0,
            flat: false,
        };
        let mut all = [blank; 4];
        for (slot, (offset, value)) in all.iter_mut().zip(self.all().zip(values)) {
            *slot = self.residual(ladder, offset, *value);
        }
        let all = &all[..values.len()];
        let (outer, inner) = all.split_at(all.len() / 2);
        if all.iter().any(|r| r.flat) {
            return Finding::Noise(smallest_move(ladder) + largest(all));
        }

        let centre = ladder.subject().centre;
        let h = self.h;
        let (outer_slope, inner_slope, bend) = if self.side == 0.0 {
            let sum = |pair: &[Residual]| pair[0].residual + pair[1].residual;
            (
                (outer[0].value - outer[1].value) / (2.0 * h),
                (inner[0].value - inner[1].value) / h,
                (sum(outer) - 4.0 * sum(inner)).abs() / 6.0,
            )
        } else {
            let slope = |r: &Residual, h: f64| (r.value - centre) / h;
            (slope(&outer[0], h), slope(&inner[0], 0.5 * h), 0.0)
        };
        if self.claims_noise {
            // Noise scatters by as much as it is off; a fast oscillation that the ladder's steps
            // happen to miss is far off, but smooth.
            const SMOOTH: f64 = 0.05;
            let still_there = (0.5 * h * (outer_slope - inner_slope).abs()).max(bend);
            let is_smooth = still_there <= SMOOTH * largest(all);
            return if is_smooth || still_there <= reading.sigma / 8.0 {
                Finding::Structure(h)
            } else {
                Finding::Noise(
                    self.found
                        .map_or(still_there, |found| found.max(still_there)),
                )
            };
        }
        let expected = ladder.model(h).0 / h;
        let off = (outer_slope - expected)
            .abs()
            .max((inner_slope - expected).abs());
        let noise = 4.0 * (ROUNDING * centre.abs() + ladder.subject().noise) / h;
        let slopes_agree = (outer_slope - inner_slope).abs() <= 0.25 * off + noise;
        let last_tolerance = all[all.len() - 1].tolerance;
        if slopes_agree && largest(inner) <= 0.75 * largest(outer) + last_tolerance {
            Finding::Structure(h)
        } else {
            let norm = all.iter().fold(0.0, |norm: f64, r| norm.hypot(r.residual));
            Finding::Noise(norm / (all.len() as f64).sqrt())
        }
    }
}

fn largest(residuals: &[Residual]) -> f64 {
    residuals.iter().fold(0.0, |m, r| r.residual.abs().max(m))
}

/// The smallest amount by which f was seen to move: the quantum of a quantised function.
fn smallest_move(ladder: &Ladder) -> f64 {
    let centre = ladder.subject().centre;
    let rungs = ladder.rungs.as_slice().iter();
    let moves = rungs.flat_map(|r| [r.plus - centre, r.minus - centre, r.plus - r.minus]);
    let smallest = moves.map(f64::abs).filter(|m| *m > 0.0).reduce(f64::min);
    smallest.unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::rungs::{Rung, Subject};
    use super::super::testing::noise_at;
    use super::*;

    /// A ladder on `seen`, validated with the values of `f`.
    fn validate(seen: impl Fn(f64) -> f64, f: impl Fn(f64) -> f64, side: f64) -> Finding {
        let x = 1.0;
        let subject = Subject {
            x,
            centre: f(x),
            order: 1,
            side,
            noise: 0.0,
        };
        let mut ladder = Ladder::new(subject);
        for k in 0..5 {
            let h = 0.125 * 0.5_f64.powi(k);
            let (plus, minus) = if side == 0.0 {
                (seen(x + h), seen(x - h))
            } else {
                (seen(x + side * h), f(x))
            };
            ladder.push(Rung { h, plus, minus });
        }
        let reading = ladder.read();
        let validation = Validation::of(&ladder, &reading, 1e-14).unwrap();
        let first = f(x + validation.first());
        match validation.glance(&ladder, first) {
            Finding::Doubt => {
                let values: Vec<f64> = validation.all().map(|d| f(x + d)).collect();
                validation.judge(&ladder, &reading, &values)
            }
            clear => clear,
        }
    }

    #[test]
    fn a_smooth_function_is_sound() {
        for side in [0.0, 1.0, -1.0] {
            assert_eq!(validate(f64::exp, f64::exp, side), Finding::Sound);
        }
    }

    #[test]
    fn a_hidden_kink_is_structure() {
        let hidden = |x: f64| {
            if (x - 1.0).abs() < 1e-3 {
                3.0 * x - 2.0
            } else {
                x
            }
        };
        assert!(matches!(
            validate(|x| x, hidden, 0.0),
            Finding::Structure(_)
        ));
        assert!(matches!(
            validate(|x| x, hidden, 1.0),
            Finding::Structure(_)
        ));
    }

    #[test]
    fn values_that_scatter_are_noise() {
        let noisy = |x: f64| x + 1e-6 * noise_at(x);
        let Finding::Noise(sigma) = validate(|x| x, noisy, 0.0) else {
            panic!()
        };
        assert!(sigma > 1e-8 && sigma < 1e-5);
    }

    #[test]
    fn a_flat_spot_is_a_quantum() {
        let steps = |x: f64| (x * 512.0).round() / 512.0;
        let Finding::Noise(sigma) = validate(steps, steps, 0.0) else {
            panic!()
        };
        assert!(sigma >= 1.0 / 512.0, "{sigma}");
    }

    #[test]
    fn a_hole_is_structure() {
        let hole = |x: f64| {
            if x != 1.0 && (x - 1.0).abs() < 1e-3 {
                f64::NAN
            } else {
                x
            }
        };
        assert!(matches!(validate(|x| x, hole, 0.0), Finding::Structure(_)));
    }
}
