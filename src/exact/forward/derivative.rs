//! `Derivative`: the slope of a function of one variable, and its higher derivatives.

use std::marker::PhantomData;

use super::order::{Nested, Order};
use super::sweep::{Lanes, Once, OrResolve, Stain, Sweep, beside, passes};
use crate::exact::ExactKind;
use crate::operator::{DerivativeKind, ExactDerivative, SecondDerivative, ThirdDerivative};
use crate::scalar::{Dual, Real};

impl<F, K: ExactKind> DerivativeKind<F> for K
where
    F: Fn(Dual<K::Scalar, 1>) -> K::Outcome<Dual<K::Scalar, 1>>,
{
    #[inline]
    fn value(&self, f: &F, x: K::Scalar) -> Result<K::Scalar, K::Error> {
        K::result(f(Dual::constant(x))).map(|y| y.value)
    }

    #[inline]
    fn value_and_derivative(
        &self,
        f: &F,
        x: K::Scalar,
    ) -> Result<(K::Scalar, K::Scalar), K::Error> {
        let [value, slope] = evaluate::<K, First<_>, F>(f, Dual::variable(x, 0))?;
        Ok((value, slope))
    }
}

impl<F, K: ExactKind> ExactDerivative<F> for K
where
    F: Fn(Dual<K::Scalar, 1>) -> K::Outcome<Dual<K::Scalar, 1>>,
{
    #[inline]
    fn jvp(&self, f: &F, x: K::Scalar, v: K::Scalar) -> Result<K::Scalar, K::Error> {
        evaluate::<K, First<_>, F>(f, Dual::new(x, [v])).map(|[_, slope]| slope)
    }
}

impl<F, K, T: Real> SecondDerivative<F> for K
where
    K: ExactKind<Scalar = Dual<T, 1>>,
    F: Fn(Dual<Dual<T, 1>, 1>) -> K::Outcome<Dual<Dual<T, 1>, 1>>,
{
    type Inner = T;

    #[inline]
    fn up_to_second(&self, f: &F, x: T) -> Result<[T; 3], K::Error> {
        evaluate::<K, Second<T>, F>(f, Dual::variable(Dual::variable(x, 0), 0))
    }
}

impl<F, K, T: Real> ThirdDerivative<F> for K
where
    K: ExactKind<Scalar = Dual<Dual<T, 1>, 1>>,
    F: Fn(Dual<Dual<Dual<T, 1>, 1>, 1>) -> K::Outcome<Dual<Dual<Dual<T, 1>, 1>, 1>>,
{
    type Inner = T;

    #[inline]
    fn up_to_third(&self, f: &F, x: T) -> Result<[T; 4], K::Error> {
        let seed = Dual::variable(Dual::variable(Dual::variable(x, 0), 0), 0);
        evaluate::<K, Third<T>, F>(f, seed)
    }
}

/// The orders `O` of `f(seed)`.
#[inline]
fn evaluate<K, O, F>(f: &F, seed: Dual<K::Scalar, 1>) -> Result<O::All, K::Error>
where
    K: ExactKind,
    O: Orders<Number = Dual<K::Scalar, 1>>,
    F: Fn(Dual<K::Scalar, 1>) -> K::Outcome<Dual<K::Scalar, 1>>,
{
    let mut line = Line::<O> {
        once: Once::default(),
        found: None,
    };
    let again = || evaluate::<K, O, F>(f, seed).map(drop);
    let swept = passes(&mut [seed], &mut line, |x| K::result(f(x[0])), again);
    let found = || line.found.expect("there is one pass");
    swept.or_resolve(found, || evaluate::<K, O, F>(f, seed))
}

/// Which derivatives are read off a number of nested levels, each seeded with the one variable.
///
/// An order is read off the value of the level above it, where that is possible: a higher order that
/// does not exist then leaves the lower ones as they are by themselves.
pub(super) trait Orders {
    /// The number type of the point.
    type Scalar: Real;
    /// The number the function computes with.
    type Number: Copy;
    /// Its levels.
    type Levels: Nested<Self::Scalar, Number = Self::Number>;
    /// The value and the derivatives.
    type All: AsMut<[Self::Scalar]>;

    fn read(y: Self::Number) -> Self::All;

    /// Replaces the value.
    fn set_value(all: &mut Self::All, y: Self::Number) {
        all.as_mut()[0] = Self::Levels::value(y);
    }
}

/// The value and one derivative.
pub(super) struct First<T>(PhantomData<T>);
/// The value and two derivatives.
pub(super) struct Second<T>(PhantomData<T>);
/// The value and three derivatives.
pub(super) struct Third<T>(PhantomData<T>);

impl<T: Real> Orders for First<T> {
    type Scalar = T;
    type Number = Dual<T, 1>;
    type Levels = Order<1>;
    type All = [T; 2];

    #[inline(always)]
    fn read(y: Self::Number) -> [T; 2] {
        [y.value, beside(y.value, y.partials[0])]
    }
}

impl<T: Real> Orders for Second<T> {
    type Scalar = T;
    type Number = Dual<Dual<T, 1>, 1>;
    type Levels = Order<2>;
    type All = [T; 3];

    #[inline(always)]
    fn read(y: Self::Number) -> [T; 3] {
        let [value, slope] = First::read(y.value);
        let [curvature] = y.partials[0].partials;
        [value, slope, beside(value, curvature)]
    }
}

impl<T: Real> Orders for Third<T> {
    type Scalar = T;
    type Number = Dual<Dual<Dual<T, 1>, 1>, 1>;
    type Levels = Order<3>;
    type All = [T; 4];

    #[inline(always)]
    fn read(y: Self::Number) -> [T; 4] {
        let [value, slope, curvature] = Second::read(y.value);
        let [third] = y.partials[0].partials[0].partials;
        [value, slope, curvature, beside(value, third)]
    }
}

/// One evaluation, of which the orders `O` are read.
struct Line<O: Orders> {
    once: Once,
    found: Option<O::All>,
}

impl<O: Orders> Sweep for Line<O> {
    type Scalar = O::Scalar;
    type Number = O::Number;
    type Values = O::Number;
    type Pass = ();

    #[inline(always)]
    fn next(&mut self, _: &mut [O::Number], lanes: Lanes) -> Option<()> {
        self.once.next(lanes)
    }
    #[inline(always)]
    fn take(&mut self, (): (), y: O::Number) {
        self.found = Some(O::read(y));
    }
    fn take_value(&mut self, y: O::Number) {
        if let Some(found) = &mut self.found {
            O::set_value(found, y);
        }
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &O::Number) -> bool {
        O::Levels::is_spoiled(y)
    }
    #[inline(always)]
    fn stain(x: &mut O::Number, stain: Stain) {
        O::Levels::stain(x, stain);
    }
}
