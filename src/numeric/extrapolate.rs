//! Extrapolation of a sequence to its limit, with an error.
//!
//! Two schemes share one choice of answer. Neville's passes polynomials through values at any
//! nodes; Richardson's removes known powers of a step that shrinks by a fixed ratio. Both fill a
//! triangle whose entry (k, j) combines j + 1 consecutive values, and each entry is judged by how
//! far it is from its neighbours plus what rounding of the values may have done to it.
//!
//! L. F. Richardson, *The deferred approach to the limit*, Phil. Trans. R. Soc. A 226 (1927)
//! 299–361; D. C. Joyce, *Survey of extrapolation processes in numerical analysis*, SIAM Rev. 13
//! (1971) 435–490.

use std::fmt;

use super::estimate::Digits;
use super::requirement::{Requirement, check_distinct};

/// A limit and how far it may be off.
///
/// ```
/// use partials::numeric::neville;
///
/// let line = neville(&[1.0, 0.5, 0.25], &[3.0, 2.0, 1.5], 0.0);
/// assert_eq!((line.value, line.error < 1e-14), (1.0, true));
/// assert_eq!(neville(&[1.0], &[3.0], 0.0).error, f64::INFINITY);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extrapolation {
    /// The limit; NaN for an empty sequence.
    pub value: f64,
    /// An estimate of its absolute error; infinite where a single value gives none.
    pub error: f64,
}

impl fmt::Display for Extrapolation {
    /// `1.23456789 ± 2.1e-9`, as an [`Estimate`](super::Estimate).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Digits::of(self.value, self.error).fmt(f)
    }
}

/// Richardson extrapolation of a(h), a(h/r), a(h/r²), … to h = 0.
///
/// The error of a must fall like c₁ h^p + c₂ h^(p+d) + …, with p = `order` and d = `spacing`: 2
/// and 2 for the trapezoidal rule and for central differences, 1 and 1 for one-sided ones.
///
/// ```
/// use partials::numeric::richardson;
///
/// // π from the perimeters of polygons with 4, 8, 16, 32 and 64 sides.
/// let perimeters: Vec<f64> = (2..7)
///     .map(|k| {
///         let n = f64::from(1 << k);
///         n * (std::f64::consts::PI / n).sin()
///     })
///     .collect();
/// let pi = richardson(&perimeters, 2.0, 2.0, 2.0);
/// assert!((pi.value - std::f64::consts::PI).abs() <= pi.error);
/// assert!(pi.error < 1e-9);
/// ```
///
/// # Panics
///
/// Unless the ratio is above 1, `order` and `spacing` are positive, and all are finite.
#[must_use]
#[track_caller]
pub fn richardson(values: &[f64], ratio: f64, order: f64, spacing: f64) -> Extrapolation {
    Requirement::Length.check("the ratio of a step to the next", ratio);
    assert!(
        ratio > 1.0,
        "the ratio of a step to the next must be above 1: it is {ratio}"
    );
    Requirement::Length.check("the order of the error", order);
    Requirement::Length.check("the spacing of the orders", spacing);
    extrapolate(values, |_, j| {
        let factor = ratio.powf(order + spacing * (j as f64 - 1.0));
        1.0 / (factor - 1.0)
    })
}

/// Neville's scheme: the value at `at` of the polynomial through (nodes, values), of the degree
/// that can be trusted most. The nodes, which must differ, should approach `at`.
///
/// ```
/// use partials::numeric::neville;
///
/// // (1 + x)^(1/x) at 0 is e.
/// let nodes: Vec<f64> = (2..10).map(|k| 0.5_f64.powi(k)).collect();
/// let values: Vec<f64> = nodes.iter().map(|x| (1.0 + x).powf(1.0 / x)).collect();
/// let e = neville(&nodes, &values, 0.0);
/// assert!((e.value - 1.0_f64.exp()).abs() <= e.error);
/// assert!(e.error < 1e-9);
/// ```
///
/// # Panics
///
/// If there are not as many nodes as values, or two of them are equal.
#[must_use]
#[track_caller]
pub fn neville(nodes: &[f64], values: &[f64], at: f64) -> Extrapolation {
    assert_eq!(nodes.len(), values.len(), "each value needs its node");
    check_distinct(nodes);
    extrapolate(values, |k, j| (at - nodes[k]) / (nodes[k] - nodes[k - j]))
}

#[derive(Clone, Copy)]
struct Entry {
    value: f64,
    rounding: f64,
}

/// Neighbours have errors of their own, so that a disagreement is not quite the error.
const CAUTION: f64 = 2.0;

/// Fills the triangle T(k,j) = T(k,j-1) + c(k,j) (T(k,j-1) - T(k-1,j-1)) and picks the answer.
fn extrapolate(values: &[f64], step: impl Fn(usize, usize) -> f64) -> Extrapolation {
    let mut best = Extrapolation {
        value: values.last().copied().unwrap_or(f64::NAN),
        error: f64::INFINITY,
    };
    let mut previous: Vec<Entry> = Vec::new();
    for (k, value) in values.iter().enumerate() {
        let mut row = Vec::with_capacity(k + 1);
        row.push(Entry {
            value: *value,
            rounding: f64::EPSILON * value.abs(),
        });
        for j in 1..=k {
            let (finer, coarser): (Entry, Entry) = (row[j - 1], previous[j - 1]);
            let c = step(k, j);
            let entry = Entry {
                value: finer.value + c * (finer.value - coarser.value),
                rounding: (1.0 + c).abs() * finer.rounding + c.abs() * coarser.rounding,
            };
            let from_parents = (entry.value - finer.value)
                .abs()
                .max((entry.value - coarser.value).abs());
            let error = CAUTION * from_parents + entry.rounding;
            if error < best.error {
                best = Extrapolation {
                    value: entry.value,
                    error,
                };
            }
            row.push(entry);
        }
        // What the row before thought of itself, seen from the finer one.
        for (j, entry) in previous.iter().enumerate() {
            let difference = (entry.value - row[j].value)
                .abs()
                .max((entry.value - row[j + 1].value).abs());
            let error = CAUTION * difference + entry.rounding;
            if error < best.error {
                best = Extrapolation {
                    value: entry.value,
                    error,
                };
            }
        }
        previous = row;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_removed_exactly() {
        let a = |h: f64| 3.0 + 2.0 * h - 5.0 * h.powi(2) + h.powi(3);
        let values: Vec<f64> = (0..6).map(|k| a(0.5_f64.powi(k))).collect();
        let found = richardson(&values, 2.0, 1.0, 1.0);
        assert!((found.value - 3.0).abs() <= found.error);
        assert!(found.error < 1e-13);
    }

    #[test]
    fn fractional_powers() {
        let a = |h: f64| 1.0 + h.sqrt() + h + h * h.sqrt();
        let values: Vec<f64> = (0..7).map(|k| a(0.1 * 0.25_f64.powi(k))).collect();
        let found = richardson(&values, 4.0, 0.5, 0.5);
        assert!((found.value - 1.0).abs() <= found.error && found.error < 1e-12);
    }

    #[test]
    fn neville_reproduces_polynomials() {
        let nodes = [1.0, 0.7, 0.25, -0.4, 0.1];
        let values = nodes.map(|t: f64| t.powi(3) - t);
        let found = neville(&nodes, &values, 2.0);
        assert!(
            (found.value - 6.0).abs() <= found.error && found.error < 1e-10,
            "{found:?}"
        );
    }

    #[test]
    fn short_sequences() {
        assert!(richardson(&[], 2.0, 1.0, 1.0).value.is_nan());
        let single = richardson(&[4.0], 2.0, 1.0, 1.0);
        assert_eq!((single.value, single.error), (4.0, f64::INFINITY));
        let nan = richardson(&[1.0, f64::NAN, 2.0], 2.0, 1.0, 1.0);
        assert!(!nan.error.is_nan());
    }
}
