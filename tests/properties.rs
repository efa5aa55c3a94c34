//! What holds at every point: the rules of differentiation, the relations between the operators,
//! the derivatives of nalgebra's factorisations, and agreement with num-dual.

#[path = "common/cases.rs"]
mod cases;

use approx::assert_relative_eq;
use cases::config;
use nalgebra::{DMatrix, DVector, Matrix3, Rotation3, SMatrix, Unit, Vector3};
use num_dual::DualNum;
use partials::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar};
use proptest::prelude::*;

/// Smooth functions of three variables, none below 1/2, so that each can be divided by.
fn smooth<S: Scalar>(which: usize, x: &[S]) -> S {
    match which {
        0 => (0.5 * x[0]).exp() + x[1] * x[1] + 1.0,
        1 => (x.iter().map(|x| x * x).sum::<S>() + 1.0).sqrt(),
        2 => 2.0 + x[0].sin() * x[1].cos() + 0.3 * x[2].tanh(),
        3 => (x[0] * x[2]).powi(2) + 1.0 / (1.0 + x[1] * x[1]) + 0.5,
        4 => (2.0 + x[0] * x[0]).powf(1.3) + (1.0 + x[1].powi(4)).ln() + x[2].atan().abs(),
        _ => (2.5 + x[0].sin()).powd(x[1]) + x[2].cosh(),
    }
}
const SMOOTH: usize = 6;

/// Functions of one variable, for the outer end of a chain, on positive arguments.
fn outer<S: Scalar>(which: usize, y: S) -> S {
    match which {
        0 => y.ln(),
        1 => y.sqrt(),
        2 => (-y).exp() * y,
        3 => y.powi(-3),
        4 => y.erf() + y.ln_gamma(),
        _ => y.asinh() / (1.0 + y),
    }
}
const OUTER: usize = 6;

fn point() -> impl Strategy<Value = [f64; 3]> {
    prop::array::uniform3(-2.0..2.0)
}

/// Entries in `(-1, 1)`.
fn matrix() -> impl Strategy<Value = Matrix3<f64>> {
    prop::array::uniform9(-1.0..1.0).prop_map(|e| Matrix3::from_row_slice(&e))
}

fn vector() -> impl Strategy<Value = Vector3<f64>> {
    point().prop_map(Vector3::from)
}

/// A number of variables around the borders of chunks, with as many numbers per variable.
fn around_chunks(largest: usize) -> impl Strategy<Value = (Vec<f64>, DMatrix<f64>)> {
    let sizes = [0, 1, 11, 12, 13, 24, 25, 100];
    let count = sizes.iter().filter(|&&n| n <= largest).count();
    prop::sample::select(sizes[..count].to_vec()).prop_flat_map(|n| {
        let entries = prop::collection::vec(-1.0..1.0, n * n);
        let matrix = entries.prop_map(move |e| DMatrix::from_row_slice(n, n, &e));
        (prop::collection::vec(-2.0..2.0, n), matrix)
    })
}

/// `xᵀ A x`
fn quadratic<S: Scalar>(a: &DMatrix<f64>, x: &[S]) -> S {
    let mut sum = S::from(0.0);
    for i in 0..x.len() {
        let row: S = x.iter().enumerate().map(|(j, x)| a[(i, j)] * x).sum();
        sum += x[i] * row;
    }
    sum
}

macro_rules! close {
    ($got:expr, $expected:expr) => {
        close!($got, $expected, 1e-12)
    };
    ($got:expr, $expected:expr, $tolerance:expr) => {
        assert_relative_eq!(
            $got,
            $expected,
            max_relative = $tolerance,
            epsilon = $tolerance
        )
    };
}

fn gradient(which: usize, x: &[f64; 3]) -> (f64, Vector3<f64>) {
    let (value, gradient) = Gradient::new(|x| smooth(which, x)).value_and_gradient(x);
    (value, gradient.into())
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn product_rule(x in point(), a in 0..SMOOTH, b in 0..SMOOTH) {
        let ((f, df), (g, dg)) = (gradient(a, &x), gradient(b, &x));
        let product = Gradient::new(|x| smooth(a, x) * smooth(b, x)).at(&x);
        close!(Vector3::from(product), df * g + dg * f);
    }

    #[test]
    fn quotient_rule(x in point(), a in 0..SMOOTH, b in 0..SMOOTH) {
        let ((f, df), (g, dg)) = (gradient(a, &x), gradient(b, &x));
        let quotient = Gradient::new(|x| smooth(a, x) / smooth(b, x)).at(&x);
        close!(Vector3::from(quotient), (df * g - dg * f) / (g * g));
    }

    #[test]
    fn chain_rule(x in point(), a in 0..SMOOTH, b in 0..OUTER) {
        let (y, dy) = gradient(a, &x);
        let slope = Derivative::new(|y| outer(b, y)).at(y);
        let chained = Gradient::new(|x| outer(b, smooth(a, x))).at(&x);
        close!(Vector3::from(chained), dy * slope);
    }

    #[test]
    fn chain_rule_of_second_order(x in point(), a in 0..SMOOTH, b in 0..OUTER) {
        let (y, dy, ddy) = Hessian::new(|x| smooth(a, x)).value_gradient_hessian(&x);
        let [_, slope, curvature] = Derivative::new(|y| outer(b, y)).up_to_second(y);
        let chained = Hessian::new(|x| outer(b, smooth(a, x))).at(&x);
        let dy = Vector3::from(dy);
        close!(chained, ddy * slope + dy * dy.transpose() * curvature, 1e-11);
    }

    #[test]
    fn chain_rule_of_fields(x in point()) {
        fn first<S: Scalar>(x: &[S]) -> [S; 4] {
            [x[0] * x[1], x[2].sin(), x[0] - x[2], x[1].exp()]
        }
        fn second<S: Scalar>(y: &[S]) -> [S; 2] {
            [y[0] * y[3] + y[1], y[2].powi(3) / y[3]]
        }
        let (y, inner) = Jacobian::new(first).value_and_jacobian(&x);
        let outer = Jacobian::new(second).at(&y);
        close!(Jacobian::new(|x| second(&first(x))).at(&x), outer * inner);
    }

    #[test]
    fn linearity(x in point(), a in 0..SMOOTH, b in 0..SMOOTH, c in -3.0..3.0) {
        let ((_, df), (_, dg)) = (gradient(a, &x), gradient(b, &x));
        let sum = Gradient::new(|x| smooth(a, x) - c * smooth(b, x)).at(&x);
        close!(Vector3::from(sum), df - dg * c);
    }

    #[test]
    fn operators_agree(x in point(), v in vector(), a in 0..SMOOTH) {
        let (value, g) = gradient(a, &x);
        let f = Hessian::new(|x| smooth(a, x));
        let (same, also, h) = f.value_gradient_hessian(&x);
        close!(same, value, 1e-15);
        close!(Vector3::from(also), g, 1e-14);
        for i in 0..3 {
            for j in 0..3 {
                prop_assert_eq!(h[(i, j)].to_bits(), h[(j, i)].to_bits());
            }
        }
        close!(Gradient::new(|x| smooth(a, x)).jvp(&x, &v), g.dot(&v));
        close!(Vector3::from(f.hvp(&x, &v)), h * v);
        close!(f.laplacian(&x), h.trace());
        // The gradient as a vector field: a derivative inside a derivative.
        let field = Jacobian::new(|x| Gradient::new(|x| smooth(a, x)).at(x));
        close!(field.divergence(&x), f.laplacian(&x));
        let jacobian = field.at(&x);
        for i in 0..3 {
            for j in 0..3 {
                close!(jacobian[(i, j)], h[(i, j)]);
            }
        }
        close!(Vector3::from(field.curl(&x)), Vector3::zeros());
    }

    #[test]
    fn kinds_agree(x in point(), v in vector(), a in 0..SMOOTH, b in 0..OUTER) {
        let f = Hessian::new(|x| outer(b, smooth(a, x)));
        let (value, g, h) = f.value_gradient_hessian(&x);
        let reverse = Gradient::reverse(|x| outer(b, smooth(a, x)));
        let (also, gradient) = reverse.value_and_gradient(&x);
        prop_assert_eq!(also.to_bits(), value.to_bits());
        close!(Vector3::from(gradient), Vector3::from(g), 1e-13);
        close!(reverse.jvp(&x, &v), Vector3::from(g).dot(&v));
        let reverse = Hessian::reverse(|x| outer(b, smooth(a, x)));
        close!(reverse.at(&x), h, 1e-11);
        close!(Vector3::from(reverse.hvp(&x, &v)), h * v, 1e-11);
        close!(reverse.laplacian(&x), h.trace(), 1e-11);
        for i in 0..3 {
            for j in 0..3 {
                let h = reverse.at(&x);
                prop_assert_eq!(h[(i, j)].to_bits(), h[(j, i)].to_bits());
            }
        }
        #[cfg(feature = "compiled")]
        {
            let compiled = Gradient::compiled(|x| outer(b, smooth(a, x)));
            let (also, gradient) = compiled.value_and_gradient(&x);
            prop_assert_eq!(also.to_bits(), value.to_bits());
            close!(Vector3::from(gradient), Vector3::from(g), 1e-13);
            close!(compiled.jvp(&x, &v), Vector3::from(g).dot(&v));
            let compiled = Hessian::compiled(|x| outer(b, smooth(a, x)));
            close!(compiled.at(&x), h, 1e-11);
            close!(Vector3::from(compiled.hvp(&x, &v)), h * v, 1e-11);
            close!(compiled.laplacian(&x), h.trace(), 1e-11);
            for i in 0..3 {
                for j in 0..3 {
                    let h = compiled.at(&x);
                    prop_assert_eq!(h[(i, j)].to_bits(), h[(j, i)].to_bits());
                }
            }
            let field = Jacobian::compiled(|x| Gradient::new(|x| outer(b, smooth(a, x))).at(x));
            close!(SMatrix::<f64, 3, 3>::from_fn(|i, j| field.at(&x)[(i, j)]), h, 1e-11);
            let field = Jacobian::compiled(|x| Gradient::reverse(|x| outer(b, smooth(a, x))).at(x));
            close!(SMatrix::<f64, 3, 3>::from_fn(|i, j| field.at(&x)[(i, j)]), h, 1e-11);
        }
        let field = Jacobian::reverse(|x| Gradient::new(|x| outer(b, smooth(a, x))).at(x)).at(&x);
        close!(SMatrix::<f64, 3, 3>::from_fn(|i, j| field[(i, j)]), h, 1e-11);
        let field = Jacobian::new(|x| Gradient::reverse(|x| outer(b, smooth(a, x))).at(x)).at(&x);
        close!(SMatrix::<f64, 3, 3>::from_fn(|i, j| field[(i, j)]), h, 1e-11);
        let field = Jacobian::reverse(|x| Gradient::reverse(|x| outer(b, smooth(a, x))).at(x)).at(&x);
        close!(SMatrix::<f64, 3, 3>::from_fn(|i, j| field[(i, j)]), h, 1e-11);
    }

    #[test]
    fn factorisations_by_every_kind(a in matrix(), b in vector()) {
        fn entries<S: Scalar + nalgebra::RealField>(x: &[S], b: &Vector3<f64>) -> [S; 3] {
            let m = Matrix3::from_row_slice(x);
            let solution = m.lu().solve(&b.map(S::from)).unwrap();
            let symmetric = m * m.transpose() + Matrix3::identity();
            let l = symmetric.cholesky().unwrap().l();
            [solution.x + m.determinant(), l[(2, 2)] + m.qr().r()[(0, 1)], symmetric.symmetric_eigenvalues().sum()]
        }
        let a = regular(a);
        let x: Vec<f64> = a.transpose().iter().copied().collect();
        let forward = Jacobian::new(|x| entries(x, &b)).at(&x);
        close!(Jacobian::reverse(|x| entries(x, &b)).at(&x), forward, 1e-10);
        #[cfg(feature = "compiled")]
        close!(Jacobian::compiled(|x| entries(x, &b)).at(&x), forward, 1e-10);
    }

    #[test]
    fn linear_maps((x, a) in around_chunks(25), rows in 0usize..20) {
        let n = x.len();
        let a = DMatrix::from_fn(rows, n, |i, j| a[(i % n, (i + j) % n)] + i as f64);
        let map = |x: &[Dual]| -> Vec<Dual> {
            let product = |i| x.iter().enumerate().map(|(j, x)| a[(i, j)] * x).sum();
            (0..rows).map(product).collect()
        };
        // Not only close: products with 1 and sums with 0 are exact.
        prop_assert_eq!(Jacobian::new(map).at(&x), a);
    }

    #[test]
    fn hessians_of_quadratic_forms((x, a) in around_chunks(25)) {
        let n = x.len();
        let (value, gradient, hessian) =
            Hessian::new(|x| quadratic(&a, x)).value_gradient_hessian(&x);
        let twice = &a + a.transpose();
        let x = DVector::from_vec(x);
        close!(value, (x.transpose() * &a * &x).sum(), 1e-12);
        close!(DVector::from_vec(gradient), &twice * &x, 1e-12);
        close!(hessian, twice, 1e-14);
        prop_assert_eq!(hessian.shape(), (n, n));
        prop_assert_eq!(&hessian, &hessian.transpose());
    }

    #[test]
    fn agrees_with_num_dual(x in point(), which in 0..5usize) {
        fn function<D: DualNum<Primitive = f64> + Copy>(which: usize, x: &[D]) -> D {
            match which {
                0 => (x[0] * x[1]).exp() / (x[2].powi(2) + 1.0),
                1 => (x[0] * x[0] + x[1].cosh()).sqrt() * x[2].sin(),
                2 => ((x[0].cos() + 2.0).ln() + x[1].atan()) * x[2].tanh(),
                3 => (x[2].powi(2) + 1.5).powf(1.25) - x[0].powi(5) * x[1].asinh(),
                _ => (x[0].exp_m1() + 3.0).recip() + x[1].sin() * x[2].exp2(),
            }
        }
        let at = Vector3::from(x);
        let (value, g) = num_dual::gradient(|x| function(which, x.as_slice()), &at);
        let (our_value, our_g) = Gradient::new(|x| function(which, x)).value_and_gradient(&x);
        close!(our_value, value, 1e-14);
        close!(Vector3::from(our_g), g, 1e-12);
        let (_, _, h) = num_dual::hessian(|x| function(which, x.as_slice()), &at);
        close!(Hessian::new(|x| function(which, x)).at(&x), h, 1e-11);
    }
}

proptest! {
    // A hundred variables in an unoptimised test.
    #![proptest_config(config(48))]

    #[test]
    fn gradients_of_quadratic_forms((x, a) in around_chunks(100)) {
        let (value, gradient) = Gradient::new(|x| quadratic(&a, x)).value_and_gradient(&x);
        let x = DVector::from_vec(x);
        close!(value, (x.transpose() * &a * &x).sum(), 1e-11);
        close!(DVector::from_vec(gradient), (&a + a.transpose()) * &x, 1e-11);
    }
}

/// A matrix of functions of one variable: its values and its slopes at 0.
fn along<const R: usize, const C: usize>(
    f: impl Fn(Dual) -> SMatrix<Dual, R, C>,
) -> (SMatrix<f64, R, C>, SMatrix<f64, R, C>) {
    let flat = Jacobian::new(|t| f(t[0]).as_slice().to_vec());
    let (values, slopes) = flat.value_and_jacobian(&[0.0]);
    (
        SMatrix::from_column_slice(&values),
        SMatrix::from_column_slice(slopes.as_slice()),
    )
}

/// `a + t da`
fn moving<const R: usize, const C: usize>(
    a: SMatrix<f64, R, C>,
    da: SMatrix<f64, R, C>,
) -> impl Fn(Dual) -> SMatrix<Dual, R, C> {
    move |t| a.zip_map(&da, |a, da| a + da * t)
}

/// Far from singular, and the largest entry of the first column is not on the diagonal, so that
/// pivoting has something to do.
fn regular(a: Matrix3<f64>) -> Matrix3<f64> {
    a + Matrix3::new(0.0, 4.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 6.0)
}

/// Singular values and eigenvalues well apart.
fn spread(a: Matrix3<f64>) -> Matrix3<f64> {
    a * 0.2 + Matrix3::from_diagonal(&Vector3::new(2.0, 7.0, 4.0))
}

fn symmetric(a: Matrix3<f64>) -> Matrix3<f64> {
    a + a.transpose()
}

/// The slope of the entry of `values` that is nearest to `value`.
fn slope_of(value: f64, (values, slopes): &(Vector3<f64>, Vector3<f64>)) -> f64 {
    let distance = values.map(|v| (v - value).abs());
    assert!(distance.min() < 1e-12, "{value} is not among {values}");
    slopes[distance.imin()]
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn determinant(a in matrix(), da in matrix()) {
        let a = regular(a);
        let slope = Derivative::new(|t| a.zip_map(&da, |a, da| a + da * t).determinant()).at(0.0);
        close!(slope, a.determinant() * (a.try_inverse().unwrap() * da).trace(), 1e-11);
        let by_lu = Derivative::new(|t| a.zip_map(&da, |a, da| a + da * t).lu().determinant());
        close!(by_lu.at(0.0), slope, 1e-11);
    }

    #[test]
    fn inverse(a in matrix(), da in matrix()) {
        let a = regular(a);
        let moving = moving(a, da);
        let (value, slope) = along(|t| moving(t).try_inverse().unwrap());
        close!(value * a, Matrix3::identity());
        close!(slope, -value * da * value);
    }

    #[test]
    fn solution_by_lu(a in matrix(), da in matrix(), b in vector(), db in vector()) {
        let a = regular(a);
        let (left, right) = (moving(a, da), moving(b, db));
        let (x, dx) = along(|t| left(t).lu().solve(&right(t)).unwrap());
        close!(a * x, b);
        // A x = b  →  A dx = db - dA x
        close!(a * dx, db - da * x);
    }

    #[test]
    fn factors_of_lu(a in matrix(), da in matrix()) {
        let a = regular(a);
        let moving = moving(a, da);
        let product = along(|t| {
            let lu = moving(t).lu();
            let mut product = lu.l() * lu.u();
            lu.p().inv_permute_rows(&mut product);
            product
        });
        close!(product.0, a);
        close!(product.1, da);
        let (_, dl) = along(|t| moving(t).lu().l());
        close!(dl.upper_triangle(), Matrix3::zeros());
        prop_assert!(da.norm() < 1e-3 || dl.norm() > 0.0);
    }

    #[test]
    fn factors_of_qr(a in matrix(), da in matrix()) {
        let a = regular(a);
        let moving = moving(a, da);
        let (q, dq) = along(|t| moving(t).qr().q());
        let (r, dr) = along(|t| moving(t).qr().r());
        close!(q * r, a);
        close!(dq * r + q * dr, da);
        // Q stays orthogonal, R triangular.
        let spin = q.transpose() * dq;
        close!(spin, -spin.transpose());
        close!(dr.lower_triangle() - Matrix3::from_diagonal(&dr.diagonal()), Matrix3::zeros());
    }

    #[test]
    fn factor_of_cholesky(a in matrix(), da in matrix()) {
        let (s, ds) = (a * a.transpose() + Matrix3::identity(), symmetric(da));
        let moving = moving(s, ds);
        let (l, dl) = along(|t| moving(t).cholesky().unwrap().l());
        close!(l * l.transpose(), s);
        // dL = L Φ(L⁻¹ dS L⁻ᵀ), Φ the lower triangle with half the diagonal.
        let inverse = l.try_inverse().unwrap();
        let mut phi = (inverse * ds * inverse.transpose()).lower_triangle();
        for i in 0..3 {
            phi[(i, i)] *= 0.5;
        }
        close!(dl, l * phi, 1e-11);
    }

    #[test]
    fn singular_values(a in matrix(), da in matrix()) {
        let a = spread(a);
        let moving = moving(a, da);
        let all = along(|t| moving(t).svd(false, false).singular_values);
        let svd = a.svd(true, true);
        let (u, vt) = (svd.u.unwrap(), svd.v_t.unwrap());
        for i in 0..3 {
            let expected = (u.column(i).transpose() * da * vt.row(i).transpose())[(0, 0)];
            close!(slope_of(svd.singular_values[i], &all), expected, 1e-10);
        }
        // As for eigenvectors below.
        let (value, slope) = along(|t| moving(t).svd(true, true).recompose().unwrap());
        close!(value, a, 1e-11);
        close!(slope, da, 1e-6);
    }

    #[test]
    fn symmetric_eigenvalues(a in matrix(), da in matrix()) {
        let (s, ds) = (symmetric(spread(a)), symmetric(da));
        let moving = moving(s, ds);
        let all = along(|t| moving(t).symmetric_eigenvalues());
        let eigen = s.symmetric_eigen();
        for i in 0..3 {
            let v = eigen.eigenvectors.column(i);
            let expected = (v.transpose() * ds * v)[(0, 0)];
            close!(slope_of(eigen.eigenvalues[i], &all), expected, 1e-10);
        }
        // Vectors are less exact than values: the iteration drops an entry whose value has become
        // negligible, and its slope with it.
        let (value, slope) = along(|t| moving(t).symmetric_eigen().recompose());
        close!(value, s, 1e-11);
        close!(slope, ds, 1e-6);
    }

    #[test]
    fn norms(a in matrix(), da in matrix(), x in vector(), dx in vector()) {
        prop_assume!(x.norm() > 1e-3 && a.norm() > 1e-3);
        let of = |norm: fn(&Vector3<Dual<f64, 1>>) -> Dual<f64, 1>| {
            Derivative::new(move |t| norm(&x.zip_map(&dx, |x, dx| x + dx * t))).at(0.0)
        };
        close!(of(|x| x.norm()), x.dot(&dx) / x.norm(), 1e-11);
        close!(of(|x| x.norm_squared()), 2.0 * x.dot(&dx));
        close!(of(|x| x.normalize().norm()), 0.0);
        close!(of(|x| x.lp_norm(4)), x.map(|x| x.powi(3)).dot(&dx) / x.lp_norm(4).powi(3), 1e-10);
        close!(of(|x| x.dot(x)), 2.0 * x.dot(&dx));
        let frobenius = Derivative::new(|t| a.zip_map(&da, |a, da| a + da * t).norm());
        close!(frobenius.at(0.0), a.dot(&da) / a.norm(), 1e-11);
    }

    #[test]
    fn rotations(axis in vector(), angle in -3.0..3.0, euler in point()) {
        prop_assume!(axis.norm() > 1e-3);
        let unit = Unit::new_normalize(axis);
        let (r, dr) = along(|t| {
            let axis = Unit::new_normalize(axis.map(Dual::from));
            Rotation3::from_axis_angle(&axis, angle + t).into_inner()
        });
        // d/dθ R = [axis]× R
        close!(r, Rotation3::from_axis_angle(&unit, angle).into_inner());
        close!(dr, unit.cross_matrix() * r);
        // The last Euler angle is a turn about the third axis of the world.
        let (r, dr) = along(|t| {
            let [roll, pitch, yaw] = euler.map(Dual::from);
            Rotation3::from_euler_angles(roll, pitch, yaw + t).into_inner()
        });
        close!(dr, Vector3::<f64>::z().cross_matrix() * r);
        // And back to the angle.
        let back = Derivative::new(|t| {
            let axis = Unit::new_normalize(axis.map(Dual::from));
            Rotation3::from_axis_angle(&axis, angle + t).angle()
        });
        let recovered = 0.05 < angle.abs();
        prop_assert!(!recovered || (back.at(0.0) - angle.signum()).abs() < 1e-9);
    }
}

/// Zeros that factorisations test for: direct ones and the values of iterative ones are right.
#[test]
fn factorisations_of_matrices_with_zeros() {
    let da = Matrix3::new(0.3, -0.7, 0.2, 0.9, 0.1, -0.4, 0.5, 0.8, -0.6);
    let diagonal = Matrix3::from_diagonal(&Vector3::new(2.0, 7.0, 4.0));
    let upper = Matrix3::new(2.0, 1.0, 1.0, 0.0, 7.0, 1.0, 0.0, 0.0, 4.0);
    let permuted = Matrix3::new(0.0, 2.0, 0.0, 0.0, 0.0, 7.0, 4.0, 0.0, 0.0);
    for a in [
        diagonal,
        upper,
        upper.transpose(),
        permuted,
        Matrix3::identity(),
    ] {
        let moving = moving(a, da);
        let (q, dq) = along(|t| moving(t).qr().q());
        let (r, dr) = along(|t| moving(t).qr().r());
        close!(dq * r + q * dr, da, 1e-14);
        let (value, slope) = along(|t| moving(t).try_inverse().unwrap());
        close!(slope, -value * da * value, 1e-14);
        let (x, dx) = along(|t| {
            moving(t)
                .lu()
                .solve(&Vector3::repeat(Dual::from(1.0)))
                .unwrap()
        });
        close!(a * dx, -da * x, 1e-14);
    }
    let all = along(|t| moving(diagonal, symmetric(da))(t).symmetric_eigenvalues());
    // nalgebra's own of 3 x 3 matrices come from eigenvectors, which have none here.
    let singular = along(|t| {
        let values = partials::linalg::singular_values(&moving(diagonal, symmetric(da))(t));
        Vector3::from_vec(values)
    });
    for (value, slope) in [(2.0, 0.6), (7.0, 0.2), (4.0, -1.2)] {
        close!(slope_of(value, &all), slope, 1e-14);
        close!(slope_of(value, &singular), slope, 1e-14);
    }
}

/// A limit: at a matrix that is diagonal already nalgebra finds no direction for the eigenvectors,
/// and their derivatives are refused.
#[test]
fn eigenvectors_of_a_diagonal_matrix_have_no_derivative() {
    let diagonal = Matrix3::from_diagonal(&Vector3::new(2.0, 7.0, 4.0));
    let moving = moving(diagonal, symmetric(Matrix3::repeat(0.5)));
    let (_, slope) = along(|t| moving(t).symmetric_eigen().eigenvectors);
    assert!(slope.iter().any(|s| s.is_nan()), "{slope}");
}
