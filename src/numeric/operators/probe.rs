//! A point near x, as what it has different from x.

/// A point near x: cheaper to keep than the point where it differs in no more than two coordinates, of which
/// a round of a gradient in n variables has several for each.
#[derive(Clone, Debug)]
pub enum Probe {
    /// x with other values for the first `len` of these coordinates.
    Few {
        #[doc(hidden)]
        changes: [(usize, f64); 2],
        #[doc(hidden)]
        len: usize,
    },
    /// A point that differs from x in any of its coordinates.
    Whole(Vec<f64>),
}

impl Probe {
    /// x itself.
    pub(super) const CENTRE: Self = Self::Few {
        changes: [(0, 0.0); 2],
        len: 0,
    };

    /// x with `value` for coordinate `i`.
    pub(super) fn along_axis(i: usize, value: f64) -> Self {
        Self::Few {
            changes: [(i, value), (0, 0.0)],
            len: 1,
        }
    }

    /// x with other values for two different coordinates.
    pub(super) fn in_plane(first: (usize, f64), second: (usize, f64)) -> Self {
        Self::Few {
            changes: [first, second],
            len: 2,
        }
    }

    /// Shows `f` the point, built in the place of x if it is like x.
    pub(super) fn visit<V>(&self, x: &mut [f64], f: impl FnOnce(&[f64]) -> V) -> V {
        let changes = match self {
            Self::Few { changes, len } => &changes[..*len],
            Self::Whole(point) => return f(point),
        };
        let mut before = [0.0; 2];
        for ((i, value), old) in changes.iter().zip(&mut before) {
            *old = std::mem::replace(&mut x[*i], *value);
        }
        let result = f(x);
        for ((i, _), old) in changes.iter().zip(before) {
            x[*i] = old;
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_stays() {
        let mut x = [1.0, 2.0, 3.0];
        let probes = [
            (Probe::CENTRE, [1.0, 2.0, 3.0]),
            (Probe::along_axis(1, 9.0), [1.0, 9.0, 3.0]),
            (Probe::in_plane((2, 7.0), (0, 8.0)), [8.0, 2.0, 7.0]),
            (Probe::Whole(vec![4.0, 5.0, 6.0]), [4.0, 5.0, 6.0]),
        ];
        for (probe, expected) in probes {
            assert_eq!(probe.visit(&mut x, <[f64]>::to_vec), expected);
            assert_eq!(x, [1.0, 2.0, 3.0]);
        }
    }
}
