//! What the samples of a tableau are made of, and the weights and noise gains that follow.
//!
//! Because the samples sit at powers of ρ, the weights of a window depend only on its length, up
//! to a power of two. They are computed once, at compile time, together with their noise gain:
//! how far noise of size 1 in f moves the entry.

use crate::numeric::weights::recurrence;

/// The rungs a ladder keeps.
pub(crate) const RUNGS: usize = 8;

/// Highest Taylor coefficient a tableau is asked for, plus one.
const COEFFICIENTS: usize = 4;

/// What the samples of a tableau are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// (f(x+h) - f(x-h)) / 2h, a series in h².
    Odd,
    /// (f(x+h) - 2f(x) + f(x-h)) / 2h², a series in h².
    Even,
    /// (f(x±h) - f(x)) / ±h, a series in h.
    OneSided,
    /// (f(x+h) + f(x-h)) / 2, a series in h².
    Mean,
    /// f(x±h), a series in h.
    Value,
}

impl Part {
    const ALL: [Self; 5] = [
        Self::Odd,
        Self::Even,
        Self::OneSided,
        Self::Mean,
        Self::Value,
    ];

    /// z is h to this power.
    const fn exponent(self) -> i32 {
        match self {
            Self::Odd | Self::Even | Self::Mean => 2,
            Self::OneSided | Self::Value => 1,
        }
    }

    /// ρ: how z shrinks when h is halved.
    pub(crate) const fn ratio(self) -> f64 {
        power_of_two(-self.exponent())
    }

    /// ρ^(-m shift): what a window's weights gain by starting `shift` rungs later.
    pub(crate) const fn lift(self, m: usize, shift: usize) -> f64 {
        power_of_two(self.exponent() * (m * shift) as i32)
    }

    /// The power of 1/h in a sample.
    pub(crate) const fn power(self) -> i32 {
        match self {
            Self::Odd | Self::OneSided => 1,
            Self::Even => 2,
            Self::Mean | Self::Value => 0,
        }
    }

    /// Variance, at h = 1, of a sample when f(x±h) carry independent noise of variance 1.
    pub(crate) const fn own_variance(self) -> f64 {
        match self {
            Self::Odd | Self::Even | Self::Mean => 0.5,
            Self::OneSided | Self::Value => 1.0,
        }
    }

    /// The windows for coefficient m.
    pub(crate) fn windows(self, m: usize) -> &'static Windows {
        &WINDOWS[self as usize][m]
    }

    /// How much of f(x) a sample holds at h = 1. Its noise is common to all samples.
    const fn share_of_centre(self) -> f64 {
        match self {
            Self::Odd | Self::Mean | Self::Value => 0.0,
            Self::Even | Self::OneSided => 1.0,
        }
    }
}

/// Weights and noise gains of the windows that start at the coarsest rung.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Windows {
    pub(crate) weights: [[f64; RUNGS]; RUNGS],
    /// Noise gain of an entry.
    pub(crate) gain: [f64; RUNGS],
    /// Noise gain of the difference of an entry's two parents.
    pub(crate) parents_gain: [f64; RUNGS],
}

/// 2^exponent
pub(crate) const fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// The standard deviation of a sum of samples.
const fn gain(part: Part, weights: &[f64; RUNGS]) -> f64 {
    let (mut own, mut common, mut i) = (0.0, 0.0, 0);
    while i < RUNGS {
        let amplification = power_of_two(part.power() * i as i32);
        own += part.own_variance() * weights[i] * weights[i] * amplification * amplification;
        common += part.share_of_centre() * weights[i] * amplification;
        i += 1;
    }
    root(own + common * common)
}

/// √x, by Newton's method from above.
const fn root(x: f64) -> f64 {
    let mut root = if x > 1.0 { x } else { 1.0 };
    loop {
        let next = 0.5 * (root + x / root);
        if next >= root {
            return root;
        }
        root = next;
    }
}

const fn windows(part: Part, m: usize) -> Windows {
    let mut result = Windows {
        weights: [[0.0; RUNGS]; RUNGS],
        gain: [0.0; RUNGS],
        parents_gain: [0.0; RUNGS],
    };
    let lift = part.lift(m, 1);
    let mut j = m;
    while j < RUNGS {
        let mut nodes = [0.0; RUNGS];
        let (mut i, mut z) = (0, 1.0);
        while i <= j {
            nodes[i] = z;
            z *= part.ratio();
            i += 1;
        }
        let mut table = [0.0; RUNGS * COEFFICIENTS];
        let (used, _) = nodes.split_at(j + 1);
        recurrence(used, 0.0, m, &mut table);
        let mut factorial = 1.0;
        i = 2;
        while i <= m {
            factorial *= i as f64;
            i += 1;
        }
        i = 0;
        while i <= j {
            result.weights[j][i] = table[m * (j + 1) + i] / factorial;
            i += 1;
        }
        result.gain[j] = gain(part, &result.weights[j]);
        if j > m {
            let shorter = result.weights[j - 1];
            let mut difference = [0.0; RUNGS];
            i = 0;
            while i < j {
                difference[i] -= shorter[i];
                difference[i + 1] += shorter[i] * lift;
                i += 1;
            }
            result.parents_gain[j] = gain(part, &difference);
        }
        j += 1;
    }
    result
}

static WINDOWS: [[Windows; COEFFICIENTS]; Part::ALL.len()] = {
    let mut all = [[windows(Part::Odd, 0); COEFFICIENTS]; Part::ALL.len()];
    let mut p = 0;
    while p < Part::ALL.len() {
        let mut m = 0;
        while m < COEFFICIENTS {
            all[p][m] = windows(Part::ALL[p], m);
            m += 1;
        }
        p += 1;
    }
    all
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_windows_are_the_classic_ones() {
        let odd = Part::Odd.windows(0);
        assert_eq!(odd.weights[0][..1], [1.0]);
        let third = 1.0 / 3.0;
        for (found, expected) in odd.weights[1].iter().zip([-third, 4.0 * third]) {
            assert!((found - expected).abs() < 1e-15);
        }
        let one_sided = Part::OneSided.windows(0);
        assert_eq!(one_sided.weights[1][..2], [-1.0, 2.0]);
    }

    #[test]
    fn weights_of_a_value_sum_to_one_and_others_to_nothing() {
        for part in Part::ALL {
            for m in 0..COEFFICIENTS {
                for j in m..RUNGS {
                    let weights = part.windows(m).weights[j];
                    let sum: f64 = weights.iter().sum();
                    let size: f64 = weights.iter().map(|w| w.abs()).sum();
                    let expected = if m == 0 { 1.0 } else { 0.0 };
                    assert!((sum - expected).abs() < 1e-14 * size, "{part:?} {m} {j}");
                }
            }
        }
    }

    #[test]
    fn noise_of_f_at_x_is_common_to_all_samples() {
        // (f(x+h) - f(x)) / h at h = 1: the noises of both values, independent of each other.
        for (part, variance) in [
            (Part::OneSided, 2.0),
            (Part::Odd, 0.5),
            (Part::Even, 1.5_f64),
        ] {
            let gain = part.windows(0).gain[0];
            assert!((gain - variance.sqrt()).abs() <= f64::EPSILON, "{gain}");
        }
    }
}
