//! Results too large for the caches are written past them, in whole lines of memory: every element must
//! still be the formula's, wherever the lines start and end.

use nalgebra::Complex;
use ndarray::{Array2, Array3, ShapeBuilder, s};
use partials::sampled::{Differences, Edge, Value, gradient_into};

/// Samples that no two neighbours share.
fn sample(k: usize) -> f64 {
    ((k * 7919) % 10007) as f64 * 0.37 - (k % 13) as f64
}

/// numpy's formula for even steps, at one place of a line.
fn formula<T>(
    f: impl Fn(usize) -> T,
    n: usize,
    i: usize,
    difference: impl Fn(T, T, f64) -> T,
) -> T {
    match i {
        0 => difference(f(1), f(0), 1.0),
        _ if i == n - 1 => difference(f(i), f(i - 1), 1.0),
        _ => difference(f(i + 1), f(i - 1), 2.0),
    }
}

#[test]
fn wherever_a_result_starts() {
    // 36 MB, from every place of a line of memory.
    let n = 4_500_000;
    let f: Vec<f64> = (0..n).map(sample).collect();
    let expected: Vec<f64> = (0..n)
        .map(|i| formula(|k| f[k], n, i, |a, b, steps| (a - b) / (steps * 0.3)))
        .collect();
    let mut memory = vec![0.0; n + 8];
    for start in 0..8 {
        memory.fill(f64::NAN);
        let out = &mut memory[start..start + n];
        gradient_into(&f, 0.3, &mut [&mut *out]).unwrap();
        assert!(out == expected, "from {start}");
        let written = memory.iter().filter(|x| !x.is_nan()).count();
        assert_eq!(written, n, "nothing else is written");
    }
}

/// Every axis of three, short lines and long ones, both layouts.
fn boxes<T: Value>(shape: [usize; 3], of: impl Fn(f64) -> T, difference: impl Fn(T, T, f64) -> T) {
    for fortran in [false, true] {
        let mut k = 0;
        let f = Array3::from_shape_simple_fn(shape.set_f(fortran), || {
            k += 1;
            of(sample(k))
        });
        let gradient = Differences::new().spacing(0.3).gradient(&f).unwrap();
        for (axis, slope) in gradient.iter().enumerate() {
            let alone = Differences::new()
                .spacing(0.3)
                .axes(axis)
                .derivative(&f)
                .unwrap();
            assert!(
                alone == *slope,
                "axis {axis} of {shape:?}, alone and with others"
            );
            let wrong = slope.indexed_iter().find(|&((i, j, k), &value)| {
                let place = [i, j, k];
                let along = |k| {
                    let mut place = place;
                    place[axis] = k;
                    f[place]
                };
                value != formula(along, shape[axis], place[axis], &difference)
            });
            assert!(wrong.is_none(), "axis {axis} of {shape:?} at {wrong:?}");
        }
    }
}

#[test]
fn three_axes_of_every_type() {
    let f64s = |a: f64, b: f64, steps: f64| (a - b) / (steps * 0.3);
    boxes([117, 119, 121], |x| x, f64s);
    boxes([4, 300, 1201], |x| x, f64s);
    boxes(
        [147, 149, 151],
        |x| x as f32,
        |a, b, steps| (a - b) / (steps * 0.3) as f32,
    );
    boxes(
        [87, 89, 97],
        |x| Complex::new(x, -x),
        |a, b, steps| (a - b).unscale(steps * 0.3),
    );
}

/// The same samples spread over an array twice as large, which is not compact.
fn spread(f: &Array2<f64>, differences: &Differences<'_>) {
    let (rows, columns) = f.dim();
    let mut large = Array2::zeros((rows, 2 * columns));
    let mut view = large.slice_mut(s![.., ..;2]);
    view.assign(f);
    let compact = differences.gradient(f).unwrap();
    let strided = differences.gradient(&view).unwrap();
    assert!(compact == strided, "{:?}", f.shape());
}

#[test]
fn coordinates_and_wider_stencils() {
    let place = |i: usize| i as f64 + 0.3 * (i as f64).sin();
    // Lines with all weights in one table, with blocks of weights, and short ones.
    for shape in [[2300, 1001], [31, 80_001], [180_001, 13]] {
        let f = Array2::from_shape_fn(shape, |(i, j)| sample(i * shape[1] + j));
        let coordinates = shape.map(|n| (0..n).map(place).collect::<Vec<_>>());
        let [x, y] = &coordinates;
        spread(&f, &Differences::new().spacing((x, y)).edge(Edge::Second));
        if shape[1] == 1001 {
            spread(&f, &Differences::new().accuracy(6).order(2));
        }
    }
}
