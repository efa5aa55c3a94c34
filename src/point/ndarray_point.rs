//! ndarray vectors, matrices and arrays of any number of axes, row by row, owned and views of any stride.

use nalgebra::Dyn;
use ndarray::{Array, Array1, Array2, ArrayBase, Data, DataMut, Dimension, Ix2};

use super::axes::Axes;
use super::{Matrix, Point, Rows};
use crate::scalar::Real;

#[diagnostic::do_not_recommend]
impl<T: Real, S: Data<Elem = T>, D: Dimension> Point for ArrayBase<S, D> {
    type Scalar = T;
    type Gradient = Array<T, D>;
    type Dimension = Dyn;
    type Matrix<R: Rows> = Array2<T>;
    type Product<R: Rows> = Array1<T>;
    type Buffer<B: Copy> = Vec<B>;

    fn dimension(&self) -> Dyn {
        Dyn(self.len())
    }
    #[inline]
    fn coordinate(&self, i: usize) -> T {
        self[place(&self.raw_dim(), i)]
    }
    fn axes(&self) -> Option<Axes> {
        (self.ndim() > 1).then(|| Axes::Rows(self.shape().into()))
    }
    fn repeat<B: Copy>(&self, item: B) -> Vec<B> {
        vec![item; self.len()]
    }
    fn vector(&self, elements: &[T]) -> Array<T, D> {
        self.gathered(elements.to_vec())
    }
    fn gathered(&self, buffer: Vec<T>) -> Array<T, D> {
        Array::from_shape_vec(self.raw_dim(), buffer).expect("one element per variable")
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

/// The indices of the entry `i` of an array with these lengths, the last of them running fastest.
#[inline]
pub(crate) fn place<D: Dimension>(lengths: &D, mut i: usize) -> D {
    let mut place = D::zeros(lengths.ndim());
    for axis in (1..lengths.ndim()).rev() {
        (place[axis], i) = (i % lengths[axis], i / lengths[axis]);
    }
    // The first axis has what is left, so that a vector is indexed without a division.
    if lengths.ndim() > 0 {
        place[0] = i;
    }
    place
}

impl<T, S: DataMut<Elem = T>> Matrix<T> for ArrayBase<S, Ix2> {
    fn shape(&self) -> (usize, usize) {
        self.dim()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Ix0, Ix1, Ix3};

    use super::place;

    #[test]
    fn the_last_index_runs_fastest() {
        assert_eq!(place(&Ix1(7), 5), Ix1(5));
        let all: Vec<_> = (0..24).map(|i| place(&Ix3(2, 3, 4), i)).collect();
        assert_eq!(
            all,
            ndarray::indices((2, 3, 4))
                .into_iter()
                .map(|(i, j, k)| Ix3(i, j, k))
                .collect::<Vec<_>>()
        );
        assert_eq!(place(&Ix0(), 0), Ix0());
    }
}
