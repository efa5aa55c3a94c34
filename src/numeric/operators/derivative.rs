//! The numerical [`Derivative`].

use super::evaluation::EvaluateLine;
use super::kind::{Numeric, Progress};
use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::numeric::search::stencil::POINTS;
use crate::operator::{Derivative, Returns};

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
        R::outcome(self.search(x).map(|(estimate, _)| estimate))
    }

    /// The derivative at x. Cost: as [`estimate`](Self::estimate), which tells what it is worth.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::numeric(|x| x * x).at(3.0), 6.0);
    /// ```
    pub fn at(&self, x: f64) -> R::Outcome<f64> {
        R::outcome(self.search(x).map(|(estimate, _)| estimate.value))
    }

    /// The value and the derivative, `(f(x), f'(x))`. A fixed-step difference that does not use
    /// the value takes one more evaluation for it.
    pub fn value_and_derivative(&self, x: f64) -> R::Outcome<(f64, f64)> {
        R::outcome(self.value_derivative(x))
    }

    fn value_derivative(&self, x: f64) -> Result<(f64, f64), R::Error> {
        let (estimate, known) = self.search(x)?;
        let mut value = [f64::NAN];
        match known {
            Some(known) => value = [known],
            None => W::evaluate(&self.f, &[x], &mut value)?,
        }
        Ok((value[0], estimate.value))
    }

    fn search(&self, x: f64) -> Result<(Estimate<f64>, Option<f64>), R::Error> {
        self.kind.settings.check(&[x]);
        let mut search = Search::new(&self.kind.settings, 0, x);
        let mut values = [0.0; POINTS];
        loop {
            if let Some(estimate) = search.estimate() {
                return Ok((estimate, search.value_at_x()));
            }
            let asked = search.ask();
            let values = &mut values[..asked.len()];
            W::evaluate(&self.f, asked, values)?;
            search.tell(values);
            (self.kind.hook)(Progress {
                evaluations: search.evaluations(),
                finished: usize::from(search.estimate().is_some()),
                entries: 1,
            });
        }
    }
}
