//! The elementary functions where they have an edge: a pole, the end of the domain, a kink, a jump,
//! an infinity or a NaN. Each test is a sentence of the documentation.

use std::f64::consts::{FRAC_PI_2, PI};

use num_dual::DualNum;
use partials::{Derivative, Dual, Gradient, Hessian, Var};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Equal, zeros of either sign alike, and NaN equal to NaN.
#[track_caller]
fn same<const N: usize>(got: [f64; N], expected: [f64; N]) {
    let equal = |(a, b): (f64, f64)| a == b || (a.is_nan() && b.is_nan());
    assert!(
        got.into_iter().zip(expected).all(equal),
        "{got:?} instead of {expected:?}"
    );
}

/// Value and derivative of a closure by all numbers, which have to agree. Beside a value that is not
/// finite the operators hand out no finite number; then the rule is read off the dual number itself.
macro_rules! slope {
    ($f:expr, $x:expr) => {{
        let (x, (forward, rule)) = ($x, forward_slope($f, $x));
        agree(&reverse_slope($f, x), &forward);
        #[cfg(feature = "compiled")]
        compiled::slope($f, x, forward);
        rule
    }};
}

/// Value and gradient in two variables, likewise.
macro_rules! slopes {
    ($f:expr, $x:expr, $y:expr) => {{
        let ((x, y), (forward, rule)) = (($x, $y), forward_slopes($f, $x, $y));
        agree(&reverse_slopes($f, x, y), &forward);
        #[cfg(feature = "compiled")]
        compiled::slopes($f, [x, y], forward);
        rule
    }};
}

/// At a kink of two variables, where kinds differ: forward mode has the one-sided slope along each variable,
/// reverse mode the gradient of one of the pieces that meet. Compiled code leaves kinks to forward mode.
macro_rules! kinked {
    ($f:expr, $x:expr, $y:expr; forward $forward:expr, piece $is_piece:expr) => {{
        let (forward, rule) = forward_slopes($f, $x, $y);
        same(rule, $forward);
        #[cfg(feature = "compiled")]
        compiled::slopes($f, [$x, $y], forward);
        #[cfg(not(feature = "compiled"))]
        let _ = forward;
        let [value, a, b] = reverse_slopes($f, $x, $y);
        let is_piece: fn(f64, f64) -> bool = $is_piece;
        assert!(value == rule[0] && is_piece(a, b), "{value} {a} {b}");
    }};
}

/// The same value and slopes. Beside a value that is none, where reverse mode does not ask forward mode
/// for what it has no answer to, an infinity may stand for a NaN.
#[track_caller]
fn agree(reverse: &[f64], forward: &[f64]) {
    let has_value = forward[0].is_finite();
    let alike = |(r, f): (&f64, &f64)| {
        r == f || r.is_nan() && f.is_nan() || !has_value && !r.is_finite() && !f.is_finite()
    };
    let is_value = reverse[0] == forward[0] || reverse[0].is_nan() && forward[0].is_nan();
    let all = is_value && reverse.iter().zip(forward).all(alike);
    assert!(all, "{reverse:?} in reverse instead of {forward:?}");
}

/// What the operator hands out, and what the number says.
#[track_caller]
fn forward_slope(f: impl Fn(Dual<f64, 1>) -> Dual<f64, 1>, x: f64) -> ([f64; 2], [f64; 2]) {
    let (value, derivative) = Derivative::new(&f).value_and_derivative(x);
    if value.is_finite() {
        return ([value, derivative], [value, derivative]);
    }
    assert!(!derivative.is_finite(), "{derivative} beside {value}");
    let y = f(Dual::variable(x, 0));
    ([value, derivative], [y.value, y.partials[0]])
}

fn reverse_slope(f: impl Fn(Var) -> Var, x: f64) -> [f64; 2] {
    let (value, [slope]) = Gradient::reverse(|x| f(x[0])).value_and_gradient(&[x]);
    [value, slope]
}

#[track_caller]
fn forward_slopes(f: impl Fn(Dual, Dual) -> Dual, x: f64, y: f64) -> ([f64; 3], [f64; 3]) {
    let (value, [a, b]) = Gradient::new(|x| f(x[0], x[1])).value_and_gradient(&[x, y]);
    if value.is_finite() {
        return ([value, a, b], [value, a, b]);
    }
    assert!(
        !a.is_finite() && !b.is_finite(),
        "{a} and {b} beside {value}"
    );
    let number = f(Dual::variable(x, 0), Dual::variable(y, 1));
    let [p, q, ..] = number.partials;
    ([value, a, b], [number.value, p, q])
}

fn reverse_slopes(f: impl Fn(Var, Var) -> Var, x: f64, y: f64) -> [f64; 3] {
    let (value, [a, b]) = Gradient::reverse(|x| f(x[0], x[1])).value_and_gradient(&[x, y]);
    [value, a, b]
}

/// By compiled code, which was traced at the point, or elsewhere.
#[cfg(feature = "compiled")]
mod compiled {
    use partials::{Gradient, Trace};

    use super::same;

    /// Where functions are traced beside the point in question: on either side of most edges.
    const ELSEWHERE: [f64; 4] = [0.4, -0.7, 1.3, -2.6];

    #[track_caller]
    pub fn slope(f: impl Fn(Trace) -> Trace, x: f64, forward: [f64; 2]) {
        let f = |x: &[Trace]| f(x[0]);
        let (here, elsewhere) = (Gradient::compiled(&f), Gradient::compiled(&f));
        for x in ELSEWHERE {
            elsewhere.at(&[x]);
        }
        for kind in [here, elsewhere] {
            let (value, [slope]) = kind.value_and_gradient(&[x]);
            same([value, slope], forward);
        }
    }

    #[track_caller]
    pub fn slopes(f: impl Fn(Trace, Trace) -> Trace, x: [f64; 2], forward: [f64; 3]) {
        let f = |x: &[Trace]| f(x[0], x[1]);
        let (here, elsewhere) = (Gradient::compiled(&f), Gradient::compiled(&f));
        for x in ELSEWHERE {
            elsewhere.at(&[x, 0.3 - x]);
        }
        for kind in [here, elsewhere] {
            let (value, [a, b]) = kind.value_and_gradient(&x);
            same([value, a, b], forward);
        }
    }
}

/// The Hessian by all kinds, which have to agree.
macro_rules! hessian {
    ($f:expr, $x:expr) => {{
        let h = Hessian::new($f).at($x);
        let entries = |h: &nalgebra::Matrix2<f64>| [h[(0, 0)], h[(0, 1)], h[(1, 0)], h[(1, 1)]];
        same(entries(&Hessian::reverse($f).at($x)), entries(&h));
        #[cfg(feature = "compiled")]
        same(entries(&Hessian::compiled($f).at($x)), entries(&h));
        h
    }};
}

#[test]
fn reciprocal_and_division() {
    same(slope!(|x| x.recip(), 0.0), [INF, -INF]);
    same(slope!(|x| x.recip(), -0.0), [-INF, -INF]);
    same(slope!(|x| 1.0 / x, 0.0), [INF, -INF]);
    same(slope!(|x| x.recip(), INF), [0.0, 0.0]);
    same(slope!(|x| 1.0 / x, -INF), [0.0, 0.0]);
    same(slope!(|x| x / 0.0, 2.0), [INF, INF]);
    same(slope!(|x| x / 0.0, 0.0), [NAN, NAN]);
    same(slopes!(|x, y| x / y, 2.0, 0.0), [INF, INF, -INF]);
    same(slopes!(|x, y| x / y, 2.0, INF), [0.0, 0.0, 0.0]);
    same(slopes!(|x, y| x / y, INF, 2.0), [INF, 0.5, -INF]);
    same(slopes!(|x, y| x / y, INF, INF), [NAN, NAN, NAN]);
    // Where 1 / y is infinite or subnormal, x / y need not be.
    let tiny = 1e-310;
    same(slopes!(|x, y| x / y, 2.0 * tiny, tiny), [2.0, INF, -INF]);
    same(
        slopes!(|x, y| x / y, tiny, -1e-320),
        [tiny / -1e-320, -INF, -INF],
    );
    same(
        slopes!(|x, y| x / y, f64::MAX, f64::MAX),
        [1.0, 1.0 / f64::MAX, -1.0 / f64::MAX],
    );
    let f = Derivative::new(|x| 1e-320 * x / 1e-320);
    assert_eq!(f.value_and_derivative(1.0), (1.0, 1.0));
}

#[test]
fn roots() {
    same(slope!(|x| x.sqrt(), 0.0), [0.0, INF]);
    same(slope!(|x| x.sqrt(), -1.0), [NAN, NAN]);
    same(slope!(|x| x.sqrt(), INF), [INF, 0.0]);
    same(slope!(|x| x.cbrt(), 0.0), [0.0, INF]);
    same(slope!(|x| x.cbrt(), -0.0), [-0.0, INF]);
    same(slope!(|x| x.cbrt(), -8.0), [-2.0, 1.0 / 12.0]);
    same(slope!(|x| x.cbrt(), -INF), [-INF, 0.0]);
}

#[test]
fn logarithms() {
    macro_rules! logarithms {
        ($($name:ident)*) => {$(
            same(slope!(|x| x.$name(), 0.0), [-INF, INF]);
            same(slope!(|x| x.$name(), -1.0), [NAN, NAN]);
            same(slope!(|x| x.$name(), INF), [INF, 0.0]);
        )*};
    }
    logarithms!(ln log2 log10);
    same(slope!(|x| x.log(3.0), 0.0), [-INF, INF]);
    same(slope!(|x| x.log(3.0), -1.0), [NAN, NAN]);
    same(slope!(|x| x.ln_1p(), -1.0), [-INF, INF]);
    same(slope!(|x| x.ln_1p(), -2.0), [NAN, NAN]);
}

#[test]
fn inverse_functions_at_the_ends_of_their_domain() {
    same(slope!(|x| x.asin(), 1.0), [FRAC_PI_2, INF]);
    same(slope!(|x| x.asin(), -1.0), [-FRAC_PI_2, INF]);
    same(slope!(|x| x.acos(), 1.0), [0.0, -INF]);
    same(slope!(|x| x.acos(), -1.0), [PI, -INF]);
    same(slope!(|x| x.acosh(), 1.0), [0.0, INF]);
    same(slope!(|x| x.atanh(), 1.0), [INF, INF]);
    same(slope!(|x| x.atanh(), -1.0), [-INF, INF]);
    for x in [1.5, -1.5, INF, -INF] {
        same(slope!(|x| x.asin(), x), [NAN, NAN]);
        same(slope!(|x| x.acos(), x), [NAN, NAN]);
        same(slope!(|x| x.atanh(), x), [NAN, NAN]);
    }
    for x in [0.5, 0.0, -2.0, -INF] {
        same(slope!(|x| x.acosh(), x), [NAN, NAN]);
    }
    same(slope!(|x| x.acosh(), INF), [INF, 0.0]);
    same(slope!(|x| x.asinh(), -INF), [-INF, 0.0]);
    same(slope!(|x| x.atan(), INF), [FRAC_PI_2, 0.0]);
    same(slope!(|x| x.tanh(), -INF), [-1.0, 0.0]);
}

#[test]
fn exponentials_at_infinity() {
    macro_rules! exponentials {
        ($($name:ident)*) => {$(
            same(slope!(|x| x.$name(), -INF), [0.0, 0.0]);
            same(slope!(|x| x.$name(), INF), [INF, INF]);
        )*};
    }
    exponentials!(exp exp2);
    same(slope!(|x| x.exp_m1(), -INF), [-1.0, 0.0]);
    same(slope!(|x| x.sinh(), -INF), [-INF, INF]);
    same(slope!(|x| x.cosh(), -INF), [INF, -INF]);
    same(slope!(|x| x.erf(), INF), [1.0, 0.0]);
    same(slope!(|x| x.erfc(), -INF), [2.0, 0.0]);
    same(slope!(|x| x.sin(), INF), [NAN, NAN]);
}

#[test]
fn integer_powers() {
    for x in [0.0, -0.0, 3.0, -3.0, INF] {
        same(slope!(|x| x.powi(0), x), [1.0, 0.0]);
        same(slope!(|x| x.powi(1), x), [x, 1.0]);
    }
    same(slope!(|x| x.powi(2), 0.0), [0.0, 0.0]);
    same(slope!(|x| x.powi(3), -2.0), [-8.0, 12.0]);
    same(slope!(|x| x.powi(-1), 0.0), [INF, -INF]);
    same(slope!(|x| x.powi(-2), 0.0), [INF, -INF]);
    same(slope!(|x| x.powi(-2), -0.0), [INF, INF]);
    same(slope!(|x| x.powi(7), -2.0), [-128.0, 448.0]);
    same(
        slope!(|x| x.powi(i32::MIN), 1.0),
        [1.0, f64::from(i32::MIN)],
    );
    same(
        slope!(|x| x.powi(i32::MAX), 1.0),
        [1.0, f64::from(i32::MAX)],
    );
    same(
        Derivative::new(|x| x.powi(2)).up_to_third(0.0),
        [0.0, 0.0, 2.0, 0.0],
    );
    same(
        Derivative::new(|x| x.powi(3)).up_to_third(0.0),
        [0.0, 0.0, 0.0, 6.0],
    );
    same(
        Derivative::new(|x| x.powi(1)).up_to_third(0.0),
        [0.0, 1.0, 0.0, 0.0],
    );
}

#[test]
fn constant_powers() {
    for x in [0.0, 2.0, -2.0, NAN] {
        same(slope!(|x| x.powf(0.0), x), [1.0, 0.0]);
    }
    for c in [1.5, 2.0, 2.5, 3.0] {
        same(slope!(|x| x.powf(c), 0.0), [0.0, 0.0]);
    }
    same(slope!(|x| x.powf(1.0), 0.0), [0.0, 1.0]);
    for c in [1e-20, 0.1, 0.5, 0.9] {
        same(slope!(|x| x.powf(c), 0.0), [0.0, INF]);
        same(slope!(|x| x.powf(c), INF), [INF, 0.0]);
        same(slope!(|x| x.powf(c), -2.0), [NAN, NAN]);
    }
    for c in [-0.1, -1.0, -2.5] {
        same(slope!(|x| x.powf(c), 0.0), [INF, -INF]);
        same(slope!(|x| x.powf(c), INF), [0.0, 0.0]);
    }
    same(slope!(|x| x.powf(3.0), -2.0), [-8.0, 12.0]);
    same(slope!(|x| x.powf(-1.0), -2.0), [-0.5, -0.25]);
    same(slope!(|x| x.powf(2.5), -2.0), [NAN, NAN]);
    let [.., second, third] = Derivative::new(|x| x.powf(2.5)).up_to_third(0.0);
    same([second, third], [0.0, INF]);
    same(
        Derivative::new(|x| x.powf(2.0)).up_to_third(0.0),
        [0.0, 0.0, 2.0, 0.0],
    );
}

#[test]
fn variable_powers() {
    same(slopes!(|x, y| x.powd(y), 0.0, 2.0), [0.0, 0.0, 0.0]);
    same(slopes!(|x, y| x.powd(y), 0.0, 1.0), [0.0, 1.0, 0.0]);
    same(slopes!(|x, y| x.powd(y), 0.0, 0.5), [0.0, INF, 0.0]);
    same(slopes!(|x, y| x.powd(y), 0.0, 0.1), [0.0, INF, 0.0]);
    same(slopes!(|x, y| x.powd(y), -2.0, 3.0), [-8.0, 12.0, NAN]);
    same(slopes!(|x, y| x.powd(y), -2.0, 2.5), [NAN, NAN, NAN]);
    // A constant exponent asks for the first slope alone.
    same(slope!(|x| x.powd(3.0), -2.0), [-8.0, 12.0]);
    same(slope!(|x| x.powd(2.0), 0.0), [0.0, 0.0]);
    same(slope!(|x| x.powd(0.0), 0.0), [1.0, 0.0]);
    same(slope!(|x| x.powd(0.1), INF), [INF, 0.0]);
    same(slope!(|y| y.lift(0.0).powd(y), 2.0), [0.0, 0.0]);
    same(slope!(|y| y.lift(1.0).powd(y), 2.0), [1.0, 0.0]);
}

#[test]
fn hypot_and_atan2() {
    kinked!(|x, y| x.hypot(y), 0.0, 0.0; forward [0.0, 1.0, 1.0],
        piece |a, b| a > 0.0 && b > 0.0 && (a.hypot(b) - 1.0).abs() < 1e-15);
    same(slopes!(|x, y| x.hypot(y), 0.0, -2.0), [2.0, 0.0, -1.0]);
    same(slopes!(|x, y| x.hypot(y), -2.0, 0.0), [2.0, -1.0, 0.0]);
    same(slopes!(|x, y| x.hypot(y), 3e300, 4e300), [5e300, 0.6, 0.8]);
    same(slopes!(|x, y| x.hypot(y), 3e-320, 0.0), [3e-320, 1.0, 0.0]);
    same(slopes!(|x, y| x.hypot(y), INF, 1.0), [INF, 1.0, 0.0]);
    same(slopes!(|x, y| x.hypot(y), 1.0, -INF), [INF, 0.0, -1.0]);
    let (_, _, h) = Hessian::new(|x| x[0].hypot(x[1])).value_gradient_hessian(&[2.0, 0.0]);
    same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [0.0, 0.0, 0.5]);

    same(slopes!(|y, x| y.atan2(x), 0.0, 2.0), [0.0, 0.5, 0.0]);
    same(slopes!(|y, x| y.atan2(x), 0.0, -2.0), [PI, -0.5, 0.0]);
    same(slopes!(|y, x| y.atan2(x), -0.0, -2.0), [-PI, -0.5, 0.0]);
    same(slopes!(|y, x| y.atan2(x), 2.0, 0.0), [FRAC_PI_2, 0.0, -0.5]);
    same(
        slopes!(|y, x| y.atan2(x), -2.0, 0.0),
        [-FRAC_PI_2, 0.0, 0.5],
    );
    same(slopes!(|y, x| y.atan2(x), 0.0, 0.0), [0.0, NAN, NAN]);
    same(slopes!(|y, x| y.atan2(x), 1.0, INF), [0.0, 0.0, 0.0]);
}

#[test]
fn kinks_take_the_right_hand_slope() {
    same(slope!(|x| x.abs(), 0.0), [0.0, 1.0]);
    same(slope!(|x| x.abs(), -0.0), [0.0, 1.0]);
    same(slope!(|x| x.abs(), -INF), [INF, -1.0]);
    same(slope!(|x| x.max(0.0), 0.0), [0.0, 1.0]);
    same(slope!(|x| x.min(0.0), 0.0), [0.0, 0.0]);
    same(slope!(|x| (-x).max(0.0), 0.0), [0.0, 0.0]);
    same(slope!(|x| (-x).min(0.0), 0.0), [0.0, -1.0]);
    same(slope!(|x| (-x).abs(), 0.0), [0.0, 1.0]);
    kinked!(|x, y| x.max(y), 1.0, 1.0; forward [1.0, 1.0, 1.0], piece |a, b| [a, b] == [1.0, 0.0] || [a, b] == [0.0, 1.0]);
    kinked!(|x, y| x.min(y), 1.0, 1.0; forward [1.0, 0.0, 0.0], piece |a, b| [a, b] == [1.0, 0.0] || [a, b] == [0.0, 1.0]);
    same(slopes!(|x, y| x.max(y), NAN, 1.0), [1.0, 0.0, 1.0]);
    same(slopes!(|x, y| x.min(y), 1.0, NAN), [1.0, 1.0, 0.0]);
    same(slope!(|x| x.clamp(0.0, 1.0), 0.0), [0.0, 1.0]);
    same(slope!(|x| x.clamp(0.0, 1.0), 1.0), [1.0, 0.0]);
    same(slope!(|x| x.clamp(0.0, 1.0), 1.5), [1.0, 0.0]);
    same(slope!(|x| x.clamp(0.0, 1.0), -INF), [0.0, 0.0]);
    same(slopes!(|x, y| x.clamp(y, 3.0), 1.0, 2.0), [2.0, 0.0, 1.0]);
    same(slopes!(|x, y| x.copysign(y), 2.0, -3.0), [-2.0, -1.0, 0.0]);
    // The zero leaves its sign as y grows: a jump.
    same(slopes!(|x, y| x.copysign(y), -2.0, -0.0), [-2.0, 1.0, INF]);
    same(slopes!(|x, y| x.copysign(y), -2.0, 0.0), [2.0, -1.0, 0.0]);
    same(slopes!(|x, y| x.copysign(y), 0.0, -3.0), [-0.0, -1.0, 0.0]);
}

#[test]
#[should_panic(expected = "clamp needs low <= high, but low is 1 and high is 0")]
fn clamp_refuses_an_empty_interval() {
    Derivative::new(|x| x.clamp(1.0, 0.0)).at(0.5);
}

#[test]
fn jumps_have_the_slope_beside_them() {
    same(slope!(|x| x.signum(), 0.0), [1.0, 0.0]);
    same(slope!(|x| x.signum(), -0.0), [-1.0, INF]);
    same(slope!(|x| (-x).signum(), 0.0), [-1.0, 0.0]);
    for x in [2.0, -2.0, 0.0] {
        macro_rules! steps {
            ($($name:ident)*) => {
                $(same(slope!(|x| x.$name(), x), [x, 0.0]);)*
            };
        }
        steps!(floor ceil round trunc);
        same(slope!(|x| x.fract(), x), [0.0, 1.0]);
    }
    same(slope!(|x| x.round(), 2.5), [3.0, 0.0]);
    same(slope!(|x| x.round(), -2.5), [-3.0, 0.0]);
    same(slopes!(|x, y| x % y, 6.0, 2.0), [0.0, 1.0, -3.0]);
    same(slopes!(|x, y| x % y, -7.0, 2.0), [-1.0, 1.0, 3.0]);
    same(slopes!(|x, y| x % y, 7.0, INF), [7.0, 1.0, 0.0]);
    same(slopes!(|x, y| x % y, 7.0, 0.0), [NAN, NAN, NAN]);
    same(slopes!(|x, y| x.rem_euclid(y), -7.0, 2.0), [1.0, 1.0, 4.0]);
    same(slopes!(|x, y| x.rem_euclid(y), 6.0, 2.0), [0.0, 1.0, -3.0]);
    // 1.0 / 0.1 rounds to 10, but 0.1 goes into 1.0 only 9 times.
    same(slopes!(|x, y| x % y, 1.0, 0.1), [1.0 % 0.1, 1.0, -9.0]);
}

#[test]
fn gamma_at_its_poles() {
    same(slope!(|x| x.gamma(), -2.0), [NAN, NAN]);
    same(slope!(|x| x.gamma(), 0.0), [INF, NAN]);
    same(slope!(|x| x.gamma(), -0.0), [-INF, NAN]);
    for x in [0.0, -1.0, -2.0] {
        same(slope!(|x| x.ln_gamma(), x), [INF, NAN]);
        same(slope!(|x| x.polygamma(0), x), [NAN, NAN]);
    }
    same(slope!(|x| x.polygamma(0), INF), [INF, 0.0]);
    same(slope!(|x| x.gamma(), 200.0), [INF, INF]);
    same(slope!(|x| x.ln_gamma(), INF), [INF, INF]);
}

macro_rules! nan_in {
    ($($name:ident)*) => {
        #[test]
        fn nan_gives_nan() {
            $(assert!(slope!(|x| x.$name(), NAN).iter().all(|y| y.is_nan()), stringify!($name));)*
        }
    };
}
nan_in! {
    recip sqrt cbrt exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan asin acos atan sinh cosh tanh
    asinh acosh atanh abs to_degrees to_radians erf erfc gamma ln_gamma fract
}

#[test]
fn nan_in_one_argument() {
    for (x, y) in [(NAN, 2.0), (2.0, NAN)] {
        same(slopes!(|x, y| x * y, x, y), [NAN; 3]);
        same(slopes!(|x, y| x / y, x, y), [NAN; 3]);
        same(slopes!(|x, y| x.hypot(y), x, y), [NAN; 3]);
        same(slopes!(|x, y| x.atan2(y), x, y), [NAN; 3]);
        same(slopes!(|x, y| x.powd(y), x, y), [NAN; 3]);
    }
}

#[test]
fn an_infinite_slope_leaves_zero_partials_alone() {
    same(slopes!(|x, _| x.sqrt(), 0.0, 1.0), [0.0, INF, 0.0]);
    same(
        slopes!(|x, y| x.sqrt() + y.sqrt(), 0.0, 4.0),
        [2.0, INF, 0.25],
    );
    same(slopes!(|x, y| x * y.sqrt(), 3.0, 0.0), [0.0, 0.0, INF]);
    // An infinite factor is the exception.
    same(slopes!(|x, y| x * y.ln(), 3.0, 0.0), [-INF, -INF, NAN]);
    same(slopes!(|x, _| 1.0 / x, 0.0, 1.0), [INF, -INF, 0.0]);
    same(slopes!(|x, y| y + 1.0 / x, 0.0, 1.0), [INF, -INF, 1.0]);
    same(slopes!(|x, y| x * INF + y, 1.0, 1.0), [INF, INF, 1.0]);
}

#[test]
fn an_infinite_slope_leaves_zeros_of_a_hessian_alone() {
    let h = hessian!(|x| x[0] * x[1].sqrt(), &[3.0, 0.0]);
    same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [0.0, INF, -INF]);
    let h = hessian!(|x| x[0].powi(2) + x[1].sqrt(), &[3.0, 0.0]);
    same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [2.0, 0.0, -INF]);
    let h = hessian!(|x| x[0].powi(3) + x[1].cbrt(), &[2.0, 0.0]);
    same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [12.0, 0.0, -INF]);
    // Beside an infinite value nothing finite is handed out.
    let h = hessian!(|x| x[0].powi(3) + 1.0 / x[1], &[2.0, 0.0]);
    same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [NAN, NAN, INF]);
    let h = hessian!(|x| x[0].exp() + x[1].ln(), &[0.0, 0.0]);
    same([h[(0, 0)], h[(0, 1)], h[(1, 1)]], [NAN, NAN, -INF]);
}

/// Places where num-dual 0.15 answers NaN although the limits exist.
#[test]
fn where_num_dual_is_wrong() {
    macro_rules! only_ours {
        ($f:expr, $x:expr => $expected:expr) => {
            same(slope!($f, $x), $expected);
            let y = num_dual::Dual64::from($x).derivative();
            let f: fn(num_dual::Dual64) -> num_dual::Dual64 = $f;
            assert!(f(y).eps.is_nan(), "num-dual is right by now");
        };
    }
    only_ours!(|x| x.powf(2.5), 0.0 => [0.0, 0.0]);
    only_ours!(|x| x.powi(-1), 0.0 => [INF, -INF]);
    only_ours!(|x| x.sqrt(), 0.0 => [0.0, INF]);
    only_ours!(|x| x.powd(x * 0.0 + 3.0), -2.0 => [-8.0, 12.0]);
}

/// nalgebra leaves a rotation out whose angle equals zero; a number with derivatives does not.
#[test]
fn a_rotation_by_no_angle_still_moves() {
    use nalgebra::{Rotation3, Vector3};
    let turn = |t| Rotation3::from_axis_angle(&Vector3::z_axis(), t)[(1, 0)];
    assert_eq!(partials::Derivative::new(turn).at(0.0), 1.0);
}
