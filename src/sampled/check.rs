//! What can be wrong with settings and samples: everything is found before anything is written.

use super::Edge;
use super::coordinates::Coordinates;
use super::differences::Differences;
use super::pass::kernel::vectorised;
use super::spacing::{Spacing, Spacings};
use crate::error::Error;

impl Differences<'_> {
    /// Everything that can be wrong, before anything is written. In numpy's order: axes, the number of
    /// entries, each spacing, each length.
    pub(super) fn check(&self, shape: &[usize]) -> Result<(), Error> {
        let dimensions = shape.len();
        let count = self.count(dimensions);
        for k in 0..count {
            let axis = self.position_of(k, dimensions)?;
            if (0..k).any(|other| self.position_of(other, dimensions) == Ok(axis)) {
                return Err(Error::RepeatedAxis { axis });
            }
        }
        match &self.spacing {
            Spacings::Each(each) if each.len() != count => {
                return Err(Error::AxisCount {
                    what: "spacings",
                    axes: count,
                    found: each.len(),
                });
            }
            Spacings::Same(Spacing::Coordinates(_)) if count != 1 => {
                return Err(Error::SharedCoordinates { axes: count });
            }
            _ => {}
        }
        if self.edges.len() > 1 && self.edges.len() != count {
            return Err(Error::AxisCount {
                what: "edges",
                axes: count,
                found: self.edges.len(),
            });
        }
        self.check_settings()?;
        if let Some(period) = self.circle {
            check_length("period of the samples", period, 0)?;
        }
        for k in 0..count {
            let axis = self.position_of(k, dimensions)?;
            match (self.spacing_of(k), self.permissive) {
                (Spacing::Step(_), true) => {}
                (Spacing::Coordinates(x), true) => check_count(x, axis, shape[axis])?,
                (spacing, false) => check_spacing(spacing, axis, shape[axis])?,
            }
        }
        for k in 0..count {
            let axis = self.position_of(k, dimensions)?;
            let needed = self.needed(self.accuracy, self.edge_of(k));
            if shape[axis] < needed {
                return Err(Error::TooShort {
                    axis,
                    found: shape[axis],
                    needed,
                });
            }
            self.check_edge(k, axis)?;
        }
        Ok(())
    }

    /// That one axis is chosen, and everything else.
    pub(super) fn check_single(&self, shape: &[usize]) -> Result<(), Error> {
        self.check(shape)?;
        match self.count(shape.len()) {
            1 => Ok(()),
            axes => Err(Error::ChosenAxes {
                what: "a derivative",
                needed: 1,
                axes,
                remedy: "choose one with `axes`, or take the `gradient`",
            }),
        }
    }

    fn check_settings(&self) -> Result<(), Error> {
        if !(1..=4).contains(&self.order) {
            return Err(Error::Setting {
                what: "derivative order",
                found: self.order,
                expected: "1 to 4",
            });
        }
        if !matches!(self.accuracy, 2 | 4 | 6 | 8) {
            return Err(Error::Setting {
                what: "accuracy",
                found: self.accuracy,
                expected: "2, 4, 6 or 8",
            });
        }
        Ok(())
    }

    fn check_edge(&self, k: usize, axis: usize) -> Result<(), Error> {
        match (self.edge_of(k), self.spacing_of(k)) {
            (Edge::Periodic, Spacing::Coordinates(_)) => Err(Error::Combination {
                what: "Edge::Periodic",
                with: "coordinates: say their circumference with Edge::Period",
            }),
            (Edge::Period(_), Spacing::Step(_)) => Err(Error::Combination {
                what: "Edge::Period",
                with: "a constant step, whose circumference is the number of samples times the step",
            }),
            (Edge::Period(period), Spacing::Coordinates(x)) => check_period(period, x, axis),
            _ => Ok(()),
        }
    }
}

/// A step that is a length, or coordinates in order, one for each of `n` samples.
pub(super) fn check_spacing(spacing: &Spacing<'_>, axis: usize, n: usize) -> Result<(), Error> {
    match spacing {
        Spacing::Step(step) => check_length("step", *step, axis),
        Spacing::Coordinates(x) => {
            check_count(x, axis, n)?;
            check_order(x, axis)
        }
    }
}

fn check_count(x: &Coordinates<'_>, axis: usize, n: usize) -> Result<(), Error> {
    if x.len() != n {
        return Err(Error::CoordinateCount {
            axis,
            expected: n,
            found: x.len(),
        });
    }
    Ok(())
}

/// A circumference that is longer than the coordinates reach.
pub(super) fn check_period(period: f64, x: &Coordinates<'_>, axis: usize) -> Result<(), Error> {
    check_length("period", period, axis)?;
    let span = x.nodes(0..x.len()).between(0, x.len() - 1);
    if period.abs() <= span.abs() {
        return Err(Error::Step {
            what: "period",
            axis,
            problem: "not longer than from the first to the last coordinate: leave out the last one, which \
                      repeats the first",
        });
    }
    Ok(())
}

pub(super) fn check_length(what: &'static str, length: f64, axis: usize) -> Result<(), Error> {
    match problem_of(length) {
        Some(problem) => Err(Error::Step {
            what,
            axis,
            problem,
        }),
        None => Ok(()),
    }
}

/// Why it is no length, if it is none.
pub(super) fn problem_of(length: f64) -> Option<&'static str> {
    match length {
        0.0 => Some("zero"),
        length if length.is_nan() => Some("not a number"),
        length if length.is_infinite() => Some("infinite"),
        _ => None,
    }
}

/// Coordinates rise or fall, and no two are one but for rounding.
fn check_order(coordinates: &Coordinates<'_>, axis: usize) -> Result<(), Error> {
    let nodes = coordinates.nodes(0..coordinates.len());
    let Some(x) = nodes.exact() else {
        return (1..nodes.len()).try_for_each(|i| {
            let step = nodes.between(i - 1, i);
            in_order(step, nodes.between(0, 1), axis, i)
        });
    };
    let falling = x.len() > 1 && x[1] < x[0];
    let ends = [x.first(), x.last()].into_iter().flatten();
    let size = ends.clone().fold(0.0_f64, |size, end| size.max(end.abs()));
    let least = ROUNDINGS * size;
    // Without branches, so that many pairs are compared at a time.
    let (ordered, apart) = vectorised(
        #[inline(always)]
        || {
            let (mut wrong, mut near) = (0_u64, 0_u64);
            for (a, b) in x.iter().zip(x.get(1..).unwrap_or_default()) {
                let (a, b) = if falling { (b, a) } else { (a, b) };
                wrong |= if a < b { 0 } else { 1 };
                near |= if b - a > least { 0 } else { 1 };
            }
            (wrong == 0, near == 0)
        },
    );
    let finite = ends.clone().all(|end| end.is_finite());
    // Between finite ends, coordinates in order are finite as well.
    if finite && ordered {
        return if apart {
            Ok(())
        } else {
            check_nearness(x, size, axis)
        };
    }
    if let Some(index) = x.iter().position(|v| !v.is_finite()) {
        let problem = if x[index].is_nan() {
            "is not a number: every sample needs a place, also a missing one"
        } else {
            "is infinite"
        };
        return Err(wrong(axis, index, problem));
    }
    (1..x.len()).try_for_each(|i| in_order(x[i] - x[i - 1], x[1] - x[0], axis, i))
}

/// Distances below this fraction of the largest coordinate are its rounding.
const ROUNDINGS: f64 = 8.0 * f64::EPSILON;

/// Two coordinates that near are one, twice, if their neighbours are far away: a row that a table has
/// twice. An axis whose steps are all that small is none of our business.
fn check_nearness(x: &[f64], size: f64, axis: usize) -> Result<(), Error> {
    const FAR: f64 = 1e4;
    let step = |i: usize| Some((x.get(i + 1)? - x.get(i)?).abs());
    let is_far = |step: Option<f64>, near: f64| step.is_some_and(|step| step > FAR * near);
    for i in 0..x.len() - 1 {
        let near = (x[i + 1] - x[i]).abs();
        let beside = [i.checked_sub(1).and_then(step), step(i + 1)];
        if near <= ROUNDINGS * size && beside.iter().any(|step| is_far(*step, near)) {
            return Err(wrong(
                axis,
                i + 1,
                "repeats the one before, but for rounding: coordinates must rise or fall throughout",
            ));
        }
    }
    Ok(())
}

fn in_order(step: f64, first: f64, axis: usize, index: usize) -> Result<(), Error> {
    if step == 0.0 {
        return Err(wrong(
            axis,
            index,
            "repeats the one before: coordinates must rise or fall throughout",
        ));
    }
    if step * first.signum() < 0.0 {
        return Err(wrong(
            axis,
            index,
            "turns back: coordinates must rise or fall throughout",
        ));
    }
    Ok(())
}

fn wrong(axis: usize, index: usize, problem: &'static str) -> Error {
    Error::Coordinates {
        axis,
        index,
        problem,
    }
}
