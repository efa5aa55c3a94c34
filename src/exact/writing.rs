//! Exact Jacobians of functions that write their values into a slice. The function is wrapped,
//! [`Writing`], and everything else is as for one that returns them.

#[cfg(feature = "compiled")]
use super::compiled::{Compiled, TryCompiled};
use super::{Exact, Reverse, TryExact, TryReverse};
use crate::operator::{Jacobian, Writing};
#[cfg(feature = "compiled")]
use crate::scalar::Trace;
use crate::scalar::{Dual, Real, Var};

impl<F, T: Real> Jacobian<Writing<F>, Exact<T>>
where
    F: Fn(&[Dual<T>], &mut [Dual<T>]),
{
    /// The exact Jacobian of a closure that writes its `m` values into a slice, `|x, out| ...`, as codes
    /// for ordinary differential equations and least squares have them.
    ///
    /// Otherwise as [`new`](Jacobian::new), for a closure that returns a `Vec`: the matrix is dynamic, the
    /// values come as a `Vec`, and every evaluation takes one of `m` numbers from the heap, also in
    /// [`at_into`](Jacobian::at_into). A constant is written as `out[0] = c.into()`. Before every call all
    /// of `out` is NaN: a value that the closure does not write is NaN, as are its derivatives, and
    /// `out[0] += ...` wants a first value.
    ///
    /// # Panics
    ///
    /// The methods panic where the closure writes past the `m` values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new_into(2, |x, out| {
    ///     out[0] = x[0] * x[1];
    ///     out[1] = x[0].sin();
    /// });
    /// assert_eq!(f.at(&[0.0, 2.0]), nalgebra::dmatrix![2.0, 0.0; 1.0, 0.0]);
    /// assert_eq!(f.jvp(&[0.0, 2.0], &[1.0, 1.0]), [2.0, 1.0]);
    /// ```
    pub fn new_into(m: usize, f: F) -> Self {
        Self {
            f: Writing::new(m, f),
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real, E> Jacobian<Writing<F>, TryExact<T, E>>
where
    F: Fn(&[Dual<T>], &mut [Dual<T>]) -> Result<(), E>,
{
    /// As [`new_into`](Jacobian::new_into), for a closure that can fail: it ends with `Ok(())`, and every
    /// method returns a `Result` with the closure's error.
    pub fn try_new_into(m: usize, f: F) -> Self {
        Self {
            f: Writing::new(m, f),
            kind: Exact::new(),
        }
    }
}

impl<F, T: Real> Jacobian<Writing<F>, Reverse<T>>
where
    F: Fn(&[Var<T>], &mut [Var<T>]),
{
    /// The exact Jacobian in reverse mode of a closure that writes its `m` values into a slice: as
    /// [`new_into`](Jacobian::new_into), and as [`reverse`](Jacobian::reverse).
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::reverse_into(2, |x, out| {
    ///     out[0] = x[0] * x[1];
    ///     out[1] = x[0].sin();
    /// });
    /// assert_eq!(f.vjp(&[0.0, 2.0], &[1.0, 1.0]), [3.0, 0.0]);
    /// ```
    pub fn reverse_into(m: usize, f: F) -> Self {
        Self {
            f: Writing::new(m, f),
            kind: Reverse::new(),
        }
    }
}

impl<F, T: Real, E> Jacobian<Writing<F>, TryReverse<T, E>>
where
    F: Fn(&[Var<T>], &mut [Var<T>]) -> Result<(), E>,
{
    /// As [`reverse_into`](Jacobian::reverse_into), for a closure that can fail: it ends with `Ok(())`,
    /// and every method returns a `Result` with the closure's error.
    pub fn try_reverse_into(m: usize, f: F) -> Self {
        Self {
            f: Writing::new(m, f),
            kind: Reverse::new(),
        }
    }
}

#[cfg(feature = "compiled")]
impl<F> Jacobian<Writing<F>, Compiled>
where
    F: Fn(&[Trace], &mut [Trace]),
{
    /// The exact Jacobian by machine code of a closure that writes its `m` values into a slice: as
    /// [`new_into`](Jacobian::new_into), and as [`compiled`](Jacobian::compiled). Once it is compiled,
    /// nothing is taken from the heap for the closure, which is not called any more.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled_into(2, |x, out| {
    ///     out[0] = x[0] * x[1];
    ///     out[1] = x[0].sin();
    /// });
    /// assert_eq!(f.at(&[0.0, 2.0]), nalgebra::dmatrix![2.0, 0.0; 1.0, 0.0]);
    /// ```
    pub fn compiled_into(m: usize, f: F) -> Self {
        Self {
            f: Writing::new(m, f),
            kind: Compiled::new(),
        }
    }
}

#[cfg(feature = "compiled")]
impl<F, E> Jacobian<Writing<F>, TryCompiled<E>>
where
    F: Fn(&[Trace], &mut [Trace]) -> Result<(), E>,
{
    /// As [`compiled_into`](Jacobian::compiled_into), for a closure that can fail: it ends with `Ok(())`,
    /// and every method returns a `Result` with the closure's error.
    pub fn try_compiled_into(m: usize, f: F) -> Self {
        Self {
            f: Writing::new(m, f),
            kind: Compiled::new(),
        }
    }
}
