//! What several entries of a derivative are called together.

use std::fmt;

use super::evidence::Evidence;
use super::kind::Kind;
use super::place::Place;

/// How many entries are listed one by one.
const LISTED: usize = 4;

/// Some entries, named together where they are a row, a column or everything.
///
/// ```
/// use partials::Gradient;
/// use partials::check::Diagnosis;
///
/// let hand = |x: &[f64]| [x[1], -x[0]];
/// let report = Gradient::new(|x| x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
/// let Diagnosis::WrongSign { entries } = &report.diagnoses()[0] else { panic!("{report}") };
/// assert_eq!(entries.to_string(), "entry 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entries {
    positions: Vec<(usize, usize)>,
    name: Name,
    every: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Name {
    /// All that are not zero.
    Every,
    One(Place),
    /// Entries of a gradient.
    Components,
    /// Entries of a matrix.
    Several,
}

impl Entries {
    /// Rows and columns of the entries. A gradient is one row.
    ///
    /// ```
    /// use partials::Hessian;
    /// use partials::check::Diagnosis;
    ///
    /// let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [0.0, 0.0]]; // one triangle
    /// let report = Hessian::new(|x| x[0] * x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
    /// let Diagnosis::Asymmetric { entries } = &report.diagnoses()[0] else { panic!("{report}") };
    /// assert_eq!(entries.positions(), [(1, 0)]);
    /// ```
    pub fn positions(&self) -> &[(usize, usize)] {
        &self.positions
    }

    /// Whether these are all entries that are not zero.
    ///
    /// ```
    /// use partials::Gradient;
    /// use partials::check::Diagnosis;
    ///
    /// let hand = |x: &[f64]| [-x[1], -x[0]];
    /// let report = Gradient::new(|x| x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
    /// let Diagnosis::WrongSign { entries } = &report.diagnoses()[0] else { panic!("{report}") };
    /// assert!(entries.is_every());
    /// ```
    pub fn is_every(&self) -> bool {
        self.every
    }

    /// `indices`, which are not empty, and what they are called: entries that are zero by all
    /// accounts count for any row or column.
    pub(super) fn new(evidence: &Evidence, indices: &[usize]) -> Self {
        Self::beside(evidence, indices, |i| evidence.is_nothing(i))
    }

    /// As [`new`](Self::new), but entries that are zero count for nothing: where a derivative does not exist, one
    /// that is zero does.
    pub(super) fn all_told(evidence: &Evidence, indices: &[usize]) -> Self {
        Self::beside(evidence, indices, |_| false)
    }

    /// What the indices are called, beside entries that count for any row or column.
    fn beside(evidence: &Evidence, indices: &[usize], blank: impl Fn(usize) -> bool) -> Self {
        let mut chosen = vec![false; evidence.reference.len()];
        indices.iter().for_each(|&i| chosen[i] = true);
        let covers =
            |mut line: Box<dyn Iterator<Item = usize>>| line.all(|i| chosen[i] || blank(i));
        let positions: Vec<_> = indices.iter().map(|&i| evidence.position(i)).collect();
        let (row, column) = positions[0];
        let (rows, columns) = evidence.shape;
        let every = covers(Box::new(0..chosen.len()));
        let name = if indices.len() == 1 {
            Name::One(Place::of(evidence.kind, positions[0]))
        } else if every {
            Name::Every
        } else if evidence.kind == Kind::Gradient {
            Name::Components
        } else if positions.iter().all(|p| p.0 == row)
            && covers(Box::new((0..columns).map(move |j| row * columns + j)))
        {
            Name::One(Place::Row(row))
        } else if positions.iter().all(|p| p.1 == column)
            && covers(Box::new((0..rows).map(move |i| i * columns + column)))
        {
            Name::One(Place::Column(column))
        } else {
            Name::Several
        };
        Self {
            positions,
            name,
            every,
        }
    }

    /// The form of a verb or pronoun that goes with the name.
    pub(super) fn verb(&self, singular: &'static str, plural: &'static str) -> &'static str {
        match self.name {
            Name::Every | Name::One(_) => singular,
            Name::Components | Name::Several => plural,
        }
    }
}

impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            Name::Every => return f.write_str("every entry"),
            Name::One(place) => return write!(f, "{place}"),
            Name::Components | Name::Several => f.write_str("entries ")?,
        }
        let listed = self.positions.len().min(LISTED);
        for (place, (row, column)) in self.positions[..listed].iter().enumerate() {
            f.write_str(match place {
                0 => "",
                last if last + 1 == self.positions.len() => " and ",
                _ => ", ",
            })?;
            if self.name == Name::Components {
                write!(f, "{column}")?;
            } else {
                write!(f, "({row}, {column})")?;
            }
        }
        match self.positions.len() - listed {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
