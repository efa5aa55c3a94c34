//! nalgebra vectors and matrices: column-major, contiguous, static and dynamic.

use nalgebra::{Const, Dyn, IsContiguous, Matrix, OMatrix, RawStorage, RawStorageMut, Storage, U1};
use ndarray::{ArrayView, ArrayViewMut, Ix1, Ix2, ShapeBuilder};

use super::{Dimensions, Samples, SamplesMut, of_shape};
use crate::error::Error;
use crate::sampled::{Sample, Value};

macro_rules! samples {
    ([$($g:tt)*] $R:ty, $C:ty, $Dim:ty, $shape:expr) => {
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
                OMatrix::repeat_generic(rows, columns, O::ZERO)
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
    ([$($g:tt)*] $R:ty, $C:ty) => {
        samples!([$($g)*] $R, $C, Ix1, |(rows, columns)| rows * columns);
    };
}
vector!([] Dyn, U1);
vector!([const N: usize,] Const<N>, U1);
vector!([] U1, Dyn);
vector!([] U1, Const<2>);
vector!([] U1, Const<3>);
vector!([] U1, Const<4>);
vector!([] U1, Const<5>);
vector!([] U1, Const<6>);

macro_rules! matrix {
    ([$($g:tt)*] $R:ty, $C:ty) => {
        samples!([$($g)*] $R, $C, Ix2, |shape: (usize, usize)| shape.f());
    };
}
matrix!([] Dyn, Dyn);
matrix!([] Dyn, Const<2>);
matrix!([] Dyn, Const<3>);
matrix!([] Dyn, Const<4>);
matrix!([] Dyn, Const<5>);
matrix!([] Dyn, Const<6>);
matrix!([] Const<2>, Dyn);
matrix!([] Const<3>, Dyn);
matrix!([] Const<4>, Dyn);
matrix!([] Const<5>, Dyn);
matrix!([] Const<6>, Dyn);
macro_rules! static_matrix {
    ($($C:literal)*) => {$(
        matrix!([] Const<2>, Const<$C>);
        matrix!([] Const<3>, Const<$C>);
        matrix!([] Const<4>, Const<$C>);
        matrix!([] Const<5>, Const<$C>);
        matrix!([] Const<6>, Const<$C>);
    )*};
}
static_matrix!(2 3 4 5 6);
