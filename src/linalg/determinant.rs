//! Determinants that are polynomials where a pivot would be zero.

use nalgebra::storage::RawStorage;
use nalgebra::{Dim, Matrix};

use crate::Scalar;

/// A pivot below this part of the first one is not divided by. A smaller bound would divide
/// derivatives by smaller numbers, a larger one would leave more to the costlier polynomial.
const SMALLEST_PIVOT: f64 = 1.0 / 1024.0;

/// The determinant, with derivatives of every order at every matrix.
///
/// At a singular matrix the gradient is the matrix of cofactors, and the higher derivatives are the
/// smaller minors; `Matrix::determinant` of nalgebra, which divides by pivots from 4 × 4 on, gives
/// NaN there. The determinant of no rows is 1. A NaN or infinite entry makes it NaN.
///
/// It is Gaussian elimination with complete pivoting for as long as pivots are large; what is left,
/// the part that makes a matrix singular, goes through the division-free algorithm of Samuelson and
/// Berkowitz. That costs `n³/3` products for a regular matrix of `n` rows and up to `n⁴/4` for a
/// matrix near zero.
///
/// Source: S. J. Berkowitz, On computing the determinant in small parallel time using a small
/// number of processors, Inf. Process. Lett. 18 (1984).
///
/// # Panics
///
/// If the matrix is not square.
///
/// ```
/// use nalgebra::Matrix4;
/// use partials::{Gradient, linalg};
///
/// // By the first column, which is zero: the cofactors.
/// let rest = Matrix4::new(0., 2., 5., 1., 0., 7., 3., 4., 0., 1., 9., 2., 0., 6., 2., 8.);
/// let g = Gradient::new(|x| {
///     let mut m = rest.map(partials::Dual::from);
///     m.set_column(0, &nalgebra::Vector4::from_column_slice(x));
///     linalg::determinant(&m)
/// });
/// let cofactor = rest.remove_row(0).remove_column(0).determinant();
/// assert!((g.at(&[0.0; 4])[0] - cofactor).abs() < 1e-12 * cofactor.abs());
/// ```
#[track_caller]
pub fn determinant<S, R, C, M>(matrix: &Matrix<S, R, C, M>) -> S
where
    S: Scalar + nalgebra::Scalar,
    R: Dim,
    C: Dim,
    M: RawStorage<S, R, C>,
{
    let (rows, columns) = matrix.shape();
    assert!(
        rows == columns,
        "a determinant is of a square matrix, but this one is {rows} × {columns}"
    );
    let mut rest: Vec<Vec<S>> = (0..rows)
        .map(|i| (0..rows).map(|j| matrix[(i, j)]).collect())
        .collect();
    let mut product = S::from(1.0);
    let mut first = None;
    while let Some((i, j)) = largest(&rest) {
        let pivot = rest[i][j];
        let smallest = first.get_or_insert(pivot).scale(SMALLEST_PIVOT);
        // A zero matrix has a zero pivot, which is no larger than the smallest.
        if smallest.outweighs(pivot) || !pivot.has_finite_value() {
            break;
        }
        product *= if (i + j).is_multiple_of(2) {
            pivot
        } else {
            -pivot
        };
        rest = eliminated(rest, i, j);
    }
    product * division_free(&rest)
}

/// Where the entry of largest value stands.
fn largest<S: Scalar>(m: &[Vec<S>]) -> Option<(usize, usize)> {
    let places = (0..m.len()).flat_map(|i| (0..m.len()).map(move |j| (i, j)));
    places.reduce(|a, b| {
        if m[b.0][b.1].outweighs(m[a.0][a.1]) {
            b
        } else {
            a
        }
    })
}

/// The Schur complement of the entry `(row, column)`.
fn eliminated<S: Scalar>(mut m: Vec<Vec<S>>, row: usize, column: usize) -> Vec<Vec<S>> {
    let mut pivot_row = m.remove(row);
    let pivot = pivot_row.remove(column);
    for r in &mut m {
        let factor = r.remove(column) / pivot;
        for (x, p) in r.iter_mut().zip(&pivot_row) {
            *x -= factor * *p;
        }
    }
    m
}

/// The determinant without a division.
///
/// The characteristic polynomial of the leading `r + 1` rows and columns is that of the leading `r`
/// times the lower triangular Toeplitz matrix of `1, -a, -R S, -R A S, -R A² S, ..`, where `A` is
/// the leading part, `R` and `S` the row and the column that join it, and `a` their common entry.
fn division_free<S: Scalar>(m: &[Vec<S>]) -> S {
    let n = m.len();
    let mut polynomial = vec![S::from(1.0)];
    for r in 0..n {
        let mut toeplitz = vec![S::from(1.0), -m[r][r]];
        let mut power: Vec<S> = (0..r).map(|i| m[i][r]).collect();
        for _ in 0..r {
            toeplitz.push(-dot(&m[r], &power));
            power = (0..r).map(|i| dot(&m[i], &power)).collect();
        }
        polynomial = (0..r + 2)
            .map(|k| {
                (0..=k.min(r)).fold(S::from(0.0), |sum, l| sum + toeplitz[k - l] * polynomial[l])
            })
            .collect();
    }
    if n.is_multiple_of(2) {
        polynomial[n]
    } else {
        -polynomial[n]
    }
}

/// The product of a row with a shorter or equally long column.
fn dot<S: Scalar>(row: &[S], column: &[S]) -> S {
    let products = row.iter().zip(column).map(|(a, b)| *a * *b);
    products.fold(S::from(0.0), |sum, p| sum + p)
}
