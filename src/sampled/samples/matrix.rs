//! nalgebra vectors and matrices: column-major, contiguous, static and dynamic.

use nalgebra::allocator::Allocator;
use nalgebra::{
    Const, DefaultAllocator, Dim, DimName, Dyn, IsContiguous, Matrix, OMatrix, RawStorage,
    RawStorageMut, Storage, U1, VecStorage,
};
use ndarray::{ArrayView, ArrayViewMut, Ix1, Ix2, ShapeBuilder};

use super::{Dimensions, Samples, SamplesMut, of_shape};
use crate::error::Error;
use crate::sampled::pass::memory::zeros;
use crate::sampled::{Sample, Value};

fn in_place<T: Value, R: DimName, C: DimName>(rows: R, columns: C) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    OMatrix::repeat_generic(rows, columns, T::ZERO)
}

fn on_heap<T: Value, R: Dim, C: Dim>(rows: R, columns: C) -> Matrix<T, R, C, VecStorage<T, R, C>>
where
    VecStorage<T, R, C>: RawStorage<T, R, C>,
{
    let zeros = zeros(rows.value() * columns.value());
    Matrix::from_data(VecStorage::new(rows, columns, zeros))
}

macro_rules! samples {
    ([$($g:tt)*] $R:ty, $C:ty, $zeros:ident, $Dim:ty, $shape:expr) => {
        impl<T, $($g)* S> Samples for Matrix<T, $R, $C, S>
        where
            T: Sample + nalgebra::Scalar,
            S: Storage<T, $R, $C> + IsContiguous,
        {
            type Element = T;
            type Dim = $Dim;
            type Array<O: Value> = OMatrix<O, $R, $C>;
            type Gradient<O: Value> = <$Dim as Dimensions>::Gradient<OMatrix<O, $R, $C>>;

            fn as_array(&self) -> ArrayView<'_, T, $Dim> {
                ArrayView::from_shape($shape(self.shape()), self.as_slice())
                    .expect("a contiguous matrix has as many elements as its shape has places")
            }
            fn zeros_like<O: Value>(&self) -> OMatrix<O, $R, $C> {
                let (rows, columns) = self.shape_generic();
                $zeros(rows, columns)
            }
            fn zeros_per_axis<O: Value>(&self) -> Self::Gradient<O> {
                <$Dim>::per_axis(2, || Samples::zeros_like(self))
            }
            fn arrays<O: Value>(gradient: &mut Self::Gradient<O>) -> &mut [OMatrix<O, $R, $C>] {
                <$Dim>::as_slice(gradient)
            }
        }

        impl<T, $($g)* S> SamplesMut<T, $Dim> for Matrix<T, $R, $C, S>
        where
            T: Sample + nalgebra::Scalar,
            S: RawStorageMut<T, $R, $C> + RawStorage<T, $R, $C> + IsContiguous,
        {
            fn as_array_mut(&mut self, shape: $Dim) -> Result<ArrayViewMut<'_, T, $Dim>, Error> {
                let own = $shape(self.shape());
                let view = ArrayViewMut::from_shape(own, self.as_mut_slice())
                    .expect("a contiguous matrix has as many elements as its shape has places");
                of_shape(view, shape)
            }
        }
    };
}

macro_rules! vector {
    ([$($g:tt)*] $R:ty, $C:ty, $zeros:ident) => {
        samples!([$($g)*] $R, $C, $zeros, Ix1, |(rows, columns)| rows * columns);
    };
}
vector!([] Dyn, U1, on_heap);
vector!([const N: usize,] Const<N>, U1, in_place);
vector!([] U1, Dyn, on_heap);
vector!([] U1, Const<2>, in_place);
vector!([] U1, Const<3>, in_place);
vector!([] U1, Const<4>, in_place);
vector!([] U1, Const<5>, in_place);
vector!([] U1, Const<6>, in_place);

macro_rules! matrix {
    ([$($g:tt)*] $R:ty, $C:ty, $zeros:ident) => {
        samples!([$($g)*] $R, $C, $zeros, Ix2, |shape: (usize, usize)| shape.f());
    };
}
matrix!([] Dyn, Dyn, on_heap);
matrix!([] Dyn, Const<2>, on_heap);
matrix!([] Dyn, Const<3>, on_heap);
matrix!([] Dyn, Const<4>, on_heap);
matrix!([] Dyn, Const<5>, on_heap);
matrix!([] Dyn, Const<6>, on_heap);
matrix!([] Const<2>, Dyn, on_heap);
matrix!([] Const<3>, Dyn, on_heap);
matrix!([] Const<4>, Dyn, on_heap);
matrix!([] Const<5>, Dyn, on_heap);
matrix!([] Const<6>, Dyn, on_heap);
macro_rules! static_matrix {
    ($($C:literal)*) => {$(
        matrix!([] Const<2>, Const<$C>, in_place);
        matrix!([] Const<3>, Const<$C>, in_place);
        matrix!([] Const<4>, Const<$C>, in_place);
        matrix!([] Const<5>, Const<$C>, in_place);
        matrix!([] Const<6>, Const<$C>, in_place);
    )*};
}
static_matrix!(2 3 4 5 6);
