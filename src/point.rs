//! [`Point`]: where a derivative is taken, and the container its answer comes back in.

use std::ops::IndexMut;

use nalgebra::{Const, DMatrix, Dim, Dyn, SMatrix};

use crate::scalar::{CHUNK, Real};

mod array;
mod contiguous;
#[cfg(feature = "faer")]
mod faer;
mod nalgebra_point;
mod ndarray_point;

/// A point in `n` variables: what `at` takes by reference.
///
/// | point | gradient | Jacobian, Hessian |
/// |---|---|---|
/// | `[T; N]` | `[T; N]` | `SMatrix` |
/// | `[T]`, `Vec<T>` | `Vec<T>` | `DMatrix` |
/// | nalgebra `SVector`, `RowVector2` to `6`, and views | the same vector, owned | `SMatrix` |
/// | nalgebra `DVector`, `RowDVector`, and views | the same vector, owned | `DMatrix` |
/// | ndarray `Array1` and views, strided too | `Array1` | `Array2` |
/// | faer `Col` (feature `faer`) | `Col` | `Mat` |
///
/// `T` is `f64`, `f32` or a [`Dual`](crate::Dual) of either, for a derivative inside a derivative.
/// A Jacobian is an `SMatrix` only if the function returns an array or a static vector as well.
/// Operators on points of static size put everything on the stack.
///
/// ```
/// use partials::{Gradient, Point};
///
/// /// In whatever container the point comes.
/// fn steepest<X>(x: &X) -> X::Gradient
/// where
///     X: Point<Scalar = f64> + ?Sized,
/// {
///     Gradient::new(|x| x[0] * x[1]).at(x)
/// }
/// assert_eq!(steepest(&[2.0, 3.0]), [3.0, 2.0]);
/// assert_eq!(steepest(&nalgebra::vector![2.0, 3.0]), nalgebra::vector![3.0, 2.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a point where a derivative can be taken",
    label = "expected `&[f64; N]`, `&[f64]`, `&Vec<f64>`, or a vector of nalgebra, ndarray or faer",
    note = "pass a container by reference and write float literals: `.at(&[1.0, 2.0])`",
    note = "a function of one variable is the business of `Derivative`: `Derivative::new(|x| ...).at(1.0)`"
)]
pub trait Point {
    /// The number type of the coordinates.
    type Scalar: Real;

    /// An owned vector of the point's own kind.
    type Gradient;

    /// The number of variables, as a type: `Const<N>` or `Dyn`.
    type Dimension: Rows;

    /// A matrix with one column per variable.
    type Matrix<R: Rows>: Matrix<Self::Scalar>;

    /// One number per variable: on the stack for points of static size.
    type Buffer<D: Copy>: AsMut<[D]> + AsRef<[D]>;

    /// The number of variables.
    ///
    /// ```
    /// use nalgebra::Dim;
    /// use partials::Point;
    ///
    /// assert_eq!([1.0, 2.0].dimension().value(), 2);
    /// assert_eq!(vec![1.0, 2.0, 3.0].dimension().value(), 3);
    /// ```
    fn dimension(&self) -> Self::Dimension;

    /// The coordinate `i`.
    ///
    /// ```
    /// use partials::Point;
    ///
    /// assert_eq!(ndarray::array![1.0, 2.0].coordinate(1), 2.0);
    /// ```
    fn coordinate(&self, i: usize) -> Self::Scalar;

    /// All coordinates, where they stand in memory one behind the other.
    #[doc(hidden)]
    #[inline]
    fn contiguous(&self) -> Option<&[Self::Scalar]> {
        None
    }

    /// One copy of `item` per variable.
    ///
    /// ```
    /// use partials::Point;
    ///
    /// assert_eq!(Point::repeat(&[1.0, 2.0], 'x'), ['x', 'x']);
    /// assert_eq!(Point::repeat(&vec![1.0, 2.0], 'x'), vec!['x', 'x']);
    /// ```
    fn repeat<D: Copy>(&self, item: D) -> Self::Buffer<D>;

    /// One number per variable, made by `f` from its index.
    ///
    /// A loop, since `std::array::from_fn` is not always compiled into its caller.
    ///
    /// ```
    /// use partials::Point;
    ///
    /// let x = nalgebra::vector![1.0, 2.0];
    /// assert_eq!(x.buffer(|i| 10.0 * x.coordinate(i)), [10.0, 20.0]);
    /// ```
    #[inline(always)]
    fn buffer<D: Real>(&self, mut f: impl FnMut(usize) -> D) -> Self::Buffer<D> {
        let mut buffer = self.repeat(D::of(0.0));
        for (i, item) in buffer.as_mut().iter_mut().enumerate() {
            *item = f(i);
        }
        buffer
    }

    /// A vector of the point's own kind with the given elements, one per variable.
    ///
    /// ```
    /// use partials::Point;
    ///
    /// let x = ndarray::array![1.0, 2.0];
    /// assert_eq!(x.vector(&[3.0, 4.0]), ndarray::array![3.0, 4.0]);
    /// ```
    fn vector(&self, elements: &[Self::Scalar]) -> Self::Gradient;

    /// The vector of the point's own kind that a buffer holds: as [`vector`](Self::vector), without a copy
    /// where the two are alike.
    #[doc(hidden)]
    #[inline]
    fn gathered(&self, buffer: Self::Buffer<Self::Scalar>) -> Self::Gradient {
        self.vector(buffer.as_ref())
    }

    /// A matrix of zeros with a column per variable.
    ///
    /// ```
    /// use nalgebra::{Const, Dyn};
    /// use partials::Point;
    ///
    /// assert_eq!(Point::zeros(&[1.0, 2.0], Const::<1>), nalgebra::matrix![0.0, 0.0]);
    /// assert_eq!(Point::zeros(&[1.0, 2.0], Dyn(1)), nalgebra::dmatrix![0.0, 0.0]);
    /// ```
    fn zeros<R: Rows>(&self, rows: R) -> Self::Matrix<R>;
}

/// A number of rows: `Const<M>` or `Dyn`.
///
/// ```
/// use nalgebra::{Const, Dyn};
/// use partials::point::Rows;
///
/// // All derivatives by three variables at once; of an unknown number, a chunk of twelve.
/// assert_eq!((Const::<3>::LANES, Dyn::LANES), (3, 12));
/// assert!(Const::<3>::SINGLE && !Const::<13>::SINGLE);
/// ```
pub trait Rows: Dim {
    /// How many derivatives one evaluation carries: a chunk at most, and the same in each for a static
    /// number of variables, where the compiler drops the rest.
    const LANES: usize;

    /// Whether one evaluation carries the derivatives of all variables, as known to the compiler.
    const SINGLE: bool;

    /// The matrix with this many rows and `N` columns: static if both are.
    type Static<T: Real, const N: usize>: Matrix<T>;

    /// That matrix, filled with zeros.
    ///
    /// ```
    /// use nalgebra::{Const, Dyn};
    /// use partials::point::Rows;
    ///
    /// assert_eq!(Rows::zeros::<f64, 2>(Const::<1>), nalgebra::matrix![0.0, 0.0]);
    /// assert_eq!(Rows::zeros::<f64, 2>(Dyn(1)), nalgebra::dmatrix![0.0, 0.0]);
    /// ```
    fn zeros<T: Real, const N: usize>(self) -> Self::Static<T, N>;
}

impl<const M: usize> Rows for Const<M> {
    const LANES: usize = if M == 0 {
        0
    } else {
        M.div_ceil(M.div_ceil(CHUNK))
    };
    const SINGLE: bool = M <= CHUNK;
    type Static<T: Real, const N: usize> = SMatrix<T, M, N>;
    #[inline]
    fn zeros<T: Real, const N: usize>(self) -> SMatrix<T, M, N> {
        SMatrix::repeat(T::of(0.0))
    }
}

impl Rows for Dyn {
    const LANES: usize = CHUNK;
    const SINGLE: bool = false;
    type Static<T: Real, const N: usize> = DMatrix<T>;
    fn zeros<T: Real, const N: usize>(self) -> DMatrix<T> {
        DMatrix::repeat(self.value(), N, T::of(0.0))
    }
}

/// A matrix that a derivative can be written into: nalgebra's, ndarray's and faer's, owned or as
/// mutable views.
///
/// ```
/// use partials::Jacobian;
/// use partials::point::Matrix;
///
/// /// Into a matrix of any library.
/// fn fill(out: &mut impl Matrix<f64>) {
///     let f = Jacobian::new(|x| [x[0] * x[1]]);
///     f.at_into(&[2.0, 3.0], &mut f.workspace(2), out);
/// }
/// let (mut a, mut b) = (nalgebra::matrix![0.0, 0.0], ndarray::array![[0.0, 0.0]]);
/// fill(&mut a);
/// fill(&mut b);
/// assert_eq!((a, b), (nalgebra::matrix![3.0, 2.0], ndarray::array![[3.0, 2.0]]));
/// ```
pub trait Matrix<T>: IndexMut<(usize, usize), Output = T> {
    /// Rows and columns.
    ///
    /// ```
    /// use partials::point::Matrix;
    ///
    /// assert_eq!(Matrix::shape(&ndarray::array![[1.0, 2.0, 3.0]]), (1, 3));
    /// ```
    fn shape(&self) -> (usize, usize);

    /// All entries, where they stand in memory column by column without gaps.
    #[doc(hidden)]
    #[inline]
    fn by_columns(&mut self) -> Option<&mut [T]> {
        None
    }
}
