//! num-dual: `DualNum`, so that a function written for that crate is differentiated as it is.
//!
//! The `Primitive` is `f64` over every component type: constants of such a function are `f64`, as
//! they are in closures, and are rounded where the components are `f32`.

use ndarray::ScalarOperand;
use num_dual::{DualNum, DualStruct, Mappable};

use super::forward_ref;
#[cfg(feature = "compiled")]
use crate::scalar::Trace;
use crate::scalar::rules::is_within;
use crate::scalar::{Coefficient, Dual, Real, Series, Var};

// Plain form: `impl<T: Real, const N: usize> .. for Dual<T, N> { .. }`
macro_rules! number {
    ([$($g:tt)*] $Number:ty) => {
#[doc(hidden)]
impl<$($g)*> ScalarOperand for $Number {}

#[doc(hidden)]
impl<$($g)*> DualStruct for $Number {
    type Real = f64;
    type Inner = f64;
    #[inline]
    fn re(&self) -> f64 {
        Self::re(*self)
    }
    #[inline]
    fn from_inner(inner: &f64) -> Self {
        Self::of(*inner)
    }
}

#[doc(hidden)]
impl<$($g)*> Mappable<$Number> for $Number {
    type Output<O> = O;
    #[inline]
    fn map_dual<M: Fn(Self) -> O, O>(self, f: M) -> O {
        f(self)
    }
}

#[doc(hidden)]
impl<$($g)*> DualNum for $Number {
    type Primitive = f64;
    type InnerDual = f64;
    const NDERIV: usize = 1;

    forward_ref! {
        recip sqrt cbrt exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan asin acos atan sinh cosh
        tanh asinh acosh atanh powi powf powd log sin_cos atan2 mul_add
    }
    #[inline]
    fn from_re(re: f64) -> Self {
        Self::of(re)
    }
    #[inline]
    fn scale(self, factor: &f64) -> Self {
        self * *factor
    }
    #[inline]
    fn sph_j0(&self) -> Self {
        spherical_bessel::<_, 0>(*self)
    }
    #[inline]
    fn sph_j1(&self) -> Self {
        spherical_bessel::<_, 1>(*self)
    }
    #[inline]
    fn sph_j2(&self) -> Self {
        spherical_bessel::<_, 2>(*self)
    }
}
    };
}
number!([T: Real, const N: usize] Dual<T, N>);
number!([T: Real] Var<T>);
number!([T: Coefficient, const N: usize] Series<T, N>);
#[cfg(feature = "compiled")]
number!([] Trace);

/// `j_n(x)` for `n` up to 2: the power series near 0, where the closed forms cancel.
fn spherical_bessel<T: Real, const ORDER: i32>(x: T) -> T {
    let square = x * x;
    if is_within(x, 1.5 + 0.75 * f64::from(ORDER)) {
        // j_n(x) = x^n / (2n+1)!! (1 - (x^2/2) / (1! (2n+3)) + (x^2/2)^2 / (2! (2n+3)(2n+5)) ...)
        let order = f64::from(ORDER);
        let first: f64 = (0..=ORDER).map(|k| 2.0 * f64::from(k) + 1.0).product();
        let mut term = x.powi(ORDER).scale(first.recip());
        let mut sum = term;
        for k in (1..=14).map(f64::from) {
            term = (term * square).scale(-0.5 / (k * (2.0 * (order + k) + 1.0)));
            sum = sum + term;
        }
        return sum;
    }
    let (s, c) = x.sin_cos();
    match ORDER {
        0 => s / x,
        1 => (s / x - c) / x,
        _ => ((T::of(3.0) / square - T::of(1.0)) * s - (c / x).scale(3.0)) / x,
    }
}
