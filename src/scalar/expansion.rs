//! [`Expansion`]: a function known by its value and derivatives at one point, and what every number makes
//! of it.
//!
//! A number of one level needs the value and the slopes; the slopes are themselves functions of what is
//! below that level, known by the derivatives of the next order:
//!
//! ```text
//! f(a + h) ~ f(a) + Σ f_i(a) h_i       on numbers a + h
//! f_i(b + k) ~ f_i(b) + Σ f_ij(b) k_j  on their components b + k
//! ```
//!
//! So one rule serves every nesting: a derivative is asked for by the list of the arguments that it is
//! taken by, and a list that is longer than what is known is answered with NaN.

use smallvec::{SmallVec, smallvec};

use super::dual::Zero;
use super::{Dual, Real, Var};

/// A function as it is known at one point: its value, its gradient and, if there is one, its Hessian.
///
/// Made from what the closure of [`custom`](crate::custom) returns: `(value, gradient)` or
/// `(value, gradient, hessian)`. Beside a value or a derivative that is NaN or infinite no finite
/// derivative of higher order counts: it is NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    value: f64,
    gradient: Slopes,
    /// Row by row.
    hessian: Option<Vec<f64>>,
}

/// A number for each argument; of a few without the heap.
pub(crate) type Slopes = SmallVec<[f64; 8]>;

impl Expansion {
    /// With a Hessian row by row, if it is known.
    pub(crate) fn new(value: f64, gradient: Slopes, hessian: Option<Vec<f64>>) -> Self {
        Self {
            value,
            gradient,
            hessian,
        }
    }

    /// Of how many arguments it is.
    pub(crate) fn arguments(&self) -> usize {
        self.gradient.len()
    }

    /// Up to which order derivatives are known.
    pub(crate) fn order(&self) -> usize {
        if self.hessian.is_some() { 2 } else { 1 }
    }

    /// The derivative by the listed arguments, NaN if it is not known.
    pub(crate) fn derivative(&self, by: &[u32]) -> f64 {
        let slope = |i: u32| beside(self.value, self.gradient[i as usize]);
        match *by {
            [] => self.value,
            [i] => slope(i),
            [i, j] => self.hessian.as_ref().map_or(f64::NAN, |hessian| {
                let entry = hessian[i as usize * self.arguments() + j as usize];
                beside(slope(i), beside(slope(j), entry))
            }),
            _ => f64::NAN,
        }
    }
}

/// A derivative beside one of lower order.
fn beside(lower: f64, derivative: f64) -> f64 {
    if lower.is_finite() || !derivative.is_finite() {
        derivative
    } else {
        f64::NAN
    }
}

/// The arguments that a derivative is taken by, the outermost level first.
pub(crate) type By = SmallVec<[u32; 4]>;

/// Functions known at a point, of components of numbers.
pub trait Expansions: Sized {
    /// Up to which order derivatives are asked for.
    fn order() -> usize;

    /// The derivative of a function `by` some of its arguments, where these are `x`.
    fn expanded(known: &Expansion, by: &[u32], x: &[Self]) -> Self;
}

// Plain form of one: `fn expanded(known, by, _) -> f64 { known.derivative(by) }`
macro_rules! impl_expansions {
    ($($Float:ident)*) => {
        $(impl Expansions for $Float {
            #[inline]
            fn order() -> usize {
                0
            }
            #[inline]
            fn expanded(known: &Expansion, by: &[u32], _: &[Self]) -> Self {
                known.derivative(by) as $Float
            }
        })*
    };
}
impl_expansions!(f32 f64);

/// One component of each argument, or one slope by each.
type List<T> = SmallVec<[T; 8]>;

/// The value of a function and its slopes by every argument.
fn value_and_slopes<T: Real>(known: &Expansion, by: &[u32], x: &[T]) -> (T, List<T>) {
    let mut further: By = by.into();
    let slope = |i: usize| {
        further.truncate(by.len());
        further.push(i as u32);
        T::expanded(known, &further, x)
    };
    (T::expanded(known, by, x), (0..x.len()).map(slope).collect())
}

impl<T: Real, const N: usize> Expansions for Dual<T, N> {
    fn order() -> usize {
        T::order() + 1
    }

    // f(a + h) ~ f(a) + Σ f_i(a) h_i
    fn expanded(known: &Expansion, by: &[u32], x: &[Self]) -> Self {
        let values: List<T> = x.iter().map(|x| x.value).collect();
        let (value, slopes) = value_and_slopes(known, by, &values);
        let terms = x.iter().zip(&slopes).map(|(x, slope)| term(*x, *slope));
        terms.fold(Self::constant(value), |sum, term| sum.join(term, value))
    }
}

/// `f_i(a) h_i`, as a number that is 0. Of a function beside an infinite slope nothing is known: a
/// derivative that vanishes there says nothing.
fn term<T: Real, const N: usize>(x: Dual<T, N>, slope: T) -> Dual<T, N> {
    x.chain_singular(T::of(0.0), slope, Zero::Guess)
}

impl<T: Real> Expansions for Var<T> {
    fn order() -> usize {
        T::order() + 1
    }

    // f(a + h) ~ f(a) + Σ f_i(a) h_i
    fn expanded(known: &Expansion, by: &[u32], x: &[Self]) -> Self {
        let values: List<T> = x.iter().map(|x| x.value).collect();
        let (value, slopes) = value_and_slopes(known, by, &values);
        let moving = x.iter().zip(&slopes).filter(|(x, _)| !x.is_constant());
        let terms: List<Self> = moving
            .map(|(x, slope)| x.chain_singular(T::of(0.0), *slope, Zero::Guess))
            .collect();
        match *terms {
            // Of one variable: nothing is written on the tape.
            [term] => term.with_value(value),
            _ => {
                let ones: List<T> = smallvec![T::of(1.0); terms.len()];
                Self::combine(value, &ones, &terms)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_nan() {
        let first = Expansion::new(2.0, smallvec![3.0, 0.0], None);
        assert_eq!([first.derivative(&[]), first.derivative(&[0])], [2.0, 3.0]);
        assert!(first.derivative(&[0, 1]).is_nan());
        let second = Expansion::new(2.0, smallvec![3.0, 0.0], Some(vec![1.0, 4.0, 5.0, 6.0]));
        assert_eq!(second.derivative(&[0, 1]), 4.0);
        assert!(second.derivative(&[0, 0, 0]).is_nan());
    }

    #[test]
    fn beside_what_is_not_finite_nothing_finite_is_known() {
        let pole = Expansion::new(f64::INFINITY, smallvec![1.0, f64::NEG_INFINITY], None);
        assert!(pole.derivative(&[0]).is_nan());
        assert_eq!(pole.derivative(&[1]), f64::NEG_INFINITY);
        let edge = Expansion::new(0.0, smallvec![f64::INFINITY, 1.0], Some(vec![1.0; 4]));
        assert!(edge.derivative(&[0, 1]).is_nan());
        assert_eq!(edge.derivative(&[1, 1]), 1.0);
    }
}
