//! [`Derivative`]: the slope of a function of one variable, and its higher derivatives.

use std::marker::PhantomData;

use super::sweep::{self, Lanes, Once, OrResolve, Stain, Sweep, any_nan, beside, passes};
use crate::exact::{Exact, ExactKind, TryExact};
use crate::operator::Derivative;
use crate::scalar::{Dual, Real};

impl<F, T: Real> Derivative<F, Exact<T>>
where
    F: Fn(Dual<T, 1>) -> Dual<T, 1>,
{
    /// The exact derivative of a closure `|x| ...`, where `x` is used like an `f64`.
    ///
    /// Every evaluation carries one derivative; [`second`](Self::second) and
    /// [`third`](Self::third) run the closure on nested numbers. One closure value serves one
    /// order; a generic function serves all.
    ///
    /// If the compiler says that it expected `Dual`, found `f64`, something in the closure is a
    /// plain number where the result should depend on `x`: a constant result is `c.into()`, a
    /// closure declared as `|x: f64|` has to lose its annotation, and a function over `f64` becomes
    /// `fn f<S: Scalar>(x: S) -> S`. [`Gradient::new`](crate::Gradient::new) lists further messages.
    pub fn new(f: F) -> Self {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, T: Real, E> Derivative<F, TryExact<T, E>>
where
    F: Fn(Dual<T, 1>) -> Result<Dual<T, 1>, E>,
{
    /// As [`new`](Derivative::new), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    pub fn try_new(f: F) -> Self {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, K: ExactKind> Derivative<F, K>
where
    F: Fn(Dual<K::Scalar, 1>) -> K::Outcome<Dual<K::Scalar, 1>>,
{
    /// The derivative `f'(x)`. Cost: one evaluation.
    ///
    /// # Panics
    ///
    /// Where the closure panics; and inside another derivative, if the closure mixes both levels
    /// in one number type.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).at(2.0), 12.0);
    /// // An inner derivative, taken at the variable of the outer one.
    /// let mixed = Derivative::new(|x| Derivative::new(|y| x * y * y).at(x)).at(3.0);
    /// assert_eq!(mixed, 12.0); // d/dx (2 x x)
    /// ```
    #[inline]
    pub fn at(&self, x: K::Scalar) -> K::Outcome<K::Scalar> {
        K::outcome(self.first(x).map(|[_, slope]| slope))
    }

    /// The value and the derivative, `(f(x), f'(x))`. Cost: one evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x * x).value_and_derivative(3.0), (9.0, 6.0));
    /// ```
    #[inline]
    pub fn value_and_derivative(&self, x: K::Scalar) -> K::Outcome<(K::Scalar, K::Scalar)> {
        K::outcome(self.first(x).map(|[value, slope]| (value, slope)))
    }

    #[inline]
    fn first(&self, x: K::Scalar) -> Result<[K::Scalar; 2], K::Error> {
        self.evaluate::<First<_>>(Dual::variable(x, 0))
    }

    /// The orders `O` of `f(seed)`.
    #[inline]
    fn evaluate<O: Orders<Number = Dual<K::Scalar, 1>>>(
        &self,
        seed: Dual<K::Scalar, 1>,
    ) -> Result<O::All, K::Error> {
        let mut line = Line::<O> {
            once: Once::default(),
            found: None,
        };
        let again = || self.evaluate::<O>(seed).map(drop);
        let f = |x: &[_]| K::result((self.f)(x[0]));
        let swept = passes(&mut [seed], &mut line, f, again);
        let found = || line.found.expect("there is one pass");
        swept.or_resolve(found, || self.evaluate::<O>(seed))
    }
}

impl<F, K, T: Real> Derivative<F, K>
where
    K: ExactKind<Scalar = Dual<T, 1>>,
    F: Fn(Dual<Dual<T, 1>, 1>) -> K::Outcome<Dual<Dual<T, 1>, 1>>,
{
    /// The second derivative `f''(x)`. Cost: one evaluation on nested numbers.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).second(2.0), 12.0);
    /// ```
    #[inline]
    pub fn second(&self, x: T) -> K::Outcome<T> {
        K::outcome(self.to_second(x).map(|[.., second]| second))
    }

    /// Value, first and second derivative, `[f(x), f'(x), f''(x)]`. Cost: one evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).up_to_second(2.0), [8.0, 12.0, 12.0]);
    /// ```
    #[inline]
    pub fn up_to_second(&self, x: T) -> K::Outcome<[T; 3]> {
        K::outcome(self.to_second(x))
    }

    #[inline]
    fn to_second(&self, x: T) -> Result<[T; 3], K::Error> {
        self.evaluate::<Second<T>>(Dual::variable(Dual::variable(x, 0), 0))
    }
}

impl<F, K, T: Real> Derivative<F, K>
where
    K: ExactKind<Scalar = Dual<Dual<T, 1>, 1>>,
    F: Fn(Dual<Dual<Dual<T, 1>, 1>, 1>) -> K::Outcome<Dual<Dual<Dual<T, 1>, 1>, 1>>,
{
    /// The third derivative `f'''(x)`. Cost: one evaluation on nested numbers.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).third(2.0), 6.0);
    /// ```
    #[inline]
    pub fn third(&self, x: T) -> K::Outcome<T> {
        K::outcome(self.to_third(x).map(|[.., third]| third))
    }

    /// Value and the first three derivatives, `[f(x), f'(x), f''(x), f'''(x)]`. Cost: one
    /// evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).up_to_third(2.0), [8.0, 12.0, 12.0, 6.0]);
    /// ```
    #[inline]
    pub fn up_to_third(&self, x: T) -> K::Outcome<[T; 4]> {
        K::outcome(self.to_third(x))
    }

    #[inline]
    fn to_third(&self, x: T) -> Result<[T; 4], K::Error> {
        let seed = Dual::variable(Dual::variable(Dual::variable(x, 0), 0), 0);
        self.evaluate::<Third<T>>(seed)
    }
}

/// Which derivatives are read off a number of nested levels, each seeded with the one variable.
///
/// An order is read off the value of the level above it, where that is possible: a higher order that
/// does not exist then leaves the lower ones as they are by themselves.
trait Orders {
    /// The number type of the point.
    type Scalar: Real;
    /// The number the function computes with.
    type Number: Copy;
    /// The value and the derivatives.
    type All;

    fn read(y: Self::Number) -> Self::All;
    fn set_value(all: &mut Self::All, y: Self::Number);
    fn is_spoiled(y: &Self::Number) -> bool;
    fn stain(x: &mut Self::Number, stain: Stain);
}

/// The value and one derivative.
struct First<T>(PhantomData<T>);
/// The value and two derivatives.
struct Second<T>(PhantomData<T>);
/// The value and three derivatives.
struct Third<T>(PhantomData<T>);

impl<T: Real> Orders for First<T> {
    type Scalar = T;
    type Number = Dual<T, 1>;
    type All = [T; 2];

    #[inline(always)]
    fn read(y: Self::Number) -> [T; 2] {
        [y.value, beside(y.value, y.partials[0])]
    }
    fn set_value(all: &mut [T; 2], y: Self::Number) {
        all[0] = y.value;
    }
    #[inline(always)]
    fn is_spoiled(y: &Self::Number) -> bool {
        any_nan(y, 1)
    }
    #[inline(always)]
    fn stain(x: &mut Self::Number, stain: Stain) {
        sweep::stain(x, stain);
    }
}

impl<T: Real> Orders for Second<T> {
    type Scalar = T;
    type Number = Dual<Dual<T, 1>, 1>;
    type All = [T; 3];

    #[inline(always)]
    fn read(y: Self::Number) -> [T; 3] {
        let [value, slope] = First::read(y.value);
        let [curvature] = y.partials[0].partials;
        [value, slope, beside(value, curvature)]
    }
    fn set_value(all: &mut [T; 3], y: Self::Number) {
        all[0] = y.value.value;
    }
    #[inline(always)]
    fn is_spoiled(y: &Self::Number) -> bool {
        any_nan(y, 1) || First::is_spoiled(&y.value)
    }
    #[inline(always)]
    fn stain(x: &mut Self::Number, stain: Stain) {
        sweep::stain(x, stain);
        First::stain(&mut x.value, stain);
    }
}

impl<T: Real> Orders for Third<T> {
    type Scalar = T;
    type Number = Dual<Dual<Dual<T, 1>, 1>, 1>;
    type All = [T; 4];

    #[inline(always)]
    fn read(y: Self::Number) -> [T; 4] {
        let [value, slope, curvature] = Second::read(y.value);
        let [third] = y.partials[0].partials[0].partials;
        [value, slope, curvature, beside(value, third)]
    }
    fn set_value(all: &mut [T; 4], y: Self::Number) {
        all[0] = y.value.value.value;
    }
    #[inline(always)]
    fn is_spoiled(y: &Self::Number) -> bool {
        any_nan(y, 1) || Second::is_spoiled(&y.value)
    }
    #[inline(always)]
    fn stain(x: &mut Self::Number, stain: Stain) {
        sweep::stain(x, stain);
        Second::stain(&mut x.value, stain);
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
        O::is_spoiled(y)
    }
    #[inline(always)]
    fn stain(x: &mut O::Number, stain: Stain) {
        O::stain(x, stain);
    }
}
