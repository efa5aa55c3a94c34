//! The filter at work: on samples that are all there, then on the windows that have a gap.

use std::borrow::Cow;

use ndarray::{ArrayView, ArrayViewMut, Axis, Dimension, Zip};

use super::gaps::bridge;
use super::{Circle, SavitzkyGolay};
use crate::error::Error;
use crate::sampled::check::{check_period, check_spacing};
use crate::sampled::circle::{turns_back, unwrap};
use crate::sampled::coordinates::Coordinates;
use crate::sampled::differences::Out;
use crate::sampled::pass::single;
use crate::sampled::resolve::steps;
use crate::sampled::rule::{Fit, Method, Rule, Steps};
use crate::sampled::{Axes, IntoAxes, Mask, Sample, Samples, SamplesMut, Spacing, Value, axes};

impl SavitzkyGolay {
    /// The derivative along an axis.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if the order of the derivative exceeds the degree, [`Error::Step`] if the
    /// step or period is not a length, [`Error::CoordinateCount`] and [`Error::Coordinates`] unless there
    /// is a coordinate for each sample, rising or falling, [`Error::Combination`] for a circle that does
    /// not fit the spacing, [`Error::Axis`] and [`Error::ChosenAxes`] unless `axis` is one axis
    /// of the samples, [`Error::TooShort`] if it is shorter than the window.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let f = Array2::from_shape_fn((5, 6), |(i, j)| (i + 3 * j) as f64);
    /// let across = SavitzkyGolay::new(5, 2)?.derivative(&f, 1)?;
    /// assert!(across.iter().all(|d| (d - 3.0).abs() < 1e-13));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn derivative<F: Samples + ?Sized>(
        &self,
        f: &F,
        axis: impl IntoAxes,
    ) -> Result<F::Array<Out<F>>, Error> {
        let mut out = f.zeros_like();
        self.derivative_into(f, axis, &mut out)?;
        Ok(out)
    }

    /// Writes the derivative along an axis into `out`, without temporaries for a step.
    ///
    /// # Errors
    ///
    /// As [`derivative`](Self::derivative), and [`Error::OutputShape`] unless `out` has the shape of
    /// the samples.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// let mut slope = [0.0; 5];
    /// SavitzkyGolay::new(3, 2)?.derivative_into(&[0.0, 1.0, 4.0, 9.0, 16.0], 0, &mut slope)?;
    /// assert!((0..5).all(|i| (slope[i] - 2.0 * i as f64).abs() < 1e-13));
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn derivative_into<F, O>(
        &self,
        f: &F,
        axis: impl IntoAxes,
        out: &mut O,
    ) -> Result<(), Error>
    where
        F: Samples + ?Sized,
        O: SamplesMut<Out<F>, F::Dim> + ?Sized,
    {
        let this = self.unrolled();
        let f = f.as_array();
        let axis = this.check(f.shape(), &axis.into())?;
        let mut out = out.as_array_mut(f.raw_dim())?;
        if f.is_empty() {
            return Ok(());
        }
        this.whole(f.view(), out.view_mut(), axis);
        if this.bridges {
            let fit = this.on_positions(f.shape()[axis]);
            Zip::from(out.lanes_mut(Axis(axis)))
                .and(f.lanes(Axis(axis)))
                .for_each(|out, f| bridge(&fit, f, out, |i| !f[i].value().is_nan()));
        }
        Ok(())
    }

    /// The derivative along an axis of those samples that are present, where `present` is true: as if
    /// the others were NaN under [`bridge_missing`](Self::bridge_missing).
    ///
    /// # Errors
    ///
    /// As [`derivative`](Self::derivative), and [`Error::OutputShape`] if the mask has another shape.
    ///
    /// ```
    /// use partials::sampled::SavitzkyGolay;
    ///
    /// // The spike at 3 is known to be a glitch.
    /// let (f, present) = ([0_i32, 1, 4, 999, 16, 25], [true, true, true, false, true, true]);
    /// let slope = SavitzkyGolay::new(5, 2)?.derivative_where(&f, 0, &present)?;
    /// assert!([0, 1, 2, 4, 5].iter().all(|&i| (slope[i] - 2.0 * i as f64).abs() < 1e-13));
    /// assert!(slope[3].is_nan());
    /// # Ok::<(), partials::Error>(())
    /// ```
    pub fn derivative_where<F, M>(
        &self,
        f: &F,
        axis: impl IntoAxes,
        present: &M,
    ) -> Result<F::Array<Out<F>>, Error>
    where
        F: Samples + ?Sized,
        M: Mask<F::Dim> + ?Sized,
    {
        let this = self.unrolled();
        let samples = f.as_array();
        let axis = this.check(samples.shape(), &axis.into())?;
        let present = present.as_mask(samples.raw_dim())?;
        let mut results = f.zeros_like();
        if !samples.is_empty() {
            let mut out = results.as_array_mut(samples.raw_dim())?;
            this.whole(samples.view(), out.view_mut(), axis);
            let fit = this.on_positions(samples.shape()[axis]);
            Zip::from(out.lanes_mut(Axis(axis)))
                .and(samples.lanes(Axis(axis)))
                .and(present.lanes(Axis(axis)))
                .for_each(|out, f, present| {
                    bridge(&fit, f, out, |i| present[i] && !f[i].value().is_nan());
                });
        }
        Ok(results)
    }

    /// The only axis, after everything that can be wrong.
    fn check(&self, shape: &[usize], axis: &Axes) -> Result<usize, Error> {
        let axis = match axis.0[..] {
            [axis] => axes::resolve(axis, shape.len())?,
            ref chosen => {
                return Err(Error::ChosenAxes {
                    what: "a derivative",
                    needed: 1,
                    axes: chosen.len(),
                    remedy: "name one",
                });
            }
        };
        if self.order > self.degree {
            return Err(Error::Setting {
                what: "derivative order",
                found: self.order,
                expected: "at most the degree of the polynomials",
            });
        }
        let n = shape[axis];
        check_spacing(&self.spacing, axis, n)?;
        let needed = self.taps.interior.len();
        if n < needed {
            return Err(Error::TooShort {
                axis,
                found: n,
                needed,
            });
        }
        match (self.circle, &self.spacing) {
            (Circle::Steps, Spacing::Coordinates(_)) => Err(Error::Combination {
                what: "periodic",
                with: "coordinates: say their circumference with period",
            }),
            (Circle::Length(_), Spacing::Step(_)) => Err(Error::Combination {
                what: "a period",
                with: "a constant step, with which it is periodic",
            }),
            (Circle::Length(period), Spacing::Coordinates(x)) => check_period(period, x, axis),
            _ => Ok(()),
        }
        .map(|()| axis)
    }

    /// The same with coordinates that pass the seam of their circle unrolled.
    fn unrolled(&self) -> Cow<'_, Self> {
        match (self.circle, &self.spacing) {
            (Circle::Length(period), Spacing::Coordinates(x))
                if turns_back(x.rounded()) && period.is_normal() =>
            {
                let x: Cow<'static, [f64]> = unwrap(x.rounded(), period.abs()).into();
                let spacing = Spacing::Coordinates(Coordinates::from(x));
                Cow::Owned(Self {
                    spacing,
                    ..self.clone()
                })
            }
            _ => Cow::Borrowed(self),
        }
    }

    /// The derivative of samples of which none is missing.
    fn whole<A: Sample, D: Dimension>(
        &self,
        f: ArrayView<'_, A, D>,
        out: ArrayViewMut<'_, A::Out, D>,
        axis: usize,
    ) {
        let n = f.shape()[axis];
        let fit = self.on_positions(n);
        let even;
        let method = match (&self.spacing, fit.steps) {
            (Spacing::Step(_), _) => Method::Taps(&self.taps),
            (_, Steps::Even(step)) => {
                even = self.taps(step);
                Method::Taps(&even)
            }
            _ => Method::Fit(fit),
        };
        let narrow = false;
        single::axis_into(&Rule { n, method, narrow }, f, out, axis);
    }

    /// The fit at the positions of `n` samples, after a [`check`](Self::check).
    fn on_positions(&self, n: usize) -> Fit<'_> {
        let (steps, period) = match &self.spacing {
            Spacing::Step(step) => {
                let around = self.circle != Circle::Open;
                (Steps::Even(*step), around.then_some(step * n as f64))
            }
            Spacing::Coordinates(x) => {
                let x = x.nodes(0..n);
                let span = x.between(0, n - 1);
                match (self.circle, steps(x)) {
                    (Circle::Length(period), found) => {
                        let period = period.abs().copysign(span);
                        // Even coordinates with another gap are not even around the circle.
                        let is_even = matches!(found, Steps::Even(step) if period - span == step);
                        let steps = if is_even { found } else { Steps::Uneven(x) };
                        (steps, Some(period))
                    }
                    (_, found) => (found, None),
                }
            }
        };
        Fit {
            degree: self.degree,
            order: self.order,
            radius: self.taps.radius,
            steps,
            period,
        }
    }
}
