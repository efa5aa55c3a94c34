//! [`Derivative`]: the slope of a function of one variable, and its higher derivatives.

use std::marker::PhantomData;

use super::{Exact, ExactKind, TryExact, sweep};
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
        K::outcome(self.first(x).map(|y| y.partials[0]))
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
        K::outcome(self.first(x).map(|y| (y.value, y.partials[0])))
    }

    #[inline]
    fn first(&self, x: K::Scalar) -> Result<Dual<K::Scalar, 1>, K::Error> {
        self.evaluate(Dual::variable(x, 0), sweep::stain, |y| sweep::any_nan(y, 1))
    }

    /// `f(seed)`; `stain` and `nan` are for the guard.
    #[inline]
    fn evaluate(
        &self,
        seed: Dual<K::Scalar, 1>,
        stain: impl Fn(&mut Dual<K::Scalar, 1>) + Copy,
        nan: impl Fn(&Dual<K::Scalar, 1>) -> bool + Copy,
    ) -> Result<Dual<K::Scalar, 1>, K::Error> {
        let mut value = seed;
        sweep::passes(
            &mut [seed],
            sweep::once(),
            stain,
            |x| K::result((self.f)(x[0])),
            |(), y| nan(y),
            |(), y| value = y,
            || self.evaluate(seed, stain, nan).map(drop),
        )?;
        Ok(value)
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
        let y = self.evaluate(
            Dual::variable(Dual::variable(x, 0), 0),
            |x| {
                sweep::stain(x);
                sweep::stain(&mut x.value);
            },
            |y| sweep::any_nan(y, 1) || sweep::any_nan(&y.value, 1),
        )?;
        let [slope] = y.partials;
        Ok([y.value.value, slope.value, slope.partials[0]])
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
        let y = self.evaluate(
            Dual::variable(Dual::variable(Dual::variable(x, 0), 0), 0),
            |x| {
                sweep::stain(x);
                sweep::stain(&mut x.value);
                sweep::stain(&mut x.value.value);
            },
            |y| {
                sweep::any_nan(y, 1)
                    || sweep::any_nan(&y.value, 1)
                    || sweep::any_nan(&y.value.value, 1)
            },
        )?;
        let [slope] = y.partials;
        let [curvature] = slope.partials;
        Ok([
            y.value.value.value,
            slope.value.value,
            curvature.value,
            curvature.partials[0],
        ])
    }
}
