//! Functions of an angle for [`Series`], and angles of points.

use super::recurrence::{folded, integral, stretched};
use super::{Coefficient, Series};
use crate::scalar::Real;
use crate::scalar::angles::Angles;

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// Sine and cosine together.
    // s' = c u',  c' = -s u'
    #[inline]
    #[must_use]
    pub fn sin_cos(self) -> (Self, Self) {
        let (s, c) = self.value().sin_cos();
        self.pair([s, c], [1.0, -1.0])
    }

    /// Sine of an angle in radians.
    #[inline]
    #[must_use]
    pub fn sin(self) -> Self {
        self.sin_cos().0
    }

    /// Cosine of an angle in radians.
    #[inline]
    #[must_use]
    pub fn cos(self) -> Self {
        self.sin_cos().1
    }

    /// Tangent of an angle in radians.
    // y' = s u',  s = 1 + y^2
    #[inline]
    #[must_use]
    pub fn tan(self) -> Self {
        let value = self.value().tan();
        self.function(value, |y| {
            let v = stretched(&self.coefficients);
            let mut s = [T::of(1.0) + value * value; N];
            for k in 1..N {
                y[k] = integral(&v, &s, k);
                s[k] = folded(y, y, k, 0..=k);
            }
        })
    }

    /// Radians to degrees.
    #[inline]
    #[must_use]
    pub fn to_degrees(self) -> Self {
        self.beyond(self.value().to_degrees(), || self.scale(1_f64.to_degrees()))
    }

    /// Degrees to radians.
    #[inline]
    #[must_use]
    pub fn to_radians(self) -> Self {
        self.beyond(self.value().to_radians(), || self.scale(1_f64.to_radians()))
    }

    /// The angle of the point `(x, self)` in `[-π, π]`. As [`Real::atan2`]: at the origin it has no
    /// coefficients.
    ///
    /// Across the negative `x` axis the value jumps by `2π` and the coefficients do not.
    #[inline]
    #[must_use]
    pub fn atan2(self, x: impl Into<Self>) -> Self {
        let x = x.into();
        let value = self.value().atan2(x.value());
        let point = [self, x].map(|c| c.value());
        let origin = self.joined(x);
        if self.is_constant() && x.is_constant() {
            return Self::constant(value);
        }
        if point.iter().all(|c| c.is_zero()) {
            return Self {
                origin,
                ..self.unknown(value)
            };
        }
        // The arctangent of the smaller over the larger, up to a constant.
        let angle = if point[1].outweighs(point[0]) {
            self.over(x).atan()
        } else {
            -x.over(self).atan()
        };
        angle.with_value(value).settled()
    }
}

impl<T: Coefficient, const N: usize> Angles for Series<T, N> {
    // f(z) = (-2 d/dz)^k cos √z:  the coefficient j at z is (-1/2)^j / j! times the next but j
    fn cos_sqrt(self, k: u32) -> Self {
        let z = self.value();
        self.composed(|j| {
            let factor = (1..=j).fold(1.0, |p, i| p * -0.5 / i as f64);
            z.cos_sqrt(k + j as u32).scale(factor)
        })
    }

    // f(u) = ∫ s^2n / (1 + u s^2) ds over 0 .. 1:  the coefficient j at u is, with m = n + j,
    // (-1)^j ∫ s^2m / (1 + u s^2)^(j+1) ds = (-1)^j / ((2m+1) (1+u)^(j+1)) Σ (j+1)_i / (m+3/2)_i r^i,
    // r = u / (1+u), with terms that are all positive (Abramowitz and Stegun 15.3.4)
    fn atan_sqrt(self, n: u32) -> Self {
        let u: f64 = self.value().into();
        let value = self.value().atan_sqrt(n);
        let r = u / (1.0 + u);
        self.composed(|j| {
            if j == 0 {
                return value;
            }
            let (order, m) = (j as f64, f64::from(n) + j as f64);
            let (mut term, mut sum, mut i) = (1.0, 1.0, 0.0);
            while term > f64::EPSILON / 8.0 * sum {
                term *= r * (order + 1.0 + i) / (m + 1.5 + i);
                sum += term;
                i += 1.0;
            }
            let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
            T::of(sign * sum / ((2.0 * m + 1.0) * (1.0 + u).powi(j as i32 + 1)))
        })
    }
}
