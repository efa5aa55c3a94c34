//! Random programs with branches and loops by the compiled kind and by forward mode.
//!
//! Values are those of the closure on plain numbers to the bit. Derivatives differ by no more than rounding
//! explains, and are NaN and infinite where those of forward mode are. `PARTIALS_CASES` says how many
//! programs, of which there are new ones then:
//!
//! `PARTIALS_CASES=10000 cargo test --features compiled --test compiled_programs` takes four minutes.
#![cfg(feature = "compiled")]

#[path = "common/cases.rs"]
mod cases;
#[path = "common/programs.rs"]
mod programs;
#[path = "common/terms.rs"]
mod terms;

use std::sync::atomic::{AtomicUsize, Ordering};

use cases::config;
use nalgebra::DMatrix;
use partials::exact::compiled::Optimize;
use partials::scalar::Real;
use partials::{Dual, Gradient, Hessian, Jacobian};
use programs::{Function, Program, ROWS, points, programs};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use terms::{N, Number, Terms};

/// A direction in which all variables count differently.
const DIRECTION: [f64; N] = [1.0, -0.7, 0.4];

/// Weights of the values.
const WEIGHTS: [f64; ROWS] = [1.0, 0.4, -0.2, -0.8];

/// What forward mode says of a program at a point.
struct Answers {
    values: Vec<f64>,
    gradient: Vec<f64>,
    jacobian: DMatrix<f64>,
    jvp: Vec<f64>,
    vjp: Vec<f64>,
    /// The gradient beside the Hessian, which may be refused where that is.
    beside: Vec<f64>,
    hessian: DMatrix<f64>,
    hvp: Vec<f64>,
}

impl Answers {
    fn new(program: &Program, x: &[f64]) -> Self {
        let rows = program.rows();
        let jacobian = Jacobian::new(|x| program.all(x));
        let hessian = Hessian::new(|x| program.at(x));
        let (_, beside, second) = hessian.value_gradient_hessian(x);
        Self {
            values: program.all(x),
            gradient: Gradient::new(|x| program.at(x)).at(x),
            jacobian: jacobian.at(x),
            jvp: jacobian.jvp(x, &DIRECTION[..]),
            vjp: jacobian.vjp(x, &WEIGHTS[..rows]),
            beside,
            hessian: second,
            hvp: hessian.hvp(x, &DIRECTION[..]),
        }
    }
}

/// One number that an operator is asked for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Gradient(usize),
    Slope,
    Jacobian(usize, usize),
    Jvp(usize),
    Vjp(usize),
    GradientBesideHessian(usize),
    Hessian(usize, usize),
    Hvp(usize),
}

impl Asked {
    fn of(self, answers: &Answers) -> f64 {
        match self {
            Self::Gradient(i) => answers.gradient[i],
            Self::Slope => answers.jvp[0],
            Self::Jacobian(row, i) => answers.jacobian[(row, i)],
            Self::Jvp(row) => answers.jvp[row],
            Self::Vjp(i) => answers.vjp[i],
            Self::GradientBesideHessian(i) => answers.beside[i],
            Self::Hessian(i, j) => answers.hessian[(i, j)],
            Self::Hvp(i) => answers.hvp[i],
        }
    }

    /// How far off it may be.
    fn bound(self, terms: &[Number]) -> f64 {
        let all = |row: usize| (0..N).map(|i| terms[row].first(i)).sum();
        match self {
            Self::Gradient(i) | Self::GradientBesideHessian(i) => terms[0].first(i),
            Self::Slope => all(0),
            Self::Jacobian(row, i) => terms[row].first(i),
            Self::Jvp(row) => all(row),
            Self::Vjp(i) => {
                let term = |(number, w): (&Number, &f64)| number.first(i) * w.abs();
                terms.iter().zip(&WEIGHTS).map(term).sum()
            }
            Self::Hessian(i, j) => terms[0].second(i, j),
            Self::Hvp(i) => (0..N).map(|j| terms[0].second(i, j)).sum(),
        }
    }

    /// Whether the values that it is a derivative of are finite.
    fn has_finite_values(self, values: &[f64]) -> bool {
        match self {
            Self::Jacobian(row, _) | Self::Jvp(row) => values[row].is_finite(),
            Self::Vjp(_) => values.iter().all(|y| y.is_finite()),
            _ => values[0].is_finite(),
        }
    }
}

/// A point with the answers there, and how exact they are.
struct Expected<'a> {
    program: &'a Program,
    x: [f64; N],
    answers: Answers,
    terms: Vec<Number>,
    is_far: bool,
    is_refused: bool,
}

/// How many points were too far out to be compared, and how many not; how many derivatives have been
/// compared that are not zero, and how many of them closely.
static FAR: AtomicUsize = AtomicUsize::new(0);
static COMPARED: AtomicUsize = AtomicUsize::new(0);
static DERIVATIVES: AtomicUsize = AtomicUsize::new(0);
static CLOSELY: AtomicUsize = AtomicUsize::new(0);

impl<'a> Expected<'a> {
    fn new(program: &'a Program, x: [f64; N]) -> Self {
        let mut machine = Terms::default();
        let variables = machine.variables(&x);
        let terms = program.run(&mut machine, &variables);
        let is_far = terms.iter().any(|y| machine.is_far(*y));
        let count = if is_far { &FAR } else { &COMPARED };
        count.fetch_add(1, Ordering::Relaxed);
        Self {
            program,
            x,
            answers: Answers::new(program, &x),
            terms,
            is_far,
            is_refused: machine.is_refused,
        }
    }

    fn check(&self, asked: Asked, got: f64) -> TestCaseResult {
        let is_finite = asked.has_finite_values(&self.answers.values);
        let (expected, bound) = (asked.of(&self.answers), asked.bound(&self.terms));
        let is_skipped = self.is_far && is_finite || self.is_refused && expected.is_nan();
        if expected.is_finite() && expected != 0.0 && !is_skipped {
            DERIVATIVES.fetch_add(1, Ordering::Relaxed);
            let is_close = bound <= 1e-12 * expected.abs();
            CLOSELY.fetch_add(usize::from(is_close), Ordering::Relaxed);
        }
        let same = got == expected || got.is_nan() && expected.is_nan();
        // Beside a value that is none no finite derivative is handed out. Which other one depends on whether
        // a constant is known to be one: `inf x` at 0.
        let are_none = !is_finite && !got.is_finite() && !expected.is_finite();
        if same || is_skipped || are_none {
            return Ok(());
        }
        if is_finite && expected.is_nan() && self.is_limit(asked, got) {
            return Ok(());
        }
        let bound = if bound.is_finite() {
            bound
        } else {
            1e-9 * expected.abs()
        };
        prop_assert!(
            (got - expected).abs() <= bound + 1e-200,
            "{:?} at {:?}: {:e} instead of {:e}, off by {:e}, bound {:e}",
            asked,
            self.x,
            got,
            expected,
            (got - expected).abs(),
            bound
        );
        Ok(())
    }

    /// Where forward mode refuses what it cannot tell, a graph may know better: that a number is not there,
    /// or that equal ones are subtracted. Then it has the derivative of the points around on the same path.
    fn is_limit(&self, asked: Asked, got: f64) -> bool {
        let beside = |h: f64| {
            let x = [0, 1, 2].map(|i| self.x[i] + h * DIRECTION[i] * self.x[i].abs().max(1.0));
            let is_same_path = self.program.path(&x) == self.program.path(&self.x);
            is_same_path.then(|| asked.of(&Answers::new(self.program, &x)))
        };
        let is_near = |y: f64| y.is_nan() || (y - got).abs() <= 1e-4 * (1.0 + got.abs());
        let all = [1e-7, -1e-7, 1e-8].map(beside);
        all.iter().all(|y| y.is_none_or(is_near))
    }

    fn values(&self, what: &str, got: &[f64]) -> TestCaseResult {
        let bits = |x: &[f64]| -> Vec<u64> {
            let canonical = |x: &f64| if x.is_nan() { f64::NAN } else { *x };
            x.iter().map(|x| canonical(x).to_bits()).collect()
        };
        let values = &self.answers.values[..got.len()];
        prop_assert!(
            bits(got) == bits(values),
            "{} at {:?}: values {:?} instead of {:?}",
            what,
            self.x,
            got,
            values
        );
        Ok(())
    }
}

/// One operator of each, asked at every point, in an order that meets paths again.
fn agree(program: &Program, at: &[[f64; N]], optimize: Optimize) -> TestCaseResult {
    let expected: Vec<Expected<'_>> = at.iter().map(|x| Expected::new(program, *x)).collect();
    let gradient = Gradient::compiled(|x| program.at(x)).optimize(optimize);
    let hessian = Hessian::compiled(|x| program.at(x)).optimize(optimize);
    let jacobian = Jacobian::compiled(|x| program.all(x)).optimize(optimize);
    let rows = program.rows();
    for e in expected.iter().chain(expected.iter().rev()) {
        let x = &e.x[..];
        let (value, g) = gradient.value_and_gradient(x);
        e.values("gradient", &[value])?;
        e.check(Asked::Slope, gradient.jvp(x, &DIRECTION[..]))?;
        let (values, j) = jacobian.value_and_jacobian(x);
        e.values("jacobian", &values)?;
        let (value, beside, h) = hessian.value_gradient_hessian(x);
        e.values("hessian", &[value])?;
        let vjp = jacobian.vjp(x, &WEIGHTS[..rows]);
        let hvp = hessian.hvp(x, &DIRECTION[..]);
        for i in 0..N {
            e.check(Asked::Gradient(i), g[i])?;
            e.check(Asked::GradientBesideHessian(i), beside[i])?;
            e.check(Asked::Vjp(i), vjp[i])?;
            e.check(Asked::Hvp(i), hvp[i])?;
            for j in 0..N {
                e.check(Asked::Hessian(i, j), h[(i, j)])?;
            }
        }
        let jvp = jacobian.jvp(x, &DIRECTION[..]);
        for row in 0..rows {
            e.check(Asked::Jvp(row), jvp[row])?;
            for i in 0..N {
                e.check(Asked::Jacobian(row, i), j[(row, i)])?;
            }
        }
    }
    Ok(())
}

/// Numbers of three levels with plain values, of which some derivatives are NaN.
fn spoiled(x: &[f64], which: usize) -> Vec<Dual<Dual<Dual<f64, 2>, 1>, 1>> {
    let count = x.len();
    let number = |(i, x): (usize, &f64)| {
        let mut number: Dual<Dual<Dual<f64, 2>, 1>, 1> = Dual::of(*x);
        if i == which || which == count {
            number.value.value.partials[0] = f64::NAN;
            number.value.partials[0] = Dual::of(f64::NAN);
            number.partials[0] = Dual::of(1.0);
        }
        number
    };
    x.iter().enumerate().map(number).collect()
}

/// Forward mode looks for structure with derivatives that are NaN. They change no value, or a program would
/// take another path.
#[test]
fn derivatives_that_are_nan_change_no_value() {
    let at_edges = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.0,
        3.0,
        1e-160,
        1e160,
        f64::INFINITY,
        f64::NAN,
    ];
    let limits = |f: Function| matches!(f, Function::ClampTo | Function::Clamp);
    let mut compared = 0;
    for f in Function::ALL {
        let count = f.arguments();
        for code in 0..at_edges.len().pow(count as u32) {
            let digit = |k: u32| at_edges[code / at_edges.len().pow(k) % at_edges.len()];
            let x = &[digit(0), digit(1), digit(2)][..count];
            if limits(*f) && x.iter().any(|x| x.is_nan()) {
                continue;
            }
            for which in 0..=count {
                let (value, got) = (f.of(x), f.of(&spoiled(x, which)).re());
                let same = got == value || got.is_nan() && value.is_nan();
                assert!(same, "{f:?} of {x:?}, {which}: {got} instead of {value}");
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn programs_have_the_derivatives_of_forward_mode(
        program in programs(),
        at in prop::collection::vec(points(), 2..5),
        optimize in prop::sample::select(vec![Optimize::Never, Optimize::AtOnce]),
    ) {
        agree(&program, &at, optimize)?;
        // A bound that is infinite would be kept by anything.
        let [far, compared, all, closely] = [&FAR, &COMPARED, &DERIVATIVES, &CLOSELY]
            .map(|count| count.load(Ordering::Relaxed));
        prop_assert!(far < compared + 200, "{} points are too far out, of {}", far, far + compared);
        prop_assert!(
            10 * closely + 10_000 > 8 * all,
            "{} derivatives are compared closely, of {}", closely, all
        );
    }
}
