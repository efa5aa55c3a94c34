//! Everybody's derivatives: each file enters what one crate offers, in the form that its
//! documentation shows.

mod ad_trait;
mod autodiff;
mod easy_ml;
mod echidna;
mod num_dual;
mod partials;
mod reverse;
mod rustquant;

use ::partials::Dual;
use ::partials::scalar::CHUNK;

use crate::functions::{ScalarFunction, Terms, VectorFunction};
use crate::number::Number;
use crate::row::Row;

/// A pass of a forward mode takes about this many times as long as the function.
const PASS: f64 = 3.0;
/// In seconds. A forward mode that takes longer for one gradient is left out, "-".
const LONGEST: f64 = 1.0;

/// Whether a gradient takes an acceptable time in so many passes of a forward mode.
fn is_feasible(row: &mut Row, passes: usize) -> bool {
    PASS * passes as f64 * row.plain_time() < LONGEST
}

/// In seconds. The graph of a function that takes longer has millions of operations.
const TRACEABLE: f64 = 1.5e-4;

/// Enters gradients at a point of any size.
pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    // First ours, by which the others are judged.
    partials::reverse_gradient(row, f, x);
    if is_feasible(row, x.len().div_ceil(CHUNK)) {
        partials::gradient(row, f, x);
    }
    if row.plain_time() < TRACEABLE && x.len() <= 10_000 {
        partials::compiled_gradient(row, f, x);
    }
    if is_feasible(row, x.len()) {
        num_dual::gradient(row, f, x);
        ad_trait::forward_gradient(row, f, x);
        autodiff::gradient(row, f, x);
        echidna::forward_gradient(row, f, x);
    }
    rustquant::gradient(row, f, x);
    reverse::gradient(row, f, x);
    easy_ml::gradient(row, f, x);
    echidna::gradient(row, f, x);
    ad_trait::gradient(row, f, x);
}

/// Enters gradients of partially separable functions.
pub fn gradient_by_terms<'a, F: Terms<K>, const K: usize>(row: &mut Row<'a>, f: &'a F, x: &'a [f64])
where
    Dual<f64, K>: Number,
{
    gradient(row, f, x);
    partials::gradient_by_terms(row, f, x);
}

/// Enters gradients at a point whose size is known when compiling.
pub fn gradient_of_array<'a, F: ScalarFunction, const N: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    partials::gradient_of_array::<F, N>(row, f, x);
    num_dual::gradient_of_array::<F, N>(row, f, x);
}

/// Enters Jacobians at a point of any size.
pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    partials::jacobian(row, f, x);
    partials::reverse_jacobian(row, f, x);
    partials::compiled_jacobian(row, f, x);
    num_dual::jacobian(row, f, x);
    ad_trait::jacobian(row, f, x);
    autodiff::jacobian(row, f, x);
    echidna::jacobian(row, f, x);
    rustquant::jacobian(row, f, x);
    reverse::jacobian(row, f, x);
    easy_ml::jacobian(row, f, x);
}

/// Enters Jacobians of `M` values at a point of `N` variables.
pub fn jacobian_of_array<'a, F: VectorFunction, const N: usize, const M: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    partials::jacobian_of_array::<F, N, M>(row, f, x);
    partials::compiled_jacobian_of_array::<F, N, M>(row, f, x);
    num_dual::jacobian_of_array::<F, N, M>(row, f, x);
}

/// Enters Hessians at a point of any size.
pub fn hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    partials::hessian(row, f, x);
    partials::reverse_hessian(row, f, x);
    partials::compiled_hessian(row, f, x);
    num_dual::hessian(row, f, x);
    ad_trait::hessian(row, f, x);
    echidna::hessian(row, f, x);
}

/// Enters Hessians at a point whose size is known when compiling.
pub fn hessian_of_array<'a, F: ScalarFunction, const N: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    partials::hessian_of_array::<F, N>(row, f, x);
    num_dual::hessian_of_array::<F, N>(row, f, x);
}

/// A point of known size.
fn array<const N: usize>(x: &[f64]) -> [f64; N] {
    x.try_into().expect("as many variables as the row says")
}
