//! At a kink: the slopes of both sides, in place of their mean. An exact derivative is there the
//! one-sided one along its variable, f'(x; eᵢ), and the forward difference is that, too.

use nalgebra::DMatrix;

use super::subject::{Measured, Subject};
use crate::numeric::{Estimate, FiniteDifference, Side, Status};
use crate::operator::Jacobian;

/// The slope to the left of a kink, and its error bar: infinite where it did not settle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backward {
    pub(super) value: f64,
    pub(super) error: f64,
}

/// One variable: what the function is along it, where the point is, and how it is searched.
pub(super) struct Axis<V> {
    pub(super) values: V,
    pub(super) at: f64,
    pub(super) settings: FiniteDifference,
}

impl<V> Axis<V> {
    /// The derivatives of all values at the point.
    pub(super) fn derivatives<E>(
        &self,
        settings: FiniteDifference,
    ) -> Result<Estimate<DMatrix<f64>, DMatrix<Status>>, E>
    where
        V: Fn(f64) -> Result<Vec<f64>, E>,
    {
        Jacobian::try_numeric(|t: &[f64]| (self.values)(t[0]))
            .with(settings)
            .estimate(&[self.at][..])
    }
}

impl<E> Subject<'_, E> {
    /// Turns the entries of a column that ended at a kink into forward slopes, with the backward
    /// ones beside. Where no forward slope settles, the entry stays as it is.
    ///
    /// Only of first order: an exact Hessian is made of both kinds of slopes, which no single
    /// difference is.
    pub(super) fn take_sides<V>(
        &self,
        measured: &mut Measured,
        column: usize,
        axis: &Axis<V>,
    ) -> Result<(), E>
    where
        V: Fn(f64) -> Result<Vec<f64>, E>,
    {
        let (rows, columns) = measured.value.shape;
        let bent: Vec<(usize, usize)> = (0..rows)
            .map(|row| (row, row * columns + column))
            .filter(|&(_, k)| measured.status[k] == Status::Kink)
            .collect();
        if self.order != 1 || bent.is_empty() {
            return Ok(());
        }
        let mut on = |side: Side| {
            let found = axis.derivatives(axis.settings.clone().side(side))?;
            measured.evaluations += found.evaluations;
            Ok(found)
        };
        let (forward, backward) = (on(Side::Forward)?, on(Side::Backward)?);
        for (row, k) in bent {
            if !forward.status[row].is_reliable() {
                continue;
            }
            measured.value.values[k] = forward.value[row];
            measured.error[k] = forward.error[row];
            let settled = backward.status[row].is_reliable();
            measured.backward[k] = Some(Backward {
                value: backward.value[row],
                error: if settled {
                    backward.error[row]
                } else {
                    f64::INFINITY
                },
            });
        }
        Ok(())
    }
}
