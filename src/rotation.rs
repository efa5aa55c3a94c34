//! Rotations in space whose derivatives are right at no angle: exponential and logarithm, for
//! matrices and unit quaternions, and what is made of them.
//!
//! A rotation vector `w` points along the axis and is as long as the angle, `θ = |w|`. It is what an
//! estimator moves, mostly from `w = 0`; and there a formula with `|w|` or an axis `w / |w|` has no
//! derivative, and an algorithm that treats a small angle as none has the derivative zero. The functions
//! here are power series in `θ²` at heart, and right to every order from no angle to π.
//!
//! ```
//! use nalgebra::Vector3;
//! use partials::{Jacobian, rotation};
//!
//! let p = [1.0, 2.0, 3.0];
//! let turned = |w: &[partials::Dual]| {
//!     let r = rotation::rotation(Vector3::new(w[0], w[1], w[2]));
//!     r * Vector3::from(p.map(Into::into))
//! };
//! let j = Jacobian::new(turned).at(&[0.0; 3]);
//! assert_eq!(j[(0, 1)], 3.0); // d(w × p) = -[p]× dw
//! ```
//!
//! | function | from | to |
//! |---|---|---|
//! | [`rotation`](fn@rotation) | rotation vector | `Rotation3` |
//! | [`rotation_vector`] | `Rotation3` | rotation vector of length at most π |
//! | [`unit_quaternion`] | rotation vector | `UnitQuaternion` |
//! | [`quaternion_vector`] | `UnitQuaternion` | rotation vector of length at most π |
//! | [`pose`] | translation and rotation vector | `Isometry3` |
//! | [`between`] | two directions | `UnitQuaternion` that turns one into the other |
//! | [`power`] | `UnitQuaternion`, `t` | the rotation by `t` times the angle |
//! | [`slerp`] | two `UnitQuaternion`s, `t` | the rotation a part `t` of the way |
//! | [`cos_sqrt`], [`sinc_sqrt`] | `z = θ²` | `cos θ`, `sin θ / θ` |
//!
//! All are generic over [`Real`](crate::scalar::Real): `f64`, `f32`, and numbers with derivatives, also
//! nested ones.
#![doc = include_str!("../docs/rotations.md")]

mod algebra;
mod exponential;
mod interpolation;
mod logarithm;

pub use exponential::{cos_sqrt, pose, rotation, sinc_sqrt, unit_quaternion};
pub use interpolation::{between, power, slerp};
pub use logarithm::{quaternion_vector, rotation_vector};
