//! Slices, arrays and vectors of one axis; [`Grid`], a slice with a shape.

use ndarray::{ArrayView, ArrayView1, ArrayViewMut, Dim, Dimension, Ix1};

use super::{Samples, SamplesMut};
use crate::error::Error;
use crate::sampled::pass::memory::zeros;
use crate::sampled::{Sample, Value};

/// A slice seen as an array of `N` axes, row by row: the last axis is contiguous.
///
/// ```
/// use partials::sampled::{self, Grid};
///
/// let image = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0];
/// let [down, across] = sampled::gradient(&Grid::new(&image, [2, 3])?, ())?;
/// assert_eq!(down, [30.0; 6]);
/// assert_eq!(across, [10.0; 6]);
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid<'a, T, const N: usize> {
    samples: &'a [T],
    shape: [usize; N],
}

impl<'a, T, const N: usize> Grid<'a, T, N> {
    /// `samples` with this shape.
    ///
    /// # Errors
    ///
    /// [`Error::GridShape`] unless there are as many samples as the shape has places.
    ///
    /// ```
    /// use partials::sampled::Grid;
    ///
    /// assert!(Grid::new(&[1, 2, 3, 4, 5, 6], [2, 3]).is_ok());
    /// assert!(Grid::new(&[1, 2, 3, 4, 5], [2, 3]).is_err());
    /// ```
    pub fn new(samples: &'a [T], shape: [usize; N]) -> Result<Self, Error> {
        let places = shape.iter().try_fold(1, |n: usize, &m| n.checked_mul(m));
        if places != Some(samples.len()) {
            return Err(Error::GridShape {
                shape: shape.to_vec(),
                found: samples.len(),
            });
        }
        Ok(Self { samples, shape })
    }

    /// The samples, row by row.
    ///
    /// ```
    /// use partials::sampled::Grid;
    ///
    /// assert_eq!(Grid::new(&[1, 2, 3, 4], [2, 2])?.samples(), [1, 2, 3, 4]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn samples(&self) -> &'a [T] {
        self.samples
    }

    /// The number of samples along each axis.
    ///
    /// ```
    /// use partials::sampled::Grid;
    ///
    /// assert_eq!(Grid::new(&[1, 2, 3, 4, 5, 6], [2, 3])?.shape(), [2, 3]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn shape(&self) -> [usize; N] {
        self.shape
    }
}

macro_rules! one_axis {
    ([$($g:tt)*] $Self:ty, $O:ident => $Array:ty, $zeros:expr) => {
        impl<T: Sample, $($g)*> Samples for $Self {
            type Element = T;
            type Dim = Ix1;
            type Array<$O: Value> = $Array;
            type Gradient<$O: Value> = $Array;

            #[inline]
            fn as_array(&self) -> ArrayView1<'_, T> {
                self[..].into()
            }
            fn zeros_like<$O: Value>(&self) -> $Array {
                $zeros(self)
            }
            fn zeros_per_axis<$O: Value>(&self) -> $Array {
                $zeros(self)
            }
            #[inline]
            fn arrays<$O: Value>(gradient: &mut $Array) -> &mut [$Array] {
                std::slice::from_mut(gradient)
            }
        }
    };
}
one_axis!([] [T], O => Vec<O>, |s: &[T]| zeros(s.len()));
one_axis!([] Vec<T>, O => Vec<O>, |s: &[T]| zeros(s.len()));
one_axis!([const N: usize] [T; N], O => [O; N], |_| [O::ZERO; N]);

impl<T: Sample, const N: usize> Samples for Grid<'_, T, N>
where
    Dim<[usize; N]>: Dimension,
{
    type Element = T;
    type Dim = Dim<[usize; N]>;
    type Array<O: Value> = Vec<O>;
    type Gradient<O: Value> = [Vec<O>; N];

    #[inline]
    fn as_array(&self) -> ArrayView<'_, T, Self::Dim> {
        let mut shape = Self::Dim::zeros(N);
        shape.slice_mut().copy_from_slice(&self.shape);
        ArrayView::from_shape(shape, self.samples)
            .expect("the constructor has compared the shape with the length")
    }
    fn zeros_like<O: Value>(&self) -> Vec<O> {
        zeros(self.samples.len())
    }
    fn zeros_per_axis<O: Value>(&self) -> [Vec<O>; N] {
        std::array::from_fn(|_| self.zeros_like())
    }
    #[inline]
    fn arrays<O: Value>(gradient: &mut [Vec<O>; N]) -> &mut [Vec<O>] {
        gradient
    }
}

macro_rules! row_by_row {
    ([$($g:tt)*] $Self:ty) => {
        #[diagnostic::do_not_recommend]
        impl<T, D: Dimension, $($g)*> SamplesMut<T, D> for $Self {
            #[inline]
            fn as_array_mut(&mut self, shape: D) -> Result<ArrayViewMut<'_, T, D>, Error> {
                let found = self.len();
                if shape.size() != found {
                    return Err(Error::OutputShape {
                        what: "output",
                        expected: shape.slice().to_vec(),
                        found: vec![found],
                    });
                }
                Ok(ArrayViewMut::from_shape(shape, &mut self[..])
                    .expect("the shape has been compared with the length"))
            }
        }
    };
}
row_by_row!([][T]);
row_by_row!([] &mut [T]);
row_by_row!([] Vec<T>);
row_by_row!([const N: usize] [T; N]);
