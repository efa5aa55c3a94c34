//! Outputs are filled: line by line, all in one pass, or one after the other.

use ndarray::{ArrayView, ArrayViewMut, Dimension};

use super::differences::Differences;
use super::pass::{fused, single};
use super::{Sample, SamplesMut};
use crate::error::Error;

impl Differences<'_> {
    /// The derivative along each chosen axis into `out`, after the settings were checked.
    pub(super) fn fill<A, D, O>(&self, f: ArrayView<'_, A, D>, out: &mut [O]) -> Result<(), Error>
    where
        A: Sample,
        D: Dimension,
        O: SamplesMut<A::Out, D>,
    {
        let count = self.count(f.ndim());
        if out.len() != count {
            return Err(Error::AxisCount {
                what: "outputs",
                axes: count,
                found: out.len(),
            });
        }
        for out in out.iter_mut() {
            out.as_array_mut(f.raw_dim())?;
        }
        if f.is_empty() {
            return Ok(());
        }
        if count > 1 && !self.is_line_by_line() && self.fused_into(&f, out)? {
            return Ok(());
        }
        for (k, out) in out.iter_mut().enumerate() {
            let out = out.as_array_mut(f.raw_dim())?;
            self.one_into(k, f.view(), out)?;
        }
        Ok(())
    }

    /// All derivatives in one pass, if it can be done and is worth it; or else the answer is false.
    fn fused_into<A, D, O>(&self, f: &ArrayView<'_, A, D>, out: &mut [O]) -> Result<bool, Error>
    where
        A: Sample,
        D: Dimension,
        O: SamplesMut<A::Out, D>,
    {
        let along = |k: usize| {
            let axis = self.position_of(k, f.ndim())?;
            Ok((axis, self.rule(k, f.shape()[axis])))
        };
        fused::all_into(along, f, out)
    }

    /// The derivative along the chosen axis number `k`, after every check.
    pub(super) fn one_into<A: Sample, D: Dimension>(
        &self,
        k: usize,
        f: ArrayView<'_, A, D>,
        out: ArrayViewMut<'_, A::Out, D>,
    ) -> Result<(), Error> {
        let axis = self.position_of(k, f.ndim())?;
        if self.is_line_by_line() {
            return self.lines_into(k, axis, f, out);
        }
        let rule = self.rule(k, f.shape()[axis]);
        single::axis_into(&rule, f, out, axis);
        Ok(())
    }
}
