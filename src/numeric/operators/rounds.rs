//! Rounds of evaluations for several searches at once, and the memory for them.

use nalgebra::Dim;

use super::axis::Axis;
use super::column::Column;
use super::direction::Direction;
use super::evaluation::Evaluate;
use super::kind::Numeric;
use super::probe::Probe;
use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::operator::Progress;
use crate::operator::Returns;
use crate::point::Point;

/// The memory of a numerical operator, kept from one call to the next.
///
/// Made by the operators' `workspace`. After a first call, `at_into` allocates nothing for points
/// that are not longer, where the closure is called point by point and the budget is at most 64
/// evaluations.
///
/// ```
/// use partials::Gradient;
/// use partials::numeric::Workspace;
///
/// let f = Gradient::numeric(|x| x[0] * x[1]);
/// let (mut workspace, mut gradient) = (Workspace::default(), [0.0; 2]); // grows when it is used
/// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut gradient), 6.0);
/// assert_eq!(gradient, [3.0, 2.0]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    pub(super) point: Vec<f64>,
    pub(super) probes: Vec<Probe>,
    pub(super) values: Vec<f64>,
    pub(super) lanes: Lanes,
}

/// The searches of a workspace.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    pub(super) searches: Vec<Search>,
    pub(super) columns: Vec<Column>,
    /// The components of the function at x.
    pub(super) centre: Vec<f64>,
    pub(super) axes: Vec<Axis>,
    pub(super) directions: Vec<Direction>,
    /// What was sampled along the axes, one after the other, and where each ends.
    pub(super) samples: Vec<(f64, f64)>,
    pub(super) ends: Vec<usize>,
    /// Entries of a Hessian whose mirror images are not known yet.
    pub(super) above: Vec<Estimate<f64>>,
}

impl Workspace {
    /// For points of `n` variables.
    pub(super) fn new(n: usize) -> Self {
        Self {
            point: vec![0.0; n],
            ..Self::default()
        }
    }

    /// Starts with `f` at `x`.
    ///
    /// # Panics
    ///
    /// If the settings do not suit `x`.
    pub(super) fn open<'a, X, F, W, R, H>(
        &'a mut self,
        f: &'a F,
        kind: &'a Numeric<W, R, H>,
        x: &X,
    ) -> (Rounds<'a, F, W, R, H>, &'a mut Lanes)
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.point.clear();
        let n = x.dimension().value();
        self.point.extend((0..n).map(|i| x.coordinate(i)));
        kind.settings.check(&self.point);
        let rounds = Rounds {
            f,
            kind,
            x: &mut self.point,
            probes: &mut self.probes,
            values: &mut self.values,
            progress: Progress::default(),
        };
        (rounds, &mut self.lanes)
    }
}

/// Searches that can be led together: they ask for abscissae along some line, and are told values.
pub(super) trait Lane {
    fn ask(&self) -> &[f64];
    fn tell(&mut self, values: &[f64]);
}

impl Lane for Search {
    fn ask(&self) -> &[f64] {
        self.ask()
    }
    fn tell(&mut self, values: &[f64]) {
        self.tell(values);
    }
}

impl Lane for Column {
    fn ask(&self) -> &[f64] {
        self.ask()
    }
    fn tell(&mut self, values: &[f64]) {
        self.tell(values);
    }
}

/// The evaluations of an operator around one point.
pub(super) struct Rounds<'a, F, W, R, H> {
    pub(super) f: &'a F,
    pub(super) kind: &'a Numeric<W, R, H>,
    pub(super) x: &'a mut [f64],
    pub(super) probes: &'a mut Vec<Probe>,
    pub(super) values: &'a mut Vec<f64>,
    pub(super) progress: Progress,
}

impl<F, W, R: Returns, H: Fn(Progress)> Rounds<'_, F, W, R, H> {
    /// The value at x itself.
    pub(super) fn centre<Y>(&mut self) -> Result<Y, R::Error>
    where
        W: Evaluate<F, Y, R>,
    {
        let mut value = None;
        W::evaluate(self.f, self.x, &[Probe::CENTRE], |y| value = Some(y))?;
        self.progress.evaluations += 1;
        (self.kind.hook)(self.progress);
        Ok(value.expect("an evaluation has a value"))
    }

    /// Leads the searches to their ends. `probe` places an abscissa of a lane, `append` takes
    /// apart what the function returned for a lane, and `finished` counts the entries that are final.
    pub(super) fn lead<L: Lane, Y>(
        &mut self,
        lanes: &mut [L],
        probe: impl Fn(usize, f64) -> Probe,
        mut append: impl FnMut(usize, &Y, &mut Vec<f64>),
        finished: impl Fn(&[L]) -> usize,
    ) -> Result<(), R::Error>
    where
        W: Evaluate<F, Y, R>,
    {
        let before = self.progress.finished;
        loop {
            self.probes.clear();
            for (i, lane) in lanes.iter().enumerate() {
                self.probes.extend(lane.ask().iter().map(|t| probe(i, *t)));
            }
            let count = self.probes.len();
            if count == 0 {
                self.progress.finished = before + finished(lanes);
                return Ok(());
            }
            self.values.clear();
            let values = &mut *self.values;
            let asked = lanes.iter().enumerate();
            let mut owners = asked.flat_map(|(i, lane)| std::iter::repeat_n(i, lane.ask().len()));
            W::evaluate(self.f, self.x, self.probes, |y| {
                append(owners.next().unwrap_or_default(), &y, values);
            })?;
            let each = values.len() / count;
            let mut rest = &values[..];
            for lane in &mut *lanes {
                let (own, others) = rest.split_at(lane.ask().len() * each);
                if !lane.ask().is_empty() {
                    lane.tell(own);
                }
                rest = others;
            }
            self.progress.evaluations += count;
            self.progress.finished = before + finished(lanes);
            (self.kind.hook)(self.progress);
        }
    }
}
