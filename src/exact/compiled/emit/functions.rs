//! The operations that are functions, most of them called, and lists in memory.

use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::{
    AbiParam, InstBuilder, Signature, StackSlotData, StackSlotKind, Type, Value, types,
};

use super::{Emitter, SCRATCH};
use crate::exact::compiled::calls;
use crate::scalar::graph::{Binary, Unary};

impl Emitter<'_, '_> {
    pub(super) fn function(&mut self, f: Unary, place: u32) -> Value {
        let x = self.number(place);
        match f {
            Unary::sqrt => self.builder.ins().sqrt(x),
            Unary::abs => self.builder.ins().fabs(x),
            Unary::recip => {
                let one = self.constant(1.0);
                self.builder.ins().fdiv(one, x)
            }
            Unary::sin | Unary::cos => self.sine_or_cosine(f, place, x),
            _ => self.call(f.pointer() as *const u8, &[x]),
        }
    }

    /// Sine and cosine come together, if both are wanted of this number.
    pub(super) fn sine_or_cosine(&mut self, f: Unary, place: u32, x: Value) -> Value {
        let Some([sine, cosine]) = self.layout.pairs.get(&place).copied() else {
            return self.call(f.pointer() as *const u8, &[x]);
        };
        let slot = StackSlotData::new(StackSlotKind::ExplicitSlot, 8, 3);
        let slot = self.builder.create_sized_stack_slot(slot);
        let address = self.builder.ins().stack_addr(self.pointer, slot, 0);
        let s = self.call(calls::sin_cos as *const u8, &[x, address]);
        let c = self
            .builder
            .ins()
            .stack_load(self.pointer, types::F64, slot, 0);
        self.numbers.insert(sine, s);
        self.numbers.insert(cosine, c);
        if f == Unary::sin { s } else { c }
    }

    pub(super) fn function_of_two(&mut self, f: Binary, first: u32, second: u32) -> Value {
        let (a, b) = self.both(first, second);
        match f {
            Binary::Copysign => self.builder.ins().fcopysign(a, b),
            // A NaN loses.
            Binary::Max | Binary::Min => {
                // Of zeros with different signs it is the first, as of dual numbers.
                let relation = if f == Binary::Max {
                    FloatCC::GreaterThanOrEqual
                } else {
                    FloatCC::LessThanOrEqual
                };
                let wins = self.compare(relation, a, b);
                let is_nan = self.compare(FloatCC::Unordered, b, b);
                let winner = self.builder.ins().select(wins, a, b);
                self.builder.ins().select(is_nan, a, winner)
            }
            _ => self.call(f.pointer() as *const u8, &[a, b]),
        }
    }

    /// An integer power as `f64::powi` takes it, by squares.
    pub(super) fn power(&mut self, x: Value, n: i32) -> Value {
        let (mut square, mut rest, mut power) = (x, n.unsigned_abs(), None);
        loop {
            if rest % 2 == 1 {
                power = Some(match power {
                    None => square,
                    Some(power) => self.builder.ins().fmul(power, square),
                });
            }
            rest /= 2;
            if rest == 0 {
                break;
            }
            square = self.builder.ins().fmul(square, square);
        }
        let power = power.unwrap_or(x);
        if n < 0 {
            let one = self.constant(1.0);
            self.builder.ins().fdiv(one, power)
        } else {
            power
        }
    }

    /// The address of a place in the memory of the call.
    pub(super) fn scratch(&mut self, place: usize) -> Value {
        let offset = self.builder.ins().iconst(self.pointer, 8 * place as i64);
        self.builder.ins().iadd(self.arguments[SCRATCH], offset)
    }

    /// A list in memory, and its length.
    pub(super) fn list(&mut self, list: u32) -> (Value, Value) {
        let places = self.layout.plan.graph.lists[list as usize].clone();
        let start = self.layout.list;
        for (i, place) in places.iter().enumerate() {
            // Nothing of a long list stays in registers.
            let number = match self.numbers.get(place) {
                Some(&number) => number,
                None => self.reread(*place),
            };
            self.store(number, SCRATCH, start + i);
        }
        let len = places.len() as i64;
        let len = self.builder.ins().iconst(self.pointer, len);
        (self.scratch(start), len)
    }

    /// Where the shares of a list are in memory.
    pub(super) fn shares(&mut self, shares: u32) -> Value {
        self.scratch(self.layout.shares[&shares])
    }

    /// Computes the shares of a list.
    pub(super) fn write_shares(&mut self, place: u32, list: u32) {
        let (numbers, count) = self.list(list);
        let arguments = [numbers, count, self.shares(place)];
        self.call_with(calls::softmax_of as *const u8, &arguments, false);
    }

    /// Calls a function that returns a number.
    pub(super) fn call(&mut self, address: *const u8, arguments: &[Value]) -> Value {
        self.call_with(address, arguments, true)
            .expect("a number is returned")
    }

    pub(super) fn call_with(
        &mut self,
        address: *const u8,
        arguments: &[Value],
        returns: bool,
    ) -> Option<Value> {
        let kinds: Vec<Type> = arguments
            .iter()
            .map(|x| self.builder.func.dfg.value_type(*x))
            .collect();
        let signature = match self.signatures.get(&(kinds.clone(), returns)) {
            Some(&signature) => signature,
            None => {
                let mut signature = Signature::new(self.convention);
                signature
                    .params
                    .extend(kinds.iter().map(|kind| match *kind {
                        types::I32 => AbiParam::new(*kind).uext(),
                        _ => AbiParam::new(*kind),
                    }));
                signature
                    .returns
                    .extend(returns.then_some(AbiParam::new(types::F64)));
                let signature = self.builder.import_signature(signature);
                self.signatures.insert((kinds, returns), signature);
                signature
            }
        };
        let address = self.builder.ins().iconst(self.pointer, address as i64);
        let call = self
            .builder
            .ins()
            .call_indirect(signature, address, arguments);
        self.builder.inst_results(call).first().copied()
    }
}
