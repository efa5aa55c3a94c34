//! [`Number`]: what the functions compute with, and how a foreign type becomes one.
//!
//! A crate's type gets the elementary functions by one line of [`elementary!`]. If it has no
//! operators with references, its functions run on [`ByValue`] of it.

use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Neg, Sub};

use bytemuck::TransparentWrapper;

/// The functions of one variable that occur in the benchmark functions, and constants on the left.
pub trait Elementary: Sized {
    /// `c - self`
    fn rsub(self, c: f64) -> Self;
    /// `c / self`
    fn rdiv(self, c: f64) -> Self;
    fn sqrt(self) -> Self;
    fn exp(self) -> Self;
    fn ln(self) -> Self;
    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tanh(self) -> Self;
    /// The value, for decisions.
    fn value(&self) -> f64;
    /// Whether it is larger than another one, asked in a way that a traced number remembers.
    fn exceeds(&self, other: &Self) -> bool {
        self.value() > other.value()
    }
    /// Whether it is at most `c`, likewise.
    fn is_at_most(&self, c: f64) -> bool {
        self.value() <= c
    }
    /// `Σ xᵢ yᵢ`, where a crate has it as one operation.
    fn dot(_: &[Self], _: &[Self]) -> Option<Self> {
        None
    }
    /// `Σ wᵢ xᵢ`, likewise.
    fn weighted_sum(_: &[f64], _: &[Self]) -> Option<Self> {
        None
    }
}

/// A number of any crate: `Clone` and operators with references on the right, because the dynamic
/// numbers of num-dual own memory, and no constants, because some tapes have none.
pub trait Number:
    Elementary
    + Clone
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + for<'a> Add<&'a Self, Output = Self>
    + for<'a> Sub<&'a Self, Output = Self>
    + for<'a> Mul<&'a Self, Output = Self>
    + for<'a> Div<&'a Self, Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    #[inline(always)]
    fn square(self) -> Self {
        let copy = self.clone();
        self * &copy
    }
}

impl<N> Number for N where
    N: Elementary
        + Clone
        + Neg<Output = N>
        + Add<Output = N>
        + Sub<Output = N>
        + Mul<Output = N>
        + Div<Output = N>
        + for<'a> Add<&'a N, Output = N>
        + for<'a> Sub<&'a N, Output = N>
        + for<'a> Mul<&'a N, Output = N>
        + for<'a> Div<&'a N, Output = N>
        + Add<f64, Output = N>
        + Sub<f64, Output = N>
        + Mul<f64, Output = N>
{
}

/// The sum, started from its first term.
#[inline(always)]
pub fn sum<N: Number>(mut terms: impl Iterator<Item = N>) -> N {
    let first = terms.next().expect("a sum has terms");
    terms.fold(first, |sum, term| sum + term)
}

/// The functions of one variable of an [`Elementary`], from the methods of a type or of a trait.
///
/// Plain form of one: `fn sqrt(self) -> Self { Float::sqrt(self) }`, and with a reference
/// `fn sqrt(self) -> Self { DualNum::sqrt(&self) }`.
macro_rules! elementary {
    (&$owner:ident) => {
        elementary!(@ $owner &);
    };
    ($owner:ident) => {
        elementary!(@ $owner);
    };
    (@ $owner:ident $($and:tt)?) => {
        #[inline(always)]
        fn sqrt(self) -> Self {
            $owner::sqrt($($and)? self)
        }
        #[inline(always)]
        fn exp(self) -> Self {
            $owner::exp($($and)? self)
        }
        #[inline(always)]
        fn ln(self) -> Self {
            $owner::ln($($and)? self)
        }
        #[inline(always)]
        fn sin(self) -> Self {
            $owner::sin($($and)? self)
        }
        #[inline(always)]
        fn cos(self) -> Self {
            $owner::cos($($and)? self)
        }
        #[inline(always)]
        fn tanh(self) -> Self {
            $owner::tanh($($and)? self)
        }
    };
}
pub(crate) use elementary;

impl Elementary for f64 {
    elementary!(f64);
    #[inline(always)]
    fn rsub(self, c: f64) -> Self {
        c - self
    }
    #[inline(always)]
    fn rdiv(self, c: f64) -> Self {
        c / self
    }
    fn value(&self) -> f64 {
        *self
    }
}

/// A `Copy` number with the operators with references that its crate leaves out. `C` is what its
/// operators take for a constant.
#[derive(Clone, Copy, TransparentWrapper)]
#[transparent(T)]
#[repr(transparent)]
pub struct ByValue<T, C = f64>(T, PhantomData<C>);

impl<T, C> ByValue<T, C> {
    #[inline(always)]
    pub fn new(number: T) -> Self {
        Self(number, PhantomData)
    }

    #[inline(always)]
    pub fn get(self) -> T {
        self.0
    }
}

/// A plain number in the type that a crate's operators take.
pub trait Constant {
    fn of(c: f64) -> Self;
}

impl Constant for f64 {
    #[inline(always)]
    fn of(c: f64) -> Self {
        c
    }
}

// Plain form for one operator and one operand:
// `impl<T: Copy + Add<Output = T>, C> Add<&Self> for ByValue<T, C> { ... self.0 + other.0 ... }`
macro_rules! by_value_operators {
    ($($operator:ident $method:ident)*) => {$(
        impl<T: $operator<Output = T>, C> $operator for ByValue<T, C> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self::new(self.0.$method(other.0))
            }
        }
        impl<T: Copy + $operator<Output = T>, C> $operator<&Self> for ByValue<T, C> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: &Self) -> Self {
                Self::new(self.0.$method(other.0))
            }
        }
        impl<T: $operator<C, Output = T>, C: Constant> $operator<f64> for ByValue<T, C> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, c: f64) -> Self {
                Self::new(self.0.$method(C::of(c)))
            }
        }
    )*};
}
by_value_operators!(Add add Sub sub Mul mul Div div);

impl<T: Neg<Output = T>, C> Neg for ByValue<T, C> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(-self.0)
    }
}

impl<T: Elementary, C> Elementary for ByValue<T, C> {
    #[inline(always)]
    fn rsub(self, c: f64) -> Self {
        Self::new(T::rsub(self.0, c))
    }
    #[inline(always)]
    fn rdiv(self, c: f64) -> Self {
        Self::new(T::rdiv(self.0, c))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::new(T::sqrt(self.0))
    }
    #[inline(always)]
    fn exp(self) -> Self {
        Self::new(T::exp(self.0))
    }
    #[inline(always)]
    fn ln(self) -> Self {
        Self::new(T::ln(self.0))
    }
    #[inline(always)]
    fn sin(self) -> Self {
        Self::new(T::sin(self.0))
    }
    #[inline(always)]
    fn cos(self) -> Self {
        Self::new(T::cos(self.0))
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        Self::new(T::tanh(self.0))
    }
    fn value(&self) -> f64 {
        self.0.value()
    }
}
