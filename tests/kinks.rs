//! At kinks: every partial derivative is the one-sided one along its variable, and functions that are
//! smooth but put together of pieces with kinks have exactly their derivatives, of every order and
//! by every operator.

#[path = "common/cases.rs"]
mod cases;

use approx::assert_relative_eq;
use cases::config;
use nalgebra::DMatrix;
use partials::scalar::Real;
use partials::{
    Derivative, Dual, Gradient, Hessian, Jacobian, Mixed, Scalar, dot, log_sum_exp, weighted_sum,
};
use proptest::prelude::*;

/// A function written with kinks, and the same function without.
trait Smooth<const N: usize> {
    /// Where all the kinks are met.
    const POINT: [f64; N];
    fn pieces<S: Scalar>(x: &[S]) -> S;
    fn smooth<S: Scalar>(x: &[S]) -> S;
}

macro_rules! smooth {
    ($($Name:ident[$N:literal] at $point:expr; |$x:ident| $pieces:expr, $smooth:expr;)*) => {
        $(struct $Name;
        impl Smooth<$N> for $Name {
            const POINT: [f64; $N] = $point;
            fn pieces<S: Scalar>($x: &[S]) -> S { $pieces }
            fn smooth<S: Scalar>($x: &[S]) -> S { $smooth }
        })*

        #[test]
        fn pieces_that_fit_together_are_smooth() {
            $(every_operator::<$Name, $N>(stringify!($Name));)*
        }
    };
}

fn relu<S: Scalar>(x: S) -> S {
    x.max(S::from(0.0))
}

/// By exchanges of neighbours, each with a `min` and a `max`.
fn sorted<S: Scalar>(x: &[S]) -> Vec<S> {
    let mut x = x.to_vec();
    for end in (1..x.len()).rev() {
        for i in 0..end {
            (x[i], x[i + 1]) = (x[i].min(x[i + 1]), x[i].max(x[i + 1]));
        }
    }
    x
}

/// A symmetric function of any numbers.
fn symmetric<S: Scalar>(x: &[S]) -> S {
    let squares: S = x.iter().map(|x| x * x).sum();
    let product: S = x.iter().map(|x| 1.0 + x.exp()).product();
    squares * product.ln() + product
}

smooth! {
    Identity[1] at [0.0]; |x| relu(x[0]) - relu(-x[0]), x[0];
    Square[1] at [0.0]; |x| relu(x[0]).powi(2) + relu(-x[0]).powi(2), x[0] * x[0];
    SquareOfAbs[1] at [0.0]; |x| x[0].abs() * x[0].abs(), x[0] * x[0];
    AbsAndHypot[1] at [0.0]; |x| (x[0].hypot(S::from(0.0)) - x[0].abs()) * x[0].exp(), S::from(0.0) * x[0];
    SoftplusByAbs[1] at [0.0]; |x| relu(x[0]) + (-x[0].abs()).exp().ln_1p(), (1.0 + x[0].exp()).ln();
    SoftplusByZero[1] at [0.0]; |x| S::from(0.0).max(x[0]) + (-x[0].abs()).exp().ln_1p(), (1.0 + x[0].exp()).ln();
    LogSigmoid[1] at [0.0]; |x| x[0].min(S::from(0.0)) - (-x[0].abs()).exp().ln_1p(), -(1.0 + (-x[0]).exp()).ln();
    CrossEntropy[2] at [0.0, 0.0]; |x| { let z = 0.7 * x[0] - 1.3 * x[1]; relu(z) - 0.3 * z + (-z.abs()).exp().ln_1p() },
        { let z = 0.7 * x[0] - 1.3 * x[1]; (1.0 + z.exp()).ln() - 0.3 * z };
    Sum[2] at [2.0, 2.0]; |x| x[0].max(x[1]) + x[0].min(x[1]), x[0] + x[1];
    Product[2] at [2.0, 2.0]; |x| x[0].max(x[1]) * x[0].min(x[1]), x[0] * x[1];
    Squares[2] at [2.0, 2.0]; |x| x[0].max(x[1]).powi(2) + x[0].min(x[1]).powi(2), x[0] * x[0] + x[1] * x[1];
    Difference[2] at [1.5, 1.5]; |x| (x[0].max(x[1]) - x[0].min(x[1])).powi(2), (x[0] - x[1]).powi(2);
    LogAddExp[2] at [0.5, 0.5]; |x| x[0].max(x[1]) + (-(x[0] - x[1]).abs()).exp().ln_1p(), (x[0].exp() + x[1].exp()).ln();
    Curved[2] at [1.0, 1.0]; |x| { let (a, b) = (x[0] * x[1].sin(), x[1] * x[0].sin()); a.max(b).exp() + a.min(b).exp() },
        { let (a, b) = (x[0] * x[1].sin(), x[1] * x[0].sin()); a.exp() + b.exp() };
    Clamps[1] at [1.0]; |x| x[0].clamp(S::from(-1.0), S::from(1.0)) + x[0].clamp(S::from(1.0), S::from(3.0)) - 1.0, x[0];
    ClampsOfSquares[2] at [1.0, 0.0]; |x| { let y = x[0] * x[0] + x[1]; y.clamp(S::from(0.0), S::from(1.0)) + y.clamp(S::from(1.0), S::from(9.0)) - 1.0 },
        x[0] * x[0] + x[1];
    Signs[2] at [0.0, 2.0]; |x| x[0].abs().copysign(x[0]) * x[1], x[0] * x[1];
    HalfHypot[2] at [0.0, 0.0]; |x| 0.5 * x[0].hypot(x[1]).powi(2), 0.5 * (x[0] * x[0] + x[1] * x[1]);
    Gaussian[2] at [0.0, 0.0]; |x| (-x[0].hypot(x[1]).powi(2)).exp(), (-x[0] * x[0] - x[1] * x[1]).exp();
    CosHypot[2] at [0.0, 0.0]; |x| x[0].hypot(x[1]).cos(), (1.0 - 0.5 * (x[0] * x[0] + x[1] * x[1])) + (x[0] * x[0] + x[1] * x[1]).powi(2) / 24.0;
    HypotOfDifferences[4] at [1.0, 2.0, 1.0, 2.0]; |x| (x[0] - x[2]).hypot(x[1] - x[3]).cosh(),
        { let s = (x[0] - x[2]).powi(2) + (x[1] - x[3]).powi(2); 1.0 + 0.5 * s + s * s / 24.0 };
    Sorted2[2] at [0.5, 0.5]; |x| symmetric(&sorted(x)), symmetric(x);
    Sorted3[3] at [0.5, 0.5, 0.5]; |x| symmetric(&sorted(x)), symmetric(x);
    Sorted4[4] at [0.5, -0.5, 0.5, -0.5]; |x| symmetric(&sorted(x)), symmetric(x);
    Sorted5[5] at [0.5, 0.5, -0.5, 0.5, 0.5]; |x| symmetric(&sorted(x)), symmetric(x);
    Sorted6[6] at [0.5; 6]; |x| symmetric(&sorted(x)), symmetric(x);
    Long[14] at [1.0; 14]; |x| symmetric(&sorted(&x[..3])) + sorted(&x[9..]).iter().map(|x| x * x).sum::<S>(),
        symmetric(&x[..3]) + x[9..].iter().map(|x| x * x).sum::<S>();
    Dot[2] at [2.0, 2.0]; |x| { let y = [x[0].max(x[1]), x[0].min(x[1])]; dot(&y, &[y[1], y[0]]) }, 2.0 * x[0] * x[1];
    DotOfSorted[5] at [0.5, 0.5, -0.5, 0.5, 0.5]; |x| dot(&sorted(x), &sorted(x)).sin(), x.iter().map(|x| x * x).sum::<S>().sin();
    DotBesideAbs[4] at [0.0, 1.0, 2.0, 3.0]; |x| dot(&x[..2], &x[2..]).powi(2) + x[0].abs().powi(2),
        (x[0] * x[2] + x[1] * x[3]).powi(2) + x[0] * x[0];
    DotBesideHypot[4] at [0.0, 1.0, 0.0, 3.0]; |x| dot(&x[..2], &x[2..]).powi(2) + x[0].hypot(x[2]).powi(2) * dot(x, x),
        (x[0] * x[2] + x[1] * x[3]).powi(2) + (x[0] * x[0] + x[2] * x[2]) * x.iter().map(|x| x * x).sum::<S>();
    WeightedSum[3] at [0.5, 0.5, -1.0]; |x| weighted_sum(&[2.0, 2.0, -1.0], &[x[0].max(x[1]), x[0].min(x[1]), x[2]]).exp(),
        (2.0 * x[0] + 2.0 * x[1] - x[2]).exp();
    LogSumExpOfSorted[3] at [0.5, 0.5, -0.5]; |x| log_sum_exp(&sorted(x)) * x[0], x.iter().map(|x| x.exp()).sum::<S>().ln() * x[0];
    LogSumExpOfSorted5[5] at [0.5; 5]; |x| log_sum_exp(&sorted(x)), x.iter().map(|x| x.exp()).sum::<S>().ln();
}

#[track_caller]
fn near(name: &str, got: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(got.len(), expected.len());
    let size = expected.iter().fold(1.0_f64, |size, e| size.max(e.abs()));
    let close = |(g, e): (&f64, &f64)| (g - e).abs() <= tolerance * size;
    let all = got.iter().zip(expected).all(close);
    assert!(all, "{name}: {got:?} instead of {expected:?}");
}

/// Both forms by every operator of every kind, and nested in every way.
fn every_operator<P: Smooth<N>, const N: usize>(name: &str) {
    let (value, gradient, hessian) = Hessian::new(P::smooth).value_gradient_hessian(&P::POINT[..]);
    let expected = (value, &gradient[..], &hessian);
    forward::<P, N>(name, expected);
    reverse::<P, N>(name, expected);
    forward_elsewhere::<P, N>(name, expected);
    reverse_elsewhere::<P, N>(name, expected);
    #[cfg(feature = "compiled")]
    compiled::<P, N>(name, expected);
    along_a_line::<P, N>(name);
    if N < 6 {
        right_or_refused::<P, N>(name);
    }
}

/// A direction in which all variables count differently.
fn direction<const N: usize>() -> [f64; N] {
    std::array::from_fn(|i| if i % 2 == 0 { -1.0 } else { 2.0 } + i as f64)
}

/// The questions to the kind whose operators are made by `$new`.
macro_rules! kind {
    ($kind:ident: $new:ident) => {
        fn $kind<P: Smooth<N>, const N: usize>(
            name: &str,
            (first, gradient, hessian): (f64, &[f64], &DMatrix<f64>),
        ) {
            let (x, v) = (P::POINT, direction::<N>());
            let near = |got: &[f64], expected: &[f64]| near(name, got, expected, 1e-14);

            let f = Gradient::$new(P::pieces);
            near(&f.at(&x), gradient);
            let slope = gradient.iter().zip(&v).map(|(g, v)| g * v).sum::<f64>();
            near(&[f.jvp(&x, &v)], &[slope]);
            let field = Jacobian::$new(|x| [P::pieces(x), 2.0 * P::pieces(x)]).at(&x);
            let twice: Vec<f64> = gradient.iter().map(|g| 2.0 * g).collect();
            near(field.row(1).transpose().as_slice(), &twice);

            let f = Hessian::$new(P::pieces);
            let (value, g, h) = f.value_gradient_hessian(&x[..]);
            near(&[value], &[first]);
            near(&g, gradient);
            near(h.as_slice(), hessian.as_slice());
            let (value, g) = f.value_and_gradient(&x);
            near(&[value], &[first]);
            near(&g, gradient);
            let product = hessian * DMatrix::from_column_slice(N, 1, &v);
            near(&f.hvp(&x, &v), product.as_slice());
            near(&[f.laplacian(&x)], &[hessian.trace()]);
        }
    };
}
kind!(forward: new);
kind!(reverse: reverse);
#[cfg(feature = "compiled")]
kind!(compiled: compiled);

/// The questions to kinds that have more numbers than one, at points of other types.
macro_rules! elsewhere {
    ($kind:ident: $new:ident) => {
        fn $kind<P: Smooth<N>, const N: usize>(
            name: &str,
            (_, gradient, hessian): (f64, &[f64], &DMatrix<f64>),
        ) {
            let (x, v) = (P::POINT, direction::<N>());
            let near = |got: &[f64], expected: &[f64]| near(name, got, expected, 1e-14);

            // The gradient as a field, by an inner derivative.
            let product = hessian * DMatrix::from_column_slice(N, 1, &v);
            let field = Jacobian::new(|x| Gradient::$new(P::pieces).at(x));
            near(field.at(&x[..]).as_slice(), hessian.as_slice());
            near(&field.jvp(&x, &v), product.as_slice());
            near(&[field.divergence(&x)], &[hessian.trace()]);
            let inner = Gradient::new(|x| {
                let (value, gradient) = Gradient::$new(P::pieces).value_and_gradient(x);
                gradient.iter().fold(value, |sum, g| sum + g * g)
            });
            let expected: Vec<f64> = (0..N)
                .map(|i| {
                    let term = |j: usize| hessian[(i, j)] * gradient[j];
                    gradient[i] + 2.0 * (0..N).map(term).sum::<f64>()
                })
                .collect();
            near(&inner.at(&x), &expected);

            // In single precision.
            let single = Gradient::$new(P::pieces).at(&x.map(|x| x as f32));
            let single: Vec<f64> = single.iter().map(|g| f64::from(*g)).collect();
            self::near(name, &single, gradient, 2e-6);
            let single = Hessian::$new(P::pieces).at(&x.map(|x| x as f32));
            let single: Vec<f64> = single.iter().map(|g| f64::from(*g)).collect();
            self::near(name, &single, hessian.as_slice(), 1e-5);
        }
    };
}
elsewhere!(forward_elsewhere: new);
elsewhere!(reverse_elsewhere: reverse);

/// Up to the second order; and one derivative in another.
fn along_a_line<P: Smooth<N>, const N: usize>(name: &str) {
    let (x, v) = (P::POINT, direction::<N>());
    let near = |got: &[f64], expected: &[f64]| near(name, got, expected, 1e-14);
    fn line<const N: usize, S: Scalar>(x: [f64; N], v: [f64; N], t: S) -> Vec<S> {
        (0..N).map(|i| x[i] + v[i] * t).collect()
    }
    let expected = Derivative::new(|t| P::smooth(&line(x, v, t))).up_to_second(0.0);
    near(
        &Derivative::new(|t| P::pieces(&line(x, v, t))).up_to_second(0.0),
        &expected,
    );
    let nested = Derivative::new(|t| Derivative::new(|s| P::pieces(&line(x, v, s))).at(t));
    near(&[nested.at(0.0)], &expected[2..]);
}

/// While a function is recorded or traced it is not known how its numbers move, which decides second derivatives
/// at a kink: those of a derivative inside a recording are right or NaN.
fn right_or_refused<P: Smooth<N>, const N: usize>(name: &str) {
    let exact = Hessian::new(P::smooth).at(&P::POINT[..]);
    let size = exact.amax().max(1.0);
    let forward = Jacobian::reverse(|x| Gradient::new(P::pieces).at(x)).at(&P::POINT[..]);
    let reverse = Jacobian::reverse(|x| Gradient::reverse(P::pieces).at(x)).at(&P::POINT[..]);
    let found = [("forward", forward), ("reverse", reverse)].into_iter();
    #[cfg(feature = "compiled")]
    let found = found.chain([
        (
            "forward in compiled",
            Jacobian::compiled(|x| Gradient::new(P::pieces).at(x)).at(&P::POINT[..]),
        ),
        (
            "reverse in compiled",
            Jacobian::compiled(|x| Gradient::reverse(P::pieces).at(x)).at(&P::POINT[..]),
        ),
    ]);
    for (inner, h) in found {
        for (got, exact) in h.iter().zip(exact.iter()) {
            let is_right = (got - exact).abs() <= 1e-13 * size;
            assert!(
                is_right || got.is_nan(),
                "{inner} of {name}: {h} instead of {exact}"
            );
        }
    }
}

/// Third derivatives too, where the pieces are those of one variable.
#[test]
fn third_derivatives_of_pieces() {
    let up_to_third = |f: fn(Third) -> Third| Derivative::new(f).up_to_third(0.0);
    type Third = Dual<Dual<Dual<f64, 1>, 1>, 1>;
    let softplus = up_to_third(|x| relu(x) + (-x.abs()).exp().ln_1p());
    near("softplus", &softplus, &[2f64.ln(), 0.5, 0.25, 0.0], 1e-15);
    let cube = up_to_third(|x| x.max(0.0).powi(3) - (-x).max(0.0).powi(3));
    assert_eq!(cube, [0.0, 0.0, 0.0, 6.0]);
    let cosine = up_to_third(|x| x.hypot(0.0).cos());
    assert_eq!(cosine, [1.0, 0.0, -1.0, 0.0]);
}

/// At true kinks a slope is the right-hand one, whatever the spelling. Of one variable both kinds have
/// it: in the direction that reverse mode looks along every variable grows.
#[test]
fn real_kinks_have_the_right_hand_derivatives() {
    macro_rules! slope {
        (|$x:ident| $f:expr) => {{
            let forward = Derivative::new(|$x: Dual<f64, 1>| $f).at(0.0);
            let reverse = Gradient::reverse(|x| {
                let $x = x[0];
                $f
            });
            assert_eq!(reverse.at(&[0.0]), [forward]);
            #[cfg(feature = "compiled")]
            {
                let compiled = Gradient::compiled(|x| {
                    let $x = x[0];
                    $f
                });
                assert_eq!(compiled.at(&[0.0]), [forward]);
            }
            forward
        }};
    }
    assert_eq!(slope!(|x| x.abs()), 1.0);
    assert_eq!(slope!(|x| (-x).abs()), 1.0);
    assert_eq!(slope!(|x| -x.abs()), -1.0);
    assert_eq!(slope!(|x| x.max(2.0 * x)), 2.0);
    assert_eq!(slope!(|x| (3.0 * x).min(2.0 * x)), 2.0);
    assert_eq!(slope!(|x| (-x).clamp(0.0, 1.0)), 0.0);
    assert_eq!(slope!(|x| (2.0 * x).hypot(-x)), 5f64.sqrt());
    assert_eq!(slope!(|x| (-x).copysign(x)), 1.0);
    assert_eq!(
        slope!(|x| 1.0 - (x - x.lift(0.0)).abs() + x.sin().abs()),
        0.0
    );
    // And second ones, which are those of the right-hand piece.
    assert_eq!(Derivative::new(|x| x.max(0.0).powi(2)).second(0.0), 2.0);
    assert_eq!(Derivative::new(|x| (-x).max(0.0).powi(2)).second(0.0), 0.0);
    let right = nalgebra::matrix![2.0, 0.0; 0.0, 0.0];
    let penalty = Hessian::new(|x| x[0].max(0.0).powi(2) + x[1].min(0.0).powi(2));
    assert_eq!(penalty.at(&[0.0, 0.0]), right);
    let penalty = Hessian::reverse(|x| x[0].max(0.0).powi(2) + x[1].min(0.0).powi(2));
    assert_eq!(penalty.at(&[0.0, 0.0]), right);
    #[cfg(feature = "compiled")]
    {
        let penalty = Hessian::compiled(|x| x[0].max(0.0).powi(2) + x[1].min(0.0).powi(2));
        assert_eq!(penalty.at(&[0.0, 0.0]), right);
    }
}

#[test]
fn a_jump_is_infinite_along_the_variable_that_jumps() {
    // Every kind: what is infinite is asked of forward mode.
    macro_rules! both {
        ($($new:ident)*) => {$(
            let g = Gradient::$new(|x| (x[0] - x[1]).signum() + x[2]).at(&[1.0, 1.0, 0.0]);
            assert_eq!(g, [0.0, f64::NEG_INFINITY, 1.0]);
            // x · sign x is |x|; the slope along the side that jumps is refused, not wrong.
            let g = Gradient::$new(|x| (x[0] - x[1]) * (x[0] - x[1]).signum()).at(&[1.0, 1.0]);
            assert!(g[0] == 1.0 && g[1].is_nan(), "{g:?}");
        )*};
    }
    both!(new reverse);
    #[cfg(feature = "compiled")]
    both!(compiled);
}

/// The slope a little to the right is the right-hand slope.
fn limit(f: impl Fn(&[Dual]) -> Dual, x: &[f64; 3], i: usize) -> f64 {
    let beside = |h: f64| {
        let mut beside = *x;
        beside[i] += h;
        Gradient::new(&f).at(&beside)[i]
    };
    // What curvature adds is taken away.
    2.0 * beside(1e-9) - beside(2e-9)
}

/// A program in postfix notation: leaves are the variables and a few constants. `meet` is told how
/// far every kink is.
fn tree<S: Scalar>(program: &[u8], x: &[S], meet: &mut dyn FnMut(S)) -> S {
    let mut stack: Vec<S> = vec![x[0]];
    for &op in program {
        let a = stack.pop().unwrap_or(x[0]);
        let result = match op % 24 {
            leaf @ 0..=4 => {
                stack.push(a);
                [x[0], x[1], x[2], S::from(1.0), S::from(0.5)][usize::from(leaf)]
            }
            6 => -a,
            7 => a.sin(),
            8 => a.tanh(),
            13 => 1.0 / (1.0 + (-a).exp()),
            14 => 0.5 * a * a,
            9 | 10 => {
                let (low, high) = if op % 24 == 9 {
                    (0.0, 1.0)
                } else {
                    (-1.0, 0.5)
                };
                meet(a - low);
                meet(a - high);
                a.clamp(S::from(low), S::from(high))
            }
            unary @ (5 | 11 | 12 | 15) => {
                meet(a);
                match unary {
                    5 => a.abs(),
                    11 => relu(a),
                    12 => a.max(S::from(0.0)) + (-a.abs()).exp().ln_1p(),
                    _ => a.abs().copysign(a),
                }
            }
            binary => {
                let b = stack.pop().unwrap_or(x[1]);
                match binary {
                    16 | 17 | 22 => meet(a - b),
                    18 | 23 => meet(a.hypot(b)),
                    _ => {}
                }
                match binary {
                    16 => a.max(b),
                    17 => a.min(b),
                    18 => a.hypot(b),
                    19 => a + b,
                    20 => a - b,
                    21 => a * b,
                    22 => b.max(a) - a.min(b),
                    _ => a.hypot(b).powi(2),
                }
            }
        };
        stack.push(result);
    }
    stack.into_iter().fold(S::from(0.0), |sum, item| sum + item)
}

/// Whether no kink is met at all.
#[cfg(feature = "compiled")]
fn is_smooth(program: &[u8], x: &[f64]) -> bool {
    let mut nearest = f64::INFINITY;
    tree(program, x, &mut |distance: f64| {
        nearest = nearest.min(distance.abs())
    });
    nearest > 1e-5
}

/// Whether every kink is met exactly or well away: not missed by a rounding error, where the limit
/// from the right is no longer that of this side.
fn is_clear(program: &[u8], x: &[f64]) -> bool {
    let mut nearest = f64::INFINITY;
    tree(program, x, &mut |distance: f64| {
        if distance != 0.0 {
            nearest = nearest.min(distance.abs());
        }
    });
    nearest > 1e-5
}

/// The direction in which reverse mode looks at a kink, by the golden ratio.
const GENERIC: [f64; 3] = [
    1.618_033_988_749_895,
    1.236_067_977_499_79,
    1.854_101_966_249_685,
];

proptest! {
    #![proptest_config(config(1000))]

    /// Random programs at points where ties abound.
    #[test]
    fn lanes_are_the_one_sided_derivatives(
        program in prop::collection::vec(0u8..24, 3..24),
        x in prop::array::uniform3(prop::sample::select(vec![-1.0, 0.0, 0.5, 1.0])),
    ) {
        let f = |x: &[Dual]| tree(&program, x, &mut |_| {});
        let (value, g) = Gradient::new(f).value_and_gradient(&x);
        prop_assume!(is_clear(&program, &x));
        prop_assume!(value.is_finite() && value.abs() < 1e3 && g.iter().all(|g| g.abs() < 1e4));
        for i in 0..3 {
            let expected = limit(f, &x, i);
            let mut v = [0.0; 3];
            v[i] = 1.0;
            prop_assert!(
                (g[i] - expected).abs() <= 1e-5 * (1.0 + expected.abs()),
                "{:?}, lane {}: {:?} instead of {}", program, i, g, expected
            );
            prop_assert_eq!(Gradient::new(f).jvp(&x, &v), g[i]);
        }
        // In reverse mode it is the gradient of the piece that is active along one direction: its
        // product with that direction is the one-sided slope along it, and a little further on it is
        // the gradient.
        let reverse = Gradient::reverse(|x| tree(&program, x, &mut |_| {}));
        let (reverse_value, piece) = reverse.value_and_gradient(&x);
        prop_assert_eq!(reverse_value, value);
        let slope = Gradient::new(f).jvp(&x, &GENERIC);
        let product: f64 = piece.iter().zip(GENERIC).map(|(g, d)| g * d).sum();
        prop_assert!(
            (product - slope).abs() <= 1e-9 * (1.0 + slope.abs()),
            "{:?}: {:?} moves by {} instead of {}", program, piece, product, slope
        );
        prop_assert!((reverse.jvp(&x, &GENERIC) - slope).abs() <= 1e-12 * (1.0 + slope.abs()));
        let beside = |h: f64| Gradient::new(f).at(&[0, 1, 2].map(|i| x[i] + h * GENERIC[i]));
        let (near, far) = (beside(1e-9), beside(2e-9));
        for i in 0..3 {
            let expected = 2.0 * near[i] - far[i];
            prop_assert!(
                (piece[i] - expected).abs() <= 1e-5 * (1.0 + expected.abs()),
                "{:?}, {}: {:?} instead of {}", program, i, piece, expected
            );
        }
        // Compiled code has the lanes of forward mode, to the last digits of what is smooth.
        #[cfg(feature = "compiled")]
        {
            let compiled = Gradient::compiled(|x| tree(&program, x, &mut |_| {}));
            let (here, lanes) = compiled.value_and_gradient(&x);
            prop_assert_eq!(here, value);
            for i in 0..3 {
                assert_relative_eq!(lanes[i], g[i], max_relative = 1e-13, epsilon = 1e-13);
            }
            // Traced where no kink is, and asked at one.
            let compiled = Gradient::compiled(|x| tree(&program, x, &mut |_| {}));
            compiled.at(&[0, 1, 2].map(|i| x[i] + 1e-3 * GENERIC[i]));
            let lanes = compiled.at(&x);
            for i in 0..3 {
                assert_relative_eq!(lanes[i], g[i], max_relative = 1e-13, epsilon = 1e-13);
            }
        }
        // The other operators have the same slopes.
        let f = |x: &[Dual<Dual, 1>]| tree(&program, x, &mut |_| {});
        let f = Hessian::new(f);
        let ((_, gradient, _), (_, alone)) = (f.value_gradient_hessian(&x), f.value_and_gradient(&x));
        for i in 0..3 {
            assert_relative_eq!(gradient[i], g[i], max_relative = 1e-13, epsilon = 1e-13);
            assert_relative_eq!(alone[i], g[i], max_relative = 1e-13, epsilon = 1e-13);
        }
    }

    /// Second derivatives along one variable are those a little to the right of it.
    #[test]
    fn second_derivatives_are_those_of_the_right_hand_piece(
        program in prop::collection::vec(0u8..24, 3..16),
        x in prop::array::uniform3(prop::sample::select(vec![-1.0, 0.0, 0.5, 1.0])),
        i in 0usize..3,
    ) {
        let f = |t: Dual<Dual<f64, 1>, 1>| {
            let mut y = x.map(Dual::from);
            y[i] = t;
            tree(&program, &y, &mut |_| {})
        };
        let [value, slope, curvature] = Derivative::new(f).up_to_second(x[i]);
        prop_assume!(is_clear(&program, &x));
        prop_assume!([value, slope, curvature].iter().all(|y| y.abs() < 1e3));
        let [_, _, expected] = Derivative::new(f).up_to_second(x[i] + 1e-7);
        prop_assert!(
            (curvature - expected).abs() <= 1e-3 * (1.0 + expected.abs()),
            "{:?} at {:?}, {}: {} instead of {}", program, x, i, curvature, expected
        );
    }
}

proptest! {
    #![proptest_config(config(1000))]

    /// Mixed derivatives and those of curves and tensors meet ties as the operators do that have them too.
    #[test]
    fn mixed_derivatives_curves_and_tensors_follow_the_same_pieces(
        program in prop::collection::vec(0u8..24, 3..16),
        x in prop::array::uniform3(prop::sample::select(vec![-1.0, 0.0, 0.5, 1.0])),
    ) {
        let same = |a: f64, b: f64| {
            a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-12 * (1.0 + a.abs().max(b.abs()))
        };
        prop_assume!(is_clear(&program, &x));
        let hessian = Hessian::new(|x| tree(&program, x, &mut |_| {})).at(&x);
        let tensor = Hessian::vector(|x| [tree(&program, x, &mut |_| {}), x[0]]).at(&x);
        for j in 0..3 {
            for i in j..3 {
                // The outer level moves along the column.
                let mixed = Mixed::new(|x| tree(&program, x, &mut |_| {})).at(&x, [j, i]);
                let (h, t) = (hessian[(i, j)], tensor[0][(i, j)]);
                // Lanes see where they disagree about a tie of second order, a single one does not.
                prop_assert!(same(mixed, h) || h.is_nan(), "{:?} {:?}: {} and {}", program, (i, j), mixed, h);
                prop_assert!(same(t, h), "{:?} {:?}: {} and {}", program, (i, j), t, h);
            }
            type Third = Dual<Dual<Dual<f64, 1>, 1>, 1>;
            let line = |t: Third| {
                let mut y = x.map(Third::from);
                y[j] = t;
                tree(&program, &y, &mut |_| {})
            };
            let alone = Derivative::new(line).up_to_third(x[j]);
            let together = Derivative::vector(|t| [line(t), t]).up_to_third(x[j]);
            for (order, (a, b)) in alone.iter().zip(together).enumerate() {
                prop_assert!(same(*a, b[0]), "{:?} {} {}: {} and {}", program, j, order, a, b[0]);
            }
            let third = Mixed::new(|x| tree(&program, x, &mut |_| {})).at(&x, [j; 3]);
            prop_assert!(same(third, alone[3]), "{:?} {}: {} and {}", program, j, third, alone[3]);
        }
    }
}

/// Every number that a compiled operator hands out is that of forward mode, whether the function was traced
/// where kinks meet or beside them.
#[cfg(feature = "compiled")]
mod compiled_operators {
    use super::*;

    /// Equal to the last digits, NaN where the other is.
    fn alike(got: &[f64], forward: &[f64]) -> bool {
        let size = forward.iter().filter(|f| f.is_finite());
        let size = size.fold(1.0_f64, |size, f| size.max(f.abs()));
        let one = |(g, f): (&f64, &f64)| {
            g == f || g.is_nan() && f.is_nan() || (g - f).abs() <= 1e-11 * size
        };
        got.len() == forward.len() && got.iter().zip(forward).all(one)
    }

    proptest! {
        #![proptest_config(config(125))]

        #[test]
        fn have_the_derivatives_of_forward_mode(
            program in prop::collection::vec(0u8..24, 3..20),
            x in prop::array::uniform3(prop::sample::select(vec![-1.0, 0.0, 0.5, 1.0])),
            beside in prop::sample::select(vec![0.0, 1e-3]),
        ) {
            macro_rules! agree {
                ($Operator:ident of $f:expr; $asked:ident => $answer:expr) => {{
                    let forward = {
                        let $asked = $Operator::new($f);
                        $answer
                    };
                    let $asked = $Operator::compiled($f);
                    $asked.at(&[0, 1, 2].map(|i| x[i] + beside * GENERIC[i]));
                    let got = $answer;
                    prop_assert!(
                        alike(&got, &forward),
                        "{}: {:?} instead of {:?} of {:?} at {:?}",
                        stringify!($answer), got, forward, program, x
                    );
                }};
            }
            prop_assume!(is_clear(&program, &x));
            let v = [1.0, -2.0, 0.5];
            agree!(Gradient of |x| tree(&program, x, &mut |_| {}); f => f.at(&x));
            agree!(Gradient of |x| tree(&program, x, &mut |_| {}); f => [f.jvp(&x, &v)]);
            agree!(Hessian of |x| tree(&program, x, &mut |_| {}); f => f.at(&x).as_slice().to_vec());
            agree!(Hessian of |x| tree(&program, x, &mut |_| {}); f => f.value_gradient_hessian(&x).1);
            agree!(Hessian of |x| tree(&program, x, &mut |_| {}); f => f.value_and_gradient(&x).1);
            agree!(Hessian of |x| tree(&program, x, &mut |_| {}); f => f.hvp(&x, &v));
            agree!(Hessian of |x| tree(&program, x, &mut |_| {}); f => [f.laplacian(&x)]);
            agree!(Jacobian of |x| [x[1], tree(&program, x, &mut |_| {})]; f => f.at(&x).as_slice().to_vec());
            agree!(Jacobian of |x| [x[1], tree(&program, x, &mut |_| {})]; f => f.jvp(&x, &v));
            agree!(Jacobian of |x| [x[1], tree(&program, x, &mut |_| {})]; f => f.vjp(&x, &[2.0, -3.0]));
        }

        /// Derivatives taken inside: right, or refused where kinks are met.
        #[test]
        fn have_other_derivatives_inside(
            program in prop::collection::vec(0u8..24, 3..16),
            x in prop::array::uniform3(prop::sample::select(vec![-1.0, 0.0, 0.5, 1.0])),
            moved in prop::sample::select(vec![0.0, 1e-3]),
            beside in prop::sample::select(vec![0.0, 1e-3]),
        ) {
            let x = [0, 1, 2].map(|i| x[i] + moved * GENERIC[i]);
            let line = [x[0], x[0] * x[1], x[2] + x[0]];
            prop_assume!(is_clear(&program, &x) && is_clear(&program, &line));
            let is_smooth = is_smooth(&program, &x) && is_smooth(&program, &line);
            macro_rules! agree {
                ($Operator:ident of $f:expr) => {{
                    let forward: Vec<f64> = $Operator::new($f).at(&x).iter().copied().collect();
                    let compiled = $Operator::compiled($f);
                    compiled.at(&[0, 1, 2].map(|i| x[i] + beside * GENERIC[i]));
                    let got: Vec<f64> = compiled.at(&x).iter().copied().collect();
                    let size = forward.iter().fold(1.0_f64, |size, f| size.max(f.abs()));
                    for (g, f) in got.iter().zip(&forward) {
                        let is_right = g == f || g.is_nan() && f.is_nan() || (g - f).abs() <= 1e-10 * size;
                        let is_refused = (g.is_nan() || f.is_nan()) && !is_smooth;
                        prop_assert!(
                            is_right || is_refused,
                            "{:?} instead of {:?} of {:?} at {:?}",
                            got, forward, program, x
                        );
                    }
                }};
            }
            agree!(Jacobian of |x| Gradient::new(|y| tree(&program, y, &mut |_| {})).at(x));
            agree!(Jacobian of |x| Gradient::reverse(|y| tree(&program, y, &mut |_| {})).at(x));
            agree!(Gradient of |x| {
                let (value, g) = Gradient::new(|y| tree(&program, y, &mut |_| {})).value_and_gradient(x);
                g.iter().fold(value, |sum, g| sum + g * g)
            });
            agree!(Gradient of |x| Hessian::new(|y| tree(&program, y, &mut |_| {})).laplacian(x));
            if is_smooth {
                // At kinks third derivatives of forward mode may not exist.
                agree!(Hessian of |x| Gradient::new(|y| tree(&program, y, &mut |_| {})).at(x)[1]);
            }
            agree!(Gradient of |x| {
                x[0] * Derivative::new(|t| tree(&program, &[t, t * x[1], x[2] + t], &mut |_| {})).at(x[0])
            });
        }
    }
}

/// A tie that squares decide, which nested numbers do not have: what they know of it are mixed derivatives, and
/// where these are of both signs the entries are unknown, not those of another function.
#[test]
fn ties_that_squares_decide_are_right_or_nothing() {
    fn guarded<S: Scalar>(which: usize, d: S) -> S {
        let square = d * d;
        match which {
            0 => square.max(0.0),
            1 => square.abs(),
            2 => square.copysign(1.0),
            3 => square.hypot(0.0),
            4 => 2.0 - 2.0 * d.cos().min(1.0),
            5 => 2.0 - 2.0 * d.cos().clamp(-1.0, 1.0),
            _ => square.min(0.0) + square,
        }
    }
    let right = nalgebra::matrix![2.0, -2.0; -2.0, 2.0];
    let (x, v) = ([1.0, 1.0], [1.0, 0.0]);
    for which in 0..7 {
        macro_rules! kinds {
            ($($new:ident)*) => {$(
                let f = Hessian::$new(|x| guarded(which, x[0] - x[1]));
                let (h, product): (nalgebra::SMatrix<f64, 2, 2>, [f64; 2]) = (f.at(&x), f.hvp(&x, &v));
                for (found, right) in h.iter().chain(&product).zip(right.iter().chain(&[2.0, -2.0])) {
                    assert!(found.is_nan() || (found - right).abs() < 1e-15, "{which}: {h} {product:?}");
                }
            )*};
        }
        kinds!(new reverse);
        #[cfg(feature = "compiled")]
        kinds!(compiled);
        let array = Hessian::array(|x: &[_; 2]| guarded(which, x[0] - x[1])).at(&x);
        let fits = |(h, right): (&f64, &f64)| h.is_nan() || (h - right).abs() < 1e-15;
        assert!(array.iter().zip(&right).all(fits), "{which}: {array}");
        // Along one direction the sign is known.
        let second = Derivative::new(|t| guarded(which, t - 1.0)).second(1.0);
        assert_eq!(second, 2.0, "{which}");
    }
    // Adjoints do not know it along one direction either, but of operands that are the same.
    type Number = partials::Var<Dual<f64, 4>>;
    let unknown = |f: fn(&[Number]) -> Number| {
        let (_, gradient, hessian) = Hessian::reverse(f).value_gradient_hessian(&[0.0, 0.5]);
        assert_eq!(gradient[0], 0.0);
        assert!(hessian[(0, 0)].is_nan(), "{hessian}");
    };
    unknown(|x| (x[0] * x[0]).min(0.0));
    unknown(|x| (-x[0] * x[0]).max(0.0));
    unknown(|x| (-x[0] * x[0]).abs());
    unknown(|x| x[0].cos().max(1.0) + x[1]);
    let same = Hessian::reverse(|x| x[0].max(x[0]) * x[0]).at(&[0.0]);
    assert_eq!(same[(0, 0)], 2.0);
    // Where all lanes agree there is nothing to doubt.
    let h = Hessian::new(|x| (x[0] * x[0] + x[1] * x[1]).max(0.0)).at(&[0.0, 0.0]);
    assert_eq!(h, nalgebra::matrix![2.0, 0.0; 0.0, 2.0]);
}

/// The numbers alone, without an operator, follow the same rule.
#[test]
fn numbers_follow_the_rule_by_themselves() {
    let x = Dual::<f64, 3>::new(0.0, [1.0, -2.0, 0.0]);
    assert_eq!(x.abs().partials, [1.0, 2.0, 0.0]);
    assert_eq!(x.max(0.0).partials, [1.0, 0.0, 0.0]);
    assert_eq!(Real::min(x, Dual::of(0.0)).partials, [0.0, -2.0, 0.0]);
    assert_eq!(x.hypot(x).partials, [2f64.sqrt(), 8f64.sqrt(), 0.0]);
}

/// Of a cone over a curve through its tip: `√(x² + g²)` is `x √(1 + (g/x)²)` to the right, which is smooth.
#[test]
fn third_derivatives_on_a_cone_are_right_or_nothing() {
    type Third = Dual<Dual<Dual<f64, 1>, 1>, 1>;
    // A straight line, and a curve without curvature at 0.
    let third = |f: fn(Third) -> Third| Derivative::new(f).up_to_third(0.0_f64);
    assert_eq!(third(|x| x.hypot(2.0 * x)), [0.0, 5_f64.sqrt(), 0.0, 0.0]);
    let [_, first, second, found] = third(|x| x.hypot(x.sin()));
    assert_relative_eq!(first, 2_f64.sqrt(), max_relative = 1e-15);
    assert_relative_eq!(second, 0.0);
    assert_relative_eq!(found, -0.5_f64.sqrt(), max_relative = 1e-15);
    // With curvature the second is g'(0) g"(0) / r, and the third is not known to numbers without powers.
    let [_, first, second, found] = third(|x| x.hypot(x + x * x));
    assert_relative_eq!(first, 2_f64.sqrt(), max_relative = 1e-15);
    assert_relative_eq!(second, 2.0 / 2_f64.sqrt(), max_relative = 1e-15);
    assert!(found.is_nan(), "{found}");
    // Nor is a derivative of it.
    let fourth = Derivative::new(|x| Derivative::new(|y| y.hypot(y + y * y)).third(x));
    assert!(f64::is_nan(fourth.at(0.0)));
}
