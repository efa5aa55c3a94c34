//! [`Differences`]: how sampled data is differentiated, with every option.

use smallvec::{SmallVec, smallvec};

use super::{Axes, Edge, IntoAxes, IntoSpacing, Sample, Samples, SamplesMut, Spacings};
use crate::error::Error;

/// What samples that are not numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Numbers like others.
    AreNone,
    EndRuns,
    AreBridged,
}

/// The derivative of every array of one kind of [`Samples`].
///
/// ```
/// use partials::sampled::{self, Out};
///
/// let counts = [1_u8, 2, 4];
/// let slope: [Out<[u8; 3]>; 3] = sampled::gradient(&counts, ())?; // of integers, `f64`
/// assert_eq!(slope, [1.0_f64, 1.5, 2.0]);
/// # Ok::<(), partials::Error>(())
/// ```
pub type Out<F> = <<F as Samples>::Element as Sample>::Out;

/// Finite differences of sampled data.
///
/// Starts as numpy's `gradient(f)`: first derivatives along every axis with step 1, central and of
/// second order inside, one-sided and of first order at the ends. Every setting can be changed; nothing
/// is computed or checked before one of the last methods is called, and they can be called for any
/// number of arrays.
///
/// ```
/// use partials::sampled::{Differences, Edge};
///
/// let f: Vec<f64> = (0..9).map(|i| f64::from(i).powi(4)).collect();
/// let slope = Differences::new().accuracy(4).derivative(&f)?;
/// assert!((slope[0] - 0.0).abs() < 1e-10 && (slope[3] - 4.0 * 27.0).abs() < 1e-10);
/// let second = Differences::new().edge(Edge::Second).derivative(&[0.0, 1.0, 4.0])?;
/// assert_eq!(second, [0.0, 2.0, 4.0]);
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Differences<'a> {
    pub(super) spacing: Spacings<'a>,
    pub(super) axes: Option<Axes>,
    pub(super) edges: SmallVec<[Edge; 6]>,
    pub(super) accuracy: usize,
    pub(super) order: usize,
    pub(super) missing: Missing,
    /// The circumference, if the samples are on a circle.
    pub(super) circle: Option<f64>,
    pub(super) permissive: bool,
}

impl Default for Differences<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Differences<'a> {
    /// First derivatives along every axis, with step 1.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// assert_eq!(Differences::new().derivative(&[0.0, 1.0, 4.0, 9.0])?, [1.0, 2.0, 4.0, 5.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn new() -> Self {
        Self {
            spacing: Spacings::default(),
            axes: None,
            edges: SmallVec::new(),
            accuracy: 2,
            order: 1,
            missing: Missing::AreNone,
            circle: None,
            permissive: false,
        }
    }

    /// Where the samples sit: `0.1`, `&x`, `(0.1, &x)`; see [`Spacings`].
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::sampled::Differences;
    ///
    /// let f = array![[1.0, 2.0, 6.0], [3.0, 4.0, 5.0]];
    /// let x = [0.0, 1.0, 2.5];
    /// let gradient = Differences::new().spacing((2.0, &x)).gradient(&f)?;
    /// assert_eq!(gradient[0], array![[1.0, 1.0, -0.5], [1.0, 1.0, -0.5]]);
    /// assert_eq!(gradient[1].row(1).to_vec(), [1.0, 13.0 / 15.0, 2.0 / 3.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn spacing(mut self, spacing: impl IntoSpacing<Spacings<'a>>) -> Self {
        self.spacing = spacing.into();
        self
    }

    /// The axes to differentiate along, by position; negative positions count from the end. Results
    /// and spacings follow this order.
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::sampled::Differences;
    ///
    /// let f = array![[1.0, 2.0, 4.0], [1.0, 4.0, 9.0]];
    /// let [across, down] = &Differences::new().axes([-1, 0]).gradient(&f)?[..] else { unreachable!() };
    /// assert_eq!((across[[0, 0]], down[[0, 2]]), (1.0, 5.0));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn axes(mut self, axes: impl IntoAxes) -> Self {
        self.axes = Some(axes.into());
        self
    }

    /// What happens at the ends of every axis.
    ///
    /// ```
    /// use partials::sampled::{Differences, Edge};
    ///
    /// let squares = [0.0, 1.0, 4.0, 9.0];
    /// assert_eq!(Differences::new().edge(Edge::Second).derivative(&squares)?, [0.0, 2.0, 4.0, 6.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn edge(mut self, edge: Edge) -> Self {
        self.edges = smallvec![edge];
        self
    }

    /// What happens at the ends of each chosen axis.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::{Differences, Edge};
    ///
    /// // Latitude ends at the poles, longitude does not end.
    /// let map = Array2::from_shape_fn((3, 8), |(_, j)| (std::f64::consts::TAU * j as f64 / 8.0).sin());
    /// let gradient = Differences::new()
    ///     .edges([Edge::Second, Edge::Periodic])
    ///     .gradient(&map)?;
    /// assert!((gradient[1][[0, 0]] - gradient[1][[0, 4]].abs()).abs() < 1e-15);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn edges(mut self, edges: impl IntoIterator<Item = Edge>) -> Self {
        self.edges = edges.into_iter().collect();
        self
    }

    /// The order of accuracy in the interior: 2, 4, 6 or 8. The error falls like this power of the
    /// step, for smooth functions, and polynomials below degree `order + accuracy` are
    /// differentiated exactly but for rounding.
    ///
    /// Higher accuracy than 2 costs more arithmetic, not more memory traffic, and amplifies noise a
    /// little more: see [`SavitzkyGolay`](super::SavitzkyGolay) for noisy samples.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let f: Vec<f64> = (0..7).map(|i| f64::from(i).powi(4)).collect();
    /// let slope = Differences::new().accuracy(4).derivative(&f)?;
    /// assert!((slope[3] - 4.0 * 27.0).abs() < 1e-12);
    /// assert_eq!(Differences::new().derivative(&f)?[3], 120.0);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn accuracy(mut self, accuracy: usize) -> Self {
        self.accuracy = accuracy;
        self
    }

    /// The order of the derivative along each axis: 1 to 4.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let cubes = [0, 1, 8, 27, 64, 125];
    /// let second = Differences::new().order(2).derivative(&cubes)?;
    /// assert_eq!(second, [0.0, 6.0, 12.0, 18.0, 24.0, 30.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn order(mut self, order: usize) -> Self {
        self.order = order;
        self
    }

    /// Takes samples that are not numbers for missing: each run of present samples is differentiated
    /// as if it were an axis of its own, with its own one-sided ends, so that a missing sample spoils
    /// nothing but itself.
    ///
    /// Runs too short for the accuracy get the best that their samples allow; those too short for any
    /// derivative, and the missing samples themselves, become NaN.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let f = [0.0, 1.0, 4.0, f64::NAN, 16.0, 25.0, f64::NAN, 49.0];
    /// let slope = Differences::new().skip_missing().derivative(&f)?;
    /// assert_eq!(slope[..3], [1.0, 2.0, 3.0]);
    /// assert_eq!(slope[4..6], [9.0, 9.0]);
    /// assert!(slope[3].is_nan() && slope[6].is_nan() && slope[7].is_nan());
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn skip_missing(mut self) -> Self {
        self.missing = Missing::EndRuns;
        self
    }

    /// Takes samples that are not numbers for missing, and differentiates across the gaps they leave:
    /// the present samples of a line are an axis of their own, with the coordinates they have.
    ///
    /// A gap costs accuracy beside it, which [`estimate`](Self::estimate) knows; missing samples
    /// themselves become NaN. Too few samples for the accuracy get the best that they allow.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let f = [0.0, f64::NAN, 4.0, f64::NAN, 16.0];
    /// let slope = Differences::new().bridge_missing().derivative(&f)?;
    /// assert_eq!([slope[0], slope[2], slope[4]], [2.0, 4.0, 6.0]);
    /// assert!(slope[1].is_nan() && slope[3].is_nan());
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn bridge_missing(mut self) -> Self {
        self.missing = Missing::AreBridged;
        self
    }

    /// The samples are positions on a circle of this circumference, such as headings in degrees and
    /// phases in radians: from each to the next along an axis it is the short way round.
    ///
    /// The derivative is that of the unrolled samples, in their unit; on a periodic axis they may turn
    /// any number of times on the way round. Samples that follow each other have to be less than half a
    /// turn apart. Line by line, with memory of its own. Complex samples have no such order.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let heading = [170.0, 175.0, 180.0, -175.0];
    /// let rate = Differences::new().circular(360.0).derivative(&heading)?;
    /// assert_eq!(rate, [5.0; 4]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn circular(mut self, period: f64) -> Self {
        self.circle = Some(period);
        self
    }

    /// Accepts the spacings numpy accepts: steps of zero, NaN or infinity, and coordinates that
    /// repeat, turn back or are not finite. The results there are infinite, NaN or meaningless.
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let (f, x) = ([0.0, 1.0, 4.0], [0.0, 1.0, 1.0]); // a coordinate comes twice
    /// assert!(Differences::new().spacing(&x).derivative(&f).is_err());
    /// assert_eq!(Differences::new().spacing(&x).permissive().derivative(&f)?[2], f64::INFINITY);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn permissive(mut self) -> Self {
        self.permissive = true;
        self
    }

    /// The derivative along each chosen axis, in the order of the axes.
    ///
    /// It is a `Vec`, also for one axis: how many axes are [chosen](Self::axes) is known only when it
    /// runs. The function [`gradient`](super::gradient()), which always takes all axes, returns what
    /// the type of the samples tells: one array for one axis, `[_; N]` for `N`. With a setting, take the
    /// `Vec` apart, or let [`derivative`](Self::derivative) return the only array:
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::sampled::{Differences, Edge};
    ///
    /// let f = array![[0.0, 1.0, 4.0], [1.0, 2.0, 5.0], [4.0, 5.0, 8.0]];
    /// let second = Differences::new().edge(Edge::Second);
    /// let Ok([down, across]) = <[_; 2]>::try_from(second.gradient(&f)?) else { unreachable!() };
    /// assert_eq!((down[[2, 0]], across[[0, 2]]), (4.0, 4.0));
    /// assert_eq!(second.derivative(&[0.0, 1.0, 4.0])?, [0.0, 2.0, 4.0]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// | error | when |
    /// |---|---|
    /// | [`Error::Axis`], [`Error::RepeatedAxis`] | an axis is not there, or chosen twice |
    /// | [`Error::AxisCount`], [`Error::SharedCoordinates`] | spacings or edges are not one for all or one per chosen axis |
    /// | [`Error::Setting`], [`Error::Combination`] | an accuracy or order that is not offered; settings that exclude each other |
    /// | [`Error::CoordinateCount`] | not one coordinate per sample |
    /// | [`Error::Step`], [`Error::Coordinates`] | a spacing that makes no sense, unless [`permissive`](Self::permissive) |
    /// | [`Error::TooShort`] | fewer samples along an axis than its derivative needs |
    ///
    /// Samples needed along a chosen axis, for a derivative of order `m` and accuracy `p`: `m + 1`,
    /// `m + 2` and `m + p` with the edges `First`, `Second` and `Matching`. On a circle `m + p`, of which
    /// derivatives of even order need one less with `Periodic` and one more with `Period`. Axes that are
    /// not chosen can have any length, including none.
    ///
    /// ```
    /// use ndarray::{Array2, array};
    /// use partials::sampled::Differences;
    ///
    /// let f = array![[10, 20, 30], [40, 50, 60]];
    /// let gradient = Differences::new().gradient(&f)?;
    /// assert_eq!(gradient, [30.0, 10.0].map(|slope| Array2::from_elem((2, 3), slope)));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn gradient<F: Samples + ?Sized>(&self, f: &F) -> Result<Vec<F::Array<Out<F>>>, Error> {
        let view = f.as_array();
        let this = self.unrolled();
        this.check(view.shape())?;
        let count = this.count(view.ndim());
        let mut out: Vec<_> = (0..count).map(|_| f.zeros_like()).collect();
        this.fill(view, &mut out)?;
        Ok(out)
    }

    /// Writes the derivative along each chosen axis into `out`, without temporaries: nothing is
    /// allocated for up to six axes (four, if their number is dynamic).
    ///
    /// The outputs may be arrays, views, matrices, or flat slices to be filled row by row. Large ones
    /// are filled in one pass over the samples if all have the samples' memory order.
    ///
    /// ```
    /// use ndarray::{Array2, array};
    /// use partials::sampled::Differences;
    ///
    /// let f = array![[10, 20, 30], [40, 50, 60]];
    /// let mut out = [Array2::zeros((2, 3)), Array2::zeros((2, 3))];
    /// Differences::new().gradient_into(&f, &mut out)?;
    /// assert_eq!(out, [Array2::from_elem((2, 3), 30.0), Array2::from_elem((2, 3), 10.0)]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient); [`Error::AxisCount`] unless there is one output per chosen
    /// axis, [`Error::OutputShape`] unless each has the shape of the samples. After an error no output
    /// has changed.
    pub fn gradient_into<F, O>(&self, f: &F, out: &mut [O]) -> Result<(), Error>
    where
        F: Samples + ?Sized,
        O: SamplesMut<Out<F>, F::Dim>,
    {
        let f = f.as_array();
        let this = self.unrolled();
        this.check(f.shape())?;
        this.fill(f, out)
    }

    /// The derivative along the only chosen axis.
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::sampled::Differences;
    ///
    /// let f = array![[1, 2, 4], [1, 4, 9]];
    /// let across = Differences::new().axes(-1).derivative(&f)?;
    /// assert_eq!(across, array![[1.0, 1.5, 2.0], [3.0, 4.0, 5.0]]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient), and [`Error::ChosenAxes`] if there are several axes to choose
    /// from and not one was chosen.
    pub fn derivative<F: Samples + ?Sized>(&self, f: &F) -> Result<F::Array<Out<F>>, Error> {
        let view = f.as_array();
        let this = self.unrolled();
        this.check_single(view.shape())?;
        let mut out = f.zeros_like();
        if !view.is_empty() {
            this.one_into(0, view.view(), out.as_array_mut(view.raw_dim())?)?;
        }
        Ok(out)
    }

    /// Writes the derivative along the only chosen axis into `out`, without temporaries.
    ///
    /// # Errors
    ///
    /// As [`gradient_into`](Self::gradient_into).
    ///
    /// ```
    /// use partials::sampled::Differences;
    ///
    /// let mut second = vec![0.0; 5];
    /// Differences::new().order(2).derivative_into(&[0, 1, 4, 9, 16], &mut second)?;
    /// assert_eq!(second, [2.0; 5]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn derivative_into<F, O>(&self, f: &F, out: &mut O) -> Result<(), Error>
    where
        F: Samples + ?Sized,
        O: SamplesMut<Out<F>, F::Dim> + ?Sized,
    {
        let f = f.as_array();
        let this = self.unrolled();
        this.check_single(f.shape())?;
        let out = out.as_array_mut(f.raw_dim())?;
        if f.is_empty() {
            return Ok(());
        }
        this.one_into(0, f, out)
    }
}
