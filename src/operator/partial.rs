//! [`Partial`]: derivatives by a few coordinates, while the others are held fixed.

use nalgebra::Dim;

use super::{Callable, Gradient, Hessian, Jacobian, Kind, Returns};
use crate::error::Error;
use crate::point::Point;
use crate::scalar::Real;

/// A function of chosen coordinates, while the others are held fixed: the function of an operator made by
/// [`Gradient::partial`].
///
/// Every call makes the full point, in a vector of its own, and evaluates the function there.
#[derive(Clone)]
pub struct Partial<F> {
    f: F,
    /// The full point, whose chosen coordinates do not matter.
    pub(super) fixed: Vec<f64>,
    pub(super) chosen: Vec<usize>,
}

/// A number that a coordinate can be held fixed at: `f64` or `f32`.
#[diagnostic::on_unimplemented(
    message = "coordinates are held fixed at plain numbers, not at `{Self}`",
    label = "a derivative inside a derivative cannot be partial",
    note = "put the full point together in the inner closure, from constants and its variables"
)]
pub trait PlainNumber: Into<f64> {}

impl PlainNumber for f32 {}
impl PlainNumber for f64 {}

impl<F> Partial<F> {
    #[track_caller]
    fn new<X>(f: F, x: &X, chosen: &[usize]) -> Self
    where
        X: Point<Scalar: PlainNumber> + ?Sized,
    {
        let n = x.dimension().value();
        let mut is_taken = vec![false; n];
        for &i in chosen {
            Error::check_coordinate(n, i);
            Error::check_not_repeated(i, std::mem::replace(&mut is_taken[i], true));
        }
        Self {
            f,
            fixed: (0..n).map(|i| x.coordinate(i).into()).collect(),
            chosen: chosen.to_vec(),
        }
    }

    /// The function itself.
    pub(crate) fn inner(&self) -> &F {
        &self.f
    }

    /// The point with these values for the chosen coordinates.
    pub(crate) fn full<N: Real>(&self, x: &[N]) -> Vec<N> {
        Error::check_chosen(self.chosen.len(), x.len());
        let mut full: Vec<N> = self.fixed.iter().map(|c| N::of(*c)).collect();
        for (i, x) in self.chosen.iter().zip(x) {
            full[*i] = *x;
        }
        full
    }
}

impl<F, N: Real, R: Returns, Y> Callable<N, R, Y> for Partial<F>
where
    F: Callable<N, R, Y>,
{
    #[inline]
    fn call(&self, x: &[N]) -> Result<Y, R::Error> {
        self.f.call(&self.full(x))
    }
}

impl<F, K: Kind> Gradient<F, K> {
    /// The operator on the function of the `chosen` coordinates alone, where the others are held fixed as
    /// they are at `x`.
    ///
    /// Its points have as many coordinates as are chosen, in their order, and so have its results; every
    /// method is there, at a cost by that number. Lists in the settings of finite differences are by the
    /// chosen coordinates too. An evaluation takes a vector for the full point from the heap. Not for
    /// `array`, `sum` and `partially_separable`, nor inside another derivative, where points are over
    /// [`Dual`](crate::Dual): the closure may put such a point together itself.
    ///
    /// # Panics
    ///
    /// With [`Error::ChosenCoordinate`] if `x` has no such coordinate, and with [`Error::RepeatedCoordinate`] if
    /// one is chosen twice. The methods of the operator panic with [`Error::ChosenCount`] at a point of
    /// another number of coordinates, such as the full one.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let x = [2.0, 3.0, 5.0, 7.0];
    /// let f = Gradient::new(|x| x[0] * x[1] + x[2] * x[3]).partial(&x, [0, 3]);
    /// assert_eq!(f.value_and_gradient(&[2.0, 7.0]), (41.0, [3.0, 5.0]));
    /// assert_eq!(f.value_and_gradient(&[4.0, 1.0]), (17.0, [3.0, 5.0]));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn partial<X>(self, x: &X, chosen: impl AsRef<[usize]>) -> Gradient<Partial<F>, K>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K::Scalar: PlainNumber,
    {
        let f = Partial::new(self.f, x, chosen.as_ref());
        let kind = self.kind.for_another_function();
        Gradient { f, kind }
    }
}

impl<F, K: Kind> Jacobian<F, K> {
    /// The Jacobian by the `chosen` coordinates alone, where the others are held fixed as they are at `x`:
    /// a column for each, in their order. As [`Gradient::partial`].
    ///
    /// # Panics
    ///
    /// As there.
    ///
    /// ```
    /// use nalgebra::matrix;
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[1] * x[2]]).partial(&[2.0, 3.0, 5.0], [2]);
    /// assert_eq!(f.at(&[5.0]), matrix![0.0; 3.0]);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn partial<X>(self, x: &X, chosen: impl AsRef<[usize]>) -> Jacobian<Partial<F>, K>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K::Scalar: PlainNumber,
    {
        let f = Partial::new(self.f, x, chosen.as_ref());
        let kind = self.kind.for_another_function();
        Jacobian { f, kind }
    }
}

impl<F, K: Kind> Hessian<F, K> {
    /// The Hessian by the `chosen` coordinates alone, where the others are held fixed as they are at `x`: a
    /// row and a column for each, in their order. As [`Gradient::partial`].
    ///
    /// # Panics
    ///
    /// As there.
    ///
    /// ```
    /// use nalgebra::matrix;
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0] * x[1] * x[2] * x[2]).partial(&[2.0, 3.0, 5.0], [2, 0]);
    /// assert_eq!(f.at(&[5.0, 2.0]), matrix![12.0, 30.0; 30.0, 0.0]);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn partial<X>(self, x: &X, chosen: impl AsRef<[usize]>) -> Hessian<Partial<F>, K>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        K::Scalar: PlainNumber,
    {
        let f = Partial::new(self.f, x, chosen.as_ref());
        let kind = self.kind.for_another_function();
        Hessian { f, kind }
    }
}
