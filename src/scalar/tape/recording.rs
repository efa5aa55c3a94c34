//! A recording, from its first variable to what the function returned.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Node, UnderWay, appendix, with};
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
    /// What was under way before.
    before: UnderWay,
    /// It belongs to its thread.
    marker: PhantomData<*const T>,
}

/// Records `f` of the numbers `x`, which become variables, on a tape of at most `limit` bytes.
///
/// A function that outgrows the tape is evaluated to its end without being recorded further; then there
/// is room for all of it, and it is called once more.
///
/// # Panics
///
/// With [`Error::TapeLimit`] if that is more than the limit.
#[inline(always)]
pub(crate) fn record<T: Real, Y, E>(
    x: &mut [Var<T>],
    limit: Option<usize>,
    f: impl Fn(&[Var<T>]) -> Result<Y, E>,
) -> Result<(Recording<T>, Y), E> {
    loop {
        let recording = Recording::begin(x.len(), limit);
        for (i, x) in x.iter_mut().enumerate() {
            *x = recording.variable(i, x.value);
        }
        let y = f(x)?;
        if recording.is_complete() {
            recording.check_limit(limit);
            return Ok((recording, y));
        }
        recording.make_room(limit);
    }
}

impl<T: Real> Recording<T> {
    #[inline]
    fn begin(variables: usize, limit: Option<usize>) -> Self {
        with::<T, _>(|tape| {
            let mut before = tape.under_way.get();
            let start = tape.nodes.len();
            let places = start.saturating_add(variables).saturating_add(1);
            if places > tape.nodes.room() {
                before.is_incomplete |= start > tape.nodes.room();
                make_room::<T>(places, limit);
            }
            tape.nodes.set_len(places);
            let events = if before.recording == 0 {
                0
            } else {
                appendix::<T, _>(|rest| {
                    rest.outer.borrow_mut().push(before.recording);
                    rest.events.borrow().len()
                })
            };
            let (start, variables) = (start as u32, variables as u32);
            let recording = next_number();
            tape.under_way.set(UnderWay {
                recording,
                start,
                variables,
                is_incomplete: false,
            });
            Self {
                recording,
                start,
                variables,
                events,
                before,
                marker: PhantomData,
            }
        })
    }

    /// The variable `i`.
    #[inline(always)]
    fn variable(&self, i: usize, value: T) -> Var<T> {
        Var::on_tape(value, T::of(1.0), self.start + 1 + i as u32, self.recording)
    }

    /// Whether the tape holds all that was recorded.
    #[inline]
    fn is_complete(&self) -> bool {
        with::<T, _>(|tape| tape.nodes.has_all() && !tape.under_way.get().is_incomplete)
    }

    /// Checks that what was recorded is within a limit that was asked for: an earlier recording may have
    /// made more room than this one is allowed.
    ///
    /// # Panics
    ///
    /// With [`Error::TapeLimit`] if it is not.
    #[inline]
    fn check_limit(&self, limit: Option<usize>) {
        if let Some(limit) = limit {
            let len = with::<T, _>(|tape| tape.nodes.len());
            check_limit::<T>(len, limit);
        }
    }

    /// Ends the recording and makes room for as much as there was.
    #[cold]
    #[inline(never)]
    fn make_room(self, limit: Option<usize>) {
        let len = with::<T, _>(|tape| tape.nodes.len());
        drop(self);
        make_room::<T>(len, limit);
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
        if y.recording != self.recording {
            with::<T, _>(|tape| tape.refuse(y.recording));
        }
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
            if self.before.recording != 0 || self.has_events() {
                appendix::<T, _>(|rest| {
                    rest.events.borrow_mut().truncate(self.events);
                    if self.before.recording != 0 {
                        rest.outer.borrow_mut().pop();
                    }
                });
            }
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
    let most = check_limit::<T>(len, limit.unwrap_or_else(default_limit));
    let wanted = most.min(len + len / 4 + 4096);
    with::<T, _>(|tape| appendix::<T, _>(|rest| tape.nodes.grow(&rest.memory, wanted)));
}

/// How many nodes so many bytes hold.
///
/// # Panics
///
/// With [`Error::TapeLimit`] if `len` are more.
fn check_limit<T: Real>(len: usize, bytes: usize) -> usize {
    /// Places are numbers of 32 bits.
    const MOST: usize = u32::MAX as usize;
    let size = size_of::<Node<T>>();
    let most = MOST.min(bytes / size);
    Error::check_tape(len, most, size);
    most
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
fn next_number() -> u32 {
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
