//! Closures as people write them, by the compiled kind and by forward mode: branches that flip, loops as
//! long as the data say, iterations, nalgebra's decompositions, sorting, tables, and what a closure may and
//! may not do beside.
#![cfg(feature = "compiled")]

#[path = "common/panics.rs"]
mod panics;

use std::cell::Cell;
use std::sync::Barrier;

use nalgebra::{DMatrix, Matrix2, Matrix3, Vector3};
use panics::message_of;
use partials::exact::compiled::Optimize;
use partials::{Derivative, Error, Gradient, Hessian, Jacobian, Scalar, Trace, log_sum_exp};

/// The same up to `tolerance` of the largest, and not finite in the same places.
#[track_caller]
fn near(what: &str, got: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(got.len(), expected.len());
    let finite = expected.iter().filter(|e| e.is_finite());
    let size = finite.fold(1.0_f64, |size, e| size.max(e.abs()));
    let same = |(g, e): (&f64, &f64)| {
        g == e || g.is_nan() && e.is_nan() || (g - e).abs() <= tolerance * size
    };
    let all = got.iter().zip(expected).all(same);
    assert!(all, "{what}: {got:?} instead of {expected:?}");
}

/// Gradient, Hessian and products of one text by both kinds, at all points, twice.
macro_rules! agree {
    ($points:expr, $tolerance:expr, |$x:ident| $text:expr) => {{
        let points = $points;
        for optimize in [Optimize::Never, Optimize::AtOnce] {
            let gradient = Gradient::compiled(|$x| $text).optimize(optimize);
            let hessian = Hessian::compiled(|$x| $text).optimize(optimize);
            for x in points.iter().chain(points.iter().rev()) {
                let x: &[f64] = x.as_ref();
                let v: Vec<f64> = (0..x.len()).map(|i| 1.0 - 0.3 * i as f64).collect();
                let near = |what: &str, got: &[f64], expected: &[f64]| {
                    near(&format!("{what} at {x:?}"), got, expected, $tolerance)
                };
                let forward = Gradient::new(|$x| $text);
                let (value, g) = gradient.value_and_gradient(x);
                let (plain, expected) = forward.value_and_gradient(x);
                assert_eq!(value.to_bits(), plain.to_bits(), "{value} {plain}");
                near("gradient", &g, &expected);
                near("slope", &[gradient.jvp(x, &v)], &[forward.jvp(x, &v)]);
                let forward = Hessian::new(|$x| $text);
                let (value, g, h) = hessian.value_gradient_hessian(x);
                let (plain, expected, matrix) = forward.value_gradient_hessian(x);
                assert_eq!(value.to_bits(), plain.to_bits(), "{value} {plain}");
                near("gradient", &g, &expected);
                near("hessian", h.as_slice(), matrix.as_slice());
                near("product", &hessian.hvp(x, &v), &forward.hvp(x, &v));
            }
        }
    }};
}

#[test]
fn a_branch_that_flips_at_every_call() {
    let points: Vec<[f64; 2]> = (0..20).map(|k| [f64::from(k % 2), 0.5]).collect();
    agree!(points, 1e-14, |x| if x[0] > x[1] {
        x[0] * x[1]
    } else {
        x[0].exp() + x[1]
    });
}

#[test]
fn loops_as_long_as_the_data_say() {
    let points: Vec<[f64; 2]> = (1..=50).map(|k| [0.9, f64::from(k) - 0.5]).collect();
    agree!(points, 1e-12, |x| {
        let (mut sum, mut power, mut count) = (0.0 * x[0], x[0], 0.0);
        while x[1] > count {
            sum += power / (count + 1.0);
            power *= x[0];
            count += 1.0;
        }
        sum
    });
}

#[test]
fn iterations_of_newton_and_of_the_secant() {
    let points = [[2.0, 3.0], [0.5, 3.0], [1e-3, 2.0], [1e6, 5.0], [2.0, 3.0]];
    // The root of y³ = a, a fixed number of times.
    agree!(points, 1e-11, |x| {
        let mut y = 1.0 + x[0] / 3.0;
        for _ in 0..8 {
            y -= (y * y * y - x[0]) / (3.0 * y * y);
        }
        y * x[1]
    });
    // Until it stands still: the last steps have the derivatives of the root.
    agree!(points, 1e-11, |x| {
        let mut y = 1.0 + x[0] / 3.0;
        loop {
            let step = (y * y * y - x[0]) / (3.0 * y * y);
            y -= step;
            if step.abs() <= 1e-9 * y {
                break y * x[1];
            }
        }
    });
    // The secant through the last two points, for y eʸ = a.
    agree!([[2.0, 1.0], [0.5, 1.0], [7.0, 1.0]], 1e-9, |x| {
        let f = residual(x[0]);
        let (mut before, mut y) = (x[1] * 0.5, x[1]);
        for _ in 0..30 {
            let (p, q) = (f(before), f(y));
            if (q - p).abs() < 1e-12 {
                break;
            }
            (before, y) = (y, y - q * (y - before) / (q - p));
        }
        y
    });
}

/// What `y eʸ = a` leaves.
fn residual<S: Scalar>(a: S) -> impl Fn(S) -> S {
    move |y| y * y.exp() - a
}

/// Matrices of nine entries: pivots in every order, equal ones, and zeros where they are not wanted.
const MATRICES: [[f64; 9]; 6] = [
    [4.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 5.0],
    [0.1, 2.0, 0.3, 4.0, 0.2, 1.0, 1.5, 3.0, 0.7],
    [0.2, 0.3, 7.0, 5.0, 0.1, 0.4, 0.6, 9.0, 0.8],
    [1.0, 2.0, 3.0, -4.0, 0.5, 0.25, 2.0, 6.0, -1.0],
    [2.0, 1.0, 0.5, 1.5, 3.0, -1.0, 0.5, -1.0, 1.0],
    [-3.0, 1.0, 0.25, 1.0, -0.2, 4.0, 2.0, 2.5, 1.0],
];

#[test]
fn decompositions_whose_pivots_change() {
    agree!(MATRICES, 1e-12, |x| {
        let a = DMatrix::from_fn(3, 3, |i, j| x[3 * i + j]);
        let b = DMatrix::from_fn(3, 1, |i, _| x[i] + 1.0);
        let y = a.lu().solve(&b).expect("a regular matrix");
        y[0] * y[1] + y[2]
    });
    agree!(MATRICES, 1e-12, |x| Matrix3::from_row_slice(x)
        .determinant());
    agree!(MATRICES, 1e-12, |x| Matrix3::from_row_slice(x)
        .lu()
        .determinant());
    agree!(MATRICES, 1e-12, |x| {
        let a = DMatrix::from_row_slice(3, 3, x);
        a.try_inverse()
            .expect("a regular matrix")
            .iter()
            .map(|y| y * y)
            .sum()
    });
    agree!(MATRICES, 1e-12, |x| {
        let a = Matrix3::from_row_slice(x);
        let square = a * a.transpose();
        let factor = square.cholesky().expect("a positive matrix");
        let y = factor.solve(&Vector3::new(x[0], x[4], x[8]));
        y.x + factor.l()[(2, 1)] * y.y + y.z.sin()
    });
    agree!(MATRICES, 1e-11, |x| {
        let qr = DMatrix::from_row_slice(3, 3, x).qr();
        let r = qr.r();
        r[(0, 1)] * r[(2, 2)] + r[(1, 2)]
    });
}

#[test]
fn matrices_without_an_inverse() {
    let points = [[1.0, 2.0, 2.0, 4.0], [1.0, 0.0, 0.0, 2.0]];
    agree!(
        points,
        1e-14,
        |x| match Matrix2::from_row_slice(x).try_inverse() {
            Some(y) => y[(0, 0)] * y[(1, 1)],
            None => x[0] * 2.0,
        }
    );
}

#[test]
fn what_is_zero_is_asked_to_the_order_of_the_derivative() {
    let points = [[0.0, 2.0], [1.0, 2.0], [0.0, 0.0], [-0.0, 1.0]];
    agree!(points, 1e-14, |x| {
        let square = x[0] * x[0];
        if square == square.lift(0.0) {
            x[1]
        } else {
            x[1] + square
        }
    });
    agree!(points, 1e-14, |x| if x[0] == x[1] {
        x[0] * 2.0
    } else {
        x[0] * x[1]
    });
    agree!(points, 1e-14, |x| {
        let z = num_complex::Complex::new(x[0], x[1]);
        z.powu(3).re
    });
}

#[test]
fn sorted_gaps_and_tables() {
    let points = [
        [1.0, 3.0, 2.0, 0.5],
        [0.5, 0.25, 7.0, -1.0],
        [4.0, 3.0, 2.0, 1.0],
        [-1.5, 0.3, 0.3, 2.0],
        [1.0, 1.0, 1.0, 1.0],
        [0.0, -0.0, 5.0, 2.0],
    ];
    agree!(points, 1e-13, |x| {
        let mut x = x.to_vec();
        x.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        x.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum()
    });
    agree!(points, 1e-13, |x| {
        let piece = |i: usize| {
            let t = x[i];
            if t < 0.0 {
                -t
            } else if t < 1.0 {
                t * t
            } else if t <= 2.0 {
                1.0 + (t - 1.0) * (3.0 - t)
            } else {
                t.sqrt() + 1.0
            }
        };
        piece(0) * piece(1) + piece(2) * piece(3)
    });
    agree!(points, 1e-13, |x| x
        .iter()
        .fold((1.0 / (0.0 * x[0])).abs().max(1e300), |low, x| low
            .min(*x)));
}

#[test]
fn folds_sums_and_products() {
    let points = [
        vec![0.5, 2.0, 1.5],
        vec![2.0, 0.5],
        vec![1.0],
        vec![1.0, 1.0, 3.0, 0.0],
    ];
    macro_rules! both {
        (|$x:ident| $text:expr) => {
            agree!(
                points.iter().map(Vec::as_slice).collect::<Vec<_>>(),
                1e-14,
                |$x| $text
            )
        };
    }
    both!(|x| x.iter().fold(f64::INFINITY.into(), smaller));
    both!(|x| x.iter().sum());
    both!(|x| x.iter().product());
    both!(|x| x.windows(2).map(|w| w[0] * w[1].exp()).sum());
    both!(|x| x[..0].iter().sum());
    both!(|x| x[1..].iter().map(|x| x * x).product());
    both!(|x| x[0]);
    both!(|x| x[0] - x[0]);
    both!(|x| -(x[0] * x[0]));
    both!(|_x| 3.0.into());
    both!(|x| x[x.len() - 1]);
    both!(|x| log_sum_exp(x) * partials::dot(x, x));
}

fn smaller<S: Scalar>(a: S, b: &S) -> S {
    a.min(*b)
}

#[test]
fn one_input_as_several_values_and_none() {
    let f = Jacobian::compiled(|x| [x[1], x[1], x[0] - x[0], 2.0.into(), x[0]]);
    let expected = nalgebra::matrix![0.0, 1.0; 0.0, 1.0; 0.0, 0.0; 0.0, 0.0; 1.0, 0.0];
    for x in [[1.0, 2.0], [0.0, -0.0]] {
        let (values, j) = f.value_and_jacobian(&x);
        assert_eq!(
            values.map(f64::to_bits),
            [x[1], x[1], 0.0, 2.0, x[0]].map(f64::to_bits)
        );
        assert_eq!(j, expected);
        assert_eq!(f.jvp(&x, &[1.0, 10.0]), [10.0, 10.0, 0.0, 0.0, 1.0]);
        assert_eq!(f.vjp(&x, &[1.0, 2.0, 3.0, 4.0, 5.0]), [5.0, 3.0]);
    }
    let none = Jacobian::compiled(|_| Vec::new());
    assert_eq!(none.at(&[1.0, 2.0]), DMatrix::zeros(0, 2));
    assert_eq!(none.jvp(&[1.0, 2.0], &[1.0, 1.0]), []);
    assert_eq!(none.vjp(&[1.0, 2.0], &[0.0; 0][..]), [0.0, 0.0]);
    let nothing = Gradient::compiled(|x| x.iter().sum());
    assert_eq!(nothing.value_and_gradient(&[] as &[f64]), (0.0, vec![]));
    assert_eq!(
        Hessian::compiled(|x| x.iter().sum()).at(&[] as &[f64]),
        DMatrix::zeros(0, 0)
    );
}

#[test]
fn as_many_values_as_the_data_say() {
    let f = Jacobian::compiled(|x| {
        let positive = x.iter().filter(|x| **x > 0.0);
        positive.map(|x| x * x).collect::<Vec<_>>()
    });
    let mut workspace = f.workspace(2);
    for _ in 0..2 {
        assert_eq!(f.vjp(&[1.0, -2.0], &[1.0]), [2.0, 0.0]);
        let (mut tall, mut flat) = (DMatrix::zeros(2, 2), DMatrix::zeros(1, 2));
        assert_eq!(f.at_into(&[1.0, 2.0], &mut workspace, &mut tall).len(), 2);
        assert_eq!(f.at_into(&[-1.0, 2.0], &mut workspace, &mut flat), [4.0]);
        assert_eq!(flat, nalgebra::dmatrix![0.0, 4.0]);
        let wrong = message_of(|| f.vjp(&[1.0, 2.0], &[1.0]));
        let forward = Jacobian::new(|x| x.to_vec());
        assert_eq!(wrong, message_of(|| forward.vjp(&[1.0, 2.0], &[1.0])));
        let wrong = message_of(|| f.at_into(&[1.0, 2.0], &mut f.workspace(2), &mut flat));
        assert!(wrong.contains("shape 1x2"), "{wrong}");
        assert_eq!(
            f.at(&vec![1.0, -2.0, 3.0]),
            nalgebra::dmatrix![2.0, 0.0, 0.0; 0.0, 0.0, 6.0]
        );
        assert_eq!(
            f.at(&vec![-1.0, -2.0, 3.0]),
            nalgebra::dmatrix![0.0, 0.0, 6.0]
        );
        assert_eq!(f.jvp(&[1.0, -2.0], &[1.0, 1.0]), [2.0]);
        assert_eq!(f.vjp(&[1.0, 2.0], &[1.0, 2.0]), [2.0, 8.0]);
    }
}

#[test]
fn derivatives_inside() {
    let points = [[0.3, 0.7], [1.2, -0.4], [0.7, 0.7]];
    agree!(points, 1e-12, |x| {
        let inner = Gradient::new(|y| y[0].sin() * y[1] + y[0] * y[0]);
        let g = inner.at(&[x[0], x[1]]);
        g[0] * x[1] + g[1]
    });
    agree!(points, 1e-12, |x| {
        let t = x[0];
        Derivative::new(|s| s * s.sin()).at(t) * x[1]
    });
    agree!(points, 1e-12, |x| {
        let inner = Gradient::reverse(|y| (y[0] * y[1]).exp() + y[0].max(y[1]));
        let g = inner.at(&[x[0], x[1] + 3.0]);
        g[0] * g[1]
    });
    agree!(points, 1e-12, |x| {
        let inner = Gradient::new(|y| {
            if y[0] > y[1] {
                y[0] * y[1]
            } else {
                y[1].exp() * y[0]
            }
        });
        let g = inner.at(&[x[0], x[1]]);
        g[0] + 2.0 * g[1]
    });
}

#[test]
fn a_compiled_operator_inside_another_one() {
    let slope = |c: f64| Gradient::compiled(move |y| (c * y[0]).sin()).at(&[0.5])[0];
    let f = Gradient::compiled(|x| x[0] * slope(2.0) + x[1] * slope(3.0));
    for _ in 0..2 {
        near(
            "outer",
            &f.at(&[1.0, 2.0]),
            &[2.0 * 1_f64.cos(), 3.0 * 1.5_f64.cos()],
            1e-15,
        );
    }
    // One whose function uses a traced number of another one is refused, at every call.
    let mixed = Gradient::compiled(|x| {
        let outer = x[0];
        let inner = Gradient::compiled(move |y| y[0] * outer);
        inner.at(&[1.0])[0] * outer
    });
    for _ in 0..2 {
        let message = message_of(|| mixed.at(&[2.0]));
        assert!(message.contains("outside of its recording"), "{message}");
        near(
            "outer",
            &f.at(&[1.0, 2.0]),
            &[2.0 * 1_f64.cos(), 3.0 * 1.5_f64.cos()],
            1e-15,
        );
    }
    assert_eq!(Gradient::compiled(|x| x[0] * x[0]).at(&[3.0]), [6.0]);
}

#[test]
fn a_panic_in_the_closure_leaves_everything_usable() {
    let f = Gradient::compiled(|x| {
        assert!(x[0] < 10.0, "too large");
        x[0] * x[0]
    });
    assert_eq!(message_of(|| f.at(&[11.0])), "too large");
    assert_eq!(f.at(&[3.0]), [6.0]);
    for _ in 0..2 {
        assert_eq!(message_of(|| f.at(&[12.0])), "too large");
        assert_eq!(f.at(&[4.0]), [8.0]);
    }
    assert_eq!(f.statistics().paths.len(), 1);
}

#[test]
fn a_number_that_leaves_its_recording_is_refused() {
    let kept = Cell::new(None);
    let f = Gradient::compiled(|x| {
        let y = x[0] * 2.0;
        let before = kept.replace(Some(y));
        if x[0] > 0.0 {
            before.map_or(y, |before| before * y)
        } else {
            y
        }
    });
    assert_eq!(f.at(&[1.0]), [2.0]);
    assert_eq!(f.at(&[-1.0]), [2.0]);
    let number = kept.take().expect("a number");
    let refused = |message: String| {
        assert!(message.contains("outside of its recording"), "{message}");
    };
    refused(message_of(|| number * 2.0));
    refused(message_of(|| number.sin()));
    refused(message_of(|| number > 0.0));
    refused(message_of(|| number.re()));
    let of_other = |g: fn(Trace, Trace) -> Trace| {
        let other = Gradient::compiled(move |x| g(-(x[0] * x[0]), number));
        message_of(|| other.at(&[1.0]))
    };
    refused(of_other(|y, number| y + number));
    refused(of_other(|y, number| y * (number * 3.0)));
    refused(of_other(|y, number| y * -number));
    refused(of_other(|y, number| y.max(number)));
    refused(of_other(|y, number| if y < number { y } else { -y }));
    refused(of_other(|y, number| y * number.re()));
    refused(of_other(|_, number| number));
    assert_eq!(f.at(&[1.0]), [2.0]);
}

#[test]
fn closures_that_fail_at_some_points() {
    let f = Gradient::try_compiled(|x| {
        if x[0] >= 0.0 {
            Ok(x[0].sqrt())
        } else {
            Err("negative")
        }
    });
    let h = Hessian::try_compiled(|x| {
        if x[0] >= 0.0 {
            Ok(x[0].sqrt())
        } else {
            Err("negative")
        }
    });
    let j = Jacobian::try_compiled(|x| {
        if x[0] >= 0.0 {
            Ok([x[0].sqrt()])
        } else {
            Err("negative")
        }
    });
    for _ in 0..3 {
        assert_eq!(f.at(&[4.0]), Ok([0.25]));
        assert_eq!(f.at(&[-4.0]), Err("negative"));
        assert_eq!(f.jvp(&[-4.0], &[1.0]), Err("negative"));
        assert_eq!(h.at(&[4.0]).map(|h| h[(0, 0)]), Ok(-1.0 / 32.0));
        assert_eq!(h.hvp(&[-4.0], &[1.0]), Err("negative"));
        assert_eq!(j.at(&[4.0]).map(|j| j[(0, 0)]), Ok(0.25));
        assert_eq!(j.vjp(&[-4.0], &[1.0]), Err("negative"));
        assert_eq!(f.at(&[0.0]), Ok([f64::INFINITY]));
    }
    assert_eq!(f.statistics().paths.len(), 1);
}

#[test]
fn counters_are_counted_where_the_closure_is_traced() {
    let calls = Cell::new(0);
    let f = Gradient::compiled(|x| {
        calls.set(calls.get() + 1);
        x[0].abs() * x[1]
    });
    for k in 0..10 {
        let x = [f64::from(k) - 4.5, 2.0];
        assert_eq!(f.at(&x), [2.0_f64.copysign(x[0]), x[0].abs()]);
    }
    assert_eq!((calls.get(), f.statistics().traced), (1, 1));
}

#[test]
fn graphs_over_the_limit() {
    let long = |x: &[Trace]| (0..100).fold(x[0], |y, _| y.sin() * x[1]);
    let f = Gradient::compiled(long).graph_limit(100);
    let message = Error::GraphLimit { most: 100 };
    assert_eq!(f.compile_for(&[0.5, 1.0]), Err(message.clone()));
    assert_eq!(message_of(|| f.at(&[0.5, 1.0])), message.to_string());
    // The function has two hundred operations, its derivatives more.
    for limit in [202, 250, 300, 1_000_000] {
        let f = Gradient::compiled(long).graph_limit(limit);
        let h = Hessian::compiled(long).graph_limit(limit);
        let x = [0.5, 1.01];
        for _ in 0..2 {
            let expected = Gradient::new(|x| (0..100).fold(x[0], |y, _| y.sin() * x[1])).at(&x);
            near("gradient", &f.at(&x), &expected, 1e-13);
            let expected = Hessian::new(|x| (0..100).fold(x[0], |y, _| y.sin() * x[1])).at(&x);
            near("hessian", h.at(&x).as_slice(), expected.as_slice(), 1e-12);
        }
        let statistics = f.statistics();
        let made = &statistics.paths[0].code[0].made;
        assert_eq!(made.is_ok(), limit == 1_000_000, "{statistics}");
        assert_eq!(statistics.evaluated, if made.is_ok() { 0 } else { 2 });
        if let Err(reason) = made {
            assert!(reason.contains(&limit.to_string()) && f.compile_for(&x).is_err());
        }
    }
}

#[test]
fn threads_meet_at_the_first_call() {
    fn branches<S: Scalar>(x: &[S]) -> S {
        let y = if x[0] > x[1] {
            x[0] * x[1].sin()
        } else {
            x[1].exp() - x[0]
        };
        if y * y < 2.0 { y * x[0] } else { y.max(x[1]) }
    }
    for round in 0..8 {
        let (f, barrier) = (
            Gradient::compiled(branches).optimize(Optimize::After(20)),
            Barrier::new(8),
        );
        std::thread::scope(|scope| {
            for t in 0..8 {
                let (f, barrier) = (&f, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    for k in 0..60 {
                        let angle = f64::from(t * 7 + k * 13 + round);
                        let x = [angle.sin(), angle.cos()];
                        let (value, g) = f.value_and_gradient(&x);
                        let (plain, expected) = Gradient::new(branches).value_and_gradient(&x);
                        assert_eq!(value.to_bits(), plain.to_bits());
                        near("gradient", &g, &expected, 1e-14);
                    }
                });
            }
        });
        assert!(f.statistics().paths.len() <= 4, "{}", f.statistics());
    }
}

/// Some of these lists together are larger than the stack of the thread.
#[test]
fn lists_are_not_on_the_stack() {
    fn shares<S: Scalar>(x: &[S]) -> S {
        let small = |k: &usize| log_sum_exp(&x[*k..]) < 100.0;
        let count = (0..200).filter(small).count();
        log_sum_exp(x) * count as f64 + log_sum_exp(&x[..300]) * x[3]
    }
    let x: Vec<f64> = (0..400).map(|i| f64::from(i).sin()).collect();
    let f = Gradient::compiled(shares);
    assert_eq!(f.compile_for(&x), Ok(()));
    let expected = Gradient::reverse(shares).at(&x);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(128 << 10);
        let run = || f.at(&x);
        let found = thread.spawn_scoped(scope, run).expect("a thread").join();
        near("gradient", &found.expect("a gradient"), &expected, 1e-13);
    });
    assert_eq!(f.statistics().evaluated + f.statistics().edges, 0);
}

/// A list has one operation for all its shares: a list of thousands takes no longer than its length.
#[test]
fn a_long_list_is_one_operation() {
    let x: Vec<f64> = (0..20_000).map(|i| (f64::from(i) * 0.37).sin()).collect();
    let f = Gradient::compiled(log_sum_exp);
    let gradient = f.at(&x);
    let largest = log_sum_exp(&x);
    for (g, x) in gradient.iter().zip(&x) {
        assert!((g - (x - largest).exp()).abs() < 1e-15 + 1e-12 * g);
    }
    assert!((gradient.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

/// Of two ways to a Jacobian one that fits is enough.
#[test]
fn a_derivative_that_outgrows_the_limit_by_one_way_is_taken_by_the_other() {
    let x = [0.3, 0.7, 1.1, 0.2, 0.9];
    let chained = |x: &[Trace]| x.iter().fold(Trace::from(1.0), |p, v| (p * *v).sin() + *v);
    let all = Jacobian::compiled(|x| [chained(x), chained(x) * x[0]]);
    let expected = all.at(&x);
    for limit in 20..400 {
        let f = Jacobian::compiled(|x| [chained(x), chained(x) * x[0]]).graph_limit(limit);
        if f.compile_for(&x).is_ok() {
            assert!((f.at(&x) - expected).amax() < 1e-15);
            return;
        }
    }
    panic!("400 operations are enough");
}
