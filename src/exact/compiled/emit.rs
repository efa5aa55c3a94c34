//! Operations of a graph as instructions.

use std::collections::HashMap;

use cranelift_codegen::Context;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{
    AbiParam, Block, InstBuilder, MemFlagsData, SigRef, StackSlotData, StackSlotKind, Type, Value,
    types,
};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::JITModule;
use cranelift_module::Module;
use rustc_hash::FxBuildHasher;

use super::calls;
use super::layout::{Layout, Place};
use crate::scalar::graph::{Binary, Guard, Indexed, Op, Test, Unary};

type Map<K, V> = HashMap<K, V, FxBuildHasher>;

/// The constants of all parts, each once.
#[derive(Default)]
pub(super) struct Constants {
    values: Vec<f64>,
    places: Map<u64, usize>,
}

impl Constants {
    fn place(&mut self, c: f64) -> usize {
        let Self { values, places } = self;
        *places.entry(c.to_bits()).or_insert_with(|| {
            values.push(c);
            values.len() - 1
        })
    }

    pub(super) fn into_values(self) -> Vec<f64> {
        self.values
    }
}

/// Writes one part of a layout into a function: `(x, values, gradient, entries, scratch, constants) -> u32`.
pub(super) fn emit(
    module: &JITModule,
    context: &mut Context,
    memory: &mut FunctionBuilderContext,
    layout: &Layout<'_>,
    part: usize,
    constants: &mut Constants,
) {
    let pointer = module.target_config().pointer_type();
    let signature = &mut context.func.signature;
    signature.params.extend([AbiParam::new(pointer); 6]);
    signature.returns.push(AbiParam::new(types::I32));
    let convention = signature.call_conv;
    let mut builder = FunctionBuilder::new(&mut context.func, memory);
    let [start, off_path, at_edge] = std::array::from_fn(|_| builder.create_block());
    builder.append_block_params_for_function_params(start);
    builder.set_cold_block(off_path);
    builder.set_cold_block(at_edge);
    builder.switch_to_block(start);
    builder.seal_block(start);
    let arguments: [Value; 6] = std::array::from_fn(|i| builder.block_params(start)[i]);
    let mut emitter = Emitter {
        builder,
        layout,
        constants,
        arguments,
        pointer,
        convention,
        off_path,
        at_edge,
        numbers: Map::default(),
        read: Map::default(),
        step: 0,
        signatures: Map::default(),
        checked: Map::default(),
        sums: vec![],
        results: 0,
    };
    if part == 0 {
        emitter.store_leaves();
    }
    for &place in layout.parts[part] {
        emitter.operation(place);
    }
    emitter.finish(module);
}

struct Emitter<'a, 'b> {
    builder: FunctionBuilder<'b>,
    layout: &'a Layout<'a>,
    constants: &'a mut Constants,
    arguments: [Value; 6],
    pointer: Type,
    convention: cranelift_codegen::isa::CallConv,
    /// Where it goes on if a comparison comes out otherwise, and if an operation stands at an edge.
    off_path: Block,
    at_edge: Block,
    /// What has been computed.
    numbers: Map<u32, Value>,
    /// What has been read from memory, and when.
    read: Map<u32, (Value, usize)>,
    /// How many operations there have been.
    step: usize,
    signatures: Map<(Vec<Type>, bool), SigRef>,
    /// Numbers that are known to be finite.
    checked: Map<u32, ()>,
    /// Sums of results.
    sums: Vec<Value>,
    results: usize,
}

/// For how many operations a number that has been read stays in a register; then it is read again, which costs
/// less than another one that has to make room for it. Twice or half as many make no difference.
const WINDOW: usize = 16;

/// In how many sums the results are added up.
const SUMS: usize = 4;

/// What a function returns: that everything was as assumed; that a comparison came out otherwise; that an
/// operation stands at an edge or a result is not finite, where later comparisons have not been made.
pub(super) const ON_PATH: i64 = 0;
pub(super) const OFF_PATH: i64 = 1;
pub(super) const AT_EDGE: i64 = 2;

/// The places of the arrays among the arguments.
const POINT: usize = 0;
const VALUES: usize = 1;
const GRADIENT: usize = 2;
const ENTRIES: usize = 3;
const SCRATCH: usize = 4;
const CONSTANTS: usize = 5;

const FLAGS: MemFlagsData = MemFlagsData::trusted();

impl Emitter<'_, '_> {
    fn load(&mut self, array: usize, place: usize) -> Value {
        let base = self.arguments[array];
        let offset = i32::try_from(8 * place).expect("arrays are smaller than 2 GiB");
        self.builder.ins().load(types::F64, FLAGS, base, offset)
    }

    fn store(&mut self, number: Value, array: usize, place: usize) {
        let base = self.arguments[array];
        let offset = i32::try_from(8 * place).expect("arrays are smaller than 2 GiB");
        self.builder.ins().store(FLAGS, number, base, offset);
    }

    fn constant(&mut self, c: f64) -> Value {
        let place = self.constants.place(c);
        self.load(CONSTANTS, place)
    }

    /// A number: as it has been computed, or read from where it is.
    fn number(&mut self, place: u32) -> Value {
        if let Some(&number) = self.numbers.get(&place) {
            return number;
        }
        if let Op::Constant(_) = self.layout.op(place) {
            let c = self.layout.op(place).as_constant().unwrap_or(f64::NAN);
            return self.constant(c);
        }
        match self.read.get(&place) {
            Some(&(number, when)) if self.step - when < WINDOW => number,
            _ => {
                let number = self.reread(place);
                self.read.insert(place, (number, self.step));
                number
            }
        }
    }

    /// A number read from where it is, which has not been computed in this part.
    fn reread(&mut self, place: u32) -> Value {
        match self.layout.op(place) {
            Op::Constant(_) => self.number(place),
            Op::Variable(i) => self.load(POINT, i as usize),
            _ => self.load(SCRATCH, self.layout.slots[&place]),
        }
    }

    /// Results that are constants or variables.
    fn store_leaves(&mut self) {
        let is_leaf =
            |place: &u32| matches!(self.layout.op(*place), Op::Constant(_) | Op::Variable(_));
        let mut leaves: Vec<u32> = self.layout.places.keys().copied().filter(is_leaf).collect();
        leaves.sort_unstable();
        for place in leaves {
            let number = self.number(place);
            self.result(number, &self.layout.places[&place]);
        }
    }

    fn store_result(&mut self, number: Value, place: Place) {
        match place {
            Place::Value(i) => self.store(number, VALUES, i),
            Place::Gradient(i) => self.store(number, GRADIENT, i),
            Place::Entry(i) => self.store(number, ENTRIES, i),
        }
    }

    /// A result: it goes where it belongs, and is remembered to be finite or not.
    fn result(&mut self, number: Value, places: &[Place]) {
        for &place in places {
            self.store_result(number, place);
        }
        // A sum is not finite if one of its terms is not. Several sums need not wait for each other.
        if self.sums.len() < SUMS {
            self.sums.push(number);
        } else {
            let sum = self.results % SUMS;
            self.sums[sum] = self.builder.ins().fadd(self.sums[sum], number);
        }
        self.results += 1;
    }

    /// Goes on only if all results are finite.
    fn require_finite_results(&mut self) {
        let sums = std::mem::take(&mut self.sums);
        let mut sums = sums.into_iter();
        if let Some(first) = sums.next() {
            let sum = sums.fold(first, |sum, other| self.builder.ins().fadd(sum, other));
            // 0, or NaN.
            let zero = self.builder.ins().fsub(sum, sum);
            let is_finite = self.compare(FloatCC::Ordered, zero, zero);
            self.require(is_finite);
        }
    }

    fn finish(mut self, module: &JITModule) {
        self.require_finite_results();
        let done = self.builder.ins().iconst(types::I32, ON_PATH);
        self.builder.ins().return_(&[done]);
        for (block, outcome) in [(self.off_path, OFF_PATH), (self.at_edge, AT_EDGE)] {
            self.builder.switch_to_block(block);
            let outcome = self.builder.ins().iconst(types::I32, outcome);
            self.builder.ins().return_(&[outcome]);
            self.builder.seal_block(block);
        }
        self.builder.finalize(module.target_config());
    }

    /// Goes on only if a condition holds: elsewhere there is an edge.
    fn require(&mut self, condition: Value) {
        self.go_on(condition, true, self.at_edge);
    }

    /// Goes on only if a condition holds, or does not, and leaves otherwise.
    fn go_on(&mut self, condition: Value, holds: bool, leave: Block) {
        let next = self.builder.create_block();
        let (yes, no) = if holds { (next, leave) } else { (leave, next) };
        self.builder.ins().brif(condition, yes, &[], no, &[]);
        self.builder.switch_to_block(next);
        self.builder.seal_block(next);
    }

    fn compare(&mut self, relation: FloatCC, a: Value, b: Value) -> Value {
        self.builder.ins().fcmp(relation, a, b)
    }

    fn is_finite(&mut self, x: Value) -> Value {
        let size = self.builder.ins().fabs(x);
        let infinity = self.constant(f64::INFINITY);
        self.compare(FloatCC::LessThan, size, infinity)
    }

    fn require_finite(&mut self, place: u32) {
        let is_constant = matches!(self.layout.op(place), Op::Constant(_));
        if !is_constant && self.checked.insert(place, ()).is_none() {
            let x = self.number(place);
            let is_finite = self.is_finite(x);
            self.require(is_finite);
        }
    }

    fn require_nonzero(&mut self, place: u32) {
        let (x, zero) = (self.number(place), self.constant(0.0));
        let differs = self.compare(FloatCC::OrderedNotEqual, x, zero);
        self.require(differs);
    }

    /// That a point of the plane is not the origin.
    fn require_off_origin(&mut self, a: u32, b: u32) {
        let [a, b] = [a, b].map(|place| self.number(place));
        let (a, b) = (self.builder.ins().fabs(a), self.builder.ins().fabs(b));
        let (size, zero) = (self.builder.ins().fadd(a, b), self.constant(0.0));
        let is_off = self.compare(FloatCC::GreaterThan, size, zero);
        self.require(is_off);
    }

    /// That the powers of a reciprocal that derivatives have are normal numbers.
    fn require_normal(&mut self, place: u32) {
        if matches!(self.layout.op(place), Op::Constant(_)) {
            return;
        }
        let range = 2f64.powi(1000 / self.layout.plan.derivatives as i32);
        let x = self.number(place);
        let size = self.builder.ins().fabs(x);
        for (relation, bound) in [
            (FloatCC::GreaterThan, range.recip()),
            (FloatCC::LessThan, range),
        ] {
            let bound = self.constant(bound);
            let is_within = self.compare(relation, size, bound);
            self.require(is_within);
        }
    }

    /// The assumptions under which the slopes of an operation are those of every kind: beside them there are
    /// kinks, singular points, and infinities that the result might hide.
    fn assume(&mut self, op: Op) {
        match op {
            Op::Div(_, b) => self.require_normal(b),
            Op::Rem(a, b) => {
                self.require_finite(a);
                self.require_normal(b);
            }
            Op::Of(Unary::abs | Unary::signum, a) => self.require_nonzero(a),
            Op::Of(f, a) if f.hides_infinities() => self.require_finite(a),
            Op::Indexed(Indexed::Powi, n, _) if n as i32 > 0 => {}
            Op::Indexed(_, _, a) => self.require_finite(a),
            Op::Of2(Binary::Max | Binary::Min, a, b) => {
                let (a, b) = (self.number(a), self.number(b));
                let differ = self.compare(FloatCC::OrderedNotEqual, a, b);
                self.require(differ);
            }
            Op::Of2(Binary::Copysign, a, b) => {
                self.require_nonzero(a);
                self.require_nonzero(b);
            }
            Op::Of2(f, a, b) => {
                self.require_finite(a);
                self.require_finite(b);
                match f {
                    Binary::Powd | Binary::Xlogy => self.require_nonzero(a),
                    Binary::Hypot => self.require_off_origin(a, b),
                    _ => {}
                }
            }
            Op::LogSumExp(list) | Op::Shares(list) => {
                for place in self.layout.plan.graph.lists[list as usize].clone() {
                    self.require_finite(place);
                }
            }
            _ => {}
        }
    }

    /// One operation, and where its result goes.
    fn operation(&mut self, place: u32) {
        if self.layout.fused.contains_key(&place) {
            return;
        }
        self.step += 1;
        let op = self.layout.op(place);
        if let Op::Test(test, a, b) = op {
            return self.guard(place, test, a, b);
        }
        let is_own = (place as usize) < self.layout.plan.plain;
        if self.layout.plan.is_result[place as usize] && (is_own || matches!(op, Op::Div(..))) {
            self.assume(op);
        }
        if let Op::Shares(list) = op {
            return self.write_shares(place, list);
        }
        let number = match self.numbers.get(&place) {
            Some(&number) => number,
            None => self.computed(op),
        };
        self.numbers.insert(place, number);
        if let Some(&slot) = self.layout.slots.get(&place) {
            self.store(number, SCRATCH, slot);
        }
        if let Some(places) = self.layout.places.get(&place) {
            self.result(number, places);
        }
    }

    fn guard(&mut self, place: u32, test: Test, a: u32, b: u32) {
        let guards = &self.layout.plan.graph.guards;
        let Ok(guard) = guards.binary_search_by_key(&place, |guard| guard.test) else {
            return;
        };
        let Guard { holds, .. } = guards[guard];
        let (a, b) = (self.number(a), self.number(b));
        let condition = match test {
            Test::Less => self.compare(FloatCC::LessThan, a, b),
            Test::LessEqual => self.compare(FloatCC::LessThanOrEqual, a, b),
            Test::Equal => self.compare(FloatCC::Equal, a, b),
            Test::IsFinite => self.is_finite(a),
            Test::IsNan => self.compare(FloatCC::Unordered, a, a),
            Test::IsNormal => {
                let size = self.builder.ins().fabs(a);
                let smallest = self.constant(f64::MIN_POSITIVE);
                let is_large = self.compare(FloatCC::GreaterThanOrEqual, size, smallest);
                let is_finite = self.is_finite(a);
                self.builder.ins().band(is_large, is_finite)
            }
            Test::HasSign => {
                let bits = self.builder.ins().bitcast(types::I64, FLAGS, a);
                self.builder
                    .ins()
                    .icmp_imm_s(IntCC::SignedLessThan, bits, 0)
            }
        };
        self.go_on(condition, holds, self.off_path);
    }

    fn computed(&mut self, op: Op) -> Value {
        match op {
            Op::Variable(i) => self.load(POINT, i as usize),
            Op::Constant(_) => self.constant(op.as_constant().unwrap_or(f64::NAN)),
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
            Op::Test(..) | Op::Shares(_) => unreachable!("{op:?} is no number"),
        }
    }

    fn both(&mut self, a: u32, b: u32) -> (Value, Value) {
        (self.number(a), self.number(b))
    }

    /// Both operands, where either may come first: one that is read from memory comes second, where it is
    /// part of the instruction.
    fn in_any_order(&mut self, a: u32, b: u32) -> (Value, Value) {
        let is_read = |place: u32| !self.numbers.contains_key(&place);
        if is_read(a) && !is_read(b) {
            self.both(b, a)
        } else {
            self.both(a, b)
        }
    }

    /// The factors of a product that is fused into its sum.
    fn factors(&mut self, place: u32) -> Option<(Value, Value)> {
        match self.layout.op(place) {
            Op::Mul(a, b) if self.layout.fused.contains_key(&place) => Some(self.both(a, b)),
            _ => None,
        }
    }

    fn sum(&mut self, a: u32, b: u32) -> Value {
        for (product, other) in [(b, a), (a, b)] {
            if let Some((x, y)) = self.factors(product) {
                let other = self.number(other);
                return self.builder.ins().fma(x, y, other);
            }
        }
        let (a, b) = self.in_any_order(a, b);
        self.builder.ins().fadd(a, b)
    }

    fn difference(&mut self, a: u32, b: u32) -> Value {
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

    fn function(&mut self, f: Unary, place: u32) -> Value {
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
    fn sine_or_cosine(&mut self, f: Unary, place: u32, x: Value) -> Value {
        let Some([sine, cosine]) = self.layout.pairs.get(&place).copied() else {
            return self.call(f.pointer() as *const u8, &[x]);
        };
        let slot = self.stack(8);
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

    fn function_of_two(&mut self, f: Binary, first: u32, second: u32) -> Value {
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
    fn power(&mut self, x: Value, n: i32) -> Value {
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

    fn stack(&mut self, bytes: usize) -> cranelift_codegen::ir::StackSlot {
        let bytes = u32::try_from(bytes).expect("lists are short");
        let data = StackSlotData::new(StackSlotKind::ExplicitSlot, bytes, 3);
        self.builder.create_sized_stack_slot(data)
    }

    /// The address of a place in the memory of the call.
    fn scratch(&mut self, place: usize) -> Value {
        let offset = self.builder.ins().iconst(self.pointer, 8 * place as i64);
        self.builder.ins().iadd(self.arguments[SCRATCH], offset)
    }

    /// A list in memory, and its length.
    fn list(&mut self, list: u32) -> (Value, Value) {
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
    fn shares(&mut self, shares: u32) -> Value {
        self.scratch(self.layout.shares[&shares])
    }

    /// Computes the shares of a list.
    fn write_shares(&mut self, place: u32, list: u32) {
        let (numbers, count) = self.list(list);
        let arguments = [numbers, count, self.shares(place)];
        self.call_with(calls::softmax_of as *const u8, &arguments, false);
    }

    /// Calls a function that returns a number.
    fn call(&mut self, address: *const u8, arguments: &[Value]) -> Value {
        self.call_with(address, arguments, true)
            .expect("a number is returned")
    }

    fn call_with(
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
                let mut signature = cranelift_codegen::ir::Signature::new(self.convention);
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
