//! Derivatives held against each other.

mod diagnosis;
pub use diagnosis::{Composed, Diagnosis, Entries, Place};
