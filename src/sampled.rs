//! Derivatives of sampled data: of arrays of numbers, where there is no function to ask again.
//!
//! [`gradient`] is numpy's `gradient`; [`Differences`] has its options and more. Samples are arrays of
//! ndarray and nalgebra, slices, and slices with a shape: see [`Samples`]. Their elements are `f32`,
//! `f64`, complex numbers of either, or integers. Integers beyond 2⁵³ are subtracted as integers, as samples
//! and as coordinates: time stamps in nanoseconds keep all their digits, where numpy and others round
//! them to 256 ns first.
//!
//! | numpy | here |
//! |---|---|
//! | `gradient(f)` | `gradient(&f, ())?` |
//! | `gradient(f, 0.1)` | `gradient(&f, 0.1)?` |
//! | `gradient(f, x)` | `gradient(&f, &x)?` |
//! | `gradient(f, 0.1, x)` | `gradient(&f, (0.1, &x))?` |
//! | `gradient(f, 0.1, axis=-1)` | `gradient_axis(&f, -1, 0.1)?` |
//! | `gradient(f, x, 0.1, axis=(1, 0))` | `Differences::new().axes([1, 0]).spacing((&x, 0.1)).gradient(&f)?` |
//! | `edge_order=2` | [`edge(Edge::Second)`](Differences::edge) |
//! | no counterpart | `_into` the caller's arrays; [accuracy](Differences::accuracy) 4, 6, 8; [order](Differences::order) 2 to 4; [periodic](Edge::Periodic) axes; [missing samples](Differences::skip_missing), [gaps bridged](Differences::bridge_missing) and [masks](Differences::gradient_where); [samples on a circle](Differences::circular) and [coordinates that pass a seam](Edge::Period); [curvilinear grids](gradient_curvilinear); [divergence](Differences::divergence), [curl](Differences::curl), [Laplacian](Differences::laplacian); [mixed derivatives](Differences::mixed) and the [Hessian](Differences::hessian); fields on a [sphere](Sphere); an [error per element](Differences::estimate); [noisy samples](SavitzkyGolay), also on coordinates and with gaps |
//!
//! # Formulas
//!
//! With a constant step `h`, the interior is `(f[i+1] − f[i−1]) / 2h`. With coordinates and steps `l` to
//! the left and `r` to the right it is the derivative of the parabola through three samples,
//! `−r/(l(l+r)) f[i−1] + (r−l)/(lr) f[i] + l/(r(l+r)) f[i+1]`, which is also of second order. Coordinates
//! whose differences are exactly equal count as a constant step. The ends are
//! [one-sided](Edge::First). Other orders and accuracies are the derivatives of the polynomial through
//! the nearest samples, with weights by [Fornberg](crate::numeric::weights()).
//!
//! # numpy's bits
//!
//! Results on `f64` and integers are numpy's, bit for bit, and so are those on `f32` with a step or with
//! `f64` coordinates: numbers are combined in the order of numpy 2 and rounded after every operation. We
//! differ on purpose where
//!
//! * coordinates are `f32`: numpy takes steps and weights in `f32` and loses half the digits even of
//!   `f64` samples. Here coordinates are `f64` before they are subtracted;
//! * `f32` samples meet a step: it is rounded to `f32`, as numpy does with a Python number; a
//!   `numpy.float64` there makes the result better by a rounding, which coordinates do here;
//! * samples are complex: numpy divides by `h + 0i`, which turns `inf + 0i` into `inf + nan i` and costs a
//!   rounding. Here real and imaginary parts are divided by `h`;
//! * integers are longer than 53 bits: numpy rounds them to `f64` before it subtracts, we after;
//! * a spacing makes no sense: zero, infinite, not a number, coordinates that repeat, also but for rounding, or turn back.
//!   numpy returns infinities and NaN, we an [`Error`] with axis and index, unless
//!   [asked not to](Differences::permissive);
//! * `edge_order` is 0, −1 or 1.5, which numpy takes for 2: there is no such [`Edge`];
//! * an axis of one sample comes with coordinates: numpy fails with an index out of bounds, we with
//!   [`Error::TooShort`].
//!
//! As in numpy, `linspace` rarely has exactly equal differences, so that its results can differ in the
//! last place from those of a step, and a NaN at sample `i` reaches the result `i` itself with coordinates
//! but not with a step. There are no dates, masked arrays, `bool`, `f16` and complex spacings.
//!
//! # Speed
//!
//! A derivative costs as much as moving its memory. `cargo bench --bench sampled` prints how much that is
//! in relation to a copy of the same memory, and `benches/sampled_vs_numpy.py` in relation to numpy.
//!
//! * The largest gain is not to allocate. The functions that end in `_into` allocate nothing and make no
//!   temporaries; the others wait as long again for the operating system to hand out memory, although
//!   Linux is asked for large pages.
//! * Quotients by a constant step are products with its reciprocal in two parts, where they are rounded as
//!   a division rounds. Coordinates need weights, three divisions each: once per axis if there are several
//!   lines along it, once per sample if there is one.
//! * Results above 12 MB are written past the caches, and several axes of a compact array are then
//!   differentiated in one pass over the samples.
//! * Samples and outputs of the same compact layout (row-major, column-major or any permutation) are
//!   processed as slices, and so are views whose rows are contiguous, such as the inside of a larger array.
//!   Other views and layouts are brought together block by block on the stack, which takes three to six
//!   times as long. In more than four dimensions their shapes do take a little from the heap.
//! * Missing samples, circles and integers beyond 2⁵³ are handled line by line, in memory of their own.
//! * With the feature `rayon`, results of a megabyte and more are shared among the threads of rayon's
//!   current pool; a single line only if it is compact.

pub use axes::{Axes, IntoAxes};
pub use circle::unwrap;
pub use coordinates::{Coordinate, Coordinates};
pub use curvilinear::{GridCoordinates, gradient_curvilinear, gradient_curvilinear_into};
pub use differences::{Differences, Out};
pub use edge::Edge;
pub use estimate::{Estimate, EstimateOf};
pub use missing::Mask;
pub use mixed::HessianOf;
pub use sample::{Accumulator, Sample, Value};
pub use samples::{Dimensions, Grid, Samples, SamplesMut};
pub use savitzky_golay::SavitzkyGolay;
pub use spacing::{IntoSpacing, Spacing, Spacings};
pub use sphere::Sphere;

use crate::error::Error;

// First, so that its methods are the first on the page of the type.
mod differences;

mod axes;
mod check;
mod circle;
mod coordinates;
mod curvilinear;
mod edge;
mod estimate;
mod fields;
mod fill;
mod lines;
mod missing;
mod mixed;
mod pass;
mod resolve;
mod rule;
mod sample;
mod samples;
mod savitzky_golay;
mod spacing;
mod sphere;
mod stand_in;

/// The partial derivatives of sampled data along every axis: numpy's `gradient(f, spacing)`.
///
/// One array per axis, in axis order: `[_; N]` for `N` axes, and the array alone for one axis. For data
/// of a number of axes that only the run knows it is a `Vec`, as it is for [`Differences::gradient`],
/// where axes are chosen. In the interior
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
    spacing: impl IntoSpacing<Spacings<'a>>,
) -> Result<F::Gradient<Out<F>>, Error>
where
    F: Samples + ?Sized,
{
    let differences = Differences::new().spacing(spacing);
    let view = f.as_array();
    differences.check(view.shape())?;
    let mut out = f.zeros_per_axis();
    differences.fill(view, F::arrays(&mut out))?;
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
    spacing: impl IntoSpacing<Spacings<'a>>,
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
    axis: impl IntoAxes,
    spacing: impl IntoSpacing<Spacings<'a>>,
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
///
/// ```
/// use partials::sampled::gradient_axis_into;
///
/// let mut slope = [0.0; 4];
/// gradient_axis_into(&[0.0, 1.0, 4.0, 9.0], 0, 0.5, &mut slope)?;
/// assert_eq!(slope, [2.0, 4.0, 8.0, 10.0]);
/// # Ok::<(), partials::Error>(())
/// ```
pub fn gradient_axis_into<'a, F, O>(
    f: &F,
    axis: impl IntoAxes,
    spacing: impl IntoSpacing<Spacings<'a>>,
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
