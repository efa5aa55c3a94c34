//! Taylor coefficients of every elementary function to order 12 against exact ones, computed with many
//! digits by `tests/oracle/taylor.py`. With `--nocapture` the worst error of each function is printed.

use std::collections::BTreeMap;
use std::fmt::Write;

use partials::scalar::Real;
use partials::{Scalar, Series};

const DATA: &str = include_str!("data/taylor.txt");

/// Coefficients that are compared; one more is in the data, for the condition of the last.
const COUNT: usize = 13;

/// Relative error granted to a coefficient for a rounding of every order below it and of the argument,
/// times what they amplify it by: see [`granted`].
const ROUNDING: f64 = 1e-15;

struct Row<'a> {
    name: &'a str,
    /// The constant after the colon of a name such as `powi:3`.
    parameter: f64,
    curve: bool,
    numbers: Vec<f64>,
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    let lines = DATA.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut fields = line.split(' ');
        let name = fields.next().unwrap();
        let (name, parameter) = name.split_once(':').unwrap_or((name, "nan"));
        Row {
            name,
            parameter: parameter.parse().unwrap(),
            curve: fields.next() == Some("1"),
            numbers: fields.map(|field| field.parse().unwrap()).collect(),
        }
    })
}

/// The functions of one variable by name, for numbers of any kind.
macro_rules! unary {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        fn unary<S: Scalar>(name: &str, parameter: f64, x: S) -> Option<S> {
            Some(match name {
                $(stringify!($name) => Real::$name(x),)*
                "powi" => Real::powi(x, parameter as i32),
                "powf" => Real::powf(x, parameter),
                "log" => Real::log(x, parameter),
                "polygamma" => Real::polygamma(x, parameter as u32),
                "bessel_j" => Real::bessel_j(x, parameter as u32),
                "bessel_y" => Real::bessel_y(x, parameter as u32),
                _ => return None,
            })
        }
    };
}
unary! {
    recip sqrt cbrt exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan asin acos atan sinh cosh tanh
    asinh acosh atanh abs signum floor ceil round trunc fract to_degrees to_radians erf erfc gamma
    ln_gamma logistic softplus sinc
}

fn binary<S: Scalar>(name: &str, parameter: f64, x: S, y: S) -> S {
    match name {
        "divide" => x / y,
        "multiply" => x * y,
        "mul_add" => x.mul_add(y, S::from(parameter)),
        "hypot" => x.hypot(y),
        "atan2" => x.atan2(y),
        "powd" => x.powd(y),
        "xlogy" => x.xlogy(y),
        "rem" => x % y,
        "rem_euclid" => x.rem_euclid(y),
        _ => panic!("{name} is not known"),
    }
}

/// The arguments of a row: exact ones, on a line or a curve.
fn arguments(row: &Row) -> Vec<Series<f64, COUNT>> {
    let t = Series::variable(0.0);
    let (curved, also) = (t * t / 2.0 - t * t * t / 4.0, t * t / 4.0);
    let places = row.numbers.len() - COUNT - 1;
    let lines = [row.numbers[0] + t, row.numbers[places - 1] - 2.0 * t];
    let all = if row.curve {
        [lines[0] + curved, lines[1] + also]
    } else {
        lines
    };
    all[..places].to_vec()
}

/// The error granted to the coefficient `k`: one rounding for every order of the recurrence, and one of
/// the argument, by which it changes as `(k + 1) c_(k+1)` does. A coefficient that is small among those
/// that oscillate is a sum of others, and as large as the geometric mean of its neighbours counts. On a
/// curve, and of two arguments, it is a sum of as many products of two, each with the error of its order.
fn granted(row: &Row, exact: &[f64], k: usize) -> f64 {
    let order = k as f64 + 1.0;
    let before = exact[k.saturating_sub(1)];
    let size = exact[k].abs().max((before * exact[k + 1]).abs().sqrt());
    let point = row.numbers.len() - exact.len();
    let x = row.numbers[..point]
        .iter()
        .fold(0.0, |l: f64, x| l.max(x.abs()));
    let terms = if row.curve || point > 1 {
        2.0 * order
    } else {
        1.0
    };
    ROUNDING * order * terms * (size + x * exact[k + 1].abs())
}

#[derive(Default)]
struct Worst {
    rows: usize,
    error: f64,
}

#[test]
fn against_exact_values() {
    let mut all = BTreeMap::<&str, Worst>::new();
    let mut failures = String::new();
    let (mut entries, mut found) = (0, 0);
    for row in rows() {
        let arguments = arguments(&row);
        let (point, exact) = row.numbers.split_at(arguments.len());
        let got = unary(row.name, row.parameter, arguments[0])
            .unwrap_or_else(|| binary(row.name, row.parameter, arguments[0], arguments[1]))
            .coefficients();
        let worst = all.entry(row.name).or_default();
        worst.rows += 1;
        for k in 0..COUNT {
            let (error, granted) = ((got[k] - exact[k]).abs(), granted(&row, exact, k));
            if error > 0.0 {
                worst.error = worst.error.max(error / granted);
            }
            // A relative error of 1e-10 would be found.
            entries += usize::from(exact[k] != 0.0);
            found += usize::from(1e-10 * exact[k].abs() > granted);
            // Not `error > granted`: NaN must fail.
            let passed = error <= granted || got[k] == exact[k];
            if !passed {
                writeln!(
                    failures,
                    "{}({}) at {point:?}, curve {}, order {k}: {:e} instead of {:e}, error {:.1e}",
                    row.name,
                    row.parameter,
                    row.curve,
                    got[k],
                    exact[k],
                    error / granted
                )
                .unwrap();
            }
        }
    }
    println!(
        "{:12} {:>5} error, as a part of what is granted",
        "", "rows"
    );
    for (name, worst) in &all {
        println!("{name:12} {:5} {:8.3}", worst.rows, worst.error);
    }
    for name in NAMES {
        assert!(
            all.get(name).is_some_and(|worst| worst.rows >= 4),
            "{name} has too few rows"
        );
    }
    assert!(100 * found > 95 * entries, "{found} of {entries}");
    let count = failures.lines().count();
    assert!(failures.is_empty(), "{count} wrong entries:\n{failures}");
}
