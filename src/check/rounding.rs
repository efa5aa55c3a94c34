//! How far a derivative moves when its point does by rounding errors: its own rounding, measured;
//! and whether it is another at the point than everywhere around it.

/// How many neighbours of the point are tried.
const NEIGHBOURS: usize = 4;

/// How an entry moves beside the point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spread {
    /// Its largest change from the point to a neighbour.
    pub(super) size: f64,
    /// The entry at one of the neighbours, where all of these are alike and the point is not: that is
    /// no rounding.
    pub(super) beside: Option<f64>,
}

/// How every entry of `entries`, those at `x`, moves to the points next to `x`.
///
/// `at` gives the entries at a point, or nothing where it fails. Points stay within `bounds`.
pub(super) fn spread(
    entries: &[f64],
    x: &[f64],
    bounds: impl Fn(usize) -> (f64, f64),
    at: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> Vec<Spread> {
    /// Neighbours that differ from each other by so much less than from the point are alike.
    const ALIKE: f64 = 1.0 / 64.0;
    let mut random = fastrand::Rng::with_seed(0);
    let mut found: Vec<Vec<f64>> = Vec::with_capacity(NEIGHBOURS);
    // Each with its opposite, so that every coordinate moves both ways.
    for _ in 0..NEIGHBOURS / 2 {
        let up: Vec<bool> = x.iter().map(|_| random.bool()).collect();
        for mirrored in [false, true] {
            let next = |(i, x): (usize, &f64)| {
                let (lower, upper) = bounds(i);
                let moved = if up[i] == mirrored {
                    x.next_down()
                } else {
                    x.next_up()
                };
                moved.max(lower).min(upper)
            };
            let neighbour: Vec<f64> = x.iter().enumerate().map(next).collect();
            found.extend(at(&neighbour));
        }
    }
    let of_entry = |(k, here): (usize, &f64)| {
        let there = || found.iter().filter_map(|entries| entries.get(k));
        // Infinity next to infinity makes NaN, which max drops.
        let size = there().fold(0.0_f64, |m, there| m.max((there - here).abs()));
        let low = there().copied().fold(f64::INFINITY, f64::min);
        let high = there().copied().fold(f64::NEG_INFINITY, f64::max);
        let is_alone = size > 0.0 && high - low <= ALIKE * size && found.len() == NEIGHBOURS;
        Spread {
            size,
            beside: is_alone.then_some(low),
        }
    };
    entries.iter().enumerate().map(of_entry).collect()
}

/// How far rounding moves every entry, where it is the same for all points near `x`: a quotient that
/// cancels keeps its loss over many neighbours. Measured by fourth differences over points a
/// thousandth apart; what is left of the function itself in them falls with the distance.
///
/// Entry k belongs to value `row(k)` of the function. Where those `values` are not smooth over so
/// short a distance, the entries are not either, and nothing is measured: 0.
pub(super) fn cancellation(
    x: &[f64],
    bounds: impl Fn(usize) -> (f64, f64),
    row: impl Fn(usize) -> usize,
    values: impl Fn(&[f64]) -> Option<Vec<f64>>,
    at: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> Option<Vec<f64>> {
    const APART: f64 = 1.07e-3;
    const CLOSER: f64 = 0.121;
    const KINK: f64 = 2.0 * CLOSER;
    let noise = |apart: f64| -> Option<Vec<f64>> {
        let point = |step: f64| -> Vec<f64> {
            let moved = |(i, x): (usize, &f64)| {
                let (lower, upper) = bounds(i);
                let share = apart * (1.0 + 0.1 * (i % 7) as f64);
                (x * (1.0 + step * share)).max(lower).min(upper)
            };
            x.iter().enumerate().map(moved).collect()
        };
        // Beside x, where the entries may be what they are nowhere else.
        let points: [Vec<f64>; POINTS] = std::array::from_fn(|k| point(k as f64 - 3.5));
        let smooth: Vec<bool> = by_entry(&points, &values)?.map(is_smooth).collect();
        let entry = |(k, samples): (usize, [f64; POINTS])| {
            let is_smooth = smooth.get(row(k)).copied().unwrap_or(false);
            if is_smooth {
                size(fourth_differences(&samples)) / NORM
            } else {
                f64::NAN
            }
        };
        Some(by_entry(&points, &at)?.enumerate().map(entry).collect())
    };
    let (far, near) = (noise(APART)?, noise(APART * CLOSER)?);
    // What falls with the distance, as fast as that if there is a kink and faster elsewhere, is no
    // rounding. Where the far points say nothing, all of it may be that.
    let rounding = |(far, near): (&f64, f64)| (near - KINK * far).max(0.0).min(*far);
    let known = |noise: f64| if noise.is_nan() { 0.0 } else { noise };
    Some(far.iter().zip(near).map(rounding).map(known).collect())
}

/// Points of which fourth differences are taken.
const POINTS: usize = 9;

/// The norm of the coefficients of a fourth difference.
const NORM: f64 = 8.366_600_265_340_756;

fn fourth_differences(y: &[f64; POINTS]) -> impl Iterator<Item = f64> + '_ {
    y.windows(5)
        .map(|y| y[0] - 4.0 * y[1] + 6.0 * y[2] - 4.0 * y[3] + y[4])
}

/// The root mean square.
fn size(numbers: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), y| (sum + y * y, count + 1.0));
    (sum / count).sqrt()
}

/// Whether fourth differences are small beside the first ones, or rounding.
fn is_smooth(y: [f64; POINTS]) -> bool {
    const SMALL: f64 = 1e-2;
    const ROUNDINGS: f64 = 64.0 * f64::EPSILON;
    let steps = y.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let largest = y.iter().fold(0.0_f64, |m, y| m.max(y.abs()));
    size(fourth_differences(&y)) <= SMALL * steps.fold(0.0, f64::max) + ROUNDINGS * largest
}

/// The samples of every entry at the points.
fn by_entry(
    points: &[Vec<f64>; POINTS],
    at: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> Option<impl Iterator<Item = [f64; POINTS]>> {
    let samples: Option<Vec<Vec<f64>>> = points.iter().map(|x| at(x)).collect();
    let samples = samples?;
    let count = samples.iter().map(Vec::len).min()?;
    Some((0..count).map(move |k| std::array::from_fn(|i| samples[i][k])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_the_conditioning() {
        let slope = |x: &[f64]| Some(vec![2.0 * (x[0] - 1.0), 3.0, 1e6 * x[1]]);
        let x = [1.0, 3.0];
        let found = spread(&slope(&x).unwrap(), &x, |_| (-9.0, 9.0), slope);
        assert!(
            found[0].size >= 2e-16 && found[0].size <= 5e-16,
            "{found:?}"
        );
        assert_eq!(found[1], Spread::default());
        assert!(found[2].size > 1e-10 && found[2].size < 1e-8, "{found:?}");
        assert_eq!(found[2].beside, None);
        let hole = |x: &[f64]| Some(vec![if x[0] == 1.0 { 5.0 } else { 3.0 }]);
        assert_eq!(
            spread(&[5.0], &[1.0], |_| (-9.0, 9.0), hole)[0].beside,
            Some(3.0)
        );
    }

    #[test]
    fn cancellation_is_measured_and_curvature_is_not() {
        let everywhere = |_| (f64::NEG_INFINITY, f64::INFINITY);
        let quotient = |x: &[f64]| Some(vec![(x[0].cos() - x[0].sin() / x[0]) / x[0]]);
        let sinc = |x: &[f64]| Some(vec![x[0].sin() / x[0]]);
        let loss = |x: f64,
                    f: &dyn Fn(&[f64]) -> Option<Vec<f64>>,
                    slope: &dyn Fn(&[f64]) -> Option<Vec<f64>>| {
            cancellation(&[x], everywhere, |_| 0, f, slope).unwrap()[0]
        };
        let lost = loss(7e-5, &sinc, &quotient);
        assert!(lost > 1e-14 && lost < 1e-11, "{lost:e}");
        let smooth = |x: &[f64]| Some(vec![x[0].exp() + (9.0 * x[0]).sin()]);
        let nothing = loss(0.7, &smooth, &smooth);
        assert!(nothing < 1e-13, "{nothing:e}");
        let wild = |x: &[f64]| Some(vec![(1e6 * x[0]).sin()]);
        assert_eq!(loss(0.7, &wild, &wild), 0.0);
    }
}
