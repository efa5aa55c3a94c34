//! [`Bounded`]: minima within bounds, by PANOC.

use std::cell::RefCell;

use optimization_engine::constraints::Rectangle;
use optimization_engine::panoc::{PANOCCache, PANOCOptimizer};
use optimization_engine::{Problem, SolverError};

use crate::function::{Failure, Objective};

/// Minimises an [`Objective`] within bounds, `low ≤ x ≤ high`, by PANOC: projected gradients with L-BFGS
/// directions (L. Stella, A. Themelis, P. Sopasakis, P. Patrinos, 2017).
///
/// ```
/// use partials::Gradient;
/// use partials::optimisers::Bounded;
///
/// let f = Gradient::new(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
/// let low = [-2.0, -2.0];
/// let high = [0.5, 2.0];
/// let found = Bounded::new(&low, &high).minimise(&f, &[-1.2, 1.0]).unwrap();
/// assert!(found.converged);
/// assert!((found.x[0] - 0.5).abs() < 1e-7 && (found.x[1] - 0.25).abs() < 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct Bounded {
    low: Vec<f64>,
    high: Vec<f64>,
    tolerance: f64,
    iterations: usize,
}

/// What a minimisation has found.
///
/// ```
/// use partials::Gradient;
/// use partials::optimisers::{Bounded, Minimum};
///
/// let f = Gradient::new(|x| (x[0] - 3.0).powi(2));
/// let found: Minimum = Bounded::new(&[0.0], &[2.0]).minimise(&f, &[1.0]).unwrap();
/// assert!(found.converged && found.gradients > 0);
/// assert!((found.x[0] - 2.0).abs() < 1e-9 && (found.value - 1.0).abs() < 1e-8);
/// ```
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub struct Minimum {
    /// Where.
    pub x: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// How many iterations it took.
    pub iterations: usize,
    /// How often the gradient was evaluated.
    pub gradients: usize,
    /// Whether the projected gradient became small enough.
    pub converged: bool,
}

impl Bounded {
    /// Within these bounds, one for each variable; an infinite one is none.
    ///
    /// ```
    /// use partials::Gradient;
    /// use partials::optimisers::Bounded;
    ///
    /// let f = Gradient::new(|x| (x[0] - 3.0).powi(2) + (x[1] + 1.0).powi(2));
    /// let positive = Bounded::new(&[f64::NEG_INFINITY, 0.0], &[f64::INFINITY; 2]); // x[1], that is
    /// let found = positive.minimise(&f, &[1.0, 1.0]).unwrap();
    /// assert!((found.x[0] - 3.0).abs() < 1e-8 && found.x[1].abs() < 1e-8);
    /// ```
    #[must_use]
    pub fn new(low: &[f64], high: &[f64]) -> Self {
        Self {
            low: low.to_vec(),
            high: high.to_vec(),
            tolerance: 1e-9,
            iterations: 1_000,
        }
    }

    /// It stops where a step along the projected gradient, divided by its length, is no longer than that.
    ///
    /// ```
    /// use partials::Gradient;
    /// use partials::optimisers::Bounded;
    ///
    /// let f = Gradient::new(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
    /// let fine = Bounded::new(&[-2.0; 2], &[2.0; 2]);
    /// let coarse = fine.clone().tolerance(1e-2);
    /// let gradients = |solver: Bounded| solver.minimise(&f, &[-1.2, 1.0]).unwrap().gradients;
    /// assert!(gradients(coarse) < gradients(fine));
    /// ```
    #[must_use]
    pub fn tolerance(self, tolerance: f64) -> Self {
        Self { tolerance, ..self }
    }

    /// At most so many iterations.
    ///
    /// ```
    /// use partials::Gradient;
    /// use partials::optimisers::Bounded;
    ///
    /// let f = Gradient::new(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
    /// let found = Bounded::new(&[-2.0; 2], &[2.0; 2]).iterations(3).minimise(&f, &[-1.2, 1.0]).unwrap();
    /// assert!(!found.converged && found.iterations <= 3);
    /// ```
    #[must_use]
    pub fn iterations(self, iterations: usize) -> Self {
        Self { iterations, ..self }
    }

    /// The minimum near `start`.
    ///
    /// # Errors
    ///
    /// With what an evaluation fails with, and where the solver meets a value that is not finite. That there is
    /// no convergence is no error, but said in the [`Minimum`].
    ///
    /// # Panics
    ///
    /// If bounds are not in order, or not as many as there are variables.
    ///
    /// ```
    /// use partials::Gradient;
    /// use partials::optimisers::Bounded;
    ///
    /// let f = Gradient::try_new(|x| if x[0] > 0.0 { Ok(x[0] - x[0].ln()) } else { Err("no logarithm") });
    /// let found = Bounded::new(&[0.1], &[9.0]).minimise(&f, &[4.0]).unwrap();
    /// assert!((found.x[0] - 1.0).abs() < 1e-7);
    /// let failure = Bounded::new(&[-9.0], &[9.0]).minimise(&f, &[-4.0]).unwrap_err();
    /// assert_eq!(failure.to_string(), "no logarithm");
    /// ```
    #[track_caller]
    pub fn minimise(&self, f: &dyn Objective, start: &[f64]) -> Result<Minimum, Failure> {
        self.check_bounds(start.len());
        let bounds = Rectangle::new(Some(&self.low), Some(&self.high));
        // The solver hands on no failure of ours, only that there was one.
        let failure = RefCell::new(None);
        let gradients = RefCell::new(0);
        let failed = |found: Failure| {
            *failure.borrow_mut() = Some(found);
            SolverError::Cost("the objective failed")
        };
        let gradient = |x: &[f64], gradient: &mut [f64]| {
            *gradients.borrow_mut() += 1;
            f.gradient_into(x, gradient).map(drop).map_err(failed)
        };
        let value = |x: &[f64], value: &mut f64| {
            *value = f.evaluate(x).map_err(failed)?;
            Ok(())
        };
        let mut x = start.to_vec();
        // The memory of L-BFGS: more buys little.
        let mut cache = PANOCCache::new(x.len(), self.tolerance, 10);
        let status = PANOCOptimizer::new(Problem::new(&bounds, gradient, value), &mut cache)
            .with_max_iter(self.iterations)
            .solve(&mut x);
        if let Some(failure) = failure.into_inner() {
            return Err(failure);
        }
        let status = status.map_err(|error| format!("{error:?}"))?;
        Ok(Minimum {
            value: f.evaluate(&x)?,
            x,
            iterations: status.iterations(),
            gradients: gradients.into_inner(),
            converged: status.has_converged(),
        })
    }

    #[track_caller]
    fn check_bounds(&self, n: usize) {
        assert!(
            self.low.len() == n && self.high.len() == n,
            "{} lower and {} upper bounds for {n} variables",
            self.low.len(),
            self.high.len()
        );
        for (i, (low, high)) in self.low.iter().zip(&self.high).enumerate() {
            assert!(
                low <= high,
                "the bounds of variable {i} are not in order: {low} and {high}"
            );
        }
    }
}
