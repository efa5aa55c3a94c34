//! Checks of the exact [`Hessian`].

use super::{NO_MATRIX, coordinates, exact_checks};
use crate::check::diagnosis::Kind;
use crate::check::hand::{HandMatrix, of_matrix};
use crate::check::subject::{Dense, Hand, Subject};
use crate::check::{Check, Report};
use crate::exact::ExactKind;
use crate::operator::Hessian;
use crate::point::Point;
use crate::scalar::Dual;

impl<F, K: ExactKind<Scalar = f64>> Hessian<F, K>
where
    F: Fn(&[Dual<Dual<f64>, 1>]) -> K::Outcome<Dual<Dual<f64>, 1>>,
{
    exact_checks!([] NO_MATRIX, HandMatrix,
        "use partials::Hessian;\n\n\
         let report = Hessian::new(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");",
        "use partials::Hessian;\n\n\
         let f = Hessian::new(|x| x[0] * x[0] * x[1]);\n\
         let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];\n\
         let report = f.check_against(hand, &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: HandMatrix>(
        &'a self,
        hand: Option<impl Fn(&[f64]) -> G + 'a>,
    ) -> Subject<'a, K::Error> {
        Subject {
            kind: Kind::Hessian,
            order: 2,
            values: Box::new(|x| {
                let constant = |x: &f64| Dual::constant(Dual::constant(*x));
                let x: Vec<_> = x.iter().map(constant).collect();
                Ok(vec![K::result((self.f)(&x))?.value.value])
            }),
            own: None,
            exact: Some(Box::new(|x| {
                K::result(self.at(x)).map(|matrix| Dense::of(&matrix))
            })),
            exact_along: Some(Box::new(|x, v| {
                let product = K::result(self.hvp(x, v))?;
                Ok(vec![product.iter().zip(v).map(|(p, v)| p * v).sum()])
            })),
            hand: hand.map(|hand| -> Hand<'_> { Box::new(move |x| of_matrix(&hand(x))) }),
        }
    }
}
