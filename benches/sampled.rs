//! Derivatives of sampled data against a copy of the same memory, in one run.
//!
//! `cargo bench --bench sampled` prints, for every size, element type, layout, spacing and choice of
//! axes, how fast the samples are read once and the results written once, as GB/s and as a fraction of
//! what a copy reaches; then the same for the form that allocates its results. The copy moves one half of
//! the samples' and results' memory to the other, so that as much is read and written, and as much has to
//! fit into the caches. Layouts are row-major (C), column-major (F), and the inside of a larger row-major
//! array (V, for view). With `--features rayon` every line is measured on one and on two threads.
//! Arguments filter lines, as in `cargo bench --bench sampled -- "256^3" f64`; `--json` prints one object
//! per line, for `benches/sampled_vs_numpy.py`.
//!
//! Lines named `fit` are of polynomials fitted to windows: with a step, on coordinates, and with one sample
//! in a hundred missing; of one line, and of many lines that share their coordinates.
//!
//! Copy and derivative take turns and the fastest of each counts, so that other work on the machine
//! falls on both or on none.

use std::hint::black_box;
use std::time::{Duration, Instant};

use nalgebra::Complex;
use ndarray::{
    Array2, ArrayViewD, ArrayViewMut, ArrayViewMutD, Axis, AxisDescription, IxDyn, ShapeBuilder,
    Slice,
};
use partials::sampled::{Differences, Sample, SavitzkyGolay, Spacing, Value};
use smallvec::SmallVec;

/// The fastest of some runs, in seconds per call.
struct Fastest {
    seconds: f64,
    repeat: u32,
}

impl Fastest {
    /// Repeats the call until a measurement takes a millisecond.
    fn new(mut call: impl FnMut()) -> Self {
        let mut repeat = 1;
        loop {
            let start = Instant::now();
            (0..repeat).for_each(|_| call());
            if start.elapsed() > Duration::from_millis(1) {
                break;
            }
            repeat *= 2;
        }
        Self {
            seconds: f64::INFINITY,
            repeat,
        }
    }

    fn run(&mut self, mut call: impl FnMut()) {
        // The caches are those that a repeated call finds, whoever had them before.
        call();
        let start = Instant::now();
        (0..self.repeat).for_each(|_| call());
        let seconds = start.elapsed().as_secs_f64() / f64::from(self.repeat);
        self.seconds = self.seconds.min(seconds);
    }
}

struct Settings {
    filters: Vec<String>,
    json: bool,
}

const SIZES: [(&str, &[usize]); 8] = [
    ("1e3", &[1_000]),
    ("1e6", &[1_000_000]),
    ("3e7", &[30_000_000]),
    ("1e5x3", &[100_000, 3]),
    ("1000^2", &[1000, 1000]),
    ("5000^2", &[5000, 5000]),
    ("256^3", &[256, 256, 256]),
    ("400^3", &[400, 400, 400]),
];

fn element<T: Sample + Value>(settings: &Settings, name: &str, value: impl Fn(usize) -> T) {
    for (size, shape) in SIZES {
        for layout in ["C", "F", "V"] {
            if layout != "C" && shape.len() == 1 {
                continue;
            }
            let mut lines = Vec::new();
            for uneven in [false, true] {
                let spacing = if uneven { "coordinates" } else { "step" };
                let one = (0..shape.len()).map(Some);
                for axis in one.chain((shape.len() > 1).then_some(None)) {
                    let axes = axis.map_or("all".into(), |axis| format!("axis {axis}"));
                    for threads in [1, 2] {
                        if threads > 1 && !cfg!(feature = "rayon") {
                            continue;
                        }
                        let line = format!(
                            "{size:>7} {name} {layout} {spacing:<11} {axes:<6} {threads} threads"
                        );
                        if settings.filters.iter().all(|f| line.contains(f)) {
                            lines.push((line, uneven, axis, threads));
                        }
                    }
                }
            }
            if lines.is_empty() {
                continue;
            }
            let margin = if layout == "V" { 1 } else { 0 };
            let around: Vec<usize> = shape.iter().map(|n| n + 2 * margin).collect();
            let mut memory = memory(around.iter().product());
            let around = IxDyn(&around).set_f(layout == "F");
            let around = ArrayViewMut::from_shape(around, page(&mut memory));
            let mut around = around.expect("the size");
            let inside = |axis: AxisDescription| Slice::from(margin..axis.len - margin);
            let mut f = around.slice_each_axis_mut(inside);
            for (i, f) in f.iter_mut().enumerate() {
                *f = value(i);
            }
            for (line, uneven, axis, threads) in lines {
                in_pool(threads, || {
                    measure(settings, &line, f.view(), layout == "F", uneven, axis)
                });
            }
        }
    }
}

#[cfg(feature = "rayon")]
fn in_pool(threads: usize, work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("a pool").install(work);
}
#[cfg(not(feature = "rayon"))]
fn in_pool(_: usize, work: impl FnOnce()) {
    work();
}

/// As large arrays do, all of them start with a page: a processor waits where it mistakes the place of a
/// sample for that of a result, which have the same place in their pages.
const PAGE: usize = 4096;

fn memory<T: Value>(count: usize) -> Vec<T> {
    vec![T::ZERO; count + PAGE / size_of::<T>()]
}

fn page<T>(memory: &mut [T]) -> &mut [T] {
    let count = memory.len() - PAGE / size_of::<T>();
    let first = memory.as_ptr().align_offset(PAGE);
    &mut memory[first..][..count]
}

fn slice<'a, T>(out: &'a mut ArrayViewMutD<'_, T>) -> &'a mut [T] {
    black_box(out.as_slice_memory_order_mut().expect("compact"))
}

fn measure<T: Sample + Value>(
    settings: &Settings,
    line: &str,
    f: ArrayViewD<'_, T>,
    fortran: bool,
    uneven: bool,
    axis: Option<usize>,
) {
    let axes: Vec<usize> = axis.map_or((0..f.ndim()).collect(), |axis| vec![axis]);
    let place = |i: usize| i as f64 + 0.3 * (i as f64).sin();
    let spacings: Vec<Spacing> = axes
        .iter()
        .map(|&k| match uneven {
            true => (0..f.len_of(Axis(k))).map(place).collect::<Vec<_>>().into(),
            false => 0.1.into(),
        })
        .collect();
    let differences = Differences::new().axes(&axes[..]).spacing(spacings);
    let mut memories: Vec<Vec<T>> = axes.iter().map(|_| memory(f.len())).collect();
    let view = |memory| ArrayViewMut::from_shape(f.raw_dim().set_f(fortran), page(memory));
    let results = memories.iter_mut().map(|memory| view(memory));
    let mut out: Vec<_> = results.map(|out| out.expect("the size")).collect();
    // The same memory, where it is compact.
    let compact: Vec<T>;
    let samples = match f.as_slice_memory_order() {
        Some(samples) => samples,
        None => {
            compact = f.iter().copied().collect();
            &compact
        }
    };

    // Samples and results, as halves: the first of them onto the others.
    let copy = |out: &mut [ArrayViewMutD<T>]| {
        let half = samples.len() / 2;
        let halves = out.iter_mut().map(|out| slice(out).split_at_mut(half));
        let mut halves: SmallVec<[_; 6]> = halves.flat_map(<[_; 2]>::from).collect();
        let (from, to) = halves.split_at_mut(axes.len() - 1);
        let from = from.iter().map(|from| &**from);
        for (from, to) in samples.chunks(half).chain(from).zip(to) {
            to.copy_from_slice(black_box(from));
        }
    };
    let into = |out: &mut [ArrayViewMutD<T>]| {
        let done = differences.gradient_into(black_box(&f), black_box(out));
        done.expect("the outputs have the shape of the samples");
    };
    let allocating = || {
        black_box(differences.gradient(black_box(&f)).expect("valid"));
    };
    let mut copies = Fastest::new(|| copy(&mut out));
    let mut intos = Fastest::new(|| into(&mut out));
    let mut allocatings = Fastest::new(allocating);
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < 7 || start.elapsed() < Duration::from_millis(60) {
        copies.run(|| copy(&mut out));
        intos.run(|| into(&mut out));
        allocatings.run(allocating);
        rounds += 1;
    }
    let bytes = (size_of_val(samples) * (1 + axes.len())) as f64;
    let (copy, into, allocating) = (copies.seconds, intos.seconds, allocatings.seconds);
    if settings.json {
        let words: Vec<&str> = line.split_whitespace().collect();
        println!(
            "{}",
            serde_json::json!({
                "size": words[0], "dtype": words[1], "layout": words[2], "spacing": words[3],
                "axis": axis, "shape": f.shape(), "copy": copy, "into": into,
                "allocating": allocating,
            })
        );
    } else {
        println!(
            "{line:<46} {:>9.2} us {:>6.2} GB/s {:>5.2} of copy; allocating {:>9.2} us {:>5.2}",
            into * 1e6,
            bytes / into / 1e9,
            copy / into,
            allocating * 1e6,
            copy / allocating,
        );
    }
}

/// Fitted polynomials: even, uneven, and with gaps.
fn fits(settings: &Settings) {
    for (size, shape) in [("1e4", [1, 10_000]), ("300^2", [300, 300])] {
        let f = Array2::from_shape_fn(shape, |(i, j)| (((i + j) % 1013) as f64).sin());
        let mut gaps = f.clone();
        gaps.iter_mut().step_by(100).for_each(|f| *f = f64::NAN);
        let x: Vec<f64> = (0..shape[1])
            .map(|i| i as f64 + 0.3 * (i as f64).sin())
            .collect();
        let mut out = Array2::zeros(shape);
        for (window, degree) in [(5, 2), (11, 2), (21, 3), (51, 4)] {
            let even = SavitzkyGolay::new(window, degree).expect("valid");
            let uneven = even.clone().coordinates(&x);
            let [even_gaps, uneven_gaps] = [&even, &uneven].map(|f| f.clone().bridge_missing());
            let mut base = f64::NAN;
            for (name, filter, f) in [
                ("step", &even, &f),
                ("coordinates", &uneven, &f),
                ("step, gaps", &even_gaps, &gaps),
                ("coordinates, gaps", &uneven_gaps, &gaps),
            ] {
                let line = format!("{size:>7} f64 fit {window} of degree {degree} {name:<17}");
                if !settings.filters.iter().all(|f| line.contains(f)) {
                    continue;
                }
                let mut run = || {
                    let done = filter.derivative_into(black_box(f), 1, black_box(&mut out));
                    done.expect("valid");
                };
                let mut fastest = Fastest::new(&mut run);
                (0..50).for_each(|_| fastest.run(&mut run));
                let each = fastest.seconds * 1e9 / f.len() as f64;
                if name == "step" {
                    base = each;
                }
                println!(
                    "{line} {each:>8.2} ns per sample, {:>6.1} of step",
                    each / base
                );
            }
        }
    }
}

fn main() {
    // Until it has freed a large block, glibc hands memory of several megabytes back to the system at once,
    // and its pages are made anew for every call. This is the state of a program that has used larger
    // arrays before; `sampled_vs_numpy.py` brings Python into it as well.
    drop(black_box(vec![1_u8; 31 << 20]));

    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    arguments.retain(|a| a != "--bench");
    let settings = Settings {
        json: arguments.iter().any(|a| a == "--json"),
        filters: arguments.into_iter().filter(|a| a != "--json").collect(),
    };
    if !settings.json {
        fits(&settings);
    }
    element::<f64>(&settings, "f64", |i| (i % 1013) as f64 * 0.37);
    element::<f32>(&settings, "f32", |i| (i % 1013) as f32 * 0.37);
    element::<Complex<f64>>(&settings, "c64", |i| Complex::new((i % 1013) as f64, 1.0));
}
