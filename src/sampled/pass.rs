//! The pass: how results are computed and reach memory.
//!
//! Which array takes which way:
//!
//! ```text
//! one derivative                                      several large derivatives
//!       |                                             of compact samples at once
//!    single -- integers beyond f64 --> wide                     fused
//!       |                                                         |
//!       |-- neither compact nor few --> strided                   |
//!       |                                  | lines brought        |
//!       |                                  | together             |
//!       +--------------+-------------------+----------------------+
//!                      |
//!                   compact   lines along the axis, or rows across it
//!                      |      (short ones many together: narrow)
//!                   kernel    the loops, in vectors of the processor
//!                      |      (by a constant as two products: division)
//!                    store    through the caches, or past them
//! ```
//!
//! All but `wide` share large arrays among `threads`. `layout` finds the memory order of an array, and
//! `memory` has the zeros that results are written over.

mod compact;
pub(super) mod division;
pub(super) mod fused;
pub(super) mod kernel;
pub(super) mod layout;
pub(super) mod memory;
mod narrow;
pub(super) mod single;
mod store;
mod strided;
mod threads;
pub(super) mod wide;
