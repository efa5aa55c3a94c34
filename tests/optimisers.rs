//! The optimisers of the ecosystem with derivatives of every kind: known minima, in no more iterations than with
//! gradients written by hand.
#![cfg(all(feature = "argmin", feature = "optimization-engine"))]

use partials::function::{ByHand, Failure, Objective};
use partials::optimisers::argmin::core::{CostFunction, Executor, Jacobian as _, Operator, State};
use partials::optimisers::argmin::solver::linesearch::MoreThuenteLineSearch;
use partials::optimisers::argmin::solver::quasinewton::LBFGS;
use partials::optimisers::argmin::solver::trustregion::{Steihaug, TrustRegion};
use partials::optimisers::{Bounded, Problem};
use partials::{Function, Gradient, Hessian, Scalar, function, vector_function};

/// Rosenbrock's function, with its minimum at (1, 1, ..).
fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    x.windows(2)
        .map(|w| (1.0 - w[0]).powi(2) + 100.0 * (w[1] - w[0] * w[0]).powi(2))
        .sum()
}

fn gradient_by_hand(x: &[f64], g: &mut [f64]) {
    g.fill(0.0);
    for i in 0..x.len() - 1 {
        let off = x[i + 1] - x[i] * x[i];
        g[i] += -2.0 * (1.0 - x[i]) - 400.0 * off * x[i];
        g[i + 1] += 200.0 * off;
    }
}

/// Where all runs start.
fn start() -> Vec<f64> {
    [-1.2, 1.0].repeat(3)
}

fn by_hand() -> impl Objective {
    ByHand::new(rosenbrock::<f64>, gradient_by_hand)
}

/// Objectives with gradients of every kind, and with Hessians where `second`.
fn every_kind(second: bool) -> Vec<(&'static str, Box<dyn Objective>)> {
    let mut all: Vec<(&'static str, Box<dyn Objective>)> = vec![
        ("function", Box::new(function!(rosenbrock))),
        ("Hessian", Box::new(Hessian::new(rosenbrock))),
        ("reverse Hessian", Box::new(Hessian::reverse(rosenbrock))),
        #[cfg(feature = "compiled")]
        ("compiled", Box::new(function!(rosenbrock).compile(6))),
    ];
    if !second {
        all.push(("forward", Box::new(Gradient::new(rosenbrock))));
        all.push(("reverse", Box::new(Gradient::reverse(rosenbrock))));
        all.push(("numeric", Box::new(Gradient::numeric(rosenbrock))));
        #[cfg(feature = "compiled")]
        all.push((
            "compiled gradient",
            Box::new(Gradient::compiled(rosenbrock)),
        ));
    }
    all
}

/// A boxed objective, for argmin, which owns its problem.
struct Boxed(Box<dyn Objective>);

impl Objective for Boxed {
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        self.0.evaluate(x)
    }
    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        self.0.gradient_into(x, gradient)
    }
    fn has_hessian(&self) -> bool {
        self.0.has_hessian()
    }
    fn hessian_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        hessian: &mut nalgebra::DMatrix<f64>,
    ) -> Result<f64, Failure> {
        self.0.hessian_into(x, gradient, hessian)
    }
}

fn lbfgs(objective: Box<dyn Objective>) -> (Vec<f64>, u64) {
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 7);
    let found = Executor::new(Problem::new(Boxed(objective)), solver)
        .configure(|state| state.param(start()).max_iters(500))
        .run()
        .unwrap();
    let state = found.state;
    (state.get_best_param().unwrap().clone(), state.get_iter())
}

fn is_minimum(x: &[f64], name: &str) {
    assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-6), "{name}: {x:?}");
}

#[test]
fn lbfgs_takes_no_more_iterations_than_by_hand() {
    let (x, needed) = lbfgs(Box::new(by_hand()));
    is_minimum(&x, "by hand");
    println!("L-BFGS: {needed} iterations with a gradient by hand");
    for (name, f) in every_kind(false) {
        let (x, iterations) = lbfgs(f);
        println!("L-BFGS: {iterations} iterations by {name}");
        is_minimum(&x, name);
        assert!(
            iterations <= needed + 2,
            "{name}: {iterations} instead of {needed}"
        );
    }
}

#[test]
fn a_trust_region_takes_the_hessian() {
    for (name, f) in every_kind(true) {
        let solver = TrustRegion::new(Steihaug::new().with_max_iters(20));
        let found = Executor::new(Problem::new(Boxed(f)), solver)
            .configure(|state| state.param(vec![0.8; 6]).max_iters(100))
            .run()
            .unwrap();
        println!(
            "trust region: {} iterations by {name}",
            found.state.get_iter()
        );
        is_minimum(found.state.get_best_param().unwrap(), name);
    }
}

#[test]
fn residuals_are_an_operator() {
    let f = Problem::new(vector_function!(|x| [x[0] * x[1], x[0].sin()]));
    assert_eq!(f.apply(&vec![0.0, 2.0]).unwrap(), [0.0, 0.0]);
    assert_eq!(
        f.jacobian(&vec![0.0, 2.0]).unwrap(),
        [[2.0, 0.0], [1.0, 0.0]]
    );
}

#[test]
fn a_failure_stops_argmin_with_its_message() {
    let f = Gradient::try_numeric(|x| {
        if x[0] > 0.0 {
            Err(Failure::from("left the table"))
        } else {
            Ok(x[0] * x[0])
        }
    });
    assert_eq!(
        Problem::new(f).cost(&vec![1.0]).unwrap_err().to_string(),
        "left the table"
    );
}

/// The minimum of Rosenbrock's function in two variables with `x₀ ≤ 1/2` is (1/2, 1/4).
#[test]
fn bounds_hold_and_cost_no_more_than_by_hand() {
    let (low, high) = ([-2.0, -2.0], [0.5, 2.0]);
    let solver = Bounded::new(&low, &high);
    let needed = solver.minimise(&by_hand(), &[-1.2, 1.0]).unwrap();
    assert!(needed.converged);
    for (name, f) in every_kind(false)
        .into_iter()
        .filter(|(name, _)| *name != "compiled")
    {
        let found = solver.minimise(&*f, &[-1.2, 1.0]).unwrap();
        assert!(found.converged, "{name}");
        assert!(
            (found.x[0] - 0.5).abs() < 1e-8 && (found.x[1] - 0.25).abs() < 1e-7,
            "{name}: {:?}",
            found.x
        );
        assert!(found.x[0] <= 0.5, "{name}");
        assert!(
            found.gradients <= needed.gradients + 10,
            "{name}: {} {}",
            found.gradients,
            needed.gradients
        );
    }
    let failing = Gradient::try_new(|_| Err::<partials::Dual, _>(Failure::from("no table")));
    let failure = solver.minimise(&failing, &[0.0, 0.0]).unwrap_err();
    assert_eq!(failure.to_string(), "no table");
    let reversed =
        std::panic::catch_unwind(|| Bounded::new(&[1.0], &[0.0]).minimise(&by_hand(), &[0.5]));
    assert!(reversed.is_err());
}
