//! How far a derivative moves when its point does by rounding errors: its own rounding, measured.

/// How many neighbours of the point are tried.
const NEIGHBOURS: usize = 4;

/// The largest change of every entry from `entries`, those at `x`, to the points next to `x`.
///
/// `at` gives the entries at a point, or nothing where it fails. Points stay within `bounds`.
pub(super) fn spread(
    entries: &[f64],
    x: &[f64],
    bounds: impl Fn(usize) -> (f64, f64),
    at: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(0);
    let mut spread = vec![0.0_f64; entries.len()];
    for _ in 0..NEIGHBOURS {
        let next = |(i, x): (usize, &f64)| {
            let (lower, upper) = bounds(i);
            let moved = if random.bool() {
                x.next_up()
            } else {
                x.next_down()
            };
            moved.max(lower).min(upper)
        };
        let neighbour: Vec<f64> = x.iter().enumerate().map(next).collect();
        let Some(there) = at(&neighbour) else {
            continue;
        };
        for ((spread, here), there) in spread.iter_mut().zip(entries).zip(there) {
            // Infinity next to infinity makes NaN, which max drops.
            *spread = spread.max((there - here).abs());
        }
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_the_conditioning() {
        let slope = |x: &[f64]| Some(vec![2.0 * (x[0] - 1.0), 3.0, 1e6 * x[1]]);
        let x = [1.0, 3.0];
        let found = spread(&slope(&x).unwrap(), &x, |_| (-9.0, 9.0), slope);
        assert!(found[0] >= 2e-16 && found[0] <= 5e-16, "{found:?}");
        assert_eq!(found[1], 0.0);
        assert!(found[2] > 1e-10 && found[2] < 1e-8, "{found:?}");
    }
}
