//! An estimate as a person reads it: in a line for a number, a line for every entry of a vector or matrix.

use std::fmt;

use nalgebra::{DMatrix, Dim};

use super::digits::Digits;
use super::{Estimate, Status};
use crate::point::{Matrix, Point};

/// More entries than these are counted, and not written.
const ROWS: usize = 12;

/// How the statuses of a derivative `V` are held: what makes an [`Estimate`] of it one that can be shown.
///
/// A status alone beside a number, an array or a `Vec` beside a vector, a matrix beside a matrix.
///
/// ```
/// use partials::Estimate;
/// use partials::numeric::Statuses;
///
/// /// For a derivative, a gradient, a Jacobian.
/// fn lines<V, S: Statuses<V>>(found: &Estimate<V, S>) -> usize {
///     found.to_string().lines().count()
/// }
/// assert_eq!(lines(&partials::Derivative::numeric(|x| x * x).estimate(3.0)), 1);
/// assert_eq!(lines(&partials::Gradient::numeric(|x| x[0] * x[1]).estimate(&[2.0, 3.0])), 4);
/// ```
pub trait Statuses<V>: Sized {
    /// Writes the estimate.
    #[doc(hidden)]
    fn write(found: &Estimate<V, Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<V, S: Statuses<V>> fmt::Display for Estimate<V, S> {
    /// Value, error and status. The error is written in two digits, rounded up, and the value as far as
    /// they go; an entry that [converged](Status::Converged) has no status beside it.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let found = Gradient::numeric(|x| x[0] * x[1] + x[1].abs()).estimate(&[2.0, 0.0]);
    /// let text = found.to_string();
    /// let lines: Vec<&str> = text.lines().collect();
    /// assert!(lines[0].starts_with("entry") && lines[2].starts_with("[1]") && lines[2].ends_with("kink"));
    /// assert!(lines[3].ends_with("evaluations"));
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        S::write(self, f)
    }
}

impl Statuses<f64> for Status {
    fn write(found: &Estimate<f64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, calls) = (found.status, calls(found.evaluations));
        let digits = Digits::of(found.value, found.error);
        write!(f, "{digits} ({status}, {calls})")
    }
}

impl<V: Point<Scalar = f64>> Statuses<V> for Vec<Status> {
    fn write(found: &Estimate<V, Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_vector(found, &found.status, f)
    }
}

impl<V: Point<Scalar = f64>, const N: usize> Statuses<V> for [Status; N] {
    fn write(found: &Estimate<V, Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_vector(found, &found.status, f)
    }
}

impl<M: Matrix<f64>> Statuses<M> for DMatrix<Status> {
    fn write(found: &Estimate<M, Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, columns) = found.value.shape();
        let entry = |k: usize| {
            let at = (k / columns, k % columns);
            Row {
                name: format!("({}, {})", at.0, at.1),
                value: found.value[at],
                error: found.error[at],
                status: found.status[at],
            }
        };
        write_entries(f, rows * columns, entry, found.evaluations)
    }
}

fn write_vector<V: Point<Scalar = f64>, S>(
    found: &Estimate<V, S>,
    status: &[Status],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let entry = |i: usize| Row {
        name: format!("[{i}]"),
        value: found.value.coordinate(i),
        error: found.error.coordinate(i),
        status: status[i],
    };
    let count = found.value.dimension().value();
    write_entries(f, count, entry, found.evaluations)
}

/// One entry of a vector or matrix.
struct Row {
    name: String,
    value: f64,
    error: f64,
    status: Status,
}

impl Row {
    fn cells(self) -> Vec<String> {
        let digits = Digits::of(self.value, self.error);
        let status = match self.status {
            Status::Converged => String::new(),
            other => other.to_string(),
        };
        vec![self.name, digits.value, digits.error, status]
    }
}

fn write_entries(
    f: &mut fmt::Formatter<'_>,
    count: usize,
    entry: impl Fn(usize) -> Row,
    evaluations: usize,
) -> fmt::Result {
    let head = ["entry", "value", "± error", ""]
        .map(str::to_owned)
        .to_vec();
    let rows = (0..count.min(ROWS)).map(|k| entry(k).cells());
    let table: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    write_aligned(f, "", &table, |_, text| text.to_owned())?;
    if count > ROWS {
        let is_doubtful = |k: &usize| !entry(*k).status.is_reliable();
        let doubtful = (ROWS..count).filter(is_doubtful).count();
        write!(f, "... and {} more", count - ROWS)?;
        match doubtful {
            0 => writeln!(f)?,
            _ => writeln!(f, ", of which {doubtful} cannot be relied on")?,
        }
    }
    f.write_str(&calls(evaluations))
}

fn calls(evaluations: usize) -> String {
    let plural = if evaluations == 1 { "" } else { "s" };
    format!("{evaluations} evaluation{plural}")
}

/// Writes the rows of a table below each other, each after `indent`: the first column to the left, the
/// others to the right, the last, which `paint` makes of the number of its row and its text, as it is.
pub(crate) fn write_aligned(
    f: &mut fmt::Formatter<'_>,
    indent: &str,
    table: &[Vec<String>],
    paint: impl Fn(usize, &str) -> String,
) -> fmt::Result {
    let width = |column: usize| {
        let cells = table.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let columns = table.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for (k, cells) in table.iter().enumerate() {
        let last = columns - 1;
        write!(f, "{indent}{:<w$}", cells[0], w = widths[0])?;
        for (cell, w) in cells[1..last].iter().zip(&widths[1..]) {
            write!(f, "  {cell:>w$}")?;
        }
        match &cells[last][..] {
            "" => writeln!(f)?,
            text => writeln!(f, "  {}", paint(k, text))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_line() {
        let estimate = Estimate {
            value: 2.5,
            error: 3.04e-13,
            span: 0.25,
            evaluations: 12,
            status: Status::Converged,
        };
        assert_eq!(
            estimate.to_string(),
            "2.50000000000000 ± 3.1e-13 (converged, 12 evaluations)"
        );
    }

    #[test]
    fn a_vector_is_a_line_per_entry() {
        let estimate = Estimate {
            value: vec![1.25, -300.0, f64::NAN],
            error: vec![2e-6, 0.0, f64::INFINITY],
            span: vec![1.0; 3],
            evaluations: 1,
            status: vec![Status::Converged, Status::OneSided, Status::NotFinite],
        };
        let expected = "\
entry      value  ± error
[0]    1.2500000   2.0e-6
[1]         -300        0  one-sided
[2]          NaN      inf  not finite
1 evaluation";
        assert_eq!(estimate.to_string(), expected);
    }

    #[test]
    fn a_matrix_has_its_entries_row_by_row() {
        let estimate = Estimate {
            value: nalgebra::matrix![1.0, 2.0; 3.0, 4.0],
            error: nalgebra::matrix![0.1, 0.2; 0.3, 0.4],
            span: nalgebra::Matrix2::zeros(),
            evaluations: 9,
            status: DMatrix::repeat(2, 2, Status::Converged),
        };
        let expected = "\
entry   value  ± error
(0, 0)   1.00   1.0e-1
(0, 1)   2.00   2.0e-1
(1, 0)   3.00   3.0e-1
(1, 1)   4.00   4.0e-1
9 evaluations";
        assert_eq!(estimate.to_string(), expected);
    }

    #[test]
    fn what_is_cut_is_counted() {
        let mut estimate = Estimate {
            value: [1.0; 20],
            error: [0.0; 20],
            span: [1.0; 20],
            evaluations: 200,
            status: [Status::Converged; 20],
        };
        let line = |e: &Estimate<[f64; 20], [Status; 20]>| {
            let text = e.to_string();
            assert_eq!(text.lines().count(), 1 + ROWS + 2);
            text.lines().nth(1 + ROWS).unwrap().to_owned()
        };
        assert_eq!(line(&estimate), "... and 8 more");
        estimate.status[19] = Status::Kink;
        let doubtful = "... and 8 more, of which 1 cannot be relied on";
        assert_eq!(line(&estimate), doubtful);
    }

    #[test]
    fn nothing_is_shown_as_nothing() {
        let vector = Estimate {
            value: [0.0; 0],
            error: [0.0; 0],
            span: [0.0; 0],
            evaluations: 0,
            status: [Status::Converged; 0],
        };
        assert_eq!(vector.to_string(), "entry  value  ± error\n0 evaluations");
        let matrix = Estimate {
            value: DMatrix::<f64>::zeros(3, 0),
            error: DMatrix::zeros(3, 0),
            span: DMatrix::zeros(3, 0),
            evaluations: 0,
            status: DMatrix::repeat(3, 0, Status::Converged),
        };
        assert_eq!(matrix.to_string(), vector.to_string());
    }
}
