//! Derivatives that jump at x: kinks for the first, joints of splines and penalties for higher ones.
//!
//! The part that holds the n-th derivative averages both sides, and settles as if nothing were. The
//! other part, a series in h², gets a term with |h|^n: J h / 2h² = J / 2h for a slope that jumps by J,
//! J h / 4 for a second derivative, J h / 12 for a third, J h³ / 48 for a fourth. From rung to rung
//! its differences change by a half-integer power of z = h², which nothing smooth does.

use super::tableau::Tableau;

/// What the part beside the derivative shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Jump {
    None,
    /// Differences that fall too slowly, as those of a jump beside smooth terms do at first.
    Perhaps,
    /// Two of them.
    Of(f64),
    /// Differences that go on as those of a lower power of |h|: a cusp, where the derivative is
    /// infinite.
    Infinite,
}

/// How a jump of the n-th derivative shows.
struct Sign {
    /// The column of the tableau in which the smooth terms before it are gone.
    column: usize,
    /// From rung to rung a difference changes by this factor, and without a jump by that.
    ratio: f64,
    smooth: f64,
    /// J over the finest difference, for h = 1.
    scale: f64,
    /// The power of h that goes with it.
    power: i32,
}

const SIGNS: [Sign; 4] = [
    Sign {
        column: 0,
        ratio: 2.0,
        smooth: 0.25,
        scale: 4.0,
        power: 1,
    },
    Sign {
        column: 0,
        ratio: 0.5,
        smooth: 0.25,
        scale: 4.0,
        power: -1,
    },
    Sign {
        column: 0,
        ratio: 0.5,
        smooth: 0.25,
        scale: 12.0,
        power: -1,
    },
    Sign {
        column: 1,
        ratio: 0.125,
        smooth: 0.0625,
        scale: 36.0 / 7.0,
        power: -3,
    },
];

impl Jump {
    /// What `witness` shows of a jump of the derivative of this order, where the finest step is `h`
    /// and f has noise `sigma`.
    pub(crate) fn of(witness: &Tableau, order: usize, h: f64, sigma: f64) -> Self {
        const NEAR: f64 = 0.12;
        const NOISE: f64 = 8.0;
        const SLOW: f64 = 1.3;
        let sign = &SIGNS[order - 1];
        let rungs = witness.len();
        let difference = |back: usize| witness.step(sign.column, back);
        let noise = NOISE * (witness.rounding(0) + sigma * witness.sample_gain(0));
        if rungs < sign.column + 3 {
            // A fourth derivative may settle before anything else can be seen.
            let is_early = order == 4 && rungs == 3 && difference(0).abs() > noise;
            return if is_early { Self::Perhaps } else { Self::None };
        }
        let ratio = |back: usize| difference(back) / difference(back + 1);
        let is_like = |back: usize| (ratio(back) - sign.ratio).abs() <= NEAR * sign.ratio;
        let is_cusp = |back: usize| (1.0 + NEAR..2.2).contains(&(ratio(back) / sign.ratio));
        let is_seen = difference(0).abs() > noise;
        if is_seen && rungs > sign.column + 3 && is_cusp(0) && is_cusp(1) {
            return if (ratio(0) - ratio(1)).abs() <= NEAR * ratio(1) {
                Self::Infinite
            } else {
                Self::None
            };
        }
        if is_seen && is_like(0) && rungs > sign.column + 3 && is_like(1) {
            return Self::Of(sign.scale * difference(0).abs() * h.powi(sign.power));
        }
        // Of first order the parts themselves do not settle, which is waited for anyway.
        let is_slow = order > 1 && !(0.0..=SLOW * sign.smooth).contains(&ratio(0));
        if is_seen && (is_slow || is_like(0)) {
            Self::Perhaps
        } else {
            Self::None
        }
    }

    /// Whether a jump of this size would be lost in the noise of a ladder with this witness.
    pub(crate) fn would_hide(size: f64, witness: &Tableau, order: usize, h: f64) -> bool {
        const CLEAR: f64 = 32.0;
        let sign = &SIGNS[order - 1];
        let difference = size / (sign.scale * h.powi(sign.power));
        difference <= CLEAR * witness.rounding(0)
    }

    pub(crate) fn is_pending(self) -> bool {
        self == Self::Perhaps
    }

    pub(crate) fn size(self) -> Option<f64> {
        match self {
            Self::Of(size) => Some(size),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::part::Part;
    use super::*;

    fn found(f: impl Fn(f64) -> f64, order: usize, rungs: i32) -> Jump {
        let part = if order % 2 == 1 {
            Part::Even
        } else {
            Part::Odd
        };
        let mut witness = Tableau::new(part, 0);
        witness.restart(0.125);
        let mut h = 0.25;
        for _ in 0..rungs {
            h *= 0.5;
            let (plus, minus) = (f(h), f(-h));
            if part == Part::Even {
                let bend = (plus - f(0.0)) + (minus - f(0.0));
                witness.push(bend / (2.0 * h * h), 1e-16 / h / h);
            } else {
                witness.push((plus - minus) / (2.0 * h), 1e-16 / h);
            }
        }
        Jump::of(&witness, order, h, 0.0)
    }

    #[test]
    fn a_jump_shows_its_size() {
        let factorial = [1.0, 1.0, 2.0, 6.0, 24.0];
        for (order, factorial) in factorial.into_iter().enumerate().skip(1) {
            let bent = |x: f64| x.exp() + 0.3 * x.abs() * x.powi(order as i32 - 1);
            let Jump::Of(size) = found(bent, order, 6) else {
                panic!("order {order}")
            };
            let truth = 0.6 * factorial;
            assert!(
                (size / truth - 1.0).abs() < 0.1,
                "order {order}: {size} for {truth}"
            );
            assert_eq!(found(f64::exp, order, 6), Jump::None);
            assert_eq!(found(|x| (3.0 * x).sin() + x * x, order, 6), Jump::None);
        }
    }
}
