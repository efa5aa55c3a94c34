//! Derivatives of sampled data: finite differences on a grid, of arrays rather than functions.
pub use axes::Axes;
pub use differences::{Differences, Out};
pub use edge::Edge;
pub use estimate::{Estimate, EstimateOf};
pub use missing::Mask;
pub use sample::{Accumulator, Sample, Value};
pub use samples::{Dimensions, Grid, Samples, SamplesMut};
pub use savitzky_golay::SavitzkyGolay;
pub use spacing::{Spacing, Spacings};

use crate::error::Error;

mod axes;
mod differences;
mod edge;
mod estimate;
mod fields;
mod fused;
mod kernel;
mod layout;
mod missing;
mod resolve;
mod rule;
mod sample;
mod samples;
mod savitzky_golay;
mod single;
mod spacing;
mod threads;

/// The partial derivatives of sampled data along every axis: numpy's `gradient(f, spacing)`.
///
/// One array per axis, in axis order; one-dimensional data gives one array. In the interior
/// `(f[i+1] − f[i−1]) / 2h`, or the derivative of the parabola through three samples if their distances
/// differ; at the ends the one-sided difference of two samples. Everything else is a setting of
/// [`Differences`].
///
/// ```
/// use ndarray::array;
/// use partials::sampled::gradient;
///
/// assert_eq!(gradient(&[1, 2, 4, 7, 11, 16], ())?, [1.0, 1.5, 2.5, 3.5, 4.5, 5.0]);
///
/// let x = [0.0, 1.0, 1.5, 3.5, 4.0, 6.0];
/// let [down, across] = gradient(&array![[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]], 2.0)?;
/// assert_eq!(down, array![[15.0, 15.0, 15.0], [15.0, 15.0, 15.0]]);
/// assert_eq!(across, array![[5.0, 5.0, 5.0], [5.0, 5.0, 5.0]]);
/// # Ok::<(), partials::Error>(())
/// ```
///
/// # Errors
///
/// As [`Differences::gradient`]: each axis needs two samples, and spacings that make sense.
pub fn gradient<'a, F>(
    f: &F,
    spacing: impl Into<Spacings<'a>>,
) -> Result<F::Gradient<Out<F>>, Error>
where
    F: Samples + ?Sized,
{
    let differences = Differences::new().spacing(spacing);
    differences.check(f.as_array().shape())?;
    let mut out = f.zeros_per_axis();
    differences.gradient_into(f, F::arrays(&mut out))?;
    Ok(out)
}

/// As [`gradient`], into arrays of the caller: one per axis, nothing allocated.
///
/// ```
/// use partials::sampled::gradient_into;
///
/// let mut slope = vec![0.0; 4];
/// gradient_into(&[0.0, 1.0, 4.0, 9.0], 0.5, &mut [&mut slope[..]])?;
/// assert_eq!(slope, [2.0, 4.0, 8.0, 10.0]);
/// # Ok::<(), partials::Error>(())
/// ```
///
/// # Errors
///
/// As [`Differences::gradient_into`].
pub fn gradient_into<'a, F, O>(
    f: &F,
    spacing: impl Into<Spacings<'a>>,
    out: &mut [O],
) -> Result<(), Error>
where
    F: Samples + ?Sized,
    O: SamplesMut<Out<F>, F::Dim>,
{
    Differences::new().spacing(spacing).gradient_into(f, out)
}

/// The partial derivative of sampled data along one axis: numpy's `gradient(f, spacing, axis=axis)`.
///
/// ```
/// use ndarray::array;
/// use partials::sampled::gradient_axis;
///
/// let f = array![[1, 2, 4], [1, 4, 9]];
/// assert_eq!(gradient_axis(&f, -1, &[0.0, 1.0, 2.0])?, array![[1.0, 1.5, 2.0], [3.0, 4.0, 5.0]]);
/// # Ok::<(), partials::Error>(())
/// ```
///
/// # Errors
///
/// As [`Differences::derivative`].
pub fn gradient_axis<'a, F>(
    f: &F,
    axis: impl Into<Axes>,
    spacing: impl Into<Spacings<'a>>,
) -> Result<F::Array<Out<F>>, Error>
where
    F: Samples + ?Sized,
{
    Differences::new().axes(axis).spacing(spacing).derivative(f)
}

/// As [`gradient_axis`], into an array of the caller: nothing is allocated.
///
/// # Errors
///
/// As [`Differences::derivative_into`].
pub fn gradient_axis_into<'a, F, O>(
    f: &F,
    axis: impl Into<Axes>,
    spacing: impl Into<Spacings<'a>>,
    out: &mut O,
) -> Result<(), Error>
where
    F: Samples + ?Sized,
    O: SamplesMut<Out<F>, F::Dim> + ?Sized,
{
    Differences::new()
        .axes(axis)
        .spacing(spacing)
        .derivative_into(f, out)
}
