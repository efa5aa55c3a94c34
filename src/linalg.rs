//! Linear algebra whose derivatives are right where a factorisation's are not: at singular matrices
//! and at diagonal ones.
//!
//! An algorithm that looks at plain numbers decides by them: a pivot that is zero is passed over, an
//! entry below the rounding error is dropped. On numbers with derivatives such a zero may move.
//! [`determinant`], [`symmetric_eigenvalues`] and [`singular_values`] make no such decision and are right to every order.
//!
//! A matrix of constants need not be turned into one of numbers with derivatives to be multiplied with a
//! vector of them: [`matvec`] takes it as it is.
#![doc = include_str!("../docs/linear-algebra.md")]

mod determinant;
mod matvec;
mod singular_values;
mod symmetric_eigenvalues;

pub use determinant::determinant;
pub use matvec::{ConstantMatrix, matvec};
pub use singular_values::singular_values;
pub use symmetric_eigenvalues::symmetric_eigenvalues;
