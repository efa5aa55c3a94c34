//! [`SavitzkyGolay`]: the derivative of noisy samples.

use super::rule::Taps;
use super::{IntoSpacing, Spacing};
use crate::error::Error;

mod filter;
mod gaps;
mod weights;

/// The longest window. Each sample near an end has weights of its own, `8 · window²` bytes altogether: 134
/// million here.
const MAX_WINDOW: usize = 4095;

/// The derivative of a polynomial fitted to a window around each sample, by least squares.
///
/// Finite differences amplify noise of size σ to about σ/h, and more accurate ones to more. Use this
/// filter instead when the noise, not the curvature, limits the result: a window of `w` samples divides
/// the noise of a first derivative by about `w^1.5 / 5` for degrees 1 and 2. The window should be shorter than
/// the features to be kept, the degree high enough to follow them: for a start, degree 2 or 3 and a
/// window that spans half a feature. Without noise, [`Differences`](super::Differences) with a higher
/// accuracy is better at the same cost.
///
/// The samples have a constant [`step`](Self::step), or [`coordinates`](Self::coordinates), on which the
/// polynomials are fitted themselves. The first and last half windows are not padded with invented
/// samples: the polynomial of the first or last whole window is differentiated there, which is exact for
/// polynomials of the degree everywhere, but noisier near the ends. A sample that is not a number spoils
/// the windows that hold it, unless [gaps are bridged](Self::bridge_missing).
///
/// A. Savitzky, M. J. E. Golay, *Smoothing and Differentiation of Data by Simplified Least Squares
/// Procedures*, Anal. Chem. 36 (1964) 1627–1639; the ends as in P. A. Gorry, Anal. Chem. 62 (1990)
/// 570–573. On coordinates the fit is a QR factorization without powers: P. D. Brubeck, Y. Nakatsukasa,
/// L. N. Trefethen, *Vandermonde with Arnoldi*, SIAM Rev. 63 (2021) 405–415.
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
    spacing: Spacing<'static>,
    circle: Circle,
    bridges: bool,
    /// The weights for a constant step: 1 if there are coordinates.
    taps: Taps,
}

/// Whether the axis closes on itself.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Circle {
    Open,
    /// After the last sample comes the first, one step on.
    Steps,
    /// Of this circumference, for coordinates.
    Length(f64),
}

impl SavitzkyGolay {
    /// Polynomials of this degree on windows of this many samples; a first derivative with step 1.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] unless the window is odd, from 3 to 4095, and larger than the degree.
    ///
    /// ```
    /// use partials::Error;
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// assert!(SavitzkyGolay::new(7, 2).is_ok());
    /// assert!(matches!(SavitzkyGolay::new(6, 2), Err(Error::Setting { what: "window", found: 6, .. })));
    /// ```
    pub fn new(window: usize, degree: usize) -> Result<Self, Error> {
        if !(3..=MAX_WINDOW).contains(&window) || window.is_multiple_of(2) {
            return Err(Error::Setting {
                what: "window",
                found: window,
                expected: "an odd number of samples, 3 to 4095",
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
            spacing: Spacing::Step(1.0),
            circle: Circle::Open,
            bridges: false,
            taps: Taps {
                radius: window / 2,
                is_derivative: true,
                interior: Vec::new(),
                head: Vec::new(),
                tail: Vec::new(),
            },
        };
        filter.taps = filter.taps(1.0);
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
        self.taps = self.taps(self.constant_step());
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
        self.spacing = Spacing::Step(step);
        self.taps = self.taps(step);
        self
    }

    /// The position of every sample, rising or falling, in whatever container: see [`Spacing`].
    ///
    /// A window is as many samples, wherever they are, and the polynomial is fitted at their
    /// coordinates. If those are exactly even, the results are those of the step to the bit; else each
    /// window has weights of its own, made on the way, which costs about
    /// `4 · window · degree · (degree + 1)` operations per sample, once for a group of lines that share them. A window
    /// with so many coordinates in one place, but for 10⁻⁸ of its width, that the polynomial is known to
    /// less than half of the digits, gives NaN. A number here is a step.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let x = [0.0_f64, 0.1, 0.3, 0.35, 0.6, 0.8, 0.9];
    /// let slope = SavitzkyGolay::new(5, 2)?.coordinates(&x).derivative(&x.map(|x| x * x), 0)?;
    /// assert!((0..7).all(|i| (slope[i] - 2.0 * x[i]).abs() < 1e-14));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn coordinates<'x>(mut self, x: impl IntoSpacing<Spacing<'x>>) -> Self {
        self.spacing = match x.into() {
            Spacing::Step(step) => return self.step(step),
            Spacing::Coordinates(x) => Spacing::Coordinates(x.into_owned()),
        };
        self.taps = self.taps(1.0);
        self
    }

    /// The axis is a circle: after the last sample comes the first, one step on. With coordinates it is
    /// a [`period`](Self::period).
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let slope = SavitzkyGolay::new(3, 1)?.periodic().derivative(&[0.0_f64, 1.0, 0.0, -1.0], 0)?;
    /// assert!(slope.iter().zip([1.0, 0.0, -1.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-14));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn periodic(mut self) -> Self {
        self.circle = Circle::Steps;
        self.taps = self.taps(self.constant_step());
        self
    }

    /// The axis is a circle of this circumference, for coordinates, which may pass the seam: as
    /// [`Edge::Period`](super::Edge::Period).
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let angle = [0.0_f64, 0.7, 1.2, 2.1, 2.9, 3.6, 4.4, 5.0, 5.7];
    /// let around = SavitzkyGolay::new(5, 4)?.coordinates(&angle).period(std::f64::consts::TAU);
    /// let slope = around.derivative(&angle.map(f64::sin), 0)?;
    /// assert!((0..9).all(|i| (slope[i] - angle[i].cos()).abs() < 0.02));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn period(mut self, period: f64) -> Self {
        self.circle = Circle::Length(period);
        self.taps = self.taps(self.constant_step());
        self
    }

    /// Takes samples that are not numbers for missing: a polynomial is fitted to those present in its
    /// window.
    ///
    /// The window stays where it is, however few samples are present in it. As many as the degree and one more
    /// determine the polynomial, without smoothing; fewer give NaN, and so do missing samples
    /// themselves. Windows without a gap give the bits that they give without this setting. For
    /// differences of the runs between gaps, see
    /// [`Differences::skip_missing`](super::Differences::skip_missing).
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let squares = [0.0, 1.0, f64::NAN, 9.0, 16.0, 25.0];
    /// let slope = SavitzkyGolay::new(5, 2)?.bridge_missing().derivative(&squares, 0)?;
    /// assert!([0, 1, 3, 4, 5].iter().all(|&i| (slope[i] - 2.0 * i as f64).abs() < 1e-13));
    /// assert!(slope[2].is_nan());
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn bridge_missing(mut self) -> Self {
        self.bridges = true;
        self
    }

    /// The weights of a sample in the middle of its window, for a constant step: that of 1 if there are
    /// coordinates.
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
}
