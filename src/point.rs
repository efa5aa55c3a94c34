//! [`Point`]: where a derivative is taken, and the container its answer comes back in.

use std::ops::IndexMut;

use nalgebra::{Const, DMatrix, DVector, Dim, Dyn, SMatrix, SVector};

use crate::scalar::{CHUNK, Real};

mod array;
mod axes;
mod contiguous;
#[cfg(feature = "faer")]
mod faer;
mod nalgebra_matrix;
mod nalgebra_point;
mod ndarray_point;

pub use axes::Axes;
pub(crate) use contiguous::entries_of;
pub(crate) use ndarray_point::place;

/// A point in `n` variables: what `at` takes by reference.
///
/// | point | gradient | Jacobian, Hessian |
/// |---|---|---|
/// | `[T; N]` | `[T; N]` | `SMatrix` |
/// | `[T]`, `Vec<T>` | `Vec<T>` | `DMatrix` |
/// | nalgebra `SVector`, `RowVector2` to `6`, and views | the same vector, owned | `SMatrix` |
/// | nalgebra `DVector`, `RowDVector`, and views | the same vector, owned | `DMatrix` |
/// | ndarray `Array1` and views, strided too | `Array1` | `Array2` |
/// | faer `Col` and `ColRef` (feature `faer`) | `Col` | `Mat` |
/// | nalgebra `Matrix2` to `6`, `Matrix2x3` and all others of these sizes, and views | the same matrix, owned | `SMatrix` |
/// | nalgebra `DMatrix`, `MatrixXx2` to `6`, `Matrix2xX` to `6`, and views | the same matrix, owned | `DMatrix` |
/// | ndarray `Array2`, arrays of any number of axes, and views, strided too | an array of the same shape | `Array2` |
/// | faer `Mat` and `MatRef` (feature `faer`) | `Mat` | `Mat` |
/// | a struct made by [`parameters!`](macro@crate::parameters) | the same struct | `DMatrix` |
///
/// `T` is `f64`, `f32` or a [`Dual`](crate::Dual) of either, for a derivative inside a derivative.
/// A Jacobian is an `SMatrix` only if the function returns an array or a static vector as well.
/// Operators on points of static size put everything on the stack. So a static matrix of more than 32 KiB,
/// 64 × 64 `f64`, is refused when compiling: such a point is given as a slice, `&x[..]` of an array.
///
/// ```compile_fail,E0080
/// partials::Hessian::new(|x| x[0] * x[99]).at(&[1.0; 100]); // 80 kB of matrix on the stack
/// ```
/// ```
/// assert_eq!(partials::Hessian::new(|x| x[0] * x[99]).at(&[1.0; 100][..])[(99, 0)], 1.0);
/// ```
///
/// # Matrices
///
/// The closure sees the entries of a matrix as one slice, in the order of the container: column by column
/// for nalgebra and faer, row by row for ndarray, also where a view is strided. The columns of a Jacobian
/// and of a Hessian are in the same order, and so are the lists of an estimate. A view of that slice is
/// the matrix again, without a copy:
///
/// | container | in the closure |
/// |---|---|
/// | nalgebra | `DMatrixView::from_slice(x, rows, columns)`, or of static size `Matrix2x3::from_column_slice(x)`, which copies |
/// | ndarray | `ArrayView2::from_shape((rows, columns), x).unwrap()` |
/// | faer | `MatRef::from_column_major_slice(x, rows, columns)` |
///
/// ```
/// use nalgebra::{DMatrixView, dmatrix, vector};
/// use ndarray::{ArrayView2, array};
/// use partials::{Dual, Gradient};
///
/// // |W v|²/2, with the gradient W v vᵀ.
/// let f = Gradient::new(|w| {
///     let v = vector![1.0, 2.0, 3.0].map(Dual::from);
///     (DMatrixView::from_slice(w, 2, 3) * v).norm_squared() / 2.0
/// });
/// let w = dmatrix![1.0, 0.0, 0.0; 0.0, 1.0, 1.0];
/// assert_eq!(f.at(&w), dmatrix![1.0, 2.0, 3.0; 5.0, 10.0, 15.0]);
///
/// let f = Gradient::new(|w| {
///     let v = array![1.0, 2.0, 3.0].mapv(Dual::from);
///     let y = ArrayView2::from_shape((2, 3), w).unwrap().dot(&v);
///     y.dot(&y) / 2.0
/// });
/// let w = array![[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]];
/// assert_eq!(f.at(&w), array![[1.0, 2.0, 3.0], [5.0, 10.0, 15.0]]);
/// ```
///
/// A direction `v` of a product with a derivative may be a vector of as many numbers, in that order, or a
/// matrix of the same shape and order. Static matrices of more than six rows or columns that are no
/// vectors are taken as views of dynamic size, `m.view((0, 0), m.shape())`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a point where a derivative can be taken",
    label = "expected `&[f64; N]`, `&[f64]`, `&Vec<f64>`, or a vector or matrix of nalgebra, ndarray or (with the feature `faer`) faer",
    note = "pass a container by reference and write float literals: `.at(&[1.0, 2.0])`",
    note = "a function of one variable is the business of `Derivative`: `Derivative::new(|x| ...).at(1.0)`",
    note = "matrices of static size have up to six rows and columns; larger ones are taken as views, `&m.view((0, 0), m.shape())`"
)]
pub trait Point {
    /// The number type of the coordinates.
    type Scalar: Real;

    /// An owned vector, or matrix, of the point's own kind.
    type Gradient;

    /// The number of variables, as a type: `Const<N>` or `Dyn`.
    type Dimension: Rows;

    /// A matrix with one column per variable.
    type Matrix<R: Rows>: Matrix<Self::Scalar>;

    /// The product of a matrix of so many rows with the point: a vector of the point's own kind, of static
    /// size if the number of rows is.
    type Product<R: Rows>;

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

    /// How the coordinates are arranged, if not as a vector.
    #[doc(hidden)]
    #[inline]
    fn axes(&self) -> Option<Axes> {
        None
    }

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
        const {
            assert!(
                size_of::<Self::Buffer<D>>() <= 12 * LARGEST_STATIC,
                "a point of static size is on the stack with its derivatives, and this one is too large for it: \
                 more than 384 KiB, 3780 numbers of a gradient. Take it as a slice or a `Vec`, such as `&x[..]` \
                 of an array"
            );
        }
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

    /// A product with the given elements, made one by one from the indices of the rows.
    #[doc(hidden)]
    fn product<R: Rows>(rows: R, f: impl FnMut(usize) -> Self::Scalar) -> Self::Product<R>;
}

/// The coordinates of a point.
pub(crate) fn coordinates<X: Point + ?Sized>(x: &X) -> Vec<X::Scalar> {
    (0..x.dimension().value())
        .map(|i| x.coordinate(i))
        .collect()
}

/// The most bytes that a matrix of static size may have. A build without optimisations copies one several
/// times on its way out, and the threads of tests have 2 MiB of stack: there one of 64 KiB is too large.
const LARGEST_STATIC: usize = 1 << 15;

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

    /// An array of this many elements, or a `Vec`.
    type Array<T: Real>;

    /// That array, made by `f` from the indices in turn.
    fn array<T: Real>(self, f: impl FnMut(usize) -> T) -> Self::Array<T>;

    /// A column of nalgebra with this many elements: static if the number is.
    type Column<T: Real>;

    /// That column, made by `f` from the indices in turn.
    fn column<T: Real>(self, f: impl FnMut(usize) -> T) -> Self::Column<T>;
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
        const {
            assert!(
                size_of::<SMatrix<T, M, N>>() <= LARGEST_STATIC,
                "a matrix of static size is on the stack, and this one is too large for it: more than 32 KiB, \
                 which is 64 x 64 `f64`. Take the point as a slice or a `Vec`, such as `&x[..]` of an array"
            );
        }
        SMatrix::repeat(T::of(0.0))
    }
    type Array<T: Real> = [T; M];
    #[inline]
    fn array<T: Real>(self, f: impl FnMut(usize) -> T) -> [T; M] {
        std::array::from_fn(f)
    }
    type Column<T: Real> = SVector<T, M>;
    #[inline]
    fn column<T: Real>(self, mut f: impl FnMut(usize) -> T) -> SVector<T, M> {
        SVector::from_fn(|i, _| f(i))
    }
}

impl Rows for Dyn {
    const LANES: usize = CHUNK;
    const SINGLE: bool = false;
    type Static<T: Real, const N: usize> = DMatrix<T>;
    fn zeros<T: Real, const N: usize>(self) -> DMatrix<T> {
        DMatrix::repeat(self.value(), N, T::of(0.0))
    }
    type Array<T: Real> = Vec<T>;
    #[inline]
    fn array<T: Real>(self, f: impl FnMut(usize) -> T) -> Vec<T> {
        (0..self.value()).map(f).collect()
    }
    type Column<T: Real> = DVector<T>;
    #[inline]
    fn column<T: Real>(self, mut f: impl FnMut(usize) -> T) -> DVector<T> {
        DVector::from_fn(self.value(), |i, _| f(i))
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

/// Writes an entry of a symmetric matrix, and its mirror image.
#[inline(always)]
pub(crate) fn mirror<T: Copy>(matrix: &mut impl Matrix<T>, (i, j): (usize, usize), entry: T) {
    matrix[(i, j)] = entry;
    matrix[(j, i)] = entry;
}
