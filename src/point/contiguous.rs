//! The entries of a matrix as they stand in memory.

use nalgebra::{Dim, RawStorage, RawStorageMut};

/// All entries column by column, if there are no gaps between them.
#[inline]
#[allow(unsafe_code)]
pub(super) fn columns_of<T, R, C, S>(storage: &mut S) -> Option<&mut [T]>
where
    R: Dim,
    C: Dim,
    S: RawStorageMut<T, R, C>,
{
    if storage.is_contiguous() {
        // SAFETY: that the storage is contiguous is all that the method asks for.
        Some(unsafe { storage.as_mut_slice_unchecked() })
    } else {
        None
    }
}

/// The same, to be read.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn entries_of<T, R, C, S>(storage: &S) -> Option<&[T]>
where
    R: Dim,
    C: Dim,
    S: RawStorage<T, R, C>,
{
    if storage.is_contiguous() {
        // SAFETY: that the storage is contiguous is all that the method asks for.
        Some(unsafe { storage.as_slice_unchecked() })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::entries_of;
    use crate::point::Matrix;

    #[test]
    fn whole_matrices_have_columns_and_parts_of_them_do_not() {
        let mut m = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(m.by_columns(), Some(&mut [1.0, 3.0, 2.0, 4.0][..]));
        assert_eq!(m.view_mut((0, 0), (1, 2)).by_columns(), None);
        assert_eq!(
            m.view_mut((0, 1), (2, 1)).by_columns(),
            Some(&mut [2.0, 4.0][..])
        );
    }

    #[test]
    fn columns_are_slices_where_rows_are_next_to_each_other() {
        let m = DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(entries_of(&m.column(1).data), Some(&[2.0, 4.0, 6.0][..]));
        assert_eq!(
            entries_of(&m.rows(1, 2).column(0).data),
            Some(&[3.0, 5.0][..])
        );
        assert_eq!(entries_of(&m.rows_with_step(0, 2, 1).column(0).data), None);
    }
}
