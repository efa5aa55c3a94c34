//! [`LeastSquares`]: nonlinear least squares by the method of Levenberg and Marquardt.

use std::cell::RefCell;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt, TerminationReason};
use nalgebra::DMatrix;
// The solver has its own version of nalgebra.
use nalgebra_of_levenberg_marquardt as other;

use crate::function::{Failure, Residuals};

/// Minimises `Σ rᵢ(x)²` by the method of Levenberg and Marquardt, as MINPACK has it (J. Moré, 1978).
///
/// ```
/// use partials::optimisers::LeastSquares;
/// use partials::vector_function;
///
/// let t = [0.0, 1.0, 2.0, 3.0];
/// let y = t.map(|t: f64| 3.0 * (-0.5 * t).exp());
/// let f = vector_function!(|x| [0, 1, 2, 3].map(|i| x[0] * (-x[1] * t[i]).exp() - y[i]));
/// let fit = LeastSquares::new().minimise(&f, &[1.0, 1.0]).unwrap();
/// assert!(fit.converged && fit.residual_sum_of_squares < 1e-24);
/// assert!((fit.x[1] - 0.5).abs() < 1e-10);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LeastSquares {
    tolerance: f64,
    patience: usize,
}

/// What a fit has found.
///
/// ```
/// use partials::optimisers::{Fit, LeastSquares};
/// use partials::vector_function;
///
/// // The mean of 1, 2 and 6.
/// let f = vector_function!(|x| [x[0] - 1.0, x[0] - 2.0, x[0] - 6.0]);
/// let fit: Fit = LeastSquares::new().minimise(&f, &[0.0]).unwrap();
/// assert!(fit.converged && (fit.x[0] - 3.0).abs() < 1e-12, "{}", fit.reason);
/// assert!((fit.residual_sum_of_squares - 14.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub struct Fit {
    /// The parameters.
    pub x: Vec<f64>,
    /// `Σ rᵢ(x)²`.
    pub residual_sum_of_squares: f64,
    /// How often the residuals were evaluated.
    pub evaluations: usize,
    /// Whether the solver is satisfied: with the sum, the step or the gradient, or since no further progress is
    /// possible in this precision.
    pub converged: bool,
    /// Why it stopped, in its own words.
    pub reason: String,
}

impl Fit {
    /// The covariance of the parameters, `s² (JᵀJ)⁻¹`, with the Jacobian `J` of the residuals where the fit ended and
    /// `s² = Σ rᵢ² / (m − n)`, for `m` residuals that deviate alike and `n` parameters.
    ///
    /// All of it is NaN where nothing can be said: without degrees of freedom, `m ≤ n`, and where the columns of `J`
    /// are linearly dependent, so that parameters cannot be told apart. Which units they have does not matter.
    ///
    /// `f` is the function that was fitted. Cost: that of one Jacobian.
    ///
    /// # Errors
    ///
    /// With what an evaluation fails with.
    ///
    /// ```
    /// use partials::optimisers::LeastSquares;
    /// use partials::vector_function;
    ///
    /// // A line through 0, 1, 1 and 2 at -1, 0, 1 and 2: s² = 0.2 / 2, JᵀJ = [4, 2; 2, 6].
    /// let (t, y) = ([-1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 1.0, 2.0]);
    /// let f = vector_function!(|x| [0, 1, 2, 3].map(|i| x[0] + x[1] * t[i] - y[i]));
    /// let fit = LeastSquares::new().minimise(&f, &[0.0, 0.0]).unwrap();
    /// let expected = nalgebra::dmatrix![6.0, -2.0; -2.0, 4.0] * 0.1 / 20.0;
    /// assert!((fit.covariance(&f).unwrap() - expected).norm() < 1e-14);
    /// ```
    pub fn covariance(&self, f: &dyn Residuals) -> Result<DMatrix<f64>, Failure> {
        let (_, jacobian) = f.residuals_and_jacobian(&self.x)?;
        let (m, n) = jacobian.shape();
        let inverse = if m > n && n > 0 {
            inverse_of_square(jacobian)
        } else {
            None
        };
        Ok(match inverse {
            Some(inverse) => inverse * (self.residual_sum_of_squares / (m - n) as f64),
            None => DMatrix::from_element(n, n, f64::NAN),
        })
    }

    /// The standard errors of the parameters, the roots of the diagonal of the [`covariance`](Self::covariance), in
    /// their order. Cost and errors as there.
    ///
    /// ```
    /// use partials::optimisers::LeastSquares;
    /// use partials::vector_function;
    ///
    /// // The mean of 1, 2 and 6: its standard error is √(Σ r² / (3 · 2)).
    /// let f = vector_function!(|x| [x[0] - 1.0, x[0] - 2.0, x[0] - 6.0]);
    /// let fit = LeastSquares::new().minimise(&f, &[0.0]).unwrap();
    /// assert!((fit.standard_errors(&f).unwrap()[0] - (14.0_f64 / 6.0).sqrt()).abs() < 1e-12);
    /// ```
    pub fn standard_errors(&self, f: &dyn Residuals) -> Result<Vec<f64>, Failure> {
        let covariance = self.covariance(f)?;
        Ok(covariance.diagonal().iter().map(|v| v.sqrt()).collect())
    }
}

/// `(JᵀJ)⁻¹` for more rows than columns, or nothing where they are linearly dependent to within rounding.
///
/// By the singular values `Σ` of the triangular factor, whose condition is the root of that of the product, with
/// columns scaled to the length 1: `J = Q U Σ Vᵀ D` has `D⁻¹ V Σ⁻² Vᵀ D⁻¹`.
fn inverse_of_square(mut jacobian: DMatrix<f64>) -> Option<DMatrix<f64>> {
    let (m, n) = jacobian.shape();
    let mut scales = Vec::with_capacity(n);
    for mut column in jacobian.column_iter_mut() {
        // By the largest entry first, whose square may overflow.
        let largest = column.amax();
        column.unscale_mut(largest);
        let length = column.norm();
        column.unscale_mut(length);
        scales.push(largest * length);
    }
    if !jacobian.iter().all(|entry| entry.is_finite()) {
        return None;
    }
    let svd = jacobian.qr().r().svd(false, true);
    let largest = svd.singular_values.max();
    if svd.singular_values.min() <= m as f64 * f64::EPSILON * largest {
        return None;
    }
    // Rows V^T / Σ, columns / D.
    let mut root = svd.v_t?;
    for (mut row, value) in root.row_iter_mut().zip(&svd.singular_values) {
        row.unscale_mut(*value);
    }
    for (mut column, scale) in root.column_iter_mut().zip(&scales) {
        column.unscale_mut(*scale);
    }
    Some(root.tr_mul(&root))
}

impl Default for LeastSquares {
    fn default() -> Self {
        Self::new()
    }
}

impl LeastSquares {
    /// With tolerances of thirty roundings, as MINPACK's own, and a hundred evaluations for each parameter.
    ///
    /// ```
    /// use partials::optimisers::LeastSquares;
    /// use partials::vector_function;
    ///
    /// let line = vector_function!(|x| [0.0, 1.0, 2.0].map(|t| x[0] + x[1] * t - (3.0 + 2.0 * t)));
    /// let fit = LeastSquares::new().minimise(&line, &[0.0, 0.0]).unwrap();
    /// assert!((fit.x[0] - 3.0).abs() < 1e-12 && (fit.x[1] - 2.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self {
            tolerance: 30.0 * f64::EPSILON,
            patience: 100,
        }
    }

    /// It stops where the sum, the parameters or the gradient (as a cosine) change relatively by less.
    ///
    /// ```
    /// use partials::optimisers::LeastSquares;
    /// use partials::vector_function;
    ///
    /// let f = vector_function!(|x| [10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0], 0.1 * x[0].exp()]);
    /// let evaluations = |solver: LeastSquares| solver.minimise(&f, &[-1.2, 1.0]).unwrap().evaluations;
    /// assert!(evaluations(LeastSquares::new().tolerance(1e-2)) < evaluations(LeastSquares::new()));
    /// ```
    #[must_use]
    pub fn tolerance(self, tolerance: f64) -> Self {
        Self { tolerance, ..self }
    }

    /// At most so many evaluations for each parameter and one more.
    ///
    /// ```
    /// use partials::optimisers::LeastSquares;
    /// use partials::vector_function;
    ///
    /// let f = vector_function!(|x| [10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]]);
    /// let fit = LeastSquares::new().patience(1).minimise(&f, &[-1.2, 1.0]).unwrap();
    /// assert!(!fit.converged && fit.evaluations <= 3 + 1, "{}", fit.reason);
    /// ```
    #[must_use]
    pub fn patience(self, patience: usize) -> Self {
        Self { patience, ..self }
    }

    /// The minimum near `start`.
    ///
    /// It stops at a point where a residual is not finite, and says so in the reason.
    ///
    /// # Errors
    ///
    /// With what an evaluation fails with. That there is no convergence is no error, but said in the [`Fit`].
    ///
    /// ```
    /// use partials::Jacobian;
    /// use partials::optimisers::LeastSquares;
    ///
    /// // With derivatives of a black box as well as with exact ones.
    /// let f = Jacobian::numeric(|x| [10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]]).residuals();
    /// let fit = LeastSquares::new().minimise(&f, &[-1.2, 1.0]).unwrap();
    /// assert!((fit.x[0] - 1.0).abs() < 1e-8 && (fit.x[1] - 1.0).abs() < 1e-8);
    /// ```
    pub fn minimise(&self, f: &dyn Residuals, start: &[f64]) -> Result<Fit, Failure> {
        let problem = Problem {
            f,
            x: start.to_vec(),
            residuals: f.residuals(start)?,
            failure: RefCell::new(None),
        };
        let solver = LevenbergMarquardt::new()
            .with_tol(self.tolerance)
            .with_patience(self.patience);
        let (problem, report) = solver.minimize(problem);
        if let Some(failure) = problem.failure.into_inner() {
            return Err(failure);
        }
        let is_exhausted = matches!(
            report.termination,
            TerminationReason::NoImprovementPossible(_)
        );
        Ok(Fit {
            residual_sum_of_squares: problem.residuals.iter().map(|r| r * r).sum(),
            x: problem.x,
            evaluations: report.number_of_evaluations,
            converged: report.termination.was_successful() || is_exhausted,
            reason: format!("{:?}", report.termination),
        })
    }
}

/// What the solver moves. It asks for the residuals of every trial, and for the Jacobian of those that it
/// accepts.
struct Problem<'a> {
    f: &'a dyn Residuals,
    x: Vec<f64>,
    residuals: Vec<f64>,
    /// Of the Jacobian too, for which the solver has no mutable access.
    failure: RefCell<Option<Failure>>,
}

impl Problem<'_> {
    /// What was found, or nothing, and the failure is kept.
    fn kept<V>(&self, found: Result<V, Failure>) -> Option<V> {
        found
            .map_err(|failure| *self.failure.borrow_mut() = Some(failure))
            .ok()
    }
}

impl LeastSquaresProblem<f64, other::Dyn, other::Dyn> for Problem<'_> {
    type ParameterStorage = other::VecStorage<f64, other::Dyn, other::U1>;
    type ResidualStorage = other::VecStorage<f64, other::Dyn, other::U1>;
    type JacobianStorage = other::VecStorage<f64, other::Dyn, other::Dyn>;

    fn set_params(&mut self, x: &other::DVector<f64>) {
        self.x.copy_from_slice(x.as_slice());
        if let Some(residuals) = self.kept(self.f.residuals(&self.x)) {
            self.residuals = residuals;
        }
    }

    fn params(&self) -> other::DVector<f64> {
        other::DVector::from_column_slice(&self.x)
    }

    fn residuals(&self) -> Option<other::DVector<f64>> {
        let residuals = other::DVector::from_column_slice(&self.residuals);
        self.failure.borrow().is_none().then_some(residuals)
    }

    fn jacobian(&self) -> Option<other::DMatrix<f64>> {
        let (_, jacobian) = self.kept(self.f.residuals_and_jacobian(&self.x))?;
        let (rows, columns) = jacobian.shape();
        let entries = jacobian.as_slice();
        Some(other::DMatrix::from_column_slice(rows, columns, entries))
    }
}
