//! The limit of a function at a point where it cannot be evaluated.

use super::domain::{Domain, floor_power_of_two};
use super::estimate::{Estimate, Status};
use super::noise;
use super::part::{Part, RUNGS};
use super::settings::{FiniteDifference, Side};
use super::tableau::{Entry, Tableau};

/// The limit of f(t) for t → x, from values near x alone.
///
/// From both sides (the default) the mean of f(x+h) and f(x-h) is extrapolated, a series in h²,
/// and the two must approach each other; from one side f(x±h) itself, a series in h. At infinity
/// f(1/h) is extrapolated. One more value, between the steps, must lie on the polynomial.
///
/// ```
/// use partials::numeric::{Limit, Side};
///
/// let sinc = Limit::new(|x: f64| x.sin() / x).estimate(0.0);
/// assert!((sinc.value - 1.0).abs() <= sinc.error && sinc.error < 1e-12);
///
/// let right = Limit::new(|x: f64| (x - 1.0).abs() / (x - 1.0)).side(Side::Forward);
/// assert_eq!(right.at(1.0), 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct Limit<F> {
    f: F,
    side: Side,
    scale: Option<f64>,
}

impl<F: Fn(f64) -> f64> Limit<F> {
    /// The two-sided limit of `f`.
    #[must_use]
    pub fn new(f: F) -> Self {
        Self {
            f,
            side: Side::Central,
            scale: None,
        }
    }

    /// From which side.
    #[must_use]
    pub fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// The distance over which f changes appreciably; |x|, or 1 at 0, unless told.
    #[must_use]
    pub fn scale(mut self, scale: f64) -> Self {
        self.scale = Some(scale);
        self
    }

    /// The limit alone.
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        self.estimate(x).value
    }

    /// The limit with its error. Where there is none the error is infinite, or half the jump.
    #[must_use]
    pub fn estimate(&self, x: f64) -> Estimate<f64> {
        let mut settings = FiniteDifference::new().side(self.side);
        if let Some(scale) = self.scale {
            settings = settings.scale(scale);
        }
        if x.is_infinite() {
            let along = Domain::new(0.0, &settings.side(Side::Forward).coordinate(0));
            let inverse = |t: f64| (self.f)(x.signum() / t);
            return Approach::new(inverse, along).run();
        }
        Approach::new(&self.f, Domain::new(x, &settings.coordinate(0))).run()
    }
}

/// An approach to the limit point.
struct Approach<F> {
    f: F,
    domain: Domain,
    tableau: Tableau,
    evaluations: usize,
    /// |f(x+h) - f(x-h)| at the two finest steps.
    gaps: [f64; 2],
}

/// How one ladder towards the limit point ended.
enum End {
    Settled(Entry, Status),
    /// The errors stopped falling too early.
    Stalled(Entry),
    /// Values that do not settle; the ratio of their last two differences.
    Unsettled {
        ratio: f64,
    },
    NotFinite,
}

impl<F: Fn(f64) -> f64> Approach<F> {
    fn new(f: F, domain: Domain) -> Self {
        let part = if domain.side == 0.0 {
            Part::Mean
        } else {
            Part::Value
        };
        let tableau = Tableau::new(part, 0);
        Self {
            f,
            domain,
            tableau,
            evaluations: 0,
            gaps: [0.0; 2],
        }
    }

    fn run(mut self) -> Estimate<f64> {
        /// Ladders, each starting this much closer than the last ended.
        const LADDERS: usize = 6;
        const CLOSER: f64 = 1.0 / 8.0;
        let mut h = floor_power_of_two(self.domain.first_step());
        let mut answer: Option<Estimate<f64>> = None;
        for _ in 0..LADDERS {
            if h < self.domain.smallest_step {
                break;
            }
            let (end, last) = self.descend(h);
            let (found, is_final) = match end {
                End::Settled(entry, status) => {
                    let found = self.settle(&entry, status);
                    let missed = self.miss(h, last, &entry);
                    (Some(widened(found, missed)), missed == 0.0)
                }
                End::Stalled(entry) => {
                    let found = self.settle(&entry, Status::Unresolved);
                    let missed = self.miss(h, last, &entry);
                    (Some(widened(found, missed)), false)
                }
                End::Unsettled { ratio } => (Some(self.extend(ratio)), false),
                End::NotFinite => (None, false),
            };
            // Closer to x rounding may have eaten the function: 0 ± 0 must not replace 1 ± 0.1.
            answer = match (answer, found) {
                (Some(before), Some(now)) if !improves(&now, &before) => break,
                (before, now) => now.or(before),
            };
            if is_final {
                break;
            }
            h = last * CLOSER;
        }
        let evaluations = self.evaluations;
        answer.map_or_else(
            || self.finish(f64::NAN, f64::INFINITY, Status::NotFinite),
            |found| Estimate {
                evaluations,
                ..found
            },
        )
    }

    /// The finest value, with what is still to come if the differences go on falling as they do.
    fn extend(&self, ratio: f64) -> Estimate<f64> {
        let change = (self.tableau.finest(0) - self.tableau.finest(1)).abs();
        let rest = if ratio < 0.95 {
            change * ratio / (1.0 - ratio)
        } else {
            f64::INFINITY
        };
        // Differences that hardly fall may fall ever slower, like those of 1/ln h.
        let caution = (1.0 / (1.0 - ratio)).max(2.0);
        self.finish(self.tableau.finest(0), caution * rest, Status::Unresolved)
    }

    /// Climbs down from h; also the last step taken.
    fn descend(&mut self, mut h: f64) -> (End, f64) {
        const CONTRACTION: f64 = 0.5;
        const ONE_SIDED_CONTRACTION: f64 = 0.75;
        const NOISE: f64 = 4.0;
        const STALLS: usize = 2;
        /// A stalled ladder is good enough with this relative error; others try closer.
        const GOOD: f64 = 1e-6;
        let contraction = if self.domain.side == 0.0 {
            CONTRACTION
        } else {
            ONE_SIDED_CONTRACTION
        };
        self.tableau.restart(h);
        self.gaps = [0.0; 2];
        let (mut smallest, mut stalls, mut magnitude) = (f64::INFINITY, 0, 0.0_f64);
        loop {
            let (sample, rounding) = self.sample(h);
            magnitude = magnitude.max(sample.abs());
            if !sample.is_finite() {
                return (End::NotFinite, h);
            }
            self.tableau.push(sample, rounding);
            if self.tableau.len() >= 3 {
                let [new, old] =
                    [0, 1].map(|i| (self.tableau.finest(i) - self.tableau.finest(i + 1)).abs());
                let level = 2.0 * (self.tableau.rounding(0) + self.tableau.rounding(1));
                let contracts = new <= contraction * old || new <= level;
                if !contracts && smallest.is_infinite() {
                    return (End::Unsettled { ratio: new / old }, h);
                }
                let best = self.tableau.best(0.0);
                if contracts && best.difference <= NOISE * best.noise {
                    return (End::Settled(best, Status::Converged), h);
                }
                stalls = if best.error() > 0.5 * smallest {
                    stalls + 1
                } else {
                    0
                };
                smallest = smallest.min(best.error());
                let full = self.tableau.len() == RUNGS || 0.5 * h < self.domain.smallest_step;
                if !contracts || stalls >= STALLS || full {
                    // Rounding inside f, unknown so far, shows as a plateau.
                    let noise = noise::plateau(&self.tableau).unwrap_or(0.0);
                    let best = self.tableau.best(noise);
                    let end = if best.error() <= GOOD * magnitude {
                        End::Settled(best, Status::Stalled)
                    } else {
                        End::Stalled(best)
                    };
                    return (end, h);
                }
            }
            h *= 0.5;
        }
    }

    /// The sample of step h and its rounding bound.
    fn sample(&mut self, h: f64) -> (f64, f64) {
        let Domain { x, side, .. } = self.domain;
        if side != 0.0 {
            self.evaluations += 1;
            let value = (self.f)(x + side * h);
            return (value, f64::EPSILON * value.abs());
        }
        self.evaluations += 2;
        let (above, below) = ((self.f)(x + h), (self.f)(x - h));
        self.gaps = [(above - below).abs(), self.gaps[0]];
        (
            0.5 * above + 0.5 * below,
            0.5 * f64::EPSILON * (above.abs() + below.abs()),
        )
    }

    /// How far f is from the polynomial of a ladder from `top` to `last`, at a step that is no
    /// power of two: values that agree by chance, or because all steps meet the same phase of an
    /// oscillation, do not there. 0 if not further than the entry's own error explains.
    fn miss(&mut self, top: f64, last: f64, entry: &Entry) -> f64 {
        /// Not far from the last step: rounding inside f may grow without bound towards x.
        const BETWEEN: f64 = 0.7;
        let h = BETWEEN * last;
        let gaps = self.gaps;
        let (sample, rounding) = self.sample(h);
        self.gaps = gaps;
        let z = h / top;
        let z = if self.domain.side == 0.0 { z * z } else { z };
        let off = (sample - self.tableau.interpolate(z)).abs();
        let explained = 4.0 * entry.error() + 4.0 * (rounding + self.tableau.rounding(0));
        if off <= explained { 0.0 } else { off }
    }

    fn settle(&self, entry: &Entry, status: Status) -> Estimate<f64> {
        /// The two sides approach each other like h, or there is a jump between them.
        const APPROACH: f64 = 0.75;
        // Without f(x) to lean on, rounding inside f is unknown; twice what shows is promised.
        let error = 2.0 * entry.error();
        let [gap, before] = self.gaps;
        if gap > APPROACH * before && gap > 4.0 * self.tableau.rounding(0) + error {
            // Sides that move apart have no limit at all, not two of them.
            let apart = gap > 1.5 * before;
            let error = if apart {
                f64::INFINITY
            } else {
                error.max(0.5 * gap)
            };
            return self.finish(entry.value, error, Status::Jump);
        }
        let status = match status {
            Status::Converged if self.domain.side != 0.0 => Status::OneSided,
            other => other,
        };
        self.finish(entry.value, error, status)
    }

    fn finish(&self, value: f64, error: f64, status: Status) -> Estimate<f64> {
        let error = if value.is_finite() && !error.is_nan() {
            error
        } else {
            f64::INFINITY
        };
        Estimate {
            value,
            error,
            evaluations: self.evaluations,
            status,
        }
    }
}

/// An answer whose ladder missed a value by so much: by noise, which the error then covers, or
/// because the ladder is blind, and says nothing.
fn widened(found: Estimate<f64>, missed: f64) -> Estimate<f64> {
    const NOISE: f64 = 1e-6;
    if missed == 0.0 {
        return found;
    }
    let is_noise = missed <= NOISE * found.value.abs();
    Estimate {
        error: found.error
            + if is_noise {
                3.0 * missed
            } else {
                f64::INFINITY
            },
        status: if is_noise {
            Status::NoiseLimited
        } else {
            Status::Unresolved
        },
        ..found
    }
}

/// Whether an answer from closer to x is more certain and not at odds with the one before.
fn improves(now: &Estimate<f64>, before: &Estimate<f64>) -> bool {
    before.error.is_infinite()
        || now.error < before.error
            && (before.value - now.value).abs() <= 3.0 * (before.error + now.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Function = fn(f64) -> f64;

    #[test]
    fn removable_singularities() {
        let cases: [(Function, f64, f64); 6] = [
            (|x| x.sin() / x, 0.0, 1.0),
            (|x| (1.0 - x.cos()) / (x * x), 0.0, 0.5),
            (|x| x.exp_m1() / x, 0.0, 1.0),
            (|x| (x * x - 1.0) / (x - 1.0), 1.0, 2.0),
            (|x| x.ln() / (x - 1.0), 1.0, 1.0),
            (|x| (x.tan() - x) / x.powi(3), 0.0, 1.0 / 3.0),
        ];
        for (i, (f, x, exact)) in cases.into_iter().enumerate() {
            for side in [Side::Central, Side::Forward, Side::Backward] {
                let found = Limit::new(f).side(side).estimate(x);
                let error = (found.value - exact).abs();
                let promise = if side == Side::Central { 1e-8 } else { 1e-4 };
                assert!(
                    error <= found.error && found.error < promise,
                    "{i} {side:?}: {found}"
                );
            }
        }
    }

    #[test]
    fn one_sided_limits() {
        let forward = |f: fn(f64) -> f64| Limit::new(f).side(Side::Forward).estimate(0.0);
        for (f, exact) in [
            ((|x: f64| (-1.0 / x).exp()) as Function, 0.0),
            (|x: f64| x.powf(x), 1.0),
            (|x: f64| x.sqrt(), 0.0),
            (|x: f64| x * x.ln(), 0.0),
        ] {
            let found = forward(f);
            assert!((found.value - exact).abs() <= found.error, "{found}");
        }
    }

    #[test]
    fn at_infinity() {
        let found = Limit::new(|x: f64| (1.0 + 1.0 / x).powf(x)).estimate(f64::INFINITY);
        assert!((found.value - 1.0_f64.exp()).abs() <= found.error && found.error < 1e-8);
        let found = Limit::new(|x: f64| (3.0 * x + 1.0) / (x - 4.0)).estimate(f64::NEG_INFINITY);
        assert!((found.value - 3.0).abs() <= found.error);
    }

    #[test]
    fn agreement_by_chance_is_noticed() {
        // At steps 1/4, 1/8, 1/16 this is -1/2, -1/3, -1/4 over ln 2, on which lines agree.
        let slow = Limit::new(|x: f64| 1.0 / x.ln())
            .side(Side::Forward)
            .estimate(0.0);
        assert!(slow.value.abs() <= slow.error, "{slow}");
        let steep = Limit::new(|x: f64| (1000.0 * x).tan() / x).estimate(0.0);
        assert!((steep.value - 1000.0).abs() <= steep.error, "{steep}");
        let rounded = Limit::new(|x: f64| (1e8 * x.sin() / x).round() / 1e8).estimate(0.0);
        assert!((rounded.value - 1.0).abs() <= rounded.error, "{rounded}");
        assert!(rounded.error < 1e-6);
    }

    #[test]
    fn where_there_is_none() {
        let jump = Limit::new(f64::signum).estimate(0.0);
        assert_eq!(jump.status, Status::Jump);
        assert!(jump.error >= 1.0 && jump.error < 2.0);
        let pole = Limit::new(f64::recip).estimate(0.0);
        assert_eq!(pole.error, f64::INFINITY);
        for f in [
            (|x: f64| 1.0 / (x * x)) as Function,
            |x| x.abs().ln(),
            |x| (1.0 / x).sin(),
        ] {
            let found = Limit::new(f).estimate(0.0);
            assert!(found.error == f64::INFINITY || found.error > 0.1, "{found}");
        }
        let nowhere = Limit::new(|_| f64::NAN).estimate(1.0);
        assert_eq!(
            (nowhere.status, nowhere.error),
            (Status::NotFinite, f64::INFINITY)
        );
    }
}
