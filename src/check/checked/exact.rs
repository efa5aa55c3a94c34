//! Exact operators: their derivative is a claim.

use super::Checked;
use crate::check::diagnosis::Kind;
use crate::check::subject::{Dense, Own, Subject};
use crate::operator::{
    Derivative, ExactDerivative, Gradient, GradientKind, Hessian, HessianKind, IsExact, Jacobian,
    JacobianKind,
};
use crate::output::{Output, listed};

impl<F, K> Checked for Derivative<F, K>
where
    K: ExactDerivative<F, Scalar = f64> + IsExact,
{
    type Error = K::Error;

    fn subject(&self) -> Subject<'_, K::Error> {
        Subject {
            kind: Kind::Derivative,
            order: K::ORDER,
            values: Box::new(|x| Ok(vec![self.kind.value(&self.f, x[0])?])),
            own: Own::Exact {
                at: Box::new(|x| {
                    let slope = self.kind.derivative(&self.f, x[0])?;
                    Ok(Dense::row(vec![slope]))
                }),
                along: Box::new(|x, v| Ok(vec![self.kind.jvp(&self.f, x[0], v[0])?])),
            },
            hand: None,
        }
    }
}

impl<F, K> Checked for Gradient<F, K>
where
    K: GradientKind<F, Scalar = f64> + IsExact,
{
    type Error = K::Error;

    fn subject(&self) -> Subject<'_, K::Error> {
        Subject {
            kind: Kind::Gradient,
            order: 1,
            values: Box::new(|x| Ok(vec![self.kind.value(&self.f, x)?])),
            own: Own::Exact {
                at: Box::new(|x| self.kind.gradient(&self.f, x).map(Dense::row)),
                along: Box::new(|x, v| Ok(vec![self.kind.jvp(&self.f, x, v)?])),
            },
            hand: None,
        }
    }
}

impl<F, K, Y> Checked<Y> for Jacobian<F, K>
where
    Y: Output<K::Number>,
    K: JacobianKind<F, Y, Scalar = f64> + IsExact,
{
    type Error = K::Error;

    fn subject(&self) -> Subject<'_, K::Error> {
        Subject {
            kind: Kind::Jacobian,
            order: 1,
            values: Box::new(|x| Ok(listed(&self.kind.values(&self.f, x)?))),
            own: Own::Exact {
                at: Box::new(|x| Ok(Dense::of(&self.kind.jacobian(&self.f, x)?))),
                along: Box::new(|x, v| Ok(listed(&self.kind.jvp(&self.f, x, v)?))),
            },
            hand: None,
        }
    }
}

impl<F, K> Checked for Hessian<F, K>
where
    K: HessianKind<F, f64, Scalar = f64, Value = f64> + IsExact,
{
    type Error = K::Error;

    fn subject(&self) -> Subject<'_, K::Error> {
        Subject {
            kind: Kind::Hessian,
            order: 2,
            values: Box::new(|x| Ok(vec![self.kind.value(&self.f, x)?])),
            own: Own::Exact {
                at: Box::new(|x| {
                    let (_, _, hessian) = self.kind.value_gradient_hessian(&self.f, x)?;
                    Ok(Dense::of(&hessian))
                }),
                along: Box::new(|x, v| {
                    let product = self.kind.hvp(&self.f, x, v)?;
                    Ok(vec![product.iter().zip(v).map(|(p, v)| p * v).sum()])
                }),
            },
            hand: None,
        }
    }
}
