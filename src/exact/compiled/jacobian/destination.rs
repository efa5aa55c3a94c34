//! Where a Jacobian goes: to a matrix of the caller, a slice, or a matrix made for it.

use nalgebra::Dim;

use super::BothOf;
use crate::error::Error;
use crate::exact::compiled::code::Miss;
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
        if let Some(entries) = self.matrix.by_columns() {
            entries.fill(0.0);
            return write(self.values, entries);
        }
        self.entries.clear();
        self.entries.resize(m * self.variables, 0.0);
        let is_done = write(self.values, self.entries);
        for (k, entry) in self.entries.iter().enumerate() {
            self.matrix[(k % m, k / m)] = *entry;
        }
        is_done
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
        let n = self.x.dimension().value();
        let mut matrix = self.x.zeros(Y::Rows::from_usize(m));
        let mut values = smallvec::SmallVec::<[f64; 16]>::from_elem(0.0, m);
        let is_done = match matrix.by_columns() {
            Some(entries) => write(&mut values, entries),
            None => {
                let mut entries = vec![0.0; m * n];
                let is_done = write(&mut values, &mut entries);
                for (k, entry) in entries.iter().enumerate() {
                    matrix[(k % m, k / m)] = *entry;
                }
                is_done
            }
        };
        if is_done.is_ok() {
            self.found = Some((Y::from_fn(m, |i| values[i]), matrix));
        }
        is_done
    }
}
