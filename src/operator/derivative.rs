//! The methods of [`Derivative`].

use super::Derivative;
use super::kinds::{DerivativeKind, Kind, SecondDerivative, ThirdDerivative};

impl<F, K: Kind> Derivative<F, K> {
    /// The derivative `f'(x)`.
    ///
    /// Cost: one evaluation; for a numerical derivative that of [`estimate`](Self::estimate), which
    /// tells what it is worth.
    ///
    /// # Panics
    ///
    /// Where the closure panics. An exact derivative also inside another one, if the closure mixes
    /// both levels in one number type; a numerical one if x is outside its bounds.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).at(2.0), 12.0);
    /// // An inner derivative, taken at the variable of the outer one.
    /// let mixed = Derivative::new(|x| Derivative::new(|y| x * y * y).at(x)).at(3.0);
    /// assert_eq!(mixed, 12.0); // d/dx (2 x x)
    ///
    /// assert_eq!(Derivative::numeric(|x| x * x).at(3.0), 6.0);
    /// ```
    #[inline]
    pub fn at(&self, x: K::Scalar) -> K::Outcome<K::Scalar>
    where
        K: DerivativeKind<F>,
    {
        K::outcome(self.kind.derivative(&self.f, x))
    }

    /// The value and the derivative, `(f(x), f'(x))`.
    ///
    /// Cost: as [`at`](Self::at). Only a fixed-step difference that does not use the value takes
    /// one more evaluation for it.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x * x).value_and_derivative(3.0), (9.0, 6.0));
    /// ```
    #[inline]
    pub fn value_and_derivative(&self, x: K::Scalar) -> K::Outcome<(K::Scalar, K::Scalar)>
    where
        K: DerivativeKind<F>,
    {
        K::outcome(self.kind.value_and_derivative(&self.f, x))
    }
}

impl<F, K: SecondDerivative<F>> Derivative<F, K> {
    /// The second derivative `f''(x)`. Cost: one evaluation on nested numbers.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).second(2.0), 12.0);
    /// ```
    #[inline]
    pub fn second(&self, x: K::Inner) -> K::Outcome<K::Inner> {
        let found = self.kind.up_to_second(&self.f, x);
        K::outcome(found.map(|[.., second]| second))
    }

    /// Value, first and second derivative, `[f(x), f'(x), f''(x)]`. Cost: one evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).up_to_second(2.0), [8.0, 12.0, 12.0]);
    /// ```
    #[inline]
    pub fn up_to_second(&self, x: K::Inner) -> K::Outcome<[K::Inner; 3]> {
        K::outcome(self.kind.up_to_second(&self.f, x))
    }
}

impl<F, K: ThirdDerivative<F>> Derivative<F, K> {
    /// The third derivative `f'''(x)`. Cost: one evaluation on nested numbers.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::new(|x| x.powi(3)).third(2.0), 6.0);
    /// ```
    #[inline]
    pub fn third(&self, x: K::Inner) -> K::Outcome<K::Inner> {
        let found = self.kind.up_to_third(&self.f, x);
        K::outcome(found.map(|[.., third]| third))
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
    pub fn up_to_third(&self, x: K::Inner) -> K::Outcome<[K::Inner; 4]> {
        K::outcome(self.kind.up_to_third(&self.f, x))
    }
}
