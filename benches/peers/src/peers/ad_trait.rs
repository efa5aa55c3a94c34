//! ad_trait: dual vectors of eight lanes, and a global tape.

use std::hint::black_box;

use ad_trait::differentiable_function::{
    DerivativeMethodTrait, DifferentiableFunctionTrait, ForwardADMulti, HessianAD, HessianAD_FOR,
    HessianMethodTrait, ReverseAD,
};
use ad_trait::forward_ad::adfn::adfn;
use ad_trait::hyper_ad::hyper::HyperAD_ADFN;
use ad_trait::hyper_ad::hyper_adr::HyperAD_ADR;
use ad_trait::nalgebra::{ComplexField, DMatrix};
use ad_trait::reverse_ad::adr::adr;
use ad_trait::{AD, F64};
use bytemuck::TransparentWrapper;

use crate::columns::Column;
use crate::functions::{ScalarFunction, VectorFunction};
use crate::number::{ByValue, Constant, Elementary, Number, elementary};
use crate::row::{Answer, Row};

/// Partial derivatives in one pass.
const LANES: usize = 8;
/// As many for Hessians, whose numbers hold their square.
const HESSIAN_LANES: usize = 4;

macro_rules! numbers {
    ($([$($generic:tt)*] $number:ty),* $(,)?) => {$(
        impl<$($generic)*> Elementary for $number {
            elementary!(ComplexField);
            #[inline(always)]
            fn rsub(self, c: f64) -> Self {
                F64(c) - self
            }
            #[inline(always)]
            fn rdiv(self, c: f64) -> Self {
                F64(c) / self
            }
            #[inline(always)]
            fn value(&self) -> f64 {
                self.to_constant()
            }
        }
    )*};
}
numbers!(
    [] adr,
    [const N: usize] adfn<N>,
    [const N: usize] HyperAD_ADFN<N>,
    [const N: usize] HyperAD_ADR<N>,
);

impl Constant for F64 {
    #[inline(always)]
    fn of(c: f64) -> Self {
        F64(c)
    }
}

/// The matrix of the version of nalgebra that the crate is built with.
impl Answer for DMatrix<f64> {
    fn numbers(&self) -> Vec<f64> {
        self.transpose().as_slice().to_vec()
    }
}

/// A function with one value.
struct Scalar<'a, F> {
    f: &'a F,
    inputs: usize,
}

/// A function with many values.
struct Vector<'a, F> {
    f: &'a F,
    inputs: usize,
    outputs: usize,
}

impl<T: AD, F: ScalarFunction> DifferentiableFunctionTrait<T> for Scalar<'_, F>
where
    ByValue<T, F64>: Number,
{
    const NAME: &'static str = F::NAME;

    fn call(&self, inputs: &[T], _: bool) -> Vec<T> {
        vec![self.f.value(ByValue::<T, F64>::wrap_slice(inputs)).get()]
    }
    fn num_inputs(&self) -> usize {
        self.inputs
    }
    fn num_outputs(&self) -> usize {
        1
    }
}

impl<T: AD, F: VectorFunction> DifferentiableFunctionTrait<T> for Vector<'_, F>
where
    ByValue<T, F64>: Number,
{
    const NAME: &'static str = F::NAME;

    fn call(&self, inputs: &[T], _: bool) -> Vec<T> {
        let values = self.f.values(ByValue::<T, F64>::wrap_slice(inputs));
        values.map(ByValue::get).collect()
    }
    fn num_inputs(&self) -> usize {
        self.inputs
    }
    fn num_outputs(&self) -> usize {
        self.outputs
    }
}

pub fn forward_gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let inputs = x.len();
    row.enter(Column::AdTraitForward, move || {
        let method = ForwardADMulti::<adfn<LANES>>::new();
        method.derivative(black_box(x), &Scalar { f, inputs }).1
    });
}

pub fn gradient<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let inputs = x.len();
    row.enter(Column::AdTraitReverse, move || {
        let method = ReverseAD::new();
        method.derivative(black_box(x), &Scalar { f, inputs }).1
    });
}

pub fn jacobian<'a, F: VectorFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let (inputs, outputs) = (x.len(), f.values(x).count());
    let function = move || Vector { f, inputs, outputs };
    row.enter(Column::AdTraitForward, move || {
        let method = ForwardADMulti::<adfn<LANES>>::new();
        method.derivative(black_box(x), &function()).1
    });
    row.enter(Column::AdTraitReverse, move || {
        let method = ReverseAD::new();
        method.derivative(black_box(x), &function()).1
    });
}

pub fn hessian<'a, F: ScalarFunction>(row: &mut Row<'a>, f: &'a F, x: &'a [f64]) {
    let inputs = x.len();
    row.enter(Column::AdTraitForward, move || {
        let method = HessianAD::<HESSIAN_LANES>::new();
        let (_, _, mut hessians) = method.hessian(black_box(x), &Scalar { f, inputs });
        hessians.remove(0)
    });
    row.enter(Column::AdTraitReverse, move || {
        let method = HessianAD_FOR::<HESSIAN_LANES>::new();
        let (_, _, mut hessians) = method.hessian(black_box(x), &Scalar { f, inputs });
        hessians.remove(0)
    });
}
