//! Sharing the work among threads changes no bit of a derivative.

#![cfg(feature = "rayon")]

use ndarray::{ArrayD, IxDyn, ShapeBuilder, Slice};
use partials::sampled::{Differences, Edge, Spacing};

fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.unwrap().install(work)
}

#[test]
fn results_do_not_depend_on_the_threads() {
    // Above a megabyte, with lengths that no number of threads divides.
    for shape in [
        &[200_003][..],
        &[401, 503],
        &[23, 101, 97],
        &[50_001, 9],
        &[9, 50_001],
    ] {
        for fortran in [false, true] {
            let mut k = 0.0_f64;
            let f = ArrayD::from_shape_simple_fn(IxDyn(shape).set_f(fortran), || {
                k += 1.0;
                (0.37 * k).sin() * k
            });
            // All of it, and the inside, which is not compact.
            let inside = f.slice_each_axis(|axis| Slice::from(1..axis.len - 1));
            for f in [f.view(), inside] {
                let place = |i: usize| i as f64 + 0.3 * (i as f64).sin();
                let coordinates = f.shape().iter().map(|&n| (0..n).map(place));
                let coordinates = coordinates.map(|x| x.collect::<Vec<_>>().into());
                let coordinates: Vec<Spacing> = coordinates.collect();
                for differences in [
                    Differences::new().spacing(0.3),
                    Differences::new().spacing(coordinates).edge(Edge::Second),
                    Differences::new().accuracy(4),
                    Differences::new().spacing(0.3).edge(Edge::Periodic),
                ] {
                    let alone = on_threads(1, || differences.gradient(&f).unwrap());
                    for threads in [2, 3] {
                        let shared = on_threads(threads, || differences.gradient(&f).unwrap());
                        assert!(alone == shared, "{shape:?}, {threads} threads");
                    }
                }
            }
        }
    }
}
