//! Residuals of least squares and of equations.

use super::{Lcg, ScalarFunction, VectorFunction};
use crate::number::{Number, sum};

/// Osborne's second problem: 65 observations by four peaks, 11 variables; the sum of squares.
pub struct Osborne2 {
    observed: Vec<f64>,
}

impl Osborne2 {
    pub fn new() -> Self {
        Self {
            observed: Lcg::take(12, 65, |u| 0.4 + 0.9 * u),
        }
    }

    #[inline(always)]
    fn residual<N: Number>(&self, x: &[N], i: usize) -> N {
        let t = 0.1 * i as f64;
        let peak = |height: usize, width: usize, place: usize| {
            let offset = x[place].clone().rsub(t);
            (-(offset.square() * &x[width])).exp() * &x[height]
        };
        let decay = (x[4].clone() * -t).exp() * &x[0];
        (decay + peak(1, 5, 8) + peak(2, 6, 9) + peak(3, 7, 10)).rsub(self.observed[i])
    }
}

impl ScalarFunction for Osborne2 {
    const NAME: &'static str = "osborne 2";

    fn point(&self) -> Vec<f64> {
        vec![1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5]
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        sum((0..self.observed.len()).map(|i| self.residual(x, i).square()))
    }
}

/// Snavely's reprojection error of bundle adjustment: an observed point, by the nine parameters of
/// a camera (rotation vector, translation, focal length, two distortions) and the point in space.
pub struct Snavely;

impl VectorFunction for Snavely {
    const NAME: &'static str = "snavely";

    fn point(&self) -> Vec<f64> {
        vec![
            0.0157, -0.0128, -0.0044, -0.034, -0.107, 1.12, 399.75, -3.18e-7, 5.88e-13, -0.612,
            0.571, -1.847,
        ]
    }

    #[inline(always)]
    fn values<N: Number>(&self, x: &[N]) -> impl Iterator<Item = N> {
        let (camera, point) = x.split_at(9);
        let seen = rotated(&camera[..3], point);
        let [x, y, z] = [0, 1, 2].map(|i| seen[i].clone() + &camera[3 + i]);
        let (x, y) = (-x / &z, -y / &z);
        let square = x.clone().square() + y.clone().square();
        let distortion = (square.clone() * &camera[8] + &camera[7]) * square + 1.0;
        let scale = distortion * &camera[6];
        [scale.clone() * x + 0.332, scale * y - 0.262].into_iter()
    }
}

/// Rodrigues' formula: `p` turned about the axis `w` by the angle `|w|`; to first order if it is
/// tiny.
#[inline(always)]
fn rotated<N: Number>(w: &[N], p: &[N]) -> [N; 3] {
    let square = sum(w.iter().map(|v| v.clone().square()));
    if square.is_at_most(1e-16) {
        let turn = cross(w, p);
        return [0, 1, 2].map(|i| turn[i].clone() + &p[i]);
    }
    let angle = square.sqrt();
    let (sine, cosine) = (angle.clone().sin(), angle.clone().cos());
    let inverse = angle.rdiv(1.0);
    let axis = [0, 1, 2].map(|i| w[i].clone() * &inverse);
    let turn = cross(&axis, p);
    let along = sum(axis.iter().zip(p).map(|(a, p)| a.clone() * p)) * cosine.clone().rsub(1.0);
    [0, 1, 2].map(|i| p[i].clone() * &cosine + turn[i].clone() * &sine + axis[i].clone() * &along)
}

#[inline(always)]
fn cross<N: Number>(a: &[N], b: &[N]) -> [N; 3] {
    [(1, 2), (2, 0), (0, 1)].map(|(i, j)| a[i].clone() * &b[j] - a[j].clone() * &b[i])
}

/// Broyden's tridiagonal equations.
pub struct Broyden(pub usize);

impl VectorFunction for Broyden {
    const NAME: &'static str = "broyden";

    fn point(&self) -> Vec<f64> {
        Lcg::take(13, self.0, |u| -1.0 + 0.5 * u)
    }

    #[inline(always)]
    fn values<N: Number>(&self, x: &[N]) -> impl Iterator<Item = N> {
        (0..x.len()).map(|i| {
            let mut value = (x[i].clone() * 2.0).rsub(3.0) * &x[i];
            if i > 0 {
                value = value - &x[i - 1];
            }
            if i + 1 < x.len() {
                value = value - x[i + 1].clone() * 2.0;
            }
            value + 1.0
        })
    }
}

/// Kowalik and Osborne's fit of an enzyme reaction: 11 residuals, 4 variables.
pub struct Kowalik;

const VELOCITIES: [f64; 11] = [
    0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246,
];
const CONCENTRATIONS: [f64; 11] = [
    4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625,
];

impl VectorFunction for Kowalik {
    const NAME: &'static str = "kowalik";

    fn point(&self) -> Vec<f64> {
        vec![0.25, 0.39, 0.415, 0.39]
    }

    #[inline(always)]
    fn values<N: Number>(&self, x: &[N]) -> impl Iterator<Item = N> {
        CONCENTRATIONS.iter().zip(VELOCITIES).map(|(&u, y)| {
            let above = (x[1].clone() * u + u * u) * &x[0];
            let below = x[2].clone() * u + &x[3] + u * u;
            (above / below).rsub(y)
        })
    }
}
