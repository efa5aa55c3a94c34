//! The numerical [`Derivative`].

use super::evaluation::EvaluateLine;
use super::kind::Numeric;
use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::numeric::search::stencil::POINTS;
use crate::operator::{Derivative, DerivativeKind, Progress, Returns};

impl<F, W, R: Returns, H> Derivative<F, Numeric<W, R, H>> {
    /// The derivative of order `n`, 1 to 4, in place of the first.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let curvature = Derivative::numeric(|x| x.exp()).order(2).estimate(0.0);
    /// assert!((curvature.value - 1.0).abs() <= curvature.error && curvature.error < 1e-10);
    /// ```
    ///
    /// # Panics
    ///
    /// For any other order.
    #[must_use]
    pub fn order(mut self, n: usize) -> Self {
        self.kind.settings = self.kind.settings.order(n);
        self
    }
}

impl<F, W, R: Returns, H: Fn(Progress)> Derivative<F, Numeric<W, R, H>>
where
    W: EvaluateLine<F, R>,
{
    /// The derivative at x with a bound on its error. Cost: some 13 evaluations, and no more than
    /// the budget.
    ///
    /// # Panics
    ///
    /// Where the closure panics, and if x is outside its bounds.
    ///
    /// ```
    /// use partials::{Derivative, Status};
    ///
    /// let slope = Derivative::numeric(|x| x.abs()).estimate(0.0);
    /// assert_eq!(slope.status, Status::Kink);
    /// assert!(slope.error >= 1.0);
    /// ```
    pub fn estimate(&self, x: f64) -> R::Outcome<Estimate<f64>> {
        let found = self.kind.search(&self.f, x);
        R::outcome(found.map(|(estimate, _)| estimate))
    }
}

#[diagnostic::do_not_recommend]
impl<F, W, R: Returns, H: Fn(Progress)> DerivativeKind<F> for Numeric<W, R, H>
where
    W: EvaluateLine<F, R>,
{
    fn value(&self, f: &F, x: f64) -> Result<f64, R::Error> {
        let mut value = [f64::NAN];
        W::evaluate(f, &[x], &mut value)?;
        Ok(value[0])
    }

    fn value_and_derivative(&self, f: &F, x: f64) -> Result<(f64, f64), R::Error> {
        let (estimate, known) = self.search(f, x)?;
        let value = match known {
            Some(known) => known,
            None => self.value(f, x)?,
        };
        Ok((value, estimate.value))
    }

    fn derivative(&self, f: &F, x: f64) -> Result<f64, R::Error> {
        self.search(f, x).map(|(estimate, _)| estimate.value)
    }
}

impl<W, R: Returns, H: Fn(Progress)> Numeric<W, R, H> {
    /// The derivative, and f(x) if it was used.
    fn search<F>(&self, f: &F, x: f64) -> Result<(Estimate<f64>, Option<f64>), R::Error>
    where
        W: EvaluateLine<F, R>,
    {
        self.settings.check(&[x]);
        let mut search = Search::new(&self.settings, 0, x);
        let mut values = [0.0; POINTS];
        loop {
            if let Some(estimate) = search.estimate() {
                return Ok((estimate, search.value_at_x()));
            }
            let asked = search.ask();
            let values = &mut values[..asked.len()];
            W::evaluate(f, asked, values)?;
            search.tell(values);
            (self.hook)(Progress {
                evaluations: search.evaluations(),
                finished: usize::from(search.estimate().is_some()),
                entries: 1,
            });
        }
    }
}
