//! Numerical operators: their derivative is the measurement itself.

use super::Checked;
use crate::check::diagnosis::Kind;
use crate::check::subject::{Dense, Measured, Own, Subject};
use crate::numeric::{Evaluate, EvaluateLine, Numeric, OfGradient, Progress, value_at};
use crate::operator::{
    Derivative, DerivativeKind, Gradient, GradientKind, Hessian, Jacobian, JacobianKind, Returns,
};
use crate::output::{Output, listed};

impl<F, W, R: Returns, H: Fn(Progress)> Checked for Derivative<F, Numeric<W, R, H>>
where
    W: EvaluateLine<F, R>,
{
    type Error = R::Error;

    fn subject(&self) -> Subject<'_, R::Error> {
        Subject {
            kind: Kind::Derivative,
            order: self.kind.order(),
            values: Box::new(|x| Ok(vec![self.kind.value(&self.f, x[0])?])),
            own: Own::Numerical {
                at: Box::new(|x| {
                    let found = R::result(self.estimate(x[0]))?;
                    Ok(Measured {
                        value: Dense::row(vec![found.value]),
                        error: vec![found.error],
                        status: vec![found.status],
                        backward: vec![None],
                        evaluations: found.evaluations,
                    })
                }),
                settings: self.kind.settings(),
            },
            hand: None,
        }
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Checked for Gradient<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    type Error = R::Error;

    fn subject(&self) -> Subject<'_, R::Error> {
        Subject {
            kind: Kind::Gradient,
            order: self.kind.order(),
            values: Box::new(|x| Ok(vec![GradientKind::value(&self.kind, &self.f, x)?])),
            own: Own::Numerical {
                at: Box::new(|x| {
                    let found = R::result(self.estimate(x))?;
                    Ok(Measured {
                        value: Dense::row(found.value),
                        error: found.error,
                        backward: vec![None; found.status.len()],
                        status: found.status,
                        evaluations: found.evaluations,
                    })
                }),
                settings: self.kind.settings(),
            },
            hand: None,
        }
    }
}

impl<F, W, R: Returns, H: Fn(Progress), Y> Checked<Y> for Jacobian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    type Error = R::Error;

    fn subject(&self) -> Subject<'_, R::Error> {
        Subject {
            kind: Kind::Jacobian,
            order: self.kind.order(),
            values: Box::new(|x| {
                Ok(listed(&JacobianKind::<F, Y>::values(
                    &self.kind, &self.f, x,
                )?))
            }),
            own: Own::Numerical {
                at: Box::new(|x| {
                    let found = R::result(self.estimate::<_, Y>(x))?;
                    Ok(Measured::of(&found))
                }),
                settings: self.kind.settings(),
            },
            hand: None,
        }
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Checked for Hessian<F, Numeric<W, R, H>>
where
    W: Evaluate<F, f64, R>,
{
    type Error = R::Error;

    fn subject(&self) -> Subject<'_, R::Error> {
        Subject {
            kind: Kind::Hessian,
            order: 2,
            values: Box::new(|x| Ok(vec![value_at::<W, F, f64, R>(&self.f, x)?])),
            own: Own::Numerical {
                at: Box::new(|x| {
                    let found = R::result(self.estimate(x))?;
                    Ok(Measured::of(&found))
                }),
                settings: self.kind.settings(),
            },
            hand: None,
        }
    }
}

/// The matrix is the Jacobian of the gradient, and is checked as that.
impl<F, W, R: Returns, H: Fn(Progress), Y> Checked<Y> for Hessian<F, OfGradient<W, R, H>>
where
    W: Evaluate<F, Y, R>,
    Y: Output<f64>,
{
    type Error = R::Error;

    fn subject(&self) -> Subject<'_, R::Error> {
        let kind = self.kind.of_entries();
        Subject {
            kind: Kind::Jacobian,
            order: 1,
            values: Box::new(|x| Ok(listed(&JacobianKind::<F, Y>::values(kind, &self.f, x)?))),
            own: Own::Numerical {
                at: Box::new(|x| {
                    let found = R::result(self.estimate::<_, Y>(x))?;
                    Ok(Measured::of(&found))
                }),
                settings: kind.settings(),
            },
            hand: None,
        }
    }
}
