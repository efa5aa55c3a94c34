//! What has to hold of a call, and the panic where it does not, with the message of [`enum@Error`].

use super::Error;
use crate::point::Axes;

impl Error {
    /// Panics unless a vector that belongs to the point is as long as the point.
    #[inline]
    pub(crate) fn check_length(what: &'static str, expected: usize, found: usize) {
        if found != expected {
            panic!(
                "{}",
                Self::Length {
                    what,
                    expected,
                    found
                }
            );
        }
    }

    /// Panics unless a direction has the shape and the order of the point.
    pub(crate) fn check_axes(expected: &Axes, found: &Axes) {
        if expected != found {
            let (expected, found) = (expected.to_string(), found.to_string());
            panic!("{}", Self::Arrangement { expected, found });
        }
    }

    /// Panics unless the chosen coordinate is one of so many.
    #[track_caller]
    pub(crate) fn check_coordinate(variables: usize, index: usize) {
        if index >= variables {
            panic!("{}", Self::ChosenCoordinate { index, variables });
        }
    }

    /// Panics if the chosen coordinate was chosen before.
    #[track_caller]
    pub(crate) fn check_not_repeated(index: usize, is_repeated: bool) {
        if is_repeated {
            panic!("{}", Self::RepeatedCoordinate { index });
        }
    }

    /// Panics unless there is a number for every parameter.
    #[track_caller]
    pub(crate) fn check_parameters(expected: usize, found: usize) {
        if expected != found {
            panic!("{}", Self::ParameterCount { expected, found });
        }
    }

    /// Panics unless a point has a number for every chosen coordinate.
    #[inline]
    pub(crate) fn check_chosen(chosen: usize, found: usize) {
        if chosen != found {
            panic!("{}", Self::ChosenCount { chosen, found });
        }
    }

    /// Panics unless a tape may be so long.
    #[inline]
    pub(crate) fn check_tape(found: usize, most: usize, size: usize) {
        if found > most {
            panic!("{}", Self::TapeLimit { found, size, most });
        }
    }

    /// Panics unless a matrix to be filled has the shape of the result.
    #[inline]
    pub(crate) fn check_shape(what: &'static str, expected: (usize, usize), found: (usize, usize)) {
        if found != expected {
            panic!(
                "{}",
                Self::Shape {
                    what,
                    expected,
                    found
                }
            );
        }
    }

    /// Panics unless a hand-derived matrix has the shape of the derivative.
    pub(crate) fn check_hand(expected: (usize, usize), found: (usize, usize)) {
        if found != expected {
            panic!("{}", Self::Hand { expected, found });
        }
    }

    /// Panics unless a function returned as many values as before.
    #[inline]
    pub(crate) fn check_value_count(first: usize, then: usize) {
        if first != then {
            panic!("{}", Self::ValueCount { first, then });
        }
    }

    /// Panics unless every point of a batch has a value.
    pub(crate) fn check_batch(points: usize, values: usize) {
        if points != values {
            panic!("{}", Self::Batch { points, values });
        }
    }

    /// Panics unless `what` has as many values as variables.
    #[inline]
    pub(crate) fn check_square(what: &'static str, variables: usize, values: usize) {
        let expected = "as many values as variables";
        Self::check_field(variables == values, what, expected, (variables, values));
    }

    /// Panics unless a field has a curl.
    #[inline]
    pub(crate) fn check_curl(variables: usize, values: usize) {
        let fits = (variables, values) == (3, 3);
        let expected = "three variables and three values";
        Self::check_field(fits, "curl", expected, (variables, values));
    }

    /// Panics unless a vector field has the shape an operator needs.
    #[inline]
    fn check_field(
        holds: bool,
        what: &'static str,
        expected: &'static str,
        (inputs, outputs): (usize, usize),
    ) {
        if !holds {
            panic!(
                "{}",
                Self::Field {
                    what,
                    expected,
                    inputs,
                    outputs
                }
            );
        }
    }
}
