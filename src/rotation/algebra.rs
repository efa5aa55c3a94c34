//! Products of vectors and quaternions for every [`Real`], for which nalgebra asks more of a number
//! than is needed here.

use nalgebra::{Quaternion, UnitQuaternion, Vector3};

use crate::scalar::Real;

/// `a · b`.
pub(super) fn dot<S: Real>(a: Vector3<S>, b: Vector3<S>) -> S {
    a.x * b.x + a.y * b.y + a.z * b.z
}

/// `|a|²`.
pub(super) fn square_of<S: Real>(a: Vector3<S>) -> S {
    dot(a, a)
}

/// `a × b`.
pub(super) fn cross<S: Real>(a: Vector3<S>, b: Vector3<S>) -> Vector3<S> {
    Vector3::new(
        a.y * b.z - a.z * b.y,
        a.z * b.x - a.x * b.z,
        a.x * b.y - a.y * b.x,
    )
}

/// A quaternion as its real part and its vector.
#[derive(Clone, Copy)]
pub(super) struct Parts<S> {
    pub(super) real: S,
    pub(super) vector: Vector3<S>,
}

impl<S: Real> Parts<S> {
    pub(super) fn of(q: &UnitQuaternion<S>) -> Self {
        let [i, j, k, real] = q.coords.into();
        Self {
            real,
            vector: Vector3::new(i, j, k),
        }
    }

    /// For parts whose squares add up to 1.
    pub(super) fn unit(self) -> UnitQuaternion<S> {
        let [i, j, k] = self.vector.into();
        UnitQuaternion::new_unchecked(Quaternion::new(self.real, i, j, k))
    }

    pub(super) fn conjugate(self) -> Self {
        Self {
            real: self.real,
            vector: self.vector.map(|v| -v),
        }
    }

    /// Hamilton's product.
    pub(super) fn times(self, other: Self) -> Self {
        let (a, b) = (self.real, other.real);
        let (v, w) = (self.vector, other.vector);
        let c = cross(v, w);
        Self {
            real: a * b - dot(v, w),
            vector: Vector3::from_fn(|i, _| v[i] * b + w[i] * a + c[i]),
        }
    }
}
