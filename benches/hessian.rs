//! Hessians of three functions, and their products with a vector, by this crate and by num-dual, in one
//! run.
//!
//! `cargo bench --bench hessian` measures, then prints a table: the plain function in ns, then how many
//! times its cost a Hessian takes, with value and gradient, and in the last column num-dual's best form
//! over ours. A filter, as in `cargo bench --bench hessian -- rosenbrock/2`, measures and prints a part.
//!
//! `Hessian::array` is ahead of num-dual's best form from four variables on. At one and two num-dual's
//! static form is as fast or faster, up to six times for bare products of one variable, which are a few
//! nanoseconds in all: it has one mixed entry less to carry and looks for no infinite slopes. Above six
//! variables `Hessian::reverse` is the fastest.

#[path = "common/functions.rs"]
mod functions;
#[path = "common/medians.rs"]
mod medians;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use functions::{Ackley, Function, Helmholtz, Rosenbrock, point};
use medians::medians;
use nalgebra::{DMatrix, DVector, SVector};
use partials::Hessian;

const DYNAMIC: usize = 0;
const SIZES: [usize; 9] = [1, 2, 4, 6, 10, 20, 30, 50, 100];

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// Sizes known at compile time.
fn static_forms<F: Function, const N: usize>(group: &mut Group) {
    let x: [f64; N] = std::array::from_fn(point);
    let hessian = Hessian::new(|x| F::value::<_, N>(x));
    group.bench_function("ours, array", |b| {
        b.iter(|| hessian.value_gradient_hessian(black_box(&x)))
    });
    let hessian = Hessian::array(|x: &[_; N]| F::value::<_, N>(x));
    group.bench_function("ours, lanes", |b| {
        b.iter(|| hessian.value_gradient_hessian(black_box(&x)))
    });
    let x = SVector::from(x);
    group.bench_function("num-dual, static", |b| {
        b.iter(|| num_dual::hessian(|x| F::value::<_, N>(x.as_slice()), black_box(&x)))
    });
}

/// Sizes known at run time.
fn dynamic_forms<F: Function>(group: &mut Group, n: usize) {
    let x: Vec<f64> = (0..n).map(point).collect();
    let v: Vec<f64> = (0..n).map(|i| point(i + n)).collect();
    group.bench_function("f64", |b| b.iter(|| F::value::<_, DYNAMIC>(black_box(&x))));

    let (mut gradient, mut matrix) = (vec![0.0; n], DMatrix::zeros(n, n));
    let forward = Hessian::new(|x| F::value::<_, DYNAMIC>(x));
    let mut workspace = forward.workspace(n);
    group.bench_function("ours, at_into", |b| {
        b.iter(|| forward.at_into(black_box(&x), &mut workspace, &mut gradient, &mut matrix))
    });
    let reverse = Hessian::reverse(|x| F::value::<_, DYNAMIC>(x));
    let mut workspace = reverse.workspace(n);
    group.bench_function("ours, reverse", |b| {
        b.iter(|| reverse.at_into(black_box(&x), &mut workspace, &mut gradient, &mut matrix))
    });
    group.bench_function("hvp, forward", |b| {
        b.iter(|| forward.hvp(black_box(&x), &v))
    });
    group.bench_function("hvp, reverse", |b| {
        b.iter(|| reverse.hvp(black_box(&x), &v))
    });
    let x = DVector::from_vec(x);
    group.bench_function("num-dual, dynamic", |b| {
        b.iter(|| num_dual::hessian(|x| F::value::<_, DYNAMIC>(x.as_slice()), black_box(&x)))
    });
}

fn function<F: Function>(criterion: &mut Criterion) {
    for n in SIZES {
        let mut group = criterion.benchmark_group(format!("{}/{n}", F::NAME));
        dynamic_forms::<F>(&mut group, n);
        match n {
            1 => static_forms::<F, 1>(&mut group),
            2 => static_forms::<F, 2>(&mut group),
            4 => static_forms::<F, 4>(&mut group),
            6 => static_forms::<F, 6>(&mut group),
            10 => static_forms::<F, 10>(&mut group),
            20 => static_forms::<F, 20>(&mut group),
            _ => {}
        }
        group.finish();
    }
}

fn print_ratios(directory: &Path) {
    let columns = [
        ("array()", "ours, lanes"),
        ("new, array", "ours, array"),
        ("at_into", "ours, at_into"),
        ("reverse", "ours, reverse"),
        ("nd static", "num-dual, static"),
        ("nd dynamic", "num-dual, dynamic"),
        ("hvp", "hvp, forward"),
        ("hvp rev.", "hvp, reverse"),
    ];
    println!("\nmultiples of the plain function; the last column is num-dual's best over our best");
    print!("{:<12} {:>5} {:>10}", "function", "n", "f64 ns");
    columns.iter().for_each(|(title, _)| print!(" {title:>10}"));
    println!(" {:>10}", "best/ours");
    for name in [Rosenbrock::NAME, Ackley::NAME, Helmholtz::NAME] {
        for n in SIZES {
            let medians = medians(&directory.join(format!("{name}_{n}")));
            let Some(plain) = medians.get("f64") else {
                continue;
            };
            print!("{name:<12} {n:>5} {plain:>10.1}");
            for (_, form) in columns {
                match medians.get(form) {
                    Some(ns) => print!(" {:>10.1}", ns / plain),
                    None => print!(" {:>10}", "-"),
                }
            }
            let best = |prefix: &str| {
                let forms = medians.iter().filter(|(form, _)| form.starts_with(prefix));
                forms.map(|(_, ns)| *ns).fold(f64::INFINITY, f64::min)
            };
            println!(" {:>10.2}", best("num-dual") / best("ours"));
        }
    }
}

fn main() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hessian");
    // What an earlier run measured does not belong in this table.
    let _ = std::fs::remove_dir_all(&directory);
    let mut criterion = Criterion::default()
        .output_directory(&directory)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .configure_from_args();
    function::<Rosenbrock>(&mut criterion);
    function::<Ackley>(&mut criterion);
    function::<Helmholtz>(&mut criterion);
    print_ratios(&directory);
}
