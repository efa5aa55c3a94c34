//! What a search is at, and what it waits for.

use super::domain::Rejected;
use super::judgement::correlation::Correlation;
use super::judgement::validation::Validation;
use super::ladder::rungs::Rung;
use super::stencil::{POINTS, Stencil};
use crate::numeric::estimate::{Estimate, Status};

/// What the values asked for are for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Phase {
    /// The next rungs of a ladder.
    Descent(Purpose),
    /// The point of a validation.
    Glance(Validation, End),
    /// The points that tell noise from structure.
    Doubt(Correlation, End),
    /// A point so close to x that a function quantised with this spacing does not move.
    Grain {
        h: f64,
        spacing: f64,
        end: End,
    },
    /// A fixed-step difference.
    Stencil(Stencil, Status),
    Finished(Estimate<f64>),
}

/// Why a ladder is climbed down.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    /// To find an answer.
    Find,
    /// To better the accepted one, with larger steps.
    Grow { tries: u32 },
}

/// How a ladder ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    Converged,
    /// The error estimate no longer falls.
    Stalled,
    Noisy,
    Unresolved,
    OutOfBudget,
    SmallestStep,
    NotFinite(Rejected),
}

/// A rung as far as its values are known.
pub(super) enum Look {
    Known(Rung),
    NotFinite(Rejected),
    Missing,
}

/// The abscissae of a round.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    points: [f64; POINTS],
    pub(super) len: usize,
}

impl Asked {
    pub(super) fn push(&mut self, abscissa: f64) {
        self.points[self.len] = abscissa;
        self.len += 1;
    }

    pub(super) fn as_slice(&self) -> &[f64] {
        &self.points[..self.len]
    }
}
