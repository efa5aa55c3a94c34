//! What an entry of a derivative is called.

use std::fmt;

use super::kind::Kind;

/// An entry, a row or a column.
///
/// ```
/// use partials::Gradient;
/// use partials::check::{Diagnosis, Place};
///
/// let hand = |x: &[f64]| [x[0], x[1]]; // should be x[1], x[0]
/// let report = Gradient::new(|x| x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
/// let Diagnosis::Swapped { first, second } = report.diagnoses()[0] else { panic!("{report}") };
/// assert_eq!((first, second), (Place::Component(0), Place::Component(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The only one.
    Derivative,
    /// An entry of a gradient.
    Component(usize),
    /// An entry of a matrix.
    Entry(usize, usize),
    /// A row of a Jacobian: a value of the function.
    Row(usize),
    /// A column of a Jacobian: a variable.
    Column(usize),
    /// Row and column of a Hessian.
    Variable(usize),
}

impl Place {
    /// What the entry at this row and column is called.
    pub(super) fn of(kind: Kind, (row, column): (usize, usize)) -> Self {
        match kind {
            Kind::Derivative => Self::Derivative,
            Kind::Gradient => Self::Component(column),
            Kind::Jacobian | Kind::Hessian => Self::Entry(row, column),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Derivative => f.write_str("the derivative"),
            Self::Component(i) => write!(f, "entry {i}"),
            Self::Entry(i, j) => write!(f, "entry ({i}, {j})"),
            Self::Row(i) => write!(f, "row {i}"),
            Self::Column(j) => write!(f, "column {j}"),
            Self::Variable(i) => write!(f, "variable {i}"),
        }
    }
}
