//! The elementary functions as values: which function an operation of a graph is. What they compute is in
//! the rules table.

use crate::scalar::dual::Chain;
use crate::scalar::rules::names::*;
use crate::scalar::rules::{special_rules, unary_rules};
use crate::scalar::{Dual, Real};

/// Takes the slope out of a rule.
struct Taken<T>(T);

impl<T: Copy> Chain<T> for Taken<T> {
    fn chain(self, _: T, slope: T) -> Self {
        Self(slope)
    }
    fn chain_guess(self, _: T, slope: T) -> Self {
        Self(slope)
    }
}

impl<T: Copy> Clone for Taken<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Copy> Copy for Taken<T> {}

// Everything for one argument, from the rows of the rules table. Plain form, for `exp`:
//
//     enum Unary { exp, .. }
//     fn of<T: Real>(self, x: T) -> T { match self { Unary::exp => Real::exp(x), .. } }
//     fn slope<T: Real>(self, x: T) -> T {
//         match self { Unary::exp => { let (value, slope) = { let e = x.exp(); (e, e) }; slope } .. }
//     }
macro_rules! unary {
    ($($(#[$doc:meta])* $name:ident($x:ident) $rule:block)*) => {
        /// A function of one argument, by its name in the rules table.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Unary {
            $($name,)*
            sqrt,
            abs,
            signum,
        }

        impl Unary {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)* Self::sqrt, Self::abs, Self::signum];

            /// The function.
            #[inline]
            pub(crate) fn of<T: Real>(self, x: T) -> T {
                match self {
                    $(Self::$name => Real::$name(x),)*
                    Self::sqrt => Real::sqrt(x),
                    Self::abs => Real::abs(x),
                    Self::signum => Real::signum(x),
                }
            }

            /// Its slope, by its rule, away from kinks.
            pub(crate) fn slope<T: Real>(self, x: T) -> T {
                match self {
                    $(Self::$name => {
                        let $x = x;
                        let (value, slope) = $rule;
                        slope.chain(Taken(value), value).0
                    })*
                    Self::sqrt => T::of(0.5) / Real::sqrt(x),
                    Self::abs => T::of(1.0).copysign(x),
                    Self::signum => T::of(0.0),
                }
            }

            /// The function for machine code to call.
            pub(crate) fn pointer(self) -> extern "C" fn(f64) -> f64 {
                match self {
                    $(Self::$name => {
                        extern "C" fn $name(x: f64) -> f64 {
                            Real::$name(x)
                        }
                        $name
                    })*
                    Self::sqrt => {
                        extern "C" fn sqrt(x: f64) -> f64 {
                            x.sqrt()
                        }
                        sqrt
                    }
                    Self::abs => {
                        extern "C" fn abs(x: f64) -> f64 {
                            x.abs()
                        }
                        abs
                    }
                    Self::signum => {
                        extern "C" fn signum(x: f64) -> f64 {
                            x.signum()
                        }
                        signum
                    }
                }
            }

            /// Its derivative of first or second order for machine code to call.
            pub(crate) fn slope_pointer(self, order: u8) -> extern "C" fn(f64) -> f64 {
                match self {
                    $(Self::$name => {
                        extern "C" fn first(x: f64) -> f64 {
                            Unary::$name.derivative(1, x)
                        }
                        extern "C" fn second(x: f64) -> f64 {
                            Unary::$name.derivative(2, x)
                        }
                        if order == 1 { first } else { second }
                    })*
                    Self::sqrt | Self::abs | Self::signum => {
                        unreachable!("the slope of {self:?} is one of operations")
                    }
                }
            }
        }
    };
}

// The rows of both tables behind each other.
macro_rules! all_rules {
    ($($rows:tt)*) => {
        special_rules!(unary $($rows)*);
    };
}
unary_rules!(all_rules);

impl Unary {
    /// Its derivative of first or second order, by its rule on plain and on dual numbers.
    #[inline]
    pub(crate) fn derivative(self, order: u8, x: f64) -> f64 {
        match order {
            1 => self.slope(x),
            _ => self.slope(Dual::<f64, 1>::variable(x, 0)).partials[0],
        }
    }

    /// Whether the result of a number that is not finite may be finite.
    pub(crate) fn hides_infinities(self) -> bool {
        !matches!(
            self,
            Self::sqrt | Self::abs | Self::ln | Self::log2 | Self::log10 | Self::cbrt
        )
    }
}

/// A family of functions of one argument with an integer index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Indexed {
    /// `xⁿ`; the index is the exponent's bits.
    Powi,
    Polygamma,
    BesselJ,
    BesselY,
    /// `(-2 d/dz)ᵏ cos √z`.
    CosSqrt,
    /// `∫₀¹ t²ⁿ / (1 + u t²) dt`.
    AtanSqrt,
}

impl Indexed {
    /// The function.
    #[inline]
    pub(crate) fn of<T: Real>(self, k: u32, x: T) -> T {
        match self {
            Self::Powi => x.powi(k as i32),
            Self::Polygamma => x.polygamma(k),
            Self::BesselJ => x.bessel_j(k),
            Self::BesselY => x.bessel_y(k),
            Self::CosSqrt => x.cos_sqrt(k),
            Self::AtanSqrt => x.atan_sqrt(k),
        }
    }

    /// Its slope.
    pub(crate) fn slope<T: Real>(self, k: u32, x: T) -> T {
        match self {
            Self::Powi => x.powi(k as i32 - 1).scale(f64::from(k as i32)),
            Self::Polygamma => x.polygamma(k + 1),
            Self::BesselJ if k == 0 => -x.bessel_j(1),
            Self::BesselJ => (x.bessel_j(k - 1) - x.bessel_j(k + 1)).scale(0.5),
            Self::BesselY if k == 0 => -x.bessel_y(1),
            Self::BesselY => (x.bessel_y(k - 1) - x.bessel_y(k + 1)).scale(0.5),
            Self::CosSqrt => x.cos_sqrt(k + 1).scale(-0.5),
            Self::AtanSqrt => {
                let slope =
                    x.atan_sqrt(k + 1).scale(f64::from(2 * k + 1)) - T::of(1.0) / (T::of(1.0) + x);
                slope.scale(0.5)
            }
        }
    }

    /// The function for machine code to call.
    pub(crate) fn pointer(self) -> extern "C" fn(u32, f64) -> f64 {
        macro_rules! pointers {
            ($($name:ident)*) => {
                match self {
                    $(Self::$name => {
                        extern "C" fn call(k: u32, x: f64) -> f64 {
                            Indexed::$name.of(k, x)
                        }
                        call
                    })*
                }
            };
        }
        pointers!(Powi Polygamma BesselJ BesselY CosSqrt AtanSqrt)
    }
}

/// A function of two arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Binary {
    /// With a constant exponent.
    Powf,
    Powd,
    /// To a constant base.
    Log,
    Hypot,
    /// Of `y` and `x`.
    Atan2,
    Max,
    Min,
    Copysign,
    RemEuclid,
    Xlogy,
    /// `1 / cosh² x` of `x` and `tanh x`: the slope of the hyperbolic tangent.
    SechSquare,
}

impl Binary {
    /// The function, where the second argument of some is a constant.
    #[inline]
    pub(crate) fn of<T: Real>(self, a: T, b: T, constant: impl FnOnce() -> f64) -> T {
        match self {
            Self::Powf => a.powf(constant()),
            Self::Powd => a.powd(b),
            Self::Log => a.log(constant()),
            Self::Hypot => a.hypot(b),
            Self::Atan2 => a.atan2(b),
            Self::Max => a.max(b),
            Self::Min => a.min(b),
            Self::Copysign => a.copysign(b),
            Self::RemEuclid => a.rem_euclid(b),
            Self::Xlogy => a.xlogy(b),
            Self::SechSquare => sech_square(a, b),
        }
    }

    /// Its derivative by its arguments, of the given orders, which add up to one or two.
    fn derivative(self, orders: [u8; 2], a: f64, b: f64) -> f64 {
        type First = Dual<f64, 2>;
        let (a, b) = (First::variable(a, 0), First::variable(b, 1));
        let lane = |k: usize| usize::from(orders[0] <= k as u8);
        if orders[0] + orders[1] == 1 {
            return self.of(a, b, || b.value).partials[lane(0)];
        }
        let (x, y) = (
            Dual::<First, 2>::variable(a, 0),
            Dual::<First, 2>::variable(b, 1),
        );
        self.of(x, y, || b.value).partials[lane(0)].partials[lane(1)]
    }

    /// The function for machine code to call.
    pub(crate) fn pointer(self) -> extern "C" fn(f64, f64) -> f64 {
        macro_rules! pointers {
            ($($name:ident)*) => {
                match self {
                    $(Self::$name => {
                        extern "C" fn call(a: f64, b: f64) -> f64 {
                            Binary::$name.of(a, b, || b)
                        }
                        call
                    })*
                }
            };
        }
        pointers!(Powf Powd Log Hypot Atan2 Max Min Copysign RemEuclid Xlogy SechSquare)
    }

    /// Its derivative for machine code to call.
    pub(crate) fn partial_pointer(self, orders: [u8; 2]) -> extern "C" fn(f64, f64) -> f64 {
        macro_rules! pointers {
            ($($name:ident)*) => {
                match self {
                    $(Self::$name => pointers!($name by 1, 0; 0, 1; 2, 0; 1, 1; 0, 2),)*
                    _ => unreachable!("the slopes of {self:?} are operations"),
                }
            };
            ($name:ident by $($i:literal, $j:literal);*) => {
                match orders {
                    $([$i, $j] => {
                        extern "C" fn call(a: f64, b: f64) -> f64 {
                            Binary::$name.derivative([$i, $j], a, b)
                        }
                        call
                    })*
                    _ => unreachable!("derivatives of third order are not compiled"),
                }
            };
        }
        pointers!(Powd Hypot Atan2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_by_the_rules_are_those_of_dual_numbers() {
        let x = 0.3;
        for f in Unary::ALL {
            if matches!(f, Unary::sqrt | Unary::abs | Unary::signum | Unary::acosh) {
                continue;
            }
            let nested = Dual::<_, 1>::variable(Dual::<f64, 1>::variable(x, 0), 0);
            let exact = f.of(nested).partials[0];
            assert_eq!(f.derivative(1, x), exact.value, "{f:?}");
            assert_eq!(f.derivative(2, x), exact.partials[0], "{f:?}");
        }
    }

    #[test]
    fn partial_derivatives_have_the_order_of_the_arguments() {
        let (a, b) = (0.7, 1.9);
        for f in [Binary::Powd, Binary::Hypot, Binary::Atan2] {
            let (p, q) = (f.derivative([1, 0], a, b), f.derivative([0, 1], a, b));
            let h = 1e-6;
            let near = |x: f64, y: f64| (x - y).abs() < 1e-8;
            let of = |a: f64, b: f64| f.of(a, b, || b);
            assert!(near(p, (of(a + h, b) - of(a - h, b)) / (2.0 * h)));
            assert!(near(q, (of(a, b + h) - of(a, b - h)) / (2.0 * h)));
            let by_both = f.derivative([1, 1], a, b);
            let change = f.derivative([1, 0], a, b + h) - f.derivative([1, 0], a, b - h);
            assert!(near(by_both, change / (2.0 * h)), "{f:?}");
            let twice = f.derivative([0, 2], a, b);
            let change = f.derivative([0, 1], a, b + h) - f.derivative([0, 1], a, b - h);
            assert!(near(twice, change / (2.0 * h)), "{f:?}");
        }
    }
}
