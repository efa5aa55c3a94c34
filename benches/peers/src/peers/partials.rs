//! This library: points in arrays and in vectors, by each kind.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use nalgebra::{DMatrix, SMatrix};
use partials::exact::compiled::Optimize;
use partials::scalar::Real;
use partials::{Dual, Gradient, Hessian, Jacobian, Trace, Var, dot, weighted_sum};

use super::array;
use crate::columns::Column;
use crate::functions::{ScalarFunction, Terms, VectorFunction};
use crate::number::{Elementary, Number, elementary};
use crate::row::Row;

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Elementary for $number {
            elementary!(Real);
            #[inline(always)]
            fn rsub(self, c: f64) -> Self {
                c - self
            }
            #[inline(always)]
            fn rdiv(self, c: f64) -> Self {
                c / self
            }
            #[inline(always)]
            fn value(&self) -> f64 {
                self.re()
            }
            #[inline(always)]
            fn exceeds(&self, other: &Self) -> bool {
                self > other
            }
            #[inline(always)]
            fn is_at_most(&self, c: f64) -> bool {
                *self <= c
            }
            #[inline(always)]
            fn dot(x: &[Self], y: &[Self]) -> Option<Self> {
                Some(dot(x, y))
            }
            #[inline(always)]
            fn weighted_sum(weights: &[f64], x: &[Self]) -> Option<Self> {
                Some(weighted_sum(weights, x))
            }
        }
    )*};
}
numbers!(Dual, Dual<Dual, 1>, Dual<f64, 2>, Dual<f64, 3>, Dual<f64, 4>, Var, Var<Dual<f64, 4>>, Trace);

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Ours, move || {
        Gradient::new(|x| f.value(x)).at(black_box(x))
    });
}

pub fn reverse_gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::OursReverse, move || {
        Gradient::reverse(|x| f.value(x)).at(black_box(x))
    });
}

/// Compiled ahead with all care; the time to the first result is that of the quick code.
pub fn compiled_gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.first(|| Gradient::compiled(|x| f.value(x)).at(x));
    let operator = Gradient::compiled(|x| f.value(x)).optimize(Optimize::AtOnce);
    let mut workspace = operator.workspace(x.len());
    let out = Rc::new(RefCell::new(vec![0.0; x.len()]));
    row.enter(Column::OursCompiled, move || {
        operator.at_into(black_box(x), &mut workspace, &mut out.borrow_mut());
        Rc::clone(&out)
    });
}

/// Unless the size is known when compiling, where it has been entered.
pub fn compiled_jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    if row.has(Column::OursCompiled) {
        return;
    }
    row.first(|| Jacobian::compiled(|x| f.values(x).collect::<Vec<_>>()).at(x));
    let values = |x: &[Trace]| f.values(x).collect::<Vec<_>>();
    let operator = Jacobian::compiled(values).optimize(Optimize::AtOnce);
    let mut workspace = operator.workspace(x.len());
    let out = Rc::new(RefCell::new(DMatrix::zeros(f.values(x).count(), x.len())));
    row.enter(Column::OursCompiled, move || {
        operator.at_into(black_box(x), &mut workspace, &mut *out.borrow_mut());
        Rc::clone(&out)
    });
}

pub fn compiled_hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.first(|| Hessian::compiled(|x| f.value(x)).at(x));
    let operator = Hessian::compiled(|x| f.value(x)).optimize(Optimize::AtOnce);
    let n = x.len();
    let (mut workspace, mut gradient) = (operator.workspace(n), vec![0.0; n]);
    let out = Rc::new(RefCell::new(DMatrix::zeros(n, n)));
    row.enter(Column::OursCompiled, move || {
        let hessian = &mut *out.borrow_mut();
        operator.at_into(black_box(x), &mut workspace, &mut gradient, hessian);
        Rc::clone(&out)
    });
}

/// The sum of the terms of a partially separable function.
pub fn gradient_by_terms<'a, F: Terms<K>, const K: usize>(row: &mut Row<'a>, f: &'a F, x: &'a [f64])
where
    Dual<f64, K>: Number,
{
    row.enter(Column::OursTerms, move || {
        let variables = |i| f.variables(i);
        let term = |i, x: &[Dual<f64, K>; K]| f.term_of(i, x);
        Gradient::partially_separable(f.count(), variables, term).at(black_box(x))
    });
}

pub fn gradient_of_array<'a, F: ScalarFunction, const N: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x: [f64; N] = array(x);
    row.enter(Column::OursArray, move || {
        Gradient::new(|x| f.value(x)).at(black_box(&x))
    });
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Ours, move || {
        Jacobian::new(|x| f.values(x).collect::<Vec<_>>()).at(black_box(x))
    });
}

pub fn reverse_jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::OursReverse, move || {
        Jacobian::reverse(|x| f.values(x).collect::<Vec<_>>()).at(black_box(x))
    });
}

pub fn jacobian_of_array<'a, F: VectorFunction, const N: usize, const M: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x: [f64; N] = array(x);
    row.enter(Column::OursArray, move || {
        let values = |x: &[Dual]| nalgebra::SVector::<_, M>::from_iterator(f.values(x));
        Jacobian::new(values).at(black_box(&x))
    });
}

pub fn compiled_jacobian_of_array<'a, F: VectorFunction, const N: usize, const M: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x: [f64; N] = array(x);
    let values = |x: &[Trace]| nalgebra::SVector::<_, M>::from_iterator(f.values(x));
    row.first(|| Jacobian::compiled(values).at(&x));
    let operator = Jacobian::compiled(values).optimize(Optimize::AtOnce);
    let mut workspace = operator.workspace(N);
    let out = Rc::new(RefCell::new(SMatrix::<f64, M, N>::zeros()));
    row.enter(Column::OursCompiled, move || {
        operator.at_into(black_box(&x), &mut workspace, &mut *out.borrow_mut());
        Rc::clone(&out)
    });
}

pub fn hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Ours, move || {
        Hessian::new(|x| f.value(x)).at(black_box(x))
    });
}

pub fn reverse_hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::OursReverse, move || {
        Hessian::reverse(|x| f.value(x)).at(black_box(x))
    });
}

pub fn hessian_of_array<'a, F: ScalarFunction, const N: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x: [f64; N] = array(x);
    row.enter(Column::OursArray, move || {
        Hessian::new(|x| f.value(x)).at(black_box(&x))
    });
}
