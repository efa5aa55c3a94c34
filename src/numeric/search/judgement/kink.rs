//! A kink at x that no ladder noticed, shown by all samples together.
//!
//! Differences to both sides cancel what is even in f, and where f is even but for a small kink every
//! ladder settles on the slope between both sides. What bends f is seen in `f(x + h) - 2 f(x) + f(x - h)`:
//! at a kink that is as large as h, in a smooth function it falls as h² at least.

use smallvec::SmallVec;

use crate::numeric::search::ladder::rungs::{ROUNDING, Rung};

/// By how much the slope jumps at x, if samples over three octaves agree on it, and all closer ones with
/// them. The values of f have at least this `noise`.
pub(crate) fn slope_jump(samples: &[(f64, f64)], x: f64, centre: f64, noise: f64) -> Option<f64> {
    /// Of so many roundings a bend as large as h² would be seen to be another an octave or three further out.
    const VISIBLE: f64 = 8.0;
    const SAME: f64 = 0.1;
    const OCTAVES: f64 = 8.0;
    const SEVERAL: usize = 3;
    let mut pairs = pairs(samples, x);
    pairs.retain(|p| p.bend(centre).is_finite());
    pairs.sort_unstable_by(|a, b| a.h.total_cmp(&b.h));
    let uncertainty = |p: &Rung| {
        let rounding = ROUNDING * (p.plus.abs() + p.minus.abs() + 2.0 * centre.abs());
        rounding.max(noise)
    };
    let is_visible = |p: &Rung| p.bend(centre).abs() >= VISIBLE * uncertainty(p);
    let first = pairs.iter().position(is_visible)?;
    let last = first
        + pairs[first..]
            .iter()
            .position(|p| p.h >= OCTAVES * pairs[first].h)?;
    let jump = pairs[last].bend(centre) / pairs[last].h;
    let fits = |p: &Rung| {
        let expected = jump * p.h;
        (p.bend(centre) - expected).abs() <= SAME * expected.abs() + 4.0 * uncertainty(p)
    };
    let agree = last + 1 - first >= SEVERAL && pairs[..=last].iter().all(fits);
    agree.then_some(jump.abs())
}

/// The samples at equal distances on both sides of x.
fn pairs(samples: &[(f64, f64)], x: f64) -> SmallVec<[Rung; 32]> {
    let pair = |&(t, plus): &(f64, f64)| {
        let h = t - x;
        let &(_, minus) = samples.iter().find(|left| h > 0.0 && left.0 == x - h)?;
        Some(Rung { h, plus, minus })
    };
    samples.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jump(f: fn(f64) -> f64, steps: impl Iterator<Item = f64>) -> Option<f64> {
        let samples: Vec<_> = steps
            .flat_map(|h| [h, -h])
            .map(|h| (1.0 + h, f(1.0 + h)))
            .collect();
        slope_jump(&samples, 1.0, f(1.0), 0.0)
    }

    #[test]
    fn a_kink_is_told_from_a_curve_and_from_a_kink_beside_x() {
        let halves = || (0..40).map(|k| 0.5_f64.powi(k));
        let found = jump(|x| (x - 1.0).cos() - 1e-5 * (x - 1.0).abs(), halves()).unwrap();
        assert!((found - 2e-5).abs() < 2e-6, "{found}");
        assert_eq!(jump(|x| x.exp(), halves()), None);
        assert_eq!(
            jump(|x| (x - 1.0).powi(4) + (x - 1.0).abs().powf(1.5), halves()),
            None
        );
        // Samples that jump over the distance of the kink, but for two.
        let beside = |x: f64| (x - 1.0 - 1e-6).abs();
        let far = || {
            (0..8)
                .map(|k| 0.5_f64.powi(k))
                .chain([22, 23].map(|k| 0.5_f64.powi(k)))
        };
        assert_eq!(jump(beside, far()), None);
        assert!(jump(|x| (x - 1.0).abs(), far()).is_some());
    }
}
