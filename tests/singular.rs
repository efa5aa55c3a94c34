//! Where a value is none, no derivative is handed out; where a slope is infinite, a partial derivative
//! that is zero stays zero only if its variable does not occur, or for a reason that is documented.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use nalgebra::{DVector, Vector2, Vector3};
use ndarray::Array1;
use num_complex::Complex;
#[cfg(feature = "compiled")]
use partials::Trace;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar, Var};
use proptest::prelude::*;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Equal, NaN equal to NaN.
#[track_caller]
fn same(got: &[f64], expected: &[f64]) {
    let equal = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
    let all = got.len() == expected.len() && got.iter().zip(expected).all(equal);
    assert!(all, "{got:?} instead of {expected:?}");
}

/// By compiled code, which was traced at the point, or beside it.
#[cfg(feature = "compiled")]
#[track_caller]
fn compiled(f: impl Fn(&[Trace]) -> Trace, x: &[f64], forward: &[f64]) {
    same(&Gradient::compiled(&f).at(x), forward);
    let compiled = Gradient::compiled(&f);
    for step in [0.3, -0.4] {
        let beside: Vec<f64> = x.iter().map(|x| x + step).collect();
        compiled.at(&beside);
    }
    same(&compiled.at(x), forward);
}

/// The gradient by forward mode, and the other kinds have the same.
macro_rules! gradient {
    ($f:expr, $x:expr) => {{
        let g = Gradient::new($f).at($x);
        same(&Gradient::reverse($f).at($x), &g);
        same(&Hessian::new($f).value_and_gradient($x).1, &g);
        same(&Hessian::reverse($f).value_and_gradient($x).1, &g);
        #[cfg(feature = "compiled")]
        compiled($f, &$x[..], &g);
        g
    }};
}

/// The derivative along a direction, likewise.
macro_rules! jvp {
    ($f:expr, $x:expr, $v:expr) => {{
        let slope = Gradient::new($f).jvp($x, $v);
        same(&[Gradient::reverse($f).jvp($x, $v)], &[slope]);
        #[cfg(feature = "compiled")]
        same(&[Gradient::compiled($f).jvp($x, $v)], &[slope]);
        slope
    }};
}

/// The slope of a function of one variable, likewise.
macro_rules! slope {
    (|$x:ident| $f:expr) => {{
        let slope = Derivative::new(|$x: Dual<f64, 1>| $f).at(0.0);
        let reverse = Gradient::reverse(|x| {
            let $x = x[0];
            $f
        });
        same(&reverse.at(&[0.0]), &[slope]);
        #[cfg(feature = "compiled")]
        compiled(
            |x| {
                let $x = x[0];
                $f
            },
            &[0.0],
            &[slope],
        );
        slope
    }};
}

/// Functions with no finite value at the origin, though many a partial derivative seems to be zero.
fn without_value<S: Scalar>(which: usize, x: &[S]) -> S {
    let square = x[0] * x[0];
    match which {
        0 => (square - 1.0).ln() + x[1],
        1 => x[0].powi(3) / square,
        2 => 1.0 / square,
        3 => (square - 1.0).sqrt() * x[1],
        4 => square.ln() + 3.0 * x[1],
        5 => x[1] + 1.0 / x[0],
        6 => square.sin() / square,
        7 => (1.0 - square).atanh() + x[1],
        8 => square.gamma(),
        9 => (x[0] / (x[0] * x[0] + x[1] * x[1]).sqrt()).exp(),
        10 => (square + 1000.0).exp() + x[1],
        11 => x[1].cos() - (square - 2.0).acos(),
        12 => x[1] + square.powf(-0.5),
        _ => (square - 1.0).powd(x[1] + 0.5),
    }
}
const WITHOUT_VALUE: usize = 14;

/// The questions to the kind whose operators are made by `$new`.
macro_rules! no_value_no_derivative {
    ($name:ident: $new:ident) => {
        #[test]
        fn $name() {
            let x = [0.0, 0.0];
            for which in 0..WITHOUT_VALUE {
                let none = |numbers: &[f64]| {
                    let finite = numbers.iter().any(|n| n.is_finite());
                    assert!(!finite, "function {which}: {numbers:?}");
                };
                let f = Gradient::$new(|x| without_value(which, x));
                let (value, gradient) = f.value_and_gradient(&x);
                none(&[value]);
                none(&gradient);
                none(&f.at(&x[..]));
                none(f.at(&DVector::from_row_slice(&x)).as_slice());
                none(f.at(&Array1::from(x.to_vec())).as_slice().unwrap());
                none(&[f.jvp(&x, &[1.0, 0.0]), f.jvp(&x, &[0.0, 0.0])]);
                let mut out = [0.0; 2];
                f.at_into(&x, &mut f.workspace(2), &mut out);
                none(&out);
                let f = Hessian::$new(|x| without_value(which, x));
                let (value, gradient, hessian) = f.value_gradient_hessian(&x);
                none(&[value, f.laplacian(&x)]);
                none(&gradient);
                none(hessian.as_slice());
                none(&f.hvp(&x, &[1.0, 2.0]));

                // A row of a Jacobian; the other rows are as they are.
                let f = Jacobian::$new(|x| [x[0] * 2.0, without_value(which, x)]);
                let j = f.at(&x);
                assert_eq!((j[(0, 0)], j[(0, 1)]), (2.0, 0.0));
                none(&[
                    j[(1, 0)],
                    j[(1, 1)],
                    f.divergence(&x),
                    f.jvp(&x, &[1.0, 1.0])[1],
                ]);

                // Around another derivative.
                let nested = Jacobian::$new(|x| Gradient::new(|y| without_value(which, y)).at(x));
                none(nested.at(&x[..]).as_slice());
                let nested =
                    Jacobian::$new(|x| Gradient::reverse(|y| without_value(which, y)).at(x));
                none(nested.at(&x[..]).as_slice());
            }
        }
    };
}
no_value_no_derivative!(no_value_no_derivative_by_any_operator: new);
no_value_no_derivative!(no_value_no_derivative_by_any_operator_in_reverse: reverse);
#[cfg(feature = "compiled")]
no_value_no_derivative!(no_value_no_derivative_by_any_compiled_operator: compiled);

/// At points of other types, of kinds that have more numbers than one.
macro_rules! no_value_elsewhere {
    ($name:ident: $new:ident) => {
        #[test]
        fn $name() {
            for which in 0..WITHOUT_VALUE {
                let single = Gradient::$new(|x| without_value(which, x)).at(&[0.0_f32, 0.0]);
                assert!(single.iter().all(|g| !g.is_finite()), "function {which}");
                let nested = Jacobian::new(|x| Gradient::$new(|y| without_value(which, y)).at(x));
                let j = nested.at(&[0.0, 0.0][..]);
                assert!(
                    j.iter().all(|g: &f64| !g.is_finite()),
                    "function {which}: {j}"
                );
            }
        }
    };
}
no_value_elsewhere!(no_value_no_derivative_elsewhere: new);
no_value_elsewhere!(no_value_no_derivative_elsewhere_in_reverse: reverse);

#[test]
fn no_value_no_derivative_in_one_variable() {
    for which in 0..WITHOUT_VALUE {
        let line = |x: Dual<Dual<Dual<f64, 1>, 1>, 1>| without_value(which, &[x, x.lift(0.0)]);
        let orders = Derivative::new(line).up_to_third(0.0);
        assert!(
            orders.iter().all(|n| !n.is_finite()),
            "function {which}: {orders:?}"
        );
    }
}

#[test]
fn many_variables_have_none_either() {
    let x = vec![0.0; 30];
    let g = Gradient::new(|x| x[29].powi(2).recip() + x.iter().sum::<Dual>()).at(&x);
    assert!(g.iter().all(|g| !g.is_finite()), "{g:?}");
    let g = Gradient::reverse(|x| x[29].powi(2).recip() + x.iter().sum::<Var>()).at(&x);
    assert!(g.iter().all(|g| !g.is_finite()), "{g:?}");
    #[cfg(feature = "compiled")]
    for n in [30, 150] {
        let f = Gradient::compiled(|x| x[29].powi(2).recip() + x.iter().sum::<Trace>());
        let g = f.at(&vec![0.0; n]);
        assert!(g.iter().all(|g| !g.is_finite()), "{g:?}");
    }
}

#[test]
fn an_infinity_on_the_way_is_no_reason() {
    assert_eq!(slope!(|x| (-1.0 / (x * x)).exp()), 0.0);
    assert_eq!(slope!(|x| (1.0 / (x * x)).atan()), 0.0);
    assert_eq!(slope!(|x| 1.0 / (1.0 + 1.0 / (x * x))), 0.0);
    let [.., slope, _] = Derivative::new(|x| (-1.0 / (x * x)).exp()).up_to_second(0.0);
    assert_eq!(slope, 0.0);
}

#[test]
fn a_fisheye_camera_has_no_derivative_on_its_axis() {
    let camera = Jacobian::new(|p| {
        let r = (p[0] * p[0] + p[1] * p[1]).sqrt();
        let a = r.atan();
        let q = a * (1.0 + a * a * (0.1 + a * a * 0.01));
        [1000.0 * q * p[0] / r + 280.0, 1000.0 * q * p[1] / r + 280.0]
    });
    let on_axis = [0.0_f64, 0.0];
    assert!(camera.at(&on_axis).iter().all(|d| d.is_nan()));
    assert!(camera.at(&[1e-9_f64, 0.0]).iter().all(|d| d.is_finite()));
}

/// Functions that are finite with an infinite slope where their argument is that of [`STEEP_AT`].
fn steep<S: Scalar>(which: usize, w: S) -> S {
    match which {
        0 => w.cbrt(),
        1 => w.powf(1.0 / 3.0),
        2 => w.powf(0.25),
        3 => w.powd(S::from(0.2)),
        4 | 5 => w.asin(),
        6 | 7 => w.acos(),
        8 => w.acosh(),
        _ => (w + 1.0).acos(),
    }
}
const STEEP_AT: [f64; 10] = [0.0, 0.0, 0.0, 0.0, 1.0, -1.0, 1.0, -1.0, 1.0, 0.0];

/// Functions that vanish at 0 with their slopes.
#[allow(clippy::eq_op)] // The last one is zero by its form.
fn flat<S: Scalar>(which: usize, x: S) -> S {
    match which {
        0 => x * x * x,
        1 => -(x * x),
        2 => x.tanh().powi(3),
        3 => x.cos() - 1.0,
        _ => x - 1.0 * x,
    }
}
const FLAT: usize = 5;

/// Zero times infinity by functions with infinite slope: of a variable that does not occur it is 0,
/// of a derivative that vanishes NaN.
#[test]
fn zero_times_infinity_is_structure_or_nan() {
    for (k, at) in STEEP_AT.into_iter().enumerate() {
        let [a, b] = gradient!(|x| steep(k, x[0] + at) + x[1], &[0.0, 5.0]);
        assert!(a.is_infinite() && b == 1.0, "{k}: {a} {b}");
        for inner in 0..FLAT {
            let [a, b] = gradient!(|x| steep(k, flat(inner, x[0]) + at) + x[1], &[0.0, 5.0]);
            assert!(a.is_nan() && b == 1.0, "{k} {inner}: {a} {b}");
        }
        // A constant, a variable multiplied away, and a chunk in which x[0] is not seeded.
        let structure = [0.0, 1.0];
        same(
            &gradient!(|x| steep(k, x[0].lift(0.0) + at) + x[1], &[0.0, 5.0]),
            &structure,
        );
        same(
            &gradient!(|x| steep(k, 0.0 * x[0] + at) + x[1], &[0.0, 5.0]),
            &structure,
        );
        let mut x = vec![1.0; 20];
        x[0] = 0.0;
        let g = gradient!(|x| steep(k, x[0].powi(3) + at) + x[19], &x);
        assert!(g[0].is_nan() && g[1..19].iter().all(|g| *g == 0.0) && g[19] == 1.0);
    }
}

#[test]
fn one_lane_beside_another() {
    // ∛(x₀ + x₁³): infinite by x₀; by x₁ the slope is 1, and cannot be told from any other.
    same(
        &gradient!(|x| (x[0] + x[1].powi(3)).cbrt(), &[0.0, 0.0]),
        &[INF, NAN],
    );
    same(
        &gradient!(|x| (x[0].powi(3) + x[1]).cbrt() + x[2], &[0.0; 3]),
        &[NAN, INF, 1.0],
    );
    same(
        &[jvp!(|x| (x[0] * x[1]).cbrt(), &[0.0, 0.0], &[1.0, 1.0])],
        &[NAN],
    );
    same(
        &[jvp!(|x| (x[0] * x[1]).cbrt(), &[0.0, 1.0], &[0.0, 1.0])],
        &[NAN],
    );
    same(
        &[jvp!(|x| x[0].cbrt() + x[1], &[0.0, 1.0], &[0.0, 1.0])],
        &[1.0],
    );
}

#[test]
fn angles_at_the_origin() {
    let g = gradient!(|x| x[0].powi(3).atan2(x[0].powi(2)) + x[1], &[0.0, 3.0]);
    same(&g, &[NAN, 1.0]);
    same(
        &gradient!(|x| x[0].atan2(x[1]) + x[2], &[0.0; 3]),
        &[NAN, NAN, 1.0],
    );
}

#[test]
fn powers_of_negative_numbers() {
    // The slope by the exponent is NaN below 0; a constant exponent asks for none.
    same(
        &gradient!(|x| x[0].powd(3.0) + x[1], &[-2.0, 1.0]),
        &[12.0, 1.0],
    );
    same(
        &gradient!(|x| x[0].powd(x[1] * x[1] + 3.0), &[-2.0, 0.0]),
        &[12.0, NAN],
    );
}

#[test]
fn roots_of_squares_have_the_centre_of_their_subgradients() {
    same(&[slope!(|x| (x * x).sqrt())], &[0.0]);
    same(&[slope!(|x| (x * x).powf(0.5))], &[0.0]);
    same(&[slope!(|x| x.powi(4).powf(0.75))], &[0.0]);
    same(&[slope!(|x| (1.0 - x.cos()).sqrt())], &[0.0]);
    same(
        &gradient!(|x| Vector2::new(x[0], x[1]).norm(), &[0.0, 0.0]),
        &[0.0, 0.0],
    );
    // Their second derivatives are not known.
    same(&[Derivative::new(|x| x.powi(4).sqrt()).second(0.0)], &[NAN]);
    assert!(
        !Derivative::new(|x| (x * x).sqrt())
            .second(0.0_f64)
            .is_finite()
    );
    macro_rules! both {
        ($($new:ident)*) => {$(
            let f = Hessian::$new(|x| 0.5 * Vector2::new(x[0], x[1]).norm().powi(2) + x[2] * x[2]);
            let h = f.at(&[0.0_f64; 3]);
            assert!(h[(0, 0)].is_nan() && h[(1, 1)].is_nan(), "{h}");
            // Along the axes the centre of the subgradients stays where it is.
            assert!(h[(0, 1)].is_nan() || h[(0, 1)] == 0.0, "{h}");
            same(&[h[(2, 2)], h[(0, 2)]], &[2.0, 0.0]);
            assert!(f.laplacian(&[0.0; 3]).is_nan());
            assert!(f.hvp(&[0.0; 3], &[1.0, 0.0, 0.0])[0].is_nan());
        )*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

#[test]
fn a_higher_order_that_does_not_exist_leaves_the_lower_ones() {
    let slopes = |f: fn(Dual<Dual<f64, 1>, 1>) -> Dual<Dual<f64, 1>, 1>| {
        let [_, slope, second] = Derivative::new(f).up_to_second(0.0);
        (slope, second.is_finite())
    };
    let matern = |x: Dual<Dual<f64, 1>, 1>| {
        let d = 5f64.sqrt() * (x * x).sqrt();
        (1.0 + d + d * d / 3.0) * (-d).exp()
    };
    assert_eq!(slopes(matern), (0.0, false));
    assert_eq!(slopes(|x| x * (1.0 - x.powf(1.1))).0, 1.0);
    assert_eq!(slopes(|x| x * (x * x).sqrt()), (0.0, false));
    assert_eq!(slopes(|x| x.powf(1.5)), (0.0, false));
    // In several variables.
    let f = |x: &[Dual<Dual, 1>]| {
        let d = (x[0] * x[0] + x[1] * x[1]).sqrt();
        (1.0 + d) * (-d).exp() + 3.0 * x[0]
    };
    let (_, gradient, hessian) = Hessian::new(f).value_gradient_hessian(&[0.0, 0.0]);
    assert_eq!(gradient, [3.0, 0.0]);
    assert!(hessian.iter().all(|h| !h.is_finite()), "{hessian}");
    let f = Hessian::reverse(|x| {
        let d = (x[0] * x[0] + x[1] * x[1]).sqrt();
        (1.0 + d) * (-d).exp() + 3.0 * x[0]
    });
    let (_, gradient, hessian) = f.value_gradient_hessian(&[0.0_f64, 0.0]);
    assert_eq!(gradient, [3.0, 0.0]);
    assert!(
        hessian.diagonal().iter().all(|h| !h.is_finite()),
        "{hessian}"
    );
    #[cfg(feature = "compiled")]
    {
        let f = Hessian::compiled(|x| {
            let d = (x[0] * x[0] + x[1] * x[1]).sqrt();
            (1.0 + d) * (-d).exp() + 3.0 * x[0]
        });
        let (_, gradient, hessian) = f.value_gradient_hessian(&[0.0, 0.0]);
        assert_eq!(gradient, [3.0, 0.0]);
        assert!(hessian.iter().all(|h| !h.is_finite()), "{hessian}");
    }
}

#[test]
fn hypot_and_moduli_at_the_origin() {
    macro_rules! both {
        ($($new:ident)*) => {$({
    let h = Hessian::$new(|x| 0.5 * Complex::new(x[0], x[1]).norm().powi(2)).at(&[0.0, 0.0]);
    assert_eq!(h, nalgebra::matrix![1.0, 0.0; 0.0, 1.0]);
    let f = Hessian::$new(|x| (-x[0].hypot(x[1]).powi(2)).exp());
    assert_eq!(f.laplacian(&[0.0, 0.0]), -4.0);
    assert_eq!(f.hvp(&[0.0, 0.0], &[1.0, 2.0]), [-2.0, -4.0]);
    // Three numbers, one after the other.
    let h = Hessian::$new(|x| 0.5 * x[0].hypot(x[1]).hypot(x[2]).powi(2)).at(&[0.0; 3]);
    for (got, expected) in h.iter().zip(nalgebra::Matrix3::<f64>::identity().iter()) {
        assert!((got - expected).abs() < 1e-15 || got.is_nan(), "{h}");
    }
    // The cone itself has no second derivatives; along a variable it is straight, which reverse mode
    // does not know.
    let cone = Hessian::$new(|x| x[0].hypot(x[1])).at(&[0.0, 0.0]);
    let is_straight = |h: f64| h == 0.0 || h.is_nan();
    assert!(is_straight(cone[(0, 0)]) && is_straight(cone[(1, 1)]), "{cone}");
    let norm = Gradient::$new(|x| Vector3::new(x[0], x[1], x[2]).norm());
    assert_eq!(norm.at(&[0.0; 3]), [0.0; 3]);
})*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

/// A chain of functions with many edges.
fn mixture<S: Scalar>(program: &[usize], x: &[S]) -> S {
    program.iter().fold(x[0] * x[0], |y, op| match op {
        0 => y.ln(),
        1 => 1.0 / y,
        2 => y.sqrt(),
        3 => y - 1.0,
        4 => y * y,
        5 => y.asin(),
        6 => y.exp(),
        7 => y / (x[1] * x[1]),
        8 => y + x[1],
        9 => y.atanh(),
        10 => y.powf(-0.3),
        11 => y.ln_gamma(),
        12 => y.acosh(),
        _ => y.atan2(x[1] * x[1]),
    })
}

proptest! {
    #![proptest_config(config(256))]

    /// Whatever is computed: beside a value that is not finite there is no finite derivative.
    #[test]
    fn never_a_finite_derivative_without_a_value(
        program in prop::collection::vec(0usize..14, 1..8),
        x in prop::array::uniform2(prop::sample::select(vec![-1.0_f64, 0.0, 0.5, 1e-320, 1e300])),
    ) {
        let (value, g) = Gradient::new(|x| mixture(&program, x)).value_and_gradient(&x);
        let (reverse, h) = Gradient::reverse(|x| mixture(&program, x)).value_and_gradient(&x);
        let size = g.iter().fold(0.0_f64, |size, g| if g.is_finite() { size.max(g.abs()) } else { size });
        // Of factors at the ends of the range one order overflows and another one does not.
        let is_far = x.iter().any(|x| *x == 1e-320 || *x == 1e300);
        let overflows = |a: f64, b: f64| is_far && (a.is_infinite() || b.is_infinite());
        prop_assert!(value == reverse || value.is_nan() && reverse.is_nan());
        #[cfg(feature = "compiled")]
        for beside in [0.0, 0.1] {
            let compiled = Gradient::compiled(|x| mixture(&program, x));
            compiled.at(&x.map(|x| x + beside));
            let (also, k) = compiled.value_and_gradient(&x);
            prop_assert!(value == also || value.is_nan() && also.is_nan());
            // Entries that cancel keep the rounding of those that do not.
            for (g, k) in g.iter().zip(k) {
                let is_same = *g == k || g.is_nan() && k.is_nan();
                let alike = is_same || overflows(*g, k) || (g - k).abs() <= 1e-12 * size.max(1e-3);
                prop_assert!(alike, "{g} {k} of {program:?} at {x:?}, traced {beside} beside it");
            }
        }
        if value.is_finite() {
            for (i, (g, h)) in g.iter().zip(h).enumerate() {
                // Forward mode multiplies an infinite factor with the zeros of lanes that it has nothing
                // to do with, reverse mode does not.
                if i == 1 && g.is_nan() {
                    continue;
                }
                // Reverse mode may refuse what overflows on the way.
                let is_refused = h.is_nan() || overflows(*g, h);
                let alike = *g == h || is_refused || (g - h).abs() <= 1e-12 * size.max(1e-3);
                prop_assert!(alike, "{g} {h} of {program:?} at {x:?}");
            }
        } else {
            prop_assert!(h.iter().all(|h| !h.is_finite()), "{value} {h:?}");
        }
        prop_assert!(value.is_finite() || g.iter().all(|g| !g.is_finite()), "{value} {g:?}");
    }
}

/// Every number that a compiled operator hands out at singular points is that of forward mode.
#[cfg(feature = "compiled")]
mod compiled_operators {
    use super::*;

    /// Equal to the last digits, NaN where the other is.
    fn alike(got: &[f64], forward: &[f64]) -> bool {
        let size = forward.iter().filter(|f| f.is_finite());
        let size = size.fold(1e-3_f64, |size, f| size.max(f.abs()));
        let one = |(g, f): (&f64, &f64)| {
            g == f || g.is_nan() && f.is_nan() || (g - f).abs() <= 1e-11 * size
        };
        got.len() == forward.len() && got.iter().zip(forward).all(one)
    }

    proptest! {
        #![proptest_config(config(256))]

        #[test]
        fn have_the_derivatives_of_forward_mode(
            program in prop::collection::vec(0usize..14, 1..6),
            x in prop::array::uniform2(prop::sample::select(vec![-1.0_f64, 0.0, 0.5, 1e-320, 1e300])),
            beside in prop::sample::select(vec![0.0, 0.1]),
        ) {
            macro_rules! agree {
                ($Operator:ident of $f:expr; $asked:ident => $answer:expr) => {{
                    let forward = {
                        let $asked = $Operator::new($f);
                        $answer
                    };
                    let $asked = $Operator::compiled($f);
                    $asked.at(&x.map(|x| x + beside));
                    let got = $answer;
                    prop_assert!(
                        alike(&got, &forward),
                        "{}: {:?} instead of {:?} of {:?} at {:?}",
                        stringify!($answer), got, forward, program, x
                    );
                }};
            }
            let v = [1.0, -2.0];
            agree!(Gradient of |x| mixture(&program, x); f => f.at(&x));
            agree!(Gradient of |x| mixture(&program, x); f => [f.jvp(&x, &v)]);
            agree!(Hessian of |x| mixture(&program, x); f => f.at(&x).as_slice().to_vec());
            agree!(Hessian of |x| mixture(&program, x); f => f.value_gradient_hessian(&x).1);
            agree!(Hessian of |x| mixture(&program, x); f => f.hvp(&x, &v));
            agree!(Hessian of |x| mixture(&program, x); f => [f.laplacian(&x)]);
            agree!(Jacobian of |x| [x[1], mixture(&program, x)]; f => f.at(&x).as_slice().to_vec());
            agree!(Jacobian of |x| [x[1], mixture(&program, x)]; f => f.jvp(&x, &v));
            agree!(Jacobian of |x| [x[1], mixture(&program, x)]; f => f.vjp(&x, &[2.0, -3.0]));
        }
    }
}

/// Ways from x to x^c through a pole: out to infinity, and back.
fn through_a_pole<S: Scalar>(way: usize, x: S, c: f64) -> S {
    match way {
        0 => (x.ln() * c).exp(),
        1 => x.recip().powf(-c),
        2 => x.recip().powf(c).recip(),
        3 => x.powf(-c).recip(),
        4 => (x.log2() * c).exp2(),
        5 => x.powd(S::from(-c)).recip(),
        6 => x.recip().powd(S::from(-c)),
        7 => ((x - 1.0).ln_1p() * c).exp(),
        8 => 1.0 / (x.recip().ln() * c).exp(),
        9 => x.recip().cbrt().powf(-3.0 * c),
        _ => x.recip().sqrt().powf(-2.0 * c),
    }
}

#[test]
fn what_comes_back_from_a_pole_is_right_or_nothing() {
    let mut refused = 0;
    for way in 0..=10 {
        for (p, c) in [
            (2, 0.25),
            (2, 0.5),
            (2, 1.5),
            (3, 0.2),
            (3, 1.0 / 3.0),
            (3, 2.0),
            (4, 0.3),
            (6, 0.1),
        ] {
            let got = slope!(|x| through_a_pole(way, x.powi(p), c));
            let power = f64::from(p) * c;
            // Of a square root the centre of the subgradients.
            let is_centre = got == 0.0 && (way == 10 || c >= 0.5);
            let right = if power > 1.0 {
                0.0
            } else if power == 1.0 {
                1.0
            } else {
                INF
            };
            assert!(
                got.is_nan() || got == right || is_centre,
                "way {way}, {p} {c}: {got}"
            );
            refused += usize::from(got.is_nan());
            // What does not occur is constant.
            let g = gradient!(|x| x[1] + through_a_pole(way, x[0].powi(p), c), &[0.0, 2.0]);
            assert_eq!(g[1], 1.0, "way {way}");
        }
    }
    assert!(refused > 40, "{refused}");
}
