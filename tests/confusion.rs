//! Derivatives inside derivatives: right at a `Dual` point, refused where levels would be mixed up.

use std::panic::{AssertUnwindSafe, catch_unwind};

use approx::assert_relative_eq;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian};

/// The message of the panic in `f`, or nothing.
fn panic_of<R>(f: impl FnOnce() -> R) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(f)).err()?;
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|s| s.to_string()))
}

#[track_caller]
fn refused<R>(f: impl FnOnce() -> R) {
    let message = panic_of(f).expect("mixed levels were not noticed");
    assert!(message.contains("perturbation confusion"), "{message}");
    assert!(message.contains("x.lift("), "{message}");
}

#[test]
fn the_classic() {
    refused(|| {
        Derivative::new(|x| {
            let inner = Derivative::new(|y| x + y).at(1.0);
            x * inner
        })
        .at(1.0)
    });
    let right = Derivative::new(|x| {
        let inner = Derivative::new(|y| x + y).at(x.lift(1.0));
        x * inner
    });
    assert_eq!(right.at(1.0), 1.0);
}

#[test]
fn a_leak_that_vanishes_at_the_point() {
    // d/dx (x · d/dy (x y) at y = 0) = 2x. The inner value does not depend on x at y = 0.
    refused(|| Derivative::new(|x| x * Derivative::new(|y| x * y).at(0.0)).at(3.0));
    let right = Derivative::new(|x| x * Derivative::new(|y| x * y).at(x.lift(0.0)));
    assert_eq!(right.at(3.0), 6.0);
}

#[test]
fn a_leak_between_coordinates() {
    refused(|| {
        Gradient::new(|x| {
            let inner = Gradient::new(|y| x[0] * (y[0] - y[1])).at(&[1.0, 1.0]);
            x[0] * inner[0]
        })
        .at(&[3.0])
    });
}

#[test]
fn every_operator_refuses() {
    let outer = |f: &dyn Fn(Dual) -> f64| {
        Gradient::new(|x| x[0] * f(x[0])).at(&[2.0]);
    };
    refused(|| outer(&|x| Gradient::new(|y| x * y[0]).at(&[1.0])[0]));
    refused(|| outer(&|x| Gradient::new(|y| x * y[0]).jvp(&[1.0], &[1.0])));
    refused(|| outer(&|x| Jacobian::new(|y| [x * y[0]]).at(&[1.0])[(0, 0)]));
    refused(|| outer(&|x| Jacobian::new(|y| [x * y[0]]).jvp(&[1.0], &[1.0])[0]));
    refused(|| outer(&|x| Jacobian::new(|y| [x * y[0]]).divergence(&[1.0])));
    // The outer dual and the inner level of a nested number are one type.
    refused(|| outer(&|x| Hessian::new(|y| x * y[0] * y[0]).at(&[1.0])[(0, 0)]));
    refused(|| outer(&|x| Hessian::new(|y| x * y[0] * y[0]).hvp(&[1.0], &[1.0])[0]));
    refused(|| outer(&|x| Hessian::new(|y| x * y[0] * y[0]).laplacian(&[1.0])));
    refused(|| Derivative::new(|x| x * Derivative::new(|y| x * y * y).second(1.0)).at(2.0));
    refused(|| {
        let f =
            Derivative::new(|x| Derivative::try_new(|y| Ok::<_, ()>(x * y)).at(1.0).unwrap() * x);
        f.at(2.0)
    });
}

#[test]
fn levels_in_the_types_are_right() {
    // ∂/∂x ∂/∂y (x² y³) = 6 x y², the inner point being a variable of the outer derivative.
    let mixed = Gradient::new(|x| Derivative::new(|y| x[0] * x[0] * y.powi(3)).at(x[1]));
    assert_eq!(mixed.at(&[2.0, 3.0]), [6.0 * 2.0 * 9.0, 4.0 * 6.0 * 3.0]);

    // An outer number on either side of every operator.
    let f = Gradient::new(|x| {
        Derivative::new(|y| (x[0] + y) * (y - x[0]) / (x[0] / y) % x[0]).at(x[1])
    });
    let (value, _) = f.value_and_gradient(&[2.0, 3.0]);
    assert_relative_eq!(value, (3.0 * 9.0 - 4.0) / 2.0, max_relative = 1e-15);

    // A gradient inside a gradient is a Hessian.
    let column = |k: usize| Gradient::new(move |x| Gradient::new(|y| y[0] * y[0] * y[1]).at(x)[k]);
    assert_eq!(column(0).at(&[3.0, 5.0]), [10.0, 6.0]);
    assert_eq!(column(1).at(&[3.0, 5.0]), [6.0, 0.0]);

    // Three levels.
    let third =
        Derivative::new(|x| Derivative::new(|y| Derivative::new(|z| z.powi(4)).at(y)).at(x));
    assert_eq!(third.at(2.0), 48.0);
}

#[test]
fn an_inner_derivative_of_data_is_left_alone() {
    // Nothing of the outer level enters: nothing to refuse, and the answer is a constant.
    let f = Derivative::new(|x| x * Derivative::new(|y| y * y).at(3.0));
    assert_eq!(f.at(5.0), 6.0);
    // The outer value, taken as a number on purpose.
    let f = Derivative::new(|x| x * Derivative::new(|y| y * y).at(x.re()));
    assert_eq!(f.at(5.0), 10.0);
}

#[test]
fn side_by_side_is_not_nested() {
    let x: Dual = Dual::variable(3.0, 0);
    assert_eq!(Gradient::new(|y| y[0] * x.value).at(&[1.0]), [3.0]);
    // After a panic inside, the next derivative starts outside again.
    assert!(panic_of(|| Derivative::new(|_| panic!("inside")).at(1.0)).is_some());
    let mut evaluations = std::cell::Cell::new(0);
    let f = Gradient::new(|x| {
        evaluations.set(evaluations.get() + 1);
        x[0]
    });
    f.at(&[1.0]);
    assert_eq!(*evaluations.get_mut(), 1);
}

#[test]
fn constants_come_in_over_several_levels() {
    // d/dx ∂²/∂y² (x y³) at y = 2: 6y
    let two = Derivative::new(|x| Derivative::new(|y| y.lift(x) * y.powi(3)).second(x.lift(2.0)));
    assert_eq!(two.at(5.0), 12.0);
    // d/dx ∂³/∂y³ (x y³): 6
    let three = Derivative::new(|x| Derivative::new(|y| y.lift(x) * y.powi(3)).third(x.lift(2.0)));
    assert_eq!(three.at(5.0), 6.0);
    // A Hessian inside, forward and over reverse, of an outer gradient by both kinds.
    let trace = |h: nalgebra::Matrix2<Dual>| h[(0, 0)] + h[(1, 1)];
    let forward = Gradient::new(|x| {
        let y = [x[0].lift(1.0), x[0].lift(2.0)];
        trace(
            Hessian::new(|y| y[0].lift(x[0]) * y[0] * y[0] + y[1].lift(x[1]) * y[1].powi(3)).at(&y),
        )
    });
    assert_eq!(forward.at(&[5.0, 7.0]), [2.0, 12.0]);
    let reverse = Gradient::new(|x| {
        let y = [x[0].lift(1.0), x[0].lift(2.0)];
        trace(
            Hessian::reverse(|y| y[0].lift(x[0]) * y[0] * y[0] + y[1].lift(x[1]) * y[1].powi(3))
                .at(&y),
        )
    });
    assert_eq!(reverse.at(&[5.0, 7.0]), [2.0, 12.0]);
    let outer = Gradient::reverse(|x| {
        let h = Hessian::new(|y| y[0].lift(x[0]) * y[0] * y[0]).at(&[x[0].lift(1.0)]);
        h[(0, 0)]
    });
    assert_eq!(outer.at(&[5.0]), [2.0]);
}

/// A panic in an evaluation of the operator's own leaves nothing behind on the thread.
#[test]
fn after_a_panic_everything_is_as_before() {
    for stops_at in 1..6 {
        let calls = std::cell::Cell::new(0);
        let f = |x: &[Dual]| {
            calls.set(calls.get() + 1);
            assert!(calls.get() != stops_at, "stopped");
            (x[0] * x[0]).cbrt() + x[1]
        };
        let stopped = panic_of(|| Gradient::new(f).at(&[0.0, 2.0]));
        assert_eq!(stopped.is_some(), calls.get() == stops_at);
        assert_eq!(Gradient::new(|x| x[0] * x[0]).at(&[1.0]), [2.0]);
        assert_eq!(Gradient::reverse(|x| x[0] * x[0]).at(&[1.0]), [2.0]);
        assert_eq!(Hessian::new(|x| x[0] * x[1]).at(&[1.0, 1.0])[(0, 1)], 1.0);
    }
}
