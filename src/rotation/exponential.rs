//! From a rotation vector to a rotation: the exponential map of SO(3).

use nalgebra::{Isometry3, Matrix3, Rotation3, Translation3, UnitQuaternion, Vector3};

use super::algebra::{Parts, square_of};
use crate::scalar::Real;

/// `cos √z` for `z ≥ 0`, analytic at 0, where it is `1 - z/2 + z²/24 - ..`.
///
/// The cosine of an angle of which the square is at hand. NaN for negative `z`.
///
/// ```
/// use partials::{Derivative, rotation};
///
/// assert_eq!(Derivative::new(|z| rotation::cos_sqrt(z)).at(0.0), -0.5);
/// ```
#[must_use]
pub fn cos_sqrt<S: Real>(z: S) -> S {
    z.cos_sqrt(0)
}

/// `sin √z / √z` for `z ≥ 0`, analytic at 0, where it is `1 - z/6 + z²/120 - ..`.
///
/// `(1 - cos θ) / θ²` is half its square at `z = θ²/4`. For an angle itself there is
/// [`sinc`](Real::sinc). NaN for negative `z`.
///
/// ```
/// use partials::{Derivative, rotation};
///
/// let slope = Derivative::new(|z| rotation::sinc_sqrt(z)).at(0.0);
/// assert_eq!(slope, -1.0 / 6.0);
/// ```
#[must_use]
pub fn sinc_sqrt<S: Real>(z: S) -> S {
    z.cos_sqrt(1)
}

/// The rotation about the axis `w` by the angle `θ = |w|` in radians: `exp [w]×`.
///
/// `I + sin θ/θ [w]× + (1 - cos θ)/θ² [w]×²` (Rodrigues), with both factors as functions of `θ²`, so
/// that derivatives of every order are right for every `w`, also `w = 0`: there the first is `[dw]×`.
/// The cure for `Rotation3::new`, which is constant at 0.
///
/// ```
/// use nalgebra::Vector3;
/// use partials::rotation::rotation;
///
/// let quarter = rotation(Vector3::new(0.0, 0.0, std::f64::consts::FRAC_PI_2));
/// assert!((quarter * Vector3::x() - Vector3::y()).norm() < 1e-15);
/// ```
#[must_use]
pub fn rotation<S: Real>(w: Vector3<S>) -> Rotation3<S> {
    let [x, y, z] = w.into();
    let square = square_of(w);
    let sinc = sinc_sqrt(square);
    let half = sinc_sqrt(square.scale(0.25));
    let versine = (half * half).scale(0.5);
    let one = S::of(1.0);
    let diagonal = |a: S, b: S| one - versine * (a * a + b * b);
    // Symmetric and antisymmetric part of an entry beside the diagonal.
    let entry = |a: S, b: S, c: S| versine * (a * b) + sinc * c;
    Rotation3::from_matrix_unchecked(Matrix3::new(
        diagonal(y, z),
        entry(x, y, -z),
        entry(x, z, y),
        entry(x, y, z),
        diagonal(x, z),
        entry(y, z, -x),
        entry(x, z, -y),
        entry(y, z, x),
        diagonal(x, y),
    ))
}

/// The unit quaternion of the rotation about the axis `w` by the angle `θ = |w|` in radians:
/// `(cos θ/2, w/θ sin θ/2)`.
///
/// As [`rotation`], right to every order for every `w`. The cure for `UnitQuaternion::new`,
/// `from_scaled_axis` and `Quaternion::exp`. Its real part is negative for angles beyond π; `q` and
/// `-q` are the same rotation.
///
/// ```
/// use nalgebra::{UnitQuaternion, Vector3};
/// use partials::rotation::unit_quaternion;
///
/// let q = unit_quaternion(Vector3::new(0.3, 0.0, 0.0));
/// assert!((q.angle() - 0.3_f64).abs() < 1e-15);
/// ```
#[must_use]
pub fn unit_quaternion<S: Real>(w: Vector3<S>) -> UnitQuaternion<S> {
    let quarter = square_of(w).scale(0.25);
    let factor = sinc_sqrt(quarter).scale(0.5);
    Parts {
        real: cos_sqrt(quarter),
        vector: w.map(|w| w * factor),
    }
    .unit()
}

/// The rigid motion that rotates by the rotation vector `w` and then translates: `p ↦ exp([w]×) p + t`.
///
/// As [`rotation`], right to every order for every `w`: the pose of a camera or a body, for an
/// estimator that starts at no rotation. The cure for `Isometry3::new`, with the same arguments.
///
/// ```
/// use nalgebra::{Point3, Vector3};
/// use partials::rotation::pose;
///
/// let camera = pose(Vector3::new(0.0, 0.0, 5.0), Vector3::new(0.0, 0.0, 0.0));
/// assert_eq!(camera * Point3::new(1.0, 2.0, 3.0), Point3::new(1.0, 2.0, 8.0));
/// ```
#[must_use]
pub fn pose<S: Real>(translation: Vector3<S>, w: Vector3<S>) -> Isometry3<S> {
    Isometry3 {
        rotation: unit_quaternion(w),
        translation: Translation3 {
            vector: translation,
        },
    }
}
