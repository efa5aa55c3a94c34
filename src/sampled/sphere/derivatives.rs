//! What is derived on a sphere: the derivatives by degrees, turned by the metric row by row.

use ndarray::{Axis, Slice, Zip};
use smallvec::smallvec;

use super::Sphere;
use super::metric::Place;
use crate::error::Error;
use crate::sampled::differences::{Differences, Out};
use crate::sampled::{Accumulator, Edge, Sample, Samples, SamplesMut, Value};

impl Differences<'_> {
    /// The gradient of samples on a sphere, per unit of its radius: the components to the east and to the
    /// north.
    ///
    /// With latitude φ, longitude λ and radius R,
    ///
    /// ```text
    /// (1 / (R cos φ)) ∂f/∂λ,  (1 / R) ∂f/∂φ
    /// ```
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
    /// ```text
    /// (1 / (R cos φ)) ∂u/∂λ + (1 / R) ∂v/∂φ - (tan φ / R) v
    /// ```
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
    /// ```text
    /// (1 / (R cos φ)) ∂v/∂λ - (1 / R) ∂u/∂φ + (tan φ / R) u
    /// ```
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
    /// ```text
    /// (1 / (R cos φ)²) ∂²f/∂λ² + (1 / R²) ∂²f/∂φ² - (tan φ / R²) ∂f/∂φ
    /// ```
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
}
