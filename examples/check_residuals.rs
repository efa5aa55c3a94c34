//! The Jacobian of a bundle-adjustment residual by hand, held against dual numbers and finite
//! differences.
//!
//! A camera with rotation vector ω, translation t, focal length f and radial distortion k sees the
//! point X at f (1 + k |p|²) p, where p = -(P_x, P_y)/P_z and P = R(ω) X + t. The residual is that
//! minus where the point was observed. Variables: ω, t, f, k, X.
//!
//! `cargo run --release --example check_residuals`

use nalgebra::{Matrix2, Matrix2x3, Matrix3, SMatrix, Vector2, Vector3};
use partials::{Check, Jacobian, Scalar};

const OBSERVED: [f64; 2] = [-31.4, 27.2];

/// The rotation of `x` about ω by the angle |ω|, by Rodrigues' formula.
fn rotate<S: Scalar>(omega: &[S], x: &[S]) -> [S; 3] {
    let angle = (omega[0] * omega[0] + omega[1] * omega[1] + omega[2] * omega[2]).sqrt();
    let axis = [omega[0] / angle, omega[1] / angle, omega[2] / angle];
    let (sin, cos) = (angle.sin(), angle.cos());
    let along = axis[0] * x[0] + axis[1] * x[1] + axis[2] * x[2];
    std::array::from_fn(|i| {
        let (j, k) = ((i + 1) % 3, (i + 2) % 3);
        let cross = axis[j] * x[k] - axis[k] * x[j];
        x[i] * cos + cross * sin + axis[i] * along * (1.0 - cos)
    })
}

fn residual<S: Scalar>(v: &[S]) -> [S; 2] {
    let turned = rotate(&v[0..3], &v[8..11]);
    let p = [turned[0] + v[3], turned[1] + v[4], turned[2] + v[5]];
    let (x, y) = (-p[0] / p[2], -p[1] / p[2]);
    let zoom = v[6] * (1.0 + v[7] * (x * x + y * y));
    [zoom * x - OBSERVED[0], zoom * y - OBSERVED[1]]
}

fn by_hand(v: &[f64]) -> SMatrix<f64, 2, 11> {
    let omega = Vector3::from_column_slice(&v[0..3]);
    let (t, x) = (
        Vector3::from_column_slice(&v[3..6]),
        Vector3::from_column_slice(&v[8..11]),
    );
    let (f, k) = (v[6], v[7]);
    let r = nalgebra::Rotation3::new(omega).into_inner();

    // ∂(R x)/∂ω = -R [x]ₓ (ω ωᵀ + (Rᵀ - 1) [ω]ₓ) / |ω|²  (Gallego and Yezzi, 2015).
    let twist =
        omega * omega.transpose() + (r.transpose() - Matrix3::identity()) * omega.cross_matrix();
    let by_omega = -r * x.cross_matrix() * twist / omega.norm_squared();

    let seen = r * x + t;
    let p = -Vector2::new(seen.x, seen.y) / seen.z;
    let s = p.norm_squared();
    let projection = Matrix2x3::new(-1.0, 0.0, -p.x, 0.0, -1.0, -p.y) / seen.z;
    let distortion = f * ((1.0 + k * s) * Matrix2::identity() + 2.0 * k * p * p.transpose());
    let by_seen = distortion * projection;

    let mut j = SMatrix::<f64, 2, 11>::zeros();
    j.fixed_view_mut::<2, 3>(0, 0)
        .copy_from(&(by_seen * by_omega));
    j.fixed_view_mut::<2, 3>(0, 3).copy_from(&by_seen);
    j.set_column(6, &((1.0 + k * s) * p));
    j.set_column(7, &(f * s * p));
    j.fixed_view_mut::<2, 3>(0, 8).copy_from(&(by_seen * r));
    j
}

fn main() {
    let residual = Jacobian::new(residual::<partials::Dual>);
    #[rustfmt::skip]
    let v = [0.1, -0.2, 0.3, 0.05, -0.1, -4.0, 400.0, -0.02, 0.3, -0.25, 0.4];

    let report = residual.check_against(by_hand, &v);
    println!("{report}");
    assert!(report.passed());

    let nearby = Check::new().random(0.02, 20, 3);
    let report = residual.check_against_with(&nearby, by_hand, &v);
    println!(
        "At {} random points nearby: {}.\n",
        report.points(),
        report.verdict()
    );
    assert!(report.passed());

    // A popular slip: the derivative of the distortion, forgotten in one place.
    let slip = |v: &[f64]| {
        let mut j = by_hand(v);
        j[(1, 7)] = 0.0;
        j
    };
    let report = residual.check_against(slip, &v);
    println!("With a mistake:\n\n{report}");
    assert!(!report.passed());
}
