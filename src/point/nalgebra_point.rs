//! nalgebra vectors: columns and rows, static and dynamic, owned and views.

use nalgebra::{
    Const, DMatrix, DVector, Dim, Dyn, OMatrix, RawStorage, RawStorageMut, RowDVector, U1,
};

use super::contiguous::columns_of;
use super::{Matrix, Point, Rows};
use crate::scalar::Real;

// A vector of static size, seen as `self[i]`.
macro_rules! static_vector {
    ([$($g:tt)*] $R:ty, $C:ty, $n:expr) => {
        #[diagnostic::do_not_recommend]
        impl<T: Real, $($g)* S: RawStorage<T, $R, $C>> Point for nalgebra::Matrix<T, $R, $C, S> {
            type Scalar = T;
            type Gradient = OMatrix<T, $R, $C>;
            type Dimension = Const<{ $n }>;
            type Matrix<Rs: Rows> = Rs::Static<T, { $n }>;
            type Product<Rs: Rows> = Rs::Column<T>;
            type Buffer<D: Copy> = [D; $n];

            #[inline]
            fn dimension(&self) -> Const<{ $n }> {
                Const
            }
            #[inline]
            fn coordinate(&self, i: usize) -> T {
                self[i]
            }
            #[inline]
            fn repeat<D: Copy>(&self, item: D) -> [D; $n] {
                [item; $n]
            }
            #[inline]
            fn vector(&self, elements: &[T]) -> Self::Gradient {
                Self::Gradient::from_column_slice(elements)
            }
            #[inline]
            fn zeros<Rs: Rows>(&self, rows: Rs) -> Rs::Static<T, { $n }> {
                rows.zeros()
            }
            #[inline]
            fn product<Rs: Rows>(rows: Rs, f: impl FnMut(usize) -> T) -> Rs::Column<T> {
                rows.column(f)
            }
        }
    };
}
static_vector!([const N: usize,] Const<N>, U1, N);
// A row of one element is the column above, so rows start at two; nalgebra names them up to six.
static_vector!([] U1, Const<2>, 2);
static_vector!([] U1, Const<3>, 3);
static_vector!([] U1, Const<4>, 4);
static_vector!([] U1, Const<5>, 5);
static_vector!([] U1, Const<6>, 6);

macro_rules! dynamic_vector {
    ($R:ty, $C:ty, $Owned:ident) => {
        #[diagnostic::do_not_recommend]
        impl<T: Real, S: RawStorage<T, $R, $C>> Point for nalgebra::Matrix<T, $R, $C, S> {
            type Scalar = T;
            type Gradient = $Owned<T>;
            type Dimension = Dyn;
            type Matrix<Rs: Rows> = DMatrix<T>;
            type Product<Rs: Rows> = Rs::Column<T>;
            type Buffer<D: Copy> = Vec<D>;

            fn dimension(&self) -> Dyn {
                Dyn(self.len())
            }
            fn coordinate(&self, i: usize) -> T {
                self[i]
            }
            fn repeat<D: Copy>(&self, item: D) -> Vec<D> {
                vec![item; self.len()]
            }
            fn vector(&self, elements: &[T]) -> $Owned<T> {
                $Owned::from_column_slice(elements)
            }
            fn gathered(&self, buffer: Vec<T>) -> $Owned<T> {
                buffer.into()
            }
            fn zeros<Rs: Rows>(&self, rows: Rs) -> DMatrix<T> {
                DMatrix::repeat(rows.value(), self.len(), T::of(0.0))
            }
            #[inline]
            fn product<Rs: Rows>(rows: Rs, f: impl FnMut(usize) -> T) -> Rs::Column<T> {
                rows.column(f)
            }
        }
    };
}
dynamic_vector!(Dyn, U1, DVector);
dynamic_vector!(U1, Dyn, RowDVector);

impl<T, R: Dim, C: Dim, S: RawStorageMut<T, R, C>> Matrix<T> for nalgebra::Matrix<T, R, C, S> {
    #[inline]
    fn shape(&self) -> (usize, usize) {
        nalgebra::Matrix::shape(self)
    }
    #[inline]
    fn by_columns(&mut self) -> Option<&mut [T]> {
        columns_of(&mut self.data)
    }
}
