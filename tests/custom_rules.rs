//! Functions with derivatives of their own: on every number and by every kind what the same function is
//! that is written out, and NaN where a derivative is not known.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/panics.rs"]
mod panics;

use cases::config;
use panics::message_of;
use partials::{Derivative, Gradient, Hessian, Jacobian, Scalar, custom, custom_vector};
use proptest::prelude::*;

/// A function written out.
fn written<S: Scalar>(x: &[S]) -> S {
    x[0] * x[0] * x[1].exp() + (x[0] * x[1]).sin()
}

/// The same with its gradient.
fn first(x: &[f64]) -> (f64, [f64; 2]) {
    let (a, b) = (x[0], x[1]);
    let (e, c) = (b.exp(), (a * b).cos());
    (written(x), [2.0 * a * e + b * c, a * a * e + a * c])
}

/// The same with its Hessian too.
fn second(x: &[f64]) -> (f64, [f64; 2], [[f64; 2]; 2]) {
    let (value, gradient) = first(x);
    let (a, b) = (x[0], x[1]);
    let (e, (s, c)) = (b.exp(), (a * b).sin_cos());
    let mixed = 2.0 * a * e + c - a * b * s;
    (
        value,
        gradient,
        [[2.0 * e - b * b * s, mixed], [mixed, a * a * e - a * a * s]],
    )
}

/// A function around another one of two numbers, which it uses twice and at numbers that are computed.
fn around<S: Scalar>(x: &[S], f: impl Fn(&[S]) -> S) -> S {
    let inner = f(&[x[0] * x[1].sin(), x[0] + x[1] * x[1]]);
    inner * x[1].exp() + f(&[x[1], x[0].tanh()]).powi(2)
}

fn around_written<S: Scalar>(x: &[S]) -> S {
    around(x, written)
}

fn around_first<S: Scalar>(x: &[S]) -> S {
    around(x, |x| custom(x, first))
}

fn around_second<S: Scalar>(x: &[S]) -> S {
    around(x, |x| custom(x, second))
}

/// Of a number whose type is open until here.
fn is_nan(x: f64) -> bool {
    x.is_nan()
}

#[track_caller]
fn close(got: impl IntoIterator<Item = f64>, expected: impl IntoIterator<Item = f64>) {
    let (got, expected): (Vec<f64>, Vec<f64>) =
        (got.into_iter().collect(), expected.into_iter().collect());
    assert_eq!(got.len(), expected.len());
    let size = expected.iter().fold(1.0_f64, |size, e| size.max(e.abs()));
    let near = |(g, e): (&f64, &f64)| (g - e).abs() <= 1e-12 * size;
    assert!(
        got.iter().zip(&expected).all(near),
        "{got:?} instead of {expected:?}"
    );
}

const POINT: [f64; 2] = [0.7, -0.4];

#[test]
fn gradients_of_every_kind_are_those_of_the_function_written_out() {
    let expected = Gradient::new(around_written).at(&POINT);
    close(Gradient::new(around_first).at(&POINT), expected);
    close(Gradient::reverse(around_first).at(&POINT), expected);
    close(
        Gradient::array(|x: &[_; 2]| around_first(x)).at(&POINT),
        expected,
    );
    close(Gradient::new(around_second).at(&POINT), expected);
    close(Gradient::reverse(around_second).at(&POINT), expected);
    let along = 2.0 * expected[0] - 3.0 * expected[1];
    close(
        [Gradient::new(around_first).jvp(&POINT, &[2.0, -3.0])],
        [along],
    );
    close(
        [Gradient::reverse(around_first).jvp(&POINT, &[2.0, -3.0])],
        [along],
    );
    assert_eq!(around_first(&POINT), around_written(&POINT));
}

#[test]
fn hessians_of_every_kind_are_those_of_the_function_written_out() {
    let (value, gradient, hessian) = Hessian::new(around_written).value_gradient_hessian(&POINT);
    let v = [0.3, -1.1];
    let product = Hessian::new(around_written).hvp(&POINT, &v);
    macro_rules! agree {
        ($($f:expr;)*) => {$(
            let (w, g, h) = $f.value_gradient_hessian(&POINT);
            assert_eq!(w, value);
            close(g, gradient);
            close(h.iter().copied(), hessian.iter().copied());
            close($f.hvp(&POINT, &v), product);
        )*};
    }
    agree! {
        Hessian::new(around_second);
        Hessian::reverse(around_second);
        Hessian::array(|x: &[_; 2]| around_second(x));
    }
}

#[test]
fn one_variable_has_as_many_derivatives_as_are_given() {
    let sine = |x: &[f64]| (x[0].sin(), [x[0].cos()]);
    let sine_to_second = |x: &[f64]| (x[0].sin(), [x[0].cos()], [[-x[0].sin()]]);
    let once = Derivative::new(|x| custom(&[2.0 * x], sine));
    close([once.at(0.3)], [2.0 * 0.6_f64.cos()]);
    let twice = Derivative::new(|x| custom(&[2.0 * x], sine_to_second));
    close([twice.second(0.3)], [-4.0 * 0.6_f64.sin()]);
    let first_alone = Derivative::new(|x| custom(&[2.0 * x], sine)).up_to_second(0.3);
    assert!(is_nan(first_alone[2]));
    let two_alone = Derivative::new(|x| custom(&[2.0 * x], sine_to_second)).up_to_third(0.3);
    close([two_alone[2]], [-4.0 * 0.6_f64.sin()]);
    assert!(is_nan(two_alone[3]));
}

#[test]
fn an_order_that_is_not_known_is_nan_and_zeros_beside_it_are_kept() {
    // By x₁ the function is a square, by x₂ nothing, by x₀ what the rule knows.
    fn f<S: Scalar>(x: &[S]) -> S {
        custom(&x[..1], |x| (x[0].sin(), [x[0].cos()])) + x[1] * x[1] + 0.0 * x[2]
    }
    let x = [0.3, 0.5, 0.7];
    macro_rules! refused {
        ($($f:expr;)*) => {$(
            let h = $f.at(&x);
            assert!(is_nan(h[(0, 0)]));
            assert_eq!((h[(1, 1)], h[(0, 1)], h[(1, 0)], h[(2, 2)]), (2.0, 0.0, 0.0, 0.0));
            let (_, gradient, _) = $f.value_gradient_hessian(&x);
            close(gradient, [0.3_f64.cos(), 1.0, 0.0]);
        )*};
    }
    refused! { Hessian::new(f); Hessian::reverse(f); Hessian::array(|x: &[_; 3]| f(x)); }
    #[cfg(feature = "compiled")]
    refused! { Hessian::compiled(f); }
    // Along x₁ alone nothing moves that is not known.
    close(Hessian::new(f).hvp(&x, &[0.0, 1.0, 0.0]), [0.0, 2.0, 0.0]);
    assert!(is_nan(Hessian::new(f).hvp(&x, &[1.0, 0.0, 0.0])[0]));
    close(
        Hessian::reverse(f).hvp(&x, &[0.0, 1.0, 0.0]),
        [0.0, 2.0, 0.0],
    );
    assert!(is_nan(Hessian::reverse(f).hvp(&x, &[1.0, 0.0, 0.0])[0]));
    // With the second derivative it is there.
    let known = |x: &[f64]| (x[0].sin(), [x[0].cos()], [[-x[0].sin()]]);
    let h = Hessian::new(|x| custom(&x[..1], known) + x[1] * x[1]).at(&[0.3, 0.5]);
    close(
        [h[(0, 0)], h[(0, 1)], h[(1, 1)]],
        [-0.3_f64.sin(), 0.0, 2.0],
    );
}

#[test]
fn derivatives_stand_inside_those_of_every_other_kind() {
    // The sum of the squares of a gradient, differentiated.
    macro_rules! norm {
        ($inner:ident of $f:expr) => {
            |x| {
                Gradient::$inner(|y| $f(y))
                    .at(x)
                    .iter()
                    .map(|g| g * g)
                    .sum()
            }
        };
    }
    let expected = Gradient::new(norm!(new of around_written)).at(&POINT);
    macro_rules! levels {
        ($($outer:ident in $inner:ident;)*) => {$(
            close(Gradient::$outer(norm!($inner of around_second)).at(&POINT), expected);
            let refused = Gradient::$outer(norm!($inner of around_first)).at(&POINT);
            assert!(refused.iter().all(|g| is_nan(*g)));
        )*};
    }
    levels! { new in new; new in reverse; reverse in new; reverse in reverse; }
    #[cfg(feature = "compiled")]
    levels! { compiled in new; compiled in reverse; }
}

#[test]
fn what_is_not_known_inside_leaves_other_variables_of_the_outer_derivative() {
    macro_rules! levels {
        ($($outer:ident in $inner:ident;)*) => {$(
            let f = Gradient::$outer(|x| {
                let sine = |x: &[f64]| (x[0].sin(), [x[0].cos()]);
                let inner = Gradient::$inner(|y| custom(&y[..1], sine) + y[1].powi(3)).at(x);
                inner[0] + inner[1]
            });
            let (value, g) = f.value_and_gradient(&[0.3, 0.5]);
            close([value], [0.3_f64.cos() + 0.75]);
            assert!(is_nan(g[0]) && g[1] == 3.0, "{g:?}");
        )*};
    }
    levels! { new in new; new in reverse; reverse in new; reverse in reverse; }
    #[cfg(feature = "compiled")]
    levels! { compiled in new; compiled in reverse; }
}

#[test]
fn sums_of_terms_may_hold_rules() {
    let x: Vec<f64> = (0..40).map(|k| (0.7 * f64::from(k)).sin()).collect();
    let pairs = x.len() - 1;
    fn term<S: Scalar>(x: &[S]) -> S {
        around(x, |x| custom(x, first)) * x[0]
    }
    let whole = |x: &[_]| x.windows(2).map(term).sum();
    let expected = Gradient::new(|x| x.windows(2).map(|x| around_written(x) * x[0]).sum()).at(&x);
    close(Gradient::reverse(whole).at(&x), expected.clone());
    close(
        Gradient::sum(pairs, |i, x| term(&x[i..i + 2])).at(&x),
        expected.clone(),
    );
    let separable = Gradient::partially_separable(pairs, |i| [i, i + 1], |_, x| term(x));
    close(separable.at(&x), expected);
}

#[test]
fn points_of_single_precision_are_differentiated_in_it() {
    let (x, exact) = ([0.7_f32, -0.4], Gradient::new(around_written).at(&POINT));
    for g in [
        Gradient::new(around_first).at(&x),
        Gradient::reverse(around_first).at(&x),
    ] {
        for (g, exact) in g.into_iter().zip(exact) {
            assert!((f64::from(g) - exact).abs() < 1e-5);
        }
    }
}

type Matrix = [[f64; 2]; 2];

/// From polar coordinates, with Jacobian and Hessians.
fn polar(x: &[f64]) -> ([f64; 2], Matrix, [Matrix; 2]) {
    let (r, (s, c)) = (x[0], x[1].sin_cos());
    let hessians = [[[0.0, -s], [-s, -r * c]], [[0.0, c], [c, -r * s]]];
    ([r * c, r * s], [[c, -r * s], [s, r * c]], hessians)
}

#[test]
fn vectors_have_jacobians_and_their_products() {
    fn by_rule<S: Scalar>(x: &[S]) -> [S; 2] {
        let [u, v] = custom_vector(&[x[0] * x[1], x[0].exp()], |x| {
            let (values, jacobian, _) = polar(x);
            (values, jacobian)
        });
        [u * v, u + x[1]]
    }
    fn by_hand<S: Scalar>(x: &[S]) -> [S; 2] {
        let (r, phi) = (x[0] * x[1], x[0].exp());
        let (u, v) = (r * phi.cos(), r * phi.sin());
        [u * v, u + x[1]]
    }
    let expected = Jacobian::new(by_hand).at(&POINT);
    let (v, w) = ([2.0, -1.0], [0.5, 3.0]);
    let (along, weighted) = (
        Jacobian::new(by_hand).jvp(&POINT, &v),
        Jacobian::new(by_hand).vjp(&POINT, &w),
    );
    macro_rules! agree {
        ($($f:expr;)*) => {$(
            close($f.at(&POINT).iter().copied(), expected.iter().copied());
            close($f.jvp(&POINT, &v), along);
            close($f.vjp(&POINT, &w), weighted);
        )*};
    }
    agree! { Jacobian::new(by_rule); Jacobian::reverse(by_rule); }
    #[cfg(feature = "compiled")]
    agree! { Jacobian::compiled(by_rule); }
}

#[test]
fn vectors_have_second_derivatives() {
    let by_rule = |x: &[_]| custom_vector(x, polar).iter().map(|y| y * y * y).sum();
    fn by_hand<S: Scalar>(x: &[S]) -> S {
        (x[0] * x[1].cos()).powi(3) + (x[0] * x[1].sin()).powi(3)
    }
    let expected = Hessian::new(by_hand).at(&POINT);
    close(
        Hessian::new(by_rule).at(&POINT).iter().copied(),
        expected.iter().copied(),
    );
    let lists = |x: &[f64]| {
        let (values, jacobian, hessians) = polar(x);
        let jacobian = nalgebra::DMatrix::from_fn(2, 2, |i, j| jacobian[i][j]);
        let hessians = hessians.map(|h| nalgebra::DMatrix::from_fn(2, 2, |i, j| h[i][j]));
        (values.to_vec(), jacobian, hessians.to_vec())
    };
    let of_lists = Hessian::reverse(|x| custom_vector(x, lists).iter().map(|y| y * y * y).sum());
    close(
        of_lists.at(&POINT).iter().copied(),
        expected.iter().copied(),
    );
}

#[test]
fn constants_add_nothing_whatever_their_slope_is() {
    let rule = |x: &[f64]| (x[0], [1.0, f64::INFINITY]);
    assert_eq!(
        Gradient::new(|x| custom(&[x[0], x[0].lift(3.0)], rule)).at(&[2.0]),
        [1.0]
    );
    assert_eq!(
        Gradient::reverse(|x| custom(&[x[0], x[0].lift(3.0)], rule)).at(&[2.0]),
        [1.0]
    );
    let g = Gradient::new(|x| x[0] * custom(&[x[0].lift(5.0)], |x| (x[0], [f64::NAN]))).at(&[2.0]);
    assert_eq!(g, [5.0]);
}

#[test]
fn no_inputs_and_no_values_are_allowed() {
    let g = Gradient::new(|x| x[0] + custom(&x[..0], |_| (2.0, [0.0; 0]))).at(&[1.0]);
    assert_eq!(g, [1.0]);
    let g = Gradient::reverse(|x| x[0] + custom(&x[..0], |_| (2.0, [0.0; 0]))).at(&[1.0]);
    assert_eq!(g, [1.0]);
    let none = |x: &[_]| custom_vector(x, |_| (vec![], [[0.0; 1]; 0]));
    assert_eq!(Jacobian::new(none).at(&[1.0]).shape(), (0, 1));
}

#[test]
fn infinite_slopes_leave_other_variables_alone_and_make_a_guess_of_none() {
    // √x₀ + x₁ at 0, and √(x₀²) as far as a rule that knows nothing of roots can tell.
    let root = |x: &[f64]| (x[0].sqrt(), [0.5 / x[0].sqrt()]);
    let x = [0.0, 1.0];
    macro_rules! both {
        ($($kind:ident)*) => {$(
            let g = Gradient::$kind(|x| custom(&x[..1], root) + x[1]).at(&x);
            assert_eq!(g, [f64::INFINITY, 1.0]);
            let g = Gradient::$kind(|x| custom(&[x[0] * x[0]], root) + x[1]).at(&x);
            assert!(is_nan(g[0]) && g[1] == 1.0, "{g:?}");
        )*};
    }
    both! { new reverse }
    #[cfg(feature = "compiled")]
    both! { compiled }
}

#[test]
fn beside_what_is_not_finite_there_is_no_finite_derivative() {
    macro_rules! every {
        ($($kind:ident)*) => {$(
            for value in [f64::NAN, f64::INFINITY] {
                let g = Gradient::$kind(|x| custom(&x[..1], |_| (value, [1.0])) + x[1]).at(&[1.0, 2.0]);
                assert!(g.iter().all(|g| !f64::is_finite(*g)), "{g:?}");
                // The value is lost in what follows, and the derivative is none all the same.
                let g = Gradient::$kind(|x| custom(x, |_| (value, [1.0])).atan()).at(&[1.0]);
                assert!(is_nan(g[0]), "{g:?}");
            }
            let g = Gradient::$kind(|x| custom(x, |_| (1.0, [f64::NAN, 2.0]))).at(&[1.0, 2.0]);
            assert!(is_nan(g[0]) && g[1] == 2.0);
        )*};
    }
    every! { new reverse }
    #[cfg(feature = "compiled")]
    every! { compiled }
}

#[test]
fn a_wrong_rule_is_found_by_a_check_and_a_right_one_is_not() {
    let slip = |x: &[f64]| {
        let (value, mut gradient) = first(x);
        gradient[1] *= 1.001;
        (value, gradient)
    };
    let bend = |x: &[f64]| {
        let (value, gradient, mut hessian) = second(x);
        hessian[0][1] *= 1.001;
        hessian[1][0] *= 1.001;
        (value, gradient, hessian)
    };
    assert!(Gradient::new(|x| custom(x, first)).check(&POINT).passed());
    assert!(Gradient::reverse(around_first).check(&POINT).passed());
    assert!(!Gradient::new(|x| custom(x, slip)).check(&POINT).passed());
    assert!(
        !Gradient::reverse(|x| around(x, |x| custom(x, slip)))
            .check(&POINT)
            .passed()
    );
    assert!(Hessian::new(|x| custom(x, second)).check(&POINT).passed());
    assert!(!Hessian::new(|x| custom(x, bend)).check(&POINT).passed());
    assert!(
        Jacobian::new(|x| custom_vector(x, polar))
            .check(&POINT)
            .passed()
    );
}

#[test]
fn shapes_that_do_not_fit_are_named() {
    let message = message_of(|| custom(&[1.0, 2.0], |x| (x[0], [1.0; 3])));
    assert!(message.contains("the gradient has length 3"), "{message}");
    let message = message_of(|| custom(&[1.0, 2.0], |x| (x[0], [1.0; 2], [[0.0; 3]; 2])));
    assert!(
        message.contains("2x3") && message.contains("2x2"),
        "{message}"
    );
    let message = message_of(|| custom_vector(&[1.0, 2.0], |x| ([x[0]; 3], [[1.0; 2]; 2])));
    assert!(
        message.contains("2x2") && message.contains("3x2"),
        "{message}"
    );
    let hessians = [[[0.0; 2]; 2]; 2];
    let message =
        message_of(|| custom_vector(&[1.0, 2.0], |x| ([x[0]; 3], [[1.0; 2]; 3], hessians)));
    assert!(
        message.contains("2 Hessians came with 3 values"),
        "{message}"
    );
}

#[cfg(feature = "compiled")]
mod compiled {
    use super::*;
    use partials::Error;

    #[test]
    fn every_point_has_its_own_rule_and_no_code() {
        let f = Gradient::compiled(around_first);
        let h = Hessian::compiled(around_second);
        for k in 0..20 {
            let x = [0.1 * f64::from(k) - 0.9, 0.5 - 0.07 * f64::from(k)];
            close(f.at(&x), Gradient::new(around_written).at(&x));
            let expected = Hessian::new(around_written).at(&x);
            close(h.at(&x).iter().copied(), expected.iter().copied());
            close(
                h.hvp(&x, &[1.0, 2.0]),
                Hessian::new(around_written).hvp(&x, &[1.0, 2.0]),
            );
        }
        let rows = ndarray::array![[0.7, -0.4], [0.1, 0.9], [-1.0, 0.3]];
        let (_, gradients) = f.at_rows(&rows);
        for (x, g) in rows.rows().into_iter().zip(gradients.rows()) {
            let x = [x[0], x[1]];
            close(g.iter().copied(), Gradient::new(around_written).at(&x));
        }
        assert!(matches!(f.compile_for(&POINT), Err(Error::NotCompiled(_))));
        assert!(f.statistics().paths.is_empty());
    }

    #[test]
    fn a_rule_of_constants_is_one_and_is_compiled() {
        let f = Gradient::compiled(|x| x[0] * custom(&[2.0, 3.0].map(|c| x[0].lift(c)), first));
        assert!(f.compile_for(&[1.0]).is_ok());
        assert_eq!(f.at(&[1.0]), [written(&[2.0, 3.0])]);
        assert_eq!(f.at(&[4.0]), [written(&[2.0, 3.0])]);
    }

    #[test]
    fn a_way_without_the_rule_is_compiled() {
        let f = Gradient::compiled(|x| {
            if x[0] > 0.0 {
                x[0] * x[1]
            } else {
                custom(x, first)
            }
        });
        assert!(f.compile_for(&[1.0, 2.0]).is_ok());
        assert!(f.compile_for(&[-1.0, 2.0]).is_err());
        assert_eq!(f.at(&[1.0, 2.0]), [2.0, 1.0]);
        close(f.at(&[-1.0, 2.0]), first(&[-1.0, 2.0]).1);
        assert_eq!(f.at(&[3.0, 4.0]), [4.0, 3.0]);
    }
}

/// A step of a program: what is done with two of the numbers so far.
type Step = (u8, usize, usize);

/// A program of such steps, in which one step is a function given from outside.
fn program<S: Scalar>(steps: &[Step], x: &[S], f: impl Fn(&[S]) -> S) -> S {
    let mut numbers = x.to_vec();
    for (which, i, j) in steps {
        let (a, b) = (numbers[i % numbers.len()], numbers[j % numbers.len()]);
        numbers.push(match which {
            0 => a * b,
            1 => a - 0.5 * b,
            2 => (a + b).sin(),
            3 => a / (1.0 + b * b),
            4 => a.max(b),
            _ => f(&[a.tanh(), b.sin()]),
        });
    }
    numbers[numbers.len() - 1]
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn random_programs_with_the_rule_are_those_with_the_function(
        x in prop::array::uniform3(-1.5..1.5),
        mut steps in prop::collection::vec((0_u8..8, 0_usize..9, 0_usize..9), 1..8),
    ) {
        steps.push((7, 0, steps.len() + 1));
        let expected = Hessian::new(|x| program(&steps, x, written)).value_gradient_hessian(&x);
        let f = Hessian::new(|x| program(&steps, x, |x| custom(x, second)));
        let g = Hessian::reverse(|x| program(&steps, x, |x| custom(x, second)));
        for (value, gradient, hessian) in [f.value_gradient_hessian(&x), g.value_gradient_hessian(&x)] {
            prop_assert_eq!(value, expected.0);
            close(gradient, expected.1);
            close(hessian.iter().copied(), expected.2.iter().copied());
        }
        let once = Gradient::reverse(|x| program(&steps, x, |x| custom(x, first)));
        close(once.at(&x), expected.1);
        // A second derivative that is not known shows in every entry that it would be part of.
        let unknown = Hessian::new(|x| program(&steps, x, |x| custom(x, first))).at(&x);
        for (u, e) in unknown.iter().zip(&expected.2) {
            prop_assert!(u.is_nan() || (u - e).abs() <= 1e-12 * e.abs().max(1.0));
        }
    }
}

/// Series of first- and second-order rules, along a curve.
#[test]
fn taylor_coefficients_go_as_far_as_a_rule() {
    use partials::scalar::Series;
    let t: Series<f64, 5> = Series::variable(0.3);
    let rule = |x: &[f64]| {
        let (s, c) = x[0].sin_cos();
        let gradient = [x[1] * c, s];
        (x[1] * s, gradient, [[-x[1] * s, c], [c, 0.0]])
    };
    let (x, y) = (t * t, 2.0 * t + 1.0);
    let expected = (y * x.sin()).coefficients();
    let second = custom(&[x, y], rule).coefficients();
    let first = custom(&[x, y], |x| (rule(x).0, rule(x).1)).coefficients();
    for k in 0..5 {
        let close = |got: f64| (got - expected[k]).abs() < 1e-15;
        assert_eq!(close(second[k]), k < 3, "{k}: {second:?} {expected:?}");
        assert_eq!(second[k].is_nan(), k >= 3);
        assert_eq!(close(first[k]), k < 2, "{k}: {first:?} {expected:?}");
    }
    // What moves with the square of the parameter is known twice as far.
    let slow = Series::<f64, 5>::variable(0.0);
    let (x, y) = (slow * slow + 0.4, Series::constant(1.5));
    let found = custom(&[x, y], rule).coefficients();
    let expected = (y * x.sin()).coefficients();
    for k in 0..5 {
        assert!(
            (found[k] - expected[k]).abs() < 1e-15,
            "{found:?} {expected:?}"
        );
    }
    let constants = custom(&[y, y], rule).coefficients();
    assert_eq!(constants[1..], [0.0; 4]);
}
