//! Curvilinear grids: samples with a pair of coordinates each, as those of map projections, of meshes
//! around bodies and of models of the ocean.

use ndarray::{Array2, ArrayView2, Dimension, Ix2, Zip};

use super::differences::{Differences, Missing, Out};
use super::{Accumulator, Sample, Samples, SamplesMut, Spacing, Spacings, Value};
use crate::error::Error;

/// One coordinate of every sample of a curvilinear grid: [`Samples`] in two dimensions that are real.
///
/// ```
/// use ndarray::{Array2, array};
/// use partials::sampled::{GridCoordinates, gradient_curvilinear};
///
/// /// The slope by x of samples that grow with y alone.
/// fn flat(x: &impl GridCoordinates, y: &Array2<f64>) -> f64 {
///     gradient_curvilinear(y, x, y).unwrap()[0][[0, 0]]
/// }
/// assert_eq!(flat(&array![[0, 1], [0, 1]], &array![[0.0, 1.0], [2.0, 3.0]]), 0.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no coordinate of a curvilinear grid",
    label = "expected a two-dimensional array of real numbers, one for each sample"
)]
pub trait GridCoordinates: Samples<Dim = Ix2, Element: Sample<Out: Into<f64>>> {}
#[diagnostic::do_not_recommend]
impl<X> GridCoordinates for X where X: Samples<Dim = Ix2, Element: Sample<Out: Into<f64>>> + ?Sized {}

/// The derivatives ∂f/∂x and ∂f/∂y of samples on a curvilinear grid, where sample (i, j) sits at
/// (x(i, j), y(i, j)): [`Differences::gradient_curvilinear`] with its default settings.
///
/// ```
/// use ndarray::Array2;
/// use partials::sampled::gradient_curvilinear;
///
/// // A grid that is rotated and sheared.
/// let x = Array2::from_shape_fn((5, 6), |(i, j)| 0.8 * i as f64 - 0.6 * j as f64);
/// let y = Array2::from_shape_fn((5, 6), |(i, j)| 0.6 * i as f64 + 0.9 * j as f64);
/// let f = 3.0 * &x - 2.0 * &y;
/// let [by_x, by_y] = gradient_curvilinear(&f, &x, &y)?;
/// assert!(by_x.iter().all(|d| (d - 3.0).abs() < 1e-13));
/// assert!(by_y.iter().all(|d| (d + 2.0).abs() < 1e-13));
/// # Ok::<(), partials::Error>(())
/// ```
///
/// # Errors
///
/// As [`Differences::gradient_curvilinear`].
pub fn gradient_curvilinear<F, X, Y>(f: &F, x: &X, y: &Y) -> Result<[F::Array<Out<F>>; 2], Error>
where
    F: Samples<Dim = Ix2> + ?Sized,
    X: GridCoordinates + ?Sized,
    Y: GridCoordinates + ?Sized,
{
    Differences::new().gradient_curvilinear(f, x, y)
}

/// As [`gradient_curvilinear`], into arrays of the caller.
///
/// # Errors
///
/// As [`Differences::gradient_curvilinear_into`].
///
/// ```
/// use ndarray::{Array2, array};
/// use partials::sampled::gradient_curvilinear_into;
///
/// let (x, y) = (array![[0.0, 1.0], [1.0, 2.0]], array![[0.0, 1.0], [-1.0, 0.0]]);
/// let mut out = [Array2::zeros((2, 2)), Array2::zeros((2, 2))];
/// gradient_curvilinear_into(&(3.0 * &x - 2.0 * &y), &x, &y, &mut out)?;
/// assert_eq!(out, [Array2::from_elem((2, 2), 3.0), Array2::from_elem((2, 2), -2.0)]);
/// # Ok::<(), partials::Error>(())
/// ```
pub fn gradient_curvilinear_into<F, X, Y, O>(
    f: &F,
    x: &X,
    y: &Y,
    out: &mut [O; 2],
) -> Result<(), Error>
where
    F: Samples<Dim = Ix2> + ?Sized,
    X: GridCoordinates + ?Sized,
    Y: GridCoordinates + ?Sized,
    O: SamplesMut<Out<F>, Ix2>,
{
    Differences::new().gradient_curvilinear_into(f, x, y, out)
}

impl Differences<'_> {
    /// The derivatives ∂f/∂x and ∂f/∂y of samples on a curvilinear grid, where sample (i, j) sits at
    /// (x(i, j), y(i, j)).
    ///
    /// By the metric of index space: with the derivatives by i and j of all three arrays,
    ///
    /// ```text
    /// ∂f/∂x = (fᵢ yⱼ - fⱼ yᵢ) / (xᵢ yⱼ - xⱼ yᵢ)
    /// ∂f/∂y = (fⱼ xᵢ - fᵢ xⱼ) / (xᵢ yⱼ - xⱼ yᵢ)
    /// ```
    ///
    /// Edges and accuracy are those set, for all three arrays alike, so that an affine map of a
    /// polynomial of the order of accuracy is differentiated exactly but for rounding. A grid that
    /// closes around a pole or an annulus is [`Periodic`](super::Edge::Periodic) along that axis, in
    /// Cartesian coordinates. Longitudes on a [circle](Self::circular) are for `f` to be: convert
    /// coordinates to lengths first.
    ///
    /// Cost: six derivatives, four of which are of the coordinates, and their memory.
    ///
    /// # Errors
    ///
    /// [`Error::OutputShape`] unless `x` and `y` have the shape of `f`; [`Error::Cell`] where the two
    /// index directions are parallel, or coordinates are not finite; [`Error::Combination`] with
    /// [`axes`](Self::axes), a [`spacing`](Self::spacing) or an [`order`](Self::order) other than 1;
    /// else as [`gradient`](Self::gradient).
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::{Differences, Edge};
    ///
    /// // Squares on a sheared grid, with ends of second order.
    /// let x = Array2::from_shape_fn((4, 4), |(i, j)| i as f64 + 0.5 * j as f64);
    /// let y = Array2::from_shape_fn((4, 4), |(_, j)| j as f64);
    /// let [by_x, by_y] = Differences::new().edge(Edge::Second).gradient_curvilinear(&(&x * &x), &x, &y)?;
    /// assert_eq!((by_x, by_y), (2.0 * &x, Array2::zeros((4, 4))));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn gradient_curvilinear<F, X, Y>(
        &self,
        f: &F,
        x: &X,
        y: &Y,
    ) -> Result<[F::Array<Out<F>>; 2], Error>
    where
        F: Samples<Dim = Ix2> + ?Sized,
        X: GridCoordinates + ?Sized,
        Y: GridCoordinates + ?Sized,
    {
        let mut out = [f.zeros_like(), f.zeros_like()];
        self.gradient_curvilinear_into(f, x, y, &mut out)?;
        Ok(out)
    }

    /// Writes these derivatives into `out`: that by x first. After an error no output has changed.
    ///
    /// # Errors
    ///
    /// As [`gradient_curvilinear`](Self::gradient_curvilinear), and [`Error::OutputShape`] unless the
    /// outputs have the shape of the samples.
    ///
    /// ```
    /// use ndarray::{Array2, array};
    /// use partials::sampled::Differences;
    ///
    /// let (x, y) = (array![[0.0, 1.0], [1.0, 2.0]], array![[0.0, 1.0], [-1.0, 0.0]]);
    /// let mut out = [Array2::zeros((2, 2)), Array2::zeros((2, 2))];
    /// Differences::new().gradient_curvilinear_into(&(&x + 5.0 * &y), &x, &y, &mut out)?;
    /// assert_eq!(out, [Array2::from_elem((2, 2), 1.0), Array2::from_elem((2, 2), 5.0)]);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn gradient_curvilinear_into<F, X, Y, O>(
        &self,
        f: &F,
        x: &X,
        y: &Y,
        out: &mut [O; 2],
    ) -> Result<(), Error>
    where
        F: Samples<Dim = Ix2> + ?Sized,
        X: GridCoordinates + ?Sized,
        Y: GridCoordinates + ?Sized,
        O: SamplesMut<Out<F>, Ix2>,
    {
        self.check_curvilinear()?;
        let samples = f.as_array();
        let shape = samples.raw_dim();
        for (what, found) in [
            ("first coordinate", x.as_array().raw_dim()),
            ("second coordinate", y.as_array().raw_dim()),
        ] {
            if found != shape {
                return Err(Error::OutputShape {
                    what,
                    expected: shape.slice().to_vec(),
                    found: found.slice().to_vec(),
                });
            }
        }
        self.check(samples.shape())?;
        // The coordinates have no gaps and are on no circle.
        let mut plain = self.clone();
        (plain.missing, plain.circle) = (Missing::AreNone, None);
        let [x_i, x_j] = plain.index_derivatives(x.as_array())?;
        let [y_i, y_j] = plain.index_derivatives(y.as_array())?;
        let metric = Array2::from_shape_fn(shape, |at| {
            Metric::new([x_i[at], x_j[at]], [y_i[at], y_j[at]])
        });
        if let Some(((row, column), _)) = metric.indexed_iter().find(|(_, m)| m.is_degenerate()) {
            return Err(Error::Cell { row, column });
        }
        self.fill(samples, out)?;
        let [by_i, by_j] = out;
        Zip::from(by_i.as_array_mut(shape)?)
            .and(by_j.as_array_mut(shape)?)
            .and(&metric)
            .for_each(|a, b, metric| [*a, *b] = metric.turned(*a, *b));
        Ok(())
    }

    fn check_curvilinear(&self) -> Result<(), Error> {
        let refused = |what| Error::Combination {
            what,
            with: "a curvilinear grid, whose coordinates are arrays of their own",
        };
        if self.order != 1 {
            return Err(refused("a derivative order"));
        }
        if self.axes.is_some() {
            return Err(refused("chosen axes"));
        }
        if self.spacing != Spacings::Same(Spacing::Step(1.0)) {
            return Err(refused("a spacing"));
        }
        Ok(())
    }

    fn index_derivatives<A: Sample<Out: Into<f64>>>(
        &self,
        x: ArrayView2<'_, A>,
    ) -> Result<[Array2<f64>; 2], Error> {
        let mut out = [Array2::zeros(x.raw_dim()), Array2::zeros(x.raw_dim())];
        // Single precision is not enough for a difference of products.
        let wide = x.mapv(|v| v.minus_sample(x[[0, 0]]).into());
        if let Some(((row, column), _)) = wide.indexed_iter().find(|(_, v)| !v.is_finite()) {
            return Err(Error::Cell { row, column });
        }
        self.fill(wide.view(), &mut out)?;
        Ok(out)
    }
}

/// The derivatives of the indices by the coordinates.
struct Metric {
    /// ∂i/∂x, ∂j/∂x
    by_x: [f64; 2],
    /// ∂i/∂y, ∂j/∂y
    by_y: [f64; 2],
    area: f64,
    /// How large the products are that make the area.
    size: f64,
}

impl Metric {
    fn new([x_i, x_j]: [f64; 2], [y_i, y_j]: [f64; 2]) -> Self {
        let (a, b) = (x_i * y_j, x_j * y_i);
        let area = a - b;
        Self {
            by_x: [y_j / area, -y_i / area],
            by_y: [-x_j / area, x_i / area],
            area,
            size: a.abs() + b.abs(),
        }
    }

    /// The two directions are parallel, but for rounding, or something is not finite.
    fn is_degenerate(&self) -> bool {
        const ROUNDINGS: f64 = 32.0 * f64::EPSILON;
        let is_area = self.area.abs() > ROUNDINGS * self.size;
        !(is_area && self.size.is_finite())
    }

    /// From derivatives by the indices to those by the coordinates.
    fn turned<T: Value>(&self, by_i: T, by_j: T) -> [T; 2] {
        let (i, j) = (T::Wide::load(by_i), T::Wide::load(by_j));
        let along = |[by_i, by_j]: [f64; 2]| i.times(by_i).plus(j.times(by_j)).store();
        [along(self.by_x), along(self.by_y)]
    }
}
