//! reverse: a tape of numbers with two parents each.

use std::hint::black_box;

use bytemuck::TransparentWrapper;
use reverse::{Gradient, Tape, Var};

use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::{ByValue, Elementary, elementary};
use crate::row::Row;

impl Elementary for Var<'_> {
    elementary!(&Var);
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
        self.val
    }
}

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Reverse, move || {
        let tape = Tape::new();
        let x = tape.add_vars(black_box(x));
        let y = f.value(ByValue::<_>::wrap_slice(&x)).get();
        y.grad().wrt(&x)
    });
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::Reverse, move || {
        let tape = Tape::new();
        let x = tape.add_vars(black_box(x));
        let values: Vec<_> = f.values(ByValue::<_>::wrap_slice(&x)).collect();
        let rows = values.iter().map(|y| y.get().grad().wrt(&x));
        rows.collect::<Vec<_>>()
    });
}
