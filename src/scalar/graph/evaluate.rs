//! A graph as a function: it is evaluated on any number, as the closure would be that it was traced from.

use std::collections::HashMap;

use nalgebra::DMatrix;
use rustc_hash::FxBuildHasher;

use super::{Graph, Op};
use crate::operator::{Gradient, Hessian};
use crate::scalar::{Scalar, Var};

impl Graph {
    /// Everything that the graph computes, where the variables are `x`.
    ///
    /// What is compared is not compared again: the numbers take the way that the trace took.
    pub(crate) fn evaluate<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        let mut numbers: Vec<S> = Vec::with_capacity(self.ops.len());
        let mut shares: HashMap<u32, _, FxBuildHasher> = HashMap::default();
        for (place, op) in (0..).zip(&self.ops) {
            let number = match *op {
                Op::Shares(list) => {
                    shares.insert(place, S::softmax(&self.list(list, &numbers)));
                    S::from(f64::NAN)
                }
                Op::Softmax(list, i) => shares[&list][i as usize],
                op => self.number(op, x, &numbers),
            };
            numbers.push(number);
        }
        numbers
    }

    /// What the function returns at `x`.
    pub(crate) fn results<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        let numbers = self.evaluate(x);
        self.results.iter().map(|&y| numbers[y as usize]).collect()
    }

    /// Whether every comparison comes out at `x` as it did where the function was traced.
    pub(crate) fn holds_at(&self, x: &[f64]) -> bool {
        let numbers = self.evaluate(x);
        self.guards.iter().all(|guard| {
            let Op::Test(test, a, b) = self.ops[guard.test as usize] else {
                return false;
            };
            test.holds(numbers[a as usize], numbers[b as usize]) == guard.holds
        })
    }

    /// Where the function was traced.
    fn point(&self) -> Vec<f64> {
        let mut x = vec![0.0; self.variables];
        for (op, value) in self.ops.iter().zip(&self.values) {
            if let Op::Variable(i) = op {
                x[*i as usize] = *value;
            }
        }
        x
    }

    /// The gradient of a result where the function was traced, by reverse mode.
    fn gradient_here(&self, result: usize) -> Vec<f64> {
        Gradient::reverse(|x: &[Var]| self.results(x)[result]).at(&self.point())
    }

    /// The Hessian of a result there.
    fn hessian_here(&self, result: usize) -> DMatrix<f64> {
        Hessian::reverse(|x| self.results(x)[result]).at(&self.point())
    }

    /// Whether the first two results have the same derivatives up to an order where the function was traced.
    pub(crate) fn moves_alike(&self, order: u32) -> bool {
        self.gradient_here(0) == self.gradient_here(1)
            && (order < 2 || self.hessian_here(0) == self.hessian_here(1))
    }

    /// The largest derivative of the first result by a variable, where the function was traced.
    pub(crate) fn largest_derivative(&self) -> f64 {
        let magnitudes = self.gradient_here(0).into_iter().map(f64::abs);
        magnitudes.fold(0.0, f64::max)
    }

    /// The operands of a list.
    fn list<S: Scalar>(&self, list: u32, numbers: &[S]) -> Vec<S> {
        let places = &self.lists[list as usize];
        places
            .iter()
            .map(|&place| numbers[place as usize])
            .collect()
    }

    fn number<S: Scalar>(&self, op: Op, x: &[S], numbers: &[S]) -> S {
        let at = |place: u32| numbers[place as usize];
        let constant = |place: u32| self.ops[place as usize].as_constant();
        match op {
            Op::Variable(i) => x[i as usize],
            Op::Constant(_) => S::from(op.as_constant().unwrap_or(f64::NAN)),
            Op::Add(a, b) => match (constant(a), constant(b)) {
                (_, Some(c)) => at(a) + c,
                (Some(c), _) => at(b) + c,
                _ => at(a) + at(b),
            },
            Op::Sub(a, b) => match (constant(a), constant(b)) {
                (_, Some(c)) => at(a) - c,
                (Some(c), _) => c - at(b),
                _ => at(a) - at(b),
            },
            Op::Mul(a, b) => match (constant(a), constant(b)) {
                (_, Some(c)) => at(a) * c,
                (Some(c), _) => at(b) * c,
                _ => at(a) * at(b),
            },
            Op::Div(a, b) => match constant(b) {
                Some(c) => at(a) / c,
                None => at(a) / at(b),
            },
            Op::Rem(a, b) => match constant(b) {
                Some(c) => at(a) % c,
                None => at(a) % at(b),
            },
            Op::Neg(a) => -at(a),
            Op::MulAdd(a, b, c) => at(a).mul_add(at(b), at(c)),
            Op::Of(f, a) => f.of(at(a)),
            Op::Indexed(f, k, a) => f.of(k, at(a)),
            Op::Of2(f, a, b) => f.of(at(a), at(b), || constant(b).unwrap_or(f64::NAN)),
            Op::LogSumExp(list) => S::ln_sum_of_exp(&self.list(list, numbers)),
            Op::Unknown(a) => at(a).underived(),
            Op::Known(list, k) => {
                let (known, by) = &self.known[k as usize];
                S::expanded(known, by, &self.list(list, numbers))
            }
            Op::Test(..) => S::from(0.0),
            Op::Shares(_) | Op::Softmax(..) => unreachable!("{op:?} is one of many numbers"),
            Op::Slope(..) | Op::Partial(..) | Op::Step(..) | Op::Rest(..) => {
                unreachable!("{op:?} is part of a derivative")
            }
        }
    }
}
