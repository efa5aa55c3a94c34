//! num-dual: dual vectors of static and of dynamic size, and its loop over the variables.

use std::hint::black_box;

use nalgebra::{Const, DVector, Dyn, SVector};
use num_dual::{Dual, Dual2Vec, DualNum, DualVec, Gradients, HyperDual};

use super::array;
use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::{Elementary, elementary};
use crate::row::Row;

/// The most variables of dual vectors of dynamic size: the seeds are a matrix, here of 200 MB.
const MOST_VARIABLES: usize = 5_000;

macro_rules! numbers {
    ($([$($generic:tt)*] $number:ty),* $(,)?) => {$(
        impl<$($generic)*> Elementary for $number {
            elementary!(&DualNum);
            #[inline(always)]
            fn rsub(self, c: f64) -> Self {
                -self + c
            }
            #[inline(always)]
            fn rdiv(self, c: f64) -> Self {
                self.recip() * c
            }
            #[inline(always)]
            fn value(&self) -> f64 {
                self.re
            }
        }
    )*};
}
numbers!(
    [] Dual<f64>,
    [] HyperDual<f64>,
    [const N: usize] DualVec<f64, Const<N>>,
    [] DualVec<f64, Dyn>,
    [const N: usize] Dual2Vec<f64, Const<N>>,
    [] Dual2Vec<f64, Dyn>,
);

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let x = DVector::from_column_slice(x);
    if x.len() <= MOST_VARIABLES {
        let x = x.clone();
        row.enter(Column::NumDualDynamic, move || {
            num_dual::gradient(|x| f.value(x.as_slice()), black_box(&x)).1
        });
    }
    row.enter(Column::NumDualLooped, move || {
        Gradients::gradient(|x, _: &()| f.value(x.as_slice()), black_box(&x), &()).1
    });
}

pub fn gradient_of_array<'a, F: ScalarFunction, const N: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x = SVector::from(array::<N>(x));
    row.enter(Column::NumDualStatic, move || {
        num_dual::gradient(|x| f.value(x.as_slice()), black_box(&x)).1
    });
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let x = DVector::from_column_slice(x);
    row.enter(Column::NumDualDynamic, move || {
        let values =
            |x: DVector<DualVec<f64, Dyn>>| DVector::from_vec(f.values(x.as_slice()).collect());
        num_dual::jacobian(values, black_box(&x)).1
    });
}

pub fn jacobian_of_array<'a, F: VectorFunction, const N: usize, const M: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x = SVector::from(array::<N>(x));
    row.enter(Column::NumDualStatic, move || {
        let values = |x: SVector<DualVec<f64, Const<N>>, N>| {
            SVector::<_, M>::from_iterator(f.values(x.as_slice()))
        };
        num_dual::jacobian(values, black_box(&x)).1
    });
}

pub fn hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let x = DVector::from_column_slice(x);
    let point = x.clone();
    row.enter(Column::NumDualDynamic, move || {
        num_dual::hessian(|x| f.value(x.as_slice()), black_box(&point)).2
    });
    row.enter(Column::NumDualLooped, move || {
        Gradients::hessian(|x, _: &()| f.value(x.as_slice()), black_box(&x), &()).2
    });
}

pub fn hessian_of_array<'a, F: ScalarFunction, const N: usize>(
    row: &mut Row<'a>,
    f: &'a F,
    x: &'a [f64],
) {
    let x = SVector::from(array::<N>(x));
    row.enter(Column::NumDualStatic, move || {
        num_dual::hessian(|x| f.value(x.as_slice()), black_box(&x)).2
    });
}
