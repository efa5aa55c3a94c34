//! Where a thread has its tapes: one for each number type, in two parts. What every operation looks at is
//! found at once; the rest is freed when the thread ends.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::thread::LocalKey;

use super::arena::Memory;
use super::{Event, Node, Tape};
use crate::scalar::{Dual, Real, Var};

/// The rest of the tape, which is needed less often and freed at the end of the thread.
pub(super) struct Appendix<T: Real> {
    /// The memory of the nodes.
    pub(super) memory: Memory<Node<T>>,
    /// Kinks and singular points that were met.
    pub(super) events: RefCell<Vec<Event<T>>>,
    /// The recordings that are interrupted by the one under way.
    pub(super) outer: RefCell<Vec<u32>>,
    /// Memory for sweeps.
    pub(super) adjoints: RefCell<Vec<T>>,
    /// Memory for the variables of a recording.
    pub(super) variables: RefCell<Vec<Var<T>>>,
}

impl<T: Real> Appendix<T> {
    const fn new() -> Self {
        Self {
            memory: Memory::new(),
            events: RefCell::new(Vec::new()),
            outer: RefCell::new(Vec::new()),
            adjoints: RefCell::new(Vec::new()),
            variables: RefCell::new(Vec::new()),
        }
    }
}

impl<T: Real> Drop for Appendix<T> {
    fn drop(&mut self) {
        with::<T, _>(|tape| tape.nodes.forget());
    }
}

/// The tape of this thread for numbers over `T`.
#[inline(always)]
pub(super) fn with<T: Real, R>(f: impl FnOnce(&Tape<T>) -> R) -> R {
    f(tape())
}

/// The tape itself: as a reference, since what is done in a closure of `LocalKey::with` is not always
/// compiled into its caller, and operands that are handed over in memory cost more than the operation.
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn tape<T: Real>() -> &'static Tape<T> {
    thread_local! {
        static DOUBLE: Tape<f64> = const { Tape::new() };
        static SINGLE: Tape<f32> = const { Tape::new() };
        static TANGENTS: Tape<Dual<f64, 4>> = const { Tape::new() };
    }
    /// A reference that lives as long as the thread.
    #[inline(always)]
    fn of_thread<N: Real>(key: &'static LocalKey<Tape<N>>) -> &'static Tape<N> {
        const { assert!(!std::mem::needs_drop::<Tape<N>>()) };
        let tape: *const Tape<N> = key.with(std::ptr::from_ref);
        // SAFETY: a thread-local value that has nothing to drop stays where it is until its thread has
        // ended, and the reference cannot leave the thread, for a `Tape` is not `Sync`.
        unsafe { &*tape }
    }
    // The compiler knows which it is.
    let here = TypeId::of::<T>();
    if here == TypeId::of::<f64>() {
        same(of_thread(&DOUBLE))
    } else if here == TypeId::of::<f32>() {
        same(of_thread(&SINGLE))
    } else if here == TypeId::of::<Dual<f64, 4>>() {
        same(of_thread(&TANGENTS))
    } else {
        found(Tape::<T>::new)
    }
}

/// The rest of that tape.
pub(super) fn appendix<T: Real, R>(f: impl FnOnce(&Appendix<T>) -> R) -> R {
    thread_local! {
        static DOUBLE: Appendix<f64> = const { Appendix::new() };
        static SINGLE: Appendix<f32> = const { Appendix::new() };
        static TANGENTS: Appendix<Dual<f64, 4>> = const { Appendix::new() };
    }
    let here = TypeId::of::<T>();
    if here == TypeId::of::<f64>() {
        DOUBLE.with(|rest| f(same(rest)))
    } else if here == TypeId::of::<f32>() {
        SINGLE.with(|rest| f(same(rest)))
    } else if here == TypeId::of::<Dual<f64, 4>>() {
        TANGENTS.with(|rest| f(same(rest)))
    } else {
        f(found(Appendix::<T>::new))
    }
}

/// Lends memory for variables, kept from one recording to the next.
#[inline]
pub(crate) fn with_variables<T: Real, R>(f: impl FnOnce(&mut Vec<Var<T>>) -> R) -> R {
    let mut variables = exchanged_variables(Vec::new());
    let result = f(&mut variables);
    exchanged_variables(variables);
    result
}

/// Lends memory for adjoints, kept from one sweep to the next.
#[inline]
pub(super) fn with_adjoints<T: Real, R>(f: impl FnOnce(&mut Vec<T>) -> R) -> R {
    let mut adjoints = exchanged_adjoints(Vec::new());
    let result = f(&mut adjoints);
    exchanged_adjoints(adjoints);
    result
}

// Functions of their own, since the closures in a generic function are compiled for each of its types.

#[inline]
fn exchanged_variables<T: Real>(variables: Vec<Var<T>>) -> Vec<Var<T>> {
    appendix::<T, _>(|rest| rest.variables.replace(variables))
}

#[inline]
fn exchanged_adjoints<T: Real>(adjoints: Vec<T>) -> Vec<T> {
    appendix::<T, _>(|rest| rest.adjoints.replace(adjoints))
}

/// `value`, of which the type is known already.
#[inline(always)]
fn same<V: 'static>(value: &dyn Any) -> &V {
    value.downcast_ref().expect("the number types are the same")
}

/// The value of this type that the thread has. There is one for each number type that a program nests,
/// which lives as long as the thread does and longer.
fn found<V: 'static>(new: fn() -> V) -> &'static V {
    thread_local! {
        static VALUES: RefCell<HashMap<TypeId, &'static dyn Any>> = RefCell::default();
    }
    let value = VALUES.with_borrow_mut(|values| {
        let value = values.entry(TypeId::of::<V>());
        *value.or_insert_with(|| Box::leak(Box::new(new())))
    });
    same(value)
}
