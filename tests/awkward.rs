//! Points and functions that finite differences find hard.

use std::cell::RefCell;

use partials::numeric::{Estimate, FiniteDifference, Search, Side, Status, run};

type Function = fn(f64) -> f64;

fn derivative(f: impl FnMut(f64) -> f64, x: f64, settings: &FiniteDifference) -> Estimate<f64> {
    run(&mut Search::new(settings, 0, x), f)
}

fn first(f: impl Fn(f64) -> f64, x: f64) -> Estimate<f64> {
    derivative(f, x, &FiniteDifference::new())
}

#[track_caller]
fn assert_honest(found: Estimate<f64>, exact: f64, accuracy: f64) {
    let off = (found.value - exact).abs();
    assert!(
        off <= found.error + f64::EPSILON * exact.abs(),
        "{found}, truly {exact}"
    );
    assert!(
        off <= accuracy * exact.abs().max(f64::MIN_POSITIVE),
        "{found}, truly {exact}"
    );
}

#[test]
fn kinks_are_flagged() {
    let cases: [(Function, f64, f64); 4] = [
        (f64::abs, 0.0, 2.0),
        (|x| x.max(0.0), 0.0, 1.0),
        (|x| (x - 1.0).abs() + x * x, 1.0, 2.0),
        (|x| (3.0 * x).sin() + 0.5 * (x - 0.3).abs(), 0.3, 1.0),
    ];
    for (f, x, slope_jump) in cases {
        let found = first(f, x);
        assert_eq!(found.status, Status::Kink, "at {x}: {found}");
        assert!(found.error >= 0.5 * slope_jump, "at {x}: {found}");
        assert!(found.evaluations <= 25, "at {x}: {found}");
        let curvature = derivative(f, x, &FiniteDifference::new().order(2));
        assert_eq!(curvature.error, f64::INFINITY, "at {x}: {curvature}");
    }
}

#[test]
fn jumps_are_flagged() {
    let sign = |x: f64| if x == 0.0 { 0.0 } else { x.signum() };
    for (f, x) in [
        (sign as Function, 0.0),
        (f64::floor, 1.0),
        (f64::signum, 0.0),
    ] {
        for order in 1..=4 {
            let found = derivative(f, x, &FiniteDifference::new().order(order));
            assert_eq!(found.error, f64::INFINITY, "order {order} at {x}: {found}");
            assert!(!found.status.is_reliable());
            assert!(
                found.evaluations <= 25 + 12 * (order - 1),
                "order {order} at {x}: {found}"
            );
        }
    }
    assert_eq!(first(f64::floor, 0.5).value, 0.0);
}

#[test]
fn infinite_slopes_promise_nothing() {
    for (f, x) in [(f64::cbrt as Function, 0.0), (f64::sqrt, 0.0)] {
        let found = first(f, x);
        assert_eq!(found.error, f64::INFINITY, "{found}");
        assert!(!found.status.is_reliable());
    }
}

#[test]
fn values_that_are_not_numbers() {
    let settings = [
        FiniteDifference::new(),
        FiniteDifference::fast(),
        FiniteDifference::new().side(Side::Forward),
        FiniteDifference::new().budget(3),
    ];
    for settings in settings {
        for order in 1..=4 {
            let settings = settings.clone().order(order);
            for bad in [
                f64::NAN,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::MAX,
                f64::MIN_POSITIVE,
            ] {
                let functions: [&dyn Fn(f64) -> f64; 5] = [
                    &|_| bad,
                    &|x| if x == 1.0 { bad } else { x },
                    &|x| if x == 1.0 { x } else { bad },
                    &|x| if x > 1.0 { bad } else { x },
                    &|x| if (x * 64.0).fract() == 0.0 { x } else { bad },
                ];
                for f in functions {
                    let found = derivative(f, 1.0, &settings);
                    assert!(found.error >= 0.0, "{found}");
                    assert!(found.value.is_finite() || found.error == f64::INFINITY);
                    assert!(found.evaluations <= 61);
                }
            }
        }
    }
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let found = first(|x| x, x);
        assert_eq!((found.status, found.evaluations), (Status::NotFinite, 0));
        assert!(found.error == f64::INFINITY);
    }
    assert_eq!(first(|_| f64::NAN, 1.0).status, Status::NotFinite);
}

#[test]
fn extreme_points() {
    assert_honest(first(f64::sqrt, 1e308), 5e-155, 1e-11);
    assert_honest(first(f64::exp, 5e-324), 1.0, 1e-13);
    assert_honest(first(f64::sin, 1e-310), 1.0, 1e-13);
    assert_honest(first(|x| x * x, -0.0), 0.0, 1e-15);
    assert_honest(first(|_| 0.0, 1.0), 0.0, 0.0);
    assert_honest(first(|_| 1e300, 1.0), 0.0, 0.0);
    assert_honest(first(|x| 1e200 * x, 1.0), 1e200, 1e-14);
    assert_honest(first(|x| x, 1e308), 1.0, 1e-14);
    assert_honest(
        first(|x: f64| (1.0 / x).exp(), 0.01),
        -1e4 * 100.0_f64.exp(),
        1e-9,
    );
}

#[test]
fn bounds_and_sides() {
    let settings = FiniteDifference::new();
    let bounded = |f: fn(f64) -> f64, x, lower, upper| {
        let seen = RefCell::new(Vec::new());
        let found = derivative(
            |t| {
                seen.borrow_mut().push(t);
                f(t)
            },
            x,
            &settings.clone().bounds((lower, upper)),
        );
        assert!(seen.borrow().iter().all(|t| (lower..=upper).contains(t)));
        found
    };
    let one_sided = bounded(f64::ln, 1.0, 1.0, f64::INFINITY);
    assert_eq!(one_sided.status, Status::OneSided);
    assert_honest(one_sided, 1.0, 1e-11);
    assert_honest(bounded(f64::exp, 2.0, 0.0, 2.0), 2.0_f64.exp(), 1e-11);
    assert_honest(bounded(|x| 1.0 - x * x, 0.9999, 0.0, 1.0), -1.9998, 1e-10);
    assert_honest(
        bounded(f64::exp, 1.0, 1.0 - 1e-9, 1.0 + 1e-9),
        1.0_f64.exp(),
        1e-5,
    );
    assert_eq!(bounded(f64::exp, 3.0, 0.0, 2.0).status, Status::NoRoom);
    assert_eq!(bounded(f64::exp, 1.0, 1.0, 1.0).status, Status::NoRoom);

    for (side, sign) in [(Side::Forward, 1.0), (Side::Backward, -1.0)] {
        for (order, exact) in [(1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)] {
            let f = |x: f64| {
                assert!(sign * x >= 0.0);
                x.exp()
            };
            let found = derivative(f, 0.0, &settings.clone().side(side).order(order));
            assert_honest(found, exact, 1e-4);
        }
    }
}

#[test]
fn what_is_known_helps() {
    let noise = |x: f64| (1e9 * x).sin().mul_add(1e-8, x.sin());
    let told = derivative(noise, 1.0, &FiniteDifference::new().noise(1e-8));
    assert!((told.value - 1.0_f64.cos()).abs() <= told.error);
    assert!(told.evaluations < first(noise, 1.0).evaluations);

    let fast = |x: f64| (1e9 * x).sin();
    let told = derivative(fast, 0.0, &FiniteDifference::new().scale(1e-9));
    assert_honest(told, 1e9, 1e-12);
    assert!(told.evaluations < first(fast, 0.0).evaluations);

    let far = |x: f64| (2.0 * x).sin();
    let told = derivative(far, 3e8, &FiniteDifference::new().scale(1.0));
    assert_honest(told, 2.0 * (2.0 * 3e8_f64).cos(), 1e-6);

    let exp = derivative(f64::exp, 1.0, &FiniteDifference::new().tolerance(1e-8));
    assert_honest(exp, 1.0_f64.exp(), 1e-8);
    assert!(exp.evaluations < first(f64::exp, 1.0).evaluations);
}

#[test]
fn small_budgets() {
    for order in 1..=4 {
        for budget in 0..20 {
            let settings = FiniteDifference::new().order(order).budget(budget);
            for given in [false, true] {
                let mut search = if given {
                    Search::with_value(&settings, 0, 1.0, 1.0_f64.exp())
                } else {
                    Search::new(&settings, 0, 1.0)
                };
                let found = run(&mut search, f64::exp);
                assert!(
                    found.evaluations <= budget.max(order + 1),
                    "{budget}: {found}"
                );
                assert!(
                    (found.value - 1.0_f64.exp()).abs() <= 0.1,
                    "{budget}: {found}"
                );
                assert!((found.value - 1.0_f64.exp()).abs() <= found.error);
            }
        }
    }
    let single = derivative(f64::exp, 1.0, &FiniteDifference::new().budget(4));
    assert_eq!((single.evaluations, single.error), (2, f64::INFINITY));
    assert_eq!(single.status, Status::OutOfBudget);
    // Even where f ends at x, and all is spent finding that out.
    let edge = |x: f64| if x < 1.0 { f64::NAN } else { x };
    let found = derivative(edge, 1.0, &FiniteDifference::new().budget(9));
    assert!((found.value - 1.0).abs() < 1e-9 || found.value.is_nan());
    let large = derivative(
        |x: f64| x.abs().sqrt(),
        0.0,
        &FiniteDifference::new().budget(500),
    );
    assert!(large.evaluations <= 500 && !large.status.is_reliable());
}

#[test]
fn fixed_steps() {
    let f = |x: f64| x.exp();
    let exact = 1.0_f64.exp();
    for (accuracy, tolerance) in [(2, 1e-4), (4, 1e-7), (6, 1e-10), (8, 1e-12)] {
        let settings = FiniteDifference::absolute_step(0.01).accuracy(accuracy);
        let central = derivative(f, 1.0, &settings);
        assert!((central.value - exact).abs() < tolerance);
        assert_eq!(
            (central.evaluations, central.error),
            (accuracy, f64::INFINITY)
        );
        assert_eq!(central.status, Status::FixedStep);
        for side in [Side::Forward, Side::Backward] {
            let one_sided = derivative(f, 1.0, &settings.clone().side(side));
            assert!((one_sided.value - exact).abs() < 10.0 * tolerance);
            assert_eq!(one_sided.evaluations, accuracy + 1);
        }
    }
    let plain = FiniteDifference::relative_step(1e-8)
        .accuracy(1)
        .side(Side::Forward);
    let found = derivative(f64::ln, 5.0, &plain);
    assert_eq!(found.evaluations, 2);
    assert!((found.value - 0.2).abs() < 1e-7);
    let mut shared = Search::with_value(&plain, 0, 5.0, 5.0_f64.ln());
    assert_eq!(run(&mut shared, f64::ln).evaluations, 1);
}

/// Rounds may be evaluated in any order; no point comes twice; f(x) given is never asked for.
#[test]
fn rounds_are_batches() {
    let mut search = Search::with_value(&FiniteDifference::new(), 0, 2.0, 2.0_f64.ln());
    assert_eq!(search.ask().len(), 4);
    let mut seen = Vec::new();
    let mut rounds = 0;
    while !search.ask().is_empty() {
        assert!(search.ask().iter().all(|t| *t != 2.0 && !seen.contains(t)));
        seen.extend_from_slice(search.ask());
        let values: Vec<f64> = search.ask().iter().map(|t| t.ln()).collect();
        search.tell(&values);
        rounds += 1;
    }
    let found = search.estimate().unwrap();
    assert_eq!(found.evaluations, seen.len());
    assert!(rounds < seen.len());
    assert_eq!(search.accepted_step(), Some(0.25));
    let alone = first(f64::ln, 2.0);
    assert_eq!((found.value, found.error), (alone.value, alone.error));
}

#[test]
#[should_panic(expected = "a value for each abscissa")]
fn too_few_values() {
    Search::new(&FiniteDifference::new(), 0, 1.0).tell(&[1.0]);
}

/// Functions that return anything at all: the engine must end, within its budget and its bounds,
/// with an error that is a number.
#[test]
fn functions_without_sense() {
    const VALUES: [f64; 12] = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        0.0,
        -0.0,
        1.0,
        1.0 + f64::EPSILON,
        -3.0,
    ];
    let points = [0.0, 1.0, -1e-300, 5e-324, 1e300, f64::MAX, -0.3];
    let mut bits = 88_172_645_463_325_252_u64;
    for trial in 0..4000 {
        let mut next = || {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            bits
        };
        let x = points[trial % points.len()];
        let mask = next();
        let (lower, upper) = (x - x.abs() * 0.01, x + x.abs() * 3.0);
        let mut settings = FiniteDifference::new()
            .order(1 + trial % 4)
            .side([Side::Central, Side::Forward, Side::Backward][next() as usize % 3])
            .budget(next() as usize % 90);
        if next() % 2 == 0 {
            settings = settings.bounds((lower, upper));
        }
        if next() % 4 == 0 {
            const SCALES: [f64; 5] = [f64::MAX, f64::MIN_POSITIVE, 5e-324, 1.0, 3.0];
            settings = settings.scale(SCALES[next() as usize % SCALES.len()]);
        }
        let found = derivative(
            |_| {
                let choice = next();
                // Most functions use only some of the values.
                let index = (choice >> 8) as usize % VALUES.len();
                if mask >> index & 1 == 1 {
                    VALUES[index]
                } else {
                    (choice % 8) as f64
                }
            },
            x,
            &settings,
        );
        assert!(found.error >= 0.0, "{found}");
        assert!(
            found.value.is_finite() || found.error == f64::INFINITY,
            "{found}"
        );
        assert!(found.evaluations < 90 + 5, "{found}");
    }
}

/// Values rounded to single precision lie on a staircase, which the finest rungs of a ladder can
/// climb in step: the slope of the steps is not the derivative.
#[test]
fn staircases_are_seen() {
    for k in 0..2000 {
        let x = 0.3 + 1e-3 * f64::from(k);
        let found = first(|t| f64::from(t.sin() as f32), x);
        let off = (found.value - x.cos()).abs();
        assert!(off <= 10.0 * found.error, "at {x}: {found}, off by {off:e}");
    }
}

/// Between two points of a table a function is straight, and its slope that of the interval, however well the
/// table as a whole follows a curve with another one.
#[test]
fn tables_have_the_slope_of_their_interval() {
    let curves: [Function; 5] = [
        |a| 0.3 * a * a + a,
        |a| a.sin() + 2.0 * a,
        f64::exp,
        |a| a * a,
        |a| a.powi(3),
    ];
    for (curve, cells) in curves
        .iter()
        .flat_map(|f| [30.0, 100.0, 1000.0, 1e4].map(|n| (f, n)))
    {
        for k in 0..100 {
            let x = 1.0 + 4.0 * (f64::from(k) * 0.618_033_988_7).fract();
            let h = x / (cells + 0.1 + 0.8 * (f64::from(k) * 0.377).fract());
            let ends = |x: f64| [(x / h).floor() * h, (x / h).floor() * h + h];
            let slope = |[a, b]: [f64; 2]| (curve(b) - curve(a)) / h;
            let found = first(|x| curve(ends(x)[0]) + slope(ends(x)) * (x - ends(x)[0]), x);
            let off = (found.value - slope(ends(x))).abs();
            assert!(
                !found.status.is_reliable() || off <= 3.0 * found.error,
                "{cells} cells at {x}: {found}, off by {off:e}"
            );
        }
    }
}

/// Where a function is even but for a small kink, differences to both sides cancel at every step.
#[test]
fn small_kinks_in_a_bowl_are_seen() {
    let bowls: [Function; 6] = [
        f64::cos,
        f64::cosh,
        |x| x * x + 1.0,
        |x| 1.0 / (1.0 + x * x),
        |x| (-x * x).exp(),
        |x| x.powi(4) + 2.0,
    ];
    let mut unseen = 0;
    for (bowl, k) in bowls.iter().flat_map(|f| (0..60).map(move |k| (f, k))) {
        let size = 10_f64.powf(-5.0 + f64::from(k) / 30.0);
        for at in [0.0, 1.5] {
            let whole = first(|x| bowl(x - at) + size * (x - at).abs(), at);
            let half = first(|x| bowl(x - at) + 2.0 * size * (x - at).max(0.0), at);
            for found in [whole, half] {
                let is_seen = !found.status.is_reliable() || found.error > 0.9 * size;
                unseen += u32::from(!is_seen);
                assert!(is_seen || size < 1e-4, "{size:e} at {at}: {found}");
            }
        }
        let smooth = first(bowl, 0.0);
        assert!(smooth.status.is_reliable(), "{smooth}");
    }
    // Of kinks that are 1e-5 of the function there are some that all steps pass by.
    assert!(unseen <= 130, "{unseen} of 1440");
}

/// What nothing has confirmed is no answer.
#[test]
fn a_budget_that_leaves_no_room_to_confirm_is_out() {
    let wavy = |t: f64| t + 0.01 * (100.0 * t).sin() + t * t;
    for k in 0..500 {
        let x = 2.0 + 0.007 * f64::from(k);
        let exact = 1.0 + (100.0 * x).cos() + 2.0 * x;
        for budget in 5..16 {
            let found = derivative(wavy, x, &FiniteDifference::new().budget(budget));
            let off = (found.value - exact).abs();
            assert!(
                found.status != Status::Converged || off <= 10.0 * found.error,
                "{budget} at {x}: {found}, off by {off:e}"
            );
        }
    }
}
