//! A recording, from its first variable to what the function returned.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{GOES_ON, Node, UnderWay, appendix, with};
use crate::error::Error;
use crate::scalar::{Real, Var};

/// A recording under way. When it goes out of scope, by a panic of the function too, its part of the
/// tape is free again, and the recording that it interrupted goes on.
pub(crate) struct Recording<T: Real> {
    /// Its number.
    recording: u32,
    /// Where it begins.
    pub(super) start: u32,
    /// How many variables there are.
    pub(super) variables: u32,
    /// How many events there were before.
    pub(super) events: usize,
    /// What was under way before: its numbers, and where.
    numbers: (u32, u32),
    before: UnderWay,
    /// It belongs to its thread.
    marker: PhantomData<*const T>,
}

/// Records `f` of the `n` variables with the values `x(0)`, `x(1)`, .., on a tape of at most `limit` bytes.
/// The variables are left in `variables`.
///
/// A function that outgrows the tape is evaluated to its end without being recorded further; then there
/// is room for all of it, and it is called once more.
///
/// # Panics
///
/// With [`Error::TapeLimit`] if that is more than the limit.
#[inline(always)]
pub(crate) fn record<T: Real, Y, E>(
    n: usize,
    x: impl Fn(usize) -> T,
    variables: &mut Vec<Var<T>>,
    limit: Option<usize>,
    f: impl Fn(&[Var<T>]) -> Result<Y, E>,
) -> Result<(Recording<T>, Y), E> {
    loop {
        let recording = Recording::begin(n, limit);
        variables.clear();
        variables.extend((0..n).map(|i| recording.variable(i, x(i))));
        let y = f(variables)?;
        if recording.is_complete(limit) {
            return Ok((recording, y));
        }
        recording.make_room(limit);
    }
}

impl<T: Real> Recording<T> {
    #[inline]
    pub(crate) fn begin(variables: usize, limit: Option<usize>) -> Self {
        with::<T, _>(|tape| {
            let mut before = tape.under_way.get();
            let start = tape.nodes.len();
            let places = start.saturating_add(variables).saturating_add(1);
            if places > tape.nodes.room() {
                before.is_incomplete |= start > tape.nodes.room();
                make_room::<T>(places, limit);
            }
            tape.nodes.set_len(places);
            let numbers = (tape.recording.get(), tape.of_variables.get());
            let events = if numbers.0 == 0 {
                0
            } else {
                appendix::<T, _>(|rest| {
                    rest.outer.borrow_mut().extend([numbers.0, numbers.1]);
                    rest.events.borrow().len()
                })
            };
            let (start, variables) = (start as u32, variables as u32);
            let recording = next_number();
            tape.recording.set(recording);
            tape.of_variables.set(recording);
            tape.under_way.set(UnderWay {
                start,
                variables,
                is_incomplete: false,
            });
            Self {
                recording,
                start,
                variables,
                events,
                numbers,
                before,
                marker: PhantomData,
            }
        })
    }

    /// The variable `i`.
    #[inline(always)]
    pub(crate) fn variable(&self, i: usize, value: T) -> Var<T> {
        Var::on_tape(value, T::of(1.0), self.start + 1 + i as u32, self.recording)
    }

    /// Whether the tape holds all that was recorded, and no more than the limit.
    #[inline]
    pub(crate) fn is_complete(&self, limit: Option<usize>) -> bool {
        with::<T, _>(|tape| {
            let within = limit.is_none_or(|limit| tape.nodes.len() <= limit / bytes::<T>());
            tape.nodes.has_all() && !tape.under_way.get().is_incomplete && within
        })
    }

    /// Ends the recording and makes room for as much as there was.
    #[cold]
    #[inline(never)]
    fn make_room(self, limit: Option<usize>) {
        let len = with::<T, _>(|tape| tape.nodes.len());
        drop(self);
        make_room::<T>(len, limit);
    }

    /// Begins the next block of a recording, with the same variables and an empty tape. What belongs to
    /// the block before is a variable of another recording from now on.
    #[inline]
    pub(crate) fn next_block(&self) {
        with::<T, _>(|tape| {
            tape.nodes.set_len(self.start as usize + self.first());
            tape.recording.set(next_number());
            if self.has_events() {
                appendix::<T, _>(|rest| rest.events.borrow_mut().truncate(self.events));
            }
        });
    }

    /// How many operations there are.
    #[inline]
    pub(crate) fn operations(&self) -> usize {
        with::<T, _>(|tape| tape.nodes.len()) - self.start as usize - self.first()
    }

    /// Makes room for as much as there was, so that a block can be recorded once more.
    #[cold]
    #[inline(never)]
    pub(crate) fn make_room_for_block(&self, limit: Option<usize>) {
        make_room::<T>(with::<T, _>(|tape| tape.nodes.len()), limit);
    }

    /// Whether kinks or singular points were met.
    #[inline]
    pub(crate) fn has_events(&self) -> bool {
        appendix::<T, _>(|rest| rest.events.borrow().len() > self.events)
    }

    /// The place on the tape of what the function returned, counted from the start of the recording, and
    /// its slope there; of a constant none.
    ///
    /// # Panics
    ///
    /// If it is a variable of another recording.
    #[inline]
    pub(super) fn place(&self, y: Var<T>) -> Option<(usize, T)> {
        if y.is_constant() {
            return None;
        }
        with::<T, _>(|tape| {
            if !tape.has(y) {
                tape.refuse(y.recording);
            }
        });
        Some(((y.index - self.start) as usize, y.slope))
    }

    /// Where the operations begin, after the variables.
    #[inline]
    pub(super) fn first(&self) -> usize {
        self.variables as usize + 1
    }

    /// Lends the operations.
    #[inline(always)]
    pub(super) fn nodes<R>(&self, f: impl FnOnce(&mut [Node<T>]) -> R) -> R {
        with::<T, _>(|tape| tape.nodes(f)).expect("the recording is complete")
    }
}

impl<T: Real> Drop for Recording<T> {
    #[inline]
    fn drop(&mut self) {
        with::<T, _>(|tape| {
            tape.nodes.set_len(self.start as usize);
            if self.numbers.0 != 0 || self.has_events() {
                appendix::<T, _>(|rest| {
                    rest.events.borrow_mut().truncate(self.events);
                    if self.numbers.0 != 0 {
                        let mut outer = rest.outer.borrow_mut();
                        let len = outer.len() - 2;
                        outer.truncate(len);
                    }
                });
            }
            tape.recording.set(self.numbers.0);
            tape.of_variables.set(self.numbers.1);
            tape.under_way.set(self.before);
        });
    }
}

/// Makes room for so many nodes and some more.
///
/// # Panics
///
/// With [`Error::TapeLimit`] if so many take more memory than allowed.
#[cold]
#[inline(never)]
fn make_room<T: Real>(len: usize, limit: Option<usize>) {
    /// Places are numbers of 31 bits.
    const MOST: usize = GOES_ON as usize;
    let limit = limit.unwrap_or_else(default_limit);
    let most = MOST.min(limit / bytes::<T>());
    Error::check_tape(len, most, bytes::<T>());
    let wanted = most.min(len + len / 4 + 4096);
    with::<T, _>(|tape| appendix::<T, _>(|rest| tape.nodes.grow(&rest.memory, wanted)));
}

/// The bytes of an operation: its node, and its adjoint in a sweep.
const fn bytes<T: Real>() -> usize {
    size_of::<Node<T>>() + size_of::<T>()
}

/// Half of the machine's memory, where the system tells, else 4 GiB.
fn default_limit() -> usize {
    use std::sync::OnceLock;
    static LIMIT: OnceLock<usize> = OnceLock::new();
    *LIMIT.get_or_init(|| total_memory().map_or(4 << 30, |total| total / 2))
}

/// The memory of the machine in bytes.
fn total_memory() -> Option<usize> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// A number that no recording had before, on any thread.
#[inline]
pub(in crate::scalar) fn next_number() -> u32 {
    /// How many numbers a thread takes at a time.
    const BLOCK: u32 = 1 << 12;
    static BLOCKS: AtomicU32 = AtomicU32::new(0);
    thread_local! {
        static NEXT: Cell<u32> = const { Cell::new(0) };
    }
    let next = NEXT.get();
    // A number that is 0 in its low bits is the end of a block; 0 is no number at all.
    let number = if next.is_multiple_of(BLOCK) {
        let block = BLOCKS.fetch_add(1, Ordering::Relaxed);
        block.wrapping_mul(BLOCK).wrapping_add(1)
    } else {
        next
    };
    NEXT.set(number.wrapping_add(1));
    number
}
