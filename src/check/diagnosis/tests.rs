//! Every diagnosis on mistakes planted in the derivatives of several functions, and silence
//! where there is none.

mod arrangement;
mod chance;
mod factors;
mod remainder;

use std::f64::consts::PI;

use super::{Composed, Diagnosis, Evidence, Kind, Place, diagnose};
use crate::numeric::Status;
use crate::{Derivative, Dual, Gradient, Hessian, Jacobian, Scalar};

/// A function without derivatives.
type Plain = fn(&[f64]) -> f64;

/// A right derivative and its numerical estimate, to plant mistakes in.
#[derive(Clone)]
struct Subject {
    kind: Kind,
    shape: (usize, usize),
    right: Vec<f64>,
    reference: Vec<f64>,
    error: Vec<f64>,
    status: Vec<Status>,
    value: Option<f64>,
    point: Vec<f64>,
}

impl Subject {
    fn diagnose(&self, claimed: &[f64], exact_is_under_test: bool) -> Vec<Diagnosis> {
        let error = self.error.iter().zip(claimed);
        let error: Vec<f64> = error.map(|(e, c)| e + f64::EPSILON * c.abs()).collect();
        let found = diagnose(&Evidence {
            shape: self.shape,
            kind: self.kind,
            claimed,
            reference: &self.reference,
            error: &error,
            status: &self.status,
            value: self.value,
            point: &self.point,
            alone: &vec![false; claimed.len()],
            exact_is_under_test,
        });
        for diagnosis in &found {
            let sentence = diagnosis.to_string();
            assert!(sentence.ends_with(['.', '?']), "{sentence}");
        }
        found
    }

    /// What is said of the right derivative with a mistake planted.
    fn with(&self, plant: impl Fn(&mut [f64])) -> Vec<Diagnosis> {
        let mut claimed = self.right.clone();
        plant(&mut claimed);
        self.diagnose(&claimed, false)
    }

    /// What is said of one sentence, which is all that is said.
    fn sentence(&self, plant: impl Fn(&mut [f64])) -> String {
        let found = self.with(plant);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].to_string()
    }
}

fn product<S: Scalar>(x: &[S]) -> S {
    (x[0] * 0.7).sin() * x[1] + (x[2] * 0.5).exp() * x[1] * x[0]
}

fn valley<S: Scalar>(x: &[S]) -> S {
    let a = x[1] - x[0] * x[0];
    let b = x[2] - x[1] * x[1];
    100.0 * a * a + (x[0] - 1.0).powi(2) + 40.0 * b * b
}

fn distances<S: Scalar>(x: &[S]) -> S {
    (x[0] * x[0] + 3.0 * x[1] * x[1]).sqrt() + (1.0 + (x[2] * x[3] + x[0]).powi(2)).ln()
}

fn gradient(f: fn(&[Dual]) -> Dual, plain: Plain, x: &[f64]) -> Subject {
    let (value, right) = Gradient::new(f).value_and_gradient(x);
    let found = Gradient::numeric(plain).estimate(x);
    Subject {
        kind: Kind::Gradient,
        shape: (1, x.len()),
        right,
        reference: found.value,
        error: found.error,
        status: found.status,
        value: Some(value),
        point: x.to_vec(),
    }
}

fn gradients() -> [Subject; 3] {
    [
        gradient(product, product, &[0.3, 1.7, 0.9]),
        gradient(valley, valley, &[-1.2, 0.8, 0.4]),
        gradient(distances, distances, &[0.7, -1.1, 2.3, 0.6]),
    ]
}

/// Matrices are stored column by column in nalgebra.
fn by_rows<T: nalgebra::Scalar>(m: &nalgebra::DMatrix<T>) -> Vec<T> {
    m.transpose().as_slice().to_vec()
}

fn hessians() -> [Subject; 3] {
    fn hessian(f: fn(&[Dual<Dual, 1>]) -> Dual<Dual, 1>, plain: Plain, x: &[f64]) -> Subject {
        let found = Hessian::numeric(plain).estimate(x);
        Subject {
            kind: Kind::Hessian,
            shape: (x.len(), x.len()),
            right: by_rows(&Hessian::new(f).at(x)),
            reference: by_rows(&found.value),
            error: by_rows(&found.error),
            status: by_rows(&found.status),
            value: None,
            point: x.to_vec(),
        }
    }
    [
        hessian(product, product, &[0.3, 1.7, 0.9]),
        hessian(valley, valley, &[-1.2, 0.8, 0.4]),
        hessian(distances, distances, &[0.7, -1.1, 2.3, 0.6]),
    ]
}

fn jacobians() -> [Subject; 3] {
    fn jacobian(f: fn(&[Dual]) -> Vec<Dual>, plain: fn(&[f64]) -> Vec<f64>, x: &[f64]) -> Subject {
        let found = Jacobian::numeric(plain).estimate(x);
        Subject {
            kind: Kind::Jacobian,
            shape: found.value.shape(),
            right: by_rows(&Jacobian::new(f).at(x)),
            reference: by_rows(&found.value),
            error: by_rows(&found.error),
            status: by_rows(&found.status),
            value: None,
            point: x.to_vec(),
        }
    }
    fn all<S: Scalar>(x: &[S]) -> Vec<S> {
        vec![product(x), valley(x), x[0] * 3.0 - x[1] * x[2]]
    }
    fn two<S: Scalar>(x: &[S]) -> Vec<S> {
        vec![
            x[0].cos() * x[1] + x[2] * 0.3,
            (x[0] - 2.0 * x[1]).exp() * x[2],
        ]
    }
    fn four<S: Scalar>(x: &[S]) -> Vec<S> {
        let r = (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]).sqrt();
        vec![
            r,
            x[1].atan2(x[0]),
            x[2] / r,
            x[0] * x[1] + 0.5 * x[2] * x[2],
        ]
    }
    [
        jacobian(all, all, &[0.3, 1.7, 0.9]),
        jacobian(two, two, &[-0.4, 1.3, 2.1]),
        jacobian(four, four, &[1.2, 0.7, -0.6]),
    ]
}

fn every_subject() -> Vec<Subject> {
    [gradients(), hessians(), jacobians()]
        .into_iter()
        .flatten()
        .collect()
}

fn multiply(by: f64) -> impl Fn(&mut [f64]) {
    move |g| g.iter_mut().for_each(|g| *g *= by)
}
