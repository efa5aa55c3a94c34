//! RustQuant_autodiff: a tape of numbers with two parents each.

use std::hint::black_box;

use RustQuant_autodiff::{Accumulate, Gradient, Graph, Variable};
use bytemuck::TransparentWrapper;

use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::{ByValue, Elementary, elementary};
use crate::row::Row;

impl Elementary for Variable<'_> {
    elementary!(Variable);
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
        self.value
    }
}

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::RustQuant, move || {
        let graph = Graph::new();
        let x = graph.vars(black_box(x));
        let y = f.value(ByValue::<_>::wrap_slice(&x)).get();
        y.accumulate().wrt(&x)
    });
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::RustQuant, move || {
        let graph = Graph::new();
        let x = graph.vars(black_box(x));
        let values: Vec<_> = f.values(ByValue::<_>::wrap_slice(&x)).collect();
        let rows = values.iter().map(|y| y.get().accumulate().wrt(&x));
        rows.collect::<Vec<_>>()
    });
}
