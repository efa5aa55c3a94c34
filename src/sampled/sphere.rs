//! Fields on a sphere, by latitude and longitude: gradient, divergence, vorticity and Laplacian with the
//! metric of the sphere, for maps of weather, ocean and planets.

use ndarray::{ArrayViewMut, Axis, Dimension, Slice, Zip};
use smallvec::smallvec;

use super::check::problem_of;
use super::circle::{turns_back, unwrap};
use super::coordinates::Coordinates;
use super::differences::{Differences, Out};
use super::{
    Accumulator, Axes, Edge, IntoSpacing, Sample, Samples, SamplesMut, Spacing, Spacings, Value,
};
use crate::error::Error;

/// Degrees of the whole circle.
const TURN: f64 = 360.0;

/// Where the samples of a field on a sphere are: a grid of latitudes and longitudes in degrees.
///
/// Latitudes rise or fall, between −90 and 90. Longitudes go east or west and may pass their seam, as
/// 170, 175, 180, −175; all around, the edge is
/// [`Edge::Period(360.0)`](Edge::Period). The radius is that of the Earth unless
/// [another](Self::radius) is set, and its unit is that of the results. The Earth is no sphere: its
/// degrees of latitude differ from those here by up to 0.6 %.
///
/// [`Differences`] has the derivatives. Samples have latitudes along the axis before the last and
/// longitudes along the last, unless [other axes](Differences::axes) are chosen: that of the latitudes
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

impl Differences<'_> {
    /// The gradient of samples on a sphere, per unit of its radius: the components to the east and to the
    /// north.
    ///
    /// With latitude φ, longitude λ and radius R,
    ///
    /// $$ \frac{1}{R \cos\varphi} \frac{\partial f}{\partial\lambda}, \qquad
    ///    \frac{1}{R} \frac{\partial f}{\partial\varphi} $$
    ///
    /// East is where λ grows and north where φ grows, whatever the order of the samples. At a pole there is
    /// no east: that component is NaN, and the one to the north is along the meridian of the sample.
    ///
    /// Edges, accuracy and missing samples are as set; the first edge is that of the latitudes. The sums
    /// are those of [`gradient`](Self::gradient) by degrees.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::{Differences, Sphere};
    ///
    /// let (latitude, longitude) = ([90.0, 60.0, 30.0], [170.0, -180.0, -170.0]);
    /// let f = Array2::from_shape_fn((3, 3), |(_, j)| j as f64); // 1 for 10° to the east
    /// let sphere = Sphere::new(&latitude, &longitude).radius(1.0);
    /// let [east, north] = Differences::new().gradient_on_sphere(&f, &sphere)?;
    /// assert!((east[[1, 1]] - 2.0 / 10_f64.to_radians()).abs() < 1e-13);
    /// assert!(east[[0, 1]].is_nan() && north.iter().all(|d| *d == 0.0));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient), with the coordinates of the sphere; [`Error::Coordinates`] for a
    /// latitude beyond a pole, [`Error::Radius`] unless the radius is a length, [`Error::ChosenAxes`]
    /// unless two axes are chosen or none, [`Error::Combination`] with a [`spacing`](Self::spacing), an
    /// [`order`](Self::order) other than 1, latitudes that are periodic, or a step in place of latitudes
    /// or longitudes.
    pub fn gradient_on_sphere<F: Samples + ?Sized>(
        &self,
        f: &F,
        sphere: &Sphere<'_>,
    ) -> Result<[F::Array<Out<F>>; 2], Error> {
        let view = f.as_array();
        let shape = view.raw_dim();
        let (this, metric) = self.on_sphere(sphere, view.shape())?;
        let mut east = f.zeros_like();
        let mut north = f.zeros_like();
        if !view.is_empty() {
            this.one_into(1, view.view(), east.as_array_mut(shape.clone())?)?;
            this.one_into(0, view.view(), north.as_array_mut(shape.clone())?)?;
            let mut components = (
                east.as_array_mut(shape.clone())?,
                north.as_array_mut(shape)?,
            );
            for (i, at) in metric.rows() {
                metric
                    .row(&mut components.0, i)
                    .map_inplace(|d| *d = at.east(*d).store());
                metric
                    .row(&mut components.1, i)
                    .map_inplace(|d| *d = at.north(*d).store());
            }
        }
        Ok([east, north])
    }

    /// The divergence of a vector field on a sphere, given by its components to the east and to the north.
    ///
    /// $$ \frac{1}{R \cos\varphi} \frac{\partial u}{\partial\lambda}
    ///    + \frac{1}{R} \frac{\partial v}{\partial\varphi} - \frac{\tan\varphi}{R} v $$
    ///
    /// The last term, by which meridians draw together, is exact. NaN at the poles.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::{Differences, Sphere};
    ///
    /// // What flows along meridians from pole to pole, v = cos φ, has the divergence -2 sin φ.
    /// let latitude: Vec<f64> = (0..37).map(|i| -90.0 + 5.0 * f64::from(i)).collect();
    /// let v = Array2::from_shape_fn((37, 7), |(i, _)| latitude[i].to_radians().cos());
    /// let sphere = Sphere::new(&latitude, &[0, 5, 10, 15, 20, 25, 30]).radius(1.0);
    /// let found = Differences::new().accuracy(4).divergence_on_sphere(&[0.0 * &v, v], &sphere)?;
    /// assert!((1..36).all(|i| (found[[i, 1]] + 2.0 * latitude[i].to_radians().sin()).abs() < 1e-4));
    /// assert!(found[[0, 1]].is_nan() && found[[36, 1]].is_nan());
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient_on_sphere`](Self::gradient_on_sphere); [`Error::OutputShape`] if the components
    /// differ in shape, [`Error::Combination`] with samples on a [circle](Self::circular).
    pub fn divergence_on_sphere<F: Samples>(
        &self,
        field: &[F; 2],
        sphere: &Sphere<'_>,
    ) -> Result<F::Array<Out<F>>, Error> {
        let [u, v] = field;
        self.of_field(
            [u, v],
            sphere,
            v,
            |at, along_parallel, along_meridian, v| {
                let flow = at.east(along_parallel).plus(at.north(along_meridian));
                flow.minus(at.turned(v))
            },
        )
    }

    /// The vertical component of the curl of a vector field on a sphere, given by its components to the
    /// east and to the north: the relative vorticity of a wind.
    ///
    /// $$ \frac{1}{R \cos\varphi} \frac{\partial v}{\partial\lambda}
    ///    - \frac{1}{R} \frac{\partial u}{\partial\varphi} + \frac{\tan\varphi}{R} u $$
    ///
    /// The last term is exact. NaN at the poles.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::{Differences, Sphere};
    ///
    /// // A rigid rotation, u = cos φ, has the vorticity 2 sin φ.
    /// let latitude: Vec<f64> = (0..17).map(|i| -80.0 + 10.0 * f64::from(i)).collect();
    /// let u = Array2::from_shape_fn((17, 7), |(i, _)| latitude[i].to_radians().cos());
    /// let v = Array2::zeros((17, 7));
    /// let sphere = Sphere::new(&latitude, &[0, 5, 10, 15, 20, 25, 30]).radius(1.0);
    /// let found = Differences::new().accuracy(6).vorticity_on_sphere(&[u, v], &sphere)?;
    /// assert!((0..17).all(|i| (found[[i, 1]] - 2.0 * latitude[i].to_radians().sin()).abs() < 1e-5));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`divergence_on_sphere`](Self::divergence_on_sphere).
    pub fn vorticity_on_sphere<F: Samples>(
        &self,
        field: &[F; 2],
        sphere: &Sphere<'_>,
    ) -> Result<F::Array<Out<F>>, Error> {
        let [u, v] = field;
        self.of_field(
            [v, u],
            sphere,
            u,
            |at, along_parallel, along_meridian, u| {
                let spin = at.east(along_parallel).minus(at.north(along_meridian));
                spin.plus(at.turned(u))
            },
        )
    }

    /// The Laplacian of samples on a sphere.
    ///
    /// $$ \frac{1}{R^2 \cos^2\varphi} \frac{\partial^2 f}{\partial\lambda^2}
    ///    + \frac{1}{R^2} \frac{\partial^2 f}{\partial\varphi^2}
    ///    - \frac{\tan\varphi}{R^2} \frac{\partial f}{\partial\varphi} $$
    ///
    /// Second differences, and edges as accurate as the interior unless others are set, as those of
    /// [`laplacian`](Self::laplacian). NaN at the poles.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::{Differences, Sphere};
    ///
    /// // sin φ is a spherical harmonic of degree 1, with the eigenvalue -2.
    /// let latitude: Vec<f64> = (0..41).map(|i| 20.0 + f64::from(i)).collect();
    /// let f = Array2::from_shape_fn((41, 4), |(i, _)| latitude[i].to_radians().sin());
    /// let sphere = Sphere::new(&latitude, &[0.0, 1.0, 2.0, 3.0]).radius(1.0);
    /// let found = Differences::new().laplacian_on_sphere(&f, &sphere)?;
    /// assert!(found.iter().zip(&f).all(|(l, f)| (l + 2.0 * f).abs() < 1e-3));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient_on_sphere`](Self::gradient_on_sphere), with the samples needed for second
    /// derivatives.
    pub fn laplacian_on_sphere<F: Samples + ?Sized>(
        &self,
        f: &F,
        sphere: &Sphere<'_>,
    ) -> Result<F::Array<Out<F>>, Error> {
        let view = f.as_array();
        let shape = view.raw_dim();
        let (mut first, metric) = self.on_sphere(sphere, view.shape())?;
        let second = first.clone().order(2);
        second.check(view.shape())?;
        if first.edges.is_empty() {
            first.edges = smallvec![Edge::Matching];
        }
        first.check(view.shape())?;
        let mut sum = f.zeros_like();
        if view.is_empty() {
            return Ok(sum);
        }
        let mut along_meridian = f.zeros_like();
        let mut slope = f.zeros_like();
        second.one_into(1, view.view(), sum.as_array_mut(shape.clone())?)?;
        second.one_into(0, view.view(), along_meridian.as_array_mut(shape.clone())?)?;
        first.one_into(0, view.view(), slope.as_array_mut(shape.clone())?)?;
        let mut out = sum.as_array_mut(shape.clone())?;
        let mut along_meridian = along_meridian.as_array_mut(shape.clone())?;
        let mut slope = slope.as_array_mut(shape)?;
        for (i, at) in metric.rows() {
            Zip::from(metric.row(&mut out, i))
                .and(metric.row(&mut along_meridian, i))
                .and(metric.row(&mut slope, i))
                .for_each(|out, &mut bend, &mut slope| {
                    let east = at.east(at.east(*out).store());
                    let north = at.north(at.north(bend).store());
                    *out = east
                        .plus(north)
                        .minus(at.turned(at.north(slope).store()))
                        .store();
                });
        }
        Ok(sum)
    }

    /// From the derivatives of one component along the parallels, of the other along the meridians, and
    /// from one of them itself.
    fn of_field<F: Samples>(
        &self,
        [along_parallel, along_meridian]: [&F; 2],
        sphere: &Sphere<'_>,
        itself: &F,
        combined: impl Fn(&Place, Out<F>, Out<F>, Out<F>) -> <Out<F> as Value>::Wide,
    ) -> Result<F::Array<Out<F>>, Error> {
        if self.circle.is_some() {
            return Err(Error::Combination {
                what: "samples on a circle",
                with: "the components of a vector field",
            });
        }
        let (a, b) = (along_parallel.as_array(), along_meridian.as_array());
        if a.shape() != b.shape() {
            return Err(Error::OutputShape {
                what: "component",
                expected: a.shape().to_vec(),
                found: b.shape().to_vec(),
            });
        }
        let shape = a.raw_dim();
        let (this, metric) = self.on_sphere(sphere, a.shape())?;
        let mut out = along_parallel.zeros_like();
        if a.is_empty() {
            return Ok(out);
        }
        let mut other = along_parallel.zeros_like();
        this.one_into(1, a, out.as_array_mut(shape.clone())?)?;
        this.one_into(0, b, other.as_array_mut(shape.clone())?)?;
        let mut sum = out.as_array_mut(shape.clone())?;
        let mut other = other.as_array_mut(shape)?;
        let itself = itself.as_array();
        for (i, at) in metric.rows() {
            Zip::from(metric.row(&mut sum, i))
                .and(metric.row(&mut other, i))
                .and(itself.slice_axis(Axis(metric.axis), Slice::from(i..i + 1)))
                .for_each(|sum, &mut other, itself| {
                    *sum = combined(at, *sum, other, itself.value()).store();
                });
        }
        Ok(out)
    }

    /// These settings with the coordinates of the sphere in degrees, after every check, and its metric.
    fn on_sphere<'s>(
        &self,
        sphere: &'s Sphere<'_>,
        shape: &[usize],
    ) -> Result<(Differences<'s>, Metric), Error> {
        let refused = |what| Error::Combination {
            what,
            with: "a sphere, whose coordinates are latitudes and longitudes in degrees",
        };
        if self.order != 1 {
            return Err(refused("a derivative order"));
        }
        if self.spacing != Spacings::default() {
            return Err(refused("a spacing"));
        }
        let (Spacing::Coordinates(latitude), Spacing::Coordinates(longitude)) =
            (&sphere.latitude, &sphere.longitude)
        else {
            return Err(refused("a step"));
        };
        let axes = self.axes.clone().unwrap_or(Axes::from([-2, -1]));
        if axes.0.len() != 2 {
            return Err(Error::ChosenAxes {
                what: "a derivative on a sphere",
                needed: 2,
                axes: axes.0.len(),
                remedy: "choose that of the latitudes and that of the longitudes with `axes`",
            });
        }
        let longitude = match longitude.rounded() {
            x if turns_back(x) => Coordinates::from(std::borrow::Cow::Owned(unwrap(x, TURN))),
            _ => longitude.clone(),
        };
        let each = smallvec![
            Spacing::Coordinates(latitude.clone()),
            Spacing::Coordinates(longitude)
        ];
        let this = Differences {
            spacing: Spacings::Each(each),
            axes: Some(axes),
            edges: self.edges.clone(),
            ..*self
        };
        this.check(shape)?;
        if this.is_periodic(0) {
            return Err(Error::Combination {
                what: "a periodic edge",
                with: "latitudes, which end at the poles: say the edges of both, `.edges([Edge::Second, Edge::Period(360.0)])`",
            });
        }
        let negative = (sphere.radius < 0.0).then_some("negative");
        if let Some(problem) = problem_of(sphere.radius).or(negative) {
            return Err(Error::Radius { problem });
        }
        let axis = this.axis(0, shape.len())?;
        let latitude = latitude.rounded();
        if let Some(index) = latitude.iter().position(|phi| phi.abs() > 90.0) {
            return Err(Error::Coordinates {
                axis,
                index,
                problem: "is a latitude beyond a pole: latitudes are in degrees, from -90 to 90",
            });
        }
        let places = latitude.iter().map(|&phi| Place::new(phi, sphere.radius));
        let places = places.collect();
        Ok((this, Metric { axis, places }))
    }
}

/// The metric at every latitude.
struct Metric {
    /// That of the latitudes.
    axis: usize,
    places: Vec<Place>,
}

impl Metric {
    fn rows(&self) -> impl Iterator<Item = (usize, &Place)> {
        self.places.iter().enumerate()
    }

    /// All samples at latitude number `i`.
    fn row<'o, T, D: Dimension>(
        &self,
        out: &'o mut ArrayViewMut<'_, T, D>,
        i: usize,
    ) -> ArrayViewMut<'o, T, D> {
        out.slice_axis_mut(Axis(self.axis), Slice::from(i..i + 1))
    }
}

/// The metric at one latitude.
struct Place {
    /// The length of a degree to the east, and to the north; the former is not a number at a pole.
    east: f64,
    north: f64,
    /// tan φ / R
    turn: f64,
}

impl Place {
    fn new(latitude: f64, radius: f64) -> Self {
        let north = radius.to_radians();
        // Of the distance to the pole, which is exact, where the cosine is small.
        let (sin, cos) = if latitude.abs() > 45.0 {
            let (sin, cos) = (90.0 - latitude.abs()).to_radians().sin_cos();
            (cos.copysign(latitude), sin)
        } else {
            latitude.to_radians().sin_cos()
        };
        if latitude.abs() == 90.0 {
            let (east, turn) = (f64::NAN, f64::NAN);
            return Self { east, north, turn };
        }
        Self {
            east: north * cos,
            north,
            turn: sin / cos / radius,
        }
    }

    /// From a derivative by degrees of longitude to one by lengths.
    fn east<T: Value>(&self, by_degrees: T) -> T::Wide {
        T::Wide::load(by_degrees).over(self.east)
    }

    fn north<T: Value>(&self, by_degrees: T) -> T::Wide {
        T::Wide::load(by_degrees).over(self.north)
    }

    /// What the curvature of a parallel adds.
    fn turned<T: Value>(&self, component: T) -> T::Wide {
        T::Wide::load(component).times(self.turn)
    }
}
