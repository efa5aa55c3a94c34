//! L-BFGS in a valley of 10,000 dimensions: Rosenbrock's chained function, with gradients in reverse
//! mode that allocate nothing.
//!
//! L-BFGS is Newton's method with a guess in place of the Hessian, made of the last few steps `s` and
//! of how the gradient changed along each, `y`. (J. Nocedal, *Updating quasi-Newton matrices with limited
//! storage*, Math. Comp. 35, 1980.)
//!
//! `cargo run --release --example lbfgs -- [variables]`

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::Instant;

use partials::{Check, Gradient, Scalar};

/// How many steps are remembered.
const MEMORY: usize = 10;
/// The length of the gradient at which the search ends.
const TOLERANCE: f64 = 1e-8;

fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    let term = |p: &[S]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
    x.windows(2).map(term).sum()
}

/// A step and what it did to the gradient.
struct Step {
    s: Vec<f64>,
    y: Vec<f64>,
    /// `s · y`, which a line search keeps positive.
    curvature: f64,
}

/// The last steps, as a guess of the inverse Hessian.
struct History {
    steps: VecDeque<Step>,
    /// What the first loop of the recursion leaves for the second.
    shares: Vec<f64>,
}

impl History {
    fn new() -> Self {
        Self {
            steps: VecDeque::with_capacity(MEMORY),
            shares: Vec::with_capacity(MEMORY),
        }
    }

    /// Writes the direction `-H⁻¹ g`, by the two-loop recursion.
    fn direction(&mut self, gradient: &[f64], direction: &mut [f64]) {
        for (d, g) in direction.iter_mut().zip(gradient) {
            *d = -g;
        }
        self.shares.clear();
        for step in self.steps.iter().rev() {
            let share = dot(&step.s, direction) / step.curvature;
            add(direction, -share, &step.y);
            self.shares.push(share);
        }
        if let Some(last) = self.steps.back() {
            let scale = last.curvature / dot(&last.y, &last.y);
            direction.iter_mut().for_each(|d| *d *= scale);
        }
        for (step, share) in self.steps.iter().zip(self.shares.iter().rev()) {
            let back = dot(&step.y, direction) / step.curvature;
            add(direction, share - back, &step.s);
        }
    }

    /// Takes in a step, in the place of the oldest.
    fn push(&mut self, from: &Place, to: &Place) {
        let mut step = match self.steps.len() {
            MEMORY => self.steps.pop_front().expect("it is full"),
            _ => Step::new(to.x.len()),
        };
        difference(&mut step.s, &to.x, &from.x);
        difference(&mut step.y, &to.gradient, &from.gradient);
        step.curvature = dot(&step.s, &step.y);
        self.steps.push_back(step);
    }
}

impl Step {
    fn new(n: usize) -> Self {
        Self {
            s: vec![0.0; n],
            y: vec![0.0; n],
            curvature: 0.0,
        }
    }
}

/// A point, and what is known of the function there.
#[derive(Clone)]
struct Place {
    x: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

impl Place {
    fn steepness(&self) -> f64 {
        dot(&self.gradient, &self.gradient).sqrt()
    }
}

/// Goes from one place along a direction to the next: to where the function has fallen by a share of
/// what its slope promises, and is less steep (the conditions of Wolfe). The length is doubled, and
/// halved between one that is too short and one that is too long. Whether there is such a place.
fn line_search(
    from: &Place,
    direction: &[f64],
    mut length: f64,
    to: &mut Place,
    evaluate: &mut impl FnMut(&mut Place),
) -> bool {
    const FALL: f64 = 1e-4;
    const FLATTER: f64 = 0.9;
    let slope = dot(&from.gradient, direction);
    let (mut short, mut long) = (0.0, f64::INFINITY);
    for _ in 0..60 {
        to.x.copy_from_slice(&from.x);
        add(&mut to.x, length, direction);
        evaluate(to);
        if to.value > from.value + FALL * length * slope {
            long = length;
        } else if dot(&to.gradient, direction) < FLATTER * slope {
            short = length;
        } else {
            return true;
        }
        length = match long {
            f64::INFINITY => 2.0 * short,
            _ => (short + long) / 2.0,
        };
    }
    false
}

/// Goes downhill from `here` until the gradient vanishes. How many iterations that takes.
fn minimise(here: &mut Place, mut evaluate: impl FnMut(&mut Place)) -> usize {
    let (mut history, mut next) = (History::new(), here.clone());
    let mut direction = vec![0.0; here.x.len()];
    evaluate(here);
    println!("{:>9} {:>13} {:>12}", "iteration", "f(x)", "|gradient|");
    for iteration in 0.. {
        let steepness = here.steepness();
        let is_done = steepness < TOLERANCE;
        if iteration % 50 == 0 || is_done {
            println!("{iteration:>9} {:>13.6e} {steepness:>12.3e}", here.value);
        }
        history.direction(&here.gradient, &mut direction);
        // The first step knows nothing of the scale, all others do.
        let length = if iteration == 0 { 1.0 / steepness } else { 1.0 };
        if is_done || !line_search(here, &direction, length, &mut next, &mut evaluate) {
            return iteration;
        }
        history.push(here, &next);
        std::mem::swap(here, &mut next);
    }
    unreachable!("the loop has no end of its own")
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(x: &mut [f64], share: f64, y: &[f64]) {
    for (x, y) in x.iter_mut().zip(y) {
        *x += share * y;
    }
}

fn difference(out: &mut [f64], a: &[f64], b: &[f64]) {
    for (out, (a, b)) in out.iter_mut().zip(a.iter().zip(b)) {
        *out = a - b;
    }
}

/// How many seconds something takes, the best of five times.
fn seconds(mut f: impl FnMut()) -> f64 {
    let once = |_| {
        let start = Instant::now();
        f();
        start.elapsed().as_secs_f64()
    };
    (0..5).map(once).fold(f64::INFINITY, f64::min)
}

fn main() {
    let n = std::env::args().nth(1).map_or(10_000, |argument| {
        argument.parse().expect("a number of variables, at least 2")
    });
    // From Rosenbrock's own start, -1.2 and 1 in turns, the variables reach the minimum one after the
    // other, about five iterations each. From here all go together.
    let mut random = fastrand::Rng::with_seed(1);
    let x: Vec<f64> = (0..n).map(|_| 2.0 * random.f64()).collect();

    let reverse = Gradient::reverse(rosenbrock);
    // Eight directions are enough for any number of variables.
    let report = reverse.check_with(&Check::new().directions(8, 1), &x);
    assert!(report.passed(), "{report}");
    println!("{report}");

    let mut here = Place {
        value: f64::NAN,
        gradient: vec![0.0; n],
        x,
    };
    let (mut workspace, mut gradients) = (reverse.workspace(n), 0);
    let start = Instant::now();
    let iterations = minimise(&mut here, |place| {
        gradients += 1;
        place.value = reverse.at_into(&place.x, &mut workspace, &mut place.gradient);
    });
    println!(
        "f = {:.1e}, |gradient| = {:.1e} after {iterations} iterations, {gradients} gradients, {:.2} s",
        here.value,
        here.steepness(),
        start.elapsed().as_secs_f64()
    );

    let forward = Gradient::new(rosenbrock);
    let (mut dual_workspace, Place { x, gradient, .. }) = (forward.workspace(n), &mut here);
    let plain = seconds(|| _ = black_box(rosenbrock(black_box(x))));
    let by_tape = seconds(|| _ = reverse.at_into(x, &mut workspace, gradient));
    let by_duals = seconds(|| _ = forward.at_into(x, &mut dual_workspace, gradient));
    let evaluations = n.div_ceil(12);
    println!(
        "one evaluation {:.3} ms, a gradient by the tape {:.2} ms, by dual numbers {:.0} ms",
        1e3 * plain,
        1e3 * by_tape,
        1e3 * by_duals
    );
    println!(
        "by dual numbers the same run has {gradients} x {evaluations} = {} evaluations, {:.0} s",
        gradients * evaluations,
        by_duals * gradients as f64
    );
}
