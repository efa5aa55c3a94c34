//! [`Estimate`]: a derivative of sampled data with an error for every sample.

use ndarray::{Axis, Zip};

use super::differences::{Differences, Out};
use super::pass::kernel::wrapped;
use super::rule::Row;
use super::{Edge, Sample, Samples, SamplesMut, Value};
use crate::error::Error;

/// A derivative, and how far off it is.
///
/// ```
/// use partials::sampled::Differences;
///
/// let f: Vec<f64> = (0..20).map(|i| (0.1 * f64::from(i)).exp()).collect();
/// let found = &Differences::new().spacing(0.1).estimate(&f)?[0];
/// assert!((0..20).all(|i| (found.value[i] - f[i]).abs() <= found.error[i]));
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate<V, E> {
    /// What [`Differences::gradient`] returns.
    pub value: V,
    /// An estimate of the absolute error of every element: real, also for complex samples.
    pub error: E,
}

/// The estimates for one kind of samples.
///
/// ```
/// use partials::sampled::{Differences, EstimateOf};
///
/// let found: Vec<EstimateOf<[f64; 5]>> = Differences::new().estimate(&[0.0, 1.0, 2.0, 3.0, 4.0])?;
/// assert_eq!(found[0].value, [1.0; 5]);
/// assert!(found[0].error.iter().all(|e| *e < 1e-14));
/// # Ok::<(), partials::Error>(())
/// ```
pub type EstimateOf<F> =
    Estimate<<F as Samples>::Array<Out<F>>, <F as Samples>::Array<<Out<F> as Value>::Real>>;

impl Differences<'_> {
    /// The derivative along each chosen axis, and an estimate of the error of every element.
    ///
    /// The error is twice the distance to the derivative of the next accuracy (`p + 2`, one-sided at
    /// the ends with that accuracy; 6 where `p` is 8), plus what rounding the samples to their type can
    /// do. It knows the curvature that the samples show: it cannot see what happens between them, nor
    /// noise. For samples of smooth functions it holds for nearly all elements.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let f: Vec<f64> = (0..40).map(|i| (0.1 * f64::from(i)).sin()).collect();
    /// let estimate = &Differences::new().spacing(0.1).estimate(&f)?[0];
    /// let actual = (estimate.value[20] - 2.0_f64.cos()).abs();
    /// assert!(actual <= estimate.error[20] && estimate.error[20] < 3.0 * actual);
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// Cost: two gradients. The method is the usual comparison of two orders of accuracy, as in
    /// embedded Runge-Kutta pairs.
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient), but the axes must be long enough for the next accuracy. With
    /// missing samples the error knows the gaps, and is infinite where a run is too short for a
    /// comparison; that of a missing sample is not a number.
    pub fn estimate<F: Samples + ?Sized>(&self, f: &F) -> Result<Vec<EstimateOf<F>>, Error> {
        let this = self.unrolled();
        if this.is_line_by_line() {
            return this.estimate_by_line(f);
        }
        this.estimate_at_once(f)
    }

    fn estimate_at_once<F: Samples + ?Sized>(&self, f: &F) -> Result<Vec<EstimateOf<F>>, Error> {
        let mut other = self.clone();
        other.accuracy = next_accuracy(self.accuracy);
        let view = f.as_array();
        self.check(view.shape())?;
        let count = self.count(view.ndim());
        other.edges = (0..count)
            .map(|k| match self.is_periodic(k) {
                true => self.edge_of(k),
                false => Edge::Matching,
            })
            .collect();
        let values = self.gradient(f)?;
        let mut others = other.gradient(f)?;
        let shape = view.raw_dim();
        let mut estimates = Vec::with_capacity(count);
        for (k, mut value) in values.into_iter().enumerate() {
            let mut error = f.zeros_like::<<Out<F> as Value>::Real>();
            if !view.is_empty() {
                let axis = Axis(self.position_of(k, view.ndim())?);
                let n = view.len_of(axis);
                let rule = self.rule(k, n);
                Zip::from(error.as_array_mut(shape.clone())?.lanes_mut(axis))
                    .and(value.as_array_mut(shape.clone())?.lanes_mut(axis))
                    .and(others[k].as_array_mut(shape.clone())?.lanes_mut(axis))
                    .and(view.lanes(axis))
                    .for_each(|mut error, value, other, f| {
                        let mut scratch = rule.scratch();
                        for i in 0..n {
                            let row = rule.row(i, &mut scratch);
                            let size = magnitude(row, n, |k| {
                                if f[k].is_exact() {
                                    f[k].value().magnitude()
                                } else {
                                    f[k].minus_sample(f[i]).magnitude()
                                }
                            });
                            error[i] = value[i].uncertainty(other[i], size);
                        }
                    });
            }
            estimates.push(Estimate { value, error });
        }
        Ok(estimates)
    }
}

impl Differences<'_> {
    fn estimate_by_line<F: Samples + ?Sized>(&self, f: &F) -> Result<Vec<EstimateOf<F>>, Error> {
        let view = f.as_array();
        self.check(view.shape())?;
        self.check_circle::<F::Element>()?;
        let shape = view.raw_dim();
        let mut estimates = Vec::with_capacity(self.count(view.ndim()));
        for k in 0..self.count(view.ndim()) {
            let axis = Axis(self.position_of(k, view.ndim())?);
            let mut value = f.zeros_like();
            let mut error = f.zeros_like::<<Out<F> as Value>::Real>();
            Zip::from(value.as_array_mut(shape.clone())?.lanes_mut(axis))
                .and(error.as_array_mut(shape.clone())?.lanes_mut(axis))
                .and(view.lanes(axis))
                .for_each(|value, error, f| {
                    self.line_estimate(k, f, value, error, |i| self.is_present(f[i]));
                });
            estimates.push(Estimate { value, error });
        }
        Ok(estimates)
    }
}

/// The accuracy that another is compared with.
pub(super) fn next_accuracy(accuracy: usize) -> usize {
    if accuracy == 8 { 6 } else { accuracy + 2 }
}

/// The sum of the absolute terms of a row.
pub(super) fn magnitude(row: Row<'_>, n: usize, f: impl Fn(usize) -> f64) -> f64 {
    match row {
        Row::Difference { low, high, over } => (f(low) + f(high)) / over.abs(),
        Row::Sum { first, weights } => {
            let values = weights.values.iter().enumerate();
            values
                .filter(|(_, w)| **w != 0.0)
                .map(|(j, w)| w.abs() * f(wrapped(first, j, n)))
                .sum()
        }
    }
}
