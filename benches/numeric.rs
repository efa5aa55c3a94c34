//! First derivatives by finite differences: this crate's search, which finds its steps and its
//! error, beside the fixed steps of this crate, finitediff and numdiff, in one run.
//!
//! `cargo bench --bench numeric` measures, then prints three tables: the time of a derivative, the
//! search's own time (without that of the function), and the relative errors. The first functions
//! cost next to nothing, so that what is timed is the method; the others vary on another scale
//! than |x|, or carry noise; NaN is a fixed step that left the function's domain. A filter, as in
//! `cargo bench --bench numeric -- exp`, measures and prints a part.

#[path = "common/medians.rs"]
mod medians;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::Criterion;
use finitediff::array;
use medians::medians;
use numdiff::{central_difference, forward_difference};
use partials::{Derivative, FiniteDifference};

/// A function and its derivative, in closed form. `COPY` keeps the compiler from sharing one
/// compiled text between measurements.
trait Function {
    const NAME: &'static str;
    const X: f64;
    fn value<const COPY: usize>(x: f64) -> f64;
    fn slope(x: f64) -> f64;
}

macro_rules! functions {
    ($($kind:ident $name:literal at $x:literal: |$t:ident| $value:expr, $slope:expr;)*) => {
        $(
            struct $kind;

            impl Function for $kind {
                const NAME: &'static str = $name;
                const X: f64 = $x;
                #[inline(always)]
                fn value<const COPY: usize>($t: f64) -> f64 {
                    $value
                }
                fn slope($t: f64) -> f64 {
                    $slope
                }
            }
        )*

        fn measure_all(criterion: &mut Criterion) {
            $(measure::<$kind>(criterion);)*
        }

        fn accuracies() -> Vec<Accuracy> {
            vec![$(Accuracy::of::<$kind>()),*]
        }
    };
}

functions! {
    Square "x²" at 1.5: |t| t * t, 2.0 * t;
    Cubic "cubic" at 1.5: |t| t * (1.0 + t * (2.0 - t)), 1.0 + t * (4.0 - 3.0 * t);
    Runge "1÷(1+x²)" at 1.0: |t| 1.0 / (1.0 + t * t), -2.0 * t / (1.0 + t * t).powi(2);
    Exponential "exp" at 1.0: |t| t.exp(), t.exp();
    Logarithm "ln" at 2.0: |t| t.ln(), 1.0 / t;
    Gaussian "exp(-x²)" at 0.7: |t| (-t * t).exp(), -2.0 * t * (-t * t).exp();
    Root "sqrt near 0" at 1e-6: |t| t.sqrt(), 0.5 / t.sqrt();
    Wave "sin far out" at 1e4: |t| t.sin(), t.cos();
    Steep "exp(60x)" at 1.0: |t| (60.0 * t).exp(), 60.0 * (60.0 * t).exp();
    Offset "1e6+sin" at 1.0: |t| 1e6 + t.sin(), t.cos();
    Rounded "6 decimals" at 1.0: |t| (1e6 * t.exp()).round() / 1e6, t.exp();
}

/// A way to get a first derivative.
#[derive(Clone, Copy)]
struct Method {
    /// In the table's head.
    title: &'static str,
    /// As criterion knows it.
    id: &'static str,
    /// Evaluations of a fixed-step difference; None for a search, which counts its own.
    evaluations: Option<usize>,
}

const SEARCH: Method = method("search", "ours, search", None);
const TOLERANT: Method = method("to 1e-8", "ours, tolerance 1e-8", None);
const FAST: Method = method("fast", "ours, fast", Some(2));
const FINITEDIFF: Method = method("fd central", "finitediff, central", Some(2));
const FINITEDIFF_FORWARD: Method = method("fd forward", "finitediff, forward", Some(2));
const NUMDIFF: Method = method("nd central", "numdiff, central", Some(2));
const NUMDIFF_FORWARD: Method = method("nd forward", "numdiff, forward", Some(2));

const METHODS: [Method; 7] = [
    SEARCH,
    TOLERANT,
    FAST,
    FINITEDIFF,
    NUMDIFF,
    FINITEDIFF_FORWARD,
    NUMDIFF_FORWARD,
];

const fn method(title: &'static str, id: &'static str, evaluations: Option<usize>) -> Method {
    Method {
        title,
        id,
        evaluations,
    }
}

fn finitediff_central<F: Function>(x: f64) -> f64 {
    let derivative = array::central_diff(&|x: &[f64; 1]| Ok(F::value::<3>(x[0])));
    derivative(&[x]).expect("the function never fails")[0]
}

fn finitediff_forward<F: Function>(x: f64) -> f64 {
    let derivative = array::forward_diff(&|x: &[f64; 1]| Ok(F::value::<4>(x[0])));
    derivative(&[x]).expect("the function never fails")[0]
}

fn numdiff_central<F: Function>(x: f64) -> f64 {
    central_difference::sderivative(&F::value::<5>, x, None)
}

fn numdiff_forward<F: Function>(x: f64) -> f64 {
    forward_difference::sderivative(&F::value::<6>, x, None)
}

fn tolerant() -> FiniteDifference {
    FiniteDifference::new().tolerance(1e-8)
}

fn measure<F: Function>(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(F::NAME);
    let x = F::X;
    group.bench_function("f64", |b| b.iter(|| F::value::<7>(black_box(x))));
    let derivative = Derivative::numeric(F::value::<0>);
    group.bench_function(SEARCH.id, |b| b.iter(|| derivative.estimate(black_box(x))));
    let derivative = Derivative::numeric(F::value::<1>).with(tolerant());
    group.bench_function(TOLERANT.id, |b| {
        b.iter(|| derivative.estimate(black_box(x)))
    });
    let derivative = Derivative::numeric(F::value::<2>).with(FiniteDifference::fast());
    group.bench_function(FAST.id, |b| b.iter(|| derivative.at(black_box(x))));
    group.bench_function(FINITEDIFF.id, |b| {
        b.iter(|| finitediff_central::<F>(black_box(x)))
    });
    group.bench_function(NUMDIFF.id, |b| {
        b.iter(|| numdiff_central::<F>(black_box(x)))
    });
    group.bench_function(FINITEDIFF_FORWARD.id, |b| {
        b.iter(|| finitediff_forward::<F>(black_box(x)))
    });
    group.bench_function(NUMDIFF_FORWARD.id, |b| {
        b.iter(|| numdiff_forward::<F>(black_box(x)))
    });
    group.finish();
}

/// How far the methods are off for one function.
struct Accuracy {
    name: &'static str,
    /// Relative errors, in the order of METHODS.
    errors: [f64; METHODS.len()],
    /// What the search promised, relative to the derivative.
    promised: f64,
    /// Evaluations of the two searches.
    evaluations: [usize; 2],
}

impl Accuracy {
    fn of<F: Function>() -> Self {
        let x = F::X;
        let exact = F::slope(x);
        let derivative = Derivative::numeric(F::value::<0>);
        let found = derivative.estimate(x);
        let tolerant = derivative.clone().with(tolerant()).estimate(x);
        let fast = derivative.with(FiniteDifference::fast()).at(x);
        let values = [
            found.value,
            tolerant.value,
            fast,
            finitediff_central::<F>(x),
            numdiff_central::<F>(x),
            finitediff_forward::<F>(x),
            numdiff_forward::<F>(x),
        ];
        Self {
            name: F::NAME,
            errors: values.map(|value| ((value - exact) / exact).abs()),
            promised: (found.error / exact).abs(),
            evaluations: [found.evaluations, tolerant.evaluations],
        }
    }
}

fn head(first: &str) {
    print!("{:<12} {first:>9}", "function");
    METHODS
        .iter()
        .for_each(|method| print!(" {:>10}", method.title));
}

fn print_times(directory: &Path, accuracies: &[Accuracy]) {
    println!("\ntime of a derivative in ns; the last column is our search over numdiff's central");
    head("f64 ns");
    println!(" {:>10}", "search/nd");
    let mut own = String::new();
    for accuracy in accuracies {
        let medians = medians(&directory.join(accuracy.name));
        let (Some(plain), Some(search), Some(tolerant), Some(fixed)) = (
            medians.get("f64"),
            medians.get(SEARCH.id),
            medians.get(TOLERANT.id),
            medians.get(NUMDIFF.id),
        ) else {
            continue;
        };
        print!("{:<12} {plain:>9.1}", accuracy.name);
        for method in METHODS {
            match medians.get(method.id) {
                Some(ns) => print!(" {ns:>10.1}"),
                None => print!(" {:>10}", "-"),
            }
        }
        println!(" {:>10.1}", search / fixed);
        own += &format!("{:<12}", accuracy.name);
        for (ns, count) in [search, tolerant].iter().zip(accuracy.evaluations) {
            own += &format!(" {count:>20} {:>10.0}", *ns - count as f64 * plain);
        }
        own.push('\n');
    }
    println!("\nour own time in ns: that of the derivative less that of its evaluations");
    print!("{:<12}", "function");
    for title in ["search", "to 1e-8"] {
        print!(" {:>20} {:>10}", format!("{title}: evaluations"), "own ns");
    }
    println!("\n{own}");
}

fn print_accuracies(accuracies: &[Accuracy]) {
    if accuracies.is_empty() {
        return;
    }
    println!("relative errors; the first column is what the search promises");
    head("promised");
    println!();
    for accuracy in accuracies {
        print!("{:<12} {:>9.0e}", accuracy.name, accuracy.promised);
        accuracy.errors.iter().for_each(|e| print!(" {e:>10.0e}"));
        println!();
    }
    let statistic = |title: &str, choose: &dyn Fn(&[f64]) -> f64| {
        let column = |error: &dyn Fn(&Accuracy) -> f64| {
            let mut errors: Vec<f64> = accuracies.iter().map(error).collect();
            errors.sort_by(f64::total_cmp);
            choose(&errors)
        };
        print!("{title:<12} {:>9.0e}", column(&|a| a.promised));
        for i in 0..METHODS.len() {
            print!(" {:>10.0e}", column(&|a| a.errors[i]));
        }
        println!();
    };
    statistic("median", &|sorted| sorted[sorted.len() / 2]);
    statistic("maximum", &|sorted| sorted[sorted.len() - 1]);
    let mean = |i: usize| {
        let sum: usize = accuracies.iter().map(|a| a.evaluations[i]).sum();
        sum as f64 / accuracies.len() as f64
    };
    print!("{:<12} {:>9}", "evaluations", "");
    for (i, method) in METHODS.iter().enumerate() {
        match method.evaluations {
            Some(count) => print!(" {count:>10}"),
            None => print!(" {:>10.1}", mean(i)),
        }
    }
    println!();
}

fn main() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("numeric");
    // What an earlier run measured does not belong in this table.
    let _ = std::fs::remove_dir_all(&directory);
    let mut criterion = Criterion::default()
        .output_directory(&directory)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .configure_from_args();
    measure_all(&mut criterion);
    let mut accuracies = accuracies();
    accuracies.retain(|accuracy| directory.join(accuracy.name).exists());
    print_times(&directory, &accuracies);
    print_accuracies(&accuracies);
}
