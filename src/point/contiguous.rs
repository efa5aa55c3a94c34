//! The entries of a matrix as they stand in memory.

use nalgebra::{Dim, RawStorageMut};

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

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use crate::point::Matrix;

    #[test]
    fn whole_matrices_have_columns_and_parts_of_them_do_not() {
        let mut m = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(Matrix::columns(&mut m), Some(&mut [1.0, 3.0, 2.0, 4.0][..]));
        assert_eq!(Matrix::columns(&mut m.view_mut((0, 0), (1, 2))), None);
        assert_eq!(
            Matrix::columns(&mut m.view_mut((0, 1), (2, 1))),
            Some(&mut [2.0, 4.0][..])
        );
    }
}
