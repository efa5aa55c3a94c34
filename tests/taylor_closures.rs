//! Every way of writing a function to be expanded: it compiles without annotations and has the right
//! coefficients; and what has to panic.

// A linter would spell some of them otherwise; users do not ask it first.
#![allow(clippy::op_ref)]

#[path = "common/panics.rs"]
mod panics;

use nalgebra::{Matrix2, RealField, SVector, matrix, vector};
use num_dual::DualNum;
use num_traits::Float;
use panics::message_of;
use partials::scalar::Real;
use partials::{
    Derivative, Gradient, Hessian, Jacobian, Scalar, Series, Taylor, dot, log_sum_exp, weighted_sum,
};

#[track_caller]
fn near<const N: usize>(got: [f64; N], expected: [f64; N]) {
    let is_near = |(a, b): (&f64, &f64)| (a - b).abs() <= 4e-15 * (1.0 + b.abs());
    assert!(
        got.iter().zip(&expected).all(is_near),
        "{got:?} instead of {expected:?}"
    );
}

const X: [f64; 2] = [0.7, 1.3];
const V: [f64; 2] = [1.0, -2.0];

/// The closure on the line `X + t V`, to second order, beside its gradient and Hessian.
macro_rules! spelled {
    ($($name:ident: $f:expr;)*) => {
        $(#[test]
        fn $name() {
            let (value, g) = Gradient::new($f).value_and_gradient(&X);
            let (h, v) = (Hessian::new($f).at(&X), vector![V[0], V[1]]);
            let expected = [value, g[0] * V[0] + g[1] * V[1], v.dot(&(h * v))];
            near(Taylor::along($f).derivatives::<3>(&X, &V), expected);
            let got: [f64; 3] = Taylor::along($f).derivatives(&X[..], &vec![1.0, -2.0]);
            near(got, expected);
        })*
    };
}

spelled! {
    constants_on_both_sides: |x| 2.0 * x[0] * 3.0 + 1.0 - x[1] / 4.0 + 1.0 / x[0] - (3.0 - x[1]);
    references: |x| &x[0] * &x[1] + &x[0] * x[1] - x[0] / &x[1] + -&x[0];
    functions: |x| x[0].sin() * x[1].exp() + x[0].hypot(x[1]) + x[0].atan2(x[1]);
    powers: |x| x[0].powi(3) + x[1].powf(2.5) + x[0].powd(x[1]);
    choices: |x| x[0].max(x[1]) + x[0].min(0.5) + x[1].clamp(0.0, 2.0) + x[0].max(0.0);
    branches: |x| if x[0] > 0.5 && x[0] < x[1] { x[0] * x[1] } else { x[1] };
    early_return: |x| { if x[0] < 0.0 { return x[1]; } x[0] * x[0] };
    slice_pattern: |x| match x { [a, .., b] => a * b, _ => unreachable!() };
    remainders: |x| (x[1] % x[0]) + x[1] % 1.0 + x[1].rem_euclid(0.4);
    sines_and_cosines: |x| { let (s, c) = x[0].sin_cos(); s * c * x[1] };
}

#[test]
fn sums_and_products_of_iterators() {
    let sum = Taylor::along(|x| x.iter().map(|v| v * v).sum()).coefficients::<3>(&X, &V);
    near(sum, [0.49 + 1.69, 1.4 - 5.2, 5.0]);
    let product = Taylor::along(|x| x.iter().product()).coefficients::<3>(&X, &V);
    near(product, [0.91, 1.3 - 1.4, -2.0]);
    let root = Taylor::along(|x| x.iter().map(|v| v * v).sum::<Series<f64, 2>>().sqrt());
    near(root.coefficients(&[3.0, 4.0], &[3.0, 4.0]), [5.0, 5.0]);
    let folded = Taylor::along(|x| x.iter().fold(0.0.into(), |a, v| a + v));
    near(folded.coefficients::<3>(&X, &V), [2.0, -1.0, 0.0]);
    let changed = Taylor::new(|x| {
        let mut s = x;
        s += x;
        s *= 2.0;
        s -= 1.0;
        s /= x;
        s
    });
    near(changed.coefficients::<3>(1.0), [3.0, 1.0, -1.0]);
    let inner =
        Taylor::along(|x| dot(x, x) + weighted_sum(&[1.0, 2.0], x) + log_sum_exp(&[x[0], x[0]]));
    near(
        inner.coefficients::<3>(&X, &V),
        [2.18 + 3.3 + 0.7 + 2f64.ln(), -3.8 - 3.0 + 1.0, 5.0],
    );
    assert_eq!(
        Taylor::new(|_| 4.0.into()).coefficients(1.0),
        [4.0, 0.0, 0.0]
    );
}

#[test]
fn generic_functions_serve_every_order() {
    fn f<S: Scalar>(x: S) -> S {
        2.0 * x.powi(3) - x.sin() / 2.0
    }
    near(Taylor::new(f).coefficients::<1>(0.0), [0.0]);
    near(
        Taylor::new(f).coefficients::<4>(0.0),
        [0.0, -0.5, 0.0, 2.0 + 1.0 / 12.0],
    );
    near(
        Taylor::new(f).derivatives::<4>(0.3),
        Derivative::new(f).up_to_third(0.3),
    );
    fn for_num_dual<D: DualNum<Primitive = f64> + Copy>(x: D) -> D {
        (x * x + 1.0).recip() + x.sph_j1()
    }
    near(
        Taylor::new(for_num_dual).derivatives::<4>(0.3),
        Derivative::new(for_num_dual).up_to_third(0.3),
    );
    fn for_nalgebra<D: RealField + Copy>(x: D) -> D {
        x.sin() / (D::one() + D::one())
    }
    near(
        Taylor::new(for_nalgebra).coefficients::<4>(0.0),
        [0.0, 0.5, 0.0, -1.0 / 12.0],
    );
    fn for_num_traits<D: Float>(x: D) -> D {
        (x.exp() - D::one()).max(D::zero())
    }
    near(
        Taylor::new(for_num_traits).coefficients::<3>(0.0),
        [0.0, 1.0, 0.5],
    );
}

#[test]
fn single_precision_points() {
    let c: [f32; 4] = Taylor::new(|x| 2.0 * x.exp()).coefficients(0.0f32);
    assert_eq!(c, [2.0, 2.0, 1.0, 1.0 / 3.0]);
    let c = Taylor::along(|x| x[0] * x[1]).coefficients::<3>(&[2.0f32, 3.0], &[1.0, 1.0]);
    assert_eq!(c, [6.0f32, 5.0, 1.0]);
}

#[test]
fn containers_of_other_crates() {
    let f = Taylor::along(|x| x[0].exp() * x[1]);
    let expected = f.coefficients::<5>(&X, &V);
    assert_eq!(f.coefficients(&vector![0.7, 1.3], &V), expected);
    assert_eq!(
        f.coefficients(&ndarray::arr1(&X), &ndarray::arr1(&V)),
        expected
    );
    assert_eq!(f.coefficients_on_curve::<5, _>(&[X, V]), expected);
    // A parabola: the second coefficient is that of the line and the slope along the acceleration.
    let g = Gradient::new(|x| x[0].exp() * x[1]).at(&X);
    let curved = f.coefficients_on_curve::<5, _>(&[X, V, [0.5, 0.25]]);
    near([curved[2]], [expected[2] + 0.5 * g[0] + 0.25 * g[1]]);
}

#[test]
fn linear_algebra_inside() {
    // The inverse of 1 - t A is 1 + t A + t² A² + ..
    let a = matrix![0.5, 2.0; -1.0, 3.0];
    let entry = Taylor::new(|t| {
        let m = Matrix2::from_fn(|i, j| Series::from(f64::from(u8::from(i == j))) - t * a[(i, j)]);
        m.try_inverse().unwrap()[(0, 1)]
    });
    let [c0, c1, c2, c3] = entry.coefficients(0.0);
    near(
        [c0, c1, c2, c3],
        [0.0, 2.0, (a * a)[(0, 1)], (a * a * a)[(0, 1)]],
    );
    let norm = Taylor::along(|x| SVector::<Series<f64, 3>, 2>::from_row_slice(x).norm());
    near(norm.coefficients(&[3.0, 4.0], &[3.0, 4.0]), [5.0, 5.0, 0.0]);
    let determinant = Taylor::new(|t| {
        let one = Series::from(1.0);
        Matrix2::new(t, one, -one, t).lu().determinant()
    });
    near(determinant.coefficients::<3>(0.0), [1.0, 0.0, 1.0]);
}

#[test]
fn rotations_and_eigenvalues_inside() {
    // About one axis by t, from no angle on: sine and cosine.
    let turned = |i, j| {
        move |t: Series<f64, 8>| {
            let zero = Series::from(0.0);
            partials::rotation::rotation(vector![zero, zero, t])[(i, j)]
        }
    };
    let sine = Taylor::new(|t: Series<f64, 8>| t.sin());
    let cosine = Taylor::new(|t: Series<f64, 8>| t.cos());
    for x in [0.0, 0.3, -2.0, 3.5] {
        near(
            Taylor::new(turned(1, 0)).coefficients(x),
            sine.coefficients(x),
        );
        near(
            Taylor::new(turned(1, 1)).coefficients(x),
            cosine.coefficients(x),
        );
        // And back, by its arctangents.
        let back = Taylor::new(|t: Series<f64, 8>| {
            let zero = Series::from(0.0);
            let turn = partials::rotation::unit_quaternion(vector![t, zero, 2.0 * t]);
            partials::rotation::quaternion_vector(&turn).z / 2.0
        });
        if x.abs() < 1.0 {
            near(back.coefficients(x), [x, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        }
    }
    // The determinant of a matrix that is singular at 0.
    let f = Taylor::new(|t| partials::linalg::determinant(&Matrix2::new(t, 2.0 * t, t, t * t)));
    near(f.coefficients::<5>(0.0), [0.0, 0.0, -2.0, 1.0, 0.0]);
}

#[test]
fn derivatives_inside_an_expansion() {
    // f(x, y) = sin(x y): the slope by y at y = x
    let slope = Taylor::new(|x| Derivative::new(|y| (x * y).sin()).at(x));
    let expected = Taylor::new(|x| x * (x * x).cos());
    near(
        slope.coefficients::<6>(0.4),
        expected.coefficients::<6>(0.4),
    );
    let gradient = Taylor::new(|x| Gradient::new(|y| (x * y[0]).sin() * y[1]).at(&[x, x])[0]);
    let expected = Taylor::new(|x| x * x * (x * x).cos());
    near(
        gradient.coefficients::<6>(0.4),
        expected.coefficients::<6>(0.4),
    );
    let reverse = Taylor::new(|x| Gradient::reverse(|y| (x * y[0]).sin() * y[1]).at(&[x, x])[0]);
    near(
        reverse.coefficients::<6>(0.4),
        expected.coefficients::<6>(0.4),
    );
    let hessian = Taylor::new(|x| Hessian::new(|y| y[0].powi(3) * y[1]).at(&[x, x])[(0, 1)]);
    near(hessian.coefficients::<4>(2.0), [12.0, 12.0, 3.0, 0.0]);
    let jacobian = Taylor::new(|x| Jacobian::new(|y| [y[0] * y[1], x * y[0]]).at(&[x, x])[(1, 0)]);
    near(jacobian.coefficients::<3>(2.0), [2.0, 1.0, 0.0]);
    // At kinks the series of the slope is that to the right of each.
    let kink = Taylor::new(|x| Derivative::new(|y| (x * y).abs()).at(x));
    near(kink.coefficients::<3>(0.0), [0.0, 1.0, 0.0]);
}

#[test]
fn numbers_show_what_they_are() {
    let t: Series<f64, 3> = Series::variable(0.5);
    assert_eq!(format!("{:.1}", t * t), "0.2 [1.0, 1.0]");
    assert_eq!(t.re(), 0.5);
    assert!(t == 0.5 && t < 1.0 && t > 0.0 && t != Series::constant(0.5) && t == t);
    assert!(!Real::is_zero(t - 0.5) && Real::is_zero(t - t));
    assert!(t.is_finite() && !(t - 0.5).ln().is_finite() && !(1.0 / (t - 0.5)).is_nan());
    assert!((1.0 / (t - 0.5)).is_infinite() && (-t).is_sign_negative() && t.is_sign_positive());
    assert_eq!(
        Series::<f64, 3>::new([1.0, 2.0, 3.0]).derivatives(),
        [1.0, 2.0, 6.0]
    );
    approx::assert_relative_eq!(t, Series::constant(0.5));
}

type Six = Series<f64, 6>;

#[test]
fn variables_of_another_expansion_are_refused() {
    let inner = |x: Six| Taylor::new(|y| x * y).coefficients::<6>(1.0)[1];
    let message = message_of(|| Taylor::new(|x| x * inner(x)).coefficients::<6>(1.0));
    assert!(message.contains("x.lift(1.0)"), "{message}");
    // Handed through, and kept from an earlier call.
    let message = message_of(|| {
        Taylor::new(|x| x + Taylor::new(|_| x).coefficients::<6>(1.0)[0]).coefficients::<6>(1.0)
    });
    assert!(message.contains("perturbation confusion"), "{message}");
    let kept = std::cell::Cell::new(Six::from(0.0));
    let keep = Taylor::new(|x| {
        let last = kept.replace(x);
        x.max(last)
    });
    assert_eq!(keep.coefficients(1.0)[1], 1.0);
    let message = message_of(|| keep.coefficients(0.5));
    assert!(message.contains("perturbation confusion"), "{message}");
    // Constants go anywhere, and so do numbers made by hand.
    let half = Six::from(0.5);
    assert_eq!(Taylor::new(|x| x * half).coefficients(1.0)[1], 0.5);
    let byhand = Six::variable(1.0);
    assert_eq!(Taylor::new(|x| x * byhand).coefficients(1.0)[2], 1.0);
}

#[test]
fn lengths_that_do_not_fit_are_refused() {
    let f = Taylor::along(|x| x[0] * x[1]);
    let message = message_of(|| f.coefficients::<3>(&[1.0, 2.0], &[1.0]));
    assert!(message.contains("direction"), "{message}");
    let f = Taylor::along(|x| x[0] * x[1]);
    let curve = [vec![1.0, 2.0], vec![1.0]];
    let message = message_of(|| f.coefficients_on_curve::<3, _>(&curve));
    assert!(message.contains("curve"), "{message}");
    let message = message_of(|| Taylor::new(|x| x.clamp(1.0, 0.0)).coefficients::<3>(0.0));
    assert!(message.contains("low"), "{message}");
}
