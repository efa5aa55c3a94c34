//! [`Samples`]: what can be differentiated, and the container the derivative comes back in.

use ndarray::{ArrayView, ArrayViewMut, Dimension};

use super::{Sample, Value};
use crate::error::Error;

/// Sampled data: values on a rectangular grid.
///
/// | data | derivative along one axis | [`gradient`](super::gradient) |
/// |---|---|---|
/// | ndarray `ArrayBase`, owned or view, any strides | an `Array` of the same memory order | `Array1` for one axis, `[ArrayN; N]` for more, `Vec<ArrayD>` for `IxDyn` |
/// | `[T]`, `Vec<T>` | `Vec` | `Vec` |
/// | `[T; N]` | `[_; N]` | `[_; N]` |
/// | [`Grid`](super::Grid), a slice with a shape of `N` axes | `Vec`, row by row | `[Vec; N]` |
/// | nalgebra column and row vectors (one axis) | the same vector, owned | the same |
/// | nalgebra matrices (axis 0 runs down the rows) | the same matrix, owned | `[matrix; 2]` |
///
/// nalgebra data must be known to be contiguous: owned, or a view that nalgebra marks as contiguous; of
/// other views, take `clone_owned()`. Row vectors and matrices of static size are supported from 2 to 6
/// rows or columns, as nalgebra names them.
///
/// ```
/// use partials::sampled::{Differences, Samples};
///
/// /// The derivative along the last axis, in the container of the samples.
/// fn along<F: Samples<Element = f64>>(f: &F) -> F::Array<f64> {
///     Differences::new().axes(-1).derivative(f).unwrap()
/// }
/// assert_eq!(along(&[1.0, 2.0, 3.0]), [1.0; 3]);
/// assert_eq!(along(&vec![1.0, 2.0, 3.0]), vec![1.0; 3]);
/// assert_eq!(along(&ndarray::array![[1.0, 2.0], [3.0, 5.0]]), ndarray::array![[1.0, 1.0], [2.0, 2.0]]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not sampled data",
    label = "expected a slice, a `Grid`, or an array of ndarray or nalgebra",
    note = "the elements are `f32`, `f64`, `Complex` of either, or integers; convert others, as with `f64::from`",
    note = "a slice of several dimensions is `Grid::new(&data, [rows, columns])?`"
)]
pub trait Samples {
    /// The type of one sample.
    type Element: Sample;
    /// The number of axes, as ndarray's type.
    type Dim: Dimension;
    /// An owned container of the same kind.
    type Array<T: Value>: SamplesMut<T, Self::Dim>;
    /// One container per axis.
    type Gradient<T: Value>;

    /// The samples as an ndarray view.
    ///
    /// ```
    /// use partials::sampled::{Grid, Samples};
    ///
    /// let grid = Grid::new(&[1, 2, 3, 4], [2, 2])?;
    /// assert_eq!(grid.as_array(), ndarray::array![[1, 2], [3, 4]]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    fn as_array(&self) -> ArrayView<'_, Self::Element, Self::Dim>;
    /// A container of the same kind, shape and memory order.
    ///
    /// ```
    /// use partials::sampled::Samples;
    ///
    /// let zeros: [f64; 3] = [1_u8, 2, 3].zeros_like();
    /// assert_eq!(zeros, [0.0; 3]);
    /// ```
    fn zeros_like<T: Value>(&self) -> Self::Array<T>;
    /// One such container per axis.
    ///
    /// ```
    /// use partials::sampled::Samples;
    ///
    /// let zeros: [ndarray::Array2<f64>; 2] = ndarray::array![[1, 2, 3]].zeros_per_axis();
    /// assert_eq!(zeros[1], ndarray::array![[0.0, 0.0, 0.0]]);
    /// ```
    fn zeros_per_axis<T: Value>(&self) -> Self::Gradient<T>;
    /// These containers as a slice, in the order of the axes.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::Samples;
    ///
    /// let f = Array2::<f64>::zeros((2, 3));
    /// let mut gradient = f.zeros_per_axis::<f64>();
    /// assert_eq!(Array2::<f64>::arrays(&mut gradient).len(), 2);
    /// ```
    fn arrays<T: Value>(gradient: &mut Self::Gradient<T>) -> &mut [Self::Array<T>];
}

/// A container that a derivative in `D` dimensions can be written into.
///
/// Arrays, views and matrices of the shape of the samples; and mutable slices, arrays and `Vec`s of as
/// many elements, which are filled row by row whatever the shape.
///
/// ```
/// use partials::sampled::{Differences, Grid};
///
/// // A flat slice is filled row by row.
/// let (image, mut across) = ([10.0, 20.0, 30.0, 50.0], [0.0; 4]);
/// Differences::new().axes(1).derivative_into(&Grid::new(&image, [2, 2])?, &mut across)?;
/// assert_eq!(across, [10.0, 10.0, 20.0, 20.0]);
/// # Ok::<(), partials::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold a derivative of these samples",
    label = "expected an array, a matrix or a slice of `{T}`",
    note = "the derivative of `f32` is `f32`, that of `Complex` is `Complex`, and that of integers is `f64`",
    note = "where there is one output for each axis, they come as a slice: `&mut [&mut down[..], &mut across[..]]`"
)]
pub trait SamplesMut<T, D> {
    /// The elements as a mutable ndarray view, for samples of this shape.
    ///
    /// # Errors
    ///
    /// [`Error::OutputShape`] if the shape is another.
    ///
    /// ```
    /// use ndarray::Ix2;
    /// use partials::sampled::SamplesMut;
    ///
    /// let mut flat = [0.0; 4];
    /// flat.as_array_mut(Ix2(2, 2))?[[1, 0]] = 1.0;
    /// assert_eq!(flat, [0.0, 0.0, 1.0, 0.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    fn as_array_mut(&mut self, shape: D) -> Result<ArrayViewMut<'_, T, D>, Error>;
}

/// The mutable view, if it has the shape of the samples.
fn of_shape<T, D: Dimension>(
    view: ArrayViewMut<'_, T, D>,
    shape: D,
) -> Result<ArrayViewMut<'_, T, D>, Error> {
    if view.raw_dim() == shape {
        return Ok(view);
    }
    Err(Error::OutputShape {
        what: "output",
        expected: shape.slice().to_vec(),
        found: view.shape().to_vec(),
    })
}

mod matrix;
mod ndarray_samples;
mod slice;

pub use ndarray_samples::Dimensions;
pub use slice::Grid;
