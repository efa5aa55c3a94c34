//! One gradient: the point seeded chunk by chunk, the function evaluated once for each.

use std::ops::Range;

use nalgebra::Dim;

use crate::point::Point;
use crate::scalar::Real;

/// The memory an operator needs for a point of dynamic size, kept from one call to the next.
///
/// Made by the operators' `workspace`; `at_into` allocates nothing while the point is not longer
/// than the workspace was made for, and grows it otherwise.
#[derive(Clone, Debug, Default)]
pub struct Workspace<D> {
    seeds: Vec<D>,
}

impl<D: Copy + Default> Workspace<D> {
    pub(super) fn new(n: usize) -> Self {
        Self {
            seeds: vec![D::default(); n],
        }
    }

    /// One number per coordinate of `x`, made by `f`.
    #[inline]
    pub(super) fn fill<X>(&mut self, x: &X, mut f: impl FnMut(X::Scalar) -> D) -> &mut [D]
    where
        X: Point + ?Sized,
    {
        let n = x.dimension().value();
        if self.seeds.len() < n {
            self.seeds.resize(n, D::default());
        }
        for (i, seed) in self.seeds[..n].iter_mut().enumerate() {
            *seed = f(x.coordinate(i));
        }
        &mut self.seeds[..n]
    }
}

/// Evaluates `f` once per chunk of `N` variables from `first` on, seeded with the identity, and
/// hands each result to `take` with the variables whose partial derivatives it carries.
///
/// `partials` finds the partial derivatives to seed in a number. `seeds` holds the point without
/// them, and does so again afterwards. Without any variable there is one evaluation, for the value.
#[inline]
pub(super) fn chunks<D, T: Real, Y, E, const N: usize>(
    seeds: &mut [D],
    first: usize,
    partials: impl Fn(&mut D) -> &mut [T; N],
    mut f: impl FnMut(&[D]) -> Result<Y, E>,
    mut take: impl FnMut(Range<usize>, Y),
) -> Result<(), E> {
    let n = seeds.len();
    let mut start = first;
    loop {
        let chunk = start..n.min(start + N);
        for (lane, x) in seeds[chunk.clone()].iter_mut().enumerate() {
            partials(x)[lane] = T::of(1.0);
        }
        let y = f(seeds)?;
        for (lane, x) in seeds[chunk.clone()].iter_mut().enumerate() {
            partials(x)[lane] = T::of(0.0);
        }
        start = chunk.end;
        take(chunk, y);
        if start >= n {
            return Ok(());
        }
    }
}
