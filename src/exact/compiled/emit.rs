//! A part of a plan as a function of machine code: what it reads, what it computes and where results go.

mod assumptions;
mod functions;
mod instructions;

use std::collections::HashMap;

use cranelift_codegen::Context;
use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::{
    AbiParam, Block, InstBuilder, MemFlagsData, SigRef, Type, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::JITModule;
use cranelift_module::Module;
use rustc_hash::FxBuildHasher;

use super::layout::{Layout, Place};
use crate::scalar::graph::Op;

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
    convention: CallConv,
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
            return self.reread(place);
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
        let op = self.layout.op(place);
        match op {
            Op::Constant(_) => self.constant(op.as_constant().unwrap_or(f64::NAN)),
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
}
