//! The ecosystem's number traits for every number, one file per crate, so that functions and
//! algorithms written for those traits can be differentiated as they are.
//!
//! Everything leads back to the rules table; no trait has arithmetic of its own.

mod approx;
mod nalgebra;
mod num_dual;
mod num_traits;

// The methods of a trait that are inherent methods of the number, by their names.
// Plain form: `fn sqrt(self) -> Self { Self::sqrt(self) }`, where inherent methods come first.
macro_rules! forward {
    ($($name:ident)*) => {
        $(crate::scalar::interop::signature!(value $name);)*
    };
}

// As `forward`, where arguments may be constants.
// Plain form: `fn max(self, other: impl Into<Self>) -> Self { Self::max(self, other) }`
macro_rules! forward_open {
    ($($name:ident)*) => {
        $(crate::scalar::interop::signature!(open $name);)*
    };
}

// As `forward`, for traits that take `self` by reference.
macro_rules! forward_ref {
    ($($name:ident)*) => {
        $(crate::scalar::interop::signature!(reference $name);)*
    };
}

// The table of signatures: what takes more than the number itself, or returns something else.
macro_rules! signature {
    ($by:ident re) => { crate::scalar::interop::method!($by re() -> f64); };
    ($by:ident is_finite) => { crate::scalar::interop::method!($by is_finite() -> bool); };
    ($by:ident is_nan) => { crate::scalar::interop::method!($by is_nan() -> bool); };
    ($by:ident is_infinite) => { crate::scalar::interop::method!($by is_infinite() -> bool); };
    ($by:ident is_sign_positive) => {
        crate::scalar::interop::method!($by is_sign_positive() -> bool);
    };
    ($by:ident is_sign_negative) => {
        crate::scalar::interop::method!($by is_sign_negative() -> bool);
    };
    ($by:ident powi) => { crate::scalar::interop::method!($by powi(n: i32) -> Self); };
    ($by:ident powf) => { crate::scalar::interop::method!($by powf(c: f64) -> Self); };
    ($by:ident powd) => { crate::scalar::interop::method!($by powd(y: Self) -> Self); };
    ($by:ident log) => { crate::scalar::interop::method!($by log(base: f64) -> Self); };
    ($by:ident sin_cos) => { crate::scalar::interop::method!($by sin_cos() -> (Self, Self)); };
    ($by:ident hypot) => { crate::scalar::interop::method!($by hypot(y: Self) -> Self); };
    ($by:ident atan2) => { crate::scalar::interop::method!($by atan2(x: Self) -> Self); };
    ($by:ident max) => { crate::scalar::interop::method!($by max(other: Self) -> Self); };
    ($by:ident min) => { crate::scalar::interop::method!($by min(other: Self) -> Self); };
    ($by:ident clamp) => {
        crate::scalar::interop::method!($by clamp(low: Self, high: Self) -> Self);
    };
    ($by:ident mul_add) => { crate::scalar::interop::method!($by mul_add(a: Self, b: Self) -> Self); };
    ($by:ident copysign) => { crate::scalar::interop::method!($by copysign(sign: Self) -> Self); };
    ($by:ident rem_euclid) => { crate::scalar::interop::method!($by rem_euclid(b: Self) -> Self); };
    ($by:ident polygamma) => { crate::scalar::interop::method!($by polygamma(m: u32) -> Self); };
    ($by:ident xlogy) => { crate::scalar::interop::method!($by xlogy(y: Self) -> Self); };
    ($by:ident bessel_j) => { crate::scalar::interop::method!($by bessel_j(n: u32) -> Self); };
    ($by:ident bessel_y) => { crate::scalar::interop::method!($by bessel_y(n: u32) -> Self); };
    ($by:ident $name:ident) => { crate::scalar::interop::method!($by $name() -> Self); };
}

// One method with its signature.
macro_rules! method {
    (value $name:ident($($x:ident: $t:ty),*) -> $result:ty) => {
        #[inline]
        fn $name(self $(, $x: $t)*) -> $result {
            Self::$name(self $(, $x)*)
        }
    };
    (open $name:ident($($x:ident: $t:ty),*) -> $result:ty) => {
        #[inline]
        fn $name(self $(, $x: impl Into<$t>)*) -> $result {
            Self::$name(self $(, $x)*)
        }
    };
    (reference $name:ident($($x:ident: $t:ty),*) -> $result:ty) => {
        #[inline]
        fn $name(&self $(, $x: $t)*) -> $result {
            Self::$name(*self $(, $x)*)
        }
    };
}

// The constants of a trait, lifted from the components.
// Plain form: `fn pi() -> Self { Self::constant(T::pi()) }`
macro_rules! constants {
    ($($name:ident)*) => {
        $(#[inline] fn $name() -> Self { Self::constant(T::$name()) })*
    };
}

use {constants, forward_ref};
pub(super) use {forward, forward_open, method, signature};
