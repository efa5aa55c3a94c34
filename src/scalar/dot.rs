//! The inner product, as one rule for all its terms.

use super::notes::no_longer_depends;
use super::{Dual, Real};

/// The inner product `Σ xᵢ yᵢ` of two lists of numbers; 0 for none.
///
/// The same to the bit as `x.iter().zip(y).map(|(x, y)| x * y).sum()`. In reverse mode it is one operation
/// on the tape, of 32 bytes a term in place of 64, and swept in half the time.
///
/// With constants on one side it is [`weighted_sum`]. That has a name of its own so that both lists here
/// are of one type, which `dot(&[2.0.into(), 1.0.into()], x)` and an empty list need.
///
/// # Panics
///
/// If `y` is not as long as `x`.
///
/// ```
/// use partials::{Gradient, dot};
///
/// let g = Gradient::reverse(|x| dot(&x[..2], &x[2..])).at(&[1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(g, [3.0, 4.0, 1.0, 2.0]);
/// ```
#[must_use]
#[inline]
#[track_caller]
pub fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let (m, n) = (x.len(), y.len());
    assert!(m == n, "an inner product of {m} and {n} numbers");
    T::inner_product(x, y)
}

/// The sum `Σ wᵢ xᵢ` of numbers with constant weights; 0 for none.
///
/// The same to the bit as `weights.iter().zip(x).map(|(w, x)| *w * *x).sum()`. In reverse mode it is one
/// operation on the tape, of 16 bytes a term in place of 32. For all rows of a matrix there is
/// [`matvec`](crate::matvec).
///
/// # Panics
///
/// If there are not as many weights as numbers.
///
/// ```
/// use partials::{Gradient, weighted_sum};
///
/// let g = Gradient::reverse(|x| weighted_sum(&[1.0, -2.0], x).exp()).at(&[2.0, 1.0]);
/// assert_eq!(g, [1.0, -2.0]);
/// ```
#[must_use]
#[inline]
#[track_caller]
pub fn weighted_sum<T: Real>(weights: &[f64], x: &[T]) -> T {
    let (m, n) = (weights.len(), x.len());
    assert!(m == n, "a sum of {n} numbers with {m} weights");
    T::sum_with_weights(weights, x)
}

/// Sums of products of a component of a number.
pub trait Products: Sized {
    /// `Σ xᵢ yᵢ`, as far as both go.
    fn inner_product(x: &[Self], y: &[Self]) -> Self;

    /// `Σ wᵢ xᵢ`, as far as both go.
    fn sum_with_weights(weights: &[f64], x: &[Self]) -> Self;

    /// Adds `w x`.
    fn add_scaled(&mut self, x: Self, w: f64);
}

// Plain form of one, for `f64`: a product after the other is added.
macro_rules! impl_products {
    ($($Float:ty),*) => {
        $(impl Products for $Float {
            #[inline]
            fn inner_product(x: &[Self], y: &[Self]) -> Self {
                x.iter().zip(y).map(|(x, y)| x * y).sum()
            }
            #[inline]
            fn sum_with_weights(weights: &[f64], x: &[Self]) -> Self {
                x.iter().zip(weights).map(|(x, w)| Real::scale(*x, *w)).sum()
            }
            #[inline(always)]
            fn add_scaled(&mut self, x: Self, w: f64) {
                *self += Real::scale(x, w);
            }
        })*
    };
}
impl_products!(f64, f32);

impl<T: Real, const N: usize> Products for Dual<T, N> {
    #[inline]
    fn inner_product(x: &[Self], y: &[Self]) -> Self {
        x.iter().zip(y).map(|(x, y)| *x * *y).sum()
    }

    /// What is special about a weight is asked once for all: asked for every term, and in nested numbers for
    /// every partial derivative, it takes up to three times as long.
    #[inline]
    fn sum_with_weights(weights: &[f64], x: &[Self]) -> Self {
        let all_finite = weights.iter().fold(true, |all, w| all & w.is_finite());
        let any_zero = weights.iter().fold(false, |any, w| any | (*w == 0.0));
        if !all_finite || any_zero && no_longer_depends() {
            return x.iter().zip(weights).map(|(x, w)| x * w).sum();
        }
        let mut sum = Self::of(-0.0);
        for (x, w) in x.iter().zip(weights) {
            sum.add_scaled(*x, *w);
        }
        sum
    }

    // The rule of a product with a finite constant
    #[inline(always)]
    fn add_scaled(&mut self, x: Self, w: f64) {
        self.value.add_scaled(x.value, w);
        for (sum, p) in self.partials.iter_mut().zip(x.partials) {
            sum.add_scaled(p, w);
        }
    }
}
