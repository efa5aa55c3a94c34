//! A ladder: values of f at x ± h, h/2, h/4, …, and what they say about the derivative.
//!
//! The values split into an odd part, the central slopes, and an even part, the central
//! curvatures; both are series in h². One of them holds the derivative asked for. The other is a
//! witness: where it does not settle either, something happens between the points. One-sided
//! ladders have a single series, in h.
//!
//! A ladder is made of `rungs`. What a sample of a `part` is, and with what weights and noise gains
//! samples combine, is known at compile time; the `tableau` of a part, a `triangle` of entries,
//! extrapolates it. Three questions are answered from tableaux alone: how noisy f is (`noise`),
//! whether the ladder settles (`settling`), and whether a derivative jumps at x (`jump`).

mod jump;
pub(in crate::numeric) mod noise;
pub(in crate::numeric) mod part;
pub(super) mod rungs;
mod settling;
pub(in crate::numeric) mod tableau;
mod triangle;

use jump::Jump;
use part::Part;
use rungs::{ROUNDING, Rung, Rungs, Subject, even_sample, odd_sample, one_sided_sample};
use settling::Verdict;
use tableau::{Entry, Tableau};

/// A ladder and the tableaux of its parts.
#[derive(Clone, Debug)]
pub(crate) struct Ladder {
    pub(crate) rungs: Rungs,
    subject: Subject,
    /// Noise of f found elsewhere than on this ladder.
    pub(crate) known_noise: f64,
    /// How far a value close to x was from the ladder's interpolant.
    pub(crate) residual: Option<f64>,
    /// The part that holds the derivative; the odd part or the one-sided one for odd orders.
    main: Tableau,
    /// The other part, on both-sided ladders.
    witness: Option<Tableau>,
}

/// What a ladder says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) value: f64,
    /// `difference + noise`
    pub(crate) error: f64,
    pub(crate) difference: f64,
    pub(crate) noise: f64,
    /// What rounding inside f, of arguments near x, may add.
    pub(crate) conditioning: f64,
    /// What the noise of f may add, as far as it shows in differences that should be equal.
    pub(crate) scatter: f64,
    /// The entry that all this is about.
    best: Entry,
    /// Noise of f, where any was seen.
    pub(crate) sigma: f64,
    /// Noise of f that would explain what does not settle.
    pub(crate) explanation: f64,
    /// Whether the finest differences of both parts contract.
    pub(crate) resolved: bool,
    /// Whether they fail to, but by so little that it is noise.
    pub(crate) noisy: bool,
    /// Whether another rung has to decide.
    pub(crate) pending: bool,
    /// Whether the slope grows without bound.
    pub(crate) singular: bool,
    /// By how much the derivative jumps at x, if the other part shows that.
    pub(crate) jump: Option<f64>,
    /// How far f moves over the finest rung.
    pub(crate) swing: f64,
}

/// How much of the worst case rounding inside f makes.
const CONDITIONING: f64 = 0.25;

impl Reading {
    /// The error that larger steps may better: without what only scatter tells of the noise of f.
    pub(crate) fn resolution(&self) -> f64 {
        self.error + CONDITIONING * self.conditioning
    }

    /// Whether f, of size `centre`, shows noise above its rounding.
    pub(crate) fn shows_noise(&self, centre: f64) -> bool {
        self.sigma > 4.0 * ROUNDING * centre.abs()
    }

    /// The error to report: that of the ladder, and of rounding inside f.
    pub(crate) fn total_error(&self) -> f64 {
        self.difference + self.noise.max(self.scatter) + CONDITIONING * self.conditioning
    }
}

impl Ladder {
    pub(crate) fn new(subject: Subject) -> Self {
        let (main, witness) = parts(&subject);
        Self {
            rungs: Rungs::default(),
            subject,
            known_noise: 0.0,
            residual: None,
            main: Tableau::new(main, subject.coefficient()),
            witness: witness.map(|part| Tableau::new(part, 0)),
        }
    }

    /// Makes it an empty ladder for another subject, in place: a ladder is large.
    pub(crate) fn turn_to(&mut self, subject: Subject) {
        let (main, witness) = parts(&subject);
        self.subject = subject;
        self.main.turn_into(main, subject.coefficient());
        match (witness, &mut self.witness) {
            (Some(part), Some(witness)) => witness.turn_into(part, 0),
            (part, witness) => *witness = part.map(|part| Tableau::new(part, 0)),
        }
        self.clear();
    }

    pub(crate) fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Takes all rungs away.
    pub(crate) fn clear(&mut self) {
        self.rungs.clear();
        self.known_noise = 0.0;
        self.residual = None;
    }

    /// Adds the next rung, half as high as the last.
    pub(crate) fn push(&mut self, rung: Rung) {
        let moved = self.rungs.push(rung);
        let first = if moved || self.rungs.len() == 1 {
            let top = self.rungs.coarsest().h;
            self.main.restart(top);
            if let Some(witness) = &mut self.witness {
                witness.restart(top);
            }
            0
        } else {
            self.rungs.len() - 1
        };
        for k in first..self.rungs.len() {
            let rung = self.rungs.as_slice()[k];
            if self.subject.side != 0.0 {
                let (sample, rounding) = one_sided_sample(&rung, &self.subject);
                self.main.push(sample, rounding);
            } else {
                let (odd, even) = (
                    odd_sample(&rung, &self.subject),
                    even_sample(&rung, &self.subject),
                );
                let (main, other) = if self.main_is_odd() {
                    (odd, even)
                } else {
                    (even, odd)
                };
                self.main.push(main.0, main.1);
                if let Some(witness) = &mut self.witness {
                    witness.push(other.0, other.1);
                }
            }
        }
    }

    /// The derivative as this ladder sees it, and whether it sees it at all.
    pub(crate) fn read(&self) -> Reading {
        let mut reading = self.glimpse();
        self.complete(&mut reading);
        reading
    }

    /// Adds what the noise of f shows, which the way down does not ask for.
    pub(crate) fn complete(&self, reading: &mut Reading) {
        reading.scatter = self.caution() * self.factor().abs() * self.scatter(&reading.best);
    }

    /// A reading without its scatter.
    pub(crate) fn glimpse(&self) -> Reading {
        let centre = self.subject.centre;
        let finest = *self.rungs.finest();
        let swing = finest.swing(centre);
        let mut sigma = noise::combined(
            noise::plateau(&self.main),
            self.witness.as_ref().and_then(noise::plateau),
        );
        let verdict = self.settle(sigma.max(self.known_noise), swing);
        sigma = sigma.max(verdict.noise).max(self.known_noise);

        let jump = match &self.witness {
            Some(witness) => Jump::of(witness, self.subject.order, finest.h, self.known_noise),
            None => Jump::None,
        };
        // A ladder that does not settle at all is not followed down for it.
        let is_early = self.rungs.len() <= 4;
        // Noise that was told is a bound of some distribution.
        const OF_BOUND: f64 = 0.577;
        let best = self.main.best(sigma.max(OF_BOUND * self.subject.noise));
        let factor = self.factor();
        let to_error = self.caution() * factor.abs();
        Reading {
            value: factor * best.value,
            error: to_error * best.error(),
            difference: to_error * best.difference,
            noise: to_error * best.noise,
            conditioning: to_error * self.conditioning(&best),
            scatter: 0.0,
            best,
            sigma,
            explanation: verdict.explanation,
            resolved: verdict.resolved,
            noisy: verdict.noisy,
            pending: verdict.pending
                || jump.is_pending() && (verdict.resolved || verdict.noisy || is_early),
            singular: verdict.singular || jump == Jump::Infinite,
            jump: jump.size(),
            swing,
        }
    }

    /// Whether a derivative that jumps by `size` at x would not show on this ladder.
    pub(crate) fn would_hide(&self, size: f64) -> bool {
        let h = self.rungs.finest().h;
        let witness = self.witness.as_ref();
        witness.is_some_and(|witness| Jump::would_hide(size, witness, self.subject.order, h))
    }

    /// Whether the ladder has f at `rung`, closer to x, where it was found, up to the error of its
    /// parts and noise.
    pub(crate) fn foresees(&self, rung: &Rung, reading: &Reading) -> bool {
        let centre = self.subject.centre;
        let (odd_error, even_error) = self.part_errors(reading.sigma);
        let noise = ROUNDING * rung.magnitude(centre) + self.subject.noise + reading.sigma;
        let tolerance = 16.0 * noise + 4.0 * (odd_error * rung.h + even_error * rung.h * rung.h);
        let off = |value: f64, offset: f64| ((value - centre) - self.change(offset)).abs();
        off(rung.plus, rung.h) <= tolerance && off(rung.minus, -rung.h) <= tolerance
    }

    /// Whether the coarsest differences of a part are more than rounding: what the ladder sees ends
    /// somewhere.
    pub(crate) fn shows_more_than_a_line(&self) -> bool {
        const CLEAR: f64 = 16.0;
        let shows = |part: &Tableau| part.coarsest_step() > CLEAR * part.coarsest_rounding();
        let of_odd = shows(self.odd_part());
        of_odd || self.even_part().is_some_and(shows)
    }

    /// Errors of the odd and the even part as interpolants, for f with noise `sigma`.
    pub(crate) fn part_errors(&self, sigma: f64) -> (f64, f64) {
        let error = |part: &Tableau| part.best(sigma).error();
        (error(self.odd_part()), self.even_part().map_or(0.0, error))
    }

    /// The smallest noise of f that the finest row of the witness can be explained with.
    pub(crate) fn witness_floor(&self) -> f64 {
        let floor = |w: &Tableau| w.scaled_differences(w.len() - 1).reduce(f64::min);
        self.witness.as_ref().and_then(floor).unwrap_or(0.0)
    }

    /// The slope at the finest rung.
    pub(crate) fn slope(&self) -> f64 {
        self.odd_part().finest(0)
    }

    /// The interpolant's odd and even contribution to f(x+h) - f(x); a one-sided interpolant
    /// counts as odd.
    pub(crate) fn model(&self, h: f64) -> (f64, f64) {
        let z = h / self.rungs.coarsest().h;
        if self.subject.side != 0.0 {
            return (h * self.main.interpolate(z), 0.0);
        }
        let even = self
            .even_part()
            .map_or(0.0, |even| h * h * even.interpolate(z * z));
        (h * self.odd_part().interpolate(z * z), even)
    }

    /// The interpolant's f(x + offset) - f(x).
    pub(crate) fn change(&self, offset: f64) -> f64 {
        let (odd, even) = self.model(offset.abs());
        offset.signum() * odd + even
    }

    fn main_is_odd(&self) -> bool {
        self.subject.side != 0.0 || self.subject.order % 2 == 1
    }

    fn odd_part(&self) -> &Tableau {
        match &self.witness {
            Some(witness) if !self.main_is_odd() => witness,
            _ => &self.main,
        }
    }

    fn even_part(&self) -> Option<&Tableau> {
        if self.main_is_odd() {
            self.witness.as_ref()
        } else {
            Some(&self.main)
        }
    }

    /// From a coefficient of the series in z to the derivative.
    fn factor(&self) -> f64 {
        const FACTORIAL: [f64; 5] = [1.0, 1.0, 2.0, 6.0, 24.0];
        let m = self.subject.coefficient() as i32;
        let top = self.rungs.coarsest().h;
        let per_h = if self.subject.side == 0.0 {
            (top * top).recip().powi(m)
        } else {
            (self.subject.side / top).powi(m)
        };
        FACTORIAL[self.subject.order] * per_h
    }

    /// Third and fourth derivatives hang on so few entries that chance agreement is common.
    fn caution(&self) -> f64 {
        if self.subject.order < 3 { 1.0 } else { 2.0 }
    }

    /// What the noise of f does to an entry, measured: rounding in the sums and inner functions of f
    /// may be far above that of its value. Differences of higher order than the entry, and the
    /// value that validated the ladder, are such noise. There are few of them, and by chance all may
    /// be small.
    fn scatter(&self, best: &Entry) -> f64 {
        /// Of normal noise, the largest of so many samples is below 1/factor of another one in
        /// one case of 250 or less.
        const FACTORS: [f64; 4] = [0.0, 18.0, 10.0, 7.0];
        const FACTOR: f64 = 5.0;
        let (mut largest, mut count) = (0.0_f64, 0);
        let mut add = |sample: f64| {
            largest = largest.max(sample);
            count += 1;
        };
        if best.difference <= 4.0 * best.noise {
            self.main.scatter(best).for_each(&mut add);
        }
        if let Some(witness) = &self.witness {
            let other = witness.best(0.0);
            if other.difference <= 4.0 * other.noise {
                witness.scatter(&other).for_each(&mut add);
            }
        }
        if let Some(residual) = self.residual {
            add(residual * std::f64::consts::FRAC_1_SQRT_2);
        }
        let factor = FACTORS.get(count).copied().unwrap_or(FACTOR);
        factor * largest * self.main.entry_gain(best)
    }

    /// f is computed from an argument with rounding errors of its own, u|x| each, so its values
    /// are off by u |x f'|: noise that no difference of values a small step apart shows.
    fn conditioning(&self, best: &Entry) -> f64 {
        ROUNDING * (self.subject.x * self.slope()).abs() * self.main.worst_gain(best)
    }

    fn settle(&self, sigma: f64, swing: f64) -> Verdict {
        let h = self.rungs.finest().h;
        match self.even_part() {
            Some(even) => settling::settle(
                (self.odd_part(), even),
                (&self.main, self.known_noise),
                sigma,
                h,
                swing,
            ),
            None => settling::settle_one_sided((&self.main, self.known_noise), sigma, h, swing),
        }
    }
}

/// The part of f that holds the derivative, and the other one.
fn parts(subject: &Subject) -> (Part, Option<Part>) {
    if subject.side != 0.0 {
        (Part::OneSided, None)
    } else if subject.order % 2 == 1 {
        (Part::Odd, Some(Part::Even))
    } else {
        (Part::Even, Some(Part::Odd))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::noise_at;
    use super::part::RUNGS;
    use super::*;

    fn climb(f: impl Fn(f64) -> f64, x: f64, order: usize, side: f64, rungs: i32) -> Ladder {
        let subject = Subject {
            x,
            centre: f(x),
            order,
            side,
            noise: 0.0,
        };
        let mut ladder = Ladder::new(subject);
        for k in 0..rungs {
            let h = 0.125 * 0.5_f64.powi(k);
            let (plus, minus) = if side == 0.0 {
                (f(x + h), f(x - h))
            } else {
                (f(x + side * h), f(x))
            };
            ladder.push(Rung { h, plus, minus });
        }
        ladder
    }

    #[test]
    fn every_order_on_every_side() {
        for (order, tolerance) in [(1, 1e-12_f64), (2, 1e-10), (3, 1e-7), (4, 1e-5)] {
            for side in [0.0, 1.0, -1.0] {
                let reading = climb(f64::exp, 1.0, order, side, 6).read();
                let error = (reading.value - 1.0_f64.exp()).abs();
                assert!(reading.resolved, "order {order}, side {side}");
                assert!(error <= tolerance.max(if side == 0.0 { 0.0 } else { 1e3 * tolerance }));
                assert!(error <= reading.total_error(), "order {order}, side {side}");
            }
        }
    }

    #[test]
    fn a_kink_does_not_resolve() {
        let reading = climb(|x: f64| (x - 1.0).abs() + x * x, 1.0, 1, 0.0, 2).read();
        assert!(!reading.resolved && !reading.noisy);
        let one_sided = climb(f64::sqrt, 0.0, 1, 1.0, 3).read();
        assert!(!one_sided.resolved);
    }

    #[test]
    fn small_jitter_is_noise_not_structure() {
        let jitter = |x: f64| x.sin() + 1e-5 * noise_at(x);
        let reading = climb(jitter, 0.7, 1, 0.0, 5).read();
        assert!(reading.sigma > 1e-7 && reading.sigma < 1e-3);
        assert!((reading.value - 0.7_f64.cos()).abs() < 10.0 * reading.error);
    }

    #[test]
    fn a_full_ladder_keeps_its_finest_rungs() {
        let ladder = climb(f64::exp, 0.0, 1, 0.0, RUNGS as i32 + 3);
        assert_eq!(ladder.rungs.as_slice().len(), RUNGS);
        assert_eq!(ladder.rungs.coarsest().h, 0.125 / 8.0);
        let reading = ladder.read();
        assert!((reading.value - 1.0).abs() <= reading.total_error());
    }

    #[test]
    fn the_model_passes_through_f() {
        let ladder = climb(f64::sin, 0.5, 2, 0.0, 5);
        let (odd, even) = ladder.model(0.01);
        assert!((odd + even - (0.51_f64.sin() - 0.5_f64.sin())).abs() < 1e-14);
        assert!((ladder.slope() - 0.5_f64.cos()).abs() < 1e-4);
    }
}
