//! nalgebra matrices that are no vectors, column by column: static and dynamic, owned and views.

use nalgebra::{Const, DMatrix, Dyn, Matrix, OMatrix, RawStorage, VecStorage};

use super::axes::Axes;
use super::{Point, Rows};
use crate::scalar::Real;

// A matrix of static size. On stable Rust the number of its entries is no expression of the two sizes, so
// that it is written out for those that nalgebra has names for. Plain form:
//
//     impl<T: Real, S: RawStorage<T, Const<2>, Const<3>>> Point for Matrix<T, Const<2>, Const<3>, S> {
//         type Gradient = OMatrix<T, Const<2>, Const<3>>;
//         type Dimension = Const<6>;
//         ...
//     }
macro_rules! static_matrices {
    ($($r:literal x $c:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Real, S: RawStorage<T, Const<$r>, Const<$c>>> Point
            for Matrix<T, Const<$r>, Const<$c>, S>
        {
            type Scalar = T;
            type Gradient = OMatrix<T, Const<$r>, Const<$c>>;
            type Dimension = Const<{ $r * $c }>;
            type Matrix<Rs: Rows> = Rs::Static<T, { $r * $c }>;
            type Product<Rs: Rows> = Rs::Column<T>;
            type Buffer<D: Copy> = [D; $r * $c];

            #[inline]
            fn dimension(&self) -> Self::Dimension {
                Const
            }
            #[inline]
            fn coordinate(&self, i: usize) -> T {
                self[(i % $r, i / $r)]
            }
            fn axes(&self) -> Option<Axes> {
                Some(Axes::Columns($r, $c))
            }
            #[inline]
            fn repeat<D: Copy>(&self, item: D) -> Self::Buffer<D> {
                [item; $r * $c]
            }
            #[inline]
            fn vector(&self, elements: &[T]) -> Self::Gradient {
                Self::Gradient::from_column_slice(elements)
            }
            #[inline]
            fn zeros<Rs: Rows>(&self, rows: Rs) -> Self::Matrix<Rs> {
                rows.zeros()
            }
            #[inline]
            fn product<Rs: Rows>(rows: Rs, f: impl FnMut(usize) -> T) -> Rs::Column<T> {
                rows.column(f)
            }
        }
    )*};
}
static_matrices!(2 x 2 2 x 3 2 x 4 2 x 5 2 x 6);
static_matrices!(3 x 2 3 x 3 3 x 4 3 x 5 3 x 6);
static_matrices!(4 x 2 4 x 3 4 x 4 4 x 5 4 x 6);
static_matrices!(5 x 2 5 x 3 5 x 4 5 x 5 5 x 6);
static_matrices!(6 x 2 6 x 3 6 x 4 6 x 5 6 x 6);

// A matrix with a dynamic number of rows, of columns, or of both. One with a single column, or row, of
// static size is a vector. Plain form:
//
//     impl<T: Real, S: RawStorage<T, Dyn, Dyn>> Point for Matrix<T, Dyn, Dyn, S> { ... }
macro_rules! dynamic_matrices {
    ($([$R:ty, $C:ty])*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Real, S: RawStorage<T, $R, $C>> Point for Matrix<T, $R, $C, S> {
            type Scalar = T;
            type Gradient = OMatrix<T, $R, $C>;
            type Dimension = Dyn;
            type Matrix<Rs: Rows> = DMatrix<T>;
            type Product<Rs: Rows> = Rs::Column<T>;
            type Buffer<D: Copy> = Vec<D>;

            fn dimension(&self) -> Dyn {
                Dyn(self.len())
            }
            #[inline]
            fn coordinate(&self, i: usize) -> T {
                self[(i % self.nrows(), i / self.nrows())]
            }
            fn axes(&self) -> Option<Axes> {
                Some(Axes::Columns(self.nrows(), self.ncols()))
            }
            fn repeat<D: Copy>(&self, item: D) -> Vec<D> {
                vec![item; self.len()]
            }
            fn vector(&self, elements: &[T]) -> Self::Gradient {
                let (rows, columns) = self.shape_generic();
                Self::Gradient::from_column_slice_generic(rows, columns, elements)
            }
            fn gathered(&self, buffer: Vec<T>) -> Self::Gradient {
                let (rows, columns) = self.shape_generic();
                Self::Gradient::from_data(VecStorage::new(rows, columns, buffer))
            }
            fn zeros<Rs: Rows>(&self, rows: Rs) -> DMatrix<T> {
                DMatrix::repeat(rows.value(), self.len(), T::of(0.0))
            }
            #[inline]
            fn product<Rs: Rows>(rows: Rs, f: impl FnMut(usize) -> T) -> Rs::Column<T> {
                rows.column(f)
            }
        }
    )*};
}
dynamic_matrices!([Dyn, Dyn]);
dynamic_matrices!([Const<2>, Dyn] [Const<3>, Dyn] [Const<4>, Dyn] [Const<5>, Dyn] [Const<6>, Dyn]);
dynamic_matrices!([Dyn, Const<2>] [Dyn, Const<3>] [Dyn, Const<4>] [Dyn, Const<5>] [Dyn, Const<6>]);
