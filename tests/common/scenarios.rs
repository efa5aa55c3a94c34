//! Functions with points and derivatives known by hand, and what every operator has to answer.
//!
//! All numbers are small integers, exact in `f32` too, so answers are compared for equality.

use partials::point::Matrix;
use partials::scalar::Real;
use partials::{Gradient, Hessian, Jacobian, Point, Scalar};

/// A function of `N` variables.
pub trait Scenario<const N: usize> {
    const POINT: [f64; N];
    const VALUE: f64;
    const GRADIENT: [f64; N];
    const HESSIAN: [[f64; N]; N];

    fn function<S: Scalar>(x: &[S]) -> S;

    /// The gradient written out, as a vector field: its Jacobian is the Hessian.
    fn field<S: Scalar>(x: &[S]) -> [S; N];

    /// A direction in which all entries count differently.
    fn direction() -> [f64; N] {
        std::array::from_fn(|i| if i % 2 == 0 { i as f64 + 1.0 } else { -3.0 })
    }
}

/// `x³` at 2: one variable.
pub struct Cube;
impl Scenario<1> for Cube {
    const POINT: [f64; 1] = [2.0];
    const VALUE: f64 = 8.0;
    const GRADIENT: [f64; 1] = [12.0];
    const HESSIAN: [[f64; 1]; 1] = [[12.0]];

    fn function<S: Scalar>(x: &[S]) -> S {
        x[0].powi(3)
    }
    fn field<S: Scalar>(x: &[S]) -> [S; 1] {
        [3.0 * x[0] * x[0]]
    }
}

/// `x₀² x₁ + x₁ x₂³` at (1, 2, 3): every order of every variable differs.
pub struct Cubic;
impl Scenario<3> for Cubic {
    const POINT: [f64; 3] = [1.0, 2.0, 3.0];
    const VALUE: f64 = 56.0;
    const GRADIENT: [f64; 3] = [4.0, 28.0, 54.0];
    const HESSIAN: [[f64; 3]; 3] = [[4.0, 2.0, 0.0], [2.0, 0.0, 27.0], [0.0, 27.0, 36.0]];

    fn function<S: Scalar>(x: &[S]) -> S {
        x[0] * x[0] * x[1] + x[1] * x[2].powi(3)
    }
    fn field<S: Scalar>(x: &[S]) -> [S; 3] {
        [
            2.0 * x[0] * x[1],
            x[0] * x[0] + x[2].powi(3),
            3.0 * x[1] * x[2] * x[2],
        ]
    }
}

/// `Σ (i + 1) xᵢ² + x₀ x₁₀` at (1, 2, ..., 11): two chunks, coupled.
pub struct Long;
impl Scenario<11> for Long {
    const POINT: [f64; 11] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0];
    // The sum of the first eleven cubes, 66², and the coupling.
    const VALUE: f64 = 4356.0 + 11.0;
    const GRADIENT: [f64; 11] = [
        13.0, 8.0, 18.0, 32.0, 50.0, 72.0, 98.0, 128.0, 162.0, 200.0, 243.0,
    ];
    const HESSIAN: [[f64; 11]; 11] = {
        let mut h = [[0.0; 11]; 11];
        let mut i = 0;
        while i < 11 {
            h[i][i] = 2.0 * (i as f64 + 1.0);
            i += 1;
        }
        h[0][10] = 1.0;
        h[10][0] = 1.0;
        h
    };

    fn function<S: Scalar>(x: &[S]) -> S {
        let squares: S = x
            .iter()
            .enumerate()
            .map(|(i, x)| (i as f64 + 1.0) * x * x)
            .sum();
        squares + x[0] * x[10]
    }
    fn field<S: Scalar>(x: &[S]) -> [S; 11] {
        let mut field: [S; 11] = std::array::from_fn(|i| 2.0 * (i as f64 + 1.0) * x[i]);
        field[0] += x[10];
        field[10] += x[0];
        field
    }
}

/// The function fails.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused;

/// Asks every operator at `x`, a container of the scenario's point, and compares all answers.
/// `plain` reads the elements of the container that gradients come back in.
#[track_caller]
pub fn every_operator<P: Scenario<N>, const N: usize, X: Point + ?Sized>(
    x: &X,
    plain: impl Fn(X::Gradient) -> Vec<X::Scalar>,
) {
    let plain = |g: X::Gradient| numbers(&plain(g));
    let direction = P::direction();
    let v = direction.map(X::Scalar::of);
    let along: Vec<f64> = P::HESSIAN.map(|row| dot(&row, &direction)).to_vec();
    let trace: f64 = (0..N).map(|i| P::HESSIAN[i][i]).sum();

    // Gradient.
    let f = Gradient::new(P::function);
    assert_eq!(plain(f.at(x)), P::GRADIENT);
    let (value, gradient) = f.value_and_gradient(x);
    assert_eq!(
        (value.re(), plain(gradient)),
        (P::VALUE, P::GRADIENT.to_vec())
    );
    assert_eq!(f.jvp(x, &v).re(), dot(&P::GRADIENT, &direction));
    assert_eq!(f.jvp(x, x).re(), dot(&P::GRADIENT, &P::POINT));
    let mut out = [X::Scalar::of(f64::NAN); N];
    assert_eq!(f.at_into(x, &mut f.workspace(N), &mut out).re(), P::VALUE);
    assert_eq!(numbers(&out), P::GRADIENT);

    // Hessian.
    let f = Hessian::new(P::function);
    same_matrix(&f.at(x), &P::HESSIAN);
    let (value, gradient, hessian) = f.value_gradient_hessian(x);
    assert_eq!(
        (value.re(), plain(gradient)),
        (P::VALUE, P::GRADIENT.to_vec())
    );
    same_matrix(&hessian, &P::HESSIAN);
    assert_eq!(plain(f.hvp(x, &v)), along);
    assert_eq!(f.laplacian(x).re(), trace);
    let mut gradient = [X::Scalar::of(f64::NAN); N];
    let mut hessian = nalgebra::DMatrix::repeat(N, N, X::Scalar::of(f64::NAN));
    let value = f.at_into(x, &mut f.workspace(N), &mut gradient, &mut hessian);
    assert_eq!(
        (value.re(), numbers(&gradient)),
        (P::VALUE, P::GRADIENT.to_vec())
    );
    same_matrix(&hessian, &P::HESSIAN);

    // Jacobian of the field, from static and from dynamic results.
    let f = Jacobian::new(P::field);
    same_matrix(&f.at(x), &P::HESSIAN);
    same_matrix(&Jacobian::new(|x| P::field(x).to_vec()).at(x), &P::HESSIAN);
    let (values, jacobian) = f.value_and_jacobian(x);
    assert_eq!(numbers(&values), P::GRADIENT);
    same_matrix(&jacobian, &P::HESSIAN);
    assert_eq!(numbers(&f.jvp(x, &v)), along);
    assert_eq!(f.divergence(x).re(), trace);
    let mut jacobian = nalgebra::DMatrix::repeat(N, N, X::Scalar::of(f64::NAN));
    let values = f.at_into(x, &mut f.workspace(N), &mut jacobian);
    assert_eq!(numbers(&values), P::GRADIENT);
    same_matrix(&jacobian, &P::HESSIAN);
    if N == 3 {
        // A gradient field has no curl; with the first value doubled it has one.
        assert_eq!(numbers(&f.curl(x)), [0.0; 3]);
        let skewed = Jacobian::new(|x| {
            let mut y = P::field(x);
            y[0] *= 2.0;
            y
        });
        let h = P::HESSIAN;
        assert_eq!(numbers(&skewed.curl(x)), [0.0, h[0][2], -h[0][1]]);
    }

    every_fallible_operator::<P, N, X>(x, plain);
}

/// The same through `try_new`: the answers on success, the error on failure.
#[track_caller]
fn every_fallible_operator<P: Scenario<N>, const N: usize, X: Point + ?Sized>(
    x: &X,
    plain: impl Fn(X::Gradient) -> Vec<f64>,
) {
    let v = P::direction().map(X::Scalar::of);
    let plain = |g: Result<X::Gradient, Refused>| g.map(&plain);

    let f = Gradient::try_new(|x| Ok(P::function(x)));
    assert_eq!(plain(f.at(x)), Ok(P::GRADIENT.to_vec()));
    let f = Gradient::try_new(|_| Err(Refused));
    assert_eq!(plain(f.at(x)), Err(Refused));
    assert_eq!(f.value_and_gradient(x).map(|_| ()), Err(Refused));
    assert_eq!(f.jvp(x, &v), Err(Refused));
    let mut out = [X::Scalar::of(0.0); N];
    assert_eq!(f.at_into(x, &mut f.workspace(N), &mut out), Err(Refused));

    let f = Hessian::try_new(|x| Ok(P::function(x)));
    same_matrix(
        &f.at(x).unwrap_or_else(|Refused| unreachable!()),
        &P::HESSIAN,
    );
    let f = Hessian::try_new(|_| Err(Refused));
    assert_eq!(f.at(x).map(|_| ()), Err(Refused));
    assert_eq!(f.value_gradient_hessian(x).map(|_| ()), Err(Refused));
    assert_eq!(plain(f.hvp(x, &v)), Err(Refused));
    assert_eq!(f.laplacian(x), Err(Refused));

    let f = Jacobian::try_new(|x| Ok(P::field(x)));
    same_matrix(
        &f.at(x).unwrap_or_else(|Refused| unreachable!()),
        &P::HESSIAN,
    );
    // Fails in the last chunk alone.
    let late = |x: &[partials::Dual<X::Scalar>]| {
        if x[N - 1].partials.iter().all(|p| p.is_zero()) {
            Ok(P::field(x))
        } else {
            Err(Refused)
        }
    };
    let f = Jacobian::try_new(late);
    assert_eq!(f.at(x).map(|_| ()), Err(Refused));
    assert_eq!(f.value_and_jacobian(x).map(|_| ()), Err(Refused));
    assert_eq!(f.jvp(x, &v).map(|_| ()), Err(Refused));
    assert_eq!(f.divergence(x), Err(Refused));
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The elements without any derivative.
pub fn numbers<T: Real>(elements: &[T]) -> Vec<f64> {
    elements.iter().map(|e| e.re()).collect()
}

#[track_caller]
pub fn same_matrix<T: Real, const N: usize>(got: &impl Matrix<T>, expected: &[[f64; N]; N]) {
    assert_eq!(got.shape(), (N, N));
    for (i, row) in expected.iter().enumerate() {
        for (j, entry) in row.iter().enumerate() {
            assert_eq!(got[(i, j)].re(), *entry, "row {i}, column {j}");
        }
    }
}
