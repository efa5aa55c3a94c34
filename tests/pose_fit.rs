//! The pose of a camera, fitted from no rotation by the method of Levenberg and Marquardt.

use nalgebra::{DMatrix, DVector, Isometry3, Matrix6, Point3, Vector3, Vector6};
use partials::{Dual, Jacobian, rotation};

type Pose<S> = fn(Vector3<S>, Vector3<S>) -> Isometry3<S>;

const TRANSLATION: [f64; 3] = [0.1, -0.3, 0.4];
const ROTATION: [f64; 3] = [0.3, -0.2, 0.5];

/// Corners of a box and two points inside it, in front of the camera.
fn points() -> Vec<[f64; 3]> {
    let corner = |i: usize| [0, 1, 2].map(|axis| if i >> axis & 1 == 0 { -1.0 } else { 1.0 });
    let mut points: Vec<[f64; 3]> = (0..8).map(corner).collect();
    points.extend([[0.3, 0.2, -0.1], [-0.5, 0.4, 0.6]]);
    points
        .into_iter()
        .map(|[x, y, z]| [x, y, z + 5.0])
        .collect()
}

fn image(pose: &Isometry3<f64>, p: [f64; 3]) -> [f64; 2] {
    let q = pose * Point3::from(p);
    [q.x / q.z, q.y / q.z]
}

/// Projected less observed, at the parameters (translation, rotation vector).
fn residuals(pose: Pose<Dual>, x: &[Dual], seen: &[[f64; 2]]) -> Vec<Dual> {
    let camera = pose(
        Vector3::new(x[0], x[1], x[2]),
        Vector3::new(x[3], x[4], x[5]),
    );
    let project = |(p, seen): ([f64; 3], &[f64; 2])| {
        let q = camera * Point3::from(p.map(Dual::from));
        [q.x / q.z - seen[0], q.y / q.z - seen[1]]
    };
    points().into_iter().zip(seen).flat_map(project).collect()
}

/// The parameters after some steps of the method from all zeros, and the sum of squares there.
fn fit(pose: Pose<Dual>, seen: &[[f64; 2]]) -> (Vector6<f64>, f64) {
    let f = Jacobian::new(|x| residuals(pose, x, seen));
    let at = |x: &Vector6<f64>| {
        let (r, j) = f.value_and_jacobian(x.as_slice());
        (
            DVector::from_vec(r),
            DMatrix::from_fn(j.nrows(), 6, |i, k| j[(i, k)]),
        )
    };
    let mut x = Vector6::zeros();
    let (mut r, mut j) = at(&x);
    let mut damping = 1e-3;
    for _ in 0..30 {
        let normal = Matrix6::from_fn(|i, k| j.column(i).dot(&j.column(k)));
        let damped = normal + Matrix6::identity() * damping;
        let slope = Vector6::from_fn(|i, _| j.column(i).dot(&r));
        let step = damped.lu().solve(&slope).expect("the matrix is regular");
        let (next, jacobian) = at(&(x - step));
        if next.norm() < r.norm() {
            (x, r, j, damping) = (x - step, next, jacobian, damping * 0.1);
        } else {
            damping *= 10.0;
        }
    }
    (x, r.norm_squared())
}

#[test]
fn a_camera_pose_is_found_from_no_rotation() {
    let truth = Isometry3::new(TRANSLATION.into(), ROTATION.into());
    let seen: Vec<_> = points().into_iter().map(|p| image(&truth, p)).collect();
    let (found, squares) = fit(rotation::pose, &seen);
    let exact = Vector6::from_iterator(TRANSLATION.into_iter().chain(ROTATION));
    assert!(
        (found - exact).amax() < 1e-12 && squares < 1e-26,
        "{found} {squares}"
    );

    // With nalgebra's own constructor the camera is moved and never turned, and no step fails.
    let (stuck, squares) = fit(Isometry3::new, &seen);
    assert_eq!(stuck.fixed_rows::<3>(3), Vector3::zeros());
    assert!(stuck.fixed_rows::<3>(0).norm() > 0.1 && squares > 1e-3);
}
