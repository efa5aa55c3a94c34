//! [`HandMatrix`]: the matrix a hand-derived Jacobian or Hessian comes as.

use super::subject::{Dense, Subject, in_rows};
use crate::output::{Output, listed};
use crate::point::Matrix;

/// A matrix written by hand: of nalgebra, ndarray or faer, or rows of an array, `[[f64; N]; M]`.
///
/// ```
/// use partials::check::HandMatrix;
///
/// fn trace(matrix: &impl HandMatrix) -> f64 {
///     (0..matrix.shape().0).map(|i| matrix.entry(i, i)).sum()
/// }
/// assert_eq!(trace(&[[1.0, 2.0], [3.0, 4.0]]), 5.0);
/// assert_eq!(trace(&nalgebra::matrix![1.0, 2.0; 3.0, 4.0]), 5.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the matrix of a hand-derived derivative",
    label = "expected `[[f64; N]; M]`, or a matrix of nalgebra, ndarray or faer"
)]
pub trait HandMatrix {
    /// Rows and columns.
    ///
    /// ```
    /// use partials::check::HandMatrix;
    ///
    /// assert_eq!([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]].shape(), (2, 3));
    /// ```
    fn shape(&self) -> (usize, usize);
    /// The entry in a row and a column.
    ///
    /// ```
    /// use partials::check::HandMatrix;
    ///
    /// assert_eq!([[1.0, 2.0], [3.0, 4.0]].entry(1, 0), 3.0);
    /// ```
    fn entry(&self, row: usize, column: usize) -> f64;
}

impl<M: Matrix<f64>> HandMatrix for M {
    fn shape(&self) -> (usize, usize) {
        Matrix::shape(self)
    }
    fn entry(&self, row: usize, column: usize) -> f64 {
        self[(row, column)]
    }
}

impl<const M: usize, const N: usize> HandMatrix for [[f64; N]; M] {
    fn shape(&self) -> (usize, usize) {
        (M, N)
    }
    fn entry(&self, row: usize, column: usize) -> f64 {
        self[row][column]
    }
}

impl<'a, E> Subject<'a, E> {
    /// With a derivative of one variable by hand.
    pub(crate) fn against_number(self, hand: impl Fn(f64) -> f64 + 'a) -> Self {
        self.against(move |x| Dense::row(vec![hand(x[0])]))
    }

    /// With a gradient by hand.
    pub(crate) fn against_vector<G>(self, hand: impl Fn(&[f64]) -> G + 'a) -> Self
    where
        G: Output<f64>,
    {
        self.against(move |x| Dense::row(listed(&hand(x))))
    }

    /// With a Jacobian or Hessian by hand.
    pub(crate) fn against_matrix<G>(self, hand: impl Fn(&[f64]) -> G + 'a) -> Self
    where
        G: HandMatrix,
    {
        self.against(move |x| {
            let matrix = hand(x);
            let shape = matrix.shape();
            Dense {
                shape,
                values: in_rows(shape, |i, j| matrix.entry(i, j)),
            }
        })
    }

    fn against(self, hand: impl Fn(&[f64]) -> Dense + 'a) -> Self {
        Self {
            hand: Some(Box::new(hand)),
            ..self
        }
    }
}
