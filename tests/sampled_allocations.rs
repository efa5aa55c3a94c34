//! Derivatives of sampled data that are written into the caller's arrays take nothing from the heap.

#![cfg(not(feature = "rayon"))]
#![allow(unsafe_code)]
// In slices of ndarray, -1 counts from the end.
#![allow(clippy::reversed_empty_ranges)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use nalgebra::{Complex, DMatrix};
use ndarray::{Array, Array1, Array2, Array3, s};
use partials::sampled::{
    Differences, Edge, Grid, SavitzkyGolay, gradient, gradient_axis_into, gradient_into,
};

thread_local! {
    /// Allocations of this thread: tests run side by side.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: hands everything to the system's allocator as it came. Zeroed and grown memory comes through
// `alloc` by default.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, p: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(p, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<R>(mut f: impl FnMut() -> R) -> usize {
    let before = COUNT.get();
    black_box(f());
    COUNT.get() - before
}

#[test]
fn one_axis() {
    let f: Vec<f64> = (0..1000).map(f64::from).collect();
    let mut out = vec![0.0; 1000];
    assert_eq!(
        allocations(|| gradient_into(&f, 0.5, &mut [&mut out[..]]).unwrap()),
        0
    );
    assert_eq!(
        allocations(|| gradient_axis_into(&f, 0, &f, &mut out).unwrap()),
        0
    );
    let uneven: Vec<f64> = f.iter().map(|x| x * x).collect();
    for accuracy in [2, 4, 8] {
        for spaced in [
            Differences::new().spacing(&uneven),
            Differences::new().spacing(2),
        ] {
            for order in [1, 4] {
                let differences = spaced.clone().accuracy(accuracy).order(order);
                let run = || differences.derivative_into(&f, &mut out).unwrap();
                assert_eq!(allocations(run), 0, "{accuracy} {order}");
            }
        }
    }
    let missing = Differences::new().skip_missing();
    assert_eq!(
        allocations(|| missing.derivative_into(&f, &mut out).unwrap()),
        0
    );
    let filter = SavitzkyGolay::new(31, 3).unwrap();
    assert_eq!(
        allocations(|| filter.derivative_into(&f, 0, &mut out).unwrap()),
        0
    );
    // The control: a call that returns an array.
    assert_eq!(allocations(|| gradient(&f, 0.5).unwrap()), 1);
}

#[test]
fn all_axes() {
    let x: Vec<f64> = (0..80).map(|i| f64::from(i).sqrt()).collect();
    let f = Array3::from_shape_fn((9, 80, 70), |(i, j, k)| (i * j + k) as f64);
    let mut out: [Array3<f64>; 3] = std::array::from_fn(|_| Array::zeros((9, 80, 70)));
    assert_eq!(
        allocations(|| gradient_into(&f, (1.0, &x, 0.1), &mut out).unwrap()),
        0
    );
    // Strided samples, outputs of another layout, dynamic dimensions, flat outputs, matrices.
    let part = f.slice(s![..;2, 1..-1, ..;-1]);
    let mut turned: [_; 3] = std::array::from_fn(|_| Array3::zeros((70, 78, 5)).reversed_axes());
    assert_eq!(
        allocations(|| gradient_into(&part, 0.1, &mut turned).unwrap()),
        0
    );
    let dynamic = f.view().into_dyn();
    let mut outputs = out.map(|out| out.into_dyn());
    assert_eq!(
        allocations(|| gradient_into(&dynamic, (1.0, &x, 0.1), &mut outputs).unwrap()),
        0
    );
    let flat = vec![Complex::new(1.0_f32, 2.0); 6400];
    let mut outputs = [
        vec![Complex::default(); 6400],
        vec![Complex::default(); 6400],
    ];
    let grid = Grid::new(&flat, [80, 80]).unwrap();
    let run = || {
        Differences::new()
            .spacing(0.5)
            .edge(Edge::Second)
            .gradient_into(&grid, &mut outputs)
            .unwrap();
    };
    assert_eq!(allocations(run), 0);
    let matrix = DMatrix::<i32>::zeros(80, 70);
    let mut outputs = [DMatrix::zeros(80, 70), DMatrix::zeros(80, 70)];
    assert_eq!(
        allocations(|| gradient_into(&matrix, (), &mut outputs).unwrap()),
        0
    );
}

#[test]
fn results_alone_are_allocated() {
    let f = Array2::<f64>::zeros((100, 100));
    assert_eq!(allocations(|| gradient(&f, (0.1, 0.2)).unwrap()), 2);
    let f = Array1::<u8>::zeros(100);
    assert_eq!(allocations(|| gradient(&f, ()).unwrap()), 1);
}
