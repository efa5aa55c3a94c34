//! [`ConstantMatrix`]: what can be multiplied with a vector of numbers with derivatives.

use std::ops::Range;

use nalgebra::{Const, Dyn, RawStorage};
use ndarray::{ArrayBase, Axis, Data, Ix2, s};

use crate::point::{Rows, entries_of};
use crate::sampled::Grid;

/// A matrix of plain numbers, for [`matvec`](super::matvec).
///
/// Rows of arrays (`[[f64; N]; M]`, `[[f64; N]]`, `Vec<[f64; N]>`), a [`Grid`] of two axes, matrices of
/// nalgebra, ndarray and faer, owned or views, and references to all of them. A slice of rows whose length
/// is known is `data.as_chunks::<N>().0`. Of any other matrix the shape and the entries are enough.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a matrix of constants",
    label = "expected `[[f64; N]; M]`, a `Grid`, or a matrix of nalgebra, ndarray or (with the feature `faer`) faer, over `f64`",
    note = "a flat slice needs a shape: `Grid::new(&data, [rows, columns])?`",
    note = "a matrix whose entries are variables multiplies as it is: `&a * &x` of nalgebra, `a.dot(&x)` of ndarray"
)]
pub trait ConstantMatrix {
    /// The number of rows, as a type: `Const<M>` or `Dyn`.
    type Rows: Rows;

    /// The numbers of rows and of columns.
    fn shape(&self) -> (Self::Rows, usize);

    /// The entry in row `i` and column `j`.
    fn entry(&self, i: usize, j: usize) -> f64;

    /// The row `i`, where it stands in memory in one piece.
    #[doc(hidden)]
    #[inline]
    fn row(&self, _: usize) -> Option<&[f64]> {
        None
    }

    /// Writes some rows into a block, one behind the other.
    #[doc(hidden)]
    fn copy_rows(&self, rows: Range<usize>, block: &mut [f64]) {
        let (_, columns) = self.shape();
        let first = rows.start;
        for i in rows {
            let row = &mut block[(i - first) * columns..][..columns];
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = self.entry(i, j);
            }
        }
    }
}

impl<A: ConstantMatrix + ?Sized> ConstantMatrix for &A {
    type Rows = A::Rows;

    #[inline]
    fn shape(&self) -> (A::Rows, usize) {
        A::shape(self)
    }
    #[inline]
    fn entry(&self, i: usize, j: usize) -> f64 {
        A::entry(self, i, j)
    }
    #[inline]
    fn row(&self, i: usize) -> Option<&[f64]> {
        A::row(self, i)
    }
    #[inline]
    fn copy_rows(&self, rows: Range<usize>, block: &mut [f64]) {
        A::copy_rows(self, rows, block);
    }
}

// Rows of arrays. Plain form: `impl<const N: usize> ConstantMatrix for Vec<[f64; N]> { .. }`
macro_rules! rows_of_arrays {
    ([$($g:tt)*] $Self:ty, $Rows:ty, |$matrix:ident| $rows:expr) => {
        impl<$($g)* const N: usize> ConstantMatrix for $Self {
            type Rows = $Rows;

            #[inline]
            fn shape(&self) -> ($Rows, usize) {
                let $matrix = self;
                ($rows, N)
            }
            #[inline]
            fn entry(&self, i: usize, j: usize) -> f64 {
                self[i][j]
            }
            #[inline]
            fn row(&self, i: usize) -> Option<&[f64]> {
                Some(&self[i])
            }
        }
    };
}
rows_of_arrays!([const M: usize,] [[f64; N]; M], Const<M>, |_matrix| Const);
rows_of_arrays!([][[f64; N]], Dyn, |matrix| Dyn(matrix.len()));
rows_of_arrays!([] Vec<[f64; N]>, Dyn, |matrix| Dyn(matrix.len()));

impl ConstantMatrix for Grid<'_, f64, 2> {
    type Rows = Dyn;

    fn shape(&self) -> (Dyn, usize) {
        let [rows, columns] = Grid::shape(self);
        (Dyn(rows), columns)
    }
    fn entry(&self, i: usize, j: usize) -> f64 {
        let [_, columns] = Grid::shape(self);
        self.samples()[i * columns..][..columns][j]
    }
    #[inline]
    fn row(&self, i: usize) -> Option<&[f64]> {
        let [_, columns] = Grid::shape(self);
        Some(&self.samples()[i * columns..][..columns])
    }
}

#[diagnostic::do_not_recommend]
impl<R, C, S> ConstantMatrix for nalgebra::Matrix<f64, R, C, S>
where
    R: Rows,
    C: nalgebra::Dim,
    S: RawStorage<f64, R, C>,
{
    type Rows = R;

    #[inline]
    fn shape(&self) -> (R, usize) {
        let (rows, columns) = self.shape_generic();
        (rows, columns.value())
    }
    #[inline]
    fn entry(&self, i: usize, j: usize) -> f64 {
        self[(i, j)]
    }
    fn copy_rows(&self, rows: Range<usize>, block: &mut [f64]) {
        let columns = self.ncols();
        let part = self.rows(rows.start, rows.len());
        for (j, column) in part.column_iter().enumerate() {
            match entries_of(&column.data) {
                Some(entries) => copy_column(entries.iter(), j, columns, block),
                None => copy_column(column.iter(), j, columns, block),
            }
        }
    }
}

/// Writes a column into a block of rows.
#[inline(always)]
fn copy_column<'a>(
    entries: impl Iterator<Item = &'a f64>,
    j: usize,
    columns: usize,
    block: &mut [f64],
) {
    for (row, entry) in block.chunks_exact_mut(columns).zip(entries) {
        row[j] = *entry;
    }
}

#[diagnostic::do_not_recommend]
impl<S: Data<Elem = f64>> ConstantMatrix for ArrayBase<S, Ix2> {
    type Rows = Dyn;

    fn shape(&self) -> (Dyn, usize) {
        (Dyn(self.nrows()), self.ncols())
    }
    fn entry(&self, i: usize, j: usize) -> f64 {
        self[(i, j)]
    }
    #[inline]
    fn row(&self, i: usize) -> Option<&[f64]> {
        self.index_axis(Axis(0), i).to_slice()
    }
    fn copy_rows(&self, rows: Range<usize>, block: &mut [f64]) {
        let columns = self.ncols();
        let part = self.slice(s![rows, ..]);
        for (j, column) in part.columns().into_iter().enumerate() {
            match column.to_slice() {
                Some(entries) => copy_column(entries.iter(), j, columns, block),
                None => copy_column(column.iter(), j, columns, block),
            }
        }
    }
}

#[cfg(feature = "faer")]
#[diagnostic::do_not_recommend]
impl ConstantMatrix for faer::MatRef<'_, f64> {
    type Rows = Dyn;

    fn shape(&self) -> (Dyn, usize) {
        (Dyn(self.nrows()), self.ncols())
    }
    fn entry(&self, i: usize, j: usize) -> f64 {
        self[(i, j)]
    }
}

#[cfg(feature = "faer")]
#[diagnostic::do_not_recommend]
impl ConstantMatrix for faer::Mat<f64> {
    type Rows = Dyn;

    fn shape(&self) -> (Dyn, usize) {
        (Dyn(self.nrows()), self.ncols())
    }
    fn entry(&self, i: usize, j: usize) -> f64 {
        self[(i, j)]
    }
}
