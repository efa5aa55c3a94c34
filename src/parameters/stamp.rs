//! What [`parameters!`](macro@crate::parameters) names in the crate where it is used.

pub use std::slice::Iter;

pub use nalgebra::{DMatrix, Dim, Dyn};

pub use crate::point::{Point, Rows};
pub use crate::scalar::Real;

use super::Parameters;

/// The sum, where all counts are known.
#[must_use]
pub const fn total(counts: &[Option<usize>]) -> Option<usize> {
    let (mut sum, mut k) = (0, 0);
    while k < counts.len() {
        match counts[k] {
            Some(count) => sum += count,
            None => return None,
        }
        k += 1;
    }
    Some(sum)
}

/// Whether the number `i` is one of this field: otherwise `i` counts from behind it.
pub fn is_of(field: &impl Parameters, i: &mut usize) -> bool {
    let count = field.count();
    if *i < count {
        return true;
    }
    *i -= count;
    false
}

/// Appends the name of a field.
pub fn push_field(name: &mut String, field: &str) {
    if !name.is_empty() {
        name.push('.');
    }
    name.push_str(field);
}

/// A matrix of zeros with a column for every parameter.
pub fn zeros<T: Real, R: Rows>(rows: R, columns: usize) -> DMatrix<T> {
    DMatrix::repeat(rows.value(), columns, T::of(0.0))
}

/// A list with an element for every row.
pub fn product<T: Real, R: Rows>(rows: R, f: impl FnMut(usize) -> T) -> Vec<T> {
    (0..rows.value()).map(f).collect()
}
