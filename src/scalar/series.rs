//! [`Series`]: a function of one parameter `t`, known by its first Taylor coefficients at `t = 0`.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};

mod angles;
mod arithmetic;
mod component;
mod expansion;
mod exponentials;
mod inverse;
mod kinks;
mod powers;
mod recurrence;
mod special;
mod sums;

use super::Real;

/// What the coefficients of a [`Series`] may be: `f64` or `f32`.
#[diagnostic::on_unimplemented(
    message = "a Taylor series has `f64` or `f32` coefficients, not `{Self}`",
    label = "the point holds `{Self}`",
    note = "write float literals: `1.0`, not `1`",
    note = "a derivative of Taylor coefficients is taken the other way round: a `Gradient` inside the function of a `Taylor`"
)]
pub trait Coefficient: Real + Into<f64> {}
impl Coefficient for f32 {}
impl Coefficient for f64 {}

/// A truncated Taylor series: the coefficients `c₀ .. c_(N-1)` of `Σ cₖ tᵏ`, which every operation
/// carries along.
///
/// With `x = x₀ + t` a program that is evaluated on series has evaluated `cₖ = f⁽ᵏ⁾(x₀) / k!` up to order
/// `N - 1`, each elementary function by a recurrence among coefficients (Griewank and Walther, *Evaluating
/// Derivatives*, chapter 13): in some `N²` operations, where numbers nested `N - 1` levels deep take
/// `2ᴺ`.
///
/// [`Taylor`](crate::Taylor) makes these numbers and takes them apart; a closure only computes with
/// them, as it would with `f64` or [`Dual`](crate::Dual): all functions and operators are the same.
///
/// * `t` goes to the right. At a kink the first coefficients that differ decide, so `√(t²)` is `t`, and a
///   coefficient is that of the function on `t ≥ 0`.
/// * Where the function stops being one of integer powers, coefficients stop: `t^2.5` has zeros up to
///   `t²`, then an infinity and NaN.
/// * Where the coefficients that are carried do not tell the next ones, those are NaN: of `sin² t`
///   known up to `t⁹`, the root is known up to `t⁸`. Of a polynomial, as `t²` is, the other coefficients are known
///   to be zero, and nothing is lost.
/// * Beside a value that is infinite or NaN all other coefficients are NaN, also of what is made of it:
///   `1/t` is no Taylor series, and neither is `sin(t)/t` at 0, which is `0/0` there
///   (write [`sinc`](Self::sinc)).
///
/// Order, and equality with an `f64`, look at the value alone, so branches are taken as they are for
/// plain numbers. Two series are equal only if all their coefficients are.
///
/// ```
/// use partials::scalar::Series;
///
/// let t: Series<f64, 5> = Series::variable(0.0);
/// assert_eq!((1.0 / (1.0 - t)).coefficients(), [1.0; 5]);
/// assert_eq!((t * t).sqrt().coefficients(), [0.0, 1.0, 0.0, 0.0, 0.0]);
/// ```
#[doc = "\n"]
#[doc = include_str!("traits.md")]
#[derive(Clone, Copy)]
pub struct Series<T = f64, const N: usize = 12> {
    /// The coefficient of `tᵏ` at place `k`.
    pub(super) coefficients: [T; N],
    /// The number is a polynomial of at most this degree, or [`ENDLESS`]. That of a constant is 0.
    degree: u32,
    /// The evaluation that the parameter belongs to, 0 if it is none of an operator's.
    origin: u32,
    /// Makes the type invariant in `T`, as [`Dual`](crate::Dual) is.
    invariant: PhantomData<fn(T) -> T>,
}

/// The degree of what is no polynomial, or was cut off.
const ENDLESS: u32 = u32::MAX;

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// A function of which the first coefficients are these, and the others unknown.
    #[inline]
    pub fn new(coefficients: [T; N]) -> Self {
        Self::made(coefficients, ENDLESS, 0)
    }

    /// A number that does not depend on the parameter.
    #[inline(always)]
    pub fn constant(value: T) -> Self {
        const { assert!(N > 0, "a series has a value at least") };
        let mut coefficients = [T::of(0.0); N];
        coefficients[0] = value;
        Self::made(coefficients, 0, 0)
    }

    /// A constant that carries marks in place of coefficients.
    #[inline]
    pub(super) fn marked(value: f64, mark: f64) -> Self {
        Self::made([T::of(mark); N], 0, 0).with_value(T::of(value))
    }

    /// The variable `value + t`.
    #[inline]
    pub fn variable(value: T) -> Self {
        Self::polynomial([value, T::of(1.0)], 0)
    }

    /// The polynomial of the given coefficients, of one evaluation. What is above order `N - 1` is left
    /// out.
    #[inline]
    pub(crate) fn polynomial(terms: impl IntoIterator<Item = T>, origin: u32) -> Self {
        let mut all = Self::constant(T::of(0.0));
        let mut degree = 0;
        for (k, term) in terms.into_iter().enumerate() {
            if let Some(c) = all.coefficients.get_mut(k) {
                *c = term;
            }
            if !term.is_zero() {
                degree = k;
            }
        }
        let origin = if degree == 0 { 0 } else { origin };
        Self::made(all.coefficients, capped::<N>(degree as u32), origin)
    }

    #[inline(always)]
    fn made(coefficients: [T; N], degree: u32, origin: u32) -> Self {
        Self {
            coefficients,
            degree,
            origin,
            invariant: PhantomData,
        }
    }

    /// The coefficients of `1, t, t², ..`.
    #[inline]
    #[must_use]
    pub fn coefficients(self) -> [T; N] {
        self.coefficients
    }

    /// The derivatives by the parameter, `k!` times the coefficients.
    ///
    /// ```
    /// use partials::scalar::Series;
    ///
    /// let t: Series<f64, 4> = Series::variable(2.0);
    /// assert_eq!(t.powi(3).derivatives(), [8.0, 12.0, 12.0, 6.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn derivatives(self) -> [T; N] {
        let mut derivatives = self.coefficients;
        let mut factorial = 1.0;
        for (k, c) in derivatives.iter_mut().enumerate().skip(2) {
            factorial *= k as f64;
            // What is zero stays so where the factorial is infinite.
            if !c.is_zero() {
                *c = T::of((*c).into() * factorial);
            }
        }
        derivatives
    }

    /// The value at `t = 0`.
    #[inline(always)]
    #[must_use]
    pub fn value(self) -> T {
        self.coefficients[0]
    }

    /// `c` in the number type of `self`, to which it is a constant.
    ///
    /// It makes the point of a derivative inside the function: at `x.lift(1.0)` the inner numbers
    /// carry series, and what they compute depends on `x`.
    ///
    /// ```
    /// use partials::{Derivative, Taylor};
    ///
    /// // x · d/dy (x y²) at y = 1 is 2x²
    /// let f = Taylor::new(|x| x * Derivative::new(|y| x * y * y).at(x.lift(1.0)));
    /// assert_eq!(f.coefficients::<3>(1.0), [2.0, 4.0, 2.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn lift(self, c: impl Into<Self>) -> Self {
        c.into()
    }

    /// Whether it does not depend on the parameter.
    #[inline(always)]
    pub(super) fn is_constant(&self) -> bool {
        self.degree == 0
    }

    /// Whether it is a polynomial, so that the coefficients that are not carried are zero.
    #[inline(always)]
    fn is_polynomial(&self) -> bool {
        self.degree != ENDLESS
    }

    /// The same function with another value.
    #[inline(always)]
    fn with_value(mut self, value: T) -> Self {
        self.coefficients[0] = value;
        self
    }

    /// A function of this number of which only the value is known.
    #[inline]
    fn unknown(self, value: T) -> Self {
        let coefficients = [T::of(f64::NAN); N];
        Self::made(coefficients, ENDLESS, self.origin).with_value(value)
    }

    /// Beside a value that is infinite or NaN nothing is known.
    #[inline(always)]
    fn settled(self) -> Self {
        if self.value().is_finite() || self.is_constant() {
            self
        } else {
            self.unknown(self.value())
        }
    }

    /// As it is handed out: beside such a value a constant has no coefficients either.
    pub(crate) fn beside_its_value(self) -> Self {
        if self.value().is_finite() {
            self
        } else {
            self.unknown(self.value())
        }
    }

    /// A function of this number: its value, and the coefficients above, which are filled into an array that
    /// holds the value already. Of a constant they are not asked for.
    #[inline(always)]
    fn function(self, value: T, fill: impl FnOnce(&mut [T; N])) -> Self {
        if self.is_constant() {
            return Self::constant(value);
        }
        if !value.is_finite() {
            return self.unknown(value);
        }
        let mut y = [T::of(0.0); N];
        y[0] = value;
        fill(&mut y);
        Self::made(y, ENDLESS, self.origin)
    }

    /// A function of this number with the value, and beyond it the coefficients of another one.
    #[inline]
    fn beyond(self, value: T, higher: impl FnOnce() -> Self) -> Self {
        self.function(value, |y| *y = higher().with_value(value).coefficients)
    }

    /// The evaluation that two numbers belong to.
    ///
    /// # Panics
    ///
    /// If there are two.
    #[inline(always)]
    fn joined(self, other: Self) -> u32 {
        if self.origin != other.origin && self.origin != 0 && other.origin != 0 {
            confused();
        }
        self.origin | other.origin
    }

    /// Whether the number may be the result of an evaluation.
    pub(crate) fn belongs_to(&self, origin: u32) -> bool {
        self.origin == 0 || self.origin == origin
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for Series<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Series")
            .field("coefficients", &self.coefficients)
            .finish()
    }
}

/// The name of a new evaluation.
#[inline]
pub(crate) fn new_origin() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1).max(1)
}

/// The degree, unless coefficients of that order are not carried.
#[inline(always)]
fn capped<const N: usize>(degree: u32) -> u32 {
    if (degree as usize) < N {
        degree
    } else {
        ENDLESS
    }
}

/// Panics where the parameters of two evaluations meet.
#[cold]
#[inline(never)]
pub(crate) fn confused() -> ! {
    panic!(
        "perturbation confusion: the function expanded here also uses a variable of another expansion, and \
         both carry their coefficients in the same number type, so the result would be wrong. Inside the \
         function of a `Taylor` take a `Derivative` or a `Gradient` at a point of the variable's type, such \
         as `.at(x.lift(1.0))`, which keeps the two apart"
    )
}
