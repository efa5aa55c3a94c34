//! [`HandMatrix`]: the matrix a hand-derived Jacobian or Hessian comes as.

use super::subject::{Dense, in_rows};
use crate::output::Output;
use crate::point::Matrix;

/// A matrix written by hand: of nalgebra, ndarray or faer, or rows of an array, `[[f64; N]; M]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the matrix of a hand-derived derivative",
    label = "expected `[[f64; N]; M]`, or a matrix of nalgebra, ndarray or faer"
)]
pub trait HandMatrix {
    /// Rows and columns.
    fn shape(&self) -> (usize, usize);
    /// The entry in a row and a column.
    fn entry(&self, row: usize, column: usize) -> f64;
}

impl<M: Matrix<f64>> HandMatrix for M {
    fn shape(&self) -> (usize, usize) {
        Matrix::shape(self)
    }
    fn entry(&self, row: usize, column: usize) -> f64 {
        self[(row, column)]
    }
}

impl<const M: usize, const N: usize> HandMatrix for [[f64; N]; M] {
    fn shape(&self) -> (usize, usize) {
        (M, N)
    }
    fn entry(&self, row: usize, column: usize) -> f64 {
        self[row][column]
    }
}

/// A hand-derived gradient as entries.
pub(super) fn of_vector(gradient: &impl Output<f64>) -> Dense {
    use nalgebra::Dim;

    let n = gradient.rows().value();
    Dense::row((0..n).map(|i| gradient.value(i)).collect())
}

/// A hand-derived matrix as entries.
pub(super) fn of_matrix(matrix: &impl HandMatrix) -> Dense {
    let shape = matrix.shape();
    Dense {
        shape,
        values: in_rows(shape, |i, j| matrix.entry(i, j)),
    }
}
