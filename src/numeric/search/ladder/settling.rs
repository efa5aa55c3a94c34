//! Does a ladder settle? The finest differences of its parts must contract as h halves, or be
//! lost in noise. A kink, a pole or an oscillation between the points keeps at least one of the
//! parts from contracting, whatever the other does.

use super::tableau::Tableau;

/// Differences halve at least: a quarter is expected of a series in h², a half in h.
const CONTRACTION: f64 = 0.5;
const ONE_SIDED_CONTRACTION: f64 = 0.75;

/// Rungs after which a bend that does not settle is noise.
const PATIENCE: usize = 5;

/// Failures that matter less than this to f itself are noise.
const NEGLIGIBLE: f64 = 0.1;

/// Whether a ladder settles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) resolved: bool,
    /// It does not, but by so little that it is noise.
    pub(crate) noisy: bool,
    /// Too few rungs to tell noise from a trend, or a minor part that does not settle yet.
    pub(crate) pending: bool,
    /// The slope grows without bound, if slowly: neither noise nor anything that settles.
    pub(crate) singular: bool,
    /// Noise of f, if noisy.
    pub(crate) noise: f64,
    /// Noise of f that would explain what does not settle.
    pub(crate) explanation: f64,
}

/// The verdict on a ladder with points on both sides; `main` holds the derivative,
/// and `known` is noise of f that this ladder did not find. `h` is its finest step, `swing` how far f
/// moves over it, and `sigma` the noise of f seen so far.
pub(crate) fn settle(
    (odd, even): (&Tableau, &Tableau),
    (main, known): (&Tableau, f64),
    sigma: f64,
    h: f64,
    swing: f64,
) -> Verdict {
    let slope = Settling::of(odd, sigma, CONTRACTION);
    let bend = Settling::of(even, sigma, CONTRACTION);
    // Of two rungs a part so small beside the other is left to the next one.
    let is_minor = slope.contracts && odd.len() == 2 && bend.is_minor_to(odd, even, h);
    let resolved = slope.contracts && bend.contracts;
    let trend = Trend::of(main, known);
    // A slope that settles and a bend that does not are what a mild kink makes, once h is small.
    // Noise read off the bends themselves must not explain them.
    let is_bent = Settling::of(odd, known, CONTRACTION).contracts
        && !Settling::of(even, known, CONTRACTION).contracts
        && bend.difference > 8.0 * even.rounding(0)
        && odd.len() < PATIENCE;
    let noisy = !resolved
        && trend != Trend::Singular
        && (slope.contracts || slope.difference * h <= NEGLIGIBLE * swing)
        && (bend.contracts || 2.0 * bend.difference * h * h <= NEGLIGIBLE * swing);
    let mut explanation = 0.0_f64;
    for (part, settling) in [(odd, slope), (even, bend)] {
        if !settling.contracts {
            explanation = explanation.max(settling.as_noise(part));
        }
    }
    let noise = if noisy { explanation } else { 0.0 };
    Verdict {
        resolved,
        noisy,
        pending: is_bent && odd.len() > 2
            || !resolved && (is_minor || noisy && trend == Trend::Perhaps),
        singular: trend == Trend::Singular,
        noise,
        explanation,
    }
}

/// The verdict on a ladder with points on one side.
pub(crate) fn settle_one_sided(
    (part, known): (&Tableau, f64),
    sigma: f64,
    h: f64,
    swing: f64,
) -> Verdict {
    let settling = Settling::of(part, sigma, ONE_SIDED_CONTRACTION);
    let trend = Trend::of(part, known);
    let noisy = !settling.contracts
        && trend != Trend::Singular
        && settling.difference * h <= NEGLIGIBLE * swing;
    let explanation = if settling.contracts {
        0.0
    } else {
        settling.as_noise(part)
    };
    let noise = if noisy { explanation } else { 0.0 };
    Verdict {
        resolved: settling.contracts,
        noisy,
        pending: noisy && trend == Trend::Perhaps,
        singular: trend == Trend::Singular,
        noise,
        explanation,
    }
}

/// How differences from rung to rung go on. Those of `x ln x` at 0 are all the same, those of
/// `x^0.9` grow a little: a slope without end, which scatters as little as a line.
#[derive(Clone, Copy, PartialEq)]
enum Trend {
    None,
    /// Two differences of one sign that do not fall.
    Perhaps,
    /// Three of them, in a steady ratio.
    Singular,
}

impl Trend {
    fn of(part: &Tableau, sigma: f64) -> Self {
        const STEADY: f64 = 0.15;
        const LEAST: f64 = 0.9;
        const MOST: f64 = 2.5;
        let len = part.len();
        if len < 3 {
            return Self::None;
        }
        let difference = |back: usize| part.finest(back) - part.finest(back + 1);
        let ratio = |back: usize| difference(back) / difference(back + 1);
        let noise = 8.0 * part.rounding(0) + 8.0 * sigma * part.sample_gain(0);
        let goes_on = |back: usize| (LEAST..MOST).contains(&ratio(back));
        if difference(0).abs() <= noise || !goes_on(0) {
            Self::None
        } else if len == 3 {
            Self::Perhaps
        } else if goes_on(1) && (ratio(0) - ratio(1)).abs() <= STEADY * ratio(1) {
            Self::Singular
        } else {
            Self::None
        }
    }
}

/// Whether the finest samples of one part settle.
#[derive(Clone, Copy)]
struct Settling {
    contracts: bool,
    /// |y_k - y_(k-1)|
    difference: f64,
}

impl Settling {
    fn of(part: &Tableau, sigma: f64, contraction: f64) -> Self {
        /// Two samples alone, which have no differences to compare, must not grow: y itself is
        /// then taken to shrink, or to stay, as h does.
        const GROWTH: f64 = 1.43;
        let noise = 2.0 * (part.rounding(0) + part.rounding(1)) + 3.0 * sigma * part.sample_gain(0);
        let difference = (part.finest(0) - part.finest(1)).abs();
        let contracts = difference <= noise
            || if part.len() >= 3 {
                difference <= contraction * (part.finest(1) - part.finest(2)).abs()
            } else {
                part.finest(0).abs() <= GROWTH * part.finest(1).abs() + noise
            };
        Self {
            contracts,
            difference,
        }
    }

    /// The noise of f that would explain the difference.
    fn as_noise(&self, part: &Tableau) -> f64 {
        self.difference / part.sample_gain(0).hypot(part.sample_gain(1))
    }

    /// Whether the even part, on two rungs, is so small beside the odd one that it may do as it
    /// likes.
    fn is_minor_to(&self, odd: &Tableau, even: &Tableau, h: f64) -> bool {
        const MINOR: f64 = 0.3;
        let slope = odd.finest(0).abs().max(odd.finest(1).abs());
        self.difference * h <= MINOR * slope && even.finest(0).abs() * h <= MINOR * slope
    }
}

#[cfg(test)]
mod tests {
    use super::super::part::Part;
    use super::*;

    /// The odd and the even part of f at 0.
    fn parts(f: impl Fn(f64) -> f64, rungs: i32) -> (Tableau, Tableau, f64, f64) {
        let (mut odd, mut even) = (Tableau::new(Part::Odd, 0), Tableau::new(Part::Even, 0));
        odd.restart(0.125);
        even.restart(0.125);
        let mut h = 0.25;
        for _ in 0..rungs {
            h *= 0.5;
            odd.push((f(h) - f(-h)) / (2.0 * h), 1e-16 / h);
            even.push((f(h) - 2.0 * f(0.0) + f(-h)) / (2.0 * h * h), 1e-16 / h / h);
        }
        let swing = (f(h) - f(0.0)).abs().max((f(-h) - f(0.0)).abs());
        (odd, even, h, swing)
    }

    fn verdict(f: impl Fn(f64) -> f64, rungs: i32) -> Verdict {
        let (odd, even, h, swing) = parts(f, rungs);
        settle((&odd, &even), (&odd, 0.0), 0.0, h, swing)
    }

    #[test]
    fn smooth_functions_settle() {
        for rungs in 2..6 {
            assert!(verdict(f64::exp, rungs).resolved);
            assert!(verdict(|x| 1.0 + 3.0 * x, rungs).resolved);
        }
    }

    #[test]
    fn a_kink_shows_in_the_even_part_alone() {
        for rungs in 2..6 {
            let found = verdict(|x| x.abs() + x, rungs);
            assert!(!found.resolved && !found.noisy);
        }
    }

    #[test]
    fn a_singular_slope_shows_in_the_odd_part() {
        assert!(!verdict(f64::cbrt, 3).resolved);
    }

    #[test]
    fn small_scatter_is_noise_of_its_size() {
        let found = verdict(|x: f64| x + 1e-4 * (1e5 * x).cos(), 5);
        assert!(found.noisy && !found.resolved);
        assert!(found.noise > 1e-6 && found.noise < 1e-3, "{found:?}");
    }

    #[test]
    fn one_side_has_one_part() {
        let one_sided = |f: fn(f64) -> f64| {
            let mut part = Tableau::new(Part::OneSided, 0);
            part.restart(0.125);
            let mut h = 0.25;
            for _ in 0..3 {
                h *= 0.5;
                part.push((f(h) - f(0.0)) / h, 1e-16 / h);
            }
            settle_one_sided((&part, 0.0), 0.0, h, f(h) - f(0.0))
        };
        assert!(one_sided(f64::exp).resolved);
        assert!(!one_sided(f64::sqrt).resolved);
    }
}
