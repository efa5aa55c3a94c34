//! The values of f seen so far, by abscissa. Dyadic ladders meet the same points again and again.

/// As many samples need no allocation.
const INLINE: usize = 64;

/// What is allocated for more of them.
const SPILL: usize = 8 * INLINE;

/// A small store of (t, f(t)) that moves to the heap when it is full.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    len: usize,
    inline: [(f64, f64); INLINE],
    /// All samples, once there are more than `inline` has room for.
    spill: Vec<(f64, f64)>,
}

impl Samples {
    pub(crate) fn new() -> Self {
        Self {
            len: 0,
            inline: [(0.0, 0.0); INLINE],
            spill: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn insert(&mut self, abscissa: f64, value: f64) {
        if self.len < INLINE {
            self.inline[self.len] = (abscissa, value);
        } else {
            if self.spill.is_empty() {
                self.spill.reserve(SPILL);
                self.spill.extend_from_slice(&self.inline);
            }
            self.spill.push((abscissa, value));
        }
        self.len += 1;
    }

    pub(crate) fn get(&self, abscissa: f64) -> Option<f64> {
        // Newest first: rungs are looked up right after they were evaluated.
        let found = self.as_slice().iter().rev().find(|s| s.0 == abscissa);
        found.map(|s| s.1)
    }

    pub(crate) fn as_slice(&self) -> &[(f64, f64)] {
        if self.spill.is_empty() {
            &self.inline[..self.len]
        } else {
            &self.spill
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_by_abscissa() {
        for count in [5, 200] {
            let mut samples = Samples::new();
            for i in 0..count {
                samples.insert(f64::from(i), f64::from(i * i));
            }
            assert_eq!(samples.len(), count as usize);
            assert_eq!(samples.as_slice().len(), samples.len());
            assert_eq!(samples.get(3.0), Some(9.0));
            assert_eq!(samples.get(-0.0), Some(0.0));
            assert_eq!(samples.get(3.5), None);
            assert_eq!(samples.get(f64::NAN), None);
        }
    }
}
