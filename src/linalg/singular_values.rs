//! Singular values as eigenvalues of a symmetric matrix of twice the size.

use nalgebra::storage::RawStorage;
use nalgebra::{DMatrix, Dim, Matrix};

use super::symmetric_eigenvalues;
use crate::Scalar;

/// The singular values in descending order, with derivatives of every order.
///
/// The slope of a simple one along `E` is `uᵀ E v`. One that is repeated, or zero, where it has a
/// kink, has a right value and partial derivatives NaN. There are as many as the smaller of the two
/// sizes.
///
/// They are the largest eigenvalues of the Jordan-Wielandt matrix `[[0, A], [Aᵀ, 0]]`, found by
/// [`symmetric_eigenvalues`] at eight times its cost.
///
/// ```
/// use nalgebra::Matrix2;
/// use partials::{Derivative, linalg};
///
/// let largest = |x| linalg::singular_values(&Matrix2::new(x, x * 0.0, x * 0.0, x * 0.0 + 2.0))[0];
/// assert!((Derivative::new(largest).at(5.0) - 1.0_f64).abs() < 1e-14);
/// ```
pub fn singular_values<S, R, C, M>(matrix: &Matrix<S, R, C, M>) -> Vec<S>
where
    S: Scalar + nalgebra::Scalar,
    R: Dim,
    C: Dim,
    M: RawStorage<S, R, C>,
{
    let (rows, columns) = matrix.shape();
    // Only the lower triangle is read.
    let twice = DMatrix::from_fn(rows + columns, rows + columns, |i, j| {
        if i < columns || j >= columns {
            S::from(0.0)
        } else {
            matrix[(i - columns, j)]
        }
    });
    let values = symmetric_eigenvalues(&twice);
    values.into_iter().rev().take(rows.min(columns)).collect()
}
