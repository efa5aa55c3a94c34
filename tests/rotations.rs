//! Rotations from no angle to π: values and derivatives to the third order, against the exponential
//! series of the matrix, the inverse, the known Jacobian, and values by hand.

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::{Matrix3, Rotation3, UnitQuaternion, Vector3};
use partials::rotation::{
    between, cos_sqrt, pose, power, quaternion_vector, rotation, rotation_vector, sinc_sqrt, slerp,
    unit_quaternion,
};
use partials::scalar::Real;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian};

type Third = Dual<Dual<Dual<f64, 1>, 1>, 1>;

/// From nothing to half a turn, and the places where one formula hands over to another.
const ANGLES: [f64; 19] = [
    0.0,
    1e-300,
    1e-160,
    1e-20,
    1e-12,
    1e-8,
    1e-4,
    1e-2,
    0.3,
    1.0,
    FRAC_PI_2 - 1e-9,
    FRAC_PI_2,
    FRAC_PI_2 + 1e-9,
    2.0,
    2.5,
    3.0,
    PI - 1e-4,
    PI - 1e-8,
    PI - 1e-12,
];

/// Along one coordinate, between them, and with each coordinate the largest.
fn axes() -> [Vector3<f64>; 8] {
    [
        Vector3::x(),
        Vector3::y(),
        -Vector3::z(),
        Vector3::new(1.0, 1.0, 1.0).normalize(),
        Vector3::new(-0.3, 0.4, 0.866),
        Vector3::new(0.9, -0.3, 0.1).normalize(),
        Vector3::new(0.1, 0.9, 0.3).normalize(),
        Vector3::new(0.2, 0.1, -0.7).normalize(),
    ]
}

const DIRECTION: Vector3<f64> = Vector3::new(0.3, -0.7, 1.1);

/// The variable that every order is taken by.
fn variable() -> Third {
    Dual::variable(Dual::variable(Dual::variable(0.0, 0), 0), 0)
}

fn orders(y: Third) -> [f64; 4] {
    [
        y.value.value.value,
        y.value.value.partials[0],
        y.value.partials[0].partials[0],
        y.partials[0].partials[0].partials[0],
    ]
}

/// `w + t d`.
fn line(w: Vector3<f64>, d: Vector3<f64>) -> Vector3<Third> {
    let t = variable();
    Vector3::from_fn(|i, _| t * d[i] + w[i])
}

#[track_caller]
fn near(got: [f64; 4], exact: [f64; 4], tolerance: f64, about: &str) {
    for (g, e) in got.iter().zip(exact) {
        assert!((g - e).abs() <= tolerance, "{about}: {got:?} for {exact:?}");
    }
}

fn lift(q: UnitQuaternion<f64>) -> UnitQuaternion<Third> {
    UnitQuaternion::new_unchecked(q.coords.map(Third::from).into())
}

/// `Σ [w]×ᵏ / k!`, a polynomial: its derivatives are right wherever its value is.
fn series(w: Vector3<Third>) -> Matrix3<Third> {
    let zero = Third::of(0.0);
    let cross = Matrix3::new(zero, -w.z, w.y, w.z, zero, -w.x, -w.y, w.x, zero);
    let mut term = Matrix3::<Third>::identity();
    let mut sum = term;
    for k in 1..=40 {
        term = (cross * term).map(|x| x / f64::from(k));
        sum += term;
    }
    sum
}

#[test]
fn the_exponential_is_its_series_to_the_third_derivative() {
    for angle in ANGLES {
        for axis in axes() {
            for d in [DIRECTION, axis, Vector3::x()] {
                let w = line(axis * angle, d);
                let (got, exact) = (rotation(w), series(w));
                let by_quaternion = unit_quaternion(w).to_rotation_matrix();
                for (i, exact) in exact.iter().enumerate() {
                    let about = format!("{angle} {axis:?} {i}");
                    near(orders(got.matrix()[i]), orders(*exact), 2e-14, &about);
                    near(
                        orders(by_quaternion.matrix()[i]),
                        orders(*exact),
                        2e-14,
                        &about,
                    );
                }
            }
        }
    }
}

#[test]
fn the_logarithm_is_the_inverse_to_the_third_derivative() {
    for angle in ANGLES {
        for axis in axes() {
            let w = axis * angle;
            for d in [DIRECTION, axis, Vector3::y()] {
                let moved = line(w, d);
                let q = unit_quaternion(moved);
                let minus = UnitQuaternion::new_unchecked(-q.into_inner());
                let matrix = rotation_vector(&rotation(moved));
                for (name, got) in [
                    ("matrix", matrix),
                    ("quaternion", quaternion_vector(&q)),
                    ("minus the quaternion", quaternion_vector(&minus)),
                ] {
                    for i in 0..3 {
                        let about = format!("{name} {angle} {axis:?} {d:?}");
                        near(orders(got[i]), [w[i], d[i], 0.0, 0.0], 3e-14, &about);
                    }
                }
            }
        }
    }
}

#[test]
fn tiny_rotation_vectors_come_back_to_the_last_digits() {
    for angle in [1e-300, 1e-160, 1e-20, 1e-8, 1e-4] {
        for axis in axes() {
            let w = axis * angle;
            let error = |v: Vector3<f64>| (v - w).amax() / angle;
            assert!(error(rotation_vector(&rotation(w))) < 1e-15);
            assert!(error(quaternion_vector(&unit_quaternion(w))) < 1e-15);
        }
    }
}

#[test]
fn half_a_turn_has_a_vector_and_the_derivative_of_the_branch_that_goes_on() {
    for axis in axes() {
        // exp [πn]× = 2 n nᵀ - 1.
        let axis = axis.normalize();
        let turn =
            Rotation3::from_matrix_unchecked(axis * axis.transpose() * 2.0 - Matrix3::identity());
        let v = rotation_vector(&turn);
        assert!((v.norm() - PI).abs() < 1e-15 && (v.dot(&axis).abs() - PI).abs() < 1e-14);
        let q = UnitQuaternion::new_unchecked(nalgebra::Quaternion::from_parts(0.0, axis));
        assert!((quaternion_vector(&q) - axis * PI).amax() < 1e-15);
        // Through exactly π along the axis: π + t, or -π + t from the other side.
        let t = variable();
        let (s, c) = t.sin_cos();
        let cross = axis.cross_matrix().map(Third::from);
        let further = cross * s + cross * cross * (1.0 - c) + Matrix3::identity();
        let exactly = further * turn.matrix().map(Third::from);
        let got = rotation_vector(&Rotation3::from_matrix_unchecked(exactly));
        for i in 0..3 {
            near(
                orders(got[i]),
                [v[i], axis[i], 0.0, 0.0],
                2e-14,
                "through π",
            );
        }
    }
    // Beyond π it is the other vector of the same rotation.
    let beyond = rotation_vector(&rotation(Vector3::x() * (PI + 0.1)));
    assert!((beyond - Vector3::x() * (0.1 - PI)).amax() < 1e-15);
}

#[test]
fn the_jacobian_is_the_left_one() {
    // dR Rᵀ = [J dw]×, J = 1 + (1 - cos θ)/θ² [w]× + (θ - sin θ)/θ³ [w]×²
    for angle in [0.0, 1e-8, 1e-3, 0.5, 2.0, 3.0] {
        for axis in axes() {
            let axis = axis.normalize();
            let k = axis.cross_matrix();
            let (versine, rest) = if angle < 1e-2 {
                (angle / 2.0, angle * angle / 6.0)
            } else {
                (
                    (1.0 - f64::cos(angle)) / angle,
                    1.0 - f64::sin(angle) / angle,
                )
            };
            let exact = Matrix3::identity() + k * versine + k * k * rest;
            let at = axis * angle;
            let r = rotation(at);
            let turned = |w: &[Dual]| {
                let moved = rotation(Vector3::new(w[0], w[1], w[2]));
                let way = moved.matrix() * r.matrix().transpose().map(Dual::from);
                [way[(2, 1)], way[(0, 2)], way[(1, 0)]]
            };
            let j = Jacobian::new(turned).at(&[at.x, at.y, at.z]);
            let error = (0..9).map(|i| j[(i / 3, i % 3)] - exact[(i / 3, i % 3)]);
            assert!(
                error
                    .into_iter()
                    .all(|e| e.abs() < 1e-6 * angle.min(1e-4) + 1e-15),
                "{angle} {j} {exact}"
            );
        }
    }
}

#[test]
fn every_operator_is_right_at_no_angle() {
    let p = [0.3, 1.0, -2.0];
    fn weighted<S: Real>(w: &[S], p: [f64; 3]) -> S {
        let r = rotation(Vector3::new(w[0], w[1], w[2]));
        let row = |i: usize| (0..3).fold(S::of(0.0), |sum, j| sum + r.matrix()[(i, j)].scale(p[j]));
        row(0) + row(1).scale(2.0) + row(2).scale(3.0)
    }
    let zero = [0.0; 3];
    // The gradient is p × (1, 2, 3); the second derivative of R(w) p is w (w·p) - p (w·w).
    let gradient = Vector3::from(p).cross(&Vector3::new(1.0, 2.0, 3.0));
    let g = Gradient::new(|w| weighted(w, p)).at(&zero);
    assert_eq!(g, [gradient.x, gradient.y, gradient.z]);
    let h = Hessian::new(|w| weighted(w, p)).at(&zero);
    let k = [1.0, 2.0, 3.0];
    for i in 0..3 {
        for j in 0..3 {
            let trace = if i == j {
                k[0] * p[0] + k[1] * p[1] + k[2] * p[2]
            } else {
                0.0
            };
            let exact = 0.5 * (k[i] * p[j] + k[j] * p[i]) - trace;
            assert!((h[(i, j)] - exact).abs() < 1e-15, "{i} {j}");
        }
    }
    // Third along the axis z: x cos θ - y sin θ has the third derivative y.
    let third =
        Derivative::new(|t: Third| weighted(&[Third::of(0.0), Third::of(0.0), t], p)).third(0.0);
    assert!((third - (p[1] - 2.0 * p[0])).abs() < 1e-15);
    let vector = |w: &[Dual]| {
        let v = quaternion_vector(&unit_quaternion(Vector3::new(w[0], w[1], w[2])));
        v.x + v.y * 2.0 + v.z * 3.0
    };
    assert_eq!(Gradient::new(vector).at(&zero), k);
    assert!(Gradient::new(|w| weighted(w, p)).check(&zero).passed());
    assert!(Hessian::new(|w| weighted(w, p)).check(&zero).passed());
}

/// From a rotation vector to its rotation, and back: gradients and Hessians of every kind.
#[test]
fn other_kinds_have_the_same_derivatives() {
    fn there_and_back<S: Real>(w: &[S]) -> S {
        let w = Vector3::new(w[0], w[1], w[2]);
        let (r, q) = (rotation(w), unit_quaternion(w));
        let (u, v) = (rotation_vector(&r), quaternion_vector(&q));
        let sum = (0..9).fold(S::of(0.0), |sum, i| {
            sum + r.matrix()[i].scale(i as f64 - 2.5)
        });
        sum + u.x * v.y + u.z.scale(3.0) + q.coords.x
    }
    for angle in ANGLES {
        for axis in axes() {
            let w: [f64; 3] = (axis * angle).into();
            let near = |got: &[f64], exact: &[f64]| {
                let size = exact.iter().fold(1.0_f64, |size, e| size.max(e.abs()));
                for (g, e) in got.iter().zip(exact) {
                    let off = (g - e).abs();
                    assert!(
                        off <= 1e-12 * size,
                        "{angle} {axis:?}: {got:?} for {exact:?}"
                    );
                }
            };
            let (value, g, h) = Hessian::new(there_and_back).value_gradient_hessian(&w);
            let (also, gradient) = Gradient::reverse(there_and_back).value_and_gradient(&w);
            near(&[also], &[value]);
            near(&gradient, &g);
            let (_, gradient, hessian) =
                Hessian::reverse(there_and_back).value_gradient_hessian(&w);
            near(&gradient, &g);
            near(hessian.as_slice(), h.as_slice());
            #[cfg(feature = "compiled")]
            {
                let (also, gradient) = Gradient::compiled(there_and_back).value_and_gradient(&w);
                near(&[also], &[value]);
                near(&gradient, &g);
                let f = Hessian::compiled(there_and_back);
                let (_, gradient, hessian) = f.value_gradient_hessian(&w);
                near(&gradient, &g);
                near(hessian.as_slice(), h.as_slice());
            }
        }
    }
}

#[test]
fn functions_of_the_square_are_analytic_at_zero() {
    let close = |got: [f64; 4], exact: [f64; 4]| {
        for (g, e) in got.iter().zip(exact) {
            assert!((g - e).abs() <= 4e-16 * e.abs(), "{got:?} {exact:?}");
        }
    };
    close(
        orders(cos_sqrt(variable())),
        [1.0, -0.5, 1.0 / 12.0, -1.0 / 120.0],
    );
    close(
        orders(sinc_sqrt(variable())),
        [1.0, -1.0 / 6.0, 1.0 / 60.0, -1.0 / 840.0],
    );
    // Of an angle itself they are the cosine and sinc.
    for x in [1e-8, 1e-3, 0.3, 1.0, 2.4, 2.6, 3.5, 4.6, 5.6, 9.0, 14.2] {
        let t = variable() + x;
        near(orders(cos_sqrt(t * t)), orders(t.cos()), 2e-14, "cos");
        near(orders(sinc_sqrt(t * t)), orders(t.sinc()), 2e-14, "sinc");
    }
    assert!(cos_sqrt(-1.0).is_nan() && sinc_sqrt(f64::NAN).is_nan());
}

#[test]
fn interpolation_is_right_between_equals() {
    let at = Vector3::new(0.4, -0.2, 0.9);
    for start in [Vector3::zeros(), at] {
        let a = unit_quaternion(start);
        // From a to a exp(s d), a part of the way: a exp(t s d).
        for t in [0.0, 0.25, 0.5, 1.0] {
            let a = lift(a);
            let step = |t: f64| unit_quaternion(line(Vector3::zeros(), DIRECTION * t));
            let got = slerp(&a, &(a * step(1.0)), t.into());
            let exact = a * step(t);
            let half = power(&step(1.0), t.into());
            for i in 0..4 {
                near(
                    orders(got.coords[i]),
                    orders(exact.coords[i]),
                    3e-15,
                    "slerp",
                );
                near(
                    orders(half.coords[i]),
                    orders(step(t).coords[i]),
                    3e-15,
                    "power",
                );
            }
        }
    }
    // By the part itself, between rotations that differ.
    let (a, b) = (
        unit_quaternion(at),
        unit_quaternion(Vector3::new(1.0, 0.3, -0.5)),
    );
    let got = slerp(&lift(a), &lift(b), variable() + 0.3);
    let plain = a.slerp(&b, 0.3);
    assert!((got.coords.map(Real::re) - plain.coords).amax() < 1e-15);
    let minus = UnitQuaternion::new_unchecked(-b.into_inner());
    assert!((slerp(&a, &minus, 0.3).coords - plain.coords).amax() < 1e-15);
}

#[test]
fn the_rotation_between_equal_directions_has_derivatives() {
    // From a to a + t d, d across a: to first order the rotation vector is a × d t / |a|².
    let a = Vector3::new(1.0, -2.0, 2.0);
    let d = Vector3::new(2.0, 1.0, 0.0);
    let lifted = a.map(Third::from);
    let w = quaternion_vector(&between(lifted, line(a, d)));
    let exact = a.cross(&d) / 9.0;
    for i in 0..3 {
        let got = orders(w[i]);
        assert!(got[0] == 0.0 && (got[1] - exact[i]).abs() < 1e-15 && got[2].abs() < 1e-15);
        // atan(t √5/3) has the third derivative -2 (√5/3)³.
        assert!((got[3] + 2.0 * exact[i] * 5.0 / 9.0).abs() < 1e-15);
    }
    let q = between(Vector3::new(0.0, 0.0, 2.0), Vector3::new(0.0, -3.0, 0.0));
    assert!((q * Vector3::z() + Vector3::y()).amax() < 1e-15);
    let opposite = between(a, -a);
    assert!(opposite.coords.iter().all(|c: &f64| c.is_nan()));
    assert!(
        between(a, Vector3::zeros())
            .coords
            .iter()
            .all(|c| c.is_nan())
    );
}

#[test]
fn a_pose_rotates_and_then_translates() {
    let t = Vector3::new(1.0, 2.0, 3.0);
    let w = Vector3::new(0.1, 0.2, -0.4);
    let p = nalgebra::Point3::new(-1.0, 0.5, 2.0);
    let exact = nalgebra::Isometry3::new(t, w) * p;
    assert!((pose(t, w) * p - exact).amax() < 1e-15);
}

#[test]
fn f32_and_numbers_over_it() {
    let w = Vector3::new(0.3_f32, -0.2, 0.6);
    assert!((rotation_vector(&rotation(w)) - w).amax() < 1e-6);
    assert!((rotation(w).matrix() - Rotation3::new(w).matrix()).amax() < 1e-6);
    let sum = |w: &[Dual<f32>]| {
        let v = rotation_vector(&rotation(Vector3::new(w[0], w[1], w[2])));
        v.x + v.y * 2.0 + v.z * 3.0
    };
    assert_eq!(Gradient::new(sum).at(&[0.0_f32; 3]), [1.0, 2.0, 3.0]);
}

#[test]
fn what_is_no_number_is_no_rotation() {
    let w = Vector3::new(0.1, f64::NAN, 0.2);
    assert!(rotation(w).matrix().iter().all(|x| x.is_nan()));
    assert!(unit_quaternion(w).coords.iter().all(|x| x.is_nan()));
    assert!(rotation_vector(&rotation(w)).iter().all(|x| x.is_nan()));
    let nothing = UnitQuaternion::new_unchecked(nalgebra::Quaternion::new(0.0, 0.0, 0.0, 0.0));
    assert!(
        quaternion_vector::<f64>(&nothing)
            .iter()
            .all(|x| x.is_nan())
    );
}
