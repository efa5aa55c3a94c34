//! num-complex's functions on dual numbers: first and second derivatives beside the complex ones, on
//! both axes and off them, on either side of a branch cut. They are right or NaN.
//!
//! By the Cauchy-Riemann equations the derivatives of `f` by the parts of `x + iy` are `f'` and
//! `i f'`, and the second ones `f''`, `i f''` and `-f''`.

use num_complex::{Complex, Complex64};
use partials::Dual;

type Number = Dual<Dual<f64, 2>, 2>;

/// A function with its first two complex derivatives, given argument and value.
struct Case {
    name: &'static str,
    f: fn(Complex<Number>) -> Complex<Number>,
    slopes: fn(Complex64, Complex64) -> (Complex64, Complex64),
}

fn one() -> Complex64 {
    Complex64::new(1.0, 0.0)
}

const CASES: &[Case] = &[
    Case {
        name: "sqrt",
        f: |z| z.sqrt(),
        slopes: |z, f| (one() / (f * 2.0), -one() / (f * z * 4.0)),
    },
    Case {
        name: "cbrt",
        f: |z| z.cbrt(),
        slopes: |z, f| (f / (z * 3.0), f * -2.0 / (z * z * 9.0)),
    },
    Case {
        name: "exp",
        f: |z| z.exp(),
        slopes: |_, f| (f, f),
    },
    Case {
        name: "ln",
        f: |z| z.ln(),
        slopes: |z, _| (one() / z, -one() / (z * z)),
    },
    Case {
        name: "powi",
        f: |z| z.powi(3),
        slopes: |z, _| (z * z * 3.0, z * 6.0),
    },
    Case {
        name: "powi, negative",
        f: |z| z.powi(-2),
        slopes: |z, f| (f * -2.0 / z, f * 6.0 / (z * z)),
    },
    Case {
        name: "powf",
        f: |z| z.powf(Number::from(1.5)),
        slopes: |z, f| (f * 1.5 / z, f * 0.75 / (z * z)),
    },
    Case {
        name: "powc",
        f: |z| z.powc(Complex::new(Number::from(0.5), Number::from(0.0))),
        slopes: |z, f| (f * 0.5 / z, f * -0.25 / (z * z)),
    },
    Case {
        name: "inv",
        f: |z| z.inv(),
        slopes: |_, f| (-f * f, f * f * f * 2.0),
    },
    Case {
        name: "finv",
        f: |z| z.finv(),
        slopes: |_, f| (-f * f, f * f * f * 2.0),
    },
    Case {
        name: "square by itself",
        f: |z| z * z / z,
        slopes: |_, _| (one(), one() * 0.0),
    },
    Case {
        name: "polar",
        f: |z| {
            let (r, angle) = z.to_polar();
            Complex::from_polar(r, angle)
        },
        slopes: |_, _| (one(), one() * 0.0),
    },
    Case {
        name: "sin",
        f: |z| z.sin(),
        slopes: |z, f| (z.cos(), -f),
    },
    Case {
        name: "cos",
        f: |z| z.cos(),
        slopes: |z, f| (-z.sin(), -f),
    },
    Case {
        name: "tan",
        f: |z| z.tan(),
        slopes: |_, f| (one() + f * f, f * (one() + f * f) * 2.0),
    },
    Case {
        name: "sinh",
        f: |z| z.sinh(),
        slopes: |z, f| (z.cosh(), f),
    },
    Case {
        name: "cosh",
        f: |z| z.cosh(),
        slopes: |z, f| (z.sinh(), f),
    },
    Case {
        name: "tanh",
        f: |z| z.tanh(),
        slopes: |_, f| (one() - f * f, f * (one() - f * f) * -2.0),
    },
    Case {
        name: "asin",
        f: |z| z.asin(),
        slopes: |z, f| (one() / f.cos(), z / f.cos().powi(3)),
    },
    Case {
        name: "acos",
        f: |z| z.acos(),
        slopes: |z, f| (-one() / f.sin(), -z / f.sin().powi(3)),
    },
    Case {
        name: "atan",
        f: |z| z.atan(),
        slopes: |z, _| {
            let s = one() / (one() + z * z);
            (s, s * s * z * -2.0)
        },
    },
    Case {
        name: "asinh",
        f: |z| z.asinh(),
        slopes: |z, f| (one() / f.cosh(), -z / f.cosh().powi(3)),
    },
    Case {
        name: "acosh",
        f: |z| z.acosh(),
        slopes: |z, f| (one() / f.sinh(), -z / f.sinh().powi(3)),
    },
    Case {
        name: "atanh",
        f: |z| z.atanh(),
        slopes: |z, _| {
            let s = one() / (one() - z * z);
            (s, s * s * z * 2.0)
        },
    },
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

#[test]
fn functions_are_right_on_the_axes_and_off_them() {
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
            let got = (case.f)(variable(x, y));
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
