//! [`Dual`]: a value and `N` partial derivatives carried along with it.

use std::fmt;
use std::marker::PhantomData;

use super::Real;
use super::levels::depends;
use super::relation::Relation;

/// How many partial derivatives one evaluation carries, unless said otherwise.
///
/// More of them save evaluations, fewer save work in the last, partly filled chunk.
///
/// ```
/// use partials::Dual;
/// use partials::scalar::CHUNK;
///
/// let x: Dual = Dual::constant(1.0);
/// assert_eq!(x.partials.len(), CHUNK);
/// ```
pub const CHUNK: usize = 12;
// The default below is a literal so that the compiler's messages say `Dual<_>`.
const _: () = assert!(size_of::<Dual>() == (1 + CHUNK) * size_of::<f64>());

/// A dual number: a value and `N` partial derivatives that every operation carries along.
///
/// To first order a dual number is `value + Σ partials[i] εᵢ` with `εᵢ εⱼ = 0`, so a function
/// `f` of it is `f(value) + Σ f'(value) partials[i] εᵢ`: evaluating a program on dual numbers
/// evaluates its exact derivatives, without truncation error (Wengert, 1964).
///
/// The operators make these numbers and take them apart; a closure only computes with them, as
/// it would with `f64`: every method of `f64` that has a derivative somewhere is a method here,
/// and constants need no conversion.
///
/// * `T` is `f64`, `f32`, or a `Dual` again, for derivatives of derivatives.
/// * `N` is the chunk: how many partial derivatives one evaluation carries. Operators on many
///   variables use the default, [`CHUNK`], and evaluate `⌈n / 12⌉` times.
///
/// Order, and equality with an `f64`, look at the value alone, so branches are taken as they are for
/// plain numbers. Two dual numbers are equal only if their derivatives are equal too.
///
/// What a derivative is at a kink, a pole or the end of a domain, and what cuts one, is on the page of
/// [`exact`](mod@crate::exact). nalgebra's factorisations and rotations have points where they return
/// constants: see [`linalg`](crate::linalg) and [`rotation`](mod@crate::rotation).
///
/// ```
/// use partials::Dual;
///
/// let x: Dual<f64, 2> = Dual::variable(3.0, 0);
/// let y = Dual::variable(4.0, 1);
/// let r = (x * x + y * y).sqrt();
/// assert_eq!(r.value, 5.0);
/// assert_eq!(r.partials.map(|p| (10.0 * p).round()), [6.0, 8.0]);
/// ```
#[doc = "\n"]
#[doc = include_str!("traits.md")]
#[derive(Clone, Copy)]
pub struct Dual<T = f64, const N: usize = 12> {
    /// The value.
    pub value: T,
    /// The partial derivatives.
    pub partials: [T; N],
    /// Makes the type invariant in `T`. The number type of a closure is open until a point is
    /// given, and the compiler may then equate the `T` of two operands instead of relating them as
    /// subtypes; without that, `(x[0] * x[1]).sin()` would need an annotation.
    invariant: PhantomData<fn(T) -> T>,
}

impl<T: Real, const N: usize> Dual<T, N> {
    /// A value with its partial derivatives.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x = Dual::new(3.0, [1.0, 2.0]);
    /// assert_eq!((x * x).partials, [6.0, 12.0]);
    /// ```
    #[inline(always)]
    pub fn new(value: T, partials: [T; N]) -> Self {
        Self {
            value,
            partials,
            invariant: PhantomData,
        }
    }

    /// A number that depends on no variable: all partial derivatives are zero.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let c: Dual<f64, 2> = Dual::constant(3.0);
    /// assert_eq!((c.value, c.partials), (3.0, [0.0, 0.0]));
    /// ```
    #[inline(always)]
    pub fn constant(value: T) -> Self {
        Self::new(value, [T::of(0.0); N])
    }

    /// The variable `i` of the chunk: its own partial derivative is one, the others zero.
    ///
    /// # Panics
    ///
    /// If `i >= N`.
    ///
    /// ```
    /// use partials::Dual;
    ///
    /// let x: Dual<f64, 2> = Dual::variable(3.0, 1);
    /// assert_eq!((x * x).partials, [0.0, 6.0]);
    /// ```
    #[inline]
    pub fn variable(value: T, i: usize) -> Self {
        let mut x = Self::constant(value);
        x.partials[i] = T::of(1.0);
        x
    }

    /// `c` in the number type of `self`, to which it is a constant: a plain number, or a variable of a
    /// derivative further out, by up to three levels. What is of this type already comes back as it is.
    ///
    /// It makes the point of an inner derivative whose function also uses `self`: at `x.lift(1.0)`
    /// the inner numbers are of another type than `x`, and no derivative can be mistaken.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// // d/dx (x · d/dy (x + y)) = 1
    /// let outer = Derivative::new(|x| x * Derivative::new(|y| x + y).at(x.lift(1.0)));
    /// assert_eq!(outer.at(1.0), 1.0);
    ///
    /// // d/dx ∂²/∂y² (x y²) = 2, at a point that carries the outer derivative into two levels more.
    /// let outer = Derivative::new(|x| {
    ///     let inner = Derivative::new(|y| y.lift(x) * y * y);
    ///     inner.second(x.lift(3.0))
    /// });
    /// assert_eq!(outer.at(1.0), 2.0);
    /// ```
    #[inline]
    #[must_use]
    pub fn lift(self, c: impl Into<Self>) -> Self {
        c.into()
    }

    /// The sum of the derivatives of two numbers, with a given value.
    #[inline(always)]
    pub(super) fn join(self, other: Self, value: T) -> Self {
        Self::new(value, each(|i| self.partials[i] + other.partials[i]))
    }

    /// Whether every partial derivative is finite.
    #[inline]
    pub(super) fn has_finite_derivatives(self) -> bool {
        // Without a branch for each, so that vectors are compared.
        self.partials
            .iter()
            .fold(true, |all, p| all & p.is_finite())
    }

    /// Whether every partial derivative is exactly zero.
    #[inline]
    pub(super) fn is_stationary(self) -> bool {
        self.partials.iter().all(|p| p.is_zero())
    }

    /// The chain rule for one argument: `f(a + h) ~ f(a) + f'(a) h`.
    ///
    /// Beside an infinite or NaN value a partial derivative that is exactly zero stays zero: what the
    /// result of it all shows, the operators see, and what it does not show (`exp(-1/x²)` at 0) comes
    /// out right so: a function of `1/h` that is smooth there is stationary where `h` is. A function
    /// that is not smooth in `1/x`, or in `x` where it has an infinite slope, calls
    /// [`chain_singular`](Self::chain_singular).
    ///
    /// All is done lane by lane, so that lanes that nobody reads cost nothing.
    #[inline(always)]
    pub(crate) fn chain(self, value: T, slope: T) -> Self {
        let h = self.partials;
        let partials = if slope.is_finite() && !value.is_nan() {
            each(|i| h[i].product(slope))
        } else {
            edge();
            let slope = if value.is_nan() { value } else { slope };
            each(|i| h[i].times_at_edge(slope))
        };
        Self::new(value, partials)
    }

    /// The chain rule for two: `f(a + h, b + k) ~ f(a, b) + f_a h + f_b k`.
    #[inline(always)]
    pub(crate) fn chain2(self, other: Self, value: T, slope: T, other_slope: T) -> Self {
        let (h, k) = (self.partials, other.partials);
        let partials = if slope.is_finite() && other_slope.is_finite() && !value.is_nan() {
            each(|i| h[i].product(slope) + k[i].product(other_slope))
        } else {
            edge();
            let nan = value.is_nan();
            let slope = if nan { value } else { slope };
            let other_slope = if nan { value } else { other_slope };
            each(|i| h[i].times_at_edge(slope) + k[i].times_at_edge(other_slope))
        };
        Self::new(value, partials)
    }

    /// As [`chain`](Self::chain), for a function with a root or a logarithm at the ends of its domain,
    /// where `zero` says what that makes of a derivative that vanishes: `(1/x³)^(-1/3)` has the slope
    /// 1 at 0, and `exp(ln(x²) / 2)` none.
    #[inline(always)]
    pub(super) fn chain_singular(self, value: T, slope: T, zero: Zero) -> Self {
        let is_inside = slope.has_finite_value() && self.value.has_finite_value();
        if is_inside || value.is_nan() || T::LEVELS == 0 && zero == Zero::Centre {
            self.chain(value, slope)
        } else {
            Self::new(value, self.at_singular_point(slope, zero, None))
        }
    }

    /// As [`chain2`](Self::chain2), likewise; `zero` is about `self`, and of `other` nothing is known.
    pub(super) fn chain2_singular(
        self,
        other: Self,
        value: T,
        slope: T,
        other_slope: T,
        zero: Zero,
    ) -> Self {
        let all = [self.value, other.value, slope, other_slope];
        if value.is_nan() || all.iter().all(|v| v.has_finite_value()) {
            return self.chain2(other, value, slope, other_slope);
        }
        let h = self.at_singular_point(slope, zero, Some(other.value));
        let k = other.at_singular_point(other_slope, Zero::Guess, Some(self.value));
        Self::new(value, each(|i| h[i] + k[i]))
    }

    /// The partial derivatives of `f` at an infinite argument or with an infinite slope, where zero
    /// times infinity is 0 only by structure. The slope may depend on another argument `too`.
    #[cold]
    #[inline(never)]
    fn at_singular_point(self, slope: T, zero: Zero, too: Option<T>) -> [T; N] {
        let h = self.partials;
        if slope.has_finite_value() && self.value.has_finite_value() {
            return each(|i| h[i].times_at_edge(slope));
        }
        let own = self.value.dependence();
        let below = too.map_or(own, |other| own + other.dependence());
        each(|i| {
            if depends(h[i]).is_zero() {
                h[i]
            } else {
                h[i].times_singular(slope, below, zero == Zero::Centre)
            }
        })
    }
}

/// What zero times an infinite slope is, if the zero is a derivative that vanishes here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Zero {
    /// Zero: of a root of a number that is smallest here, such as a square, the slope is 0 or the
    /// centre of the subgradients is.
    Centre,
    /// Any number: NaN.
    Guess,
}

impl Zero {
    /// For the power `c`, of which slopes between 0 and 1 are infinite at 0: `(x²)ᶜ` has a kink or the slope 0 from 1/2 on, below it a
    /// cusp; and `(x³)^(1/3)` has the slope 1.
    #[inline]
    pub(super) fn of_power<T: Real>(c: T) -> Self {
        if c.is(Relation::GreaterEqual, 0.5) {
            Self::Centre
        } else {
            Self::Guess
        }
    }
}

/// The array of `f(0), f(1), ...`. As `std::array::from_fn`, but compiled into its caller always.
#[inline(always)]
pub(super) fn each<T: Real, const N: usize>(f: impl Fn(usize) -> T) -> [T; N] {
    let mut array = [T::of(0.0); N];
    for (i, item) in array.iter_mut().enumerate() {
        *item = f(i);
    }
    array
}

/// The slope of a rule with a root or a logarithm at an end of its domain: there a derivative of the
/// argument that vanishes leaves nothing to be said.
pub(super) struct Singular<T>(pub(super) T);

/// A number of which a rule knows how to make another one.
pub(super) trait Chain<T>: Copy {
    /// `f` of it, where the slope may be infinite and what is exactly zero stays zero.
    fn chain(self, value: T, slope: T) -> Self;
    /// As [`chain`](Self::chain), where a derivative that vanishes says nothing: it becomes NaN.
    fn chain_guess(self, value: T, slope: T) -> Self;
}

impl<T: Real, const N: usize> Chain<T> for Dual<T, N> {
    #[inline(always)]
    fn chain(self, value: T, slope: T) -> Self {
        self.chain(value, slope)
    }
    #[inline(always)]
    fn chain_guess(self, value: T, slope: T) -> Self {
        self.chain_singular(value, slope, Zero::Guess)
    }
}

/// What a rule gives as its slope.
pub(super) trait Slope<T> {
    /// The value of the function at `x`, with derivatives.
    fn chain<D: Chain<T>>(self, x: D, value: T) -> D;
}

impl<T: Real> Slope<T> for T {
    #[inline(always)]
    fn chain<D: Chain<T>>(self, x: D, value: T) -> D {
        Chain::chain(x, value, self)
    }
}

impl<T: Real> Slope<T> for Singular<T> {
    #[inline(always)]
    fn chain<D: Chain<T>>(self, x: D, value: T) -> D {
        x.chain_guess(value, self.0)
    }
}

/// Marks the branch it is called in as the unlikely one.
#[cold]
#[inline(always)]
pub(super) fn edge() {}

impl<T: fmt::Debug, const N: usize> fmt::Debug for Dual<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dual")
            .field("value", &self.value)
            .field("partials", &self.partials)
            .finish()
    }
}

impl<T: Real, const N: usize> fmt::Display for Dual<T, N> {
    /// The value, then the partial derivatives in brackets; a precision applies to each number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)?;
        f.write_str(" [")?;
        for (i, p) in self.partials.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            fmt::Display::fmt(p, f)?;
        }
        f.write_str("]")
    }
}
