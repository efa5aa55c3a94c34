//! What may be known about the function, and how the derivative is to be taken.

use std::fmt;

use super::per_coordinate::PerCoordinate;
use super::requirement::{Requirement, check_bounds};

mod coordinate;

pub(crate) use coordinate::Coordinate;

/// Settings of a finite-difference derivative; the same for all operators.
///
/// The default needs no tuning: it finds its own steps and reports an error. What is known about
/// the function can be told, and saves evaluations or prevents mistakes.
///
/// ```
/// use partials::{Derivative, FiniteDifference};
///
/// let settings = FiniteDifference::new().noise(1e-6).bounds((0.0, f64::INFINITY));
/// let measured = |x: f64| x.sqrt() + 1e-6 * (1e9 * x).sin();
/// let slope = Derivative::numeric(measured).with(settings).estimate(1.0);
/// assert!((slope.value - 0.5).abs() <= slope.error);
/// ```
#[derive(Clone, PartialEq)]
pub struct FiniteDifference {
    order: usize,
    scale: PerCoordinate<f64>,
    bounds: PerCoordinate<(f64, f64)>,
    reach: PerCoordinate<f64>,
    side: Side,
    noise: f64,
    tolerance: f64,
    budget: usize,
    method: Method,
}

impl fmt::Debug for FiniteDifference {
    /// What was said, and the order; what applies to all coordinates is written once.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FiniteDifference");
        if let Method::Fixed { step, accuracy } = self.method {
            shown.field("step", &step).field("accuracy", &accuracy);
        }
        shown.field("order", &self.order);
        self.scale.show("scale", &mut shown);
        self.bounds.show("bounds", &mut shown);
        self.reach.show("reach", &mut shown);
        if self.side != Side::Central {
            shown.field("side", &self.side);
        }
        for (name, amount) in [("noise", self.noise), ("tolerance", self.tolerance)] {
            if amount != 0.0 {
                shown.field(name, &amount);
            }
        }
        if self.budget != BUDGET {
            shown.field("budget", &self.budget);
        }
        shown.finish()
    }
}

/// Which points around x a derivative uses.
///
/// ```
/// use partials::{Derivative, FiniteDifference, Side};
///
/// let slope = |side| {
///     let settings = FiniteDifference::new().side(side);
///     Derivative::numeric(|x| x.abs()).with(settings).at(0.0)
/// };
/// assert_eq!((slope(Side::Forward), slope(Side::Backward)), (1.0, -1.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Both sides of x; an adaptive search falls back to one side where the other has no values.
    #[default]
    Central,
    /// x and above.
    Forward,
    /// x and below.
    Backward,
}

impl Side {
    /// 0, 1 or -1.
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Central => 0.0,
            Self::Forward => 1.0,
            Self::Backward => -1.0,
        }
    }
}

/// How the step is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Method {
    /// Search for the step, and for the error.
    Adaptive,
    /// A single difference with this step and this order of accuracy.
    Fixed { step: Step, accuracy: usize },
}

/// The step of a single difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// The classic balance of truncation against rounding: u^(1/(n+p)) |x|.
    Automatic,
    Absolute(f64),
    /// Relative to |x|, or to the scale.
    Relative(f64),
}

/// Evaluations an adaptive derivative may take unless told otherwise.
const BUDGET: usize = 61;

/// Highest derivative order.
const HIGHEST_ORDER: usize = 4;

/// Highest order of accuracy of a fixed-step difference.
const HIGHEST_ACCURACY: usize = 8;

impl Default for FiniteDifference {
    fn default() -> Self {
        Self {
            order: 1,
            scale: PerCoordinate::Unset,
            bounds: PerCoordinate::Unset,
            reach: PerCoordinate::Unset,
            side: Side::Central,
            noise: 0.0,
            tolerance: 0.0,
            budget: BUDGET,
            method: Method::Adaptive,
        }
    }
}

impl FiniteDifference {
    /// An adaptive first derivative with an error bar.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let slope = Derivative::numeric(|x| x.exp()).with(FiniteDifference::new()).estimate(0.0);
    /// assert!((slope.value - 1.0).abs() <= slope.error && slope.error < 1e-12);
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The cheapest useful difference: one pair of points per coordinate, at the step that
    /// balances truncation and rounding for a function that varies on the scale of x. Ten or
    /// eleven digits when that is so, and no error estimate.
    ///
    /// ```
    /// use partials::{FiniteDifference, Gradient, Status};
    ///
    /// let g = Gradient::numeric(|x| x[0] * x[1]).with(FiniteDifference::fast()).estimate(&[2.0, 3.0]);
    /// assert_eq!((g.value, g.evaluations), ([3.0, 2.0], 4));
    /// assert_eq!(g.status, [Status::FixedStep; 2]);
    /// ```
    #[must_use]
    pub fn fast() -> Self {
        Self::fixed(Step::Automatic)
    }

    /// A single difference with step h, and no error estimate.
    ///
    /// # Panics
    ///
    /// Unless h is positive and finite.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let half = FiniteDifference::absolute_step(0.5);
    /// // (2.5³ - 1.5³) / 1 = 12.25, where the derivative is 12.
    /// assert_eq!(Derivative::numeric(|x| x * x * x).with(half).at(2.0), 12.25);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn absolute_step(h: f64) -> Self {
        Requirement::Length.check("the step", h);
        Self::fixed(Step::Absolute(h))
    }

    /// A single difference with step `fraction` · |x| (or · scale), and no error estimate.
    ///
    /// # Panics
    ///
    /// Unless the fraction is positive and finite.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let quarter = FiniteDifference::relative_step(0.25);
    /// // At 2 the step is 0.5: (2.5³ - 1.5³) / 1.
    /// assert_eq!(Derivative::numeric(|x| x * x * x).with(quarter).at(2.0), 12.25);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn relative_step(fraction: f64) -> Self {
        Requirement::Length.check("the relative step", fraction);
        Self::fixed(Step::Relative(fraction))
    }

    fn fixed(step: Step) -> Self {
        Self {
            method: Method::Fixed { step, accuracy: 2 },
            ..Self::default()
        }
    }

    /// Which derivative: 1 to 4. Of a function of several variables these are the derivatives along
    /// the axes, `∂ⁿf/∂xᵢⁿ`. A Hessian is of second order whatever is said here.
    ///
    /// # Panics
    /// For any other order.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let third = FiniteDifference::new().order(3);
    /// let found = Derivative::numeric(|x| x.exp()).with(third).estimate(0.0);
    /// assert!((found.value - 1.0).abs() <= found.error && found.error < 1e-8);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn order(mut self, n: usize) -> Self {
        assert!(
            (1..=HIGHEST_ORDER).contains(&n),
            "finite differences give derivatives of order 1 to {HIGHEST_ORDER}, not {n}"
        );
        self.order = n;
        self
    }

    /// Order of accuracy p of a fixed-step difference: its error falls like h^p. Central
    /// differences have even orders, so an odd p is rounded up. Adaptive searches choose their
    /// own and ignore it.
    ///
    /// # Panics
    /// Unless p is 1 to 8.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let cube = |x: f64| x * x * x;
    /// let half = FiniteDifference::absolute_step(0.5);
    /// assert_eq!(Derivative::numeric(cube).with(half.clone()).at(2.0), 12.25);
    /// assert!((Derivative::numeric(cube).with(half.accuracy(4)).at(2.0) - 12.0).abs() < 1e-13);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn accuracy(mut self, p: usize) -> Self {
        assert!(
            (1..=HIGHEST_ACCURACY).contains(&p),
            "fixed-step differences have an accuracy of order 1 to {HIGHEST_ACCURACY}, not {p}"
        );
        if let Method::Fixed { accuracy, .. } = &mut self.method {
            *accuracy = p;
        }
        self
    }

    /// The distance over which the function changes appreciably, for all coordinates or one for
    /// each. Steps start at an eighth of it. Without it |x| is taken, or 1 at x = 0.
    ///
    /// # Panics
    ///
    /// Unless every scale is positive and finite.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let fast = |x: f64| (1e6 * x).sin();
    /// let settings = FiniteDifference::new().scale(1e-6);
    /// let (guessed, told) = (
    ///     Derivative::numeric(fast).estimate(1.0),
    ///     Derivative::numeric(fast).with(settings).estimate(1.0),
    /// );
    /// assert!(told.evaluations < guessed.evaluations);
    /// assert!((told.value - 1e6 * 1e6_f64.cos()).abs() <= told.error);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn scale(mut self, scale: impl Into<PerCoordinate<f64>>) -> Self {
        self.scale = scale.into();
        Requirement::Length.check_each("the scale", &self.scale);
        self
    }

    /// The interval outside which the function is never evaluated, for all coordinates or one for
    /// each. Both ends belong to it.
    ///
    /// # Panics
    ///
    /// If a bound is NaN, a lower bound above its upper one, or no number between them.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference, Status};
    ///
    /// let root = |x: f64| (1.0 - x).sqrt(); // of a probability
    /// let slope = Derivative::numeric(root).with(FiniteDifference::new().bounds((0.0, 1.0))).estimate(0.0);
    /// assert_eq!(slope.status, Status::OneSided);
    /// assert!((slope.value + 0.5).abs() <= slope.error);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn bounds(mut self, bounds: impl Into<PerCoordinate<(f64, f64)>>) -> Self {
        self.bounds = bounds.into();
        check_bounds(&self.bounds);
        self
    }

    /// How far from x the function may be asked for, for all coordinates or one for each. Without it
    /// that is as far as the [`scale`](Self::scale), or else |x|, or 1 at x = 0: a model may make
    /// no sense further out, or take its time there. A function that changes slowly has a more
    /// accurate derivative where steps may be larger. [`Estimate::span`](super::Estimate::span) says
    /// how far the search went. A fixed step is not limited by it.
    ///
    /// # Panics
    ///
    /// Unless every distance is positive; it may be infinite.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let slow = |x: f64| 1e6 + (x / 100.0).sin();
    /// let near = Derivative::numeric(slow).estimate(1.0);
    /// let far = Derivative::numeric(slow).with(FiniteDifference::new().reach(1e3)).estimate(1.0);
    /// assert!(near.span <= 1.0 && far.span > 1.0 && far.error < 0.2 * near.error);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn reach(mut self, distance: impl Into<PerCoordinate<f64>>) -> Self {
        self.reach = distance.into();
        Requirement::Distance.check_each("the reach", &self.reach);
        self
    }

    /// Which side of x to use.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference, Side};
    ///
    /// let left = FiniteDifference::new().side(Side::Backward);
    /// assert_eq!(Derivative::numeric(|x| x.max(0.0)).with(left).at(0.0), 0.0);
    /// ```
    #[must_use]
    pub fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// The absolute noise of the function's values, where it is known and above rounding: its standard
    /// deviation, or a bound. Error bars hold for both, and the status is
    /// [`NoiseLimited`](super::Status::NoiseLimited) where the noise makes most of the error.
    ///
    /// # Panics
    ///
    /// If the level is negative, infinite or NaN.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let rippled = Derivative::numeric(|x| x * x + 1e-4 * (1e9 * x).sin());
    /// assert!(rippled.at(1.0) > 1e4); // the slope of the ripple
    /// let told = rippled.with(FiniteDifference::new().noise(1e-4)).estimate(1.0);
    /// assert!((told.value - 2.0).abs() <= told.error && told.error < 1e-2);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn noise(mut self, level: f64) -> Self {
        Requirement::Amount.check("the noise", level);
        self.noise = level;
        self
    }

    /// Stop as soon as the error estimate is below this fraction of the derivative. The default,
    /// 0, goes on to rounding level; 1e-8 saves about a tenth of the evaluations.
    ///
    /// # Panics
    ///
    /// If the fraction is negative, infinite or NaN.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let f = Derivative::numeric(|x| x.exp());
    /// let rough = f.clone().with(FiniteDifference::new().tolerance(1e-3)).estimate(1.0);
    /// assert!(rough.evaluations < f.estimate(1.0).evaluations);
    /// assert!((rough.value - 1.0_f64.exp()).abs() <= rough.error && rough.error < 3e-3);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn tolerance(mut self, relative: f64) -> Self {
        Requirement::Amount.check("the tolerance", relative);
        self.tolerance = relative;
        self
    }

    /// The most evaluations a coordinate may take, f(x) included unless coordinates share it. Where it is too small for any
    /// error estimate (below 5 for a first derivative) a single difference is returned, with an
    /// infinite error; that takes up to `order + 1` evaluations.
    ///
    /// ```
    /// use partials::{Derivative, FiniteDifference};
    ///
    /// let single = FiniteDifference::new().budget(3);
    /// let slope = Derivative::numeric(|x| x * x).with(single).estimate(1.0);
    /// assert_eq!((slope.value, slope.error), (2.0, f64::INFINITY));
    /// assert!(slope.evaluations <= 3);
    /// ```
    #[must_use]
    pub fn budget(mut self, evaluations: usize) -> Self {
        self.budget = evaluations;
        self
    }
}
