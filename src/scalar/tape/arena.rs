//! Memory that is written at its end and read as a whole: the nodes of a tape.
//!
//! A push is a comparison, a store and a count, and no call: with a call that may grow the memory, as
//! that of `Vec::push`, the numbers of the function under way would have to be in memory too, and a
//! recording takes twice as long (five times with a `RefCell` around it). So what does not fit is
//! counted and not written. Whoever records asks in the end whether all is there, makes room for as
//! much as there was, and records again.

use std::cell::{Cell, RefCell};
use std::ptr;

/// A stack of items in memory that a [`Memory`] owns.
///
/// Nothing has to be done when it goes out of scope, so that a thread-local one is found at once.
pub(crate) struct Arena<N> {
    /// Where the items are.
    start: Cell<*mut N>,
    /// How many have been pushed.
    len: Cell<usize>,
    /// For how many there is room; 0 while they are lent.
    room: Cell<usize>,
}

/// The memory of an [`Arena`], which frees it.
pub(crate) struct Memory<N>(RefCell<Vec<N>>);

impl<N> Memory<N> {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }
}

#[allow(unsafe_code)]
impl<N: Copy> Arena<N> {
    pub(crate) const fn new() -> Self {
        Self {
            start: Cell::new(ptr::null_mut()),
            len: Cell::new(0),
            room: Cell::new(0),
        }
    }

    /// Counts an item and, if there is room, puts it at the end; its place.
    #[inline(always)]
    pub(crate) fn push(&self, item: N) -> u32 {
        let len = self.len.get();
        if len < self.room.get() {
            // SAFETY: `room` is not more than the capacity of the memory that `start` points to (`grow`
            // and `forget` see to that), so the place is inside one allocation and aligned for `N`. No
            // reference to it exists, for `room` is 0 while items are lent. Items are `Copy`: none is
            // to be dropped.
            unsafe { self.start.get().add(len).write(item) };
        }
        self.len.set(len + 1);
        len as u32
    }

    /// How many have been pushed.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there was room for all.
    #[inline]
    pub(crate) fn has_all(&self) -> bool {
        self.len.get() <= self.room.get()
    }

    /// For how many there is room.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        self.room.get()
    }

    /// Changes how many there are, where those in between are never read.
    #[inline]
    pub(crate) fn set_len(&self, len: usize) {
        self.len.set(len);
    }

    /// Lends the items from `first` on.
    ///
    /// # Safety
    ///
    /// All of them have been pushed since the length was last `first` or less, and there was room.
    #[inline(always)]
    pub(super) unsafe fn lend<R>(&self, first: usize, f: impl FnOnce(&mut [N]) -> R) -> R {
        let lent = Lent::new(self);
        assert!(
            first <= lent.len && lent.len <= lent.room,
            "the tape is complete"
        );
        if first == lent.len {
            return f(&mut []);
        }
        // SAFETY: the items from `first` to `len` have been written, as the caller says, in one
        // allocation. While they are lent `room` is 0: `push` writes nothing, `grow` refuses, and a
        // second `lend` fails its assertion; so this is the only way to reach them.
        f(
            unsafe {
                std::slice::from_raw_parts_mut(self.start.get().add(first), lent.len - first)
            },
        )
    }

    /// Makes room for `wanted` items in all. Those that were there stay.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&self, memory: &Memory<N>, wanted: usize) {
        let mut items = memory.0.borrow_mut();
        let (capacity, room) = (items.capacity(), self.room.get());
        assert!(room > 0 || capacity == 0, "the tape is lent");
        if wanted <= room {
            return;
        }
        let mut larger = Vec::with_capacity(wanted);
        // SAFETY: both allocations hold `kept` items and more, and are different. Items that were never
        // written are copied as the bytes they are, and stay unread (`lend`).
        unsafe {
            let kept = room.min(self.len.get());
            ptr::copy_nonoverlapping(self.start.get().cast_const(), larger.as_mut_ptr(), kept);
        }
        *items = larger;
        self.start.set(items.as_mut_ptr());
        self.room.set(wanted);
    }

    /// Lets go of the memory, which is about to be freed.
    pub(crate) fn forget(&self) {
        self.len.set(0);
        self.room.set(0);
        self.start.set(ptr::null_mut());
    }
}

/// Items that are lent: until this goes out of scope there is no room for further ones.
struct Lent<'a, N> {
    arena: &'a Arena<N>,
    len: usize,
    room: usize,
}

impl<'a, N> Lent<'a, N> {
    #[inline(always)]
    fn new(arena: &'a Arena<N>) -> Self {
        let len = arena.len.get();
        let room = arena.room.replace(0);
        Self { arena, len, room }
    }
}

impl<N> Drop for Lent<'_, N> {
    /// What was counted meanwhile was not written.
    #[inline(always)]
    fn drop(&mut self) {
        self.arena.len.set(self.len);
        self.arena.room.set(self.room);
    }
}
