//! Functions of an angle as functions of its square: cosine, sinc and arctangent without the square
//! root at 0, where it has no derivative. Rotations are made of them.
//!
//! `cos θ` and `sin θ / θ` are entire functions of `z = θ²`, but written with `θ = √z` they lose every
//! derivative at `z = 0`. Here a derivative leads to the next function of the same family, each of
//! which is evaluated to the last digits by itself.

use super::{Dual, Real, Var};

/// The two families, for a component of a number.
pub trait Angles: Sized {
    /// `(-2 d/dz)ᵏ cos √z` for `z ≥ 0`: the cosine for `k = 0`, `sin √z / √z` for `k = 1`, then
    /// `jₖ₋₁(θ) / θᵏ⁻¹` with the spherical Bessel functions and `θ = √z`.
    fn cos_sqrt(self, k: u32) -> Self;

    /// `∫₀¹ t²ⁿ / (1 + u t²) dt` for `0 ≤ u ≤ 1`: `atan √u / √u` for `n = 0`.
    fn atan_sqrt(self, n: u32) -> Self;
}

macro_rules! impl_angles {
    ($($Float:ident)*) => {
        $(impl Angles for $Float {
            #[inline]
            fn cos_sqrt(self, k: u32) -> Self {
                cos_sqrt(k, self.into()) as $Float
            }
            #[inline]
            fn atan_sqrt(self, n: u32) -> Self {
                atan_sqrt(n, self.into()) as $Float
            }
        })*
    };
}
impl_angles!(f32 f64);

// Plain form: `impl<T: Real, const N: usize> Angles for Dual<T, N> { .. }`
macro_rules! impl_for_number {
    ([$($generics:tt)*] $Number:ty) => {
impl<$($generics)*> Angles for $Number {
    #[inline]
    fn cos_sqrt(self, k: u32) -> Self {
        let z = self.value;
        self.chain(z.cos_sqrt(k), z.cos_sqrt(k + 1).scale(-0.5))
    }

    /// Integrated by parts, the slope `-∫ t²ⁿ⁺² / (1 + u t²)² dt` is one of the next function.
    #[inline]
    fn atan_sqrt(self, n: u32) -> Self {
        let u = self.value;
        let odd = f64::from(2 * n + 1);
        let slope = u.atan_sqrt(n + 1).scale(odd) - T::of(1.0) / (T::of(1.0) + u);
        self.chain(u.atan_sqrt(n), slope.scale(0.5))
    }
}
    };
}
impl_for_number!([T: Real, const N: usize] Dual<T, N>);
impl_for_number!([T: Real] Var<T>);

/// `(-2 d/dz)ᵏ cos √z`: the power series where the upward recurrence would cancel.
fn cos_sqrt(k: u32, z: f64) -> f64 {
    let angle = z.sqrt();
    if z == 0.0 || k > 1 && angle < f64::from(k) + 1.5 {
        // 1 / (2k-1)!! (1 - (z/2) / (1! (2k+1)) + (z/2)^2 / (2! (2k+1)(2k+3)) - ..)
        let odd = |j: u32| f64::from(2 * (k + j)) - 1.0;
        let mut term = (1..=k).fold(1.0, |p, j| p / (f64::from(2 * j) - 1.0));
        let mut sum = term;
        for j in 1.. {
            term *= -0.5 * z / (f64::from(j) * odd(j));
            sum += term;
            if term.abs() <= f64::EPSILON / 8.0 * sum.abs() {
                break;
            }
        }
        return sum;
    }
    let (sine, cosine) = angle.sin_cos();
    let (mut below, mut here) = (cosine, sine / angle);
    if k == 0 {
        return below;
    }
    for j in 1..k {
        // f_(j+1) = ((2j - 1) f_j - f_(j-1)) / z
        (below, here) = (here, (f64::from(2 * j - 1) * here - below) / z);
    }
    here
}

/// `∫₀¹ t²ⁿ / (1 + u t²) dt`, as a series in `u / (1 + u)`, of which every term is positive
/// (Abramowitz and Stegun 15.3.4).
fn atan_sqrt(n: u32, u: f64) -> f64 {
    if n == 0 && u > 0.0 {
        let root = u.sqrt();
        return root.atan() / root;
    }
    let order = f64::from(n);
    let ratio = u / (1.0 + u);
    let mut term = 1.0 / ((2.0 * order + 1.0) * (1.0 + u));
    let mut sum = term;
    let mut k = 0.0;
    while term > f64::EPSILON / 8.0 * sum {
        term *= ratio * (k + 1.0) / (order + 1.5 + k);
        sum += term;
        k += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Composite Gauss-Legendre quadrature with three points.
    fn integral(f: impl Fn(f64) -> f64) -> f64 {
        let panels = 400;
        let width = 1.0 / f64::from(panels);
        let node = 0.6_f64.sqrt() / 2.0;
        let panel = |i: i32| {
            let middle = (f64::from(i) + 0.5) * width;
            let at = |t: f64| f(middle + t * width);
            (5.0 * (at(-node) + at(node)) + 8.0 * at(0.0)) / 18.0 * width
        };
        (0..panels).map(panel).sum()
    }

    #[test]
    fn the_arctangents_are_their_integrals() {
        for n in 0..6 {
            for u in [0.0, 1e-20, 1e-3, 0.1, 0.5, 0.9, 1.0] {
                let exact = integral(|t| t.powi(2 * n as i32) / (1.0 + u * t * t));
                let got = atan_sqrt(n, u);
                assert!((got / exact - 1.0).abs() < 1e-13, "{n} {u} {got} {exact}");
            }
        }
    }

    #[test]
    fn series_and_recurrence_of_the_cosines_meet() {
        for k in 2..8 {
            let middle = (f64::from(k) + 1.5).powi(2);
            let (a, b) = (
                cos_sqrt(k, middle.next_down()),
                cos_sqrt(k, middle.next_up()),
            );
            assert!((a / b - 1.0).abs() < 2e-14, "{k} {a} {b}");
        }
    }
}
