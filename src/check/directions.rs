//! Slopes along random directions, in place of all entries.

use nalgebra::DMatrix;

use super::diagnosis::Kind;
use super::kink::Axis;
use super::settings::Directions;
use super::subject::{Dense, Measured, Own, Subject};
use crate::numeric::{Estimate, FiniteDifference};

/// A straight line through the point, one unit long where every coordinate has moved by its scale
/// at most.
struct Line {
    direction: Vec<f64>,
    bounds: (f64, f64),
}

impl Line {
    /// Components are quarters of powers of two, so that x + t v is exact for the dyadic t of a
    /// search: the steps taken are the steps meant.
    fn random(x: &[f64], settings: &FiniteDifference, random: &mut fastrand::Rng) -> Self {
        let mut line = Self {
            direction: Vec::with_capacity(x.len()),
            bounds: (f64::NEG_INFINITY, f64::INFINITY),
        };
        for (i, &x) in x.iter().enumerate() {
            let v = scale(x, settings.coordinate(i).scale) * quarters(random);
            let (lower, upper) = settings.coordinate(i).bounds;
            let (a, b) = ((lower - x) / v, (upper - x) / v);
            line.bounds.0 = line.bounds.0.max(a.min(b));
            line.bounds.1 = line.bounds.1.min(a.max(b));
            line.direction.push(v);
        }
        line
    }

    fn point(&self, x: &[f64], t: f64) -> Vec<f64> {
        x.iter()
            .zip(&self.direction)
            .map(|(x, v)| x + t * v)
            .collect()
    }
}

/// One of ±1/4, ±1/2, ±3/4, ±1.
fn quarters(random: &mut fastrand::Rng) -> f64 {
    let size = f64::from(random.u8(1..=4)) / 4.0;
    if random.bool() { size } else { -size }
}

/// The power of two below the scale of a coordinate, or below its size.
fn scale(x: f64, given: Option<f64>) -> f64 {
    let size = given.unwrap_or(x.abs());
    if size.is_normal() {
        f64::from_bits(size.to_bits() & f64::INFINITY.to_bits())
    } else {
        1.0
    }
}

/// Claims and measurements along some directions, a row for each value of the function and a
/// column for each direction.
pub(super) struct Slopes {
    pub(super) measured: Measured,
    pub(super) exact: Option<Dense>,
    pub(super) hand: Option<Dense>,
    lines: Vec<Line>,
}

impl<E> Subject<'_, E> {
    pub(super) fn slopes(
        &self,
        x: &[f64],
        settings: &FiniteDifference,
        directions: Directions,
    ) -> Result<Slopes, E> {
        let mut random = fastrand::Rng::with_seed(directions.seed);
        let lines: Vec<Line> = (0..directions.count)
            .map(|_| Line::random(x, settings, &mut random))
            .collect();
        let axes: Vec<_> = lines
            .iter()
            .map(|line| self.axis(x, line, settings))
            .collect();
        let mut columns = Vec::with_capacity(lines.len());
        let mut evaluations = 0;
        for axis in &axes {
            let found = axis.derivatives(axis.settings.clone())?;
            evaluations += found.evaluations;
            columns.push(found);
        }
        let shape = (columns[0].value.nrows(), lines.len());
        let matrix =
            |entry: &dyn Fn(usize, usize) -> f64| DMatrix::from_fn(shape.0, shape.1, entry);
        let mut measured = Measured::of(&Estimate {
            value: matrix(&|i, k| columns[k].value[i]),
            error: matrix(&|i, k| columns[k].error[i]),
            span: matrix(&|i, k| columns[k].span[i]),
            status: DMatrix::from_fn(shape.0, shape.1, |i, k| columns[k].status[i]),
            evaluations,
        });
        for (k, axis) in axes.iter().enumerate() {
            self.take_sides(&mut measured, k, axis)?;
        }
        drop(axes);
        let mut slopes = Slopes {
            measured,
            exact: None,
            hand: None,
            lines,
        };
        slopes.exact = self.exact_slopes(x, &slopes)?;
        slopes.hand = self.hand_slopes(x, &slopes);
        Ok(slopes)
    }

    /// The function along a line, from x at 0.
    fn axis(
        &self,
        x: &[f64],
        line: &Line,
        settings: &FiniteDifference,
    ) -> Axis<impl Fn(f64) -> Result<Vec<f64>, E>> {
        let settings = settings.clone().order(self.order);
        Axis {
            values: |t| (self.values)(&line.point(x, t)),
            at: 0.0,
            settings: settings.scale(1.0).bounds(line.bounds),
        }
    }

    /// The exact slopes at `x`, along the lines of `slopes`.
    pub(super) fn exact_slopes(&self, x: &[f64], slopes: &Slopes) -> Result<Option<Dense>, E> {
        let Own::Exact { along, .. } = &self.own else {
            return Ok(None);
        };
        let columns = slopes
            .lines
            .iter()
            .map(|line| along(x, &line.direction))
            .collect::<Result<Vec<_>, E>>()?;
        let shape = (slopes.measured.value.shape.0, columns.len());
        let entries = DMatrix::from_fn(shape.0, shape.1, |i, k| columns[k][i]);
        Ok(Some(Dense::of(&entries)))
    }

    /// The hand-derived slopes at `x`, along the lines of `slopes`.
    pub(super) fn hand_slopes(&self, x: &[f64], slopes: &Slopes) -> Option<Dense> {
        let hand = self.hand(x)?;
        let matrix = DMatrix::from_row_slice(hand.shape.0, hand.shape.1, &hand.values);
        let shape = (slopes.measured.value.shape.0, slopes.lines.len());
        let mut found = DMatrix::zeros(shape.0, shape.1);
        for (k, line) in slopes.lines.iter().enumerate() {
            let v = nalgebra::DVectorView::from_slice(&line.direction, line.direction.len());
            let product = &matrix * v;
            if self.kind == Kind::Hessian {
                found[(0, k)] = v.dot(&product);
            } else {
                found.set_column(k, &product);
            }
        }
        Some(Dense::of(&found))
    }
}
