//! Where there is no code for a point, its graph is evaluated by the other kinds: at kinks and singular points
//! by forward mode, which has an answer for every variable, or by reverse mode, which is faster for many.

use nalgebra::DMatrix;

use crate::exact::forward::nested::as_part;
use crate::operator::{Gradient, Hessian, Jacobian};
use crate::scalar::graph::Graph;
use crate::scalar::{Scalar, Trace, Var};

/// From how many variables on it is reverse mode. At a kink it then has the answer of that kind, the
/// gradient of one of the pieces that meet.
const MANY: usize = 100;

/// The function that a graph is, on any number.
fn function<S: Scalar>(graph: &Graph) -> impl Fn(&[S]) -> S + '_ {
    |x: &[S]| graph.results(x)[0]
}

fn functions<S: Scalar>(graph: &Graph) -> impl Fn(&[S]) -> Vec<S> + '_ {
    |x: &[S]| graph.results(x)
}

/// The value and the gradient.
pub(super) fn gradient(graph: &Graph, x: &[f64]) -> (f64, Vec<f64>) {
    as_part(|| {
        if x.len() < MANY {
            Gradient::new(function(graph)).value_and_gradient(x)
        } else {
            Gradient::reverse(function(graph)).value_and_gradient(x)
        }
    })
}

/// The derivative along a direction.
pub(super) fn along(graph: &Graph, x: &[f64], v: &[f64]) -> f64 {
    as_part(|| Gradient::new(function(graph)).jvp(x, v))
}

/// The values and the Jacobian.
pub(super) fn jacobian(graph: &Graph, x: &[f64]) -> (Vec<f64>, DMatrix<f64>) {
    as_part(|| {
        if x.len() < MANY {
            Jacobian::new(functions(graph)).value_and_jacobian(x)
        } else {
            Jacobian::reverse(functions(graph)).value_and_jacobian(x)
        }
    })
}

/// The derivatives of all values along a direction.
pub(super) fn all_along(graph: &Graph, x: &[f64], v: &[f64]) -> Vec<f64> {
    as_part(|| Jacobian::new(functions(graph)).jvp(x, v))
}

/// The gradient of the sum of the values with weights.
pub(super) fn weighted(graph: &Graph, x: &[f64], u: &[f64]) -> Vec<f64> {
    as_part(|| {
        if x.len() < MANY {
            Jacobian::new(functions(graph)).vjp(x, u)
        } else {
            Jacobian::reverse(functions::<Var>(graph)).vjp(x, u)
        }
    })
}

/// The value, the gradient and the Hessian. The value stands where the numbers of second order are refused.
pub(super) fn hessian(graph: &Graph, x: &[f64]) -> (f64, Vec<f64>, DMatrix<f64>) {
    let (_, gradient, hessian) = as_part(|| {
        if x.len() < MANY {
            Hessian::new(function(graph)).value_gradient_hessian(x)
        } else {
            Hessian::reverse(function(graph)).value_gradient_hessian(x)
        }
    });
    (function(graph)(x), gradient, hessian)
}

/// The derivatives of the gradient along a direction.
pub(super) fn product(graph: &Graph, x: &[f64], v: &[f64]) -> Vec<f64> {
    as_part(|| {
        if x.len() < MANY {
            Hessian::new(function(graph)).hvp(x, v)
        } else {
            Hessian::reverse(function(graph)).hvp(x, v)
        }
    })
}

/// The values of a function at plain numbers, as constants.
pub(super) fn constants(x: &[f64]) -> Vec<Trace> {
    x.iter().map(|x| Trace::constant(*x)).collect()
}
