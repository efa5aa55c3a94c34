//! Derivatives of one variable up to an order, by one evaluation on a series and by one on dual numbers
//! nested as deep, in one run.
//!
//! `cargo bench --bench taylor` measures, then prints a table: the plain function and both ways in ns,
//! and the second over the first. A filter, as in `cargo bench --bench taylor -- product/5`, measures and
//! prints a part.
//!
//! Nested numbers have `2ⁿ` components, of which `n + 1` differ, and multiply them in `3ⁿ` products.
//! Few operations are measured at order 10, since the compiler writes each of them out.

#[path = "common/medians.rs"]
mod medians;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::Criterion;
use medians::medians;
use partials::{Dual, Scalar, Series, Taylor};

/// One text per function.
trait Function {
    const NAME: &'static str;
    fn value<S: Scalar>(x: S) -> S;
}

/// Bare arithmetic.
struct Product;

impl Function for Product {
    const NAME: &'static str = "product";
    fn value<S: Scalar>(x: S) -> S {
        x * x
    }
}

/// A division and an exponential.
struct Bell;

impl Function for Bell {
    const NAME: &'static str = "bell";
    fn value<S: Scalar>(x: S) -> S {
        (-x * x).exp() / (x + 2.0)
    }
}

/// A number of derivatives that are nested, each by the same variable.
trait Nested: Scalar {
    fn variable(x: f64) -> Self;
}

impl Nested for f64 {
    fn variable(x: f64) -> f64 {
        x
    }
}

impl<T: Nested> Nested for Dual<T, 1>
where
    Self: Scalar,
{
    fn variable(x: f64) -> Self {
        Dual::variable(T::variable(x), 0)
    }
}

type Three = Dual<Dual<Dual<f64, 1>, 1>, 1>;
type Five = Dual<Dual<Three, 1>, 1>;
type Ten = Dual<Dual<Dual<Dual<Dual<Five, 1>, 1>, 1>, 1>, 1>;

fn order<F: Function, D: Nested, const COUNT: usize>(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(format!("{}/{}", F::NAME, COUNT - 1));
    let x = 0.7;
    group.bench_function("f64", |b| b.iter(|| F::value(black_box(x))));
    let taylor = Taylor::new(|x: Series<f64, COUNT>| F::value(x));
    group.bench_function("series", |b| {
        b.iter(|| taylor.derivatives::<COUNT>(black_box(x)))
    });
    group.bench_function("nested", |b| b.iter(|| F::value(D::variable(black_box(x)))));
    group.finish();
}

fn function<F: Function>(criterion: &mut Criterion) {
    order::<F, Three, 4>(criterion);
    order::<F, Five, 6>(criterion);
    order::<F, Ten, 11>(criterion);
}

fn print_ratios(directory: &Path) {
    println!(
        "\nns for all derivatives up to an order; the last column is nested dual numbers over series"
    );
    println!(
        "{:<10} {:>5} {:>8} {:>10} {:>12} {:>8}",
        "function", "order", "f64", "series", "nested", "ratio"
    );
    for name in [Product::NAME, Bell::NAME] {
        for order in [3, 5, 10] {
            let medians = medians(&directory.join(format!("{name}_{order}")));
            let [Some(plain), Some(series), Some(nested)] =
                ["f64", "series", "nested"].map(|form| medians.get(form))
            else {
                continue;
            };
            let ratio = nested / series;
            println!(
                "{name:<10} {order:>5} {plain:>8.1} {series:>10.1} {nested:>12.1} {ratio:>8.1}"
            );
        }
    }
}

fn main() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("taylor");
    // What an earlier run measured does not belong in this table.
    let _ = std::fs::remove_dir_all(&directory);
    let mut criterion = Criterion::default()
        .output_directory(&directory)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .configure_from_args();
    function::<Product>(&mut criterion);
    function::<Bell>(&mut criterion);
    print_ratios(&directory);
}
