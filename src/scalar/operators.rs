//! Arithmetic and comparison of [`Dual`], in every spelling of plain Rust: with `f64` and with
//! the number of an enclosing derivative, on either side, by value and by reference, assigning.
//!
//! There are deliberately no operators with `f32`: a second float type would leave the literal in
//! `2.0 * x` without a type.

use std::cmp::Ordering;
use std::iter::{Product, Sum};
use std::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign,
};

use super::dual::{each, edge};
use super::notes::no_longer_depends;
use super::{Dual, Real};

/// The rules. Each is applied to `value + partials`; the spellings below all lead here.
impl<T: Real, const N: usize> Dual<T, N> {
    // (a + h) + (b + k) ~ a + b + h + k
    #[inline(always)]
    fn plus(self, b: Self) -> Self {
        Self::new(
            self.value + b.value,
            each(|i| self.partials[i] + b.partials[i]),
        )
    }

    // (a + h) - (b + k) ~ a - b + h - k
    #[inline(always)]
    fn minus(self, b: Self) -> Self {
        Self::new(
            self.value - b.value,
            each(|i| self.partials[i] - b.partials[i]),
        )
    }

    // (a + h) (b + k) ~ a b + b h + a k
    #[inline(always)]
    fn times(self, b: Self) -> Self {
        if T::LEVELS > 0 {
            return self.product(b);
        }
        // Without a check for infinite factors, which would cost more than the product.
        let (h, k) = (self.partials, b.partials);
        Self::new(
            self.value * b.value,
            each(|i| h[i] * b.value + k[i] * self.value),
        )
    }

    // (a + h) / (b + k) ~ q + (h - q k) / b,  q = a / b
    #[inline(always)]
    fn over(self, b: Self) -> Self {
        let (h, k) = (self.partials, b.partials);
        let q = self.value / b.value;
        let inverse = T::of(1.0) / b.value;
        let partials = if inverse.is_normal() && q.is_finite() {
            each(|i| (h[i] - q * k[i]) * inverse)
        } else {
            // `1 / b` is 0, subnormal, infinite or NaN: divide once per partial. No slope is taken
            // from a NaN value.
            edge();
            let divisor = if q.is_nan() { q } else { b.value };
            each(|i| divide(h[i] - k[i].times_at_edge(q), divisor))
        };
        Self::new(q, partials)
    }

    // (a + h) % (b + k) ~ a % b + h - trunc(a / b) k
    #[inline(always)]
    fn modulo(self, b: Self) -> Self {
        let value = self.value % b.value;
        // Not `trunc(a / b)`: the quotient may be rounded up to the next integer.
        let times = ((self.value - value) / b.value).round();
        self.chain2(b, value, T::of(1.0), -times)
    }

    #[inline(always)]
    fn plus_constant(self, c: f64) -> Self {
        Self::new(self.value + T::of(c), self.partials)
    }

    #[inline(always)]
    fn minus_constant(self, c: f64) -> Self {
        Self::new(self.value - T::of(c), self.partials)
    }

    // (a + h) c ~ a c + c h
    #[inline(always)]
    fn times_constant(self, c: f64) -> Self {
        if c.is_finite() && (c != 0.0 || !no_longer_depends()) {
            Self::new(self.value.scale(c), each(|i| self.partials[i].scale(c)))
        } else if c == 0.0 {
            Self::constant(self.value.scale(c))
        } else {
            self.chain(self.value.scale(c), T::of(c))
        }
    }

    // (a + h) / c ~ a / c + h / c
    #[inline(always)]
    fn over_constant(self, c: f64) -> Self {
        let inverse = c.recip();
        if inverse.is_normal() {
            let partials = each(|i| self.partials[i].scale(inverse));
            Self::new(self.value / T::of(c), partials)
        } else {
            self.over(Self::of(c))
        }
    }

    #[inline(always)]
    fn modulo_constant(self, c: f64) -> Self {
        self.modulo(Self::of(c))
    }

    #[inline(always)]
    fn constant_minus(self, c: f64) -> Self {
        Self::new(T::of(c) - self.value, each(|i| -self.partials[i]))
    }

    #[inline(always)]
    fn constant_over(self, c: f64) -> Self {
        Self::of(c).over(self)
    }

    #[inline(always)]
    fn constant_modulo(self, c: f64) -> Self {
        Self::of(c).modulo(self)
    }
}

/// `p / divisor`, where what is exactly zero stays zero.
#[inline(always)]
fn divide<T: Real>(p: T, divisor: T) -> T {
    if p.is_zero() {
        p
    } else if T::LEVELS == 0 || divisor.re() != 0.0 && divisor.re().is_finite() {
        p / divisor
    } else {
        p.times_at_edge(T::of(1.0) / divisor)
    }
}

impl<T: Real, const N: usize> Neg for Dual<T, N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(-self.value, each(|i| -self.partials[i]))
    }
}

impl<T: Real, const N: usize> Neg for &Dual<T, N> {
    type Output = Dual<T, N>;
    #[inline(always)]
    fn neg(self) -> Dual<T, N> {
        -*self
    }
}

// One operand pair in its four spellings. Plain form of the first:
//
//     impl<T: Real, const N: usize> Mul<f64> for Dual<T, N> {
//         type Output = Dual<T, N>;
//         fn mul(self, b: f64) -> Dual<T, N> { let a = self; a.times_constant(b) }
//     }
macro_rules! spellings {
    ($Op:ident $op:ident [$($g:tt)*] $A:ty, $B:ty => $Out:ty, |$a:ident, $b:ident| $body:expr) => {
        impl<$($g)*> $Op<$B> for $A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, $b: $B) -> $Out {
                let $a = self;
                $body
            }
        }
        impl<$($g)*> $Op<&$B> for $A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, b: &$B) -> $Out {
                $Op::$op(self, *b)
            }
        }
        impl<$($g)*> $Op<$B> for &$A {
            type Output = $Out;
            #[inline(always)]
            fn $op(self, b: $B) -> $Out {
                $Op::$op(*self, b)
            }
        }
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
        impl<$($g)*> $OpAssign<$B> for $A {
            #[inline(always)]
            fn $op_assign(&mut self, b: $B) {
                *self = $Op::$op(*self, b);
            }
        }
        impl<$($g)*> $OpAssign<&$B> for $A {
            #[inline(always)]
            fn $op_assign(&mut self, b: &$B) {
                *self = $Op::$op(*self, *b);
            }
        }
    };
}

// One operator for all its operand pairs: two duals, a dual and an `f64` on either side, and an
// inner dual with the dual of an enclosing derivative on either side.
macro_rules! operator {
    ($Op:ident $op:ident $OpAssign:ident $op_assign:ident:
     $rule:ident, $dual_constant:ident, |$c:ident, $x:ident| $constant_dual:expr) => {
        spellings!($Op $op [T: Real, const N: usize]
            Dual<T, N>, Dual<T, N> => Dual<T, N>, |a, b| a.$rule(b));
        spellings!($Op $op [T: Real, const N: usize]
            Dual<T, N>, f64 => Dual<T, N>, |a, b| a.$dual_constant(b));
        spellings!($Op $op [T: Real, const N: usize]
            f64, Dual<T, N> => Dual<T, N>, |$c, $x| $constant_dual);
        spellings!($Op $op [T: Real, const N: usize, const M: usize]
            Dual<Dual<T, M>, N>, Dual<T, M> => Dual<Dual<T, M>, N>, |a, b| a.$rule(b.into()));
        spellings!($Op $op [T: Real, const N: usize, const M: usize]
            Dual<T, M>, Dual<Dual<T, M>, N> => Dual<Dual<T, M>, N>,
            |a, b| Dual::constant(a).$rule(b));
        assigning!($OpAssign $op_assign $Op $op [T: Real, const N: usize]
            Dual<T, N>, Dual<T, N>);
        assigning!($OpAssign $op_assign $Op $op [T: Real, const N: usize]
            Dual<T, N>, f64);
        assigning!($OpAssign $op_assign $Op $op [T: Real, const N: usize, const M: usize]
            Dual<Dual<T, M>, N>, Dual<T, M>);
    };
}
operator!(Add add AddAssign add_assign: plus, plus_constant, |c, x| x.plus_constant(c));
operator!(Sub sub SubAssign sub_assign: minus, minus_constant, |c, x| x.constant_minus(c));
operator!(Mul mul MulAssign mul_assign: times, times_constant, |c, x| x.times_constant(c));
operator!(Div div DivAssign div_assign: over, over_constant, |c, x| x.constant_over(c));
operator!(Rem rem RemAssign rem_assign: modulo, modulo_constant, |c, x| x.constant_modulo(c));

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

impl<T: Real, const N: usize> PartialEq<f64> for Dual<T, N> {
    #[inline(always)]
    fn eq(&self, other: &f64) -> bool {
        self.re() == *other
    }
}

impl<T: Real, const N: usize> PartialOrd for Dual<T, N> {
    /// Compares the values; derivatives play no part, so that branches are taken as they are for
    /// plain numbers. Numbers of equal value order as equal also where `==` tells them apart.
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Real, const N: usize> PartialOrd<f64> for Dual<T, N> {
    #[inline(always)]
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.re().partial_cmp(other)
    }
}

// Comparison of an inner dual with the dual of an enclosing derivative.
macro_rules! compare_levels {
    ($A:ty, $B:ty) => {
        impl<T: Real, const N: usize, const M: usize> PartialEq<$B> for $A {
            #[inline(always)]
            fn eq(&self, other: &$B) -> bool {
                self.re() == other.re()
            }
        }
        impl<T: Real, const N: usize, const M: usize> PartialOrd<$B> for $A {
            #[inline(always)]
            fn partial_cmp(&self, other: &$B) -> Option<Ordering> {
                self.re().partial_cmp(&other.re())
            }
        }
    };
}
compare_levels!(Dual<Dual<T, M>, N>, Dual<T, M>);
compare_levels!(Dual<T, M>, Dual<Dual<T, M>, N>);

// Sums and products of numbers and of references. A sum starts from -0, as that of `f64` does. The
// loop is for speed: unlike `next`, the `fold` of many iterators is not compiled into its caller.
macro_rules! fold {
    ($Trait:ident $method:ident $op:ident $unit:expr) => {
        impl<T: Real, const N: usize> $Trait for Dual<T, N> {
            #[inline(always)]
            fn $method<I: Iterator<Item = Self>>(items: I) -> Self {
                let mut result = Self::of($unit);
                for item in items {
                    result = result.$op(item);
                }
                result
            }
        }
        impl<'a, T: Real, const N: usize> $Trait<&'a Dual<T, N>> for Dual<T, N> {
            #[inline(always)]
            fn $method<I: Iterator<Item = &'a Self>>(items: I) -> Self {
                items.copied().$method()
            }
        }
    };
}
fold!(Sum sum plus -0.0);
fold!(Product product times 1.0);
