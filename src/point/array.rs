//! Arrays, slices and vectors of the standard library.

use nalgebra::{Const, DMatrix, Dyn};

use super::{Point, Rows};
use crate::scalar::Real;

impl<T: Real, const N: usize> Point for [T; N] {
    type Scalar = T;
    type Gradient = [T; N];
    type Dimension = Const<N>;
    type Matrix<R: Rows> = R::Static<T, N>;
    type Product<R: Rows> = R::Array<T>;
    type Buffer<D: Copy> = [D; N];

    #[inline]
    fn dimension(&self) -> Const<N> {
        Const
    }
    #[inline]
    fn contiguous(&self) -> Option<&[T]> {
        Some(self)
    }
    #[inline]
    fn coordinate(&self, i: usize) -> T {
        self[i]
    }
    #[inline]
    fn repeat<D: Copy>(&self, item: D) -> [D; N] {
        [item; N]
    }
    #[inline]
    fn vector(&self, elements: &[T]) -> [T; N] {
        elements.try_into().expect("one element per variable")
    }
    #[inline]
    fn zeros<R: Rows>(&self, rows: R) -> R::Static<T, N> {
        rows.zeros()
    }
    #[inline]
    fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> R::Array<T> {
        rows.array(f)
    }
}

impl<T: Real> Point for [T] {
    type Scalar = T;
    type Gradient = Vec<T>;
    type Dimension = Dyn;
    type Matrix<R: Rows> = DMatrix<T>;
    type Product<R: Rows> = R::Array<T>;
    type Buffer<D: Copy> = Vec<D>;

    fn dimension(&self) -> Dyn {
        Dyn(self.len())
    }
    fn contiguous(&self) -> Option<&[T]> {
        Some(self)
    }
    #[inline]
    fn coordinate(&self, i: usize) -> T {
        self[i]
    }
    fn repeat<D: Copy>(&self, item: D) -> Vec<D> {
        vec![item; self.len()]
    }
    fn vector(&self, elements: &[T]) -> Vec<T> {
        elements.to_vec()
    }
    fn gathered(&self, buffer: Vec<T>) -> Vec<T> {
        buffer
    }
    fn zeros<R: Rows>(&self, rows: R) -> DMatrix<T> {
        DMatrix::repeat(rows.value(), self.len(), T::of(0.0))
    }
    #[inline]
    fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> R::Array<T> {
        rows.array(f)
    }
}

impl<T: Real> Point for Vec<T> {
    type Scalar = T;
    type Gradient = Vec<T>;
    type Dimension = Dyn;
    type Matrix<R: Rows> = DMatrix<T>;
    type Product<R: Rows> = R::Array<T>;
    type Buffer<D: Copy> = Vec<D>;

    fn dimension(&self) -> Dyn {
        self.as_slice().dimension()
    }
    fn contiguous(&self) -> Option<&[T]> {
        Some(self)
    }
    #[inline]
    fn coordinate(&self, i: usize) -> T {
        self[i]
    }
    fn repeat<D: Copy>(&self, item: D) -> Vec<D> {
        vec![item; self.len()]
    }
    fn vector(&self, elements: &[T]) -> Vec<T> {
        elements.to_vec()
    }
    fn gathered(&self, buffer: Vec<T>) -> Vec<T> {
        buffer
    }
    fn zeros<R: Rows>(&self, rows: R) -> DMatrix<T> {
        self.as_slice().zeros(rows)
    }
    #[inline]
    fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> R::Array<T> {
        rows.array(f)
    }
}
