//! What every exact operator has to answer in a scenario.

use partials::point::Matrix;
use partials::scalar::Real;
use partials::{Dual, Gradient, Hessian, Jacobian, Point};

use super::common::scenarios::{Refused, Scenario};

/// A direction in which all entries count differently.
pub fn direction<const N: usize>() -> [f64; N] {
    std::array::from_fn(|i| if i % 2 == 0 { i as f64 + 1.0 } else { -3.0 })
}

/// Which kinds are asked at points of the number type `T`.
pub trait Kinds<T: Real> {
    /// Asks every operator at `x`, a container of the scenario's point, and compares all answers. `plain`
    /// reads the elements of the container that gradients come back in.
    fn every_operator<P: Scenario<N>, const N: usize, X: Point<Scalar = T> + ?Sized>(
        x: &X,
        plain: impl Fn(X::Gradient) -> Vec<T>,
    );
}

/// The kinds that take points of any number type.
pub struct OfAnyNumber;
impl<T: Real> Kinds<T> for OfAnyNumber {
    #[track_caller]
    fn every_operator<P: Scenario<N>, const N: usize, X: Point<Scalar = T> + ?Sized>(
        x: &X,
        plain: impl Fn(X::Gradient) -> Vec<T>,
    ) {
        every_operator::<P, N, X>(x, plain);
    }
}

/// The kinds that take points of `f64` alone.
pub struct OfFloats;
impl Kinds<f64> for OfFloats {
    #[track_caller]
    fn every_operator<P: Scenario<N>, const N: usize, X: Point<Scalar = f64> + ?Sized>(
        x: &X,
        plain: impl Fn(X::Gradient) -> Vec<f64>,
    ) {
        #[cfg(feature = "compiled")]
        compiled::<P, N, X>(x, &plain);
        #[cfg(not(feature = "compiled"))]
        let _ = (x, plain);
    }
}

/// By the kinds that take any number.
#[track_caller]
pub fn every_operator<P: Scenario<N>, const N: usize, X: Point + ?Sized>(
    x: &X,
    plain: impl Fn(X::Gradient) -> Vec<X::Scalar>,
) {
    forward::<P, N, X>(x, &plain);
    reverse::<P, N, X>(x, &plain);
    a_failure_in_the_last_chunk::<P, N, X>(x);
}

/// The questions to the kind whose operators are made by `$new` and `$try_new`.
macro_rules! kind {
    ($kind:ident, $fallible:ident: $new:ident, $try_new:ident $(, $T:ty)?) => {
        #[track_caller]
        fn $kind<P: Scenario<N>, const N: usize, X: Point$(<Scalar = $T>)? + ?Sized>(
            x: &X,
            plain: &dyn Fn(X::Gradient) -> Vec<X::Scalar>,
        ) {
            let plain = |g: X::Gradient| numbers(&plain(g));
            let direction = direction::<N>();
            let v = direction.map(X::Scalar::of);
            let along: Vec<f64> = P::HESSIAN.map(|row| dot(&row, &direction)).to_vec();
            let trace: f64 = (0..N).map(|i| P::HESSIAN[i][i]).sum();

            // Gradient.
            let f = Gradient::$new(P::function);
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
            let f = Hessian::$new(P::function);
            same_matrix(&f.at(x), &P::HESSIAN);
            let (value, gradient, hessian) = f.value_gradient_hessian(x);
            assert_eq!(
                (value.re(), plain(gradient)),
                (P::VALUE, P::GRADIENT.to_vec())
            );
            same_matrix(&hessian, &P::HESSIAN);
            let (value, gradient) = f.value_and_gradient(x);
            assert_eq!(
                (value.re(), plain(gradient)),
                (P::VALUE, P::GRADIENT.to_vec())
            );
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
            let f = Jacobian::$new(P::field);
            same_matrix(&f.at(x), &P::HESSIAN);
            same_matrix(&Jacobian::$new(P::vector).at(x), &P::HESSIAN);
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
                let skewed = Jacobian::$new(P::skewed);
                let h = P::HESSIAN;
                assert_eq!(numbers(&skewed.curl(x)), [0.0, h[0][2], -h[0][1]]);
            }

            $fallible::<P, N, X>(x, &plain);
        }

        /// The same through `$try_new`: the answers on success, the error on failure.
        #[track_caller]
        fn $fallible<P: Scenario<N>, const N: usize, X: Point$(<Scalar = $T>)? + ?Sized>(
            x: &X,
            plain: &dyn Fn(X::Gradient) -> Vec<f64>,
        ) {
            let v = direction::<N>().map(X::Scalar::of);
            let plain = |g: Result<X::Gradient, Refused>| g.map(plain);

            let f = Gradient::$try_new(P::function_or_not);
            assert_eq!(plain(f.at(x)), Ok(P::GRADIENT.to_vec()));
            let f = Gradient::$try_new(P::no_function);
            assert_eq!(plain(f.at(x)), Err(Refused));
            assert_eq!(f.value_and_gradient(x).map(|_| ()), Err(Refused));
            assert_eq!(f.jvp(x, &v), Err(Refused));
            let mut out = [X::Scalar::of(0.0); N];
            assert_eq!(f.at_into(x, &mut f.workspace(N), &mut out), Err(Refused));

            let f = Hessian::$try_new(P::function_or_not);
            same_matrix(
                &f.at(x).unwrap_or_else(|Refused| unreachable!()),
                &P::HESSIAN,
            );
            let f = Hessian::$try_new(P::no_function);
            assert_eq!(f.at(x).map(|_| ()), Err(Refused));
            assert_eq!(f.value_gradient_hessian(x).map(|_| ()), Err(Refused));
            assert_eq!(f.value_and_gradient(x).map(|_| ()), Err(Refused));
            assert_eq!(plain(f.hvp(x, &v)), Err(Refused));
            assert_eq!(f.laplacian(x), Err(Refused));

            let f = Jacobian::$try_new(P::field_or_not);
            same_matrix(
                &f.at(x).unwrap_or_else(|Refused| unreachable!()),
                &P::HESSIAN,
            );
            let f = Jacobian::$try_new(P::no_field);
            assert_eq!(f.at(x).map(|_| ()), Err(Refused));
            assert_eq!(f.value_and_jacobian(x).map(|_| ()), Err(Refused));
            assert_eq!(f.jvp(x, &v).map(|_| ()), Err(Refused));
            assert_eq!(f.divergence(x), Err(Refused));
        }
    };
}
kind!(forward, forward_fallible: new, try_new);
kind!(reverse, reverse_fallible: reverse, try_reverse);
#[cfg(feature = "compiled")]
kind!(compiled, compiled_fallible: compiled, try_compiled, f64);

/// Of forward mode, which evaluates several times.
#[track_caller]
fn a_failure_in_the_last_chunk<P: Scenario<N>, const N: usize, X: Point + ?Sized>(x: &X) {
    let v = direction::<N>().map(X::Scalar::of);
    let f = Jacobian::try_new(late::<P, N, X::Scalar>);
    assert_eq!(f.at(x).map(|_| ()), Err(Refused));
    assert_eq!(f.value_and_jacobian(x).map(|_| ()), Err(Refused));
    assert_eq!(f.jvp(x, &v).map(|_| ()), Err(Refused));
    assert_eq!(f.divergence(x), Err(Refused));
}

/// The field, that fails where the last variable is seeded.
fn late<P: Scenario<N>, const N: usize, T: Real>(x: &[Dual<T>]) -> Result<[Dual<T>; N], Refused> {
    let seeded = !x[N - 1].partials.iter().all(|p| p.is_zero());
    if seeded {
        Err(Refused)
    } else {
        Ok(P::field(x))
    }
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
