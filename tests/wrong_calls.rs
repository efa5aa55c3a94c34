//! What the compiler says about calls that a newcomer may try and that cannot work, and that the
//! remedies it is told to name do work.
//!
//! After a deliberate change: `TRYBUILD=overwrite cargo test --test wrong_calls`, then read the
//! difference as a newcomer would.

use std::io::Write;
use std::process::Command;

use partials::{Derivative, Gradient, Hessian, Jacobian, Scalar};

/// The release that the `.stderr` files were made with. Others word and order their messages
/// differently, so that a difference would say nothing about this crate.
const COMPILER: &str = "rustc 1.95.0";

#[test]
#[cfg_attr(
    any(
        feature = "faer",
        feature = "compiled",
        feature = "rayon",
        feature = "argmin",
        feature = "levenberg-marquardt",
        feature = "optimization-engine"
    ),
    ignore = "some calls are wrong for want of a feature, and faer adds to what the compiler lists"
)]
fn messages() {
    let compiler = compiler();
    if !compiler.starts_with(COMPILER) {
        // Past the capture of the test harness: a test that did not run should be seen.
        let _ = writeln!(
            std::io::stderr(),
            "wrong_calls: skipped, the messages are those of {COMPILER}, this is {compiler}"
        );
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/wrong_calls/*.rs");
}

/// What the compiler at work calls itself.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("cargo found this compiler");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn remedies_in_the_messages() {
    fn f<S: Scalar>(x: &[S]) -> S {
        2.0 * x[0]
    }
    fn g<S: Scalar>(x: S) -> S {
        2.0 * x
    }
    let (k, n) = (3.0f32, 2usize);
    assert_eq!(Gradient::new(|x| 2.0 * x[0]).at(&[1.0, 2.0]), [2.0, 0.0]);
    assert_eq!(Gradient::new(|x| f64::from(k) * x[0]).at(&[1.0]), [3.0]);
    assert_eq!(Gradient::new(|x| n as f64 * x[0]).at(&[1.0]), [2.0]);
    assert_eq!(Gradient::new(|_| 4.0.into()).at(&[1.0]), [0.0]);
    assert_eq!(Derivative::new(|_| 4.0.into()).at(1.0), 0.0);
    let branch = Hessian::new(|x| if x[0] > 0.0 { x[0] } else { 0.0.into() });
    assert_eq!(branch.at(&[1.0])[(0, 0)], 0.0);
    assert_eq!(Gradient::new(f).at(&[1.0]), [2.0]);
    assert_eq!(Gradient::new(f).at(&[1.0f32]), [2.0f32]);
    assert_eq!(f(&[f64::from(k)]), 6.0);
    assert_eq!(Derivative::new(g).at(1.0), 2.0);
    let zeros = Jacobian::new(|_| [0.0.into(), 1.0.into()]).at(&[1.0]);
    assert_eq!(zeros, nalgebra::matrix![0.0; 0.0]);
    let tried = Gradient::try_new(|x| if x[0] > 0.0 { Ok(x[0]) } else { Err(()) });
    assert_eq!(tried.at(&[1.0]), Ok([1.0]));
}
