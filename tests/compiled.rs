//! Compiled derivatives: paths, guards, threads, limits, and what is refused.
#![cfg(feature = "compiled")]

use std::cell::Cell;

use partials::exact::compiled::Optimize;
use partials::{Error, Gradient, Hessian, Jacobian, Scalar, Trace};

fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    let terms = x
        .windows(2)
        .map(|w| (1.0 - w[0]).powi(2) + 100.0 * (w[1] - w[0] * w[0]).powi(2));
    terms.sum()
}

#[test]
fn a_gradient_is_traced_once_and_right_at_every_point() {
    let calls = Cell::new(0);
    let f = Gradient::compiled(|x| {
        calls.set(calls.get() + 1);
        rosenbrock(x)
    });
    for k in 0..100 {
        let x: Vec<f64> = (0..7).map(|i| f64::from(i * k % 11) / 7.0 - 0.4).collect();
        let (value, gradient) = f.value_and_gradient(&x);
        let (plain, expected) = Gradient::new(rosenbrock).value_and_gradient(&x);
        assert_eq!(value.to_bits(), plain.to_bits());
        for (g, e) in gradient.iter().zip(&expected) {
            assert!((g - e).abs() <= 1e-13 * e.abs().max(1.0), "{g} {e}");
        }
    }
    assert_eq!(calls.get(), 1);
}

#[test]
fn hessians_have_both_halves_and_their_zeros() {
    let x = [0.3, -0.7, 1.1, 0.2];
    for optimize in [Optimize::Never, Optimize::AtOnce] {
        let f = Hessian::compiled(rosenbrock).optimize(optimize);
        let (value, gradient, h) = f.value_gradient_hessian(&x);
        let (v, g, expected) = Hessian::new(rosenbrock).value_gradient_hessian(&x);
        assert_eq!(value, v);
        assert!(gradient.iter().zip(&g).all(|(a, b)| (a - b).abs() < 1e-12));
        assert!((h - expected).amax() < 1e-12, "{h} {expected}");
        assert_eq!(f.pattern(&x).unwrap().len(), 7);
    }
}

#[test]
fn jacobians_take_rows_or_columns() {
    let x = [0.3, -0.7, 1.1];
    let tall = |x: &[Trace]| {
        (0..20)
            .map(|i| (x[i % 3] * f64::from(i as u32)).sin() * x[0])
            .collect::<Vec<_>>()
    };
    let f = Jacobian::compiled(tall);
    let j = f.at(&x);
    for i in 0..20 {
        let k = f64::from(i as u32);
        let by_angle = (x[i % 3] * k).cos() * k * x[0];
        let by_factor = (x[i % 3] * k).sin();
        for c in 0..3 {
            let expected =
                if c == i % 3 { by_angle } else { 0.0 } + if c == 0 { by_factor } else { 0.0 };
            assert!((j[(i, c)] - expected).abs() < 1e-13);
        }
    }
    let wide = Jacobian::compiled(|x| [x.iter().map(|v| v * v).sum::<Trace>(), x[0]]);
    let j = wide.at(&vec![1.0, 2.0, 3.0]);
    assert_eq!(j, nalgebra::matrix![2.0, 4.0, 6.0; 1.0, 0.0, 0.0]);
}

#[test]
fn products_with_vectors_are_those_of_the_matrices() {
    let (x, v) = ([0.3, -0.7, 1.1], [1.0, 2.0, -0.5]);
    let f = |x: &[Trace]| [x[0] * x[1].sin(), x[2] / x[0]];
    let j = Jacobian::compiled(f);
    let matrix = j.at(&x);
    let along = matrix * nalgebra::Vector3::from(v);
    assert!(
        j.jvp(&x, &v)
            .iter()
            .zip(along.iter())
            .all(|(a, b)| (a - b).abs() < 1e-14)
    );
    let u = [2.0, -3.0];
    let before = matrix.transpose() * nalgebra::Vector2::from(u);
    assert!(
        j.vjp(&x, &u)
            .iter()
            .zip(before.iter())
            .all(|(a, b)| (a - b).abs() < 1e-14)
    );
    let h = Hessian::compiled(rosenbrock);
    let product = h.at(&x) * nalgebra::Vector3::from(v);
    assert!(
        h.hvp(&x, &v)
            .iter()
            .zip(product.iter())
            .all(|(a, b)| (a - b).abs() < 1e-10)
    );
    let g = Gradient::compiled(rosenbrock);
    let slope = nalgebra::Vector3::from(g.at(&x)).dot(&nalgebra::Vector3::from(v));
    assert!((g.jvp(&x, &v) - slope).abs() < 1e-12);
}

#[test]
fn a_branch_that_flips_is_two_paths() {
    let f = Gradient::compiled(|x| if x[0] > x[1] { x[0] * x[0] } else { x[1] * 3.0 });
    for _ in 0..10 {
        assert_eq!(f.at(&[2.0, 1.0]), [4.0, 0.0]);
        assert_eq!(f.at(&[1.0, 2.0]), [0.0, 3.0]);
    }
    let statistics = f.statistics();
    assert_eq!((statistics.paths.len(), statistics.traced), (2, 2));
    assert_eq!((statistics.edges, statistics.evaluated), (0, 0));
}

#[test]
fn more_paths_than_are_kept_are_evaluated() {
    let f = Gradient::compiled(|x| {
        let mut power = x[0];
        let mut count = 0.0;
        while x[1] > count {
            power *= x[0];
            count += 1.0;
        }
        power
    });
    for _ in 0..3 {
        for k in 0..20 {
            let [g, _] = f.at(&[1.5, f64::from(k)]);
            let expected = f64::from(k + 1) * 1.5_f64.powi(k);
            assert!(
                (g - expected).abs() < 1e-13 * expected,
                "{k} {g} {expected}"
            );
        }
    }
    let statistics = f.statistics();
    assert_eq!(statistics.paths.len(), 8);
    assert!(statistics.evaluated > 30, "{statistics}");
}

#[test]
fn a_kink_is_no_guard_and_has_the_slopes_of_forward_mode() {
    let f = |x: &[Trace]| x[0].max(x[1]) + x[2].abs() + x[0].clamp(0.0, 1.0);
    let compiled = Gradient::compiled(f);
    for x in [
        [0.5, 0.2, -1.0],
        [-1.0, 2.0, 1.0],
        [0.5, 0.5, 0.0],
        [0.0, -1.0, 2.0],
        [1.0, 1.0, 0.0],
    ] {
        let forward = Gradient::new(|x| x[0].max(x[1]) + x[2].abs() + x[0].clamp(0.0, 1.0)).at(&x);
        assert_eq!(compiled.at(&x), forward, "{x:?}");
    }
    assert_eq!(compiled.statistics().traced, 1);
    assert_eq!(compiled.statistics().edges, 3);
}

#[test]
fn a_number_does_not_tie_with_itself() {
    let f = Gradient::compiled(|x| x[0].max(x[0]) + x[1].min(x[1]).clamp(x[1], x[1]));
    assert_eq!(f.at(&[2.0, 3.0]), [1.0, 1.0]);
    assert_eq!(f.statistics().edges, 0);
}

#[test]
fn a_plain_number_taken_out_is_refused() {
    let message = Error::NotReplayable { method: "re" };
    let cut = Gradient::compiled(|x| x[0] * x[1].re());
    assert_eq!(cut.compile_for(&[1.0, 2.0]), Err(message.clone()));
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| cut.at(&[1.0, 2.0])));
    let text = panic.unwrap_err().downcast_ref::<String>().unwrap().clone();
    assert_eq!(text, message.to_string());
}

#[test]
fn threads_share_the_code() {
    let f = Gradient::compiled(rosenbrock).optimize(Optimize::After(50));
    std::thread::scope(|scope| {
        for t in 0..4 {
            let f = &f;
            scope.spawn(move || {
                for k in 0..200 {
                    let x = [0.1 * f64::from(t), 0.01 * f64::from(k), 1.0];
                    let expected = Gradient::new(rosenbrock).at(&x);
                    assert!(
                        f.at(&x)
                            .iter()
                            .zip(&expected)
                            .all(|(a, b)| (a - b).abs() < 1e-11)
                    );
                }
            });
        }
    });
    assert_eq!(f.statistics().paths.len(), 1);
}

#[test]
fn a_large_graph_is_cut_and_hands_on_what_it_needs() {
    for n in [300, 3000] {
        let x: Vec<f64> = (0..n).map(|i| (f64::from(i) * 0.7).sin()).collect();
        fn chained<S: Scalar>(x: &[S]) -> S {
            let link = |p: S, v: &S| (p * (*v * 0.1 + 1.0)).sin();
            x.iter().fold(S::from(1.0), link) + rosenbrock(x)
        }
        for optimize in [Optimize::Never, Optimize::AtOnce] {
            let got = Gradient::compiled(chained).optimize(optimize).at(&x);
            let expected = Gradient::reverse(chained).at(&x);
            for (g, e) in got.iter().zip(&expected) {
                assert!((g - e).abs() <= 1e-11 * e.abs().max(1.0), "{g} {e}");
            }
        }
    }
}

#[test]
fn many_points_are_those_one_by_one() {
    let points = ndarray::Array2::from_shape_fn((50, 4), |(k, i)| 0.1 * k as f64 - 0.7 * i as f64);
    let f = Gradient::compiled(rosenbrock);
    let (values, gradients) = f.at_rows(&points);
    let h = Hessian::compiled(rosenbrock);
    let hessians = h.at_rows(&points);
    for (k, x) in points.rows().into_iter().enumerate() {
        let (value, gradient) = f.value_and_gradient(&x);
        assert_eq!((values[k], gradients.row(k).to_owned()), (value, gradient));
        let matrix = h.at(&x);
        assert_eq!(hessians.index_axis(ndarray::Axis(0), k).to_owned(), matrix);
    }
    // Rows that do not stand in one piece.
    let columns = ndarray::Array2::from_shape_fn((4, 50), |(i, k)| points[[k, i]]);
    assert_eq!(f.at_rows(&columns.t()).1, gradients);
    #[cfg(feature = "rayon")]
    {
        assert_eq!(f.at_rows_parallel(&points), (values, gradients));
        assert_eq!(h.at_rows_parallel(&points), hessians);
        let j = Jacobian::compiled(|x| [x[0] * x[1], x[2].sin(), x[3] / x[0]]);
        assert_eq!(
            j.at_rows_parallel(&points.slice(ndarray::s![1.., ..])),
            j.at_rows(&points.slice(ndarray::s![1.., ..]))
        );
    }
    assert_eq!(f.at_rows(&ndarray::Array2::zeros((0, 4))).1.dim(), (0, 4));
}

#[test]
fn what_a_closure_reads_elsewhere_is_found_by_a_check() {
    let factor = Cell::new(2.0);
    let f = Gradient::compiled(|x| x[0] * x[0] * factor.get() + x[1]);
    assert!(f.check(&[0.7, 1.9]).passed());
    factor.set(3.0);
    assert!(!f.check(&[0.7, 1.9]).passed());
}

#[test]
fn an_operator_goes_into_a_struct_and_to_another_thread() {
    type Loss = Box<dyn Fn(&[Trace]) -> Trace + Send + Sync>;
    struct Fit {
        loss: Gradient<Loss, partials::exact::compiled::Compiled>,
    }
    let scale = [2.0, 3.0];
    let fit = Fit {
        loss: Gradient::compiled(Box::new(move |x| x[0] * scale[0] + x[1] * x[1] * scale[1])),
    };
    assert_eq!(fit.loss.at(&[1.0, 1.0]), [2.0, 6.0]);
    let gradient = std::thread::spawn(move || fit.loss.at(&[1.0, 2.0])).join();
    assert_eq!(gradient.unwrap(), [2.0, 12.0]);
}
