//! The ladders that did not settle, and what they have in common: the same bend per step at every
//! step is a kink at x, the same rise at ever smaller steps a jump.

use crate::numeric::search::ladder::rungs::{Extent, Rung};
use crate::numeric::search::ladder::{Ladder, Reading};

/// Ladders remembered.
const MEMORY: usize = 3;

/// What unsettled ladders amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    Kink,
    Jump,
}

/// The finest rung of an unsettled ladder, and its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) rung: Rung,
    pub(crate) value: f64,
    pub(crate) error: f64,
    /// By how much the derivative seemed to jump.
    pub(crate) jump: Option<f64>,
    swing: f64,
}

/// The most recent unsettled ladders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    /// Latest last.
    recent: [Option<Step>; MEMORY],
    pub(crate) len: usize,
    /// Whether a ladder saw a slope that grows without bound.
    pub(crate) is_singular: bool,
    /// The rungs of the ladder that started furthest out.
    pub(crate) widest: Option<Extent>,
}

impl Trail {
    pub(crate) fn push(&mut self, ladder: &Ladder, reading: &Reading) {
        let step = Step {
            rung: *ladder.rungs.finest(),
            value: reading.value,
            error: reading.error,
            jump: reading.jump,
            swing: reading.swing,
        };
        self.recent.rotate_left(1);
        self.recent[MEMORY - 1] = Some(step);
        self.len += 1;
        self.is_singular |= reading.singular || self.grows(ladder.subject().centre);
        let start = ladder.rungs.coarsest().h;
        if self.widest.is_none_or(|w| start > w.coarsest) {
            self.widest = Some(ladder.rungs.extent());
        }
    }

    pub(crate) fn latest(&self) -> Option<&Step> {
        self.recent[MEMORY - 1].as_ref()
    }

    fn all_recent(&self) -> Option<[Step; MEMORY]> {
        let [a, b, c] = self.recent;
        Some([a?, b?, c?])
    }

    /// The kink or jump that the three latest ladders, close enough to x, show.
    pub(crate) fn break_at_x(&self, order: usize, centre: f64, length: f64) -> Option<Break> {
        /// Ladders further out may still see something beside x.
        const CLOSE: f64 = 1.0 / 524_288.0;
        /// Of higher orders rounding leaves nothing to be seen there.
        const CLOSE_ENOUGH: f64 = 1.0 / 1024.0;
        const SAME: f64 = 0.2;
        let close = length * if order == 1 { CLOSE } else { CLOSE_ENOUGH };
        if let [_, Some(before), Some(latest)] = self.recent
            && let (Some(a), Some(b)) = (before.jump, latest.jump)
            && (a - b).abs() <= SAME * a.max(b)
            && latest.rung.h <= close
        {
            return Some(Break::Kink);
        }
        let recent = self.all_recent()?;
        if recent[MEMORY - 1].rung.h > CLOSE * length {
            return None;
        }
        let bends = recent.map(|s| s.rung.bend(centre).abs() / s.rung.h);
        let swings = recent.map(|s| s.swing);
        if are_constant(bends, 0.01) {
            Some(Break::Kink)
        } else if are_constant(swings, 1e-6) {
            Some(Break::Jump)
        } else {
            None
        }
    }

    /// Whether the derivative of the latest ladders, or the bend per step, grows and does not slow
    /// down: like a root, a cusp or a logarithm.
    fn grows(&self, centre: f64) -> bool {
        let Some(recent) = self.all_recent() else {
            return false;
        };
        let on = |[a, b, c]: [f64; MEMORY]| {
            let (first, second) = (b - a, c - b);
            let outward = a.abs() < b.abs() && b.abs() < c.abs() && b * c > 0.0;
            outward && first * second > 0.0 && second.abs() >= 0.5 * first.abs()
        };
        let bends = recent.map(|s| s.rung.bend(centre).abs() / s.rung.h);
        on(recent.map(|s| s.value)) || on(bends) && bends[MEMORY - 1] > 1.5 * bends[0]
    }

    /// Whether the answers of the latest ladders approach each other. Where they do not, their
    /// error estimates mean nothing.
    pub(crate) fn contracts(&self) -> bool {
        self.all_recent()
            .is_some_and(|[a, b, c]| (c.value - b.value).abs() <= 0.5 * (b.value - a.value).abs())
    }
}

fn are_constant(values: [f64; MEMORY], tolerance: f64) -> bool {
    let largest = values.into_iter().fold(0.0, f64::max);
    let smallest = values.into_iter().fold(f64::INFINITY, f64::min);
    largest > 0.0 && largest - smallest <= tolerance * largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::search::ladder::rungs::Subject;

    fn trail(f: impl Fn(f64) -> f64) -> Trail {
        let subject = Subject {
            x: 0.0,
            centre: f(0.0),
            order: 1,
            side: 0.0,
            noise: 0.0,
        };
        let mut trail = Trail::default();
        let mut h = 0.125;
        for shrink in [16.0, 32.0, 1.0] {
            let mut ladder = Ladder::new(subject);
            for h in [h, 0.5 * h] {
                ladder.push(Rung {
                    h,
                    plus: f(h),
                    minus: f(-h),
                });
            }
            trail.push(&ladder, &ladder.read());
            h /= shrink * 16.0;
        }
        trail
    }

    #[test]
    fn kinks_and_jumps() {
        assert_eq!(trail(f64::abs).break_at_x(1, 0.0, 1.0), Some(Break::Kink));
        let kinked = trail(|x| x.max(0.0) + x.sin());
        assert_eq!(kinked.break_at_x(1, 0.0, 1.0), Some(Break::Kink));
        let step = trail(|x| if x > 0.0 { 1.0 } else { -1.0 });
        assert_ne!(step.break_at_x(1, -1.0, 1.0), None);
        assert_eq!(trail(f64::abs).break_at_x(1, 0.0, 1e-9), None);
        assert_eq!(trail(f64::sqrt).break_at_x(1, 0.0, 1.0), None);
    }

    #[test]
    fn remembers_the_widest_and_the_latest() {
        let trail = trail(f64::abs);
        assert_eq!(trail.widest.unwrap().coarsest, 0.125);
        assert_eq!(trail.latest().unwrap().rung.h, 0.0625 / 256.0 / 512.0);
        assert_eq!(trail.len, 3);
    }

    #[test]
    fn divergence_is_noticed() {
        assert!(!trail(f64::cbrt).contracts());
        assert!(trail(|x: f64| x.abs().powf(1.5)).contracts());
    }
}
