//! [`Mode`]: which kind a [`Function`] takes its derivatives by.

use super::{Function, VectorFunction, variables};
use crate::point::Point;
use crate::scalar::Scalar;
use std::fmt;

/// How the derivatives of a [`Function`] are taken.
///
/// ```
/// use partials::function::Mode;
/// use partials::{Function, function};
///
/// let f = function!(|x| x[0].abs());
/// // At a kink forward mode has the slope to the right; the modes may differ there.
/// assert_eq!(f.by(Mode::Forward).gradient(&[0.0]), [1.0]);
/// assert_eq!(f.by(Mode::Forward).gradient(&[-2.0]), f.by(Mode::Reverse).gradient(&[-2.0]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Forward for few variables, reverse for many.
    #[default]
    Automatic,
    /// By dual numbers.
    Forward,
    /// By a tape.
    Reverse,
}

impl Mode {
    // Measured on sums of local terms, of elementary functions and of all pairs.

    /// Up to how many variables a gradient is taken by forward mode: one chunk of dual numbers, which takes as long
    /// as a recording. With sixteen it takes 1.3 to 1.9 times as long.
    pub(super) const GRADIENT: usize = 12;

    /// Up to how many a product of a Hessian is. Both take as long at three.
    pub(super) const PRODUCT: usize = 3;

    /// Up to how many a Hessian is. At two it takes 1.4 to 2 times as long as forward over reverse, at eight 5.
    pub(super) const HESSIAN: usize = 1;

    /// Whether it is forward mode at a point, which automatically is up to `most` variables.
    #[inline]
    pub(super) fn is_forward<X>(self, most: usize, x: &X) -> bool
    where
        X: Point + ?Sized,
    {
        match self {
            Self::Automatic => variables(x) <= most,
            Self::Forward => true,
            Self::Reverse => false,
        }
    }
}

/// A function with derivatives taken in one way: see [`Function::by`].
///
/// ```
/// use partials::function::{By, Mode};
/// use partials::{Function, function};
///
/// let f = function!(|x| x.iter().map(|v| v * v).sum::<Real>());
/// let by_tape: By<_> = f.by(Mode::Reverse); // a function again
/// assert_eq!(by_tape.gradient(&[1.0, 2.0]), f.gradient(&[1.0, 2.0]));
/// ```
#[derive(Clone, Copy)]
pub struct By<F> {
    function: F,
    mode: Mode,
}

impl<F> fmt::Debug for By<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("By").field(&self.mode).finish()
    }
}

impl<F> By<F> {
    #[inline]
    pub(super) fn new(function: F, mode: Mode) -> Self {
        Self { function, mode }
    }
}

impl<F: Function> Function for By<F> {
    #[inline]
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        self.function.eval(x)
    }
    #[inline]
    fn mode(&self) -> Mode {
        self.mode
    }
}

impl<F: VectorFunction> VectorFunction for By<F> {
    #[inline]
    fn eval<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        self.function.eval(x)
    }
    #[inline]
    fn mode(&self) -> Mode {
        self.mode
    }
}
