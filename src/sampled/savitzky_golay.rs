//! [`SavitzkyGolay`]: the derivative of noisy samples.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::check::check_length;
use super::differences::Out;
use super::pass::single;
use super::rule::{Method, Rule, Taps};
use super::{Axes, IntoAxes, Samples, SamplesMut, axes};
use crate::error::Error;

/// The derivative of a polynomial fitted to a window around each sample, by least squares.
///
/// Finite differences amplify noise of size σ to about σ/h, and more accurate ones to more. Use this
/// filter instead when the noise, not the curvature, limits the result: a window of `w` samples divides
/// the noise of a first derivative by about `w^1.5 / 5` for degrees 1 and 2. The window should be shorter than
/// the features to be kept, the degree high enough to follow them: for a start, degree 2 or 3 and a
/// window that spans half a feature. Without noise, [`Differences`](super::Differences) with a higher
/// accuracy is better at the same cost.
///
/// The samples have a constant step. The first and last half windows are not padded with invented
/// samples: the polynomial of the first or last whole window is differentiated there, which is exact for
/// polynomials of the degree everywhere, but noisier near the ends.
///
/// A. Savitzky, M. J. E. Golay, *Smoothing and Differentiation of Data by Simplified Least Squares
/// Procedures*, Anal. Chem. 36 (1964) 1627–1639; the ends as in P. A. Gorry, Anal. Chem. 62 (1990)
/// 570–573.
///
/// ```
/// use partials::sampled::SavitzkyGolay;
///
/// let f: Vec<f64> = (0..30).map(|i| (0.1 * f64::from(i)).powi(2)).collect();
/// let slope = SavitzkyGolay::new(7, 2)?.step(0.1).derivative(&f, 0)?;
/// assert!((0..30).all(|i| (slope[i] - 0.2 * i as f64).abs() < 1e-12));
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SavitzkyGolay {
    degree: usize,
    order: usize,
    step: f64,
    periodic: bool,
    taps: Taps,
}

impl SavitzkyGolay {
    /// Polynomials of this degree on windows of this many samples; a first derivative with step 1.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] unless the window is odd, at least 3, and larger than the degree.
    ///
    /// ```
    /// use partials::Error;
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// assert!(SavitzkyGolay::new(7, 2).is_ok());
    /// assert!(matches!(SavitzkyGolay::new(6, 2), Err(Error::Setting { what: "window", found: 6, .. })));
    /// ```
    pub fn new(window: usize, degree: usize) -> Result<Self, Error> {
        if window < 3 || window.is_multiple_of(2) {
            return Err(Error::Setting {
                what: "window",
                found: window,
                expected: "an odd number of samples, at least 3",
            });
        }
        if degree >= window {
            return Err(Error::Setting {
                what: "polynomial degree",
                found: degree,
                expected: "less than the window",
            });
        }
        let mut filter = Self {
            degree,
            order: 1,
            step: 1.0,
            periodic: false,
            taps: Taps {
                radius: window / 2,
                is_derivative: true,
                interior: Vec::new(),
                head: Vec::new(),
                tail: Vec::new(),
            },
        };
        filter.fit();
        Ok(filter)
    }

    /// The order of the derivative, up to the degree; 0 smooths.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let squares = [0.0_f64, 1.0, 4.0, 9.0, 16.0];
    /// let filter = SavitzkyGolay::new(5, 2)?;
    /// let second = filter.clone().order(2).derivative(&squares, 0)?;
    /// let smooth = filter.order(0).derivative(&squares, 0)?;
    /// assert!(second.iter().all(|d| (d - 2.0).abs() < 1e-13));
    /// assert!(smooth.iter().zip(squares).all(|(a, b)| (a - b).abs() < 1e-13));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn order(mut self, order: usize) -> Self {
        self.order = order;
        self.fit();
        self
    }

    /// The distance from each sample to the next.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let slope = SavitzkyGolay::new(3, 1)?.step(0.5).derivative(&[0.0_f64, 1.0, 2.0, 3.0], 0)?;
    /// assert!(slope.iter().all(|d| (d - 2.0).abs() < 1e-14));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn step(mut self, step: f64) -> Self {
        self.step = step;
        self.fit();
        self
    }

    /// The axis is a circle: after the last sample comes the first, one step on.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let slope = SavitzkyGolay::new(3, 1)?.periodic().derivative(&[0.0_f64, 1.0, 0.0, -1.0], 0)?;
    /// assert!(slope.iter().zip([1.0, 0.0, -1.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-14));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn periodic(mut self) -> Self {
        self.periodic = true;
        self.fit();
        self
    }

    /// The weights of a sample in the middle of its window.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// // The table of 1964: (-2, -1, 0, 1, 2) / 10.
    /// let filter = SavitzkyGolay::new(5, 2)?;
    /// let table = [-0.2, -0.1, 0.0, 0.1, 0.2];
    /// assert!(filter.weights().iter().zip(table).all(|(w, t)| (w - t).abs() < 1e-15));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn weights(&self) -> &[f64] {
        &self.taps.interior
    }

    /// The derivative along an axis.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if the order of the derivative exceeds the degree, [`Error::Step`] if the
    /// step is zero or not finite, [`Error::Axis`] and [`Error::ChosenAxes`] unless `axis` is one axis
    /// of the samples, [`Error::TooShort`] if it is shorter than the window.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let f = Array2::from_shape_fn((5, 6), |(i, j)| (i + 3 * j) as f64);
    /// let across = SavitzkyGolay::new(5, 2)?.derivative(&f, 1)?;
    /// assert!(across.iter().all(|d| (d - 3.0).abs() < 1e-13));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn derivative<F: Samples + ?Sized>(
        &self,
        f: &F,
        axis: impl IntoAxes,
    ) -> Result<F::Array<Out<F>>, Error> {
        let mut out = f.zeros_like();
        self.derivative_into(f, axis, &mut out)?;
        Ok(out)
    }

    /// Writes the derivative along an axis into `out`, without temporaries.
    ///
    /// # Errors
    ///
    /// As [`derivative`](Self::derivative), and [`Error::OutputShape`] unless `out` has the shape of
    /// the samples.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let mut slope = [0.0; 5];
    /// SavitzkyGolay::new(3, 2)?.derivative_into(&[0.0, 1.0, 4.0, 9.0, 16.0], 0, &mut slope)?;
    /// assert!((0..5).all(|i| (slope[i] - 2.0 * i as f64).abs() < 1e-13));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn derivative_into<F, O>(
        &self,
        f: &F,
        axis: impl IntoAxes,
        out: &mut O,
    ) -> Result<(), Error>
    where
        F: Samples + ?Sized,
        O: SamplesMut<Out<F>, F::Dim> + ?Sized,
    {
        let f = f.as_array();
        let axis = match Into::<Axes>::into(axis).0[..] {
            [axis] => axes::resolve(axis, f.ndim())?,
            ref chosen => {
                return Err(Error::ChosenAxes {
                    what: "a derivative",
                    needed: 1,
                    axes: chosen.len(),
                    remedy: "name one",
                });
            }
        };
        if self.order > self.degree {
            return Err(Error::Setting {
                what: "derivative order",
                found: self.order,
                expected: "at most the degree of the polynomials",
            });
        }
        check_length("step", self.step, axis)?;
        let n = f.shape()[axis];
        let needed = self.taps.interior.len();
        if n < needed {
            return Err(Error::TooShort {
                axis,
                found: n,
                needed,
            });
        }
        let out = out.as_array_mut(f.raw_dim())?;
        if !f.is_empty() {
            let rule = Rule {
                n,
                method: Method::Taps(&self.taps),
                narrow: false,
            };
            single::axis_into(&rule, f, out, axis);
        }
        Ok(())
    }

    /// Fits a polynomial to a window and finds the weights of its derivative at each place.
    fn fit(&mut self) {
        let radius = self.taps.radius;
        let window = 2 * radius + 1;
        // The window reaches from -1 to 1, which keeps the powers apart from each other.
        let place = |j: usize| (j as f64 - radius as f64) / radius as f64;
        let powers = DMatrix::from_fn(window, self.degree + 1, |j, k| place(j).powi(k as i32));
        let (q, r) = powers.qr().unpack();
        let triangle = r.transpose();
        let unit = (radius as f64 * self.step).powi(self.order as i32);
        let weights = &|i: usize| -> Vec<f64> {
            let derivative =
                DVector::from_fn(self.degree + 1, |k, _| monomial(place(i), k, self.order));
            let solved = triangle.solve_lower_triangular(&derivative);
            let solved = solved.expect("different places make the powers independent");
            (&q * solved).iter().map(|w| w / unit).collect()
        };
        let rows = |range: Range<usize>| range.flat_map(weights).collect();
        let ends = if self.periodic { 0 } else { radius };
        let taps = &mut self.taps;
        taps.is_derivative = self.order > 0;
        taps.interior = rows(radius..radius + 1);
        taps.head = rows(0..ends);
        taps.tail = rows(window - ends..window);
    }
}

/// The derivative of `x^k`.
fn monomial(x: f64, k: usize, order: usize) -> f64 {
    if order > k {
        return 0.0;
    }
    let falling: f64 = (k - order + 1..=k).map(|j| j as f64).product();
    falling * x.powi((k - order) as i32)
}
