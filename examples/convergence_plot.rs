//! One optimiser with derivatives of every kind: L-BFGS of argmin on Rosenbrock's function of fifty variables, by
//! a gradient in forward mode, reverse mode, machine code, finite differences, and written by hand. Prints a table
//! and draws what is left of the value against time.
//!
//! `cargo run --release --features argmin,compiled --example convergence_plot [FILE.svg]`; without a name the
//! picture goes beside the example's executable.

use std::cell::RefCell;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nalgebra::DMatrix;
use partials::function::{ByHand, Failure, Objective};
use partials::optimisers::Problem;
use partials::optimisers::argmin::core::{Executor, State};
use partials::optimisers::argmin::solver::linesearch::MoreThuenteLineSearch;
use partials::optimisers::argmin::solver::quasinewton::LBFGS;
use partials::{Function, Gradient, Scalar, function};
use plotters::prelude::*;

const VARIABLES: usize = 50;

/// A run takes milliseconds, of which whatever else the machine does takes its share.
const RUNS: usize = 10;

const SIZE: (u32, u32) = (760, 460);

const COLOURS: [RGBColor; 5] = [
    RGBColor(0, 90, 180),
    RGBColor(190, 95, 0),
    RGBColor(0, 140, 80),
    RGBColor(150, 150, 150),
    RGBColor(40, 40, 40),
];

fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    let term = |p: &[S]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
    x.windows(2).map(term).sum()
}

fn by_hand(x: &[f64], gradient: &mut [f64]) {
    gradient.fill(0.0);
    for i in 0..x.len() - 1 {
        let off = x[i + 1] - x[i] * x[i];
        gradient[i] += -2.0 * (1.0 - x[i]) - 400.0 * off * x[i];
        gradient[i + 1] += 200.0 * off;
    }
}

/// An objective that is made anew for every run, its machine code too.
type Made = fn() -> Box<dyn Objective>;

/// An objective that writes down when each value was known.
struct Watched<'a> {
    objective: &'a dyn Objective,
    start: Instant,
    gradients: &'a RefCell<Vec<(Duration, f64)>>,
}

impl Objective for Watched<'_> {
    fn evaluate(&self, x: &[f64]) -> Result<f64, Failure> {
        self.objective.evaluate(x)
    }
    fn gradient_into(&self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Failure> {
        let value = self.objective.gradient_into(x, gradient)?;
        self.gradients
            .borrow_mut()
            .push((self.start.elapsed(), value));
        Ok(value)
    }
    fn has_hessian(&self) -> bool {
        self.objective.has_hessian()
    }
    fn hessian_into(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        hessian: &mut DMatrix<f64>,
    ) -> Result<f64, Failure> {
        self.objective.hessian_into(x, gradient, hessian)
    }
}

/// A run: its iterations, and the least value known at every time, in milliseconds.
struct Run {
    name: &'static str,
    iterations: u64,
    gradients: usize,
    curve: Vec<(f64, f64)>,
}

impl Run {
    /// When it ended, and with what value.
    fn end(&self) -> (f64, f64) {
        self.curve.last().copied().unwrap_or_default()
    }
}

fn minimise(name: &'static str, objective: &dyn Objective) -> Result<Run, Failure> {
    let gradients = RefCell::new(Vec::new());
    let watched = Watched {
        objective,
        start: Instant::now(),
        gradients: &gradients,
    };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10).with_tolerance_grad(1e-9)?;
    let start = [-1.2, 1.0].repeat(VARIABLES / 2);
    let found = Executor::new(Problem::new(watched), solver)
        .configure(|state| state.param(start).max_iters(1_000))
        .run()?;
    let mut least = f64::INFINITY;
    let curve: Vec<(f64, f64)> = gradients
        .borrow()
        .iter()
        .map(|(time, value)| {
            least = least.min(*value);
            (time.as_secs_f64() * 1e3, least)
        })
        .collect();
    Ok(Run {
        name,
        iterations: found.state.get_iter(),
        gradients: curve.len(),
        curve,
    })
}

fn draw(runs: &[Run]) -> Result<String, Box<dyn Error>> {
    let mut picture = String::new();
    {
        let root = SVGBackend::with_string(&mut picture, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let longest = runs
            .iter()
            .filter_map(|run| run.curve.last())
            .map(|(t, _)| *t);
        let longest = longest.fold(0.0, f64::max);
        let shortest = longest / 3e3;
        let mut chart = ChartBuilder::on(&root)
            .caption("what is left of the value", ("sans-serif", 20))
            .margin(12)
            .margin_right(36)
            .x_label_area_size(48)
            .y_label_area_size(66)
            .build_cartesian_2d(
                (shortest..longest * 1.1).log_scale(),
                (1e-20..1e5).log_scale(),
            )?;
        let power = |v: &f64| format!("1e{}", v.log10().round() as i32);
        chart
            .configure_mesh()
            .disable_mesh()
            .x_desc("milliseconds, the making of machine code included")
            .y_desc("f")
            .x_label_formatter(&|v| format!("{v}"))
            .y_label_formatter(&power)
            .label_style(("sans-serif", 14))
            .axis_desc_style(("sans-serif", 16))
            .draw()?;
        for (run, colour) in runs.iter().zip(COLOURS) {
            let points = run
                .curve
                .iter()
                .map(|(t, f)| (t.max(shortest), f.max(1e-20)));
            chart
                .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
                .label(run.name)
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 20, y)], colour.stroke_width(2))
                });
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerLeft)
            .margin(8)
            .label_font(("sans-serif", 14))
            .draw()?;
        root.present()?;
    }
    // In a page the picture shrinks with the text beside it.
    let (width, height) = SIZE;
    let fixed = format!("width=\"{width}\" height=\"{height}\"");
    let flexible = format!("style=\"max-width: {width}px\"");
    Ok(picture.replacen(&fixed, &flexible, 1))
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let path = match std::env::args_os().nth(1) {
        Some(path) => PathBuf::from(path),
        None => std::env::current_exe()?.with_file_name("convergence.svg"),
    };
    let kinds: [(&str, Made); 5] = [
        ("forward mode", || Box::new(Gradient::new(rosenbrock))),
        ("reverse mode", || Box::new(Gradient::reverse(rosenbrock))),
        ("machine code", || {
            Box::new(function!(rosenbrock).compile(VARIABLES))
        }),
        ("finite differences", || {
            Box::new(Gradient::numeric(rosenbrock))
        }),
        ("by hand", || {
            Box::new(ByHand::new(rosenbrock::<f64>, by_hand))
        }),
    ];
    println!(
        "L-BFGS on Rosenbrock's function of {VARIABLES} variables, the fastest of {RUNS} runs\n"
    );
    println!("gradient             iterations  gradients  milliseconds      f");
    let mut runs = Vec::new();
    for (name, objective) in kinds {
        let mut best = minimise(name, &*objective())?;
        for _ in 1..RUNS {
            let run = minimise(name, &*objective())?;
            if run.end().0 < best.end().0 {
                best = run;
            }
        }
        let (time, value) = best.end();
        println!(
            "{name:<20} {:>10} {:>10} {time:>13.2}  {value:.0e}",
            best.iterations, best.gradients
        );
        runs.push(best);
    }
    let picture = draw(&runs).map_err(|error| error.to_string())?;
    std::fs::write(&path, picture)?;
    println!("\ndrawn to {}", path.display());
    Ok(())
}
