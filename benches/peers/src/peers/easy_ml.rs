//! easy-ml: a tape of records.

use std::hint::black_box;

use easy_ml::differentiation::record_operations::SwappedOperations;
use easy_ml::differentiation::{Record, WengertList};
use easy_ml::numeric::extra::{Cos, Exp, Ln, Sin, Sqrt};

use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::Elementary;
use crate::row::Row;

impl Elementary for Record<'_, f64> {
    #[inline(always)]
    fn rsub(self, c: f64) -> Self {
        self.sub_swapped(c)
    }
    #[inline(always)]
    fn rdiv(self, c: f64) -> Self {
        self.div_swapped(c)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Sqrt::sqrt(self)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        Exp::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        Ln::ln(self)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        Sin::sin(self)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        Cos::cos(self)
    }
    /// `1 - 2 / (e²ˣ + 1)`: the crate has none, and its `unary` borrows the argument for as long as
    /// the result lives.
    #[inline(always)]
    fn tanh(self) -> Self {
        (Exp::exp(self * 2.0) + 1.0)
            .div_swapped(2.0)
            .sub_swapped(1.0)
    }
    #[inline(always)]
    fn value(&self) -> f64 {
        self.number
    }
}

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::EasyMl, move || {
        let tape = WengertList::new();
        let x: Vec<_> = black_box(x).iter().map(|&v| tape.variable(v)).collect();
        let derivatives = f.value(&x).derivatives();
        x.iter().map(|v| derivatives[v]).collect::<Vec<_>>()
    });
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::EasyMl, move || {
        let tape = WengertList::new();
        let x: Vec<_> = black_box(x).iter().map(|&v| tape.variable(v)).collect();
        let values: Vec<_> = f.values(&x).collect();
        let rows = values.iter().map(|y| {
            let derivatives = y.derivatives();
            x.iter().map(|v| derivatives[v]).collect()
        });
        rows.collect::<Vec<Vec<f64>>>()
    });
}
