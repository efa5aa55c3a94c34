//! [`Mixed`]: a derivative by several variables, or along several directions, of any order and pattern.

use std::fmt;
use std::marker::PhantomData;

use nalgebra::Dim;

use super::order::{Nested, Order};
use super::sweep::{Lanes, Once, OrResolve, Stain, Sweep, beside, passes};
use crate::error::Error;
use crate::exact::{Exact, ExactKind, TryExact};
use crate::operator::Callable;
use crate::operator::debug::type_name;
use crate::point::Point;
use crate::scalar::{Dual, Real};

/// A mixed partial derivative of a function `f: ℝⁿ → ℝ`, such as `∂³f/∂x²∂y`, and a derivative along
/// several directions.
///
/// The order is the length of the list that the call gives, 1 to 8, and with it which numbers the closure
/// runs on: one closure value serves one order, and a generic function all. A variable may stand in the
/// list more than once.
///
/// ```
/// use partials::Mixed;
///
/// // ∂³/∂x²∂y of x³ y² is 12 x y
/// let third = Mixed::new(|x| x[0].powi(3) * x[1].powi(2)).at(&[1.0, 2.0], [0, 0, 1]);
/// assert_eq!(third, 24.0);
/// ```
///
/// All derivatives of high order along one direction are cheaper by [`Taylor`](crate::Taylor).
#[derive(Clone, Copy)]
pub struct Mixed<F, K> {
    f: F,
    kind: PhantomData<K>,
}

impl<F, K> fmt::Debug for Mixed<F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mixed({})", type_name::<K>())
    }
}

impl<F, A: Real> Mixed<F, Exact<A>>
where
    F: Fn(&[Dual<A, 1>]) -> Dual<A, 1>,
{
    /// Mixed derivatives of a closure `|x| ...`, where `x[i]` is used like an `f64`.
    ///
    /// ```
    /// use partials::{Mixed, Scalar};
    ///
    /// fn f<S: Scalar>(x: &[S]) -> S {
    ///     (x[0] * x[1]).exp()
    /// }
    /// assert_eq!(Mixed::new(f).at(&[0.0, 5.0], [0, 0]), 25.0);
    /// assert_eq!(Mixed::new(f).at(&[0.0, 5.0], [0, 0, 1]), 10.0);
    /// ```
    pub fn new(f: F) -> Self {
        let kind = PhantomData;
        Self { f, kind }
    }
}

impl<F, A: Real, E> Mixed<F, TryExact<A, E>>
where
    F: Fn(&[Dual<A, 1>]) -> Result<Dual<A, 1>, E>,
{
    /// As [`new`](Mixed::new), for a closure that can fail. Every method then returns a `Result` with the
    /// closure's error.
    ///
    /// ```
    /// use partials::Mixed;
    ///
    /// let f = Mixed::try_new(|x| if x[0] > 0.0 { Ok(x[0].ln() * x[1]) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5, 1.0], [0, 1]), Ok(2.0));
    /// assert_eq!(f.at(&[-0.5, 1.0], [0, 1]), Err("no logarithm"));
    /// ```
    pub fn try_new(f: F) -> Self {
        let kind = PhantomData;
        Self { f, kind }
    }
}

impl<F, K: ExactKind> Mixed<F, K>
where
    F: Callable<Dual<K::Scalar, 1>, K, Dual<K::Scalar, 1>>,
{
    /// The derivative by the variables `by`, one after the other: `∂ᴰf / ∂x_by₀ .. ∂x_by₍D-1₎`.
    ///
    /// Cost: one evaluation, on numbers of `2ᴰ` components, whose product takes `3ᴰ` multiplications.
    ///
    /// Where the function is smooth the order of the list does not matter. At a kink the derivative is the
    /// one to the right along each variable, and the first of the list moves furthest. Beside a value that
    /// is infinite or NaN the derivative is NaN.
    ///
    /// # Panics
    ///
    /// Where the closure panics, with [`Error::ChosenCoordinate`] if `x` has no such variable, and inside another
    /// derivative if the closure mixes both levels in one number type.
    ///
    /// ```
    /// use partials::Mixed;
    ///
    /// let wave = Mixed::new(|x| (x[0] - 2.0 * x[1]).sin());
    /// assert_eq!(wave.at(&[0.0, 0.0], [0, 1, 1]), -4.0); // -cos · (-2)²
    /// ```
    #[track_caller]
    pub fn at<X, const D: usize>(&self, x: &X, by: [usize; D]) -> K::Outcome<X::Scalar>
    where
        X: Point + ?Sized,
        Order<D>: Nested<X::Scalar, Number = Dual<K::Scalar, 1>>,
    {
        let n = x.dimension().value();
        by.iter().for_each(|i| Error::check_coordinate(n, *i));
        K::outcome(self.of_lower_order(x, by, 0))
    }

    /// The derivative by the variables `by` but for the first few of them.
    pub(crate) fn of_lower_order<X, const D: usize>(
        &self,
        x: &X,
        by: [usize; D],
        without: usize,
    ) -> Result<X::Scalar, K::Error>
    where
        X: Point + ?Sized,
        Order<D>: Nested<X::Scalar, Number = Dual<K::Scalar, 1>>,
    {
        let one_if = |found: bool| X::Scalar::of(if found { 1.0 } else { 0.0 });
        let moves = |level: usize, i: usize| one_if(level >= without && by[level] == i);
        self.evaluate(x, moves, without)
    }

    /// The derivative along the directions, one after the other: `Dᴰf(x)[v₀, .., v₍D-1₎]`, that of
    /// `f(x + Σ tₖ vₖ)` by `t₀`, `t₁` and so on, at 0. With one direction it is `∇f · v`, with two
    /// `v₀ᵀ H v₁`. The lengths of the directions count.
    ///
    /// As [`at`](Self::at) in all else.
    ///
    /// # Panics
    ///
    /// As there, and with [`Error::Length`] if a direction is not as long as `x`.
    ///
    /// ```
    /// use partials::Mixed;
    ///
    /// let f = Mixed::new(|x| x[0].powi(2) * x[1]);
    /// let (v, w) = ([1.0, 0.0], [0.0, 10.0]);
    /// assert_eq!(f.along(&[3.0, 1.0], [&v, &v, &w]), 20.0);
    /// ```
    #[track_caller]
    pub fn along<X, V, const D: usize>(&self, x: &X, directions: [&V; D]) -> K::Outcome<X::Scalar>
    where
        X: Point + ?Sized,
        V: Point<Scalar = X::Scalar> + ?Sized,
        Order<D>: Nested<X::Scalar, Number = Dual<K::Scalar, 1>>,
    {
        let n = x.dimension().value();
        for v in directions {
            Error::check_length("the direction", n, v.dimension().value());
        }
        let moves = |level: usize, i: usize| directions[level].coordinate(i);
        K::outcome(self.evaluate(x, moves, 0))
    }

    /// The derivative by all levels but so many of the outermost, where level `k` moves the variable `i` by
    /// `v(k, i)`.
    fn evaluate<X, const D: usize>(
        &self,
        x: &X,
        v: impl Fn(usize, usize) -> X::Scalar + Copy,
        without: usize,
    ) -> Result<X::Scalar, K::Error>
    where
        X: Point + ?Sized,
        Order<D>: Nested<X::Scalar, Number = Dual<K::Scalar, 1>>,
    {
        let mut seeds = x.buffer(|i| Order::<D>::seed(x.coordinate(i), &|level| v(level, i), 0));
        let mut highest = Highest::<X::Scalar, D> {
            without,
            ..Highest::default()
        };
        let again = || self.evaluate::<X, D>(x, v, without).map(drop);
        let swept = passes(seeds.as_mut(), &mut highest, |x| self.f.call(x), again);
        swept.or_resolve(
            || highest.found().1,
            || self.evaluate::<X, D>(x, v, without),
        )
    }
}

/// One evaluation, of which the value and the derivative by all levels are read, or by all but the
/// outermost, which then do not move.
#[derive(Default)]
pub(super) struct Highest<T, const D: usize> {
    once: Once,
    without: usize,
    found: (T, T),
}

impl<T: Copy, const D: usize> Highest<T, D> {
    pub(super) fn found(&self) -> (T, T) {
        self.found
    }
}

impl<T: Real, const D: usize> Sweep for Highest<T, D>
where
    Order<D>: Nested<T>,
{
    type Scalar = T;
    type Number = <Order<D> as Nested<T>>::Number;
    type Values = Self::Number;
    type Pass = ();

    fn next(&mut self, _: &mut [Self::Number], lanes: Lanes) -> Option<()> {
        self.once.next(lanes)
    }
    fn take(&mut self, (): (), y: Self::Number) {
        let value = Order::<D>::value(y);
        let derivative = Order::<D>::derivative(y, self.without);
        self.found = (value, beside(value, derivative));
    }
    fn take_value(&mut self, y: Self::Number) {
        self.found.0 = Order::<D>::value(y);
    }
    fn is_spoiled(&self, y: &Self::Number) -> bool {
        <Order<D> as Nested<T>>::is_spoiled(y)
    }
    fn stain(x: &mut Self::Number, stain: Stain) {
        <Order<D> as Nested<T>>::stain(x, stain);
    }
}
