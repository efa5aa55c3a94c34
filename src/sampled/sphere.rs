//! Fields on a sphere, by latitude and longitude: gradient, divergence, vorticity and Laplacian with the
//! metric of the sphere, for maps of weather, ocean and planets.

use super::{IntoSpacing, Spacing};

mod derivatives;
mod metric;

/// Where the samples of a field on a sphere are: a grid of latitudes and longitudes in degrees.
///
/// Latitudes rise or fall, between −90 and 90. Longitudes go east or west and may pass their seam, as
/// 170, 175, 180, −175: from each to the next it is the short way round. All around, the edge is
/// [`Edge::Period(360.0)`](super::Edge::Period). The radius is that of the Earth unless
/// [another](Self::radius) is set, and its unit is that of the results. The Earth is no sphere: its
/// degrees of latitude differ from those here by up to 0.6 %.
///
/// [`Differences`](super::Differences) has the derivatives. Samples have latitudes along the axis before the last and
/// longitudes along the last, unless [other axes](super::Differences::axes) are chosen: that of the latitudes
/// first.
///
/// ```
/// use ndarray::Array2;
/// use partials::sampled::{Differences, Edge, Sphere};
///
/// let latitude = [80.0, 60.0, 40.0, 20.0, 0.0];
/// let longitude: Vec<f64> = (0..36).map(|j| 10.0 * f64::from(j)).collect();
/// let height = Array2::from_shape_fn((5, 36), |(_, j)| longitude[j].to_radians().sin());
/// let around = Differences::new().accuracy(4).edges([Edge::Matching, Edge::Period(360.0)]);
/// let [east, _] = around.gradient_on_sphere(&height, &Sphere::new(&latitude, &longitude))?;
/// // At 60° a parallel is half as long as the equator.
/// let expected = 1.0 / (0.5 * Sphere::EARTH_RADIUS);
/// assert!((east[[1, 0]] / expected - 1.0).abs() < 1e-4);
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sphere<'a> {
    latitude: Spacing<'a>,
    longitude: Spacing<'a>,
    radius: f64,
}

impl<'a> Sphere<'a> {
    /// The mean radius of the Earth in metres, `(2a + b) / 3` of its ellipsoid, as that of the
    /// International Union of Geodesy and Geophysics.
    pub const EARTH_RADIUS: f64 = 6_371_008.771_4;

    /// Latitudes and longitudes in degrees, one of either for each row and each column of the samples, in
    /// whatever container: see [`Spacing`]. They are checked when a derivative is taken.
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::sampled::{Differences, Sphere};
    ///
    /// // Metres per metre northwards, on integers of degrees.
    /// let [_, north] = Differences::new()
    ///     .gradient_on_sphere(&array![[0.0_f64, 0.0], [111.2e3, 111.2e3]], &Sphere::new(&[45, 46], &[7, 8]))?;
    /// assert!((north[[0, 0]] - 1.0).abs() < 1e-4);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn new(
        latitude: impl IntoSpacing<Spacing<'a>>,
        longitude: impl IntoSpacing<Spacing<'a>>,
    ) -> Self {
        Self {
            latitude: latitude.into(),
            longitude: longitude.into(),
            radius: Self::EARTH_RADIUS,
        }
    }

    /// Another radius, in the unit in which lengths are wanted: 1 for derivatives on the unit sphere.
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::sampled::{Differences, Sphere};
    ///
    /// let unit = Sphere::new(&[0.0, 90.0], &[0.0, 90.0]).radius(1.0);
    /// let [_, north] = Differences::new().gradient_on_sphere(&array![[0.0_f64, 0.0], [1.0, 1.0]], &unit)?;
    /// assert!((north[[0, 0]] - 1.0 / std::f64::consts::FRAC_PI_2).abs() < 1e-15);
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn radius(mut self, radius: f64) -> Self {
        self.radius = radius;
        self
    }
}
