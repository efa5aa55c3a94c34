//! echidna: dual vectors, a tape, and a tape that is recorded once and run at many points.

use std::hint::black_box;

use bytemuck::TransparentWrapper;
use echidna::{BReverse, Dual, Reverse, Scalar};
use num_traits::Float;

use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::{ByValue, Elementary, Number, elementary};
use crate::row::Row;

/// Directions in one pass over a tape for a Hessian.
const LANES: usize = 4;

macro_rules! numbers {
    ($($number:ident),*) => {$(
        impl Elementary for $number<f64> {
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
                Scalar::value(self)
            }
        }
    )*};
}
numbers!(Dual, Reverse, BReverse);

/// The function on the crate's own numbers.
#[inline(always)]
fn value<N: Copy, F: ScalarFunction>(f: &F, x: &[N]) -> N
where
    ByValue<N>: Number,
{
    f.value(ByValue::<N>::wrap_slice(x)).get()
}

#[inline(always)]
fn values<N: Copy, F: VectorFunction>(f: &F, x: &[N]) -> Vec<N>
where
    ByValue<N>: Number,
{
    let values = f.values(ByValue::<N>::wrap_slice(x));
    values.map(ByValue::get).collect()
}

pub fn forward_gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::EchidnaForward, move || {
        echidna::jacobian(|x: &[Dual<f64>]| vec![value(f, x)], black_box(x)).1
    });
}

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::EchidnaReverse, move || {
        echidna::grad(|x: &[Reverse<f64>]| value(f, x), black_box(x))
    });
    row.enter_prepared(
        Column::EchidnaRecorded,
        move || echidna::record(|x: &[BReverse<f64>]| value(f, x), x).0,
        |tape| tape.gradient(black_box(x)),
    );
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::EchidnaForward, move || {
        echidna::jacobian(|x: &[Dual<f64>]| values(f, x), black_box(x)).1
    });
    row.enter_prepared(
        Column::EchidnaRecorded,
        move || echidna::record_multi(|x: &[BReverse<f64>]| values(f, x), x).0,
        |tape| tape.jacobian(black_box(x)),
    );
}

pub fn hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    row.enter(Column::EchidnaReverse, move || {
        echidna::hessian_vec::<f64, LANES>(|x: &[BReverse<f64>]| value(f, x), black_box(x)).2
    });
    row.enter_prepared(
        Column::EchidnaRecorded,
        move || echidna::record(|x: &[BReverse<f64>]| value(f, x), x).0,
        |tape| tape.hessian_vec::<LANES>(black_box(x)).2,
    );
}
