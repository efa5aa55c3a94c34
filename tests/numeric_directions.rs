//! Numerical derivatives along a direction and their sums: products with a vector, divergence, curl,
//! Laplacian. Their bars hold against the exact kinds.
//!
//! `cargo test --release --test numeric_directions -- --nocapture` prints how often, over random functions;
//! with `PARTIALS_CASES=4000` it asks as many.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/forest.rs"]
mod forest;
#[path = "common/panics.rs"]
mod panics;

use std::cell::{Cell, RefCell};

use cases::config;
use forest::{Place, places, systems};
use nalgebra::{DVector, vector};
use panics::message_of;
use partials::numeric::{Estimate, FiniteDifference};
use partials::{Dual, Gradient, Hessian, Jacobian, Scalar, Side, Status};
use proptest::prelude::*;

type D = Dual<f64, 12>;
type D2 = Dual<Dual<f64, 12>, 1>;

fn wanted(default: usize) -> usize {
    let told = std::env::var("PARTIALS_CASES");
    told.ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// How often bars held.
#[derive(Default)]
struct Tally {
    asked: usize,
    promised: usize,
    misses: Vec<(f64, String)>,
    evaluations: usize,
}

impl Tally {
    /// `size` is that of the terms of the exact answer, whose own rounding is allowed for.
    fn add(&mut self, found: Estimate<f64>, exact: f64, size: f64, of: &dyn std::fmt::Debug) {
        if !exact.is_finite() || size > 1e60 || !size.is_finite() {
            return;
        }
        self.asked += 1;
        self.evaluations += found.evaluations;
        self.promised += usize::from(found.status.is_reliable());
        let off = (found.value - exact).abs();
        let bar = found.error + 32.0 * f64::EPSILON * size;
        // NaN without a promise is no miss.
        if off > bar || off.is_nan() && bar.is_finite() {
            let off = off / bar;
            self.misses.push((
                off,
                format!("{off:.1} bars off: {found}, where {exact} for {of:?}"),
            ));
        }
    }

    fn judge(&mut self, name: &str, per_thousand: usize) {
        self.misses.sort_by(|a, b| b.0.total_cmp(&a.0));
        println!(
            "{name:<24} {} asked, {} reliable, {} off, {:.1} evaluations",
            self.asked,
            self.promised,
            self.misses.len(),
            self.evaluations as f64 / self.asked as f64
        );
        for (_, miss) in self.misses.iter().take(6) {
            println!("    {}", &miss[..miss.len().min(400)]);
        }
        assert!(self.asked > 50 && 10 * self.promised > 8 * self.asked);
        assert!(
            1000 * self.misses.len() <= per_thousand * self.asked.max(500),
            "{name}"
        );
    }
}

/// A direction for the k-th function: of all sizes, with zeros now and then.
fn direction(k: usize, n: usize) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(k as u64);
    let size = [1.0, 1e-12, 1e9, 3.0][k % 4];
    let mut part = || match random.u8(0..6) {
        0 => 0.0,
        _ => size * (2.0 * random.f64() - 1.0),
    };
    (0..n).map(|_| part()).collect()
}

fn size_of(g: &[f64], v: &[f64]) -> f64 {
    g.iter().zip(v).map(|(g, v)| (g * v).abs()).sum()
}

#[test]
fn bars_of_directional_derivatives_hold_over_random_functions() {
    let (mut jvp, mut components) = (Tally::default(), Tally::default());
    for (k, Place { f, x }) in places(wanted(400), 11).into_iter().enumerate() {
        let v = direction(k, x.len());
        let exact = Gradient::new(|x: &[D]| f.at(x));
        let gradient = exact.at(&x[..]);
        let numeric = Gradient::numeric(|x: &[f64]| f.at(x));
        let found = numeric.estimate_jvp(&x[..], &v[..]);
        let slope = exact.jvp(&x[..], &v[..]);
        jvp.add(found, slope, size_of(&gradient, &v), &(&f.tokens, &x, &v));
        let all = numeric.estimate(&x[..]);
        for (i, exact) in gradient.iter().enumerate() {
            let one = Estimate {
                value: all.value[i],
                error: all.error[i],
                span: all.span[i],
                evaluations: all.evaluations / x.len(),
                status: all.status[i],
            };
            components.add(one, *exact, exact.abs(), &(&f.tokens, &x, i));
        }
    }
    components.judge("gradient, for comparison", 10);
    jvp.judge("jvp", 10);
}

#[test]
fn bars_of_products_with_jacobians_hold_over_random_functions() {
    let [mut jvp, mut vjp, mut divergence] = [(); 3].map(|()| Tally::default());
    for (k, (rows, x)) in systems(wanted(150), 12).into_iter().enumerate() {
        let (v, u) = (direction(k, x.len()), direction(k + 7, rows.len()));
        let exact = Jacobian::new(|x: &[D]| rows.iter().map(|f| f.at(x)).collect::<Vec<D>>());
        let numeric =
            Jacobian::numeric(|x: &[f64]| rows.iter().map(|f| f.at(x)).collect::<Vec<f64>>());
        let j = exact.at(&x[..]);
        let found = numeric.estimate_jvp(&x[..], &v[..]);
        let slopes = exact.jvp(&x[..], &v[..]);
        for (i, slope) in slopes.iter().enumerate() {
            let row: Vec<f64> = j.row(i).iter().copied().collect();
            jvp.add(
                entry(&found, i),
                *slope,
                size_of(&row, &v),
                &(&rows[i].tokens, &x, &v),
            );
        }
        let found = numeric.estimate_vjp(&x[..], &u[..]);
        let exact_vjp = exact.vjp(&x[..], &u[..]);
        for (i, slope) in exact_vjp.iter().enumerate() {
            let column: Vec<f64> = j.column(i).iter().copied().collect();
            vjp.add(
                entry(&found, i),
                *slope,
                size_of(&column, &u),
                &(&rows, &x, &u),
            );
        }
        let n = x.len();
        let square = |x: &[f64]| {
            (0..n)
                .map(|i| rows[i % rows.len()].at(x))
                .collect::<Vec<f64>>()
        };
        let found = Jacobian::numeric(square).estimate_divergence(&x[..]);
        let diagonal: Vec<f64> = (0..n).map(|i| j[(i % rows.len(), i)]).collect();
        let size = diagonal.iter().map(|d| d.abs()).sum();
        divergence.add(found, diagonal.iter().sum(), size, &(&rows, &x));
    }
    jvp.judge("Jacobian jvp", 10);
    vjp.judge("vjp", 10);
    divergence.judge("divergence", 15);
}

#[test]
fn bars_of_products_with_hessians_hold_over_random_functions() {
    let [mut hvp, mut of_gradient, mut laplacian] = [(); 3].map(|()| Tally::default());
    for (k, Place { f, x }) in places(wanted(150), 13).into_iter().enumerate() {
        let v = direction(k, x.len());
        let exact = Hessian::new(|x: &[D2]| f.at(x));
        let h = exact.at(&x[..]);
        let product = exact.hvp(&x[..], &v[..]);
        let numeric = Hessian::numeric(|x: &[f64]| f.at(x));
        let found = numeric.estimate_hvp(&x[..], &v[..]);
        let gradient = |x: &[f64]| Gradient::new(|x: &[D]| f.at(x)).at(x);
        let by_gradient = Hessian::numeric_of_gradient(gradient).estimate_hvp(&x[..], &v[..]);
        for (i, exact) in product.iter().enumerate() {
            let row: Vec<f64> = h.row(i).iter().copied().collect();
            let size = size_of(&row, &v);
            hvp.add(entry(&found, i), *exact, size, &(&f.tokens, &x, &v, i));
            of_gradient.add(
                entry(&by_gradient, i),
                *exact,
                size,
                &(&f.tokens, &x, &v, i),
            );
        }
        let found = numeric.estimate_laplacian(&x[..]);
        let size = h.diagonal().iter().map(|d| d.abs()).sum();
        laplacian.add(found, exact.laplacian(&x[..]), size, &(&f.tokens, &x));
    }
    hvp.judge("hvp", 20);
    of_gradient.judge("hvp of the gradient", 15);
    laplacian.judge("laplacian", 20);
}

fn entry(all: &Estimate<Vec<f64>, Vec<Status>>, i: usize) -> Estimate<f64> {
    Estimate {
        value: all.value[i],
        error: all.error[i],
        span: all.span[i],
        evaluations: all.evaluations / all.value.len().max(1),
        status: all.status[i],
    }
}

/// Σ aᵢ exp(bᵢ xᵢ) + x₀ x₁ + ..., smooth everywhere.
fn smooth<S: Scalar>(c: &[f64], x: &[S]) -> S {
    let n = x.len();
    let mut sum = S::of(0.0);
    for i in 0..n {
        sum = sum + (x[i] * c[i]).sin() * 2.0 + x[i] * x[(i + 1) % n] * c[i];
    }
    sum
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_product_agrees_with_the_exact_kind(
        c in prop::collection::vec(-2.0..2.0_f64, 1..7),
        seed in any::<u64>(),
    ) {
        let n = c.len();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut draw = |size: f64| -> Vec<f64> {
            (0..n).map(|_| size * (2.0 * random.f64() - 1.0)).collect()
        };
        let (x, v) = (draw(2.0), draw(1.0));
        // How often bars hold is counted above.
        let within =
            |found: f64, error: f64, exact: f64| (found - exact).abs() <= 2.0 * error + 1e-13;

        let exact = Gradient::new(|x: &[D]| smooth(&c, x));
        let numeric = Gradient::numeric(|x: &[f64]| smooth(&c, x));
        let found = numeric.estimate_jvp(&x, &v);
        prop_assert!(within(found.value, found.error, exact.jvp(&x, &v)), "{}", found);
        prop_assert!(found.error < 1e-8, "{}", found);
        prop_assert_eq!(numeric.jvp(&x, &v), found.value);
        let (value, slope) = numeric.value_and_jvp(&x, &v);
        prop_assert_eq!((value, slope), (smooth(&c, &x), found.value));
        prop_assert_eq!(exact.value_and_jvp(&x, &v), (value, exact.jvp(&x, &v)));

        let exact = Hessian::new(|x: &[D2]| smooth(&c, x));
        let numeric = Hessian::numeric(|x: &[f64]| smooth(&c, x));
        let by_gradient = Hessian::numeric_of_gradient(|x: &[f64]| {
            Gradient::new(|x: &[D]| smooth(&c, x)).at(x)
        });
        let product = exact.hvp(&x, &v);
        for found in [numeric.estimate_hvp(&x, &v), by_gradient.estimate_hvp(&x, &v)] {
            for (i, exact) in product.iter().enumerate() {
                let bar = found.error[i];
                prop_assert!(within(found.value[i], bar, *exact), "{}", found);
                prop_assert!(bar < 1e-5, "{}", found);
            }
        }
        prop_assert_eq!(numeric.hvp(&x, &v), numeric.estimate_hvp(&x, &v).value);
        prop_assert_eq!(by_gradient.hvp(&x, &v), by_gradient.estimate_hvp(&x, &v).value);
        for found in [numeric.estimate_laplacian(&x), by_gradient.estimate_laplacian(&x)] {
            prop_assert!(within(found.value, found.error, exact.laplacian(&x)), "{}", found);
        }
        prop_assert_eq!(numeric.laplacian(&x), numeric.estimate_laplacian(&x).value);

        // The three together are what each is alone.
        let (value, gradient, hessian) = numeric.value_gradient_hessian(&x);
        prop_assert_eq!(value, smooth(&c, &x));
        prop_assert_eq!(&gradient, &Gradient::numeric(|x: &[f64]| smooth(&c, x)).at(&x));
        prop_assert_eq!(&hessian, &numeric.at(&x));
        prop_assert_eq!(numeric.value_and_hessian(&x), (value, hessian));
    }
}

fn product(x: &[f64]) -> f64 {
    x[0] * x[1]
}

#[test]
fn the_cost_does_not_grow_with_the_number_of_variables() {
    for n in [1, 10, 1000] {
        let f = Gradient::numeric(|x: &[f64]| x.iter().map(|v| v.exp()).sum::<f64>());
        let (x, v) = (vec![0.5; n], vec![1.0; n]);
        let found = f.estimate_jvp(&x, &v);
        let exact = n as f64 * 0.5_f64.exp();
        assert!((found.value - exact).abs() <= found.error, "{found}");
        assert!(found.evaluations <= 20, "{found}");
        assert!(found.error <= 1e-9 * exact, "{found}");
    }
}

#[test]
fn costs_are_as_documented() {
    let n = 20;
    let f = |x: &[f64]| {
        let squares: f64 = x.iter().map(|v| v * v).sum();
        (0.1 * squares).sin() + x[0] * x[1]
    };
    let (x, v) = (vec![0.5; n], vec![0.25; n]);
    let per_variable = |evaluations: usize| evaluations as f64 / n as f64;
    let hvp = Hessian::numeric(f).estimate_hvp(&x, &v).evaluations;
    let laplacian = Hessian::numeric(f).estimate_laplacian(&x).evaluations;
    let field = |x: &[f64]| x.iter().map(|v| f(x) * v).collect::<Vec<f64>>();
    let vjp = Jacobian::numeric(field).estimate_vjp(&x, &v).evaluations;
    let divergence = Jacobian::numeric(field).estimate_divergence(&x).evaluations;
    let costs = [hvp, laplacian, vjp, divergence].map(per_variable);
    println!("hvp, Laplacian, vjp, divergence: {costs:?} evaluations per variable");
    let most = [50.0, 16.0, 14.0, 14.0];
    assert!(
        costs.iter().zip(most).all(|(cost, most)| *cost <= most),
        "{costs:?}"
    );
}

#[test]
fn directions_of_any_size() {
    let f = Gradient::numeric(product);
    for size in [1e-300, 5e-324, 1e-20, 1.0, 1e20, 1e300] {
        let found = f.estimate_jvp(&[2.0, 3.0], &[size, 0.0]);
        let exact = 3.0 * size;
        assert!(
            (found.value - exact).abs() <= found.error,
            "{size:e}: {found}"
        );
        assert!(
            found.error <= (1e-9 * exact).max(5e-323),
            "{size:e}: {found}"
        );
        let j = Jacobian::numeric(|x| [product(x), x[0]]);
        let found = j.estimate_jvp(&[2.0, 3.0], &[size, 0.0]);
        assert!(
            (found.value[0] - exact).abs() <= found.error[0],
            "{size:e}: {found}"
        );
        let found = j.estimate_vjp(&[2.0, 3.0], &[size, 0.0]);
        assert!(
            (found.value[0] - exact).abs() <= found.error[0],
            "{size:e}: {found}"
        );
        let h = Hessian::numeric(product);
        let found = h.estimate_hvp(&[2.0, 3.0], &[size, 0.0]);
        assert!(
            (found.value[1] - size).abs() <= found.error[1],
            "{size:e}: {found}"
        );
        let many = Hessian::numeric(|x| product(x) * x[2] * x[3]);
        let found = many.estimate_hvp(&[2.0, 3.0, 1.0, 1.0], &[size, 0.0, size, 0.0]);
        for (k, exact) in [3.0, 3.0, 3.0, 9.0].into_iter().enumerate() {
            let off = (found.value[k] - exact * size).abs();
            assert!(off <= found.error[k], "{size:e}: {found}");
        }
    }
    let over = Jacobian::numeric(|x| [1e3 * x[0]]).estimate_vjp(&[1.0], &[f64::MAX]);
    assert!(
        over.value[0].is_infinite() && over.error[0].is_infinite(),
        "{over}"
    );
    // One that overflows has no promise.
    let over = f.estimate_jvp(&[2.0, 3.0], &[f64::MAX, 0.0]);
    assert!(
        over.error == f64::INFINITY || over.value.is_finite(),
        "{over}"
    );
}

#[test]
fn directions_that_go_nowhere_and_those_that_are_none() {
    let zero = [0.0, -0.0];
    let f = Gradient::numeric(product);
    let found = f.estimate_jvp(&[2.0, 3.0], &zero);
    assert_eq!((found.value, found.error, found.evaluations), (0.0, 0.0, 1));
    assert_eq!(f.value_and_jvp(&[2.0, 3.0], &zero), (6.0, 0.0));
    let none = Gradient::numeric(|_| f64::NAN).estimate_jvp(&[2.0, 3.0], &zero);
    assert!(none.value.is_nan() && none.error.is_infinite());
    assert_eq!(none.status, Status::NotFinite);
    let j = Jacobian::numeric(|x| [product(x), f64::NAN]).estimate_jvp(&[2.0, 3.0], &zero);
    assert!(j.value[0] == 0.0 && j.value[1].is_nan());
    assert_eq!(Hessian::numeric(product).hvp(&[2.0, 3.0], &zero), [0.0; 2]);
    let j = Jacobian::numeric(|x| [product(x), x[0]]);
    let found = j.estimate_vjp(&[2.0, 3.0], &zero);
    assert_eq!((found.value, found.error), ([0.0; 2], [0.0; 2]));
    for bad in [f64::NAN, f64::INFINITY, -f64::INFINITY] {
        let v = [1.0, bad];
        assert!(f.jvp(&[2.0, 3.0], &v).is_nan());
        assert!(f.estimate_jvp(&[2.0, 3.0], &v).error.is_infinite());
        assert!(j.jvp(&[2.0, 3.0], &v).iter().all(|d| d.is_nan()));
        assert!(j.vjp(&[2.0, 3.0], &v).iter().all(|d| d.is_nan()));
        assert!(
            Hessian::numeric(product)
                .hvp(&[2.0, 3.0], &v)
                .iter()
                .all(|d| d.is_nan())
        );
        let of = Hessian::numeric_of_gradient(|x| [x[1], x[0]]);
        assert!(of.hvp(&[2.0, 3.0], &v).iter().all(|d| d.is_nan()));
        assert!(f.jvp(&[bad, 3.0], &[1.0, 1.0]).is_nan());
    }
    assert_eq!(Gradient::numeric(|_| 2.0).jvp(&[0.0; 0], &[0.0; 0]), 0.0);
    assert_eq!(
        Hessian::numeric(|_| 2.0).hvp(&[0.0; 0], &[0.0; 0]),
        [0.0; 0]
    );
    assert_eq!(Hessian::numeric(|_| 2.0).laplacian(&[0.0; 0]), 0.0);
    assert_eq!(Jacobian::numeric(|_| [0.0; 0]).divergence(&[0.0; 0]), 0.0);
}

/// Never a point outside, in the corner of a box and beside its walls, along every kind of direction.
#[test]
fn bounds_are_obeyed_along_a_direction() {
    let f = |x: &[f64]| (x[0] + 2.0 * x[1]).exp() * (1.0 + x[2]);
    let gradient = |x: &[f64]| {
        let e = (x[0] + 2.0 * x[1]).exp();
        [e * (1.0 + x[2]), 2.0 * e * (1.0 + x[2]), e]
    };
    let places = [
        [0.0, 0.0, 0.0],
        [1.0, 1.0, 1.0],
        [0.0, 1.0, 0.5],
        [0.5, 0.5, 0.5],
        [1e-9, 1.0 - 1e-9, 0.3],
    ];
    let directions = [
        [1.0, 1.0, 1.0],
        [1.0, -1.0, 1.0],
        [-1.0, 1.0, 0.0],
        [-3e-5, 2.0, 1e3],
        [0.0, 0.0, -1.0],
    ];
    for x in places {
        for v in directions {
            for settings in [FiniteDifference::new(), FiniteDifference::fast()] {
                let is_fixed = settings == FiniteDifference::fast();
                let settings = settings.bounds((0.0, 1.0));
                let guard = |x: &[f64]| {
                    assert!(x.iter().all(|x| (0.0..=1.0).contains(x)), "asked at {x:?}");
                    f(x)
                };
                let found = Gradient::numeric(guard)
                    .with(settings.clone())
                    .estimate_jvp(&x, &v);
                let exact: f64 = gradient(&x).iter().zip(v).map(|(g, v)| g * v).sum();
                let off = (found.value - exact).abs();
                let size = size_of(&gradient(&x), &v);
                let allowed = if is_fixed { 1e-4 * size } else { found.error };
                assert!(off <= allowed, "{x:?} {v:?}: {found}, {exact}");
                assert!(
                    is_fixed || found.error < 1e-4 * size,
                    "{x:?} {v:?}: {found}"
                );
                let found = Hessian::numeric(guard).with(settings.clone()).hvp(&x, &v);
                assert!(found.iter().all(|d| !d.is_infinite()));
                let field = |x: &[f64]| {
                    guard(x);
                    gradient(x)
                };
                let h = Hessian::numeric_of_gradient(field).with(settings.clone());
                assert_eq!(h.hvp(&x, &v).len(), 3);
                let four = |x: &[f64]| guard(&x[..3]) * (1.0 + x[3]);
                let (x, v) = ([x[0], x[1], x[2], 0.0], [v[0], v[1], v[2], 1.0]);
                let h = Hessian::numeric(four).with(settings);
                let found = h.estimate_hvp(&x, &v);
                assert!(found.error.iter().all(|e| !e.is_nan()));
            }
        }
    }
}

#[test]
fn reaches_and_scales_are_obeyed_along_a_direction() {
    let farthest = Cell::new([0.0_f64; 2]);
    let f = Gradient::numeric(|x: &[f64]| {
        let [a, b] = farthest.get();
        farthest.set([a.max((x[0] - 5.0).abs()), b.max((x[1] - 7.0).abs())]);
        (x[0] / 100.0).sin() + 1e6 * x[1].cos()
    });
    let settings = FiniteDifference::new();
    for (settings, most) in [
        (settings.clone(), [5.0, 7.0]),
        (settings.clone().scale([1.0, 1e-3]), [1.0, 1e-3]),
        (settings.clone().reach([1e-2, 1e3]), [1e-2, 1e3]),
        (settings.scale(2.0).reach(0.5), [0.5, 0.5]),
    ] {
        let f = f.clone().with(settings.clone());
        for v in [[1.0, 1.0], [-1e3, 1.0], [1e-5, 2e7], [1.0, 0.0]] {
            farthest.set([0.0; 2]);
            let found = f.estimate_jvp(&[5.0, 7.0], &v);
            let [a, b] = farthest.get();
            let slack = 1.0 + 1e-9;
            assert!(
                a <= most[0] * slack && b <= most[1] * slack,
                "{settings:?} {v:?}: {a} {b}"
            );
            assert!(
                a.max(b) <= found.span * slack && found.span > 0.0,
                "{found}"
            );
        }
    }
}

#[test]
fn fixed_steps_take_two_evaluations_and_higher_orders_their_own() {
    let f = Gradient::numeric(product);
    let fast = f
        .clone()
        .with(FiniteDifference::fast())
        .estimate_jvp(&[2.0, 3.0], &[1.0, 1.0]);
    assert_eq!((fast.evaluations, fast.status), (2, Status::FixedStep));
    assert!((fast.value - 5.0).abs() < 1e-9);
    // The step is that of the fastest coordinate: (2.5 * 3.25 - 1.5 * 2.75) / 1.
    let half = FiniteDifference::absolute_step(0.5);
    let found = f.clone().with(half).estimate_jvp(&[2.0, 3.0], &[1.0, 0.5]);
    assert!(
        (found.value - 4.0).abs() < 1e-14 && found.span == 0.5,
        "{found}"
    );
    let second = f.clone().with(FiniteDifference::new().order(2));
    let found = second.estimate_jvp(&[2.0, 3.0], &[1.0, 1.0]);
    assert!(
        (found.value - 2.0).abs() <= found.error && found.error < 1e-9,
        "{found}"
    );
    let found = second.estimate_jvp(&[2.0, 3.0], &[10.0, 1.0]);
    assert!((found.value - 20.0).abs() <= found.error, "{found}");
    let side = FiniteDifference::new().side(Side::Forward);
    let kink = Gradient::numeric(|x| (x[0] + x[1]).abs()).with(side);
    assert!((kink.jvp(&[0.0, 0.0], &[1.0, 1.0]) - 2.0).abs() < 1e-9);
    assert!((kink.jvp(&[0.0, 0.0], &[-1.0, -1.0]) - 2.0).abs() < 1e-9); // to the side of v
    let bent = Gradient::numeric(|x| (x[0] + x[1]).abs()).estimate_jvp(&[0.0, 0.0], &[1.0, 1.0]);
    assert!(bent.status == Status::Kink && bent.error >= 2.0, "{bent}");
}

#[test]
fn batches_and_threads_give_the_same_in_one_round_for_all() {
    let f = |x: &[f64]| (x[0] * x[1]).sin() + x[2].exp() * x[3];
    let g = |x: &[f64]| vec![f(x), x[0] * x[2], x[3].cos(), x[1]];
    let (x, v) = ([0.5, 1.5, 0.25, 2.0], [1.0, -2.0, 1e-9, 0.5]);
    let rounds = Cell::new(0);
    let batch = |points: &[&[f64]]| {
        rounds.set(rounds.get() + 1);
        points.iter().map(|x| f(x)).collect::<Vec<f64>>()
    };
    let one = Gradient::numeric(f);
    let all = Gradient::numeric_batch(batch);
    assert_eq!(all.estimate_jvp(&x, &v), one.estimate_jvp(&x, &v));
    rounds.set(0);
    let h = Hessian::numeric_batch(batch);
    assert_eq!(
        h.estimate_hvp(&x, &v),
        Hessian::numeric(f).estimate_hvp(&x, &v)
    );
    assert!(rounds.get() < 60, "{}", rounds.get());
    rounds.set(0);
    assert_eq!(
        h.estimate_laplacian(&x),
        Hessian::numeric(f).estimate_laplacian(&x)
    );
    assert!(rounds.get() < 20, "{}", rounds.get());
    let many = |points: &[&[f64]]| points.iter().map(|x| g(x)).collect::<Vec<_>>();
    let (one, all) = (Jacobian::numeric(g), Jacobian::numeric_batch(many));
    assert_eq!(all.estimate_jvp(&x, &v), one.estimate_jvp(&x, &v));
    assert_eq!(all.estimate_vjp(&x, &v), one.estimate_vjp(&x, &v));
    assert_eq!(all.estimate_divergence(&x), one.estimate_divergence(&x));
    #[cfg(feature = "rayon")]
    {
        let threads = Jacobian::numeric(g).parallel();
        assert_eq!(threads.estimate_jvp(&x, &v), one.estimate_jvp(&x, &v));
        let threads = Hessian::numeric(f).parallel();
        assert_eq!(
            threads.estimate_hvp(&x, &v),
            Hessian::numeric(f).estimate_hvp(&x, &v)
        );
    }
}

#[test]
fn failures_are_handed_on() {
    let left = Cell::new(5);
    let f = |x: &[f64]| {
        left.set(left.get() - 1);
        if left.get() < 0 {
            Err("out of tries")
        } else {
            Ok(product(x))
        }
    };
    let x = [2.0, 3.0];
    assert_eq!(
        Gradient::try_numeric(f).estimate_jvp(&x, &x),
        Err("out of tries")
    );
    left.set(1000);
    assert!(Gradient::try_numeric(f).value_and_jvp(&x, &x).is_ok());
    left.set(5);
    let h = Hessian::try_numeric(f);
    assert_eq!(h.hvp(&x, &x), Err("out of tries"));
    left.set(5);
    assert_eq!(h.laplacian(&x), Err("out of tries"));
    left.set(0);
    assert_eq!(
        Gradient::try_numeric(f).jvp(&x, &[0.0; 2]),
        Err("out of tries")
    );
    let j = Jacobian::try_numeric(|x| {
        if x[0] > 2.1 {
            Err("too far")
        } else {
            Ok([x[0], x[1]])
        }
    });
    assert_eq!(j.jvp(&x, &x), Err("too far"));
    assert_eq!(j.vjp(&x, &x), Err("too far"));
    assert_eq!(j.divergence(&x), Err("too far"));
}

#[test]
fn containers_come_back_as_they_came() {
    let f = Gradient::numeric(product);
    let v = vec![1.0, 2.0];
    assert_eq!(f.jvp(&vec![2.0, 3.0], &v), f.jvp(&[2.0, 3.0], &[1.0, 2.0]));
    assert_eq!(
        f.jvp(&vector![2.0, 3.0], &v),
        f.jvp(&ndarray::array![2.0, 3.0], &v)
    );
    let j = Jacobian::numeric(|x| DVector::from_vec(vec![x[0] * x[1], x[0], x[1]]));
    let found: Estimate<DVector<f64>, Vec<Status>> = j.estimate_jvp(&[2.0, 3.0], &v);
    assert_eq!(found.value.len(), 3);
    assert_eq!(j.jvp(&[2.0, 3.0], &v), found.value);
    let back: ndarray::Array1<f64> = j.vjp(&ndarray::array![2.0, 3.0], &[1.0, 1.0, 1.0]);
    assert_eq!(back.len(), 2);
    let array: [f64; 2] = Jacobian::numeric(|x| [x[0], product(x)]).jvp(&[2.0, 3.0], &v);
    assert!((array[1] - 7.0).abs() < 1e-10);
    let h: nalgebra::Vector2<f64> = Hessian::numeric(product).hvp(&vector![2.0, 3.0], &v);
    assert!((h - vector![2.0, 1.0]).amax() < 1e-9);
    #[cfg(feature = "faer")]
    {
        let x = faer::Col::<f64>::from_fn(2, |i| i as f64 + 2.0);
        let h: faer::Col<f64> = Hessian::numeric(product).hvp(&x, &v);
        assert!((h[0] - 2.0).abs() < 1e-9);
    }
    let (mut gradient, mut h) = ([0.0; 2], nalgebra::DMatrix::zeros(2, 2));
    let f = Hessian::numeric(product);
    assert_eq!(
        f.at_into(&[2.0, 3.0], &mut f.workspace(2), &mut gradient, &mut h),
        6.0
    );
    assert!((gradient[0] - 3.0).abs() < 1e-11 && (h[(0, 1)] - 1.0).abs() < 1e-9);
    let f = Hessian::numeric_of_gradient(|x| [x[1], x[0]]);
    let () = f.at_into(&[2.0, 3.0], &mut f.workspace(2), &mut gradient, &mut h);
    assert!(gradient == [3.0, 2.0] && (h[(0, 1)] - 1.0).abs() < 1e-11);
}

#[test]
fn wrong_shapes_are_refused() {
    let f = Gradient::numeric(product);
    assert!(message_of(|| f.jvp(&[2.0, 3.0], &[1.0])).contains("direction has length 1"));
    let j = Jacobian::numeric(|x| [product(x), x[0], x[1]]);
    assert!(message_of(|| j.jvp(&[2.0, 3.0], &[1.0; 3])).contains("direction has length 3"));
    assert!(message_of(|| j.vjp(&[2.0, 3.0], &[1.0; 2])).contains("length 2"));
    assert!(message_of(|| j.divergence(&[2.0, 3.0])).contains("as many values as variables"));
    assert!(message_of(|| j.curl(&[2.0, 3.0])).contains("three variables"));
    let h = Hessian::numeric(product);
    assert!(message_of(|| h.hvp(&[2.0, 3.0], &[1.0; 3])).contains("direction has length 3"));
    let of = Hessian::numeric_of_gradient(|x| [x[0], x[1], 0.0]);
    assert!(message_of(|| of.hvp(&[2.0, 3.0], &[1.0; 2])).contains("a gradient needs"));
    assert!(message_of(|| of.laplacian(&[2.0, 3.0])).contains("a gradient needs"));
    let bounded = f.with(FiniteDifference::new().bounds((0.0, 1.0)));
    assert!(message_of(|| bounded.jvp(&[2.0, 3.0], &[1.0; 2])).contains("outside its bounds"));
}

#[test]
fn curls_and_divergences_have_bars() {
    let f = |x: &[f64]| [x[1] * x[2], -x[0].exp(), x[0] * x[1] * x[2]];
    let x = [0.5, 2.0, 3.0];
    let found = Jacobian::numeric(f).estimate_curl(&x);
    let exact = [x[0] * x[2], x[1] - x[1] * x[2], -x[0].exp() - x[2]];
    for (i, exact) in exact.iter().enumerate() {
        assert!((found.value[i] - exact).abs() <= found.error[i], "{found}");
        assert!(found.error[i] < 1e-10);
    }
    assert_eq!(Jacobian::numeric(f).curl(&x), found.value);
    let found = Jacobian::numeric(f).estimate_divergence(&x);
    assert!((found.value - x[0] * x[1]).abs() <= found.error && found.error < 1e-10);
    assert_eq!(Jacobian::numeric(f).divergence(&x), found.value);
    let kinked = |x: &[f64]| [x[0].abs(), x[1]];
    let found = Jacobian::numeric(kinked).estimate_divergence(&[0.0, 1.0]);
    assert!(
        found.status == Status::Kink && found.error >= 1.0,
        "{found}"
    );
}

/// Values that cancel in `u · f`, noise that is told, and a value that is NaN.
#[test]
fn bars_of_weighted_sums_count_what_cancels() {
    let j = Jacobian::numeric(|x| [1e8 + x[0].sin(), 1e8 - x[0].sin()]);
    let found = j.estimate_vjp(&[1.0], &[1.0, -1.0]);
    assert!(
        (found.value[0] - 2.0 * 1_f64.cos()).abs() <= found.error[0],
        "{found}"
    );
    let noisy = Jacobian::numeric(|x| {
        let noise = |k: f64| 1e-4 * (k * 1e9 * x[0]).sin();
        [x[0] * x[0] + noise(1.0), x[0] + noise(1.7)]
    });
    let found = noisy
        .with(FiniteDifference::new().noise(1e-4))
        .estimate_vjp(&[1.0], &[100.0, -1.0]);
    assert!((found.value[0] - 199.0).abs() <= found.error[0], "{found}");
    let holed = Jacobian::numeric(|x| [x[0], f64::NAN]).vjp(&[1.0], &[1.0, 1.0]);
    assert!(holed[0].is_nan());
}

#[test]
fn coordinates_of_very_different_size_are_searched_apart() {
    let asked = RefCell::new(0);
    let f = Gradient::numeric(|x: &[f64]| {
        *asked.borrow_mut() += 1;
        (1e12 * x[0]).sin() + x[1].exp()
    });
    let found = f.estimate_jvp(&[1e-12, 1.0], &[1.0, 1.0]);
    let exact = 1e12 * 1_f64.cos() + 1_f64.exp();
    assert!((found.value - exact).abs() <= found.error, "{found}");
    let found = f.estimate_jvp(&[1e-12, 1.0], &[1e-12, 1.0]);
    let exact = 1_f64.cos() + 1_f64.exp();
    assert!(
        (found.value - exact).abs() <= found.error && found.error < 1e-9,
        "{found}"
    );
    // What is left of a zero by rounding is as hard to see as for a gradient, and no harder.
    let f = Gradient::numeric(|x| x[0] + x[1].exp());
    let found = f.estimate_jvp(&[1e-17, 1.0], &[1.0, 1.0]);
    let each = f.estimate(&[1e-17, 1.0]);
    assert!(
        found.error <= 1.01 * (each.error[0] + each.error[1]),
        "{found}"
    );
}
