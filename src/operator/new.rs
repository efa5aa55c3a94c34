//! Forward mode of every operator: `new`, and `try_new` for closures that can fail.
//!
//! They stand here and not beside their kind because a documentation page lists methods in the order of
//! modules, and this is where a reader begins: `new`, and then `at`.

use crate::exact::{Exact, TryExact};
use crate::operator::{Derivative, Gradient, Hessian, Jacobian};
use crate::output::Output;
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
    ///
    /// ```
    /// use partials::{Derivative, Scalar};
    ///
    /// assert_eq!(Derivative::new(|x| (2.0 * x).sin()).at(0.0), 2.0);
    ///
    /// fn cube<S: Scalar>(x: S) -> S {
    ///     x.powi(3)
    /// }
    /// assert_eq!((Derivative::new(cube).at(2.0), Derivative::new(cube).second(2.0)), (12.0, 12.0));
    /// ```
    pub fn new(f: F) -> Self {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real, E> Derivative<F, TryExact<T, E>>
where
    F: Fn(Dual<T, 1>) -> Result<Dual<T, 1>, E>,
{
    /// As [`new`](Derivative::new), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::try_new(|x| if x > 0.0 { Ok(x.ln()) } else { Err("no logarithm") });
    /// assert_eq!((f.at(0.5), f.at(-0.5)), (Ok(2.0), Err("no logarithm")));
    /// ```
    pub fn try_new(f: F) -> Self {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real> Gradient<F, Exact<T>>
where
    F: Fn(&[Dual<T>]) -> Dual<T>,
{
    /// The exact gradient of a closure `|x| ...`, where `x[i]` is used like an `f64`.
    ///
    /// The closure is evaluated `⌈n/12⌉` times for `n` variables, on [`Dual`] numbers over the number
    /// type of the point: nothing has to be annotated, not even the `f32` or `Dual` of a point.
    /// Generic functions are passed by name. One closure value serves one number type.
    ///
    /// What the compiler says about a closure that cannot be differentiated, and what to write:
    ///
    /// | message | remedy |
    /// |---|---|
    /// | expected `Dual`, found `f64` or floating-point number | a constant result is `c.into()`; a number taken out of `x` has lost its derivatives |
    /// | expected closure signature `fn(&[Dual])`, found `fn(&[f64])` | `\|x\|` without annotation; a named function becomes generic, `fn f<S: Scalar>(x: &[S]) -> S` |
    /// | cannot multiply `{integer}`, `usize` or `f32` by `Dual` | a float literal, `2.0 * x[0]`; for variables `n as f64`, `f64::from(k)` |
    /// | expected `Dual`, found `Result` | [`try_new`](Gradient::try_new) |
    ///
    /// ```
    /// use partials::{Gradient, Scalar};
    ///
    /// assert_eq!(Gradient::new(|x| x[0] * x[1]).at(&[2.0, 3.0]), [3.0, 2.0]);
    ///
    /// fn squares<S: Scalar>(x: &[S]) -> S {
    ///     x.iter().map(|v| *v * *v).sum()
    /// }
    /// assert_eq!(Gradient::new(squares).at(&vec![1.0, 2.0, 3.0]), [2.0, 4.0, 6.0]);
    /// assert_eq!(Gradient::new(squares).at(&[0.5_f32]), [1.0_f32]);
    /// ```
    pub fn new(f: F) -> Self {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real, E> Gradient<F, TryExact<T, E>>
where
    F: Fn(&[Dual<T>]) -> Result<Dual<T>, E>,
{
    /// As [`new`](Gradient::new), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let g = Gradient::try_new(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("not positive") });
    /// assert_eq!(g.at(&[2.0]), Ok([0.5]));
    /// assert_eq!(g.at(&[-2.0]), Err("not positive"));
    /// ```
    pub fn try_new(f: F) -> Self {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real> Jacobian<F, Exact<T>> {
    /// The exact Jacobian of a closure that returns its values as an array, a `Vec`, or a vector
    /// of nalgebra or ndarray.
    ///
    /// The closure is evaluated `⌈n/12⌉` times for `n` variables. As for
    /// [`Gradient::new`](crate::Gradient::new), `x[i]` is used like an `f64` and nothing has to be
    /// annotated. If the compiler says that it expected `Dual`, found `f64`, or that a function
    /// returning `[f64; M]` has no Jacobian, a constant among the values is `c.into()`.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let j = Jacobian::new(|x| x.iter().map(|v| v * v).collect::<Vec<_>>()).at(&vec![1.0, 2.0]);
    /// assert_eq!(j, nalgebra::dmatrix![2.0, 0.0; 0.0, 4.0]);
    /// ```
    pub fn new<R>(f: F) -> Self
    where
        F: Fn(&[Dual<T>]) -> R,
        R: Output<Dual<T>>,
    {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real, E> Jacobian<F, TryExact<T, E>> {
    /// As [`new`](Jacobian::new), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::try_new(|x| {
    ///     if x[0] > 0.0 { Ok([x[0].ln(), x[0] * x[0]]) } else { Err("no logarithm") }
    /// });
    /// assert_eq!(f.at(&[0.5]), Ok(nalgebra::matrix![2.0; 1.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_new<R>(f: F) -> Self
    where
        F: Fn(&[Dual<T>]) -> Result<R, E>,
        R: Output<Dual<T>>,
    {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real> Hessian<F, Exact<T>>
where
    F: Fn(&[Dual<Dual<T>, 1>]) -> Dual<Dual<T>, 1>,
{
    /// The exact Hessian of a closure `|x| ...`, where `x[i]` is used like an `f64`.
    ///
    /// The closure computes with `Dual<Dual<T>, 1>` and is evaluated once per column and chunk of
    /// twelve rows in the lower triangle: `n` times up to 12 variables, about `n²/24` times for many.
    /// Where the compiler asks for the type of a sum, it is `sum::<Dual<Dual, 1>>()`.
    ///
    /// If the compiler says that it expected `Dual`, found `f64`, a constant result is `c.into()`;
    /// [`Gradient::new`](crate::Gradient::new) lists further messages.
    ///
    /// ```
    /// use nalgebra::matrix;
    /// use partials::{Dual, Hessian};
    ///
    /// let h = Hessian::new(|x| x[0] * x[0] * x[1]).at(&[1.0, 2.0]);
    /// assert_eq!(h, matrix![4.0, 2.0; 2.0, 0.0]);
    /// let h = Hessian::new(|x| x.iter().map(|v| v * v).sum::<Dual<Dual, 1>>().powi(2)).at(&[1.0, 1.0]);
    /// assert_eq!(h, matrix![16.0, 8.0; 8.0, 16.0]);
    /// ```
    pub fn new(f: F) -> Self {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real, E> Hessian<F, TryExact<T, E>>
where
    F: Fn(&[Dual<Dual<T>, 1>]) -> Result<Dual<Dual<T>, 1>, E>,
{
    /// As [`new`](Hessian::new), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::try_new(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5]), Ok(nalgebra::matrix![-4.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_new(f: F) -> Self {
        Self {
            f,
            kind: Exact::new(),
        }
    }
}
