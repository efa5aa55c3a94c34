//! [`Hessian`]: the matrix of second partial derivatives of a scalar function.

use std::marker::PhantomData;
use std::ops::Range;

use super::sweep::{self, Chunks, Lanes, Stain, Sweep, Workspace, beside, passes, resolve};
use crate::error::Error;
use crate::exact::{Exact, ExactKind, TryExact};
use crate::operator::Hessian;
use crate::point::{Matrix, Point, Rows};
use crate::scalar::{CHUNK, Dual, Real};

/// The number a Hessian's closure computes with: a chunk of partial derivatives, and along one more
/// direction their derivatives.
pub(super) type Second<T> = Dual<Dual<T>, 1>;

/// The matrix of `Self::at`.
type HessianOf<X> = <X as Point>::Matrix<<X as Point>::Dimension>;

/// Value, gradient and Hessian.
type AllOf<X> = (<X as Point>::Scalar, <X as Point>::Gradient, HessianOf<X>);

impl<F, T: Real> Hessian<F, Exact<T>>
where
    F: Fn(&[Second<T>]) -> Second<T>,
{
    /// The exact Hessian of a closure `|x| ...`, where `x[i]` is used like an `f64`.
    ///
    /// The closure computes with `Dual<Dual<T>, 1>` and is evaluated once per column and chunk of
    /// twelve rows in the lower triangle: `n` times up to 12 variables, about `n²/24` times for many.
    /// Where the compiler asks for the type of a sum, it is `sum::<Dual<Dual, 1>>()`.
    ///
    /// If the compiler says that it expected `Dual`, found `f64`, a constant result is `c.into()`;
    /// [`Gradient::new`](crate::Gradient::new) lists further messages.
    pub fn new(f: F) -> Self {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, T: Real, E> Hessian<F, TryExact<T, E>>
where
    F: Fn(&[Second<T>]) -> Result<Second<T>, E>,
{
    /// As [`new`](Hessian::new), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    pub fn try_new(f: F) -> Self {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, K: ExactKind> Hessian<F, K>
where
    F: Fn(&[Second<K::Scalar>]) -> K::Outcome<Second<K::Scalar>>,
{
    /// The Hessian at `x`, symmetric to the bit: an `SMatrix` for points of static size, an
    /// `Array2` for points of ndarray, otherwise a `DMatrix`.
    ///
    /// Cost: `n` evaluations for up to 12 variables, about `n²/24` for many.
    ///
    /// # Panics
    ///
    /// Where the closure panics; and inside another derivative, if the closure mixes both levels
    /// in one number type.
    #[inline]
    pub fn at<X>(&self, x: &X) -> K::Outcome<HessianOf<X>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        K::outcome(self.all(x).map(|(_, _, hessian)| hessian))
    }

    /// The value, the gradient and the Hessian at `x`, for the price of the Hessian.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let (v, g, h) = Hessian::new(|x| x[0].exp() * x[1]).value_gradient_hessian(&[0.0, 3.0]);
    /// assert_eq!((v, g), (3.0, [3.0, 1.0]));
    /// assert_eq!(h, nalgebra::matrix![3.0, 1.0; 1.0, 0.0]);
    /// ```
    #[inline]
    pub fn value_gradient_hessian<X>(&self, x: &X) -> K::Outcome<AllOf<X>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        K::outcome(self.all(x))
    }

    /// Writes the gradient and the Hessian at `x` and returns the value, without any allocation.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at); with [`Error::Length`] if `gradient` is not as long as `x`, and with
    /// [`Error::Shape`] if `hessian` is not `n × n`.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0] * x[1]);
    /// let (mut workspace, mut g, mut h) = (f.workspace(2), [0.0; 2], DMatrix::zeros(2, 2));
    /// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut g, &mut h), 6.0);
    /// assert_eq!(g, [3.0, 2.0]);
    /// assert_eq!(h, nalgebra::dmatrix![0.0, 1.0; 1.0, 0.0]);
    /// ```
    #[inline]
    pub fn at_into<X>(
        &self,
        x: &X,
        workspace: &mut Workspace<Second<K::Scalar>>,
        gradient: &mut [K::Scalar],
        hessian: &mut impl Matrix<K::Scalar>,
    ) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let seeds = workspace.fill(x, |v| Dual::constant(Dual::constant(v)));
        let n = seeds.len();
        Error::check_length("the gradient", n, gradient.len());
        Error::check_shape("Hessian", (n, n), hessian.shape());
        let again = || self.all(x).map(drop);
        K::outcome(
            match self.sweep::<X::Dimension>(seeds, gradient, hessian, again) {
                Ok((value, 0)) => Ok(value),
                Ok((_, notes)) => resolve(notes, || {
                    K::result(self.at_into(x, workspace, gradient, hessian))
                }),
                Err(error) => Err(error),
            },
        )
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    pub fn workspace(&self, n: usize) -> Workspace<Second<K::Scalar>> {
        Workspace::new(n)
    }

    #[inline]
    fn all<X>(&self, x: &X) -> Result<AllOf<X>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(Dual::constant(x.coordinate(i))));
        let mut gradient = x.repeat(K::Scalar::of(0.0));
        let mut hessian = x.zeros(x.dimension());
        let (seeds, slopes) = (seeds.as_mut(), gradient.as_mut());
        let again = || self.all(x).map(drop);
        match self.sweep::<X::Dimension>(seeds, slopes, &mut hessian, again)? {
            (value, 0) => Ok((value, x.vector(gradient.as_ref()), hessian)),
            (_, notes) => resolve(notes, || self.all(x)),
        }
    }

    /// Column by column of the lower triangle, mirrored. `seeds` holds the point as constants.
    #[inline(always)]
    fn sweep<D: Rows>(
        &self,
        seeds: &mut [Second<K::Scalar>],
        gradient: &mut [K::Scalar],
        hessian: &mut impl Matrix<K::Scalar>,
        again: impl FnOnce() -> Result<(), K::Error>,
    ) -> Result<(K::Scalar, u16), K::Error> {
        if let Some(x) = seeds.first_mut() {
            x.partials = [Dual::of(1.0)];
        }
        let mut columns = Columns::<_, D, _> {
            column: 0,
            rows: Chunks::from(0),
            value: K::Scalar::of(0.0),
            gradient,
            hessian,
        };
        let notes = passes(seeds, &mut columns, |x| K::result((self.f)(x)), again)?;
        Ok((columns.value, notes))
    }
}

/// The columns of the lower triangle, a chunk of rows at a time: along the column's variable moves
/// the outer level, along those of the rows the inner one.
struct Columns<'a, T, D, M> {
    column: usize,
    rows: Chunks<D>,
    value: T,
    gradient: &'a mut [T],
    hessian: &'a mut M,
}

impl<T: Real, D: Rows, M: Matrix<T>> Sweep for Columns<'_, T, D, M> {
    type Scalar = T;
    type Number = Second<T>;
    type Values = Second<T>;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Second<T>], lanes: Lanes) -> Option<Range<usize>> {
        if let Some(chunk) = self.rows.next(seeds, lanes, inner_partials) {
            return Some(chunk);
        }
        if self.column + 1 >= seeds.len() {
            return None;
        }
        seeds[self.column].partials = [Dual::of(0.0)];
        self.column += 1;
        seeds[self.column].partials = [Dual::of(1.0)];
        self.rows = Chunks::from(self.column);
        self.rows.next(seeds, lanes, inner_partials)
    }
    #[inline(always)]
    fn take(&mut self, rows: Range<usize>, y: Second<T>) {
        let (value, j) = (y.value.value, self.column);
        self.value = value;
        // In a tie the inner level follows the outer one, whose slope is that of the column.
        if let Some(slope) = self.gradient.get_mut(j) {
            *slope = beside(value, y.partials[0].value);
        }
        for (lane, i) in (0..D::LANES).zip(rows) {
            if i >= j {
                let entry = beside(value, y.partials[0].partials[lane]);
                self.hessian[(i, j)] = entry;
                self.hessian[(j, i)] = entry;
            }
        }
    }
    fn take_value(&mut self, y: Second<T>) {
        self.value = y.value.value;
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &Second<T>) -> bool {
        any_nan(y, D::LANES)
    }
    #[inline(always)]
    fn stain(x: &mut Second<T>, how: Stain) {
        stain(x, how);
    }
    #[inline(always)]
    fn spoil(&self, seeds: &mut [Second<T>], rows: Option<&Range<usize>>) {
        if let (Some(rows), Some(x)) = (rows, seeds.get_mut(self.column)) {
            x.partials = [Dual::of(f64::NAN)];
            sweep::spoil(seeds, Some(rows), inner_partials);
        }
    }
}

/// The partial derivatives that a chunk seeds.
#[inline(always)]
pub(super) fn inner_partials<T: Real>(x: &mut Second<T>) -> &mut [T; CHUNK] {
    &mut x.value.partials
}

/// Spoils or clears the derivatives of a number, of both orders.
#[inline(always)]
pub(super) fn stain<T: Real>(x: &mut Second<T>, stain: Stain) {
    sweep::stain(x, stain);
    sweep::stain(&mut x.value, stain);
}

/// Whether a derivative of either order is spoiled.
#[inline(always)]
pub(super) fn any_nan<T: Real>(y: &Second<T>, lanes: usize) -> bool {
    sweep::any_nan(y, 1) || sweep::any_nan(&y.value, lanes)
}
