//! Gradients of three functions by this crate and by every form of num-dual, in one run.
//!
//! `cargo bench --bench gradient` measures, then prints a table: the plain function in ns, then how
//! many times its cost a gradient takes, and in the last column num-dual's best form over ours.
//! A filter, as in `cargo bench --bench gradient -- rosenbrock/2`, measures and prints a part.

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
use nalgebra::{DVector, SVector};
use num_dual::Gradients;
use partials::Gradient;

const DYNAMIC: usize = 0;
const ALLOCATING: usize = usize::MAX;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// Sizes known at compile time: everything can stay on the stack.
fn static_forms<F: Function, const N: usize>(group: &mut Group) {
    let x: [f64; N] = std::array::from_fn(point);
    let gradient = Gradient::new(|x| F::value::<_, N>(x));
    group.bench_function("ours, array", |b| {
        b.iter(|| gradient.value_and_gradient(black_box(&x)))
    });
    let x = SVector::from(x);
    group.bench_function("num-dual, static", |b| {
        b.iter(|| num_dual::gradient(|x| F::value::<_, N>(x.as_slice()), black_box(&x)))
    });
    group.bench_function("num-dual, Gradients", |b| {
        b.iter(|| {
            Gradients::gradient(
                |x, _: &()| F::value::<_, N>(x.as_slice()),
                black_box(&x),
                &(),
            )
        })
    });
}

/// Sizes known at run time.
fn dynamic_forms<F: Function>(group: &mut Group, n: usize) {
    let x: Vec<f64> = (0..n).map(point).collect();
    group.bench_function("f64", |b| b.iter(|| F::value::<_, DYNAMIC>(black_box(&x))));

    let gradient = Gradient::new(|x| F::value::<_, DYNAMIC>(x));
    let (mut workspace, mut out) = (gradient.workspace(n), vec![0.0; n]);
    group.bench_function("ours, at_into", |b| {
        b.iter(|| gradient.at_into(black_box(&x), &mut workspace, &mut out))
    });
    let gradient = Gradient::new(|x| F::value::<_, ALLOCATING>(x));
    group.bench_function("ours, Vec", |b| {
        b.iter(|| gradient.value_and_gradient(black_box(&x)))
    });

    let x = DVector::from_vec(x);
    group.bench_function("num-dual, dynamic", |b| {
        b.iter(|| num_dual::gradient(|x| F::value::<_, DYNAMIC>(x.as_slice()), black_box(&x)))
    });
    group.bench_function("num-dual, Gradients dynamic", |b| {
        b.iter(|| {
            Gradients::gradient(
                |x, _: &()| F::value::<_, DYNAMIC>(x.as_slice()),
                black_box(&x),
                &(),
            )
        })
    });
    let mut seeds: Vec<num_dual::Dual64> = x.iter().map(|&v| v.into()).collect();
    group.bench_function("num-dual, scalar looped", |b| {
        b.iter(|| {
            for i in 0..n {
                seeds[i] = black_box(x[i]).into();
                seeds[i].eps = 1.0;
                out[i] = F::value::<_, DYNAMIC>(&seeds).eps;
                seeds[i].eps = 0.0;
            }
            out[0]
        })
    });
}

fn function<F: Function>(criterion: &mut Criterion) {
    for n in [1, 2, 5, 10, 100, 1000] {
        let mut group = criterion.benchmark_group(format!("{}/{n}", F::NAME));
        dynamic_forms::<F>(&mut group, n);
        match n {
            1 => static_forms::<F, 1>(&mut group),
            2 => static_forms::<F, 2>(&mut group),
            5 => static_forms::<F, 5>(&mut group),
            10 => static_forms::<F, 10>(&mut group),
            100 => static_forms::<F, 100>(&mut group),
            // Eight megabytes of static dual numbers do not fit on a stack.
            _ => {}
        }
        group.finish();
    }
}

fn print_ratios(directory: &Path) {
    let columns = [
        ("ours array", "ours, array"),
        ("at_into", "ours, at_into"),
        ("Vec", "ours, Vec"),
        ("nd static", "num-dual, static"),
        ("Gradients", "num-dual, Gradients"),
        ("dynamic", "num-dual, dynamic"),
        ("Gr. dyn.", "num-dual, Gradients dynamic"),
        ("looped", "num-dual, scalar looped"),
    ];
    println!("\nmultiples of the plain function; the last column is num-dual's best over our best");
    print!("{:<12} {:>5} {:>10}", "function", "n", "f64 ns");
    columns.iter().for_each(|(title, _)| print!(" {title:>10}"));
    println!(" {:>10}", "best/ours");
    for name in [Rosenbrock::NAME, Ackley::NAME, Helmholtz::NAME] {
        for n in [1, 2, 5, 10, 100, 1000] {
            let medians = medians(&directory.join(format!("{name}_{n}")));
            let Some(plain) = medians.get("f64") else {
                continue;
            };
            print!("{name:<12} {n:>5} {plain:>10.1}");
            for (_, form) in columns {
                match medians.get(form) {
                    Some(ns) => print!(" {:>10.2}", ns / plain),
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
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gradient");
    // What an earlier run measured does not belong in this table.
    let _ = std::fs::remove_dir_all(&directory);
    let mut criterion = Criterion::default()
        .output_directory(&directory)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .configure_from_args();
    function::<Rosenbrock>(&mut criterion);
    function::<Ackley>(&mut criterion);
    function::<Helmholtz>(&mut criterion);
    print_ratios(&directory);
}
