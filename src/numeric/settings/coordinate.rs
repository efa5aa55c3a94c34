//! The settings as one coordinate has them, and whether they suit a point.

use super::{FiniteDifference, Method, Side};
use crate::error::Error;

impl FiniteDifference {
    /// Panics unless the settings suit this point: lists of its length, and bounds that hold it.
    pub(crate) fn check(&self, x: &[f64]) {
        if let Some(found) = self.scale.listed() {
            Error::check_length("the list of scales", x.len(), found);
        }
        if let Some(found) = self.bounds.listed() {
            Error::check_length("the list of bounds", x.len(), found);
        }
        if let Some(found) = self.reach.listed() {
            Error::check_length("the list of reaches", x.len(), found);
        }
        for (i, x) in x.iter().enumerate() {
            let (lower, upper) = self.coordinate(i).bounds;
            assert!(
                !(*x < lower || *x > upper),
                "coordinate {i} of the point is {x}, outside its bounds {lower} to {upper}"
            );
        }
    }

    /// With the noise that `change` makes of the one told.
    pub(crate) fn with_noise(mut self, change: impl FnOnce(f64) -> f64) -> Self {
        self.noise = change(self.noise);
        self
    }

    /// The settings of one coordinate, for a function of it alone.
    pub(crate) fn along(&self, i: usize) -> Self {
        Self {
            scale: self.scale.only(i),
            bounds: self.bounds.only(i),
            reach: self.reach.only(i),
            ..self.clone()
        }
    }

    /// The settings as they apply to one coordinate.
    pub(crate) fn coordinate(&self, i: usize) -> Coordinate {
        Coordinate {
            order: self.order,
            scale: self.scale.get(i),
            bounds: self
                .bounds
                .get(i)
                .unwrap_or((f64::NEG_INFINITY, f64::INFINITY)),
            reach: self.reach.get(i),
            side: self.side,
            noise: self.noise,
            tolerance: self.tolerance,
            budget: self.budget,
            method: self.method,
            resolution: 0.0,
        }
    }
}

/// The settings of a single search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coordinate {
    pub(crate) order: usize,
    pub(crate) scale: Option<f64>,
    pub(crate) bounds: (f64, f64),
    pub(crate) reach: Option<f64>,
    pub(crate) side: Side,
    pub(crate) noise: f64,
    pub(crate) tolerance: f64,
    pub(crate) budget: usize,
    pub(crate) method: Method,
    /// Distance of abscissae that the function can tell apart, where it is more than the spacing
    /// of floating-point numbers.
    pub(crate) resolution: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_apply_to_all_or_each() {
        let settings = FiniteDifference::new()
            .scale([1.0, 1e-3])
            .bounds((0.0, 2.0));
        assert_eq!(settings.coordinate(1).scale, Some(1e-3));
        assert_eq!(settings.coordinate(7 - 7).bounds, (0.0, 2.0));
        assert_eq!(FiniteDifference::new().coordinate(9).scale, None);
        let range = FiniteDifference::new().bounds(0.0..1.0);
        assert_eq!(range.coordinate(3).bounds, (0.0, 1.0));
    }

    #[test]
    #[should_panic(expected = "order 1 to 4, not 5")]
    fn order_is_limited() {
        let _ = FiniteDifference::new().order(5);
    }

    #[test]
    #[should_panic(
        expected = "the scale of coordinate 1 must be a positive, finite number: it is 0"
    )]
    fn a_list_names_the_coordinate() {
        let _ = FiniteDifference::new().scale([1.0, 0.0]);
    }
}
