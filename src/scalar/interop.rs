//! The ecosystem's number traits for [`Dual`](super::Dual), one file per crate, so that functions
//! and algorithms written for those traits can be differentiated as they are.
//!
//! Everything leads back to the rules table; no trait has arithmetic of its own.

mod approx;
mod nalgebra;
mod num_dual;
mod num_traits;

// Plain form: `fn sqrt(self) -> Self { Dual::sqrt(self) }`
macro_rules! forward {
    ($($name:ident)*) => {
        $(#[inline] fn $name(self) -> Self { Dual::$name(self) })*
    };
}

// As `forward`, for functions of more than one argument, as the trait declares them; and for those that
// return something else. Plain form: `fn hypot(self, y: Self) -> Self { Dual::hypot(self, y) }`
macro_rules! forward_with {
    ($($name:ident($($x:ident: $t:ty),*) -> $result:ty;)*) => {
        $(#[inline] fn $name(self $(, $x: $t)*) -> $result { Dual::$name(self $(, $x)*) })*
    };
}

// As `forward`, for traits that take `self` by reference.
macro_rules! forward_ref {
    ($($name:ident)*) => {
        $(#[inline] fn $name(&self) -> Self { Dual::$name(*self) })*
    };
}

// The constants of a trait, lifted from the components.
// Plain form: `fn pi() -> Self { Self::constant(T::pi()) }`
macro_rules! constants {
    ($($name:ident)*) => {
        $(#[inline] fn $name() -> Self { Self::constant(T::$name()) })*
    };
}

pub(super) use forward_with;
use {constants, forward, forward_ref};
