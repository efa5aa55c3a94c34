//! autodiff: dual numbers with one partial derivative.

use std::hint::black_box;

use autodiff::{F1, Float};
use bytemuck::TransparentWrapper;

use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::{ByValue, Elementary, elementary};
use crate::row::Row;

impl Elementary for F1 {
    elementary!(Float);
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
        self.x
    }
}

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Autodiff, move || {
        autodiff::grad(|x| f.value(ByValue::<_>::wrap_slice(x)).get(), black_box(x))
    });
}

/// Column by column, from directional derivatives along the axes.
pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Autodiff, move || {
        let mut x: Vec<F1> = black_box(x).iter().map(|&v| F1::cst(v)).collect();
        let mut rows = Vec::new();
        for i in 0..x.len() {
            x[i].dx = 1.0;
            for (j, y) in f.values(ByValue::<_>::wrap_slice(&x)).enumerate() {
                if i == 0 {
                    rows.push(vec![0.0; x.len()]);
                }
                rows[j][i] = y.get().deriv();
            }
            x[i].dx = 0.0;
        }
        rows
    });
}
