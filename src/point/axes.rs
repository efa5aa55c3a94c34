//! [`Axes`]: how the coordinates of a matrix follow each other.

use std::fmt;

use smallvec::SmallVec;

/// The lengths of the axes of a point that is no vector, and in which order its coordinates are counted.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Axes {
    /// A matrix column by column: the first index runs fastest.
    Columns(usize, usize),
    /// An array row by row: the last index runs fastest.
    Rows(SmallVec<[usize; 4]>),
}

impl fmt::Display for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns(rows, columns) => write!(f, "a {rows}x{columns} matrix by columns"),
            Self::Rows(lengths) => {
                let lengths: Vec<_> = lengths.iter().map(usize::to_string).collect();
                write!(f, "a {} array by rows", lengths.join("x"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use smallvec::smallvec;

    use super::*;

    #[test]
    fn the_same_shape_in_another_order_is_another_arrangement() {
        assert_eq!(Axes::Columns(2, 3), Axes::Columns(2, 3));
        assert_ne!(Axes::Columns(2, 3), Axes::Columns(3, 2));
        assert_ne!(Axes::Columns(2, 3), Axes::Rows(smallvec![2, 3]));
    }

    #[test]
    fn its_text_has_shape_and_order() {
        assert_eq!(Axes::Columns(2, 3).to_string(), "a 2x3 matrix by columns");
        assert_eq!(
            Axes::Rows(smallvec![2, 3, 4]).to_string(),
            "a 2x3x4 array by rows"
        );
    }
}
