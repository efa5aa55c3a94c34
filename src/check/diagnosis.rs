//! [`Diagnosis`]: what a mistake looks like.
//!
//! Every shape is a hypothesis about how the derivative under test was spoilt. It is held against
//! the entries that disagree: undoing the mistake must bring them within the error bars of the
//! reference, and the bars must be narrow enough that this is no accident. A shape with a free
//! constant needs at least two entries of different size. Of the shapes that fit, the one that
//! explains most is named, the simplest one if several explain as much.

use std::fmt;

use crate::numeric::Status;

mod arrangement;
mod candidate;
mod candidates;
mod composed;
mod entries;
mod evidence;
mod factor;
mod kind;
mod place;
mod remainder;
#[cfg(test)]
mod tests;

pub(crate) use candidates::diagnose;
pub use composed::Composed;
pub use entries::Entries;
pub(crate) use evidence::Evidence;
pub(crate) use kind::Kind;
pub use place::Place;

/// What a mistake looks like, and what to look at: the sentence that [`Display`](fmt::Display)
/// gives.
///
/// Factors are what the derivative under test has too much: it is `factor` times the right one.
///
/// ```
/// use partials::Gradient;
/// use partials::check::Diagnosis;
///
/// let hand = |x: &[f64]| [-x[1].cos(), x[0] * x[1].sin()]; // a minus too much
/// let report = Gradient::new(|x| x[0] * x[1].cos()).check_against(hand, &[0.7, 1.9]);
/// assert!(matches!(report.diagnoses(), [Diagnosis::WrongSign { .. }]));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Diagnosis {
    /// The sign is wrong: the derivative of -f.
    WrongSign {
        /// Where.
        entries: Entries,
    },
    /// A constant factor too much: 2, 1/2, π/180, or any other that all entries share.
    Factor {
        /// Where.
        entries: Entries,
        /// The claimed derivative over the right one.
        factor: f64,
    },
    /// n times too large: a sum over the variables where f takes the mean.
    SumForMean {
        /// Where.
        entries: Entries,
        /// The number of variables.
        variables: usize,
    },
    /// n times too small: a mean over the variables where f takes the sum.
    MeanForSum {
        /// Where.
        entries: Entries,
        /// The number of variables.
        variables: usize,
    },
    /// The gradient of a function of f instead of f, recognised by the value of f.
    DerivativeOf {
        /// Which function.
        function: Composed,
        /// The factor it puts before the gradient at this point, such as 2 f for f².
        factor: f64,
    },
    /// Two entries, rows or columns have each other's place.
    Swapped {
        /// One.
        first: Place,
        /// The other.
        second: Place,
    },
    /// Every entry has the place of a neighbour: an index that is off by one.
    Shifted {
        /// Whether whole rows have moved, rather than entries along their row.
        rows: bool,
        /// 1 if entry i stands at i + 1, -1 if it stands at i - 1.
        by: isize,
        /// Whether the entry that fell off one end stands at the other.
        cyclic: bool,
    },
    /// The Jacobian has rows for columns.
    Transposed,
    /// All entries of a Hessian off the diagonal have a factor too much.
    OffDiagonal {
        /// The claimed entries over the right ones: 2 or 1/2.
        factor: f64,
    },
    /// All entries on the diagonal of a Hessian have a factor too much.
    Diagonal {
        /// The claimed entries over the right ones: 2 or 1/2.
        factor: f64,
    },
    /// Entries of a Hessian are wrong whose mirror images are right.
    Asymmetric {
        /// The wrong ones.
        entries: Entries,
    },
    /// Entries are zero that should not be.
    Missing {
        /// Where.
        entries: Entries,
    },
    /// An entry, row or column is a copy of another one, which is right.
    Copied {
        /// The copy.
        copy: Place,
        /// What it is a copy of.
        original: Place,
    },
    /// The same constant is added to several entries.
    Offset {
        /// Where.
        entries: Entries,
        /// The claimed entries minus the right ones.
        offset: f64,
    },
    /// What is missing from the gradient is a multiple of x: the gradient of (factor/2) Σ xᵢ².
    QuadraticTerm {
        /// The right gradient minus the claimed one is this multiple of x.
        factor: f64,
    },
    /// Everything is right but for one entry, row or column, which has no shape of its own.
    Confined {
        /// Where.
        place: Place,
    },
    /// The derivative under test is infinite or NaN where f has a finite one.
    NotFinite {
        /// Where.
        entries: Entries,
    },
    /// The derivative is right beside this point, and another one at it.
    AtThisPointAlone {
        /// Where.
        entries: Entries,
    },
    /// Dual numbers give exactly zero where f changes with x.
    DerivativeCut {
        /// Where.
        entries: Entries,
    },
    /// Dual numbers give another derivative than the one f has.
    DerivativePartlyCut {
        /// Where.
        entries: Entries,
    },
    /// There is no derivative at this point; nothing is wrong with the formula.
    NotDifferentiable {
        /// Where.
        entries: Entries,
        /// [`Kink`](Status::Kink) or [`Jump`](Status::Jump).
        status: Status,
    },
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongSign { entries } => write!(
                f,
                "{entries} {} the wrong sign: look for a lost or doubled minus, or for the derivative of -f.",
                entries.verb("has", "have"),
            ),
            Self::Factor { entries, factor } => write!(
                f,
                "{entries} {} {} times what {} should be: look for {}.",
                entries.verb("is", "are"),
                factor::spelled(*factor),
                entries.verb("it", "they"),
                factor::cause(*factor),
            ),
            Self::SumForMean { entries, variables } => write!(
                f,
                "{entries} {} n = {variables} times what {} should be: look for a sum over the variables where the function takes their mean.",
                entries.verb("is", "are"),
                entries.verb("it", "they"),
            ),
            Self::MeanForSum { entries, variables } => write!(
                f,
                "{entries} {} 1/n = 1/{variables} of what {} should be: look for a mean over the variables where the function takes their sum.",
                entries.verb("is", "are"),
                entries.verb("it", "they"),
            ),
            Self::DerivativeOf { function, factor } => write!(
                f,
                "every entry is {factor:.6} times what it should be, as in the derivative of {function} at this value of f: the derivative of {function} is held against f."
            ),
            Self::Swapped { first, second } => write!(
                f,
                "{first} and {second} have each other's place: look at their order."
            ),
            Self::Shifted { rows, by, cyclic } => write!(
                f,
                "every {} stands one place too {}{}: look for an index that is off by one.",
                if *rows { "row" } else { "entry" },
                match (rows, *by > 0) {
                    (false, true) => "far to the right",
                    (false, false) => "far to the left",
                    (true, true) => "low",
                    (true, false) => "high",
                },
                if *cyclic { ", the one pushed out at the other end" } else { "" },
            ),
            Self::Transposed => f.write_str(
                "the Jacobian is transposed: row i belongs to value i of the function, column j to variable j.",
            ),
            Self::OffDiagonal { factor } => write!(
                f,
                "the Hessian is {} times what it should be off the diagonal: there, each pair of variables has one second derivative, at two places.",
                factor::spelled(*factor),
            ),
            Self::Diagonal { factor } => write!(
                f,
                "the Hessian is {} times what it should be on the diagonal: look at the second derivatives of squares.",
                factor::spelled(*factor),
            ),
            Self::Asymmetric { entries } => write!(
                f,
                "{entries} {} wrong, but right in the mirror image: the Hessian is symmetric, fill both triangles alike.",
                entries.verb("is", "are"),
            ),
            Self::Missing { entries } => write!(
                f,
                "{entries} {} zero and should not be: look for a term left out, or an entry never written.",
                entries.verb("is", "are"),
            ),
            Self::Copied { copy, original } => write!(
                f,
                "{copy} is a copy of {original}: look for an index not changed after copying a line."
            ),
            Self::Offset { entries, offset } => write!(
                f,
                "{entries} {} too large by {offset}: look for a constant that does not belong there, or belongs in and is missing.",
                entries.verb("is", "are"),
            ),
            Self::QuadraticTerm { factor } => write!(
                f,
                "the right gradient minus this one is {factor} x: look for the gradient of a term ({factor}/2) Σ xᵢ², such as a penalty."
            ),
            Self::Confined { place } => match place {
                Place::Derivative => write!(f, "{place} is wrong."),
                Place::Component(i) | Place::Column(i) | Place::Variable(i) => write!(
                    f,
                    "{place} alone is wrong: look for a term that depends on x[{i}] alone, and at the derivative by x[{i}]."
                ),
                Place::Row(i) => write!(
                    f,
                    "{place} alone is wrong: look at value {i} of the function and its derivatives."
                ),
                Place::Entry(i, j) => write!(
                    f,
                    "{place} alone is wrong: look at row {i}, for a term that depends on x[{j}]."
                ),
            },
            Self::NotFinite { entries } => write!(
                f,
                "{entries} {} NaN or infinite where the function has a finite slope: look for 0/0, 0 · ∞ or an overflow in the formula.",
                entries.verb("is", "are"),
            ),
            Self::AtThisPointAlone { entries } => write!(
                f,
                "{entries} {} right beside this point and not at it: look for a branch on equality, or for an iteration that ends where it starts.",
                entries.verb("is", "are"),
            ),
            Self::DerivativeCut { entries } => write!(
                f,
                "{entries} {} exactly zero by dual numbers while the function changes: was a value extracted to f64?",
                entries.verb("is", "are"),
            ),
            Self::DerivativePartlyCut { entries } => write!(
                f,
                "{entries} {} not what the function's values say: was a value extracted to f64 in a part of it, or does the function not always return the same?",
                entries.verb("is", "are"),
            ),
            Self::NotDifferentiable { entries, status } => {
                write!(f, "the function has a {status} here, so ")?;
                if entries.is_every() && entries.positions().len() > 1 {
                    f.write_str("no entry exists")?;
                } else {
                    write!(f, "{entries} {} not exist", entries.verb("does", "do"))?;
                }
                f.write_str(": ask at another point, or on one side.")
            }
        }
    }
}
