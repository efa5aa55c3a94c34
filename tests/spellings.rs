//! Every way of writing a closure that a user may try: it compiles without annotations and gives
//! the right gradient.

// A linter would spell some of them otherwise; users do not ask it first.
#![allow(clippy::op_ref, clippy::needless_range_loop)]

use approx::assert_relative_eq;
use nalgebra::{DVector, Matrix2, RealField, SVector, Vector2, vector};
use num_dual::DualNum;
use num_traits::Float;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar, Var};

const X: [f64; 2] = [0.7, 1.3];

/// The gradient of the closure at `X`, as an array, a slice and a vector, against the formula: a module
/// for each number, in which it is called `Number`.
macro_rules! spelled {
    ($($name:ident: $f:expr => $gradient:expr;)*) => {
        mod forward {
            use super::*;
            use partials::Dual as Number;
            $(#[test]
            fn $name() {
                spelled!(new, $f => $gradient);
            })*
        }
        mod reverse {
            use super::*;
            use partials::Var as Number;
            $(#[test]
            fn $name() {
                spelled!(reverse, $f => $gradient);
            })*
        }
        #[cfg(feature = "compiled")]
        mod compiled {
            use super::*;
            use partials::Trace as Number;
            $(#[test]
            fn $name() {
                spelled!(compiled, $f => $gradient);
            })*
        }
    };
    ($new:ident, $f:expr => $gradient:expr) => {{
        let [a, b] = X;
        let _ = (a, b);
        let expected: [f64; 2] = $gradient(a, b);
        let got = Gradient::$new($f).at(&X);
        for (got, expected) in got.iter().zip(expected) {
            assert_relative_eq!(*got, expected, max_relative = 1e-15, epsilon = 1e-300);
        }
        assert_eq!(Gradient::$new($f).at(&X[..]), got);
        assert_eq!(Gradient::$new($f).at(&vec![0.7, 1.3]), got);
    }};
}

fn zero_second(first: f64) -> [f64; 2] {
    [first, 0.0]
}

spelled! {
    constant_on_the_left: |x| 2.0 * x[0] => |_, _| zero_second(2.0);
    constant_on_the_right: |x| x[0] * 2.0 => |_, _| zero_second(2.0);
    constant_over: |x| 1.0 / x[0] => |a: f64, _| zero_second(-1.0 / (a * a));
    constant_minus: |x| 3.0 - x[0] => |_, _| zero_second(-1.0);
    all_four_with_constants: |x| (x[0] + 1.0) * (x[1] - 2.0) / 4.0 => |a, b| [(b - 2.0) / 4.0, (a + 1.0) / 4.0];
    references: |x| &x[0] * &x[1] => |a, b| [b, a];
    reference_and_value: |x| &x[0] * x[1] + x[0] * &x[1] => |a, b| [2.0 * b, 2.0 * a];
    negation: |x| -x[0] => |_, _| zero_second(-1.0);
    negated_reference: |x| -&x[0] => |_, _| zero_second(-1.0);
    functions: |x| x[0].sin() * x[1].exp() => |a: f64, b: f64| [a.cos() * b.exp(), a.sin() * b.exp()];
    powers: |x| x[0].powi(3) + x[1].powf(2.5) + x[0].powd(x[1])
        => |a: f64, b: f64| [3.0 * a * a + b * a.powf(b - 1.0), 2.5 * b.powf(1.5) + a.powf(b) * a.ln()];
    map_and_sum: |x| x.iter().map(|v| v * v).sum() => |a, b| [2.0 * a, 2.0 * b];
    map_copied_and_sum: |x| x.iter().map(|&v| v.sin() * v).sum() => |a: f64, b: f64| [a.cos() * a + a.sin(), b.cos() * b + b.sin()];
    sum_of_references: |x| x.iter().sum() => |_, _| [1.0, 1.0];
    copied_sum: |x| x.iter().copied().sum() => |_, _| [1.0, 1.0];
    product: |x| x.iter().product() => |a, b| [b, a];
    windows: |x| x.windows(2).map(|p| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2)).sum()
        => |a: f64, b: f64| [-2.0 * (1.0 - a) - 400.0 * (b - a * a) * a, 200.0 * (b - a * a)];
    sum_with_turbofish: |x| x.iter().map(|v| v * v).sum::<Number>().sqrt()
        => |a: f64, b: f64| [a / a.hypot(b), b / a.hypot(b)];
    maximum: |x| x[0].max(x[1]) => |_, _| [0.0, 1.0];
    minimum: |x| x[0].min(x[1]) => |_, _| [1.0, 0.0];
    maximum_with_a_constant: |x| x[0].max(0.0) => |_, _| [1.0, 0.0];
    clamped: |x| x[0].clamp(0.0, 0.5) + x[1].clamp(0.0, 2.0) => |_, _| [0.0, 1.0];
    branch_on_a_constant: |x| if x[0] > 0.0 { x[0] } else { -x[0] } => |_, _| [1.0, 0.0];
    branch_on_each_other: |x| if x[0] > x[1] { x[0] } else { x[1] * 3.0 } => |_, _| [0.0, 3.0];
    equality: |x| if x[0] == 0.7 { x[1] } else { x[0] } => |_, _| [0.0, 1.0];
    let_else: |x| { let &[a, b] = x else { unreachable!() }; a * b } => |a, b| [b, a];
    slice_pattern: |x| match x { [a, .., b] => a * b, _ => unreachable!() } => |a, b| [b, a];
    early_return: |x| { if x[0] < 0.0 { return x[1]; } x[0] } => |_, _| [1.0, 0.0];
    fold_from_a_constant: |x| x.iter().fold(0.0.into(), |a, v| a + v) => |_, _| [1.0, 1.0];
    fold_with_a_product: |x| x.iter().fold(Number::from(1.0), |a, v| a * v) => |a, b| [b, a];
    mutable_local: |x| { let mut s = x[0]; s += x[1]; s *= 2.0; s -= 1.0; s /= x[0]; s }
        => |a, b| [(1.0 - 2.0 * b) / (a * a), 2.0 / a];
    loop_with_add_assign: |x| { let mut s = 0.0.into(); for i in 0..x.len() { s += x[i] * x[i]; } s }
        => |a, b| [2.0 * a, 2.0 * b];
    loop_with_constants: |x| { let mut s = x[0]; for i in 1..x.len() { s += 2.0 * x[i]; } s } => |_, _| [1.0, 2.0];
    enumerate: |x| x.iter().enumerate().map(|(i, v)| (i as f64 + 1.0) * v).sum() => |_, _| [1.0, 2.0];
    hypot_and_atan2: |x| x[0].hypot(x[1]) + x[0].atan2(x[1])
        => |a: f64, b: f64| { let r = a.hypot(b); [a / r + b / (r * r), b / r - a / (r * r)] };
    sin_cos: |x| { let (s, c) = x[0].sin_cos(); s * c * x[1] } => |a: f64, b: f64| [(2.0 * a).cos() * b, a.sin() * a.cos()];
    remainder: |x| (x[1] % x[0]) + x[1] % 1.0 => |_, _| [-1.0, 2.0];
    norm_of_a_vector: |x| SVector::<Number, 2>::from_row_slice(x).norm()
        => |a: f64, b: f64| [a / a.hypot(b), b / a.hypot(b)];
    inverse_of_a_matrix: |x| Matrix2::new(x[0], 1.0.into(), 2.0.into(), x[1]).try_inverse().unwrap()[(0, 0)]
        => |a: f64, b: f64| { let d = a * b - 2.0; [-b * b / (d * d), -2.0 / (d * d)] };
    constant_result: |_| 4.0.into() => |_, _| [0.0, 0.0];
}

#[test]
fn norm_in_three_dimensions() {
    let x = [2.0, 3.0, 6.0];
    let g = Gradient::new(|x| SVector::<Dual, 3>::from_row_slice(x).norm()).at(&x);
    assert_relative_eq!(
        g[..],
        [2.0 / 7.0, 3.0 / 7.0, 6.0 / 7.0],
        max_relative = 1e-15
    );
    let f = Gradient::reverse(|x| SVector::<Var, 3>::from_row_slice(x).norm());
    assert_relative_eq!(f.at(&x)[..], g[..], max_relative = 1e-15);
    #[cfg(feature = "compiled")]
    {
        let f = Gradient::compiled(|x| SVector::<partials::Trace, 3>::from_row_slice(x).norm());
        assert_relative_eq!(f.at(&x)[..], g[..], max_relative = 1e-15);
    }
}

#[test]
fn captured_numbers_slices_and_matrices() {
    macro_rules! both {
        ($($new:ident)*) => {$({
    let k = 3.0;
    assert_eq!(Gradient::$new(|x| k * k * x[0]).at(&X), [9.0, 0.0]);
    let w = vec![2.0, 5.0];
    let weighted = Gradient::$new(|x| x.iter().zip(&w).map(|(x, w)| w * x).sum());
    assert_eq!(weighted.at(&X), [2.0, 5.0]);
    let right = Gradient::$new(|x| x.iter().zip(&w).map(|(x, w)| x * w).sum());
    assert_eq!(right.at(&X), [2.0, 5.0]);
    let by_value = Gradient::$new(|x| x.iter().zip(&w).map(|(&x, &w)| x * w).sum());
    assert_eq!(by_value.at(&X), [2.0, 5.0]);
    let a = Matrix2::new(1.0, 2.0, 3.0, 4.0);
    let quadratic = Gradient::$new(|x| {
        let mut sum = 0.0.into();
        for i in 0..2 {
            for j in 0..2 {
                sum += x[i] * a[(i, j)] * x[j];
            }
        }
        sum
    });
    let expected = (a + a.transpose()) * Vector2::from(X);
    assert_relative_eq!(
        Vector2::from(quadratic.at(&X)),
        expected,
        max_relative = 1e-15
    );
        })*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

#[test]
fn helpers_over_scalar() {
    macro_rules! both {
        ($($new:ident)*) => {$({
    fn f<S: Scalar>(x: &[S]) -> S {
        2.0 * x[0].sin() + x[0] * x[1] / 3.0
    }
    fn with_data<S: Scalar>(x: &[S], t: &[f64]) -> S {
        let k = 2.0;
        t.iter()
            .map(|t| (k * k * x[0] - t).powi(2) + &x[1] * &x[0])
            .sum::<S>()
    }
    let expected = [2.0 * 0.7f64.cos() + 1.3 / 3.0, 0.7 / 3.0];
    assert_relative_eq!(
        Gradient::$new(f).at(&X)[..],
        expected[..],
        max_relative = 1e-15
    );
    let t = [1.0, 2.0];
    let g = Gradient::$new(|x| with_data(x, &t)).at(&X);
    let expected = [8.0 * (4.0 * 0.7 - 1.0) + 8.0 * (4.0 * 0.7 - 2.0) + 2.6, 1.4];
    assert_relative_eq!(g[..], expected[..], max_relative = 1e-15);
    assert!((f(&X) - Gradient::$new(f).value_and_gradient(&X).0).abs() < 1e-15);
    assert_eq!(Hessian::$new(f).at(&X)[(0, 1)], 1.0 / 3.0);
    assert!(with_data(&X, &t) > 0.0);
        })*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

#[test]
fn functions_written_for_other_crates() {
    macro_rules! both {
        ($($new:ident)*) => {$({
    fn for_num_dual<D: DualNum<Primitive = f64> + Copy>(x: &[D]) -> D {
        (-x[0] + 1.0).powi(2) + (x[1] - x[0] * x[0]).powi(2) * 100.0
    }
    fn for_nalgebra<D: RealField + Copy>(x: &[D]) -> D {
        let two = D::one() + D::one();
        x[0].sin() * x[1].exp() / two
    }
    fn for_num_traits<D: Float>(x: &[D]) -> D {
        x[0].sin() * x[1].exp() / (D::one() + D::one())
    }
    let [a, b] = X;
    let expected = [
        -2.0 * (1.0 - a) - 400.0 * (b - a * a) * a,
        200.0 * (b - a * a),
    ];
    assert_relative_eq!(
        Gradient::$new(for_num_dual).at(&X)[..],
        expected[..],
        max_relative = 1e-15
    );
    let expected = [a.cos() * b.exp() / 2.0, a.sin() * b.exp() / 2.0];
    assert_relative_eq!(
        Gradient::$new(for_nalgebra).at(&X)[..],
        expected[..],
        max_relative = 1e-15
    );
    assert_relative_eq!(
        Gradient::$new(for_num_traits).at(&X)[..],
        expected[..],
        max_relative = 1e-15
    );
    assert_eq!(Hessian::$new(for_num_dual).at(&X)[(1, 1)], 200.0);
    assert_relative_eq!(
        Hessian::$new(for_nalgebra).at(&X)[(0, 1)],
        a.cos() * b.exp() / 2.0,
        max_relative = 1e-15
    );
        })*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

#[test]
fn jacobians_of_every_container() {
    macro_rules! both {
        ($($new:ident)*) => {$({
    let expected = nalgebra::matrix![1.3, 0.7; 2.0, 0.0];
    assert_eq!(
        Jacobian::$new(|x| [x[0] * x[1], 2.0 * x[0]]).at(&X),
        expected
    );
    assert_eq!(
        Jacobian::$new(|x| vec![x[0] * x[1], 2.0 * x[0]]).at(&X),
        expected
    );
    assert_eq!(
        Jacobian::$new(|x| vector![x[0] * x[1], 2.0 * x[0]]).at(&X),
        expected
    );
    assert_eq!(
        Jacobian::$new(|x| DVector::from_vec(vec![x[0] * x[1], 2.0 * x[0]])).at(&X),
        expected
    );
    assert_eq!(
        Jacobian::$new(|x| ndarray::arr1(&[x[0] * x[1], 2.0 * x[0]])).at(&X),
        expected
    );
    let collected = Jacobian::$new(|x| x.iter().map(|v| 2.0 * v).collect::<Vec<_>>());
    assert_eq!(collected.at(&X), nalgebra::matrix![2.0, 0.0; 0.0, 2.0]);
        })*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

#[test]
fn derivatives_of_one_variable() {
    assert_eq!(Derivative::new(|x| x.sin()).at(0.0), 1.0);
    assert_eq!(Derivative::new(|x| x * x + 2.0 * x).at(3.0), 8.0);
    assert_eq!(Derivative::new(|x| 1.0 / x).second(1.0), 2.0);
    assert_eq!(Derivative::new(|x| (2.0 * x).exp()).third(0.0), 8.0);
    fn f<S: Scalar>(x: S) -> S {
        2.0 * x.powi(3)
    }
    assert_eq!(Derivative::new(f).at(1.0), 6.0);
    assert_eq!(Derivative::new(f).up_to_third(1.0), [2.0, 6.0, 12.0, 12.0]);
}

#[test]
fn single_precision_points() {
    macro_rules! both {
        ($($new:ident)*) => {$({
    let g: [f32; 2] = Gradient::$new(|x| 2.0 * x[0] * x[1]).at(&[2.0f32, 3.0]);
    assert_eq!(g, [6.0, 4.0]);
    assert_eq!(Derivative::new(|x| x.sqrt()).at(4.0f32), 0.25);
    assert_eq!(
        Hessian::$new(|x| x[0] * x[1]).at(&vec![2.0f32, 3.0])[(0, 1)],
        1.0f32
    );
    fn for_num_dual<D: DualNum<Primitive = f64> + Copy>(x: &[D]) -> D {
        x[0] * 2.0 * x[1]
    }
    assert_eq!(Gradient::$new(for_num_dual).at(&[2.0f32, 3.0]), [6.0, 4.0]);
        })*};
    }
    both!(new reverse);
}

#[test]
fn hessian_spellings_in_reverse() {
    let squares = Hessian::reverse(|x| x.iter().map(|v| v * v).sum());
    assert_eq!(squares.at(&X), nalgebra::matrix![2.0, 0.0; 0.0, 2.0]);
    let norm = Hessian::reverse(|x| x.iter().map(|v| v * v).sum::<Var<Dual<f64, 4>>>().sqrt());
    assert_relative_eq!(
        norm.at(&[3.0, 4.0])[(0, 1)],
        -12.0 / 125.0,
        max_relative = 1e-15
    );
}

#[cfg(feature = "compiled")]
#[test]
fn hessian_spellings_of_compiled_code() {
    let squares = Hessian::compiled(|x| x.iter().map(|v| v * v).sum());
    assert_eq!(squares.at(&X), nalgebra::matrix![2.0, 0.0; 0.0, 2.0]);
    let norm = Hessian::compiled(|x| x.iter().map(|v| v * v).sum::<partials::Trace>().sqrt());
    assert_relative_eq!(
        norm.at(&[3.0, 4.0])[(0, 1)],
        -12.0 / 125.0,
        max_relative = 1e-15
    );
}

#[test]
fn hessian_spellings() {
    let squares = Hessian::new(|x| x.iter().map(|v| v * v).sum());
    assert_eq!(squares.at(&X), nalgebra::matrix![2.0, 0.0; 0.0, 2.0]);
    let norm = Hessian::new(|x| x.iter().map(|v| v * v).sum::<Dual<Dual, 1>>().sqrt());
    assert_relative_eq!(
        norm.at(&[3.0, 4.0])[(0, 1)],
        -12.0 / 125.0,
        max_relative = 1e-15
    );
}
