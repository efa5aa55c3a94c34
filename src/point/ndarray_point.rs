//! ndarray vectors, owned and views of any stride.

use nalgebra::Dyn;
use ndarray::{Array1, Array2, ArrayBase, Data, DataMut, Ix1, Ix2};

use super::{Matrix, Point, Rows};
use crate::scalar::Real;

#[diagnostic::do_not_recommend]
impl<T: Real, S: Data<Elem = T>> Point for ArrayBase<S, Ix1> {
    type Scalar = T;
    type Gradient = Array1<T>;
    type Dimension = Dyn;
    type Matrix<R: Rows> = Array2<T>;
    type Product<R: Rows> = Array1<T>;
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
    fn vector(&self, elements: &[T]) -> Array1<T> {
        elements.to_vec().into()
    }
    fn gathered(&self, buffer: Vec<T>) -> Array1<T> {
        buffer.into()
    }
    fn contiguous(&self) -> Option<&[T]> {
        self.as_slice()
    }
    fn zeros<R: Rows>(&self, rows: R) -> Array2<T> {
        Array2::from_elem((rows.value(), self.len()), T::of(0.0))
    }
    fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> Array1<T> {
        (0..rows.value()).map(f).collect()
    }
}

impl<T, S: DataMut<Elem = T>> Matrix<T> for ArrayBase<S, Ix2> {
    fn shape(&self) -> (usize, usize) {
        self.dim()
    }
}
