//! [`Problem`]: an objective or residuals for argmin.

use argmin::core::{self, CostFunction, Error, Operator};
use nalgebra::DMatrix;

use crate::function::{Objective, Residuals};

/// An [`Objective`] or [`Residuals`] as a problem of argmin, over `Vec<f64>`.
///
/// An objective is a `CostFunction`, a `Gradient`, and, where it has second derivatives, a `Hessian` of rows;
/// residuals are an `Operator` and a `Jacobian` of rows. The traits are those of
/// [`argmin`](crate::optimisers::argmin) as it is handed on here.
///
/// ```
/// use partials::function;
/// use partials::optimisers::Problem;
/// use partials::optimisers::argmin::core::{Executor, State};
/// use partials::optimisers::argmin::solver::linesearch::MoreThuenteLineSearch;
/// use partials::optimisers::argmin::solver::quasinewton::LBFGS;
///
/// let f = function!(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
/// let solver = LBFGS::new(MoreThuenteLineSearch::new(), 7);
/// let found = Executor::new(Problem::new(f), solver)
///     .configure(|state| state.param(vec![-1.2, 1.0]).max_iters(100))
///     .run()
///     .unwrap();
/// let x = found.state.get_best_param().unwrap();
/// assert!((x[0] - 1.0).abs() < 1e-6 && (x[1] - 1.0).abs() < 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct Problem<O> {
    objective: O,
}

impl<O> Problem<O> {
    /// For an objective, or for residuals.
    ///
    /// ```
    /// use partials::function;
    /// use partials::optimisers::Problem;
    /// use partials::optimisers::argmin::core::{CostFunction, Gradient};
    ///
    /// let problem = Problem::new(function!(|x| x[0] * x[1]));
    /// assert_eq!(problem.cost(&vec![2.0, 3.0]).unwrap(), 6.0);
    /// assert_eq!(problem.gradient(&vec![2.0, 3.0]).unwrap(), [3.0, 2.0]);
    /// ```
    pub fn new(objective: O) -> Self {
        Self { objective }
    }

    /// What it is made of.
    ///
    /// ```
    /// use partials::optimisers::Problem;
    /// use partials::{Function, function};
    ///
    /// let problem = Problem::new(function!(|x| x[0] * x[1]));
    /// assert_eq!(problem.into_inner().value(&[2.0, 3.0]), 6.0);
    /// ```
    pub fn into_inner(self) -> O {
        self.objective
    }
}

impl<O: Objective> CostFunction for Problem<O> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Error> {
        self.objective.evaluate(x).map_err(Error::from_boxed)
    }
}

impl<O: Objective> core::Gradient for Problem<O> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let mut gradient = vec![0.0; x.len()];
        let found = self.objective.gradient_into(x, &mut gradient);
        found.map(|_| gradient).map_err(Error::from_boxed)
    }
}

impl<O: Objective> core::Hessian for Problem<O> {
    type Param = Vec<f64>;
    type Hessian = Vec<Vec<f64>>;

    fn hessian(&self, x: &Vec<f64>) -> Result<Vec<Vec<f64>>, Error> {
        let n = x.len();
        let (mut gradient, mut hessian) = (vec![0.0; n], DMatrix::zeros(n, n));
        let found = self.objective.hessian_into(x, &mut gradient, &mut hessian);
        found.map(|_| rows(&hessian)).map_err(Error::from_boxed)
    }
}

impl<O: Residuals> Operator for Problem<O> {
    type Param = Vec<f64>;
    type Output = Vec<f64>;

    fn apply(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        self.objective.residuals(x).map_err(Error::from_boxed)
    }
}

impl<O: Residuals> core::Jacobian for Problem<O> {
    type Param = Vec<f64>;
    type Jacobian = Vec<Vec<f64>>;

    fn jacobian(&self, x: &Vec<f64>) -> Result<Vec<Vec<f64>>, Error> {
        let found = self.objective.residuals_and_jacobian(x);
        found
            .map(|(_, jacobian)| rows(&jacobian))
            .map_err(Error::from_boxed)
    }
}

fn rows(matrix: &DMatrix<f64>) -> Vec<Vec<f64>> {
    matrix
        .row_iter()
        .map(|row| row.iter().copied().collect())
        .collect()
}
