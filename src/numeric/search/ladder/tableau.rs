//! The extrapolation tableau.
//!
//! A quantity y(z) known at z = 1, ρ, ρ², … is, near 0, a power series; the tableau estimates one
//! of its coefficients. Entry (k, j) uses the j + 1 consecutive samples that end at k: it is the
//! m-th coefficient of the polynomial through them. For m = 0 this is Neville's scheme at z = 0.

use std::ops::Range;

use super::part::{Part, RUNGS, Windows, power_of_two};
use super::triangle::Triangle;

/// The entry of a tableau that can be trusted most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) value: f64,
    /// Disagreement with neighbouring entries.
    pub(crate) difference: f64,
    /// What rounding and noise of f may have done to the value.
    pub(crate) noise: f64,
    row: usize,
    column: usize,
}

impl Entry {
    pub(crate) fn error(&self) -> f64 {
        self.difference + self.noise
    }
}

/// The best entry so far.
struct Choice {
    entry: Entry,
    score: f64,
}

impl Choice {
    fn new(m: usize) -> Self {
        Self {
            entry: Entry {
                value: f64::NAN,
                difference: f64::INFINITY,
                noise: f64::INFINITY,
                row: m,
                column: m,
            },
            score: f64::INFINITY,
        }
    }
}

/// Samples of one part of f and the table extrapolated from them.
#[derive(Clone, Debug)]
pub(crate) struct Tableau {
    part: Part,
    /// Which coefficient of the series the entries estimate.
    m: usize,
    len: usize,
    /// h_top^-power: turns the gains, computed for h = 1, into those of this ladder.
    unit: f64,
    samples: [f64; RUNGS],
    rounding: [f64; RUNGS],
    values: Triangle,
    noises: Triangle,
}

impl Tableau {
    pub(crate) fn new(part: Part, m: usize) -> Self {
        Self {
            part,
            m,
            len: 0,
            unit: 1.0,
            samples: [0.0; RUNGS],
            rounding: [0.0; RUNGS],
            values: Triangle::new(),
            noises: Triangle::new(),
        }
    }

    /// Makes it a table of another part or coefficient.
    pub(crate) fn turn_into(&mut self, part: Part, m: usize) {
        (self.part, self.m, self.len) = (part, m, 0);
    }

    /// Empties the table for a ladder whose coarsest step is `top`.
    pub(crate) fn restart(&mut self, top: f64) {
        self.len = 0;
        self.unit = top.recip().powi(self.part.power());
    }

    /// Adds the next finer sample with its rounding bound, and its row of entries.
    pub(crate) fn push(&mut self, sample: f64, rounding: f64) {
        let k = self.len;
        self.samples[k] = sample;
        self.rounding[k] = rounding;
        self.len += 1;
        for j in self.m..=k {
            let (weights, scale) = self.window(k, j);
            let (mut value, mut noise) = (0.0, 0.0);
            for (i, w) in weights[..=j].iter().enumerate() {
                value += w * self.samples[k - j + i];
                noise += w.abs() * self.rounding[k - j + i];
            }
            self.values[(k, j)] = scale * value;
            self.noises[(k, j)] = scale * noise;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn coefficient(&self) -> usize {
        self.m
    }

    /// Sample k counted from the finest: 0 is the finest.
    pub(crate) fn finest(&self, back: usize) -> f64 {
        self.samples[self.len - 1 - back]
    }

    /// The difference of two entries of a column that follow each other, the finest for `back` 0.
    pub(crate) fn step(&self, column: usize, back: usize) -> f64 {
        let k = self.len - 1 - back;
        self.values[(k, column)] - self.values[(k - 1, column)]
    }

    /// The difference of the two coarsest samples, and its rounding.
    pub(crate) fn coarsest_step(&self) -> f64 {
        (self.samples[0] - self.samples[1]).abs()
    }

    pub(crate) fn coarsest_rounding(&self) -> f64 {
        self.rounding[0] + self.rounding[1]
    }

    pub(crate) fn rounding(&self, back: usize) -> f64 {
        self.rounding[self.len - 1 - back]
    }

    /// Standard deviation of sample `back` for noise of size 1 in f(x±h).
    pub(crate) fn sample_gain(&self, back: usize) -> f64 {
        self.amplification(self.len - 1 - back) * self.part.own_variance().sqrt()
    }

    /// Noise of the row's parents' differences, one number per order: |T(k,j-1) - T(k-1,j-1)|
    /// divided by its noise gain. On a plateau of noise they all estimate the noise of f.
    pub(crate) fn scaled_differences(&self, k: usize) -> impl Iterator<Item = f64> + '_ {
        (self.m + 1..=k).map(move |j| {
            let gain = self.gain(k - j, self.windows().parents_gain[j]);
            let difference = (self.values[(k, j - 1)] - self.values[(k - 1, j - 1)]).abs();
            if gain > 0.0 { difference / gain } else { 0.0 }
        })
    }

    /// The entry with the smallest error, when f carries noise of size `sigma`.
    ///
    /// An entry can be checked in two ways. Against its finer neighbours, the disagreement is
    /// its error; against its parents, of lower order, it bounds the error generously, so only a
    /// quarter of it counts in the choice, though all of it is reported.
    ///
    /// Coarse samples may agree since their steps are whole periods, so the finest rows have to be
    /// in agreement with what is chosen.
    pub(crate) fn best(&self, sigma: f64) -> Entry {
        const CLEARLY: f64 = 4.0;
        // What noise of f makes of an entry: by its column, and by where its window starts.
        let (mut by_column, mut by_start) = ([0.0; RUNGS], [0.0; RUNGS]);
        if sigma != 0.0 {
            for i in 0..self.len {
                by_column[i] = sigma * self.windows().gain[i];
                by_start[i] = self.gain(i, 1.0);
            }
        }
        let noise = |k: usize, j: usize| by_column[j] * by_start[k - j];
        let finest_rows = self.len.saturating_sub(2).max(self.m);
        let coarse = self.best_of(self.m..finest_rows, noise);
        let finest = self.best_of(finest_rows..self.len, noise);
        let is_coarse = coarse.score < finest.score || finest.entry.value.is_nan();
        let best = if is_coarse {
            coarse.entry
        } else {
            finest.entry
        };
        let apart = (best.value - finest.entry.value).abs();
        if apart > CLEARLY * (best.error() + finest.entry.error()) {
            finest.entry
        } else {
            best
        }
    }

    /// The best entry of some rows, where noise of f makes `of_f(k, j)` of an entry.
    #[inline]
    fn best_of(&self, rows: Range<usize>, of_f: impl Fn(usize, usize) -> f64) -> Choice {
        const PARENTS: f64 = 0.25;
        const DEVIATIONS: f64 = 3.0;
        let t = &self.values;
        let mut best = Choice::new(self.m);
        for k in rows {
            for j in self.m..=k {
                let value = t[(k, j)];
                let noise = self.noises[(k, j)].max(DEVIATIONS * of_f(k, j));
                let mut consider = |difference: f64, weight: f64| {
                    let score = weight * difference + noise;
                    if score < best.score || (best.entry.value.is_nan() && !score.is_nan()) {
                        best.score = score;
                        best.entry = Entry {
                            value,
                            difference,
                            noise,
                            row: k,
                            column: j,
                        };
                    }
                };
                if k + 1 < self.len {
                    let finer = (value - t[(k + 1, j)])
                        .abs()
                        .max((value - t[(k + 1, j + 1)]).abs());
                    // Noise may have moved them nearer.
                    consider(finer + of_f(k + 1, j), 1.0);
                }
                if j > self.m {
                    let parents = (value - t[(k, j - 1)])
                        .abs()
                        .max((value - t[(k - 1, j - 1)]).abs());
                    consider(parents, PARENTS);
                }
            }
        }
        best
    }

    /// Differences of the finest row between entries of the order of `entry` or higher, each divided
    /// by its noise gain. Where the entry has converged they are noise, all of the same size.
    pub(crate) fn scatter(&self, entry: &Entry) -> impl Iterator<Item = f64> + '_ {
        let k = self.len - 1;
        let order = entry.column.min(k.saturating_sub(1)).saturating_sub(self.m);
        self.scaled_differences(k).skip(order)
    }

    /// The standard deviation of an entry, for noise of size 1 in f.
    pub(crate) fn entry_gain(&self, entry: &Entry) -> f64 {
        self.gain(entry.row - entry.column, self.windows().gain[entry.column])
    }

    /// Σ |w_i| q_i of an entry: how far it moves when every f(x±h) is off by 1 in the worst way.
    pub(crate) fn worst_gain(&self, entry: &Entry) -> f64 {
        let (weights, scale) = self.window(entry.row, entry.column);
        let first = entry.row - entry.column;
        let sum: f64 = weights[..=entry.column]
            .iter()
            .enumerate()
            .map(|(i, w)| w.abs() * self.amplification(first + i))
            .sum();
        scale * sum * self.part.own_variance().sqrt()
    }

    /// The interpolating polynomial through all samples, at z (1 is the coarsest sample's place).
    pub(crate) fn interpolate(&self, z: f64) -> f64 {
        let mut column = self.samples;
        let ratio = self.part.ratio();
        let mut span = 1.0;
        for j in 1..self.len {
            span *= ratio;
            // z_{k-j} = ratio^(k-j), z_k = ratio^(k-j) * span
            let mut start = 1.0;
            for i in 0..self.len - j {
                let end = start * span;
                column[i] += (z - start) / (end - start) * (column[i + 1] - column[i]);
                start *= ratio;
            }
        }
        column[0]
    }

    fn windows(&self) -> &'static Windows {
        self.part.windows(self.m)
    }

    /// The window of entry (k, j), and the factor its weights take for not starting at the top.
    fn window(&self, k: usize, j: usize) -> (&'static [f64; RUNGS], f64) {
        (&self.windows().weights[j], self.part.lift(self.m, k - j))
    }

    /// The gain of a window that starts `first` rungs below the top.
    fn gain(&self, first: usize, gain: f64) -> f64 {
        gain * self.part.lift(self.m, first) * self.amplification(first)
    }

    fn amplification(&self, k: usize) -> f64 {
        self.unit * power_of_two(self.part.power() * k as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(part: Part, m: usize, top: f64, count: usize, y: impl Fn(f64) -> f64) -> Tableau {
        let mut tableau = Tableau::new(part, m);
        tableau.restart(top);
        let mut z = 1.0;
        for _ in 0..count {
            tableau.push(y(z), 1e-16);
            z *= part.ratio();
        }
        tableau
    }

    #[test]
    fn finds_every_coefficient_of_a_polynomial() {
        let y = |z: f64| 2.0 - 3.0 * z + 5.0 * z * z + 7.0 * z * z * z;
        for (m, exact) in [2.0, -3.0, 5.0, 7.0].into_iter().enumerate() {
            let tableau = filled(Part::OneSided, m, 0.5, 6, y);
            let best = tableau.best(0.0);
            assert!((best.value - exact).abs() < 1e-12, "{m}: {best:?}");
        }
        let best = filled(Part::Odd, 1, 0.5, 5, y).best(0.0);
        assert!((best.value + 3.0).abs() < 1e-12);
    }

    #[test]
    fn best_entry_knows_its_error() {
        let tableau = filled(Part::Odd, 0, 1.0, 5, |z| z.sqrt().sin() / z.sqrt());
        let best = tableau.best(0.0);
        assert!((best.value - 1.0).abs() <= best.error());
        assert!(best.error() < 1e-9);
    }

    #[test]
    fn gains_are_those_of_the_weights() {
        // Entry (1, 1) of the odd part is (4 y1 - y0) / 3, with y1 twice as noisy as y0.
        let tableau = filled(Part::Odd, 0, 0.25, 3, |_| 1.0);
        let expected = 4.0 * (0.5 * ((8.0_f64 / 3.0).powi(2) + (1.0_f64 / 3.0).powi(2))).sqrt();
        let entry = tableau.gain(0, tableau.windows().gain[1]);
        assert!((entry - expected).abs() < 1e-12 * expected);
        let next = tableau.gain(1, tableau.windows().gain[1]);
        assert!((next - 2.0 * expected).abs() < 1e-12 * expected);
    }

    #[test]
    fn interpolates_between_and_beyond() {
        let y = |z: f64| 1.0 + z - 4.0 * z * z;
        let tableau = filled(Part::Even, 0, 0.1, 4, y);
        for z in [0.0, 1e-4, 0.3, 1.0] {
            assert!((tableau.interpolate(z) - y(z)).abs() < 1e-13);
        }
    }

    #[test]
    fn survives_values_that_are_not_numbers() {
        let tableau = filled(Part::Odd, 0, 1.0, 4, |z| if z < 0.2 { f64::NAN } else { z });
        let _ = tableau.best(0.0).error();
    }
}
