//! Checks of the exact [`Jacobian`].

use nalgebra::Dim;

use super::{NO_MATRIX, coordinates, exact_checks};
use crate::check::diagnosis::Kind;
use crate::check::hand::{HandMatrix, of_matrix};
use crate::check::subject::{Dense, Hand, Subject};
use crate::check::{Check, Report};
use crate::exact::ExactKind;
use crate::operator::Jacobian;
use crate::output::Output;
use crate::point::Point;
use crate::scalar::Dual;

impl<F, K: ExactKind<Scalar = f64>> Jacobian<F, K> {
    exact_checks!([R] NO_MATRIX, HandMatrix,
        "use partials::Jacobian;\n\n\
         let report = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]).check(&[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");",
        "use partials::Jacobian;\n\n\
         let f = Jacobian::new(|x| [x[0] * x[1], x[0].sin()]);\n\
         let report = f.check_against(|x| [[x[1], x[0]], [x[0].cos(), 0.0]], &[0.7, 1.9]);\n\
         assert!(report.passed(), \"{report}\");");

    fn subject<'a, G: HandMatrix, R>(
        &'a self,
        hand: Option<impl Fn(&[f64]) -> G + 'a>,
    ) -> Subject<'a, K::Error>
    where
        F: Fn(&[Dual<f64>]) -> K::Outcome<R>,
        R: Output<Dual<f64>>,
    {
        Subject {
            kind: Kind::Jacobian,
            order: 1,
            values: Box::new(|x| {
                let x: Vec<_> = x.iter().map(|x| Dual::constant(*x)).collect();
                let y: R = K::result((self.f)(&x))?;
                let m = y.rows().value();
                Ok((0..m).map(|i| y.value(i).value).collect())
            }),
            own: None,
            exact: Some(Box::new(|x| {
                K::result(self.at::<_, R>(x)).map(|matrix| Dense::of(&matrix))
            })),
            exact_along: Some(Box::new(|x, v| {
                // The derivative by t of f(x + t v).
                let along = |t: Dual<f64>| -> Vec<Dual<f64>> {
                    x.iter().zip(v).map(|(x, v)| *x + *v * t).collect()
                };
                let line = Jacobian {
                    f: |t: &[Dual<f64>]| (self.f)(&along(t[0])),
                    kind: self.kind,
                };
                K::result(line.at::<_, R>(&[0.0][..])).map(|column| Dense::of(&column).values)
            })),
            hand: hand.map(|hand| -> Hand<'_> { Box::new(move |x| of_matrix(&hand(x))) }),
        }
    }
}
