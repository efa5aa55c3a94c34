//! The gamma function, and the polygamma functions, which its slopes need at every order.

use std::f64::consts::PI;

/// Bernoulli numbers `B_2k` for `k = 1, 2, ...`.
const BERNOULLI: [f64; 12] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
    854513.0 / 138.0,
    -236364091.0 / 2730.0,
];

/// `Γ(x)`, within 4 units of the last place, 5 for negative `x`; libm is off by some more.
pub(super) fn gamma(x: f64) -> f64 {
    // The edges, and the factorials, of which libm has a table.
    if x == x.floor() || !x.is_finite() || x < -170.0 {
        return libm::tgamma(x);
    }
    if x < 0.0 {
        // gamma(x) gamma(-x) = -pi / (x sin(pi x)), the sine by the exact distance to an integer
        let nearest = x.round();
        let sine = (PI * (x - nearest)).sin();
        let sine = if nearest % 2.0 == 0.0 { sine } else { -sine };
        -PI / x / (sine * gamma(-x))
    } else if x < 0.5 {
        gamma(x + 1.0) / x
    } else if x < 8.0 {
        // gamma(x) = (x - 1) gamma(x - 1), down to where the logarithm is small and its
        // exponential good; x - 1 is exact.
        let (mut t, mut product) = (x, 1.0);
        while t > 3.0 {
            t -= 1.0;
            product *= t;
        }
        product * libm::lgamma(t).exp()
    } else {
        // Stirling's series; half the power at a time, for the whole overflows before gamma does.
        // gamma(x) ~ sqrt(2 pi) x^(x - 1/2) e^-x exp(sum B_2k / (2k (2k - 1) x^(2k - 1)))
        let half = x.powf(0.5 * x - 0.25);
        let (mut sum, mut power) = (0.0, x.recip());
        for (k, b) in (1..).zip(BERNOULLI) {
            let n = 2.0 * f64::from(k);
            sum += b / (n * (n - 1.0)) * power;
            power /= x * x;
        }
        (2.0 * PI).sqrt() * half * (-x).exp() * sum.exp() * half
    }
}

/// `ψ⁽ᵐ⁾(x)`, NaN at 0 and the negative integers.
///
/// Upward recurrence to where the asymptotic series holds (Abramowitz and Stegun 6.4.6, 6.4.11),
/// reflection for negative `x` (6.4.7).
pub(super) fn polygamma(m: u32, x: f64) -> f64 {
    if x <= 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        return reflect(m, x);
    }
    let order = f64::from(m);
    let sign = if m.is_multiple_of(2) { -1.0 } else { 1.0 };
    let factorial: f64 = (1..=m).map(f64::from).product();
    let term = |t: f64| {
        if m == 0 {
            1.0 / t
        } else {
            factorial / t.powi(m as i32 + 1)
        }
    };

    // psi_m(x) = psi_m(x + 1) + (-1)^(m+1) m! / x^(m+1)
    let far = 14.0 + order;
    // The sum and the asymptotic part cancel where psi is small, so what the sum loses by rounding
    // is carried along (Knuth's two-sum).
    let (mut t, mut below, mut lost) = (x, 0.0, 0.0);
    let mut add = |a: f64| {
        let sum = below + a;
        let part = sum - below;
        lost += (below - (sum - part)) + (a - part);
        below = sum;
    };
    while t < far {
        add(term(t));
        t += 1.0;
    }
    let (lead, rest) = asymptotic(m, t, factorial);
    add(lead);
    if below.is_finite() {
        sign * (below + (lost + rest))
    } else {
        sign * below
    }
}

/// `(-1)^(m+1) ψ⁽ᵐ⁾(t)` for large `t`, as the leading term and the rest.
fn asymptotic(m: u32, t: f64, factorial: f64) -> (f64, f64) {
    let order = f64::from(m);
    let inverse = 1.0 / t;
    // m = 0: -ln t + 1/(2t) + sum B_2k / (2k t^2k)
    // m > 0: (m-1)!/t^m + m!/(2 t^(m+1)) + sum B_2k (2k+m-1)! / ((2k)! t^(2k+m))
    let power = inverse.powi(m as i32);
    let mut sum = 0.5 * factorial * inverse * power;
    let mut rising = if m == 0 { 1.0 } else { factorial / order };
    let mut falling = 1.0;
    let mut step = power;
    let lead = if m == 0 { -t.ln() } else { rising * power };
    for (k, b) in (1..).zip(BERNOULLI) {
        let n = 2.0 * f64::from(k);
        // (n + m - 1)! and n!, from their values two steps before.
        rising *= if m == 0 && k == 1 {
            1.0
        } else {
            (n + order - 2.0) * (n + order - 1.0)
        };
        falling *= (n - 1.0) * n;
        step *= inverse * inverse;
        sum += b * rising / falling * step;
    }
    (lead, sum)
}

/// `ψ⁽ᵐ⁾(1 - x) - (-1)^m ψ⁽ᵐ⁾(x) = (-1)^m π dᵐ/dxᵐ cot πx`, solved for `ψ⁽ᵐ⁾(x)`.
fn reflect(m: u32, x: f64) -> f64 {
    let sign = if m.is_multiple_of(2) { 1.0 } else { -1.0 };
    sign * polygamma(m, 1.0 - x) - PI.powi(m as i32 + 1) * cotangent_derivative(m, x)
}

/// The derivative of order `m` of `cot u` at `u = πx`: a polynomial in `c = cot u`, since
/// `c' = -(1 + c²)`.
fn cotangent_derivative(m: u32, x: f64) -> f64 {
    // The distance to the nearest pole or zero is exact; its tangent keeps the digits beside both.
    let d = x - x.round();
    let c = if d.abs() < 0.25 {
        (PI * d).tan().recip()
    } else {
        -(PI * (d - 0.5_f64.copysign(d))).tan()
    };
    let mut polynomial = vec![0.0, 1.0];
    for _ in 0..m {
        // p(c)' = -p'(c) (1 + c^2)
        let mut next = vec![0.0; polynomial.len() + 1];
        for (k, a) in polynomial.iter().enumerate().skip(1) {
            let slope = k as f64 * a;
            next[k - 1] -= slope;
            next[k + 1] -= slope;
        }
        polynomial = next;
    }
    polynomial.iter().rev().fold(0.0, |sum, a| sum * c + a)
}

/// `Jₙ(x)`; the limit 0 at infinity.
pub(super) fn bessel_j(n: u32, x: f64) -> f64 {
    match n {
        _ if x.is_infinite() => 0.0,
        0 => libm::j0(x),
        1 => libm::j1(x),
        _ => libm::jn(i32::try_from(n).unwrap_or(i32::MAX), x),
    }
}

/// `Yₙ(x)`; `-inf` at 0, NaN below, the limit 0 at infinity.
pub(super) fn bessel_y(n: u32, x: f64) -> f64 {
    match n {
        _ if x == f64::INFINITY => 0.0,
        _ if x < 0.0 => f64::NAN,
        _ if x == 0.0 => f64::NEG_INFINITY,
        0 => libm::y0(x),
        1 => libm::y1(x),
        _ => libm::yn(i32::try_from(n).unwrap_or(i32::MAX), x),
    }
}
