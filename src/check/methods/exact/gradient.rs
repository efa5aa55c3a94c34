//! Checks of the exact [`Gradient`].

use super::{NO_VECTOR, coordinates, exact_checks};
use crate::check::diagnosis::Kind;
use crate::check::hand::of_vector;
use crate::check::subject::{Dense, Hand, Subject};
use crate::check::{Check, Report};
use crate::exact::ExactKind;
use crate::operator::Gradient;
use crate::output::Output;
use crate::point::Point;
use crate::scalar::Dual;

impl<F, K: ExactKind<Scalar = f64>> Gradient<F, K>
where
    F: Fn(&[Dual<f64>]) -> K::Outcome<Dual<f64>>,
{
    exact_checks!([] NO_VECTOR, Output<f64>,
        "use partials::Gradient;\n\n\
         let report = Gradient::new(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");\n\n\
         // `re` takes out a plain number, and the derivative is lost.\n\
         let cut = Gradient::new(|x| x[0] * x[1].re().sin()).check(&[0.7, 1.9]);\n\
         assert!(!cut.passed());",
        "use partials::Gradient;\n\n\
         let f = Gradient::new(|x| x[0] * x[1].sin());\n\
         let report = f.check_against(|x| [x[1].sin(), x[0] * x[1].cos()], &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: Output<f64>>(
        &'a self,
        hand: Option<impl Fn(&[f64]) -> G + 'a>,
    ) -> Subject<'a, K::Error> {
        Subject {
            kind: Kind::Gradient,
            order: 1,
            values: Box::new(|x| {
                let x: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
                Ok(vec![K::result((self.f)(&x))?.value])
            }),
            own: None,
            exact: Some(Box::new(|x| K::result(self.at(x)).map(Dense::row))),
            exact_along: Some(Box::new(|x, v| Ok(vec![K::result(self.jvp(x, v))?]))),
            hand: hand.map(|hand| -> Hand<'_> { Box::new(move |x| of_vector(&hand(x))) }),
        }
    }
}
