//! The kind of the numerical operators: how their closure is called, and with what settings.

use std::marker::PhantomData;

use super::evaluation::OneByOne;
use crate::numeric::settings::FiniteDifference;
use crate::operator::{
    Derivative, Gradient, Hessian, Jacobian, Kind, Plain, Progress, Returns, returns,
};

/// The kind of an operator made by `numeric` and its relatives: finite differences of a closure
/// that computes with `f64`.
///
/// `W` says where points are evaluated, `R` what the closure returns, `H` is the hook of
/// `on_round`.
#[derive(Clone, Debug)]
pub struct Numeric<W = OneByOne, R = Plain, H = fn(Progress)> {
    pub(super) settings: FiniteDifference,
    pub(super) hook: H,
    pub(super) marker: PhantomData<fn() -> (W, R)>,
}

/// The kind of a Hessian made from a gradient: finite differences of its components.
#[derive(Clone, Debug)]
pub struct OfGradient<W = OneByOne, R = Plain, H = fn(Progress)>(pub(super) Numeric<W, R, H>);

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
    ($Operator:ident, $Kind:ident, |$kind:ident| $numeric:expr, $wrap:expr) => {
        impl<F, W, R, H> $Operator<F, $Kind<W, R, H>> {
            /// With these settings.
            #[must_use]
            pub fn with(self, settings: FiniteDifference) -> Self {
                let $kind = self.kind;
                let mut numeric = $numeric;
                numeric.settings = settings;
                let kind = $wrap(numeric);
                Self { f: self.f, kind }
            }

            /// Calls `hook` after every round of evaluations, to show that there is progress.
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
            #[must_use]
            pub fn parallel(self) -> $Operator<F, $Kind<super::Threads, R, H>> {
                let $kind = self.kind;
                let kind = $wrap($numeric.with_hook(|hook| hook));
                $Operator { f: self.f, kind }
            }
        }
    };
}
adjustments!(Derivative, Numeric, |kind| kind, std::convert::identity);
adjustments!(Gradient, Numeric, |kind| kind, std::convert::identity);
adjustments!(Jacobian, Numeric, |kind| kind, std::convert::identity);
adjustments!(Hessian, Numeric, |kind| kind, std::convert::identity);
adjustments!(Hessian, OfGradient, |kind| kind.0, OfGradient);
