//! Eigenvalues of symmetric matrices by perturbation of the plain ones.

use nalgebra::storage::RawStorage;
use nalgebra::{DMatrix, Dim, Matrix};

use crate::Scalar;

/// Eigenvalues closer than this part of the largest entry are equal: their distance is rounding.
const EQUAL: f64 = 1e-12;

/// Sweeps of rotations. Each doubles the order of what is left beside the diagonal: 1, 2, 4, 8, and
/// an eigenvalue is known to twice that order, beyond every derivative that fits into memory.
const SWEEPS: usize = 3;

/// The eigenvalues of a symmetric matrix in ascending order, with derivatives of every order.
///
/// With eigenvectors `v` the slope of a simple eigenvalue along `E` is `vᵢᵀ E vᵢ`, and its second
/// derivative along `E` and `F` is `Σ 2 (vᵢᵀ E vⱼ)(vᵢᵀ F vⱼ) / (λᵢ - λⱼ)`. They are right at diagonal
/// matrices too, where `symmetric_eigenvalues` of nalgebra loses the second one or gives NaN. An
/// eigenvalue that is repeated has a right value and no derivative: its partial derivatives by what
/// moves it are NaN. The lower triangle is read.
///
/// The eigenvectors of the plain matrix make it diagonal up to what is infinitesimal, and Jacobi's
/// rotations, smooth functions of the entries where eigenvalues differ, do the rest. That costs one
/// plain decomposition and about `8 n³` products.
///
/// Source: T. Kato, Perturbation theory for linear operators, II.2 (1966).
///
/// # Panics
///
/// If the matrix is not square.
///
/// ```
/// use nalgebra::Matrix2;
/// use partials::{Derivative, linalg};
///
/// // λ = 5 + b²/3 + ..
/// let largest = |b| {
///     let m = Matrix2::new(b * 0.0 + 2.0, b, b, b * 0.0 + 5.0);
///     linalg::symmetric_eigenvalues(&m)[1]
/// };
/// assert!((Derivative::new(largest).second(0.0) - 2.0 / 3.0_f64).abs() < 1e-15);
/// ```
#[track_caller]
pub fn symmetric_eigenvalues<S, R, C, M>(matrix: &Matrix<S, R, C, M>) -> Vec<S>
where
    S: Scalar + nalgebra::Scalar,
    R: Dim,
    C: Dim,
    M: RawStorage<S, R, C>,
{
    let (n, columns) = matrix.shape();
    assert!(
        n == columns,
        "eigenvalues are of a square matrix, but this one is {n} × {columns}"
    );
    let entry = |i: usize, j: usize| matrix[(i.max(j), i.min(j))];
    let plain = DMatrix::from_fn(n, n, |i, j| entry(i, j).peek());
    if n == 0 || !plain.iter().all(|x| x.is_finite()) {
        return vec![S::from(f64::NAN); n];
    }
    let size = plain.amax();
    let vectors = plain.symmetric_eigen().eigenvectors;
    let mut b: Vec<Vec<S>> = (0..n)
        .map(|i| (0..n).map(|j| congruent(&vectors, entry, i, j)).collect())
        .collect();
    let equal = |x: S, y: S| (x.peek() - y.peek()).abs() <= EQUAL * size;
    for _ in 0..SWEEPS {
        for i in 0..n {
            for j in 0..i {
                if !equal(b[i][i], b[j][j]) {
                    rotate(&mut b, i, j);
                }
            }
        }
    }
    let mut values: Vec<S> = (0..n).map(|i| b[i][i]).collect();
    for i in 0..n {
        for j in (0..n).filter(|&j| j != i && equal(b[i][i], b[j][j])) {
            let difference = b[i][i] - b[j][j];
            values[i] = without_derivative(without_derivative(values[i], difference), b[i][j]);
        }
    }
    values.sort_by(|x, y| x.peek().total_cmp(&y.peek()));
    values
}

/// Entry `(i, j)` of `Vᵀ A V`.
fn congruent<S: Scalar>(
    v: &DMatrix<f64>,
    entry: impl Fn(usize, usize) -> S,
    i: usize,
    j: usize,
) -> S {
    let n = v.nrows();
    let mut sum = S::from(0.0);
    for k in 0..n {
        let row = (0..n).fold(S::from(0.0), |row, l| row + entry(k, l) * v[(l, j)]);
        sum += row * v[(k, i)];
    }
    sum
}

/// Jacobi's rotation in the plane of `i` and `j`, which makes their common entry zero.
fn rotate<S: Scalar>(b: &mut [Vec<S>], i: usize, j: usize) {
    // tan 2φ = 2 bᵢⱼ / (bᵢᵢ - bⱼⱼ), and the smaller of the angles.
    let twice = (b[i][j] * 2.0 / (b[i][i] - b[j][j])).atan();
    let (s, c) = (twice * 0.5).sin_cos();
    for row in b.iter_mut() {
        let (x, y) = (row[i], row[j]);
        row[i] = c * x + s * y;
        row[j] = c * y - s * x;
    }
    let combined = |p: &[S], q: &[S], c: S, s: S| -> Vec<S> {
        p.iter().zip(q).map(|(x, y)| c * *x + s * *y).collect()
    };
    (b[i], b[j]) = (combined(&b[i], &b[j], c, s), combined(&b[j], &b[i], c, -s));
}

/// `x`, whose partial derivatives are NaN where those of `by` are not zero.
fn without_derivative<S: Scalar>(x: S, by: S) -> S {
    // √ has an infinite slope at 0, and ∞ - ∞ is NaN.
    let root = (by - by.peek()).sqrt();
    (x + root) - root
}
