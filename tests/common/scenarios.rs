//! Functions with points and derivatives known by hand.
//!
//! All numbers are small integers, exact in `f32` too, so exact answers are compared for equality.

use partials::Scalar;

/// A function of `N` variables.
pub trait Scenario<const N: usize> {
    const POINT: [f64; N];
    const VALUE: f64;
    const GRADIENT: [f64; N];
    const HESSIAN: [[f64; N]; N];

    fn function<S: Scalar>(x: &[S]) -> S;

    /// The gradient written out, as a vector field: its Jacobian is the Hessian.
    fn field<S: Scalar>(x: &[S]) -> [S; N];

    // What follows are functions and not closures where they are used, since a closure in a generic function is
    // another one for each of its types: with the container of the point among them, every operator would be
    // compiled anew for every container.

    /// The values of the field in a vector.
    fn vector<S: Scalar>(x: &[S]) -> Vec<S> {
        Self::field(x).to_vec()
    }
    /// The field with its first value doubled, which is no gradient.
    fn skewed<S: Scalar>(x: &[S]) -> [S; N] {
        let mut y = Self::field(x);
        y[0] *= 2.0;
        y
    }
    /// The function as one that could fail, and as one that does.
    fn function_or_not<S: Scalar>(x: &[S]) -> Result<S, Refused> {
        Ok(Self::function(x))
    }
    fn no_function<S: Scalar>(_: &[S]) -> Result<S, Refused> {
        Err(Refused)
    }
    /// The field likewise.
    fn field_or_not<S: Scalar>(x: &[S]) -> Result<[S; N], Refused> {
        Ok(Self::field(x))
    }
    fn no_field<S: Scalar>(_: &[S]) -> Result<[S; N], Refused> {
        Err(Refused)
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
