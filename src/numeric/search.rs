//! The search for one derivative, as a machine that asks for values of f and never calls it.
//!
//! Its phases: a ladder is climbed down (`descent`); the ladder that settled is validated, the one
//! that did not is replaced by a smaller one (`verdict`), unless it was noise (`doubt`); an answer
//! limited by noise is bettered with larger steps (`enlargement`); the answer is given (`outcome`).
//!
//! What the phases are told comes from the `ladder` and from the `judgement` of its answers. The
//! `domain` says where f may be evaluated, `samples` what is known already; a `stencil` stands in
//! where a fixed step is asked for.

mod descent;
pub(super) mod domain;
mod doubt;
mod enlargement;
mod judgement;
pub(super) mod ladder;
mod outcome;
mod phase;
mod samples;
pub(super) mod stencil;
#[cfg(test)]
mod testing;
mod verdict;

use super::estimate::{Estimate, Status};
use super::settings::{Coordinate, FiniteDifference, Method, Side, Step};
use domain::Domain;
use judgement::trail::Trail;
use ladder::rungs::{Extent, Rungs, Subject};
use ladder::{Ladder, Reading};
use phase::{Asked, End, Phase, Purpose};
use samples::Samples;
use stencil::Stencil;

/// The search for one derivative of a function of one variable.
///
/// `ask` says at which abscissae the function is needed next, `tell` takes its values there, in
/// the same order; when nothing is asked any more, `estimate` has the answer. Between the two the
/// caller is free: the points of a round may be evaluated in any order, in parallel, or elsewhere.
/// Nothing is allocated on the way.
///
/// ```
/// use partials::numeric::{FiniteDifference, Search};
///
/// let mut search = Search::new(&FiniteDifference::new(), 0, 2.0);
/// while !search.ask().is_empty() {
///     let values: Vec<f64> = search.ask().iter().map(|x| x.ln()).collect();
///     search.tell(&values);
/// }
/// let slope = search.estimate().unwrap();
/// assert!((slope.value - 0.5).abs() <= slope.error);
/// ```
#[derive(Clone, Debug)]
pub struct Search {
    settings: Coordinate,
    domain: Domain,
    samples: Samples,
    /// f(x)
    centre: Option<f64>,
    asked: Asked,
    phase: Phase,
    ladder: Ladder,
    descent: Descent,
    trail: Trail,
    /// Ladders started so far.
    ladders: u32,
    /// How much smaller the next ladder starts after an unsettled one.
    shrink: f64,
    /// The ladder that overlooked something.
    blind: Option<Blind>,
    /// The derivative that a ladder saw that stood on a straight piece of f, and was not believed.
    on_a_piece: Option<f64>,
    /// Whether it was asked once already if what does not settle is noise.
    is_correlated: bool,
    /// Noise of f is below this, as values close to x show.
    noise_at_most: f64,
    /// How far f moved over the finest rung of the last unsettled ladder.
    last_swing: Option<f64>,
    accepted: Option<Accepted>,
}

/// The way down the current ladder.
#[derive(Clone, Copy, Debug)]
struct Descent {
    /// The step of the next rung.
    h: f64,
    smallest_error: f64,
    stalls: u32,
    reading: Option<Reading>,
}

/// A ladder that settled, and overlooked something of size `sigma`.
#[derive(Clone, Copy, Debug)]
struct Blind {
    rungs: Extent,
    sigma: f64,
    /// The slope it saw.
    slope: f64,
    /// Whether a ladder closer to x saw a straight line.
    has_seen: bool,
}

impl Blind {
    /// Whether the noise of a ladder is of the size of what was overlooked.
    fn is_like(&self, reading: &Reading) -> bool {
        reading.sigma > self.sigma / 64.0
    }

    /// Over how many steps of a staircase a step of `h` would go, if it is stairs that made the slope of
    /// the closer ladder another. Infinite if the finest rung would not even have gone over one.
    fn stairs(&self, h: f64, slope: f64) -> f64 {
        let finest = self.rungs.finest();
        let stairs = |h: f64| h * (slope - self.slope).abs() / self.sigma;
        if stairs(finest) < 1.0 {
            f64::INFINITY
        } else {
            stairs(h)
        }
    }
}

/// A ladder that settled and was validated.
#[derive(Clone, Debug)]
struct Accepted {
    rungs: Rungs,
    reading: Reading,
    known_noise: f64,
    value: f64,
    error: f64,
    end: End,
    growths: u32,
    fell_back: bool,
}

impl Search {
    /// A search for the derivative at x, with the settings of coordinate `coordinate`.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search, run};
    ///
    /// // Of the function along its second coordinate, which has a scale of its own.
    /// let settings = FiniteDifference::new().scale([1.0, 1e-3]);
    /// let mut search = Search::new(&settings, 1, 0.0);
    /// let slope = run(&mut search, |x| (1e3 * x).sin());
    /// assert!((slope.value - 1e3).abs() <= slope.error && slope.span <= 1e-3);
    /// ```
    #[must_use]
    pub fn new(settings: &FiniteDifference, coordinate: usize, x: f64) -> Self {
        Self::start(settings.coordinate(coordinate), x, None)
    }

    /// The same where f(x) is known already; it is not asked for, and not counted.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search};
    ///
    /// let search = Search::with_value(&FiniteDifference::new(), 0, 2.0, 4.0);
    /// assert!(!search.ask().contains(&2.0));
    /// assert_eq!((search.value_at_x(), search.evaluations()), (Some(4.0), 0));
    /// ```
    #[must_use]
    pub fn with_value(settings: &FiniteDifference, coordinate: usize, x: f64, value: f64) -> Self {
        Self::start(settings.coordinate(coordinate), x, Some(value))
    }

    /// The abscissae at which f is needed next; empty when the search is over. No point is asked
    /// for twice, and none outside the bounds.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search};
    ///
    /// let search = Search::new(&FiniteDifference::absolute_step(0.5), 0, 2.0);
    /// let mut asked = search.ask().to_vec();
    /// asked.sort_by(f64::total_cmp);
    /// assert_eq!(asked, [1.5, 2.5]);
    /// ```
    #[must_use]
    pub fn ask(&self) -> &[f64] {
        self.asked.as_slice()
    }

    /// Takes the values of f at the abscissae asked for, in their order. NaN and infinities are
    /// welcome: they say that f has no value there.
    ///
    /// # Panics
    /// If there are not as many values as abscissae were asked for.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search};
    ///
    /// let mut search = Search::new(&FiniteDifference::absolute_step(0.5), 0, 2.0);
    /// let values: Vec<f64> = search.ask().iter().map(|x| x * x).collect();
    /// search.tell(&values);
    /// assert_eq!(search.estimate().unwrap().value, 4.0);
    /// ```
    pub fn tell(&mut self, values: &[f64]) {
        let asked = self.asked;
        assert_eq!(
            asked.len,
            values.len(),
            "the search needs a value for each abscissa it asked for"
        );
        for (abscissa, value) in asked.as_slice().iter().zip(values) {
            self.samples.insert(*abscissa, *value);
        }
        self.asked.len = 0;
        self.advance();
    }

    /// The answer, once nothing is asked any more.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search};
    ///
    /// let search = Search::new(&FiniteDifference::new(), 0, 2.0);
    /// assert!(search.estimate().is_none() && !search.ask().is_empty());
    /// ```
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate<f64>> {
        match self.phase {
            Phase::Finished(estimate) => Some(estimate),
            _ => None,
        }
    }

    /// Where the derivative is taken.
    pub(super) fn x(&self) -> f64 {
        self.domain.x
    }

    /// The values told so far, with their abscissae.
    pub(super) fn samples(&self) -> &[(f64, f64)] {
        self.samples.as_slice()
    }

    /// Takes what it asks for from values that are known, as long as all of it is.
    pub(super) fn recall(&mut self, known: &[(f64, f64)]) {
        let mut values = [0.0; stencil::POINTS];
        while !self.ask().is_empty() {
            let count = self.ask().len();
            for (value, t) in values.iter_mut().zip(self.ask()) {
                let Some(found) = known.iter().find(|(known, _)| known == t) else {
                    return;
                };
                *value = found.1;
            }
            self.tell(&values[..count]);
        }
    }

    /// The answer of a search that asks nothing any more.
    pub(super) fn answer(&self) -> Estimate<f64> {
        self.estimate().expect("the search is over")
    }

    /// Values told so far.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search, run};
    ///
    /// let mut search = Search::new(&FiniteDifference::new(), 0, 2.0);
    /// let slope = run(&mut search, |x| x.ln());
    /// assert_eq!(search.evaluations(), slope.evaluations);
    /// ```
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.samples.len()
    }

    /// f(x), once it is known.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search, run};
    ///
    /// let mut fixed = Search::new(&FiniteDifference::fast(), 0, 2.0);
    /// run(&mut fixed, |x| x.ln());
    /// assert_eq!(fixed.value_at_x(), None); // a central difference does not need it
    /// ```
    #[must_use]
    pub fn value_at_x(&self) -> Option<f64> {
        self.centre
    }

    /// The largest step of the ladder the estimate rests on: a length over which f is well
    /// described by few terms of its Taylor series. None before there is an accepted estimate.
    ///
    /// ```
    /// use partials::numeric::{FiniteDifference, Search, run};
    ///
    /// let step = |f: fn(f64) -> f64| {
    ///     let mut search = Search::new(&FiniteDifference::new(), 0, 1.0);
    ///     run(&mut search, f);
    ///     search.accepted_step().unwrap()
    /// };
    /// assert!(step(|x| (1e4 * x).sin()) < 1e-2 * step(|x| x.sin()));
    /// ```
    #[must_use]
    pub fn accepted_step(&self) -> Option<f64> {
        self.accepted.as_ref().map(|a| a.rungs.coarsest().h)
    }

    /// A length to measure the function with: that of the accepted step, or of the fixed one, or
    /// the first that would have been tried.
    pub(super) fn length(&self) -> f64 {
        let nearest = |nearest: f64, t: &(f64, f64)| match (t.0 - self.domain.x).abs() {
            0.0 => nearest,
            h => h.min(nearest),
        };
        match self.settings.method {
            Method::Adaptive => self.accepted_step().unwrap_or_else(|| {
                let mut domain = self.domain.clone();
                domain.first_step().max(domain.smallest_step)
            }),
            Method::Fixed { .. } => {
                let samples = self.samples.as_slice().iter();
                let h = samples.fold(f64::INFINITY, nearest);
                if h.is_finite() { h } else { self.domain.length }
            }
        }
    }

    /// How far from x f may be asked for.
    pub(super) fn farthest(&self) -> f64 {
        self.domain.reach
    }

    /// Which side of x the search uses, or ended up using.
    ///
    /// ```
    /// use partials::Side;
    /// use partials::numeric::{FiniteDifference, Search, run};
    ///
    /// let mut search = Search::new(&FiniteDifference::new(), 0, 0.0);
    /// run(&mut search, |x| x.sqrt() * x); // NaN below 0
    /// assert_eq!(search.side(), Side::Forward);
    /// ```
    #[must_use]
    pub fn side(&self) -> Side {
        self.domain.side()
    }

    pub(super) fn start(settings: Coordinate, x: f64, centre: Option<f64>) -> Self {
        let domain = Domain::new(x, &settings);
        let subject = Subject {
            x,
            centre: centre.unwrap_or(f64::NAN),
            order: settings.order,
            side: domain.side,
            noise: settings.noise,
        };
        let mut search = Self {
            settings,
            domain,
            samples: Samples::new(),
            centre,
            asked: Asked::default(),
            phase: Phase::Descent(Purpose::Find),
            ladder: Ladder::new(subject),
            descent: Descent::from(0.0),
            trail: Trail::default(),
            ladders: 0,
            shrink: FIRST_SHRINK,
            blind: None,
            on_a_piece: None,
            is_correlated: false,
            noise_at_most: f64::INFINITY,
            last_swing: None,
            accepted: None,
        };
        search.open();
        search.advance();
        search
    }

    /// Chooses the first points.
    fn open(&mut self) {
        if !self.domain.x.is_finite() || self.centre.is_some_and(|f| !f.is_finite()) {
            return self.finish_without_value(Status::NotFinite);
        }
        if !self.domain.contains(self.domain.x) {
            return self.finish_without_value(Status::NoRoom);
        }
        match self.settings.method {
            Method::Fixed { step, accuracy } => {
                self.open_stencil(step, accuracy, Status::FixedStep)
            }
            Method::Adaptive => {
                let first = self.domain.first_step();
                let centre = usize::from(self.centre.is_none());
                if first < self.domain.smallest_step {
                    self.open_stencil(Step::Automatic, 2, Status::Unresolved);
                } else if centre + self.points_needed() > self.settings.budget {
                    self.open_stencil(Step::Automatic, 2, Status::OutOfBudget);
                } else {
                    self.start_ladder(first, Purpose::Find);
                }
            }
        }
    }

    fn open_stencil(&mut self, step: Step, accuracy: usize, status: Status) {
        match Stencil::new(&self.settings, &self.domain, step, accuracy) {
            Some(stencil) => {
                self.domain.side = stencil.side(self.domain.x);
                for point in stencil.points() {
                    self.request(*point);
                }
                self.phase = Phase::Stencil(stencil, status);
            }
            None => self.finish_without_value(Status::NoRoom),
        }
    }

    /// Goes on until values are needed or the search is over.
    fn advance(&mut self) {
        while self.asked.len == 0 {
            match self.phase {
                Phase::Descent(purpose) => self.descend(purpose),
                Phase::Glance(validation, end) => self.glance(validation, end),
                Phase::Doubt(correlation, end) => self.judge(&correlation, end),
                Phase::Grain { h, spacing, end } => self.judge_grain(h, spacing, end),
                Phase::Stencil(stencil, status) => self.finish_stencil(&stencil, status),
                Phase::Finished(_) => return,
            }
        }
    }

    /// The value at t: NaN outside the bounds, None where it must be asked for.
    fn known(&self, t: f64) -> Option<f64> {
        if self.domain.contains(t) {
            self.samples.get(t)
        } else {
            Some(f64::NAN)
        }
    }

    /// Puts t among the points to ask for, unless it is known or there already.
    fn request(&mut self, t: f64) {
        let is_centre = t == self.domain.x && self.centre.is_some();
        if self.known(t).is_none() && !is_centre && !self.asked.as_slice().contains(&t) {
            self.asked.push(t);
        }
    }

    fn can_afford(&self, points: usize) -> bool {
        self.samples.len() + self.asked.len + points <= self.settings.budget
    }

    /// Points of the shortest ladder that says anything.
    fn points_needed(&self) -> usize {
        if self.domain.side == 0.0 {
            2 * ((self.settings.order - 1) / 2 + 2)
        } else {
            self.settings.order + 1
        }
    }
}

/// After the first unsettled ladder the next starts this much smaller.
const FIRST_SHRINK: f64 = 8.0;

impl Descent {
    fn from(h: f64) -> Self {
        Self {
            h,
            smallest_error: f64::INFINITY,
            stalls: 0,
            reading: None,
        }
    }
}
