//! Sums of estimates: their errors add up.

use crate::numeric::estimate::{Estimate, Status};

/// A sum of estimates, term by term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    value: f64,
    error: f64,
    span: f64,
    status: Status,
    terms: u32,
    /// Σ |terms|, for the rounding of the sum.
    size: f64,
}

impl Default for Total {
    /// Of no terms: exactly 0.
    fn default() -> Self {
        Self {
            value: 0.0,
            error: 0.0,
            span: 0.0,
            status: Status::Converged,
            terms: 0,
            size: 0.0,
        }
    }
}

impl Total {
    /// Adds an estimate.
    pub(super) fn add(&mut self, found: Estimate<f64>) {
        self.value += found.value;
        self.error += found.error;
        self.span = self.span.max(found.span);
        self.status = match self.terms {
            0 => found.status,
            _ => worse(self.status, found.status),
        };
        self.terms += 1;
        self.size += found.value.abs();
    }

    /// Adds `weight` times an estimate, which is nothing where the weight is 0 and there is a value.
    pub(super) fn add_times(&mut self, weight: f64, found: Estimate<f64>) {
        if weight == 0.0 && found.value.is_finite() {
            return;
        }
        let value = weight * found.value;
        self.add(Estimate {
            value,
            error: weight.abs() * found.error + 0.5 * f64::EPSILON * value.abs(),
            ..found
        });
    }

    /// The sum, after so many evaluations.
    pub(super) fn estimate(self, evaluations: usize) -> Estimate<f64> {
        let additions = f64::from(self.terms.saturating_sub(1));
        let error = self.error + additions * 0.5 * f64::EPSILON * self.size;
        let is_promised = self.value.is_finite() && !error.is_nan();
        Estimate {
            value: self.value,
            error: if is_promised { error } else { f64::INFINITY },
            span: self.span,
            evaluations,
            status: if self.value.is_finite() || !self.status.is_reliable() {
                self.status
            } else {
                Status::NotFinite
            },
        }
    }
}

/// What is known of a derivative that does not exist.
pub(super) fn nothing() -> Estimate<f64> {
    Estimate {
        value: f64::NAN,
        error: f64::INFINITY,
        span: 0.0,
        evaluations: 0,
        status: Status::NotFinite,
    }
}

/// The status that says more against a result.
pub(super) fn worse(a: Status, b: Status) -> Status {
    let keeps_a = !a.is_reliable() || (b.is_reliable() && b == Status::Converged);
    if keeps_a { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: f64, error: f64, status: Status) -> Estimate<f64> {
        Estimate {
            value,
            error,
            span: value.abs(),
            evaluations: 5,
            status,
        }
    }

    #[test]
    fn errors_add_up_and_the_worst_status_stays() {
        let mut total = Total::default();
        assert_eq!(
            total.estimate(3),
            found(0.0, 0.0, Status::Converged).with(0.0, 3)
        );
        total.add(found(3.0, 0.25, Status::OneSided));
        total.add_times(-2.0, found(1.0, 0.5, Status::Converged));
        total.add_times(0.0, found(7.0, 9.0, Status::Kink));
        let sum = total.estimate(7);
        assert_eq!((sum.value, sum.span, sum.evaluations), (1.0, 3.0, 7));
        assert!((1.25..1.25 + 1e-14).contains(&sum.error), "{sum}");
        assert_eq!(sum.status, Status::OneSided);
        total.add_times(0.0, nothing());
        assert!(total.estimate(7).value.is_nan() && total.estimate(7).error.is_infinite());
        assert_eq!(total.estimate(7).status, Status::NotFinite);
    }

    impl Estimate<f64> {
        fn with(self, span: f64, evaluations: usize) -> Self {
            Self {
                span,
                evaluations,
                ..self
            }
        }
    }
}
