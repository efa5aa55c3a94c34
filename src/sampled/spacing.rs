//! [`Spacing`] of one axis and [`Spacings`] of several: where the samples sit.

use std::time::Duration;

use nalgebra::{Dim, IsContiguous, Matrix, RawStorage, Scalar, U1};
use ndarray::{ArrayBase, Data, Ix1};
use smallvec::{SmallVec, smallvec};

use super::{Coordinate, Coordinates};

/// Where the samples of one axis sit.
///
/// A number is a step; a sequence of numbers is coordinates, in whatever container it comes: slices,
/// arrays and `Vec`s, `Array1` and its views, nalgebra vectors, of `f64`, `f32`, integers of any size, or
/// [`Duration`], which counts in seconds. See [`Coordinates`].
///
/// ```
/// use partials::sampled::Spacing;
/// use std::time::Duration;
///
/// assert_eq!(Spacing::from(Duration::from_millis(500)), Spacing::Step(0.5));
/// assert!(matches!(Spacing::from(&[0.0, 1.0, 2.5]), Spacing::Coordinates(x) if x.len() == 3));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Spacing<'a> {
    /// A constant distance from each sample to the next. Negative if the axis runs backwards.
    Step(f64),
    /// One coordinate per sample, not their differences: rising or falling.
    Coordinates(Coordinates<'a>),
}

/// The spacing of the chosen axes.
///
/// | spacing | means |
/// |---|---|
/// | `()` | step 1 on every axis |
/// | `0.1`, `2`, a `Duration` | this step on every axis |
/// | `&x`, a slice, array, `Vec`, `Array1` or nalgebra vector | coordinates of the only axis |
/// | `(0.1, &x)`, a tuple of two to six | one entry per chosen axis, in the order of the axes |
/// | `[Spacing; N]`, `Vec<Spacing>`, `&[Spacing]` | the same |
///
/// ```
/// use ndarray::array;
/// use partials::sampled::{Spacings, gradient_axis};
///
/// assert_eq!(Spacings::from(()), Spacings::from(1.0));
/// let f = array![[1.0, 2.0, 6.0], [3.0, 4.0, 5.0]];
/// assert_eq!(gradient_axis(&f, 0, 2.0)?, array![[1.0, 1.0, -0.5], [1.0, 1.0, -0.5]]);
/// # Ok::<(), partials::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Spacings<'a> {
    /// One entry for all axes. Coordinates can only serve a single axis.
    Same(Spacing<'a>),
    /// One entry per chosen axis.
    Each(SmallVec<[Spacing<'a>; 6]>),
}

/// What a [`Spacing`] or [`Spacings`] can be made of: everything that has a conversion into it.
///
/// ```
/// use partials::sampled::{IntoSpacing, Spacings, gradient};
///
/// fn slopes<'a>(f: &[f64], spacing: impl IntoSpacing<Spacings<'a>>) -> Vec<f64> {
///     gradient(f, spacing).unwrap()
/// }
/// assert_eq!(slopes(&[0.0, 1.0, 4.0], 0.5), [2.0, 4.0, 6.0]);
/// assert_eq!(slopes(&[0.0, 1.0, 4.0], &[0.0, 0.5, 2.5]), [2.0, 1.9, 1.5]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say where the samples are",
    label = "expected a step, such as `0.1`; coordinates, such as `&x`; or, for several axes, a tuple of these",
    note = "coordinates are a slice, an array, a `Vec` or a vector of `f64`, `f32`, integers or `Duration`s",
    note = "for several axes it is one entry each, `(0.1, &x)`: a tuple itself, not a reference to it; `()` is the step 1",
    note = "convert dates to `Duration`s, to seconds as `f64`, or to integers: nanoseconds since any day keep all their digits"
)]
pub trait IntoSpacing<S>: Into<S> {}
// The message is that of this trait, not that of the conversion that is missing.
#[diagnostic::do_not_recommend]
impl<S, T: Into<S>> IntoSpacing<S> for T {}

impl Default for Spacings<'_> {
    fn default() -> Self {
        Self::Same(Spacing::Step(1.0))
    }
}

macro_rules! step {
    ($($t:ty)*) => {$(
        impl From<$t> for Spacing<'_> {
            fn from(step: $t) -> Self {
                Self::Step(step as f64)
            }
        }
    )*};
}
step!(f64 f32 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl From<Duration> for Spacing<'_> {
    /// A step in seconds.
    fn from(step: Duration) -> Self {
        Self::Step(step.as_secs_f64())
    }
}

impl<'a, T: Coordinate> From<&'a [T]> for Spacing<'a> {
    fn from(x: &'a [T]) -> Self {
        Self::Coordinates(T::of(x.into()))
    }
}
impl<'a, T: Coordinate, const N: usize> From<&'a [T; N]> for Spacing<'a> {
    fn from(x: &'a [T; N]) -> Self {
        x[..].into()
    }
}
impl<'a, T: Coordinate> From<&'a Vec<T>> for Spacing<'a> {
    fn from(x: &'a Vec<T>) -> Self {
        x[..].into()
    }
}
impl<T: Coordinate + 'static> From<Vec<T>> for Spacing<'_> {
    fn from(x: Vec<T>) -> Self {
        Self::Coordinates(T::of(x.into()))
    }
}
impl<'a, T: Coordinate, S: Data<Elem = T>> From<&'a ArrayBase<S, Ix1>> for Spacing<'a> {
    fn from(x: &'a ArrayBase<S, Ix1>) -> Self {
        Self::Coordinates(T::of(match x.as_slice() {
            Some(slice) => slice.into(),
            None => x.to_vec().into(),
        }))
    }
}
impl<T: Coordinate + 'static, S: Data<Elem = T>> From<ArrayBase<S, Ix1>> for Spacing<'_> {
    fn from(x: ArrayBase<S, Ix1>) -> Self {
        x.to_vec().into()
    }
}
impl<'a, T, D, S> From<&'a Matrix<T, D, U1, S>> for Spacing<'a>
where
    T: Coordinate + Scalar,
    D: Dim,
    S: RawStorage<T, D, U1> + IsContiguous,
{
    fn from(x: &'a Matrix<T, D, U1, S>) -> Self {
        x.as_slice().into()
    }
}

impl<'a, T: Into<Spacing<'a>>> From<T> for Spacings<'a> {
    fn from(spacing: T) -> Self {
        Self::Same(spacing.into())
    }
}
impl From<()> for Spacings<'_> {
    fn from((): ()) -> Self {
        Self::default()
    }
}
impl<'a, const N: usize> From<[Spacing<'a>; N]> for Spacings<'a> {
    fn from(each: [Spacing<'a>; N]) -> Self {
        Self::Each(each.into_iter().collect())
    }
}
impl<'a> From<Vec<Spacing<'a>>> for Spacings<'a> {
    fn from(each: Vec<Spacing<'a>>) -> Self {
        Self::Each(each.into())
    }
}
impl<'a> From<&[Spacing<'a>]> for Spacings<'a> {
    fn from(each: &[Spacing<'a>]) -> Self {
        Self::Each(each.into())
    }
}

macro_rules! tuple {
    ($($t:ident)*) => {
        impl<'a, $($t: Into<Spacing<'a>>),*> From<($($t,)*)> for Spacings<'a> {
            #[allow(non_snake_case)]
            fn from(($($t,)*): ($($t,)*)) -> Self {
                Self::Each(smallvec![$($t.into()),*])
            }
        }
    };
}
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use nalgebra::{DVector, Vector3};
    use ndarray::{Array1, s};

    use super::*;

    #[test]
    fn a_sequence_is_coordinates_and_a_tuple_is_one_entry_per_axis() {
        let x = vec![0.0, 1.0, 3.0];
        let coordinates = Spacing::Coordinates(Cow::Borrowed(&x[..]).into());
        assert_eq!(Spacings::from(&x), Spacings::Same(coordinates.clone()));
        assert_eq!(Spacings::from(&[0.0, 1.0, 3.0]), Spacings::from(&x));
        assert_eq!(Spacings::from(&[0_u8, 1, 3]), Spacings::from(&x));
        let every_second = Array1::from(vec![0.0, 9.0, 1.0, 9.0, 3.0]);
        let view = every_second.slice(s![..;2]);
        assert_eq!(Spacings::from(&view), Spacings::from(&x));
        assert_eq!(
            Spacings::from(&Vector3::new(0.0_f32, 1.0, 3.0)),
            Spacings::from(&x)
        );
        assert_eq!(
            Spacings::from(&DVector::from_vec(vec![0_i64, 1, 3])),
            Spacings::from(&x)
        );
        assert_eq!(
            Spacings::from(&Array1::from(vec![0_u16, 1, 3])),
            Spacings::from(&x)
        );
        assert_eq!(Spacings::from(vec![0_usize, 1, 3]), Spacings::from(&x));
        assert_eq!(
            Spacings::from(Array1::from(vec![0, 1, 3])),
            Spacings::from(&x)
        );
        assert_eq!(Spacings::from(view), Spacings::from(&x));
        let seconds = [0, 1000, 3000].map(Duration::from_millis);
        assert_eq!(Spacings::from(&seconds), Spacings::from(&x));
        assert_eq!(
            Spacings::from(Duration::from_millis(500)),
            Spacings::from(0.5)
        );
        assert_eq!(Spacings::from(3_usize), Spacings::from(3_i64));
        let each = Spacings::from((0.5, &x));
        assert_eq!(each, [Spacing::Step(0.5), coordinates].into());
        assert_eq!(Spacings::from(()), Spacings::from(1));
    }
}
