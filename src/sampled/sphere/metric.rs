//! The metric of a sphere: how long a degree is at each latitude, and how parallels curve.

use std::borrow::Cow;

use ndarray::{ArrayViewMut, Axis, Dimension, Slice};
use smallvec::smallvec;

use super::Sphere;
use crate::error::Error;
use crate::sampled::check::problem_of;
use crate::sampled::circle::{turns_back, unwrap};
use crate::sampled::coordinates::Coordinates;
use crate::sampled::differences::Differences;
use crate::sampled::{Accumulator, Axes, Spacing, Spacings, Value};

/// Degrees of the whole circle.
const TURN: f64 = 360.0;

impl Differences<'_> {
    /// These settings with the coordinates of the sphere in degrees, after every check, and its metric.
    pub(super) fn on_sphere<'s>(
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
            x if turns_back(x) || has_long_step(x) => {
                Coordinates::from(Cow::Owned(unwrap(x, TURN)))
            }
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
        let axis = this.position_of(0, shape.len())?;
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

/// Whether neighbours are more than half a turn apart, as the only two of a strip across the seam are.
fn has_long_step(x: &[f64]) -> bool {
    x.windows(2)
        .any(|pair| (pair[1] - pair[0]).abs() > 0.5 * TURN)
}

/// The metric at every latitude.
pub(super) struct Metric {
    /// That of the latitudes.
    pub axis: usize,
    places: Vec<Place>,
}

impl Metric {
    pub fn rows(&self) -> impl Iterator<Item = (usize, &Place)> {
        self.places.iter().enumerate()
    }

    /// All samples at latitude number `i`.
    pub fn row<'o, T, D: Dimension>(
        &self,
        out: &'o mut ArrayViewMut<'_, T, D>,
        i: usize,
    ) -> ArrayViewMut<'o, T, D> {
        out.slice_axis_mut(Axis(self.axis), Slice::from(i..i + 1))
    }
}

/// The metric at one latitude.
pub(super) struct Place {
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
    pub fn east<T: Value>(&self, by_degrees: T) -> T::Wide {
        T::Wide::load(by_degrees).over(self.east)
    }

    pub fn north<T: Value>(&self, by_degrees: T) -> T::Wide {
        T::Wide::load(by_degrees).over(self.north)
    }

    /// What the curvature of a parallel adds.
    pub fn turned<T: Value>(&self, component: T) -> T::Wide {
        T::Wide::load(component).times(self.turn)
    }
}
