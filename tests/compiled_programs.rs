//! Random programs with branches and loops by the compiled kind and by forward mode.
//!
//! Values are those of the closure on plain numbers to the bit. Derivatives differ by no more than rounding
//! explains, and are NaN and infinite where those of forward mode are. `PARTIALS_CASES` says how many
//! programs, of which there are new ones then:
//!
//! `PARTIALS_CASES=10000 cargo test --features compiled --test compiled_programs`
#![cfg(feature = "compiled")]

#[path = "common/programs.rs"]
mod programs;
#[path = "common/terms.rs"]
mod terms;

use std::sync::atomic::{AtomicUsize, Ordering};

use partials::exact::compiled::Optimize;
use partials::{Gradient, Hessian, Jacobian};
use programs::{Program, points, programs};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use terms::{N, Terms};

fn cases() -> u32 {
    let cases = std::env::var("PARTIALS_CASES");
    cases.ok().and_then(|n| n.parse().ok()).unwrap_or(256)
}

/// The gate tries the same cases every time, the long mode others.
fn seed() -> RngSeed {
    match std::env::var("PARTIALS_CASES") {
        Ok(_) => RngSeed::Random,
        Err(_) => RngSeed::Fixed(17),
    }
}

/// A direction in which all variables count differently.
const DIRECTION: [f64; N] = [1.0, -0.7, 0.4];

/// What forward mode says at a point, and how far off a derivative may be.
struct Expected {
    x: [f64; N],
    values: Vec<f64>,
    /// Of the first value.
    gradient: Vec<f64>,
    /// Value and gradient beside the Hessian, which may be refused where a second derivative is.
    second: f64,
    beside: Vec<f64>,
    hessian: nalgebra::DMatrix<f64>,
    jacobian: nalgebra::DMatrix<f64>,
    terms: Vec<terms::Number>,
    is_far: bool,
    jvp: Vec<f64>,
    vjp: Vec<f64>,
    hvp: Vec<f64>,
    weights: Vec<f64>,
}

static FAR: AtomicUsize = AtomicUsize::new(0);
static COMPARED: AtomicUsize = AtomicUsize::new(0);

impl Expected {
    fn new(program: &Program, x: [f64; N]) -> Self {
        let values = program.all(&x);
        let weights: Vec<f64> = (0..values.len()).map(|i| 1.0 - 0.6 * i as f64).collect();
        let mut machine = Terms::default();
        let variables = machine.variables(&x);
        let terms = program.run(&mut machine, &variables);
        let is_far = terms.iter().fold(false, |far, y| machine.is_far(*y) || far);
        let jacobian = Jacobian::new(|x| program.all(x));
        let (second, beside, hessian) =
            Hessian::new(|x| program.at(x)).value_gradient_hessian(&x[..]);
        let (is_far_count, compared) = (usize::from(is_far), usize::from(!is_far));
        FAR.fetch_add(is_far_count, Ordering::Relaxed);
        COMPARED.fetch_add(compared, Ordering::Relaxed);
        Self {
            x,
            gradient: Gradient::new(|x| program.at(x)).at(&x[..]),
            second,
            beside: beside.to_vec(),
            hessian,
            jacobian: jacobian.at(&x[..]),
            jvp: jacobian.jvp(&x[..], &DIRECTION[..]),
            vjp: jacobian.vjp(&x[..], &weights[..]).to_vec(),
            hvp: Hessian::new(|x| program.at(x))
                .hvp(&x[..], &DIRECTION[..])
                .to_vec(),
            terms,
            is_far,
            values,
            weights,
        }
    }

    fn check(&self, what: &str, value: f64, got: f64, expected: f64, bound: f64) -> TestCaseResult {
        if self.is_far && (value.is_finite() || expected.is_nan()) {
            return Ok(());
        }
        let same = got == expected || got.is_nan() && expected.is_nan();
        let size = if bound.is_finite() {
            bound
        } else {
            1e-9 * expected.abs()
        };
        prop_assert!(
            same || (got - expected).abs() <= size + 1e-200,
            "{} at {:?}: {:e} instead of {:e}, off by {:e}, bound {:e}",
            what,
            self.x,
            got,
            expected,
            (got - expected).abs(),
            bound
        );
        Ok(())
    }

    fn values(&self, what: &str, got: &[f64]) -> TestCaseResult {
        let bits = |x: &[f64]| -> Vec<u64> {
            let canonical = |x: &f64| if x.is_nan() { f64::NAN } else { *x };
            x.iter().map(|x| canonical(x).to_bits()).collect()
        };
        prop_assert!(
            bits(got) == bits(&self.values[..got.len()]),
            "{} at {:?}: values {:?} instead of {:?}",
            what,
            self.x,
            got,
            self.values
        );
        Ok(())
    }

    fn gradient(&self, what: &str, got: &[f64], expected: &[f64]) -> TestCaseResult {
        for i in 0..N {
            let (expected, bound) = (expected[i], self.terms[0].error[i]);
            self.check(what, self.values[0], got[i], expected, bound)?;
        }
        Ok(())
    }

    fn hessian(&self, what: &str, got: &nalgebra::DMatrix<f64>) -> TestCaseResult {
        for i in 0..N {
            for j in 0..N {
                let errors = self.terms[0].second_error;
                let bound = errors[i][j].max(errors[j][i]);
                self.check(
                    what,
                    self.values[0],
                    got[(i, j)],
                    self.hessian[(i, j)],
                    bound,
                )?;
            }
        }
        Ok(())
    }

    fn hvp(&self, got: &[f64]) -> TestCaseResult {
        for i in 0..N {
            let errors = self.terms[0].second_error;
            let bound = (0..N).map(|j| errors[i][j].max(errors[j][i])).sum();
            self.check("hvp", self.values[0], got[i], self.hvp[i], bound)?;
        }
        Ok(())
    }

    fn jacobian(&self, got: &nalgebra::DMatrix<f64>) -> TestCaseResult {
        for (row, number) in self.terms.iter().enumerate() {
            for i in 0..N {
                let (got, expected) = (got[(row, i)], self.jacobian[(row, i)]);
                self.check("jacobian", number.value, got, expected, number.error[i])?;
            }
        }
        Ok(())
    }

    fn jvp(&self, got: &[f64]) -> TestCaseResult {
        for (row, number) in self.terms.iter().enumerate() {
            let bound = number.error.iter().sum();
            self.check("jvp", number.value, got[row], self.jvp[row], bound)?;
        }
        Ok(())
    }

    fn vjp(&self, got: &[f64]) -> TestCaseResult {
        for i in 0..N {
            let term = |(number, w): (&terms::Number, &f64)| number.error[i] * w.abs();
            let bound = self.terms.iter().zip(&self.weights).map(term).sum();
            let is_finite = self.values.iter().all(|y| y.is_finite());
            let value = if is_finite { 0.0 } else { f64::NAN };
            self.check("vjp", value, got[i], self.vjp[i], bound)?;
        }
        Ok(())
    }
}

/// One operator of each kind, asked at every point, in an order that meets paths again.
fn agree(program: &Program, at: &[[f64; N]], optimize: Optimize) -> TestCaseResult {
    let expected: Vec<Expected> = at.iter().map(|x| Expected::new(program, *x)).collect();
    let gradient = Gradient::compiled(|x| program.at(x)).optimize(optimize);
    let hessian = Hessian::compiled(|x| program.at(x)).optimize(optimize);
    let jacobian = Jacobian::compiled(|x| program.all(x)).optimize(optimize);
    let again = expected.iter().rev();
    for e in expected.iter().chain(again) {
        let x = &e.x[..];
        let (value, g) = gradient.value_and_gradient(x);
        e.values("gradient", &[value])?;
        e.gradient("gradient", &g, &e.gradient)?;
        e.check(
            "slope",
            value,
            gradient.jvp(x, &DIRECTION[..]),
            e.jvp[0],
            e.terms[0].error.iter().sum(),
        )?;
        let (values, j) = jacobian.value_and_jacobian(x);
        e.values("jacobian", &values)?;
        e.jacobian(&j)?;
        e.jvp(&jacobian.jvp(x, &DIRECTION[..]))?;
        e.vjp(&jacobian.vjp(x, &e.weights[..]))?;
        let (value, g, h) = hessian.value_gradient_hessian(x);
        if !e.second.is_nan() || !value.is_nan() {
            e.values("hessian", &[value])?;
        }
        e.gradient("gradient of hessian", g.as_slice(), &e.beside)?;
        e.hessian("hessian", &h)?;
        e.hvp(&hessian.hvp(x, &DIRECTION[..]))?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        rng_seed: seed(),
        ..ProptestConfig::default()
    })]

    #[test]
    fn programs_have_the_derivatives_of_forward_mode(
        program in programs(),
        at in prop::collection::vec(points(), 2..5),
        optimize in prop::sample::select(vec![Optimize::Never, Optimize::AtOnce]),
    ) {
        agree(&program, &at, optimize)?;
        let (far, compared) = (FAR.load(Ordering::Relaxed), COMPARED.load(Ordering::Relaxed));
        prop_assert!(far < compared + 200, "{} points are too far out, of {}", far, far + compared);
    }
}
