//! Solutions of equations: their derivatives are those of a closed form on every number and by every kind,
//! and NaN where there are none.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/panics.rs"]
mod panics;

use cases::config;
use panics::message_of;
use partials::{
    Derivative, Gradient, Hessian, Jacobian, Scalar, argmin, argmin_vector, fixed_point,
    fixed_point_vector, implicit, implicit_vector,
};
use proptest::prelude::*;

/// Of a number whose type is open until here.
fn is_nan(x: f64) -> bool {
    x.is_nan()
}

#[track_caller]
fn close(got: impl IntoIterator<Item = f64>, expected: impl IntoIterator<Item = f64>) {
    let (got, expected): (Vec<f64>, Vec<f64>) =
        (got.into_iter().collect(), expected.into_iter().collect());
    assert_eq!(got.len(), expected.len());
    let size = expected.iter().fold(1e-30_f64, |size, e| size.max(e.abs()));
    let near = |(g, e): (&f64, &f64)| (g - e).abs() <= 1e-11 * size;
    assert!(
        got.iter().zip(&expected).all(near),
        "{got:?} instead of {expected:?}"
    );
}

/// The positive root of y² + p y = q, of which `scale` is how far the solver misses it.
fn quadratic<S: Scalar>(x: &[S], off: f64) -> S {
    let solve = |x: &[f64]| (-x[0] / 2.0 + (x[0] * x[0] / 4.0 + x[1]).sqrt()) * (1.0 + off);
    implicit(x, solve, |x, y| y * y + x[0] * y - x[1])
}

fn quadratic_closed<S: Scalar>(x: &[S]) -> S {
    -x[0] / 2.0 + (x[0] * x[0] / 4.0 + x[1]).sqrt()
}

/// With something around it on both sides.
fn around<S: Scalar>(x: &[S], root: impl Fn(&[S]) -> S) -> S {
    let y = root(&[x[0] * x[1], x[1].exp()]);
    y * x[0] + root(&[y, 1.0 + x[0] * x[0]]).ln()
}

const POINT: [f64; 2] = [0.7, 1.3];

#[test]
fn gradients_and_hessians_are_those_of_the_closed_form() {
    fn f<S: Scalar>(x: &[S]) -> S {
        around(x, |x| quadratic(x, 0.0))
    }
    fn closed<S: Scalar>(x: &[S]) -> S {
        around(x, quadratic_closed)
    }
    let (_, gradient, hessian) = Hessian::new(closed).value_gradient_hessian(&POINT);
    let product = Hessian::new(closed).hvp(&POINT, &[1.0, -2.0]);
    close(Gradient::new(f).at(&POINT), gradient);
    close(Gradient::reverse(f).at(&POINT), gradient);
    macro_rules! agree {
        ($($f:expr;)*) => {$(
            let (_, g, h) = $f.value_gradient_hessian(&POINT);
            close(g, gradient);
            close(h.iter().copied(), hessian.iter().copied());
            close($f.hvp(&POINT, &[1.0, -2.0]), product);
        )*};
    }
    agree! { Hessian::new(f); Hessian::reverse(f); Hessian::array(|x: &[_; 2]| f(x)); }
    #[cfg(feature = "compiled")]
    {
        agree! { Hessian::compiled(f); }
        close(Gradient::compiled(f).at(&POINT), gradient);
        assert!(Gradient::compiled(f).compile_for(&POINT).is_err());
    }
}

#[test]
fn the_value_is_the_solvers_and_the_derivatives_those_of_the_solution() {
    for off in [0.0, 1e-14, 1e-9, 1e-6, 1e-4, -5e-4] {
        let solved: f64 = quadratic(&POINT, off);
        assert_eq!(solved, quadratic_closed(&POINT) * (1.0 + off));
        let f = Hessian::new(|x| quadratic(x, off)).value_gradient_hessian(&POINT);
        let closed = Hessian::new(quadratic_closed).value_gradient_hessian(&POINT);
        assert_eq!(f.0, solved);
        close(f.1, closed.1);
        close(f.2.iter().copied(), closed.2.iter().copied());
    }
}

#[test]
fn third_derivatives_are_refused() {
    let f = Derivative::new(|x| quadratic(&[x, x.exp()], 0.0));
    let [_, _, second, third] = f.up_to_third(0.5);
    assert!(f64::is_finite(second) && is_nan(third));
}

#[test]
fn derivatives_stand_inside_others() {
    let closed = |x: f64| Derivative::new(|x| quadratic_closed(&[x, x.exp()])).second(x);
    let f = Derivative::new(|x| Derivative::new(|y| quadratic(&[y, y.exp()], 0.0)).at(x));
    close([f.at(0.9)], [closed(0.9)]);
    let g = Gradient::reverse(|x| Derivative::new(|y| quadratic(&[y, y.exp()], 0.0)).at(x[0]));
    close(g.at(&[0.9]), [closed(0.9)]);
}

#[test]
fn gradients_of_gradients_are_right_by_every_pair_of_kinds() {
    fn squares<S: Scalar>(g: Vec<S>) -> S {
        g[0] * g[0] + g[1] * g[1]
    }
    let closed = Gradient::new(|x| squares(Gradient::new(|y| around(y, quadratic_closed)).at(x)));
    let expected = closed.at(&POINT);
    macro_rules! levels {
        ($($outer:ident in $inner:ident;)*) => {$(
            let f = Gradient::$outer(|x| {
                squares(Gradient::$inner(|y| around(y, |y| quadratic(y, 0.0))).at(x))
            });
            close(f.at(&POINT), expected);
        )*};
    }
    levels! { new in new; new in reverse; reverse in new; reverse in reverse; }
    #[cfg(feature = "compiled")]
    levels! { compiled in new; compiled in reverse; }
}

#[test]
fn equations_that_lose_digits_keep_those_that_are_left() {
    // 1e6 + y³ - x³ is rounded at 1e-10: the solution has ten digits, and so have its derivatives.
    let f = Derivative::new(|x| {
        implicit(
            &[x],
            |x| x[0] * (1.0 - 1e-11),
            |x, y| (1e6 + y.powi(3)) - (1e6 + x[0].powi(3)),
        )
    });
    let [_, first, second] = f.up_to_second(1.5);
    assert!(
        (first - 1.0_f64).abs() < 1e-8 && f64::abs(second) < 1e-8,
        "{first} {second}"
    );
    // At 1e14 there is nothing left.
    let f = Derivative::new(|x| {
        implicit(
            &[x],
            |x| x[0] * 1.0001,
            |x, y| (1e14 + y.powi(3)) - (1e14 + x[0].powi(3)),
        )
    });
    let slope = f.at(0.01);
    assert!(is_nan(slope) || (slope - 1.0).abs() < 1e-3, "{slope}");
}

#[test]
fn solvers_that_fail_have_no_derivative() {
    let no_derivative = |solve: fn(&[f64]) -> f64| {
        let f = |x: &[_]| implicit(x, solve, |x, y| y * y * y + y - x[0]);
        let g = Gradient::new(f).at(&[2.0]);
        assert!(is_nan(g[0]), "{g:?}");
        assert!(is_nan(
            Gradient::reverse(|x| implicit(x, solve, |x, y| y * y * y + y - x[0])).at(&[2.0])[0]
        ));
    };
    no_derivative(|_| f64::NAN);
    no_derivative(|_| f64::INFINITY);
    no_derivative(|_| 0.9);
    no_derivative(|_| 1.01);
    // Not everything is refused.
    let f = Gradient::new(|x| implicit(x, |_| 1.0, |x, y| y * y * y + y - x[0]));
    assert_eq!(f.at(&[2.0]), [0.25]);
    // An equation without a solution: y² + 1 has none, and Newton's method wanders.
    let f = Gradient::new(|x| implicit(x, |_| 0.5, |x, y| y * y + x[0]));
    assert!(is_nan(f.at(&[1.0])[0]));
}

#[test]
fn solutions_that_meet_have_no_derivative() {
    let root = |x: &[f64]| x[0].sqrt();
    let f = |x: f64| Gradient::new(|x| implicit(x, root, |x, y| y * y - x[0])).at(&[x])[0];
    assert!(is_nan(f(0.0)));
    close([f(1e-200), f(1e-8), f(4.0)], [0.5e100, 0.5e4, 0.25]);
    // Near a double root at y = 1 the rounding of x decides what the derivative is.
    let fold = |x: &[f64]| 1.0 + (1.0 - x[0]).max(0.0).sqrt();
    let f =
        |x: f64| Gradient::new(|x| implicit(x, fold, |x, y| y * y - 2.0 * y + x[0])).at(&[x])[0];
    assert!(is_nan(f(1.0)));
    let mut refused = 0;
    for k in 1..60 {
        let x = 1.0 - 2.0_f64.powi(-k);
        let (slope, exact) = (f(x), -0.5 / (1.0 - x).sqrt());
        assert!(
            slope.is_nan() || ((slope - exact) / exact).abs() < 1e-3,
            "{k} {slope} {exact}"
        );
        refused += u32::from(slope.is_nan());
    }
    assert!((1..30).contains(&refused), "{refused}");
    // A triple root, and an equation that does not depend on the unknown.
    let f = Gradient::new(|x| implicit(x, |x| x[0].cbrt(), |x, y| y.powi(3) - x[0]));
    assert!(is_nan(f.at(&[0.0])[0]));
    let f = Gradient::new(|x| implicit(x, |_| 1.0, |x, _| x[0] * 0.0));
    assert!(is_nan(f.at(&[1.0])[0]));
}

#[test]
fn roots_at_the_origin_are_roots() {
    let f = |off: f64| {
        Hessian::new(move |x| implicit(x, move |_| off, |x, y| y.exp() - 1.0 - x[0].sin()))
    };
    for off in [0.0, 1e-16, 1e-12, -1e-9] {
        let (_, g, h) = f(off).value_gradient_hessian(&[0.0]);
        close(g, [1.0]);
        close([h[(0, 0)]], [-1.0]);
    }
    let f = Gradient::new(|x| implicit(x, |x| x[0] * x[1], |x, y| y - x[0] * x[1]));
    assert_eq!(f.at(&[0.0, 3.0]), [3.0, 0.0]);
    assert_eq!(f.at(&[0.0, 0.0]), [0.0, 0.0]);
    let f = Gradient::new(|x| implicit(x, |x| x[0].sin(), |x, y| y - x[0].sin()));
    close(f.at(&[std::f64::consts::PI]), [-1.0]);
}

#[test]
fn a_slope_that_vanishes_is_no_doubt() {
    // At the extrema of a wave an optimiser stops, and there a slope is rounding.
    for k in 0..40 {
        let x = (0.5 + f64::from(k)) * std::f64::consts::PI / 10.0;
        let wave = |x: &[f64]| (10.0 * x[0]).sin();
        let f = Derivative::new(|x| implicit(&[x], wave, |x, y| y - (10.0 * x[0]).sin()));
        let [_, slope, bend] = f.up_to_second(x);
        assert!(f64::abs(slope) < 1e-11, "{k} {slope}");
        assert!((f64::abs(bend) - 100.0).abs() < 1e-9, "{k} {bend}");
        // Through another unknown of other units.
        let pair = |x: &[f64]| [1e10 * wave(x), wave(x)];
        let j = Jacobian::new(|x| {
            implicit_vector(x, pair, |x, y| {
                [y[0] - 1e10 * y[1], y[1] - (10.0 * x[0]).sin()]
            })
        });
        assert!(j.at(&[x]).iter().all(|slope| f64::abs(*slope) < 0.1));
    }
}

#[test]
fn kinks_of_the_equation_leave_what_they_do_not_touch() {
    // At y = 0 a kink by y, by x, and one of second order.
    let by_y = Gradient::new(|x| implicit(x, |_| 0.0, |x, y| y.abs() + 0.5 * y - x[0]));
    assert!(is_nan(by_y.at(&[0.0])[0]));
    let by_x = Gradient::new(|x| implicit(&[-x[0]], |x| x[0].abs(), |x, y| y - x[0].abs()));
    assert!(is_nan(by_x.at(&[0.0])[0]));
    assert_eq!(by_x.at(&[2.0]), [1.0]);
    let bent = |x: &[f64]| x[0].max(0.0).powi(2) + x[0];
    let second = Hessian::new(|x| {
        implicit(&[-x[0]], bent, |x, y| {
            y - x[0].max(0.0) * x[0].max(0.0) - x[0]
        })
    });
    let (_, gradient, hessian) = second.value_gradient_hessian(&[0.0]);
    assert_eq!(gradient, [-1.0]);
    assert!(is_nan(hessian[(0, 0)]));
    assert_eq!(second.at(&[-1.0])[(0, 0)], 2.0);
    assert_eq!(second.at(&[1.0])[(0, 0)], 0.0);
    // A singular point that hides a derivative: the cube root of a cube.
    let f = Gradient::new(|x| implicit(x, |x| x[0], |x, y| y - x[0].powi(3).cbrt()));
    assert!(is_nan(f.at(&[0.0])[0]));
    close(f.at(&[2.0]), [1.0]);
}

/// A system of two equations, by Newton's method.
fn intersection(x: &[f64]) -> Vec<f64> {
    let (mut u, mut v) = (1.0, 1.0);
    for _ in 0..60 {
        let (f, g) = (u * u + v - x[0], u + v.exp() - x[1] * x[2]);
        let (a, b, c, d) = (2.0 * u, 1.0, 1.0, v.exp());
        let det = a * d - b * c;
        (u, v) = (u - (d * f - b * g) / det, v - (a * g - c * f) / det);
    }
    vec![u, v]
}

#[test]
fn systems_agree_with_finite_differences_and_with_each_other() {
    fn f<S: Scalar>(x: &[S]) -> Vec<S> {
        implicit_vector(x, intersection, |x, y| {
            [y[0] * y[0] + y[1] - x[0], y[0] + y[1].exp() - x[1] * x[2]]
        })
    }
    let x = [2.5, 1.5, 2.0];
    assert!(Jacobian::new(f).check(&x).passed());
    assert!(Jacobian::reverse(f).check(&x).passed());
    let j = Jacobian::new(f).at(&x);
    close(
        Jacobian::reverse(f).at(&x).iter().copied(),
        j.iter().copied(),
    );
    #[cfg(feature = "compiled")]
    close(
        Jacobian::compiled(f).at(&x).iter().copied(),
        j.iter().copied(),
    );
    fn sum<S: Scalar>(x: &[S]) -> S {
        let y = f(x);
        y[0] * y[0].sin() + y[0] * y[1] * x[0]
    }
    assert!(Hessian::new(sum).check(&x).passed());
    let h = Hessian::new(sum).at(&x);
    close(
        Hessian::reverse(sum).at(&x).iter().copied(),
        h.iter().copied(),
    );
    close(
        Hessian::new(sum).hvp(&x, &[1.0, 2.0, 3.0]),
        (h * nalgebra::vector![1.0, 2.0, 3.0]).iter().copied(),
    );
}

#[test]
fn many_unknowns_and_inputs_go_in_parts() {
    // y_k + y_{k-1}² / 10 = x_k², solved from the first to the last.
    fn f<S: Scalar>(x: &[S]) -> Vec<S> {
        let mut y: Vec<S> = Vec::new();
        for x in x {
            let before = y.last().map_or(S::from(0.0), |y| *y);
            y.push(x * x - before * before / 10.0);
        }
        y
    }
    fn by_equation<S: Scalar>(x: &[S]) -> Vec<S> {
        implicit_vector(x, f::<f64>, |x, y| {
            let before = |k: usize| if k == 0 { 0.0 * y[0] } else { y[k - 1] };
            let equation = |k: usize| y[k] + before(k) * before(k) / 10.0 - x[k] * x[k];
            (0..y.len()).map(equation).collect::<Vec<_>>()
        })
    }
    let x: Vec<f64> = (0..13).map(|k| 0.5 + 0.1 * f64::from(k)).collect();
    let expected = Jacobian::new(f).at(&x);
    close(
        Jacobian::reverse(by_equation).at(&x).iter().copied(),
        expected.iter().copied(),
    );
    let expected = Hessian::new(|x| f(x)[12] * f(x)[3]).at(&x);
    let h = Hessian::new(|x| {
        let y = by_equation(x);
        y[12] * y[3]
    })
    .at(&x);
    close(h.iter().copied(), expected.iter().copied());
}

#[test]
fn fixed_points_need_no_iteration_that_converges() {
    // y = x / y by φ = x / y, which iteration never finds, and 2 y = y + x / y, which it does.
    let f = Derivative::new(|x| fixed_point(&[x], |x| x[0].sqrt(), |x, y| x[0] / y));
    close(
        f.up_to_second(4.0)[1..].iter().copied(),
        [0.25, -1.0 / 32.0],
    );
    let heron = |x: &[f64]| (0..40).fold(1.0, |y: f64, _| (y + x[0] / y) / 2.0);
    let f = Derivative::new(|x| fixed_point(&[x], heron, |x, y| (y + x[0] / y) / 2.0));
    close(
        f.up_to_second(4.0)[1..].iter().copied(),
        [0.25, -1.0 / 32.0],
    );
    // Every number is a fixed point.
    let f = Gradient::new(|x| fixed_point(x, |x| x[0], |_, y| y));
    assert!(is_nan(f.at(&[1.0])[0]));
    let pair = |x: &[_]| {
        fixed_point_vector(
            x,
            |x| [2.0 * x[0], 3.0 * x[0]],
            |x, y| [y[1] - x[0], y[0] + x[0]],
        )
    };
    // Singular: y₀ = y₁ - x and y₁ = y₀ + x are one equation.
    assert!(Jacobian::new(pair).at(&[1.0]).iter().all(|j| is_nan(*j)));
}

#[test]
fn minima_are_differentiated_and_saddles_are_not() {
    let f = Derivative::new(|x| argmin(&[x], |x| x[0].cbrt(), |x, y| y.powi(4) / 4.0 - x[0] * y));
    close(
        f.up_to_second(8.0)[1..].iter().copied(),
        [1.0 / 12.0, -2.0 / 9.0 / 32.0],
    );
    let flat =
        Derivative::new(|x| argmin(&[x], |x| x[0].cbrt(), |x, y| y.powi(4) / 4.0 - x[0] * y));
    assert!(is_nan(flat.at(0.0)));
    let maximum = Derivative::new(|x| argmin(&[x], |x| x[0], |x, y| -(y - x[0]).powi(2)));
    assert!(is_nan(maximum.at(1.0)));
    let border = Derivative::new(|x| argmin(&[x], |_| 0.0, |x, y| y + x[0]));
    assert!(is_nan(border.at(1.0)));
    let saddle = Jacobian::new(|x| {
        argmin_vector(
            x,
            |x| [x[0], x[0]],
            |x, y| (y[0] - x[0]).powi(2) - (y[1] - x[0]).powi(2),
        )
    });
    assert!(saddle.at(&[1.0]).iter().all(|j| is_nan(*j)));
}

#[test]
fn a_ridge_regression_is_differentiated_by_its_penalty_and_its_data() {
    // The minimum of |A w - b|² + x₀ |w|², where x₁ scales the data, in closed form and as a minimum.
    const A: [[f64; 2]; 3] = [[1.0, 2.0], [0.5, -1.0], [3.0, 0.2]];
    const B: [f64; 3] = [1.0, -0.5, 2.0];
    fn closed<S: Scalar>(x: &[S]) -> [S; 2] {
        let entry = |i: usize, j: usize| A.iter().map(|row| row[i] * row[j]).sum::<f64>();
        let (a, b, d) = (entry(0, 0) + x[0], entry(0, 1), entry(1, 1) + x[0]);
        let right = |i: usize| x[1] * A.iter().zip(B).map(|(row, y)| row[i] * y).sum::<f64>();
        let det = a * d - b * b;
        [
            (d * right(0) - b * right(1)) / det,
            (a * right(1) - b * right(0)) / det,
        ]
    }
    fn fitted<S: Scalar>(x: &[S]) -> [S; 2] {
        argmin_vector(x, closed::<f64>, |x, w| {
            let misfit = A
                .iter()
                .zip(B)
                .map(|(row, y)| (row[0] * w[0] + row[1] * w[1] - x[1] * y).powi(2));
            misfit.sum::<partials::exact::implicit::Jet3>() + x[0] * (w[0] * w[0] + w[1] * w[1])
        })
    }
    let x = [0.3, 1.7];
    close(
        Jacobian::reverse(fitted).at(&x).iter().copied(),
        Jacobian::new(closed).at(&x).iter().copied(),
    );
    close(
        Hessian::new(|x| fitted(x)[0] * fitted(x)[1])
            .at(&x)
            .iter()
            .copied(),
        Hessian::new(|x| closed(x)[0] * closed(x)[1])
            .at(&x)
            .iter()
            .copied(),
    );
}

#[test]
fn a_check_sees_an_equation_that_is_not_the_solvers() {
    let solve = |x: &[f64]| x[0].sqrt();
    assert!(
        Gradient::new(|x| implicit(x, solve, |x, y| y * y - x[0]))
            .check(&[2.0])
            .passed()
    );
    // Satisfied at this point alone: y² = 2.
    let wrong = Gradient::new(|x| implicit(x, solve, |x, y| y * y - 1.0 - x[0] / 2.0));
    assert!(!wrong.check(&[2.0]).passed());
    assert!(is_nan(wrong.at(&[3.0])[0]));
}

#[test]
fn numbers_of_equations_that_do_not_fit_are_named() {
    let f = Jacobian::new(|x| implicit_vector(x, |x| [x[0], x[0]], |_, y| [y[0]]));
    let message = message_of(|| f.at(&[1.0]));
    assert!(message.contains("1 equations for 2 unknowns"), "{message}");
}

#[test]
fn no_inputs_and_no_unknowns_are_allowed() {
    let f = Gradient::new(|x| x[0] * implicit(&x[..0], |_| 2.0, |_, y| y * y - 4.0));
    assert_eq!(f.at(&[3.0]), [2.0]);
    let none = Jacobian::new(|x| implicit_vector(x, |_| vec![], |_, _| Vec::new()));
    assert_eq!(none.at(&[3.0]).shape(), (0, 1));
}

#[test]
fn an_operator_in_the_equation_is_part_of_it() {
    // The stationary point of y⁴/4 - x y, by a derivative inside.
    let f = Derivative::new(|x| {
        implicit(
            &[x],
            |x| x[0].cbrt(),
            |x, y| Derivative::new(|y| y.powi(4) / 4.0 - y * x[0]).at(y),
        )
    });
    close(
        f.up_to_second(8.0)[1..].iter().copied(),
        [1.0 / 12.0, -1.0 / 144.0],
    );
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn random_cubics_agree_with_the_derivatives_of_their_inverse(
        a in 0.1..3.0_f64, b in 0.1..3.0_f64, y in -3.0..3.0_f64, off in -1e-6..1e-6_f64,
    ) {
        // x = a y + b y³ has one root; dy/dx = 1 / x', d²y/dx² = -x'' / x'³.
        let x = a * y + b * y.powi(3);
        let solve = move |_: &[f64]| y * (1.0 + off);
        let f = Derivative::new(|x| implicit(&[x], solve, |x, y| a * y + b * y.powi(3) - x[0]));
        let slope = a + 3.0 * b * y * y;
        let [_, once, twice] = f.up_to_second(x);
        close([once], [1.0 / slope]);
        prop_assert!((twice + 6.0 * b * y / slope.powi(3)).abs() < 1e-9);
        let g = Gradient::reverse(|v| {
            implicit(v, solve, |v, y| v[0] * y + v[1] * y.powi(3) - v[2])
        });
        close(g.at(&[a, b, x]), [-y / slope, -y.powi(3) / slope, 1.0 / slope]);
    }

    #[test]
    fn random_systems_agree_with_newtons_method_on_the_numbers_themselves(
        y in prop::array::uniform2(-2.0..2.0_f64), p in prop::array::uniform3(-1.0..1.0_f64),
    ) {
        // x = F(y), with slopes that differ, solved on plain numbers and, order by order, on others.
        fn forward<S: Scalar>(p: &[S], y: &[S]) -> [S; 2] {
            [y[0] + p[0] * y[1] * y[1], 2.0 * y[1] + p[1] * (p[2] * y[0]).sin()]
        }
        fn newton<S: Scalar>(x: &[S], y: [f64; 2]) -> [S; 2] {
            let mut y = y.map(S::from);
            for _ in 0..4 {
                let f = forward(&x[2..], &y);
                let (b, c) = (2.0 * x[2] * y[1], x[3] * x[4] * (x[4] * y[0]).cos());
                let (r, s, det) = (f[0] - x[0], f[1] - x[1], 2.0 - b * c);
                y = [y[0] - (2.0 * r - b * s) / det, y[1] - (s - c * r) / det];
            }
            y
        }
        let x0 = forward(&p, &y);
        let x = [x0[0], x0[1], p[0], p[1], p[2]];
        let det = 2.0 - 2.0 * p[0] * y[1] * p[1] * p[2] * (p[2] * y[0]).cos();
        prop_assume!(det.abs() > 0.1);
        let expected = Hessian::new(|x| newton(x, y)[0] * newton(x, y)[1]).value_gradient_hessian(&x);
        macro_rules! agree {
            ($kind:ident) => {
                let f = Hessian::$kind(|x| {
                    let y = implicit_vector(x, |_| y, |x, y| {
                        let f = forward(&x[2..], y);
                        [f[0] - x[0], f[1] - x[1]]
                    });
                    y[0] * y[1]
                });
                let (_, g, h) = f.value_gradient_hessian(&x);
                let near = |a: f64, b: f64, size: f64| (a - b).abs() <= 1e-9 * size.max(1.0);
                let size = expected.2.amax();
                prop_assert!(g.iter().zip(&expected.1).all(|(a, b)| near(*a, *b, size)), "{:?} {:?}", g, expected.1);
                prop_assert!(h.iter().zip(&expected.2).all(|(a, b)| near(*a, *b, size)), "{} {}", h, expected.2);
            };
        }
        agree!(new);
        agree!(reverse);
    }

    #[test]
    fn wrong_solutions_are_refused_or_found(y in -3.0..3.0_f64, off in -2.0..2.0_f64) {
        // Whatever the solver returns, what is finite is the derivative at the solution next to it.
        let x = y.powi(3) - 3.0 * y;
        let f = Derivative::new(|x| implicit(&[x], |_| y + off, |x, y| y.powi(3) - 3.0 * y - x[0]));
        let (found, slope) = f.value_and_derivative(x);
        if slope.is_finite() {
            let roots = (0..20).fold(found, |y, _| y - (y.powi(3) - 3.0 * y - x) / (3.0 * y * y - 3.0));
            prop_assert!((roots - found).abs() <= 2e-3 * found.abs().max(1.0));
            let exact = 1.0 / (3.0 * roots * roots - 3.0);
            prop_assert!((slope - exact).abs() <= 1e-3 * exact.abs(), "{} {}", slope, exact);
        }
    }
}
