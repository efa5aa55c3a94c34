//! Divergence, curl and Laplacian of sampled fields.

use ndarray::Zip;

use super::differences::{Differences, Out};
use super::{Accumulator, Samples, SamplesMut};
use crate::error::Error;

impl Differences<'_> {
    /// The divergence `Σ ∂fₖ/∂xₖ` of a vector field, sampled on one grid.
    ///
    /// Component `k` belongs to the chosen axis number `k`. Where axis 0 of the arrays is called y, the
    /// field `[fx, fy]` goes with `.axes([1, 0])`.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::Differences;
    ///
    /// let x = Array2::from_shape_fn((4, 5), |(i, _)| 0.5 * i as f64);
    /// let y = Array2::from_shape_fn((4, 5), |(_, j)| 0.1 * j as f64);
    /// let divergence = Differences::new()
    ///     .spacing((0.5, 0.1))
    ///     .divergence(&[&x * &x, 3.0 * &y])?;
    /// assert!((divergence[[2, 2]] - (2.0 * x[[2, 2]] + 3.0)).abs() < 1e-14);
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient); [`Error::AxisCount`] unless there is a component per chosen
    /// axis, [`Error::OutputShape`] if they differ in shape, [`Error::Combination`] with an
    /// [`order`](Self::order) other than 1.
    pub fn divergence<F: Samples>(&self, field: &[F]) -> Result<F::Array<Out<F>>, Error> {
        let this = self.unrolled();
        let first = this.check_field(field)?;
        let shape = first.as_array().raw_dim();
        let mut sum = first.zeros_like();
        let mut term = first.zeros_like();
        for (k, component) in field.iter().enumerate() {
            let out = if k == 0 { &mut sum } else { &mut term };
            let out = out.as_array_mut(shape.clone())?;
            this.one_into(k, component.as_array(), out)?;
            if k > 0 {
                combine::<F>(&mut sum, &mut term, Accumulator::plus, &shape)?;
            }
        }
        Ok(sum)
    }

    /// The curl of a vector field in three dimensions: `∂f₂/∂x₁ − ∂f₁/∂x₂` and so on around.
    ///
    /// Components and chosen axes belong together as for the [`divergence`](Self::divergence), and the
    /// axes in this order must be right-handed.
    ///
    /// ```
    /// use ndarray::Array3;
    /// use partials::sampled::Differences;
    ///
    /// // A rigid rotation about the last axis has the curl (0, 0, 2).
    /// let field = [
    ///     Array3::from_shape_fn((3, 3, 3), |(_, y, _)| -(y as f64)),
    ///     Array3::from_shape_fn((3, 3, 3), |(x, _, _)| x as f64),
    ///     Array3::zeros((3, 3, 3)),
    /// ];
    /// let curl = Differences::new().curl(&field)?;
    /// assert!(curl[0].iter().chain(&curl[1]).all(|&c| c == 0.0));
    /// assert!(curl[2].iter().all(|&c| c == 2.0));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`divergence`](Self::divergence).
    pub fn curl<F: Samples>(&self, field: &[F; 3]) -> Result<[F::Array<Out<F>>; 3], Error> {
        let this = self.unrolled();
        this.check_field(field)?;
        Ok([
            this.rotation(field, 1, 2)?,
            this.rotation(field, 2, 0)?,
            this.rotation(field, 0, 1)?,
        ])
    }

    /// The curl of a vector field in two dimensions, a number: `∂f₁/∂x₀ − ∂f₀/∂x₁`.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::Differences;
    ///
    /// let field = [
    ///     Array2::from_shape_fn((3, 3), |(_, y)| -(y as f64)),
    ///     Array2::from_shape_fn((3, 3), |(x, _)| x as f64),
    /// ];
    /// assert_eq!(Differences::new().vorticity(&field)?, Array2::from_elem((3, 3), 2.0));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`divergence`](Self::divergence).
    pub fn vorticity<F: Samples>(&self, field: &[F; 2]) -> Result<F::Array<Out<F>>, Error> {
        let this = self.unrolled();
        this.check_field(field)?;
        this.rotation(field, 0, 1)
    }

    /// The Laplacian `Σ ∂²f/∂xₖ²` over the chosen axes.
    ///
    /// Second differences, not differences of differences; the edges are one-sided and as accurate as
    /// the interior unless another [`edge`](Self::edge) is set.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::Differences;
    ///
    /// let f = Array2::from_shape_fn((5, 6), |(i, j)| (i * i) as f64 + 3.0 * (j * j) as f64);
    /// let laplacian = Differences::new().laplacian(&f)?;
    /// assert!(laplacian.iter().all(|l| (l - 8.0).abs() < 1e-12));
    /// # Ok::<(), partials::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`gradient`](Self::gradient), with the samples needed for second derivatives;
    /// [`Error::Combination`] with an [`order`](Self::order) other than 1.
    pub fn laplacian<F: Samples + ?Sized>(&self, f: &F) -> Result<F::Array<Out<F>>, Error> {
        self.check_first_order()?;
        let second = self.unrolled().into_owned().order(2);
        let view = f.as_array();
        second.check(view.shape())?;
        let shape = view.raw_dim();
        let mut sum = f.zeros_like();
        if view.is_empty() {
            return Ok(sum);
        }
        let mut term = f.zeros_like();
        for k in 0..second.count(view.ndim()) {
            let out = if k == 0 { &mut sum } else { &mut term };
            second.one_into(k, f.as_array(), out.as_array_mut(shape.clone())?)?;
            if k > 0 {
                combine::<F>(&mut sum, &mut term, Accumulator::plus, &shape)?;
            }
        }
        Ok(sum)
    }

    /// `∂f_b/∂x_a − ∂f_a/∂x_b`
    fn rotation<F: Samples>(
        &self,
        field: &[F],
        a: usize,
        b: usize,
    ) -> Result<F::Array<Out<F>>, Error> {
        let shape = field[a].as_array().raw_dim();
        let mut first = field[a].zeros_like();
        let mut second = field[a].zeros_like();
        let out = first.as_array_mut(shape.clone())?;
        self.one_into(a, field[b].as_array(), out)?;
        let out = second.as_array_mut(shape.clone())?;
        self.one_into(b, field[a].as_array(), out)?;
        combine::<F>(&mut first, &mut second, Accumulator::minus, &shape)?;
        Ok(first)
    }

    pub(super) fn check_first_order(&self) -> Result<(), Error> {
        if self.order != 1 {
            return Err(Error::Combination {
                what: "a derivative order",
                with: "divergence, curl, Laplacian, a mixed derivative or a Hessian, whose order is their own",
            });
        }
        Ok(())
    }

    /// The first component, if all have one shape and there is one per chosen axis.
    fn check_field<'f, F: Samples>(&self, field: &'f [F]) -> Result<&'f F, Error> {
        self.check_first_order()?;
        let Some(first) = field.first() else {
            return Err(Error::AxisCount {
                what: "components",
                axes: self.axes.as_ref().map_or(0, |axes| axes.0.len()),
                found: 0,
            });
        };
        let view = first.as_array();
        self.check(view.shape())?;
        let axes = self.count(view.ndim());
        if axes != field.len() {
            return Err(Error::AxisCount {
                what: "components",
                axes,
                found: field.len(),
            });
        }
        for component in field {
            if component.as_array().shape() != view.shape() {
                return Err(Error::OutputShape {
                    what: "component",
                    expected: view.shape().to_vec(),
                    found: component.as_array().shape().to_vec(),
                });
            }
        }
        Ok(first)
    }
}

/// `a = operation(a, b)` for every element.
fn combine<F: Samples + ?Sized>(
    a: &mut F::Array<Out<F>>,
    b: &mut F::Array<Out<F>>,
    operation: impl Fn(Out<F>, Out<F>) -> Out<F>,
    shape: &F::Dim,
) -> Result<(), Error> {
    Zip::from(a.as_array_mut(shape.clone())?)
        .and(b.as_array_mut(shape.clone())?)
        .for_each(|a, &mut b| *a = operation(*a, b));
    Ok(())
}
