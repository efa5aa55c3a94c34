//! What people who differentiate reported of other systems, as small inputs: a right number, or a
//! refusal that is seen (NaN, an infinity). Each stands for a kind that has a file of its own.

use nalgebra::{DMatrix, Matrix2, UnitQuaternion, Vector3};
use num_complex::Complex;
use partials::rotation::{quaternion_vector, rotation};
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian};

fn assert_right(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    for (g, w) in got.iter().zip(want) {
        let near = (g - w).abs() <= 1e-12 * w.abs().max(1e-3);
        assert!(near, "{got:?} for {want:?}");
    }
}

/// Right, or every number that is not right shows it.
fn assert_right_or_refused(got: &[f64], want: &[f64]) {
    if got.iter().all(|g| g.is_finite()) {
        assert_right(got, want);
    }
}

/// Where there is no derivative, or none that a number could know.
fn assert_refused(got: &[f64]) {
    assert!(got.iter().all(|g| !g.is_finite()), "{got:?}");
}

// Kinks whose one-sided slopes have to fit together; more in `kinks`.

#[test]
fn the_difference_of_two_rectifiers_is_the_identity() {
    let slope = Derivative::new(|x| x.max(0.0) - (-x).max(0.0)).at(0.0);
    assert_right(&[slope], &[1.0]);
}

#[test]
fn the_larger_and_the_smaller_add_up_at_a_tie() {
    let slopes = Gradient::new(|x| x[0].max(x[1]) + x[0].min(x[1])).at(&[2.0, 2.0]);
    assert_right(&slopes, &[1.0, 1.0]);
}

#[test]
fn softplus_in_its_stable_form_has_the_slope_one_half() {
    let slope = Derivative::new(|z| z.lift(0.0).max(z) + (-z.abs()).exp().ln_1p()).at(0.0);
    assert_right(&[slope], &[0.5]);
}

#[test]
fn hypot_with_zero_is_the_absolute_value() {
    let slope = Derivative::new(|x| x.hypot(0.0) - x.abs()).at(0.0);
    assert_right(&[slope], &[0.0]);
}

// No derivative beside a value that is none; more in `singular`.

#[test]
fn outside_the_domain_there_is_no_stationary_point() {
    assert_refused(&[Derivative::new(|x| (x * x - 1.0).ln()).at(0.0)]);
    assert_refused(&[Derivative::new(|x| x * x * x / (x * x)).at(0.0)]);
    assert_refused(&[Derivative::new(|x| (x * x).recip()).at(0.0)]);
}

#[test]
fn a_fisheye_camera_refuses_its_axis() {
    let camera = |p: &[Dual]| {
        let r = (p[0] * p[0] + p[1] * p[1]).sqrt();
        let a = r.atan();
        let q = a * (1.0 + a * a * (0.1 + a * a * 0.01));
        [1000.0 * q * p[0] / r + 280.0, 1000.0 * q * p[1] / r + 280.0]
    };
    let jacobian = Jacobian::new(camera).at(&[0.0, 0.0]);
    assert_refused(jacobian.as_slice());
    // A control: a step beside the axis it is right.
    let beside = Jacobian::new(camera).at(&[1e-9, 0.0]);
    assert_right(beside.as_slice(), &[1000.0, 0.0, 0.0, 1000.0]);
}

#[test]
fn an_infinity_on_the_way_is_no_reason_to_refuse() {
    assert_right(
        &[Derivative::new(|x| (-(x * x).recip()).exp()).at(0.0)],
        &[0.0],
    );
}

// Zero times infinity; more in `singular`.

#[test]
fn the_cube_root_of_a_cube_is_not_flat() {
    assert_right_or_refused(&[Derivative::new(|x| (x * x * x).cbrt()).at(0.0)], &[1.0]);
    let tanh = Derivative::new(|x| x.tanh().powi(3).cbrt()).at(0.0);
    assert_right_or_refused(&[tanh], &[1.0]);
}

// Second derivatives at the origin of hypot; more in `kinks`.

#[test]
fn half_the_squared_distance_has_the_identity_as_its_hessian() {
    let hessian = Hessian::new(|x| 0.5 * x[0].hypot(x[1]).powi(2)).at(&[0.0, 0.0]);
    assert_right(hessian.as_slice(), &[1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn a_second_derivative_that_is_not_known_leaves_the_slope() {
    let matern = Derivative::new(|x| {
        let d = 5f64.sqrt() * (x * x).sqrt();
        (1.0 + d + d * d / 3.0) * (-d).exp()
    });
    let [_, slope, curvature] = matern.up_to_second(0.0);
    assert_right(&[slope], &[0.0]);
    assert_right_or_refused(&[curvature], &[-5.0 / 3.0]);
}

// Algorithms that ask whether a number is zero; more in `complex` and `linear_algebra`.

#[test]
fn the_root_of_a_complex_number_on_the_real_axis_turns() {
    let slope = Derivative::new(|y| Complex::new(y.lift(4.0), y).sqrt().im).at(0.0);
    assert_right_or_refused(&[slope], &[0.25]);
}

#[test]
fn a_determinant_by_a_column_of_zeros() {
    let rest = [
        [2.0, 3.0, 1.0],
        [5.0, 1.0, 2.0],
        [1.0, 4.0, 3.0],
        [2.0, 2.0, 7.0],
    ];
    let matrix = |x: &[Dual]| {
        DMatrix::from_fn(4, 4, |i, j| match j {
            0 => x[i],
            _ => Dual::from(rest[i][j - 1]),
        })
    };
    let want = [97.0, -35.0, -79.0, 30.0];
    let theirs = Gradient::new(|x| matrix(x).determinant()).at(&[0.0; 4]);
    assert_right_or_refused(&theirs, &want);
    let ours = Gradient::new(|x| partials::linalg::determinant(&matrix(x))).at(&[0.0; 4]);
    assert_right(&ours, &want);
}

#[test]
fn eigenvalues_of_a_diagonal_matrix_bend() {
    let at = [2.0, 0.0, 5.0];
    let theirs = Hessian::new(|x| {
        Matrix2::new(x[0], x[1], x[1], x[2])
            .symmetric_eigenvalues()
            .max()
    });
    assert_right_or_refused(&[theirs.at(&at)[(1, 1)]], &[2.0 / 3.0]);
    let ours = Hessian::new(|x| {
        let matrix = Matrix2::new(x[0], x[1], x[1], x[2]);
        let values = partials::linalg::symmetric_eigenvalues(&matrix);
        values[0].max(values[1])
    });
    assert_right(&[ours.at(&at)[(1, 1)]], &[2.0 / 3.0]);
}

// Rotations by no angle; nalgebra's own are zeros there, line by line in `rotations_of_nalgebra`.

fn weighted(v: Vector3<Dual>) -> Dual {
    v.x + v.y * 2.0 + v.z * 3.0
}

#[test]
fn a_rotation_vector_of_zero_turns() {
    let point = Vector3::new(0.3, 1.0, -2.0).map(Dual::from);
    let turned = |w: &[Dual]| weighted(rotation(Vector3::new(w[0], w[1], w[2])) * point);
    assert_right(&Gradient::new(turned).at(&[0.0; 3]), &[7.0, -2.9, -0.4]);
}

#[test]
fn the_vector_of_the_identity_turns() {
    let vector = |w: &[Dual]| {
        weighted(quaternion_vector(&UnitQuaternion::from_euler_angles(
            w[0], w[1], w[2],
        )))
    };
    assert_right(&Gradient::new(vector).at(&[0.0; 3]), &[1.0, 2.0, 3.0]);
}
