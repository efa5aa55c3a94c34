//! [`Edge`]: what happens where the samples end.

/// How an axis is differentiated near its ends, where the central difference has no neighbours.
///
/// The choice never changes the interior.
///
/// ```
/// use partials::sampled::{Differences, Edge};
///
/// let slope = |edge| Differences::new().edge(edge).derivative(&[0.0, 1.0, 4.0, 9.0]);
/// assert_eq!(slope(Edge::First)?, [1.0, 2.0, 4.0, 5.0]);
/// assert_eq!(slope(Edge::Second)?, [0.0, 2.0, 4.0, 6.0]);
/// assert_eq!(slope(Edge::Periodic)?, [-4.0, 2.0, 4.0, -2.0]);
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Edge {
    /// One-sided, accurate to first order: numpy's `edge_order=1`, and its default. For a first
    /// derivative the two end samples are used.
    First,
    /// One-sided, accurate to second order: numpy's `edge_order=2`. For a first derivative three
    /// samples are used.
    Second,
    /// One-sided, as accurate as the interior: `order + accuracy` samples. The default, except for
    /// the first derivative of accuracy 2, where it is [`First`](Edge::First) as in numpy.
    #[default]
    Matching,
    /// The axis is a circle: sample `n` would be sample 0 again, one step after sample `n − 1`, which
    /// itself is not repeated. For a constant step; coordinates need a [`Period`](Edge::Period).
    Periodic,
    /// The axis is a circle of this circumference, for coordinates: sample 0 comes again at
    /// `x₀ + period`, beyond the last coordinate. The sign does not matter; it follows the direction of
    /// the coordinates. They may pass the seam: longitudes 160, 170, -180, -170 with 360. For an axis
    /// that is open there is [`unwrap`](super::unwrap).
    Period(f64),
}
