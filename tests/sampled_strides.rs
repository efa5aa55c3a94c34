//! However samples and results lie in memory, every line gets the derivative that it would get alone.
//!
//! The shapes are around the sizes where another way through memory is taken.

// In slices of ndarray, -1 counts from the end.
#![allow(clippy::reversed_empty_ranges)]

use std::fmt::Debug;

use nalgebra::Complex;
use ndarray::{Array1, Array3, ArrayView1, ArrayViewMut3, Axis, ShapeBuilder, s};
use partials::sampled::{Differences, Edge, Sample, SavitzkyGolay, Value};

const SHAPES: [[usize; 3]; 9] = [
    [3, 4, 9],
    [2, 3, 70],
    [3, 9, 16],
    [9, 15, 5],
    [1, 70, 33],
    [70, 2, 64],
    [40, 65, 9],
    [24, 23, 25],
    [11, 1, 150],
];

/// How an array lies within a larger one.
#[derive(Clone, Copy, Debug)]
enum Place {
    RowMajor,
    ColumnMajor,
    Inside,
    EveryOtherLast,
    EveryOtherFirst,
    Reversed,
    PermutedInside,
}

impl Place {
    const ALL: [Self; 7] = [
        Self::RowMajor,
        Self::ColumnMajor,
        Self::Inside,
        Self::EveryOtherLast,
        Self::EveryOtherFirst,
        Self::Reversed,
        Self::PermutedInside,
    ];

    /// The larger array.
    fn around<T: Clone>(self, [a, b, c]: [usize; 3], fill: T) -> Array3<T> {
        let shape = match self {
            Self::Inside => [a + 2, b + 2, c + 2],
            Self::EveryOtherLast => [a, b, 2 * c],
            Self::EveryOtherFirst => [2 * a, b, c],
            Self::PermutedInside => [c + 1, a, b + 1],
            _ => [a, b, c],
        };
        Array3::from_elem(shape.set_f(matches!(self, Self::ColumnMajor)), fill)
    }

    fn within<T>(self, around: &mut Array3<T>) -> ArrayViewMut3<'_, T> {
        match self {
            Self::RowMajor | Self::ColumnMajor => around.view_mut(),
            Self::Inside => around.slice_mut(s![1..-1, 1..-1, 1..-1]),
            Self::EveryOtherLast => around.slice_mut(s![.., .., ..;2]),
            Self::EveryOtherFirst => around.slice_mut(s![..;2, .., ..]),
            Self::Reversed => around.slice_mut(s![..;-1, ..;-1, ..;-1]),
            Self::PermutedInside => {
                let inside = around.slice_mut(s![1.., .., 1..]);
                inside.permuted_axes([1, 2, 0])
            }
        }
    }
}

/// A derivative along an axis, and the shortest line that has it.
#[derive(Debug)]
enum Rule {
    Differences(Box<Differences<'static>>, usize),
    Smoothing(SavitzkyGolay),
}

fn rules(n: usize) -> Vec<Rule> {
    let x: Vec<f64> = (0..n).map(|i| i as f64 + 0.3 * (i as f64).sin()).collect();
    let even = || Differences::new().spacing(0.3);
    let uneven = || Differences::new().spacing(x.clone());
    let rule = |differences, least| Rule::Differences(Box::new(differences), least);
    vec![
        rule(even(), 2),
        rule(uneven().edge(Edge::Second), 3),
        rule(even().edge(Edge::Periodic), 3),
        rule(even().order(2), 5),
        rule(uneven().accuracy(4), 7),
        Rule::Smoothing(SavitzkyGolay::new(9, 3).unwrap()),
    ]
}

/// Samples that no two neighbours share.
fn number(k: usize) -> f64 {
    ((k * 7919) % 10007) as f64 * 0.37 - (k % 13) as f64
}

fn alone<A: Sample>(rule: &Rule, line: ArrayView1<'_, A>) -> Option<Array1<A::Out>> {
    let line = line.to_vec();
    let slope = match rule {
        Rule::Differences(_, least) if line.len() < *least => return None,
        Rule::Differences(differences, _) => differences.derivative(&line).unwrap(),
        Rule::Smoothing(_) if line.len() < 9 => return None,
        Rule::Smoothing(smoothing) => smoothing.derivative(&line, 0).unwrap(),
    };
    Some(slope.into())
}

fn every_line<A: Sample + Debug>(zero: A, of: impl Fn(f64) -> A) {
    for shape in SHAPES {
        for (k, from) in Place::ALL.into_iter().enumerate() {
            // Results in the same layout, and in another one.
            for to in [from, Place::ALL[(k + 1) % Place::ALL.len()]] {
                let mut around_f = from.around(shape, zero);
                let mut around_out = to.around(shape, A::Out::NAN);
                let mut f = from.within(&mut around_f);
                f.iter_mut()
                    .enumerate()
                    .for_each(|(k, f)| *f = of(number(k)));
                for axis in 0..3 {
                    for rule in rules(shape[axis]) {
                        if alone(&rule, f.lanes(Axis(axis)).into_iter().next().unwrap()).is_none() {
                            continue;
                        }
                        let case =
                            || format!("{shape:?} {from:?} to {to:?}, axis {axis}, {rule:?}");
                        around_out.fill(A::Out::NAN);
                        let mut out = to.within(&mut around_out);
                        match &rule {
                            Rule::Differences(differences, _) => differences
                                .clone()
                                .axes(axis)
                                .derivative_into(&f, &mut out)
                                .unwrap(),
                            Rule::Smoothing(smoothing) => {
                                smoothing.derivative_into(&f, axis, &mut out).unwrap();
                            }
                        }
                        let lines = f.lanes(Axis(axis)).into_iter();
                        for (line, out) in lines.zip(out.lanes(Axis(axis))) {
                            assert_eq!(alone(&rule, line).unwrap(), out, "{}", case());
                        }
                        let written = around_out.iter().filter(|x| !x.is_nan()).count();
                        assert_eq!(written, f.len(), "{}: nothing else is written", case());
                    }
                }
            }
        }
    }
}

#[test]
fn doubles() {
    every_line(0.0, |x| x);
}

#[test]
fn singles() {
    every_line(0.0_f32, |x| x as f32);
}

#[test]
fn complex_numbers() {
    every_line(Complex::new(0.0, 0.0), |x| Complex::new(x, 1.0 - x * x));
}

#[test]
fn integers() {
    every_line(0_i16, |x| x as i16);
}

#[test]
fn windows_longer_than_what_is_brought_together() {
    let smoothing = SavitzkyGolay::new(2101, 2).unwrap();
    let around: Array1<f64> = (0..6000).map(number).collect();
    let f = around.slice(s![..;2]);
    let slope = smoothing.derivative(&f, 0).unwrap();
    assert_eq!(slope, smoothing.derivative(&f.to_owned(), 0).unwrap());
}
