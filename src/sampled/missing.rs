//! Missing samples: each run of present ones is differentiated by itself.

use ndarray::{
    ArrayBase, ArrayView, ArrayView1, ArrayViewMut, ArrayViewMut1, Axis, Data, Dimension, Zip, s,
};

use super::differences::{Differences, Out};
use super::{Edge, Sample, Samples, SamplesMut, Value, single};
use crate::error::Error;

impl Differences<'_> {
    /// The derivative along each chosen axis, with only those samples present where `present` is
    /// true: as if the others were NaN under [`skip_missing`](Self::skip_missing). Where `present` is
    /// false, the result is NaN.
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
        self.check(view.shape())?;
        self.check_not_periodic(view.ndim())?;
        let present = present.as_mask(view.raw_dim())?;
        let mut results = Vec::with_capacity(self.count(view.ndim()));
        for k in 0..self.count(view.ndim()) {
            let axis = Axis(self.axis(k, view.ndim())?);
            let mut out = f.zeros_like();
            Zip::from(out.as_array_mut(view.raw_dim())?.lanes_mut(axis))
                .and(view.lanes(axis))
                .and(present.lanes(axis))
                .for_each(|out, f, present| {
                    let missing = |i: usize| self.skip_missing && f[i].value().is_nan();
                    self.runs(k, f, out, |i| present[i] && !missing(i));
                });
            results.push(out);
        }
        Ok(results)
    }

    /// The derivative along the chosen axis number `k`, with missing samples.
    pub(super) fn runs_into<A: Sample, D: Dimension>(
        &self,
        k: usize,
        axis: usize,
        f: ArrayView<'_, A, D>,
        mut out: ArrayViewMut<'_, A::Out, D>,
    ) {
        Zip::from(out.lanes_mut(Axis(axis)))
            .and(f.lanes(Axis(axis)))
            .for_each(|out, f| self.runs(k, f, out, |i| !f[i].value().is_nan()));
    }

    /// A run of samples has ends even on a circle.
    pub(super) fn check_missing(&self, dimensions: usize) -> Result<(), Error> {
        if self.skip_missing {
            self.check_not_periodic(dimensions)?;
        }
        Ok(())
    }

    fn check_not_periodic(&self, dimensions: usize) -> Result<(), Error> {
        let periodic = |k| matches!(self.edge_of(k), Edge::Periodic | Edge::Period(_));
        if (0..self.count(dimensions)).any(periodic) {
            return Err(Error::Combination {
                what: "missing samples",
                with: "a periodic axis",
            });
        }
        Ok(())
    }

    fn runs<A: Sample>(
        &self,
        k: usize,
        f: ArrayView1<'_, A>,
        mut out: ArrayViewMut1<'_, A::Out>,
        present: impl Fn(usize) -> bool,
    ) {
        out.fill(A::Out::NAN);
        let n = f.len();
        let mut end = 0;
        while let Some(start) = (end..n).find(|&i| present(i)) {
            end = (start..n).find(|&i| !present(i)).unwrap_or(n);
            if let Some(rule) = self.run_rule(k, start..end) {
                let out = out.slice_mut(s![start..end]);
                single::axis_into(&rule, f.slice(s![start..end]), out, 0);
            }
        }
    }
}

/// Which samples are present: an ndarray array of `bool` of the shape of the samples, or a flat slice
/// of as many, row by row.
pub trait Mask<D> {
    /// The mask for samples of this shape.
    ///
    /// # Errors
    ///
    /// [`Error::OutputShape`] if the shape is another.
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
