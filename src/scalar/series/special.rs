//! Special functions of a [`Series`]: most by their own coefficients at the value, each of which is
//! evaluated to the last digits by itself, and a composition.

use std::f64::consts::FRAC_2_SQRT_PI;

use super::{Coefficient, Series};
use crate::scalar::Real;
use crate::scalar::dual::each;
use crate::scalar::rules::exp_minus_square;

impl<T: Coefficient, const N: usize> Series<T, N> {
    /// Error function. As [`Real::erf`].
    #[inline]
    #[must_use]
    pub fn erf(self) -> Self {
        // y' = 2/√π exp(-u^2) u'
        self.with_slope(self.value().erf(), || {
            exp_minus_square(self).scale(FRAC_2_SQRT_PI)
        })
    }

    /// Complementary error function. As [`Real::erfc`].
    #[inline]
    #[must_use]
    pub fn erfc(self) -> Self {
        self.with_slope(self.value().erfc(), || {
            exp_minus_square(self).scale(-FRAC_2_SQRT_PI)
        })
    }

    /// Gamma function `Γ(x)`. As [`Real::gamma`]. At its poles there are no coefficients.
    #[must_use]
    pub fn gamma(self) -> Self {
        // y' = y (ln |Γ(u)|)'
        self.beyond(self.value().gamma(), || {
            self.ln_gamma().exponential(self.value().gamma(), 1.0)
        })
    }

    /// Logarithm of `|Γ(x)|`. As [`Real::ln_gamma`]. At the poles there are no coefficients.
    #[must_use]
    pub fn ln_gamma(self) -> Self {
        let x = self.value();
        self.composed(|k| match k as u32 {
            0 => x.ln_gamma(),
            k => x.polygamma(k - 1).scale(factorial(k).recip()),
        })
    }

    /// The polygamma function `ψ⁽ᵐ⁾(x)`. As [`Real::polygamma`]. At the poles there are no coefficients.
    #[must_use]
    pub fn polygamma(self, m: u32) -> Self {
        let x = self.value();
        self.composed(|k| {
            let k = k as u32;
            x.polygamma(m + k).scale(factorial(k).recip())
        })
    }

    /// `sin x / x`, with all coefficients at 0 too. As [`Real::sinc`].
    #[doc(alias = "sph_j0")]
    #[must_use]
    pub fn sinc(self) -> Self {
        let value = self.value().sinc();
        if self.is_constant() {
            return Self::constant(value);
        }
        let slopes = sinc_derivatives::<N>(self.value().into());
        self.composed(|k| match k {
            0 => value,
            _ => T::of(slopes[k] / factorial(k as u32)),
        })
    }

    /// The Bessel function of the first kind `Jₙ(x)`. As [`Real::bessel_j`].
    #[must_use]
    pub fn bessel_j(self, n: u32) -> Self {
        self.cylinder(n, T::bessel_j)
    }

    /// The Bessel function of the second kind `Yₙ(x)`. As [`Real::bessel_y`]. At 0 and below there are no
    /// coefficients.
    #[must_use]
    pub fn bessel_y(self, n: u32) -> Self {
        self.cylinder(n, T::bessel_y)
    }

    /// A function of a family with the slopes `f_n' = (f_(n-1) - f_(n+1)) / 2` and `f_(-n) = (-1)^n f_n`.
    // the derivative k of f_n is 2^-k Σ (-1)^i binomial(k, i) f_(n-k+2i)
    fn cylinder(self, n: u32, f: impl Fn(T, u32) -> T) -> Self {
        let x = self.value();
        if self.is_constant() {
            return Self::constant(f(x, n));
        }
        let of = |order: i64| {
            let size = f(x, order.unsigned_abs() as u32);
            if order < 0 && order % 2 != 0 {
                -size
            } else {
                size
            }
        };
        let n = i64::from(n);
        let above: [T; N] = each(|i| of(n + i as i64));
        let below: [T; N] = each(|i| of(n - i as i64));
        self.composed(|k| {
            // By the distance from n, -k, -k + 2 .. k, and divided by k! already.
            let mut weight = (1..=k).fold(1.0, |p, i| p * 0.5 / i as f64);
            let mut sum = T::of(0.0);
            for i in 0..=k {
                let member = if 2 * i < k {
                    below[k - 2 * i]
                } else {
                    above[2 * i - k]
                };
                sum = sum + member.scale(weight);
                weight *= -((k - i) as f64) / (i as f64 + 1.0);
            }
            sum
        })
    }
}

/// `k!`, infinite from 171 on.
fn factorial(k: u32) -> f64 {
    (1..=k).map(f64::from).product()
}

/// The derivatives of `sin x / x`.
///
/// From `x f_n = sin⁽ⁿ⁾ x - n f_(n-1)`, upwards as long as `n` is less than `x` and errors are made
/// smaller, and downwards from far above, where the first guess is forgotten, for the others.
fn sinc_derivatives<const N: usize>(x: f64) -> [f64; N] {
    let mut f = [0.0; N];
    if x.is_infinite() {
        return f;
    }
    let (sine, cosine) = x.sin_cos();
    let sine = |n: usize| [sine, cosine, -sine, -cosine][n % 4];
    let turn = (x.abs().min(N as f64)) as usize;
    // The guess is diminished by the product of x/n over the way down: by e^-40 at least.
    let far = N + 40 + (80.0 * N as f64).sqrt() as usize;
    let mut here = 0.0;
    for n in (turn + 1..far).rev() {
        // Here is f_n.
        if n < N {
            f[n] = here;
        }
        here = (sine(n) - x * here) / n as f64;
    }
    if turn > 0 {
        f[0] = sine(0) / x;
    } else {
        f[0] = here;
    }
    for n in 1..(turn + 1).min(N) {
        f[n] = (sine(n) - n as f64 * f[n - 1]) / x;
    }
    f
}
