//! The tape of reverse mode: what a recording writes down while a function runs on [`Var`]s.
//!
//! A node stands for an operation that joined two variables: it holds the partial derivative by each
//! and where they stand on the tape. Functions of one variable, products with constants and the like
//! make no node, they are multiplied into the slope that a [`Var`] carries. Swept from its end, the
//! tape gives the derivatives of one result by everything before it (Linnainmaa, 1970).
//!
//! There is one tape per thread and number type. A recording has a number of its own, which its
//! variables carry, so that one of another recording is known.

use std::cell::Cell;

mod arena;
mod event;
mod local;
mod recording;
mod replay;
mod sweep;
mod ties;

use arena::Arena;
pub(crate) use event::{Event, Rule};
pub(crate) use local::with_variables;
use local::{appendix, tape, with, with_adjoints};
#[cfg(feature = "compiled")]
pub(in crate::scalar) use recording::next_number;
pub(crate) use recording::{Recording, record};
pub(crate) use sweep::{is_stationary, largest_derivative};

use super::{Real, Var};

/// An operation on two variables, or two terms of one on many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<T> {
    /// The partial derivatives of the result by the operands.
    slopes: [T; 2],
    /// Where the operands stand. The second one is marked with [`GOES_ON`] if the operation has further
    /// terms, in the next node: then the result is that of the next node.
    operands: [u32; 2],
}

/// The mark of a node whose operation goes on; places are smaller.
const GOES_ON: u32 = 1 << 31;

impl<T: Copy> Node<T> {
    /// Where the operands stand.
    #[inline(always)]
    fn places(&self) -> [u32; 2] {
        [self.operands[0], self.operands[1] & !GOES_ON]
    }

    /// Whether the operation has further terms in the next node.
    #[inline(always)]
    fn goes_on(&self) -> bool {
        self.operands[1] & GOES_ON != 0
    }
}

/// The tape of one thread for numbers over `T`: what every operation looks at.
pub(crate) struct Tape<T> {
    /// The nodes of all recordings, one after the other. Every recording begins with a place that
    /// constants point to, and a place for each of its variables.
    nodes: Arena<Node<T>>,
    /// The number of the recording under way, 0 if there is none.
    recording: Cell<u32>,
    /// The number that its variables carry: the same, but in a recording that is done block by block.
    of_variables: Cell<u32>,
    under_way: Cell<UnderWay>,
}

/// Where the recording under way is.
#[derive(Clone, Copy, Debug)]
struct UnderWay {
    /// Where it begins.
    start: u32,
    /// How many variables it has.
    variables: u32,
    /// Whether the tape was full, and what it did not hold is lost.
    is_incomplete: bool,
}

impl<T: Real> Tape<T> {
    const fn new() -> Self {
        Self {
            nodes: Arena::new(),
            recording: Cell::new(0),
            of_variables: Cell::new(0),
            under_way: Cell::new(UnderWay {
                start: 0,
                variables: 0,
                is_incomplete: false,
            }),
        }
    }

    /// Writes down `p a + q b`, to first order, and returns the variable.
    #[inline(always)]
    fn push(&self, value: T, [p, q]: [T; 2], a: Var<T>, b: Var<T>) -> Var<T> {
        if self.has(a) & self.has(b) {
            let index = self.nodes.push(Node {
                slopes: [p, q],
                operands: [a.index, b.index],
            });
            Var::on_tape(value, T::of(1.0), index, self.recording.get())
        } else if b.is_constant() {
            Var::on_tape(value, p, a.index, a.recording)
        } else if a.is_constant() {
            Var::on_tape(value, q, b.index, b.recording)
        } else {
            self.refuse(if self.has(a) {
                b.recording
            } else {
                a.recording
            })
        }
    }

    /// Whether a variable belongs to the recording under way.
    #[inline(always)]
    fn has(&self, x: Var<T>) -> bool {
        (x.recording == self.recording.get()) | (x.recording == self.of_variables.get())
    }

    /// Lends the operations of the recording under way, if the tape holds all of them.
    #[inline(always)]
    #[allow(unsafe_code)]
    fn nodes<R>(&self, f: impl FnOnce(&mut [Node<T>]) -> R) -> Option<R> {
        let under_way = self.under_way.get();
        if self.recording.get() == 0 || under_way.is_incomplete || !self.nodes.has_all() {
            return None;
        }
        let first = (under_way.start + under_way.variables) as usize + 1;
        // SAFETY: `Recording::begin` has set the length to `first`. Whatever is there now has been pushed
        // since: a recording in between has set the length back to where it began. There was room for
        // all of it, for there is now, and room that was made in between has been noted by
        // `is_incomplete`.
        Some(unsafe { self.nodes.lend(first, f) })
    }

    /// Says what is wrong with a variable of another recording.
    #[cold]
    fn refuse(&self, foreign: u32) -> ! {
        if appendix::<T, _>(|rest| rest.outer.borrow().contains(&foreign)) {
            panic!(
                "perturbation confusion: the function differentiated here also uses a variable of \
                 an enclosing derivative, and both stand on one tape, so the result would be wrong. \
                 Take the inner derivative at a point of the outer variable's type, which keeps the \
                 two apart: instead of `.at(1.0)` write `.at(x.lift(1.0))`, where `x` is the outer \
                 variable"
            )
        }
        panic!(
            "a variable of reverse mode was used outside of its recording: after its function \
             returned, or on another thread. Variables live within one call of the function and on \
             its thread; what is to leave it is returned, or taken out as a plain number by `re`"
        )
    }

    /// Writes down the sum of all `p a + q b`, to first order, as one operation, and returns its place; of
    /// constants none.
    #[inline(always)]
    fn push_sum(&self, pairs: impl ExactSizeIterator<Item = ([T; 2], [Var<T>; 2])>) -> Option<u32> {
        let before = self.nodes.len();
        let start = self.under_way.get().start;
        let mut left = pairs.len();
        let (mut index, mut has_variables) = (0, false);
        for (slopes, [a, b]) in pairs {
            left -= 1;
            let goes_on = if left > 0 { GOES_ON } else { 0 };
            let operands = if self.has(a) & self.has(b) {
                has_variables |= !a.is_constant();
                [a.index, b.index | goes_on]
            } else {
                has_variables |= !(a.is_constant() && b.is_constant());
                [self.place(a, start), self.place(b, start) | goes_on]
            };
            index = self.nodes.push(Node { slopes, operands });
        }
        if !has_variables {
            self.nodes.set_len(before);
            return None;
        }
        Some(index)
    }

    /// Where a number stands; constants all at the start.
    #[inline]
    fn place(&self, x: Var<T>, start: u32) -> u32 {
        if x.is_constant() {
            start
        } else if self.has(x) {
            x.index
        } else {
            self.refuse(x.recording)
        }
    }

    /// Writes down an operation at a kink or a singular point, of one or two operands.
    #[cold]
    #[inline(never)]
    fn push_event(&self, value: T, slopes: [T; 2], rule: Rule<T>, operands: [Var<T>; 2]) -> Var<T> {
        let start = self.under_way.get().start;
        let [a, b] = operands;
        let place = |x: Var<T>| self.place(x, start);
        let slopes = [slopes[0].product(a.slope), slopes[1].product(b.slope)];
        let node = Node {
            slopes,
            operands: [place(a), place(b)],
        };
        let index = self.nodes.push(node);
        appendix(|rest| {
            rest.events.borrow_mut().push(Event {
                node: index,
                rule,
                operands: operands.map(|x| x.at(place(x))),
            })
        });
        Var::on_tape(value, T::of(1.0), index, self.recording.get())
    }
}

/// `p a + q b`, to first order, where `p` and `q` include the slopes that the operands carry.
#[inline(always)]
pub(super) fn join<T: Real>(value: T, slopes: [T; 2], a: Var<T>, b: Var<T>) -> Var<T> {
    tape().push(value, slopes, a, b)
}

/// A sum of any number of pairs of terms, to first order, where the slopes include those that the operands
/// carry. The value is asked for when all pairs have been taken.
#[inline(always)]
pub(super) fn sum<T: Real>(
    pairs: impl ExactSizeIterator<Item = ([T; 2], [Var<T>; 2])>,
    value: impl FnOnce() -> T,
) -> Var<T> {
    let tape = tape();
    let place = tape.push_sum(pairs);
    place
        .map_or_else(
            || Var::constant(T::of(0.0)),
            |index| Var::on_tape(T::of(0.0), T::of(1.0), index, tape.recording.get()),
        )
        .with_value(value())
}

/// An operation at a kink or a singular point: `slopes` are those of the rule.
#[cold]
pub(super) fn event<T: Real>(
    value: T,
    slopes: [T; 2],
    rule: Rule<T>,
    a: Var<T>,
    b: Var<T>,
) -> Var<T> {
    if a.is_constant() && b.is_constant() {
        return Var::constant(value);
    }
    tape().push_event(value, slopes, rule, [a, b])
}
