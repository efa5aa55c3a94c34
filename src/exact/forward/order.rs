//! [`Nested`]: numbers of as many levels as a derivative has orders, and how they are seeded and read.

use super::sweep::{self, Stain, any_nan};
use crate::scalar::{Dual, Real};

/// A count of nested levels, as a type: that of a [`Mixed`](crate::Mixed) derivative's order.
///
/// ```
/// use partials::exact::{Nested, Order};
/// use partials::Dual;
///
/// type Second = <Order<2> as Nested<f64>>::Number;
/// let x: Second = Dual::constant(Dual::<f64, 1>::constant(1.0));
/// assert_eq!(x, 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Order<const D: usize>;

/// Numbers of so many nested levels over `T`, each with one direction.
///
/// ```
/// use partials::exact::{Nested, Order};
///
/// /// How many numbers a mixed derivative of second order computes with at a time.
/// const SIZE: usize = size_of::<<Order<2> as Nested<f64>>::Number>() / size_of::<f64>();
/// assert_eq!(SIZE, 4);
/// ```
#[diagnostic::on_unimplemented(
    message = "mixed derivatives are of order 1 to 8, at points of the number that the closure was made for",
    note = "one closure value serves one order; a generic function serves all",
    note = "high orders along one direction are those of `Taylor::along`"
)]
pub trait Nested<T: Real> {
    /// The number.
    type Number: Real;

    /// `x`, moved by `v(level)` on every level from the outermost, `level`, on.
    #[doc(hidden)]
    fn seed(x: T, v: &dyn Fn(usize) -> T, level: usize) -> Self::Number;
    /// A number that moves on no level.
    #[doc(hidden)]
    fn constant(x: T) -> Self::Number;
    /// The value under all levels.
    #[doc(hidden)]
    fn value(y: Self::Number) -> T;
    /// The derivative by all levels but so many of the outermost, of which the value is taken.
    #[doc(hidden)]
    fn derivative(y: Self::Number, without: usize) -> T;
    /// Whether a derivative of any order is NaN.
    #[doc(hidden)]
    fn is_spoiled(y: &Self::Number) -> bool;
    /// Spoils or clears the derivatives of all levels.
    #[doc(hidden)]
    fn stain(x: &mut Self::Number, stain: Stain);
}

impl<T: Real> Nested<T> for Order<0> {
    type Number = T;

    fn seed(x: T, _: &dyn Fn(usize) -> T, _: usize) -> T {
        x
    }
    fn constant(x: T) -> T {
        x
    }
    fn value(y: T) -> T {
        y
    }
    fn derivative(y: T, _: usize) -> T {
        y
    }
    fn is_spoiled(_: &T) -> bool {
        false
    }
    fn stain(_: &mut T, _: Stain) {}
}

// One level more. Plain form:
//
//     impl<T: Real> Nested<T> for Order<2> {
//         type Number = Dual<<Order<1> as Nested<T>>::Number, 1>;
//         ..
//     }
macro_rules! one_more {
    ($($D:literal = 1 + $E:literal,)*) => {$(
        impl<T: Real> Nested<T> for Order<$D> {
            type Number = Dual<<Order<$E> as Nested<T>>::Number, 1>;

            #[inline]
            fn seed(x: T, v: &dyn Fn(usize) -> T, level: usize) -> Self::Number {
                let moved = Order::<$E>::seed(x, v, level + 1);
                Dual::new(moved, [<Order<$E> as Nested<T>>::constant(v(level))])
            }
            #[inline]
            fn constant(x: T) -> Self::Number {
                Dual::constant(<Order<$E> as Nested<T>>::constant(x))
            }
            #[inline]
            fn value(y: Self::Number) -> T {
                Order::<$E>::value(y.value)
            }
            #[inline]
            fn derivative(y: Self::Number, without: usize) -> T {
                match without.checked_sub(1) {
                    Some(without) => Order::<$E>::derivative(y.value, without),
                    None => Order::<$E>::derivative(y.partials[0], 0),
                }
            }
            fn is_spoiled(y: &Self::Number) -> bool {
                any_nan(y, 1) || <Order<$E> as Nested<T>>::is_spoiled(&y.value)
            }
            fn stain(x: &mut Self::Number, stain: Stain) {
                sweep::stain(x, stain);
                <Order<$E> as Nested<T>>::stain(&mut x.value, stain);
            }
        }
    )*};
}
one_more! { 1 = 1 + 0, 2 = 1 + 1, 3 = 1 + 2, 4 = 1 + 3, 5 = 1 + 4, 6 = 1 + 5, 7 = 1 + 6, 8 = 1 + 7, }
