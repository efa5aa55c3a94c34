//! ndarray arrays and views of any dimension and any strides.

use ndarray::{
    Array, ArrayBase, ArrayView, ArrayViewMut, Data, DataMut, Dimension, Ix0, Ix1, Ix2, Ix3, Ix4,
    Ix5, Ix6, IxDyn,
};

use super::{Samples, SamplesMut, of_shape};
use crate::error::Error;
use crate::sampled::pass::layout::memory_order;
use crate::sampled::pass::memory::zeros;
use crate::sampled::{Sample, Value};

/// A number of dimensions of ndarray's, and how one array per axis is returned for it.
///
/// ```
/// use ndarray::{Array, array};
/// use partials::sampled::{Dimensions, gradient};
///
/// /// For arrays of any number of axes.
/// fn slopes<D: Dimensions>(f: &Array<f64, D>) -> D::Gradient<Array<f64, D>> {
///     gradient(f, ()).unwrap()
/// }
/// assert_eq!(slopes(&array![1.0, 2.0]), array![1.0, 1.0]);
/// assert_eq!(slopes(&array![[1.0, 2.0], [3.0, 4.0]])[0], array![[2.0, 2.0], [2.0, 2.0]]);
/// ```
pub trait Dimensions: Dimension {
    /// One array per axis.
    type Gradient<A>;

    /// One array per axis, made by `array`.
    ///
    /// ```
    /// use ndarray::{Ix2, IxDyn};
    /// use partials::sampled::Dimensions;
    ///
    /// assert_eq!((Ix2::per_axis(2, || 'x'), IxDyn::per_axis(3, || 'x')), (['x'; 2], vec!['x'; 3]));
    /// ```
    fn per_axis<A>(axes: usize, array: impl FnMut() -> A) -> Self::Gradient<A>;
    /// The arrays as a slice.
    ///
    /// ```
    /// use ndarray::{Ix1, Ix2};
    /// use partials::sampled::Dimensions;
    ///
    /// assert_eq!((Ix1::as_slice(&mut 'x').len(), Ix2::as_slice(&mut ['x', 'y']).len()), (1, 2));
    /// ```
    fn as_slice<A>(gradient: &mut Self::Gradient<A>) -> &mut [A];
}

impl Dimensions for Ix1 {
    type Gradient<A> = A;
    fn per_axis<A>(_: usize, mut array: impl FnMut() -> A) -> A {
        array()
    }
    fn as_slice<A>(gradient: &mut A) -> &mut [A] {
        std::slice::from_mut(gradient)
    }
}

impl Dimensions for IxDyn {
    type Gradient<A> = Vec<A>;
    fn per_axis<A>(axes: usize, mut array: impl FnMut() -> A) -> Vec<A> {
        (0..axes).map(|_| array()).collect()
    }
    fn as_slice<A>(gradient: &mut Vec<A>) -> &mut [A] {
        gradient
    }
}

macro_rules! fixed {
    ($($Ix:ty, $n:literal;)*) => {$(
        impl Dimensions for $Ix {
            type Gradient<A> = [A; $n];
            fn per_axis<A>(_: usize, mut array: impl FnMut() -> A) -> [A; $n] {
                std::array::from_fn(|_| array())
            }
            fn as_slice<A>(gradient: &mut [A; $n]) -> &mut [A] {
                gradient
            }
        }
    )*};
}
fixed!(Ix0, 0; Ix2, 2; Ix3, 3; Ix4, 4; Ix5, 5; Ix6, 6;);

impl<T: Sample, S: Data<Elem = T>, D: Dimensions> Samples for ArrayBase<S, D> {
    type Element = T;
    type Dim = D;
    type Array<O: Value> = Array<O, D>;
    type Gradient<O: Value> = D::Gradient<Array<O, D>>;

    fn as_array(&self) -> ArrayView<'_, T, D> {
        self.view()
    }

    fn zeros_like<O: Value>(&self) -> Array<O, D> {
        let expect = "as many zeros as the shape has places";
        if self.is_standard_layout() {
            return Array::from_shape_vec(self.raw_dim(), zeros(self.len())).expect(expect);
        }
        let order = memory_order(&self.view());
        let mut shape = self.raw_dim();
        let mut position = self.raw_dim();
        for (k, &axis) in order.slice().iter().enumerate() {
            shape[k] = self.shape()[axis];
            position[axis] = k;
        }
        let zeros = Array::from_shape_vec(shape, zeros(self.len()));
        zeros.expect(expect).permuted_axes(position)
    }

    fn zeros_per_axis<O: Value>(&self) -> Self::Gradient<O> {
        D::per_axis(self.ndim(), || Samples::zeros_like(self))
    }

    fn arrays<O: Value>(gradient: &mut Self::Gradient<O>) -> &mut [Array<O, D>] {
        D::as_slice(gradient)
    }
}

impl<T, S: DataMut<Elem = T>, D: Dimension> SamplesMut<T, D> for ArrayBase<S, D> {
    fn as_array_mut(&mut self, shape: D) -> Result<ArrayViewMut<'_, T, D>, Error> {
        of_shape(self.view_mut(), shape)
    }
}
