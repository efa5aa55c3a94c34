//! What the number of a setting must be. Nonsense is refused where it is said, by name and value: taken
//! for something else, it would only show as derivatives that are not what was asked for.

use std::fmt::Display;

use super::per_coordinate::PerCoordinate;

/// What a number must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Requirement {
    /// Above 0, and finite: a length that steps are made of.
    Length,
    /// Above 0: how far something may go.
    Distance,
    /// 0 or above, and finite.
    Amount,
}

impl Requirement {
    fn holds(self, number: f64) -> bool {
        match self {
            Self::Length => number > 0.0 && number.is_finite(),
            Self::Distance => number > 0.0,
            Self::Amount => number >= 0.0 && number.is_finite(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Length => "a positive, finite number",
            Self::Distance => "a positive number",
            Self::Amount => "a finite number, and not negative",
        }
    }

    /// Panics unless the number, named `what`, is as required.
    #[track_caller]
    pub(crate) fn check(self, what: impl Display, number: f64) {
        let words = self.words();
        assert!(self.holds(number), "{what} must be {words}: it is {number}");
    }

    /// Panics unless all numbers of a setting are as required.
    #[track_caller]
    pub(crate) fn check_each(self, what: &str, setting: &PerCoordinate<f64>) {
        match setting {
            PerCoordinate::Unset => {}
            PerCoordinate::All(number) => self.check(what, *number),
            PerCoordinate::Each(list) => {
                for (i, number) in list.iter().enumerate() {
                    self.check(format_args!("{what} of coordinate {i}"), *number);
                }
            }
        }
    }
}

/// Panics unless all pairs are a lower and an upper bound with room for a point.
#[track_caller]
pub(crate) fn check_bounds(bounds: &PerCoordinate<(f64, f64)>) {
    match bounds {
        PerCoordinate::Unset => {}
        PerCoordinate::All(pair) => check_interval("the bounds", *pair),
        PerCoordinate::Each(list) => {
            for (i, pair) in list.iter().enumerate() {
                check_interval(format_args!("the bounds of coordinate {i}"), *pair);
            }
        }
    }
}

#[track_caller]
fn check_interval(what: impl Display, (lower, upper): (f64, f64)) {
    assert!(
        !lower.is_nan() && !upper.is_nan(),
        "{what} must be numbers, or infinite: they are {lower} to {upper}"
    );
    assert!(
        lower <= upper,
        "{what} are reversed: they are {lower} to {upper}, but the lower one is given first"
    );
    assert!(
        lower < f64::INFINITY && upper > f64::NEG_INFINITY,
        "{what} leave no number between them: they are {lower} to {upper}"
    );
}

/// Panics unless the nodes of an interpolation differ.
#[track_caller]
pub(crate) fn check_distinct(nodes: &[f64]) {
    for (j, node) in nodes.iter().enumerate() {
        if let Some(i) = nodes[..j].iter().position(|other| other == node) {
            panic!("the nodes must differ, but nodes {i} and {j} are both {node}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: [f64; 4] = [f64::NAN, f64::NEG_INFINITY, -1.0, -5e-324];

    #[test]
    fn numbers_that_mean_nothing_do_not_hold() {
        use Requirement::{Amount, Distance, Length};
        for requirement in [Length, Distance, Amount] {
            assert!(NOTHING.iter().all(|n| !requirement.holds(*n)));
            assert!(
                [5e-324, 1.0, f64::MAX]
                    .iter()
                    .all(|n| requirement.holds(*n))
            );
        }
        assert_eq!(
            [Length, Distance, Amount].map(|r| r.holds(0.0)),
            [false, false, true]
        );
        let infinite = [Length, Distance, Amount].map(|r| r.holds(f64::INFINITY));
        assert_eq!(infinite, [false, true, false]);
    }
}
