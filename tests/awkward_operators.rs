//! The numerical operators where functions end, break, scatter, or must not be called.

use std::cell::Cell;

use partials::{Derivative, FiniteDifference, Gradient, Hessian, Jacobian, Side, Status};

/// A box, and functions that refuse to be called outside.
fn guarded<'a>(
    bounds: &'a [(f64, f64)],
    f: impl Fn(&[f64]) -> f64 + Copy + 'a,
) -> impl Fn(&[f64]) -> f64 + Copy + 'a {
    move |x| {
        for (x, (lower, upper)) in x.iter().zip(bounds) {
            assert!(
                lower <= x && x <= upper,
                "{x} is outside {lower} to {upper}"
            );
        }
        f(x)
    }
}

#[test]
fn bounds_are_never_left() {
    let functions: [fn(&[f64]) -> f64; 5] = [
        |x| x[0].sqrt() * x[1].exp() + x[2],
        |x| (x[0] * x[1] * x[2]).sin(),
        |x| (x[0] - x[1]).abs() + x[2].floor(),
        |x| {
            if x[0] + x[1] > 1.3 {
                f64::NAN
            } else {
                x[2].powi(3)
            }
        },
        |x| (1e6 * x[0]).sin() + x[1] + 1e-3 * x[2],
    ];
    let places = [
        (0.0, 1.0),
        (1.0, 0.0),
        (0.3, 0.2),
        (1e-9, 1.0),
        (1e-12, 1e-12),
        (0.0, 1e-7),
        (0.1, 1e-17),
    ];
    let x = [0.5, 0.7, 0.9];
    let mut finite = 0;
    for f in functions {
        for (i, first) in places.iter().enumerate() {
            for second in &places[i..] {
                let room = [*first, *second, *first];
                let bounds: Vec<(f64, f64)> = x
                    .iter()
                    .zip(room)
                    .map(|(x, (below, above))| (x - below, x + above))
                    .collect();
                let f = guarded(&bounds, f);
                for base in [
                    FiniteDifference::new(),
                    FiniteDifference::fast(),
                    FiniteDifference::absolute_step(0.1).accuracy(4),
                    FiniteDifference::new().budget(4),
                    FiniteDifference::new().side(Side::Forward),
                ] {
                    let settings = base.bounds(bounds.clone());
                    let g = Gradient::numeric(f).with(settings.clone()).estimate(&x);
                    assert!(g.error.iter().all(|e| *e >= 0.0));
                    let j = Jacobian::numeric(|x| [f(x), x[0]]);
                    let j = j.with(settings.clone()).estimate(&x);
                    assert!(j.error.iter().all(|e| *e >= 0.0));
                    let h = Hessian::numeric(f).with(settings).estimate(&x);
                    assert!(h.error.iter().all(|e| *e >= 0.0), "{:?}", h.error);
                    finite += h.error.iter().filter(|e| e.is_finite()).count();
                }
            }
        }
    }
    assert!(finite > 1000);
}

/// In a corner of the box, where each coordinate has one side only.
#[test]
fn hessians_in_corners() {
    let f = |x: &[f64]| x[0].exp() * x[1].sin() + x[0] * x[1] * x[1];
    let (x, y) = (0.5_f64, 0.8_f64);
    let mixed = x.exp() * y.cos() + 2.0 * y;
    let exact = [
        [x.exp() * y.sin(), mixed],
        [mixed, -x.exp() * y.sin() + 2.0 * x],
    ];
    for bounds in [
        [(0.5, 9.0), (0.8, 9.0)],
        [(0.5, 9.0), (-9.0, 0.8)],
        [(-9.0, 0.5), (-9.0, 0.8)],
        [(-9.0, 0.5), (-9.0, 9.0)],
        [(0.4, 9.0), (0.8, 0.9)],
    ] {
        let settings = FiniteDifference::new().bounds(bounds);
        let h = Hessian::numeric(guarded(&bounds, f))
            .with(settings)
            .estimate(&[x, y]);
        for (i, row) in exact.iter().enumerate() {
            for (j, exact) in row.iter().enumerate() {
                let off = (h.value[(i, j)] - exact).abs();
                assert!(
                    off <= h.error[(i, j)],
                    "{bounds:?}: ({i}, {j}) off by {off:e}"
                );
                assert!(h.error[(i, j)] < 1e-5, "{bounds:?}: {:e}", h.error[(i, j)]);
            }
        }
    }
    // One-sided because the function ends there.
    let ends = |x: &[f64]| {
        if x[0] < 0.5 || x[1] < 0.8 {
            f64::NAN
        } else {
            f(x)
        }
    };
    let h = Hessian::numeric(ends).estimate(&[x, y]);
    assert!((h.value[(0, 1)] - mixed).abs() <= h.error[(0, 1)] && h.error[(0, 1)] < 1e-5);
    // By request.
    for side in [Side::Forward, Side::Backward] {
        let h = Hessian::numeric(f).with(FiniteDifference::new().side(side));
        let h = h.estimate(&[x, y]);
        assert!((h.value[(0, 1)] - mixed).abs() <= h.error[(0, 1)] && h.error[(0, 1)] < 1e-5);
    }
}

#[test]
fn hessians_with_fixed_steps() {
    let f = |x: &[f64]| x[0].exp() * x[1].sin();
    let mixed = 0.5_f64.exp() * 0.8_f64.cos();
    for (settings, accuracy) in [
        (FiniteDifference::fast(), 1e-5),
        (FiniteDifference::relative_step(1e-2).accuracy(6), 1e-9),
        (FiniteDifference::absolute_step(1e-3), 1e-5),
        (
            FiniteDifference::absolute_step(1e-3).side(Side::Forward),
            1e-4,
        ),
        (FiniteDifference::new().budget(3), 1e-5),
    ] {
        let h = Hessian::numeric(f).with(settings).estimate(&[0.5, 0.8]);
        assert!(
            (h.value[(0, 1)] - mixed).abs() < accuracy,
            "{}",
            h.value[(0, 1)] - mixed
        );
        assert!(h.error.iter().all(|e| *e == f64::INFINITY));
    }
    let calls = Cell::new(0);
    let counted = |x: &[f64]| {
        calls.set(calls.get() + 1);
        f(x)
    };
    let h = Hessian::numeric(counted).with(FiniteDifference::fast());
    assert_eq!(h.estimate(&[0.5, 0.8]).evaluations, calls.get());
    // f(x), two points on each axis, four corners.
    assert_eq!(calls.get(), 1 + 4 + 4);
}

/// Far from 1 in size, so that areas leave the range of numbers.
#[test]
fn hessians_at_extreme_scales() {
    for size in [1e-150, 1e-120, 1e100, 1e150] {
        let f = |x: &[f64]| (x[0] / size) * (x[1] / size) + (x[0] / size).powi(2);
        let settings = FiniteDifference::new().scale(size);
        let h = Hessian::numeric(f).with(settings).estimate(&[size, size]);
        let scaled = h.value[(0, 1)] * size * size;
        let error = h.error[(0, 1)] * size * size;
        assert!(!h.error[(0, 1)].is_nan());
        assert!(
            (scaled - 1.0).abs() <= error || h.error[(0, 1)] == f64::INFINITY || scaled.is_nan(),
            "{size:e}: {scaled} ± {error:e}"
        );
    }
}

#[test]
fn values_that_are_not_numbers() {
    let functions: [fn(&[f64]) -> f64; 7] = [
        |_| f64::NAN,
        |_| f64::INFINITY,
        |x| if x[0] > 1.0 { f64::NAN } else { x[0] + x[1] },
        |x| if x[0] != 1.0 { f64::NAN } else { x[1] },
        |x| if x[1] == 2.0 { f64::NEG_INFINITY } else { x[0] },
        |x| 1.0 / (x[0] - 1.0),
        |x| {
            if x[0].to_bits() % 3 == 0 {
                f64::NAN
            } else {
                x[0] * x[1]
            }
        },
    ];
    for f in functions {
        for settings in [
            FiniteDifference::new(),
            FiniteDifference::fast(),
            FiniteDifference::new().budget(3),
            FiniteDifference::new().budget(0),
            FiniteDifference::new().side(Side::Backward),
        ] {
            let x = [1.0, 2.0];
            let g = Gradient::numeric(f).with(settings.clone()).estimate(&x);
            let j = Jacobian::numeric(|x| vec![f(x), x[1]]);
            let j = j.with(settings.clone()).estimate(&x);
            let h = Hessian::numeric(f).with(settings.clone()).estimate(&x);
            let of = Hessian::numeric_of_gradient(|x| [f(x), x[1]]);
            let of = of.with(settings.clone()).estimate(&x);
            let all = g.value.iter().zip(&g.error);
            let all = all.chain(j.value.iter().zip(&j.error));
            let all = all.chain(h.value.iter().zip(&h.error));
            for (value, error) in all.chain(of.value.iter().zip(&of.error)) {
                assert!(*error >= 0.0);
                assert!(value.is_finite() || *error == f64::INFINITY);
            }
            let one = Derivative::numeric(|t| f(&[t, 2.0]))
                .with(settings)
                .estimate(1.0);
            assert!(one.error >= 0.0);
        }
    }
    for x in [f64::NAN, f64::INFINITY] {
        let g = Gradient::numeric(|x| x[0] + x[1]).estimate(&[x, 1.0]);
        assert_eq!(g.error, [f64::INFINITY; 2]);
        let j = Jacobian::numeric(|x| vec![x[0], x[1]]).estimate(&[x, 1.0]);
        assert_eq!(j.value.shape(), (2, 2));
        assert_eq!(j.error[(0, 0)], f64::INFINITY);
        let fast = Jacobian::numeric(|x| vec![x[0], x[1]]).with(FiniteDifference::fast());
        assert_eq!(fast.at(&[x, 1.0]).shape(), (2, 2));
        let h = Hessian::numeric(|x| x[0] + x[1]).estimate(&[x, 1.0]);
        assert_eq!(h.error[(0, 0)], f64::INFINITY);
    }
}

/// The components that are smooth are found, the others flagged.
#[test]
fn kinks_and_jumps_are_flagged() {
    let f = |x: &[f64]| x[0].abs() + x[1].max(0.0) + (x[2] - 1.0).abs() + x[2].powi(2) + x[3].exp();
    let g = Gradient::numeric(f).estimate(&[0.0, 0.0, 1.0, 0.0]);
    assert_eq!(g.status[..3], [Status::Kink; 3]);
    assert!(g.error[0] >= 1.0 && g.error[1] >= 0.5 && g.error[2] >= 1.0);
    assert_eq!(g.status[3], Status::Converged);
    assert!((g.value[3] - 1.0).abs() <= g.error[3] && g.error[3] < 1e-12);
    assert!(g.evaluations <= 1 + 4 * 25);

    let f = |x: &[f64]| x[0].signum() + x[1].floor() + x[2];
    let g = Gradient::numeric(f).estimate(&[0.0, 1.0, 2.0]);
    assert_eq!(g.status, [Status::Jump, Status::Jump, Status::Converged]);
    assert_eq!(g.error[..2], [f64::INFINITY; 2]);

    let h = Hessian::numeric(|x| x[0].abs() + x[0] * x[1] + x[1].powi(2)).estimate(&[0.0, 1.0]);
    assert_eq!(
        (h.status[(0, 0)], h.error[(0, 0)]),
        (Status::Kink, f64::INFINITY)
    );
    assert!(!h.status[(0, 1)].is_reliable());
    assert!((h.value[(0, 1)] - 1.0).abs() <= h.error[(0, 1)]);
    assert!((h.value[(1, 1)] - 2.0).abs() <= h.error[(1, 1)] && h.error[(1, 1)] < 1e-8);
}

#[test]
fn one_sided_gradients() {
    let f = |x: &[f64]| x[0].powf(2.5) + x[0] + 3.0 * x[1];
    for settings in [
        FiniteDifference::new(),
        FiniteDifference::new().side(Side::Forward),
        FiniteDifference::new().bounds([(0.0, 5.0), (1.0, 5.0)]),
    ] {
        let g = Gradient::numeric(f).with(settings).estimate(&[0.0, 1.0]);
        assert_eq!(g.status[0], Status::OneSided);
        for (i, exact) in [1.0, 3.0].into_iter().enumerate() {
            let told = (g.value[i], g.error[i], g.status[i]);
            let holds = (g.value[i] - exact).abs() <= g.error[i] && g.error[i] < 1e-6;
            assert!(holds, "{told:?}");
        }
    }
}

/// What is said about the function reaches the searches, coordinate by coordinate.
#[test]
fn settings_are_heard() {
    let f = |x: &[f64]| (1e6 * x[0]).sin() + (x[1] * 1e-6).sin();
    let x = [3.0, 4.0];
    let exact = [1e6 * 3e6_f64.cos(), 1e-6 * 4e-6_f64.cos()];
    let scaled = FiniteDifference::new().scale([1e-6, 1e6]);
    let g = Gradient::numeric(f).with(scaled).estimate(&x);
    let plain = Gradient::numeric(f).estimate(&x);
    assert!(g.evaluations < plain.evaluations);
    for (i, exact) in exact.into_iter().enumerate() {
        assert!((g.value[i] - exact).abs() <= g.error[i]);
    }

    let f = |x: &[f64]| x[0].exp() + 1e-6 * (1e9 * x[0]).sin();
    let g = Gradient::numeric(f)
        .with(FiniteDifference::new().noise(1e-6))
        .estimate(&[1.0]);
    assert!((g.value[0] - 1f64.exp()).abs() <= g.error[0] && g.error[0] < 1e-3);

    let f = |x: &[f64]| x[0].exp() * x[1].sin();
    let x = [1.0, 2.0];
    let all = Gradient::numeric(f).estimate(&x).evaluations;
    let tolerant = FiniteDifference::new().tolerance(1e-4);
    assert!(Gradient::numeric(f).with(tolerant).estimate(&x).evaluations < all);
    for budget in 0..20 {
        let settings = FiniteDifference::new().budget(budget);
        let g = Gradient::numeric(f).with(settings).estimate(&x);
        assert!(
            g.evaluations <= 1 + 2 * budget.max(2),
            "{budget}: {}",
            g.evaluations
        );
        assert!((g.value[1] - 1f64.exp() * 2f64.cos()).abs() < 1e-3);
        if budget < 4 {
            assert_eq!(g.error, [f64::INFINITY; 2]);
            assert_eq!(g.status, [Status::OutOfBudget; 2]);
        }
    }
    // Second derivatives along the axes.
    let g = Gradient::numeric(f)
        .with(FiniteDifference::new().order(2))
        .estimate(&x);
    assert!((g.value[0] - f(&x)).abs() <= g.error[0]);
    assert!((g.value[1] + f(&x)).abs() <= g.error[1]);
}

#[test]
fn orders_of_a_derivative() {
    let exact = [1f64.cos(), -1f64.sin(), -1f64.cos(), 1f64.sin()];
    for (n, exact) in (1..).zip(exact) {
        let f = Derivative::numeric(f64::sin).order(n);
        let found = f.estimate(1.0);
        assert!(
            (found.value - exact).abs() <= found.error && found.error < 1e-5,
            "{n}: {found}"
        );
        assert_eq!(f.at(1.0), found.value);
        assert_eq!(f.value_and_derivative(1.0), (1f64.sin(), found.value));
    }
    let fast = Derivative::numeric(f64::sin).with(FiniteDifference::fast());
    let (value, slope) = fast.value_and_derivative(1.0);
    assert_eq!((value, slope), (1f64.sin(), fast.at(1.0)));
}

/// A closure that is no gradient is found out.
#[test]
fn not_a_gradient() {
    let h = Hessian::numeric_of_gradient(|x| [x[0] * x[1], 5.0 * x[0]]).estimate(&[2.0, 3.0]);
    assert!(h.error[(0, 1)] >= 3.0 - 1e-9);
    assert!(h.error[(0, 0)] < 1e-9 && h.error[(1, 1)] < 1e-9);
}
