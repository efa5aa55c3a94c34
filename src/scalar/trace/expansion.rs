//! Functions that are known at one point alone, of traced numbers: the graph holds what is known, and is
//! the function there and nowhere else.

use crate::scalar::Trace;
use crate::scalar::expansion::{Expansion, Expansions};
use crate::scalar::graph::recorder;

impl Expansions for Trace {
    /// That of the operator that traces.
    fn order() -> usize {
        recorder(|recorder| recorder.order()).max(1) as usize
    }

    fn expanded(known: &Expansion, by: &[u32], x: &[Self]) -> Self {
        if x.iter().all(Self::is_constant) {
            return Self::constant(known.derivative(by));
        }
        recorder(|recorder| recorder.known(known, by, x))
    }
}
