//! [`Axes`]: which axes are differentiated, in which order.

use ndarray::Axis;
use smallvec::{SmallVec, smallvec};

use crate::error::Error;

/// Axes by position; negative positions count from the last axis.
///
/// From one number (`i32`, `isize`, `usize`), an ndarray `Axis`, or several numbers in an array, slice
/// or `Vec`. The order of the axes is the order of the results and of the spacings.
///
/// ```
/// use partials::sampled::Axes;
///
/// assert_eq!(Axes::from(-1), Axes::from([-1])); // the last one
/// assert_eq!(Axes::from(vec![0, 2]), Axes::from([0_usize, 2]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axes(pub(super) SmallVec<[isize; 6]>);

/// What [`Axes`] can be made of: everything that has a conversion into them.
///
/// ```
/// use partials::sampled::{Axes, IntoAxes};
///
/// fn count(axes: impl IntoAxes) -> usize {
///     let axes: Axes = axes.into();
///     if axes == Axes::from(-1) { 1 } else { 2 }
/// }
/// assert_eq!((count(-1), count([0, 1])), (1, 2));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name axes",
    label = "expected a position such as `0` or `-1`, an `ndarray::Axis`, or several positions such as `[1, 0]`",
    note = "positions are `i32`, `isize` or `usize`; several come as an array, a slice or a `Vec`, not as a tuple or a range",
    note = "without any choice it is all axes: `gradient`"
)]
pub trait IntoAxes: Into<Axes> {}
// The message is that of this trait, not that of the conversion that is missing.
#[diagnostic::do_not_recommend]
impl<T: Into<Axes>> IntoAxes for T {}

macro_rules! positions {
    ($($t:ty)*) => {$(
        impl From<$t> for Axes {
            fn from(axis: $t) -> Self {
                Self(smallvec![position(axis)])
            }
        }
        impl<const N: usize> From<[$t; N]> for Axes {
            fn from(axes: [$t; N]) -> Self {
                Self(axes.into_iter().map(position).collect())
            }
        }
        impl From<&[$t]> for Axes {
            fn from(axes: &[$t]) -> Self {
                Self(axes.iter().copied().map(position).collect())
            }
        }
        impl From<Vec<$t>> for Axes {
            fn from(axes: Vec<$t>) -> Self {
                axes[..].into()
            }
        }
    )*};
}
positions!(i32 isize usize);

impl From<Axis> for Axes {
    fn from(axis: Axis) -> Self {
        axis.index().into()
    }
}

/// A position too large for `isize` is out of bounds of any array, as `isize::MAX` is.
fn position(axis: impl TryInto<isize>) -> isize {
    axis.try_into().unwrap_or(isize::MAX)
}

/// The position from the front, if the array has it.
pub(super) fn resolve(axis: isize, dimensions: usize) -> Result<usize, Error> {
    let from_front = if axis < 0 {
        axis.checked_add_unsigned(dimensions)
    } else {
        Some(axis)
    };
    from_front
        .and_then(|axis| usize::try_from(axis).ok())
        .filter(|&axis| axis < dimensions)
        .ok_or(Error::Axis { axis, dimensions })
}
