//! The direction of a product with a derivative.

use nalgebra::Dim;

use crate::error::Error;
use crate::point::Point;

/// That `v` is as long as the point and, where both are matrices, that its entries are arranged alike.
#[inline]
pub(crate) fn check_direction<X: Point + ?Sized, V: Point + ?Sized>(x: &X, v: &V) {
    let (n, found) = (x.dimension().value(), v.dimension().value());
    Error::check_length("the direction", n, found);
    if let (Some(expected), Some(found)) = (x.axes(), v.axes()) {
        Error::check_axes(&expected, &found);
    }
}
