//! What every operator costs by every kind, in evaluations of the plain function: the table of the front
//! page is made of this one.
//!
//! `cargo bench --bench costs --features compiled` measures, then prints a table. A row is an operator and a
//! kind; an entry is the range over three functions, from bare products (Rosenbrock's valley, where a plain
//! evaluation is vectorised and costs less than a nanosecond a term) over a cosine for every variable
//! (Ackley) to a chain of elementary functions for every variable. The evaluations that finite differences
//! make are in the range too: they are why a function that takes its time costs less in multiples.
//!
//! Points are vectors of dynamic size. A filter, as in `cargo bench --bench costs -- rosenbrock`, measures
//! and prints a part.

#[path = "common/medians.rs"]
mod medians;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use medians::medians;
use nalgebra::DMatrix;
use partials::{FiniteDifference, Gradient, Hessian, Jacobian, Mixed, Scalar, Taylor};

type Group<'a> = BenchmarkGroup<'a, WallTime>;

const SIZES: [usize; 3] = [12, 100, 1000];

/// The rows of the table, in order.
const ROWS: [(&str, &str); 33] = [
    ("Gradient::at", "new"),
    ("Gradient::at", "reverse"),
    ("Gradient::at", "compiled"),
    ("Gradient::at", "numeric"),
    ("Gradient::at", "numeric, fast"),
    ("Gradient::jvp", "new"),
    ("Gradient::jvp", "reverse"),
    ("Gradient::jvp", "numeric"),
    ("Mixed::at, second order", "new"),
    ("Mixed::at, third order", "new"),
    ("Taylor::along, 4 terms", "new"),
    ("Jacobian::at", "new"),
    ("Jacobian::at", "reverse"),
    ("Jacobian::at", "compiled"),
    ("Jacobian::at", "numeric"),
    ("Jacobian::jvp", "new"),
    ("Jacobian::jvp", "reverse"),
    ("Jacobian::jvp", "numeric"),
    ("Jacobian::vjp", "new"),
    ("Jacobian::vjp", "reverse"),
    ("Hessian::at", "new"),
    ("Hessian::at", "reverse"),
    ("Hessian::at", "compiled"),
    ("Hessian::at", "numeric"),
    ("Hessian::at", "numeric, fast"),
    ("Hessian::hvp", "new"),
    ("Hessian::hvp", "reverse"),
    ("Hessian::hvp", "compiled"),
    ("Hessian::hvp", "numeric"),
    ("Hessian::laplacian", "new"),
    ("Hessian::laplacian", "reverse"),
    ("Hessian::laplacian", "numeric"),
    ("Hessian::vector", "new"),
];

/// A function of many variables, and a vector of residuals for which one term of it each is taken.
trait Function: Copy + Sync {
    const NAME: &'static str;
    fn value<S: Scalar>(x: &[S]) -> S;
    fn residuals<S: Scalar>(x: &[S]) -> Vec<S>;
}

#[derive(Clone, Copy)]
struct Rosenbrock;

impl Function for Rosenbrock {
    const NAME: &'static str = "rosenbrock";
    #[inline(always)]
    fn value<S: Scalar>(x: &[S]) -> S {
        let term = |p: &[S]| {
            let valley = p[1] - p[0] * p[0];
            (1.0 - p[0]).powi(2) + 100.0 * (valley * valley)
        };
        x.windows(2).map(term).sum()
    }
    #[inline(always)]
    fn residuals<S: Scalar>(x: &[S]) -> Vec<S> {
        let mut last = x[x.len() - 1];
        let residual = |v: &S| {
            let before = std::mem::replace(&mut last, *v);
            10.0 * (*v - before * before)
        };
        x.iter().map(residual).collect()
    }
}

#[derive(Clone, Copy)]
struct Ackley;

impl Function for Ackley {
    const NAME: &'static str = "ackley";
    #[inline(always)]
    fn value<S: Scalar>(x: &[S]) -> S {
        let n = x.len() as f64;
        let squares: S = x.iter().map(|v| *v * *v).sum();
        let cosines: S = x.iter().map(|v| (std::f64::consts::TAU * *v).cos()).sum();
        (squares / n).sqrt().exp() - (cosines / n).exp()
    }
    #[inline(always)]
    fn residuals<S: Scalar>(x: &[S]) -> Vec<S> {
        x.windows(2).map(|w| (w[0] * w[1]).cos()).collect()
    }
}

#[derive(Clone, Copy)]
struct Chain;

impl Function for Chain {
    const NAME: &'static str = "chain";
    #[inline(always)]
    fn value<S: Scalar>(x: &[S]) -> S {
        let mut state = S::from(0.5);
        for v in x {
            state = (state * *v).tanh() + (*v + 1.5).ln() * (state - *v).exp().ln_1p();
        }
        state
    }
    #[inline(always)]
    fn residuals<S: Scalar>(x: &[S]) -> Vec<S> {
        let term = |w: &[S]| (w[0] * w[1]).tanh() + (w[0] + 1.5).ln() * (w[1] - w[0]).exp().ln_1p();
        x.windows(2).map(term).collect()
    }
}

/// A coordinate of the point where derivatives are taken.
fn coordinate(i: usize) -> f64 {
    0.3 + 0.4 * (0.7 * i as f64).sin()
}

fn of_gradient<F: Function>(group: &mut Group, x: &Vec<f64>, v: &Vec<f64>) {
    let mut slopes = vec![0.0; x.len()];
    macro_rules! gradient {
        ($kind:literal, $f:expr) => {
            let f = $f;
            let mut workspace = f.workspace(x.len());
            group.bench_function(concat!("Gradient::at, ", $kind), |b| {
                b.iter(|| f.at_into(black_box(x), &mut workspace, &mut slopes))
            });
        };
    }
    gradient!("new", Gradient::new(F::value));
    gradient!("reverse", Gradient::reverse(F::value));
    #[cfg(feature = "compiled")]
    gradient!("compiled", Gradient::compiled(F::value));
    gradient!("numeric", Gradient::numeric(F::value));
    gradient!(
        "numeric, fast",
        Gradient::numeric(F::value).with(FiniteDifference::fast())
    );
    macro_rules! row {
        ($name:literal, $call:expr) => {
            group.bench_function($name, |b| b.iter(|| black_box($call)));
        };
    }
    row!(
        "Gradient::jvp, new",
        Gradient::new(F::value).jvp(black_box(x), v)
    );
    row!(
        "Gradient::jvp, reverse",
        Gradient::reverse(F::value).jvp(black_box(x), v)
    );
    row!(
        "Gradient::jvp, numeric",
        Gradient::numeric(F::value).jvp(black_box(x), v)
    );
    row!(
        "Mixed::at, second order, new",
        Mixed::new(F::value).at(black_box(x), [0, 1])
    );
    row!(
        "Mixed::at, third order, new",
        Mixed::new(F::value).at(black_box(x), [0, 1, 1])
    );
    row!(
        "Taylor::along, 4 terms, new",
        Taylor::along(F::value).coefficients::<4>(black_box(x), v)
    );
}

fn of_jacobian<F: Function>(group: &mut Group, x: &Vec<f64>, v: &Vec<f64>) {
    group.bench_function("residuals", |b| b.iter(|| F::residuals(black_box(x))));
    let m = F::residuals(x).len();
    let mut jacobian = DMatrix::zeros(m, x.len());
    macro_rules! jacobian {
        ($kind:literal, $f:expr) => {
            let f = $f;
            let mut workspace = f.workspace(x.len());
            group.bench_function(concat!("Jacobian::at, ", $kind), |b| {
                b.iter(|| f.at_into(black_box(x), &mut workspace, &mut jacobian))
            });
        };
    }
    jacobian!("new", Jacobian::new(F::residuals));
    jacobian!("reverse", Jacobian::reverse(F::residuals));
    #[cfg(feature = "compiled")]
    jacobian!("compiled", Jacobian::compiled(F::residuals));
    jacobian!("numeric", Jacobian::numeric(F::residuals));
    macro_rules! row {
        ($name:literal, $call:expr) => {
            group.bench_function($name, |b| b.iter(|| black_box($call)));
        };
    }
    let u = &v[..m];
    row!(
        "Jacobian::jvp, new",
        Jacobian::new(F::residuals).jvp(black_box(x), v)
    );
    row!(
        "Jacobian::jvp, reverse",
        Jacobian::reverse(F::residuals).jvp(black_box(x), v)
    );
    row!(
        "Jacobian::jvp, numeric",
        Jacobian::numeric(F::residuals).jvp(black_box(x), v)
    );
    row!(
        "Jacobian::vjp, new",
        Jacobian::new(F::residuals).vjp(black_box(x), u)
    );
    row!(
        "Jacobian::vjp, reverse",
        Jacobian::reverse(F::residuals).vjp(black_box(x), u)
    );
}

fn of_hessian<F: Function>(group: &mut Group, x: &Vec<f64>, v: &Vec<f64>) {
    let n = x.len();
    macro_rules! row {
        ($name:literal, $call:expr) => {
            group.bench_function($name, |b| b.iter(|| black_box($call)));
        };
    }
    row!(
        "Hessian::hvp, new",
        Hessian::new(F::value).hvp(black_box(x), v)
    );
    row!(
        "Hessian::hvp, reverse",
        Hessian::reverse(F::value).hvp(black_box(x), v)
    );
    #[cfg(feature = "compiled")]
    {
        let compiled = Hessian::compiled(F::value);
        row!("Hessian::hvp, compiled", compiled.hvp(black_box(x), v));
    }
    if n > 100 {
        return; // some millions of evaluations by differences
    }
    let (mut gradient, mut hessian) = (vec![0.0; n], DMatrix::zeros(n, n));
    macro_rules! hessian {
        ($kind:literal, $f:expr) => {
            let f = $f;
            let mut workspace = f.workspace(n);
            group.bench_function(concat!("Hessian::at, ", $kind), |b| {
                b.iter(|| f.at_into(black_box(x), &mut workspace, &mut gradient, &mut hessian))
            });
        };
    }
    hessian!("new", Hessian::new(F::value));
    hessian!("reverse", Hessian::reverse(F::value));
    #[cfg(feature = "compiled")]
    hessian!("compiled", Hessian::compiled(F::value));
    row!(
        "Hessian::at, numeric",
        Hessian::numeric(F::value).at(black_box(x))
    );
    let fast = Hessian::numeric(F::value).with(FiniteDifference::fast());
    row!("Hessian::at, numeric, fast", fast.at(black_box(x)));
    row!(
        "Hessian::hvp, numeric",
        Hessian::numeric(F::value).hvp(black_box(x), v)
    );
    row!(
        "Hessian::laplacian, new",
        Hessian::new(F::value).laplacian(black_box(x))
    );
    row!(
        "Hessian::laplacian, reverse",
        Hessian::reverse(F::value).laplacian(black_box(x))
    );
    row!(
        "Hessian::laplacian, numeric",
        Hessian::numeric(F::value).laplacian(black_box(x))
    );
    row!(
        "Hessian::vector, new",
        Hessian::vector(F::residuals).at(black_box(x))
    );
}

fn function<F: Function>(criterion: &mut Criterion) {
    for n in SIZES {
        let x: Vec<f64> = (0..n).map(coordinate).collect();
        let v: Vec<f64> = (0..n).map(|i| coordinate(i + n)).collect();
        let mut group = criterion.benchmark_group(format!("{}/{n}", F::NAME));
        group.bench_function("f64", |b| b.iter(|| F::value(black_box(&x))));
        of_gradient::<F>(&mut group, &x, &v);
        of_jacobian::<F>(&mut group, &x, &v);
        of_hessian::<F>(&mut group, &x, &v);
        group.finish();
    }
}

/// Two digits, and no more than are there.
fn rounded(multiple: f64) -> String {
    if multiple < 9.95 {
        format!("{multiple:.1}")
    } else {
        let unit = 10f64.powf(multiple.log10().floor() - 1.0);
        format!("{:.0}", (multiple / unit).round() * unit)
    }
}

fn print_costs(directory: &Path) {
    println!("\nin evaluations of the plain function, over three functions");
    print!("{:<26} {:<14}", "operator", "kind");
    SIZES
        .iter()
        .for_each(|n| print!(" {:>18}", format!("n = {n}")));
    println!();
    for (operator, kind) in ROWS {
        print!("{operator:<26} {kind:<14}");
        for n in SIZES {
            let mut multiples: Vec<f64> = [Rosenbrock::NAME, Ackley::NAME, Chain::NAME]
                .iter()
                .filter_map(|name| {
                    let medians = medians(&directory.join(format!("{name}_{n}")));
                    let is_vector =
                        operator.starts_with("Jacobian") || operator.ends_with("vector");
                    let plain = medians.get(if is_vector { "residuals" } else { "f64" })?;
                    // criterion names files so.
                    let name = format!("{operator}, {kind}").replace(':', "_");
                    Some(medians.get(&name)? / plain)
                })
                .collect();
            multiples.sort_by(f64::total_cmp);
            let range = match multiples[..] {
                [] => "-".to_owned(),
                [one] => rounded(one),
                [first, .., last] => format!("{} to {}", rounded(first), rounded(last)),
            };
            print!(" {range:>18}");
        }
        println!();
    }
}

fn main() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("costs");
    // What an earlier run measured does not belong in this table.
    let _ = std::fs::remove_dir_all(&directory);
    let mut criterion = Criterion::default()
        .output_directory(&directory)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(200))
        .configure_from_args();
    function::<Rosenbrock>(&mut criterion);
    function::<Ackley>(&mut criterion);
    function::<Chain>(&mut criterion);
    print_costs(&directory);
}
