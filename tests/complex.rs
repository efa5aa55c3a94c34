//! num-complex's functions on dual numbers: first and second derivatives beside the complex ones, on
//! both axes and off them, on either side of a branch cut. They are right or NaN.
//!
//! By the Cauchy-Riemann equations the derivatives of `f` by the parts of `x + iy` are `f'` and
//! `i f'`, and the second ones `f''`, `i f''` and `-f''`.

use num_complex::{Complex, Complex64};
#[cfg(feature = "compiled")]
use partials::Trace;
use partials::{Dual, Jacobian, Var};

type Number = Dual<Dual<f64, 2>, 2>;
type Reverse = Var<Dual<f64, 2>>;

/// A function with its first two complex derivatives, given argument and value.
struct Case {
    name: &'static str,
    f: fn(Complex<Number>) -> Complex<Number>,
    /// The same function in reverse mode, over numbers with derivatives.
    reverse: fn(Complex<Reverse>) -> Complex<Reverse>,
    /// The same function traced.
    #[cfg(feature = "compiled")]
    compiled: fn(Complex<Trace>) -> Complex<Trace>,
    slopes: fn(Complex64, Complex64) -> (Complex64, Complex64),
}

fn one() -> Complex64 {
    Complex64::new(1.0, 0.0)
}

macro_rules! case {
    ($name:literal, $f:expr, $slopes:expr) => {
        Case {
            name: $name,
            f: $f,
            reverse: $f,
            #[cfg(feature = "compiled")]
            compiled: $f,
            slopes: $slopes,
        }
    };
}

const CASES: &[Case] = &[
    case!("sqrt", |z| z.sqrt(), |z, f| (
        one() / (f * 2.0),
        -one() / (f * z * 4.0)
    )),
    case!("cbrt", |z| z.cbrt(), |z, f| (
        f / (z * 3.0),
        f * -2.0 / (z * z * 9.0)
    )),
    case!("exp", |z| z.exp(), |_, f| (f, f)),
    case!("ln", |z| z.ln(), |z, _| (one() / z, -one() / (z * z))),
    case!("powi", |z| z.powi(3), |z, _| (z * z * 3.0, z * 6.0)),
    case!("powi, negative", |z| z.powi(-2), |z, f| (
        f * -2.0 / z,
        f * 6.0 / (z * z)
    )),
    case!("powf", |z| z.powf(1.5.into()), |z, f| (
        f * 1.5 / z,
        f * 0.75 / (z * z)
    )),
    case!(
        "powc",
        |z| z.powc(Complex::new(0.5.into(), 0.0.into())),
        |z, f| (f * 0.5 / z, f * -0.25 / (z * z))
    ),
    case!("inv", |z| z.inv(), |_, f| (-f * f, f * f * f * 2.0)),
    case!("finv", |z| z.finv(), |_, f| (-f * f, f * f * f * 2.0)),
    case!("square by itself", |z| z * z / z, |_, _| (
        one(),
        one() * 0.0
    )),
    case!(
        "polar",
        |z| {
            let (r, angle) = z.to_polar();
            Complex::from_polar(r, angle)
        },
        |_, _| (one(), one() * 0.0)
    ),
    case!("sin", |z| z.sin(), |z, f| (z.cos(), -f)),
    case!("cos", |z| z.cos(), |z, f| (-z.sin(), -f)),
    case!("tan", |z| z.tan(), |_, f| (
        one() + f * f,
        f * (one() + f * f) * 2.0
    )),
    case!("sinh", |z| z.sinh(), |z, f| (z.cosh(), f)),
    case!("cosh", |z| z.cosh(), |z, f| (z.sinh(), f)),
    case!("tanh", |z| z.tanh(), |_, f| (
        one() - f * f,
        f * (one() - f * f) * -2.0
    )),
    case!("asin", |z| z.asin(), |z, f| (
        one() / f.cos(),
        z / f.cos().powi(3)
    )),
    case!("acos", |z| z.acos(), |z, f| (
        -one() / f.sin(),
        -z / f.sin().powi(3)
    )),
    case!("atan", |z| z.atan(), |z, _| {
        let s = one() / (one() + z * z);
        (s, s * s * z * -2.0)
    }),
    case!("asinh", |z| z.asinh(), |z, f| (
        one() / f.cosh(),
        -z / f.cosh().powi(3)
    )),
    case!("acosh", |z| z.acosh(), |z, f| (
        one() / f.sinh(),
        -z / f.sinh().powi(3)
    )),
    case!("atanh", |z| z.atanh(), |z, _| {
        let s = one() / (one() - z * z);
        (s, s * s * z * 2.0)
    }),
];

fn variable(x: f64, y: f64) -> Complex<Number> {
    let number = |v, i| Number::variable(Dual::variable(v, i), i);
    Complex::new(number(x, 0), number(y, 1))
}

/// Every derivative of real and imaginary part beside the right one: value, two slopes, second ones.
fn parts(got: Complex<Number>, f: Complex64, d: Complex64, dd: Complex64) -> Vec<(f64, f64)> {
    let i = Complex64::i();
    let mut pairs = Vec::new();
    let mut push = |re: f64, im: f64, want: Complex64| pairs.extend([(re, want.re), (im, want.im)]);
    push(got.re.re(), got.im.re(), f);
    for k in 0..2 {
        let first = [d, i * d][k];
        push(got.re.partials[k].value, got.im.partials[k].value, first);
        push(got.re.value.partials[k], got.im.value.partials[k], first);
        for l in 0..2 {
            let second = [dd, i * dd, -dd][k + l];
            push(
                got.re.partials[k].partials[l],
                got.im.partials[k].partials[l],
                second,
            );
        }
    }
    pairs
}

fn wrong(pairs: &[(f64, f64)], tolerance: f64) -> bool {
    let scale = pairs.iter().fold(1.0_f64, |m, p| m.max(p.1.abs()));
    let off = |&(got, want): &(f64, f64)| (got - want).abs() > tolerance * scale;
    pairs.iter().any(off)
}

/// The function at `x + iy` by reverse mode, over numbers that carry the derivatives of the gradient.
fn by_reverse(case: &Case, x: f64, y: f64) -> Complex<Number> {
    let f = Jacobian::reverse(|x: &[Reverse]| {
        let z = (case.reverse)(Complex::new(x[0], x[1]));
        [z.re, z.im]
    });
    let point = [Dual::variable(x, 0), Dual::variable(y, 1)];
    let ([re, im], slopes) = f.value_and_jacobian(&point);
    let part = |value, row| Number::new(value, [slopes[(row, 0)], slopes[(row, 1)]]);
    Complex::new(part(re, 0), part(im, 1))
}

#[test]
fn functions_are_right_on_the_axes_and_off_them() {
    on_the_axes_and_off_them(|case, x, y| (case.f)(variable(x, y)));
}

#[test]
fn functions_are_right_in_reverse_mode_too() {
    on_the_axes_and_off_them(by_reverse);
}

/// By machine code: the values, the slopes and the second derivatives of both parts.
#[cfg(feature = "compiled")]
fn by_code(case: &Case, x: f64, y: f64) -> Complex<Number> {
    use partials::Hessian;
    let function = |x: &[Trace]| (case.compiled)(Complex::new(x[0], x[1]));
    let (field, j) = Jacobian::compiled(|x| {
        let z = function(x);
        [z.re, z.im]
    })
    .value_and_jacobian(&[x, y]);
    let part = |row: usize| {
        let h = if row == 0 {
            Hessian::compiled(|x| function(x).re).at(&[x, y])
        } else {
            Hessian::compiled(|x| function(x).im).at(&[x, y])
        };
        let slopes = [j[(row, 0)], j[(row, 1)]];
        let second = |i: usize| Dual::new(slopes[i], [h[(i, 0)], h[(i, 1)]]);
        Number::new(Dual::new(field[row], slopes), [second(0), second(1)])
    };
    Complex::new(part(0), part(1))
}

#[cfg(feature = "compiled")]
#[test]
fn functions_are_right_compiled_too() {
    on_the_axes_and_off_them(by_code);
}

fn on_the_axes_and_off_them(f: impl Fn(&Case, f64, f64) -> Complex<Number>) {
    let (mut right, mut refused) = (0, Vec::new());
    for case in CASES {
        for (x, y) in [
            (4.0, 0.0),
            (4.0, -0.0),
            (-4.0, 0.0),
            (-4.0, -0.0),
            (0.5, 0.0),
            (0.5, -0.0),
            (-0.5, 0.0),
            (-0.5, -0.0),
            (0.0, 4.0),
            (-0.0, 4.0),
            (0.0, -4.0),
            (-0.0, -4.0),
            (0.0, 0.5),
            (-0.0, -0.5),
            (1.25, 0.75),
            (-1.25, 0.75),
            (1.25, -0.75),
            (-1.25, -0.75),
        ] {
            let got = f(case, x, y);
            let z = Complex64::new(x, y);
            let value = Complex64::new(got.re.re(), got.im.re());
            let (d, dd) = (case.slopes)(z, value);
            let pairs = parts(got, value, d, dd);
            if pairs.iter().any(|p| p.0.is_nan()) {
                refused.push(format!("{} at {z}", case.name));
                continue;
            }
            assert!(!wrong(&pairs, 1e-12), "{} at {z}: {pairs:?}", case.name);
            right += 1;
        }
    }
    println!("{right} right, refused: {refused:?}");
    assert!(refused.is_empty(), "{refused:?}");
}

/// The comparison above finds a derivative that was dropped.
#[test]
fn a_dropped_derivative_is_found() {
    let mut got = variable(4.0, 0.0).sqrt();
    got.im = Number::from(got.im.re());
    let pairs = parts(got, 2.0 * one(), one() / 4.0, -one() / 32.0);
    assert!(wrong(&pairs, 1e-12));
}

/// Where a function has no derivative none is made up: at the branch points.
#[test]
fn branch_points_have_no_finite_slope() {
    for (name, z) in [
        ("sqrt", variable(0.0, 0.0).sqrt()),
        ("cbrt", variable(0.0, 0.0).cbrt()),
        ("ln", variable(0.0, 0.0).ln()),
        ("inv", variable(0.0, 0.0).inv()),
        ("asin", variable(1.0, 0.0).asin()),
        ("acos", variable(-1.0, 0.0).acos()),
        ("acosh", variable(1.0, 0.0).acosh()),
        ("atanh", variable(1.0, 0.0).atanh()),
        ("atan", variable(0.0, 1.0).atan()),
    ] {
        for k in 0..2 {
            let slopes = [z.re.partials[k].value, z.im.partials[k].value];
            let finite = slopes.iter().all(|s| s.is_finite());
            assert!(!finite, "{name}: {slopes:?}");
        }
    }
}

/// Powers by an exponent that is 0 here and moves: `d zʸ / dy = zʸ ln z`.
#[test]
fn an_exponent_that_is_zero_here_moves_the_power() {
    let z = Complex::new(Dual::<f64, 1>::constant(2.0), Dual::constant(1.0));
    let zero = Dual::variable(0.0, 0);
    let ln = Complex64::new(2.0, 1.0).ln();
    for power in [
        z.powf(zero),
        z.powc(Complex::new(zero, Dual::constant(0.0))),
    ] {
        assert!((power.re.partials[0] - ln.re).abs() < 1e-15);
        assert!((power.im.partials[0] - ln.im).abs() < 1e-15);
    }
}
