//! How noisy f is, read off the values themselves.
//!
//! Extrapolation makes the differences of a smooth function fall by orders of magnitude per
//! column; noise passes through amplified by a known gain. So differences that, divided by their
//! gains, no longer fall, are the noise of f. A second source is quantised output: a function
//! that is flat over the finest steps while its values lie on a lattice has the lattice's spacing
//! for noise.

use super::tableau::Tableau;

/// A difference that falls by less than this per order has reached the plateau.
const FALL: f64 = 0.25;

/// Estimates of the same noise agree within this factor.
const AGREEMENT: f64 = 8.0;

/// The noise of f where the two finest rows of a tableau show a plateau at the same height.
pub(crate) fn plateau(tableau: &Tableau) -> Option<f64> {
    let last = tableau.len().checked_sub(1)?;
    let finest = plateau_of_row(tableau, last)?;
    let before = plateau_of_row(tableau, last - 1)?;
    let (low, high) = (finest.min(before), finest.max(before));
    (high <= AGREEMENT * low).then_some(high)
}

/// Root mean square of the row's scaled differences from where they stop falling.
fn plateau_of_row(tableau: &Tableau, k: usize) -> Option<f64> {
    if k < tableau.coefficient() + 2 {
        return None;
    }
    let (mut norm, mut count, mut previous) = (0.0_f64, 0, f64::INFINITY);
    for difference in tableau.scaled_differences(k) {
        if count > 0 {
            norm = norm.hypot(difference);
            count += 1;
        } else if difference > FALL * previous {
            norm = previous.hypot(difference);
            count = 2;
        }
        previous = difference;
    }
    (count > 0).then(|| norm / f64::from(count).sqrt())
}

/// The noise two parts of the same f show together: `main`'s, raised by `other`'s where the two
/// are of the same size.
pub(crate) fn combined(main: Option<f64>, other: Option<f64>) -> f64 {
    match (main, other) {
        (Some(main), Some(other)) if other <= AGREEMENT * main => main.max(other),
        (Some(sigma), _) | (None, Some(sigma)) => sigma,
        (None, None) => 0.0,
    }
}

/// The spacing of the lattice on which the values of a quantised function lie, if they do: at
/// least three distinct values, whole multiples of a common spacing well above rounding away from
/// f(x).
pub(crate) fn quantum(samples: &[(f64, f64)], centre: f64) -> Option<f64> {
    /// How far above rounding a spacing must be: generic values seem to have a common divisor a
    /// little above the tolerance.
    const CLEAR: f64 = 1e4;
    let rounding = 4.0 * (centre.abs().next_up() - centre.abs());
    // Newest first, which is nearly smallest first.
    let distances = || {
        let distance = samples.iter().rev().map(|s| (s.1 - centre).abs());
        distance.filter(|d| d.is_finite() && *d > 0.0)
    };
    let smallest = distances().reduce(f64::min)?;
    let largest = distances().fold(0.0, f64::max);
    distances().find(|d| *d != smallest && *d != largest)?;

    let mut lattice = Lattice {
        spacing: smallest,
        error: rounding,
    };
    // What the first pass finds out sharpens the spacing for the second.
    for distance in distances().chain(distances()) {
        lattice.add(distance, rounding);
        if lattice.spacing <= CLEAR * rounding {
            return None;
        }
    }
    Some(lattice.spacing)
}

/// The noise that all samples together show: if, near x, from one to the next f goes up and down, and
/// over the smallest distances as much as over larger ones.
///
/// A ladder sees a few of them and may mistake what it sees; a function of x that is neither noise nor
/// without end changes less over less, and a singular one goes on in one direction.
pub(crate) fn scatter(samples: &[(f64, f64)], x: f64) -> Option<f64> {
    const NEAREST: usize = 32;
    const LEAST: usize = 6;
    /// Far pairs are so much further apart than near ones, and move at most so much more.
    const APART: f64 = 256.0;
    const DECAY: f64 = 8.0;
    let mut near = [(0.0, 0.0); NEAREST];
    let newest = samples.iter().rev().map(|s| (s.0 - x, s.1));
    let mut count = 0;
    for sample in newest
        .filter(|s| s.0 != 0.0 && s.1.is_finite())
        .take(NEAREST)
    {
        near[count] = sample;
        count += 1;
    }
    near[..count].sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    // From one to the next, and the one after: both on one side of x.
    let mut steps = [Step::default(); NEAREST];
    let mut len = 0;
    for (i, pair) in near[..count].windows(2).enumerate() {
        if pair[0].0 * pair[1].0 > 0.0 {
            let change = pair[1].1 - pair[0].1;
            let next = near[..count].get(i + 2).filter(|n| n.0 * pair[0].0 > 0.0);
            steps[len] = Step {
                distance: pair[1].0 - pair[0].0,
                change,
                turns: next.map(|next| change * (next.1 - pair[1].1) < 0.0),
            };
            len += 1;
        }
    }
    let steps = &mut steps[..len];
    steps.sort_unstable_by(|a, b| a.distance.total_cmp(&b.distance));
    let size = |steps: &[Step]| {
        let square: f64 = steps.iter().map(|s| s.change * s.change).sum();
        (square / steps.len() as f64).sqrt()
    };
    // Further away f itself changes.
    (LEAST..=len).rev().find_map(|k| {
        let (close, far) = steps[..k].split_at(k / 2);
        let chances = || steps[..k].iter().filter_map(|s| s.turns);
        // Of independent values two of three are turning points.
        let is_uneven = 5 * chances().filter(|turns| *turns).count() >= 2 * chances().count();
        let are_apart = far[far.len() / 2].distance >= APART * close[close.len() / 2].distance;
        let sigma = size(close);
        (is_uneven && are_apart && sigma > 0.0 && sigma * DECAY >= size(far))
            .then_some(sigma / 2.0_f64.sqrt())
    })
}

/// From one sample to the next.
#[derive(Clone, Copy, Default)]
struct Step {
    distance: f64,
    change: f64,
    /// Whether f turns back after it, where another sample follows.
    turns: Option<bool>,
}

/// The height of the steps, where f does not move near x and goes up uneven stairs further out.
///
/// Where it moves at all it does on both sides, in proportion to the distance, now by a little more and
/// now by less. A threshold moves on one side, and a dead zone takes as much from every distance.
pub(crate) fn stairs(samples: &[(f64, f64)], x: f64, centre: f64) -> Option<f64> {
    const SAMPLES: usize = 8;
    const LEAST: usize = 4;
    /// How much further out than the nearest that moved.
    const FAR: f64 = 8.0;
    const ROUNDINGS: f64 = 64.0 * f64::EPSILON;
    const UNEVEN: f64 = 0.02;
    let beside = |s: &(f64, f64)| (s.0 - x, s.1 - centre);
    let moves = |s: &(f64, f64)| {
        s.1.is_finite() && beside(s).1.abs() > ROUNDINGS * s.1.abs().max(centre.abs())
    };
    let distances = samples.iter().filter(|s| moves(s)).map(|s| (s.0 - x).abs());
    let nearest = distances.fold(f64::INFINITY, f64::min);
    let mut moved = [(0.0, 0.0); SAMPLES];
    let mut count = 0;
    for sample in samples.iter().filter(|s| moves(s)).map(beside) {
        if count < SAMPLES && sample.0.abs() <= FAR * nearest {
            moved[count] = sample;
            count += 1;
        }
    }
    let moved = &moved[..count];
    let (mut products, mut squares) = (0.0, 0.0);
    for (t, y) in moved {
        products += t * y;
        squares += t * t;
    }
    let rise = products / squares;
    // Towards larger distances, on either side.
    let outward = || {
        moved
            .iter()
            .map(|(t, y)| (y - rise * t) * t.signum() * rise.signum())
    };
    let largest = outward().fold(0.0, f64::max);
    let smallest = outward().fold(0.0, f64::min);
    let size = moved.iter().fold(0.0_f64, |m, (_, y)| m.max(y.abs()));
    let both = moved.iter().any(|m| m.0 > 0.0) && moved.iter().any(|m| m.0 < 0.0);
    let is_uneven = largest.min(-smallest) > UNEVEN * size;
    let is_small = largest.max(-smallest) < 0.5 * size;
    (count >= LEAST && both && is_uneven && is_small).then(|| largest.max(-smallest))
}

/// A spacing of which all distances so far are multiples.
struct Lattice {
    spacing: f64,
    error: f64,
}

impl Lattice {
    fn add(&mut self, distance: f64, rounding: f64) {
        /// Too far away to tell whether it is a multiple: the error, in spacings.
        const VAGUE: f64 = 1e-2;
        let count = (distance / self.spacing).round();
        let tolerance = 2.0 * (rounding + count * self.error);
        if tolerance > VAGUE * self.spacing {
            return;
        }
        let remainder = (distance - count * self.spacing).abs();
        if remainder > tolerance {
            self.spacing = common_divisor(self.spacing, remainder, tolerance);
            self.error = tolerance;
        } else if rounding < count * self.error {
            self.spacing = distance / count;
            self.error = rounding / count;
        }
    }
}

/// Euclid's algorithm, where remainders close to `tolerance` are rounding.
fn common_divisor(mut larger: f64, mut smaller: f64, tolerance: f64) -> f64 {
    const CLOSE: f64 = 8.0;
    while smaller > CLOSE * tolerance {
        let remainder = (larger - smaller * (larger / smaller).round()).abs();
        (larger, smaller) = (smaller, remainder);
    }
    larger
}

#[cfg(test)]
mod tests {
    use super::super::part::Part;
    use super::*;
    use crate::numeric::search::testing::noise_at;

    fn odd_part(f: impl Fn(f64) -> f64, rungs: i32) -> Tableau {
        let mut tableau = Tableau::new(Part::Odd, 0);
        tableau.restart(0.125);
        for k in 0..rungs {
            let h = 0.125 * 0.5_f64.powi(k);
            tableau.push((f(1.0 + h) - f(1.0 - h)) / (2.0 * h), 1e-16 / h);
        }
        tableau
    }

    #[test]
    fn noise_is_measured_within_its_size() {
        let level = 1e-7;
        let sigma = plateau(&odd_part(|x| x.sin() + level * noise_at(x), 6)).unwrap();
        assert!(sigma > 0.1 * level && sigma < 4.0 * level, "{sigma}");
    }

    #[test]
    fn a_smooth_function_shows_no_plateau_above_rounding() {
        let sigma = plateau(&odd_part(f64::exp, 5));
        assert!(sigma.is_none_or(|s| s < 1e-14), "{sigma:?}");
        assert_eq!(plateau(&odd_part(f64::exp, 2)), None);
    }

    #[test]
    fn parts_are_combined_when_they_agree() {
        assert_eq!(combined(Some(1.0), Some(5.0)), 5.0);
        assert_eq!(combined(Some(1.0), Some(50.0)), 1.0);
        assert_eq!(combined(None, Some(2.0)), 2.0);
        assert_eq!(combined(None, None), 0.0);
    }

    #[test]
    fn lattices_are_recognised() {
        let round = |x: f64| (x.exp() * 10.0).round() / 10.0;
        let sampled: Vec<_> = [0.5, 0.9, 0.96, 1.0, 1.04, 1.1]
            .map(|x| (x, round(x)))
            .into();
        let spacing = quantum(&sampled, round(1.0)).unwrap();
        assert!((spacing - 0.1).abs() < 1e-9);
        let coarse: Vec<_> = [0.5, 0.7, 0.92, 1.08].map(|x| (x, round(x))).into();
        assert!((quantum(&coarse, round(1.0)).unwrap() - 0.1).abs() < 1e-9);
        let smooth: Vec<_> = [0.5, 0.7, 0.9, 1.1].map(|x: f64| (x, x.exp())).into();
        assert_eq!(quantum(&smooth, 1.0_f64.exp()), None);
    }
}
