//! What code assumes, and where it leaves: guards, which are comparisons of the function itself, and edges.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};

use super::{Emitter, FLAGS};
use crate::scalar::graph::{Binary, Indexed, Op, Test, Unary};

impl Emitter<'_, '_> {
    /// Goes on only if a condition holds: elsewhere there is an edge.
    pub(super) fn require(&mut self, condition: Value) {
        self.go_on(condition, true, self.at_edge);
    }

    /// Goes on only if a condition holds, or does not, and leaves otherwise.
    pub(super) fn go_on(&mut self, condition: Value, holds: bool, leave: Block) {
        let next = self.builder.create_block();
        let (yes, no) = if holds { (next, leave) } else { (leave, next) };
        self.builder.ins().brif(condition, yes, &[], no, &[]);
        self.builder.switch_to_block(next);
        self.builder.seal_block(next);
    }

    pub(super) fn compare(&mut self, relation: FloatCC, a: Value, b: Value) -> Value {
        self.builder.ins().fcmp(relation, a, b)
    }

    pub(super) fn is_finite(&mut self, x: Value) -> Value {
        let size = self.builder.ins().fabs(x);
        let infinity = self.constant(f64::INFINITY);
        self.compare(FloatCC::LessThan, size, infinity)
    }

    pub(super) fn require_finite(&mut self, place: u32) {
        let is_constant = matches!(self.layout.op(place), Op::Constant(_));
        if !is_constant && self.checked.insert(place, ()).is_none() {
            let x = self.number(place);
            let is_finite = self.is_finite(x);
            self.require(is_finite);
        }
    }

    pub(super) fn require_nonzero(&mut self, place: u32) {
        let (x, zero) = (self.number(place), self.constant(0.0));
        let differs = self.compare(FloatCC::OrderedNotEqual, x, zero);
        self.require(differs);
    }

    /// That a point of the plane is not the origin.
    pub(super) fn require_off_origin(&mut self, a: u32, b: u32) {
        let [a, b] = [a, b].map(|place| self.number(place));
        let (a, b) = (self.builder.ins().fabs(a), self.builder.ins().fabs(b));
        let (size, zero) = (self.builder.ins().fadd(a, b), self.constant(0.0));
        let is_off = self.compare(FloatCC::GreaterThan, size, zero);
        self.require(is_off);
    }

    /// That the powers of a reciprocal that derivatives have are normal numbers.
    pub(super) fn require_normal(&mut self, place: u32) {
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
    pub(super) fn assume(&mut self, op: Op) {
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

    pub(super) fn guard(&mut self, place: u32, test: Test, a: u32, b: u32) {
        let Some(holds) = self.layout.plan.graph.guard(place) else {
            return;
        };
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
}
