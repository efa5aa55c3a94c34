//! [`enum@Error`]: what can be wrong with the shapes of points and results.

use thiserror::Error;

mod check;

/// What is wrong with a call: the message names what was expected and what came.
///
/// The exact operators have no `Result`, like slice indexing: they panic with these messages.
///
/// ```
/// use partials::{Error, sampled};
///
/// let error = sampled::gradient_axis(&[1.0, 2.0, 4.0], 1, ()).unwrap_err();
/// assert_eq!(error, Error::Axis { axis: 1, dimensions: 1 });
///
/// let length = Error::Length { what: "the direction", expected: 2, found: 3 };
/// assert_eq!(length.to_string(), "the direction has length 3, but the point has length 2");
/// ```
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
    /// Two matrices that belong together are arranged differently.
    #[error("the direction is {found}, but the point is {expected}")]
    Arrangement {
        /// Shape and order of the point.
        expected: String,
        /// Shape and order of the direction.
        found: String,
    },
    /// A coordinate was chosen that the point does not have.
    #[error("coordinate {index} is chosen, but the point has {variables}, counted from 0")]
    ChosenCoordinate {
        /// Which one.
        index: usize,
        /// How many coordinates the point has.
        variables: usize,
    },
    /// A coordinate was chosen twice.
    #[error("coordinate {index} is chosen more than once")]
    RepeatedCoordinate {
        /// Which one.
        index: usize,
    },
    /// A function of chosen coordinates was taken at another number of them.
    #[error(
        "the point has length {found}, but {chosen} coordinates are chosen: give those alone, in their order"
    )]
    ChosenCount {
        /// How many are chosen.
        chosen: usize,
        /// The length of the point.
        found: usize,
    },
    /// A set of parameters was to be made of another number of numbers.
    #[error("there are {expected} parameters, but {found} numbers were given")]
    ParameterCount {
        /// How many parameters there are.
        expected: usize,
        /// How many numbers were given.
        found: usize,
    },
    /// The tape of reverse mode outgrew its limit.
    #[error(
        "reverse mode has to record {found} operations of {size} bytes each, but its tape may hold {most}: \
         differentiate a sum term by term with `Gradient::sum`, or raise the limit with `tape_limit`"
    )]
    TapeLimit {
        /// How many operations the function has.
        found: usize,
        /// How many bytes an operation takes.
        size: usize,
        /// How many operations the tape may hold.
        most: usize,
    },
    /// A closure to be compiled took a plain number out of a traced one.
    #[error(
        "the closure takes a plain number out of its variables, by `{method}`: compiled code would keep what is \
         computed from it as a constant. Compare the numbers themselves, or use `reverse` in place of `compiled`"
    )]
    NotReplayable {
        /// Which method took it out.
        method: &'static str,
    },
    /// A closure to be compiled has more operations than allowed.
    #[error(
        "the closure has more than {most} operations to be traced: use `reverse` in place of `compiled`, or raise \
         the limit with `graph_limit`"
    )]
    GraphLimit {
        /// How many operations a graph may have.
        most: usize,
    },
    /// An objective was asked for a derivative that it does not have.
    #[error(
        "the objective has no {what}: give one with `ByHand::with_hessian`, or use a `Hessian` or a `Function`"
    )]
    NotProvided {
        /// Which derivative.
        what: &'static str,
    },
    /// There is no machine code for a closure.
    #[error("there is no machine code for this closure: {0}")]
    NotCompiled(String),
    /// Sampled data has no such axis.
    #[error(
        "axis {axis} is out of bounds for samples of {}, which are counted from 0, or back from -1",
        counted(*dimensions, "axes")
    )]
    Axis {
        /// The position asked for.
        axis: isize,
        /// How many axes there are.
        dimensions: usize,
    },
    /// An axis of sampled data was chosen twice.
    #[error("axis {axis} is chosen more than once")]
    RepeatedAxis {
        /// The position from the front.
        axis: usize,
    },
    /// As many axes as entries were expected.
    #[error(
        "{} for {}: give {}one per chosen axis",
        counted(*found, what), counted(*axes, "axes"), if can_be_shared(what) { "one for all, or " } else { "" }
    )]
    AxisCount {
        /// Which entries.
        what: &'static str,
        /// How many axes are chosen.
        axes: usize,
        /// How many entries were given.
        found: usize,
    },
    /// A derivative along so many axes was asked for where another number is chosen.
    #[error(
        "{what} is along {}, but {} chosen: {remedy}",
        counted(*needed, "axes"), if *axes == 1 { "1 axis is".into() } else { format!("{axes} axes are") }
    )]
    ChosenAxes {
        /// Which derivative.
        what: &'static str,
        /// How many axes it has.
        needed: usize,
        /// How many axes are chosen.
        axes: usize,
        /// How to choose.
        remedy: &'static str,
    },
    /// One set of coordinates was given for several axes.
    #[error(
        "one sequence of coordinates was given for {}: give a tuple with one entry per chosen axis, as `(&y, &x)`; \
         steps are a tuple as well, as `(0.5, 0.1)`",
        counted(*axes, "axes")
    )]
    SharedCoordinates {
        /// How many axes are chosen.
        axes: usize,
    },
    /// An axis of sampled data has another number of samples than coordinates.
    #[error(
        "axis {axis} has {}, but {} given: one for each sample, and not their differences",
        counted(*expected, "samples"),
        if *found == 1 { "1 coordinate was".into() } else { format!("{found} coordinates were") }
    )]
    CoordinateCount {
        /// Which axis.
        axis: usize,
        /// How many samples it has.
        expected: usize,
        /// How many coordinates were given.
        found: usize,
    },
    /// A step or a period of sampled data is not a length.
    #[error("the {what} of axis {axis} is {problem}")]
    Step {
        /// Step or period.
        what: &'static str,
        /// Which axis.
        axis: usize,
        /// What it is.
        problem: &'static str,
    },
    /// The radius of a sphere is not a length.
    #[error("the radius of the sphere is {problem}")]
    Radius {
        /// What it is.
        problem: &'static str,
    },
    /// Coordinates of sampled data are not in order.
    #[error("coordinate {index} of axis {axis} {problem}")]
    Coordinates {
        /// Which axis.
        axis: usize,
        /// Which coordinate.
        index: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A curvilinear grid has a cell without area.
    #[error(
        "the grid is degenerate at row {row}, column {column}: its two directions are parallel there, or a coordinate is not finite"
    )]
    Cell {
        /// Which row.
        row: usize,
        /// Which column.
        column: usize,
    },
    /// An axis of sampled data has too few samples.
    #[error(
        "axis {axis} has {}, but its derivative needs {needed}",
        counted(*found, "samples")
    )]
    TooShort {
        /// Which axis.
        axis: usize,
        /// How many samples it has.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Sampled data of one shape was to be combined with, or written to, data of another.
    #[error("the {what} has shape {found:?}, but the samples have shape {expected:?}")]
    OutputShape {
        /// Which data.
        what: &'static str,
        /// The shape of the samples.
        expected: Vec<usize>,
        /// The shape of the other data.
        found: Vec<usize>,
    },
    /// A slice has another number of elements than its shape has places.
    #[error("a slice of {found} elements does not have shape {shape:?}")]
    GridShape {
        /// The shape.
        shape: Vec<usize>,
        /// How many elements the slice has.
        found: usize,
    },
    /// A setting has a value that is not supported.
    #[error("{what} {found} is not supported: {expected}")]
    Setting {
        /// Which setting.
        what: &'static str,
        /// Its value.
        found: usize,
        /// What is supported.
        expected: &'static str,
    },
    /// Two settings that exclude each other.
    #[error("{what} cannot be combined with {with}")]
    Combination {
        /// One setting.
        what: &'static str,
        /// The other.
        with: &'static str,
    },
}

/// "1 axis", "2 axes"; `nouns` is the plural.
fn counted(count: usize, nouns: &str) -> String {
    match (count, nouns) {
        (1, "axes") => "1 axis".into(),
        (1, _) => format!("1 {}", nouns.trim_end_matches('s')),
        _ => format!("{count} {nouns}"),
    }
}

/// Whether one entry can serve all axes: an output or a component cannot.
fn can_be_shared(entries: &str) -> bool {
    !matches!(entries, "outputs" | "components")
}
