//! Containers as sets of parameters: lists of such sets, and the matrices of nalgebra and ndarray.

use std::fmt::Write;
use std::slice::Iter;

use nalgebra::{DMatrix, DVector, SMatrix};
use ndarray::{Array, Dimension};

use super::Parameters;
use crate::point::Point;
use crate::scalar::Real;

/// The place of the number `i`: in which element, and which of its numbers.
fn place<P: Parameters>(list: &[P], mut i: usize) -> (usize, usize) {
    if let Some(count) = P::COUNT {
        return (i / count, i % count);
    }
    for (k, element) in list.iter().enumerate() {
        let count = element.count();
        if i < count {
            return (k, i);
        }
        i -= count;
    }
    panic!("there are not so many parameters");
}

/// How many numbers there are in all elements.
fn count<P: Parameters>(list: &[P]) -> usize {
    match P::COUNT {
        Some(count) => count * list.len(),
        None => list.iter().map(P::count).sum(),
    }
}

fn push_name<P: Parameters>(list: &[P], i: usize, name: &mut String) {
    let (k, i) = place(list, i);
    push(name, format_args!("[{k}]"));
    list[k].push_name(i, name);
}

fn push(name: &mut String, what: std::fmt::Arguments<'_>) {
    name.write_fmt(what).expect("a string takes everything");
}

impl<P: Parameters, const N: usize> Parameters for [P; N] {
    type Number = P::Number;
    type Of<T: Real> = [P::Of<T>; N];

    const COUNT: Option<usize> = match P::COUNT {
        Some(count) => Some(count * N),
        None => None,
    };

    fn count(&self) -> usize {
        count(self)
    }
    fn number(&self, i: usize) -> P::Number {
        let (k, i) = place(self, i);
        self[k].number(i)
    }
    fn push_name(&self, i: usize, name: &mut String) {
        push_name(self, i, name);
    }
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> [P::Of<T>; N] {
        self.each_ref().map(|element| element.take(numbers))
    }
}

impl<P: Parameters> Parameters for Vec<P> {
    type Number = P::Number;
    type Of<T: Real> = Vec<P::Of<T>>;

    const COUNT: Option<usize> = None;

    fn count(&self) -> usize {
        count(self)
    }
    fn number(&self, i: usize) -> P::Number {
        let (k, i) = place(self, i);
        self[k].number(i)
    }
    fn push_name(&self, i: usize, name: &mut String) {
        push_name(self, i, name);
    }
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> Vec<P::Of<T>> {
        self.iter().map(|element| element.take(numbers)).collect()
    }
}

impl<S: Real, const R: usize, const C: usize> Parameters for SMatrix<S, R, C> {
    type Number = S;
    type Of<T: Real> = SMatrix<T, R, C>;

    const COUNT: Option<usize> = Some(R * C);

    fn count(&self) -> usize {
        R * C
    }
    fn number(&self, i: usize) -> S {
        self[(i % R, i / R)]
    }
    fn push_name(&self, i: usize, name: &mut String) {
        match C {
            1 => push(name, format_args!("[{i}]")),
            _ => push(name, format_args!("[({}, {})]", i % R, i / R)),
        }
    }
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> SMatrix<T, R, C> {
        SMatrix::from_iterator(numbers.by_ref().take(R * C).copied())
    }
}

impl<S: Real> Parameters for DVector<S> {
    type Number = S;
    type Of<T: Real> = DVector<T>;

    const COUNT: Option<usize> = None;

    fn count(&self) -> usize {
        self.len()
    }
    fn number(&self, i: usize) -> S {
        self[i]
    }
    fn push_name(&self, i: usize, name: &mut String) {
        push(name, format_args!("[{i}]"));
    }
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> DVector<T> {
        let n = self.len();
        DVector::from_iterator(n, numbers.by_ref().take(n).copied())
    }
}

impl<S: Real> Parameters for DMatrix<S> {
    type Number = S;
    type Of<T: Real> = DMatrix<T>;

    const COUNT: Option<usize> = None;

    fn count(&self) -> usize {
        self.len()
    }
    fn number(&self, i: usize) -> S {
        self.coordinate(i)
    }
    fn push_name(&self, i: usize, name: &mut String) {
        let (row, column) = (i % self.nrows(), i / self.nrows());
        push(name, format_args!("[({row}, {column})]"));
    }
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> DMatrix<T> {
        let entries = numbers.by_ref().take(self.len()).copied();
        DMatrix::from_iterator(self.nrows(), self.ncols(), entries)
    }
}

impl<S: Real, D: Dimension> Parameters for Array<S, D> {
    type Number = S;
    type Of<T: Real> = Array<T, D>;

    const COUNT: Option<usize> = None;

    fn count(&self) -> usize {
        self.len()
    }
    fn number(&self, i: usize) -> S {
        self.coordinate(i)
    }
    fn push_name(&self, i: usize, name: &mut String) {
        let place = crate::point::place(&self.raw_dim(), i);
        match place.slice() {
            [i] => push(name, format_args!("[{i}]")),
            several => push(name, format_args!("[{several:?}]")),
        }
    }
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> Array<T, D> {
        let entries = numbers.by_ref().take(self.len()).copied().collect();
        Array::from_shape_vec(self.raw_dim(), entries).expect("there are enough numbers")
    }
}
