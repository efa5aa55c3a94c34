//! From a rotation to its rotation vector: the logarithm on SO(3).

use std::f64::consts::PI;

use nalgebra::{Rotation3, UnitQuaternion, Vector3};

use super::algebra::{Parts, square_of};
use crate::scalar::Real;

/// The rotation vector of a rotation matrix, `θ` long and along the axis, with `0 ≤ θ ≤ π`.
///
/// The inverse of [`rotation`](fn@super::rotation), right to every order from no angle to π. The cure
/// for `Rotation3::scaled_axis`. At exactly π both `w` and `-w` are rotation vectors of the matrix: one
/// of them is returned, with the derivatives of its own branch, which goes on smoothly through π to
/// longer vectors while the values beyond jump to the other.
///
/// The matrix is turned into a quaternion, by its trace or by its largest diagonal entry, whichever is
/// largest (Shepperd 1978), so that nothing small is divided by. A matrix that is no rotation has no
/// rotation vector: what comes out is only near one, and so are derivatives along such a change.
///
/// ```
/// use nalgebra::Vector3;
/// use partials::rotation::{rotation, rotation_vector};
///
/// let w = Vector3::new(0.1, -0.2, 0.3);
/// assert!((rotation_vector(&rotation(w)) - w).norm() < 1e-15);
/// ```
#[must_use]
pub fn rotation_vector<S: Real>(rotation: &Rotation3<S>) -> Vector3<S> {
    let r = rotation.matrix();
    let at = |i: usize, j: usize| r[(i, j)];
    let (a, b, c) = (at(0, 0), at(1, 1), at(2, 2));
    let one = S::of(1.0);
    // Sums and differences of mirrored entries: twice the symmetric and antisymmetric part.
    let (x, y, z) = (
        at(2, 1) - at(1, 2),
        at(0, 2) - at(2, 0),
        at(1, 0) - at(0, 1),
    );
    let (yz, xz, xy) = (
        at(2, 1) + at(1, 2),
        at(0, 2) + at(2, 0),
        at(1, 0) + at(0, 1),
    );
    // 4 q_k q for the largest |q_k|; the length does not matter.
    let largest = [a + b + c, a, b, c];
    let above = |k: usize| largest.iter().all(|&other| largest[k] >= other);
    let (w, v) = if above(0) {
        (one + (a + b + c), Vector3::new(x, y, z))
    } else if above(1) {
        (x, Vector3::new(one + (a - b - c), xy, xz))
    } else if above(2) {
        (y, Vector3::new(xy, one + (b - a - c), yz))
    } else {
        (z, Vector3::new(xz, yz, one + (c - a - b)))
    };
    vector_of(Parts { real: w, vector: v })
}

/// The rotation vector of a unit quaternion, `θ` long and along the axis, with `0 ≤ θ ≤ π`.
///
/// The inverse of [`unit_quaternion`](super::unit_quaternion) for angles up to π; `q` and `-q`, the
/// same rotation, have the same vector. Right to every order from no angle to π; there, at real part
/// 0, as [`rotation_vector`]. The cure for `UnitQuaternion::scaled_axis` and `ln` (which is half of
/// it). Only the direction of the four numbers counts, so their length has no derivative either.
///
/// ```
/// use nalgebra::Vector3;
/// use partials::rotation::{quaternion_vector, unit_quaternion};
///
/// let w = Vector3::new(0.1, -0.2, 0.3);
/// assert!((quaternion_vector(&unit_quaternion(w)) - w).norm() < 1e-15);
/// ```
#[must_use]
pub fn quaternion_vector<S: Real>(q: &UnitQuaternion<S>) -> Vector3<S> {
    vector_of(Parts::of(q))
}

/// The rotation vector of the quaternion `w + v` of any length: `2 atan2(|v|, w) v / |v|`.
pub(super) fn vector_of<S: Real>(q: Parts<S>) -> Vector3<S> {
    // Of `q` and `-q` the one with the smaller angle.
    let sign = if q.real < S::of(0.0) { -1.0 } else { 1.0 };
    let (w, v) = (q.real.scale(sign), q.vector.map(|v| v.scale(sign)));
    let square = square_of(v);
    let factor = if square <= w * w {
        // 2 atan(t) / (t w) as a function of t² = |v|² / w²
        (square / (w * w)).atan_sqrt(0).scale(2.0) / w
    } else {
        let length = square.sqrt();
        (S::of(PI) - (w / length).atan().scale(2.0)) / length
    };
    v.map(|v| v * factor)
}
