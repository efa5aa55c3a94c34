//! The constructors of numerical operators on closures that change something of their own: `FnMut`.

use super::evaluation::OneByOne;
use super::kind::{Numeric, OfGradient};
use crate::operator::{Derivative, Fallible, Gradient, Hessian, Jacobian, Stateful, Writing};
use crate::output::Output;

impl<F> Derivative<Stateful<F>, Numeric>
where
    F: FnMut(f64) -> f64,
{
    /// As [`numeric`](Derivative::numeric), for a closure that changes something of its own: see
    /// [`Stateful`].
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let mut calls = 0;
    /// let f = Derivative::numeric_mut(|x| {
    ///     calls += 1;
    ///     x.ln()
    /// });
    /// let slope = f.estimate(2.0);
    /// assert!((slope.value - 0.5).abs() <= slope.error);
    /// drop(f);
    /// assert_eq!(calls, slope.evaluations);
    /// ```
    pub fn numeric_mut(f: F) -> Self {
        let (f, kind) = (Stateful::new(f), Numeric::new());
        Self { f, kind }
    }
}

impl<F, E> Derivative<Stateful<F>, Numeric<OneByOne, Fallible<E>>>
where
    F: FnMut(f64) -> Result<f64, E>,
{
    /// As [`numeric_mut`](Derivative::numeric_mut), for a closure that can fail. The first failure ends the
    /// search, and is what every method returns.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let mut left = 3;
    /// let f = Derivative::try_numeric_mut(|x| {
    ///     left -= 1;
    ///     if left < 0 { Err("no calls left") } else { Ok(x * x) }
    /// });
    /// assert_eq!(f.at(3.0), Err("no calls left"));
    /// ```
    pub fn try_numeric_mut(f: F) -> Self {
        let (f, kind) = (Stateful::new(f), Numeric::new());
        Self { f, kind }
    }
}

/// The constructors of operators on functions of several variables that return a number.
macro_rules! scalar_valued {
    ($Operator:ident, $of_cube:literal) => {
        impl<F> $Operator<Stateful<F>, Numeric>
        where
            F: FnMut(&[f64]) -> f64,
        {
            /// As `numeric`, for a closure that changes something of its own: see [`Stateful`].
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            /// let mut buffer = vec![0.0; 1];
            #[doc = concat!("let f = ", stringify!($Operator), "::numeric_mut(|x| {")]
            ///     buffer[0] = x[0] * x[0];
            ///     x[0] * buffer[0]
            /// });
            /// let found = f.estimate(&[1.0]);
            #[doc = concat!("assert!((found.value[0] - ", $of_cube, ").abs() <= found.error[0]);")]
            /// ```
            pub fn numeric_mut(f: F) -> Self {
                let (f, kind) = (Stateful::new(f), Numeric::new());
                Self { f, kind }
            }
        }

        impl<F, E> $Operator<Stateful<F>, Numeric<OneByOne, Fallible<E>>>
        where
            F: FnMut(&[f64]) -> Result<f64, E>,
        {
            /// As `numeric_mut`, for a closure that can fail. The first failure ends the search, and is
            /// what every method returns.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            /// let mut left = 2;
            #[doc = concat!("let f = ", stringify!($Operator), "::try_numeric_mut(|x| {")]
            ///     left -= 1;
            ///     if left < 0 { Err("no calls left") } else { Ok(x[0]) }
            /// });
            /// assert_eq!(f.at(&[3.0]), Err("no calls left"));
            /// ```
            pub fn try_numeric_mut(f: F) -> Self {
                let (f, kind) = (Stateful::new(f), Numeric::new());
                Self { f, kind }
            }
        }
    };
}
scalar_valued!(Gradient, "3.0");
scalar_valued!(Hessian, "6.0");

impl<F> Jacobian<Stateful<F>, Numeric> {
    /// As [`numeric`](Jacobian::numeric), for a closure that changes something of its own: see
    /// [`Stateful`].
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let mut calls = 0;
    /// let f = Jacobian::numeric_mut(|x| {
    ///     calls += 1;
    ///     [x[0] * x[1], x[0]]
    /// });
    /// assert_eq!(f.at(&[2.0, 3.0]), nalgebra::matrix![3.0, 2.0; 1.0, 0.0]);
    /// ```
    pub fn numeric_mut<Y>(f: F) -> Self
    where
        F: FnMut(&[f64]) -> Y,
        Y: Output<f64>,
    {
        let (f, kind) = (Stateful::new(f), Numeric::new());
        Self { f, kind }
    }
}

impl<F, E> Jacobian<Stateful<F>, Numeric<OneByOne, Fallible<E>>> {
    /// As [`numeric_mut`](Jacobian::numeric_mut), for a closure that can fail. The first failure ends the
    /// search, and is what every method returns.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let mut left = 2;
    /// let f = Jacobian::try_numeric_mut(|x| {
    ///     left -= 1;
    ///     if left < 0 { Err("no calls left") } else { Ok([x[0], 3.0 * x[0]]) }
    /// });
    /// assert_eq!(f.at(&[3.0]), Err("no calls left"));
    /// ```
    pub fn try_numeric_mut<Y>(f: F) -> Self
    where
        F: FnMut(&[f64]) -> Result<Y, E>,
        Y: Output<f64>,
    {
        let (f, kind) = (Stateful::new(f), Numeric::new());
        Self { f, kind }
    }
}

impl<F> Jacobian<Writing<Stateful<F>>, Numeric>
where
    F: FnMut(&[f64], &mut [f64]),
{
    /// As [`numeric_into`](Jacobian::numeric_into), for a closure that changes something of its own: see
    /// [`Stateful`].
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let mut scratch = [0.0];
    /// let f = Jacobian::numeric_into_mut(2, |x, out| {
    ///     scratch[0] = x[0] * x[1];
    ///     out[0] = scratch[0];
    ///     out[1] = x[0];
    /// });
    /// assert_eq!(f.at(&[2.0, 3.0]), nalgebra::dmatrix![3.0, 2.0; 1.0, 0.0]);
    /// ```
    pub fn numeric_into_mut(m: usize, f: F) -> Self {
        let (f, kind) = (Writing::new(m, Stateful::new(f)), Numeric::new());
        Self { f, kind }
    }
}

impl<F, E> Jacobian<Writing<Stateful<F>>, Numeric<OneByOne, Fallible<E>>>
where
    F: FnMut(&[f64], &mut [f64]) -> Result<(), E>,
{
    /// As [`numeric_into_mut`](Jacobian::numeric_into_mut), for a closure that can fail: it ends with
    /// `Ok(())`. The first failure ends the search, and is what every method returns.
    pub fn try_numeric_into_mut(m: usize, f: F) -> Self {
        let (f, kind) = (Writing::new(m, Stateful::new(f)), Numeric::new());
        Self { f, kind }
    }
}

impl<F> Hessian<Stateful<F>, OfGradient> {
    /// As [`numeric_of_gradient`](Hessian::numeric_of_gradient), for a closure that changes something of its
    /// own: see [`Stateful`].
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let mut calls = 0;
    /// let f = Hessian::numeric_of_gradient_mut(|x| {
    ///     calls += 1;
    ///     [2.0 * x[0]]
    /// });
    /// assert_eq!(f.at(&[3.0])[(0, 0)], 2.0);
    /// ```
    pub fn numeric_of_gradient_mut<Y>(f: F) -> Self
    where
        F: FnMut(&[f64]) -> Y,
        Y: Output<f64>,
    {
        let (f, kind) = (Stateful::new(f), OfGradient::new());
        Self { f, kind }
    }
}

impl<F, E> Hessian<Stateful<F>, OfGradient<OneByOne, Fallible<E>>> {
    /// As [`numeric_of_gradient_mut`](Hessian::numeric_of_gradient_mut), for a closure that can fail.
    pub fn try_numeric_of_gradient_mut<Y>(f: F) -> Self
    where
        F: FnMut(&[f64]) -> Result<Y, E>,
        Y: Output<f64>,
    {
        let (f, kind) = (Stateful::new(f), OfGradient::new());
        Self { f, kind }
    }
}
