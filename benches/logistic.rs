//! A logistic loss over 1000 rows of 30 features: the scores written out, by `matvec`, and by a matrix that
//! is turned into one of numbers with derivatives first, in one run.
//!
//! `cargo bench --bench logistic` measures, then prints a table: the loss written out on `f64` in µs, then
//! how many times as long its gradients and Hessians take.

#[path = "common/medians.rs"]
mod medians;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use medians::medians;
use nalgebra::{DMatrix, DVector, RealField};
use ndarray::Array2;
use partials::{Gradient, Hessian, Scalar, matvec, weighted_sum};

const ROWS: usize = 1000;
const FEATURES: usize = 30;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// The same features in three containers, and the answers.
struct Data {
    rows: Vec<[f64; FEATURES]>,
    nalgebra: DMatrix<f64>,
    ndarray: Array2<f64>,
    answers: Vec<f64>,
}

impl Data {
    fn new() -> Self {
        let feature = |i: usize, j: usize| ((7 * i + 13 * j) as f64 * 0.61).sin();
        let row = |i| std::array::from_fn(|j| feature(i, j));
        Self {
            rows: (0..ROWS).map(row).collect(),
            nalgebra: DMatrix::from_fn(ROWS, FEATURES, feature),
            ndarray: Array2::from_shape_fn((ROWS, FEATURES), |(i, j)| feature(i, j)),
            answers: (0..ROWS).map(|i| f64::from(i % 3 == 0)).collect(),
        }
    }

    /// The loss, given the scores of all rows.
    #[inline(always)]
    fn loss<S: Scalar>(&self, scores: impl IntoIterator<Item = S>) -> S {
        let term = |(z, answer): (S, &f64)| z.softplus() - z * *answer;
        scores.into_iter().zip(&self.answers).map(term).sum()
    }
}

/// A way to write the loss.
trait Form {
    const NAME: &'static str;
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S;
}

struct WrittenOut;
impl Form for WrittenOut {
    const NAME: &'static str = "written out";
    #[inline(always)]
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S {
        let score = |row: &[f64; FEATURES]| row.iter().zip(w).map(|(a, w)| *w * *a).sum();
        data.loss(data.rows.iter().map(score))
    }
}

struct WeightedSum;
impl Form for WeightedSum {
    const NAME: &'static str = "weighted_sum";
    #[inline(always)]
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S {
        data.loss(data.rows.iter().map(|row| weighted_sum(row, w)))
    }
}

struct Rows;
impl Form for Rows {
    const NAME: &'static str = "matvec, rows";
    #[inline(always)]
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S {
        data.loss(matvec(&data.rows, w))
    }
}

struct Nalgebra;
impl Form for Nalgebra {
    const NAME: &'static str = "matvec, nalgebra";
    #[inline(always)]
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S {
        data.loss(matvec(&data.nalgebra, w))
    }
}

struct Ndarray;
impl Form for Ndarray {
    const NAME: &'static str = "matvec, ndarray";
    #[inline(always)]
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S {
        data.loss(matvec(&data.ndarray, w))
    }
}

struct Converted;
impl Form for Converted {
    const NAME: &'static str = "converted, nalgebra";
    #[inline(always)]
    fn loss<S: Scalar + RealField>(data: &Data, w: &[S]) -> S {
        let scores = data.nalgebra.map(S::from) * DVector::from_column_slice(w);
        data.loss(scores.iter().copied())
    }
}

fn form<F: Form>(group: &mut Group, data: &Data) {
    let w: Vec<f64> = (0..FEATURES).map(|j| 0.1 * (j as f64).cos()).collect();
    let mut gradient = vec![0.0; FEATURES];
    let mut matrix = DMatrix::zeros(FEATURES, FEATURES);
    let name = |kind: &str| format!("{}, {kind}", F::NAME);

    group.bench_function(name("plain"), |b| b.iter(|| F::loss(data, black_box(&w))));

    let forward = Gradient::new(|w| F::loss(data, w));
    let mut workspace = forward.workspace(FEATURES);
    group.bench_function(name("gradient"), |b| {
        b.iter(|| forward.at_into(black_box(&w), &mut workspace, &mut gradient))
    });
    let reverse = Gradient::reverse(|w| F::loss(data, w));
    let mut workspace = reverse.workspace(FEATURES);
    group.bench_function(name("gradient, reverse"), |b| {
        b.iter(|| reverse.at_into(black_box(&w), &mut workspace, &mut gradient))
    });
    let forward = Hessian::new(|w| F::loss(data, w));
    let mut workspace = forward.workspace(FEATURES);
    group.bench_function(name("Hessian"), |b| {
        b.iter(|| forward.at_into(black_box(&w), &mut workspace, &mut gradient, &mut matrix))
    });
    let reverse = Hessian::reverse(|w| F::loss(data, w));
    let mut workspace = reverse.workspace(FEATURES);
    group.bench_function(name("Hessian, reverse"), |b| {
        b.iter(|| reverse.at_into(black_box(&w), &mut workspace, &mut gradient, &mut matrix))
    });
}

fn print_ratios(directory: &Path) {
    let kinds = [
        "plain",
        "gradient",
        "gradient, reverse",
        "Hessian",
        "Hessian, reverse",
    ];
    let medians = medians(&directory.join("logistic"));
    let Some(plain) = medians.get(&format!("{}, plain", WrittenOut::NAME)) else {
        return;
    };
    println!(
        "\nmultiples of the loss written out on f64, {:.1} µs",
        plain / 1e3
    );
    print!("{:<20}", "scores");
    kinds.iter().for_each(|kind| print!(" {kind:>17}"));
    println!();
    let names = [
        WrittenOut::NAME,
        WeightedSum::NAME,
        Rows::NAME,
        Nalgebra::NAME,
        Ndarray::NAME,
        Converted::NAME,
    ];
    for name in names {
        print!("{name:<20}");
        for kind in kinds {
            match medians.get(&format!("{name}, {kind}")) {
                Some(ns) => print!(" {:>17.2}", ns / plain),
                None => print!(" {:>17}", "-"),
            }
        }
        println!();
    }
}

fn main() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("logistic");
    // What an earlier run measured does not belong in this table.
    let _ = std::fs::remove_dir_all(&directory);
    let mut criterion = Criterion::default()
        .output_directory(&directory)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .configure_from_args();
    let data = Data::new();
    let mut group = criterion.benchmark_group("logistic");
    form::<WrittenOut>(&mut group, &data);
    form::<WeightedSum>(&mut group, &data);
    form::<Rows>(&mut group, &data);
    form::<Nalgebra>(&mut group, &data);
    form::<Ndarray>(&mut group, &data);
    form::<Converted>(&mut group, &data);
    group.finish();
    print_ratios(&directory);
}
