//! Rotations between rotations and between directions.

use nalgebra::{UnitQuaternion, Vector3};

use super::algebra::{Parts, cross, dot, square_of};
use super::exponential::unit_quaternion;
use super::logarithm::{quaternion_vector, vector_of};
use crate::scalar::Real;

/// The rotation about the axis of `q` by `t` times its angle: `exp(t ln q)`.
///
/// Right to every order, also where `q` is the identity. The angle of `q` is taken as at most π, and
/// at π as [`quaternion_vector`]. The cure for `UnitQuaternion::powf`.
///
/// ```
/// use nalgebra::Vector3;
/// use partials::rotation::{power, unit_quaternion};
///
/// let w = Vector3::new(0.1, -0.2, 0.3);
/// let twice = power(&unit_quaternion(w), 2.0);
/// assert!((twice.coords - unit_quaternion(w * 2.0).coords).norm() < 1e-15);
/// ```
#[must_use]
pub fn power<S: Real>(q: &UnitQuaternion<S>, t: S) -> UnitQuaternion<S> {
    unit_quaternion(quaternion_vector(q).map(|w| w * t))
}

/// The rotation a part `t` of the way from `a` to `b`, the shorter way round: `a exp(t ln(a⁻¹ b))`.
///
/// Right to every order, also where `a` and `b` are the same rotation, which is where a smoother or a
/// fit begins. At `t = 1` it is `b` or `-b`, the same rotation. Where they are half a turn apart, both
/// ways are as short, and one is taken. The cure for `UnitQuaternion::slerp`.
///
/// ```
/// use nalgebra::Vector3;
/// use partials::rotation::{slerp, unit_quaternion};
///
/// let turn = |angle| unit_quaternion(Vector3::new(0.0, 0.0, angle));
/// let half = slerp(&turn(0.2), &turn(0.6), 0.5);
/// assert!((half.coords - turn(0.4).coords).norm() < 1e-15);
/// ```
#[must_use]
pub fn slerp<S: Real>(a: &UnitQuaternion<S>, b: &UnitQuaternion<S>, t: S) -> UnitQuaternion<S> {
    let way = Parts::of(a).conjugate().times(Parts::of(b));
    let part = unit_quaternion(vector_of(way).map(|w| w * t));
    Parts::of(a).times(Parts::of(&part)).unit()
}

/// The smallest rotation that turns the direction of `a` into that of `b`.
///
/// The quaternion `|a| |b| + a · b + a × b`, normalised: right to every order also where `a` and `b`
/// point the same way. Where they are opposite there is no smallest one, and all is NaN, as it is for
/// a vector that is zero. The cure for `rotation_between`.
///
/// ```
/// use nalgebra::Vector3;
/// use partials::rotation::between;
///
/// let q = between(Vector3::new(2.0, 0.0, 0.0), Vector3::new(0.0, 3.0, 0.0));
/// assert!((q * Vector3::x() - Vector3::y()).norm() < 1e-15);
/// ```
#[must_use]
pub fn between<S: Real>(a: Vector3<S>, b: Vector3<S>) -> UnitQuaternion<S> {
    let unit = |v: Vector3<S>| {
        let length = square_of(v).sqrt();
        v.map(|v| v / length)
    };
    let (a, b) = (unit(a), unit(b));
    let real = S::of(1.0) + dot(a, b);
    let cross = cross(a, b);
    let length = (real * real + square_of(cross)).sqrt();
    Parts {
        real: real / length,
        vector: cross.map(|c| c / length),
    }
    .unit()
}
