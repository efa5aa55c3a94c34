//! The recorder: writes down what a function does with traced numbers, each operation once.
//!
//! There is one for each thread, and the recording under way has a number that its variables carry, so
//! that one of another recording is known. A recording inside another one puts it aside.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::marker::PhantomData;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::op::{Op, Test};
use super::{Graph, Guard};
use crate::scalar::Trace;
use crate::scalar::expansion::Expansion;
use crate::scalar::tape::next_number;

/// What makes a recording useless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A plain number was taken out of a traced one, by the named method.
    PlainNumber(&'static str),
    /// There are more operations than allowed.
    Limit,
}

/// The recording under way.
#[derive(Default)]
pub(crate) struct Recorder {
    /// The number that its variables carry, 0 if there is none.
    number: u32,
    graph: Graph,
    /// The places of operations, by what they are.
    places: HashTable<u32>,
    lists: HashMap<Box<[u32]>, u32, FxBuildHasher>,
    /// How many comparisons of variables were asked, with repetitions.
    decisions: usize,
    /// Of which order derivatives are wanted.
    order: u32,
    limit: usize,
    fault: Option<Fault>,
}

thread_local! {
    static RECORDER: RefCell<Recorder> = RefCell::default();
}

/// Lends the recorder of this thread.
#[inline]
pub(crate) fn recorder<R>(f: impl FnOnce(&mut Recorder) -> R) -> R {
    RECORDER.with_borrow_mut(f)
}

fn hash(op: &Op) -> u64 {
    FxBuildHasher.hash_one(op)
}

impl Recorder {
    /// The number that an operation comes to, traced.
    pub(crate) fn write(&mut self, op: Op, value: f64) -> Trace {
        if self.graph.ops.len() >= self.limit {
            self.fault.get_or_insert(Fault::Limit);
            return Trace::constant(value);
        }
        Trace::traced(value, self.place_of(op, value), self.number)
    }

    /// Where an operation stands, written down if it is new.
    fn place_of(&mut self, op: Op, value: f64) -> u32 {
        let ops = &mut self.graph.ops;
        let entry = self.places.entry(
            hash(&op),
            |&place| ops[place as usize] == op,
            |&place| hash(&ops[place as usize]),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let place = ops.len() as u32;
                entry.insert(place);
                ops.push(op);
                self.graph.values.push(value);
                place
            }
        }
    }

    /// Where a number stands.
    #[inline]
    pub(crate) fn place(&mut self, x: Trace) -> u32 {
        if x.is_constant() {
            self.place_of(Op::constant(x.value), x.value)
        } else {
            self.node(x)
        }
    }

    /// Where a number stands that is no constant, and belongs to this recording.
    #[inline]
    fn node(&self, x: Trace) -> u32 {
        if x.recording != self.number {
            refuse();
        }
        x.node
    }

    /// The number of a list of operands, for operations on any number of them.
    pub(crate) fn list(&mut self, x: &[Trace]) -> u32 {
        let places: Box<[u32]> = x.iter().map(|&x| self.place(x)).collect();
        if let Some(&list) = self.lists.get(&places) {
            return list;
        }
        let list = self.graph.lists.len() as u32;
        self.graph.lists.push(places.clone());
        self.lists.insert(places, list);
        list
    }

    /// The number that a derivative of a function comes to that is known at this point alone.
    pub(crate) fn known(&mut self, known: &Expansion, by: &[u32], x: &[Trace]) -> Trace {
        for x in x.iter().filter(|x| !x.is_constant()) {
            self.leave_regular(*x);
        }
        let list = self.list(x);
        let k = self.graph.known.len() as u32;
        self.graph.known.push((Arc::new(known.clone()), by.into()));
        self.write(Op::Known(list, k), known.derivative(by))
    }

    /// How a comparison of numbers comes out, of which one is a variable at least.
    pub(crate) fn test(&mut self, test: Test, a: Trace, b: Trace) -> bool {
        let holds = test.holds(a.value, b.value);
        self.decisions += 1;
        let (a, b) = (self.place(a), self.place(b));
        if self.graph.ops.len() >= self.limit {
            self.fault.get_or_insert(Fault::Limit);
            return holds;
        }
        let before = self.graph.ops.len();
        let place = self.place_of(Op::Test(test, a, b), f64::from(u8::from(holds)));
        if self.graph.ops.len() > before {
            self.graph.guards.push(Guard { test: place, holds });
        }
        holds
    }

    /// How many more operations there may be.
    pub(crate) fn room(&self) -> usize {
        self.limit.saturating_sub(self.graph.ops.len())
    }

    /// How many decisions there were.
    pub(crate) fn decisions(&self) -> usize {
        self.decisions
    }

    /// Notes that the function has decided something about a number that a guard cannot tell.
    pub(crate) fn leave_regular(&mut self, x: Trace) {
        self.node(x);
        self.graph.is_regular = false;
    }

    /// Notes what makes the recording useless, that was done to a number.
    pub(crate) fn fail(&mut self, x: Trace, fault: Fault) {
        self.node(x);
        self.fault.get_or_insert(fault);
    }

    /// What is recorded so far, with some numbers as results.
    pub(crate) fn graph_of(&mut self, results: &[Trace]) -> Graph {
        let results = results.iter().map(|&y| self.place(y)).collect();
        Graph {
            results,
            ..self.graph.clone()
        }
    }

    /// The operation that a number is, unless it is a constant.
    pub(crate) fn op(&self, x: Trace) -> Option<Op> {
        (!x.is_constant()).then(|| self.graph.ops[self.node(x) as usize])
    }

    /// The number at a place.
    pub(crate) fn at(&self, place: u32) -> Trace {
        let value = self.graph.values[place as usize];
        match self.graph.ops[place as usize] {
            Op::Constant(_) => Trace::constant(value),
            _ => Trace::traced(value, place, self.number),
        }
    }

    /// Of which order derivatives are wanted: a number that is zero to that order is zero.
    pub(crate) fn order(&self) -> u32 {
        self.order
    }

    /// The graph so far.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }
}

/// Says what is wrong with a number of another recording.
#[cold]
fn refuse() -> ! {
    panic!(
        "a traced number was used outside of its recording: after its function returned, on another \
         thread, or in the function of another compiled derivative. Traced numbers live within one call \
         of the function and on its thread; take an inner derivative with `new` or `reverse` at a point \
         of the traced type"
    )
}

/// A recording under way. When it goes out of scope, by a panic of the function too, the one that it
/// interrupted goes on.
pub(crate) struct Recording {
    outer: Option<Recorder>,
    /// It belongs to its thread.
    marker: PhantomData<*const ()>,
}

impl Recording {
    /// Begins with an empty graph of so many variables, of which derivatives are wanted up to an order.
    pub(crate) fn begin(variables: usize, limit: usize, order: u32) -> Self {
        let recording = Self::go_on(
            Graph {
                variables,
                is_regular: true,
                ..Graph::default()
            },
            limit,
        );
        recorder(|recorder| recorder.order = order);
        recording
    }

    /// Goes on with a graph.
    pub(crate) fn go_on(graph: Graph, limit: usize) -> Self {
        let mut places = HashTable::with_capacity(graph.ops.len());
        for (place, op) in graph.ops.iter().enumerate() {
            let ops = &graph.ops;
            places.insert_unique(hash(op), place as u32, |&place| hash(&ops[place as usize]));
        }
        let lists = graph.lists.iter().cloned().zip(0..).collect();
        let inner = Recorder {
            number: next_number(),
            graph,
            places,
            lists,
            decisions: 0,
            order: 1,
            limit: limit.min(1 << 31),
            fault: None,
        };
        let outer = recorder(|recorder| std::mem::replace(recorder, inner));
        Self {
            outer: Some(outer),
            marker: PhantomData,
        }
    }

    /// The variable `i`.
    pub(crate) fn variable(&self, i: usize, value: f64) -> Trace {
        recorder(|recorder| recorder.write(Op::Variable(i as u32), value))
    }

    /// The graph, with the numbers that the function returned.
    pub(crate) fn end(self, results: &[Trace]) -> Result<Graph, Fault> {
        recorder(|recorder| {
            let results = results.iter().map(|&y| recorder.place(y)).collect();
            let mut graph = std::mem::take(&mut recorder.graph);
            graph.results = results;
            match recorder.fault {
                Some(fault) => Err(fault),
                None => Ok(graph),
            }
        })
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Some(outer) = self.outer.take() {
            recorder(|recorder| *recorder = outer);
        }
    }
}
