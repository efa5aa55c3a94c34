//! A pendulum is swung up by a motor that is too weak to lift it: a controller plans three seconds ahead, by
//! Newton's method on all torques of the plan, twenty times a second.
//!
//! The plan is a function of the state and the torques, and its Hessian is wanted thousands of times: that is
//! what compiled derivatives are for. The same controller runs with each kind.
//!
//! ```sh
//! cargo run --release --features compiled --example swing_up
//! ```

use std::error::Error;
use std::f64::consts::PI;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use partials::{Hessian, Scalar};

/// Seconds from one control to the next.
const STEP: f64 = 0.05;
/// How many torques are planned.
const HORIZON: usize = 60;
/// How long the controller is watched, in controls.
const CONTROLS: usize = 120;
/// The largest torque; 9.81 would hold the pendulum level.
const STRONGEST: f64 = 4.0;

/// Value, gradient and Hessian.
type All = (f64, Vec<f64>, DMatrix<f64>);

/// Angle and rate after one control. An angle of 0 hangs down.
fn swing<S: Scalar>([angle, rate]: [S; 2], torque: S) -> [S; 2] {
    let rate = rate + STEP * (torque - 9.81 * angle.sin() - 0.05 * rate);
    [angle + STEP * rate, rate]
}

/// What a control stands for: a torque within the limits.
fn torque<S: Scalar>(control: S) -> S {
    STRONGEST * control.tanh()
}

/// The cost of a plan: how far from upright, how fast, and how much torque. `x` is the state, then the controls.
fn cost<S: Scalar>(x: &[S]) -> S {
    let (mut state, mut sum) = ([x[0], x[1]], S::from(0.0));
    for control in &x[2..] {
        let torque = torque(*control);
        state = swing(state, torque);
        let [angle, rate] = state;
        sum += 1.0 + angle.cos() + 0.02 * rate * rate + 0.002 * torque * torque;
    }
    let [angle, rate] = state;
    sum + 10.0 * (1.0 + angle.cos()) + rate * rate
}

/// Improves a plan by a few of Newton's steps, damped so that each goes downhill; how many Hessians it took.
fn improve(f: &impl Fn(&Vec<f64>) -> All, state: [f64; 2], controls: &mut DVector<f64>) -> usize {
    let point = |controls: &DVector<f64>| [&state[..], controls.as_slice()].concat();
    let mut damping = 1e-3;
    let mut hessians = 1;
    let (mut value, mut gradient, mut hessian) = f(&point(controls));
    for _ in 0..8 {
        let slope = DVector::from_column_slice(&gradient[2..]);
        let curvature = hessian.view((2, 2), (HORIZON, HORIZON));
        let damped = curvature + DMatrix::identity(HORIZON, HORIZON) * damping;
        let Some(factor) = damped.cholesky() else {
            damping *= 10.0;
            continue;
        };
        let next = &*controls - factor.solve(&slope);
        let found = f(&point(&next));
        hessians += 1;
        if found.0 < value {
            (value, gradient, hessian) = found;
            *controls = next;
            damping /= 4.0;
        } else {
            damping *= 10.0;
        }
    }
    hessians
}

/// Controls a pendulum that hangs at rest, with derivatives of one kind.
fn run(name: &str, f: impl Fn(&Vec<f64>) -> All) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let (mut state, mut hessians, mut upright) = ([0.0, 0.0], 0, None);
    // Hanging still is an equilibrium of the plan too: a nudge leaves it.
    let mut controls = DVector::from_element(HORIZON, 0.1);
    for control in 0..CONTROLS {
        hessians += improve(&f, state, &mut controls);
        state = swing(state, torque(controls[0]));
        // The next plan begins with what is left of this one.
        controls = DVector::from_fn(HORIZON, |i, _| controls[(i + 1).min(HORIZON - 1)]);
        let tilt = (state[0].abs() % (2.0 * PI) - PI).abs();
        if tilt > 0.1 {
            upright = None;
        } else {
            upright.get_or_insert(STEP * f64::from(control as u32 + 1));
        }
    }
    let time = start.elapsed().as_secs_f64();
    let upright = upright.ok_or("the pendulum does not stand")?;
    println!(
        "{name:<9} {:>10.0} {hessians:>9} {:>13.1} {upright:>11.2}",
        CONTROLS as f64 / time,
        1e6 * time / hessians as f64,
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "a pendulum swung up by plans of {HORIZON} torques, each improved by Newton's method\n"
    );
    println!("          controls                 us for each  upright and");
    println!("kind      per second  Hessians  Newton step    still at, s");
    let forward = Hessian::new(cost);
    run("forward", |x| forward.value_gradient_hessian(x))?;
    let reverse = Hessian::reverse(cost);
    run("reverse", |x| reverse.value_gradient_hessian(x))?;
    let compiled = Hessian::compiled(cost);
    let start = Instant::now();
    // Ahead of time, so that no control has to wait.
    compiled.compile_for(&vec![0.1; 2 + HORIZON])?;
    let ahead = start.elapsed();
    run("compiled", |x| compiled.value_gradient_hessian(x))?;
    println!(
        "\ncompiled ahead in {ahead:.1?};\n{}",
        compiled.statistics()
    );
    Ok(())
}
