//! Gradients of sums of many terms: against the gradient of the whole, at edges, on threads, and in
//! whatever a term may do that it should not.

use std::cell::{Cell, RefCell};

use nalgebra::DVector;
use partials::operator::Progress;
use partials::{Dual, Gradient, Scalar, Var};

#[path = "common/panics.rs"]
mod panics;

use panics::message_of;

/// A term of the chained function of Rosenbrock.
fn link<S: Scalar>(x: &[S]) -> S {
    (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
}

fn chain<S: Scalar>(x: &[S]) -> S {
    x.windows(2).map(|x| link(x)).sum()
}

fn point(n: usize) -> Vec<f64> {
    (0..n)
        .map(|i| 0.3 + ((i * 7919) % 1000) as f64 / 1000.0)
        .collect()
}

fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        let same = a == b || a.is_nan() && b.is_nan();
        assert!(
            same || (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
            "{a} {b}"
        );
    }
}

#[test]
fn a_sum_has_the_gradient_of_the_whole() {
    for n in [2, 3, 64, 65, 66, 129, 1000, 20_000] {
        let x = point(n);
        let whole = Gradient::reverse(chain).value_and_gradient(&x);
        let sum = Gradient::sum(n - 1, |i, x| link(&x[i..])).value_and_gradient(&x);
        let parts = Gradient::partially_separable(n - 1, |i| [i, i + 1], |_, x| link(x));
        let parts = parts.value_and_gradient(&x);
        for found in [sum, parts] {
            close(&[found.0], &[whole.0]);
            close(&found.1, &whole.1);
        }
    }
}

#[test]
fn terms_of_all_variables_are_added_too() {
    let n = 50;
    let data = |i: usize| (0..n).map(move |j| ((i * 31 + j * 17) % 97) as f64 / 97.0 - 0.5);
    fn logistic<S: Scalar>(x: &[S], row: impl Iterator<Item = f64>) -> S {
        row.zip(x).map(|(a, x)| a * *x).sum::<S>().softplus()
    }
    let f = Gradient::sum(3000, |i, x| logistic(x, data(i)));
    let whole = Gradient::reverse(|x| (0..3000).map(|i| logistic(x, data(i))).sum());
    let x = point(n);
    close(&f.at(&x), &whole.at(&x));
    let report = f.check(&x[..]);
    assert!(report.passed(), "{report}");
}

#[test]
fn a_variable_that_comes_twice_or_alone_counts_as_often() {
    let twice = Gradient::partially_separable(2, |i| [i, 0], |_, x| x[0] * x[1] + 3.0 * x[1]);
    // x0² + 3 x0 + x1 x0 + 3 x0
    assert_eq!(twice.at(&[2.0, 5.0]), [15.0, 2.0]);
    let alone = Gradient::sum(3, |i, x| if i == 1 { x[1] } else { x[0].sin() * 2.0 });
    assert_eq!(alone.at(&[0.0, 1.0]), [4.0, 1.0]);
}

#[test]
fn no_terms_are_the_constant_zero() {
    let none = Gradient::sum(0, |_, x| x[0]);
    assert_eq!(none.value_and_gradient(&[1.0, 2.0]), (0.0, [0.0, 0.0]));
    let none = Gradient::partially_separable(0, |i| [i], |_, x| x[0]);
    assert_eq!(none.value_and_gradient(&[1.0, 2.0]), (0.0, [0.0, 0.0]));
    let constants = Gradient::sum(5, |i, _| Var::from(i as f64));
    assert_eq!(constants.value_and_gradient(&[1.0; 0]), (10.0, []));
}

#[test]
fn edges_of_terms_are_those_of_the_whole() {
    // Kinks, a smooth function made of kinks, singular points of both sorts, an infinite value.
    fn term<S: Scalar>(i: usize, x: &[S]) -> S {
        match i % 7 {
            0 => x[0].abs(),
            1 => x[0].max(x[1]) + x[0].min(x[1]),
            2 => (x[0] * x[0] + x[1] * x[1]).sqrt(),
            3 => x[2].cbrt(),
            4 => (-1.0 / (x[0] * x[0] + x[1] * x[1])).exp(),
            5 => x[3] * x[0].hypot(x[1]),
            _ => x[3].sin() * x[2],
        }
    }
    let x = [0.0, 0.0, 0.0, 2.0];
    let sum = Gradient::sum(70, term);
    let parts = Gradient::partially_separable(70, |_| [0, 1, 2, 3], |i, x| term(i, x));
    let whole = Gradient::new(|x| (0..70).map(|i| term(i, x)).sum());
    close(&parts.at(&x), &whole.at(&x));
    // At the kink of hypot a sweep has the gradient along one direction.
    let g = sum.at(&x);
    close(&g[2..], &whole.at(&x)[2..]);
    assert!(g[0].is_finite() && g[1].is_finite());
    let infinite = Gradient::sum(3, |_, x| 1.0 / x[0] + x[1]);
    let (value, g) = infinite.value_and_gradient(&[0.0, 1.0]);
    assert!(value == f64::INFINITY && g[1].is_nan() && !g[0].is_finite());
}

#[test]
fn points_of_every_kind_and_number_are_taken() {
    let f = |i: usize, x: &[_]| -> _ { x[i] * x[i + 1] };
    assert_eq!(Gradient::sum(2, f).at(&[1.0, 2.0, 3.0]), [2.0, 4.0, 2.0]);
    let v = DVector::from_vec(vec![1.0, 2.0, 3.0]);
    let g = Gradient::sum(2, |i, x| x[i] * x[i + 1]).at(&v);
    assert_eq!(g.as_slice(), [2.0, 4.0, 2.0]);
    let g = Gradient::sum(2, |i, x| x[i] * x[i + 1]).at(&[1.0f32, 2.0, 3.0]);
    assert_eq!(g, [2.0, 4.0, 2.0]);
    // The derivative of a sum's gradient: at dual points.
    let h = Gradient::new(|x| {
        Gradient::sum(2, |i, y| y[i].powi(2) * y[i + 1]).at(&[x[0], x[1], x[2]])[1]
    });
    assert_eq!(h.at(&[1.0, 2.0, 3.0]), [2.0, 6.0, 4.0]);
    let h = Gradient::new(|x| {
        let f = Gradient::partially_separable(2, |i| [i, i + 1], |_, y| y[0].powi(2) * y[1]);
        f.at(&[x[0], x[1], x[2]])[1]
    });
    assert_eq!(h.at(&[1.0, 2.0, 3.0]), [2.0, 6.0, 4.0]);
}

#[test]
fn a_term_may_differentiate_and_confusion_is_refused() {
    let nested = |i: usize, x: &[Dual<f64, 1>; 1]| {
        Gradient::new(|y| y[0] * y[0] * x[0] * (i + 1) as f64).at(&[x[0]])[0]
    };
    let f = Gradient::partially_separable(3, |i| [i], nested);
    // Σ (i + 1) 2 x², by x
    assert_eq!(f.at(&[1.0, 2.0, 3.0]), [4.0, 16.0, 36.0]);
    let f = Gradient::sum(3, |i, x| {
        Gradient::reverse(|y| y[0] * y[0] * x[i]).at(&[x[i]])[0]
    });
    assert_eq!(f.at(&[1.0, 2.0, 3.0]), [4.0, 8.0, 12.0]);
    let confused = Gradient::sum(3, |i, x| {
        Gradient::reverse(|y| y[0] + x[i]).at(&[1.0])[0] * x[i]
    });
    assert!(message_of(|| confused.at(&[1.0, 2.0, 3.0])).contains("perturbation confusion"));
}

#[test]
fn what_one_term_keeps_is_refused_in_another_block() {
    let kept: Cell<Option<Var>> = Cell::new(None);
    let f = Gradient::sum(100_000, |i, x| {
        let square = x[i % 2] * x[(i + 1) % 2];
        if i == 0 {
            kept.set(Some(square));
        }
        kept.get().unwrap() * square
    });
    let said = message_of(|| f.at(&[1.0, 2.0]));
    assert!(said.contains("outside of its recording"), "{said}");
    // The tape works as before.
    assert_eq!(
        Gradient::reverse(|x| x[0] * x[1]).at(&[2.0, 3.0]),
        [3.0, 2.0]
    );
}

#[test]
fn a_block_that_outgrows_the_tape_is_recorded_again() {
    for length in [10, 1000, 50_000] {
        let f = Gradient::sum(5, |i, x| {
            (0..length).fold(x[i], |y, k| y * x[(i + k) % 2] * 1e-3 + x[1])
        });
        let whole = Gradient::reverse(|x| {
            (0..5)
                .map(|i| (0..length).fold(x[i], |y, k| y * x[(i + k) % 2] * 1e-3 + x[1]))
                .sum()
        });
        let x = [1.1, 0.9, 1.0, 1.2, 0.8];
        close(&f.at(&x), &whole.at(&x));
    }
    let long =
        Gradient::sum(1, |_, x| (0..100_000).fold(x[0], |y, _| y * x[1])).tape_limit(1 << 16);
    assert!(message_of(|| long.at(&[1.0, 1.0])).contains("reverse mode has to record"));
}

#[test]
fn the_first_error_comes_back_and_the_tape_goes_on() {
    let f = Gradient::try_sum(10, |i, x| if i < 7 { Ok(x[0] * x[1]) } else { Err(i) });
    assert_eq!(f.at(&[1.0, 2.0]), Err(7));
    let f = Gradient::try_partially_separable(
        10,
        |_| [0],
        |i, x| {
            if i < 7 { Ok(x[0] * x[0]) } else { Err(i) }
        },
    );
    assert_eq!(f.at(&[1.0, 2.0]), Err(7));
    let f = Gradient::try_sum(10, |_, x| Ok::<_, ()>(x[0] * x[1]));
    assert_eq!(f.at(&[1.0, 2.0]), Ok([20.0, 10.0]));
}

#[test]
fn the_hook_is_told_of_every_part() {
    let seen = RefCell::new(Vec::new());
    let hook = |progress: Progress| seen.borrow_mut().push(progress);
    Gradient::sum(2000, |i, x| x[0] * (i as f64))
        .on_round(hook)
        .at(&[1.0]);
    let rounds = seen.take();
    assert_eq!(rounds.len(), 64);
    assert!(
        rounds
            .windows(2)
            .all(|pair| pair[0].finished < pair[1].finished)
    );
    assert_eq!(rounds[63].finished, 2000);
    assert!(rounds.iter().all(|round| round.entries == 2000));
}

#[test]
fn an_output_of_another_length_is_refused() {
    let f = Gradient::sum(2, |i, x| x[i] * 2.0);
    let said = message_of(|| f.at_into(&[1.0, 2.0], &mut f.workspace(2), &mut [0.0; 3]));
    assert_eq!(said, "the output has length 3, but the point has length 2");
    let f = Gradient::partially_separable(2, |i| [i], |_, x| x[0] * 2.0);
    let said = message_of(|| f.at_into(&[1.0, 2.0], &mut f.workspace(2), &mut [0.0; 1]));
    assert_eq!(said, "the output has length 1, but the point has length 2");
}

#[test]
fn a_direction_is_taken_along() {
    let x = point(30);
    let v: Vec<f64> = (0..30).map(|i| f64::from(i).sin()).collect();
    let whole = Gradient::new(chain).jvp(&x, &v);
    let sum = Gradient::sum(29, |i, x| link(&x[i..])).jvp(&x, &v);
    let parts = Gradient::partially_separable(29, |i| [i, i + 1], |_, x| link(x)).jvp(&x, &v);
    close(&[sum, parts], &[whole, whole]);
    // At a kink, where it is not the gradient times the direction.
    let kink = Gradient::sum(2, |i, x| x[i].abs());
    assert_eq!(kink.jvp(&[0.0, 0.0], &[-1.0, 2.0]), 3.0);
}

#[cfg(feature = "rayon")]
#[test]
fn threads_change_no_bit() {
    use partials::dot;
    use partials::operator::GradientKind;

    fn same<F, K, G, L>(one: &Gradient<F, K>, many: &Gradient<G, L>, x: &[f64])
    where
        K: GradientKind<F, Scalar = f64>,
        L: GradientKind<G, Scalar = f64>,
    {
        let mut first = vec![0.0; x.len()];
        let mut second = first.clone();
        let a = K::result(one.at_into(x, &mut one.workspace(x.len()), &mut first)).ok();
        let b = L::result(many.at_into(x, &mut many.workspace(x.len()), &mut second)).ok();
        assert_eq!(a.map(f64::to_bits), b.map(f64::to_bits));
        let bits = |g: &[f64]| g.iter().map(|g| g.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&first), bits(&second));
    }
    for n in [2, 5, 100, 5000] {
        let x = point(n);
        let term = |i: usize, x: &[Var]| link(&x[i..]).sin();
        let (one, many) = (
            Gradient::sum(n - 1, term),
            Gradient::sum(n - 1, term).parallel(),
        );
        same(&one, &many, &x);
        let local = |_: usize, x: &[Dual<f64, 2>; 2]| link(x).sin();
        let pairs = |i: usize| [i, i + 1];
        let one = Gradient::partially_separable(n - 1, pairs, local);
        let many = Gradient::partially_separable(n - 1, pairs, local).parallel();
        same(&one, &many, &x);
        let dense = |i: usize, x: &[Var]| dot(x, x) * (i as f64) + x[i].exp();
        let (one, many) = (Gradient::sum(n, dense), Gradient::sum(n, dense).parallel());
        if n < 1000 {
            same(&one, &many, &x);
        }
    }
    let failing = Gradient::try_sum(1000, |i, x| if i < 700 { Ok(x[0]) } else { Err(i) });
    assert_eq!(failing.parallel().at(&[1.0]), Err(700));
}
