//! The order in which machine code computes a graph.
//!
//! The function itself is computed in the order in which it was written, which its author has chosen well:
//! a sum is added up term by term. A derivative is computed as soon as all it needs is there, and what then
//! can be computed of it directly behind it, so that the derivatives of a term follow the term while its
//! values are still in registers.

use crate::scalar::graph::{Graph, Op};

/// The operations needed for `wanted`, each behind its operands, where the first `plain` ones are the
/// function's own. Constants are left out.
pub(super) fn schedule(graph: &Graph, plain: usize, wanted: &[u32]) -> Vec<u32> {
    let needed = graph.needed(wanted.iter().copied());
    let is_constant = |place: u32| matches!(graph.ops[place as usize], Op::Constant(_));
    // Users of every operation, one list behind the other, and how many operands are missing.
    let mut missing = vec![0u32; graph.ops.len()];
    let mut starts = vec![0u32; graph.ops.len() + 1];
    let links = || {
        let places = (0..graph.ops.len() as u32).filter(|place| needed[*place as usize]);
        places.flat_map(|place| {
            let operands = graph.operands(graph.ops[place as usize]);
            operands
                .filter(|a| !is_constant(*a))
                .map(move |operand| (operand, place))
        })
    };
    for (operand, user) in links() {
        missing[user as usize] += 1;
        starts[operand as usize + 1] += 1;
    }
    for place in 0..graph.ops.len() {
        starts[place + 1] += starts[place];
    }
    let mut users = vec![0u32; starts[graph.ops.len()] as usize];
    let mut next = starts.clone();
    for (operand, user) in links() {
        users[next[operand as usize] as usize] = user;
        next[operand as usize] += 1;
    }

    let mut order = vec![];
    let mut ready = vec![];
    let own = (0..graph.ops.len() as u32).filter(|place| {
        let is_first = (*place as usize) < plain || missing[*place as usize] == 0;
        needed[*place as usize] && is_first && !is_constant(*place)
    });
    for place in own.collect::<Vec<_>>() {
        ready.push(place);
        while let Some(place) = ready.pop() {
            order.push(place);
            let users =
                &users[starts[place as usize] as usize..starts[place as usize + 1] as usize];
            // The one that was written first comes first.
            for &user in users.iter().rev() {
                missing[user as usize] -= 1;
                if missing[user as usize] == 0 && user as usize >= plain {
                    ready.push(user);
                }
            }
        }
    }
    order
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
        assert_eq!(schedule(&graph, 3, &[2, 4]), [0, 1, 2, 3, 4]);
        assert_eq!(schedule(&graph, 6, &[4]), [0, 1, 2, 3, 4]);
        // What needs little is computed early.
        assert_eq!(schedule(&graph, 3, &[4, 5]), [0, 1, 5, 2, 3, 4]);
    }
}
