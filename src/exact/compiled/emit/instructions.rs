//! The operations that are instructions.

use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

use super::{Emitter, SCRATCH};
use crate::exact::compiled::calls;
use crate::scalar::graph::{Indexed, Op};

impl Emitter<'_, '_> {
    pub(super) fn computed(&mut self, op: Op) -> Value {
        match op {
            Op::Add(a, b) => self.sum(a, b),
            Op::Sub(a, b) => self.difference(a, b),
            Op::Mul(a, b) => {
                let (a, b) = self.in_any_order(a, b);
                self.builder.ins().fmul(a, b)
            }
            Op::Div(a, b) => {
                let (a, b) = self.both(a, b);
                self.builder.ins().fdiv(a, b)
            }
            Op::Rem(a, b) => {
                let (a, b) = self.both(a, b);
                self.call(calls::remainder as *const u8, &[a, b])
            }
            Op::Neg(a) => {
                let a = self.number(a);
                self.builder.ins().fneg(a)
            }
            Op::MulAdd(a, b, c) => {
                let arguments = [self.number(a), self.number(b), self.number(c)];
                if self.layout.has_fma {
                    let [a, b, c] = arguments;
                    self.builder.ins().fma(a, b, c)
                } else {
                    self.call(calls::mul_add as *const u8, &arguments)
                }
            }
            Op::Of(f, a) => self.function(f, a),
            Op::Slope(f, order, a) => {
                let a = self.number(a);
                self.call(f.slope_pointer(order) as *const u8, &[a])
            }
            Op::Indexed(Indexed::Powi, n, a) if (n as i32).unsigned_abs() <= 5 => {
                let a = self.number(a);
                self.power(a, n as i32)
            }
            Op::Indexed(f, k, a) => {
                let a = self.number(a);
                let k = self.builder.ins().iconst(types::I32, i64::from(k as i32));
                self.call(f.pointer() as *const u8, &[k, a])
            }
            Op::Of2(f, a, b) => self.function_of_two(f, a, b),
            Op::Partial(f, orders, a, b) => {
                let (a, b) = self.both(a, b);
                self.call(f.partial_pointer(orders) as *const u8, &[a, b])
            }
            Op::Step(a, b) => {
                let (a, b) = self.both(a, b);
                let is_larger = self.compare(FloatCC::GreaterThan, a, b);
                let (one, zero) = (self.constant(1.0), self.constant(0.0));
                self.builder.ins().select(is_larger, one, zero)
            }
            Op::LogSumExp(list) => {
                let (list, len) = self.list(list);
                self.call(calls::log_sum_exp_of as *const u8, &[list, len])
            }
            Op::Softmax(shares, i) => {
                let place = self.layout.shares[&shares] + i as usize;
                self.load(SCRATCH, place)
            }
            Op::Rest(shares, i) => {
                let list = self.layout.plan.graph.list_of(shares);
                let shares = self.shares(shares);
                let len = self.layout.plan.graph.lists[list as usize].len() as i64;
                let (pointer, i) = (self.pointer, i64::from(i));
                let (len, i) = (
                    self.builder.ins().iconst(pointer, len),
                    self.builder.ins().iconst(pointer, i),
                );
                self.call(calls::rest as *const u8, &[shares, len, i])
            }
            Op::Unknown(a) => self.number(a),
            Op::Variable(_) | Op::Constant(_) => unreachable!("{op:?} is read"),
            Op::Known(..) => {
                unreachable!("{op:?} is known at one point, so that its graph is not kept")
            }
            Op::Test(..) | Op::Shares(_) => unreachable!("{op:?} is no number"),
        }
    }

    pub(super) fn both(&mut self, a: u32, b: u32) -> (Value, Value) {
        (self.number(a), self.number(b))
    }

    /// Both operands, where either may come first: one that is read from memory comes second, where it is
    /// part of the instruction.
    pub(super) fn in_any_order(&mut self, a: u32, b: u32) -> (Value, Value) {
        let is_read = |place: u32| !self.numbers.contains_key(&place);
        if is_read(a) && !is_read(b) {
            self.both(b, a)
        } else {
            self.both(a, b)
        }
    }

    /// The factors of a product that is fused into its sum.
    pub(super) fn factors(&mut self, place: u32) -> Option<(Value, Value)> {
        match self.layout.op(place) {
            Op::Mul(a, b) if self.layout.fused.contains_key(&place) => Some(self.both(a, b)),
            _ => None,
        }
    }

    pub(super) fn sum(&mut self, a: u32, b: u32) -> Value {
        for (product, other) in [(b, a), (a, b)] {
            if let Some((x, y)) = self.factors(product) {
                let other = self.number(other);
                return self.builder.ins().fma(x, y, other);
            }
        }
        let (a, b) = self.in_any_order(a, b);
        self.builder.ins().fadd(a, b)
    }

    pub(super) fn difference(&mut self, a: u32, b: u32) -> Value {
        if let Some((x, y)) = self.factors(b) {
            let a = self.number(a);
            let x = self.builder.ins().fneg(x);
            return self.builder.ins().fma(x, y, a);
        }
        if let Some((x, y)) = self.factors(a) {
            let b = self.number(b);
            let b = self.builder.ins().fneg(b);
            return self.builder.ins().fma(x, y, b);
        }
        let (a, b) = self.both(a, b);
        self.builder.ins().fsub(a, b)
    }
}
