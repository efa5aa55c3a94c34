//! faer columns.

use faer::{Col, Mat};
use nalgebra::Dyn;

use super::{Matrix, Point, Rows};
use crate::scalar::Real;

#[diagnostic::do_not_recommend]
impl<T: Real> Point for Col<T> {
    type Scalar = T;
    type Gradient = Col<T>;
    type Dimension = Dyn;
    type Matrix<R: Rows> = Mat<T>;
    type Product<R: Rows> = Col<T>;
    type Buffer<D: Copy> = Vec<D>;

    fn dimension(&self) -> Dyn {
        Dyn(self.nrows())
    }
    fn coordinate(&self, i: usize) -> T {
        self[i]
    }
    fn repeat<D: Copy>(&self, item: D) -> Vec<D> {
        vec![item; self.nrows()]
    }
    fn vector(&self, elements: &[T]) -> Col<T> {
        Col::from_fn(elements.len(), |i| elements[i])
    }
    fn zeros<R: Rows>(&self, rows: R) -> Mat<T> {
        Mat::from_fn(rows.value(), self.nrows(), |_, _| T::of(0.0))
    }
    fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> Col<T> {
        Col::from_fn(rows.value(), f)
    }
}

impl<T> Matrix<T> for Mat<T> {
    fn shape(&self) -> (usize, usize) {
        (self.nrows(), self.ncols())
    }
}
