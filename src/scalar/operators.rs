//! Arithmetic and comparison of numbers, in every spelling of plain Rust: with `f64` and with
//! the number of an enclosing derivative, on either side, by value and by reference, assigning.
//!
//! There are deliberately no operators with `f32`: a second float type would leave the literal in
//! `2.0 * x` without a type.

use std::cmp::Ordering;
use std::iter::{Product, Sum};
use std::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign,
};

#[cfg(feature = "compiled")]
use super::Trace;
use super::relation::Relation;
use super::{Coefficient, Dual, Real, Series, Var};

// Hidden implementations are listed by `traits.md` on the page of every number: all of them would make it ten
// times as long.

// One operand pair in its four spellings. Plain form of the first:
//
//     impl<T: Real, const N: usize> Mul<f64> for Dual<T, N> {
//         type Output = Dual<T, N>;
//         fn mul(self, b: f64) -> Dual<T, N> { let a = self; a.times_constant(b) }
//     }
macro_rules! spellings {
    ($Op:ident $op:ident [$($g:tt)*] $A:ty, $B:ty => $Out:ty, |$a:ident, $b:ident| $body:expr) => {
        #[doc(hidden)]
        impl<$($g)*> $Op<$B> for $A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, $b: $B) -> $Out {
                let $a = self;
                $body
            }
        }
        #[doc(hidden)]
        impl<$($g)*> $Op<&$B> for $A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, b: &$B) -> $Out {
                $Op::$op(self, *b)
            }
        }
        #[doc(hidden)]
        impl<$($g)*> $Op<$B> for &$A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, b: $B) -> $Out {
                $Op::$op(*self, b)
            }
        }
        #[doc(hidden)]
        impl<$($g)*> $Op<&$B> for &$A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, b: &$B) -> $Out {
                $Op::$op(*self, *b)
            }
        }
    };
}

macro_rules! assigning {
    ($OpAssign:ident $op_assign:ident $Op:ident $op:ident [$($g:tt)*] $A:ty, $B:ty) => {
        #[doc(hidden)]
        impl<$($g)*> $OpAssign<$B> for $A {
            #[inline(always)]
            fn $op_assign(&mut self, b: $B) {
                *self = $Op::$op(*self, b);
            }
        }
        #[doc(hidden)]
        impl<$($g)*> $OpAssign<&$B> for $A {
            #[inline(always)]
            fn $op_assign(&mut self, b: &$B) {
                *self = $Op::$op(*self, *b);
            }
        }
    };
}

// One operator for one kind of number: with itself, and with an `f64` on either side.
macro_rules! operator {
    ([$($g:tt)*] $Number:ty: $Op:ident $op:ident $OpAssign:ident $op_assign:ident,
     $rule:ident, $with_constant:ident, $constant_with:ident) => {
        spellings!($Op $op [$($g)*] $Number, $Number => $Number, |a, b| a.$rule(b));
        spellings!($Op $op [$($g)*] $Number, f64 => $Number, |a, b| a.$with_constant(b));
        spellings!($Op $op [$($g)*] f64, $Number => $Number, |a, b| b.$constant_with(a));
        assigning!($OpAssign $op_assign $Op $op [$($g)*] $Number, $Number);
        assigning!($OpAssign $op_assign $Op $op [$($g)*] $Number, f64);
    };
}

// One operator for a number whose components are themselves numbers of an enclosing derivative, with
// one of those on either side.
macro_rules! nested_operator {
    ([$($g:tt)*] $Inner:ty, $Outer:ty: $Op:ident $op:ident $OpAssign:ident $op_assign:ident, $rule:ident) => {
        spellings!($Op $op [$($g)*] $Inner, $Outer => $Inner, |a, b| a.$rule(b.into()));
        spellings!($Op $op [$($g)*] $Outer, $Inner => $Inner, |a, b| <$Inner>::from(a).$rule(b));
        assigning!($OpAssign $op_assign $Op $op [$($g)*] $Inner, $Outer);
    };
}

// Arithmetic for one kind of number.
macro_rules! number {
    ([$($g:tt)*] $Number:ty) => {
        operator!([$($g)*] $Number: Add add AddAssign add_assign, plus, plus_constant, plus_constant);
        operator!([$($g)*] $Number: Sub sub SubAssign sub_assign, minus, minus_constant, constant_minus);
        operator!([$($g)*] $Number: Mul mul MulAssign mul_assign, times, times_constant, times_constant);
        operator!([$($g)*] $Number: Div div DivAssign div_assign, over, over_constant, constant_over);
        operator!([$($g)*] $Number: Rem rem RemAssign rem_assign, modulo, modulo_constant, constant_modulo);

        #[doc(hidden)]
        impl<$($g)*> Neg for $Number {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                self.negated()
            }
        }
        #[doc(hidden)]
        impl<$($g)*> Neg for &$Number {
            type Output = $Number;
            #[inline(always)]
            fn neg(self) -> $Number {
                self.negated()
            }
        }

        fold!([$($g)*] $Number: Sum sum plus -0.0);
        fold!([$($g)*] $Number: Product product times 1.0);
    };
}

// Order, and equality with an `f64`, by the values alone. Each relation asks for itself, since a number
// that is traced remembers what was asked. Plain form: `impl<T: Real> PartialOrd for Var<T> { .. }`
macro_rules! compare {
    ([$($g:tt)*] $Number:ty) => {
        impl<$($g)*> PartialEq<f64> for $Number {
            #[inline(always)]
            fn eq(&self, other: &f64) -> bool {
                self.value.is(Relation::Equal, *other)
            }
        }
        impl<$($g)*> PartialOrd for $Number {
            /// Compares the values; derivatives play no part, so that branches are taken as they are
            /// for plain numbers. Numbers of equal value order as equal also where `==` tells them
            /// apart.
            #[inline(always)]
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                self.value.partial_cmp(&other.value)
            }
            #[inline(always)]
            fn lt(&self, other: &Self) -> bool {
                self.value < other.value
            }
            #[inline(always)]
            fn le(&self, other: &Self) -> bool {
                self.value <= other.value
            }
            #[inline(always)]
            fn gt(&self, other: &Self) -> bool {
                self.value > other.value
            }
            #[inline(always)]
            fn ge(&self, other: &Self) -> bool {
                self.value >= other.value
            }
        }
        compare_constant!([$($g)*] $Number);
    };
}

// Order by an `f64`, of any number that is a `Real`.
macro_rules! compare_constant {
    ([$($g:tt)*] $Number:ty) => {
        #[doc(hidden)]
        impl<$($g)*> PartialOrd<f64> for $Number {
            #[inline(always)]
            fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
                if Real::is(*self, Relation::Less, *other) {
                    Some(Ordering::Less)
                } else if Real::is(*self, Relation::Greater, *other) {
                    Some(Ordering::Greater)
                } else {
                    Real::is(*self, Relation::Equal, *other).then_some(Ordering::Equal)
                }
            }
            #[inline(always)]
            fn lt(&self, other: &f64) -> bool {
                Real::is(*self, Relation::Less, *other)
            }
            #[inline(always)]
            fn le(&self, other: &f64) -> bool {
                Real::is(*self, Relation::LessEqual, *other)
            }
            #[inline(always)]
            fn gt(&self, other: &f64) -> bool {
                Real::is(*self, Relation::Greater, *other)
            }
            #[inline(always)]
            fn ge(&self, other: &f64) -> bool {
                Real::is(*self, Relation::GreaterEqual, *other)
            }
        }
    };
}

// Sums and products of numbers and of references. A sum starts from -0, as that of `f64` does. The
// loop is for speed: unlike `next`, the `fold` of many iterators is not compiled into its caller.
macro_rules! fold {
    ([$($g:tt)*] $Number:ty: $Trait:ident $method:ident $op:ident $unit:expr) => {
        #[doc(hidden)]
        impl<$($g)*> $Trait for $Number {
            #[inline(always)]
            fn $method<I: Iterator<Item = Self>>(items: I) -> Self {
                let mut result = Self::of($unit);
                for item in items {
                    result = result.$op(item);
                }
                result
            }
        }
        #[doc(hidden)]
        impl<'a, $($g)*> $Trait<&'a $Number> for $Number {
            #[inline(always)]
            fn $method<I: Iterator<Item = &'a Self>>(items: I) -> Self {
                items.copied().$method()
            }
        }
    };
}

number!([T: Real, const N: usize] Dual<T, N>);
number!([T: Real] Var<T>);
number!([T: Coefficient, const N: usize] Series<T, N>);
#[cfg(feature = "compiled")]
number!([] Trace);
compare!([T: Real, const N: usize] Dual<T, N>);
compare!([T: Real] Var<T>);
compare_constant!([T: Coefficient, const N: usize] Series<T, N>);
#[cfg(feature = "compiled")]
compare_constant!([] Trace);

// Kept off the pages of the numbers, which have a line on it.
macro_rules! constant_from {
    ([$($g:tt)*] $Inner:ty, $Outer:ty) => {
        #[doc(hidden)]
        impl<$($g)*> From<$Outer> for $Inner {
            /// A number of a derivative further out is a constant to the inner ones.
            #[inline]
            fn from(outer: $Outer) -> Self {
                Self::constant(outer.into())
            }
        }
    };
}

// A number whose components are those of an enclosing derivative, and one of the latter.
macro_rules! nested {
    ([$($g:tt)*] $Inner:ty, $Outer:ty) => {
        nested_operator!([$($g)*] $Inner, $Outer: Add add AddAssign add_assign, plus);
        nested_operator!([$($g)*] $Inner, $Outer: Sub sub SubAssign sub_assign, minus);
        nested_operator!([$($g)*] $Inner, $Outer: Mul mul MulAssign mul_assign, times);
        nested_operator!([$($g)*] $Inner, $Outer: Div div DivAssign div_assign, over);
        nested_operator!([$($g)*] $Inner, $Outer: Rem rem RemAssign rem_assign, modulo);
        compare_levels!([$($g)*] $Inner, $Outer, |inner, outer| inner.value.partial_cmp(outer));
        compare_levels!([$($g)*] $Outer, $Inner, |outer, inner| outer.partial_cmp(&inner.value));
        constant_from!([$($g)*] $Inner, $Outer);
    };
}

macro_rules! compare_levels {
    ([$($g:tt)*] $A:ty, $B:ty, |$a:ident, $b:ident| $order:expr) => {
        #[doc(hidden)]
        impl<$($g)*> PartialEq<$B> for $A {
            #[inline(always)]
            fn eq(&self, other: &$B) -> bool {
                self.partial_cmp(other) == Some(Ordering::Equal)
            }
        }
        #[doc(hidden)]
        impl<$($g)*> PartialOrd<$B> for $A {
            #[inline(always)]
            fn partial_cmp(&self, other: &$B) -> Option<Ordering> {
                let ($a, $b) = (self, other);
                $order
            }
        }
    };
}

nested!([T: Real, const N: usize, const M: usize] Dual<Dual<T, M>, N>, Dual<T, M>);
nested!([T: Real, const N: usize] Dual<Var<T>, N>, Var<T>);
nested!([T: Real, const M: usize] Var<Dual<T, M>>, Dual<T, M>);
nested!([T: Real] Var<Var<T>>, Var<T>);
nested!([T: Coefficient, const N: usize, const M: usize] Dual<Series<T, M>, N>, Series<T, M>);
nested!([T: Coefficient, const M: usize] Var<Series<T, M>>, Series<T, M>);
#[cfg(feature = "compiled")]
nested!([const N: usize] Dual<Trace, N>, Trace);
#[cfg(feature = "compiled")]
nested!([] Var<Trace>, Trace);

// A number of a derivative further out, for one that is two or three levels further in, to which it is a constant.
// Plain form, of a row:
//
//     impl<T: Real, const M: usize, const A: usize, const B: usize> From<Dual<T, M>>
//         for Dual<Dual<Dual<T, M>, A>, B>
//     {
//         fn from(outer: Dual<T, M>) -> Self { Self::constant(outer.into()) }
//     }
macro_rules! from_further_out {
    ([$($g:tt)*] $Outer:ty) => {
        further_in!([$($g)*] $Outer, [const A: usize] Dual<$Outer, A>);
        further_in!([$($g)*] $Outer, [] Var<$Outer>);
        further_in!([$($g)*] $Outer, [const A: usize, const B: usize] Dual<Dual<$Outer, A>, B>);
        further_in!([$($g)*] $Outer, [const A: usize] Dual<Var<$Outer>, A>);
        further_in!([$($g)*] $Outer, [const A: usize] Var<Dual<$Outer, A>>);
        further_in!([$($g)*] $Outer, [] Var<Var<$Outer>>);
    };
}

// From a number to the level around a number that it has a conversion to.
macro_rules! further_in {
    ([$($g:tt)*] $Outer:ty, [$($h:tt)*] $Middle:ty) => {
        constant_from!([$($g)* const C: usize, $($h)*] Dual<$Middle, C>, $Outer);
        constant_from!([$($g)* $($h)*] Var<$Middle>, $Outer);
    };
}

from_further_out!([T: Real, const M: usize,] Dual<T, M>);
from_further_out!([T: Real,] Var<T>);
from_further_out!([T: Coefficient, const M: usize,] Series<T, M>);
#[cfg(feature = "compiled")]
from_further_out!([] Trace);

impl<T: Real, const N: usize> PartialEq for Dual<T, N> {
    /// Whether values and partial derivatives are equal.
    ///
    /// An algorithm that asks `angle != zero` to skip work would otherwise skip the derivative: an
    /// angle that is 0 here and moves is not the constant 0. With an `f64`, `==` looks at the value.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.partials == other.partials
    }
}

impl<T: Real> PartialEq for Var<T> {
    /// Whether the two are one number to first order: of equal value, and moving alike.
    ///
    /// As for [`Dual`], what is 0 here and moves is not the constant 0. Numbers that were computed in
    /// different ways are not equal, even if they move alike. With an `f64`, `==` looks at the value.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.moves_as(*other)
    }
}
