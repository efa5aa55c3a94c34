//! `check` and its relatives, a file for each operator. What is checked, and how, is the business of
//! [`check`](crate::check).

mod derivative;
mod gradient;
mod hessian;
mod jacobian;
mod mixed;
mod taylor;
mod vector;
