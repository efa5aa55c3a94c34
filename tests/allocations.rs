//! What the operators take from the heap: nothing for points of static size, and nothing once a
//! workspace exists.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use nalgebra::{DMatrix, DVector, SVector, vector};
use ndarray::Array1;
use partials::numeric::{FiniteDifference, Search, Side, run};
use partials::{Derivative, Gradient, Hessian, Jacobian, Scalar};

thread_local! {
    /// Allocations of this thread: tests run side by side.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

fn count() {
    // No destructor and no lazy part, so that this works at any time in a thread's life.
    COUNT.set(COUNT.get() + 1);
}

// SAFETY: hands everything to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, p: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(p, layout, size) }
    }
    unsafe fn dealloc(&self, p: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(p, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `f` allocates. It runs once before, for what happens only the first time.
fn allocations<R>(mut f: impl FnMut() -> R) -> usize {
    black_box(f());
    let before = COUNT.get();
    black_box(f());
    COUNT.get() - before
}

/// Touches every variable and the careful paths as well.
fn function<S: Scalar>(x: &[S]) -> S {
    let powers: S = x
        .iter()
        .map(|x| x.powi(3) + x.powf(1.5) + x.sin().abs())
        .sum();
    powers / x[0] + x[x.len() - 1].sqrt()
}

fn field<S: Scalar>(x: &[S]) -> [S; 3] {
    [x[0] * x[1], x[x.len() - 1].exp(), function(x)]
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| 1.0), 0);
    assert_eq!(allocations(|| vec![1.0; 10]), 1);
    assert_eq!(allocations(|| vec![0u8; 10]), 1);
    let grown = || {
        let mut v = Vec::with_capacity(1);
        v.extend(black_box([1.0; 8]));
        v
    };
    assert_eq!(allocations(grown), 2);
    let x = vec![0.5; 10];
    assert!(allocations(|| Gradient::new(function).at(&x)) > 0);
    assert!(allocations(|| Hessian::new(function).at(&x[..])) > 0);
    assert!(allocations(|| Jacobian::new(field).at(&x)) > 0);
    let collecting = Gradient::new(|x| x.to_vec()[0]);
    assert_eq!(allocations(|| collecting.at(&[1.0, 2.0])), 1);
}

/// At an array and at a vector of `N` variables, on the heap for none.
fn static_points<const N: usize>() {
    let array: [f64; N] = std::array::from_fn(|i| 0.5 + i as f64);
    let v = [0.25; N];
    let vector = SVector::from(array);
    let direction = SVector::from(v);
    macro_rules! none {
        ($($call:expr),* $(,)?) => {
            $(assert_eq!(allocations(|| $call), 0, "{} for {N} variables", stringify!($call));)*
        };
    }
    let f = Gradient::new(function);
    none!(
        f.at(&array),
        f.value_and_gradient(&array),
        f.jvp(&array, &v),
        f.at(&vector),
        f.value_and_gradient(&vector),
        f.jvp(&vector, &direction),
    );
    let f = Hessian::new(function);
    none!(
        f.at(&array),
        f.value_gradient_hessian(&array),
        f.hvp(&array, &v),
        f.laplacian(&array),
        f.at(&vector),
        f.value_gradient_hessian(&vector),
        f.hvp(&vector, &direction),
        f.laplacian(&vector),
    );
    let f = Jacobian::new(field);
    none!(
        f.at(&array),
        f.value_and_jacobian(&array),
        f.jvp(&array, &v),
        f.at(&vector),
        f.jvp(&vector, &direction),
    );
    let f = Jacobian::new(|x| vector![x[0] * x[1], function(x)]);
    none!(
        f.at(&array),
        f.value_and_jacobian(&vector),
        f.jvp(&vector, &v)
    );
    let f = Jacobian::new(|x| -> [_; N] { std::array::from_fn(|i| x[i] * x[0]) });
    none!(f.divergence(&array), f.divergence(&vector));
    let f = Gradient::try_new(|x| Ok::<_, ()>(function(x)));
    none!(f.at(&array));
}

#[test]
fn points_of_static_size() {
    static_points::<2>();
    static_points::<3>();
    static_points::<9>();
    static_points::<17>();
    let spin = Jacobian::new(|x| [-x[1], x[0], x[2]]);
    assert_eq!(allocations(|| spin.curl(&[1.0, 2.0, 3.0])), 0);
    let f = Gradient::new(function);
    assert_eq!(allocations(|| f.at(&[1.0f32, 2.0])), 0);
    assert_eq!(allocations(at_a_row), 0);
}

fn at_a_row() -> nalgebra::RowVector3<f64> {
    Gradient::new(function).at(&nalgebra::RowVector3::new(1.0, 2.0, 3.0))
}

#[test]
fn one_variable() {
    let f = Derivative::new(|x| x.sin() * x.powf(2.5) / x);
    assert_eq!(allocations(|| f.at(2.0)), 0);
    assert_eq!(allocations(|| f.value_and_derivative(2.0)), 0);
    let f = Derivative::new(|x| x.sin() * x.powf(2.5) / x);
    assert_eq!(allocations(|| (f.second(2.0), f.up_to_second(2.0))), 0);
    let f = Derivative::new(|x| x.sin() * x.powf(2.5) / x);
    assert_eq!(allocations(|| (f.third(2.0), f.up_to_third(2.0))), 0);
}

#[test]
fn dynamic_points_with_a_workspace() {
    for n in [3, 8, 9, 100] {
        let x: Vec<f64> = (0..n).map(|i| 0.5 + i as f64).collect();
        let (vector, array) = (DVector::from_vec(x.clone()), Array1::from_vec(x.clone()));
        let mut out = vec![0.0; n];
        let f = Gradient::new(function);
        let mut w = f.workspace(n);
        assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&x[..], &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&vector, &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&array, &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&x[..2], &mut w, &mut out[..2])), 0);

        let f = Jacobian::new(field);
        let (mut w, mut matrix) = (f.workspace(n), DMatrix::zeros(3, n));
        assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut matrix)), 0);
        assert_eq!(allocations(|| f.at_into(&vector, &mut w, &mut matrix)), 0);
        let mut matrix = ndarray::Array2::zeros((3, n));
        assert_eq!(allocations(|| f.at_into(&array, &mut w, &mut matrix)), 0);

        let f = Hessian::new(function);
        let (mut w, mut matrix) = (f.workspace(n), DMatrix::zeros(n, n));
        assert_eq!(
            allocations(|| f.at_into(&x, &mut w, &mut out, &mut matrix)),
            0
        );
        assert_eq!(
            allocations(|| f.at_into(&vector, &mut w, &mut out, &mut matrix)),
            0
        );
        assert_eq!(
            allocations(|| f.at_into(&array, &mut w, &mut out, &mut matrix)),
            0
        );
    }
}

/// In reverse mode the tape, too, is kept.
#[test]
fn reverse_mode_once_its_tape_has_grown() {
    let array = [0.5, 1.5, 2.5];
    let f = Gradient::reverse(function);
    assert_eq!(allocations(|| f.at(&array)), 0);
    assert_eq!(
        allocations(|| f.value_and_gradient(&SVector::from(array))),
        0
    );
    let f = Jacobian::reverse(field);
    assert_eq!(allocations(|| f.at(&array)), 0);
    for n in [3, 8, 9, 100, 3000] {
        let x: Vec<f64> = (0..n).map(|i| 0.5 + i as f64).collect();
        let (vector, mut out) = (DVector::from_vec(x.clone()), vec![0.0; n]);
        let f = Gradient::reverse(function);
        let mut w = f.workspace(n);
        assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&vector, &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&x[..2], &mut w, &mut out[..2])), 0);
        // Beyond, the exponential in the field overflows, which is a singular point.
        if n <= 100 {
            let f = Jacobian::reverse(field);
            let (mut w, mut matrix) = (f.workspace(n), DMatrix::zeros(3, n));
            assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut matrix)), 0);
            let f = Hessian::reverse(function);
            let (mut w, mut matrix) = (f.workspace(n), DMatrix::zeros(n, n));
            let into = || f.at_into(&x, &mut w, &mut out, &mut matrix);
            assert_eq!(allocations(into), 0, "{n}");
        }
    }
}

/// Machine code has registers, its frame, and memory that its thread keeps.
#[cfg(feature = "compiled")]
#[test]
fn compiled_code_once_it_has_been_made() {
    let array = [0.5, 1.5, 2.5];
    let f = Gradient::compiled(function);
    assert_eq!(allocations(|| f.at(&array)), 0);
    assert_eq!(allocations(|| f.value_and_gradient(&array)), 0);
    let f = Jacobian::compiled(field);
    assert_eq!(allocations(|| f.at(&array)), 0);
    let f = Hessian::compiled(function);
    assert_eq!(allocations(|| f.at(&array)), 0);
    for n in [3, 100, 1000] {
        let x: Vec<f64> = (0..n).map(|i| 0.5 + 0.01 * i as f64).collect();
        let (vector, mut out) = (DVector::from_vec(x.clone()), vec![0.0; n]);
        let f = Gradient::compiled(function);
        let mut w = f.workspace(n);
        assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut out)), 0);
        assert_eq!(allocations(|| f.at_into(&vector, &mut w, &mut out)), 0);
        if n <= 100 {
            let f = Jacobian::compiled(field);
            let (mut w, mut matrix) = (f.workspace(n), DMatrix::zeros(3, n));
            assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut matrix)), 0);
            let f = Hessian::compiled(function);
            let (mut w, mut matrix) = (f.workspace(n), DMatrix::zeros(n, n));
            let into = || f.at_into(&x, &mut w, &mut out, &mut matrix);
            assert_eq!(allocations(into), 0, "{n}");
        }
    }
}

/// The very first call is not an exception: `allocations` would hide it.
#[test]
fn the_first_call_with_a_workspace() {
    let (x, mut out) = (vec![0.5; 20], vec![0.0; 20]);
    let f = Gradient::new(function);
    let mut w = f.workspace(20);
    let before = COUNT.get();
    black_box(f.at_into(&x, &mut w, &mut out));
    assert_eq!(COUNT.get() - before, 0);
    // A longer point than the workspace was made for: it grows, once.
    let (x, mut out) = (vec![0.5; 21], vec![0.0; 21]);
    let before = COUNT.get();
    black_box(f.at_into(&x, &mut w, &mut out));
    assert_eq!(COUNT.get() - before, 1);
    assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut out)), 0);
}

/// Numerical operators that are called point by point, once their workspace has been used.
#[test]
fn numerical_operators_with_a_workspace() {
    let residuals = |x: &[f64]| [x[0].sin(), x[0] * x[1], (x[1] - 0.5).abs()];
    for settings in [
        FiniteDifference::new(),
        FiniteDifference::fast(),
        FiniteDifference::new().side(Side::Forward),
    ] {
        for n in [2, 10] {
            let x = vec![0.5; n];
            let (mut out, mut square) = (vec![0.0; n], DMatrix::zeros(n, n));
            let f = Gradient::numeric(function::<f64>).with(settings.clone());
            let mut w = f.workspace(n);
            assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut out)), 0);
            let f = Hessian::numeric(function::<f64>).with(settings.clone());
            let into = |w: &mut _, out: &mut [f64], square: &mut DMatrix<f64>| {
                f.at_into(&x, w, out, square);
            };
            assert_eq!(allocations(|| into(&mut w, &mut out, &mut square)), 0);
            let gradient = |x: &[f64]| [2.0 * x[0], x[1], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            if n == 10 {
                let f = Hessian::numeric_of_gradient(gradient).with(settings.clone());
                let into = |w: &mut _, out: &mut [f64], square: &mut DMatrix<f64>| {
                    f.at_into(&x, w, out, square);
                };
                assert_eq!(allocations(|| into(&mut w, &mut out, &mut square)), 0);
            }
            let f = Jacobian::numeric(residuals).with(settings.clone());
            let mut matrix = DMatrix::zeros(3, n);
            assert_eq!(allocations(|| f.at_into(&x, &mut w, &mut matrix)), 0);
        }
        let f = Derivative::numeric(f64::exp).with(settings);
        assert_eq!(allocations(|| f.estimate(1.0)), 0);
    }
}

/// A search for a numerical derivative holds all it needs; one with a large budget takes its store
/// at the start.
#[test]
fn searches() {
    let functions: [fn(f64) -> f64; 5] = [
        f64::exp,
        f64::abs,
        |x| (300.0 * x).sin(),
        |x| if x < 0.0 { f64::NAN } else { x.sqrt() },
        |x| f64::from(x.cos() as f32),
    ];
    for settings in [
        FiniteDifference::new(),
        FiniteDifference::new().order(3),
        FiniteDifference::new().side(Side::Forward),
        FiniteDifference::fast(),
        FiniteDifference::new().budget(7),
    ] {
        for f in functions {
            for x in [0.0, 0.7] {
                let search = || run(&mut Search::new(&settings, 0, x), f);
                assert_eq!(allocations(search), 0);
            }
        }
    }
    let large = FiniteDifference::new().budget(500);
    let search = || run(&mut Search::new(&large, 0, 0.0), f64::cbrt);
    assert_eq!(allocations(search), 1);
}
