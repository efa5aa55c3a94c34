//! [`Output`]: what a vector-valued function returns, and the container its values come back in.

use nalgebra::{Const, DVector, Dim, Dyn, SVector};
use ndarray::Array1;

use crate::error::Error;
use crate::point::{Point, Rows};
use crate::scalar::Real;

/// The vector a function returns: what the closure of a Jacobian may end with.
///
/// `[D; M]`, `Vec<D>`, nalgebra `SVector` and `DVector`, ndarray `Array1`.
///
/// ```
/// use partials::Jacobian;
///
/// let x = [2.0, 3.0];
/// let array = Jacobian::new(|x| [x[0] * x[1], x[0]]).value_and_jacobian(&x);
/// assert_eq!(array, ([6.0, 2.0], nalgebra::matrix![3.0, 2.0; 1.0, 0.0]));
/// let vec = Jacobian::new(|x| vec![x[0] * x[1], x[0]]).value_and_jacobian(&x);
/// assert_eq!(vec, (vec![6.0, 2.0], nalgebra::dmatrix![3.0, 2.0; 1.0, 0.0]));
/// ```
#[diagnostic::on_unimplemented(
    message = "a function that returns `{Self}` has no Jacobian",
    label = "expected `[{D}; M]`, `Vec<{D}>`, or a vector of nalgebra or ndarray",
    note = "return all values in one container, such as an array: `|x| [x[0] * x[1], x[0]]`",
    note = "a constant among them is `c.into()`; for a single value use `Gradient`"
)]
pub trait Output<D> {
    /// The number of values, as a type: `Const<M>` or `Dyn`.
    type Rows: Rows;

    /// The same container of other elements.
    type Vector<T: Real>: Output<T>;

    /// The number of values.
    ///
    /// ```
    /// use nalgebra::Dim;
    /// use partials::output::Output;
    ///
    /// assert_eq!(Output::rows(&vec![1.0, 2.0]).value(), 2);
    /// ```
    fn rows(&self) -> Self::Rows;

    /// The value `i`.
    ///
    /// ```
    /// use partials::output::Output;
    ///
    /// assert_eq!(Output::value(&nalgebra::vector![1.0, 2.0], 1), 2.0);
    /// ```
    fn value(&self, i: usize) -> D;

    /// `m` values, made one by one from their indices.
    ///
    /// # Panics
    ///
    /// If the container is of another size.
    ///
    /// ```
    /// use partials::output::Output;
    ///
    /// assert_eq!(<Vec<f64> as Output<f64>>::from_fn(3, |i| i as f64), [0.0, 1.0, 2.0]);
    /// ```
    fn from_fn<T: Real>(m: usize, f: impl FnMut(usize) -> T) -> Self::Vector<T>;

    /// The values, mapped one by one.
    ///
    /// ```
    /// use partials::output::Output;
    ///
    /// assert_eq!(Output::map(&ndarray::array![1.0, 2.0], |v| 2.0 * v), ndarray::array![2.0, 4.0]);
    /// ```
    fn map<T: Real>(&self, f: impl FnMut(D) -> T) -> Self::Vector<T>;
}

impl<D: Copy, const M: usize> Output<D> for [D; M] {
    type Rows = Const<M>;
    type Vector<T: Real> = [T; M];

    #[inline]
    fn rows(&self) -> Const<M> {
        Const
    }
    #[inline]
    fn value(&self, i: usize) -> D {
        self[i]
    }
    #[inline]
    fn from_fn<T: Real>(m: usize, f: impl FnMut(usize) -> T) -> [T; M] {
        assert_eq!(m, M, "the function returns {M} values");
        std::array::from_fn(f)
    }
    #[inline]
    fn map<T: Real>(&self, mut f: impl FnMut(D) -> T) -> [T; M] {
        let mut values = [T::of(0.0); M];
        for (value, y) in values.iter_mut().zip(self) {
            *value = f(*y);
        }
        values
    }
}

impl<D: Copy> Output<D> for Vec<D> {
    type Rows = Dyn;
    type Vector<T: Real> = Vec<T>;

    fn rows(&self) -> Dyn {
        Dyn(self.len())
    }
    fn value(&self, i: usize) -> D {
        self[i]
    }
    fn from_fn<T: Real>(m: usize, f: impl FnMut(usize) -> T) -> Vec<T> {
        (0..m).map(f).collect()
    }
    fn map<T: Real>(&self, f: impl FnMut(D) -> T) -> Vec<T> {
        self.iter().copied().map(f).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<D: Real, const M: usize> Output<D> for SVector<D, M> {
    type Rows = Const<M>;
    type Vector<T: Real> = SVector<T, M>;

    #[inline]
    fn rows(&self) -> Const<M> {
        Const
    }
    #[inline]
    fn value(&self, i: usize) -> D {
        self[i]
    }
    #[inline]
    fn from_fn<T: Real>(m: usize, mut f: impl FnMut(usize) -> T) -> SVector<T, M> {
        assert_eq!(m, M, "the function returns {M} values");
        SVector::from_fn(|i, _| f(i))
    }
    #[inline]
    fn map<T: Real>(&self, f: impl FnMut(D) -> T) -> SVector<T, M> {
        SVector::map(self, f)
    }
}

#[diagnostic::do_not_recommend]
impl<D: Real> Output<D> for DVector<D> {
    type Rows = Dyn;
    type Vector<T: Real> = DVector<T>;

    fn rows(&self) -> Dyn {
        Dyn(self.len())
    }
    fn value(&self, i: usize) -> D {
        self[i]
    }
    fn from_fn<T: Real>(m: usize, mut f: impl FnMut(usize) -> T) -> DVector<T> {
        DVector::from_fn(m, |i, _| f(i))
    }
    fn map<T: Real>(&self, f: impl FnMut(D) -> T) -> DVector<T> {
        DVector::map(self, f)
    }
}

#[diagnostic::do_not_recommend]
impl<D: Copy> Output<D> for Array1<D> {
    type Rows = Dyn;
    type Vector<T: Real> = Array1<T>;

    fn rows(&self) -> Dyn {
        Dyn(self.len())
    }
    fn value(&self, i: usize) -> D {
        self[i]
    }
    fn from_fn<T: Real>(m: usize, f: impl FnMut(usize) -> T) -> Array1<T> {
        (0..m).map(f).collect()
    }
    fn map<T: Real>(&self, f: impl FnMut(D) -> T) -> Array1<T> {
        self.iter().copied().map(f).collect()
    }
}

/// The values one by one, in a list of any kind.
#[inline]
pub(crate) fn listed<D, L: FromIterator<D>>(y: &impl Output<D>) -> L {
    (0..y.rows().value()).map(|i| y.value(i)).collect()
}

/// `Σ uᵢ yᵢ`, where `constant` makes numbers of the `u`.
///
/// # Panics
///
/// With [`Error::Length`] if there are not as many.
#[inline]
pub(crate) fn weighted_sum<D, Y, U>(y: &Y, u: &U, constant: impl Fn(U::Scalar) -> D) -> D
where
    D: Real,
    Y: Output<D>,
    U: Point + ?Sized,
{
    let (m, found) = (y.rows().value(), u.dimension().value());
    Error::check_length("the vector before the Jacobian", m, found);
    (0..m).fold(D::of(0.0), |sum, i| {
        sum + y.value(i) * constant(u.coordinate(i))
    })
}
