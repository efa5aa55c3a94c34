//! Reverse accumulation over the graph under way.

use std::collections::BinaryHeap;

use super::signed::Signed;
use crate::exact::compiled::slopes::{Slopes, slopes};
use crate::scalar::Trace;
use crate::scalar::graph::{Op, recorder};

/// Reverse accumulation, with memory kept from one sweep to the next.
pub(super) struct Reverse {
    /// The adjoints of places.
    adjoints: Vec<Option<Signed>>,
    /// The first variable that a place depends on.
    lowest: Vec<u32>,
}

impl Reverse {
    pub(super) fn new() -> Self {
        let mut reverse = Self {
            adjoints: vec![],
            lowest: vec![],
        };
        reverse.look();
        reverse
    }

    /// Looks at what has been recorded since.
    fn look(&mut self) {
        recorder(|recorder| {
            let graph = recorder.graph();
            for place in self.lowest.len()..graph.ops.len() {
                let op = graph.ops[place];
                self.lowest.push(match op {
                    Op::Variable(i) => i,
                    _ => {
                        let operands = graph.operands(op);
                        operands
                            .map(|a| self.lowest[a as usize])
                            .min()
                            .unwrap_or(u32::MAX)
                    }
                });
            }
            self.adjoints.resize(self.lowest.len(), None);
        });
    }

    /// The derivatives of `y` by the variables up to the last wanted one, in order.
    ///
    /// ```text
    /// adjoint of y = 1
    /// for every place, from y down: for every operand: its adjoint += (adjoint of the place · factor) · slope
    /// ```
    ///
    /// Only places with an adjoint are met, and of those only the ones that depend on a wanted variable.
    pub(super) fn adjoints(&mut self, y: Trace, last: usize) -> Vec<(usize, Trace)> {
        let mut found = vec![];
        if y.is_constant() {
            return found;
        }
        let top = recorder(|recorder| recorder.place(y));
        if self.lowest.len() <= top as usize {
            self.look();
        }
        let mut waiting = BinaryHeap::from([top]);
        self.adjoints[top as usize] = Some(Signed::of(Trace::constant(1.0)));
        while let Some(place) = waiting.pop() {
            let Some(adjoint) = self.adjoints[place as usize].take() else {
                continue;
            };
            if let Op::Variable(i) = recorder(|recorder| recorder.graph().ops[place as usize]) {
                if i as usize <= last {
                    found.push((i as usize, adjoint.number()));
                }
                continue;
            }
            let Slopes { by, factor } = slopes(place);
            let adjoint = adjoint.times(factor);
            for (operand, slope) in by {
                let is_wanted = self.lowest[operand as usize] as usize <= last;
                if !is_wanted || self.lowest[operand as usize] == u32::MAX {
                    continue;
                }
                let term = adjoint.times(slope);
                let sum = &mut self.adjoints[operand as usize];
                *sum = Some(match *sum {
                    Some(sum) => sum.plus(term),
                    None => {
                        waiting.push(operand);
                        term
                    }
                });
            }
        }
        found.sort_by_key(|(i, _)| *i);
        found
    }
}
