//! Many points in one call: points as the rows of an array, answers one behind the other, on threads if
//! wanted.

use ndarray::{Array1, Array2, Array3, ArrayBase, ArrayView1, Data, Ix2};

use super::{Compiled, coordinates};
use crate::operator::{Callable, Gradient, Hessian, Jacobian, Returns};
use crate::output::Output;
use crate::scalar::Trace;

/// A value for every row, and as many numbers as are written for each.
type Answers = (Array1<f64>, Vec<f64>);

/// The answers for every row of `points`, where `write` fills `width` numbers and returns another one.
fn in_turn<S, E>(
    points: &ArrayBase<S, Ix2>,
    width: usize,
    write: impl Fn(&[f64], &mut [f64]) -> Result<f64, E>,
) -> Result<Answers, E>
where
    S: Data<Elem = f64>,
{
    let mut out = vec![0.0; points.nrows() * width];
    let mut values = Array1::zeros(points.nrows());
    for (i, value) in values.iter_mut().enumerate() {
        *value = at_row(points.row(i), &mut out[i * width..][..width], &write)?;
    }
    Ok((values, out))
}

/// As [`in_turn`], on the threads of the current pool.
#[cfg(feature = "rayon")]
fn on_threads<S, E>(
    points: &ArrayBase<S, Ix2>,
    width: usize,
    write: impl Fn(&[f64], &mut [f64]) -> Result<f64, E> + Sync,
) -> Result<Answers, E>
where
    S: Data<Elem = f64> + Sync,
    E: Send,
{
    use rayon::prelude::*;

    let rows = (0..points.nrows()).into_par_iter();
    let answers = rows.map(|i| {
        let mut out = vec![0.0; width];
        let value = at_row(points.row(i), &mut out, &write)?;
        Ok((value, out))
    });
    let answers = answers.collect::<Result<Vec<_>, E>>()?;
    let (values, out): (Vec<f64>, Vec<Vec<f64>>) = answers.into_iter().unzip();
    Ok((values.into(), out.concat()))
}

fn at_row<E>(
    x: ArrayView1<'_, f64>,
    out: &mut [f64],
    write: &impl Fn(&[f64], &mut [f64]) -> Result<f64, E>,
) -> Result<f64, E> {
    let mut memory = vec![];
    write(
        x.as_slice().unwrap_or_else(|| coordinates(&x, &mut memory)),
        out,
    )
}

/// Vectors of `n` numbers as the rows of an array.
fn vectors((values, out): Answers, n: usize) -> (Array1<f64>, Array2<f64>) {
    let rows = Array2::from_shape_vec((values.len(), n), out);
    (values, rows.expect("there are as many numbers"))
}

/// Matrices that were written column by column.
fn matrices((values, out): Answers, rows: usize, columns: usize) -> Array3<f64> {
    let transposed = Array3::from_shape_vec((values.len(), columns, rows), out);
    transposed
        .expect("there are as many numbers")
        .permuted_axes([0, 2, 1])
}

impl<F, R: Returns> Gradient<F, Compiled<R>>
where
    F: Callable<Trace, R, Trace>,
{
    /// The values and the gradients at many points, the rows of an array.
    ///
    /// # Panics
    ///
    /// As [`compiled`](Gradient::compiled).
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| x[0] * x[1]);
    /// let (values, gradients) = f.at_rows(&array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(values, array![2.0, 12.0]);
    /// assert_eq!(gradients, array![[2.0, 1.0], [4.0, 3.0]]);
    /// ```
    pub fn at_rows<S>(&self, points: &ArrayBase<S, Ix2>) -> R::Outcome<(Array1<f64>, Array2<f64>)>
    where
        S: Data<Elem = f64>,
    {
        let n = points.ncols();
        let found = in_turn(points, n, |x, out| self.kind.gradient_at(&self.f, x, out));
        R::outcome(found.map(|answers| vectors(answers, n)))
    }

    /// As [`at_rows`](Self::at_rows), on the threads of rayon's current pool: the same to the bit.
    ///
    /// # Panics
    ///
    /// As there.
    #[cfg(feature = "rayon")]
    pub fn at_rows_parallel<S>(
        &self,
        points: &ArrayBase<S, Ix2>,
    ) -> R::Outcome<(Array1<f64>, Array2<f64>)>
    where
        S: Data<Elem = f64> + Sync,
        F: Sync,
        R::Error: Send,
    {
        let n = points.ncols();
        let found = on_threads(points, n, |x, out| self.kind.gradient_at(&self.f, x, out));
        R::outcome(found.map(|answers| vectors(answers, n)))
    }
}

impl<F, R: Returns> Hessian<F, Compiled<R>>
where
    F: Callable<Trace, R, Trace>,
{
    /// The Hessians at many points, the rows of an array: `h[[k, i, j]]` is `∂²f/∂xᵢ∂xⱼ` at the point `k`.
    ///
    /// # Panics
    ///
    /// As [`compiled`](Hessian::compiled).
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::Hessian;
    ///
    /// let h = Hessian::compiled(|x| x[0] * x[1].powi(2)).at_rows(&array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!((h[[0, 0, 1]], h[[1, 1, 1]]), (4.0, 6.0));
    /// ```
    pub fn at_rows<S>(&self, points: &ArrayBase<S, Ix2>) -> R::Outcome<Array3<f64>>
    where
        S: Data<Elem = f64>,
    {
        let n = points.ncols();
        let found = in_turn(points, n * n, |x, out| {
            self.kind.hessian_at(&self.f, x, out)
        });
        R::outcome(found.map(|answers| matrices(answers, n, n)))
    }

    /// As [`at_rows`](Self::at_rows), on the threads of rayon's current pool: the same to the bit.
    ///
    /// # Panics
    ///
    /// As there.
    #[cfg(feature = "rayon")]
    pub fn at_rows_parallel<S>(&self, points: &ArrayBase<S, Ix2>) -> R::Outcome<Array3<f64>>
    where
        S: Data<Elem = f64> + Sync,
        F: Sync,
        R::Error: Send,
    {
        let n = points.ncols();
        let found = on_threads(points, n * n, |x, out| {
            self.kind.hessian_at(&self.f, x, out)
        });
        R::outcome(found.map(|answers| matrices(answers, n, n)))
    }
}

impl<F, R: Returns> Jacobian<F, Compiled<R>> {
    /// The Jacobians at many points, the rows of an array: `j[[k, i, j]]` is `∂fᵢ/∂xⱼ` at the point `k`.
    ///
    /// # Panics
    ///
    /// As [`compiled`](Jacobian::compiled), and with [`Error::ValueCount`](crate::Error::ValueCount) if the
    /// function does not return as many values at every point.
    ///
    /// ```
    /// use ndarray::array;
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled(|x| [x[0] * x[1], x[0] + x[1], x[1]]);
    /// let j = f.at_rows(&array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!((j.dim(), j[[1, 0, 0]], j[[1, 0, 1]]), ((2, 3, 2), 4.0, 3.0));
    /// ```
    pub fn at_rows<S, Y>(&self, points: &ArrayBase<S, Ix2>) -> R::Outcome<Array3<f64>>
    where
        S: Data<Elem = f64>,
        F: Callable<Trace, R, Y>,
        Y: Output<Trace>,
    {
        let n = points.ncols();
        let found = self.kind.value_count(&self.f, points).and_then(|m| {
            let answers = in_turn(points, m * n, |x, out| {
                self.kind.jacobian_at(&self.f, x, m, out)
            });
            answers.map(|answers| matrices(answers, m, n))
        });
        R::outcome(found)
    }

    /// As [`at_rows`](Self::at_rows), on the threads of rayon's current pool: the same to the bit.
    ///
    /// # Panics
    ///
    /// As there.
    #[cfg(feature = "rayon")]
    pub fn at_rows_parallel<S, Y>(&self, points: &ArrayBase<S, Ix2>) -> R::Outcome<Array3<f64>>
    where
        S: Data<Elem = f64> + Sync,
        F: Callable<Trace, R, Y> + Sync,
        R::Error: Send,
        Y: Output<Trace>,
    {
        let n = points.ncols();
        let found = self.kind.value_count(&self.f, points).and_then(|m| {
            let answers = on_threads(points, m * n, |x, out| {
                self.kind.jacobian_at(&self.f, x, m, out)
            });
            answers.map(|answers| matrices(answers, m, n))
        });
        R::outcome(found)
    }
}
