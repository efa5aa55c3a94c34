//! Where a Jacobian goes: to a matrix of the caller, a slice, or a matrix made for it.

use nalgebra::Dim;

use super::BothOf;
use crate::error::Error;
use crate::exact::compiled::code::Miss;
use crate::exact::compiled::{Found, with_columns};
use crate::output::Output;
use crate::point::{Matrix, Point};
use crate::scalar::Trace;

/// What writes values and entries.
pub(super) type Write<'a> = dyn FnMut(&mut [f64], &mut [f64]) -> Result<(), Miss> + 'a;

/// Where a Jacobian goes.
pub(super) trait Destination {
    /// Whether there is room for `m` values: another path may have another number of them than this point.
    fn fits(&self, m: usize) -> bool;

    /// Has `m` values and their Jacobian, column by column over zeros, written by `write`, if it can.
    fn take(&mut self, m: usize, write: &mut Write<'_>) -> Result<(), Miss>;
}

/// A matrix of the caller, whose shape is checked.
pub(super) struct Given<'a, M> {
    pub(super) matrix: &'a mut M,
    pub(super) variables: usize,
    pub(super) values: &'a mut Vec<f64>,
    pub(super) entries: &'a mut Vec<f64>,
}

impl<M: Matrix<f64>> Destination for Given<'_, M> {
    fn fits(&self, m: usize) -> bool {
        self.matrix.shape() == (m, self.variables)
    }

    fn take(&mut self, m: usize, write: &mut Write<'_>) -> Result<(), Miss> {
        Error::check_shape("Jacobian", (m, self.variables), self.matrix.shape());
        self.values.clear();
        self.values.resize(m, 0.0);
        with_columns(self.matrix, self.entries, |entries, found| {
            if found == Found::AsItWas {
                entries.fill(0.0);
            }
            write(self.values, entries)
        })
    }
}

/// A slice of the right length that is filled column by column.
pub(super) struct Columns<'a> {
    pub(super) rows: usize,
    pub(super) entries: &'a mut [f64],
}

impl Destination for Columns<'_> {
    fn fits(&self, m: usize) -> bool {
        m == self.rows
    }

    fn take(&mut self, m: usize, write: &mut Write<'_>) -> Result<(), Miss> {
        Error::check_value_count(self.rows, m);
        self.entries.fill(0.0);
        write(&mut vec![0.0; m], self.entries)
    }
}

/// A matrix made for the answer.
pub(super) struct Fresh<'a, X: Point<Scalar = f64> + ?Sized, Y: Output<Trace>> {
    pub(super) x: &'a X,
    pub(super) found: Option<BothOf<X, Y>>,
}

impl<X, Y> Destination for Fresh<'_, X, Y>
where
    X: Point<Scalar = f64> + ?Sized,
    Y: Output<Trace>,
{
    fn fits(&self, _: usize) -> bool {
        true
    }

    fn take(&mut self, m: usize, write: &mut Write<'_>) -> Result<(), Miss> {
        let mut matrix = self.x.zeros(Y::Rows::from_usize(m));
        let mut values = smallvec::SmallVec::<[f64; 16]>::from_elem(0.0, m);
        let is_done = with_columns(&mut matrix, &mut vec![], |entries, _| {
            write(&mut values, entries)
        });
        if is_done.is_ok() {
            self.found = Some((Y::from_fn(m, |i| values[i]), matrix));
        }
        is_done
    }
}
