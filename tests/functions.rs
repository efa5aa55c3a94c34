//! One text for every kind: closures stamped by `function!`, generic functions, and types with one method,
//! on every container, by every kind, and where they are kept.

use std::thread;

use nalgebra::{DVector, SVector, Vector2};
use ndarray::{Array1, array};
use partials::function::{By, Closure, Function as Also, Mode};
use partials::{
    Derivative, Dual, Function, Gradient, Hessian, Jacobian, Scalar, VectorFunction, function,
    vector_function,
};

fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    x.windows(2)
        .map(|w| (1.0 - w[0]).powi(2) + 100.0 * (w[1] - w[0] * w[0]).powi(2))
        .sum()
}

struct Rosenbrock;

impl Function for Rosenbrock {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        rosenbrock(x)
    }
}

/// A point of `n` variables without symmetry.
fn point(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + 0.1 * (i as f64).sin()).collect()
}

fn close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (a, b) in got.iter().zip(expected) {
        assert!(
            (a - b).abs() <= 1e-11 * (1.0 + b.abs()),
            "{a} instead of {b}"
        );
    }
}

/// Every method, at few and at many variables, against the operators.
fn is_rosenbrock<F: Function>(f: &F) {
    for n in [2, 12, 13, 16, 17, 40] {
        let x = point(n);
        let v: Vec<f64> = (0..n).map(|i| (i as f64).cos()).collect();
        let (value, gradient, hessian) = Hessian::new(rosenbrock).value_gradient_hessian(&x);
        assert_eq!(f.value(&x), value);
        close(&f.gradient(&x), &gradient);
        assert_eq!(f.value_and_gradient(&x).0, value);
        close(&[f.jvp(&x, &v)], &[Gradient::new(rosenbrock).jvp(&x, &v)]);
        close(f.hessian(&x).as_slice(), hessian.as_slice());
        close(
            &f.hvp(&x, &v),
            (hessian * DVector::from_vec(v.clone())).as_slice(),
        );
        for mode in [Mode::Automatic, Mode::Forward, Mode::Reverse] {
            let f = f.by(mode);
            close(&f.gradient(&x), &gradient);
            assert_eq!(f.value_gradient_hessian(&x).0, value);
            close(&[f.jvp(&x, &v)], &[Gradient::new(rosenbrock).jvp(&x, &v)]);
            assert_eq!(f.hvp(&x, &v).len(), n);
        }
        #[cfg(feature = "compiled")]
        {
            let f = f.compile(n);
            assert_eq!(f.value(&x), value);
            close(&f.gradient(&x), &gradient);
            close(
                f.hessian(&x).as_slice(),
                Hessian::new(rosenbrock).at(&x).as_slice(),
            );
            close(&f.hvp(&x, &v), &Hessian::new(rosenbrock).hvp(&x, &v));
            close(&[f.jvp(&x, &v)], &[Gradient::new(rosenbrock).jvp(&x, &v)]);
        }
    }
    let report = f.check(&[0.7, 1.9, 0.2]);
    assert!(report.passed(), "{report}");
    assert_eq!(
        report.reports().count(),
        if cfg!(feature = "compiled") { 6 } else { 4 }
    );
}

#[test]
fn every_way_to_write_it_is_the_same_function() {
    is_rosenbrock(&Rosenbrock);
    is_rosenbrock(&function!(rosenbrock));
    is_rosenbrock(&function!(|x| rosenbrock(x)));
    is_rosenbrock(&function!(|x| {
        let mut sum = Real::from(0.0);
        for w in x.windows(2) {
            sum += (1.0 - w[0]).powi(2) + 100.0 * (w[1] - w[0] * w[0]).powi(2);
        }
        sum
    }));
    is_rosenbrock(&&Rosenbrock);
}

#[test]
fn derivatives_come_in_the_container_of_the_point() {
    let f = function!(|x| x[0] * x[0] * x[1]);
    assert_eq!(f.gradient(&[1.0, 2.0]), [4.0, 1.0]);
    assert_eq!(f.gradient(&vec![1.0, 2.0]), vec![4.0, 1.0]);
    assert_eq!(f.gradient(&[1.0, 2.0][..]), vec![4.0, 1.0]);
    assert_eq!(f.gradient(&Vector2::new(1.0, 2.0)), Vector2::new(4.0, 1.0));
    assert_eq!(
        f.gradient(&DVector::from_vec(vec![1.0, 2.0])),
        DVector::from_vec(vec![4.0, 1.0])
    );
    assert_eq!(f.gradient(&array![1.0, 2.0]), array![4.0, 1.0]);
    let strided = array![1.0, 9.0, 2.0, 9.0];
    let strided = strided.slice(ndarray::s![..;2]);
    assert_eq!(f.value(&strided), 2.0);
    assert_eq!(f.gradient(&strided), array![4.0, 1.0]);
    assert_eq!(f.hessian(&array![1.0, 2.0]), array![[4.0, 2.0], [2.0, 0.0]]);
    let h: nalgebra::Matrix2<f64> = f.hessian(&[1.0, 2.0]);
    assert_eq!(h, nalgebra::matrix![4.0, 2.0; 2.0, 0.0]);
    let many: SVector<f64, 40> = function!(rosenbrock).gradient(&SVector::<f64, 40>::repeat(1.0));
    assert_eq!(many, SVector::<f64, 40>::repeat(0.0));
}

#[test]
fn data_is_captured_by_reference_and_by_move() {
    let data = vec![1.0, 2.0, 4.0];
    let by_reference = function!(|x| data.iter().map(|d| (x[0] - d).powi(2)).sum::<Real>());
    assert_eq!(by_reference.gradient(&[2.0]), [-2.0]);
    assert_eq!(data.len(), 3);

    fn distance(from: Vec<f64>) -> impl Function + Clone + Send + 'static {
        function!(move |x| from
            .iter()
            .zip(x)
            .map(|(c, x)| (x - c) * (x - c))
            .sum::<Real>())
    }
    let f = distance(data);
    let again = f.clone();
    let far = thread::spawn(move || again.gradient(&[0.0, 0.0, 0.0])).join();
    assert_eq!(far.unwrap(), [-2.0, -4.0, -8.0]);
    assert_eq!(f.hessian(&[0.0; 3]), 2.0 * nalgebra::Matrix3::identity());
}

struct Model<F> {
    cost: F,
}

impl<F: Function> Model<F> {
    fn steepest(&self, x: &[f64]) -> Vec<f64> {
        self.cost.gradient(x)
    }
}

#[test]
fn it_is_stored_and_handed_on() {
    let model = Model {
        cost: function!(|x| x[0].hypot(x[1])),
    };
    assert_eq!(model.steepest(&[3.0, 4.0]), [0.6, 0.8]);
    let model = Model { cost: Rosenbrock };
    assert_eq!(model.steepest(&[1.0, 1.0]), [0.0, 0.0]);
    fn takes_any(f: impl Also) -> f64 {
        f.value(&[1.0, 2.0])
    }
    assert_eq!(takes_any(function!(|x| x[0] + x[1])), 3.0);
    let by: By<&Rosenbrock> = Rosenbrock.by(Mode::Reverse);
    assert_eq!(by.mode(), Mode::Reverse);
    assert_eq!(format!("{:?}", function!(|x| x[0])), "function!(..)");
    fn is_closure<F>(_: &Closure<F>) {}
    is_closure(&function!(|x| x[0]));
}

#[test]
fn a_return_leaves_the_closure_only() {
    let f = function!(|x| {
        if x[0] < 0.0 {
            return -x[0];
        }
        x[0] * x[0]
    });
    assert_eq!(f.gradient(&[-3.0]), [-1.0]);
    assert_eq!(f.gradient(&[3.0]), [6.0]);
}

#[test]
fn plain_numbers_have_every_function() {
    let f = function!(|x| {
        x[0].erf()
            + x[1].logistic()
            + x[0].sinc()
            + x[1].powd(2.0)
            + x[0].max(0.0).xlogy(x[1])
            + x[1].bessel_j(0)
            + x[0].re() * 0.0
    });
    let x = [0.4, 1.3];
    assert_eq!(
        f.value(&x),
        Gradient::new(|x: &[Dual]| f.eval(x))
            .value_and_gradient(&x)
            .0
    );
}

#[test]
fn a_derivative_that_is_cut_shows() {
    let f = function!(|x| x[0] * x[1].re());
    let report = f.check(&[0.7, 1.9]);
    assert!(!report.passed());
    assert!(report.to_string().contains("gradient, forward"));
}

#[test]
fn other_numbers_are_refused_by_closures_and_taken_by_types() {
    let f = function!(|x| x[0].exp());
    let third = || Derivative::new(|x| f.eval(&[x])).third(0.0);
    let refused = std::panic::catch_unwind(third).unwrap_err();
    let message = refused.downcast_ref::<String>().unwrap();
    assert!(message.contains("generic function"), "{message}");
    struct Exp;
    impl Function for Exp {
        fn eval<S: Scalar>(&self, x: &[S]) -> S {
            x[0].exp()
        }
    }
    assert_eq!(Derivative::new(|x| Exp.eval(&[x])).third(0.0), 1.0);
    assert_eq!(Gradient::new(|x| Exp.eval(x)).at(&[0.0_f32]), [1.0_f32]);
}

#[test]
fn vector_functions_have_jacobians() {
    fn spiral<S: Scalar>(x: &[S]) -> [S; 3] {
        [x[0] * x[1].cos(), x[0] * x[1].sin(), x[1]]
    }
    let (x, expected) = ([2.0, 0.5], Jacobian::new(spiral).at(&[2.0, 0.5]));
    let all = [
        vector_function!(spiral).jacobian(&x),
        vector_function!(|x| [x[0] * x[1].cos(), x[0] * x[1].sin(), x[1]]).jacobian(&x),
        vector_function!(|x| vec![x[0] * x[1].cos(), x[0] * x[1].sin(), x[1]]).jacobian(&x),
        vector_function!(|x| Array1::from_vec(spiral(x).to_vec())).jacobian(&x),
        vector_function!(|x| nalgebra::Vector3::from(spiral(x))).jacobian(&x),
    ];
    for j in all {
        close(j.as_slice(), expected.as_slice());
    }
    let f = vector_function!(spiral);
    for f in [
        f.by(Mode::Forward),
        f.by(Mode::Reverse),
        f.by(Mode::Automatic),
    ] {
        assert_eq!(f.value(&x), spiral(&x));
        close(
            &f.jvp(&x, &[1.0, -1.0]),
            (expected * Vector2::new(1.0, -1.0)).as_slice(),
        );
        close(
            &f.vjp(&x, &[1.0, 2.0, 3.0]),
            (expected.transpose() * nalgebra::Vector3::new(1.0, 2.0, 3.0)).as_slice(),
        );
        close(f.jacobian(&x).as_slice(), expected.as_slice());
    }
    let report = f.check(&x);
    assert!(report.passed(), "{report}");
    let cut = vector_function!(|x| [x[0], x[1].re() * x[0]]);
    assert!(!cut.check(&x).passed());
}

#[test]
fn many_variables_and_few_values_are_swept_backwards() {
    let f = vector_function!(|x| [x.iter().copied().sum::<Real>(), x[0] * x[99]]);
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let (values, j) = f.value_and_jacobian(&x);
    assert_eq!(values, [4950.0, 0.0]);
    assert_eq!(
        (j.shape(), j[(0, 50)], j[(1, 0)], j[(1, 99)]),
        ((2, 100), 1.0, 99.0, 0.0)
    );
}

/// What a generic function may write.
fn spellings<S: Scalar>(x: &[S], c: &[f64]) -> S {
    let mut sum = S::zero();
    for (c, x) in c.iter().zip(x) {
        sum += c * x;
        sum += c;
        sum -= c;
        sum += &(c + x);
        sum += -x;
        sum = sum + x * c - c / (x + 2.0);
    }
    let y = x[0].max(0.0) + x[1].min(1.0) + x[0].clamp(-1.0, 1.0) + x[0].hypot(1.0);
    let z = x[1].powd(2.0) + x[0].atan2(1.0) + x[1].copysign(1.0) + x[1].rem_euclid(2.0);
    let w = x[0].mul_add(2.0, 1.0) + x[1].xlogy(2.0) + S::one() + x[0].max(x[1]);
    let list: S = x.iter().map(|x| -x * 2.0).sum();
    let factors: S = x.iter().map(|x| 1.0 + x * x).product();
    sum + y + z + w + list + factors
}

#[test]
fn a_generic_function_is_written_like_a_closure() {
    let (x, c) = ([0.3, 0.7], [2.0, -1.0]);
    let f = function!(|x| spellings(x, &c));
    let (value, gradient) = f.value_and_gradient(&x);
    assert_eq!(value, spellings(&x, &c));
    let expected = Gradient::numeric(|x| spellings(x, &c)).estimate(&x);
    for (i, gradient) in gradient.iter().enumerate() {
        assert!((gradient - expected.value[i]).abs() <= expected.error[i] + 1e-12);
    }
    assert!(f.check(&x).passed());
}

/// With the functions of `Scalar` and the algorithms of nalgebra at once: whose function is meant is said.
fn solved<S: Scalar + nalgebra::RealField>(x: &[S]) -> S {
    use partials::scalar::Real;
    let a = nalgebra::Matrix2::new(
        2.0 + x[0],
        S::from(1.0),
        S::from(1.0),
        3.0 + Real::exp(x[1]),
    );
    let b = Vector2::new(x[0], x[1]);
    a.lu().solve(&b).map_or(S::from(f64::NAN), |y| y[0] * y[1])
}

#[test]
fn a_generic_function_calls_nalgebra() {
    let report = Gradient::new(solved).check(&[0.3, 0.7]);
    assert!(report.passed(), "{report}");
    // Without an algorithm of nalgebra, matrices need `Scalar` only.
    fn product<S: Scalar>(x: &[S]) -> S {
        let a = nalgebra::Matrix2::new(x[0], x[1], x[1], S::one());
        let b = a * a + a.transpose();
        let c = ndarray::arr2(&[[x[0], x[1]], [S::zero(), x[0]]]);
        b[(0, 0)] + c.dot(&c)[[0, 1]]
    }
    assert!(function!(product).check(&[0.3, 0.7]).passed());
}
