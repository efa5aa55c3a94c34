//! The graph of a traced function: what was computed from what, each operation once.
//!
//! Operations stand in the order in which they were met, so that operands come before results. The graph
//! of a function knows the comparisons that the function asked and how they came out; at a point where all
//! come out so, it is the function.

use std::sync::Arc;

mod evaluate;
mod families;
mod op;
mod recorder;
mod show;

pub(crate) use families::{Binary, Indexed, Unary};
pub(crate) use op::{Op, Test};
pub(crate) use recorder::{Fault, Recording, recorder};

use super::expansion::{By, Expansion};

/// A traced function.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// How many variables it has.
    pub(crate) variables: usize,
    /// The operations.
    pub(crate) ops: Vec<Op>,
    /// What they came to where the function was traced.
    pub(crate) values: Vec<f64>,
    /// The operands of operations on any number of them.
    pub(crate) lists: Vec<Box<[u32]>>,
    /// The functions that are known at one point alone, and by what they are differentiated.
    pub(crate) known: Vec<(Arc<Expansion>, By)>,
    /// What was asked, in the order of the operations.
    pub(crate) guards: Vec<Guard>,
    /// What the function returned.
    pub(crate) results: Vec<u32>,
    /// Whether the graph holds at other points too: whether every decision was one that a guard can tell.
    pub(crate) is_regular: bool,
}

/// A comparison that the function asked, and how it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guard {
    /// Which operation it is.
    pub(crate) test: u32,
    /// What came out.
    pub(crate) holds: bool,
}

impl Graph {
    /// The operands of an operation.
    pub(crate) fn operands(&self, op: Op) -> impl Iterator<Item = u32> + '_ {
        let list: &[u32] = match op {
            Op::LogSumExp(list) | Op::Shares(list) | Op::Known(list, _) => {
                &self.lists[list as usize]
            }
            _ => &[],
        };
        op.operands().into_iter().chain(list.iter().copied())
    }

    /// How a comparison has to come out, if it is a guard.
    pub(crate) fn guard(&self, test: u32) -> Option<bool> {
        let guard = self.guards.binary_search_by_key(&test, |guard| guard.test);
        guard.ok().map(|guard| self.guards[guard].holds)
    }

    /// The list of which an operation has the shares.
    pub(crate) fn list_of(&self, shares: u32) -> u32 {
        match self.ops[shares as usize] {
            Op::Shares(list) => list,
            op => unreachable!("{op:?} has no shares"),
        }
    }

    /// Which operations are needed for some of them.
    pub(crate) fn needed(&self, wanted: impl IntoIterator<Item = u32>) -> Vec<bool> {
        let mut needed = vec![false; self.ops.len()];
        for node in wanted {
            needed[node as usize] = true;
        }
        for node in (0..self.ops.len()).rev() {
            if needed[node] {
                for operand in self.operands(self.ops[node]) {
                    needed[operand as usize] = true;
                }
            }
        }
        needed
    }
}
