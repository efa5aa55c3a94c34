//! What a maker of hypotheses hands in.

use super::Diagnosis;

/// A shape that fits, and the disagreeing entries that it explains.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) diagnosis: Diagnosis,
    pub(super) explains: Vec<usize>,
}
