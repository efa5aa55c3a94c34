//! A slice of a number that is known by its type parameter only, as what it is.
#![allow(unsafe_code)]

use std::any::TypeId;
use std::slice;

/// The slice itself, if `S` and `T` are the same type.
#[inline]
pub(super) fn same<S: 'static, T: 'static>(x: &[S]) -> Option<&[T]> {
    if TypeId::of::<S>() == TypeId::of::<T>() {
        // SAFETY: Equal identifiers belong to one type, so that pointer, length, alignment and validity are
        // those of the slice that was given, and the lifetime is that of its borrow.
        Some(unsafe { slice::from_raw_parts(x.as_ptr().cast(), x.len()) })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::same;
    use crate::{Dual, Var};

    #[test]
    fn only_of_the_same_type() {
        let x = [1.0_f64, 2.0];
        assert_eq!(same::<f64, f64>(&x), Some(&x[..]));
        assert!(same::<f64, Dual>(&x).is_none());
        assert!(same::<f64, u64>(&x).is_none());
        assert!(same::<Var, Var<Dual<f64, 4>>>(&[]).is_none());
    }
}
