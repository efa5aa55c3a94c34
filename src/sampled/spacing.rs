//! [`Spacing`] of one axis and [`Spacings`] of several: where the samples sit.

use std::borrow::Cow;

use ndarray::{ArrayBase, Data, Ix1};
use smallvec::{SmallVec, smallvec};

use super::Sample;

/// Where the samples of one axis sit.
///
/// A number is a step; a sequence of numbers is coordinates, in whatever container it comes.
/// Contiguous `f64` coordinates are borrowed, all others are converted once.
#[derive(Clone, Debug, PartialEq)]
pub enum Spacing<'a> {
    /// A constant distance from each sample to the next. Negative if the axis runs backwards.
    Step(f64),
    /// One coordinate per sample, not their differences: rising or falling.
    Coordinates(Cow<'a, [f64]>),
}

/// The spacing of the chosen axes.
///
/// | spacing | means |
/// |---|---|
/// | `()` | step 1 on every axis |
/// | `0.1` | this step on every axis |
/// | `&x`, a slice, array, `Vec` or `Array1` | coordinates of the only axis |
/// | `(0.1, &x)`, a tuple of two to six | one entry per chosen axis, in the order of the axes |
/// | `[Spacing; N]`, `Vec<Spacing>`, `&[Spacing]` | the same |
#[derive(Clone, Debug, PartialEq)]
pub enum Spacings<'a> {
    /// One entry for all axes. Coordinates can only serve a single axis.
    Same(Spacing<'a>),
    /// One entry per chosen axis.
    Each(SmallVec<[Spacing<'a>; 6]>),
}

impl Default for Spacings<'_> {
    fn default() -> Self {
        Self::Same(Spacing::Step(1.0))
    }
}

macro_rules! step {
    ($($t:ty)*) => {$(
        impl From<$t> for Spacing<'_> {
            fn from(step: $t) -> Self {
                Self::Step(step.into())
            }
        }
    )*};
}
step!(f64 f32 i32 u32);

impl<'a> From<&'a [f64]> for Spacing<'a> {
    fn from(x: &'a [f64]) -> Self {
        Self::Coordinates(x.into())
    }
}
impl<'a, const N: usize> From<&'a [f64; N]> for Spacing<'a> {
    fn from(x: &'a [f64; N]) -> Self {
        Self::Coordinates(x[..].into())
    }
}
impl<'a> From<&'a Vec<f64>> for Spacing<'a> {
    fn from(x: &'a Vec<f64>) -> Self {
        Self::Coordinates(x[..].into())
    }
}
impl From<Vec<f64>> for Spacing<'_> {
    fn from(x: Vec<f64>) -> Self {
        Self::Coordinates(x.into())
    }
}
impl<'a, S: Data<Elem = f64>> From<&'a ArrayBase<S, Ix1>> for Spacing<'a> {
    fn from(x: &'a ArrayBase<S, Ix1>) -> Self {
        Self::Coordinates(match x.as_slice() {
            Some(slice) => slice.into(),
            None => x.to_vec().into(),
        })
    }
}

/// Coordinates of another type, as `f64`.
fn converted<T: Sample<Out: Into<f64>>>(x: &[T]) -> Spacing<'static> {
    Spacing::Coordinates(x.iter().map(|&v| v.value().into()).collect())
}

macro_rules! converted_coordinates {
    ($($t:ty)*) => {$(
        impl From<&[$t]> for Spacing<'_> {
            fn from(x: &[$t]) -> Self {
                converted(x)
            }
        }
        impl<const N: usize> From<&[$t; N]> for Spacing<'_> {
            fn from(x: &[$t; N]) -> Self {
                converted(x)
            }
        }
        impl From<&Vec<$t>> for Spacing<'_> {
            fn from(x: &Vec<$t>) -> Self {
                converted(x)
            }
        }
    )*};
}
converted_coordinates!(f32 i8 i16 i32 i64 u8 u16 u32 u64);

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
    use ndarray::{Array1, s};

    use super::*;

    #[test]
    fn a_sequence_is_coordinates_and_a_tuple_is_one_entry_per_axis() {
        let x = vec![0.0, 1.0, 3.0];
        let coordinates = Spacing::Coordinates(Cow::Borrowed(&x[..]));
        assert_eq!(Spacings::from(&x), Spacings::Same(coordinates.clone()));
        assert_eq!(Spacings::from(&[0.0, 1.0, 3.0]), Spacings::from(&x));
        assert_eq!(Spacings::from(&[0_u8, 1, 3]), Spacings::from(&x));
        let every_second = Array1::from(vec![0.0, 9.0, 1.0, 9.0, 3.0]);
        let view = every_second.slice(s![..;2]);
        assert_eq!(Spacings::from(&view), Spacings::from(&x));
        let each = Spacings::from((0.5, &x));
        assert_eq!(each, [Spacing::Step(0.5), coordinates].into());
        assert_eq!(Spacings::from(()), Spacings::from(1));
    }
}
