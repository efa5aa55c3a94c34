//! A lower triangular array, packed: the rows of a tableau, each longer by one than the one before.

use std::ops::{Index, IndexMut};

use super::part::RUNGS;

const ENTRIES: usize = RUNGS * (RUNGS + 1) / 2;

/// Entries (k, j) with j ≤ k.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle([f64; ENTRIES]);

impl Triangle {
    pub(crate) const fn new() -> Self {
        Self([0.0; ENTRIES])
    }
}

impl Index<(usize, usize)> for Triangle {
    type Output = f64;

    #[inline]
    fn index(&self, (k, j): (usize, usize)) -> &f64 {
        debug_assert!(j <= k);
        &self.0[k * (k + 1) / 2 + j]
    }
}

impl IndexMut<(usize, usize)> for Triangle {
    #[inline]
    fn index_mut(&mut self, (k, j): (usize, usize)) -> &mut f64 {
        debug_assert!(j <= k);
        &mut self.0[k * (k + 1) / 2 + j]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_its_place() {
        let mut triangle = Triangle::new();
        let places = || (0..RUNGS).flat_map(|k| (0..=k).map(move |j| (k, j)));
        for (k, j) in places() {
            triangle[(k, j)] = (10 * k + j) as f64;
        }
        for (k, j) in places() {
            assert_eq!(triangle[(k, j)], (10 * k + j) as f64);
        }
    }
}
