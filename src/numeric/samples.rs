//! The values of f seen so far, by abscissa. Dyadic ladders meet the same points again and again.

/// Budgets up to this size need no allocation.
const INLINE: usize = 64;

/// A small store of (t, f(t)) with room for a whole budget.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    len: usize,
    inline: [(f64, f64); INLINE],
    /// Replaces `inline` for larger budgets; allocated once.
    spill: Vec<(f64, f64)>,
}

impl Samples {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let spill = if capacity > INLINE {
            vec![(0.0, 0.0); capacity]
        } else {
            Vec::new()
        };
        Self {
            len: 0,
            inline: [(0.0, 0.0); INLINE],
            spill,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn insert(&mut self, abscissa: f64, value: f64) {
        let store = if self.spill.is_empty() {
            &mut self.inline[..]
        } else {
            &mut self.spill
        };
        store[self.len] = (abscissa, value);
        self.len += 1;
    }

    pub(crate) fn get(&self, abscissa: f64) -> Option<f64> {
        // Newest first: rungs are looked up right after they were evaluated.
        let found = self.as_slice().iter().rev().find(|s| s.0 == abscissa);
        found.map(|s| s.1)
    }

    pub(crate) fn as_slice(&self) -> &[(f64, f64)] {
        let store = if self.spill.is_empty() {
            &self.inline[..]
        } else {
            &self.spill
        };
        &store[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_by_abscissa() {
        for capacity in [5, 200] {
            let mut samples = Samples::with_capacity(capacity);
            for i in 0..5 {
                samples.insert(f64::from(i), f64::from(i * i));
            }
            assert_eq!(samples.len(), 5);
            assert_eq!(samples.get(3.0), Some(9.0));
            assert_eq!(samples.get(-0.0), Some(0.0));
            assert_eq!(samples.get(3.5), None);
            assert_eq!(samples.get(f64::NAN), None);
        }
    }
}
