//! `check` and its relatives, on every operator.

mod exact;
mod numeric;
