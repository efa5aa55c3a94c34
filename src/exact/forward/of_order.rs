//! A [`Derivative`] of second or third order in place of the first, for whatever takes a derivative: checks
//! above all.

use std::marker::PhantomData;

use super::mixed::Highest;
use super::order::{Nested, Order};
use super::sweep::{OrResolve, passes};
use crate::exact::Exact;
use crate::operator::{
    Derivative, DerivativeKind, ExactDerivative, IsExact, Kind, Plain, Returns, by_name, returns,
};
use crate::scalar::{Dual, Real};

/// The kind of a [`Derivative`] made by `second_order` or `third_order`: forward mode, of which the
/// derivative of order `D` is taken for the derivative.
///
/// ```
/// use partials::exact::OfOrder;
/// use partials::{Derivative, Dual};
///
/// type Number = Dual<Dual<f64, 1>, 1>;
/// let f: Derivative<fn(Number) -> Number, OfOrder<f64, 2>> =
///     Derivative::new((|x| x * x) as fn(Number) -> Number).second_order();
/// assert_eq!(f.at(3.0), 2.0);
/// ```
pub struct OfOrder<T, const D: usize, R = Plain>(PhantomData<fn() -> (T, R)>);

by_name!([T, const D: usize, R] OfOrder<T, D, R>);
returns!([T, const D: usize, R: Returns] OfOrder<T, D, R>);

impl<T: Real, const D: usize, R: Returns> IsExact for OfOrder<T, D, R> where Order<D>: Nested<T> {}

impl<T: Real, const D: usize, R: Returns> Kind for OfOrder<T, D, R>
where
    Order<D>: Nested<T>,
{
    type Scalar = T;
    type Number = <Order<D> as Nested<T>>::Number;
}

impl<F, T: Real, R: Returns> Derivative<F, Exact<Dual<T, 1>, R>> {
    /// The operator whose derivative is the second one, so that it can be checked, or given to whatever
    /// takes a derivative. As [`order`](Self::order) of a numerical one.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::new(|x| x.sin()).second_order();
    /// assert_eq!(f.at(0.5), -0.5_f64.sin());
    /// let report = f.check(0.7);
    /// assert!(report.passed(), "{report}");
    /// assert!(!f.check_against(|x| x.sin(), 0.7).passed()); // the sign
    /// ```
    #[must_use]
    pub fn second_order(self) -> Derivative<F, OfOrder<T, 2, R>> {
        let (f, kind) = (self.f, OfOrder(PhantomData));
        Derivative { f, kind }
    }
}

impl<F, T: Real, R: Returns> Derivative<F, Exact<Dual<Dual<T, 1>, 1>, R>> {
    /// The operator whose derivative is the third one; as [`second_order`](Derivative::second_order).
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let report = Derivative::new(|x| x.exp() * x).third_order().check_against(|x| x.exp() * (x + 3.0), 0.7);
    /// assert!(report.passed(), "{report}");
    /// ```
    #[must_use]
    pub fn third_order(self) -> Derivative<F, OfOrder<T, 3, R>> {
        let (f, kind) = (self.f, OfOrder(PhantomData));
        Derivative { f, kind }
    }
}

impl<F, T: Real, const D: usize, R: Returns> DerivativeKind<F> for OfOrder<T, D, R>
where
    Order<D>: Nested<T>,
    F: Fn(<Self as Kind>::Number) -> R::Outcome<<Self as Kind>::Number>,
{
    fn value(&self, f: &F, x: T) -> Result<T, R::Error> {
        let y = R::result(f(Order::<D>::constant(x)))?;
        Ok(Order::<D>::value(y))
    }

    fn value_and_derivative(&self, f: &F, x: T) -> Result<(T, T), R::Error> {
        self.along(f, x, T::of(1.0))
    }
}

impl<F, T: Real, const D: usize, R: Returns> ExactDerivative<F> for OfOrder<T, D, R>
where
    Order<D>: Nested<T>,
    F: Fn(<Self as Kind>::Number) -> R::Outcome<<Self as Kind>::Number>,
{
    const ORDER: usize = D;

    fn jvp(&self, f: &F, x: T, v: T) -> Result<T, R::Error> {
        self.along(f, x, v).map(|(_, derivative)| derivative)
    }
}

impl<T: Real, const D: usize, R: Returns> OfOrder<T, D, R>
where
    Order<D>: Nested<T>,
{
    /// The value and the derivative of `f(x + t v)` by `t`, at 0.
    fn along<F>(&self, f: &F, x: T, v: T) -> Result<(T, T), R::Error>
    where
        F: Fn(<Self as Kind>::Number) -> R::Outcome<<Self as Kind>::Number>,
    {
        let mut highest = Highest::<T, D>::default();
        let again = || self.along(f, x, v).map(drop);
        let seed = Order::<D>::seed(x, &|_| v, 0);
        let swept = passes(&mut [seed], &mut highest, |x| R::result(f(x[0])), again);
        swept.or_resolve(|| highest.found(), || self.along(f, x, v))
    }
}
