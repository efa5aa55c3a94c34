//! The approach to a point where a function cannot be evaluated: ladders that start ever closer to it.

use crate::numeric::estimate::{Estimate, Status};
use crate::numeric::search::domain::{Domain, floor_power_of_two};
use crate::numeric::search::ladder::noise;
use crate::numeric::search::ladder::part::{Part, RUNGS};
use crate::numeric::search::ladder::tableau::{Entry, Tableau};

/// An approach to the limit point.
pub(super) struct Approach<F> {
    f: F,
    domain: Domain,
    tableau: Tableau,
    evaluations: usize,
    span: f64,
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
    pub fn new(f: F, domain: Domain) -> Self {
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
            span: 0.0,
            gaps: [0.0; 2],
        }
    }

    pub fn run(mut self) -> Estimate<f64> {
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
        let (evaluations, span) = (self.evaluations, self.span);
        answer.map_or_else(
            || self.finish(f64::NAN, f64::INFINITY, Status::NotFinite),
            |found| Estimate {
                evaluations,
                span,
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
        self.span = self.span.max(h);
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
            span: self.span,
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
