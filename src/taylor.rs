//! [`Taylor`]: the coefficients of a function's Taylor series, to any order.
//!
//! The function is evaluated once on [`Series`], of which every elementary function has a recurrence, so
//! that `N` coefficients cost some `N²` operations. Dual numbers nested as deep, which
//! [`Derivative::third`](crate::Derivative::third) uses, have `2ⁿ` components for `n` derivatives, and
//! products of `3ⁿ` terms. All derivatives up to an order take so many times as long by them
//! (`cargo bench --bench taylor`, which prints both in one run):
//!
//! | order | `x * x` | `(-x * x).exp() / (x + 2.0)` |
//! |---|---|---|
//! | 3 | 2.0 | 1.6 |
//! | 5 | 17 | 11 |
//! | 10 | 1400 | 1400 |
//!
//! The coefficients of the elementary functions on a line are within a rounding error for each order, times
//! what the function itself amplifies a rounding of its argument by: `tests/taylor.rs` compares them with 25
//! digits to order 12.

use std::fmt;
use std::marker::PhantomData;

use nalgebra::Dim;

use crate::error::Error;
use crate::operator::by_name;
use crate::operator::debug::type_name;
use crate::point::Point;
use crate::scalar::{Coefficient, Series, confused, new_origin};

/// The Taylor series of a function of one variable, or of several along a line or a curve: the
/// coefficients `cₖ` of `f(x + t) = Σ cₖ tᵏ`.
///
/// How many there are to be, the call says, and with it which numbers the closure runs on: one closure
/// value serves one number of coefficients, and a generic function all.
///
/// ```
/// use partials::Taylor;
///
/// let c = Taylor::new(|x| x.exp()).coefficients::<4>(0.0);
/// assert_eq!(c, [1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0]);
/// let d = Taylor::new(|x| 1.0 / x).derivatives::<5>(1.0);
/// assert_eq!(d, [1.0, -1.0, 2.0, -6.0, 24.0]);
/// let c = Taylor::along(|x| x[0] * x[1]).coefficients::<3>(&[2.0, 3.0], &[1.0, 10.0]);
/// assert_eq!(c, [6.0, 23.0, 10.0]);
/// ```
#[derive(Clone, Copy)]
pub struct Taylor<F, K> {
    f: F,
    kind: PhantomData<K>,
}

impl<F, K> fmt::Debug for Taylor<F, K> {
    /// The kind; the function is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taylor({})", type_name::<K>())
    }
}

/// The kind of an operator made by [`Taylor::new`]: a function of one variable, `N` coefficients.
pub struct OfOne<T, const N: usize>(PhantomData<fn() -> T>);

by_name!([T, const N: usize] OfOne<T, N>);

/// The kind of an operator made by [`Taylor::along`]: a function of several variables, `N` coefficients.
pub struct Along<T, const N: usize>(PhantomData<fn() -> T>);

by_name!([T, const N: usize] Along<T, N>);

/// As many coefficients as are asked for: every number of them is counted as itself alone, so that asking
/// for them tells how many the function carries.
#[diagnostic::on_unimplemented(
    message = "the function carries another number of coefficients than are asked for",
    note = "one closure value serves one number of coefficients; a generic function serves all"
)]
pub trait Counted<T, const M: usize> {
    /// The same array.
    fn counted(self) -> [T; M];
}

impl<T, const N: usize> Counted<T, N> for [T; N] {
    #[inline(always)]
    fn counted(self) -> Self {
        self
    }
}

impl<F, T: Coefficient, const N: usize> Taylor<F, OfOne<T, N>>
where
    F: Fn(Series<T, N>) -> Series<T, N>,
{
    /// The Taylor series of a closure `|x| ...`, where `x` is used like an `f64`.
    pub fn new(f: F) -> Self {
        let kind = PhantomData;
        Self { f, kind }
    }

    /// The coefficients `c₀ .. c_(M-1)` at `x`, `cₖ = f⁽ᵏ⁾(x) / k!`, in one evaluation of some `M²`
    /// operations for each elementary function.
    ///
    /// Where the function has a kink they are those of the function to the right; where it stops being a
    /// series of integer powers they are infinite or NaN, and those before are right: see [`Series`].
    /// Beside a value that is infinite or NaN all others are NaN.
    ///
    /// # Panics
    ///
    /// If the function uses a variable of another expansion.
    ///
    /// ```
    /// use partials::Taylor;
    ///
    /// let c: [f64; 4] = Taylor::new(|x| (x * x).sqrt() + x.powf(2.5)).coefficients(0.0);
    /// assert_eq!(c, [0.0, 1.0, 0.0, f64::INFINITY]);
    /// ```
    #[track_caller]
    pub fn coefficients<const M: usize>(&self, x: T) -> [T; M]
    where
        [T; N]: Counted<T, M>,
    {
        self.expand(x).coefficients().counted()
    }

    /// The value and the derivatives `f(x) .. f⁽ᴹ⁻¹⁾(x)`: `k!` times the coefficients, of which all is said
    /// at [`coefficients`](Self::coefficients).
    ///
    /// From the order 171 on those that are not zero are infinite, since the factorial is.
    #[track_caller]
    pub fn derivatives<const M: usize>(&self, x: T) -> [T; M]
    where
        [T; N]: Counted<T, M>,
    {
        self.expand(x).derivatives().counted()
    }

    /// The closure itself.
    pub(crate) fn call(&self, x: Series<T, N>) -> Series<T, N> {
        (self.f)(x)
    }

    #[inline]
    #[track_caller]
    fn expand(&self, x: T) -> Series<T, N> {
        let origin = new_origin();
        let x = Series::polynomial([x, T::of(1.0)], origin);
        handed_out((self.f)(x), origin)
    }
}

impl<F, T: Coefficient, const N: usize> Taylor<F, Along<T, N>>
where
    F: Fn(&[Series<T, N>]) -> Series<T, N>,
{
    /// The Taylor series of a closure `|x| ...` of several variables along a line or a curve.
    pub fn along(f: F) -> Self {
        let kind = PhantomData;
        Self { f, kind }
    }

    /// The coefficients of `f(x + t v)`: the first is the value, the second `∇f(x) · v`, the third
    /// `vᵀ H v / 2`. As [`coefficients`](Taylor::coefficients) of one variable in all else.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`] if `v` is not as long as `x`, and if the function uses a variable of
    /// another expansion.
    #[track_caller]
    pub fn coefficients<const M: usize>(
        &self,
        x: &(impl Point<Scalar = T> + ?Sized),
        v: &(impl Point<Scalar = T> + ?Sized),
    ) -> [T; M]
    where
        [T; N]: Counted<T, M>,
    {
        self.on_line(x, v).coefficients().counted()
    }

    /// The derivatives of `f(x + t v)` by `t`, `k!` times the [`coefficients`](Self::coefficients).
    #[track_caller]
    pub fn derivatives<const M: usize>(
        &self,
        x: &(impl Point<Scalar = T> + ?Sized),
        v: &(impl Point<Scalar = T> + ?Sized),
    ) -> [T; M]
    where
        [T; N]: Counted<T, M>,
    {
        self.on_line(x, v).derivatives().counted()
    }

    /// The coefficients of `f(x(t))` along the curve `x(t) = Σ xₖ tᵏ`, of which the terms are given: a
    /// point, a velocity, half an acceleration, and so on.
    ///
    /// # Panics
    ///
    /// With [`Error::Length`] if the terms are not all of one length, and if there are none.
    ///
    /// ```
    /// use partials::Taylor;
    ///
    /// // Once around the unit circle, as far as t² goes: x² + y² does not change before t⁴.
    /// let circle = [[1.0, 0.0], [0.0, 1.0], [-0.5, 0.0]];
    /// let c = Taylor::along(|x| x[0] * x[0] + x[1] * x[1]).coefficients_on_curve::<5, _>(&circle);
    /// assert_eq!(c, [1.0, 0.0, 0.0, 0.0, 0.25]);
    /// ```
    #[track_caller]
    pub fn coefficients_on_curve<const M: usize, X>(&self, terms: &[X]) -> [T; M]
    where
        X: Point<Scalar = T>,
        [T; N]: Counted<T, M>,
    {
        let [x, others @ ..] = terms else {
            panic!("a curve has a point at least");
        };
        let n = x.dimension().value();
        for term in others {
            Error::check_length("a term of the curve", n, term.dimension().value());
        }
        let y = self.expand(x, |i| terms.iter().map(move |term| term.coordinate(i)));
        y.coefficients().counted()
    }

    /// The closure itself.
    pub(crate) fn call(&self, x: &[Series<T, N>]) -> Series<T, N> {
        (self.f)(x)
    }

    #[inline]
    #[track_caller]
    fn on_line<X, V>(&self, x: &X, v: &V) -> Series<T, N>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        let (n, found) = (x.dimension().value(), v.dimension().value());
        Error::check_length("the direction", n, found);
        self.expand(x, |i| [x.coordinate(i), v.coordinate(i)])
    }

    /// The function at variables of the given terms.
    #[inline]
    #[track_caller]
    fn expand<X, C>(&self, x: &X, terms: impl Fn(usize) -> C) -> Series<T, N>
    where
        X: Point<Scalar = T> + ?Sized,
        C: IntoIterator<Item = T>,
    {
        let origin = new_origin();
        let x = x.buffer(|i| Series::polynomial(terms(i), origin));
        handed_out((self.f)(x.as_ref()), origin)
    }
}

/// A result as it is handed out: one of this evaluation, and beside a value that is infinite or NaN with
/// no coefficients.
#[inline]
#[track_caller]
fn handed_out<T: Coefficient, const N: usize>(y: Series<T, N>, origin: u32) -> Series<T, N> {
    if !y.belongs_to(origin) {
        confused();
    }
    y.beside_its_value()
}
