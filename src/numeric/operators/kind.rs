//! The kind of the numerical operators: how their closure is called, and with what settings.

use std::fmt;
use std::marker::PhantomData;

use super::evaluation::OneByOne;
use crate::numeric::settings::FiniteDifference;
use crate::operator::debug::type_name;
use crate::operator::{
    Derivative, Gradient, Hessian, Jacobian, Kind, Plain, Progress, Returns, returns,
};

/// The kind of an operator made by `numeric` and its relatives: finite differences of a closure
/// that computes with `f64`.
///
/// `W` says where points are evaluated, `R` what the closure returns, `H` is the hook of
/// `on_round`.
///
/// ```
/// use partials::Derivative;
/// use partials::numeric::Numeric;
///
/// struct Model {
///     slope: Derivative<fn(f64) -> f64, Numeric>,
/// }
/// let model = Model { slope: Derivative::numeric(|x| x * x) };
/// assert_eq!(model.slope.at(3.0), 6.0);
/// ```
#[derive(Clone)]
pub struct Numeric<W = OneByOne, R = Plain, H = fn(Progress)> {
    pub(super) settings: FiniteDifference,
    pub(super) hook: H,
    pub(super) marker: PhantomData<fn() -> (W, R)>,
}

/// The kind of a Hessian made from a gradient: finite differences of its components.
///
/// ```
/// use partials::Hessian;
/// use partials::numeric::OfGradient;
///
/// let f: Hessian<fn(&[f64]) -> [f64; 1], OfGradient> = Hessian::numeric_of_gradient(|x| [x[0] * x[0]]);
/// assert_eq!(f.at(&[3.0])[(0, 0)], 6.0);
/// ```
#[derive(Clone)]
pub struct OfGradient<W = OneByOne, R = Plain, H = fn(Progress)>(pub(super) Numeric<W, R, H>);

/// What a message calls the function of such a Hessian.
pub(super) const A_GRADIENT: &str = "a gradient";

impl<W, R, H> fmt::Debug for Numeric<W, R, H> {
    /// Where points are evaluated, and the settings; not the hook.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = type_name::<Numeric<W, R>>();
        f.debug_tuple(&name).field(&self.settings).finish()
    }
}

impl<W, R, H> fmt::Debug for OfGradient<W, R, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OfGradient").field(&self.0).finish()
    }
}

returns!([W, R: Returns, H] Numeric<W, R, H>);

impl<W, R: Returns, H> Kind for Numeric<W, R, H> {
    type Scalar = f64;
    type Number = f64;
}

returns!([W, R: Returns, H] OfGradient<W, R, H>);

impl<W, R: Returns, H> Kind for OfGradient<W, R, H> {
    type Scalar = f64;
    type Number = f64;
}

impl<W, R> Numeric<W, R> {
    pub(super) fn new() -> Self {
        Self {
            settings: FiniteDifference::new(),
            hook: |_| {},
            marker: PhantomData,
        }
    }
}

impl<W, R> OfGradient<W, R> {
    pub(super) fn new() -> Self {
        Self(Numeric::new())
    }
}

impl<W, R, H> OfGradient<W, R, H> {
    /// By first derivatives of the gradient, whatever order the settings have.
    fn of(mut numeric: Numeric<W, R, H>) -> Self {
        numeric.settings = numeric.settings.order(1);
        Self(numeric)
    }

    /// What the differences of the gradient are taken by.
    pub(crate) fn of_entries(&self) -> &Numeric<W, R, H> {
        &self.0
    }
}

impl<W, R, H> Numeric<W, R, H> {
    /// The order of the derivative.
    pub(crate) fn order(&self) -> usize {
        self.settings.coordinate(0).order
    }

    /// How the differences are taken.
    pub(crate) fn settings(&self) -> &FiniteDifference {
        &self.settings
    }

    /// The same with another hook or other marks.
    fn with_hook<V, G>(self, hook: impl FnOnce(H) -> G) -> Numeric<V, R, G> {
        Numeric {
            settings: self.settings,
            hook: hook(self.hook),
            marker: PhantomData,
        }
    }
}

/// What can be changed about an operator once it exists.
macro_rules! adjustments {
    ($Operator:ident, $Kind:ident, $made:literal, $x:literal, |$kind:ident| $numeric:expr, $wrap:expr) => {
        impl<F, W, R, H> $Operator<F, $Kind<W, R, H>> {
            /// With these settings.
            ///
            /// ```
            #[doc = concat!("use partials::{FiniteDifference, ", stringify!($Operator), "};")]
            ///
            #[doc = concat!("let f = ", $made, ";")]
            #[doc = concat!("let searched = f.estimate(", $x, ").evaluations;")]
            #[doc = concat!("assert!(f.with(FiniteDifference::fast()).estimate(", $x, ").evaluations < searched);")]
            /// ```
            #[must_use]
            pub fn with(self, settings: FiniteDifference) -> Self {
                let $kind = self.kind;
                let mut numeric = $numeric;
                numeric.settings = settings;
                let kind = $wrap(numeric);
                Self { f: self.f, kind }
            }

            /// Calls `hook` after every round of evaluations, to show that there is progress.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            /// use std::cell::Cell;
            ///
            /// let so_far = Cell::new(0);
            #[doc = concat!("let f = ", $made, ".on_round(|progress| so_far.set(progress.evaluations));")]
            #[doc = concat!("assert_eq!(f.estimate(", $x, ").evaluations, so_far.get());")]
            /// ```
            #[must_use]
            pub fn on_round<G>(self, hook: G) -> $Operator<F, $Kind<W, R, G>>
            where
                G: Fn(Progress),
            {
                let $kind = self.kind;
                let kind = $wrap($numeric.with_hook(|_| hook));
                $Operator { f: self.f, kind }
            }
        }

        #[cfg(feature = "rayon")]
        impl<F: Sync, R, H> $Operator<F, $Kind<OneByOne, R, H>> {
            /// Evaluates the points of a round, those of every unfinished entry, on rayon's
            /// threads. Results are the same to the bit.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            #[doc = concat!("let f = ", $made, ";")]
            #[doc = concat!("assert_eq!(f.clone().parallel().at(", $x, "), f.at(", $x, "));")]
            /// ```
            #[must_use]
            pub fn parallel(self) -> $Operator<F, $Kind<super::Threads, R, H>> {
                let $kind = self.kind;
                let kind = $wrap($numeric.with_hook(|hook| hook));
                $Operator { f: self.f, kind }
            }
        }
    };
}
adjustments!(
    Derivative,
    Numeric,
    "Derivative::numeric(|x| x.exp())",
    "0.5",
    |kind| kind,
    std::convert::identity
);
adjustments!(
    Gradient,
    Numeric,
    "Gradient::numeric(|x| x[0].exp() * x[1])",
    "&[0.5, 2.0]",
    |kind| kind,
    std::convert::identity
);
adjustments!(
    Jacobian,
    Numeric,
    "Jacobian::numeric(|x| [x[0].exp(), x[0] * x[1]])",
    "&[0.5, 2.0]",
    |kind| kind,
    std::convert::identity
);
adjustments!(
    Hessian,
    Numeric,
    "Hessian::numeric(|x| x[0].exp() * x[1])",
    "&[0.5, 2.0]",
    |kind| kind,
    std::convert::identity
);
adjustments!(
    Hessian,
    OfGradient,
    "Hessian::numeric_of_gradient(|x| [2.0 * x[0], x[1].exp()])",
    "&[0.5, 2.0]",
    |kind| kind.0,
    OfGradient::of
);
