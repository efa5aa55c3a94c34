//! What holds for all sampled data: exactness on polynomials, and that neither the layout, nor the
//! direction, nor the company of other axes changes a derivative.

// In slices of ndarray, -1 counts from the end.
#![allow(clippy::reversed_empty_ranges)]

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use ndarray::{Array, Array1, Array2, Array3, ArrayD, Axis, Dimension, Ix2, IxDyn, s};
use partials::Error;
use partials::sampled::{Differences, Edge, SavitzkyGolay, Spacing};
use proptest::prelude::*;

/// Rising or falling coordinates with neighbours between 0.5 and 1.5 apart.
fn coordinates(n: usize) -> impl Strategy<Value = Vec<f64>> {
    (prop::collection::vec(0.5..1.5, n), any::<bool>(), -3.0..3.0).prop_map(
        |(gaps, falling, start)| {
            let sign = if falling { -1.0 } else { 1.0 };
            gaps.iter()
                .scan(start, |x, gap| {
                    *x += sign * gap;
                    Some(*x)
                })
                .collect()
        },
    )
}

fn spacing(n: usize) -> impl Strategy<Value = Spacing<'static>> {
    prop_oneof![
        prop_oneof![-2.0..-0.1, 0.1..2.0].prop_map(Spacing::Step),
        coordinates(n).prop_map(Spacing::from),
    ]
}

fn places(spacing: &Spacing<'_>, n: usize) -> Vec<f64> {
    match spacing {
        Spacing::Step(step) => (0..n).map(|i| step * i as f64).collect(),
        Spacing::Coordinates(x) => x.rounded().to_vec(),
    }
}

fn bits<D: Dimension>(a: &Array<f64, D>) -> Vec<u64> {
    a.iter().map(|v| (v + 0.0).to_bits()).collect()
}

fn numbers(n: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-10.0..10.0, n)
}

/// Differences with any accuracy and order that 24 samples allow.
fn options() -> impl Strategy<Value = (usize, usize, Edge)> {
    let edge = prop_oneof![Just(Edge::First), Just(Edge::Second), Just(Edge::Matching)];
    (1..=4_usize, 1..=4_usize, edge).prop_map(|(half, order, edge)| (2 * half, order, edge))
}

/// `c₀ + c₁ t + ...` and its derivative of some order.
fn polynomial(c: &[f64], t: f64, order: usize) -> f64 {
    let terms = c.iter().enumerate().skip(order);
    let term = |(k, c): (usize, &f64)| {
        let falling: f64 = (k - order + 1..=k).map(|j| j as f64).product();
        c * falling * t.powi((k - order) as i32)
    };
    terms.map(term).sum()
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn linear_data_is_exact_for_every_option(
        spacing in spacing(24), (accuracy, order, edge) in options(), a in -5.0..5.0, b in -5.0..5.0,
    ) {
        let x = places(&spacing, 24);
        let f: Vec<f64> = x.iter().map(|x| a + b * x).collect();
        let differences = Differences::new().spacing(spacing).accuracy(accuracy).order(order);
        let found = differences.edge(edge).derivative(&f).unwrap();
        let expected = if order == 1 { b } else { 0.0 };
        // Rounding of f, magnified by the weights, which are below 5000 / gap^order.
        let gap = x.windows(2).map(|p| (p[1] - p[0]).abs()).fold(f64::INFINITY, f64::min);
        let size = f.iter().map(|f| f.abs()).fold(1.0, f64::max);
        let tolerance = 1e-11 * size / gap.powi(order as i32).min(1.0);
        for d in found {
            prop_assert!((d - expected).abs() < tolerance, "{d} is not {expected}");
        }
    }

    #[test]
    fn polynomials_of_the_accuracy_are_exact(
        spacing in spacing(24), (accuracy, order, _) in options(), c in numbers(12),
    ) {
        let x = places(&spacing, 24);
        let (low, high) = (x[0].min(x[23]), x[0].max(x[23]));
        let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
        let t: Vec<f64> = x.iter().map(|x| (x - middle) / half).collect();
        let c = &c[..order + accuracy];
        let f: Vec<f64> = t.iter().map(|&t| polynomial(c, t, 0)).collect();
        let differences = Differences::new().spacing(spacing).accuracy(accuracy).order(order);
        let found = differences.edge(Edge::Matching).derivative(&f).unwrap();
        let scale = half.powi(order as i32);
        for (d, &t) in found.iter().zip(&t) {
            let expected = polynomial(c, t, order) / scale;
            // Against the size of the derivative, in which rounding grows like (24/half)^order.
            let tolerance = 1e-10 * 120.0 * 24_f64.powi(order as i32) / scale;
            prop_assert!((d - expected).abs() < tolerance, "{d} is not {expected}");
        }
    }

    #[test]
    fn one_degree_more_is_not_exact_at_the_ends(
        (accuracy, order, _) in options(), step in 0.5..2.0_f64,
    ) {
        // The control of the test above: the exactness is not an accident of the tolerance.
        let degree = (order + accuracy) as i32;
        let f: Vec<f64> = (0..24).map(|i| (step * f64::from(i) / 12.0).powi(degree)).collect();
        let differences = Differences::new().spacing(step / 12.0).accuracy(accuracy).order(order);
        let found = differences.edge(Edge::Matching).derivative(&f).unwrap();
        // At 0 the derivative of t^degree is 0; the one-sided difference makes a product of gaps.
        prop_assert!(found[0].abs() > 1e-10, "{}", found[0]);
    }

    #[test]
    fn transposed_samples_have_transposed_derivatives(
        f in numbers(70 * 68), rows in spacing(70), columns in spacing(68),
        (accuracy, order, edge) in options(),
    ) {
        let f = Array2::from_shape_vec((70, 68), f).unwrap();
        let differences = Differences::new().accuracy(accuracy).order(order).edge(edge);
        let there = differences.clone().spacing([rows.clone(), columns.clone()]);
        let back = differences.spacing([columns, rows]);
        let there = there.gradient(&f).unwrap();
        // A view of other strides, and an array of its own.
        for turned in [f.t().to_owned(), f.t().as_standard_layout().into_owned()] {
            let back = back.gradient(&turned).unwrap();
            for k in 0..2 {
                let expected = bits(&there[1 - k].t().as_standard_layout().into_owned());
                prop_assert_eq!(bits(&back[k]), expected);
            }
        }
    }

    #[test]
    fn strides_do_not_matter(
        f in numbers(20 * 11 * 10), step in 1..3_isize, (accuracy, order, edge) in options(),
        flip in 0..3_usize, uneven in coordinates(16),
    ) {
        let whole = Array3::from_shape_vec((20, 11, 10), f).unwrap();
        let mut views = [
            whole.slice(s![2..18, .., 1..;2]),
            whole.slice(s![4.., ..;step, ..]),
            whole.slice(s![..16, ..-1, 1..-1]),
            whole.slice(s![..;-1, .., ..]).slice_move(s![..16, .., ..]),
            whole.view().permuted_axes([0, 2, 1]).slice_move(s![4.., .., ..]),
        ];
        for view in &mut views {
            if view.len_of(Axis(flip)) > 1 {
                view.invert_axis(Axis(flip));
            }
            let axis = if view.len_of(Axis(1)) == 16 { 1 } else { 0 };
            let differences = Differences::new().axes(axis).accuracy(accuracy).order(order).edge(edge);
            let steps: [Spacing; 2] = [0.3.into(), (&uneven).into()];
            for spacing in steps {
                let differences = differences.clone().spacing(spacing);
                let copy = view.as_standard_layout().into_owned();
                let expected = differences.derivative(&copy).unwrap();
                prop_assert_eq!(bits(&differences.derivative(view).unwrap()), bits(&expected));
                // Into strided memory as well.
                let mut room = Array3::from_elem((20, 22, 20), f64::NAN);
                let (a, b, c) = view.dim();
                let mut out = room.slice_mut(s![..a, ..2 * b;2, ..c]);
                differences.derivative_into(view, &mut out).unwrap();
                prop_assert_eq!(bits(&out.to_owned()), bits(&expected));
            }
        }
    }

    #[test]
    fn reversing_an_axis_flips_the_sign(
        f in numbers(30), spacing in spacing(30), (accuracy, order, edge) in options(),
    ) {
        let f = Array1::from(f);
        let back: Spacing = match &spacing {
            Spacing::Step(step) => (*step).into(),
            Spacing::Coordinates(x) => x.rounded().iter().rev().map(|x| -x).collect::<Vec<_>>().into(),
        };
        let differences = Differences::new().accuracy(accuracy).order(order).edge(edge);
        let there = differences.clone().spacing(spacing).derivative(&f).unwrap();
        let back = differences.spacing(back).derivative(&f.slice(s![..;-1])).unwrap();
        let sign = if order % 2 == 1 { -1.0 } else { 1.0 };
        let size = there.iter().map(|d| d.abs()).fold(1e-3, f64::max);
        for (a, b) in there.iter().zip(back.iter().rev()) {
            prop_assert!((a - sign * b).abs() < 1e-9 * size, "{a} and {b}");
        }
    }

    #[test]
    fn all_axes_at_once_are_the_axes_one_by_one(
        shape in prop_oneof![
            Just(vec![9, 66]), Just(vec![7, 30, 65]), Just(vec![40, 7, 64]), Just(vec![6, 5, 7, 64]),
            Just(vec![64, 8, 6]), Just(vec![9, 9, 3]), Just(vec![1, 9, 70]),
        ],
        values in numbers(17920), uneven in coordinates(70), accuracy in 1..=2_usize,
        single in any::<bool>(), fortran in any::<bool>(), straight in any::<bool>(),
        second in any::<bool>(),
    ) {
        let size = shape.iter().product();
        let mut f = ArrayD::from_shape_vec(IxDyn(&shape), values[..size].to_vec()).unwrap();
        if fortran {
            f = f.reversed_axes();
        }
        let axes: Vec<usize> = (0..f.ndim()).filter(|&k| f.shape()[k] > 4).rev().collect();
        let entry = |k: usize| -> Spacing<'_> {
            if straight { (0.5 + k as f64).into() } else { (&uneven[..f.shape()[k]]).into() }
        };
        let spacings: Vec<Spacing> = axes.iter().map(|&k| entry(k)).collect();
        let edge = if second { Edge::Second } else { Edge::First };
        let differences = Differences::new().accuracy(2 * accuracy).edge(edge);
        let all = differences.clone().axes(axes.clone()).spacing(spacings);
        let one = |k: usize| differences.clone().axes(k).spacing(entry(k));
        if single {
            let f = f.mapv(|v| v as f32);
            let found = all.gradient(&f).unwrap();
            for (&k, found) in axes.iter().zip(found) {
                prop_assert_eq!(found, one(k).derivative(&f).unwrap());
            }
        } else {
            let found = all.gradient(&f).unwrap();
            for (&k, found) in axes.iter().zip(found) {
                prop_assert_eq!(bits(&found), bits(&one(k).derivative(&f).unwrap()));
            }
        }
    }

    #[test]
    fn a_circle_has_no_beginning(
        f in numbers(24), x in coordinates(24), shift in 0..24_usize, (accuracy, order, _) in options(),
    ) {
        let differences = Differences::new().accuracy(accuracy).order(order);
        let roll = |v: &[f64]| -> Vec<f64> { (0..24).map(|i| v[(i + shift) % 24]).collect() };
        let even = differences.clone().spacing(0.3).edge(Edge::Periodic);
        let there = even.derivative(&f).unwrap();
        prop_assert_eq!(even.derivative(&roll(&f)).unwrap(), roll(&there));

        let period = 1.0 + (x[23] - x[0]).abs();
        let turn = period.copysign(x[23] - x[0]);
        let rolled: Vec<f64> =
            (0..24).map(|i| x[(i + shift) % 24] + if i + shift < 24 { 0.0 } else { turn }).collect();
        let uneven = differences.edge(Edge::Period(period));
        let there = uneven.clone().spacing(&x).derivative(&f).unwrap();
        let back = uneven.spacing(rolled).derivative(&roll(&f)).unwrap();
        let size = there.iter().map(|d| d.abs()).fold(1e-3, f64::max);
        for (a, b) in back.iter().zip(roll(&there)) {
            prop_assert!((a - b).abs() < 1e-9 * size, "{a} and {b}");
        }
    }

    #[test]
    fn runs_between_missing_samples_are_axes_of_their_own(
        f in numbers(40), gaps in prop::collection::vec(0..40_usize, 0..8), x in coordinates(40),
        (accuracy, order, _) in options(), columns in any::<bool>(),
    ) {
        let mut present = [true; 40];
        gaps.iter().for_each(|&i| present[i] = false);
        let holes: Vec<f64> =
            f.iter().zip(present).map(|(&f, here)| if here { f } else { f64::NAN }).collect();
        let differences = Differences::new().accuracy(accuracy).order(order).edge(Edge::Matching);
        let on = differences.clone().spacing(&x).axes(0);
        let found = if columns {
            // The second column of an array, along the strided axis.
            let mut both = Array2::zeros((40, 2));
            both.column_mut(1).assign(&Array1::from(holes));
            on.skip_missing().derivative(&both).unwrap().column(1).to_vec()
        } else {
            on.skip_missing().derivative(&holes).unwrap()
        };
        let masked = differences.clone().spacing(&x).gradient_where(&f, &present).unwrap().remove(0);
        let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
        prop_assert!(found.iter().zip(&masked).all(|(&a, &b)| same(a, b)));
        let mut end = 0;
        while let Some(start) = (end..40).find(|&i| present[i]) {
            end = (start..40).find(|&i| !present[i]).unwrap_or(40);
            let alone = differences.clone().spacing(&x[start..end]).derivative(&f[start..end]);
            match alone {
                Ok(alone) => prop_assert_eq!(&found[start..end], &alone[..]),
                Err(Error::TooShort { .. }) => {
                    let some = end - start > order;
                    prop_assert!(found[start..end].iter().all(|d| d.is_nan() != some));
                }
                Err(error) => prop_assert!(false, "{}", error),
            }
        }
        for (here, d) in present.iter().zip(&found) {
            prop_assert!(*here || d.is_nan());
        }
    }

    #[test]
    fn laplacians_are_sums_of_second_derivatives(f in numbers(9 * 8 * 7), step in 0.1..2.0) {
        let f = Array3::from_shape_vec((9, 8, 7), f).unwrap();
        let differences = Differences::new().spacing(step).accuracy(4);
        let second = differences.clone().order(2).gradient(&f).unwrap();
        let sum = &(&second[0] + &second[1]) + &second[2];
        prop_assert_eq!(differences.laplacian(&f).unwrap(), sum);
    }

    #[test]
    fn a_curl_has_no_divergence_and_a_gradient_no_curl(
        values in numbers(3 * 6 * 7 * 8), step in 0.1..2.0_f64,
    ) {
        // Differences along different axes commute, whatever the samples are.
        let differences = Differences::new().spacing((step, 1.0, 0.3)).accuracy(2);
        let mut parts = values.chunks(6 * 7 * 8).map(|part| {
            Array3::from_shape_vec((6, 7, 8), part.to_vec()).unwrap()
        });
        let field: [Array3<f64>; 3] = std::array::from_fn(|_| parts.next().unwrap());
        let curl = differences.curl(&field).unwrap();
        let size = 1e3 / step.min(0.3).powi(2);
        let divergence = differences.divergence(&curl).unwrap();
        prop_assert!(divergence.iter().all(|d| d.abs() < 1e-12 * size));
        prop_assert!(curl.iter().any(|c| c.iter().any(|c| c.abs() > 1e-3)));
        let gradient: [Array3<f64>; 3] =
            differences.gradient(&field[0]).unwrap().try_into().unwrap();
        for c in differences.curl(&gradient).unwrap() {
            prop_assert!(c.iter().all(|c| c.abs() < 1e-12 * size));
        }
    }

    #[test]
    fn fitted_polynomials_are_exact(
        c in numbers(6), degree in 0..6_usize, half in 3..8_usize, order in 0..6_usize, step in 0.1..2.0,
    ) {
        prop_assume!(order <= degree);
        let at = |i: usize| (i as f64 - 10.0) / 10.0;
        let f = Array2::from_shape_fn((2, 21), |(k, i)| k as f64 + polynomial(&c[..=degree], at(i), 0));
        let filter = SavitzkyGolay::new(2 * half + 1, degree).unwrap().order(order).step(step);
        let found = filter.derivative(&f, 1).unwrap();
        let turned = filter.derivative(&f.t(), 0).unwrap();
        prop_assert_eq!(bits(&found), bits(&turned.reversed_axes()));
        let scale = (10.0 * step).powi(order as i32);
        for ((k, i), d) in found.indexed_iter() {
            let constant = if order == 0 { k as f64 } else { 0.0 };
            let expected = constant + polynomial(&c[..=degree], at(i), order) / scale;
            let tolerance = 1e-9 * 10_f64.powi(order as i32) / scale;
            prop_assert!((d - expected).abs() < tolerance, "{d} is not {expected}");
        }
    }
}

#[test]
fn estimates_hold_and_are_not_vast() {
    type Function = fn(f64) -> f64;
    let functions: [(Function, Function); 4] = [
        (f64::sin, f64::cos),
        (f64::exp, f64::exp),
        (
            |x| 1.0 / (1.0 + x * x),
            |x| -2.0 * x / (1.0 + x * x).powi(2),
        ),
        (
            |x| (3.0 * x).cos() * x,
            |x| (3.0 * x).cos() - 3.0 * x * (3.0 * x).sin(),
        ),
    ];
    let (mut elements, mut held, mut vast) = (0, 0, 0);
    for (f, slope) in functions {
        for step in [0.2, 0.05, 0.01, 1e-4] {
            for accuracy in [2, 4, 6, 8] {
                let x: Vec<f64> = (0..60).map(|i| -1.0 + step * f64::from(i)).collect();
                let samples: Vec<f64> = x.iter().map(|&x| f(x)).collect();
                let differences = Differences::new().spacing(step).accuracy(accuracy);
                let estimate = differences.estimate(&samples).unwrap().remove(0);
                for (i, &x) in x.iter().enumerate() {
                    let error = (estimate.value[i] - slope(x)).abs();
                    elements += 1;
                    held += usize::from(error <= estimate.error[i]);
                    vast += usize::from(estimate.error[i] > 100.0 * error.max(1e-13 / step));
                }
            }
        }
    }
    assert!(held * 100 >= 98 * elements, "{held} of {elements}");
    assert!(vast * 100 <= 10 * elements, "{vast} of {elements}");
}

#[test]
fn a_filter_divides_the_noise_as_documented() {
    // Noise of variance σ² comes out as σ² Σ w²; for degree 2 that sum is 12 / (w³ - w).
    for window in [5, 11, 51] {
        let filter = SavitzkyGolay::new(window, 2).unwrap();
        let power: f64 = filter.weights().iter().map(|w| w * w).sum();
        let w = window as f64;
        assert!((power * (w.powi(3) - w) / 12.0 - 1.0).abs() < 1e-12);
        // Central differences have Σ w² = 1/2.
        let gain = (0.5 / power).sqrt();
        assert!(
            (gain / (w.powf(1.5) / 5.0) - 1.0).abs() < 0.05,
            "{window}: {gain}"
        );
    }
}

#[test]
fn a_periodic_filter_has_no_ends() {
    let f: Vec<f64> = (0..17).map(|i| f64::from(i * i % 7)).collect();
    let filter = SavitzkyGolay::new(5, 3).unwrap().periodic();
    let there = filter.derivative(&f, 0).unwrap();
    let turned: Vec<f64> = (0..17).map(|i| f[(i + 6) % 17]).collect();
    let expected: Vec<f64> = (0..17).map(|i| there[(i + 6) % 17]).collect();
    assert_eq!(filter.derivative(&turned, 0).unwrap(), expected);
}

#[test]
fn a_sample_that_is_not_a_number_reaches_its_neighbours_alone() {
    let mut f = vec![1.0; 9];
    f[4] = f64::NAN;
    let spoiled = |differences: Differences<'_>| -> Vec<usize> {
        let d = differences.derivative(&f).unwrap();
        (0..9).filter(|&i| d[i].is_nan()).collect()
    };
    let uneven = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 9.0];
    assert_eq!(spoiled(Differences::new()), [3, 5]);
    assert_eq!(spoiled(Differences::new().spacing(&uneven)), [3, 4, 5]);
    // The one-sided ends reach five samples into the axis.
    let around: Vec<usize> = (0..9).filter(|&i| i != 4).collect();
    assert_eq!(spoiled(Differences::new().accuracy(4)), around);
    assert_eq!(spoiled(Differences::new().order(2)), [3, 4, 5]);
    assert_eq!(spoiled(Differences::new().skip_missing()), [4]);
    assert_eq!(
        spoiled(Differences::new().skip_missing().order(2).accuracy(4)),
        [4]
    );
}

#[test]
fn lengths_at_the_minimum() {
    for order in 1..=4 {
        for accuracy in [2, 4, 6, 8] {
            for (edge, needed) in [
                (Edge::First, order + 1),
                (Edge::Second, order + 2),
                (Edge::Matching, order + accuracy),
            ] {
                let f: Vec<f64> = (0..needed).map(|i| (i as f64).powi(order as i32)).collect();
                let differences = Differences::new()
                    .order(order)
                    .accuracy(accuracy)
                    .edge(edge);
                let expected: f64 = (1..=order).map(|k| k as f64).product();
                let found = differences.derivative(&f).unwrap();
                for d in found {
                    let error = (d - expected).abs();
                    assert!(error < 1e-8, "{order} {accuracy} {edge:?}: {d}");
                }
                let short = differences.derivative(&f[1..]).unwrap_err();
                let axis = 0;
                assert_eq!(
                    short,
                    Error::TooShort {
                        axis,
                        found: needed - 1,
                        needed
                    }
                );
            }
        }
    }
}

#[test]
fn empty_axes_and_none() {
    let empty = Array2::<f64>::zeros((0, 5));
    assert_eq!(
        Differences::new().axes(1).derivative(&empty).unwrap().dim(),
        (0, 5)
    );
    assert_eq!(
        partials::sampled::gradient(&ndarray::arr0(3.0), ())
            .unwrap()
            .len(),
        0
    );
    let point = ArrayD::<f64>::zeros(IxDyn(&[]));
    assert_eq!(partials::sampled::gradient(&point, 2.0).unwrap().len(), 0);
    let one_wide = Array2::<f64>::zeros((1, 5));
    assert_eq!(
        Differences::new()
            .axes(-1)
            .derivative(&one_wide)
            .unwrap()
            .dim(),
        (1, 5)
    );
    let none: Vec<usize> = vec![];
    assert_eq!(
        Differences::new().axes(none).gradient(&one_wide).unwrap(),
        [] as [Array<f64, Ix2>; 0]
    );
}
