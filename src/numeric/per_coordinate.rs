//! Settings that may differ between coordinates.

use std::fmt;
use std::ops::Range;

/// A setting that is the same for all coordinates, or listed for each.
///
/// ```
/// use partials::numeric::PerCoordinate;
///
/// assert_eq!(PerCoordinate::from(0.5), PerCoordinate::All(0.5));
/// assert_eq!(PerCoordinate::from([0.5, 2.0]), PerCoordinate::Each(vec![0.5, 2.0]));
/// assert_eq!(PerCoordinate::from(0.0..1.0), PerCoordinate::All((0.0, 1.0))); // bounds
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum PerCoordinate<T> {
    /// Not given.
    Unset,
    /// The same for all.
    All(T),
    /// One for each coordinate, in order.
    Each(Vec<T>),
}

impl<T: Copy> PerCoordinate<T> {
    /// The number of coordinates listed.
    pub(crate) fn listed(&self) -> Option<usize> {
        match self {
            Self::Each(list) => Some(list.len()),
            Self::Unset | Self::All(_) => None,
        }
    }

    /// The setting of one coordinate.
    ///
    /// # Panics
    /// If the settings are listed and the list is too short.
    pub(crate) fn get(&self, coordinate: usize) -> Option<T> {
        match self {
            Self::Unset => None,
            Self::All(setting) => Some(*setting),
            Self::Each(list) => Some(*list.get(coordinate).unwrap_or_else(|| {
                panic!(
                    "a setting lists {} coordinates, but coordinate {coordinate} was asked for",
                    list.len()
                )
            })),
        }
    }

    /// The setting of one coordinate, as that of all.
    pub(crate) fn only(&self, coordinate: usize) -> Self {
        self.get(coordinate).map_or(Self::Unset, Self::All)
    }
}

impl<T: fmt::Debug> PerCoordinate<T> {
    /// As a field of the settings, where it is given.
    pub(super) fn show(&self, name: &str, settings: &mut fmt::DebugStruct<'_, '_>) {
        match self {
            Self::Unset => {}
            Self::All(setting) => _ = settings.field(name, setting),
            Self::Each(list) => _ = settings.field(name, list),
        }
    }
}

impl<T> From<T> for PerCoordinate<T> {
    fn from(setting: T) -> Self {
        Self::All(setting)
    }
}

impl<T> From<Vec<T>> for PerCoordinate<T> {
    fn from(list: Vec<T>) -> Self {
        Self::Each(list)
    }
}

impl<T: Clone> From<&[T]> for PerCoordinate<T> {
    fn from(list: &[T]) -> Self {
        Self::Each(list.to_vec())
    }
}

impl<T, const N: usize> From<[T; N]> for PerCoordinate<T> {
    fn from(list: [T; N]) -> Self {
        Self::Each(list.into())
    }
}

impl From<Range<f64>> for PerCoordinate<(f64, f64)> {
    fn from(range: Range<f64>) -> Self {
        Self::All((range.start, range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_one_each() {
        assert_eq!(PerCoordinate::<f64>::Unset.get(3), None);
        assert_eq!(PerCoordinate::from(2.0).get(3), Some(2.0));
        assert_eq!(PerCoordinate::<f64>::from([1.0, 2.0]).get(1), Some(2.0));
        assert_eq!(PerCoordinate::<f64>::from(vec![1.0, 2.0]).get(0), Some(1.0));
        assert_eq!(
            PerCoordinate::<(f64, f64)>::from(0.0..1.0).get(5),
            Some((0.0, 1.0))
        );
    }

    #[test]
    #[should_panic(expected = "lists 2 coordinates")]
    fn a_short_list_is_noticed() {
        let _ = PerCoordinate::<f64>::from([1.0, 2.0].as_slice()).get(2);
    }
}
