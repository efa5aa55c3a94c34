//! The constructors of the numerical operators. Each is pinned to one type of closure, so that
//! `|x| x.ln()` needs no annotation.

use super::evaluation::{Batch, OneByOne};
use super::kind::{Numeric, OfGradient};
use crate::operator::{Derivative, Fallible, Gradient, Hessian, Jacobian, Writing};
use crate::output::Output;

impl<F> Derivative<F, Numeric>
where
    F: Fn(f64) -> f64,
{
    /// The numerical derivative of any closure on `f64`.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let slope = Derivative::numeric(|x| x.ln()).estimate(2.0);
    /// assert!((slope.value - 0.5).abs() <= slope.error && slope.error < 1e-12);
    /// ```
    pub fn numeric(f: F) -> Self {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F, E> Derivative<F, Numeric<OneByOne, Fallible<E>>>
where
    F: Fn(f64) -> Result<f64, E>,
{
    /// As [`numeric`](Derivative::numeric), for a closure that can fail. The first failure ends
    /// the search, and is what every method returns. A point that is merely outside the function's
    /// domain is better answered with `Ok(f64::NAN)`: the search goes around it.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::try_numeric(|x: f64| if x > 2.9 { Ok(x * x) } else { Err("too cold") });
    /// assert_eq!(f.at(3.0), Err("too cold")); // asked for 2.75
    /// ```
    pub fn try_numeric(f: F) -> Self {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F> Derivative<F, Numeric<Batch>>
where
    F: Fn(&[f64]) -> Vec<f64>,
{
    /// As [`numeric`](Derivative::numeric), for a closure that takes all abscissae of a round and
    /// returns the values there, in the same order.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let squares = |x: &[f64]| x.iter().map(|x| x * x).collect();
    /// assert_eq!(Derivative::numeric_batch(squares).at(3.0), 6.0);
    /// ```
    pub fn numeric_batch(f: F) -> Self {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F, E> Derivative<F, Numeric<Batch, Fallible<E>>>
where
    F: Fn(&[f64]) -> Result<Vec<f64>, E>,
{
    /// As [`numeric_batch`](Derivative::numeric_batch), for a closure that can fail.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = |x: &[f64]| Ok::<_, String>(x.iter().map(|x| x * x).collect());
    /// assert_eq!(Derivative::try_numeric_batch(f).at(3.0), Ok(6.0));
    /// let offline = |_: &[f64]| Err("no connection".to_owned());
    /// assert!(Derivative::try_numeric_batch(offline).at(3.0).is_err());
    /// ```
    pub fn try_numeric_batch(f: F) -> Self {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

/// The constructors of operators on functions of several variables that return a number.
macro_rules! scalar_valued {
    ($Operator:ident, $batch_of_one:literal) => {
        impl<F> $Operator<F, Numeric>
        where
            F: Fn(&[f64]) -> f64,
        {
            /// The numerical kind, for any closure on `f64`: nothing but its values is needed.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            #[doc = concat!("let found = ", stringify!($Operator), "::numeric(|x| x[0].powi(3)).estimate(&[1.0]);")]
            #[doc = concat!("assert!((found.value[0] - ", $batch_of_one, ").abs() <= found.error[0]);")]
            /// ```
            pub fn numeric(f: F) -> Self {
                let kind = Numeric::new();
                Self { f, kind }
            }
        }

        impl<F, E> $Operator<F, Numeric<OneByOne, Fallible<E>>>
        where
            F: Fn(&[f64]) -> Result<f64, E>,
        {
            /// As `numeric`, for a closure that can fail. The first failure ends the search, and
            /// is what every method returns. A point that is merely outside the function's domain
            /// is better answered with `Ok(f64::NAN)`: the search goes around it.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            /// let inverse = |x: &[f64]| if x[0] == 0.0 { Err("0 has no inverse") } else { Ok(1.0 / x[0]) };
            #[doc = concat!("let f = ", stringify!($Operator), "::try_numeric(inverse);")]
            /// assert!(f.at(&[1.0]).is_ok());
            /// assert_eq!(f.at(&[0.0]), Err("0 has no inverse"));
            /// ```
            pub fn try_numeric(f: F) -> Self {
                let kind = Numeric::new();
                Self { f, kind }
            }
        }

        impl<F> $Operator<F, Numeric<Batch>>
        where
            F: Fn(&[&[f64]]) -> Vec<f64>,
        {
            /// As `numeric`, for a closure that takes all points of a round, those of every
            /// unfinished entry, and returns the values there in the same order. Results are the
            /// same to the bit.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            /// let cubes = |points: &[&[f64]]| points.iter().map(|x| x[0].powi(3)).collect();
            #[doc = concat!("let found = ", stringify!($Operator), "::numeric_batch(cubes).at(&[1.0]);")]
            #[doc = concat!("assert!((found[0] - ", $batch_of_one, ").abs() < 1e-12);")]
            /// ```
            pub fn numeric_batch(f: F) -> Self {
                let kind = Numeric::new();
                Self { f, kind }
            }
        }

        impl<F, E> $Operator<F, Numeric<Batch, Fallible<E>>>
        where
            F: Fn(&[&[f64]]) -> Result<Vec<f64>, E>,
        {
            /// As `numeric_batch`, for a closure that can fail.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            /// let offline = |_: &[&[f64]]| Err("no connection");
            #[doc = concat!("let f = ", stringify!($Operator), "::try_numeric_batch(offline);")]
            /// assert_eq!(f.at(&[1.0]), Err("no connection"));
            /// ```
            pub fn try_numeric_batch(f: F) -> Self {
                let kind = Numeric::new();
                Self { f, kind }
            }
        }
    };
}
scalar_valued!(Gradient, "3.0");
scalar_valued!(Hessian, "6.0");

impl<F> Jacobian<F, Numeric> {
    /// The numerical Jacobian of any closure on `f64` that returns its values as an array, a
    /// `Vec`, or a vector of nalgebra or ndarray.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::numeric(|x| [x[0] * x[1], x[0].exp()]);
    /// let j = f.estimate(&[0.0, 2.0]);
    /// assert!((j.value - nalgebra::matrix![2.0, 0.0; 1.0, 0.0]).abs() <= j.error);
    /// ```
    pub fn numeric<Y>(f: F) -> Self
    where
        F: Fn(&[f64]) -> Y,
        Y: Output<f64>,
    {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F, E> Jacobian<F, Numeric<OneByOne, Fallible<E>>> {
    /// As [`numeric`](Jacobian::numeric), for a closure that can fail. The first failure ends the
    /// search, and is what every method returns.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::try_numeric(|x| {
    ///     if x[0] < 0.0 { Err("a negative length") } else { Ok([x[0] * x[0], 3.0 * x[0]]) }
    /// });
    /// assert_eq!(f.at(&[2.0]), Ok(nalgebra::matrix![4.0; 3.0]));
    /// assert_eq!(f.at(&[-2.0]), Err("a negative length"));
    /// ```
    pub fn try_numeric<Y>(f: F) -> Self
    where
        F: Fn(&[f64]) -> Result<Y, E>,
        Y: Output<f64>,
    {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F> Jacobian<Writing<F>, Numeric>
where
    F: Fn(&[f64], &mut [f64]),
{
    /// The numerical Jacobian of a closure that writes its `m` values into a slice, `|x, out| ...`.
    ///
    /// As [`numeric`](Jacobian::numeric), for a closure that returns a `Vec`. Before every call all of
    /// `out` is NaN, so that a value that the closure does not write is NaN, and has no derivative.
    ///
    /// # Panics
    ///
    /// The methods panic where the closure writes past the `m` values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::numeric_into(2, |x, out| {
    ///     out[0] = x[0] * x[1];
    ///     out[1] = x[0].exp();
    /// });
    /// let j = f.estimate(&[0.0, 2.0]);
    /// assert!((j.value - nalgebra::dmatrix![2.0, 0.0; 1.0, 0.0]).abs() <= j.error);
    /// ```
    pub fn numeric_into(m: usize, f: F) -> Self {
        let (f, kind) = (Writing::new(m, f), Numeric::new());
        Self { f, kind }
    }
}

impl<F, E> Jacobian<Writing<F>, Numeric<OneByOne, Fallible<E>>>
where
    F: Fn(&[f64], &mut [f64]) -> Result<(), E>,
{
    /// As [`numeric_into`](Jacobian::numeric_into), for a closure that can fail: it ends with `Ok(())`.
    /// The first failure ends the search, and is what every method returns.
    pub fn try_numeric_into(m: usize, f: F) -> Self {
        let (f, kind) = (Writing::new(m, f), Numeric::new());
        Self { f, kind }
    }
}

impl<F> Jacobian<F, Numeric<Batch>> {
    /// As [`numeric`](Jacobian::numeric), for a closure that takes all points of a round, those of
    /// every unfinished column, and returns a vector of values for each.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = |points: &[&[f64]]| points.iter().map(|x| [x[0] * x[1], x[1]]).collect::<Vec<_>>();
    /// assert_eq!(Jacobian::numeric_batch(f).at(&[2.0, 3.0]), nalgebra::matrix![3.0, 2.0; 0.0, 1.0]);
    /// ```
    pub fn numeric_batch<Y>(f: F) -> Self
    where
        F: Fn(&[&[f64]]) -> Vec<Y>,
        Y: Output<f64>,
    {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F, E> Jacobian<F, Numeric<Batch, Fallible<E>>> {
    /// As [`numeric_batch`](Jacobian::numeric_batch), for a closure that can fail.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let offline = |_: &[&[f64]]| Err::<Vec<[f64; 2]>, _>("no connection");
    /// assert_eq!(Jacobian::try_numeric_batch(offline).at(&[2.0, 3.0]), Err("no connection"));
    /// ```
    pub fn try_numeric_batch<Y>(f: F) -> Self
    where
        F: Fn(&[&[f64]]) -> Result<Vec<Y>, E>,
        Y: Output<f64>,
    {
        let kind = Numeric::new();
        Self { f, kind }
    }
}

impl<F> Hessian<F, OfGradient> {
    /// The Hessian by differences of a gradient, given as a closure: more accurate than
    /// [`numeric`](Hessian::numeric), and cheaper where the gradient is. The gradient may well be
    /// an exact one.
    ///
    /// ```
    /// use partials::{Gradient, Hessian, Scalar};
    ///
    /// fn f<S: Scalar>(x: &[S]) -> S {
    ///     x[0].exp() * x[1].sin()
    /// }
    /// let h = Hessian::numeric_of_gradient(|x| Gradient::new(f).at(x)).estimate(&[0.0, 0.0]);
    /// assert!((h.value - nalgebra::matrix![0.0, 1.0; 1.0, 0.0]).abs() <= h.error);
    /// ```
    pub fn numeric_of_gradient<Y>(f: F) -> Self
    where
        F: Fn(&[f64]) -> Y,
        Y: Output<f64>,
    {
        let kind = OfGradient::new();
        Self { f, kind }
    }
}

impl<F, E> Hessian<F, OfGradient<OneByOne, Fallible<E>>> {
    /// As [`numeric_of_gradient`](Hessian::numeric_of_gradient), for a closure that can fail.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let gradient = |x: &[f64]| if x[0] > 0.0 { Ok([1.0 / x[0]]) } else { Err("no logarithm") };
    /// let f = Hessian::try_numeric_of_gradient(gradient);
    /// assert!((f.at(&[1.0]).unwrap()[(0, 0)] + 1.0).abs() < 1e-10);
    /// assert_eq!(f.at(&[-1.0]), Err("no logarithm"));
    /// ```
    pub fn try_numeric_of_gradient<Y>(f: F) -> Self
    where
        F: Fn(&[f64]) -> Result<Y, E>,
        Y: Output<f64>,
    {
        let kind = OfGradient::new();
        Self { f, kind }
    }
}
