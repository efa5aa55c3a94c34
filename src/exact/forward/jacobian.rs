//! [`Jacobian`]: the matrix of partial derivatives of a vector-valued function.

use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::sweep::{self, Chunks, Lanes, OrResolve, Stain, Sweep, Workspace, beside, passes};
use crate::error::Error;
use crate::exact::{Exact, ExactKind, TryExact};
use crate::operator::Jacobian;
use crate::output::Output;
use crate::point::{Matrix, Point, Rows};
use crate::scalar::{Dual, Real};

/// The matrix of `Self::at`: a row per value of the function, a column per variable.
type JacobianOf<X, R, T> = <X as Point>::Matrix<<R as Output<Dual<T>>>::Rows>;

/// The vector of values, in the container the function returned.
type ValuesOf<R, T> = <R as Output<Dual<T>>>::Vector<T>;

/// Values and Jacobian.
type BothOf<X, R, T> = (ValuesOf<R, T>, JacobianOf<X, R, T>);

impl<F, T: Real> Jacobian<F, Exact<T>> {
    /// The exact Jacobian of a closure that returns its values as an array, a `Vec`, or a vector
    /// of nalgebra or ndarray.
    ///
    /// The closure is evaluated `⌈n/12⌉` times for `n` variables. As for
    /// [`Gradient::new`](crate::Gradient::new), `x[i]` is used like an `f64` and nothing has to be
    /// annotated. If the compiler says that it expected `Dual`, found `f64`, or that a function
    /// returning `[f64; M]` has no Jacobian, a constant among the values is `c.into()`.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let j = Jacobian::new(|x| x.iter().map(|v| v * v).collect::<Vec<_>>()).at(&vec![1.0, 2.0]);
    /// assert_eq!(j, nalgebra::dmatrix![2.0, 0.0; 0.0, 4.0]);
    /// ```
    pub fn new<R>(f: F) -> Self
    where
        F: Fn(&[Dual<T>]) -> R,
        R: Output<Dual<T>>,
    {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, T: Real, E> Jacobian<F, TryExact<T, E>> {
    /// As [`new`](Jacobian::new), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    pub fn try_new<R>(f: F) -> Self
    where
        F: Fn(&[Dual<T>]) -> Result<R, E>,
        R: Output<Dual<T>>,
    {
        Self {
            f,
            kind: Exact(PhantomData),
        }
    }
}

impl<F, K: ExactKind> Jacobian<F, K> {
    /// The Jacobian at `x`.
    ///
    /// An `SMatrix` if the point is of static size and the function returns an array or a static
    /// vector; an `Array2` for points of ndarray; otherwise a `DMatrix`. Cost: `⌈n/12⌉` evaluations.
    ///
    /// # Panics
    ///
    /// Where the closure panics; with [`Error::ValueCount`] if it returns vectors of different
    /// lengths at one point; and inside another derivative, if the closure mixes both levels in
    /// one number type.
    #[inline]
    pub fn at<X, R>(&self, x: &X) -> K::Outcome<JacobianOf<X, R, K::Scalar>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
    {
        K::outcome(self.values_jacobian(x).map(|(_, jacobian)| jacobian))
    }

    /// The values and the Jacobian at `x`, for the price of the Jacobian. The values come in the
    /// container that the function returns.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let (values, j) = Jacobian::new(|x| [x[0] + x[1], x[0] * x[1]]).value_and_jacobian(&[2.0, 3.0]);
    /// assert_eq!(values, [5.0, 6.0]);
    /// assert_eq!(j[(1, 0)], 3.0);
    /// ```
    #[inline]
    pub fn value_and_jacobian<X, R>(&self, x: &X) -> K::Outcome<BothOf<X, R, K::Scalar>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
    {
        K::outcome(self.values_jacobian(x))
    }

    /// Writes the Jacobian at `x` into `out`, a matrix of nalgebra, ndarray or faer, owned or a
    /// view, and returns the values. Allocates nothing but what the closure does.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Shape`] if `out` is not `m × n`.
    ///
    /// ```
    /// use nalgebra::DMatrix;
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1]]);
    /// let (mut workspace, mut j) = (f.workspace(2), DMatrix::zeros(1, 2));
    /// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut j), [6.0]);
    /// assert_eq!(j, nalgebra::dmatrix![3.0, 2.0]);
    /// ```
    #[inline]
    pub fn at_into<X, R>(
        &self,
        x: &X,
        workspace: &mut Workspace<Dual<K::Scalar>>,
        out: &mut impl Matrix<K::Scalar>,
    ) -> K::Outcome<ValuesOf<R, K::Scalar>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
    {
        let seeds = workspace.fill(x, Dual::constant);
        let n = seeds.len();
        let mut values = None;
        let take = |chunk: Range<usize>, y: R| {
            let (rows, is_value) = (y.rows().value(), chunk.is_empty());
            Error::check_shape("Jacobian", (rows, n), out.shape());
            for (lane, j) in (0..X::Dimension::LANES).zip(chunk) {
                for i in 0..rows {
                    out[(i, j)] = partial(&y.value(i), lane);
                }
            }
            if values.is_none() || is_value {
                values = Some(y.map(|y| y.value));
            }
        };
        let swept = self.sweep::<X::Dimension, _>(seeds, take, || {
            self.values_jacobian(x)
                .map(|_: (_, JacobianOf<X, R, _>)| ())
        });
        let found = || values.expect("there is at least one chunk");
        K::outcome(swept.or_resolve(found, || K::result(self.at_into(x, workspace, out))))
    }

    /// The memory that [`at_into`](Self::at_into) needs for points of `n` variables.
    pub fn workspace(&self, n: usize) -> Workspace<Dual<K::Scalar>> {
        Workspace::new(n)
    }

    #[inline]
    fn values_jacobian<X, R>(&self, x: &X) -> Result<BothOf<X, R, K::Scalar>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let mut answer = None;
        let take = |chunk: Range<usize>, y: R| {
            let (values, matrix) =
                answer.get_or_insert_with(|| (y.map(|y| y.value), x.zeros(y.rows())));
            if chunk.is_empty() {
                *values = y.map(|y| y.value);
            }
            for (lane, j) in (0..X::Dimension::LANES).zip(chunk) {
                for i in 0..y.rows().value() {
                    matrix[(i, j)] = partial(&y.value(i), lane);
                }
            }
        };
        let again = || self.values_jacobian(x).map(drop);
        let swept = self.sweep::<X::Dimension, _>(seeds.as_mut(), take, again);
        let found = || answer.expect("there is at least one chunk");
        swept.or_resolve(found, || self.values_jacobian(x))
    }

    /// Hands the values of every chunk to `take`, always as many; the numbers' notes come back.
    #[inline(always)]
    pub(super) fn sweep<D: Rows, R>(
        &self,
        seeds: &mut [Dual<K::Scalar>],
        mut take: impl FnMut(Range<usize>, R),
        again: impl FnOnce() -> Result<(), K::Error>,
    ) -> Result<u16, K::Error>
    where
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
    {
        let mut columns = Columns::<_, D, _, _> {
            chunks: Chunks::from(0),
            rows: None,
            take: &mut take,
            types: PhantomData,
        };
        passes(seeds, &mut columns, |x| K::result((self.f)(x)), again)
    }
}

/// The partial derivatives of all values, a chunk of variables at a time. With an empty chunk
/// `take` gets the values alone.
struct Columns<'a, T, D, R, G> {
    chunks: Chunks<D>,
    rows: Option<usize>,
    take: &'a mut G,
    types: PhantomData<fn(T) -> R>,
}

impl<T, D, R, G> Sweep for Columns<'_, T, D, R, G>
where
    T: Real,
    D: Rows,
    R: Output<Dual<T>>,
    G: FnMut(Range<usize>, R),
{
    type Scalar = T;
    type Number = Dual<T>;
    type Values = R;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Dual<T>], lanes: Lanes) -> Option<Range<usize>> {
        self.chunks.next(seeds, lanes, |x| &mut x.partials)
    }
    #[inline(always)]
    fn take(&mut self, chunk: Range<usize>, y: R) {
        let rows = y.rows().value();
        Error::check_value_count(*self.rows.get_or_insert(rows), rows);
        (self.take)(chunk, y);
    }
    fn take_value(&mut self, y: R) {
        self.take(0..0, y);
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &R) -> bool {
        any_nan(y, D::LANES)
    }
    #[inline(always)]
    fn stain(x: &mut Dual<T>, stain: Stain) {
        sweep::stain(x, stain);
    }
    #[inline(always)]
    fn spoil(&self, seeds: &mut [Dual<T>], chunk: Option<&Range<usize>>) {
        sweep::spoil(seeds, chunk, |x| &mut x.partials);
    }
}

/// A partial derivative of one value, as it is handed out.
#[inline(always)]
pub(super) fn partial<T: Real>(y: &Dual<T>, lane: usize) -> T {
    beside(y.value, y.partials[lane])
}

/// Whether one of the values has a spoiled derivative among the first `lanes`.
pub(super) fn any_nan<T: Real>(y: &impl Output<Dual<T>>, lanes: usize) -> bool {
    (0..y.rows().value()).any(|i| sweep::any_nan(&y.value(i), lanes))
}
