//! The risks of a tape: one recording inside another, variables that leave theirs, threads, panics,
//! memory that grows while a function runs, and its limit.

#[path = "common/panics.rs"]
mod panics;

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use nalgebra::DMatrix;
use panics::message_of;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar, Var};

/// A function that joins variables at every step, with every derivative different.
fn mixed<S: Scalar>(x: &[S]) -> S {
    let mut sum = S::from(1.0);
    for (i, v) in x.iter().enumerate() {
        sum = sum * (0.3 * v).cos() + v * x[(i + 1) % x.len()];
    }
    sum
}

/// A gradient that is known, of a function that a correct tape has to join several times.
#[track_caller]
fn the_tape_works() {
    let g = Gradient::reverse(|x| x[0] * x[1] * x[2] + x[0] * x[0]).at(&[2.0, 3.0, 5.0]);
    assert_eq!(g, [19.0, 10.0, 6.0]);
}

#[track_caller]
fn close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    let size = expected
        .iter()
        .fold(1e-300_f64, |size, e| size.max(e.abs()));
    for (i, (g, e)) in got.iter().zip(expected).enumerate() {
        assert!(
            (g - e).abs() <= 1e-12 * size,
            "entry {i}: {g} instead of {e}"
        );
    }
}

#[track_caller]
fn is_refused<R>(f: impl FnOnce() -> R, part: &str) {
    let message = message_of(f);
    assert!(message.contains(part), "{message}");
    the_tape_works();
}

/// Of an enclosing derivative.
const CONFUSION: &str = "perturbation confusion";
/// Of no recording under way.
const OUTSIDE: &str = "outside of its recording";

mod nested {
    use super::*;

    #[test]
    fn derivatives_of_every_kind_stand_in_those_of_every_other() {
        // The inner gradient of x₀² x₁³ is (2 x₀ x₁³, 3 x₀² x₁²); their product is 6 x₀³ x₁⁵.
        macro_rules! levels {
            ($($outer:ident in $inner:ident;)*) => {$(
                let f = Gradient::$outer(|x| {
                    let g = Gradient::$inner(|y| y[0].powi(2) * y[1].powi(3)).at(x);
                    g[0] * g[1]
                });
                let (value, gradient) = f.value_and_gradient(&[2.0, 3.0]);
                assert_eq!(value, 6.0 * 8.0 * 243.0);
                assert_eq!(gradient, [18.0 * 4.0 * 243.0, 30.0 * 8.0 * 81.0]);
                the_tape_works();
            )*};
        }
        levels! { new in new; new in reverse; reverse in new; reverse in reverse; }
        #[cfg(feature = "compiled")]
        levels! { compiled in new; compiled in reverse; }
    }

    #[test]
    fn three_levels() {
        // By every arrangement of kinds as by forward mode alone.
        macro_rules! levels {
            ($($a:ident $b:ident $c:ident;)*) => {
                [$({
                    let f = Gradient::$a(|x| {
                        let middle = Gradient::$b(|y| {
                            let g = Gradient::$c(|z| z[0].powi(4) * z[1].powi(4)).at(y);
                            g[0] + g[1] * y[0]
                        });
                        let g = middle.at(x);
                        g[0] * x[1] + g[1]
                    });
                    f.at(&[1.5, 0.5])
                }),*]
            };
        }
        let found: [[f64; 2]; 8] = levels! {
            new new new; new new reverse; new reverse new; reverse new new;
            new reverse reverse; reverse new reverse; reverse reverse new; reverse reverse reverse;
        };
        for g in &found[1..] {
            close(g, &found[0]);
        }
        #[cfg(feature = "compiled")]
        for g in levels! {
            compiled new new; compiled new reverse; compiled reverse new; compiled reverse reverse;
        } {
            close(&g, &found[0]);
        }
        the_tape_works();
    }

    #[test]
    fn hessians_in_gradients_and_gradients_in_hessians() {
        let x = [0.4, -0.7, 1.1];
        let trace = Gradient::new(|x| Hessian::new(mixed).laplacian(x)).at(&x);
        macro_rules! levels {
            ($($outer:ident $inner:ident;)*) => {$(
                let f = Gradient::$outer(|x| Hessian::$inner(mixed).laplacian(x));
                close(&f.at(&x), &trace);
                let v = [0.5, 2.0, -1.0];
                let f = Gradient::$outer(|x| Hessian::$inner(mixed).hvp(x, &v.map(|v| x[0].lift(v)))[1]);
                let g = Gradient::new(|x| Hessian::new(mixed).hvp(x, &v.map(|v| x[0].lift(v)))[1]);
                close(&f.at(&x), &g.at(&x));
                let f = Hessian::$outer(|x| Gradient::$inner(mixed).at(x)[2].sin());
                let h = Hessian::new(|x| Gradient::new(mixed).at(x)[2].sin());
                close(f.at(&x).as_slice(), h.at(&x).as_slice());
                let f = Jacobian::$outer(|x| Gradient::$inner(mixed).at(x).to_vec());
                close(f.at(&x).as_slice(), Hessian::new(mixed).at(&x).as_slice());
                let f = Jacobian::$outer(|x| Jacobian::$inner(|y| [mixed(y), y[0] * y[1]]).at(x).as_slice().to_vec());
                let j = Jacobian::new(|x| Jacobian::new(|y| [mixed(y), y[0] * y[1]]).at(x).as_slice().to_vec());
                close(f.at(&x).as_slice(), j.at(&x).as_slice());
            )*};
        }
        levels! { new reverse; reverse new; reverse reverse; }
        #[cfg(feature = "compiled")]
        levels! { compiled new; compiled reverse; }
        the_tape_works();
    }

    /// Forward mode in one variable inside a recording, the outer variable as its point or in the
    /// function.
    #[test]
    fn the_outer_variable_is_used_at_an_inner_point_of_its_type() {
        macro_rules! outer {
            ($($new:ident)*) => {$(
                // ∂/∂y (x² y³) = 3 x² y², by x 6 x y² and by y 6 x² y.
                let f = Gradient::$new(|x| Derivative::new(|y| x[0] * x[0] * y.powi(3)).at(x[1]));
                assert_eq!(f.at(&[2.0, 3.0]), [108.0, 72.0]);
                let f = Gradient::$new(|x| {
                    Gradient::reverse(|y| x[0] * x[0] * y[0].powi(3)).at(&[x[0].lift(3.0)])[0] * x[1]
                });
                // 3 x₀² 9 x₁
                assert_eq!(f.at(&[2.0, 5.0]), [270.0 * 2.0, 108.0]);
                let f = Gradient::$new(|x| {
                    Gradient::new(|y| x[0] * x[0] * y[0].powi(3)).at(&[x[0].lift(3.0)])[0] * x[1]
                });
                assert_eq!(f.at(&[2.0, 5.0]), [270.0 * 2.0, 108.0]);
                // An outer number on either side of every operator.
                let f = Gradient::$new(|x| {
                    let inner = Gradient::reverse(|y| {
                        (x[0] + y[0]) * (y[0] - x[0]) / (x[0] / y[0]) % x[0]
                    });
                    inner.at(&[x[1]])[0]
                });
                let (value, _): (f64, _) = f.value_and_gradient(&[2.0, 3.0]);
                assert!((value - (3.0 * 9.0 - 4.0) / 2.0).abs() < 1e-14);
            )*};
        }
        outer!(new reverse);
        #[cfg(feature = "compiled")]
        outer!(compiled);
    }

    #[test]
    fn an_inner_recording_of_data_is_left_alone() {
        macro_rules! levels {
            ($($outer:ident in $inner:ident;)*) => {$(
                let f = Gradient::$outer(|x| {
                    let inner = Gradient::$inner(|y| y[0] * y[1] * y[1]).at(&[3.0, 2.0]);
                    x[0] * inner[0] + x[1] * x[0] * inner[1]
                });
                assert_eq!(f.at(&[5.0, 7.0]), [4.0 + 7.0 * 12.0, 5.0 * 12.0]);
                let f = Gradient::$outer(|x| {
                    let inner = Hessian::$inner(|y| y[0] * y[1] * y[1]).at(&[3.0, 2.0]);
                    x[0] * x[1] * inner[(0, 1)]
                });
                assert_eq!(f.at(&[5.0, 7.0]), [28.0, 20.0]);
            )*};
        }
        levels! { reverse in reverse; }
        #[cfg(feature = "compiled")]
        levels! {
            compiled in new; compiled in reverse; compiled in compiled; new in compiled;
            reverse in compiled;
        }
    }
}

mod confused {
    use super::*;

    #[test]
    fn the_outer_variable_is_refused_in_an_inner_recording() {
        let outer = |f: &dyn Fn(Var) -> f64| {
            Gradient::reverse(|x| x[0] * x[1] * f(x[0])).at(&[2.0, 1.0]);
        };
        let confused = |f: &dyn Fn(Var) -> f64| is_refused(|| outer(f), CONFUSION);
        confused(&|x| Gradient::reverse(|y| x + y[0]).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|y| y[0] - x).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|y| x * y[0]).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|y| y[0] / x).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|y| y[0].hypot(x)).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|y| x.powd(y[0])).at(&[1.0])[0]);
        // Ties, singular points, and what rounds away.
        confused(&|x| Gradient::reverse(|y| y[0].max(x)).at(&[2.0])[0]);
        confused(&|x| Gradient::reverse(|y| (x - 2.0).hypot(y[0])).at(&[0.0])[0]);
        confused(&|x| Gradient::reverse(|y| y[0] + (x - 2.0).abs()).at(&[0.0])[0]);
        confused(&|x| Gradient::reverse(|y| y[0] + (x - 2.0).sqrt()).at(&[0.0])[0]);
        // The outer variable alone is returned, or stands in an operation of its own.
        confused(&|x| Gradient::reverse(|_| x).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|_| x.sin()).at(&[1.0])[0]);
        confused(&|x| Gradient::reverse(|y| y[0] + (x - x)).at(&[1.0])[0]);
        // Every operator.
        confused(&|x| Gradient::reverse(|y| x * y[0]).jvp(&[1.0], &[1.0]));
        confused(&|x| Jacobian::reverse(|y| [x * y[0]]).at(&[1.0])[(0, 0)]);
        confused(&|x| Jacobian::reverse(|y| [y[0], x]).at(&[1.0])[(0, 0)]);
        confused(&|x| Jacobian::reverse(|y| [x * y[0]]).jvp(&[1.0], &[1.0])[0]);
        confused(&|x| Jacobian::reverse(|y| [x * y[0]]).divergence(&[1.0]));
        confused(&|x| {
            Gradient::try_reverse(|y| Ok::<_, ()>(x * y[0]))
                .at(&[1.0])
                .unwrap()[0]
        });
    }

    /// As it shows at no value: the result does not depend on the outer variable at this point.
    #[test]
    fn a_product_with_zero_is_refused_too() {
        let f = Gradient::reverse(|x| {
            let inner = Gradient::reverse(|y| x[0] * y[0] * y[0]).at(&[0.0]);
            x[0] * inner[0]
        });
        is_refused(|| f.at(&[3.0]), CONFUSION);
        let f = Gradient::reverse(|x| {
            let zero = x[0] - x[0];
            Gradient::reverse(|y| zero * y[0]).at(&[1.0])[0] * x[0]
        });
        is_refused(|| f.at(&[3.0]), CONFUSION);
    }

    /// From two levels further out, past a recording on another tape or on the same.
    #[test]
    fn a_variable_of_two_levels_further_out_is_refused() {
        let f = Gradient::reverse(|x| {
            let middle =
                Gradient::reverse(|y| y[0] * Gradient::reverse(|z| x[0] * z[0]).at(&[1.0])[0]);
            x[0] * middle.at(&[1.0])[0]
        });
        is_refused(|| f.at(&[3.0]), CONFUSION);
        let f = Gradient::reverse(|x| {
            let middle =
                Gradient::reverse(|y| y[0] * Gradient::reverse(|z| x[0] * z[0]).at(&[1.0])[0]);
            middle.at(x)[0]
        });
        is_refused(|| f.at(&[3.0]), CONFUSION);
    }

    #[test]
    fn the_message_says_how_to_write_it() {
        let f = Gradient::reverse(|x| Gradient::reverse(|y| x[0] * y[0]).at(&[1.0])[0] * x[0]);
        is_refused(|| f.at(&[3.0]), "x.lift(");
    }
}

mod astray {
    use super::*;

    #[test]
    fn a_variable_kept_after_its_recording_is_refused() {
        let kept = Cell::new(None);
        let f = Gradient::reverse(|x| {
            kept.set(Some((x[0], x[1], x[0] * x[1])));
            x[0] * x[1]
        });
        f.at(&[2.0, 3.0]);
        let (a, b, ab) = kept.get().unwrap();
        // Outside of any recording.
        is_refused(|| a * b, OUTSIDE);
        is_refused(|| a + ab, OUTSIDE);
        is_refused(|| (a - 2.0).hypot(b - 3.0), OUTSIDE);
        is_refused(|| (a - 2.0).abs(), OUTSIDE);
        // In a later one, also of the same function.
        is_refused(|| Gradient::reverse(|x| x[0] * a).at(&[1.0]), OUTSIDE);
        is_refused(|| Gradient::reverse(|_| a).at(&[1.0]), OUTSIDE);
        is_refused(|| Gradient::reverse(|x| x[0] + a * b).at(&[1.0]), OUTSIDE);
        is_refused(|| Jacobian::reverse(|x| [x[0], ab]).at(&[1.0]), OUTSIDE);
        is_refused(|| Gradient::reverse(|_| ab).jvp(&[1.0], &[1.0]), OUTSIDE);
        let again = Gradient::reverse(|x| match kept.get() {
            Some((_, _, old)) => x[0] * old,
            None => x[0],
        });
        is_refused(|| again.at(&[2.0, 3.0]), OUTSIDE);
        // From an inner recording into the one around it.
        let f = Gradient::reverse(|x| {
            let inner = Cell::new(None);
            Gradient::reverse(|y| {
                inner.set(Some(y[0] * y[1]));
                y[0]
            })
            .at(&[1.0, 2.0]);
            x[0] * inner.get().unwrap()
        });
        is_refused(|| f.at(&[1.0]), OUTSIDE);
        // The value may be taken out.
        assert_eq!(Gradient::reverse(|x| x[0] * ab.re()).at(&[1.0]), [6.0]);
    }

    /// A variable of a Hessian's recording, in the next one for other columns.
    #[test]
    fn a_variable_kept_from_one_evaluation_to_the_next_is_refused() {
        let kept = RefCell::new(Vec::new());
        let f = Hessian::reverse(|x| {
            kept.borrow_mut().push(x[0]);
            x.iter().map(|v| v * kept.borrow()[0]).sum()
        });
        is_refused(|| f.at(&vec![1.0; 9]), OUTSIDE);
    }

    #[test]
    fn a_variable_on_another_thread_is_refused_there() {
        let f = Gradient::reverse(|x| {
            let (a, b) = (x[0], x[1]);
            let there = |f: &(dyn Fn() -> Var + Sync)| {
                thread::scope(|scope| scope.spawn(|| message_of(f)).join().unwrap())
            };
            let operations: [&(dyn Fn() -> Var + Sync); 4] = [
                &|| a * b,
                &|| (a - 2.0).hypot(b - 3.0),
                &|| Var::constant(Gradient::reverse(|y| y[0] * a).at(&[1.0])[0]),
                &|| Var::constant(Gradient::reverse(|_| b).at(&[1.0])[0]),
            ];
            for operation in operations {
                let message = there(operation);
                assert!(message.contains(OUTSIDE), "{message}");
            }
            // Numbers of one variable, and a recording of data, are no harm to anyone.
            let (s, slope) = thread::scope(|scope| {
                let there = scope.spawn(|| {
                    (
                        a.sin(),
                        Gradient::reverse(|y| y[0] * y[1]).at(&[5.0, 7.0])[0],
                    )
                });
                there.join().unwrap()
            });
            s * b * slope
        });
        let g = f.at(&[2.0, 3.0]);
        close(&g, &[21.0 * 2f64.cos(), 7.0 * 2f64.sin()]);
        the_tape_works();
    }

    #[test]
    fn constants_go_anywhere() {
        let kept = Cell::new(Var::constant(0.0));
        Gradient::reverse(|x| {
            kept.set(0.0 * x[0] + 4.0);
            x[0]
        })
        .at(&[1.0]);
        let c = kept.get();
        assert_eq!((c * c).value, 16.0);
        assert_eq!(
            Gradient::reverse(|x| x[0] * c * x[1]).at(&[1.0, 2.0]),
            [8.0, 4.0]
        );
        let there = thread::spawn(move || (c * c + 1.0).value).join();
        assert_eq!(there.unwrap(), 17.0);
        // Their arithmetic needs no recording, at kinks and singular points either.
        let zero = Var::constant(0.0);
        for y in [
            zero.abs(),
            zero.max(zero),
            zero.hypot(zero),
            zero.sqrt(),
            zero / 1e-320,
        ] {
            assert_eq!(y.value, 0.0);
        }
        the_tape_works();
    }

    #[test]
    fn threads_that_record_at_once_give_the_same_bits() {
        let x: Vec<f64> = (0..700).map(|i| (0.37 * f64::from(i)).sin()).collect();
        let all = || {
            let g = Gradient::reverse(mixed).at(&x);
            let h = Hessian::reverse(mixed).hvp(&x[..40], &x[40..80]);
            let j = Jacobian::reverse(|x| vec![mixed(x), mixed(&x[..7]), x[3] * x[4]]).at(&x[..20]);
            let numbers = g.into_iter().chain(h).chain(j.iter().copied());
            numbers.map(f64::to_bits).collect::<Vec<_>>()
        };
        let alone = all();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..5).all(|_| all() == alone)))
                .collect();
            assert!(threads.into_iter().all(|t| t.join().unwrap()));
        });
    }
}

/// The same risks of a trace, of which there is one at a time on a thread.
#[cfg(feature = "compiled")]
mod traced {
    use partials::Trace;

    use super::*;

    /// A trace that starts anew.
    #[track_caller]
    fn the_trace_works() {
        let g = Gradient::compiled(|x| x[0] * x[1] * x[2] + x[0] * x[0]).at(&[2.0, 3.0, 5.0]);
        assert_eq!(g, [19.0, 10.0, 6.0]);
    }

    #[track_caller]
    fn is_refused<R>(f: impl FnOnce() -> R, part: &str) {
        let message = message_of(f);
        assert!(message.contains(part), "{message}");
        the_trace_works();
    }

    #[test]
    fn the_outer_variable_is_refused_in_an_inner_trace() {
        let outer = |f: &dyn Fn(Trace) -> f64| {
            Gradient::compiled(|x| x[0] * x[1] * f(x[0])).at(&[2.0, 1.0]);
        };
        let refused = |f: &dyn Fn(Trace) -> f64| is_refused(|| outer(f), OUTSIDE);
        refused(&|x| Gradient::compiled(|y| x + y[0]).at(&[1.0])[0]);
        refused(&|x| Gradient::compiled(|y| x * y[0]).at(&[1.0])[0]);
        refused(&|x| Gradient::compiled(|y| y[0].max(x)).at(&[2.0])[0]);
        refused(&|x| Gradient::compiled(|y| if x > y[0] { y[0] } else { -y[0] }).at(&[2.0])[0]);
        refused(&|x| Gradient::compiled(|_| x).at(&[1.0])[0]);
        refused(&|x| Gradient::compiled(|_| x.sin()).at(&[1.0])[0]);
        refused(&|x| Gradient::compiled(|y| y[0] + (x - x)).at(&[1.0])[0]);
        refused(&|x| Gradient::compiled(|y| x * y[0]).jvp(&[1.0], &[1.0]));
        refused(&|x| Hessian::compiled(|y| x * y[0]).at(&[1.0])[(0, 0)]);
        refused(&|x| Jacobian::compiled(|y| [y[0], x]).at(&[1.0])[(0, 0)]);
    }

    #[test]
    fn a_number_kept_after_its_trace_is_refused() {
        let kept = Cell::new(None);
        let f = Gradient::compiled(|x| {
            kept.set(Some((x[0], x[1], x[0] * x[1])));
            x[0] * x[1]
        });
        f.at(&[2.0, 3.0]);
        let (a, b, ab) = kept.get().unwrap();
        is_refused(|| a * b, OUTSIDE);
        is_refused(|| a.sin(), OUTSIDE);
        is_refused(|| a > b, OUTSIDE);
        is_refused(|| -ab, OUTSIDE);
        is_refused(|| Gradient::compiled(|x| x[0] * a).at(&[1.0]), OUTSIDE);
        is_refused(|| Gradient::compiled(|_| ab).at(&[1.0]), OUTSIDE);
        // From an inner trace into the one around it.
        let f = Gradient::compiled(|x| {
            let inner = Cell::new(None);
            Gradient::compiled(|y| {
                inner.set(Some(y[0] * y[1]));
                y[0]
            })
            .at(&[1.0, 2.0]);
            x[0] * inner.get().unwrap()
        });
        is_refused(|| f.at(&[1.0]), OUTSIDE);
    }

    #[test]
    fn a_number_on_another_thread_is_refused_there() {
        let f = Gradient::compiled(|x| {
            let (a, b) = (x[0], x[1]);
            let there = |f: &(dyn Fn() -> Trace + Sync)| {
                thread::scope(|scope| scope.spawn(|| message_of(f)).join().unwrap())
            };
            let operations: [&(dyn Fn() -> Trace + Sync); 3] = [&|| a * b, &|| a.sin(), &|| {
                Trace::constant(Gradient::compiled(|y| y[0] * a).at(&[1.0])[0])
            }];
            for operation in operations {
                let message = there(operation);
                assert!(message.contains(OUTSIDE), "{message}");
            }
            let slope = thread::scope(|scope| {
                let there = scope.spawn(|| Gradient::compiled(|y| y[0] * y[1]).at(&[5.0, 7.0])[0]);
                there.join().unwrap()
            });
            a.sin() * b * slope
        });
        let g = f.at(&[2.0, 3.0]);
        close(&g, &[21.0 * 2f64.cos(), 7.0 * 2f64.sin()]);
        the_trace_works();
    }

    #[test]
    fn constants_go_anywhere() {
        let c = Trace::constant(4.0);
        let product = Gradient::compiled(|x| x[0] * c * x[1]);
        assert_eq!(product.at(&[1.0, 2.0]), [8.0, 4.0]);
        let there = thread::spawn(move || (c * c + 1.0).re()).join();
        assert_eq!(there.unwrap(), 17.0);
        let zero = Trace::constant(0.0);
        for y in [
            zero.abs(),
            zero.max(zero),
            zero.hypot(zero),
            zero.sqrt(),
            zero / 1e-320,
        ] {
            assert_eq!(y, 0.0);
        }
    }

    #[test]
    fn a_panic_leaves_a_thread_that_traces() {
        for at in 0..3 {
            let step = |k: usize| assert!(k != at, "step {at}");
            let f = Gradient::compiled(|x| {
                step(0);
                let y = x[0] * x[1];
                step(1);
                let z = Gradient::new(|y| {
                    step(2);
                    y[0] * y[1]
                });
                y + z.at(x)[0]
            });
            for _ in 0..2 {
                is_refused(|| f.at(&[0.5, 0.25]), &format!("step {at}"));
            }
        }
    }

    #[test]
    fn a_function_may_catch_its_own_panic() {
        let f = Gradient::compiled(|x| {
            let risky = || {
                let y = x[0] * x[1];
                assert!(y < 0.0, "positive");
                y
            };
            match catch_unwind(AssertUnwindSafe(risky)) {
                Ok(y) => y,
                Err(_) => x[0] * x[2],
            }
        });
        assert_eq!(f.at(&[2.0, 3.0, 5.0]), [5.0, 0.0, 2.0]);
        assert_eq!(f.at(&[-2.0, 3.0, 5.0]), [3.0, -2.0, 0.0]);
    }

    #[test]
    fn nothing_of_the_variables() {
        let constant = Gradient::compiled(|_| 4.0.into());
        assert_eq!(constant.value_and_gradient(&[1.0, 2.0]), (4.0, [0.0; 2]));
        let zero = Gradient::compiled(|x| 0.0 * x[0] + 4.0);
        assert_eq!(zero.value_and_gradient(&[1.0, 2.0]), (4.0, [0.0; 2]));
        let second = Gradient::compiled(|x| x[1]);
        assert_eq!(second.at(&[1.0, 2.0]), [0.0, 1.0]);
        assert_eq!(second.jvp(&[1.0, 2.0], &[5.0, 7.0]), 7.0);
        let h = Hessian::compiled(|_| 4.0.into()).value_gradient_hessian(&[1.0, 2.0]);
        assert_eq!((h.0, h.1, h.2.amax()), (4.0, [0.0; 2], 0.0));
        let f = Jacobian::compiled(|x| [4.0.into(), x[1], x[0] * x[1]]);
        assert_eq!(
            f.at(&[2.0, 3.0]),
            nalgebra::matrix![0.0, 0.0; 0.0, 1.0; 3.0, 2.0]
        );
        let none = Jacobian::compiled(|_| Vec::<Trace>::new());
        assert_eq!(none.at(&[1.0, 2.0]).shape(), (0, 2));
    }

    #[test]
    fn no_variables_at_all() {
        let none: [f64; 0] = [];
        let f = Gradient::compiled(|x| x.iter().sum::<Trace>() + 2.0);
        assert_eq!(f.value_and_gradient(&none), (2.0, []));
        assert_eq!(f.value_and_gradient(&none[..]), (2.0, vec![]));
        assert_eq!(f.jvp(&none, &none), 0.0);
        let f = Hessian::compiled(|x| x.iter().sum::<Trace>() + 2.0);
        let (value, gradient, hessian) = f.value_gradient_hessian(&none[..]);
        assert_eq!((value, gradient, hessian.shape()), (2.0, vec![], (0, 0)));
        let _: [f64; 0] = f.hvp(&none, &none);
        assert_eq!(f.laplacian(&none), 0.0);
        let f = Jacobian::compiled(|_| [2.0.into(), 3.0.into()]);
        let (values, jacobian) = f.value_and_jacobian(&none[..]);
        assert_eq!((values, jacobian.shape()), ([2.0, 3.0], (2, 0)));
    }
}

mod failing {
    use super::*;

    #[test]
    fn a_panic_leaves_a_tape_that_works() {
        for at in 0..4 {
            let step = |k: usize| assert!(k != at, "step {at}");
            let f = Gradient::reverse(|x| {
                step(0);
                let y = x[0] * x[1];
                step(1);
                let z = (y - y).abs() + y * x[1];
                step(2);
                // While the tape has to grow.
                let sum = (0..20_000).fold(z, |sum, _| sum * x[0] + x[1]);
                step(3);
                sum
            });
            for _ in 0..2 {
                is_refused(|| f.at(&[0.5, 0.25]), &format!("step {at}"));
            }
        }
        let f = Hessian::reverse(|x| {
            if x[0] > 0.0 {
                x[0] * x[1]
            } else {
                panic!("not here")
            }
        });
        let (mut w, mut g, mut h) = (f.workspace(2), [0.0; 2], DMatrix::zeros(2, 2));
        for _ in 0..2 {
            is_refused(
                || f.at_into(&[-1.0, 1.0], &mut w, &mut g, &mut h),
                "not here",
            );
            assert_eq!(f.at_into(&[2.0, 3.0], &mut w, &mut g, &mut h), 6.0);
            assert_eq!((g, h[(0, 1)], h[(0, 0)]), ([3.0, 2.0], 1.0, 0.0));
        }
    }

    #[test]
    fn a_panic_of_an_inner_operator_lets_the_outer_one_go_on() {
        let f = Gradient::reverse(|x| {
            let before = x[0] * x[1];
            for k in 0..3 {
                let fails = || {
                    Gradient::reverse(|y| {
                        let product = y[0] * y[1] * y[1];
                        assert!(k == 3, "inside");
                        product
                    })
                    .at(&[1.0, 2.0])
                };
                assert!(message_of(fails).contains("inside"));
                // Refused, which is a panic as well.
                let confused = || Gradient::reverse(|y| y[0] * x[0]).at(&[1.0]);
                assert!(message_of(confused).contains(CONFUSION));
                let on_another_tape = || {
                    Gradient::reverse(|y| if y[0] > 0.0 { panic!("deep") } else { y[0] })
                        .at(&x[..1])
                };
                assert!(message_of(on_another_tape).contains("deep"));
                let limited = || {
                    Gradient::reverse(mixed)
                        .tape_limit(1)
                        .at(&vec![1.0; 100_000])
                };
                assert!(message_of(limited).contains("tape_limit"));
            }
            let kink = (x[1] - 3.0).abs() + (x[1] - 3.0).max(0.0) * x[0];
            before * x[0] + kink * x[1]
        });
        // x₀² x₁ + |x₁ - 3| x₁ + max(x₁ - 3, 0) x₀ x₁ at (2, 3), on the right.
        assert_eq!(f.at(&[2.0, 3.0]), [12.0, 4.0 + 3.0 + 6.0]);
        the_tape_works();
    }

    #[test]
    fn an_error_leaves_a_tape_that_works() {
        let f = Gradient::try_reverse(|x| {
            let y = x[0] * x[1] + (x[0] - 1.0).abs();
            if y > 10.0 { Err("large") } else { Ok(y) }
        });
        let (mut w, mut out) = (f.workspace(2), [0.0; 2]);
        for _ in 0..3 {
            assert_eq!(f.at(&[4.0, 5.0]), Err("large"));
            assert_eq!(f.at_into(&[4.0, 5.0], &mut w, &mut out), Err("large"));
            assert_eq!(f.at(&[2.0, 3.0]), Ok([4.0, 2.0]));
            assert_eq!(f.at_into(&[2.0, 3.0], &mut w, &mut out), Ok(7.0));
            assert_eq!(out, [4.0, 2.0]);
        }
        // In an enclosing one, which goes on.
        let outer = Gradient::reverse(|x| {
            let before = x[0] * x[1];
            let failed = f.at(&[4.0, 5.0]).is_err();
            let deep = Gradient::try_reverse(|y| if y[0] > 0.0 { Err(()) } else { Ok(y[0]) }).at(x);
            assert!(failed && deep.is_err());
            before * x[1]
        });
        assert_eq!(outer.at(&[2.0, 3.0]), [9.0, 12.0]);
        let h = Hessian::try_reverse(|x| if x[1] > 0.0 { Err(()) } else { Ok(x[0] * x[1]) });
        assert!(h.at(&[1.0, 1.0]).is_err());
        assert_eq!(h.at(&[1.0, -1.0]).unwrap()[(0, 1)], 1.0);
        the_tape_works();
    }
}

mod growing {
    use super::*;

    /// Sizes about those at which the tape is first made and grows (4096 places and a quarter more).
    const SIZES: [usize; 22] = [
        1, 2, 3, 5, 8, 13, 31, 32, 100, 1000, 2046, 2047, 2048, 2049, 4094, 4095, 4096, 4097, 5119,
        5120, 5121, 9217,
    ];

    #[test]
    fn every_number_of_variables() {
        for n in SIZES {
            thread::scope(|scope| {
                scope
                    .spawn(|| {
                        // Σ (i + 1) xᵢ xᵢ₊₁
                        let x: Vec<f64> = (0..n).map(|i| (i % 7) as f64 - 2.0).collect();
                        let f = |x: &[Var]| -> Var {
                            x.windows(2)
                                .enumerate()
                                .map(|(i, w)| (i + 1) as f64 * w[0] * w[1])
                                .sum::<Var>()
                                + x[0]
                        };
                        let expected: Vec<f64> = (0..n)
                            .map(|i| {
                                let before = if i > 0 { i as f64 * x[i - 1] } else { 1.0 };
                                let after = if i + 1 < n {
                                    (i + 1) as f64 * x[i + 1]
                                } else {
                                    0.0
                                };
                                before + after
                            })
                            .collect();
                        for _ in 0..2 {
                            assert_eq!(Gradient::reverse(f).at(&x), expected, "{n}");
                        }
                    })
                    .join()
                    .unwrap()
            });
        }
    }

    #[test]
    fn every_number_of_operations() {
        for count in SIZES {
            let f = |x: &[Var]| (0..count).fold(x[0], |y, k| y * x[1] + (k % 3) as f64 * x[2]);
            let forward =
                |x: &[Dual]| (0..count).fold(x[0], |y, k| y * x[1] + (k % 3) as f64 * x[2]);
            let x = [0.75, 0.875, -0.5];
            let expected = Gradient::new(forward).at(&x);
            let evaluate = || close(&Gradient::reverse(f).at(&x), &expected);
            // On a new tape, and on one that has room.
            thread::scope(|scope| {
                scope
                    .spawn(|| {
                        evaluate();
                        evaluate();
                    })
                    .join()
                    .unwrap()
            });
        }
    }

    /// A function that outgrows the tape is called twice, then once.
    #[test]
    fn a_function_is_called_again_only_where_the_tape_grows() {
        thread::spawn(|| {
            let calls = Cell::new(0);
            let f = Gradient::reverse(|x| {
                calls.set(calls.get() + 1);
                x.iter().map(|v| v * x[0]).sum()
            });
            let mut counts = Vec::new();
            for n in [10, 10, 8000, 8000, 10, 8000] {
                calls.set(0);
                let g = f.at(&vec![1.0; n]);
                assert_eq!((g[0], g[n - 1]), (n as f64 + 1.0, 1.0));
                counts.push(calls.get());
            }
            assert_eq!(counts, [1, 1, 2, 1, 1, 1]);
        })
        .join()
        .unwrap();
    }

    /// Inner recordings that force growth while an outer one is under way, on its tape and another:
    /// before, between and after the outer operations, of which some were lost.
    #[test]
    fn inner_recordings_grow_the_tape_of_the_outer_one() {
        // d/dy Σ y₀ yᵢ at a point of data.
        let inner = |n: usize| {
            let g = Gradient::reverse(|y| y.iter().map(|v| v * y[0]).sum()).at(&vec![1.0; n]);
            assert_eq!((g[0], g[n - 1]), (n as f64 + 1.0, 1.0));
            g[0]
        };
        for n in [2, 100, 3000, 5000, 20_000] {
            for m in [2, 50, 4000, 9000] {
                let expected = (n + 1) as f64;
                let f = Gradient::reverse(|x| {
                    let mut y = x[0];
                    y *= inner(n);
                    for k in 0..m {
                        y = y * x[1] + x[2];
                        if k == m / 2 {
                            y *= inner(n + k);
                        }
                    }
                    y * inner(n) * x[1]
                });
                let forward = Gradient::new(|x: &[Dual]| {
                    let mut y = x[0] * expected;
                    for k in 0..m {
                        y = y * x[1] + x[2];
                        if k == m / 2 {
                            y *= expected + k as f64;
                        }
                    }
                    y * expected * x[1]
                });
                let x = [0.5, 0.75, 0.125];
                let expected = forward.at(&x);
                // On a new tape, and on one that has room.
                let twice = || (0..2).for_each(|_| close(&f.at(&x), &expected));
                thread::scope(|scope| scope.spawn(twice).join().unwrap());
            }
        }
    }

    /// The same at points of the outer variable, where both tapes grow.
    #[test]
    fn both_tapes_grow() {
        for n in [3, 600, 5000] {
            thread::spawn(move || {
                let x: Vec<f64> = (0..n).map(|i| (i % 5) as f64 - 1.5).collect();
                // The inner gradient is (Σ xᵢ + x₀, x₀, x₀, ..); the sum of its squares.
                let f = Gradient::reverse(|x| {
                    let g = Gradient::reverse(|y| y.iter().map(|v| v * y[0]).sum()).at(x);
                    g.iter().map(|g| g * g).sum()
                });
                let sum: f64 = x.iter().sum::<f64>() + x[0];
                let first = 4.0 * sum + 2.0 * (n - 1) as f64 * x[0];
                for _ in 0..2 {
                    let g = f.at(&x);
                    assert_eq!(g[0], first);
                    assert!(g[1..].iter().all(|g| *g == 2.0 * sum));
                }
            })
            .join()
            .unwrap();
        }
    }

    #[test]
    fn constants_cost_nothing() {
        thread::spawn(|| {
            // The first recording makes room for 4096 places at least; with a limit of so many there is
            // no growing, and none is needed.
            let f = Gradient::reverse(|x: &[Var]| {
                let mut c = Var::constant(0.5);
                for k in 0..100_000 {
                    c = (c * c + 0.25 * c).sin() + f64::from(k % 2);
                }
                let mut y = x[0] * x[1];
                for _ in 0..100_000 {
                    y = (y * c / c + c - c).max(-1e9).abs() * 1.0;
                }
                y
            });
            let g = f.tape_limit(100 * 24).at(&[2.0, 3.0]);
            close(&g, &[3.0, 2.0]);
        })
        .join()
        .unwrap();
    }

    #[test]
    fn nothing_of_the_variables() {
        assert_eq!(
            Gradient::reverse(|_| 4.0.into()).value_and_gradient(&[1.0, 2.0]),
            (4.0, [0.0; 2])
        );
        assert_eq!(
            Gradient::reverse(|x| 0.0 * x[0] + 4.0).value_and_gradient(&[1.0, 2.0]),
            (4.0, [0.0; 2])
        );
        assert_eq!(Gradient::reverse(|x| x[1]).at(&[1.0, 2.0]), [0.0, 1.0]);
        assert_eq!(
            Gradient::reverse(|x| x[1]).jvp(&[1.0, 2.0], &[5.0, 7.0]),
            7.0
        );
        let h = Hessian::reverse(|_| 4.0.into()).value_gradient_hessian(&[1.0, 2.0]);
        assert_eq!((h.0, h.1, h.2.amax()), (4.0, [0.0; 2], 0.0));
        let f = Jacobian::reverse(|x| [4.0.into(), x[1], x[0] * x[1]]);
        assert_eq!(
            f.at(&[2.0, 3.0]),
            nalgebra::matrix![0.0, 0.0; 0.0, 1.0; 3.0, 2.0]
        );
        assert_eq!(
            Jacobian::reverse(|_| Vec::<Var>::new())
                .at(&[1.0, 2.0])
                .shape(),
            (0, 2)
        );
        the_tape_works();
    }

    #[test]
    fn no_variables_at_all() {
        let none: [f64; 0] = [];
        let f = Gradient::reverse(|x| x.iter().sum::<Var>() + 2.0);
        assert_eq!(f.value_and_gradient(&none), (2.0, []));
        assert_eq!(f.value_and_gradient(&none[..]), (2.0, vec![]));
        assert_eq!(f.jvp(&none, &none), 0.0);
        let f = Hessian::reverse(|x| x.iter().sum::<Var<Dual<f64, 4>>>() + 2.0);
        let (value, gradient, hessian) = f.value_gradient_hessian(&none[..]);
        assert_eq!((value, gradient, hessian.shape()), (2.0, vec![], (0, 0)));
        let _: [f64; 0] = f.hvp(&none, &none);
        assert_eq!(f.laplacian(&none), 0.0);
        let f = Jacobian::reverse(|_| [2.0.into(), 3.0.into()]);
        let (values, jacobian) = f.value_and_jacobian(&none[..]);
        assert_eq!((values, jacobian.shape()), ([2.0, 3.0], (2, 0)));
        the_tape_works();
    }
}

mod limited {
    use super::*;

    #[test]
    fn a_function_beyond_the_limit_is_refused_with_the_numbers() {
        let f = Gradient::reverse(|x| x.iter().map(|v| v * v * x[0]).sum()).tape_limit(32 * 10_000);
        let large = vec![1.0; 6000];
        for _ in 0..2 {
            let message = message_of(|| f.at(&large));
            for part in ["of 32 bytes each", "may hold 10000", "tape_limit"] {
                assert!(message.contains(part), "no `{part}` in: {message}");
            }
            // The next call works, on what there is.
            assert_eq!(f.at(&[2.0, 3.0]), [12.0 + 9.0, 12.0]);
            the_tape_works();
        }
        let wide = message_of(|| Gradient::reverse(|x| x[0]).tape_limit(3200).at(&large));
        assert!(wide.contains("may hold 100"), "{wide}");
    }

    /// A limit is a promise of the operator, not of the first call on a thread.
    #[test]
    fn a_limit_holds_where_the_tape_has_room_already() {
        let sum = |x: &[Var]| -> Var { x.iter().map(|v| v * v * x[0]).sum() };
        let x = vec![1.0; 20_000];
        assert_eq!(Gradient::reverse(sum).at(&x)[1], 2.0);
        let message = message_of(|| Gradient::reverse(sum).tape_limit(32 * 1000).at(&x));
        assert!(message.contains("may hold 1000"), "{message}");
        the_tape_works();
    }

    #[test]
    fn every_operator_has_a_limit() {
        let x = vec![1.0; 3000];
        let j =
            Jacobian::reverse(|x| [x.iter().map(|v| v * v * x[0]).sum::<Var>()]).tape_limit(1000);
        assert!(message_of(|| j.at(&x)).contains("tape_limit"));
        let h = Hessian::reverse(|x| x.iter().map(|v| v * v * x[0]).sum()).tape_limit(1000);
        assert!(message_of(|| h.hvp(&x, &x)).contains("tape_limit"));
        assert!(message_of(|| h.laplacian(&x)).contains("tape_limit"));
        assert_eq!(h.hvp(&[1.0, 2.0], &[1.0, 0.0])[0], 6.0);
        the_tape_works();
    }
}

/// Caught by the function itself, which then returns another variable: what was recorded stays right.
#[test]
fn a_function_may_catch_its_own_panic() {
    let f = Gradient::reverse(|x| {
        let risky = || {
            let y = x[0] * x[1];
            assert!(y < 0.0, "positive");
            y
        };
        match catch_unwind(AssertUnwindSafe(risky)) {
            Ok(y) => y,
            Err(_) => x[0] * x[2],
        }
    });
    assert_eq!(f.at(&[2.0, 3.0, 5.0]), [5.0, 0.0, 2.0]);
}
