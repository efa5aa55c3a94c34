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

// The same for traits that take `self` by reference.
macro_rules! forward_ref {
    ($($name:ident)*) => {
        $(#[inline] fn $name(&self) -> Self { Dual::$name(*self) })*
    };
}

use {forward, forward_ref};
