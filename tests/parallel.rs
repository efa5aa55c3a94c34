//! Exact derivatives on threads are those on one thread, to the bit, wherever they are asked for.
#![cfg(feature = "rayon")]

#[path = "common/panics.rs"]
mod panics;

use std::collections::HashSet;
use std::sync::Mutex;
use std::thread::ThreadId;

use nalgebra::DMatrix;
use panics::message_of;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar};

/// Couples all variables, with kinks, roots at 0 and ties.
fn f<S: Scalar>(x: &[S]) -> S {
    let mut sum = S::from(0.5);
    for (i, v) in x.iter().enumerate() {
        sum = sum * 0.9 + (v * v * (i as f64 + 1.0)).sin() + (v * v).sqrt().max(*v);
        sum += x[(7 * i + 3) % x.len()] * v;
    }
    sum
}

fn fields<S: Scalar>(x: &[S]) -> Vec<S> {
    x.windows(2)
        .map(|w| (w[0] * w[1]).exp().max(w[0]))
        .chain([f(x)])
        .collect()
}

fn point(n: usize) -> Vec<f64> {
    (0..n).map(|i| ((i * 37) % 11) as f64 / 5.0 - 1.0).collect()
}

/// Bits, since NaN is an answer too.
fn bits<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    values.into_iter().map(|v| v.to_bits()).collect()
}

#[test]
fn the_same_bits() {
    for n in [1, 2, 4, 5, 12, 13, 25] {
        let mut x = point(n);
        for special in [0.3, 0.0, f64::INFINITY, f64::NAN] {
            x[n / 2] = special;
            let (value, g) = Gradient::new(f).parallel().value_and_gradient(&x);
            let (expected, h) = Gradient::new(f).value_and_gradient(&x);
            assert_eq!(bits([&value]), bits([&expected]));
            assert_eq!(bits(&g), bits(&h), "{n} variables, {special}");

            let (values, j) = Jacobian::new(fields).parallel().value_and_jacobian(&x);
            let (expected, k) = Jacobian::new(fields).value_and_jacobian(&x);
            assert_eq!(bits(&values), bits(&expected));
            assert_eq!(bits(&j), bits(&k), "{n} variables, {special}");

            let (value, g, h) = Hessian::new(f).parallel().value_gradient_hessian(&x);
            let (expected, slopes, k) = Hessian::new(f).value_gradient_hessian(&x);
            assert_eq!(bits([&value]), bits([&expected]));
            assert_eq!(bits(&g), bits(&slopes), "{n} variables, {special}");
            assert_eq!(bits(&h), bits(&k), "{n} variables, {special}");

            let (value, g, h) = Hessian::reverse(f).parallel().value_gradient_hessian(&x);
            let (expected, slopes, k) = Hessian::reverse(f).value_gradient_hessian(&x);
            assert_eq!(bits([&value]), bits([&expected]));
            assert_eq!(bits(&g), bits(&slopes), "{n} variables, {special}");
            assert_eq!(bits(&h), bits(&k), "{n} variables, {special}");
        }
    }
}

#[test]
fn points_of_every_container_and_none() {
    let array = [0.5, -0.25];
    let g = Gradient::new(f).at(&array);
    assert_eq!(Gradient::new(f).parallel().at(&array), g);
    assert_eq!(Gradient::new(f).parallel().at(&array[..]), g);
    assert_eq!(
        Gradient::new(f)
            .parallel()
            .at(&nalgebra::Vector2::from(array)),
        nalgebra::Vector2::from(g)
    );
    let j = Jacobian::new(|x| [x[0] * x[1], x[0]]).parallel();
    assert_eq!(j.at(&array), nalgebra::matrix![-0.25, 0.5; 1.0, 0.0]);
    assert_eq!(
        j.at(&ndarray::arr1(&array)),
        ndarray::array![[-0.25, 0.5], [1.0, 0.0]]
    );
    let mut out = DMatrix::zeros(2, 2);
    assert_eq!(j.at_into(&array, &mut (), &mut out), [-0.125, 0.5]);
    assert_eq!(out, nalgebra::dmatrix![-0.25, 0.5; 1.0, 0.0]);
    let single = Hessian::new(f).parallel().at(&array.map(|v| v as f32));
    assert_eq!(single, Hessian::new(f).at(&array.map(|v| v as f32)));

    let none: [f64; 0] = [];
    let (value, g) = Gradient::new(|_| 3.0.into())
        .parallel()
        .value_and_gradient(&none);
    assert_eq!((value, g), (3.0, []));
    let (value, _, h) = Hessian::new(|_| 3.0.into())
        .parallel()
        .value_gradient_hessian(&vec![0.0; 0]);
    assert_eq!((value, h.shape()), (3.0, (0, 0)));
    let (values, j) = Jacobian::new(|_| vec![3.0.into()])
        .parallel()
        .value_and_jacobian(&vec![0.0; 0]);
    assert_eq!((values, j.shape()), (vec![3.0], (1, 0)));
    let (values, j) = Jacobian::new(|_| Vec::<Dual>::new())
        .parallel()
        .value_and_jacobian(&vec![0.0; 3]);
    assert_eq!((values.len(), j.shape()), (0, (0, 3)));
}

#[test]
fn the_other_methods() {
    let x = point(30);
    let v: Vec<f64> = point(30).iter().map(|v| v + 0.1).collect();
    assert_eq!(
        Gradient::new(f).parallel().jvp(&x, &v),
        Gradient::new(f).jvp(&x, &v)
    );
    assert_eq!(
        Hessian::new(f).parallel().hvp(&x, &v),
        Hessian::new(f).hvp(&x, &v)
    );
    let smooth = |x: &[partials::Var<Dual<f64, 4>>]| x.iter().map(|v| v.sin()).product();
    let laplacian = Hessian::reverse(smooth).laplacian(&x);
    assert_eq!(Hessian::reverse(smooth).parallel().laplacian(&x), laplacian);
    assert_eq!(
        Jacobian::new(fields).parallel().vjp(&x, &v),
        Jacobian::new(fields).vjp(&x, &v)
    );
    assert!(
        Gradient::new(|x| x.iter().map(|v| v.sin()).sum())
            .parallel()
            .check(&x)
            .passed()
    );
    let partial = Gradient::new(f).parallel().partial(&x, [3, 20]);
    assert_eq!(
        partial.at(&[0.1, 0.2]),
        Gradient::new(f).partial(&x, [3, 20]).at(&[0.1, 0.2])
    );
}

#[test]
fn wrong_lengths_and_failures() {
    let g = Gradient::new(f).parallel();
    let message = message_of(|| g.at_into(&[1.0, 2.0], &mut (), &mut [0.0]));
    assert!(message.contains("output"), "{message}");
    let j = Jacobian::new(fields).parallel();
    let message = message_of(|| j.at_into(&[1.0, 2.0], &mut (), &mut DMatrix::zeros(1, 2)));
    assert!(message.contains("Jacobian"), "{message}");
    let failing = Gradient::try_new(|x| {
        if x[29] > 0.0 {
            Ok(x[0])
        } else {
            Err("negative")
        }
    });
    assert_eq!(failing.parallel().at(&vec![-1.0; 30]), Err("negative"));
}

#[test]
fn several_threads_are_at_work() {
    let threads = Mutex::new(HashSet::<ThreadId>::new());
    let g = Gradient::new(|x| {
        threads.lock().unwrap().insert(std::thread::current().id());
        std::thread::sleep(std::time::Duration::from_millis(2));
        x.iter().map(|v| v * v).sum()
    });
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(4)
        .build()
        .unwrap();
    pool.install(|| g.parallel().at(&vec![1.0; 12 * 32]));
    assert!(threads.lock().unwrap().len() > 1);
}

#[test]
fn inside_another_derivative_levels_are_not_mixed_up() {
    // The inner closure uses a variable of the outer one, in the same number type.
    let confused = || {
        Gradient::new(|x| {
            let inner = Gradient::new(|y| x[0] * y[0]).parallel().at(&[1.0]);
            x[0] * inner[0]
        })
        .at(&[3.0])
    };
    assert!(message_of(confused).contains("perturbation confusion"));
    let inside = Derivative::new(|x| {
        let h = Hessian::new(|y| y[0] * y[0]).parallel().at(&[1.0]);
        x * h[(0, 0)]
    });
    assert_eq!(inside.at(3.0), 2.0);
}
