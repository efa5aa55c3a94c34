//! Samples that a mask says are missing.

use ndarray::{ArrayBase, ArrayView, Axis, Data, Dimension, Zip};

use super::differences::{Differences, Out};
use super::{Samples, SamplesMut};
use crate::error::Error;

impl Differences<'_> {
    /// The derivative along each chosen axis, with only those samples present where `present` is
    /// true: as if the others were NaN under [`skip_missing`](Self::skip_missing), or under
    /// [`bridge_missing`](Self::bridge_missing) if that is set. Where `present` is false, the result is
    /// NaN.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// // The spike at 3 is known to be a glitch.
    /// let f: [f64; 6] = [0.0, 1.0, 4.0, 999.0, 16.0, 25.0];
    /// let present = [true, true, true, false, true, true];
    /// let slope = &Differences::new().gradient_where(&f, &present)?[0];
    /// assert_eq!(slope[..3], [1.0, 2.0, 3.0]);
    /// assert!(slope[3].is_nan());
    /// assert_eq!(slope[4..], [9.0, 9.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient), and [`Error::OutputShape`] if the mask has another shape.
    pub fn gradient_where<F, M>(&self, f: &F, present: &M) -> Result<Vec<F::Array<Out<F>>>, Error>
    where
        F: Samples + ?Sized,
        M: Mask<F::Dim> + ?Sized,
    {
        let view = f.as_array();
        let this = self.unrolled();
        this.check(view.shape())?;
        this.check_circle::<F::Element>()?;
        let present = present.as_mask(view.raw_dim())?;
        let mut results = Vec::with_capacity(this.count(view.ndim()));
        for k in 0..this.count(view.ndim()) {
            let axis = Axis(this.position_of(k, view.ndim())?);
            let mut out = f.zeros_like();
            Zip::from(out.as_array_mut(view.raw_dim())?.lanes_mut(axis))
                .and(view.lanes(axis))
                .and(present.lanes(axis))
                .for_each(|out, f, present| {
                    this.line(k, f, out, |i| present[i] && this.is_present(f[i]));
                });
            results.push(out);
        }
        Ok(results)
    }
}

/// Which samples are present: an ndarray array of `bool` of the shape of the samples, or a flat slice
/// of as many, row by row.
///
/// ```
/// use ndarray::array;
/// use partials::sampled::Mask;
///
/// let shape = array![[1.0, 2.0], [3.0, 4.0]].raw_dim();
/// let mask = [true, false, true, true]; // row by row
/// assert_eq!(mask.as_mask(shape)?, array![[true, false], [true, true]]);
/// # Ok::<(), partials::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a mask",
    label = "expected an array of `bool` of the shape of the samples, or a slice of as many"
)]
pub trait Mask<D> {
    /// The mask for samples of this shape.
    ///
    /// # Errors
    ///
    /// [`Error::OutputShape`] if the shape is another.
    ///
    /// ```
    /// use ndarray::{Ix1, array};
    /// use partials::sampled::Mask;
    ///
    /// assert!(array![true, false].as_mask(Ix1(2)).is_ok());
    /// assert!(array![true, false].as_mask(Ix1(3)).is_err());
    /// ```
    fn as_mask(&self, shape: D) -> Result<ArrayView<'_, bool, D>, Error>;
}

impl<S: Data<Elem = bool>, D: Dimension> Mask<D> for ArrayBase<S, D> {
    fn as_mask(&self, shape: D) -> Result<ArrayView<'_, bool, D>, Error> {
        if self.raw_dim() != shape {
            return Err(wrong_shape(&shape, self.shape()));
        }
        Ok(self.view())
    }
}

impl<D: Dimension> Mask<D> for [bool] {
    fn as_mask(&self, shape: D) -> Result<ArrayView<'_, bool, D>, Error> {
        if self.len() != shape.size() {
            return Err(wrong_shape(&shape, &[self.len()]));
        }
        Ok(
            ArrayView::from_shape(shape, self)
                .expect("the shape has been compared with the length"),
        )
    }
}

impl<D: Dimension> Mask<D> for Vec<bool> {
    fn as_mask(&self, shape: D) -> Result<ArrayView<'_, bool, D>, Error> {
        Mask::as_mask(&self[..], shape)
    }
}

impl<D: Dimension, const N: usize> Mask<D> for [bool; N] {
    fn as_mask(&self, shape: D) -> Result<ArrayView<'_, bool, D>, Error> {
        Mask::as_mask(&self[..], shape)
    }
}

fn wrong_shape<D: Dimension>(expected: &D, found: &[usize]) -> Error {
    Error::OutputShape {
        what: "mask",
        expected: expected.slice().to_vec(),
        found: found.to_vec(),
    }
}
