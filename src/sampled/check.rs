//! What can be wrong with settings and samples: everything is found before anything is written.

use super::Edge;
use super::differences::Differences;
use super::kernel::vectorised;
use super::spacing::{Spacing, Spacings};
use crate::error::Error;

impl Differences<'_> {
    /// Everything that can be wrong, before anything is written. In numpy's order: axes, the number of
    /// entries, each spacing, each length.
    pub(super) fn check(&self, shape: &[usize]) -> Result<(), Error> {
        let dimensions = shape.len();
        let count = self.count(dimensions);
        for k in 0..count {
            let axis = self.axis(k, dimensions)?;
            if (0..k).any(|other| self.axis(other, dimensions) == Ok(axis)) {
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
        self.check_missing(dimensions)?;
        for k in 0..count {
            let axis = self.axis(k, dimensions)?;
            self.check_spacing(self.spacing_of(k), axis, shape[axis])?;
        }
        for k in 0..count {
            let axis = self.axis(k, dimensions)?;
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
            axes => Err(Error::AxisCount {
                what: "outputs",
                axes,
                found: 1,
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

    fn check_spacing(&self, spacing: &Spacing<'_>, axis: usize, n: usize) -> Result<(), Error> {
        match spacing {
            Spacing::Step(step) if !self.permissive => check_length("step", *step, axis),
            Spacing::Coordinates(x) if x.len() != n => Err(Error::CoordinateCount {
                axis,
                expected: n,
                found: x.len(),
            }),
            Spacing::Coordinates(x) if !self.permissive => check_order(x, axis),
            _ => Ok(()),
        }
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
            (Edge::Period(period), Spacing::Coordinates(x)) => {
                check_length("period", period, axis)?;
                if period.abs() <= (x[x.len() - 1] - x[0]).abs() {
                    return Err(Error::Step {
                        what: "period",
                        axis,
                        problem: "not longer than from the first to the last coordinate",
                    });
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn check_length(what: &'static str, length: f64, axis: usize) -> Result<(), Error> {
    let problem = match length {
        0.0 => "zero",
        length if length.is_nan() => "not a number",
        length if length.is_infinite() => "infinite",
        _ => return Ok(()),
    };
    Err(Error::Step {
        what,
        axis,
        problem,
    })
}

fn check_order(x: &[f64], axis: usize) -> Result<(), Error> {
    let falling = x.len() > 1 && x[1] < x[0];
    let in_order = |a: f64, b: f64| if falling { b < a } else { a < b };
    // Without branches, so that many pairs are compared at a time.
    let ordered = vectorised(
        #[inline(always)]
        || {
            let mut wrong = 0_u64;
            for (a, b) in x.iter().zip(x.get(1..).unwrap_or_default()) {
                let (a, b) = if falling { (b, a) } else { (a, b) };
                wrong |= if a < b { 0 } else { 1 };
            }
            wrong == 0
        },
    );
    let finite = x.first().is_none_or(|first| first.is_finite())
        && x.last().is_none_or(|last| last.is_finite());
    // Between finite ends, coordinates in order are finite as well.
    if finite && ordered {
        return Ok(());
    }
    let wrong = |index: usize, problem| Error::Coordinates {
        axis,
        index,
        problem,
    };
    if let Some(index) = x.iter().position(|v| !v.is_finite()) {
        let problem = if x[index].is_nan() {
            "is not a number"
        } else {
            "is infinite"
        };
        return Err(wrong(index, problem));
    }
    for (k, pair) in x.windows(2).enumerate() {
        if pair[0] == pair[1] {
            return Err(wrong(k + 1, "repeats the one before"));
        }
        if !in_order(pair[0], pair[1]) {
            return Err(wrong(k + 1, "turns back"));
        }
    }
    Ok(())
}
