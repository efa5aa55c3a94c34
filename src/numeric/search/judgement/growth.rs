//! Larger steps, where the answer is limited by rounding or noise and f allows them.
//!
//! The first ladder starts at an eighth of |x|. A function that changes more slowly than that
//! gives a better answer further out, where its differences stand above the noise. How far is
//! estimated from what the ladder saw: the curvature of its slopes if that is visible, or else
//! the distance over which f would change by its own size.

use crate::numeric::search::domain::Domain;
use crate::numeric::search::ladder::Reading;
use crate::numeric::search::ladder::rungs::{ROUNDING, Rung, Rungs, Subject};

/// Relative errors below this are good enough.
const GOOD_ENOUGH: f64 = 1e-12;

/// The relative error rounding alone leaves.
const BEST_POSSIBLE: f64 = 1e-15;

/// A ladder starts at this fraction of the distance over which f changes.
const START: f64 = 1.0 / 8.0;

/// A new ladder is worth its evaluations only from a step this much larger.
pub(crate) const WORTHWHILE: f64 = 4.0;

/// The answer so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'a> {
    pub(crate) rungs: &'a Rungs,
    pub(crate) reading: &'a Reading,
    pub(crate) value: f64,
    pub(crate) error: f64,
}

impl Standing<'_> {
    /// The step from which a better answer may be had. `fall_back` allows the jump to the
    /// reference length, for values that are all error at a tiny x.
    pub(crate) fn larger_step(
        &self,
        subject: &Subject,
        domain: &Domain,
        tolerance: f64,
        fall_back: bool,
    ) -> Option<f64> {
        let top = *self.rungs.coarsest();
        let significant = self.value.abs() > self.error;
        if top.swing(subject.centre) == 0.0 {
            // Nothing was seen at all: as far out as there is room.
            let length = domain.length.max(domain.reference_length);
            let step = domain.room().min(domain.nearest_gap / 4.0).min(length);
            return (step >= WORTHWHILE * top.h && step.is_finite()).then_some(step);
        }
        let length = self.length(subject, domain);
        let relative = self.error
            / if significant {
                self.value.abs()
            } else {
                let typical = subject.centre.abs() / length.powi(subject.order as i32);
                self.value.abs().max(typical).max(1e-300)
            };
        if relative <= GOOD_ENOUGH.max(tolerance) {
            return None;
        }

        let mut step = if let Some(step) = self.where_truncation_shows(subject) {
            step
        } else if self.is_noisy(subject) {
            8.0 * top.h
        } else {
            let step = self.where_f_changes(subject, length, relative);
            if fall_back && !significant && domain.length < domain.reference_length {
                let finite = if step.is_finite() { step } else { 0.0 };
                finite.max(START * domain.reference_length)
            } else {
                step
            }
        };
        step = step.min(domain.nearest_gap / 4.0).min(domain.room());
        (step >= WORTHWHILE * top.h && step.is_finite()).then_some(step)
    }

    /// Whether f carries noise above its rounding.
    pub(crate) fn is_noisy(&self, subject: &Subject) -> bool {
        self.reading.shows_noise(subject.centre) || subject.noise > 0.0
    }

    /// The distance over which f changes by its own size, for higher derivatives.
    fn length(&self, subject: &Subject, domain: &Domain) -> f64 {
        if subject.order == 1 {
            return domain.length;
        }
        let top = self.rungs.coarsest();
        let slope = (top.plus - top.minus).abs() / (2.0 * top.h);
        if slope > 0.0 {
            domain.length.max((subject.centre.abs() / slope).min(1e100))
        } else {
            domain.length
        }
    }

    /// If the two coarsest samples differ by more than noise: y changes by 3/4 c h² between h
    /// and h/2, so y ≈ c L² gives the distance L over which it changes by its own size.
    fn where_truncation_shows(&self, subject: &Subject) -> Option<f64> {
        let rungs = self.rungs.as_slice();
        let (coarse, fine) = (sample(&rungs[0], subject), sample(&rungs[1], subject));
        let change = (coarse.value - fine.value).abs();
        let power = 2 - (subject.order % 2) as i32;
        let noise = coarse.noise + fine.noise + 3.0 * self.reading.sigma / rungs[1].h.powi(power);
        (change > noise).then(|| START * rungs[0].h * (0.75 * fine.value.abs() / change).sqrt())
    }

    /// The distance over which f changes, if nothing but rounding is visible yet.
    fn where_f_changes(&self, subject: &Subject, length: f64, relative: f64) -> f64 {
        let top = self.rungs.coarsest();
        let centre = subject.centre.abs();
        let curvature = top.bend(subject.centre).abs() / top.h / top.h;
        let rounding = ROUNDING * (top.plus.abs() + top.minus.abs() + 2.0 * centre);
        let curvature_shows = curvature > 4.0 * rounding / top.h / top.h;
        if subject.order > 1 {
            let by_slope = if curvature_shows { 0.0 } else { START * length };
            return by_slope.max(64.0 * top.h);
        }
        let slope = sample(top, subject).value.abs().max(1e-300);
        let step = (START * centre / slope).min(top.h * (relative / BEST_POSSIBLE).min(1e300));
        if curvature_shows {
            step.min(START * (centre / curvature).sqrt())
        } else {
            step
        }
    }
}

struct Sample {
    value: f64,
    noise: f64,
}

/// The central slope or curvature of a rung, by the parity of the derivative.
fn sample(rung: &Rung, subject: &Subject) -> Sample {
    let mut size = rung.plus.abs() + rung.minus.abs();
    if subject.order % 2 == 1 {
        let noise = (ROUNDING * size + 2.0 * subject.noise) / rung.h;
        Sample {
            value: (rung.plus - rung.minus) / (2.0 * rung.h),
            noise,
        }
    } else {
        size += 2.0 * subject.centre.abs();
        let noise = (ROUNDING * size + 2.0 * subject.noise) / rung.h / rung.h;
        Sample {
            value: rung.bend(subject.centre) / rung.h / rung.h,
            noise,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::FiniteDifference;
    use crate::numeric::search::ladder::Ladder;

    fn proposal(f: impl Fn(f64) -> f64, x: f64, bounds: (f64, f64)) -> Option<f64> {
        let subject = Subject {
            x,
            centre: f(x),
            order: 1,
            side: 0.0,
            noise: 0.0,
        };
        let settings = FiniteDifference::new()
            .bounds(bounds)
            .reach(f64::INFINITY)
            .coordinate(0);
        let mut domain = Domain::new(x, &settings);
        let mut h = domain.first_step();
        let mut ladder = Ladder::new(subject);
        for _ in 0..2 {
            ladder.push(Rung {
                h,
                plus: f(x + h),
                minus: f(x - h),
            });
            h *= 0.5;
        }
        let reading = ladder.read();
        let standing = Standing {
            rungs: &ladder.rungs,
            reading: &reading,
            value: reading.value,
            error: reading.total_error(),
        };
        standing.larger_step(&subject, &domain, 0.0, true)
    }

    const EVERYWHERE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    #[test]
    fn a_slow_function_is_followed_out() {
        let step = proposal(|x: f64| (1e-6 * x).exp(), 1.0, EVERYWHERE).unwrap();
        assert!(step > 1e3 && step < 1e6, "{step}");
    }

    #[test]
    fn bounds_hold() {
        let step = proposal(|x: f64| (1e-6 * x).exp(), 1.0, (-9.0, 100.0)).unwrap();
        assert!(step <= 10.0);
    }

    #[test]
    fn a_function_on_its_own_scale_stays() {
        assert_eq!(proposal(|x: f64| x * x, 1.0, EVERYWHERE), None);
    }
}
