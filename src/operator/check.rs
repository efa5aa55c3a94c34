//! `check` and its relatives, a file for each operator. What is checked, and how, is the business of
//! [`check`](crate::check).

mod derivative;
mod gradient;
mod hessian;
mod jacobian;
mod mixed;
mod taylor;
mod vector;

use nalgebra::Dim;

use crate::point::Point;

/// The coordinates of a point.
fn coordinates<X>(x: &X) -> Vec<f64>
where
    X: Point<Scalar = f64> + ?Sized,
{
    (0..x.dimension().value())
        .map(|i| x.coordinate(i))
        .collect()
}
