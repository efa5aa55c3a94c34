//! [`Agreement`]: the derivatives of a function by every kind, each held against finite differences.

use std::fmt;

use nalgebra::Dim;

use super::{Function, VectorFunction};
use crate::check::Report;
use crate::error::Error;
use crate::operator::{Gradient, Hessian, Jacobian};
use crate::point::Point;

/// Up to how many variables Hessians are checked: numerical ones take some ten evaluations an entry.
const WITH_HESSIAN: usize = 12;

/// What [`Function::check`] has found: a [`Report`] for every kind, or why a kind refuses the function, as
/// machine code does where a plain number is taken out. [`Display`](fmt::Display) prints all of them, a passed
/// one in a line, and a line more for what is the slope to the right of a kink.
///
/// ```
/// use partials::{Function, function};
///
/// let agreement = function!(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]);
/// assert!(agreement.to_string().contains("gradient, reverse: agrees with finite differences"));
///
/// let bent = function!(|x| x[0].max(0.0) + x[1].powi(2)).check(&[0.0, 1.9]).to_string();
/// assert!(bent.contains("forward: agrees with finite differences\none-sided: the function has a kink here"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Agreement {
    reports: Vec<(&'static str, Result<Report, Error>)>,
}

impl Agreement {
    pub(super) fn of<F, X>(f: &F, x: &X) -> Self
    where
        F: Function + ?Sized,
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut reports = vec![
            (
                "gradient, forward",
                Ok(Gradient::new(|x| f.eval(x)).check(x)),
            ),
            (
                "gradient, reverse",
                Ok(Gradient::reverse(|x| f.eval(x)).check(x)),
            ),
            #[cfg(feature = "compiled")]
            ("gradient, compiled", {
                let gradient = Gradient::compiled(|x| f.eval(x));
                accepted(gradient.compile_for(x)).map(|()| gradient.check(x))
            }),
        ];
        if x.dimension().value() <= WITH_HESSIAN {
            reports.push(("Hessian, forward", Ok(Hessian::new(|x| f.eval(x)).check(x))));
            reports.push((
                "Hessian, reverse",
                Ok(Hessian::reverse(|x| f.eval(x)).check(x)),
            ));
            #[cfg(feature = "compiled")]
            reports.push(("Hessian, compiled", {
                let hessian = Hessian::compiled(|x| f.eval(x));
                accepted(hessian.compile_for(x)).map(|()| hessian.check(x))
            }));
        }
        Self { reports }
    }

    pub(super) fn of_vector<F, X>(f: &F, x: &X) -> Self
    where
        F: VectorFunction + ?Sized,
        X: Point<Scalar = f64> + ?Sized,
    {
        let reports = vec![
            (
                "Jacobian, forward",
                Ok(Jacobian::new(|x| f.eval(x)).check(x)),
            ),
            (
                "Jacobian, reverse",
                Ok(Jacobian::reverse(|x| f.eval(x)).check(x)),
            ),
            #[cfg(feature = "compiled")]
            ("Jacobian, compiled", {
                let jacobian = Jacobian::compiled(|x| f.eval(x));
                accepted(jacobian.compile_for(x)).map(|()| jacobian.check(x))
            }),
        ];
        Self { reports }
    }

    /// Whether everything agrees, and nothing is refused.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// assert!(function!(|x| x[0] * x[1].sin()).check(&[0.7, 1.9]).passed());
    /// assert!(!function!(|x| x[0].re() * x[1].sin()).check(&[0.7, 1.9]).passed());
    /// ```
    #[must_use]
    pub fn passed(&self) -> bool {
        let is_passed = |report: &Result<Report, Error>| report.as_ref().is_ok_and(Report::passed);
        self.reports.iter().all(|(_, report)| is_passed(report))
    }

    /// The reports, each with its derivative and kind.
    ///
    /// ```
    /// use partials::{Function, function};
    ///
    /// let agreement = function!(|x| x[0].re() * x[1].sin()).check(&[0.7, 1.9]);
    /// let (kind, report) = agreement.reports().next().unwrap();
    /// assert_eq!((kind, report.unwrap().worst().unwrap().column), ("gradient, forward", 0));
    /// ```
    pub fn reports(&self) -> impl Iterator<Item = (&'static str, Result<&Report, &Error>)> {
        self.reports
            .iter()
            .map(|(kind, report)| (*kind, report.as_ref()))
    }
}

/// Whether the compiled kind takes a function: by code, or by evaluating its graph.
#[cfg(feature = "compiled")]
fn accepted(ahead: Result<(), Error>) -> Result<(), Error> {
    match ahead {
        Err(error @ (Error::NotReplayable { .. } | Error::GraphLimit { .. })) => Err(error),
        _ => Ok(()),
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, report) in &self.reports {
            match report {
                Ok(report) if report.passed() => {
                    writeln!(f, "{kind}: agrees with finite differences")?;
                    report.write_sides(f)?;
                }
                Ok(report) => writeln!(f, "{kind}:\n{report}")?,
                Err(error) => writeln!(f, "{kind}: {error}")?,
            }
        }
        Ok(())
    }
}
