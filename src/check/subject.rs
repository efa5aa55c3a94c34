//! What is checked: a function by its values, and the derivatives claimed for it.

use nalgebra::DMatrix;

use super::diagnosis::Kind;
use super::kink::{Axis, Backward};
use super::report::Report;
use super::settings::Check;
use crate::numeric::{Estimate, FiniteDifference, Status};
use crate::operator::{Hessian, Jacobian};
use crate::point::Matrix;

/// A derivative as rows and columns, row by row: a gradient is 1 × n.
#[derive(Clone, Debug)]
pub(super) struct Dense {
    pub(super) shape: (usize, usize),
    pub(super) values: Vec<f64>,
}

impl Dense {
    pub(super) fn row(values: Vec<f64>) -> Self {
        Self {
            shape: (1, values.len()),
            values,
        }
    }

    pub(super) fn of(matrix: &impl Matrix<f64>) -> Self {
        let (rows, columns) = matrix.shape();
        Self {
            shape: (rows, columns),
            values: in_rows((rows, columns), |i, j| matrix[(i, j)]),
        }
    }
}

/// The entries of a matrix, row by row.
pub(super) fn in_rows<V>(
    (rows, columns): (usize, usize),
    entry: impl Fn(usize, usize) -> V,
) -> Vec<V> {
    let entry = &entry;
    (0..rows)
        .flat_map(|i| (0..columns).map(move |j| entry(i, j)))
        .collect()
}

/// The numerical derivative, in the same layout.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) value: Dense,
    pub(super) error: Vec<f64>,
    pub(super) status: Vec<Status>,
    /// The slopes to the left of kinks, where the values are those to the right.
    pub(super) backward: Vec<Option<Backward>>,
    pub(super) evaluations: usize,
}

impl Measured {
    pub(super) fn of<M: Matrix<f64>>(found: &Estimate<M, DMatrix<Status>>) -> Self {
        let shape = found.value.shape();
        Self {
            value: Dense::of(&found.value),
            error: in_rows(shape, |i, j| found.error[(i, j)]),
            status: in_rows(shape, |i, j| found.status[(i, j)]),
            backward: vec![None; shape.0 * shape.1],
            evaluations: found.evaluations,
        }
    }
}

type AtPoint<'a, V, E> = Box<dyn Fn(&[f64]) -> Result<V, E> + 'a>;

type Along<'a, E> = Box<dyn Fn(&[f64], &[f64]) -> Result<Vec<f64>, E> + 'a>;

/// A derivative written by hand.
pub(super) type Hand<'a> = Box<dyn Fn(&[f64]) -> Dense + 'a>;

/// What an operator says of the derivative.
pub(super) enum Own<'a, E> {
    /// A claim, to be held against a measurement.
    Exact {
        at: AtPoint<'a, Dense, E>,
        /// At x along v; of second order, vᵀHv, for a Hessian.
        along: Along<'a, E>,
    },
    /// A measurement, and how it is taken.
    Numerical {
        at: AtPoint<'a, Measured, E>,
        settings: &'a FiniteDifference,
    },
}

/// What there is to check, behind one face for all operators.
pub struct Subject<'a, E> {
    pub(super) kind: Kind,
    /// The order of the derivative.
    pub(super) order: usize,
    /// f(x), as a vector of one value or more.
    pub(super) values: AtPoint<'a, Vec<f64>, E>,
    pub(super) own: Own<'a, E>,
    pub(super) hand: Option<Hand<'a>>,
}

/// Holds a derivative of some order along the coordinate `i` against finite differences of its function, at
/// `x`.
pub(crate) fn check_along<'a, E: 'a>(
    settings: &Check,
    (i, x): (usize, f64),
    order: usize,
    f: impl Fn(f64) -> Result<f64, E> + 'a,
    derivative: impl Fn(f64) -> Result<f64, E> + Copy + 'a,
) -> Result<Report, E> {
    let subject = Subject {
        kind: Kind::Derivative,
        order,
        values: Box::new(move |x| Ok(vec![f(x[0])?])),
        own: Own::Exact {
            at: Box::new(move |x| Ok(Dense::row(vec![derivative(x[0])?]))),
            along: Box::new(move |x, v| Ok(vec![derivative(x[0])? * v[0].powi(order as i32)])),
        },
        hand: None,
    };
    let mut settings = settings.clone();
    settings.finite_difference = settings.finite_difference.map(|taken| taken.along(i));
    subject.check_all(&settings, [vec![x]])
}

/// Holds the derivatives of several values by one variable against finite differences of the values.
pub(crate) fn check_columns<'a, E: 'a>(
    settings: &Check,
    t: f64,
    values: impl Fn(&[f64]) -> Result<Vec<f64>, E> + 'a,
    derivatives: impl Fn(&[f64]) -> Result<Vec<f64>, E> + Copy + 'a,
) -> Result<Report, E> {
    let subject = Subject {
        kind: Kind::Jacobian,
        order: 1,
        values: Box::new(values),
        own: Own::Exact {
            at: Box::new(move |x| {
                let values = derivatives(x)?;
                let shape = (values.len(), 1);
                Ok(Dense { shape, values })
            }),
            along: Box::new(move |x, v| {
                Ok(derivatives(x)?.into_iter().map(|d| d * v[0]).collect())
            }),
        },
        hand: None,
    };
    subject.check_all(settings, [vec![t]])
}

/// Holds a Hessian against finite differences of its function.
pub(crate) fn check_matrix<'a, M: Matrix<f64>, E: 'a>(
    settings: &Check,
    x: Vec<f64>,
    f: impl Fn(&[f64]) -> Result<f64, E> + 'a,
    hessian: impl Fn(&[f64]) -> Result<M, E> + Copy + 'a,
) -> Result<Report, E> {
    let subject = Subject {
        kind: Kind::Hessian,
        order: 2,
        values: Box::new(move |x| Ok(vec![f(x)?])),
        own: Own::Exact {
            at: Box::new(move |x| Ok(Dense::of(&hessian(x)?))),
            along: Box::new(move |x, v| {
                let h = hessian(x)?;
                let row = |i: usize| v.iter().enumerate().map(move |(j, w)| (i, j, w));
                let terms = (0..v.len()).flat_map(row);
                Ok(vec![terms.map(|(i, j, w)| v[i] * h[(i, j)] * w).sum()])
            }),
        },
        hand: None,
    };
    subject.check_all(settings, [x])
}

impl<E> Subject<'_, E> {
    /// The numerical derivative, from nothing but values of the function.
    pub(super) fn measure(
        &self,
        x: &[f64],
        settings: Option<&FiniteDifference>,
    ) -> Result<Measured, E> {
        let is_given = settings.is_some();
        let settings = self.settings(settings);
        let mut measured = match &self.own {
            Own::Numerical { at, .. } if !is_given => at(x)?,
            _ if self.kind == Kind::Hessian => {
                let of_values = Hessian::try_numeric(|x| Ok((self.values)(x)?[0]));
                Measured::of(&of_values.with(settings.clone()).estimate(x)?)
            }
            _ => {
                let of_values = Jacobian::try_numeric(|x| (self.values)(x));
                let settings = settings.clone().order(self.order);
                Measured::of(&of_values.with(settings).estimate(x)?)
            }
        };
        if !measured.status.contains(&Status::Kink) {
            return Ok(measured);
        }
        for j in 0..x.len() {
            let values = |t: f64| {
                let mut x = x.to_vec();
                x[j] = t;
                (self.values)(&x)
            };
            let settings = settings.along(j).order(self.order);
            let axis = Axis {
                values,
                at: x[j],
                settings,
            };
            self.take_sides(&mut measured, j, &axis)?;
        }
        Ok(measured)
    }

    /// How finite differences are taken: as given, or as the operator has it.
    pub(super) fn settings(&self, given: Option<&FiniteDifference>) -> FiniteDifference {
        let own = match &self.own {
            Own::Exact { .. } => None,
            Own::Numerical { settings, .. } => Some(*settings),
        };
        given.or(own).cloned().unwrap_or_default()
    }

    /// The exact derivative, if the operator is one.
    pub(super) fn exact(&self, x: &[f64]) -> Result<Option<Dense>, E> {
        match &self.own {
            Own::Exact { at, .. } => at(x).map(Some),
            Own::Numerical { .. } => Ok(None),
        }
    }

    /// The hand-derived derivative, if there is one.
    pub(super) fn hand(&self, x: &[f64]) -> Option<Dense> {
        self.hand.as_ref().map(|hand| hand(x))
    }
}
