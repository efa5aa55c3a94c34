//! The order in which machine code computes a graph.
//!
//! The function itself is computed in the order in which it was written, which its author has chosen well:
//! a sum is added up term by term. A derivative is computed as soon as all it needs is there, and what then
//! can be computed of it directly behind it, so that the derivatives of a term follow the term while its
//! values are still in registers.

use std::cmp::Reverse;

use smallvec::SmallVec;

use crate::scalar::graph::{Graph, Op};

/// The operations needed for `wanted`, each behind its operands, where the first `plain` ones are the
/// function's own. Variables and constants are left out: they are read where they are used.
pub(super) fn schedule(graph: &Graph, plain: usize, wanted: &[u32]) -> Vec<u32> {
    let mut scheduler = Scheduler::new(graph, plain, graph.needed(wanted.iter().copied()));
    for place in 0..plain as u32 {
        scheduler.follow(place);
    }
    // What depends on variables alone and is itself a result.
    for place in wanted {
        scheduler.compute(*place);
    }
    scheduler.order
}

struct Scheduler<'a> {
    graph: &'a Graph,
    plain: usize,
    /// Where the users of an operation begin in the list of all.
    starts: Vec<u32>,
    users: Vec<u32>,
    /// How many operands are not there yet.
    missing: Vec<u32>,
    state: Vec<State>,
    /// How long the chain of operations is that leads to one that is free.
    depth: Vec<u32>,
    order: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not needed, or a variable or constant, or computed already.
    Settled,
    /// To be computed as soon as its operands are there.
    Waiting,
    /// A derivative that depends on variables and constants alone: it is computed where it is used first.
    Free,
}

impl<'a> Scheduler<'a> {
    fn new(graph: &'a Graph, plain: usize, needed: Vec<bool>) -> Self {
        let len = graph.ops.len();
        let mut state = vec![State::Settled; len];
        let mut missing = vec![0; len];
        let mut depth = vec![0; len];
        let mut starts = vec![0; len + 1];
        let is_waited_for =
            |state: &[State], operand: u32| state[operand as usize] == State::Waiting;
        for place in (0..len).filter(|place| needed[*place]) {
            let op = graph.ops[place];
            if matches!(op, Op::Variable(_) | Op::Constant(_)) {
                continue;
            }
            for operand in graph.operands(op).filter(|a| is_waited_for(&state, *a)) {
                missing[place] += 1;
                starts[operand as usize + 1] += 1;
            }
            let is_free = place >= plain && missing[place] == 0;
            state[place] = if is_free { State::Free } else { State::Waiting };
            if is_free {
                let depths = graph.operands(op).map(|a| depth[a as usize]);
                depth[place] = 1 + depths.max().unwrap_or(0);
            }
        }
        for place in 0..len {
            starts[place + 1] += starts[place];
        }
        let mut users = vec![0; starts[len] as usize];
        let mut next = starts.clone();
        for place in (0..len).filter(|place| state[*place] == State::Waiting) {
            for operand in graph
                .operands(graph.ops[place])
                .filter(|a| is_waited_for(&state, *a))
            {
                users[next[operand as usize] as usize] = place as u32;
                next[operand as usize] += 1;
            }
        }
        Self {
            graph,
            plain,
            starts,
            users,
            missing,
            state,
            depth,
            order: vec![],
        }
    }

    /// Whether it is still to be computed.
    fn is_computed(&self, place: u32) -> bool {
        self.state[place as usize] != State::Settled
    }

    /// Computes an operation of which all operands are there, or can be had at once.
    fn compute(&mut self, place: u32) {
        if !self.is_computed(place) {
            return;
        }
        // The one that takes most to compute first: the others need not wait in registers for it.
        let operands = self.graph.operands(self.graph.ops[place as usize]);
        let is_free = |operand: &u32| self.state[*operand as usize] == State::Free;
        let mut free: SmallVec<[u32; 3]> = operands.filter(is_free).collect();
        free.sort_by_key(|operand| Reverse(self.depth[*operand as usize]));
        for operand in free {
            self.compute(operand);
        }
        self.state[place as usize] = State::Settled;
        self.order.push(place);
    }

    /// Computes an operation, and the derivatives that wait for nothing else.
    fn follow(&mut self, place: u32) {
        let mut ready = Vec::from_iter(self.is_computed(place).then_some(place));
        while let Some(place) = ready.pop() {
            self.compute(place);
            let [start, end] = [0, 1].map(|i| self.starts[place as usize + i] as usize);
            // The one that was written first comes first.
            for user in self.users[start..end].iter().rev() {
                let missing = &mut self.missing[*user as usize];
                *missing -= 1;
                if *missing == 0 && *user as usize >= self.plain {
                    ready.push(*user);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_come_before_results_and_everything_once() {
        // x, y, x y, then of derivatives: x + x y, (x + x y) y
        let graph = Graph {
            variables: 2,
            ops: vec![
                Op::Variable(0),
                Op::Variable(1),
                Op::Mul(0, 1),
                Op::Add(0, 2),
                Op::Mul(3, 1),
                Op::Add(0, 1),
            ],
            ..Graph::default()
        };
        assert_eq!(schedule(&graph, 3, &[2, 4]), [2, 3, 4]);
        assert_eq!(schedule(&graph, 6, &[4]), [2, 3, 4]);
        // What depends on variables alone can wait.
        assert_eq!(schedule(&graph, 3, &[4, 5]), [2, 3, 4, 5]);
    }
}
