//! The product of a constant matrix with a vector of numbers with derivatives.

use std::ops::Range;

use nalgebra::Dim;
use smallvec::SmallVec;

use crate::error::Error;
use crate::point::Point;
use crate::scalar::weighted_sum;

mod constant_matrix;

pub use constant_matrix::ConstantMatrix;

/// How many rows of a matrix that stands column by column are copied at once: what a cache line holds of a
/// column, so that each is read once. Half as many read it twice, twice as many need a larger block.
const ROWS_OF_A_BLOCK: usize = 8;

/// How many entries a block holds without an allocation: eight rows of 32.
const ON_THE_STACK: usize = 256;

/// The product `A x` of a matrix of constants with a vector: `yᵢ = Σ aᵢⱼ xⱼ`.
///
/// The matrix is of plain `f64`: rows of arrays, `[[f64; N]; M]` or a slice of `[f64; N]`; a
/// [`Grid`](crate::sampled::Grid), which is a flat slice with a shape; a matrix of nalgebra, ndarray or
/// faer, owned or a view of any strides ([`ConstantMatrix`]). The vector is any [`Point`], and so a slice
/// of any number of the crate, `f64` among them; the result comes in the container of the vector. It is an
/// array or a static vector if the number of rows is known when compiling.
///
/// | vector | result, rows known when compiling | else |
/// |---|---|---|
/// | `[S]`, `Vec<S>`, `[S; N]` | `[S; M]` | `Vec<S>` |
/// | nalgebra | `SVector<S, M>` | `DVector<S>` |
/// | ndarray | `Array1<S>` | `Array1<S>` |
/// | faer | `Col<S>` | `Col<S>` |
///
/// Every entry is [`weighted_sum(row, x)`](weighted_sum): it has the bits of
/// `row.iter().zip(x).map(|(a, x)| *a * *x).sum()` for every number, with NaN and infinities where that
/// has them, and the matrix is nowhere turned into one of numbers with derivatives. That is what `a * x` of
/// nalgebra and ndarray would need, which multiply numbers of one type.
///
/// For `Aᵀ x` transpose the matrix, once and outside of the closure: it is a constant.
///
/// # Cost
///
/// `m n` products with constants. In reverse mode a row is one operation on the tape, of 16 bytes a term.
#[doc = include_str!("../../docs/constants.md")]
///
/// # Panics
///
/// With [`Error::Length`] if the matrix has not as many columns as the vector has numbers.
///
/// ```
/// use nalgebra::DMatrix;
/// use partials::{Gradient, matvec};
///
/// let a = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
/// let squares = Gradient::reverse(|x| matvec(&a, x).into_iter().map(|y| y * y).sum());
/// // 2 Aᵀ A x
/// assert_eq!(squares.at(&[1.0, 0.0, -1.0]), [-20.0, -28.0, -36.0]);
/// ```
#[must_use]
#[track_caller]
pub fn matvec<A, X>(a: &A, x: &X) -> X::Product<A::Rows>
where
    A: ConstantMatrix + ?Sized,
    X: Point + ?Sized,
{
    let (rows, columns) = a.shape();
    let n = x.dimension().value();
    Error::check_length("a row of the matrix", n, columns);
    let mut matrix = ByRows::new(a);
    match x.contiguous() {
        Some(x) => X::product(rows, |i| weighted_sum(matrix.row(i), x)),
        None => {
            let x = x.buffer(|j| x.coordinate(j));
            X::product(rows, |i| weighted_sum(matrix.row(i), x.as_ref()))
        }
    }
}

/// The rows of a matrix one after the other, as slices: its own, or copied a block at a time.
struct ByRows<'a, A: ?Sized> {
    matrix: &'a A,
    rows: usize,
    columns: usize,
    /// Which rows the block holds.
    held: Range<usize>,
    block: SmallVec<[f64; ON_THE_STACK]>,
}

impl<'a, A: ConstantMatrix + ?Sized> ByRows<'a, A> {
    fn new(matrix: &'a A) -> Self {
        let (rows, columns) = matrix.shape();
        Self {
            matrix,
            rows: rows.value(),
            columns,
            held: 0..0,
            block: SmallVec::new(),
        }
    }

    /// The row `i`.
    #[inline]
    fn row(&mut self, i: usize) -> &[f64] {
        if let Some(row) = self.matrix.row(i) {
            return row;
        }
        if !self.held.contains(&i) {
            self.hold(i);
        }
        let start = (i - self.held.start) * self.columns;
        &self.block[start..start + self.columns]
    }

    /// Copies the rows from `first` on.
    fn hold(&mut self, first: usize) {
        let end = self.rows.min(first + ROWS_OF_A_BLOCK);
        self.block.resize((end - first) * self.columns, 0.0);
        self.matrix.copy_rows(first..end, &mut self.block);
        self.held = first..end;
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::{ByRows, ROWS_OF_A_BLOCK};

    #[test]
    fn every_row_is_found_in_whatever_order_it_is_asked_for() {
        let rows = 2 * ROWS_OF_A_BLOCK + 3;
        let matrix = DMatrix::from_fn(rows, 3, |i, j| (10 * i + j) as f64);
        let mut by_rows = ByRows::new(&matrix);
        for i in (0..rows).chain((0..rows).rev()).chain([5, 17, 0, 16]) {
            let expected = [10 * i, 10 * i + 1, 10 * i + 2].map(|entry| entry as f64);
            assert_eq!(by_rows.row(i), expected);
        }
    }
}
