//! The Jacobian of a robot arm from its forward kinematics, written once.
//!
//! `cargo run --release --example robot_arm`
//!
//! Six revolute joints in Denavit-Hartenberg parameters (those of a Puma 560, in metres). The same
//! function gives the position of the hand for plain angles and the manipulator Jacobian for dual
//! ones, and a few damped least-squares steps bring the hand to a target.

use nalgebra::{Matrix3, Rotation3, SVector, Unit, Vector3};
use partials::Jacobian;

const JOINTS: usize = 6;

/// Offset along the joint axis, length of the link, twist of the link.
const ARM: [[f64; 3]; JOINTS] = [
    [0.0, 0.0, std::f64::consts::FRAC_PI_2],
    [0.0, 0.4318, 0.0],
    [0.15005, 0.0203, -std::f64::consts::FRAC_PI_2],
    [0.4318, 0.0, std::f64::consts::FRAC_PI_2],
    [0.0, 0.0, -std::f64::consts::FRAC_PI_2],
    [0.056, 0.0, 0.0],
];

/// The position of the hand. `RealField` is nalgebra's own trait: nothing here knows of derivatives.
fn hand<T: nalgebra::RealField + Copy>(angles: &[T]) -> Vector3<T> {
    let number = |c: f64| nalgebra::convert::<f64, T>(c);
    let mut position = Vector3::zeros();
    let mut frame = Rotation3::identity();
    for (angle, [offset, length, twist]) in angles.iter().zip(ARM) {
        let turn = Rotation3::from_axis_angle(&Vector3::z_axis(), *angle);
        position += frame * Vector3::z() * number(offset);
        frame *= turn;
        position += frame * Vector3::x() * number(length);
        frame *= Rotation3::from_axis_angle(&Unit::new_unchecked(Vector3::x()), number(twist));
    }
    position
}

fn main() {
    let arm = Jacobian::new(hand);
    let mut angles = SVector::<f64, JOINTS>::from([0.3, -0.5, 0.4, 0.1, 0.2, 0.0]);

    print_row("hand at, m", hand(angles.as_slice()).as_slice());
    println!("\nJacobian, m/rad");
    for (axis, row) in ["x", "y", "z"].into_iter().zip(arm.at(&angles).row_iter()) {
        print_row(axis, row.transpose().as_slice());
    }

    let target = Vector3::new(0.3, 0.4, 0.2);
    println!();
    print_row("target, m", target.as_slice());
    println!("\n{:>4} {:>14}", "step", "distance, m");
    for step in 0..=20 {
        let (position, j) = arm.value_and_jacobian(&angles);
        let miss = target - position;
        println!("{step:>4} {:>14.3e}", miss.norm());
        if miss.norm() < 1e-12 {
            break;
        }
        // Damped least squares: dθ = Jᵀ (J Jᵀ + λ I)⁻¹ miss
        let damped = j * j.transpose() + Matrix3::identity() * (1e-2 * miss.norm_squared());
        let pull = damped.cholesky().expect("positive definite").solve(&miss);
        angles += j.transpose() * pull;
    }
    println!();
    print_row("angles, rad", angles.as_slice());
}

fn print_row(name: &str, numbers: &[f64]) {
    let numbers: String = numbers.iter().map(|v| format!(" {v:>9.4}")).collect();
    println!("{name:<12}{numbers}");
}
