//! faer columns, and matrices column by column, owned and views.

use faer::{Col, ColRef, Mat, MatRef};
use nalgebra::Dyn;

use super::axes::Axes;
use super::{Matrix, Point, Rows};
use crate::scalar::Real;

// Owned, and as a view. Plain form: `impl<T: Real> Point for Col<T> { ... }`
macro_rules! columns {
    ($($Column:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Real> Point for $Column {
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
                zeros(rows, self.nrows())
            }
            fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> Col<T> {
                Col::from_fn(rows.value(), f)
            }
        }
    )*};
}
columns!(Col<T> ColRef<'_, T>);

// Owned, and as a view. Plain form: `impl<T: Real> Point for Mat<T> { ... }`
macro_rules! matrices {
    ($($Matrix:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Real> Point for $Matrix {
            type Scalar = T;
            type Gradient = Mat<T>;
            type Dimension = Dyn;
            type Matrix<R: Rows> = Mat<T>;
            type Product<R: Rows> = Col<T>;
            type Buffer<D: Copy> = Vec<D>;

            fn dimension(&self) -> Dyn {
                Dyn(self.nrows() * self.ncols())
            }
            fn coordinate(&self, i: usize) -> T {
                self[(i % self.nrows(), i / self.nrows())]
            }
            fn axes(&self) -> Option<Axes> {
                Some(Axes::Columns(self.nrows(), self.ncols()))
            }
            fn repeat<D: Copy>(&self, item: D) -> Vec<D> {
                vec![item; self.nrows() * self.ncols()]
            }
            fn vector(&self, elements: &[T]) -> Mat<T> {
                let rows = self.nrows();
                Mat::from_fn(rows, self.ncols(), |i, j| elements[i + j * rows])
            }
            fn zeros<R: Rows>(&self, rows: R) -> Mat<T> {
                zeros(rows, self.nrows() * self.ncols())
            }
            fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> Col<T> {
                Col::from_fn(rows.value(), f)
            }
        }
    )*};
}
matrices!(Mat<T> MatRef<'_, T>);

fn zeros<T: Real, R: Rows>(rows: R, columns: usize) -> Mat<T> {
    Mat::from_fn(rows.value(), columns, |_, _| T::of(0.0))
}

impl<T> Matrix<T> for Mat<T> {
    fn shape(&self) -> (usize, usize) {
        (self.nrows(), self.ncols())
    }
}
