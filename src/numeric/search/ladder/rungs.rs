//! The values of f that a ladder is made of, and the samples of its parts they give.

use super::part::RUNGS;

/// Rounding of one value of f, relative to it: 2u, with u = 2^-53.
pub(crate) const ROUNDING: f64 = f64::EPSILON;

/// The values of f at one step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rung {
    pub(crate) h: f64,
    /// f(x + h); on a one-sided ladder f(x + side · h).
    pub(crate) plus: f64,
    /// f(x - h); on a one-sided ladder f(x).
    pub(crate) minus: f64,
}

impl Rung {
    /// (f(x+h) - f(x)) + (f(x-h) - f(x))
    pub(crate) fn bend(&self, centre: f64) -> f64 {
        (self.plus - centre) + (self.minus - centre)
    }

    /// How far f moves from f(x).
    pub(crate) fn swing(&self, centre: f64) -> f64 {
        (self.plus - centre).abs().max((self.minus - centre).abs())
    }

    /// The size of the values, to measure rounding by. Values that are all equal say that f moves by
    /// less than its rounding, and this is that of its largest term: not below 1, if f is a small
    /// difference or zero.
    fn sizes(&self, centre: f64) -> [f64; 3] {
        let sizes = [self.plus.abs(), self.minus.abs(), centre.abs()];
        if self.plus == centre && self.minus == centre {
            sizes.map(|size| size.max(1.0))
        } else {
            sizes
        }
    }

    pub(crate) fn magnitude(&self, centre: f64) -> f64 {
        centre.abs().max(self.plus.abs()).max(self.minus.abs())
    }
}

/// The rungs of a ladder, coarsest first. A full ladder lets go of its coarsest rung.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rungs {
    rungs: [Rung; RUNGS],
    len: usize,
}

/// Which rungs a ladder had: enough to climb it again, where the values of f are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) coarsest: f64,
    pub(crate) len: usize,
}

impl Extent {
    pub(crate) fn steps(self) -> impl Iterator<Item = f64> {
        let half = |h: &f64| Some(0.5 * h);
        std::iter::successors(Some(self.coarsest), half).take(self.len)
    }

    pub(crate) fn finest(self) -> f64 {
        self.steps().last().unwrap_or(self.coarsest)
    }
}

impl Rungs {
    pub(crate) fn extent(&self) -> Extent {
        Extent {
            coarsest: self.coarsest().h,
            len: self.len,
        }
    }

    pub(crate) fn as_slice(&self) -> &[Rung] {
        &self.rungs[..self.len]
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether f has one value at all points on one side and another on the other.
    pub(crate) fn are_two_levels(&self) -> bool {
        const SAME: f64 = 1e-9;
        let (first, rungs) = (self.coarsest(), self.as_slice());
        let rise = (first.plus - first.minus).abs();
        let is_same = |a: f64, b: f64| (a - b).abs() <= SAME * rise;
        let on_level = |r: &Rung| is_same(r.plus, first.plus) && is_same(r.minus, first.minus);
        rise > 0.0 && rungs.len() > 2 && rungs.iter().all(on_level)
    }

    /// Whether f moves from rung to rung about as far as noise of size `sigma` does.
    pub(crate) fn scatter_by(&self, sigma: f64) -> bool {
        const ALIKE: f64 = 64.0;
        let moves = self.as_slice().windows(2).map(|pair| {
            let [a, b] = [&pair[0], &pair[1]];
            (a.plus - b.plus).abs().max((a.minus - b.minus).abs())
        });
        let largest = moves.fold(0.0, f64::max);
        largest > sigma / ALIKE && largest < sigma * ALIKE
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    pub(crate) fn coarsest(&self) -> &Rung {
        &self.rungs[0]
    }

    pub(crate) fn finest(&self) -> &Rung {
        &self.rungs[self.len - 1]
    }

    /// Whether the coarsest rung had to make room.
    pub(crate) fn push(&mut self, rung: Rung) -> bool {
        let full = self.len == RUNGS;
        if full {
            self.rungs.rotate_left(1);
            self.len -= 1;
        }
        self.rungs[self.len] = rung;
        self.len += 1;
        full
    }
}

/// What is known about f besides the rungs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Subject {
    pub(crate) x: f64,
    /// f(x)
    pub(crate) centre: f64,
    /// Derivative order.
    pub(crate) order: usize,
    /// 0, 1 or -1.
    pub(crate) side: f64,
    /// Absolute noise of f, as told.
    pub(crate) noise: f64,
}

impl Subject {
    /// Rungs before there is an approximation that can be checked.
    pub(crate) fn rungs_needed(&self) -> usize {
        self.coefficient() + 2
    }

    /// The coefficient of the series that holds the derivative.
    pub(crate) fn coefficient(&self) -> usize {
        if self.side == 0.0 {
            (self.order - 1) / 2
        } else {
            self.order - 1
        }
    }
}

/// A sample of the odd part, and its rounding bound.
pub(crate) fn odd_sample(rung: &Rung, subject: &Subject) -> (f64, f64) {
    let Rung { h, plus, minus } = *rung;
    let [above, below, _] = rung.sizes(subject.centre);
    let rounding = ROUNDING * (above + below) + 2.0 * subject.noise;
    ((plus - minus) / (2.0 * h), rounding / (2.0 * h))
}

/// The same of the even part.
pub(crate) fn even_sample(rung: &Rung, subject: &Subject) -> (f64, f64) {
    let h = rung.h;
    let centre = subject.centre;
    let [above, below, at] = rung.sizes(centre);
    let rounding = ROUNDING * (above + below + 2.0 * at) + 4.0 * subject.noise;
    (rung.bend(centre) / (2.0 * h) / h, rounding / (2.0 * h) / h)
}

/// The same of the one-sided part.
pub(crate) fn one_sided_sample(rung: &Rung, subject: &Subject) -> (f64, f64) {
    let Rung { h, plus, .. } = *rung;
    let [at, _, centre] = rung.sizes(subject.centre);
    let rounding = ROUNDING * (at + centre) + 2.0 * subject.noise;
    ((plus - subject.centre) / (subject.side * h), rounding / h)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECT: Subject = Subject {
        x: 1.0,
        centre: 1.0,
        order: 1,
        side: 0.0,
        noise: 0.0,
    };

    #[test]
    fn samples_of_a_parabola() {
        let h = 0.25;
        let rung = Rung {
            h,
            plus: 1.25 * 1.25,
            minus: 0.75 * 0.75,
        };
        assert_eq!(odd_sample(&rung, &SUBJECT).0, 2.0);
        assert_eq!(even_sample(&rung, &SUBJECT).0, 1.0);
        let forward = Subject {
            side: 1.0,
            ..SUBJECT
        };
        assert_eq!(one_sided_sample(&rung, &forward).0, 2.25);
        let noisy = Subject {
            noise: 1e-3,
            ..SUBJECT
        };
        assert!(odd_sample(&rung, &noisy).1 > 1e-3 / h);
    }

    #[test]
    fn a_full_set_drops_its_coarsest() {
        let mut rungs = Rungs::default();
        for k in 0..RUNGS as i32 + 1 {
            let moved = rungs.push(Rung {
                h: 0.5_f64.powi(k),
                ..Rung::default()
            });
            assert_eq!(moved, k == RUNGS as i32);
        }
        assert_eq!((rungs.len(), rungs.coarsest().h), (RUNGS, 0.5));
    }

    #[test]
    fn higher_orders_need_more_rungs() {
        let needed = |order, side| {
            Subject {
                order,
                side,
                ..SUBJECT
            }
            .rungs_needed()
        };
        assert_eq!([1, 2, 3, 4].map(|n| needed(n, 0.0)), [2, 2, 3, 3]);
        assert_eq!([1, 2, 3, 4].map(|n| needed(n, 1.0)), [2, 3, 4, 5]);
    }
}
