//! Second derivatives along two axes: the mixed derivative and the Hessian of sampled fields.

use ndarray::{ArrayView, ArrayViewMut, Dimension};

use super::differences::{Differences, Out};
use super::{Sample, Samples, SamplesMut};
use crate::error::Error;

/// The second derivatives for one kind of samples, by both axes: see [`Differences::hessian`].
///
/// ```
/// use partials::sampled::{Differences, HessianOf};
///
/// let found: HessianOf<[f64; 4]> = Differences::new().hessian(&[0.0, 1.0, 4.0, 9.0])?;
/// assert_eq!(found, [[[2.0; 4]]]);
/// # Ok::<(), partials::Error>(())
/// ```
pub type HessianOf<F> = Vec<Vec<<F as Samples>::Array<Out<F>>>>;

impl Differences<'_> {
    /// The mixed second derivative `∂²f/∂xₐ∂x_b` along the two chosen axes.
    ///
    /// The first derivative along the axis that comes first in the array, and the first derivative of
    /// that along the other, to the bit `numpy.gradient(numpy.gradient(f, x, axis=a), y, axis=b)` for
    /// `a < b`. So it is the same in whatever order the axes are chosen.
    ///
    /// Accuracy is that of the first derivatives: their order in the interior and, where a sample is near
    /// an end of either axis, that of the [`edge`](Self::edge), which is 1 by default. No order is lost
    /// where edges meet. With [missing samples](Self::skip_missing) the derivative along the first axis
    /// leaves gaps for the second: what has no first derivative is missing too. Samples on a
    /// [circle](Self::circular) are unrolled along the first axis; rates are on no circle.
    ///
    /// Cost: two derivatives, and memory for one of them.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::Differences;
    ///
    /// let f = Array2::from_shape_fn((4, 5), |(i, j)| (3 * i * j + i * i) as f64);
    /// assert_eq!(Differences::new().mixed(&f)?, Array2::from_elem((4, 5), 3.0));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient); [`Error::ChosenAxes`] unless two axes are chosen, or there are
    /// two, [`Error::Combination`] with an [`order`](Self::order) other than 1.
    pub fn mixed<F: Samples + ?Sized>(&self, f: &F) -> Result<F::Array<Out<F>>, Error> {
        self.check_first_order()?;
        let this = self.unrolled();
        let view = f.as_array();
        this.check(view.shape())?;
        let axes = this.count(view.ndim());
        if axes != 2 {
            return Err(Error::ChosenAxes {
                what: "a mixed derivative",
                needed: 2,
                axes,
                remedy: "choose two with `axes`, or take the `hessian`",
            });
        }
        let mut out = f.zeros_like();
        let mut between = f.zeros_like::<Out<F>>();
        let out_view = out.as_array_mut(view.raw_dim())?;
        this.mixed_into(
            (0, 1),
            view.view(),
            between.as_array_mut(view.raw_dim())?,
            out_view,
        )?;
        Ok(out)
    }

    /// All second derivatives `∂²f/∂xₐ∂x_b` along the chosen axes: entry `[a][b]` belongs to the chosen
    /// axes number `a` and `b`.
    ///
    /// Symmetric to the bit. Outside the diagonal it is the [mixed](Self::mixed) derivative. On the
    /// diagonal it is the second difference of [`order`](Self::order) 2, with the ends that has, and
    /// not numpy's gradient of the gradient, which spans five samples for half the accuracy and takes two
    /// from either end. Its trace is the [`laplacian`](Self::laplacian) to the bit.
    ///
    /// Cost, for `n` chosen axes: `n²` derivatives, and memory for `n² + 1`.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::Differences;
    ///
    /// // f = x² + 3xy
    /// let f = Array2::from_shape_fn((4, 5), |(i, j)| (i * i + 3 * i * j) as f64);
    /// let hessian = Differences::new().hessian(&f)?;
    /// for (a, row) in [[2.0, 3.0], [3.0, 0.0]].iter().enumerate() {
    ///     for (b, &second) in row.iter().enumerate() {
    ///         assert!(hessian[a][b].iter().all(|h| (h - second).abs() < 1e-12));
    ///     }
    /// }
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient), with the samples needed for first and second derivatives;
    /// [`Error::Combination`] with an [`order`](Self::order) other than 1.
    pub fn hessian<F: Samples + ?Sized>(&self, f: &F) -> Result<HessianOf<F>, Error> {
        self.check_first_order()?;
        let first = self.unrolled();
        let second = first.clone().into_owned().order(2);
        let view = f.as_array();
        first.check(view.shape())?;
        second.check(view.shape())?;
        let shape = view.raw_dim();
        let count = first.count(view.ndim());
        let mut between = f.zeros_like::<Out<F>>();
        let mut hessian = HessianOf::<F>::with_capacity(count);
        for a in 0..count {
            let mut row = Vec::with_capacity(count);
            // Computed once: symmetric also where rounding is not.
            for above in &mut hessian {
                let mut entry = f.zeros_like();
                let known = above[a].as_array_mut(shape.clone())?;
                entry.as_array_mut(shape.clone())?.assign(&known);
                row.push(entry);
            }
            for b in a..count {
                let mut entry = f.zeros_like();
                let out = entry.as_array_mut(shape.clone())?;
                if a != b {
                    let between = between.as_array_mut(shape.clone())?;
                    first.mixed_into((a, b), view.view(), between, out)?;
                } else if !view.is_empty() {
                    second.one_into(a, view.view(), out)?;
                }
                row.push(entry);
            }
            hessian.push(row);
        }
        Ok(hessian)
    }

    /// The mixed derivative along the chosen axes number `a` and `b`, after every check, through the
    /// derivative along one of them.
    fn mixed_into<A: Sample, D: Dimension>(
        &self,
        (a, b): (usize, usize),
        f: ArrayView<'_, A, D>,
        mut between: ArrayViewMut<'_, A::Out, D>,
        out: ArrayViewMut<'_, A::Out, D>,
    ) -> Result<(), Error> {
        if f.is_empty() {
            return Ok(());
        }
        let is_in_order = self.position_of(a, f.ndim())? < self.position_of(b, f.ndim())?;
        let (a, b) = if is_in_order { (a, b) } else { (b, a) };
        self.one_into(a, f, between.view_mut())?;
        let rates = Differences {
            circle: None,
            ..self.clone()
        };
        rates.one_into(b, between.view(), out)
    }
}
