//! Every elementary function against exact values and derivatives, computed with many digits by
//! `tests/oracle/generate.py`. With `--nocapture` the worst error of each function is printed.

use std::collections::BTreeMap;
use std::fmt::Write;

use num_dual::DualNum;
use partials::scalar::Real;
use partials::{Derivative, Dual, Gradient, Hessian, Scalar};

const DATA: &str = include_str!("data/elementary.txt");

/// Largest error of a value, in units of its last place.
const VALUE_ULPS: f64 = 4.0;

/// Special functions that cross zero at irrational places, about which they are sums that cancel.
/// Their values are granted a unit for a rounding of the argument too, times the condition.
const CROSSING: [&str; 9] = [
    "bessel_j",
    "bessel_y",
    "gamma",
    "ln_gamma",
    "polygamma",
    "sph_j0",
    "sph_j1",
    "sph_j2",
    "sinc",
];

/// Relative error granted to a derivative for its own rounding, and again for a rounding of the
/// arguments: an entry that amplifies a relative change of its arguments by `condition` may be off
/// by `ROUNDING * (1 + condition)`.
const ROUNDING: f64 = 1e-15;

/// Outside of [`CROSSING`] no more than this is granted: `sin` at 1e300 has to be right too.
const LARGEST_CONDITION: f64 = 10.0;

struct Row<'a> {
    name: &'a str,
    /// The constant after the colon of a name such as `powi:3`.
    parameter: f64,
    numbers: Vec<f64>,
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    DATA.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split(' ');
            let name = fields.next().unwrap();
            let (name, parameter) = name.split_once(':').unwrap_or((name, "nan"));
            Row {
                name,
                parameter: parameter.parse().unwrap(),
                numbers: fields.map(|field| field.parse().unwrap()).collect(),
            }
        })
}

/// The functions of one variable by name, for numbers of any kind.
macro_rules! unary {
    ($($name:ident)*) => {
        const UNARY: &[&str] = &[$(stringify!($name)),*];

        fn unary<S: Scalar + DualNum<Primitive = f64>>(name: &str, parameter: f64, x: S) -> Option<S> {
            Some(match name {
                $(stringify!($name) => Real::$name(x),)*
                "powi" => Real::powi(x, parameter as i32),
                "powf" => Real::powf(x, parameter),
                "log" => Real::log(x, parameter),
                "polygamma" => Real::polygamma(x, parameter as u32),
                "sph_j0" => x.sph_j0(),
                "sph_j1" => x.sph_j1(),
                "sph_j2" => x.sph_j2(),
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
        _ => panic!("no function of the name {name}"),
    }
}

/// Units in the last place of `exact` between the two.
fn ulps(got: f64, exact: f64) -> f64 {
    if got == exact || (got.is_nan() && exact.is_nan()) {
        return 0.0;
    }
    let ulp = exact.abs().next_up() - exact.abs();
    (got / ulp - exact / ulp).abs()
}

/// Relative error, in which the spacing of the smallest numbers counts as nothing.
fn relative(got: f64, exact: f64) -> f64 {
    let difference = (got - exact).abs();
    if got == exact || difference <= 4.0 * 5e-324 {
        0.0
    } else {
        difference / exact.abs()
    }
}

#[derive(Default)]
struct Worst {
    rows: usize,
    value: f64,
    // By order of the derivative; of the error divided by what is granted.
    derivatives: [f64; 3],
    /// Derivatives that need the grant for their condition.
    conditioned: usize,
    /// Derivatives that overflow and are answered by NaN.
    overflowed: usize,
}

/// Compares a row of results with the exact ones; `orders` are the orders of the columns.
fn compare(
    row: &Row,
    at: usize,
    orders: &[usize],
    got: &[f64],
    worst: &mut Worst,
    failures: &mut String,
) {
    let (point, rest) = row.numbers.split_at(at);
    let (exact, conditions) = rest.split_at(orders.len());
    assert_eq!(
        conditions.len(),
        orders.len(),
        "{} at {point:?} lacks columns",
        row.name
    );
    worst.rows += 1;
    for (k, &order) in orders.iter().enumerate() {
        let crossing = CROSSING.contains(&row.name);
        let (error, granted) = if order == 0 {
            let condition = if crossing { conditions[k] } else { 0.0 };
            (ulps(got[k], exact[k]), VALUE_ULPS + condition)
        } else {
            let limit = if crossing {
                f64::MAX
            } else {
                LARGEST_CONDITION
            };
            let condition = conditions[k].min(limit);
            if exact[k] == 0.0 {
                (got[k].abs(), ROUNDING * conditions[k])
            } else {
                (relative(got[k], exact[k]), ROUNDING * (1.0 + condition))
            }
        };
        if order == 0 {
            worst.value = worst.value.max(error);
        } else {
            let part = &mut worst.derivatives[order - 1];
            *part = part.max(error / granted);
            worst.conditioned += usize::from(exact[k] != 0.0 && error > ROUNDING);
        }
        // A second derivative that overflows may be one infinity less another, hence NaN.
        let overflowed = order >= 2 && exact[k].is_infinite() && got[k].is_nan();
        worst.overflowed += usize::from(overflowed);
        // Not `error > granted`: NaN must fail.
        let passed = error <= granted || overflowed;
        if !passed {
            writeln!(
                failures,
                "{}({}) at {point:?}, entry {k}: {:e} instead of {:e}, error {error:.2e}, granted {granted:.2e}",
                row.name, row.parameter, got[k], exact[k]
            )
            .unwrap();
        }
    }
}

type Third = Dual<Dual<Dual<f64, 1>, 1>, 1>;

/// The orders as the rules have them, which are read off the numbers: also beside a value that
/// overflows, where an operator hands out none.
fn up_to_third(f: impl Fn(Third) -> Third, x: f64) -> [f64; 4] {
    let y = f(Dual::variable(Dual::variable(Dual::variable(x, 0), 0), 0));
    [
        y.value.value.value,
        y.value.value.partials[0],
        y.value.partials[0].partials[0],
        y.partials[0].partials[0].partials[0],
    ]
}

/// The variable `i` of two, with the outer level along the variable `v`.
fn second(x: f64, i: usize, v: usize) -> Dual<Dual, 1> {
    let along = if i == v { 1.0 } else { 0.0 };
    Dual::new(Dual::variable(x, i), [Dual::constant(along)])
}

/// An operator has the numbers' derivatives to the bit, or none beside a value that is not finite.
#[track_caller]
fn handed_out(numbers: &[f64], operator: &[f64]) {
    let finite = numbers[0].is_finite();
    for (n, o) in numbers.iter().zip(operator).skip(1) {
        let same = n.to_bits() == o.to_bits() || n.is_nan() && o.is_nan();
        let none = n.is_finite() && o.is_nan() && !finite;
        assert!(
            same && (finite || !o.is_finite()) || none,
            "{numbers:?} {operator:?}"
        );
    }
}

/// Equal to the last digits, and NaN where the other is.
fn alike(a: &[f64], b: &[f64]) -> bool {
    let alike = |(a, b): (&f64, &f64)| a.is_nan() && b.is_nan() || relative(*a, *b) < 1e-14;
    a.iter().zip(b).all(alike)
}

/// By machine code, which is made for each function at its first point.
#[cfg(feature = "compiled")]
mod compiled {
    use partials::Trace;
    use partials::exact::compiled::Compiled;

    use super::*;

    type Function = Box<dyn Fn(&[Trace]) -> Trace>;
    type Both = (Gradient<Function, Compiled>, Hessian<Function, Compiled>);

    /// The operators of the function under way, of one name and parameter.
    #[derive(Default)]
    pub struct Operators {
        kept: Option<(String, Both)>,
    }

    impl Operators {
        fn of(&mut self, row: &Row<'static>, f: fn(&'static str, f64, &[Trace]) -> Trace) -> &Both {
            let (name, parameter) = (row.name, row.parameter);
            let function = || -> Function { Box::new(move |x| f(name, parameter, x)) };
            let key = format!("{name} {parameter}");
            if self.kept.as_ref().is_none_or(|(kept, ..)| *kept != key) {
                let gradient = Gradient::compiled(function());
                self.kept = Some((key, (gradient, Hessian::compiled(function()))));
            }
            &self.kept.as_ref().unwrap().1
        }

        /// A compiled operator has forward mode's derivatives up to rounding, and just those where code is
        /// not applicable.
        pub fn of_one(
            &mut self,
            row: &Row<'static>,
            forward: &[f64; 4],
            worst: &mut Worst,
            failures: &mut String,
        ) {
            let (name, x) = (row.name, row.numbers[0]);
            let (f, g) = self.of(row, |name, parameter, x| {
                unary(name, parameter, x[0]).unwrap()
            });
            let (value, [slope]) = f.value_and_gradient(&[x]);
            let (also, [too], h) = g.value_gradient_hessian(&[x]);
            assert!(alike(&[value, slope], &[also, too]), "{name} {x}");
            let got = [value, slope, h[(0, 0)], forward[3]];
            if value.is_finite() {
                compare(row, 1, &[0, 1, 2, 3], &got, worst, failures);
            } else {
                assert!(got[..3].iter().all(|d| !d.is_finite()), "{name} {x}");
            }
        }

        pub fn of_two(
            &mut self,
            row: &Row<'static>,
            forward: &[f64; 8],
            worst: &mut Worst,
            failures: &mut String,
        ) {
            let (name, at) = (row.name, [row.numbers[0], row.numbers[1]]);
            let (f, g) = self.of(row, |name, parameter, x| {
                binary(name, parameter, x[0], x[1])
            });
            let (value, [a, b]) = f.value_and_gradient(&at);
            let (v, [c, d], h) = g.value_gradient_hessian(&at);
            assert!(alike(&[value, a, b], &[v, c, d]), "{name} at {at:?}");
            let [.., xxx, yyy] = *forward;
            let got = [v, c, d, h[(0, 0)], h[(0, 1)], h[(1, 1)], xxx, yyy];
            if value.is_finite() {
                compare(row, 2, &[0, 1, 1, 2, 2, 2, 3, 3], &got, worst, failures);
            } else {
                assert!(got[..6].iter().all(|d| !d.is_finite()), "{name} {at:?}");
            }
        }
    }
}

#[test]
fn every_function_of_one_variable_is_in_the_random_programs() {
    let programs = include_str!("common/programs.rs");
    for name in UNARY {
        assert!(programs.contains(&format!("a.{name}()")), "{name}");
    }
}

#[test]
fn against_exact_values() {
    let mut all = BTreeMap::<&str, Worst>::new();
    let mut failures = String::new();
    #[cfg(feature = "compiled")]
    let mut operators = compiled::Operators::default();
    for row in rows() {
        let worst = all.entry(row.name).or_default();
        let (name, parameter) = (row.name, row.parameter);
        let x = row.numbers[0];
        if unary(name, parameter, Dual::<f64, 1>::constant(x)).is_some() {
            let f = |x| unary(name, parameter, x).unwrap();
            let got = up_to_third(f, x);
            handed_out(&got, &Derivative::new(f).up_to_third(x));
            let f = Gradient::reverse(|x| unary(name, parameter, x[0]).unwrap());
            let (value, [slope]) = f.value_and_gradient(&[x]);
            let f = Hessian::reverse(|x| unary(name, parameter, x[0]).unwrap());
            let (also, [too], h) = f.value_gradient_hessian(&[x]);
            let reverse = [value, slope, h[(0, 0)], got[3]];
            assert!(alike(&[value, slope], &[also, too]), "{name} {x}");
            if value.is_finite() {
                compare(&row, 1, &[0, 1, 2, 3], &reverse, worst, &mut failures);
            } else {
                assert!(reverse[..3].iter().all(|d| !d.is_finite()), "{name} {x}");
            }
            #[cfg(feature = "compiled")]
            operators.of_one(&row, &got, worst, &mut failures);
            compare(&row, 1, &[0, 1, 2, 3], &got, worst, &mut failures);
        } else {
            let y = row.numbers[1];
            let f = |x: &[Dual<Dual, 1>]| binary(name, parameter, x[0], x[1]);
            let along = |v: usize| f(&[second(x, 0, v), second(y, 1, v)]);
            let (first, last) = (along(0), along(1));
            let value = first.value.value;
            let g = [first.partials[0].value, last.partials[0].value];
            let [xx, xy, ..] = first.partials[0].partials;
            let [_, yy, ..] = last.partials[0].partials;
            let [.., xxx] = up_to_third(|x| binary(name, parameter, x, y.into()), x);
            let [.., yyy] = up_to_third(|y| binary(name, parameter, x.into(), y), y);
            let got = [value, g[0], g[1], xx, xy, yy, xxx, yyy];
            let (v, [a, b], h) = Hessian::new(f).value_gradient_hessian(&[x, y]);
            handed_out(&got[..6], &[v, a, b, h[(0, 0)], h[(0, 1)], h[(1, 1)]]);
            compare(
                &row,
                2,
                &[0, 1, 1, 2, 2, 2, 3, 3],
                &got,
                worst,
                &mut failures,
            );
            let gradient = Gradient::new(|x| binary(name, parameter, x[0], x[1])).at(&[x, y]);
            handed_out(&got[..3], &[value, gradient[0], gradient[1]]);
            let f = Gradient::reverse(|x| binary(name, parameter, x[0], x[1]));
            let (value, [a, b]) = f.value_and_gradient(&[x, y]);
            let f = Hessian::reverse(|x| binary(name, parameter, x[0], x[1]));
            let (v, [c, d], h) = f.value_gradient_hessian(&[x, y]);
            assert!(
                alike(&[value, a, b], &[v, c, d]),
                "{name} at {x:e} {y:e}: {a:e} {b:e}; {c:e} {d:e}"
            );
            #[cfg(feature = "compiled")]
            operators.of_two(&row, &got, worst, &mut failures);
            let [.., xxx, yyy] = got;
            let reverse = [v, a, b, h[(0, 0)], h[(0, 1)], h[(1, 1)], xxx, yyy];
            // The mixed derivative is taken from the other slope, which may overflow, or come from a
            // value that underflows.
            let is_in_range = a.is_finite() && b.is_finite() && (v == 0.0) == (got[4] == 0.0);
            if value.is_finite() && is_in_range {
                let orders = [0, 1, 1, 2, 2, 2, 3, 3];
                compare(&row, 2, &orders, &reverse, worst, &mut failures);
            } else if !value.is_finite() {
                assert!(
                    reverse[..6].iter().all(|d| !d.is_finite()),
                    "{name} {x} {y}"
                );
            }
        }
    }
    println!("Errors: of values in ulps; of derivatives as parts of what is granted.");
    println!(
        "cond: derivatives that need the grant for their condition; NaN: overflows answered so."
    );
    println!(
        "{:12} {:>5} {:>7} {:>5} {:>5} {:>5} {:>5} {:>5}",
        "", "rows", "value", "f'", "f''", "f'''", "cond", "NaN"
    );
    for (name, worst) in &all {
        let [a, b, c] = worst.derivatives;
        println!(
            "{name:12} {:5} {:7.1} {a:5.2} {b:5.2} {c:5.2} {:5} {:5}",
            worst.rows, worst.value, worst.conditioned, worst.overflowed
        );
    }
    assert!(
        failures.is_empty(),
        "{} wrong entries:\n{failures}",
        failures.lines().count()
    );
}
