//! Noise or structure? Values of f very close to each other are alike if f is a function of x at
//! that scale, and are not if it is noise.
//!
//! Where a ladder does not settle, or a value is not where it should be, three further points
//! decide, two as close to x as arithmetic allows and one between them and the ladder. They tell
//! how large the noise is, or at which steps the structure can be seen.

use super::validation::odd_fraction;
use crate::numeric::search::ladder::rungs::ROUNDING;

/// Points of a decision.
pub(crate) const PROBES: usize = 3;

/// A decision under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Correlation {
    offsets: [f64; PROBES],
    /// Where the values were found to scatter, or to be off.
    coarse: f64,
    /// By how much.
    size: f64,
    one_sided: bool,
}

/// What the values say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scatter {
    /// Neighbours are as different as values far apart: noise of this size.
    Noise(f64),
    /// f does not move at all close to x: steps of a staircase.
    Flat,
    /// f can be seen at this step, and not at larger ones. Noise is below `noise`.
    Structure { h: f64, noise: f64 },
}

impl Correlation {
    /// Whether what is `size` at the distance `coarse` from x is noise. There is none to decide
    /// where arithmetic leaves no room.
    pub(crate) fn new(
        coarse: f64,
        size: f64,
        side: f64,
        length: f64,
        smallest_step: f64,
    ) -> Option<Self> {
        /// Nearer than this fraction of the length nothing happens on purpose.
        const NEAREST: f64 = 1.0 / 70_368_744_177_664.0;
        const FINE: f64 = 1.618_033_988_7;
        const WIDER: f64 = 2.645_751_311;
        let nearest = smallest_step.max(NEAREST * length);
        let fine = odd_fraction(FINE, nearest, smallest_step);
        let wider = odd_fraction(WIDER, nearest, smallest_step);
        let between = odd_fraction(1.0, (fine * coarse).sqrt(), smallest_step);
        let offsets = if side == 0.0 {
            [fine, -fine, between]
        } else {
            [side * fine, side * wider, side * between]
        };
        (coarse >= 16.0 * wider).then_some(Self {
            offsets,
            coarse,
            size,
            one_sided: side != 0.0,
        })
    }

    /// By how much the values in question are off.
    pub(crate) fn size(&self) -> f64 {
        self.size
    }

    /// The offsets from x to evaluate.
    pub(crate) fn offsets(&self) -> [f64; PROBES] {
        self.offsets
    }

    /// What the values there say, beside those that the ladder has `expected`. `jitter` is what
    /// rounding inside f may add to each.
    pub(crate) fn judge(
        &self,
        centre: f64,
        values: [f64; PROBES],
        expected: [f64; PROBES],
        jitter: f64,
    ) -> Scatter {
        const QUIET: f64 = 1e-5;
        let [fine, _, between] = self.offsets.map(f64::abs);
        if let Some(k) = (0..PROBES).find(|&k| !values[k].is_finite()) {
            let h = self.offsets[k].abs() / 8.0;
            return Scatter::Structure {
                h,
                noise: f64::INFINITY,
            };
        }
        if values.iter().all(|v| *v == centre) {
            return Scatter::Flat;
        }
        let [a, b, c] = [0, 1, 2].map(|k| (values[k] - centre - expected[k]).abs());
        // Beside a jump f is as far away at two points on one side, and beside a peak on both.
        let other = if self.one_sided { values[1] } else { values[2] };
        let is_near = |other: f64| (values[0] - other).abs() < a.max(b) / 256.0;
        let is_jump = is_near(other) || is_near(values[1]);
        // What is smooth at this scale is off by far less at a millionth of the distance.
        let visible = 4.0 * ROUNDING * centre.abs() + jitter;
        let is_alike = a.max(b) > c / 8.0 && a.min(b) > c / 64.0 && a.max(b) > 32.0 * visible;
        // On both sides of x about as far the other way, and far less than elsewhere: a slope.
        let signed = [0, 1].map(|k| values[k] - centre - expected[k]);
        let is_sloped = !self.one_sided
            && signed[0] * signed[1] < 0.0
            && a.max(b) < 2.0 * a.min(b)
            && 16.0 * a.max(b) < self.size;
        let is_alike = is_alike && !is_sloped;
        let is_large = a.max(b) > self.size.max(c) / 4.0 && a.min(b) > self.size / 64.0;
        if (is_large || is_alike) && !is_jump {
            return Scatter::Noise(((a * a + b * b + c * c) / 3.0).sqrt());
        }
        // How far f takes to be off by its whole structure, if it goes on as at that distance. All
        // steps of the ladder may have met the same phase of a period.
        let size = self.size.max(a).max(b).max(c);
        let reach = |distance: f64, off: f64| {
            if off > visible {
                distance * size / off
            } else {
                f64::INFINITY
            }
        };
        let limit = if c > self.size / 4.0 {
            between
        } else {
            self.coarse
        };
        let length = reach(fine, a.max(b)).min(reach(between, c)).min(limit);
        // Two values of much noise are not that near by chance.
        let near = a.max(b).max(visible) * 64.0;
        let is_quiet = near < QUIET * self.size;
        Scatter::Structure {
            h: (length.max(8.0 * fine) / 8.0).min(self.coarse / 8.0),
            noise: if is_quiet {
                QUIET * self.size
            } else {
                f64::INFINITY
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::search::testing::noise_at;

    fn decide(f: impl Fn(f64) -> f64, x: f64, side: f64) -> Scatter {
        let spacing = x.abs().next_up() - x.abs();
        let correlation = Correlation::new(0.01, 0.3, side, x.abs(), 64.0 * spacing).unwrap();
        let values = correlation.offsets().map(|d| f(x + d));
        correlation.judge(f(x), values, [0.0; PROBES], 0.0)
    }

    #[test]
    fn noise_is_told_from_structure() {
        for side in [0.0, 1.0, -1.0] {
            // By chance a few values are alike.
            let noisy = (0..100).filter(|k| {
                let found = decide(|x| x + noise_at(x), 1.3 + 0.01 * f64::from(*k), side);
                matches!(found, Scatter::Noise(s) if s > 0.1 && s < 2.0)
            });
            let count = noisy.count();
            assert!(count >= 80, "{count}");
            for rate in [1e3, 1e5, 1e9] {
                let Scatter::Structure { h, .. } = decide(|x| (rate * x).sin(), 1.3, side) else {
                    panic!("{rate}")
                };
                assert!(h * rate < 1.0 && h * rate > 1e-6, "{rate}: {h}");
            }
            let stairs = decide(|x| (10.0 * x).floor(), 1.35, side);
            assert_eq!(stairs, Scatter::Flat);
        }
    }

    #[test]
    fn a_jump_at_x_is_no_noise() {
        let jump = |x: f64| if x > 1.3 { x + 1.0 } else { x };
        for side in [0.0, 1.0] {
            assert!(matches!(decide(jump, 1.3, side), Scatter::Structure { .. }));
        }
    }
}
