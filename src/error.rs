//! [`enum@Error`]: what can be wrong with the shapes of points and results.

use thiserror::Error;

/// What is wrong with a call: the message names what was expected and what came.
///
/// The exact operators have no `Result`, like slice indexing: they panic with these messages.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// Two vectors that belong together have different lengths.
    #[error("{what} has length {found}, but the point has length {expected}")]
    Length {
        /// Which argument.
        what: &'static str,
        /// The length of the point.
        expected: usize,
        /// The length of the argument.
        found: usize,
    },
    /// A matrix to be filled has the wrong shape.
    #[error(
        "the output has shape {}x{}, but the {what} has shape {}x{}",
        found.0, found.1, expected.0, expected.1
    )]
    Shape {
        /// Which matrix.
        what: &'static str,
        /// Its rows and columns.
        expected: (usize, usize),
        /// Rows and columns of the argument.
        found: (usize, usize),
    },
    /// A hand-derived matrix has another shape than the derivative.
    #[error(
        "the hand-derived matrix has shape {}x{}, but the derivative has shape {}x{}",
        found.0, found.1, expected.0, expected.1
    )]
    Hand {
        /// Rows and columns of the derivative.
        expected: (usize, usize),
        /// Rows and columns of the matrix written by hand.
        found: (usize, usize),
    },
    /// A vector-valued function returned vectors of different lengths at one point.
    #[error("the function returned {first} values, then {then} values at the same point")]
    ValueCount {
        /// How many at the first evaluation.
        first: usize,
        /// How many at a later one.
        then: usize,
    },
    /// A closure that evaluates batches returned another number of values than it got points.
    #[error("the function returned {values} values for a batch of {points} points")]
    Batch {
        /// How many points it got.
        points: usize,
        /// How many values it returned.
        values: usize,
    },
    /// An operator on vector fields was given a function of the wrong shape.
    #[error(
        "{what} needs {expected}, but the function takes {inputs} variables and returns {outputs} values"
    )]
    Field {
        /// Which operator.
        what: &'static str,
        /// What it needs.
        expected: &'static str,
        /// How many variables the function takes.
        inputs: usize,
        /// How many values it returns.
        outputs: usize,
    },
}

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

    /// Panics unless a vector field has the shape an operator needs.
    #[inline]
    pub(crate) fn check_field(
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
